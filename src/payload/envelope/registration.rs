//! 副本登録 and 副本削除: what a body's business system tells its 中間サーバー about a person.
//!
//! Our assumption throughout: neither the messages nor their names are public.

use super::{
    Answer, DATA, EnvelopeFault, EnvelopeFaultKind, Fields, INFORMATION, LINK_CODE, UNDISCLOSED, VERSION, Writing,
    fault, root_of,
};
use crate::model::{CivilDate, InformationCode, Insurance, Version, date};
use crate::payload::tree::{self, Element};

/// Registers what a body holds.
pub const REGISTRATION: &str = "副本登録";
/// Deletes it.
pub const DELETION: &str = "副本削除";
pub(in crate::payload) const INSURER: &str = "保険者コード";
pub(in crate::payload) const INSURED_NUMBER: &str = "被保険者記号番号";
pub(in crate::payload) const BRANCH: &str = "被保険者枝番";
pub(in crate::payload) const PUBLISHED_FROM: &str = "公開開始日";
pub(in crate::payload) const PUBLISHED_TO: &str = "公開終了日";
pub(in crate::payload) const AUTOMATIC: &str = "自動応答";
pub(in crate::payload) const CAN: &str = "可";
pub(in crate::payload) const CANNOT: &str = "不可";

/// 副本登録.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// 機関別符号 of the registering body.
    pub link_code: String,
    /// 保険者コード, of an insurer.
    pub insurer: Option<String>,
    /// 被保険者記号番号 and 被保険者枝番, at an insurer.
    pub insurance: Insurance,
    /// 特定個人情報名コード.
    pub information: InformationCode,
    /// 特定個人情報の版番号.
    pub version: Version,
    /// 公開開始日.
    pub published_from: Option<CivilDate>,
    /// 公開終了日.
    pub published_to: Option<CivilDate>,
    /// 自動応答: whether the server may answer by itself.
    pub automatic: bool,
    /// 不開示: the person is not to be shown that it was given.
    pub undisclosed: bool,
    /// The XML of the layout's root element.
    pub body: String,
}

/// 副本削除.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deletion {
    /// 機関別符号 of the deleting body.
    pub link_code: String,
    /// 保険者コード, of an insurer.
    pub insurer: Option<String>,
    /// The insurance whose 副本 goes; `None`: all of the person's.
    pub insurance: Option<Insurance>,
    /// 特定個人情報名コード.
    pub information: InformationCode,
}

impl Writing {
    fn insurance(&mut self, insurance: &Insurance) {
        self.optional(INSURED_NUMBER, insurance.number.as_deref());
        self.optional(BRANCH, insurance.branch_digits().as_deref());
    }
}

impl Fields<'_> {
    /// The insurance; `None`: the message tells of none.
    fn insurance(&mut self) -> Result<Option<Insurance>, EnvelopeFault> {
        let branch = |text: &str| text.parse::<u8>().ok().filter(|branch| *branch <= Insurance::BRANCH_MAX);
        let number = self.optional(INSURED_NUMBER, |text| (!text.is_empty()).then(|| text.to_owned()))?;
        let branch = self.optional(BRANCH, branch)?;
        let told = number.is_some() || branch.is_some();
        Ok(told.then(|| Insurance { number, branch: branch.unwrap_or_default() }))
    }
}

impl Registration {
    /// The message.
    pub fn to_xml(&self) -> String {
        let mut message = Writing::begin(REGISTRATION, 512 + self.body.len());
        message.leaf(LINK_CODE, &self.link_code);
        message.optional(INSURER, self.insurer.as_deref());
        message.insurance(&self.insurance);
        message.leaf(INFORMATION, &self.information.wire());
        message.leaf(VERSION, &self.version.0);
        message.optional(PUBLISHED_FROM, self.published_from.map(|day| day.to_string()).as_deref());
        message.optional(PUBLISHED_TO, self.published_to.map(|day| day.to_string()).as_deref());
        message.leaf(AUTOMATIC, if self.automatic { CAN } else { CANNOT });
        message.mark(UNDISCLOSED, self.undisclosed);
        tree::open(DATA, &mut message.out);
        message.out.push_str(&self.body);
        tree::close(DATA, &mut message.out);
        message.end()
    }

