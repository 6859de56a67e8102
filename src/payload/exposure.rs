//! Where a message carries a 個人番号: in its body, its headers, its URL, the words behind its status, the name of its
//! file. The one rule of the model, asked of every part of a message as it came over a wire, before anything has read it;
//! each part says what it declares.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::percent;
use super::{charset, content, envelope};
use crate::model::personal_number::{Found, Rule, masked};
use crate::model::service::Service;
use crate::model::{ItemCode, Layout, PersonalNumbers};

/// A message as it came over a wire or in a file, or as it went out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Message<'m> {
    /// The path of a request; empty for a reply.
    pub path: &'m str,
    /// What follows the question mark of a request.
    pub query: &'m str,
    /// The name of a file.
    pub file: &'m str,
    /// The words behind the status of a reply, where they are not the usual ones.
    pub words: &'m str,
    /// Its headers and trailers, one a line, as `name: value`.
    pub headers: &'m str,
    /// Its body. The headers tell its charset, if anything does.
    pub body: &'m [u8],
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The path or the query string.
    Target,
    /// The words behind the status.
    Status,
    /// The name of a file.
    FileName,
    /// A header or trailer, by its name.
    Header(String),
    /// The body.
    Body,
}

/// A 個人番号 that a message carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Where.
    pub part: Part,
    /// What was found; its path leads through the body.
    pub found: Found,
}

/// What the parts of a message stand for.
#[derive(Clone, Copy)]
pub struct Declared<'a> {
    /// Whether a part of a path, by its place from 0 and what stands there, is a code or a number of another kind.
    pub segment: &'a dyn Fn(usize, &str) -> bool,
    /// Whether an element of XML holds something else than free text.
    pub element: &'a dyn Fn(&str) -> bool,
    /// Whether a field of JSON does.
    pub field: &'a dyn Fn(&str) -> bool,
}

/// Headers whose digits are something by themselves: lengths, times, numbers of requests, secrets. Only a number of one of
/// the run's persons counts in them.
const DECLARED_HEADERS: [&str; 21] = [
    "age",
    "authorization",
    "content-length",
    "date",
    "etag",
    "expires",
    "host",
    "idempotency-key",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "last-modified",
    "proxy-authorization",
    "traceparent",
    "tracestate",
    "via",
    "x-amzn-trace-id",
    "x-api-key",
    "x-correlation-id",
    "x-request-id",
    "x-forwarded-for",
];

/// The name by which SOAP holds a message: what stands above it in a path is no news.
const SOAP_BODY: &str = "Body";

/// Every 個人番号 in a message.
pub fn seen(numbers: &PersonalNumbers, message: &Message<'_>, declared: Declared<'_>) -> Vec<Seen> {
    let mut all = Vec::new();
    let mut add = |part: Part, found: Vec<Found>| {
        all.extend(found.into_iter().map(|found| Seen { part: part.clone(), found }));
    };
    add(Part::Target, in_path(numbers, message.path, declared.segment));
    add(Part::Target, numbers.in_text(&percent_decoded(message.query), false));
    add(Part::FileName, numbers.in_text(message.file, false));
    add(Part::Status, numbers.in_text(message.words, false));
    for (name, value) in lines(message.headers) {
        let known = DECLARED_HEADERS.iter().any(|known| name.eq_ignore_ascii_case(known));
        // The name of a header may be anything, too.
        let in_name = numbers.in_text(name, false);
        let part = Part::Header(masked(name, &in_name).into_owned());
        add(part.clone(), in_name);
        add(part, numbers.in_text(&percent_decoded(value), known));
    }
    if !message.body.is_empty() {
        let content_type = lines(message.headers).find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let body = charset::legible(message.body, content_type.map_or("", |(_, value)| value));
        add(Part::Body, in_body(numbers, &body, declared));
    }
    all
}

/// Every 個人番号 in the path of a request. A number of a person counts wherever it stands, any other only where no code does.
fn in_path(numbers: &PersonalNumbers, path: &str, declared: &dyn Fn(usize, &str) -> bool) -> Vec<Found> {
    let mut all = numbers.in_text(&percent_decoded(path), true);
    for (place, segment) in path.trim_start_matches('/').split('/').enumerate() {
        let segment = percent_decoded(segment);
        let found = numbers.in_text(&segment, false).into_iter().filter(|found| found.rule == Rule::CheckDigit);
        let mut found = found.peekable();
        if found.peek().is_some() && !declared(place, &segment) {
            all.extend(found);
        }
    }
    all
}

/// Every 個人番号 in a body: JSON where it is some, else XML or whatever it may be.
pub fn in_body(numbers: &PersonalNumbers, body: &str, declared: Declared<'_>) -> Vec<Found> {
    if body.trim_start().starts_with(['{', '['])
        && let Ok(value) = serde_json::from_str::<Value>(body)
    {
        return in_fields(numbers, &value, declared.field).0;
    }
    let mut found = numbers.in_xml(body, declared.element);
    for one in &mut found {
        let local = |name: &String| name.rsplit(':').next() == Some(SOAP_BODY);
        if let Some(at) = one.path.iter().position(local).filter(|at| at + 1 < one.path.len()) {
            one.path.drain(..=at);
        }
        // What stands before or behind the message is told by the message.
        if one.path.is_empty() {
            one.path.extend(root(body).map(str::to_owned));
        }
    }
    found
}

/// The name of the first element of a text that begins as XML.
fn root(body: &str) -> Option<&str> {
    if !body.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('<') {
        return None;
    }
    let tag = body.split('<').skip(1).find(|tag| !tag.starts_with(['!', '?', '/', ' ']))?;
    let end = tag.find(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace()).unwrap_or(tag.len());
    Some(&tag[..end]).filter(|name| !name.is_empty())
}

