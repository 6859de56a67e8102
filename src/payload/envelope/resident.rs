//! 本人確認情報照会: a body asks 住基ネット who a person is. These messages never cross the 情報提供ネットワークシステム.
//!
//! The real interface (CS, 住基ネット全国サーバー) is not public: names and nesting are our assumption. Nothing here is a
//! number of a person; 住民キー stands where the real answer has one.

use super::{EnvelopeFault, EnvelopeFaultKind, Fields, Writing, fault, root_of};
use crate::model::date::parse_day;
use crate::model::{AffairCode, CivilDate, InstitutionCode, ProcedureCode, Resident, ResidentId, Search, Sex};
use crate::payload::tree;

/// What is asked.
pub const QUERY: &str = "本人確認情報照会";
/// It has been taken in.
pub const RECEIPT: &str = "本人確認情報照会受付";
/// Who was found.
pub const ANSWER: &str = "本人確認情報照会結果";
const REQUEST: &str = "照会要求番号";
pub(in crate::payload) const INQUIRER: &str = "照会者機関コード";
pub(in crate::payload) const INSURER: &str = "保険者コード";
const AFFAIR: &str = "事務コード";
const PROCEDURE: &str = "事務手続コード";
pub(in crate::payload) const DAY: &str = "照会年月日";
pub(in crate::payload) const NAME: &str = "氏名";
pub(in crate::payload) const KANA: &str = "カナ氏名";
pub(in crate::payload) const BIRTH: &str = "生年月日";
pub(in crate::payload) const SEX: &str = "性別";
pub(in crate::payload) const ADDRESS: &str = "住所";
pub(in crate::payload) const OUTCOME: &str = "照会結果";
pub(in crate::payload) const FOUND: &str = "該当者";
pub(in crate::payload) const PERSON: &str = "本人確認情報";
pub(in crate::payload) const KEY: &str = "住民キー";

/// 本人確認情報照会.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResidentQuery {
    /// 照会要求番号: the inquirer's own.
    pub request: String,
    /// 機関コード of whoever asks.
    pub inquirer: InstitutionCode,
    /// 保険者コード, when 情報提供サーバー asks for an insurer.
    pub insurer: Option<String>,
    /// For which 事務.
    pub affair: AffairCode,
    /// For which 事務手続.
    pub procedure: ProcedureCode,
    /// 照会年月日.
    pub day: CivilDate,
    /// 2情報 to 4情報.
    pub search: Search,
}

/// 本人確認情報照会結果.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResidentAnswer {
    /// 照会要求番号.
    pub request: String,
    /// 照会結果, as the code of the wire.
    pub outcome: String,
    /// Whoever was found, in the order of the register.
    pub found: Vec<Identity>,
}

/// 本人確認情報 of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// 住民キー.
    pub key: ResidentId,
    /// 氏名.
    pub name: String,
    /// カナ氏名.
    pub kana: Option<String>,
    /// 生年月日.
    pub birth: CivilDate,
    /// 性別.
    pub sex: Sex,
    /// 住所.
    pub address: String,
}

impl From<&Resident> for Identity {
    fn from(resident: &Resident) -> Self {
        Self {
            key: resident.id.clone(),
            name: resident.name.clone(),
            kana: resident.kana.clone(),
            birth: resident.birth,
            sex: resident.sex,
            address: resident.address.clone(),
        }
    }
}

impl ResidentQuery {
    /// The message.
    pub fn to_xml(&self) -> String {
        let mut message = Writing::begin(QUERY, 768);
        message.leaf(REQUEST, &self.request);
        message.leaf(INQUIRER, &self.inquirer.0);
        if let Some(insurer) = &self.insurer {
            message.leaf(INSURER, insurer);
        }
        message.leaf(AFFAIR, &self.affair.wire());
        message.leaf(PROCEDURE, &self.procedure.wire());
        message.leaf(DAY, &self.day.to_string());
        message.leaf(NAME, &self.search.name);
        message.leaf(BIRTH, &self.search.birth.to_string());
        if let Some(sex) = self.search.sex {
            message.leaf(SEX, sex.word().ja);
        }
        if let Some(address) = &self.search.address {
            message.leaf(ADDRESS, address);
        }
        message.end()
    }

    /// Reads the message.
    ///
    /// # Errors
    /// Not XML, or not this message.
    pub fn from_xml(xml: &str) -> Result<Self, EnvelopeFault> {
        let root = root_of(xml, QUERY)?;
        let mut fields = Fields::of(&root, xml);
        let query = Self {
            request: fields.text(REQUEST)?,
            inquirer: InstitutionCode(fields.text(INQUIRER)?.into()),
            insurer: optional(&mut fields, INSURER)?,
            affair: fields.read(AFFAIR, |text| AffairCode::parse(text).ok())?,
            procedure: fields.read(PROCEDURE, |text| ProcedureCode::parse(text).ok())?,
            day: fields.read(DAY, day)?,
            search: Search {
                name: fields.read(NAME, |text| (!text.is_empty()).then(|| text.to_owned()))?,
                birth: fields.read(BIRTH, day)?,
                sex: fields.find(SEX).map(|_| fields.read(SEX, Sex::from_word)).transpose()?,
                address: optional(&mut fields, ADDRESS)?.filter(|text| !text.is_empty()),
            },
        };
        fields.end()?;
        Ok(query)
    }
}

