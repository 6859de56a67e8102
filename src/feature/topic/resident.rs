//! 住基ネット: who is searched by what, who is found, and whom the officer then links to the entry.

use std::borrow::Cow;

use crate::feature::phrase::{Notes, Phrase, Slot, Slots, StepClass, fault};
use crate::feature::sentence::{self, Sentence, text};
use crate::feature::topic::Order;
use crate::model::catalogue::{feature as catalogue, resident as words};
use crate::model::date::{self, to_half_width};
use crate::model::{
    AffairCode, CivilDate, Fault, Particulars, ProcedureCode, ResidentId, Search, SearchOutcome, Sex, Text,
};

/// Something asked of 住基ネット, done with its answer, or expected of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResidentPhrase {
    /// Searches the register.
    Search {
        /// For which 事務.
        affair: AffairCode,
        /// For which 事務手続.
        procedure: ProcedureCode,
        /// By what.
        search: Search,
    },
    /// Tells the persons found apart by what is known besides.
    Distinguish(Particulars),
    /// Takes one of the persons found for the right one, without telling them apart.
    Pick(u32),
    /// Links whoever was found to the entry of the scenario's ロールモデル.
    Link,
    /// Links a person to that entry without any search: a slip of the hand, or of a family's numbers.
    LinkTo(ResidentId),
    /// Expects an outcome of the search.
    Outcome(SearchOutcome),
    /// Expects so many persons.
    Hits(u32),
    /// Expects a person among those found.
    Found(ResidentId),
    /// Expects a person not to be among those found.
    NotFound(ResidentId),
    /// Expects the person linked to be the ロールモデル.
    LinkedRight,
}

/// Which of the sentences below it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::feature) enum Form {
    Search,
    Distinguish,
    Pick,
    Link,
    LinkTo,
    Outcome,
    Hits,
    Found,
    NotFound,
    LinkedRight,
}

/// The rows of the two tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Affair,
    Procedure,
    Name,
    Birth,
    Sex,
    Address,
    Kana,
    PastAddress,
}

const SEARCH_FIELDS: &[(Field, &str)] = &[
    (Field::Affair, "事務コード"),
    (Field::Procedure, "事務手続コード"),
    (Field::Name, "氏名"),
    (Field::Birth, "生年月日"),
    (Field::Sex, "性別"),
    (Field::Address, "住所"),
];

const PARTICULARS: &[(Field, &str)] =
    &[(Field::Kana, "カナ氏名"), (Field::Sex, "性別"), (Field::Address, "住所"), (Field::PastAddress, "前住所")];

/// What a search cannot do without.
const NEEDED: &[Field] = &[Field::Affair, Field::Procedure, Field::Name, Field::Birth];

const fn plain(form: Form, class: StepClass, pattern: &'static str, example: &'static str, about: Text) -> Sentence {
    Sentence { form: sentence::Form::Resident(form), class, pattern, example, table: &[], about }
}

