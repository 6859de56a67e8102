//! What a standing network has served lately: one short line a call, the last ones only, and nothing of any payload.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::model::PersonalNumbers;
use crate::model::personal_number::masked;
use crate::payload::exposure;

/// Calls kept.
pub const CALLS_KEPT_MAX: usize = 1_000;
/// Characters kept of a path: a stranger may send a long one.
const PATH_CHARS_MAX: usize = 200;

/// One call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Its number since the start or the last reset, from 1; of a line about a fault, how many calls had been served.
    pub number: u64,
    /// When, seconds since 1970.
    pub at: u64,
    /// `GET`, `POST`, …
    pub method: String,
    /// The path.
    pub path: String,
    /// HTTP status of the reply; 0 in a line about a fault.
    pub status: u16,
    /// The fault that met this message, or a connection before one came: a line of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// 情報照会者機関コード.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inquirer: Option<String>,
    /// 情報提供者機関コード.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// 照会要求番号.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// ロールモデルID of whoever is asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persona: Option<String>,
    /// 処理通番.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// 処理結果, as the code of the wire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The messages of this call that carried a 個人番号.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub personal_numbers: Vec<Carried>,
}

/// A message that carried a 個人番号.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Carried {
    /// Who sent it: 機関コード and name, or what is known of it.
    pub from: String,
    /// Where in it, each place once.
    pub places: Vec<String>,
}

/// The journal.
#[derive(Debug, Default)]
pub(super) struct Journal(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    served: u64,
    /// Messages that carried a 個人番号.
    exposed: u64,
    lines: VecDeque<Line>,
}

impl Journal {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a line, without any 個人番号 that a stranger may have put into it; the oldest gives way. Gives back the
    /// line as written.
    pub fn write(&self, mut line: Line, numbers: &PersonalNumbers) -> Line {
        line.path = exposure::path_masked(numbers, &line.path, &|_, _| true);
        if let Some((at, _)) = line.path.char_indices().nth(PATH_CHARS_MAX) {
            line.path.truncate(at);
        }
        let Line { inquirer, provider, request, serial, outcome, .. } = &mut line;
        for text in [inquirer, provider, request, serial, outcome].into_iter().flatten() {
            if let Cow::Owned(masked) = masked(text, &numbers.in_text(text, true)) {
                *text = masked;
            }
        }
        let carried = line.personal_numbers.iter_mut();
        carried.flat_map(|one| one.places.iter_mut().chain([&mut one.from])).for_each(|text| {
            if let Cow::Owned(masked) = masked(text, &numbers.in_text(text, true)) {
                *text = masked;
            }
        });
        let mut kept = self.kept();
        kept.served += u64::from(line.fault.is_none());
        kept.exposed += line.personal_numbers.len() as u64;
        line.number = kept.served;
        if kept.lines.len() == CALLS_KEPT_MAX {
            kept.lines.pop_front();
        }
        kept.lines.push_back(line.clone());
        line
    }

    /// How many calls were served, and the last of them, oldest first.
    pub fn read(&self) -> (u64, Vec<Line>) {
        let kept = self.kept();
        (kept.served, kept.lines.iter().cloned().collect())
    }

    /// How many calls were served, and how many messages carried a 個人番号.
    pub fn counts(&self) -> (u64, u64) {
        let kept = self.kept();
        (kept.served, kept.exposed)
    }

    /// Begins anew.
    pub fn clear(&self) {
        *self.kept() = Kept::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_calls_are_kept_and_no_more() {
        let journal = Journal::default();
        for _ in 0..CALLS_KEPT_MAX + 5 {
            journal.write(Line { path: "長".repeat(1_000), ..Line::default() }, &PersonalNumbers::default());
        }
        let (served, lines) = journal.read();
        assert_eq!((served, lines.len()), (CALLS_KEPT_MAX as u64 + 5, CALLS_KEPT_MAX));
        assert_eq!((lines[0].number, lines[0].path.chars().count()), (6, PATH_CHARS_MAX));
        journal.clear();
        assert_eq!(journal.read(), (0, Vec::new()));
    }

    #[test]
    fn a_number_that_a_stranger_puts_into_a_line_is_not_kept() {
        let number = crate::model::PersonalNumber::parse("012345678900");
        let person = crate::model::persona::RoleModel {
            id: "RM-001".into(),
            name: String::new(),
            kana: None,
            sex: None,
            birth: None,
            address: None,
            family: Vec::new(),
            history: Vec::new(),
            cases: Vec::new(),
            personal_number: number,
            note: None,
            place: crate::model::Place::Nowhere,
        };
        let journal = Journal::default();
        let line = Line {
            path: "/002/0123-4567-8900".to_owned(),
            request: Some("R012345678900".to_owned()),
            ..Line::default()
        };
        let written = journal.write(line, &PersonalNumbers::of(&[person]));
        let lines = journal.read().1;
        assert_eq!(lines[0].path, "/002/＊＊＊＊-＊＊＊＊-＊＊＊＊");
        assert_eq!(lines[0].request.as_deref(), Some("R＊＊＊＊＊＊＊＊＊＊＊＊"));
        assert_eq!(written, lines[0]);
    }
}
