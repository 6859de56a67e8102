//! A strict tree of XML: read with limits, built by hand, written compactly.
//!
//! Names are taken as they stand: prefixes are part of them, namespaces are not resolved (the wire has none).

mod fault;
mod name;
mod reading;

use std::ops::Range;

pub use fault::{XmlFault, XmlFaultKind, position};
pub use name::{refused_by_old_parsers, refused_everywhere};
pub use reading::{parse, parse_bytes};

/// The line before the root element of a document that we write.
pub const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// What we are willing to read. The defaults are our own: wide for 特定個人情報データ, narrow for a memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Size of the whole text, bytes.
    pub bytes_max: usize,
    /// Depth of elements; the root is 1.
    pub depth_max: usize,
    /// Elements in all.
    pub elements_max: usize,
    /// Attributes of one element.
    pub attributes_max: usize,
    /// Length of one name, bytes.
    pub name_bytes_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes_max: 32 << 20, depth_max: 64, elements_max: 500_000, attributes_max: 32, name_bytes_max: 600 }
    }
}

/// An element: children, or text, never both. Two are equal when they say the same, wherever they stood.
#[derive(Debug, Clone, Default)]
pub struct Element {
    /// Its name.
    pub name: String,
    /// Its attributes, in the order written; names are unique.
    pub attributes: Vec<(String, String)>,
    /// Its child elements.
    pub children: Vec<Element>,
    /// Its text, untrimmed, references resolved; empty when there are children.
    pub text: String,
    /// Bytes of the whole element in the source it was read from; empty when it was built.
    pub span: Range<usize>,
}

impl PartialEq for Element {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.text == other.text
            && self.attributes == other.attributes
            && self.children == other.children
    }
}

impl Eq for Element {}

impl Element {
    /// An empty element. The name is written as it stands; lint it with [`refused_everywhere`].
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// With this text.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// With one more child.
    #[must_use]
    pub fn with_child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// With one more attribute.
    #[must_use]
    pub fn with_attribute(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.push((name.into(), value.into()));
        self
    }

    /// The first child of that name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The element without declaration or indentation; see [`Element::write_to`].
    pub fn to_xml(&self) -> String {
        let mut out = String::with_capacity(256);
        self.write_to(&mut out);
        out
    }

    /// Appends the element. Characters XML cannot carry are written as U+FFFD, so that a comparison sees them.
    /// Text beside children is not written.
    pub fn write_to(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            write_attribute(name, value, out);
        }
        if self.children.is_empty() && self.text.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        if self.children.is_empty() {
            escape_text(&self.text, out);
        }
        for child in &self.children {
            child.write_to(out);
        }
        close(&self.name, out);
    }
}

/// Appends `<name>text</name>`; an empty text keeps both tags.
pub(crate) fn write_leaf(name: &str, text: &str, out: &mut String) {
    open(name, out);
    escape_text(text, out);
    close(name, out);
}

/// Appends `<name>`.
pub(crate) fn open(name: &str, out: &mut String) {
    out.push('<');
    out.push_str(name);
    out.push('>');
}

/// Appends `</name>`.
pub(crate) fn close(name: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// Appends ` name="value"`.
pub(crate) fn write_attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(value, out, |b| match b {
        b'"' => Some("&quot;"),
        b'\t' => Some("&#9;"),
        b'\n' => Some("&#10;"),
        _ => text_escape(b),
    });
    out.push('"');
}

/// Appends a text.
pub(crate) fn escape_text(text: &str, out: &mut String) {
    escape(text, out, text_escape);
}

/// A bare CR would come back as LF, so it is written as a reference.
fn text_escape(byte: u8) -> Option<&'static str> {
    match byte {
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'&' => Some("&amp;"),
        b'\r' => Some("&#13;"),
        b'\t' | b'\n' => None,
        0..=0x1F => Some("\u{FFFD}"),
        _ => None,
    }
}

/// Bytes that some escape may be for.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        special[byte] = true;
        byte += 1;
    }
    special[b'<' as usize] = true;
    special[b'>' as usize] = true;
    special[b'&' as usize] = true;
    special[b'"' as usize] = true;
    special[0xEF] = true;
    special
};

/// Copies `text` in the longest slices that need no escape.
fn escape(text: &str, out: &mut String, of: impl Fn(u8) -> Option<&'static str>) {
    let bytes = text.as_bytes();
    // Nearly every text ends here.
    if !bytes.iter().any(|b| SPECIAL[usize::from(*b)]) {
        out.push_str(text);
        return;
    }
    let mut from = 0;
    let mut at = 0;
    while at < bytes.len() {
        let (replacement, length) = match bytes[at] {
            // U+FFFE and U+FFFF: the only characters from three bytes on that XML cannot carry.
            0xEF if matches!(bytes.get(at..at + 3), Some([0xEF, 0xBF, 0xBE | 0xBF])) => (Some("\u{FFFD}"), 3),
            byte => (of(byte), 1),
        };
        if let Some(replacement) = replacement {
            out.push_str(&text[from..at]);
            out.push_str(replacement);
            from = at + length;
        }
        at += length;
    }
    out.push_str(&text[from..]);
}

#[cfg(test)]
mod tests;