pub(in crate::feature) const SENTENCES: &[Sentence] = &[
    Sentence {
        form: sentence::Form::Resident(Form::Search),
        class: StepClass::When,
        pattern: "住基ネットに次の情報で照会する",
        example: "住基ネットに次の情報で照会する",
        table: &[
            &["項目", "値"],
            &["事務コード", "JM015"],
            &["事務手続コード", "JT015002"],
            &["氏名", "例示　花子"],
            &["生年月日", "昭和50年2月2日"],
            &["性別", "女"],
            &["住所", "例示県B市見本二丁目1番地2号"],
        ],
        about: text(
            "照会者が、個人番号の分からない人を住基ネットで探す。氏名と生年月日は必ず書く（2情報）。性別と住所も書けば4情報、性別だけ書かなければ3情報。保険者の照会は情報提供サーバーがまとめて取り次ぐ。",
            "The inquirer looks for a person in the register: by two items (name and birth), three (with the address) or four (with the sex too). An insurer's search goes through the information server.",
        ),
    },
    Sentence {
        form: sentence::Form::Resident(Form::Distinguish),
        class: StepClass::When,
        pattern: "次の情報を加えて該当者を絞り込む",
        example: "次の情報を加えて該当者を絞り込む",
        table: &[&["項目", "値"], &["カナ氏名", "レイジ ハナコ"], &["前住所", "例示県C市見本3"]],
        about: text(
            "複数の人が該当したとき、本人に聞いたことや業務システムの記録を加えて絞り込む。書けるのは カナ氏名、性別、住所、前住所。",
            "Tells several persons apart by what the person or the office knows besides: kana name, sex, address, past address.",
        ),
    },
    plain(
        Form::Pick,
        StepClass::When,
        "該当者の「番号」人目を本人とみなす",
        "該当者の「1」人目を本人とみなす",
        text(
            "複数の人が該当したのに、確かめずに一人を本人とする（紐付け誤りの原因）。",
            "Takes one of several persons for the right one without telling them apart: a cause of wrong links.",
        ),
    ),
    plain(
        Form::Link,
        StepClass::When,
        "照会で特定した人を宛名に紐付ける",
        "照会で特定した人を宛名に紐付ける",
        text(
            "照会で一人に決まった人を、ロールモデルの人の宛名に紐付ける。この後の情報照会は、紐付けた人について行われる。",
            "Links the one person found to the role model's entry. Later queries are about the person linked.",
        ),
    ),
    plain(
        Form::LinkTo,
        StepClass::When,
        "宛名に住民「住民」を紐付ける",
        "宛名に住民「J-002」を紐付ける",
        text(
            "照会をせずに、番号の記載誤りや家族との取り違えのまま、ロールモデルの人の宛名に紐付ける。",
            "Links somebody to the role model's entry without a search, as a slip of the pen or a mix-up in a family does.",
        ),
    ),
    plain(
        Form::Outcome,
        StepClass::Then,
        "住基ネットの照会結果は「照会結果」である",
        "住基ネットの照会結果は「一人該当」である",
        text(
            "一人該当、複数該当、該当者なし、照会不可（性別を保有する事務の3情報）、回答なし（切替日より後の2情報）のどれか。",
            "One person, several, nobody, not allowed (three items by an affair that holds the sex), not answered (two items after the change); the words are Japanese.",
        ),
    ),
    plain(
        Form::Hits,
        StepClass::Then,
        "該当者は「人数」人である",
        "該当者は「2」人である",
        text("照会に該当した人の数。", "How many persons were found."),
    ),
    plain(
        Form::Found,
        StepClass::Then,
        "該当者に住民「住民」が含まれる",
        "該当者に住民「J-001」が含まれる",
        text("その住民が該当者の中にいる。", "This resident is among the persons found."),
    ),
    plain(
        Form::NotFound,
        StepClass::Then,
        "該当者に住民「住民」が含まれない",
        "該当者に住民「J-002」が含まれない",
        text("その住民が該当者の中にいない。", "This resident is not among the persons found."),
    ),
    plain(
        Form::LinkedRight,
        StepClass::Then,
        "紐付けた人はロールモデルの人と一致する",
        "紐付けた人はロールモデルの人と一致する",
        text(
            "宛名に紐付けた人が、シナリオのロールモデルその人である。",
            "The person linked is the scenario's role model.",
        ),
    ),
];

impl ResidentPhrase {
    pub(in crate::feature) fn order(&self) -> Order {
        match self {
            Self::Search { .. } | Self::Distinguish(_) | Self::Pick(_) | Self::Link | Self::LinkTo(_) => Order::Act,
            Self::Outcome(_) | Self::Hits(_) | Self::Found(_) | Self::NotFound(_) | Self::LinkedRight => {
                Order::Expectation
            }
        }
    }

    /// The resident it names.
    pub(in crate::feature) fn resident(&self) -> Option<&ResidentId> {
        match self {
            Self::LinkTo(resident) | Self::Found(resident) | Self::NotFound(resident) => Some(resident),
            _ => None,
        }
    }

