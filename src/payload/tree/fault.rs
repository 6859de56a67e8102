//! Why a text is not XML that we accept.

use std::fmt;

use crate::model::catalogue::payload as words;
use crate::model::text::{Lang, Text};

/// One fault and where it is. Reading stops there: what follows a fault in XML cannot be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlFault {
    /// What is wrong.
    pub kind: XmlFaultKind,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// The kinds of fault; the list is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant's sentence stands in the catalogue, its fields are named there")]
pub enum XmlFaultKind {
    TooLarge { bytes_max: usize },
    TooDeep { depth_max: usize },
    TooManyElements { elements_max: usize },
    TooManyAttributes { attributes_max: usize },
    NameTooLong { name_bytes_max: usize },
    NotUtf8,
    Encoding(String),
    Declaration,
    Dtd,
    Name(String),
    Character(u32),
    CdataEnd,
    LessThanInAttribute,
    Attribute(String),
    DuplicateAttribute(String),
    Entity(String),
    Reference(String),
    Comment,
    Instruction,
    EndTag { expected: String, found: String },
    StrayEndTag(String),
    Unclosed(String),
    NoRoot,
    SecondRoot(String),
    TextOutsideRoot,
    MixedContent(String),
    Cut,
}

impl XmlFault {
    /// A fault at a byte of the source.
    pub(crate) fn at(kind: XmlFaultKind, source: &str, offset: usize) -> Self {
        let (line, column) = position(source, offset);
        Self { kind, line, column }
    }

    /// The sentence, with line and column.
    pub fn say(&self, lang: Lang) -> String {
        let what = self.kind.say(lang);
        words::XML_FAULT_AT.say(lang, &[("line", &self.line), ("column", &self.column), ("what", &what)])
    }
}

impl fmt::Display for XmlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Lang::default()))
    }
}

impl std::error::Error for XmlFault {}

impl XmlFaultKind {
    /// The sentence, without the place.
    pub fn say(&self, lang: Lang) -> String {
        let one = |text: &Text, name: &str, value: &dyn fmt::Display| text.say(lang, &[(name, value)]);
        match self {
            Self::TooLarge { bytes_max } => one(&words::XML_TOO_LARGE, "max", bytes_max),
            Self::TooDeep { depth_max } => one(&words::XML_TOO_DEEP, "max", depth_max),
            Self::TooManyElements { elements_max } => one(&words::XML_TOO_MANY_ELEMENTS, "max", elements_max),
            Self::TooManyAttributes { attributes_max } => one(&words::XML_TOO_MANY_ATTRIBUTES, "max", attributes_max),
            Self::NameTooLong { name_bytes_max } => one(&words::XML_NAME_TOO_LONG, "max", name_bytes_max),
            Self::NotUtf8 => words::XML_NOT_UTF8.say(lang, &[]),
            Self::Encoding(declared) => one(&words::XML_ENCODING, "declared", declared),
            Self::Declaration => words::XML_DECLARATION.say(lang, &[]),
            Self::Dtd => words::XML_DTD.say(lang, &[]),
            Self::Name(name) => one(&words::XML_NAME, "name", name),
            Self::Character(code) => one(&words::XML_CHARACTER, "code", &format!("U+{code:04X}")),
            Self::CdataEnd => words::XML_CDATA_END.say(lang, &[]),
            Self::LessThanInAttribute => words::XML_LESS_THAN.say(lang, &[]),
            Self::Attribute(element) => one(&words::XML_ATTRIBUTE, "element", element),
            Self::DuplicateAttribute(name) => one(&words::XML_DUPLICATE_ATTRIBUTE, "name", name),
            Self::Entity(name) => one(&words::XML_ENTITY, "name", name),
            Self::Reference(written) => one(&words::XML_REFERENCE, "written", written),
            Self::Comment => words::XML_COMMENT.say(lang, &[]),
            Self::Instruction => words::XML_INSTRUCTION.say(lang, &[]),
            Self::EndTag { expected, found } => {
                words::XML_END_TAG.say(lang, &[("expected", expected), ("found", found)])
            }
            Self::StrayEndTag(name) => one(&words::XML_STRAY_END_TAG, "name", name),
            Self::Unclosed(name) => one(&words::XML_UNCLOSED, "name", name),
            Self::NoRoot => words::XML_NO_ROOT.say(lang, &[]),
            Self::SecondRoot(name) => one(&words::XML_SECOND_ROOT, "name", name),
            Self::TextOutsideRoot => words::XML_TEXT_OUTSIDE.say(lang, &[]),
            Self::MixedContent(name) => one(&words::XML_MIXED, "name", name),
            Self::Cut => words::XML_CUT.say(lang, &[]),
        }
    }
}

/// Line and column (characters) of a byte offset, both from 1. Meant for faults: it counts from the start.
pub fn position(source: &str, offset: usize) -> (u32, u32) {
    let mut end = offset.min(source.len());
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    let before = &source[..end];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let lines = before.bytes().filter(|b| *b == b'\n').count();
    let columns = before[line_start..].chars().filter(|c| *c != '\u{FEFF}').count();
    (u32::try_from(lines + 1).unwrap_or(u32::MAX), u32::try_from(columns + 1).unwrap_or(u32::MAX))
}
