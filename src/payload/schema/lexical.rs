//! What texts of a kind may look like, as regular expressions of XML Schema: every usual spelling of a date that
//! exists, in 和暦 or 西暦, every amount. They accept nothing that [`is_of_kind`](super::is_of_kind) refuses.

use crate::model::CivilDate;
use crate::model::date::{eras, years_max};
use crate::model::layout::ItemKind;

/// Blanks between the parts of a date.
const W: &str = "[ \u{3000}]*";
/// What may stand between year, month and day, beside 年 and 月: the dots and dashes of Japanese keyboards.
const MARKS: &str =
    "./\u{FF0E}\u{FF0F}\u{FF0D}\u{3002}\u{30FB}\u{3001}\u{2010}\u{2013}\u{2014}\u{2015}\u{2212}\u{30FC}\\-";
const DIGIT: &str = "[0-9\u{FF10}-\u{FF19}]";
/// Longest amount that is read, digits.
const AMOUNT_DIGITS_MAX: usize = 38;
/// Groups of three behind the first digits of an amount: together no longer than that.
const AMOUNT_GROUPS_MAX: usize = 11;

/// The expressions of a kind, any of which will do; `None`: any text.
pub(super) fn patterns(kind: ItemKind) -> Option<Vec<String>> {
    // The deck prints YYYYY円 for an amount, registers say 不詳 for a day: texts without a digit are nobody's fault.
    let wordy = || r"[^\p{N}]*".to_owned();
    match kind {
        ItemKind::Text | ItemKind::TextAnyWidth | ItemKind::Code => None,
        ItemKind::Amount => Some(vec![wordy(), amount()]),
        ItemKind::Date => Some([wordy()].into_iter().chain(days()).collect()),
        ItemKind::Month => Some([wordy()].into_iter().chain(months()).collect()),
        ItemKind::Year => Some([wordy()].into_iter().chain(years()).collect()),
    }
}

/// A day, a month or a year.
pub(super) fn moments() -> Vec<String> {
    days().into_iter().chain(months()).chain(years()).collect()
}

fn amount() -> String {
    let grouped = format!("{DIGIT}{{1,3}}([,\u{FF0C}]{DIGIT}{{3}}){{1,{AMOUNT_GROUPS_MAX}}}");
    format!("[\\-\u{FF0D}\u{2212}\u{25B3}\u{25B2}]?({DIGIT}{{1,{AMOUNT_DIGITS_MAX}}}|{grouped}){W}円?")
}

fn separator(word: char) -> String {
    format!("{W}[{word}{MARKS}]{W}")
}

/// Any of these numbers, in half or full width, with leading zeros or without where they fill up to `width`.
fn any_of(values: impl IntoIterator<Item = u16>, width: usize) -> String {
    let spellings = values.into_iter().flat_map(|value| {
        let digits = value.to_string();
        (digits.len()..=width.max(digits.len())).map(move |length| format!("{value:0length$}"))
    });
    one_of(&spellings.collect::<Vec<_>>(), true)
}

/// Any of these texts of digits, what begins alike together: short, and read without going back.
fn one_of(texts: &[String], full_width: bool) -> String {
    let mut branches: Vec<(String, String)> = Vec::new();
    for digit in '0'..='9' {
        let rests: Vec<String> = texts.iter().filter_map(|text| text.strip_prefix(digit)).map(str::to_owned).collect();
        if rests.is_empty() {
            continue;
        }
        let rest = one_of(&rests, full_width);
        match branches.iter_mut().find(|(_, known)| *known == rest) {
            Some((digits, _)) => digits.push(digit),
            None => branches.push((digit.to_string(), rest)),
        }
    }
    let spelt: Vec<String> =
        branches.iter().map(|(digits, rest)| format!("{}{rest}", class(digits, full_width))).collect();
    let may_end = texts.iter().any(String::is_empty);
    match (spelt.as_slice(), may_end) {
        ([], _) => String::new(),
        (_, true) => format!("({})?", spelt.join("|")),
        ([only], false) => only.clone(),
        _ => format!("({})", spelt.join("|")),
    }
}

/// `[1-9]`-like: these digits, and their full width.
fn class(digits: &str, full_width: bool) -> String {
    let mut out = String::from("[");
    out.push_str(digits);
    if full_width {
        out.extend(digits.chars().filter_map(|digit| char::from_u32(u32::from(digit) + 0xFEE0)));
    }
    out.push(']');
    out
}

fn exists(year: i16, month: u16, day: u16) -> bool {
    i8::try_from(month).ok().zip(i8::try_from(day).ok()).is_some_and(|(m, d)| CivilDate::new(year, m, d).is_some())
}

