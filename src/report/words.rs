//! Differences, verdicts and times in words.

use std::borrow::Cow;
use std::fmt::{Display, Write};

use crate::event::{Counts, Failure, FaultMet, PartnerMet, Reason, Side};
use crate::model::catalogue::interpretation as say_reading;
use crate::model::catalogue::report as say;
use crate::model::{Lang, Text, Verdict};
use crate::payload::{Cause, Difference, DifferenceKind, content};

/// Verdicts in the order in which people read them: the good one first, then as on the forms.
pub(super) const READING_ORDER: [Verdict; 5] =
    [Verdict::Passed, Verdict::Failed, Verdict::Blocked, Verdict::NotRun, Verdict::Broken];

/// A difference, ready to show. Nothing in it can steer a terminal or hide: see [`visible`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// The item with its code, or the element.
    pub(super) name: String,
    /// What is wrong with it.
    pub(super) what: &'static str,
    /// Where in the XML.
    pub(super) path: String,
    /// What is expected, in quotes; `None` when neither side is a matter of values.
    pub(super) expected: Option<String>,
    /// What came, in quotes.
    pub(super) actual: Option<String>,
    /// The cell of the expectation.
    pub(super) source: Option<String>,
    /// Why, if known.
    pub(super) cause: Option<String>,
    /// The cause is about a whole unit or detail, and says more than the two values.
    of_unit: bool,
    /// What to do.
    pub(super) mend: String,
    /// What the actual value is called.
    pub(super) came: Text,
}

/// Puts a difference into words.
pub(super) fn tell(difference: &Difference, lang: Lang) -> Told {
    let (what, mend) = kind(difference.kind);
    let (cause, mend_cause) = match &difference.cause {
        Some(cause) => self::cause(cause, &difference.name, lang),
        None => (None, None),
    };
    let name = visible(&difference.name).into_owned();
    let name = match difference.item {
        Some(code) => say::ITEM.say(lang, &[("name", &name), ("code", &code)]),
        None => name,
    };
    let told = difference.expected.is_some() || difference.actual.is_some();
    let quoted = |value: &Option<String>| match value {
        Some(value) => say::QUOTED.say(lang, &[("value", &visible(value))]),
        None => say::NONE.pattern(lang).to_owned(),
    };
    Told {
        name,
        what: what.pattern(lang),
        path: visible(&difference.path).into_owned(),
        expected: told.then(|| rule(difference, lang).unwrap_or_else(|| quoted(&difference.expected))),
        actual: told.then(|| quoted(&difference.actual)),
        came: if difference.kind == DifferenceKind::WrongQuery { say::CAME } else { say::ACTUAL },
        source: difference.source.as_deref().map(|source| visible(source).into_owned()),
        cause,
        of_unit: difference.cause.as_ref().is_some_and(is_of_unit),
        mend: mend_cause.unwrap_or_else(|| mend.pattern(lang).to_owned()),
    }
}

/// The rule of the layout that a value breaks, in words.
fn rule(difference: &Difference, lang: Lang) -> Option<String> {
    let rule = difference.expected.as_ref().filter(|_| difference.kind == DifferenceKind::AgainstLayout)?;
    content::rule_in_words(rule, lang)
}

impl Told {
    /// The difference in one line: its cause if known, else the two values.
    pub(super) fn in_one_line(&self, lang: Lang) -> String {
        let bare = |what: &str| say::IN_ONE_LINE_BARE.say(lang, &[("name", &self.name), ("what", &what)]);
        let what = self.cause.as_deref().unwrap_or(self.what);
        match (&self.expected, &self.actual) {
            (Some(expected), Some(actual)) if !self.of_unit => {
                let pattern = if self.came == say::CAME { say::IN_ONE_LINE_CAME } else { say::IN_ONE_LINE };
                pattern.say(lang, &[("name", &self.name), ("what", &what), ("expected", expected), ("actual", actual)])
            }
            _ => bare(what),
        }
    }
}

fn is_of_unit(cause: &Cause) -> bool {
    matches!(
        cause,
        Cause::InsideButAbsent { .. }
            | Cause::OutsideYetExpected { .. }
            | Cause::OutsideYetPresent { .. }
            | Cause::InsideButUnexpected { .. }
            | Cause::UnderAnother { .. }
    )
}