    /// Reads the message, and hands out the tree of its body.
    pub fn from_xml(xml: &str) -> Result<(Self, Element), EnvelopeFault> {
        let mut root = root_of(xml, REGISTRATION)?;
        let at = root.children.iter().position(|child| child.name == DATA);
        let data = at.map(|at| root.children.remove(at));
        let Some(data) = data else {
            return Err(fault(EnvelopeFaultKind::Missing(DATA), xml, root.span.start));
        };
        let mut fields = Fields::of(&root, xml);
        let day = |text: &str| date::parse_day(text).ok().map(|reading| reading.value);
        let automatic = |text: &str| match text {
            CAN => Some(true),
            CANNOT => Some(false),
            _ => None,
        };
        let registration = Self {
            link_code: fields.text(LINK_CODE)?,
            insurer: fields.optional(INSURER, |text| Some(text.to_owned()))?,
            insurance: fields.insurance()?.unwrap_or_default(),
            information: fields.read(INFORMATION, |text| InformationCode::parse(text).ok())?,
            version: Version(fields.text(VERSION)?.into()),
            published_from: fields.optional(PUBLISHED_FROM, day)?,
            published_to: fields.optional(PUBLISHED_TO, day)?,
            automatic: fields.optional(AUTOMATIC, automatic)?.unwrap_or(true),
            undisclosed: fields.mark(UNDISCLOSED)?,
            body: String::new(),
        };
        fields.end()?;
        let start = data.span.start;
        let mut bodies = data.children.into_iter();
        match (bodies.next(), bodies.next()) {
            (Some(body), None) => Ok((Self { body: xml[body.span.clone()].to_owned(), ..registration }, body)),
            (None, _) => Err(fault(EnvelopeFaultKind::Missing("特定個人情報"), xml, start)),
            (_, Some(second)) => Err(fault(EnvelopeFaultKind::Unknown(second.name.clone()), xml, second.span.start)),
        }
    }
}

impl Deletion {
    /// The message.
    pub fn to_xml(&self) -> String {
        let mut message = Writing::begin(DELETION, 256);
        message.leaf(LINK_CODE, &self.link_code);
        message.optional(INSURER, self.insurer.as_deref());
        if let Some(insurance) = &self.insurance {
            message.insurance(insurance);
        }
        message.leaf(INFORMATION, &self.information.wire());
        message.end()
    }

    /// Reads the message.
    pub fn from_xml(xml: &str) -> Result<Self, EnvelopeFault> {
        let root = root_of(xml, DELETION)?;
        let mut fields = Fields::of(&root, xml);
        let deletion = Self {
            link_code: fields.text(LINK_CODE)?,
            insurer: fields.optional(INSURER, |text| Some(text.to_owned()))?,
            insurance: fields.insurance()?,
            information: fields.read(INFORMATION, |text| InformationCode::parse(text).ok())?,
        };
        fields.end()?;
        Ok(deletion)
    }
}

impl Answer {
    /// What a 中間サーバー says of a registration or deletion: only a 処理結果.
    pub fn bare(outcome: &str) -> Self {
        Self { serial: String::new(), outcome: outcome.to_owned(), undisclosed: false, data: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registration() -> Registration {
        Registration {
            link_code: "ABCDEFGHIJKLMNOPABCD".into(),
            insurer: Some("0000000000001".into()),
            insurance: Insurance { number: Some("例-0031".into()), branch: 2 },
            information: InformationCode(101),
            version: "4.0".into(),
            published_from: CivilDate::new(2017, 4, 1),
            published_to: None,
            automatic: false,
            undisclosed: true,
            body: "<地方税関係情報><所得情報/></地方税関係情報>".into(),
        }
    }

    #[test]
    fn messages_come_back() {
        let plain = Registration {
            insurer: None,
            insurance: Insurance::default(),
            published_from: None,
            automatic: true,
            undisclosed: false,
            ..registration()
        };
        for message in [registration(), plain] {
            let (read, body) = Registration::from_xml(&message.to_xml()).unwrap();
            assert_eq!(read, message);
            assert_eq!(body.name, "地方税関係情報");
        }
        for insurance in [None, Some(Insurance { number: None, branch: 12 })] {
            let deletion = Deletion {
                link_code: "ABCDEFGHIJKLMNOPABCD".into(),
                insurer: None,
                insurance,
                information: InformationCode(101),
            };
            assert_eq!(Deletion::from_xml(&deletion.to_xml()), Ok(deletion));
        }
    }

    #[test]
    fn what_is_no_registration_is_refused() {
        let xml = registration().to_xml();
        for (from, to) in [
            ("<自動応答>不可</自動応答>", "<自動応答>否</自動応答>"),
            ("<公開開始日>2017-04-01</公開開始日>", "<公開開始日>2017-02-30</公開開始日>"),
            ("<地方税関係情報><所得情報/></地方税関係情報>", ""),
            ("<地方税関係情報><所得情報/></地方税関係情報>", "<一/><二/>"),
            ("<特定個人情報データ>", "<特定個人情報データ><一/></特定個人情報データ><特定個人情報データ>"),
            ("<不開示>有</不開示>", "<不開示>た</不開示>"),
            ("TM00000000000101", "TM"),
            ("<被保険者枝番>02</被保険者枝番>", "<被保険者枝番>100</被保険者枝番>"),
            ("<被保険者記号番号>例-0031</被保険者記号番号>", "<被保険者記号番号/>"),
        ] {
            assert!(xml.contains(from), "{from}");
            assert!(Registration::from_xml(&xml.replace(from, to)).is_err(), "{from} → {to}");
        }
    }
}
