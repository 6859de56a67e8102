//! How 住民基本台帳ネットワーク answers a search: whether it may be answered at all, and who is found.
//!
//! The deck of 2024: a person without a 個人番号 at hand is searched by 4情報, by 3情報 only for an 事務 that holds no 性別;
//! 2情報 found several persons and so led to 紐付け誤り, and since the change they get no answer, but for 生活保護. Spellings
//! of an address and 外字 go on being found.

use super::address::Address;
use crate::model::{
    CivilDate, OrganisationKind, Particulars, RegisterRules, Resident, Search, SearchOutcome, SearchRight, Variants,
};

/// Who searches, when, and what for.
#[derive(Debug, Clone, Copy)]
pub struct Searcher {
    /// The kind of body.
    pub kind: OrganisationKind,
    /// How its 事務 may search.
    pub right: SearchRight,
    /// The day of the search.
    pub day: CivilDate,
}

/// What comes of a search: the outcome, and the persons found, in the order of the register.
pub fn search<'r>(
    search: &Search,
    searcher: Searcher,
    rules: &RegisterRules,
    residents: &'r [Resident],
) -> (SearchOutcome, Vec<&'r Resident>) {
    if let Some(refusal) = refusal(search, searcher, rules) {
        return (refusal, Vec::new());
    }
    let variants = &rules.variants;
    let name = person(&search.name, variants);
    let address = search.address.as_deref().map(|written| Address::of(written, variants));
    let hits: Vec<&Resident> = residents
        .iter()
        .filter(|resident| resident.birth == search.birth)
        .filter(|resident| search.sex.is_none_or(|sex| resident.sex == sex))
        .filter(|resident| {
            let names = std::iter::once(&resident.name).chain(&resident.other_names);
            names.map(|known| person(known, variants)).any(|known| known == name)
        })
        .filter(|resident| address.as_ref().is_none_or(|told| Address::of(&resident.address, variants).same(told)))
        .collect();
    (outcome(hits.len()), hits)
}

/// Which of the persons found fits what is known besides.
pub fn distinguish<'r>(
    hits: &[&'r Resident],
    told: &Particulars,
    variants: &Variants,
) -> (SearchOutcome, Vec<&'r Resident>) {
    let kana = told.kana.as_deref().map(|written| person(written, variants));
    let address = told.address.as_deref().map(|written| Address::of(written, variants));
    let past = told.past_address.as_deref().map(|written| Address::of(written, variants));
    let fits = |resident: &Resident| {
        let same = |told: &Option<Address>, known: &str| {
            told.as_ref().is_none_or(|told| Address::of(known, variants).same(told))
        };
        told.sex.is_none_or(|sex| resident.sex == sex)
            && kana
                .as_ref()
                .is_none_or(|kana| resident.kana.as_deref().is_some_and(|known| person(known, variants) == *kana))
            && same(&address, &resident.address)
            && (past.is_none() || resident.past_addresses.iter().any(|known| same(&past, known)))
    };
    let left: Vec<&Resident> = hits.iter().copied().filter(|resident| fits(resident)).collect();
    (outcome(left.len()), left)
}

fn outcome(hits: usize) -> SearchOutcome {
    match hits {
        0 => SearchOutcome::Nobody,
        1 => SearchOutcome::One,
        _ => SearchOutcome::Several,
    }
}

/// Why a search is not answered. Before the change anything with 氏名 and 生年月日 was.
fn refusal(search: &Search, searcher: Searcher, rules: &RegisterRules) -> Option<SearchOutcome> {
    let changed = rules.changeover.get(&searcher.kind).is_some_and(|first| searcher.day >= *first);
    match (searcher.right, search.sex, &search.address) {
        _ if !changed => None,
        (SearchRight::AsBefore, _, _) | (_, Some(_), Some(_)) | (SearchRight::WithoutSex, None, Some(_)) => None,
        (SearchRight::FourItems, None, Some(_)) => Some(SearchOutcome::NotAllowed),
        (_, _, None) => Some(SearchOutcome::NotAnswered),
    }
}

