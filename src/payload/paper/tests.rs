//! Tests of 試行運用: what of a paper an answer does not say, and why.

use super::*;
use crate::model::layout::{Group, Time};
use crate::model::{InformationCode, QueryCondition, Version};
use crate::payload::sample::unit;

/// Income by year, with the two taxes that were mixed up in practice.
fn income() -> Layout {
    let item = |code, name: &str, kind| Item {
        code: ItemCode(code),
        name: name.to_owned(),
        aliases: Vec::new(),
        group: usize::from(code >= 7),
        kind,
        max_length: None,
        required: false,
    };
    let group =
        |path: &[&str], key, time| Group { path: path.iter().map(|name| (*name).to_owned()).collect(), key, time };
    Layout {
        information: InformationCode(101),
        name: "地方税関係情報".to_owned(),
        version: Version::from("4.0"),
        root: "地方税関係情報".to_owned(),
        groups: vec![
            group(&["所得情報"], vec![ItemCode(1)], Some(Time::Point(ItemCode(1)))),
            group(&["控除情報", "控除"], vec![ItemCode(7)], None),
        ],
        items: vec![
            item(1, "所得年", ItemKind::Year),
            item(2, "合計所得金額", ItemKind::Amount),
            item(3, "市町村民税所得割額", ItemKind::Amount),
            item(4, "都道府県民税所得割額", ItemKind::Amount),
            item(5, "申告日", ItemKind::Date),
            item(6, "課税区分", ItemKind::Text),
            item(7, "控除の種類", ItemKind::Text),
            item(8, "控除額", ItemKind::Amount),
        ],
        place: Place::Nowhere,
    }
}

fn answer() -> Vec<Unit> {
    vec![
        unit(
            &[(1, "H28"), (2, "2,080,500円"), (3, "71,900"), (4, "47,900"), (5, "H29.3.1"), (6, "課税")],
            &[&[(7, "医療費控除"), (8, "50,000")], &[(7, "社会保険料控除"), (8, "300,000")]],
        ),
        unit(&[(1, "H29"), (2, "2,150,000"), (3, "∅01"), (4, "50,900"), (5, "H30.3.1"), (6, "課税")], &[]),
    ]
}

fn paper(issued: Option<(i16, i8, i8)>, units: Vec<Unit>) -> Paper {
    Paper {
        name: "課税証明書".to_owned(),
        issued: issued.and_then(|(year, month, day)| CivilDate::new(year, month, day)),
        query_of: None,
        units,
        called: vec![(ItemCode(2), "総所得".to_owned())],
        place: Place::Nowhere,
    }
}

/// `kind name path: paper → answer because`.
fn told(paper: &Paper) -> Vec<String> {
    let layout = income();
    let question = Question {
        layout: &layout,
        items: &[],
        condition: QueryCondition::Latest,
        base_date: CivilDate::new(2018, 7, 27).unwrap(),
        loss_day_counts: false,
    };
    let line = |d: &Difference| {
        let because = d.cause.as_ref().map(|cause| format!(" {}", serde_json::to_value(cause).unwrap()));
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        let path = d.path.replacen("地方税関係情報/", "", 1);
        let because = because.unwrap_or_default().replace('"', "");
        format!("{:?} {} {path}: {} → {}{because}", d.kind, d.name, value(&d.expected), value(&d.actual))
    };
    compare_with_paper(paper, &answer(), &question).iter().map(line).collect()
}

#[test]
fn what_the_paper_says_in_its_own_spelling_is_no_difference() {
    for units in [
        vec![],
        vec![unit(&[(2, "2080500円")], &[])],
        vec![
            unit(&[(1, "平成29年"), (2, "２，１５０，０００円")], &[]),
            unit(&[(1, "平成28年"), (5, "平成29年3月1日")], &[]),
        ],
        vec![unit(&[(1, "2016")], &[&[(7, "社会保険料控除"), (8, "300000円")]])],
    ] {
        assert_eq!(told(&paper(Some((2018, 6, 1)), units)), [""; 0]);
    }
}

