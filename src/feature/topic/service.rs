//! Messages to services beside the network, what they must answer, and what they must have kept.

use std::borrow::Cow;

use crate::feature::phrase::{Notes, PhraseFault, Slot, Slots, StepClass, fault};
use crate::feature::sentence::{self, FIELD_HEADINGS, Sentence, text};
use crate::feature::table::{read_value, write_value};
use crate::feature::topic::Order;
use crate::model::catalogue::feature as catalogue;
use crate::model::catalogue::service as say;
use crate::model::date::to_half_width;
use crate::model::service::{Field, Service, ServiceMessage};
use crate::model::{Diagnostic, Project, RoleModelId};

/// Something said to a service, or expected of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServicePhrase {
    /// A service keeps these records before anything is done.
    Keeps {
        /// Which service, by name or id.
        service: String,
        /// Headings, then a record a row.
        rows: Vec<Vec<String>>,
    },
    /// Sends a message.
    Send(Sending),
    /// Expects a result.
    Result(String),
    /// Expects these fields in the reply, among others.
    Fields(Vec<(String, String)>),
    /// Expects a list of exactly these rows, in any order.
    Rows(Vec<Vec<String>>),
    /// Expects no fields and no rows.
    NoRows,
    /// Expects exactly these records, in any order, by the columns named.
    Kept {
        /// Which service, by name or id.
        service: String,
        /// Headings, then a record a row.
        rows: Vec<Vec<String>>,
    },
    /// Expects no records.
    NothingKept {
        /// Which service, by name or id.
        service: String,
    },
}

/// A message to a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// Who sends: 本人, a service or a body, by name or id.
    pub from: String,
    /// To which service, by name or id.
    pub to: String,
    /// About whom, when it is not the scenario's person.
    pub persona: Option<RoleModelId>,
    /// The message's name.
    pub message: String,
    /// Fields and values.
    pub fields: Vec<(String, String)>,
}

/// Which of the sentences below it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::feature) enum Form {
    Keeps,
    Send,
    SendBare,
    Result,
    Fields,
    Rows,
    NoRows,
    Kept,
    NothingKept,
}

/// The headings of a table of fields that must come back.
const REPLY_HEADINGS: [&str; 2] = ["項目", "期待値"];

const fn of(form: Form) -> sentence::Form {
    sentence::Form::Service(form)
}