    pub(in crate::feature) fn slots(&self) -> (Form, Vec<Slot<'_>>) {
        fn key(resident: &ResidentId) -> Vec<Slot<'_>> {
            vec![Some(Cow::Borrowed(&*resident.0))]
        }
        match self {
            Self::Search { .. } => (Form::Search, Vec::new()),
            Self::Distinguish(_) => (Form::Distinguish, Vec::new()),
            Self::Pick(number) => (Form::Pick, vec![Some(Cow::Owned(number.to_string()))]),
            Self::Link => (Form::Link, Vec::new()),
            Self::LinkTo(resident) => (Form::LinkTo, key(resident)),
            Self::Outcome(outcome) => (Form::Outcome, vec![Some(Cow::Borrowed(outcome.word().ja))]),
            Self::Hits(count) => (Form::Hits, vec![Some(Cow::Owned(count.to_string()))]),
            Self::Found(resident) => (Form::Found, key(resident)),
            Self::NotFound(resident) => (Form::NotFound, key(resident)),
            Self::LinkedRight => (Form::LinkedRight, Vec::new()),
        }
    }

    /// The rows of its table; empty: it has none.
    pub(in crate::feature) fn table(&self) -> Vec<Vec<String>> {
        let (fields, cell): (_, Box<dyn Fn(Field) -> Option<String> + '_>) = match self {
            Self::Search { affair, procedure, search } => (
                SEARCH_FIELDS,
                Box::new(|field| match field {
                    Field::Affair => Some(affair.to_string()),
                    Field::Procedure => Some(procedure.to_string()),
                    Field::Name => Some(search.name.clone()),
                    Field::Birth => Some(search.birth.wareki()),
                    Field::Sex => search.sex.map(|sex| sex.word().ja.to_owned()),
                    _ => search.address.clone(),
                }),
            ),
            Self::Distinguish(told) => (
                PARTICULARS,
                Box::new(|field| match field {
                    Field::Kana => told.kana.clone(),
                    Field::Sex => told.sex.map(|sex| sex.word().ja.to_owned()),
                    Field::Address => told.address.clone(),
                    _ => told.past_address.clone(),
                }),
            ),
            _ => return Vec::new(),
        };
        let rows = fields.iter().filter_map(|(field, name)| Some(vec![(*name).to_owned(), cell(*field)?]));
        std::iter::once(sentence::FIELD_HEADINGS.map(str::to_owned).to_vec()).chain(rows).collect()
    }

    pub(in crate::feature) fn read(
        form: Form,
        notes: &mut Notes,
        slots: &Slots<'_>,
        rows: &[Vec<String>],
    ) -> Option<Self> {
        let resident = |notes: &mut Notes| {
            let written = notes.word(slots, 0)?;
            Some(ResidentId::from(to_half_width(written.trim()).as_str()))
        };
        Some(match form {
            Form::Search => search(notes, rows)?,
            Form::Distinguish => Self::Distinguish(particulars(notes, rows)?),
            Form::Pick => Self::Pick(notes.count(slots, 0)?),
            Form::Link => Self::Link,
            Form::LinkTo => Self::LinkTo(resident(notes)?),
            Form::Outcome => {
                let written = notes.word(slots, 0)?;
                let Some(outcome) = SearchOutcome::from_word(&written) else {
                    let known = SearchOutcome::ALL.map(|outcome| outcome.word().ja);
                    let unknown = fault(&words::UNKNOWN_SEARCH_OUTCOME).with("written", &written);
                    notes.note(None, unknown.with("known", known.join("、")).suggest(&written, known));
                    return None;
                };
                Self::Outcome(outcome)
            }
            Form::Hits => Self::Hits(notes.count(slots, 0)?),
            Form::Found => Self::Found(resident(notes)?),
            Form::NotFound => Self::NotFound(resident(notes)?),
            Form::LinkedRight => Self::LinkedRight,
        })
    }
}

fn search(notes: &mut Notes, rows: &[Vec<String>]) -> Option<ResidentPhrase> {
    let cells = Cells::read(notes, rows, SEARCH_FIELDS)?;
    let missing: Vec<&str> = SEARCH_FIELDS
        .iter()
        .filter(|(field, _)| NEEDED.contains(field) && cells.text(*field).is_none())
        .map(|(_, name)| *name)
        .collect();
    for name in &missing {
        notes.note(Some(0), fault(&catalogue::MISSING_HEADING).with("name", name));
    }
    let affair = cells.code(notes, Field::Affair, AffairCode::parse);
    let procedure = cells.code(notes, Field::Procedure, ProcedureCode::parse);
    let birth = cells.day(notes, Field::Birth);
    let sex = cells.sex(notes);
    let search = Search {
        name: cells.text(Field::Name)?.to_owned(),
        birth: birth?,
        sex: sex.ok()?,
        address: cells.text(Field::Address).map(str::to_owned),
    };
    Some(ResidentPhrase::Search { affair: affair?, procedure: procedure?, search })
}

fn particulars(notes: &mut Notes, rows: &[Vec<String>]) -> Option<Particulars> {
    let cells = Cells::read(notes, rows, PARTICULARS)?;
    let text = |field| cells.text(field).map(str::to_owned);
    Some(Particulars {
        kana: text(Field::Kana),
        sex: cells.sex(notes).ok()?,
        address: text(Field::Address),
        past_address: text(Field::PastAddress),
    })
}

/// The cells of a table of two columns. A blank value is as good as no row.
struct Cells<'r> {
    fields: &'static [(Field, &'static str)],
    cells: Vec<(Field, usize, &'r str)>,
}