/// Months with the days that are in them, from a first day on, months of equal days together.
fn month_days(year: i16, first: (u16, u16), compact: bool) -> String {
    let mut groups: Vec<(Vec<u16>, Vec<u16>)> = Vec::new();
    for month in first.0..=12 {
        let from = if month == first.0 { first.1 } else { 1 };
        let days: Vec<u16> = (from..=31).filter(|day| exists(year, month, *day)).collect();
        match groups.iter_mut().find(|(_, known)| *known == days) {
            Some((months, _)) => months.push(month),
            None => groups.push((vec![month], days)),
        }
    }
    let spelt = |values: &[u16]| {
        if compact {
            one_of(&values.iter().map(|value| format!("{value:02}")).collect::<Vec<_>>(), false)
        } else {
            any_of(values.iter().copied(), 2)
        }
    };
    let between = if compact { String::new() } else { separator('月') };
    let alternatives: Vec<String> =
        groups.iter().map(|(months, days)| format!("{}{between}{}", spelt(months), spelt(days))).collect();
    format!("({})", alternatives.join("|"))
}

/// Years told apart by what days they have: from the first day of an era, then 365 days and 366.
fn year_groups(from: (i16, i8, i8)) -> Vec<(Vec<u16>, i16, (u16, u16))> {
    let (begin, month, day) = from;
    let ordinal = |year: i16| u16::try_from(year - begin + 1).unwrap_or(1);
    let whole = |leap: bool| {
        (begin + 1..=years_max()).filter(move |year| exists(*year, 2, 29) == leap).map(ordinal).collect::<Vec<_>>()
    };
    let start = (u16::try_from(month).unwrap_or(1), u16::try_from(day).unwrap_or(1));
    vec![(vec![1], begin, start), (whole(true), 2000, (1, 1)), (whole(false), 2001, (1, 1))]
}

/// `H`, `Ｈ`, `h`, `平成`, with the dot of `H.29`.
fn era_names() -> impl Iterator<Item = (String, (i16, i8, i8))> {
    eras().map(|(name, letter, first)| {
        let mut letters = String::new();
        for letter in [letter, letter.to_ascii_lowercase()] {
            letters.push(letter);
            letters.push(char::from_u32(u32::from(letter) + 0xFEE0).unwrap_or(letter));
        }
        (format!("({name}|[{letters}]{W}[.\u{FF0E}]?){W}"), first)
    })
}

/// The first year of an era is 元年 as well.
fn era_years(ordinals: &[u16]) -> String {
    let years = any_of(ordinals.iter().copied(), 2);
    if ordinals == [1] { format!("(元|{years})") } else { years }
}

fn gregorian() -> Vec<(Vec<u16>, i16)> {
    let years = |leap: bool| {
        (1800..=years_max())
            .filter(move |year| exists(*year, 2, 29) == leap)
            .filter_map(|year| u16::try_from(year).ok())
    };
    vec![(years(true).collect(), 2000), (years(false).collect(), 2001)]
}

pub(super) fn days() -> Vec<String> {
    let end = format!("{W}日?");
    let year = separator('年');
    let mut found = Vec::new();
    for (years, sample) in gregorian() {
        let rest = month_days(sample, (1, 1), false);
        found.push(format!("{}{year}{rest}{end}", any_of(years.iter().copied(), 4)));
        let plain: Vec<String> = years.iter().map(ToString::to_string).collect();
        found.push(format!("{}{}", one_of(&plain, false), month_days(sample, (1, 1), true)));
    }
    for (era, first) in era_names() {
        for (ordinals, sample, start) in year_groups(first) {
            found.push(format!("{era}{}{year}{}{end}", era_years(&ordinals), month_days(sample, start, false)));
        }
    }
    found
}

fn months() -> Vec<String> {
    let (year, end) = (separator('年'), format!("{W}月?"));
    let all: Vec<u16> = (1800..=years_max()).filter_map(|year| u16::try_from(year).ok()).collect();
    let mut found = vec![format!("{}{year}{}{end}", any_of(all, 4), any_of(1..=12, 2))];
    for (era, first) in era_names() {
        let start = u16::try_from(first.1).unwrap_or(1);
        found.push(format!("{era}{}{year}{}{end}", era_years(&[1]), any_of(start..=12, 2)));
        let later: Vec<u16> = year_groups(first).into_iter().skip(1).flat_map(|(ordinals, ..)| ordinals).collect();
        found.push(format!("{era}{}{year}{}{end}", any_of(later, 2), any_of(1..=12, 2)));
    }
    found
}

