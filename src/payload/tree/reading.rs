//! Reading: quick-xml finds the tokens, everything it lets pass is checked here.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::Event;

use super::fault::{XmlFault, XmlFaultKind as Kind};
use super::name::refused_everywhere;
use super::{Element, Limits};

const BOM: &str = "\u{FEFF}";
/// How far an XML declaration is looked for in bytes that are not UTF-8.
const DECLARATION_BYTES_MAX: usize = 200;

/// Reads UTF-8 bytes, with or without a BOM. Other encodings are refused by their declared name (our assumption: the
/// wire is UTF-8).
pub fn parse_bytes(bytes: &[u8], limits: &Limits) -> Result<Element, XmlFault> {
    let start = |kind| XmlFault { kind, line: 1, column: 1 };
    if bytes.starts_with(b"\xFE\xFF") || bytes.starts_with(b"\xFF\xFE") {
        return Err(start(Kind::Encoding("UTF-16".to_owned())));
    }
    if bytes.len() > limits.bytes_max {
        return Err(start(Kind::TooLarge { bytes_max: limits.bytes_max }));
    }
    match std::str::from_utf8(bytes) {
        Ok(xml) => parse(xml, limits),
        Err(bad) => {
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION_BYTES_MAX)]);
            if let Some(declared) = foreign_encoding(&head) {
                return Err(start(Kind::Encoding(declared)));
            }
            let good = std::str::from_utf8(&bytes[..bad.valid_up_to()]).unwrap_or_default();
            Err(XmlFault::at(Kind::NotUtf8, good, good.len()))
        }
    }
}

/// Reads one document. Spans count bytes of `xml`, a BOM included.
pub fn parse(xml: &str, limits: &Limits) -> Result<Element, XmlFault> {
    if xml.len() > limits.bytes_max {
        return Err(XmlFault { kind: Kind::TooLarge { bytes_max: limits.bytes_max }, line: 1, column: 1 });
    }
    if let Some((offset, code)) = forbidden_character(xml) {
        return Err(XmlFault::at(Kind::Character(code), xml, offset));
    }
    let skipped = if xml.starts_with(BOM) { BOM.len() } else { 0 };
    let mut building = Building { limits, stack: Vec::with_capacity(8), root: None, elements: 0 };
    building.read(&xml[skipped..], skipped).map_err(|(kind, offset)| XmlFault::at(kind, xml, offset))
}

/// A kind of fault and the byte of the source where it is.
type Faulty<T> = Result<T, (Kind, usize)>;

/// The byte and code of the first character outside XML's `Char`, written as it is.
#[allow(clippy::needless_bitwise_bool, reason = "short-circuits would be branches")]
fn forbidden_character(xml: &str) -> Option<(usize, u32)> {
    let bytes = xml.as_bytes();
    // Without branches, so that the compiler looks at many bytes at once: nearly every text ends here.
    let control =
        bytes.iter().fold(false, |any, b| any | ((*b < 0x20) & (*b != b'\t') & (*b != b'\n') & (*b != b'\r')));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    let beyond = pairs.fold(false, |any, (one, next)| any | ((*one == 0xEF) & (*next == 0xBF)));
    if !control && !beyond {
        return None;
    }
    let mut at = 0;
    while let Some(step) = bytes[at..].iter().position(|b| *b < 0x20 || *b == 0xEF) {
        at += step;
        match bytes[at] {
            b'\t' | b'\n' | b'\r' => {}
            0xEF => match bytes.get(at + 1..at + 3) {
                Some([0xBF, 0xBE]) => return Some((at, 0xFFFE)),
                Some([0xBF, 0xBF]) => return Some((at, 0xFFFF)),
                _ => {}
            },
            control => return Some((at, u32::from(control))),
        }
        at += 1;
    }
    None
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r'))
}

struct Building<'a> {
    limits: &'a Limits,
    stack: Vec<Element>,
    root: Option<Element>,
    elements: usize,
}

