//! Civil and 和暦 dates, in every spelling an office uses, with the granularity the writer gave.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CivilDate(Date);

impl CivilDate {
    /// A day that exists; `None` otherwise.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }

    /// The Gregorian year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, from 1.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day, from 1.
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// The day `days` later (earlier when negative); saturates at the calendar's ends.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(days)))
    }

    /// 平成29年4月1日 (西暦 before 明治6年, when the calendar changed).
    pub fn wareki(self) -> String {
        match era_of(self) {
            Some((era, year)) => {
                let year = if year == 1 { "元".to_owned() } else { year.to_string() };
                format!("{}{year}年{}月{}日", era.name, self.month(), self.day())
            }
            None => format!("{}年{}月{}日", self.year(), self.month(), self.day()),
        }
    }

    /// H29.4.1, the deck's own spelling.
    pub fn wareki_short(self) -> String {
        match era_of(self) {
            Some((era, year)) => format!("{}{year}.{}.{}", era.letter, self.month(), self.day()),
            None => self.to_string(),
        }
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl Serialize for CivilDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CivilDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        parse_day(&written).map(|reading| reading.value).map_err(|_| serde::de::Error::custom(written))
    }
}

/// A point in time with the granularity it was written in: the deck asks for a year (H28年の所得), a month or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Moment {
    /// A calendar year.
    Year(i16),
    /// A month of a year.
    Month(i16, i8),
    /// A day.
    Day(CivilDate),
}

impl Moment {
    /// Its first day.
    pub fn first_day(self) -> CivilDate {
        match self {
            Self::Year(year) => CivilDate(Date::new(year, 1, 1).unwrap_or(Date::MIN)),
            Self::Month(year, month) => CivilDate(Date::new(year, month, 1).unwrap_or(Date::MIN)),
            Self::Day(day) => day,
        }
    }

    /// Its last day.
    pub fn last_day(self) -> CivilDate {
        match self {
            Self::Year(year) => CivilDate(Date::new(year, 12, 31).unwrap_or(Date::MAX)),
            Self::Month(..) => CivilDate(self.first_day().0.last_of_month()),
            Self::Day(day) => day,
        }
    }

    /// 平成28年, 平成28年3月 or 平成28年3月1日.
    pub fn wareki(self) -> String {
        let whole = self.first_day();
        let Some((era, year)) = era_of(self.last_day()) else { return self.to_string() };
        let year = if year == 1 { "元".to_owned() } else { year.to_string() };
        match self {
            Self::Year(_) => format!("{}{year}年", era.name),
            Self::Month(_, month) => format!("{}{year}年{month}月", era.name),
            Self::Day(_) => whole.wareki(),
        }
    }
}

/// `2016`, `2016-03` or `2016-03-01`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(day) => write!(f, "{day}"),
        }
    }
}

/// A value read from a text, and what a person should confirm about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading<T> {
    /// The value.
    pub value: T,
    /// The era had ended by that day (H31.7.27), so the date was carried on into the next one.
    pub era_overrun: bool,
}

/// Why a text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadDate {
    /// Not a spelling we know.
    Spelling,
    /// Well spelt, but no such day (H30.2.30, or 平成 before it began).
    NoSuchDay,
    /// A day is needed, and only a month or a year is given.
    TooCoarse,
}

struct Era {
    name: &'static str,
    letter: char,
    first: (i16, i8, i8),
}

/// Newest first. The first day belongs to the new era.
const ERAS: [Era; 5] = [
    Era { name: "令和", letter: 'R', first: (2019, 5, 1) },
    Era { name: "平成", letter: 'H', first: (1989, 1, 8) },
    Era { name: "昭和", letter: 'S', first: (1926, 12, 25) },
    Era { name: "大正", letter: 'T', first: (1912, 7, 30) },
    Era { name: "明治", letter: 'M', first: (1868, 10, 23) },
];

/// The years that are read as such.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2199;

/// The last year that is read as one.
pub fn years_max() -> i16 {
    *YEARS.end()
}

/// Name, letter and first day of every era, newest first.
pub fn eras() -> impl Iterator<Item = (&'static str, char, (i16, i8, i8))> {
    ERAS.iter().map(|era| (era.name, era.letter, era.first))
}

fn first_day_of(era: &Era) -> CivilDate {
    CivilDate(Date::new(era.first.0, era.first.1, era.first.2).unwrap_or(Date::MIN))
}

