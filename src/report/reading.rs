//! 読み取り and 試行運用 in words: what a rule used and reached, how it may have been misread, why a paper differs.

use super::words::visible;
use crate::model::catalogue::interpretation as say;
use crate::model::{Lang, Text};
use crate::payload::{Cause, Issued, Misreading, Unreached, Used};

/// Items named in one sentence; the others are counted.
const USED_TOLD_MAX: usize = 3;

/// A cause in words and how to mend it; `None` for causes that are not of these two.
pub(super) fn cause(cause: &Cause, lang: Lang) -> Option<(String, Option<String>)> {
    let plain = |why: Text, mend: Text| (why.say(lang, &[]), Some(mend.say(lang, &[])));
    Some(match cause {
        Cause::ReadFrom { rule, used, used_in_all, reached, misreading } => {
            let used = self::used(used, *used_in_all, lang);
            let (rule, reached) = (visible(rule), visible(reached));
            match misreading.as_ref().map(|how| self::misreading(how, lang)) {
                Some((how, mend)) => {
                    let args: [(&str, &dyn std::fmt::Display); 4] =
                        [("rule", &rule), ("used", &used), ("reached", &reached), ("misreading", &how)];
                    (say::READ_FROM_AND.say(lang, &args), Some(mend))
                }
                None => (say::READ_FROM.say(lang, &[("rule", &rule), ("used", &used), ("reached", &reached)]), None),
            }
        }
        Cause::NoReading { rule, why } => (unreached(&visible(rule), why, lang), None),
        Cause::NullInAnswer { reason } => (
            say::NULL_IN_ANSWER.say(lang, &[("reason", &visible(reason))]),
            Some(say::NULL_IN_ANSWER_MEND.say(lang, &[])),
        ),
        Cause::Rounded { unit } => (say::ROUNDED.say(lang, &[("unit", unit)]), Some(say::ROUNDED_MEND.say(lang, &[]))),
        Cause::OtherTime { time } => {
            (say::OTHER_TIME.say(lang, &[("time", &visible(time))]), Some(say::OTHER_TIME_MEND.say(lang, &[])))
        }
        Cause::OtherYear => plain(say::OTHER_YEAR, say::OTHER_YEAR_MEND),
        Cause::OtherItem { item, name } => (
            say::OTHER_ITEM_OF_PAPER.say(lang, &[("item", item), ("name", &visible(name))]),
            Some(say::OTHER_ITEM_OF_PAPER_MEND.say(lang, &[])),
        ),
        Cause::IssuedApart { issued, base, order } => {
            let (why, mend) = match order {
                Issued::Before => (say::ISSUED_BEFORE, say::ISSUED_BEFORE_MEND),
                Issued::After => (say::ISSUED_AFTER, say::ISSUED_AFTER_MEND),
            };
            (why.say(lang, &[("issued", &visible(issued)), ("base", &visible(base))]), Some(mend.say(lang, &[])))
        }
        _ => return None,
    })
}

fn used(used: &[Used], in_all: usize, lang: Lang) -> String {
    if used.is_empty() {
        return say::USED_NOTHING.pattern(lang).to_owned();
    }
    let told = used.iter().take(USED_TOLD_MAX).map(|used| {
        let (name, value, path) = (visible(&used.name), visible(&used.value), visible(&used.path));
        say::USED.say(lang, &[("name", &name), ("value", &value), ("path", &path)])
    });
    let told = told.collect::<Vec<_>>().join(crate::model::catalogue::report::COMMA.pattern(lang));
    match in_all.saturating_sub(USED_TOLD_MAX) {
        0 => told,
        more => say::USED_MORE.say(lang, &[("used", &told), ("more", &more)]),
    }
}

fn misreading(how: &Misreading, lang: Lang) -> (String, String) {
    let plain = |why: Text, mend: Text| (why.say(lang, &[]), mend.say(lang, &[]));
    match how {
        Misreading::MonthForYear => plain(say::MONTH_FOR_YEAR, say::MONTH_FOR_YEAR_MEND),
        Misreading::YearForMonth => plain(say::YEAR_FOR_MONTH, say::YEAR_FOR_MONTH_MEND),
        Misreading::OneForAll => plain(say::ONE_FOR_ALL, say::ONE_FOR_ALL_MEND),
        Misreading::ConditionIgnored { only } => {
            (say::CONDITION_IGNORED.say(lang, &[("only", &visible(only))]), say::CONDITION_IGNORED_MEND.say(lang, &[]))
        }
        Misreading::OtherItem { item, name } => (
            say::OTHER_ITEM.say(lang, &[("item", item), ("name", &visible(name))]),
            say::OTHER_ITEM_MEND.say(lang, &[]),
        ),
        Misreading::NotAdjusted => plain(say::NOT_ADJUSTED, say::NOT_ADJUSTED_MEND),
        Misreading::BelowNothing => plain(say::BELOW_NOTHING, say::BELOW_NOTHING_MEND),
    }
}

