//! The messages around a 特定個人情報データ, as values and as XML.
//!
//! The real envelope (外部インターフェイス仕様書) is not public. The element names are the deck's; how they nest, the
//! names of the messages and the spelling of a condition are our assumption. Elements may come in any order; an unknown,
//! a missing or a repeated one is a fault. Text is trimmed.

pub(super) mod link_code;
pub(super) mod registration;
pub(super) mod resident;

pub use registration::{DELETION, Deletion, REGISTRATION, Registration};

use std::fmt;

pub use link_code::{
    ANSWER as LINK_CODE_ANSWER, CANCELLATION as LINK_CODE_CANCELLATION, LinkCodeAnswer, LinkCodeCancellation,
    LinkCodeRequest, REQUEST_MESSAGE as LINK_CODE_REQUEST,
};
pub use resident::{
    ANSWER as RESIDENT_ANSWER, Identity, QUERY as RESIDENT_QUERY, RECEIPT as RESIDENT_RECEIPT, ResidentAnswer,
    ResidentQuery, resident_receipt,
};

use super::content::{DATA, MANAGEMENT, REGISTERED_AT, VERSION, write_management};
use super::meaning::moment;
use super::tree::{self, DECLARATION, Element, Limits, XmlFault, XmlFaultKind};
use crate::model::catalogue::payload as words;
use crate::model::text::Lang;
use crate::model::{
    AffairCode, Department, InformationCode, InstitutionCode, ItemCode, Moment, ProcedureCode, QueryCondition, Version,
};

/// What is asked.
pub const QUERY: &str = "情報照会";
/// Whether the answer is there: what a GET asks, where there is only POST.
pub const POLL: &str = "照会結果要求";
/// The detail of a SOAP Fault, and the status in it.
pub(super) const FAILURE: &str = "エラー";
pub(super) const STATUS: &str = "状態コード";
/// As its name says.
pub const RECEIPT: &str = "照会受付";
/// As its name says.
pub const PENDING: &str = "照会結果待ち";
/// The answer.
pub const ANSWER: &str = "照会結果";
pub(super) const REQUEST: &str = "照会要求番号";
pub(super) const SERIAL: &str = "処理通番";
pub(super) const INQUIRER: &str = "情報照会者機関コード";
pub(super) const PROVIDER: &str = "情報提供者機関コード";
pub(super) const AFFAIR: &str = "事務コード";
pub(super) const PROCEDURE: &str = "事務手続コード";
pub(super) const INFORMATION: &str = "特定個人情報名コード";
pub(super) const DEPARTMENT_NAME: &str = "情報照会者部署名";
pub(super) const DEPARTMENT_CODE: &str = "情報照会者部署コード";
pub(super) const ITEMS: &str = "特定個人情報項目コードリスト";
pub(super) const CONDITION: &str = "情報照会条件";
pub(super) const LINK_CODE: &str = "機関別符号";
pub(super) const OUTCOME: &str = "処理結果";
/// Why a message is refused, in words.
pub(super) const WHY: &str = "理由";
/// Marks: left out when they do not stand.
pub(super) const CONSENT: &str = "本人同意";
pub(super) const UNDISCLOSED: &str = "不開示";
pub(super) const MARKED: &str = "有";
pub(super) const UNMARKED: &str = "無";
/// The attribute that says which kind of condition it is, and its three values.
pub(super) const CONDITION_KIND: &str = "種別";
pub(super) const LATEST: &str = "既定";
pub(super) const AS_OF: &str = "時点指定";
pub(super) const RANGE: &str = "範囲指定";
pub(super) const MOMENT: &str = "時点";
pub(super) const FROM: &str = "開始";
pub(super) const TO: &str = "終了";

/// Elements whose digits are something by themselves: codes, numbers of requests, days and times.
const DECLARED: [&str; 17] = [
    REQUEST,
    SERIAL,
    INQUIRER,
    PROVIDER,
    AFFAIR,
    PROCEDURE,
    INFORMATION,
    VERSION,
    DEPARTMENT_CODE,
    ITEMS,
    CONDITION,
    MOMENT,
    FROM,
    TO,
    LINK_CODE,
    OUTCOME,
    REGISTERED_AT,
];

/// Whether the envelope declares an element of this name as a code, a number or a time. Twelve digits in any other may be
/// a 個人番号.
pub fn is_declared(name: &str) -> bool {
    DECLARED.contains(&name)
}