fn era_of(day: CivilDate) -> Option<(&'static Era, i16)> {
    ERAS.iter().find(|era| first_day_of(era) <= day).map(|era| (era, day.year() - era.first.0 + 1))
}

/// How far the clock in Japan, where the test takes place, is ahead of UTC, seconds.
pub const JAPAN_SECONDS: u64 = 9 * 3_600;

/// Full-width letters, digits and signs to half width (NFKC), and the odd dots and dashes of Japanese keyboards.
pub fn to_half_width(text: &str) -> String {
    // Most codes and dates are so already, and NFKC changes nothing of them.
    if text.is_ascii() { text.to_owned() } else { text.nfkc().collect() }
}

/// Reads a day: `H29.4.1`, `Ｈ２９．４．１`, `平成29年4月1日`, `令和元年5月1日`, `2017-04-01`, `2017/4/1`, `20170401`.
pub fn parse_day(written: &str) -> Result<Reading<CivilDate>, BadDate> {
    let reading = parse_moment(written)?;
    match reading.value {
        Moment::Day(value) => Ok(Reading { value, era_overrun: reading.era_overrun }),
        _ => Err(BadDate::TooCoarse),
    }
}

/// `2017-04-01`, as most 副本 are written: a short cut that reads nothing otherwise than the long way does.
fn plain_day(written: &[u8]) -> Option<CivilDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *written else { return None };
    let number = |tens: u8, ones: u8| {
        let both = tens.is_ascii_digit() && ones.is_ascii_digit();
        both.then(|| i16::from(tens - b'0') * 10 + i16::from(ones - b'0'))
    };
    let year = number(y1, y2)? * 100 + number(y3, y4)?;
    let small = |tens, ones| i8::try_from(number(tens, ones)?).ok();
    if YEARS.contains(&year) { CivilDate::new(year, small(m1, m2)?, small(d1, d2)?) } else { None }
}

/// Reads a day, a month or a year, keeping which of them was written.
pub fn parse_moment(written: &str) -> Result<Reading<Moment>, BadDate> {
    if let Some(day) = plain_day(written.as_bytes()) {
        return Ok(Reading { value: Moment::Day(day), era_overrun: false });
    }
    let text: String = to_half_width(written.trim())
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '。' | '・' | '､' | '、' | '‐' | '‑' | '–' | '—' | '―' | '−' | 'ー' | '－' => '.',
            other => other.to_ascii_uppercase(),
        })
        .collect();
    let (era, rest) = split_era(&text);
    let numbers = split_numbers(rest, era.is_some())?;
    let (year, overrun) = match era {
        None => (numbers.year, false),
        Some(era) => {
            if numbers.year < 1 {
                return Err(BadDate::NoSuchDay);
            }
            let year = era.first.0.checked_add(numbers.year - 1).ok_or(BadDate::NoSuchDay)?;
            (year, false)
        }
    };
    let value = match (numbers.month, numbers.day) {
        (None, _) => Moment::Year(year),
        (Some(month), None) => {
            CivilDate::new(year, month, 1).ok_or(BadDate::NoSuchDay)?;
            Moment::Month(year, month)
        }
        (Some(month), Some(day)) => Moment::Day(CivilDate::new(year, month, day).ok_or(BadDate::NoSuchDay)?),
    };
    if !YEARS.contains(&year) {
        return Err(BadDate::NoSuchDay);
    }
    let overrun = match era {
        None => overrun,
        Some(era) => {
            if value.last_day() < first_day_of(era) {
                return Err(BadDate::NoSuchDay);
            }
            // A whole year or month may begin in one era and end in the next: only a moment that lies wholly after is an overrun.
            era_of(value.first_day())
                .is_some_and(|(actual, _)| actual.letter != era.letter && value.first_day() > first_day_of(era))
        }
    };
    Ok(Reading { value, era_overrun: overrun })
}

fn split_era(text: &str) -> (Option<&'static Era>, &str) {
    for era in &ERAS {
        if let Some(rest) = text.strip_prefix(era.name) {
            return (Some(era), rest);
        }
        if let Some(rest) = text.strip_prefix(era.letter) {
            return (Some(era), rest.strip_prefix('.').unwrap_or(rest));
        }
    }
    (None, text)
}