/// A failure in one line: its first difference, or its reason.
pub fn headline(failure: &Failure, lang: Lang) -> String {
    first_line(&failure.differences, failure.differences_in_all, failure.reason.as_ref(), lang)
}

/// The same, from the parts of an event.
pub(super) fn first_line(differences: &[Difference], in_all: usize, reason: Option<&Reason>, lang: Lang) -> String {
    match (differences.first(), reason) {
        (Some(first), _) => {
            let line = tell(first, lang).in_one_line(lang);
            if in_all > 1 { say::MORE.say(lang, &[("line", &line), ("more", &(in_all - 1))]) } else { line }
        }
        (None, Some(reason)) => self::reason(reason, lang),
        (None, None) => say::NO_REASON.pattern(lang).to_owned(),
    }
}

/// A reason in one language.
pub(super) fn reason(reason: &Reason, lang: Lang) -> String {
    let words = match lang {
        Lang::Ja => &reason.ja,
        Lang::En => &reason.en,
    };
    visible(words).into_owned()
}

/// What a kind of difference is, and how to mend it when no cause is known.
fn kind(kind: DifferenceKind) -> (Text, Text) {
    match kind {
        DifferenceKind::WrongOutcome => (say::WRONG_OUTCOME, say::WRONG_OUTCOME_MEND),
        DifferenceKind::WrongValue => (say::WRONG_VALUE, say::WRONG_VALUE_MEND),
        DifferenceKind::WrongNull => (say::WRONG_NULL, say::WRONG_NULL_MEND),
        DifferenceKind::MissingItem => (say::MISSING_ITEM, say::MISSING_ITEM_MEND),
        DifferenceKind::ExtraItem => (say::EXTRA_ITEM, say::EXTRA_ITEM_MEND),
        DifferenceKind::MissingUnit => (say::MISSING_UNIT, say::MISSING_UNIT_MEND),
        DifferenceKind::ExtraUnit => (say::EXTRA_UNIT, say::EXTRA_UNIT_MEND),
        DifferenceKind::MissingRow => (say::MISSING_ROW, say::MISSING_ROW_MEND),
        DifferenceKind::ExtraRow => (say::EXTRA_ROW, say::EXTRA_ROW_MEND),
        DifferenceKind::MissingDetail => (say::MISSING_DETAIL, say::MISSING_DETAIL_MEND),
        DifferenceKind::ExtraDetail => (say::EXTRA_DETAIL, say::EXTRA_DETAIL_MEND),
        DifferenceKind::MovedDetail => (say::MOVED_DETAIL, say::MOVED_DETAIL_MEND),
        DifferenceKind::WrongOrder => (say::WRONG_ORDER, say::WRONG_ORDER_MEND),
        DifferenceKind::UnknownElement => (say::UNKNOWN_ELEMENT, say::UNKNOWN_ELEMENT_MEND),
        DifferenceKind::AgainstLayout => (say::AGAINST_LAYOUT, say::AGAINST_LAYOUT_MEND),
        DifferenceKind::WrongVersion => (say::WRONG_VERSION, say::WRONG_VERSION_MEND),
        DifferenceKind::RecordsDisagree => (say::RECORDS_DISAGREE, say::RECORDS_DISAGREE_MEND),
        DifferenceKind::WrongQuery => (say::WRONG_QUERY, say::WRONG_QUERY_MEND),
        DifferenceKind::NotXml => (say::NOT_XML, say::NOT_XML_MEND),
        DifferenceKind::NoAnswer => (say::NO_ANSWER, say::NO_ANSWER_MEND),
        DifferenceKind::FileError => (say::FILE_ERROR, say::FILE_ERROR_MEND),
        DifferenceKind::WrongReading => (say_reading::WRONG_READING, say_reading::WRONG_READING_MEND),
        DifferenceKind::NotRead => (say_reading::NOT_READ, say_reading::NOT_READ_MEND),
        DifferenceKind::UnlikePaper => (say_reading::UNLIKE_PAPER, say_reading::UNLIKE_PAPER_MEND),
        DifferenceKind::OnlyOnPaper => (say_reading::ONLY_ON_PAPER, say_reading::ONLY_ON_PAPER_MEND),
        DifferenceKind::PersonalNumber => (say::PERSONAL_NUMBER, say::PERSONAL_NUMBER_MEND),
    }
}

