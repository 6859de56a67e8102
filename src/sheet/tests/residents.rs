//! 住民一覧 as a sheet: what is read however it is typed, and what is said of mistakes.

use super::pilot::load_with;
use crate::model::{Resident, Sex};

fn told(resident: &Resident) -> String {
    let Resident { id, name, other_names, kana, birth, sex, address, past_addresses, persona, .. } = resident;
    let kana = kana.as_deref().unwrap_or("-");
    let persona = persona.as_ref().map_or("-", |persona| &persona.0);
    let sex = if *sex == Sex::Male { '男' } else { '女' };
    format!("{id} {name} {other_names:?} {kana} {birth} {sex} {address} {past_addresses:?} {persona}")
}

#[test]
fn rows_become_residents_however_they_are_typed() {
    let (project, said) = load_with(&[(
        "住民（架空）",
        &[
            &["住基ネット　住民一覧"],
            &["台帳を持つ側が書く"],
            &["住民ＩＤ", "漢字氏名", "別名", "フリガナ", "生年月日", "性別", "現住所", "住所の履歴", "ロールモデル"],
            &[
                "J-001",
                "髙﨑　試験子",
                "例示 試験子、𠮷田 試験子",
                "タカサキ シケンコ",
                "昭和５５年１月１日",
                "女性",
                "例示県B市見本ヶ丘２丁目１番地",
                "例示県C市見本4-2\n例示県D市見本１",
                "ＲＭ－００１",
            ],
            &["", "", "", "", "", "", "", "", ""],
            &["J-002", "例示 花子", "", "", "1975/2/2", "女", "例示県B市見本2-1", "", ""],
        ],
    )]);
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(
        project.residents.iter().map(told).collect::<Vec<_>>(),
        [
            "J-001 髙﨑　試験子 [\"例示 試験子\", \"𠮷田 試験子\"] タカサキ シケンコ 1980-01-01 女 \
             例示県B市見本ヶ丘２丁目１番地 [\"例示県C市見本4-2\", \"例示県D市見本１\"] RM-001",
            "J-002 例示 花子 [] - 1975-02-02 女 例示県B市見本2-1 [] -",
        ]
    );
}

#[test]
fn mistakes_are_told_at_the_cell() {
    let (_, said) = load_with(&[(
        "住民一覧",
        &[
            &["住民キー", "氏名", "生年月日", "性別", "住所", "ロールモデルID"],
            &["J-001", "", "S55.1.32", "F", "例示県B市見本1", "RM-00l"],
            &["J-001", "例示 花子", "S55.1.1", "女", "", ""],
        ],
    )]);
    assert_eq!(
        said,
        [
            "E0203 test-groups/cases.xlsx!住民一覧!B2 「氏名」が空です。",
            "E0205 test-groups/cases.xlsx!住民一覧!C2 「生年月日」の「S55.1.32」という日はありません。",
            "E0209 test-groups/cases.xlsx!住民一覧!D2 「性別」の「F」は使えません。",
            "E0223 test-groups/cases.xlsx!住民一覧!F2 ロールモデル「RM-00l」がありません。",
            "E0202 test-groups/cases.xlsx!住民一覧!A3 住民キー「J-001」は test-groups/cases.xlsx!住民一覧!A2 にもあります。",
            "E0203 test-groups/cases.xlsx!住民一覧!E3 「住所」が空です。",
        ]
    );
}

#[test]
fn a_sheet_without_a_needed_heading_is_told() {
    let (_, said) = load_with(&[(
        "住民一覧",
        &[&["住民キー", "氏名", "生年月日", "住所"], &["J-001", "例", "S55.1.1", "例示県B市1"]],
    )]);
    assert_eq!(said, ["E0130 test-groups/cases.xlsx!住民一覧!A1 シート「住民一覧」に見出し 「性別」 がありません。"]);
}
