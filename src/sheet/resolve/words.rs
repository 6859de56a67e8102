//! Single words -> dates, numbers, codes and choices; each fault names the heading or key it stands under.

use std::fmt::Display;

use crate::model::catalogue::sheet as say;
use crate::model::code::BadCode;
use crate::model::date::{BadDate, Reading, parse_day, parse_moment, to_half_width};
use crate::model::profile::{FileCharset, FileFormat, FileSpelling};
use crate::model::{CivilDate, Diagnostic, Moment, Place};
use crate::sheet::Faults;
use crate::sheet::raw::{Columns, Word};

/// How names and ids are compared: full and half width are one, and white space at the ends is nothing.
pub fn key(text: &str) -> String {
    to_half_width(text.trim())
}

/// How names of items are compared: as [`key`], without any white space.
pub fn name_key(text: &str) -> String {
    to_half_width(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// The word, or a fault that it is missing, at its blank cell if there is one.
pub fn required<'w>(
    word: Option<&'w Word>,
    name: &str,
    (columns, place): (&Columns, &Place),
    faults: &mut Faults,
) -> Option<&'w Word> {
    if word.is_none() {
        faults.push(Diagnostic::new(&say::VALUE_MISSING, columns.cell_or_row(name, place)).with("name", name));
    }
    word
}

/// The key of YAML, or a fault that it is missing.
pub fn required_key<'w>(word: Option<&'w Word>, key: &str, place: &Place, faults: &mut Faults) -> Option<&'w Word> {
    if word.is_none() {
        faults.push(Diagnostic::new(&say::MISSING_KEY, place.clone()).with("key", key));
    }
    word
}

/// A day.
pub fn day(word: &Word, name: &str, faults: &mut Faults) -> Option<CivilDate> {
    let read = |day: CivilDate| format!("{}（{day}）", day.wareki());
    dated(word, &word.text, name, parse_day(&word.text), read, faults)
}

/// A day, month or year; `text` is the part of the word that holds it.
pub fn moment(word: &Word, text: &str, name: &str, faults: &mut Faults) -> Option<Moment> {
    let read = |moment: Moment| format!("{}（{moment}）", moment.wareki());
    dated(word, text, name, parse_moment(text), read, faults)
}

fn dated<T: Copy>(
    word: &Word,
    text: &str,
    name: &str,
    reading: Result<Reading<T>, BadDate>,
    read: impl Fn(T) -> String,
    faults: &mut Faults,
) -> Option<T> {
    match reading {
        Ok(reading) => {
            if reading.era_overrun {
                let fault = Diagnostic::new(&say::ERA_OVERRUN, word.place.clone()).with("value", text);
                faults.push(fault.with("read", read(reading.value)));
            }
            Some(reading.value)
        }
        Err(bad) => {
            let kind = match bad {
                BadDate::Spelling => &say::BAD_DATE,
                BadDate::NoSuchDay => &say::NO_SUCH_DAY,
                BadDate::TooCoarse => &say::DATE_TOO_COARSE,
            };
            faults.push(Diagnostic::new(kind, word.place.clone()).with("name", name).with("value", text));
            None
        }
    }
}

/// A whole number within bounds; クール7 and 7 are the same.
pub fn number(word: &Word, name: &str, least: u32, most: u32, faults: &mut Faults) -> Option<u32> {
    let half = key(&word.text);
    let digits = half.strip_prefix(name).unwrap_or(&half).trim();
    let number = digits.parse::<u32>().ok().filter(|number| (least..=most).contains(number));
    if number.is_none() {
        let fault = Diagnostic::new(&say::BAD_NUMBER, word.place.clone()).with("name", name).with("value", &word.text);
        faults.push(fault.with("least", least).with("most", most));
    }
    number
}

/// One of a closed list of words.
pub fn choice<T: Copy>(word: &Word, name: &str, known: &[(&str, T)], faults: &mut Faults) -> Option<T> {
    let written = name_key(&word.text);
    let found = known.iter().find(|(spelling, _)| name_key(spelling) == written).map(|(_, value)| *value);
    if found.is_none() {
        unknown_word(word, name, known.iter().map(|(spelling, _)| *spelling), faults);
    }
    found
}

/// How files of an exchange are built and written; what is not said stays as it is.
pub fn file_spelling(
    format: Option<&Word>,
    charset: Option<&Word>,
    usual: FileSpelling,
    faults: &mut Faults,
) -> FileSpelling {
    let format = format.and_then(|word| choice(word, "format", &FileFormat::WORDS, faults));
    let charset = charset.and_then(|word| choice(word, "charset", &FileCharset::WORDS, faults));
    FileSpelling { format: format.unwrap_or(usual.format), charset: charset.unwrap_or(usual.charset) }
}

/// A fault that a word is outside its closed list.
pub fn unknown_word<'a>(word: &Word, name: &str, known: impl Iterator<Item = &'a str> + Clone, faults: &mut Faults) {
    let list: Vec<&str> = known.clone().collect();
    let fault = Diagnostic::new(&say::UNKNOWN_WORD, word.place.clone()).with("name", name).with("value", &word.text);
    faults.push_near(fault.with("known", list.join("、")), &word.text, known);
}

/// `true` or `false`. YAML 1.1's yes and on are refused: half of all parsers read them as words.
pub fn truth(word: &Word, name: &str, faults: &mut Faults) -> Option<bool> {
    choice(word, name, &[("true", true), ("false", false)], faults)
}

/// A numbered code (TM031).
pub fn code<T>(word: &Word, name: &str, parse: fn(&str) -> Result<T, BadCode>, faults: &mut Faults) -> Option<T> {
    match parse(&word.text) {
        Ok(code) => Some(code),
        Err(bad) => {
            let fault = Diagnostic::new(&say::BAD_CODE, word.place.clone()).with("name", name);
            faults.push(fault.with("value", &word.text).with("prefix", bad.prefix));
            None
        }
    }
}

/// Known values in one line, a few of them.
pub fn listed<T: Display>(values: impl IntoIterator<Item = T>) -> String {
    const SHOWN_MAX: usize = 12;
    let mut shown: Vec<String> = Vec::new();
    for (index, value) in values.into_iter().enumerate() {
        if index == SHOWN_MAX {
            shown.push("…".to_owned());
            break;
        }
        shown.push(value.to_string());
    }
    shown.join("、")
}