#[test]
fn every_difference_has_its_hint() {
    let before = Some((2018, 6, 1));
    let year = |pairs: &[(u64, &str)]| {
        let mut head = vec![(1, "平成28年")];
        head.extend_from_slice(pairs);
        unit(&head, &[])
    };
    let table = [
        // Rounding: cut off, to the nearest, in thousands.
        (
            None,
            year(&[(2, "2,080,000")]),
            "UnlikePaper 総所得 所得情報[1]/合計所得金額: 2,080,000 → 2,080,500円 {because:rounded,unit:1000}",
        ),
        (
            None,
            year(&[(3, "72,000")]),
            "UnlikePaper 市町村民税所得割額 所得情報[1]/市町村民税所得割額: 72,000 → 71,900 {because:rounded,unit:1000}",
        ),
        // The other year's value, and the other tax.
        (
            None,
            year(&[(2, "2,150,000円")]),
            "UnlikePaper 総所得 所得情報[1]/合計所得金額: 2,150,000円 → 2,080,500円 {because:other_time,time:平成29年}",
        ),
        (
            None,
            year(&[(3, "47,900")]),
            "UnlikePaper 市町村民税所得割額 所得情報[1]/市町村民税所得割額: 47,900 → 71,900 {because:other_item,item:TK04,name:都道府県民税所得割額}",
        ),
        // Dates: a day off, a year off.
        (
            None,
            year(&[(5, "H29.3.2")]),
            "UnlikePaper 申告日 所得情報[1]/申告日: H29.3.2 → H29.3.1 {because:period_edge}",
        ),
        (
            None,
            year(&[(5, "H30.3.1")]),
            "UnlikePaper 申告日 所得情報[1]/申告日: H30.3.1 → H29.3.1 {because:other_year}",
        ),
        // No value in the answer.
        (
            before,
            unit(&[(1, "H29"), (3, "76,300")], &[]),
            "UnlikePaper 市町村民税所得割額 所得情報[2]/市町村民税所得割額: 76,300 → ReasonOfNull=01 {because:null_in_answer,reason:01}",
        ),
        // Nothing but the days.
        (
            before,
            year(&[(6, "非課税")]),
            "UnlikePaper 課税区分 所得情報[1]/課税区分: 非課税 → 課税 {base:平成30年7月27日,because:issued_apart,issued:平成30年6月1日,order:before}",
        ),
        (
            Some((2018, 8, 1)),
            year(&[(6, "非課税")]),
            "UnlikePaper 課税区分 所得情報[1]/課税区分: 非課税 → 課税 {base:平成30年7月27日,because:issued_apart,issued:平成30年8月1日,order:after}",
        ),
        (Some((2018, 7, 27)), year(&[(6, "非課税")]), "UnlikePaper 課税区分 所得情報[1]/課税区分: 非課税 → 課税"),
        (
            None,
            year(&[(3, "12,345")]),
            "UnlikePaper 市町村民税所得割額 所得情報[1]/市町村民税所得割額: 12,345 → 71,900",
        ),
        // An answer's 0 is not a rounded amount, nor a paper's.
        (None, year(&[(3, "0")]), "UnlikePaper 市町村民税所得割額 所得情報[1]/市町村民税所得割額: 0 → 71,900"),
    ];
    for (issued, unit, expected) in table {
        assert_eq!(told(&paper(issued, vec![unit])), [expected]);
    }
}

#[test]
fn what_the_answer_lacks_is_told_unit_by_unit() {
    let detail = unit(&[(1, "H29")], &[&[(7, "医療費控除"), (8, "1")]]);
    assert_eq!(
        told(&paper(None, vec![detail])),
        [
            "OnlyOnPaper 控除の種類 所得情報[2]/控除の種類: 医療費控除 → -",
            "OnlyOnPaper 控除額 所得情報[2]/控除額: 1 → -"
        ]
    );
    let third = vec![unit(&[(1, "H28")], &[]), unit(&[(1, "H29")], &[]), unit(&[(1, "H27"), (2, "5")], &[])];
    assert_eq!(
        told(&paper(Some((2018, 6, 1)), third)),
        [
            "OnlyOnPaper 課税証明書 所得情報[3]: H27 5 → - {base:平成30年7月27日,because:issued_apart,issued:平成30年6月1日,order:before}"
        ]
    );
}
