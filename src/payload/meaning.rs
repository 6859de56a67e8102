//! What a value's text means by the kind of its item: two texts are equal when they mean the same.
//!
//! White space at both ends never counts. The rest follows [`ItemKind`]; what cannot be read as its kind (YYYYY円,
//! 令和2年頃) is compared as the text it is.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::model::date::{BadDate, Moment, parse_moment, to_half_width};
use crate::model::layout::ItemKind;
use crate::model::{CivilDate, Value};

/// A value, normalised by its item's kind; equality and hash are those of the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Meaning<'a> {
    /// Text, a code, or anything that is not what its kind says.
    Text(Cow<'a, str>),
    /// A day, month or year.
    Moment(Moment),
    /// An amount.
    Number(i128),
    /// No value, for this reason.
    Null(&'a str),
}

/// What a value means.
pub(super) fn meaning(kind: ItemKind, value: &Value) -> Meaning<'_> {
    match value {
        Value::Text(text) => text_meaning(kind, text),
        Value::Null(reason) => Meaning::Null(reason.trim()),
    }
}

fn text_meaning(kind: ItemKind, text: &str) -> Meaning<'_> {
    let text = text.trim();
    match kind {
        ItemKind::Text | ItemKind::Code => Meaning::Text(Cow::Borrowed(text)),
        ItemKind::TextAnyWidth => Meaning::Text(any_width(text)),
        ItemKind::Amount => amount(text).map_or(Meaning::Text(Cow::Borrowed(text)), Meaning::Number),
        ItemKind::Date | ItemKind::Month | ItemKind::Year => {
            moment(text).map_or(Meaning::Text(Cow::Borrowed(text)), Meaning::Moment)
        }
    }
}

/// Whether a text is of its item's kind. A text without any digit is left to the comparison: the deck itself prints
/// YYYYY円 for an amount, and registers say 不詳 for a day.
pub(super) fn is_of_kind(kind: ItemKind, text: &str) -> bool {
    let text = text.trim();
    let read = match kind {
        ItemKind::Text | ItemKind::TextAnyWidth | ItemKind::Code => return true,
        ItemKind::Amount => amount(text).is_some(),
        ItemKind::Date => matches!(moment(text), Ok(Moment::Day(_))),
        ItemKind::Month => matches!(moment(text), Ok(Moment::Month(..))),
        ItemKind::Year => matches!(moment(text), Ok(Moment::Year(_))),
    };
    read || !text.chars().any(char::is_numeric)
}

/// The one spelling of all texts that mean the same: `2017-04-01` for Ｈ２９．４．１, `12345` for 12,345円. `None`: not of
/// its kind.
pub fn canonical(kind: ItemKind, text: &str) -> Option<String> {
    if !is_of_kind(kind, text) || (kind == ItemKind::Code && text.trim().contains(char::is_whitespace)) {
        return None;
    }
    Some(match text_meaning(kind, text) {
        Meaning::Text(text) => text.into_owned(),
        Meaning::Moment(moment) => moment.to_string(),
        Meaning::Number(number) => number.to_string(),
        Meaning::Null(_) => String::new(),
    })
}

/// Full and half width as one (NFKC).
pub(super) fn any_width(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
}

/// A day, month or year in any spelling. The wire's own spelling takes a short cut.
pub(super) fn moment(text: &str) -> Result<Moment, BadDate> {
    if let Some(day) = iso_day(text.as_bytes()) {
        return Ok(Moment::Day(day));
    }
    parse_moment(text).map(|reading| reading.value)
}

/// Only years that [`parse_moment`] accepts too: the short cut must not widen what is a date.
fn iso_day(text: &[u8]) -> Option<CivilDate> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return None };
    if !matches!((y1, y2), (b'1', b'8' | b'9') | (b'2', b'0' | b'1')) {
        return None;
    }
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0i16, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i16::from(digit - b'0')))
    };
    let month = i8::try_from(number(&[m1, m2])?).ok()?;
    let day = i8::try_from(number(&[d1, d2])?).ok()?;
    CivilDate::new(number(&[y1, y2, y3, y4])?, month, day)
}

