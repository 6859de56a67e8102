//! The spelling of a [`Place`] inside a feature, so that a failing value still names its cell.
//!
//! `期待項目!F12` is a cell of the scenario's own workbook, `cases.xlsx!期待項目!F12` a cell of another one;
//! `:12:5` and `cases.yaml:12:5` are the same for text files. `!`, `:` and `%` inside a name are written `%21`,
//! `%3A` and `%25`; nothing at all means nowhere.

use std::fmt::Write as _;
use std::sync::Arc;

use super::sentence;
use crate::model::Place;
use crate::model::diagnostic::cell_name;

/// Where a scenario comes from: the case's own place, and the place of its 処理結果.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The case's id, or the scenario's own line when people wrote it.
    pub place: Place,
    /// The expected 処理結果; `Nowhere` when the scenario does not say.
    pub outcome: Place,
}

impl Origin {
    /// The origin of a scenario of the feature file `path`, from the lines below its title.
    pub fn of(scenario: &gherkin::Scenario, path: &str) -> Self {
        let line = u32::try_from(scenario.position.line).unwrap_or(u32::MAX);
        let mut origin = Self { place: Place::Point { file: path.into(), line, column: 0 }, outcome: Place::Nowhere };
        for told in scenario.description.iter().flat_map(|description| description.lines()) {
            let told = told.trim();
            if let Some(place) = told.strip_prefix(sentence::SOURCE_LINE).and_then(read) {
                origin.place = place;
            } else if let Some(place) = told.strip_prefix(sentence::OUTCOME_SOURCE_LINE).and_then(read) {
                origin.outcome = place;
            }
        }
        origin.outcome = origin.complete(origin.outcome.clone());
        origin
    }

    /// A place with the scenario's own file put where it was left out.
    pub fn complete(&self, place: Place) -> Place {
        let own = || Arc::from(self.place.file().unwrap_or_default());
        match place {
            Place::Cell { book, sheet, row, column } if book.is_empty() => {
                Place::Cell { book: own(), sheet, row, column }
            }
            Place::Point { file, line, column } if file.is_empty() => Place::Point { file: own(), line, column },
            other => other,
        }
    }
}

/// The id of a scenario's trial: of a generated one `K1-01@b-shi`, of a handwritten one `handwritten/FILE:LINE`.
pub fn trial_id(scenario: &gherkin::Scenario, path: &str) -> String {
    if let Some(file) = path.strip_prefix(super::HANDWRITTEN) {
        return format!("handwritten/{file}:{}", scenario.position.line);
    }
    scenario.name.split(' ').next().unwrap_or_default().to_owned()
}

/// Writes a place; short when it lies in the file `own`.
pub(super) fn write(place: &Place, own: Option<&str>) -> String {
    let mut out = String::new();
    let is_own = |file: &str| own.is_some_and(|own| own == file);
    match place {
        Place::Nowhere => {}
        Place::File(file) => escape(file, &mut out),
        Place::Cell { book, sheet, row, column } => {
            if !is_own(book) {
                escape(book, &mut out);
                out.push('!');
            }
            escape(sheet, &mut out);
            out.push('!');
            out.push_str(&cell_name(*row, *column));
        }
        Place::Point { file, line, column } => {
            if !is_own(file) {
                escape(file, &mut out);
            }
            let _ = write!(out, ":{line}");
            if *column > 0 {
                let _ = write!(out, ":{column}");
            }
        }
    }
    out
}

/// Reads a place; the file stays empty when the scenario's own is meant. `None`: not a place.
pub(super) fn read(written: &str) -> Option<Place> {
    let written = written.trim();
    if written.is_empty() {
        return Some(Place::Nowhere);
    }
    let parts: Vec<&str> = written.split('!').collect();
    match parts.as_slice() {
        [whole] => read_line(whole),
        [sheet, cell] => read_cell("", sheet, cell),
        [book, sheet, cell] => read_cell(book, sheet, cell),
        _ => None,
    }
}

fn read_line(whole: &str) -> Option<Place> {
    let mut parts = whole.split(':');
    let file: Arc<str> = unescape(parts.next()?).into();
    let Some(line) = parts.next() else { return Some(Place::File(file)) };
    let line = line.parse().ok()?;
    let column = parts.next().map_or(Some(0), |column| column.parse().ok())?;
    parts.next().is_none().then_some(Place::Point { file, line, column })
}

fn read_cell(book: &str, sheet: &str, cell: &str) -> Option<Place> {
    let letters = cell.find(|c: char| c.is_ascii_digit())?;
    let mut column: u32 = 0;
    for letter in cell[..letters].bytes() {
        if !letter.is_ascii_uppercase() {
            return None;
        }
        column = column.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1)?;
    }
    let row: u32 = cell[letters..].parse().ok()?;
    Some(Place::Cell {
        book: unescape(book).into(),
        sheet: unescape(sheet).into(),
        row: row.checked_sub(1)?,
        column: column.checked_sub(1)?,
    })
}

fn escape(name: &str, out: &mut String) {
    for (at, c) in name.char_indices() {
        let inner = at > 0 && at + c.len_utf8() < name.len();
        match c {
            ' ' | '\u{3000}' if inner => out.push(c),
            '!' => out.push_str("%21"),
            ':' => out.push_str("%3A"),
            '%' => out.push_str("%25"),
            c if c.is_control() || c.is_whitespace() => {
                let _ = write!(out, "%u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

fn unescape(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let (taken, c) = match rest.as_bytes().get(at + 1) {
            Some(b'u') => (6, rest.get(at + 2..at + 6)),
            _ => (3, rest.get(at + 1..at + 3)),
        };
        if let Some(c) = c.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32) {
            out.push(c);
            rest = &rest[at + taken..];
        } else {
            out.push('%');
            rest = &rest[at + 1..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_short_inside_its_own_workbook_and_full_elsewhere() {
        let cell = Place::Cell { book: "t/a.xlsx".into(), sheet: "期待項目".into(), row: 11, column: 5 };
        let point = Place::Point { file: "t/a.yaml".into(), line: 12, column: 5 };
        for (place, own, written) in [
            (&cell, Some("t/a.xlsx"), "期待項目!F12"),
            (&cell, Some("t/b.xlsx"), "t/a.xlsx!期待項目!F12"),
            (&point, Some("t/a.yaml"), ":12:5"),
            (&point, None, "t/a.yaml:12:5"),
            (&Place::Nowhere, None, ""),
            (&Place::File("t/100%!.xml".into()), None, "t/100%25%21.xml"),
        ] {
            assert_eq!(write(place, own), written);
            let origin = Origin { place: Place::File(own.unwrap_or_default().into()), outcome: Place::Nowhere };
            assert_eq!(read(written).map(|read| origin.complete(read)).as_ref(), Some(place), "{written}");
        }
    }

    #[test]
    fn what_is_not_a_place_is_refused() {
        for written in
            ["a!b!c!D4", "期待項目!F", "期待項目!12", "期待項目!F0", "a:b", "a:1:2:3", "期待項目!f12", "x!ZZZZZZZZZZ1"]
        {
            assert_eq!(read(written), None, "{written}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_place_survives(book in ".{1,12}", sheet in ".{1,8}", row in 0u32..1_048_576, column in 0u32..16_384) {
            let cell = Place::Cell { book: book.clone().into(), sheet: sheet.into(), row, column };
            let point = Place::Point { file: book.clone().into(), line: row, column };
            for place in [cell, point, Place::File(book.into())] {
                proptest::prop_assert_eq!(read(&write(&place, None)), Some(place));
            }
        }
    }
}