/// 情報照会: what is asked about one person (told by the receiver's own 機関別符号) for one 特定個人情報.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// 照会要求番号: the inquirer's own number of the query.
    pub request: String,
    /// 情報照会者機関コード.
    pub inquirer: InstitutionCode,
    /// 情報提供者機関コード.
    pub provider: InstitutionCode,
    /// 事務コード.
    pub affair: AffairCode,
    /// 事務手続コード.
    pub procedure: ProcedureCode,
    /// 特定個人情報名コード.
    pub information: InformationCode,
    /// The layout version the inquirer works with.
    pub version: Version,
    /// 情報照会者部署.
    pub department: Department,
    /// 特定個人情報項目コードリスト.
    pub items: Vec<ItemCode>,
    /// 情報照会条件.
    pub condition: QueryCondition,
    /// 機関別符号.
    pub link_code: String,
    /// 本人同意: the inquirer has the person's consent.
    pub consent: bool,
    /// 不開示: the person is not to be shown that this was asked.
    pub undisclosed: bool,
}

/// 照会受付: the query has been taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// 照会要求番号.
    pub request: String,
    /// 処理通番, once the network has given one.
    pub serial: Option<String>,
}

/// 照会結果待ち: there is no answer yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// 照会要求番号.
    pub request: String,
}

/// 照会結果要求: asks whether the answer is there. Plain HTTP asks by `GET`; SOAP has messages only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// 照会要求番号.
    pub request: String,
}

/// 照会結果.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// 処理通番; empty when the network never gave one.
    pub serial: String,
    /// 処理結果, as the code of the wire.
    pub outcome: String,
    /// 不開示: the person is not to be shown that this was given.
    pub undisclosed: bool,
    /// 特定個人情報データ.
    pub data: Option<AnswerData>,
}

/// 特定個人情報データ of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerData {
    /// 中間サーバー登録日時, as written.
    pub registered_at: String,
    /// 特定個人情報の版番号.
    pub version: Version,
    /// The XML of the layout's root element: verbatim, every byte as received.
    pub body: String,
}

/// An answer read once, with everything a record and a comparison need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedAnswer {
    /// The answer.
    pub answer: Answer,
    /// The message as received without the bytes of [`AnswerData::body`].
    pub envelope: String,
    /// The tree of the body. Its spans count bytes of the whole message.
    pub root: Option<Element>,
}

/// Why a text is not the message it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvelopeFault {
    /// Not XML that we accept.
    Xml(XmlFault),
    /// XML, but not this message.
    Message {
        /// What is wrong.
        kind: EnvelopeFaultKind,
        /// Line, from 1.
        line: u32,
        /// Column in characters, from 1.
        column: u32,
    },
}

/// What can be wrong with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvelopeFaultKind {
    /// Another message.
    Other {
        /// The root element it should have.
        expected: &'static str,
        /// The one it has.
        found: String,
    },
    /// An element is not there.
    Missing(&'static str),
    /// An element stands twice.
    Repeated(String),
    /// An element that does not belong here.
    Unknown(String),
    /// A text that cannot be read.
    Value {
        /// Of which element.
        name: &'static str,
        /// The text.
        value: String,
    },
}

impl EnvelopeFault {
    /// That a message is not even text.
    pub fn not_text(message: &[u8], valid_up_to: usize) -> Self {
        let before = std::str::from_utf8(&message[..valid_up_to]).unwrap_or_default();
        Self::Xml(XmlFault::at(XmlFaultKind::NotUtf8, before, before.len()))
    }

    /// The sentence in Japanese and in English.
    pub fn both(&self) -> (String, String) {
        (self.say(Lang::Ja), self.say(Lang::En))
    }

    /// The sentence, with line and column.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::Xml(fault) => fault.say(lang),
            Self::Message { kind, line, column } => {
                let what = kind.say(lang);
                words::ENVELOPE_AT.say(lang, &[("line", line), ("column", column), ("what", &what)])
            }
        }
    }
}

impl fmt::Display for EnvelopeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Lang::default()))
    }
}

impl std::error::Error for EnvelopeFault {}

impl From<XmlFault> for EnvelopeFault {
    fn from(fault: XmlFault) -> Self {
        Self::Xml(fault)
    }
}