pub(in crate::feature) const SENTENCES: &[Sentence] = &[
    Sentence {
        form: of(Form::Keeps),
        class: StepClass::Given,
        pattern: "「サービス」に次の記録がある",
        example: "「PMH」に次の記録がある",
        table: &[
            &["公費負担者番号", "受給者番号", "被保険者番号", "有効期間終了日"],
            &["K0001", "J0001", "H0001", "令和7年3月31日"],
        ],
        about: text(
            "このシナリオの始まりに、サービス（services/ に書いた関係機関）が持っている記録。見出しは記録の項目、一行が一件。",
            "What a service (declared in services/) keeps when the scenario begins. Headings are the fields of its records, one record a row.",
        ),
    },
    Sentence {
        form: of(Form::Send),
        class: StepClass::When,
        pattern: "「送り手」から「サービス」へ［「ロールモデルID」の人の］「電文」を次のとおり送る",
        example: "「例示病院」から「PMH」へ「受給者証情報の参照」を次のとおり送る",
        table: &[&["項目", "値"], &["被保険者番号", "H0001"]],
        about: text(
            "サービスに電文を送り、応答を待つ。送り手は「本人」、サービスか団体の名称（または識別子）。電文とその項目は services/ にあるもの。ロールモデルを書くとその人について、書かなければシナリオの人について送る。",
            "Sends a message to a service and waits for the reply. The sender is 「本人」 (the person), a service or a body. Messages and their fields stand in services/. With a role model it is about that person, else about the scenario's.",
        ),
    },
    Sentence {
        form: of(Form::SendBare),
        class: StepClass::When,
        pattern: "「送り手」から「サービス」へ［「ロールモデルID」の人の］「電文」を送る",
        example: "「本人」から「マイナポータル」へ「やりとり履歴の表示」を送る",
        table: &[],
        about: text("項目のない電文を送る。", "The same for a message without fields."),
    },
    Sentence {
        form: of(Form::Result),
        class: StepClass::Then,
        pattern: "応答は「結果」である",
        example: "応答は「有効」である",
        table: &[],
        about: text(
            "直前に送った電文への応答。結果は services/ のその電文が返しうることばで、ほかに 送信元不可（送れない送り手）、項目不備（項目の不足や型の誤り）、登録数超過 がある。",
            "The reply to the message before. Results are those that the message can give in services/, and three of their own: sender not allowed, bad fields, too many records.",
        ),
    },
    Sentence {
        form: of(Form::Fields),
        class: StepClass::Then,
        pattern: "応答に次の項目がある",
        example: "応答に次の項目がある",
        table: &[&REPLY_HEADINGS, &["受給者番号", "J0001"], &["有効期間終了日", "R7.3.31"]],
        about: text(
            "応答の項目。書いた項目だけを、項目の型に従って（和暦と西暦は同じ）比べる。期待値を空にすると、値がないことを確かめる。",
            "Fields of the reply. Only those written are compared, as their types mean. An empty cell expects no value.",
        ),
    },
    Sentence {
        form: of(Form::Rows),
        class: StepClass::Then,
        pattern: "応答は次の一覧である",
        example: "応答は次の一覧である",
        table: &[&["照会者", "提供者", "処理結果"], &["B市", "社会保険診療報酬支払基金", "正常終了"]],
        about: text(
            "応答が一覧のとき、その行のすべて（順序は問わない）。見出しに書いた列だけを比べる。",
            "All rows of a reply that is a list, in any order; only the columns in the headings are compared.",
        ),
    },
    Sentence {
        form: of(Form::NoRows),
        class: StepClass::Then,
        pattern: "応答に項目はない",
        example: "応答に項目はない",
        table: &[],
        about: text("応答に項目も一覧もない。", "The reply has neither fields nor rows."),
    },
    Sentence {
        form: of(Form::Kept),
        class: StepClass::Then,
        pattern: "「サービス」の記録は次のとおりである",
        example: "「PMH」の記録は次のとおりである",
        table: &[&["受給者番号", "有効期間終了日"], &["J0001", "令和7年3月31日"]],
        about: text(
            "サービスが持っている記録のすべて（順序は問わない）。見出しに書いた項目だけを比べる。",
            "All records that the service keeps, in any order; only the fields in the headings are compared.",
        ),
    },
    Sentence {
        form: of(Form::NothingKept),
        class: StepClass::Then,
        pattern: "「サービス」に記録はない",
        example: "「PMH」に記録はない",
        table: &[],
        about: text("サービスが記録を一つも持っていない。", "The service keeps no record at all."),
    },
];

impl ServicePhrase {
    pub(in crate::feature) fn order(&self) -> Order {
        match self {
            Self::Keeps { .. } => Order::Setting,
            Self::Send(_) => Order::Act,
            _ => Order::Expectation,
        }
    }

    pub(in crate::feature) fn slots(&self) -> (Form, Vec<Slot<'_>>) {
        let plain = |text: &'_ str| Some(Cow::Owned(text.to_owned()));
        match self {
            Self::Keeps { service, .. } => (Form::Keeps, vec![plain(service)]),
            Self::Send(sending) => {
                let form = if sending.fields.is_empty() { Form::SendBare } else { Form::Send };
                let persona = sending.persona.as_ref().and_then(|persona| plain(&persona.0));
                (form, vec![plain(&sending.from), plain(&sending.to), persona, plain(&sending.message)])
            }
            Self::Result(result) => (Form::Result, vec![plain(result)]),
            Self::Fields(_) => (Form::Fields, Vec::new()),
            Self::Rows(_) => (Form::Rows, Vec::new()),
            Self::NoRows => (Form::NoRows, Vec::new()),
            Self::Kept { service, .. } => (Form::Kept, vec![plain(service)]),
            Self::NothingKept { service } => (Form::NothingKept, vec![plain(service)]),
        }
    }

