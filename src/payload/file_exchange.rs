//! File exchange: a 照会ファイル with several queries, and the 結果ファイル that answers it, in CSV or XML, in UTF-8 or
//! Windows-31J. Pure: text and bytes in, text and bytes out; folders belong to `network`.
//!
//! One row that cannot be read does not lose the others: its own row of the result says what is wrong. How such files
//! look is our assumption; the columns are named as the elements of the envelope.

pub mod headings;
mod inquiry;
mod reply;
mod result;
#[cfg(test)]
mod tests;

use super::charset::{BadBytes, Charset};
use super::envelope::Query;
use super::tree::XmlFault;
use crate::model::catalogue::payload as words;
use crate::model::profile::{FileCharset, FileFormat};
use crate::model::text::Lang;

pub use inquiry::{charset_of, lost_characters, read, write_queries};
pub use reply::{Reply, ResultFault, read_result};
pub use result::{Directory, faulty, write_results};

/// Largest 照会ファイル, bytes.
pub const FILE_BYTES_MAX: usize = 16 << 20;
/// Most queries of one file.
pub const QUERIES_MAX: usize = 10_000;

/// How a file is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A heading row, then one query a row.
    Csv,
    /// 照会ファイル around 情報照会.
    Xml,
}

impl From<FileFormat> for Format {
    fn from(format: FileFormat) -> Self {
        match format {
            FileFormat::Csv => Self::Csv,
            FileFormat::Xml => Self::Xml,
        }
    }
}

impl From<FileCharset> for Charset {
    fn from(charset: FileCharset) -> Self {
        match charset {
            FileCharset::Utf8 => Self::Utf8 { mark: false },
            FileCharset::Windows31J => Self::Windows31J,
        }
    }
}

impl Format {
    /// By the ending of a file's name.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        [("csv", Self::Csv), ("xml", Self::Xml)]
            .into_iter()
            .find(|(known, _)| extension.eq_ignore_ascii_case(known))
            .map(|(_, format)| format)
    }
}

/// A 照会ファイル as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inquiries {
    /// How it is built; the result is built the same way.
    pub format: Format,
    /// How it is written; the result is written the same way.
    pub charset: Charset,
    /// Its queries, in order.
    pub rows: Vec<Row>,
}

/// One query of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line it begins on, from 1.
    pub line: u32,
    /// 照会要求番号 as written, empty when it cannot be read.
    pub request: String,
    /// The query, or every fault of its row.
    pub query: Result<Box<Query>, Vec<RowFault>>,
}

/// What is wrong with one row.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant's sentence stands in the catalogue, its fields are named there")]
pub enum RowFault {
    Blank(&'static str),
    Value { name: &'static str, value: String },
    NotForCondition { name: &'static str, condition: String },
    TooManyFields { fields: usize, headings: usize },
    Quote,
    Unclosed,
    PrivateCharacter(char),
    ControlCharacter(u32),
    Twice { line: u32 },
    Element(String),
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant's sentence stands in the catalogue, its fields are named there")]
pub enum FileFault {
    Extension(String),
    IsFolder(String),
    IsLink(String),
    TooLarge,
    Bytes(BadBytes),
    Empty,
    HeadingsMissing(Vec<&'static str>),
    HeadingUnknown { found: String, near: Option<&'static str> },
    HeadingTwice(&'static str),
    HeadingRow,
    TooManyRows,
    Xml(XmlFault),
    OtherRoot(String),
}

/// What came of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// The 照会結果 as received.
    Answer(String),
    /// None, and why.
    Nothing(String),
}

impl RowFault {
    /// The sentence.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::Blank(name) => words::FILE_BLANK.say(lang, &[("name", name)]),
            Self::Value { name, value } => words::FILE_VALUE.say(lang, &[("name", name), ("value", value)]),
            Self::NotForCondition { name, condition } => {
                words::FILE_NOT_FOR_CONDITION.say(lang, &[("name", name), ("condition", condition)])
            }
            Self::TooManyFields { fields, headings } => {
                words::FILE_FIELDS.say(lang, &[("fields", fields), ("headings", headings)])
            }
            Self::Quote => words::FILE_QUOTE.say(lang, &[]),
            Self::Unclosed => words::FILE_UNCLOSED.say(lang, &[]),
            Self::PrivateCharacter(found) => words::FILE_PRIVATE.say(lang, &[("code", &code_point(*found))]),
            Self::ControlCharacter(code) => words::FILE_CONTROL.say(lang, &[("code", &format!("U+{code:04X}"))]),
            Self::Twice { line } => words::FILE_TWICE.say(lang, &[("line", line)]),
            Self::Element(fault) => fault.clone(),
        }
    }
}

impl FileFault {
    /// The sentence.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::Extension(name) => words::FILE_EXTENSION.say(lang, &[("name", name)]),
            Self::IsFolder(name) => words::FILE_IS_FOLDER.say(lang, &[("name", name)]),
            Self::IsLink(name) => words::FILE_IS_LINK.say(lang, &[("name", name)]),
            Self::TooLarge => words::FILE_TOO_LARGE.say(lang, &[("max", &FILE_BYTES_MAX)]),
            Self::Bytes(bad) => words::FILE_BYTES.say(lang, &[("line", &bad.line)]),
            Self::Empty => words::FILE_EMPTY.say(lang, &[]),
            Self::HeadingsMissing(names) => words::FILE_HEADINGS_MISSING.say(lang, &[("names", &names.join("、"))]),
            Self::HeadingUnknown { found, near: None } => words::FILE_HEADING_UNKNOWN.say(lang, &[("found", found)]),
            Self::HeadingUnknown { found, near: Some(near) } => {
                words::FILE_HEADING_NEAR.say(lang, &[("found", found), ("near", near)])
            }
            Self::HeadingTwice(name) => words::FILE_HEADING_TWICE.say(lang, &[("name", name)]),
            Self::HeadingRow => words::FILE_HEADING_ROW.say(lang, &[]),
            Self::TooManyRows => words::FILE_TOO_MANY.say(lang, &[("max", &QUERIES_MAX)]),
            Self::Xml(fault) => fault.say(lang),
            Self::OtherRoot(found) => {
                words::ENVELOPE_OTHER.say(lang, &[("expected", &headings::INQUIRY_FILE), ("found", found)])
            }
        }
    }
}

/// `U+301C`.
fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}