impl EnvelopeFaultKind {
    fn say(&self, lang: Lang) -> String {
        match self {
            Self::Other { expected, found } => {
                words::ENVELOPE_OTHER.say(lang, &[("expected", expected), ("found", found)])
            }
            Self::Missing(name) => words::ENVELOPE_MISSING.say(lang, &[("name", name)]),
            Self::Repeated(name) => words::ENVELOPE_REPEATED.say(lang, &[("name", name)]),
            Self::Unknown(name) => words::ENVELOPE_UNKNOWN.say(lang, &[("name", name)]),
            Self::Value { name, value } => words::ENVELOPE_VALUE.say(lang, &[("name", name), ("value", value)]),
        }
    }
}

impl Query {
    /// The message.
    pub fn to_xml(&self) -> String {
        let mut message = Writing::begin(QUERY, 1024 + self.items.len() * 17);
        message.leaf(REQUEST, &self.request);
        message.leaf(INQUIRER, &self.inquirer.0);
        message.leaf(PROVIDER, &self.provider.0);
        message.leaf(AFFAIR, &self.affair.wire());
        message.leaf(PROCEDURE, &self.procedure.wire());
        message.leaf(INFORMATION, &self.information.wire());
        message.leaf(VERSION, &self.version.0);
        message.leaf(DEPARTMENT_NAME, &self.department.name);
        message.leaf(DEPARTMENT_CODE, &self.department.code);
        message.items(&self.items);
        message.condition(self.condition);
        message.leaf(LINK_CODE, &self.link_code);
        message.mark(CONSENT, self.consent);
        message.mark(UNDISCLOSED, self.undisclosed);
        message.end()
    }

    /// Reads the message.
    pub fn from_xml(xml: &str) -> Result<Self, EnvelopeFault> {
        Self::from_element(&root_of(xml, QUERY)?, xml)
    }

    /// Reads the message where it stands in a larger document.
    pub(super) fn from_element(root: &Element, xml: &str) -> Result<Self, EnvelopeFault> {
        let mut fields = Fields::of(root, xml);
        let query = Self {
            request: fields.text(REQUEST)?,
            inquirer: InstitutionCode(fields.text(INQUIRER)?.into()),
            provider: InstitutionCode(fields.text(PROVIDER)?.into()),
            affair: fields.read(AFFAIR, |text| AffairCode::parse(text).ok())?,
            procedure: fields.read(PROCEDURE, |text| ProcedureCode::parse(text).ok())?,
            information: fields.read(INFORMATION, |text| InformationCode::parse(text).ok())?,
            version: Version(fields.text(VERSION)?.into()),
            department: Department { name: fields.text(DEPARTMENT_NAME)?, code: fields.text(DEPARTMENT_CODE)? },
            items: fields.read(ITEMS, |text| text.split_whitespace().map(item_code).collect())?,
            condition: condition_of(fields.take(CONDITION)?, xml)?,
            link_code: fields.text(LINK_CODE)?,
            consent: fields.mark(CONSENT)?,
            undisclosed: fields.mark(UNDISCLOSED)?,
        };
        fields.end()?;
        Ok(query)
    }
}

/// The same message with another 特定個人情報の版番号, which may be no version at all; `None` when it tells none. For
/// messages that must lie.
pub fn retell_version(xml: &str, tell: impl Fn(&str) -> String) -> Option<String> {
    let begin = xml.find(VERSION)? + VERSION.len();
    let begin = begin + xml[begin..].find('>')? + 1;
    let end = begin + xml[begin..].find('<')?;
    Some(format!("{}{}{}", &xml[..begin], tell(&xml[begin..end]), &xml[end..]))
}

impl Receipt {
    /// The message.
    pub fn to_xml(&self) -> String {
        let mut message = Writing::begin(RECEIPT, 160);
        message.leaf(REQUEST, &self.request);
        if let Some(serial) = &self.serial {
            message.leaf(SERIAL, serial);
        }
        message.end()
    }

    /// Reads the message.
    pub fn from_xml(xml: &str) -> Result<Self, EnvelopeFault> {
        let root = root_of(xml, RECEIPT)?;
        let mut fields = Fields::of(&root, xml);
        let request = fields.text(REQUEST)?;
        let serial = fields.find(SERIAL).map(|found| fields.plain(SERIAL, found)).transpose()?.map(str::to_owned);
        fields.end()?;
        Ok(Self { request, serial })
    }
}

