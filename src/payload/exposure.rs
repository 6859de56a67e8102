//! Where a message carries a 個人番号: in its body, its headers or its URL. The one rule of the model, asked of every
//! part of a message as it came over a wire, before anything has read it; each part says what it declares.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::percent;
use super::{charset, envelope};
use crate::model::personal_number::{Found, masked};
use crate::model::service::Service;
use crate::model::{ItemCode, Layout, PersonalNumbers};

/// A message as it came, or as it went out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wire {
    /// Path and query string of a request; empty for a reply.
    pub target: String,
    /// Its headers, one a line, as `name: value`.
    pub headers: String,
    /// Its body, read in whatever charset it is written in.
    pub body: String,
}

impl Wire {
    /// A message of bytes. `headers` tell its charset, if anything does.
    pub fn new(target: &str, headers: &str, body: &[u8]) -> Self {
        let content_type = lines(headers).find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let body = charset::legible(body, content_type.map_or("", |(_, value)| value));
        Self { target: target.to_owned(), headers: headers.to_owned(), body: body.into_owned() }
    }

    /// Bytes it takes.
    pub fn length(&self) -> usize {
        self.target.len() + self.headers.len() + self.body.len()
    }
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The path or the query string.
    Target,
    /// A header, by its name.
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

/// What the names in a message's body stand for.
#[derive(Clone, Copy)]
pub struct Declared<'a> {
    /// Whether an element of XML holds something else than free text.
    pub element: &'a dyn Fn(&str) -> bool,
    /// Whether a field of JSON does.
    pub field: &'a dyn Fn(&str) -> bool,
}

/// Headers whose digits are something by themselves: lengths, times, numbers of requests, secrets. Only a number of one of
/// the run's persons counts in them.
const DECLARED_HEADERS: [&str; 23] = [
    "age",
    "authorization",
    "content-length",
    "cookie",
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
    "set-cookie",
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
pub fn seen(numbers: &PersonalNumbers, wire: &Wire, declared: Declared<'_>) -> Vec<Seen> {
    let mut all = in_head(numbers, &wire.target, &wire.headers);
    let found = in_body(numbers, &wire.body, declared);
    all.extend(found.into_iter().map(|found| Seen { part: Part::Body, found }));
    all
}

/// Every 個人番号 in a request's path and query string, and in headers (one a line).
pub fn in_head(numbers: &PersonalNumbers, target: &str, headers: &str) -> Vec<Seen> {
    let mut all = Vec::new();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    // The numbers and codes of a path are what docs/protocol.md says they are.
    for (text, declared) in [(path, true), (query, false)] {
        let found = numbers.in_text(&percent_decoded(text), declared);
        all.extend(found.into_iter().map(|found| Seen { part: Part::Target, found }));
    }
    for (name, value) in lines(headers) {
        let declared = DECLARED_HEADERS.iter().any(|known| name.eq_ignore_ascii_case(known));
        let mut found = numbers.in_text(&percent_decoded(value), declared);
        // The name of a header may be anything, too.
        found.extend(numbers.in_text(name, false));
        let part = || Part::Header(masked(name, &numbers.in_text(name, false)).into_owned());
        all.extend(found.into_iter().map(|found| Seen { part: part(), found }));
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
    }
    found
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
        let found = Found { rule: crate::model::personal_number::Rule::Masked, path: Vec::new(), digits };
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

/// A text of a URL without the 個人番号 in it, percent-encoded or not.
pub fn target_masked(numbers: &PersonalNumbers, target: &str) -> String {
    let decoded = percent_decoded(target);
    match numbers.in_text(&decoded, true).as_slice() {
        [] => target.to_owned(),
        found => masked(&decoded, found).into_owned(),
    }
}

#[cfg(test)]
mod tests;
