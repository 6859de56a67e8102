//! A fault in what people wrote: a stable code, a place, what is wrong and what to do.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::date::to_half_width;
use super::personal_number::PersonalNumbers;
use super::text::{Lang, Text};

/// Where a value stands, so that a person can go there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Place {
    /// Nowhere on disk: made by the program.
    #[default]
    Nowhere,
    /// A whole file.
    File(Arc<str>),
    /// A cell of a workbook; row and column count from 0.
    Cell {
        /// The workbook, relative to the project.
        book: Arc<str>,
        /// The sheet's name.
        sheet: Arc<str>,
        /// Row from 0.
        row: u32,
        /// Column from 0.
        column: u32,
    },
    /// A point in a text file; line and column count from 1.
    Point {
        /// The file, relative to the project.
        file: Arc<str>,
        /// Line from 1.
        line: u32,
        /// Column from 1 (0: not known).
        column: u32,
    },
}

impl Place {
    /// The file or workbook, if any.
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::Nowhere => None,
            Self::File(file) | Self::Cell { book: file, .. } | Self::Point { file, .. } => Some(file),
        }
    }
}

/// `A1`, `AB12`: the spreadsheet name of a cell counted from 0.
pub fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters.reverse();
    format!("{}{}", String::from_utf8_lossy(&letters), row + 1)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nowhere => f.write_str("-"),
            Self::File(file) => f.write_str(file),
            Self::Cell { book, sheet, row, column } => write!(f, "{book}!{sheet}!{}", cell_name(*row, *column)),
            Self::Point { file, line, column: 0 } => write!(f, "{file}:{line}"),
            Self::Point { file, line, column } => write!(f, "{file}:{line}:{column}"),
        }
    }
}

/// Whether a fault stops the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Read with a guess that a person should confirm.
    Warning,
    /// Cannot be used.
    Error,
}

/// A kind of fault, with a stable code; the words stand in `catalogue`.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// `E0203`; never reused.
    pub code: &'static str,
    /// Whether it stops the work.
    pub severity: Severity,
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub help: Text,
}

/// One fault at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind.
    pub fault: &'static Fault,
    /// Where.
    pub place: Place,
    /// Values for the placeholders of message and help.
    pub args: Vec<(&'static str, String)>,
    /// English spellings of those of them that are sentences.
    pub args_en: Vec<(&'static str, String)>,
    /// 「…」 that the person may have meant.
    pub did_you_mean: Option<String>,
}

impl Diagnostic {
    /// A fault at a place; fill it with [`Diagnostic::with`].
    pub fn new(fault: &'static Fault, place: Place) -> Self {
        Self { fault, place, args: Vec::new(), args_en: Vec::new(), did_you_mean: None }
    }

    /// Fills one placeholder.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Fills one placeholder with a sentence that has two spellings.
    #[must_use]
    pub fn with_both(mut self, name: &'static str, ja: String, en: String) -> Self {
        self.args_en.push((name, en));
        self.with(name, ja)
    }

    /// Offers the nearest of `known`, if one is near enough to be a slip.
    #[must_use]
    pub fn suggest<'a>(mut self, written: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        self.did_you_mean = nearest(written, known);
        self
    }

    /// The same without any 個人番号 that its values quote.
    #[must_use]
    pub fn masked(mut self, numbers: &PersonalNumbers) -> Self {
        for (_, value) in self.args.iter_mut().chain(&mut self.args_en) {
            if let Cow::Owned(masked) = numbers.mask(value) {
                *value = masked;
            }
        }
        if let Some(Cow::Owned(masked)) = self.did_you_mean.as_deref().map(|meant| numbers.mask(meant)) {
            self.did_you_mean = Some(masked);
        }
        self
    }

    /// What is wrong, in words.
    pub fn message(&self, lang: Lang) -> String {
        self.fill(&self.fault.message, lang)
    }

    /// What to do, in words.
    pub fn help(&self, lang: Lang) -> String {
        let help = self.fill(&self.fault.help, lang);
        match &self.did_you_mean {
            Some(meant) => super::catalogue::DID_YOU_MEAN.say(lang, &[("help", &help), ("meant", meant)]),
            None => help,
        }
    }

    fn fill(&self, text: &Text, lang: Lang) -> String {
        let english = self.args_en.iter().filter(|_| lang == Lang::En);
        let args: Vec<(&str, &dyn fmt::Display)> =
            english.chain(&self.args).map(|(name, value)| (*name, value as &dyn fmt::Display)).collect();
        text.say(lang, &args)
    }
}

/// Whether any of them stops the work.
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.fault.severity == Severity::Error)
}

/// The known word nearest to what was written, if near enough to be a slip of the hand.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // Full and half width are no slip: Ｄ is as near to D as can be.
    let written = to_half_width(written);
    known
        .into_iter()
        .map(|word| (strsim::normalized_damerau_levenshtein(&written, &to_half_width(word)), word))
        .filter(|(score, _)| *score >= 0.5)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, word)| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_their_spreadsheet_names() {
        for (row, column, name) in [(0, 0, "A1"), (4, 25, "Z5"), (9, 26, "AA10"), (0, 701, "ZZ1"), (0, 702, "AAA1")] {
            assert_eq!(cell_name(row, column), name);
        }
    }

    #[test]
    fn the_nearest_word_is_offered_only_when_near() {
        let known = ["A健康保険組合", "C健康保険組合", "B市"];
        assert_eq!(nearest("A健康保検組合", known).as_deref(), Some("A健康保険組合"));
        assert_eq!(nearest("Ｃ健保組合", known).as_deref(), Some("C健康保険組合"));
        assert_eq!(nearest("日本年金機構", known), None);
    }
}