impl Pending {
    /// The message.
    pub fn to_xml(&self) -> String {
        let mut message = Writing::begin(PENDING, 160);
        message.leaf(REQUEST, &self.request);
        message.end()
    }

    /// Reads the message.
    pub fn from_xml(xml: &str) -> Result<Self, EnvelopeFault> {
        let root = root_of(xml, PENDING)?;
        let mut fields = Fields::of(&root, xml);
        let request = fields.text(REQUEST)?;
        fields.end()?;
        Ok(Self { request })
    }
}

/// Whether a message of this name says that there is no answer yet: 照会受付, 照会結果待ち.
pub fn is_waiting(name: &str) -> bool {
    [RECEIPT, PENDING, RESIDENT_RECEIPT].contains(&name)
}

impl Poll {
    /// Whether a message of this name is one.
    pub fn is_named(name: &str) -> bool {
        name == POLL
    }

    /// The message.
    pub fn to_xml(&self) -> String {
        let mut message = Writing::begin(POLL, 160);
        message.leaf(REQUEST, &self.request);
        message.end()
    }

    /// Reads the message.
    pub fn from_xml(xml: &str) -> Result<Self, EnvelopeFault> {
        let root = root_of(xml, POLL)?;
        let mut fields = Fields::of(&root, xml);
        let request = fields.text(REQUEST)?;
        fields.end()?;
        Ok(Self { request })
    }
}

impl Answer {
    /// The message, the body's bytes as they are.
    pub fn to_xml(&self) -> String {
        self.written(None)
    }

    /// A refusal that says why, in words for people: one sentence in Japanese, one in English.
    pub fn to_xml_because(&self, (ja, en): &(String, String)) -> String {
        self.written(Some(&format!("{ja} / {en}")))
    }

    fn written(&self, why: Option<&str>) -> String {
        let mut message = Writing::begin(ANSWER, 512 + self.data.as_ref().map_or(0, |data| data.body.len()));
        message.leaf(SERIAL, &self.serial);
        message.leaf(OUTCOME, &self.outcome);
        message.mark(UNDISCLOSED, self.undisclosed);
        if let Some(why) = why {
            message.leaf(WHY, why);
        }
        if let Some(data) = &self.data {
            tree::open(DATA, &mut message.out);
            write_management(&data.registered_at, &data.version, &mut message.out);
            message.out.push_str(&data.body);
            tree::close(DATA, &mut message.out);
        }
        message.end()
    }

    /// Reads the message; [`ParsedAnswer::from_xml`] keeps more of it.
    pub fn from_xml(xml: &str) -> Result<Self, EnvelopeFault> {
        read_answer(xml).map(|(answer, _)| answer)
    }
}

/// The message of an answer from its [`ParsedAnswer::envelope`] and its body, equal in meaning to the one received.
pub fn with_body(envelope: &str, body: &str) -> String {
    // Nothing stands in this element but 管理情報 and the body, in any order.
    let end = envelope.rfind(&format!("</{DATA}>")).filter(|_| !body.is_empty()).unwrap_or(envelope.len());
    let mut message = String::with_capacity(envelope.len() + body.len());
    message.push_str(&envelope[..end]);
    message.push_str(body);
    message.push_str(&envelope[end..]);
    message
}

impl ParsedAnswer {
    /// Reads an [`Answer`], parsing its text once.
    pub fn from_xml(xml: &str) -> Result<Self, EnvelopeFault> {
        let (answer, root) = read_answer(xml)?;
        let body = root.as_ref().map_or(xml.len()..xml.len(), |body| body.span.clone());
        let mut envelope = String::with_capacity(xml.len() - body.len());
        envelope.push_str(&xml[..body.start]);
        envelope.push_str(&xml[body.end..]);
        Ok(Self { answer, envelope, root })
    }
}

/// The message, and the tree of its body.
fn read_answer(xml: &str) -> Result<(Answer, Option<Element>), EnvelopeFault> {
    let mut root = root_of(xml, ANSWER)?;
    let mut fields = Fields::of(&root, xml);
    let (serial, outcome) = (fields.text(SERIAL)?, fields.text(OUTCOME)?);
    let undisclosed = fields.mark(UNDISCLOSED)?;
    // For people only, whatever it says.
    fields.find(WHY);
    fields.find(DATA);
    fields.end()?;
    let data = root.children.iter().position(|child| child.name == DATA).map(|at| root.children.swap_remove(at));
    let (data, body) = data.map(|data| data_of(data, xml)).transpose()?.unzip();
    Ok((Answer { serial, outcome, undisclosed, data }, body))
}