/// A name in one spelling, without blanks.
fn person(written: &str, variants: &Variants) -> String {
    variants.fold(written).chars().filter(|c| !c.is_whitespace() && !matches!(c, '・' | '･')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Place, Sex};

    fn day(text: &str) -> CivilDate {
        crate::model::date::parse_day(text).unwrap().value
    }

    fn resident(id: &str, name: &str, sex: Sex, address: &str) -> Resident {
        Resident {
            id: id.into(),
            name: name.to_owned(),
            other_names: Vec::new(),
            kana: Some("ﾚｲｼﾞ ﾀﾛｳ".to_owned()),
            birth: day("S55.1.1"),
            sex,
            address: address.to_owned(),
            past_addresses: vec!["例示県C市見本9".to_owned()],
            persona: None,
            place: Place::Nowhere,
        }
    }

    fn register() -> Vec<Resident> {
        let mut other_name = resident("J-4", "例示 次郎", Sex::Male, "例示県B市見本5");
        other_name.other_names = vec!["見本 次郎".to_owned()];
        vec![
            resident("J-1", "髙﨑 太郎", Sex::Male, "例示県B市見本２丁目１番地２号"),
            resident("J-2", "高崎　太郎", Sex::Male, "例示県E市ひな形7"),
            resident("J-3", "高崎 太郎", Sex::Female, "例示県B市見本2-1-2"),
            other_name,
        ]
    }

    /// The outcome and the keys found, of a search written as `name/sex/address`.
    fn found(written: &str, kind: OrganisationKind, right: SearchRight, on: &str) -> String {
        let parts: Vec<&str> = written.split('/').collect();
        let part = |at: usize| parts.get(at).copied().filter(|text| !text.is_empty());
        let asked = Search {
            name: parts[0].to_owned(),
            birth: day("1980-01-01"),
            sex: part(1).and_then(Sex::from_word),
            address: part(2).map(str::to_owned),
        };
        let searcher = Searcher { kind, right, day: day(on) };
        let register = register();
        let (outcome, hits) = search(&asked, searcher, &RegisterRules::default(), &register);
        let keys: Vec<&str> = hits.iter().map(|hit| &*hit.id.0).collect();
        format!("{} {}", outcome.word().ja, keys.join(","))
    }

    #[test]
    fn a_search_is_answered_by_what_it_says_who_asks_and_when() {
        use OrganisationKind::{Agency, Insurer, Municipality, Prefecture};
        use SearchRight::{AsBefore, FourItems, WithoutSex};
        let four = "髙﨑太郎/男/例示県B市見本2-1-2";
        let three = "高﨑太郎//例示県B市見本2-1-2";
        let two = "高崎 太郎";
        for (asked, kind, right, on, expected) in [
            (four, Municipality, FourItems, "R6.6.3", "一人該当 J-1"),
            (four, Municipality, FourItems, "R5.6.1", "一人該当 J-1"),
            (four, Insurer, WithoutSex, "R6.6.3", "一人該当 J-1"),
            // 3情報: only for an 事務 without 性別; two persons live there, and only 性別 tells them apart.
            (three, Municipality, WithoutSex, "R6.6.3", "複数該当 J-1,J-3"),
            (three, Municipality, FourItems, "R6.6.3", "照会不可 "),
            (three, Municipality, AsBefore, "R6.6.3", "複数該当 J-1,J-3"),
            (three, Municipality, FourItems, "R6.3.31", "複数該当 J-1,J-3"),
            // 2情報: several before the change, no answer after it, each kind of body from its own day.
            (two, Municipality, FourItems, "R6.3.31", "複数該当 J-1,J-2,J-3"),
            (two, Municipality, FourItems, "R6.4.1", "回答なし "),
            (two, Municipality, WithoutSex, "R6.4.1", "回答なし "),
            (two, Municipality, AsBefore, "R6.4.1", "複数該当 J-1,J-2,J-3"),
            (two, Prefecture, FourItems, "R5.12.17", "複数該当 J-1,J-2,J-3"),
            (two, Prefecture, FourItems, "R5.12.18", "回答なし "),
            (two, Agency, FourItems, "R5.12.18", "回答なし "),
            (two, Insurer, FourItems, "R5.12.18", "回答なし "),
            // Without 住所 it is no 3情報, whatever else is told.
            ("高崎太郎/男", Municipality, WithoutSex, "R6.6.3", "回答なし "),
            ("高崎太郎/男", Municipality, AsBefore, "R6.6.3", "複数該当 J-1,J-2"),
            ("高崎太郎/女", Municipality, FourItems, "R5.6.1", "一人該当 J-3"),
            // Nobody: a wrong name, a wrong address, a wrong 性別.
            ("高橋太郎/男/例示県B市見本2-1-2", Municipality, FourItems, "R6.6.3", "該当者なし "),
            ("高崎太郎/男/例示県B市見本2-1-9", Municipality, FourItems, "R6.6.3", "該当者なし "),
            ("高崎太郎/女/例示県E市ひな形7", Municipality, FourItems, "R6.6.3", "該当者なし "),
            // 旧氏・通称.
            ("見本次郎/男/B市見本5番地", Municipality, FourItems, "R6.6.3", "一人該当 J-4"),
        ] {
            assert_eq!(found(asked, kind, right, on), expected, "{asked} {kind:?} {right:?} {on}");
        }
    }

    #[test]
    fn several_hits_are_told_apart_by_what_is_known_besides() {
        let mut register = register();
        register[1].past_addresses.push("例示県B市見本3丁目1".to_owned());
        register[2].kana = Some("タカザキ　タロウ".to_owned());
        let hits: Vec<&Resident> = register.iter().take(3).collect();
        let told = Particulars::default;
        let text = |written: &str| Some(written.to_owned());
        for (told, expected) in [
            (told(), "複数該当 J-1,J-2,J-3"),
            (Particulars { sex: Some(Sex::Male), ..told() }, "複数該当 J-1,J-2"),
            (Particulars { sex: Some(Sex::Female), ..told() }, "一人該当 J-3"),
            (Particulars { address: text("E市ひな形７番地"), ..told() }, "一人該当 J-2"),
            (Particulars { past_address: text("例示県B市見本三丁目１"), ..told() }, "一人該当 J-2"),
            (Particulars { kana: text("ﾀｶｻﾞｷﾀﾛｳ"), ..told() }, "一人該当 J-3"),
            (Particulars { kana: text("レイジ タロウ"), sex: Some(Sex::Female), ..told() }, "該当者なし "),
        ] {
            let (outcome, left) = distinguish(&hits, &told, &Variants::default());
            let keys: Vec<&str> = left.iter().map(|hit| &*hit.id.0).collect();
            assert_eq!(format!("{} {}", outcome.word().ja, keys.join(",")), expected, "{told:?}");
        }
    }
}
