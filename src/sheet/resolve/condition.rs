//! 照会条件: three columns of the form or one text of YAML -> one of exactly three kinds.

use super::words;
use crate::model::catalogue::sheet as say;
use crate::model::date::{parse_moment, to_half_width};
use crate::model::{CivilDate, Diagnostic, Moment, Place, QueryCondition};
use crate::sheet::Faults;
use crate::sheet::headings::{AS_OF, LATEST, RANGE};
use crate::sheet::raw::*;

/// How its parts are named in messages.
pub struct PartNames {
    /// 種別.
    pub kind: &'static str,
    /// 開始（時点）.
    pub from: &'static str,
    /// 終了.
    pub to: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Latest,
    AsOf,
    Range,
}

/// Signs between the ends of a range; the wave dash and the full-width tilde look alike.
const RANGE_SIGNS: [char; 3] = ['～', '〜', '~'];

/// The condition, checked against itself and against the 基準日.
pub fn resolve(
    raw: &RawCondition,
    names: &PartNames,
    row: (&Columns, &Place),
    base: Option<CivilDate>,
    faults: &mut Faults,
) -> Option<QueryCondition> {
    let word = words::required(raw.kind.as_ref(), names.kind, row, faults)?;
    let blank = |name: &str| row.0.cell(name, row.1).unwrap_or_else(|| word.place.clone());
    let (kind, rest) = kind_of(word, names, faults)?;
    // One text may hold it all; otherwise the dates stand in cells of their own, a range perhaps in the first of them.
    let rest = rest.map(|rest| Word { text: rest, ..word.clone() });
    let from = rest.as_ref().or(raw.from.as_ref());
    let (from, to) = match from.and_then(|from| from.text.split_once(RANGE_SIGNS).map(|parts| (from, parts))) {
        Some((from, (first, last))) if raw.to.is_none() => {
            let part = |text: &str| Word { text: text.trim().to_owned(), ..from.clone() };
            (Some(part(first)), Some(part(last)).filter(|word| !word.text.is_empty()))
        }
        _ => (from.cloned(), raw.to.clone()),
    };
    match kind {
        Kind::Latest => {
            if let Some(extra) = from.or(to) {
                faults.push(too_much(word, &extra));
                return None;
            }
            Some(QueryCondition::Latest)
        }
        Kind::AsOf => {
            let moment = end(from.as_ref(), (names.from, blank(names.from)), word, base, faults);
            if let Some(extra) = to {
                faults.push(too_much(word, &extra));
                return None;
            }
            Some(QueryCondition::AsOf(moment?))
        }
        Kind::Range => {
            let first = end(from.as_ref(), (names.from, blank(names.from)), word, base, faults);
            let last = end(to.as_ref(), (names.to, blank(names.to)), word, base, faults);
            let (first, last) = (first?, last?);
            if first.first_day() > last.last_day() {
                let place = to.unwrap_or_else(|| word.clone()).place;
                let fault = Diagnostic::new(&say::CONDITION_BACKWARDS, place).with("from", first.wareki());
                faults.push(fault.with("to", last.wareki()));
                return None;
            }
            Some(QueryCondition::Range { from: first, to: last })
        }
    }
}

fn too_much(kind: &Word, extra: &Word) -> Diagnostic {
    let fault = Diagnostic::new(&say::CONDITION_TOO_MUCH, extra.place.clone());
    fault.with("kind", &kind.text).with("value", &extra.text)
}

/// The kind, and the dates that stand in the same text.
fn kind_of(word: &Word, names: &PartNames, faults: &mut Faults) -> Option<(Kind, Option<String>)> {
    let text = word.text.trim().trim_start_matches(['①', '②', '③']).trim();
    let half = to_half_width(text);
    let spellings = [
        (LATEST, Kind::Latest),
        (AS_OF, Kind::AsOf),
        (RANGE, Kind::Range),
        ("時点", Kind::AsOf),
        ("期間指定", Kind::Range),
        ("範囲", Kind::Range),
    ];
    for (spelling, kind) in spellings {
        let Some(rest) = text.strip_prefix(spelling) else { continue };
        let rest = rest.trim_start_matches([' ', '　', ':', '：', '(', '（']).trim_end_matches([')', '）']).trim();
        return Some((kind, (!rest.is_empty()).then(|| rest.to_owned())));
    }
    if text.contains(RANGE_SIGNS) {
        return Some((Kind::Range, Some(text.to_owned())));
    }
    if parse_moment(&half).is_ok() {
        return Some((Kind::AsOf, Some(text.to_owned())));
    }
    words::unknown_word(word, names.kind, [LATEST, AS_OF, RANGE].into_iter(), faults);
    None
}

fn end(
    written: Option<&Word>,
    (name, blank): (&str, Place),
    kind: &Word,
    base: Option<CivilDate>,
    faults: &mut Faults,
) -> Option<Moment> {
    let Some(word) = written.filter(|word| !word.text.is_empty()) else {
        let fault = Diagnostic::new(&say::CONDITION_INCOMPLETE, blank).with("kind", &kind.text);
        faults.push(fault.with("part", name));
        return None;
    };
    let moment = words::moment(word, &word.text, name, faults)?;
    if let Some(base) = base.filter(|base| moment.first_day() > *base) {
        let fault = Diagnostic::new(&say::CONDITION_AFTER_BASE_DATE, word.place.clone());
        faults.push(fault.with("moment", moment.wareki()).with("base", base.wareki()));
    }
    Some(moment)
}
