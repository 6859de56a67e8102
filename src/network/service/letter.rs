//! A message to a service and its reply as JSON: what goes through the door of a bench, and what a record shows.
//!
//! Keys are English, what they hold is the services' own. The spelling is our assumption; docs/protocol.md tells it.

use std::fmt;
use std::sync::Arc;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

use crate::answer::service::{Reply, Request, Row};
use crate::model::RoleModelId;
use crate::model::catalogue::service as words;
use crate::model::date::{parse_day, to_half_width};
use crate::network::partner::Both;

/// Largest message, bytes.
pub(super) const LETTER_BYTES_MAX: usize = 1024 * 1024;

/// A message as somebody outside writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::network) struct Letter {
    /// Who sends it, by name or id.
    pub from: String,
    /// About whom: a ロールモデルID of the project.
    #[serde(default)]
    pub person: Option<String>,
    /// The day that counts as the present.
    #[serde(default)]
    pub date: Option<String>,
    /// Fields and values.
    #[serde(default)]
    pub fields: Map<String, Value>,
}

#[derive(Debug, Serialize)]
struct Outward<'w> {
    from: &'w str,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<&'w str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    fields: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link_code: Option<&'w str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'w str>,
}

/// A reply as somebody outside writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Returned {
    result: String,
    #[serde(default)]
    rows: Vec<OneRow>,
    #[serde(default)]
    faulty: Vec<String>,
}

/// Names and texts in the order in which they stand; a name must not stand twice.
#[derive(Debug)]
struct OneRow(Row);

impl<'de> Deserialize<'de> for OneRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RowVisitor).map(Self)
    }
}

struct RowVisitor;

impl<'de> Visitor<'de> for RowVisitor {
    type Value = Row;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row, A::Error> {
        let mut row = Row::new();
        while let Some((name, value)) = map.next_entry::<String, String>()? {
            let name: Arc<str> = to_half_width(name.trim()).into();
            if row.iter().any(|(known, _)| *known == name) {
                return Err(serde::de::Error::custom(format!("{name}: twice")));
            }
            row.push((name, value));
        }
        Ok(row)
    }
}

/// Reads a reply of a real system.
///
/// # Errors
/// What is wrong with it.
pub(in crate::network) fn read_reply(text: &str) -> Result<Reply, serde_json::Error> {
    let told: Returned = serde_json::from_str(text)?;
    let rows = told.rows.into_iter().map(|OneRow(row)| row).collect();
    Ok(Reply { result: told.result.into(), rows, faulty: told.faulty })
}

#[derive(Debug, Serialize)]
struct Written<'w> {
    message: &'w str,
    from: &'w str,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<&'w str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    fields: Map<String, Value>,
}

/// A message as it goes out to a real system in a service's place. `link_code`: the 機関別符号 under which it asks about the
/// person, where it is a body; `doors`: where it finds the network.
pub(super) fn write_outward(
    request: &Request,
    person: Option<&RoleModelId>,
    link_code: Option<&str>,
    doors: Option<&str>,
) -> String {
    let fields = request.fields.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    let date = request.base_date.map(|day| day.to_string());
    let (from, person) = (&*request.sender_name, person.map(|id| &*id.0));
    json!(Outward { from, person, date, fields, link_code, url: doors }).to_string()
}

/// A message as it was sent.
pub(super) fn write_request(message: &str, request: &Request, person: Option<&RoleModelId>) -> String {
    let fields = request.fields.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    let date = request.base_date.map(|day| day.to_string());
    let written = Written { message, from: &request.sender_name, person: person.map(|id| &*id.0), date, fields };
    json!(written).to_string()
}

/// A reply: its result, the rows, and the fields that could not be taken.
pub(super) fn write_reply(reply: &Reply) -> String {
    json_of(reply).to_string()
}

/// As [`write_reply`], as a value.
pub(super) fn json_of(reply: &Reply) -> Value {
    let rows: Vec<Map<String, Value>> = reply
        .rows
        .iter()
        .map(|row| row.iter().map(|(name, value)| (name.to_string(), Value::from(value.as_str()))).collect())
        .collect();
    let mut value = json!({ "result": &*reply.result, "rows": rows });
    if let Some(object) = value.as_object_mut().filter(|_| !reply.faulty.is_empty()) {
        object.insert("faulty".to_owned(), json!(reply.faulty));
    }
    value
}

impl Letter {
    /// Reads a message.
    ///
    /// # Errors
    /// What is wrong with it, for whoever sent it.
    pub fn read(body: &[u8]) -> Result<Self, Both> {
        if body.len() > LETTER_BYTES_MAX {
            return Err(words::LETTER_TOO_LONG.both(&[("limit", &LETTER_BYTES_MAX)]));
        }
        let letter: Self = serde_json::from_slice(body)
            .map_err(|error| words::LETTER_UNREAD.both(&[("line", &error.line()), ("column", &error.column())]))?;
        if let Some(date) = letter.date.as_ref().filter(|date| parse_day(date).is_err()) {
            return Err(words::LETTER_BAD_DATE.both(&[("date", date)]));
        }
        match letter.fields.iter().find(|(_, value)| !value.is_string()) {
            Some((name, _)) => Err(words::LETTER_NO_TEXT.both(&[("name", name)])),
            None => Ok(letter),
        }
    }

    /// Fields and values as text.
    pub fn texts(&self) -> Vec<(String, String)> {
        let text = |(name, value): (&String, &Value)| (name.clone(), value.as_str().unwrap_or_default().to_owned());
        self.fields.iter().map(text).collect()
    }
}