/// A cause in words, and how to mend it if the cause tells more than the kind of difference. `name`: of what differs.
fn cause(cause: &Cause, name: &str, lang: Lang) -> (Option<String>, Option<String>) {
    let plain = |why: Text, mend: Text| (Some(why.say(lang, &[])), Some(mend.say(lang, &[])));
    let of = |why: Text, mend: Text, whose: &str, time: &str| {
        let (whose, name, time) = (visible(whose), visible(name), visible(time));
        let pattern = if whose.is_empty() { say::OF_NOBODY } else { say::OF_WHOM };
        let what = pattern.say(lang, &[("whose", &whose), ("name", &name), ("time", &time)]);
        (Some(why.say(lang, &[("what", &what)])), Some(mend.say(lang, &[("what", &what)])))
    };
    match cause {
        Cause::InsideButAbsent { whose, time } => of(say::INSIDE_BUT_ABSENT, say::INSIDE_BUT_ABSENT_MEND, whose, time),
        Cause::OutsideYetExpected { whose, time } => {
            of(say::OUTSIDE_YET_EXPECTED, say::OUTSIDE_YET_EXPECTED_MEND, whose, time)
        }
        Cause::OutsideYetPresent { whose, time } => {
            of(say::OUTSIDE_YET_PRESENT, say::OUTSIDE_YET_PRESENT_MEND, whose, time)
        }
        Cause::InsideButUnexpected { whose, time } => {
            of(say::INSIDE_BUT_UNEXPECTED, say::INSIDE_BUT_UNEXPECTED_MEND, whose, time)
        }
        Cause::UnderAnother { expected_under, stands_under } => {
            let args: [(&str, &dyn Display); 2] =
                [("expected_under", &visible(expected_under)), ("stands_under", &visible(stands_under))];
            (Some(say::UNDER_ANOTHER.say(lang, &args)), None)
        }
        Cause::PartnerFailed => plain(say::PARTNER_FAILED, say::PARTNER_FAILED_MEND),
        Cause::LeadingZeros => plain(say::LEADING_ZEROS, say::LEADING_ZEROS_MEND),
        Cause::Width => plain(say::WIDTH, say::WIDTH_MEND),
        Cause::WhiteSpace => plain(say::WHITE_SPACE, say::WHITE_SPACE_MEND),
        Cause::Repeated => plain(say::REPEATED, say::REPEATED_MEND),
        Cause::PeriodEdge => plain(say::PERIOD_EDGE, say::PERIOD_EDGE_MEND),
        Cause::ReadFrom { .. }
        | Cause::NoReading { .. }
        | Cause::NullInAnswer { .. }
        | Cause::Rounded { .. }
        | Cause::OtherTime { .. }
        | Cause::OtherYear
        | Cause::OtherItem { .. }
        | Cause::IssuedApart { .. } => match super::reading::cause(cause, lang) {
            Some((why, mend)) => (Some(why), mend),
            None => (None, None),
        },
    }
}

/// 「合 58  否 2」: the verdicts there are, in reading order.
pub(super) fn counts(counts: &Counts, lang: Lang) -> String {
    let told = READING_ORDER.into_iter().filter(|verdict| counts.of(*verdict) > 0);
    let words: Vec<String> =
        told.map(|verdict| format!("{} {}", verdict.word().pattern(lang), counts.of(verdict))).collect();
    words.join("  ")
}

/// 「クール7」, or that there is none.
pub(super) fn cycle(number: Option<u8>, lang: Lang) -> String {
    match number {
        Some(number) => say::CYCLE.say(lang, &[("number", &number)]),
        None => say::NO_CYCLE.pattern(lang).to_owned(),
    }
}