/// 管理情報 and exactly one more element, the body.
fn data_of(mut data: Element, xml: &str) -> Result<(AnswerData, Element), EnvelopeFault> {
    let Some(at) = data.children.iter().position(|child| child.name != MANAGEMENT) else {
        return Err(fault(EnvelopeFaultKind::Missing("特定個人情報"), xml, data.span.start));
    };
    let body = data.children.remove(at);
    let mut fields = Fields::of(&data, xml);
    let management = fields.take(MANAGEMENT)?;
    fields.end()?;
    let mut fields = Fields::of(management, xml);
    let registered_at = fields.text(REGISTERED_AT)?;
    let version = Version(fields.text(VERSION)?.into());
    fields.end()?;
    Ok((AnswerData { registered_at, version, body: xml[body.span.clone()].to_owned() }, body))
}

/// The wire's own spelling takes a short cut: there are many of them in a message.
pub(super) fn item_code(written: &str) -> Option<ItemCode> {
    match written.strip_prefix("TK") {
        Some(digits) if (1..=14).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) => {
            digits.parse().ok().map(ItemCode)
        }
        _ => ItemCode::parse(written).ok(),
    }
}

fn condition_of(element: &Element, xml: &str) -> Result<QueryCondition, EnvelopeFault> {
    let mut fields = Fields::of(element, xml);
    let moment = |text: &str| moment(text).ok();
    let condition = match element.attribute(CONDITION_KIND) {
        Some(LATEST) => QueryCondition::Latest,
        Some(AS_OF) => QueryCondition::AsOf(fields.read(MOMENT, moment)?),
        Some(RANGE) => QueryCondition::Range { from: fields.read(FROM, moment)?, to: fields.read(TO, moment)? },
        other => {
            let value = other.unwrap_or_default().to_owned();
            return Err(fault(EnvelopeFaultKind::Value { name: CONDITION, value }, xml, element.span.start));
        }
    };
    fields.end()?;
    Ok(condition)
}

fn root_of(xml: &str, expected: &'static str) -> Result<Element, EnvelopeFault> {
    let root = tree::parse(xml, &Limits::default())?;
    if root.name != expected {
        return Err(fault(EnvelopeFaultKind::Other { expected, found: root.name }, xml, root.span.start));
    }
    Ok(root)
}

fn fault(kind: EnvelopeFaultKind, xml: &str, offset: usize) -> EnvelopeFault {
    let (line, column) = tree::position(xml, offset);
    EnvelopeFault::Message { kind, line, column }
}

/// Codes of the wire, apart by spaces.
pub(super) fn item_list(items: &[ItemCode]) -> String {
    let mut list = String::with_capacity(items.len() * 17);
    for item in items {
        if !list.is_empty() {
            list.push(' ');
        }
        list.push_str(&item.wire());
    }
    list
}

/// A message being written.
struct Writing {
    out: String,
    root: &'static str,
}

impl Writing {
    fn begin(root: &'static str, capacity: usize) -> Self {
        let mut out = String::with_capacity(capacity);
        out.push_str(DECLARATION);
        tree::open(root, &mut out);
        Self { out, root }
    }

    fn leaf(&mut self, name: &str, text: &str) {
        tree::write_leaf(name, text, &mut self.out);
    }

    /// An element that is left out without a value.
    fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.leaf(name, text);
        }
    }

    /// A mark; nothing when it does not stand.
    fn mark(&mut self, name: &str, stands: bool) {
        if stands {
            self.leaf(name, MARKED);
        }
    }

    /// One element with the codes apart by spaces, as an XML Schema list.
    fn items(&mut self, items: &[ItemCode]) {
        tree::open(ITEMS, &mut self.out);
        self.out.push_str(&item_list(items));
        tree::close(ITEMS, &mut self.out);
    }

    fn condition(&mut self, condition: QueryCondition) {
        let (kind, moments): (&str, &[(&str, Moment)]) = match condition {
            QueryCondition::Latest => (LATEST, &[]),
            QueryCondition::AsOf(moment) => (AS_OF, &[(MOMENT, moment)]),
            QueryCondition::Range { from, to } => (RANGE, &[(FROM, from), (TO, to)]),
        };
        self.out.push('<');
        self.out.push_str(CONDITION);
        tree::write_attribute(CONDITION_KIND, kind, &mut self.out);
        self.out.push('>');
        for (name, moment) in moments {
            self.leaf(name, &moment.to_string());
        }
        tree::close(CONDITION, &mut self.out);
    }

    fn end(mut self) -> String {
        tree::close(self.root, &mut self.out);
        self.out
    }
}