/// 12,345円, １２３４５, △100: a whole number, its commas in threes.
pub(super) fn amount(text: &str) -> Option<i128> {
    let half = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(to_half_width(text)) };
    let bare = half.strip_suffix('円').unwrap_or(&half).trim_end();
    let (negative, digits) = match bare.strip_prefix(['-', '−', '△', '▲']) {
        Some(rest) => (true, rest),
        None => (false, bare),
    };
    let number = if digits.contains(',') {
        let mut groups = digits.split(',');
        let first = groups.next()?;
        if first.is_empty() || first.len() > 3 || groups.any(|group| group.len() != 3) {
            return None;
        }
        Cow::Owned(digits.replace(',', ""))
    } else {
        Cow::Borrowed(digits)
    };
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value: i128 = number.parse().ok()?;
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(kind: ItemKind, one: &str, other: &str) -> bool {
        text_meaning(kind, one) == text_meaning(kind, other)
    }

    #[test]
    fn texts_are_equal_as_their_kind_means() {
        use ItemKind::{Amount, Code, Date, Month, Text, TextAnyWidth, Year};
        for (kind, one, other, equal) in [
            (Text, "C健康保険組合", " \nC健康保険組合\u{3000}", true),
            (Text, "C健康保険組合", "Ｃ健康保険組合", false),
            (Text, "例示 花子", "例示　花子", false),
            (TextAnyWidth, "C健康保険組合", "Ｃ健康保険組合", true),
            (TextAnyWidth, "ﾃｽﾄ", "テスト", true),
            (TextAnyWidth, "C健康保険組合", "D健康保険組合", false),
            (Code, "00123", "123", false),
            (Code, "00123", "００１２３", false),
            (Code, " 00123 ", "00123", true),
            (Amount, "12,345円", "12345", true),
            (Amount, "１２，３４５円", "12345", true),
            (Amount, "012345", "12345", true),
            (Amount, "0", "-0", true),
            (Amount, "△1,000", "-1000", true),
            (Amount, "-1000", "1000", false),
            (Amount, "1,2345", "12345", false),
            (Amount, "YYYYY円", "YYYYY円", true),
            (Amount, "YYYYY円", "ＹＹＹＹＹ円", false),
            (Amount, "YYYYY円", "ZZZZZ円", false),
            (Amount, "12345.0", "12345", false),
            (Date, "Ｈ２９．４．１", "2017-04-01", true),
            (Date, "平成29年4月1日", "H29.4.1", true),
            (Date, "H31.7.27", "R1.7.27", true),
            (Date, "H29.4.1", "H29.4.2", false),
            (Date, "H29.4", "H29.4.1", false),
            (Date, "令和2年頃", "令和2年頃", true),
            (Date, "令和2年頃", "2020-01-01", false),
            (Date, "2017-02-30", "2017-02-30", true),
            (Month, "H28.3", "2016-03", true),
            (Year, "平成28年", "2016", true),
        ] {
            assert_eq!(same(kind, one, other), equal, "{kind:?} {one} {other}");
        }
    }

    #[test]
    fn one_spelling_stands_for_all_that_mean_the_same() {
        use ItemKind::{Amount, Code, Date, Month, Text, TextAnyWidth};
        for (kind, text, spelling) in [
            (Text, " Ａ市 ", Some("Ａ市")),
            (TextAnyWidth, "Ａ健保", Some("A健保")),
            (Code, "００１", Some("００１")),
            (Code, "00 1", None),
            (Amount, "１２，３４５円", Some("12345")),
            (Amount, "12a", None),
            (Date, "平成29年4月1日", Some("2017-04-01")),
            (Date, "H29.4", None),
            (Date, "不詳", Some("不詳")),
            (Month, "H29.4", Some("2017-04")),
        ] {
            assert_eq!(canonical(kind, text).as_deref(), spelling, "{kind:?} {text}");
        }
    }

    #[test]
    fn the_short_cut_for_days_reads_what_the_long_way_reads() {
        for text in ["2017-04-01", "1799-12-31", "2199-12-31", "2200-01-01", "2017-02-29", "2017-13-01", "20a7-01-01"] {
            assert_eq!(moment(text), parse_moment(text).map(|reading| reading.value), "{text}");
        }
    }

    #[test]
    fn a_text_with_digits_must_be_of_its_kind() {
        use ItemKind::{Amount, Date, Month, Year};
        for (kind, text, fits) in [
            (Amount, "12,345円", true),
            (Amount, "YYYYY円", true),
            (Amount, "12a45", false),
            (Date, "Ｈ３０．４．１", true),
            (Date, "H30.41", false),
            (Date, "2018-02-30", false),
            (Date, "２０１８－０２－３０", false),
            (Date, "H30.4", false),
            (Date, "不詳", true),
            (Month, "H30.4", true),
            (Month, "H30.4.1", false),
            (Year, "H28年", true),
            (Year, "H28.1", false),
        ] {
            assert_eq!(is_of_kind(kind, text), fits, "{kind:?} {text}");
        }
    }
}
