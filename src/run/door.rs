//! The one door from a run to its sink. No 個人番号 goes through it, and whatever message carried one is told.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use super::Sink;
use crate::event::{Event, Exchange, TrialId};
use crate::model::catalogue::run as words;
use crate::model::personal_number::{Found, MASK, Rule, masked};
use crate::model::{Lang, Layout, PersonalNumbers};
use crate::network::Directory;
use crate::payload::exposure::{self, Part, Seen};
use crate::payload::{Difference, DifferenceKind};

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

    /// As [`Door::message`], of a message of fields (JSON).
    pub fn fields(&self, message: &str) -> (String, Vec<Difference>) {
        let Ok(value) = serde_json::from_str::<Value>(message) else {
            let (masked, told) = self.message(message, None);
            return (masked.into_owned(), told);
        };
        let (found, masked) = exposure::in_fields(self.numbers(), &value, &|name| self.field_declared(name));
        let told = found.iter().filter(|one| self.counts(one)).take(TOLD_MAX).map(difference).collect();
        (masked.map_or_else(|| message.to_owned(), |masked| masked.to_string()), told)
    }

    /// What was found in a message as it passed over a wire, for the verdict.
    pub fn carried(&self, seen: &[Seen]) -> Vec<Difference> {
        seen.iter().filter(|one| self.counts(&one.found)).take(TOLD_MAX).map(carried).collect()
    }

    fn field_declared(&self, name: &str) -> bool {
        exposure::field_declared(&self.directory.project().services, name)
    }

    /// Whether it fails a case.
    fn counts(&self, found: &Found) -> bool {
        found.rule != Rule::Masked || self.masks_count
    }

    /// Tells an exchange whose messages went through [`Door::message`].
    pub fn exchanged(&self, trial: TrialId, attempt: u32, exchange: Exchange) {
        (self.sink)(Event::Exchanged { trial, attempt, exchange });
    }

    /// A message of an exchange, as it may be kept: masked, with every 個人番号 it carried. What is read of a message is
    /// read of this, so that no piece of a number comes out elsewhere. `layout`: that of its data.
    pub fn message<'m>(&self, message: &'m str, layout: Option<&Layout>) -> (Cow<'m, str>, Vec<Difference>) {
        let found = self.numbers().in_xml(message, &|name| exposure::declares(layout, name));
        let told = found.iter().filter(|one| self.counts(one)).take(TOLD_MAX).map(difference).collect();
        (masked(message, &found), told)
    }
}

/// As [`difference`], of a message as it came over a wire.
fn carried(seen: &Seen) -> Difference {
    let name = match &seen.part {
        Part::Body if !seen.found.path.is_empty() => return difference(&seen.found),
        Part::Body => words::PART_BODY.pattern(Lang::Ja).to_owned(),
        Part::Target => words::PART_TARGET.pattern(Lang::Ja).to_owned(),
        Part::Status => words::PART_STATUS.pattern(Lang::Ja).to_owned(),
        Part::FileName => words::PART_FILE_NAME.pattern(Lang::Ja).to_owned(),
        Part::Header(name) => words::PART_HEADER.say(Lang::Ja, &[("name", name)]),
    };
    Difference { path: name.clone(), name, ..difference(&seen.found) }
}

fn difference(found: &Found) -> Difference {
    let name = found.path.last().cloned().unwrap_or_default();
    let actual = Some(std::iter::repeat_n(MASK, found.digits.len()).collect());
    Difference { actual, ..Difference::at(DifferenceKind::PersonalNumber, found.path.join("/"), name) }
}