/// The children of an element, each to be taken once.
struct Fields<'a> {
    element: &'a Element,
    xml: &'a str,
    /// One bit for each child; no message has as many as 64.
    taken: u64,
}

impl<'a> Fields<'a> {
    fn of(element: &'a Element, xml: &'a str) -> Self {
        Self { element, xml, taken: 0 }
    }

    fn find(&mut self, name: &str) -> Option<&'a Element> {
        let (at, found) = self.element.children.iter().enumerate().find(|(_, child)| child.name == name)?;
        self.taken |= 1u64.checked_shl(u32::try_from(at).ok()?).unwrap_or_default();
        Some(found)
    }

    fn take(&mut self, name: &'static str) -> Result<&'a Element, EnvelopeFault> {
        self.find(name).ok_or_else(|| fault(EnvelopeFaultKind::Missing(name), self.xml, self.element.span.start))
    }

    fn text(&mut self, name: &'static str) -> Result<String, EnvelopeFault> {
        let found = self.take(name)?;
        self.plain(name, found).map(str::to_owned)
    }

    fn read<T>(&mut self, name: &'static str, read: impl Fn(&str) -> Option<T>) -> Result<T, EnvelopeFault> {
        let found = self.take(name)?;
        let text = self.plain(name, found)?;
        read(text)
            .ok_or_else(|| fault(EnvelopeFaultKind::Value { name, value: text.to_owned() }, self.xml, found.span.start))
    }

    /// An element that may be left out.
    fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, EnvelopeFault> {
        if self.element.children.iter().any(|child| child.name == name) {
            return self.read(name, read).map(Some);
        }
        Ok(None)
    }

    /// A mark that may be left out.
    fn mark(&mut self, name: &'static str) -> Result<bool, EnvelopeFault> {
        let Some(found) = self.find(name) else { return Ok(false) };
        match self.plain(name, found)? {
            MARKED => Ok(true),
            UNMARKED => Ok(false),
            other => {
                let kind = EnvelopeFaultKind::Value { name, value: other.to_owned() };
                Err(fault(kind, self.xml, found.span.start))
            }
        }
    }

    /// The text of an element that may have no children.
    fn plain(&self, name: &'static str, element: &'a Element) -> Result<&'a str, EnvelopeFault> {
        match element.children.first() {
            None => Ok(element.text.trim()),
            Some(child) => {
                let kind = EnvelopeFaultKind::Value { name, value: format!("<{}>", child.name) };
                Err(fault(kind, self.xml, child.span.start))
            }
        }
    }

    /// Every child has been taken, or it is one too many.
    fn end(self) -> Result<(), EnvelopeFault> {
        let children = &self.element.children;
        let taken = |at: usize| at < 64 && self.taken & (1 << at) != 0;
        let Some((at, child)) = children.iter().enumerate().find(|(at, _)| !taken(*at)) else { return Ok(()) };
        let kind = if children[..at].iter().any(|before| before.name == child.name) {
            EnvelopeFaultKind::Repeated(child.name.clone())
        } else {
            EnvelopeFaultKind::Unknown(child.name.clone())
        };
        Err(fault(kind, self.xml, child.span.start))
    }
}

/// What the 処理通番 of a 情報提供テスト begins with; those of exchanges are digits.
const TRIAL_MARK: char = 'T';

/// The 処理通番 of a 情報提供テスト.
pub fn trial_serial(serial: &str) -> String {
    format!("{TRIAL_MARK}{serial}")
}

/// Whether a 処理通番 is that of a 情報提供テスト: nobody writes it down.
pub fn is_trial(serial: &str) -> bool {
    serial.starts_with(TRIAL_MARK)
}

#[cfg(test)]
mod tests;