/// 本人確認情報照会受付, of 情報提供サーバー.
pub fn resident_receipt(request: &str) -> String {
    let mut message = Writing::begin(RECEIPT, 160);
    message.leaf(REQUEST, request);
    message.end()
}

impl ResidentAnswer {
    /// The message.
    pub fn to_xml(&self) -> String {
        let mut message = Writing::begin(ANSWER, 256 + 512 * self.found.len());
        message.leaf(REQUEST, &self.request);
        message.leaf(OUTCOME, &self.outcome);
        if !self.found.is_empty() {
            tree::open(FOUND, &mut message.out);
            for person in &self.found {
                person.write(&mut message);
            }
            tree::close(FOUND, &mut message.out);
        }
        message.end()
    }

    /// Reads the message.
    ///
    /// # Errors
    /// Not XML, or not this message.
    pub fn from_xml(xml: &str) -> Result<Self, EnvelopeFault> {
        let root = root_of(xml, ANSWER)?;
        let mut fields = Fields::of(&root, xml);
        let (request, outcome) = (fields.text(REQUEST)?, fields.text(OUTCOME)?);
        let mut found = Vec::new();
        for person in fields.find(FOUND).map_or(&[][..], |found| &found.children) {
            if person.name != PERSON {
                return Err(fault(EnvelopeFaultKind::Unknown(person.name.clone()), xml, person.span.start));
            }
            found.push(Identity::read(Fields::of(person, xml))?);
        }
        fields.end()?;
        Ok(Self { request, outcome, found })
    }
}

impl Identity {
    fn write(&self, message: &mut Writing) {
        tree::open(PERSON, &mut message.out);
        message.leaf(KEY, &self.key.0);
        message.leaf(NAME, &self.name);
        if let Some(kana) = &self.kana {
            message.leaf(KANA, kana);
        }
        message.leaf(BIRTH, &self.birth.to_string());
        message.leaf(SEX, self.sex.word().ja);
        message.leaf(ADDRESS, &self.address);
        tree::close(PERSON, &mut message.out);
    }

    fn read(mut fields: Fields<'_>) -> Result<Self, EnvelopeFault> {
        let person = Self {
            key: ResidentId(fields.text(KEY)?.into()),
            name: fields.text(NAME)?,
            kana: optional(&mut fields, KANA)?,
            birth: fields.read(BIRTH, day)?,
            sex: fields.read(SEX, Sex::from_word)?,
            address: fields.text(ADDRESS)?,
        };
        fields.end()?;
        Ok(person)
    }
}

fn optional(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<String>, EnvelopeFault> {
    let Some(found) = fields.find(name) else { return Ok(None) };
    fields.plain(name, found).map(|text| Some(text.to_owned()))
}

fn day(text: &str) -> Option<CivilDate> {
    parse_day(text).ok().map(|reading| reading.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::Lang;

    fn query() -> ResidentQuery {
        ResidentQuery {
            request: "J0000000001".to_owned(),
            inquirer: InstitutionCode("002".into()),
            insurer: None,
            affair: AffairCode(15),
            procedure: ProcedureCode(15001),
            day: CivilDate::new(2024, 6, 3).unwrap(),
            search: Search {
                name: "髙﨑 <太郎>".to_owned(),
                birth: CivilDate::new(1980, 1, 1).unwrap(),
                sex: Some(Sex::Male),
                address: Some("例示県B市見本２丁目１番地２号".to_owned()),
            },
        }
    }

    #[test]
    fn messages_come_back_as_they_went() {
        let four = query();
        let two = ResidentQuery {
            insurer: Some("CCCCCCCCCCCCC".to_owned()),
            search: Search { sex: None, address: None, ..four.search.clone() },
            ..four.clone()
        };
        for query in [four, two] {
            assert_eq!(ResidentQuery::from_xml(&query.to_xml()).as_ref(), Ok(&query));
        }
        let person = |key: &str, kana: Option<&str>| Identity {
            key: key.into(),
            name: "髙﨑 太郎".to_owned(),
            kana: kana.map(str::to_owned),
            birth: CivilDate::new(1980, 1, 1).unwrap(),
            sex: Sex::Female,
            address: "例示県B市見本1".to_owned(),
        };
        for found in [vec![], vec![person("J-1", None)], vec![person("J-1", Some("タカサキ")), person("J-2", None)]]
        {
            let answer = ResidentAnswer { request: "J1".to_owned(), outcome: "J001".to_owned(), found };
            assert_eq!(ResidentAnswer::from_xml(&answer.to_xml()).as_ref(), Ok(&answer));
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        let good = query().to_xml();
        for (old, new, told) in [
            ("<性別>男</性別>", "<性別>M</性別>", "性別"),
            ("<生年月日>1980-01-01</生年月日>", "", "生年月日"),
            ("<氏名>髙﨑 &lt;太郎&gt;</氏名>", "<氏名></氏名>", "氏名"),
            ("<照会年月日>2024-06-03</照会年月日>", "<照会年月日>2024-06-31</照会年月日>", "照会年月日"),
            ("</本人確認情報照会>", "<個人番号/></本人確認情報照会>", "個人番号"),
        ] {
            assert!(good.contains(old), "{good}");
            let fault = ResidentQuery::from_xml(&good.replace(old, new)).unwrap_err();
            assert!(fault.say(Lang::Ja).contains(told), "{}", fault.say(Lang::Ja));
        }
    }
}
