//! The one door from a run to its sink. No 個人番号 goes through it, and whatever message carried one is told.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use super::Sink;
use crate::event::{Event, Exchange, TrialId};
use crate::model::personal_number::{Found, MASK, Rule, masked};
use crate::model::{ItemCode, Layout, PersonalNumbers};
use crate::network::Directory;
use crate::payload::{Difference, DifferenceKind, envelope};

/// Most 個人番号 told of one message; all of them are masked.
const TOLD_MAX: usize = 20;

/// What events go through.
pub(super) struct Door {
    sink: Sink,
    directory: Arc<Directory>,
    /// Whether digits that were masked before count: they do when a record is played again.
    masks_count: bool,
}

impl Door {
    pub fn new(sink: Sink, directory: Arc<Directory>, masks_count: bool) -> Self {
        Self { sink, directory, masks_count }
    }

    fn numbers(&self) -> &PersonalNumbers {
        self.directory.numbers()
    }

    /// Tells an event without any 個人番号 in it. `layout`: that of the data it speaks of, which says what its items are.
    pub fn tell(&self, mut event: Event, layout: Option<&Layout>) {
        event.each_text(&mut |text, item| {
            let item = item.and_then(|code| layout?.item(code));
            let found = self.numbers().in_text(text, item.is_some_and(|item| item.kind.is_no_free_text()));
            if let Cow::Owned(masked) = masked(text, &found) {
                *text = masked;
            }
        });
        (self.sink)(event);
    }

    /// Tells of a message to a service, both ways through [`Door::fields`].
    pub fn served(&self, event: Event) {
        (self.sink)(event);
    }

    /// As [`Door::message`], of a message of fields (JSON). `declared`: fields that hold something else, by name.
    pub fn fields(&self, message: &str, declared: &dyn Fn(&str) -> bool) -> (String, Vec<Difference>) {
        let Ok(mut value) = serde_json::from_str::<Value>(message) else {
            let (masked, told) = self.message(message, None);
            return (masked.into_owned(), told);
        };
        let (mut told, mut changed) = (Vec::new(), false);
        each_field(&mut value, "", &mut |name, text| {
            let found = self.numbers().in_text(text, declared(name));
            let counts = found.iter().filter(|one| one.rule != Rule::Masked || self.masks_count);
            told.extend(counts.map(|one| Difference {
                path: name.to_owned(),
                name: name.to_owned(),
                ..difference(one)
            }));
            if let Cow::Owned(masked) = masked(text, &found) {
                (*text, changed) = (masked, true);
            }
        });
        told.truncate(TOLD_MAX);
        let text = if changed { value.to_string() } else { message.to_owned() };
        (text, told)
    }

    /// Tells an exchange whose messages went through [`Door::message`].
    pub fn exchanged(&self, trial: TrialId, attempt: u32, exchange: Exchange) {
        (self.sink)(Event::Exchanged { trial, attempt, exchange });
    }

    /// A message of an exchange, as it may be kept: masked, with every 個人番号 it carried. What is read of a message is
    /// read of this, so that no piece of a number comes out elsewhere. `layout`: that of its data.
    pub fn message<'m>(&self, message: &'m str, layout: Option<&Layout>) -> (Cow<'m, str>, Vec<Difference>) {
        let found = self.found(message, layout);
        let counts = |one: &&Found| one.rule != Rule::Masked || self.masks_count;
        let told = found.iter().filter(counts).take(TOLD_MAX).map(difference).collect();
        (masked(message, &found), told)
    }

    fn found(&self, xml: &str, layout: Option<&Layout>) -> Vec<Found> {
        self.numbers().in_xml(xml, &|name| envelope::is_declared(name) || layout.is_some_and(|it| declares(it, name)))
    }
}

/// Every text of a JSON value, with the name of the field it stands in. What a real system sends may hold a number as
/// well where a text is wanted, or in the name of a field.
fn each_field(value: &mut Value, name: &str, change: &mut dyn FnMut(&str, &mut String)) {
    match value {
        Value::String(text) => change(name, text),
        Value::Number(number) => {
            let before = number.to_string();
            let mut text = before.clone();
            change(name, &mut text);
            if text != before {
                *value = Value::String(text);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_field(item, name, change)),
        Value::Object(fields) => {
            for (mut name, mut field) in std::mem::take(fields) {
                each_field(&mut field, &name, change);
                change("", &mut name);
                fields.insert(name, field);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// Whether an element of the data is an item that is no free text, by its name or its code.
fn declares(layout: &Layout, element: &str) -> bool {
    let code = ItemCode::parse(element).ok();
    let mut items = layout.items.iter().filter(|item| item.name == element || Some(item.code) == code).peekable();
    items.peek().is_some() && items.all(|item| item.kind.is_no_free_text())
}

fn difference(found: &Found) -> Difference {
    Difference {
        kind: DifferenceKind::PersonalNumber,
        path: found.path.join("/"),
        item: None,
        name: found.path.last().cloned().unwrap_or_default(),
        expected: None,
        actual: Some(std::iter::repeat_n(MASK, found.digits.len()).collect()),
        source: None,
        cause: None,
    }
}