fn years() -> Vec<String> {
    let end = format!("{W}年?");
    let all: Vec<u16> = (1800..=years_max()).filter_map(|year| u16::try_from(year).ok()).collect();
    let mut found = vec![format!("{}{end}", any_of(all, 4))];
    for (era, first) in era_names() {
        let all: Vec<u16> = year_groups(first).into_iter().flat_map(|(ordinals, ..)| ordinals).collect();
        found.push(format!("{era}(元|{}){end}", any_of(all, 2)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::meaning::is_of_kind;

    fn matcher(kind: ItemKind) -> regex::RegexSet {
        let patterns = patterns(kind).unwrap().into_iter().map(|pattern| format!("^(?:{pattern})$"));
        regex::RegexSetBuilder::new(patterns).size_limit(64 << 20).build().unwrap()
    }

    #[test]
    fn usual_spellings_fit_and_what_does_not_exist_does_not() {
        for (kind, text, fits) in [
            (ItemKind::Date, "2017-04-01", true),
            (ItemKind::Date, "２０１７年４月１日", true),
            (ItemKind::Date, "20170401", true),
            (ItemKind::Date, "2017/4/1", true),
            (ItemKind::Date, "H29.4.1", true),
            (ItemKind::Date, "Ｈ２９．４．１", true),
            (ItemKind::Date, "平成２９年　４月　１日", true),
            (ItemKind::Date, "h29/04/01", true),
            (ItemKind::Date, "H.29.4.1", true),
            (ItemKind::Date, "令和元年5月1日", true),
            (ItemKind::Date, "H31.7.27", true),
            (ItemKind::Date, "2020-02-29", true),
            (ItemKind::Date, "R2.2.29", true),
            (ItemKind::Date, "不詳", true),
            (ItemKind::Date, "", true),
            (ItemKind::Date, "2019-02-29", false),
            (ItemKind::Date, "20190229", false),
            (ItemKind::Date, "R1.2.29", false),
            (ItemKind::Date, "R1.4.30", false),
            (ItemKind::Date, "H1.1.7", false),
            (ItemKind::Date, "H30.41", false),
            (ItemKind::Date, "H30.4", false),
            (ItemKind::Date, "H300.1.1", false),
            (ItemKind::Date, "2017-13-01", false),
            (ItemKind::Date, "1799-12-31", false),
            (ItemKind::Date, "令和2年頃", false),
            (ItemKind::Month, "H28.3", true),
            (ItemKind::Month, "2016年3月", true),
            (ItemKind::Month, "R1.4", false),
            (ItemKind::Month, "2016-03-01", false),
            (ItemKind::Year, "H28年", true),
            (ItemKind::Year, "令和元年", true),
            (ItemKind::Year, "2016", true),
            (ItemKind::Year, "28", false),
            (ItemKind::Amount, "12,345円", true),
            (ItemKind::Amount, "△１２，３４５", true),
            (ItemKind::Amount, "YYYYY円", true),
            (ItemKind::Amount, "1,2345", false),
            (ItemKind::Amount, "12a45", false),
            (ItemKind::Amount, "12345.0", false),
        ] {
            assert_eq!(matcher(kind).is_match(text), fits, "{kind:?} {text}");
        }
        assert_eq!(patterns(ItemKind::Text), None);
    }

    /// Every year, month and day near every edge, in four spellings: what fits is of the kind.
    #[test]
    fn nothing_fits_that_we_refuse() {
        let day = matcher(ItemKind::Date);
        let mut fitting = 0;
        for era in ["", "R", "平成", "Ｓ", "t", "明治"] {
            for year in
                [0, 1, 2, 4, 15, 31, 64, 65, 100, 181, 182, 211, 212, 274, 332, 333, 1799, 1800, 1900, 2000, 2199, 2200]
            {
                for month in [0, 1, 2, 4, 5, 7, 10, 12, 13] {
                    for date in [0, 1, 7, 8, 22, 23, 25, 28, 29, 30, 31, 32] {
                        for text in [
                            format!("{era}{year}.{month}.{date}"),
                            format!("{era}{year:02}年{month:02}月{date:02}日"),
                            format!("{era}{year:04}{month:02}{date:02}"),
                        ] {
                            if day.is_match(&text) {
                                fitting += 1;
                                assert!(is_of_kind(ItemKind::Date, &text), "{text}");
                            }
                        }
                    }
                }
            }
        }
        assert!(fitting > 3_000, "{fitting}");
    }
}
