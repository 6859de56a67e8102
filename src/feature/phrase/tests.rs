//! Sentences: what is read, what is refused and how, and that writing and reading agree.

use proptest::prelude::*;

use super::*;
use crate::feature::sentences;
use crate::feature::tests::any_phrase;
use crate::model::fault::CutPoint;
use crate::model::{FaultKind, Lang};

fn read(class: StepClass, text: &str, rows: &[&[&str]]) -> Result<Phrase, Vec<PhraseFault>> {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    Phrase::parse(class, text, (!rows.is_empty()).then_some(rows.as_slice()), None)
}

/// The codes of the faults with their rows, `E0614@3`.
fn faults(read: Result<Phrase, Vec<PhraseFault>>) -> String {
    let Err(faults) = read else { return "read".to_owned() };
    let told: Vec<String> = faults
        .iter()
        .map(|fault| match fault.row {
            Some(row) => format!("{}@{row}", fault.diagnostic.fault.code),
            None => fault.diagnostic.fault.code.to_owned(),
        })
        .collect();
    told.join(" ")
}

#[test]
fn every_example_is_read() {
    for sentence in sentences() {
        let read = read(sentence.class, sentence.example, sentence.table);
        assert_eq!(faults(read), "read", "{}", sentence.example);
    }
}

#[test]
fn sentences_are_read_whatever_the_width_and_the_blanks() {
    use StepClass::{Given, Then};
    let day = CivilDate::new(2018, 7, 27).unwrap();
    let department = Department { name: "国民健康保険課".to_owned(), code: "001A".to_owned() };
    for (class, text, expected) in [
        (Given, "基準日は「Ｈ３０．７．２７」である", Phrase::BaseDate(day)),
        (Given, "基準日は 「2018-07-27」 である。", Phrase::BaseDate(day)),
        (Given, "基準日は｢平成30年7月27日｣である", Phrase::BaseDate(day)),
        (
            Given,
            "照会者は「B市」の「国民健康保険課」(部署コード「００１Ａ」)である",
            Phrase::Inquirer { organisation: "B市".to_owned(), department: Some(department) },
        ),
        (Given, "照会者は「B市」である", Phrase::Inquirer { organisation: "B市".to_owned(), department: None }),
        (Given, "ロールモデル「ＲＭ－００１」の人について照会する", Phrase::Persona("RM-001".into())),
        (Given, "ﾛｰﾙﾓﾃﾞﾙ「RM-001」の人について照会する", Phrase::Persona("RM-001".into())),
        (Given, "情報提供者は「２」回だけ応答しない", Phrase::Conduct { behaviour: Behaviour::Silent, times: Some(2) }),
        (
            Given,
            "照会者は「例示「特例」組合」である",
            Phrase::Inquirer { organisation: "例示「特例」組合".to_owned(), department: None },
        ),
        (Then, "処理結果は「正常終了（該当なし）」である", Phrase::Outcome(Outcome::NoData)),
        (
            Given,
            "「Ｂ市」の手前で「切断(本文の途中)」が「１」回だけ起こる",
            Phrase::Fault(FaultPhrase::Happens {
                place: "Ｂ市".to_owned(),
                kind: FaultKind::Cut(CutPoint::MidBody),
                times: Some(1),
            }),
        ),
        (Then, "返る単位は「２」件である", Phrase::UnitCount(2)),
        (Then, r"「A\」組合」の情報が含まれない", Phrase::Excludes("A」組合".to_owned())),
    ] {
        assert_eq!(read(class, text, &[]), Ok(expected), "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_told_with_what_to_do() {
    use StepClass::{Given, Then, When};
    for (class, text, expected) in [
        (Given, "基準日は「平成30年7月27日」", "E0601"),
        (Given, "基準日は「平成30年7月27日である", "E0603"),
        (Given, "基準日は平成30年」である", "E0603"),
        (Given, "基準日は「きのう」である", "E0604"),
        (Given, "基準日は「H30.7」である", "E0604"),
        (Given, "基準日は「H30.2.30」である", "E0605"),
        (Given, "基準日は「」である", "E0608"),
        (Given, "情報提供者は「〇」回だけ応答しない", "E0606"),
        (Given, "情報提供者は「0」回だけ応答しない", "E0606"),
        (Then, "処理結果は「正常終了だ」である", "E0607"),
        (Given, "処理結果は「正常終了」である", "E0602"),
        (Given, "「B市」の手前で「遅廷」が起こる", "E0801"),
        (Given, "「B市」の手前で「遅延（前）」が起こる", "E0802"),
        (Given, "「」の手前で「エラー応答（200）」が起こる", "E0608 E0803"),
        (Given, "「B市」の手前で「遅延」が「0」回だけ起こる", "E0606"),
        (Given, "「B市」の手前の保留を解除する", "E0602"),
        (When, "「健康保険組合」へ次のとおり情報照会する", "E0609"),
        (Then, "次の項目が返る", "E0609"),
    ] {
        assert_eq!(faults(read(class, text, &[])), expected, "{text}");
    }
    assert_eq!(faults(read(Then, "項目は返らない", &[&["a"]])), "E0610");
    assert_eq!(faults(Phrase::parse(Then, "項目は返らない", None, Some("x"))), "E0610");
    let told = read(Then, "処理結果は「正常終了」です", &[]).unwrap_err();
    assert!(
        told[0].diagnostic.help(Lang::Ja).contains("処理結果は「処理結果」である"),
        "{}",
        told[0].diagnostic.help(Lang::Ja)
    );
    let told = read(Then, "処理結果は「副本未登禄」である", &[]).unwrap_err();
    assert_eq!(told[0].diagnostic.did_you_mean.as_deref(), Some("副本未登録"));
}

fn query(change: &[(&str, &str)]) -> Result<Phrase, Vec<PhraseFault>> {
    let mut rows = vec![
        ["項目", "値"],
        ["事務コード", "JM030"],
        ["事務手続コード", "JT030001"],
        ["特定個人情報名コード", "TM031"],
        ["版", "4.0"],
        ["項目コード", "TK01、TK02"],
        ["照会条件", "既定"],
    ];
    for (name, value) in change {
        match rows.iter_mut().find(|row| row[0] == *name) {
            Some(row) => row[1] = value,
            None => rows.push([name, value]),
        }
    }
    rows.retain(|row| row[1] != "absent");
    let rows: Vec<&[&str]> = rows.iter().map(<[&str; 2]>::as_slice).collect();
    read(StepClass::When, "「健康保険組合」へ次のとおり情報照会する", &rows)
}

#[test]
fn a_query_is_read_in_every_spelling() {
    let condition = |written: &str| match query(&[("照会条件", written)]) {
        Ok(Phrase::Query { query, .. }) => query.condition.to_string(),
        other => faults(other),
    };
    for (written, expected) in [
        ("既定", "既定"),
        ("absent", "既定"),
        ("時点指定 平成28年", "時点指定 平成28年"),
        ("時点指定：Ｈ２８年", "時点指定 平成28年"),
        ("H28.3", "時点指定 平成28年3月"),
        ("範囲指定 H29.4.1～H31.7.27", "範囲指定 平成29年4月1日～令和元年7月27日"),
        ("範囲指定　平成28年3月〜平成29年10月", "範囲指定 平成28年3月～平成29年10月"),
        ("H29.4.1~R1.7.27", "範囲指定 平成29年4月1日～令和元年7月27日"),
        ("範囲指定 H30.4.1～H29.4.1", "E0616@6"),
        ("範囲指定 H30.4.1", "E0615@6"),
        ("時点指定", "E0615@6"),
        ("時点指定 H30.2.30", "E0605@6"),
        ("時点指定 平成28年度", "E0604@6"),
        ("さいきん", "E0615@6"),
        ("1～2～3", "E0615@6"),
    ] {
        assert_eq!(condition(written), expected, "{written}");
    }
    let items = |written: &str| match query(&[("項目コード", written)]) {
        Ok(Phrase::Query { query, .. }) => query.items.iter().map(ItemCode::to_string).collect::<Vec<_>>().join(" "),
        other => faults(other),
    };
    for (written, expected) in [
        ("TK01、TK02", "TK01 TK02"),
        ("ＴＫ０１，TK2\nTK03・tk4", "TK01 TK02 TK03 TK04"),
        ("TK01～TK15", "E0620@5"),
        ("TK01、TX02、03", "E0614@5 E0614@5"),
        ("、", "E0608@5"),
    ] {
        assert_eq!(items(written), expected, "{written}");
    }
}

#[test]
fn every_fault_of_a_table_is_told_at_once() {
    let told = query(&[("事務コード", "030"), ("版", " "), ("照会条件", "x"), ("備考", "y")]);
    assert_eq!(faults(told), "E0611@7 E0614@1 E0608@4 E0615@6");
    assert_eq!(faults(query(&[("版", "absent"), ("項目コード", "absent")])), "E0612@0 E0612@0");

    let items = |rows: &[&[&str]]| faults(read(StepClass::Then, "次の項目が返る", rows));
    for (rows, expected) in [
        (&[&["項目コード", "期待値"] as &[&str], &["TK01", "甲"]] as &[&[&str]], "read"),
        (&[&["項目コード", "期待値"], &["TK01", "甲"], &["TK01", "乙"]], "E0619@2"),
        (&[&["項目コード", "期待値", "空の理由"], &["TK01", "甲", "01"]], "E0617@1"),
        (&[&["項目コード", "期待"], &["TK01", "甲"]], "E0611@0 E0612@0"),
        (&[&["項目コード", "期待値", "期待値"], &["TK01", "甲", "甲"]], "E0613@0"),
        (&[&["項目コード", "期待値"]], "E0621@0"),
        (&[&["単位", "項目コード", "期待値"], &["一", "TK01", "甲"], &["1", "X", "甲"]], "E0606@1 E0614@2"),
        (&[&["項目コード", "期待値", "出典"], &["TK01", "甲", "a!b!c!d"]], "E0618@1"),
    ] {
        assert_eq!(items(rows), expected, "{rows:?}");
    }
}

#[test]
fn a_date_after_its_era_is_read_with_a_warning() {
    let (phrase, faults) = Phrase::parse_noting(StepClass::Given, "基準日は「H31.7.27」である", None, None);
    assert_eq!(phrase, Some(Phrase::BaseDate(CivilDate::new(2019, 7, 27).unwrap())));
    assert_eq!(faults[0].diagnostic.fault.code, "E0622");
    assert!(faults[0].diagnostic.help(Lang::Ja).contains("令和元年7月27日"));
}

proptest! {
    #[test]
    fn every_phrase_survives(phrase in any_phrase()) {
        let step = phrase.render();
        let table = (!step.table.is_empty()).then_some(step.table.as_slice());
        prop_assert_eq!(Phrase::parse(step.class, &step.text, table, None), Ok(phrase));
    }

    #[test]
    fn no_text_breaks_the_reader(text in "[「」\\\\｢｣基準日は である情報提供者\n]{0,24}") {
        let _ = Phrase::parse(StepClass::Given, &text, None, None);
    }
}