impl Building<'_> {
    /// `base` is what stands before `text` in the source.
    fn read(&mut self, text: &str, base: usize) -> Faulty<Element> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = true;
        loop {
            let from = offset(reader.buffer_position());
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = offset(reader.error_position());
                    return Err((refused(error, text, at), base + at));
                }
            };
            let at = base + from;
            let end = base + offset(reader.buffer_position());
            match event {
                Event::Start(tag) => {
                    let element = self.begin(tag.name().as_ref(), tag.attributes_raw(), at)?;
                    self.stack.push(element);
                }
                Event::Empty(tag) => {
                    let element = self.begin(tag.name().as_ref(), tag.attributes_raw(), at)?;
                    self.finish(element, end);
                }
                Event::End(tag) => match self.stack.pop() {
                    Some(element) => self.finish(element, end),
                    None => return Err((Kind::StrayEndTag(tag.name().as_ref().to_owned()), at)),
                },
                Event::Text(raw) => {
                    let content = raw.xml10_content();
                    // A bare `>` is rare, and far cheaper to look for.
                    if raw.as_bytes().contains(&b'>')
                        && let Some(bad) = raw.find("]]>")
                    {
                        return Err((Kind::CdataEnd, at + bad));
                    }
                    self.text(&content, at)?;
                }
                Event::CData(raw) => {
                    if self.stack.is_empty() {
                        return Err((Kind::TextOutsideRoot, at));
                    }
                    self.text(&raw.xml10_content(), at)?;
                }
                Event::GeneralRef(reference) => {
                    let character = resolve(&reference).map_err(|kind| (kind, at))?;
                    if self.stack.is_empty() {
                        return Err((Kind::TextOutsideRoot, at));
                    }
                    self.text(character.encode_utf8(&mut [0; 4]), at)?;
                }
                Event::Comment(_) => {}
                Event::Decl(_) if from == 0 => check_declaration(&text[..end - base]).map_err(|kind| (kind, at))?,
                Event::Decl(_) => return Err((Kind::Declaration, at)),
                Event::PI(instruction) => check_instruction(&instruction).map_err(|kind| (kind, at))?,
                Event::DocType(_) => return Err((Kind::Dtd, at)),
                Event::Eof => break,
            }
        }
        match (self.stack.pop(), self.root.take()) {
            (Some(open), _) => Err((Kind::Unclosed(open.name), base + text.len())),
            (None, Some(root)) => Ok(root),
            (None, None) => Err((Kind::NoRoot, base + text.len())),
        }
    }

    fn begin(&mut self, name: &str, attributes: &str, at: usize) -> Faulty<Element> {
        self.elements += 1;
        if self.elements > self.limits.elements_max {
            return Err((Kind::TooManyElements { elements_max: self.limits.elements_max }, at));
        }
        if self.stack.len() >= self.limits.depth_max {
            return Err((Kind::TooDeep { depth_max: self.limits.depth_max }, at));
        }
        self.check_name(name, at + 1)?;
        match self.stack.last_mut() {
            Some(parent) if !is_blank(&parent.text) => {
                return Err((Kind::MixedContent(parent.name.clone()), at));
            }
            Some(parent) => parent.text = String::new(),
            None if self.root.is_some() => return Err((Kind::SecondRoot(name.to_owned()), at)),
            None => {}
        }
        let attributes =
            if attributes.is_empty() { Vec::new() } else { self.attributes(name, attributes, at + 1 + name.len())? };
        Ok(Element { name: name.to_owned(), attributes, span: at..at, ..Element::default() })
    }

    fn finish(&mut self, mut element: Element, end: usize) {
        element.span.end = end;
        match self.stack.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn text(&mut self, content: &str, at: usize) -> Faulty<()> {
        match self.stack.last_mut() {
            None if is_blank(content) => Ok(()),
            None => Err((Kind::TextOutsideRoot, at)),
            Some(element) if element.children.is_empty() => {
                element.text.push_str(content);
                Ok(())
            }
            Some(_) if is_blank(content) => Ok(()),
            Some(element) => Err((Kind::MixedContent(element.name.clone()), at)),
        }
    }

    fn check_name(&self, name: &str, at: usize) -> Faulty<()> {
        if name.len() > self.limits.name_bytes_max {
            return Err((Kind::NameTooLong { name_bytes_max: self.limits.name_bytes_max }, at));
        }
        match refused_everywhere(name) {
            Some(_) => Err((Kind::Name(name.to_owned()), at)),
            None => Ok(()),
        }
    }

    /// quick-xml accepts attributes without white space between them and `<` in their values, so they are read here.
    fn attributes(&self, element: &str, raw: &str, at: usize) -> Faulty<Vec<(String, String)>> {
        let mut found: Vec<(String, String)> = Vec::new();
        let mut scan = AttributeScan { raw, at: 0 };
        loop {
            let written = match scan.next() {
                Ok(Some(written)) => written,
                Ok(None) => return Ok(found),
                Err(bad) => return Err((Kind::Attribute(element.to_owned()), at + bad)),
            };
            self.check_name(written.name, at + written.name_at)?;
            if found.iter().any(|(known, _)| known == written.name) {
                return Err((Kind::DuplicateAttribute(written.name.to_owned()), at + written.name_at));
            }
            if found.len() >= self.limits.attributes_max {
                let kind = Kind::TooManyAttributes { attributes_max: self.limits.attributes_max };
                return Err((kind, at + written.name_at));
            }
            let value = attribute_value(written.value).map_err(|(kind, bad)| (kind, at + written.value_at + bad))?;
            found.push((written.name.to_owned(), value.into_owned()));
        }
    }
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

fn refused(error: Error, text: &str, at: usize) -> Kind {
    match error {
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => Kind::EndTag { expected, found },
        Error::IllFormed(IllFormedError::UnmatchedEndTag(name)) => Kind::StrayEndTag(name),
        Error::IllFormed(IllFormedError::DoubleHyphenInComment) => Kind::Comment,
        Error::IllFormed(IllFormedError::MissingDoctypeName) => Kind::Dtd,
        Error::IllFormed(IllFormedError::UnclosedReference) => {
            Kind::Reference(text.get(at..).unwrap_or_default().chars().take(12).collect())
        }
        // A DTD is refused even if it is cut.
        _ if text.get(at..).is_some_and(|rest| rest.starts_with("<!DOCTYPE")) => Kind::Dtd,
        _ => Kind::Cut,
    }
}

/// One attribute as written; places count from the start of what is scanned.
struct Written<'a> {
    name: &'a str,
    name_at: usize,
    value: &'a str,
    value_at: usize,
}