/// Every 個人番号 in a value of JSON, in numbers and names of fields too and over several fields; and the value without
/// them, if it held any.
pub fn in_fields(
    numbers: &PersonalNumbers,
    value: &Value,
    declared: &dyn Fn(&str) -> bool,
) -> (Vec<Found>, Option<Value>) {
    let mut written = Written::default();
    written.value(value);
    let found = numbers.in_xml(&written.xml, declared);
    if found.is_empty() {
        return (found, None);
    }
    let mut texts = written.texts.iter().map(|spot| {
        let inside = |digits: &std::ops::Range<usize>| spot.0 <= digits.start && digits.end <= spot.0 + spot.1.len();
        let digits = found.iter().flat_map(|one| &one.digits).filter(|digits| inside(digits));
        let digits = digits.map(|digits| digits.start - spot.0..digits.end - spot.0).collect();
        let found = Found { rule: Rule::Masked, number: None, path: Vec::new(), digits };
        masked(&spot.1, &[found]).into_owned()
    });
    let value = rewritten(value, &mut texts);
    (found, Some(value))
}

/// JSON as elements of the same names, so that one scan sees both; every text keeps its length.
#[derive(Default)]
struct Written {
    xml: String,
    /// Where each name and value stands, in order, and what it is.
    texts: Vec<(usize, String)>,
}

impl Written {
    fn value(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.value(item)),
            Value::Object(fields) => {
                for (name, field) in fields {
                    self.xml.push('<');
                    self.text(name);
                    self.xml.push('>');
                    self.value(field);
                    self.xml.push_str("</");
                    self.xml.push_str(&plain(name));
                    self.xml.push('>');
                }
            }
            Value::String(text) => self.leaf(text),
            Value::Number(number) => self.leaf(&number.to_string()),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// A value by itself; the items of a list are apart.
    fn leaf(&mut self, text: &str) {
        self.text(text);
        // Ends the item, as the end of an element does.
        self.xml.push_str("<!---->");
    }

    fn text(&mut self, text: &str) {
        self.texts.push((self.xml.len(), text.to_owned()));
        self.xml.push_str(&plain(text));
    }
}

/// A text without the signs of XML, of the same length.
fn plain(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '<' | '>' | '&') { ' ' } else { c }).collect()
}

/// The same value with these texts, in the order in which they were written.
fn rewritten(value: &Value, texts: &mut dyn Iterator<Item = String>) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(|item| rewritten(item, texts)).collect()),
        Value::Object(fields) => {
            let mut all = Map::new();
            for (name, field) in fields {
                let name = texts.next().unwrap_or_else(|| name.clone());
                all.insert(name, rewritten(field, texts));
            }
            Value::Object(all)
        }
        Value::String(text) => Value::String(texts.next().unwrap_or_else(|| text.clone())),
        Value::Number(number) => match texts.next() {
            Some(text) if text != number.to_string() => Value::String(text),
            _ => value.clone(),
        },
        Value::Null | Value::Bool(_) => value.clone(),
    }
}

/// Whether something was found in the data of an answer, not in what stands around them.
pub fn is_in_data(found: &Found) -> bool {
    found.path.iter().any(|name| name == content::DATA)
}

/// Whether an element of a message is no free text: of the envelope, or an item of this layout by its name or its code.
pub fn declares(layout: Option<&Layout>, element: &str) -> bool {
    envelope::is_declared(element) || layout.is_some_and(|layout| item_declared(layout, element))
}

fn item_declared(layout: &Layout, element: &str) -> bool {
    let code = ItemCode::parse(element).ok();
    let mut items = layout.items.iter().filter(|item| item.name == element || Some(item.code) == code).peekable();
    items.peek().is_some() && items.all(|item| item.kind.is_no_free_text())
}

/// Whether a field of messages to services is no free text, wherever there is one of this name.
pub fn field_declared(services: &[Service], name: &str) -> bool {
    let fields = services.iter().flat_map(|service| &service.messages);
    let fields = fields.flat_map(|known| known.fields.iter().chain(&known.gives));
    let mut named = fields.filter(|field| *field.name == *name).peekable();
    named.peek().is_some() && named.all(|field| field.kind.is_no_free_text())
}

/// Names and values of headers, one a line.
fn lines(headers: &str) -> impl Iterator<Item = (&str, &str)> {
    headers.lines().map(|line| {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        (name.trim(), value.trim())
    })
}

/// What a URL means; what is no UTF-8 in it becomes a sign that is no digit.
fn percent_decoded(text: &str) -> Cow<'_, str> {
    match percent::decoded(text) {
        Cow::Borrowed(_) => Cow::Borrowed(text),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

/// A path without the 個人番号 in it, percent-encoded or not.
pub fn path_masked(numbers: &PersonalNumbers, path: &str, declared: &dyn Fn(usize, &str) -> bool) -> String {
    if in_path(numbers, path, declared).is_empty() {
        return path.to_owned();
    }
    let segment = |(place, segment): (usize, &str)| {
        let segment = percent_decoded(segment);
        let found = numbers.in_text(&segment, declared(place, &segment));
        masked(&segment, &found).into_owned()
    };
    let told = path.trim_start_matches('/').split('/').enumerate().map(segment).collect::<Vec<_>>().join("/");
    let told = if path.starts_with('/') { format!("/{told}") } else { told };
    masked(&told, &numbers.in_text(&told, true)).into_owned()
}

#[cfg(test)]
mod tests;