    /// Its table with headings; empty: none.
    pub(in crate::feature) fn table(&self) -> Vec<Vec<String>> {
        let pairs = |headings: [&str; 2], fields: &[(String, String)]| {
            let rows = fields.iter().map(|(name, value)| vec![write_value(name), write_value(value)]);
            [headings.map(str::to_owned).to_vec()].into_iter().chain(rows).collect()
        };
        match self {
            Self::Send(sending) if !sending.fields.is_empty() => pairs(FIELD_HEADINGS, &sending.fields),
            Self::Fields(fields) => pairs(REPLY_HEADINGS, fields),
            Self::Keeps { rows, .. } | Self::Rows(rows) | Self::Kept { rows, .. } => {
                rows.iter().map(|row| row.iter().map(|cell| write_value(cell)).collect()).collect()
            }
            _ => Vec::new(),
        }
    }

    pub(in crate::feature) fn read(
        form: Form,
        notes: &mut Notes,
        slots: &Slots<'_>,
        rows: &[Vec<String>],
    ) -> Option<Self> {
        Some(match form {
            Form::Keeps => Self::Keeps { service: notes.word(slots, 0)?, rows: listed(notes, rows)? },
            Form::Send | Form::SendBare => {
                let (from, to) = (notes.word(slots, 0), notes.word(slots, 1));
                let persona = match slots.get(2) {
                    Some(_) => Some(RoleModelId::from(to_half_width(&notes.word(slots, 2)?).as_str())),
                    None => None,
                };
                let message = notes.word(slots, 3);
                let fields = if form == Form::Send { pairs(notes, rows, FIELD_HEADINGS) } else { Some(Vec::new()) };
                Self::Send(Sending { from: from?, to: to?, persona, message: message?, fields: fields? })
            }
            Form::Result => Self::Result(notes.word(slots, 0)?),
            Form::Fields => Self::Fields(pairs(notes, rows, REPLY_HEADINGS)?),
            Form::Rows => Self::Rows(listed(notes, rows)?),
            Form::NoRows => Self::NoRows,
            Form::Kept => Self::Kept { service: notes.word(slots, 0)?, rows: listed(notes, rows)? },
            Form::NothingKept => Self::NothingKept { service: notes.word(slots, 0)? },
        })
    }

    /// What it names that the project does not have, or not there. `sent` is the message sent last.
    pub(in crate::feature) fn unknown<'p>(
        &self,
        project: &'p Project,
        sent: &mut Option<SentMessage<'p>>,
    ) -> Vec<PhraseFault> {
        let mut told = Told(Vec::new());
        match self {
            Self::Keeps { service, rows } => told.records(project, service, rows, Records::Made),
            Self::Kept { service, rows } => told.records(project, service, rows, Records::Expected),
            Self::NothingKept { service } => told.records(project, service, &[], Records::Expected),
            Self::Send(sending) => *sent = told.sending(project, sending),
            Self::Result(_) | Self::Fields(_) | Self::Rows(_) | Self::NoRows => {
                let Some(sent) = sent else {
                    let written = self.render_text();
                    told.note(None, fault(&say::REPLY_BEFORE_MESSAGE).with("written", written));
                    return told.0;
                };
                told.reply(self, sent);
            }
        }
        told.0
    }

    fn render_text(&self) -> String {
        crate::feature::Phrase::Service(self.clone()).render().text
    }
}

/// A message that a scenario has sent.
#[derive(Debug, Clone, Copy)]
pub(in crate::feature) struct SentMessage<'p> {
    /// What it is.
    pub message: &'p ServiceMessage,
    /// Its sender, when that one may not send it.
    refused: Option<&'p str>,
}