struct AttributeScan<'a> {
    raw: &'a str,
    at: usize,
}

impl<'a> AttributeScan<'a> {
    /// The next attribute; `Err` holds the place of the fault.
    fn next(&mut self) -> Result<Option<Written<'a>>, usize> {
        let before = self.at;
        self.skip_blank();
        if self.at == self.raw.len() {
            return Ok(None);
        }
        if self.at == before {
            return Err(self.at);
        }
        let name_at = self.at;
        let rest = &self.raw[name_at..];
        let length = rest.find(['=', ' ', '\t', '\n', '\r', '"', '\'']).ok_or(name_at)?;
        self.at += length;
        self.skip_blank();
        if !self.raw[self.at..].starts_with('=') {
            return Err(self.at);
        }
        self.at += 1;
        self.skip_blank();
        let quote = match self.raw.as_bytes().get(self.at) {
            Some(b'"') => '"',
            Some(b'\'') => '\'',
            _ => return Err(self.at),
        };
        let value_at = self.at + 1;
        let end = self.raw[value_at..].find(quote).ok_or(self.at)?;
        self.at = value_at + end + 1;
        Ok(Some(Written { name: &rest[..length], name_at, value: &self.raw[value_at..value_at + end], value_at }))
    }

    fn skip_blank(&mut self) {
        while matches!(self.raw.as_bytes().get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }
}