impl<'r> Cells<'r> {
    fn read(notes: &mut Notes, rows: &'r [Vec<String>], fields: &'static [(Field, &'static str)]) -> Option<Self> {
        if rows.is_empty() {
            // That there is no table has been told.
            return None;
        }
        let spelt = |written: &str| to_half_width(written).split_whitespace().collect::<String>();
        let headed =
            rows.first().and_then(|row| row.first()).is_some_and(|cell| spelt(cell) == sentence::FIELD_HEADINGS[0]);
        let mut cells: Vec<(Field, usize, &str)> = Vec::new();
        let before = notes.faults.len();
        for (number, row) in rows.iter().enumerate().skip(usize::from(headed)) {
            let written = row.first().map(|cell| spelt(cell)).unwrap_or_default();
            let known = fields.iter().find(|(_, name)| *name == written && row.len() == 2);
            let Some((field, name)) = known else {
                let headings = fields.iter().map(|(_, name)| *name);
                let unknown = fault(&catalogue::UNKNOWN_HEADING).with("written", &written);
                let unknown = unknown.with("headings", headings.clone().collect::<Vec<_>>().join("、"));
                notes.note(Some(number), unknown.suggest(&written, headings));
                continue;
            };
            if cells.iter().any(|(known, ..)| known == field) {
                notes.note(Some(number), fault(&catalogue::REPEATED_HEADING).with("name", name));
            }
            cells.push((*field, number, row[1].trim()));
        }
        if cells.is_empty() && notes.faults.len() == before {
            notes.note(Some(0), fault(&catalogue::EMPTY_TABLE));
        }
        (notes.faults.len() == before).then_some(Self { fields, cells })
    }

    fn cell(&self, field: Field) -> Option<(usize, &'r str)> {
        self.cells.iter().find(|(known, ..)| *known == field).map(|(_, row, text)| (*row, *text))
    }

    fn text(&self, field: Field) -> Option<&'r str> {
        self.cell(field).map(|(_, text)| text).filter(|text| !text.is_empty())
    }

    fn name(&self, field: Field) -> &'static str {
        self.fields.iter().find(|(known, _)| *known == field).map_or("", |(_, name)| name)
    }

    fn code<T>(
        &self,
        notes: &mut Notes,
        field: Field,
        parse: fn(&str) -> Result<T, crate::model::code::BadCode>,
    ) -> Option<T> {
        let (row, text) = self.cell(field).filter(|(_, text)| !text.is_empty())?;
        parse(text)
            .map_err(|bad| {
                let bad_code = fault(&catalogue::BAD_CODE).with("name", self.name(field)).with("written", &bad.written);
                notes.note(Some(row), bad_code.with("prefix", bad.prefix));
            })
            .ok()
    }

    fn day(&self, notes: &mut Notes, field: Field) -> Option<CivilDate> {
        let (row, text) = self.cell(field).filter(|(_, text)| !text.is_empty())?;
        match date::parse_day(text) {
            Ok(reading) => {
                if reading.era_overrun {
                    notes.overrun(Some(row), text, &reading.value.wareki());
                }
                Some(reading.value)
            }
            Err(bad) => {
                notes.bad_date(Some(row), self.name(field), text, bad);
                None
            }
        }
    }

    /// 性別, if one is told; an error when it cannot be read.
    fn sex(&self, notes: &mut Notes) -> Result<Option<Sex>, ()> {
        let Some((row, text)) = self.cell(Field::Sex).filter(|(_, text)| !text.is_empty()) else { return Ok(None) };
        let sex = Sex::from_word(text);
        if sex.is_none() {
            notes.note(Some(row), fault(&words::UNKNOWN_SEX).with("written", text));
        }
        sex.map(Some).ok_or(())
    }
}

/// What a scenario has said so far, as far as sentences on 住基ネット and 符号 stand on it.
#[derive(Debug, Default)]
pub(in crate::feature) struct Ground {
    /// Something is said of 住基ネット or 符号.
    pub(in crate::feature) used: bool,
    base_date: bool,
    inquirer: bool,
    persona: bool,
    searched: bool,
    linked: bool,
    generated: bool,
}