/// Whether records are made before the scenario or looked at in it.
#[derive(Clone, Copy, PartialEq)]
enum Records {
    Made,
    Expected,
}

/// Faults found; rows count from 0, the headings.
struct Told(Vec<PhraseFault>);

impl Told {
    fn note(&mut self, row: Option<usize>, diagnostic: Diagnostic) {
        self.0.push(PhraseFault { row, diagnostic });
    }

    fn service<'p>(&mut self, project: &'p Project, written: &str) -> Option<&'p Service> {
        let found = project.service_called(written);
        if found.is_none() {
            let known = project.services.iter().map(|known| known.name.as_str());
            self.note(None, fault(&say::UNKNOWN_SERVICE).with("value", written).suggest(written, known));
        }
        found
    }

    fn field(&mut self, row: usize, of: &str, written: &str, fields: &[Field]) {
        if find(fields, written).is_none() {
            let unknown = fault(&say::UNKNOWN_FIELD).with("of", of).with("value", written);
            let names: Vec<&str> = fields.iter().map(|field| &*field.name).collect();
            self.note(Some(row), unknown.with("known", names.join("、")).suggest(written, names));
        }
    }

    fn records(&mut self, project: &Project, written: &str, rows: &[Vec<String>], records: Records) {
        let Some(service) = self.service(project, written) else { return };
        let Some(store) = &service.store else {
            self.note(None, fault(&say::NO_STORE).with("service", &service.name));
            return;
        };
        let headings = rows.first().map(Vec::as_slice).unwrap_or_default();
        for heading in headings {
            self.field(0, &service.name, heading, &store.fields);
        }
        if records == Records::Expected {
            return;
        }
        let column = |field: &Field| headings.iter().position(|heading| same(heading, &field.name));
        for field in store.fields.iter().filter(|field| field.required || store.key.contains(&field.name)) {
            let missing = || fault(&say::REQUIRED_MISSING).with("of", &service.name).with("field", &field.name);
            match column(field) {
                None => self.note(Some(0), missing()),
                Some(at) => {
                    let empty = rows.iter().enumerate().skip(1).filter(|(_, row)| row[at].trim().is_empty());
                    for (row, _) in empty {
                        self.note(Some(row), missing());
                    }
                }
            }
        }
    }

    fn sending<'p>(&mut self, project: &'p Project, sending: &Sending) -> Option<SentMessage<'p>> {
        let sender = project.sender_called(&sending.from);
        if sender.is_none() {
            let bodies = project.organisations.iter().map(|known| known.name.as_str());
            let services = project.services.iter().map(|known| known.name.as_str());
            let unknown = fault(&say::UNKNOWN_SENDER).with("value", &sending.from);
            self.note(None, unknown.suggest(&sending.from, services.chain(bodies).chain([say::PERSON.ja])));
        }
        if let Some(id) = sending.persona.as_ref().filter(|id| project.role_model(id).is_none()) {
            let known = project.role_models.iter().map(|known| &*known.id.0);
            self.note(None, fault(&catalogue::UNKNOWN_PERSONA).with("written", id).suggest(&id.0, known));
        }
        let service = self.service(project, &sending.to)?;
        let Some(message) = service.message(&sending.message) else {
            let names: Vec<&str> = service.messages.iter().map(|known| &*known.name).collect();
            let unknown = fault(&say::UNKNOWN_MESSAGE).with("service", &service.name);
            let unknown = unknown.with("value", &sending.message).with("known", names.join("、"));
            self.note(None, unknown.suggest(&sending.message, names));
            return None;
        };
        for (row, (name, _)) in sending.fields.iter().enumerate() {
            self.field(row + 1, &message.name, name, &message.fields);
        }
        let given = |field: &&Field| sending.fields.iter().any(|(name, _)| same(name, &field.name));
        let missing: Vec<&str> =
            message.fields.iter().filter(|field| field.required && !given(field)).map(|field| &*field.name).collect();
        if sending.fields.is_empty() && !missing.is_empty() {
            let bare = fault(&say::TABLE_OR_NOT).with("message", &message.name);
            self.note(None, bare.with("fields", missing.join("、")));
        } else {
            for field in missing {
                self.note(None, fault(&say::REQUIRED_MISSING).with("of", &message.name).with("field", field));
            }
        }
        let refused = sender.filter(|(sender, _)| !message.from.contains(sender)).map(|(_, name)| name);
        Some(SentMessage { message, refused })
    }

    fn reply(&mut self, phrase: &ServicePhrase, SentMessage { message, refused }: &SentMessage<'_>) {
        match phrase {
            ServicePhrase::Result(result) => {
                if let Some(sender) = refused.filter(|_| !same(result, say::REFUSED_SENDER.ja)) {
                    let told = fault(&say::SENDER_NOT_ALLOWED).with("sender", sender).with("message", &message.name);
                    let (ja, en) = (say::REFUSED_SENDER.ja.to_owned(), say::REFUSED_SENDER.en.to_owned());
                    self.note(None, told.with_both("result", ja, en));
                }
                let known = message.results();
                if !known.iter().any(|known| same(known, result)) {
                    let unknown = fault(&say::UNKNOWN_RESULT).with("message", &message.name).with("value", result);
                    self.note(None, unknown.with("known", known.join("、")).suggest(result, known));
                }
            }
            ServicePhrase::Fields(fields) => {
                for (row, (name, _)) in fields.iter().enumerate() {
                    self.field(row + 1, &message.name, name, &message.gives);
                }
            }
            ServicePhrase::Rows(rows) => {
                for heading in rows.first().into_iter().flatten() {
                    self.field(0, &message.name, heading, &message.gives);
                }
            }
            _ => {}
        }
    }
}