/// A length of time as people say it.
pub(super) fn duration(milliseconds: u64, lang: Lang) -> String {
    let (minutes, rest) = (milliseconds / 60_000, milliseconds % 60_000);
    if minutes == 0 {
        return say::SECONDS.say(lang, &[("seconds", &format!("{}.{}", rest / 1_000, rest % 1_000 / 100))]);
    }
    say::MINUTES.say(lang, &[("minutes", &minutes), ("seconds", &(rest / 1_000))])
}

/// The text in one line, with what cannot be seen spelled out (`<U+200B>`): an answer may hold anything, and must
/// neither steer a terminal, nor turn the reading direction, nor look equal where it differs.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(hides) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if hides(c) {
            // Writing to a String cannot fail.
            let _ = write!(out, "<U+{:04X}>", u32::from(c));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn hides(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}

/// Why nothing passed with a real system; `None`: something did.
pub(super) fn never_met(met: &PartnerMet) -> Option<Text> {
    let why = match met.side {
        Side::Asked => say::PARTNER_NOT_ASKED,
        Side::Asking => say::PARTNER_NOT_AWAITED,
    };
    (met.messages == 0).then_some(why)
}

/// Why a fault never happened, if it did not.
pub(super) fn never_happened(met: &FaultMet) -> Option<Text> {
    match met {
        FaultMet { trials: 0, .. } => Some(say::FAULT_NOT_SELECTED),
        FaultMet { messages: 0, .. } => Some(say::FAULT_NOT_PASSED),
        FaultMet { effects: 0, .. } => Some(say::FAULT_NO_EFFECT),
        FaultMet { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ItemCode;

    /// One of every kind; a new kind does not compile until it is added to `kind` above, and is told here.
    const KINDS: [DifferenceKind; 26] = [
        DifferenceKind::WrongOutcome,
        DifferenceKind::WrongValue,
        DifferenceKind::WrongNull,
        DifferenceKind::MissingItem,
        DifferenceKind::ExtraItem,
        DifferenceKind::MissingUnit,
        DifferenceKind::ExtraUnit,
        DifferenceKind::MissingRow,
        DifferenceKind::ExtraRow,
        DifferenceKind::MissingDetail,
        DifferenceKind::ExtraDetail,
        DifferenceKind::MovedDetail,
        DifferenceKind::WrongOrder,
        DifferenceKind::UnknownElement,
        DifferenceKind::AgainstLayout,
        DifferenceKind::WrongVersion,
        DifferenceKind::RecordsDisagree,
        DifferenceKind::WrongQuery,
        DifferenceKind::NotXml,
        DifferenceKind::NoAnswer,
        DifferenceKind::FileError,
        DifferenceKind::WrongReading,
        DifferenceKind::NotRead,
        DifferenceKind::UnlikePaper,
        DifferenceKind::OnlyOnPaper,
        DifferenceKind::PersonalNumber,
    ];

    fn difference(kind: DifferenceKind) -> Difference {
        Difference {
            kind,
            path: "資格情報[2]/資格喪失日".into(),
            item: Some(ItemCode(3)),
            name: "資格喪失年月日".into(),
            expected: Some("H30.4.1".into()),
            actual: Some("H30.4.2".into()),
            source: Some("一覧.xlsx!期待項目!F12".into()),
            cause: None,
        }
    }

    #[test]
    fn every_kind_has_its_own_words() {
        for lang in [Lang::Ja, Lang::En] {
            let mut what: Vec<&str> = KINDS.iter().map(|kind| tell(&difference(*kind), lang).what).collect();
            let mut mend: Vec<String> = KINDS.iter().map(|kind| tell(&difference(*kind), lang).mend).collect();
            what.sort_unstable();
            what.dedup();
            mend.sort_unstable();
            mend.dedup();
            assert_eq!((what.len(), mend.len()), (KINDS.len(), KINDS.len()));
        }
    }

    #[test]
    fn a_cause_is_told_in_both_languages() {
        let d = || ("D健康保険組合".to_owned(), "H30.4.1～".to_owned());
        let made = |make: fn(String, String) -> Cause| make(d().0, d().1);
        let table = [
            (
                made(|whose, time| Cause::InsideButAbsent { whose, time }),
                "D健康保険組合 の資格情報（H30.4.1～）は照会範囲に入るが、応答に含まれない",
                "資格情報 of D健康保険組合 (H30.4.1～) lies inside the query, but the answer lacks it",
            ),
            (
                made(|whose, time| Cause::OutsideYetExpected { whose, time }),
                "D健康保険組合 の資格情報（H30.4.1～）は照会範囲の外だが、期待項目に書かれている",
                "資格情報 of D健康保険組合 (H30.4.1～) lies outside the query, yet it is expected",
            ),
            (
                made(|whose, time| Cause::OutsideYetPresent { whose, time }),
                "D健康保険組合 の資格情報（H30.4.1～）は照会範囲の外だが、応答に含まれる",
                "資格情報 of D健康保険組合 (H30.4.1～) lies outside the query, yet the answer holds it",
            ),
            (
                made(|whose, time| Cause::InsideButUnexpected { whose, time }),
                "D健康保険組合 の資格情報（H30.4.1～）は照会範囲に入り応答にもあるが、期待項目に書かれていない",
                "資格情報 of D健康保険組合 (H30.4.1～) lies inside the query and is in the answer, but is not expected",
            ),
            (
                Cause::UnderAnother { expected_under: "C健康保険組合".into(), stands_under: d().0 },
                "C健康保険組合 の下にあるはずが、D健康保険組合 の下にある",
                "expected under C健康保険組合, but it stands under D健康保険組合",
            ),
            (Cause::LeadingZeros, "先頭の 0 だけが違う", "only leading zeros differ"),
            (Cause::Width, "全角と半角だけが違う", "only full and half width differ"),
            (Cause::WhiteSpace, "空白だけが違う", "only white space differs"),
            (Cause::Repeated, "同じ内容が二度ある", "the same content is there twice"),
            (Cause::PeriodEdge, "1日だけ違う", "the dates differ by one day"),
        ];
        for (cause, ja, en) in table {
            for (lang, words) in [(Lang::Ja, ja), (Lang::En, en)] {
                let of_unit = difference(DifferenceKind::MissingUnit);
                let told = tell(&Difference { cause: Some(cause.clone()), name: "資格情報".into(), ..of_unit }, lang);
                assert_eq!(told.cause.as_deref(), Some(words));
                assert!(!told.mend.contains('{'), "{}", told.mend);
            }
        }
    }

    #[test]
    fn a_difference_in_one_line() {
        let mut one = difference(DifferenceKind::WrongValue);
        assert_eq!(
            tell(&one, Lang::Ja).in_one_line(Lang::Ja),
            "資格喪失年月日（TK03）：値が違う（期待 「H30.4.1」、応答 「H30.4.2」）"
        );
        assert_eq!(
            tell(&one, Lang::En).in_one_line(Lang::En),
            "資格喪失年月日 (TK03): another value (expected \"H30.4.1\", got \"H30.4.2\")"
        );
        (one.kind, one.expected, one.actual) = (DifferenceKind::NoAnswer, None, None);
        assert_eq!(tell(&one, Lang::Ja).in_one_line(Lang::Ja), "資格喪失年月日（TK03）：時間内に応答がない");
        let lines = first_line(&[one.clone(), one], 7, None, Lang::En);
        assert_eq!(lines, "資格喪失年月日 (TK03): no answer in time, and 6 more");
    }

    #[test]
    fn nothing_hides() {
        for (text, seen) in [
            ("試験 花子　様", "試験 花子　様"),
            ("a\u{1b}[2Jb", "a<U+001B>[2Jb"),
            ("0\u{200b}1\n", "0<U+200B>1<U+000A>"),
            ("\u{202e}123", "<U+202E>123"),
        ] {
            assert_eq!(visible(text), seen);
        }
    }

    #[test]
    fn times_are_told_as_people_say_them() {
        for (ms, ja, en) in [(0, "0.0 秒", "0.0 s"), (3_249, "3.2 秒", "3.2 s"), (125_900, "2 分 5 秒", "2 min 5 s")]
        {
            assert_eq!((duration(ms, Lang::Ja).as_str(), duration(ms, Lang::En).as_str()), (ja, en));
        }
    }
}