/// Resolves references and turns line breaks and tabs into spaces, as XML 1.0 §3.3.3 asks.
fn attribute_value(raw: &str) -> Faulty<Cow<'_, str>> {
    if !raw.bytes().any(|b| matches!(b, b'<' | b'&' | b'\t' | b'\n' | b'\r')) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(found) = rest.find(['<', '&', '\t', '\n', '\r']) {
        let at = raw.len() - rest.len() + found;
        value.push_str(&rest[..found]);
        let special = &rest[found..];
        rest = match special.as_bytes()[0] {
            b'<' => return Err((Kind::LessThanInAttribute, at)),
            b'&' => {
                let bad = || (Kind::Reference(special.chars().take(12).collect()), at);
                let end = special.find(';').ok_or_else(bad)?;
                value.push(resolve(&special[1..end]).map_err(|kind| (kind, at))?);
                &special[end + 1..]
            }
            b'\r' => {
                value.push(' ');
                special[1..].strip_prefix('\n').unwrap_or(&special[1..])
            }
            _ => {
                value.push(' ');
                &special[1..]
            }
        };
    }
    value.push_str(rest);
    Ok(Cow::Owned(value))
}

/// The character of a reference (without `&` and `;`): the five predefined names and numbers, nothing else.
fn resolve(reference: &str) -> Result<char, Kind> {
    let Some(number) = reference.strip_prefix('#') else {
        return match reference {
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "amp" => Ok('&'),
            "apos" => Ok('\''),
            "quot" => Ok('"'),
            _ => Err(Kind::Entity(reference.to_owned())),
        };
    };
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hex| (hex, 16));
    let code = if digits.chars().all(|c| c.is_digit(radix)) { u32::from_str_radix(digits, radix).ok() } else { None };
    let code = code.ok_or_else(|| Kind::Reference(format!("&{reference};")))?;
    match char::from_u32(code) {
        Some(c) if c >= ' ' && !matches!(c, '\u{FFFE}' | '\u{FFFF}') || matches!(c, '\t' | '\n' | '\r') => Ok(c),
        _ => Err(Kind::Character(code)),
    }
}

/// `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`, in that order.
fn check_declaration(declaration: &str) -> Result<(), Kind> {
    let inner = declaration.strip_prefix("<?xml").and_then(|rest| rest.strip_suffix("?>")).ok_or(Kind::Declaration)?;
    let mut scan = AttributeScan { raw: inner, at: 0 };
    let mut read = || scan.next().map_err(|_| Kind::Declaration);
    match read()? {
        Some(Written { name: "version", value: "1.0" | "1.1", .. }) => {}
        _ => return Err(Kind::Declaration),
    }
    let mut next = read()?;
    if let Some(Written { name: "encoding", value, .. }) = next {
        if !value.eq_ignore_ascii_case("UTF-8") {
            return Err(Kind::Encoding(value.to_owned()));
        }
        next = read()?;
    }
    if let Some(Written { name: "standalone", value: "yes" | "no", .. }) = next {
        next = read()?;
    }
    if next.is_some() { Err(Kind::Declaration) } else { Ok(()) }
}

/// The declared encoding of a text that could not be read, if it is another than UTF-8.
fn foreign_encoding(head: &str) -> Option<String> {
    let end = head.find("?>")?;
    match check_declaration(&head[..end + 2]) {
        Err(Kind::Encoding(declared)) => Some(declared),
        _ => None,
    }
}

fn check_instruction(instruction: &str) -> Result<(), Kind> {
    let target = instruction.split([' ', '\t', '\n', '\r']).next().unwrap_or_default();
    if target.eq_ignore_ascii_case("xml") || refused_everywhere(target).is_some() {
        return Err(Kind::Instruction);
    }
    Ok(())
}
