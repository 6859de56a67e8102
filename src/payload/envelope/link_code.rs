//! 符号生成: a body asks, through 住基ネット, for its own 機関別符号 of a person; and all of a person's codes are withdrawn.
//!
//! The real interface is not public: names and nesting are our assumption.

use super::{EnvelopeFault, Fields, Writing, root_of};
use crate::model::InstitutionCode;

/// A body wants its code.
pub const REQUEST_MESSAGE: &str = "符号生成要求";
/// The code.
pub const ANSWER: &str = "符号生成結果";
/// All codes of a person are withdrawn.
pub const CANCELLATION: &str = "符号取消";
pub(in crate::payload) const REQUEST: &str = "要求番号";
pub(in crate::payload) const BODY: &str = "機関コード";
pub(in crate::payload) const KEY: &str = "住民キー";
pub(in crate::payload) const OUTCOME: &str = "処理結果";
pub(in crate::payload) const LINK_CODE: &str = "機関別符号";

/// 符号生成要求.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkCodeRequest {
    /// 要求番号: the body's own.
    pub request: String,
    /// 機関コード of the body that will hold the code.
    pub body: InstitutionCode,
    /// 住民キー of the person.
    pub key: String,
}

/// 符号生成結果.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkCodeAnswer {
    /// 要求番号.
    pub request: String,
    /// 処理結果, as the code of the wire.
    pub outcome: String,
    /// 機関別符号; none when there is none, or none anew.
    pub link_code: Option<String>,
}

/// 符号取消: from now on no body's code of this person is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkCodeCancellation {
    /// 住民キー of the person.
    pub key: String,
}

impl LinkCodeRequest {
    /// The message.
    pub fn to_xml(&self) -> String {
        let mut message = Writing::begin(REQUEST_MESSAGE, 256);
        message.leaf(REQUEST, &self.request);
        message.leaf(BODY, &self.body.0);
        message.leaf(KEY, &self.key);
        message.end()
    }

    /// Reads the message.
    ///
    /// # Errors
    /// Not XML, or not this message.
    pub fn from_xml(xml: &str) -> Result<Self, EnvelopeFault> {
        let root = root_of(xml, REQUEST_MESSAGE)?;
        let mut fields = Fields::of(&root, xml);
        let request = Self {
            request: fields.text(REQUEST)?,
            body: InstitutionCode(fields.text(BODY)?.into()),
            key: fields.text(KEY)?,
        };
        fields.end()?;
        Ok(request)
    }
}

impl LinkCodeAnswer {
    /// The message.
    pub fn to_xml(&self) -> String {
        let mut message = Writing::begin(ANSWER, 256);
        message.leaf(REQUEST, &self.request);
        message.leaf(OUTCOME, &self.outcome);
        if let Some(link_code) = &self.link_code {
            message.leaf(LINK_CODE, link_code);
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
        let link_code =
            fields.find(LINK_CODE).map(|found| fields.plain(LINK_CODE, found)).transpose()?.map(str::to_owned);
        fields.end()?;
        Ok(Self { request, outcome, link_code })
    }
}

impl LinkCodeCancellation {
    /// The message.
    pub fn to_xml(&self) -> String {
        let mut message = Writing::begin(CANCELLATION, 160);
        message.leaf(KEY, &self.key);
        message.end()
    }

    /// Reads the message.
    ///
    /// # Errors
    /// Not XML, or not this message.
    pub fn from_xml(xml: &str) -> Result<Self, EnvelopeFault> {
        let root = root_of(xml, CANCELLATION)?;
        let mut fields = Fields::of(&root, xml);
        let cancellation = Self { key: fields.text(KEY)? };
        fields.end()?;
        Ok(cancellation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_back_as_they_went() {
        let request = LinkCodeRequest {
            request: "F1".to_owned(),
            body: InstitutionCode("002".into()),
            key: "JKLMNOPQ".to_owned(),
        };
        assert_eq!(LinkCodeRequest::from_xml(&request.to_xml()).as_ref(), Ok(&request));
        for link_code in [None, Some("ABCDEFGHIJKLMNOPABCD".to_owned())] {
            let answer = LinkCodeAnswer { request: "F1".to_owned(), outcome: "F000".to_owned(), link_code };
            assert_eq!(LinkCodeAnswer::from_xml(&answer.to_xml()).as_ref(), Ok(&answer));
        }
        let cancellation = LinkCodeCancellation { key: "JKLMNOPQ".to_owned() };
        assert_eq!(LinkCodeCancellation::from_xml(&cancellation.to_xml()).as_ref(), Ok(&cancellation));
        assert!(LinkCodeRequest::from_xml(&cancellation.to_xml()).is_err());
        assert!(LinkCodeAnswer::from_xml(&request.to_xml()).is_err());
    }
}