struct Numbers {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

fn split_numbers(text: &str, era: bool) -> Result<Numbers, BadDate> {
    let text = text.replace("元年", "1年");
    let text = if era && text.starts_with('元') { text.replacen('元', "1", 1) } else { text };
    if !era && text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(Numbers {
            year: text[..4].parse().map_err(|_| BadDate::Spelling)?,
            month: Some(text[4..6].parse().map_err(|_| BadDate::Spelling)?),
            day: Some(text[6..].parse().map_err(|_| BadDate::Spelling)?),
        });
    }
    // 年度 is not a calendar year; leave it to the person.
    if text.contains("年度") || text.contains('頃') {
        return Err(BadDate::Spelling);
    }
    let unified = text.replace(['年', '月', '-', '/'], ".");
    let unified = unified.strip_suffix('日').unwrap_or(&unified);
    let unified = unified.strip_suffix('.').unwrap_or(unified);
    let parts: Vec<&str> = unified.split('.').collect();
    if parts.len() > 3
        || parts.iter().any(|part| part.is_empty() || part.len() > 4 || !part.bytes().all(|b| b.is_ascii_digit()))
    {
        return Err(BadDate::Spelling);
    }
    if !era && parts[0].len() != 4 {
        return Err(BadDate::Spelling);
    }
    let small = |index: usize| -> Result<Option<i8>, BadDate> {
        parts.get(index).map(|part| part.parse::<i8>().map_err(|_| BadDate::NoSuchDay)).transpose()
    };
    Ok(Numbers { year: parts[0].parse().map_err(|_| BadDate::Spelling)?, month: small(1)?, day: small(2)? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> String {
        match parse_moment(text) {
            Ok(Reading { value, era_overrun: false }) => value.to_string(),
            Ok(Reading { value, era_overrun: true }) => format!("{value} overrun"),
            Err(bad) => format!("{bad:?}"),
        }
    }

    #[test]
    fn every_common_spelling_is_read() {
        for (text, expected) in [
            ("H29.4.1", "2017-04-01"),
            ("Ｈ２９．４．１", "2017-04-01"),
            ("平成29年4月1日", "2017-04-01"),
            ("平成２９年　４月　１日", "2017-04-01"),
            ("h29/4/1", "2017-04-01"),
            ("H29-04-01", "2017-04-01"),
            ("H.29.4.1", "2017-04-01"),
            ("令和元年5月1日", "2019-05-01"),
            ("令和元年", "2019"),
            ("R1.7.27", "2019-07-27"),
            ("H31.7.27", "2019-07-27 overrun"),
            ("H31.4.30", "2019-04-30"),
            ("H31.5", "2019-05 overrun"),
            ("H31年", "2019"),
            ("H28年", "2016"),
            ("H28.3", "2016-03"),
            ("2017-04-01", "2017-04-01"),
            ("2017/4/1", "2017-04-01"),
            ("２０１７年４月１日", "2017-04-01"),
            ("20170401", "2017-04-01"),
            ("S64.1.7", "1989-01-07"),
            ("S64.1.8", "1989-01-08 overrun"),
            ("H1.1.7", "NoSuchDay"),
            ("R1.4.30", "NoSuchDay"),
            ("H30.41", "NoSuchDay"),
            ("H30.2.30", "NoSuchDay"),
            ("H0.1.1", "NoSuchDay"),
            ("9999-12-31", "NoSuchDay"),
            ("29.4.1", "Spelling"),
            ("H29..1", "Spelling"),
            ("きのう", "Spelling"),
            ("令和2年頃", "Spelling"),
            ("平成28年度", "Spelling"),
            ("", "Spelling"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn wareki_is_written_as_an_office_would() {
        let day = |text: &str| parse_day(text).unwrap().value;
        assert_eq!(day("2019-05-01").wareki(), "令和元年5月1日");
        assert_eq!(day("2019-04-30").wareki_short(), "H31.4.30");
        assert_eq!(Moment::Year(2016).wareki(), "平成28年");
        assert_eq!(Moment::Month(2016, 3).wareki(), "平成28年3月");
    }

    fn full_width(text: &str) -> String {
        let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).filter(|_| c.is_ascii_graphic()).unwrap_or(c);
        text.chars().map(wide).collect()
    }

    fn days() -> impl Strategy<Value = CivilDate> {
        (1800i16..=2199, 1i8..=12, 1i8..=31)
            .prop_filter_map("no such day", |(year, month, day)| CivilDate::new(year, month, day))
    }

    /// The first and last day of every era, and their neighbours.
    fn edges() -> impl Strategy<Value = CivilDate> {
        (0..ERAS.len(), -2i32..=1).prop_map(|(era, days)| first_day_of(&ERAS[era]).plus_days(days))
    }

    fn moments() -> impl Strategy<Value = Moment> {
        prop_oneof![
            (1800i16..=2199).prop_map(Moment::Year),
            (1800i16..=2199, 1i8..=12).prop_map(|(year, month)| Moment::Month(year, month)),
            prop_oneof![days(), edges()].prop_map(Moment::Day),
        ]
    }

    #[test]
    fn the_sign_widener_widens() {
        assert_eq!(full_width("H29.4.1 平成2-3/4"), "Ｈ２９．４．１ 平成２－３／４");
    }

    #[test]
    fn the_last_day_of_an_era_and_the_first_of_the_next_are_told_apart() {
        for (day, written) in [
            ("2019-05-01", "令和元年5月1日"),
            ("2019-04-30", "平成31年4月30日"),
            ("1989-01-08", "平成元年1月8日"),
            ("1989-01-07", "昭和64年1月7日"),
            ("1926-12-25", "昭和元年12月25日"),
            ("1926-12-24", "大正15年12月24日"),
            ("1912-07-30", "大正元年7月30日"),
            ("1912-07-29", "明治45年7月29日"),
            ("1868-10-23", "明治元年10月23日"),
            ("1868-10-22", "1868年10月22日"),
        ] {
            assert_eq!(parse_day(day).unwrap().value.wareki(), written);
        }
    }

    #[test]
    fn the_short_cut_reads_what_the_long_way_reads() {
        for written in ["2017-04-01", "2016-02-29", "1868-01-25", "2199-12-31"] {
            let slashed = parse_moment(&written.replace('-', "/")).unwrap();
            assert_eq!(parse_moment(written), Ok(slashed), "{written}");
        }
        for written in
            ["2017-02-29", "2017-13-01", "2017-00-10", "1799-12-31", "2200-01-01", "20a7-01-01", "2017-4-001"]
        {
            assert_eq!(parse_moment(written), parse_moment(&written.replace('-', "/")), "{written}");
        }
    }

    proptest! {
        #[test]
        fn a_day_survives_every_spelling(date in prop_oneof![days(), edges()]) {
            for text in [date.to_string(), date.wareki(), date.wareki_short()] {
                for text in [full_width(&text), text] {
                    let read = parse_day(&text);
                    prop_assert_eq!(read, Ok(Reading { value: date, era_overrun: false }), "{}", text);
                }
            }
        }

        #[test]
        fn a_moment_survives_both_spellings_with_its_granularity(moment in moments()) {
            for text in [moment.to_string(), moment.wareki()] {
                for text in [full_width(&text), text] {
                    let read = parse_moment(&text);
                    prop_assert_eq!(read, Ok(Reading { value: moment, era_overrun: false }), "{}", text);
                }
            }
        }

        #[test]
        fn a_day_that_does_not_exist_is_never_carried_on(year in 1900i16..2100, month in 0i8..=14, day in 0i8..=33) {
            let written = format!("{year:04}-{month:02}-{day:02}");
            let expected = CivilDate::new(year, month, day).ok_or(BadDate::NoSuchDay);
            prop_assert_eq!(parse_day(&written).map(|reading| reading.value), expected);
        }

        #[test]
        fn an_era_that_has_ended_is_carried_on_and_told(era in 1usize..ERAS.len(), later in 0i32..10_000) {
            let next = first_day_of(&ERAS[era - 1]);
            let date = next.plus_days(later);
            let ended = &ERAS[era];
            let written =
                format!("{}{}.{}.{}", ended.letter, date.year() - ended.first.0 + 1, date.month(), date.day());
            prop_assert_eq!(parse_day(&written), Ok(Reading { value: date, era_overrun: true }), "{}", written);
            let before = first_day_of(&ERAS[era - 1]).plus_days(-1 - later);
            let early = format!("{}-{}-{}", before.year() - ERAS[era - 1].first.0 + 1, before.month(), before.day());
            let read = parse_day(&format!("{}{early}", ERAS[era - 1].letter));
            prop_assert!(read.is_err(), "{}: before its era", early);
        }
    }
}