fn unreached(rule: &str, why: &Unreached, lang: Lang) -> String {
    match why {
        Unreached::Nothing { item } => say::NO_VALUE.say(lang, &[("rule", &rule), ("item", &visible(item))]),
        Unreached::NotANumber { path, value } => {
            say::NOT_A_NUMBER.say(lang, &[("path", &visible(path)), ("value", &visible(value))])
        }
        Unreached::MoreThanOne => say::MORE_THAN_ONE.say(lang, &[("rule", &rule)]),
        Unreached::TooLarge => say::TOO_LARGE.say(lang, &[("rule", &rule)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ItemCode;

    #[test]
    fn every_cause_is_told_in_both_languages() {
        let used = |count: usize| -> Vec<Used> {
            let one = |n| Used {
                path: format!("年金支給情報[{n}]"), name: "支給額".into(), value: "65,000円".into()
            };
            (1..=count).map(one).collect()
        };
        let read = |count, misreading| Cause::ReadFrom {
            rule: "合計(TK03)".into(),
            used: used(count),
            used_in_all: count,
            reached: "390,000".into(),
            misreading,
        };
        let fails = |why| Cause::NoReading { rule: "合計(TK03)".into(), why };
        let table = [
            (
                read(1, Some(Misreading::MonthForYear)),
                "規則 合計(TK03) で 支給額 65,000円（年金支給情報[1]） から 390,000。月額を年額としたらしい",
            ),
            (
                read(6, None),
                "規則 合計(TK03) で 支給額 65,000円（年金支給情報[1]）、支給額 65,000円（年金支給情報[2]）、支給額 65,000円（年金支給情報[3]） ほか 3 件 から 390,000",
            ),
            (
                read(0, Some(Misreading::NotAdjusted)),
                "規則 合計(TK03) で 項目なし から 390,000。差し引きをしていないらしい",
            ),
            (fails(Unreached::Nothing { item: "TK03".into() }), "規則 合計(TK03) の項目 TK03 に値がない"),
            (
                fails(Unreached::NotANumber { path: "年金支給情報[1]".into(), value: "2級".into() }),
                "年金支給情報[1] の「2級」は数として読めない",
            ),
            (fails(Unreached::MoreThanOne), "規則 合計(TK03) に当たる最新のものが二つ以上ある"),
            (fails(Unreached::TooLarge), "規則 合計(TK03) の値が大きすぎる"),
            (Cause::NullInAnswer { reason: "01".into() }, "応答では値がない（ReasonOfNull=01）"),
            (Cause::Rounded { unit: 1_000 }, "1000 円未満の端数の扱いだけが違う"),
            (Cause::OtherTime { time: "平成28年".into() }, "応答の別の時期（平成28年）の値と同じ"),
            (Cause::OtherYear, "年だけが違う"),
            (Cause::OtherItem { item: ItemCode(8), name: "都民税".into() }, "応答の別の項目 都民税（TK08）の値と同じ"),
            (
                Cause::IssuedApart {
                    issued: "令和元年6月1日".into(),
                    base: "令和元年7月1日".into(),
                    order: Issued::Before,
                },
                "書類の発行日 令和元年6月1日 は照会の基準日 令和元年7月1日 より前",
            ),
        ];
        for (known, ja) in table {
            let (told, mend) = cause(&known, Lang::Ja).expect(ja);
            assert_eq!(told, ja);
            let (english, _) = cause(&known, Lang::En).expect(ja);
            for text in [told, english].into_iter().chain(mend) {
                assert!(!text.contains('{'), "{text}");
            }
        }
        assert_eq!(cause(&Cause::Width, Lang::Ja), None);
    }

    #[test]
    fn every_misreading_has_words_of_its_own() {
        let all = [
            Misreading::MonthForYear,
            Misreading::YearForMonth,
            Misreading::OneForAll,
            Misreading::ConditionIgnored { only: "TK02=老齢".into() },
            Misreading::OtherItem { item: ItemCode(4), name: "加算額".into() },
            Misreading::NotAdjusted,
            Misreading::BelowNothing,
        ];
        for lang in [Lang::Ja, Lang::En] {
            let mut told: Vec<(String, String)> = all.iter().map(|how| misreading(how, lang)).collect();
            told.sort();
            told.dedup();
            assert_eq!(told.len(), all.len());
        }
    }
}