impl Ground {
    /// Takes in one more step; what it stands on without having it.
    pub(in crate::feature) fn step(&mut self, phrase: &Phrase) -> Option<&'static Fault> {
        use super::link_code::LinkCodePhrase as Code;
        use ResidentPhrase as Of;
        let person = self.base_date && self.persona;
        self.used |= matches!(phrase, Phrase::Resident(_) | Phrase::LinkCode(_));
        let lacking = |there: bool, fault: &'static Fault| (!there).then_some(fault);
        match phrase {
            Phrase::BaseDate(_) => self.base_date = true,
            Phrase::Inquirer { .. } => self.inquirer = true,
            Phrase::Persona(_) => self.persona = true,
            Phrase::Resident(Of::Search { .. }) => {
                self.searched = true;
                return lacking(self.base_date && self.inquirer, &words::NO_SEARCHER_SAID);
            }
            Phrase::Resident(Of::Link | Of::LinkTo(_)) => {
                let searched = self.searched || matches!(phrase, Phrase::Resident(Of::LinkTo(_)));
                self.linked = true;
                return lacking(person, &words::NO_PERSONA_SAID).or(lacking(searched, &words::BEFORE_SEARCH));
            }
            Phrase::Resident(Of::LinkedRight) => return lacking(self.linked, &words::BEFORE_SEARCH),
            Phrase::Resident(_) => return lacking(self.searched, &words::BEFORE_SEARCH),
            Phrase::LinkCode(Code::Outcome(_)) => return lacking(self.generated, &words::BEFORE_GENERATION),
            Phrase::LinkCode(Code::Missing { .. }) => {}
            Phrase::LinkCode(code) => {
                self.generated |= matches!(code, Code::Obtain { .. });
                return lacking(person, &words::NO_PERSONA_SAID);
            }
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature::topic::link_code;

    fn rows(table: &[&[&str]]) -> Vec<Vec<String>> {
        table.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    fn read(class: StepClass, text: &str, rows: &[Vec<String>]) -> Result<Phrase, String> {
        let table = (!rows.is_empty()).then_some(rows);
        Phrase::parse(class, text, table, None)
            .map_err(|faults| faults.iter().map(|fault| fault.diagnostic.fault.code).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn what_is_read_is_written_and_read_again() {
        for sentence in SENTENCES.iter().chain(link_code::SENTENCES) {
            let phrase = read(sentence.class, sentence.example, &rows(sentence.table)).unwrap();
            let step = phrase.render();
            assert_eq!(read(step.class, &step.text, &step.table), Ok(phrase), "{}", sentence.pattern);
        }
    }

    #[test]
    fn tables_are_read_whatever_is_left_out_and_told_when_wrong() {
        let good: &[&[&str]] = &[
            &["項目", "値"],
            &["事務コード", "JM015"],
            &["事務手続コード", "JT015002"],
            &["氏名", "例示 花子"],
            &["生年月日", "S50.2.2"],
        ];
        let with = |more: &[&'static [&'static str]]| rows(&[good, more].concat());
        let asked = |rows: Vec<Vec<String>>| match read(StepClass::When, "住基ネットに次の情報で照会する", &rows)
        {
            Ok(Phrase::Resident(ResidentPhrase::Search { search, .. })) => {
                format!("{} {:?} {:?} {:?}", search.name, search.birth.to_string(), search.sex, search.address)
            }
            Ok(other) => format!("{other:?}"),
            Err(codes) => codes,
        };
        for (rows, expected) in [
            (with(&[]), "例示 花子 \"1975-02-02\" None None"),
            (with(&[&["性別", ""], &["住所", " "]]), "例示 花子 \"1975-02-02\" None None"),
            (with(&[&["性別", "女性"], &["住　所", "B市1"]]), "例示 花子 \"1975-02-02\" Some(Female) Some(\"B市1\")"),
            (rows(&good[1..]), "例示 花子 \"1975-02-02\" None None"),
            (with(&[&["性別", "F"]]), "E1206"),
            (with(&[&["氏名", "例示 次郎"]]), "E0613"),
            (with(&[&["カナ氏名", "レイジ"]]), "E0611"),
            (with(&[&["住所", "B市1", "B市2"]]), "E0611"),
            (rows(&good[..3]), "E0612 E0612"),
            (rows(&good[..1]), "E0621"),
            (Vec::new(), "E0609"),
            (
                rows(&[&["事務コード", "15"], &["事務手続コード", "JT1"], &["氏名", "例示"], &["生年月日", "不詳"]]),
                "E0614 E0604",
            ),
        ] {
            assert_eq!(asked(rows.clone()), expected, "{rows:?}");
        }
        let told = |rows: &[&[&str]]| read(StepClass::When, "次の情報を加えて該当者を絞り込む", &self::rows(rows));
        let all = told(&[&["カナ氏名", "レイジ"], &["性別", "男"], &["住所", "B市1"], &["前住所", "C市2"]]);
        let Ok(Phrase::Resident(ResidentPhrase::Distinguish(particulars))) = all else { panic!("{all:?}") };
        assert_eq!((particulars.kana.as_deref(), particulars.sex), (Some("レイジ"), Some(Sex::Male)));
        assert_eq!(told(&[&["項目", "値"]]), Err("E0621".to_owned()));
        assert_eq!(told(&[&["生年月日", "S50.2.2"]]), Err("E0611".to_owned()));
    }
}