/// The field of a name, full or half width.
fn find<'f>(fields: &'f [Field], written: &str) -> Option<&'f Field> {
    fields.iter().find(|field| same(&field.name, written))
}

fn same(one: &str, other: &str) -> bool {
    to_half_width(one.trim()) == to_half_width(other.trim())
}

/// Rows of name and value below two headings.
fn pairs(notes: &mut Notes, rows: &[Vec<String>], headings: [&str; 2]) -> Option<Vec<(String, String)>> {
    let written = rows.first()?;
    if written.len() != 2 || !same(&written[0], headings[0]) || !same(&written[1], headings[1]) {
        let unknown = fault(&catalogue::UNKNOWN_HEADING).with("written", written.join("|"));
        notes.note(Some(0), unknown.with("headings", headings.join("、")));
        return None;
    }
    let mut fields: Vec<(String, String)> = Vec::new();
    for (number, row) in rows.iter().enumerate().skip(1) {
        let [name, value] = row.as_slice() else { continue };
        if fields.iter().any(|(known, _)| same(known, name)) {
            notes.note(Some(number), fault(&catalogue::REPEATED_HEADING).with("name", name));
            continue;
        }
        fields.push((read_value(name), read_value(value)));
    }
    if fields.is_empty() {
        notes.note(Some(0), fault(&say::ROWS_MISSING));
    }
    (!fields.is_empty()).then_some(fields)
}

/// A table whose headings are names of fields.
fn listed(notes: &mut Notes, rows: &[Vec<String>]) -> Option<Vec<Vec<String>>> {
    let headings = rows.first()?;
    for (at, heading) in headings.iter().enumerate() {
        if headings[..at].iter().any(|known| same(known, heading)) {
            notes.note(Some(0), fault(&catalogue::REPEATED_HEADING).with("name", heading));
        }
    }
    if rows.len() == 1 {
        notes.note(Some(0), fault(&say::ROWS_MISSING));
        return None;
    }
    Some(rows.iter().map(|row| row.iter().map(|cell| read_value(cell)).collect()).collect())
}
