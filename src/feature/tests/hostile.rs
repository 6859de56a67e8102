//! Hostile files: what people and their editors do to a feature. Read rightly, or refused with a place.

use proptest::prelude::*;

use super::*;

/// The smallest whole scenario; `{…}` are replaced by the cases.
const GOOD: &str = "\
# language: ja
機能: 名前

  シナリオ: 一つ目
    前提 基準日は「平成30年7月27日」である
    かつ 照会者は「B市」である
    かつ ロールモデル「RM-001」の人について照会する
    もし 「健康保険組合」へ次のとおり情報照会する
      | 項目 | 値 |
      | 事務コード | JM030 |
      | 事務手続コード | JT030001 |
      | 特定個人情報名コード | TM031 |
      | 版 | 4.0 |
      | 項目コード | TK01、TK02 |
    ならば 処理結果は「正常終了」である
    かつ 項目は返らない
";

/// `1 scenario, 6 steps` or the faults.
fn outcome(text: &str) -> String {
    let (features, faults) = read("features/handwritten/x.feature", text);
    if !faults.is_empty() {
        return told(&faults).join(" ");
    }
    let count = |feature: &gherkin::Feature| {
        let steps: usize = feature.scenarios.iter().map(|scenario| scenario.steps.len()).sum();
        format!("{}/{steps}", feature.scenarios.len())
    };
    let mut said = features.iter().map(count).collect::<Vec<_>>().join("+");
    for feature in &features {
        for fault in told(&check(feature, "features/handwritten/x.feature")) {
            said.push(' ');
            said.push_str(&fault);
        }
    }
    said
}

#[test]
fn what_can_be_read_is_read_rightly() {
    let row = "      | 版 | 4.0 |\n";
    for (name, text) in [
        ("as it is", GOOD.to_owned()),
        ("byte order mark", format!("\u{feff}{GOOD}")),
        ("CRLF", GOOD.replace('\n', "\r\n")),
        ("old line ends", GOOD.replace('\n', "\r")),
        ("no last line end", GOOD.trim_end().to_owned()),
        ("full-width indentation", GOOD.replace("    ", "　　").replace("  シ", "　シ")),
        ("tabs", GOOD.replace("    ", "\t").replace("  シ", "\tシ")),
        ("no-break spaces", GOOD.replace("    ", "\u{a0}\u{a0}")),
        ("zero-width spaces", GOOD.replace("    前", "\u{200b}    前")),
        ("full-width colon", GOOD.replace(": ", "：")),
        ("full-width colon apart", GOOD.replace(": ", " ： ")),
        ("full-width bars", GOOD.replace("      |", "      ｜").replace(" |\n", " ｜\n").replace(" | ", " ｜ ")),
        ("full-width bars at the left", GOOD.replace("      |", "      ｜").replace(" |\n", " ｜\n")),
        ("full-width blanks in cells", GOOD.replace("| 版 | 4.0 |", "|　版　|　4.0　|")),
        ("full-width digits", GOOD.replace("30年7月27日", "３０年７月２７日").replace("JM030", "ＪＭ０３０")),
        ("full-width tag", GOOD.replace("  シナリオ", "  ＠重要　＠夜間\n  シナリオ").replacen("\n\n", "\n", 1)),
        ("full-width comment", GOOD.replacen("\n\n", "\n＃ 覚え書き\n", 1)),
        ("no language", GOOD.replacen("# language: ja", "#", 1)),
        ("full-width language", GOOD.replacen("# language: ja", "＃　language：ja", 1)),
        ("blank after language", GOOD.replacen("# language: ja", "# language: ja  ", 1)),
        ("no blank after keywords", GOOD.replace("前提 ", "前提").replace("もし ", "もし").replace("かつ ", "かつ")),
        ("full-width blank after keywords", GOOD.replace("前提 ", "前提　").replace("かつ ", "かつ　")),
        ("other spellings", GOOD.replace("かつ 照", "且つ 照").replace("かつ 項", "然し 項")),
        ("comments in a table", GOOD.replace(row, &format!("      # 版は新しい\n\n{row}"))),
        ("blank lines", GOOD.replace('\n', "\n\n")),
        ("prose below the feature", GOOD.replacen("\n\n", "\n  ただし、休日を除く。\n  もしくは、翌日。\n  かつては別だった。\n  もし休日なら延期。\n  * 箇条書き\n\n", 1)),
        ("prose below the scenario", GOOD.replace("一つ目\n", "一つ目\n    ただし、休日を除く。\n    もしくは翌日。\n    かつてB市にいた人。\n")),
        ("decomposed kana", GOOD.replace("ならば", "ならは\u{3099}").replace("である", "て\u{3099}ある")),
    ] {
        assert_eq!(outcome(&text), "1/6", "{name}\n{text}");
    }
}

#[test]
fn what_cannot_be_read_rightly_is_refused_with_its_place() {
    let with = |from: &str, to: &str| {
        assert!(GOOD.contains(from), "{from}");
        GOOD.replacen(from, to, 1)
    };
    for (name, text, expected) in [
        ("rule", with("  シナリオ", "  ルール: 名前\n  シナリオ"), "4:3 E0650"),
        ("english rule", with("  シナリオ", "  Rule: name\n  シナリオ"), "4:3 E0650"),
        ("english scenario", with("  シナリオ: 一つ目", "  Scenario: one"), "4:3 E0642"),
        ("another language", with("language: ja", "language: en"), "1:1 E0633"),
        ("row too long", with("| 版 | 4.0 |", "| 版 | 4.0 | 5.0 |"), "13:7 E0640"),
        ("row too short", with("| 版 | 4.0 |", "| 版 |"), "13:7 E0640"),
        ("full-width bar inside", with("| 版 | 4.0 |", "| 版 ｜ 4.0 |"), "13:7 E0640"),
        ("open row", with("| 版 | 4.0 |", "| 版 | 4.0"), "13:12 E0638"),
        ("docstring", with("    かつ 項目", "    \"\"\"xml\n    前提 x\n    \"\"\"\n    かつ 項目"), "16:5 E0636"),
        ("open docstring", with("    かつ 項目", "    ```\n    かつ 項目"), "16:5 E0636 16:5 E0637"),
        ("prose among steps", with("    かつ 項目", "    ただし、休日を除く\n    かつ 項目"), "16:5 E0655"),
        ("prose that may be a step", with("    前提", "    もし休日なら延期する\n    前提"), "5:5 E0645"),
        ("step below the feature", with("\n\n", "\n  前提 なにか\n"), "3:3 E0652"),
        ("sentence without keyword", with("    前提 基", "    基"), "5:5 E0653"),
        ("misspelt keyword", with("    前提 基", "    前堤 基"), "5:5 E0653"),
        ("misspelt scenario", with("  シナリオ:", "  シナリヲ:"), "4:3 E0654"),
        ("no colon", with("シナリオ: 一つ目", "シナリオ 一つ目"), "4:3 E0641"),
        ("keyword alone", with("    もし 「", "    もし\n    もし 「"), "8:5 E0643"),
        ("asterisk", with("    かつ 項目", "    * 項目"), "16:5 E0644"),
        ("dangling tag", with("    かつ 項目", "    @重要\n    かつ 項目"), "16:5 E0635"),
        ("tag at the end", format!("{GOOD}  @重要\n"), "17:3 E0635"),
        (
            "tag above the background",
            with("  シナリオ", "  @重要\n  背景:\n    前提 情報提供者は応答しない\n  シナリオ"),
            "4:3 E0635",
        ),
        ("half a tag", with("  シナリオ", "  @重要 夜間\n  シナリオ"), "4:3 E0634"),
        ("row without a step", with("    前提", "    | a |\n    前提"), "5:5 E0639"),
        (
            "second background",
            with("  シナリオ", "  背景:\n    前提 情報提供者は応答しない\n  背景:\n  シナリオ"),
            "6:3 E0651",
        ),
        ("examples above", with("  シナリオ", "  例:\n  シナリオ"), "4:3 E0651"),
        ("outline without examples", with("シナリオ:", "シナリオアウトライン:"), "4:1 E0649"),
        ("control character", with("一つ目", "一つ\u{7}目"), "4:11 E0632"),
        ("mixed line ends", with("一つ目\n", "一つ目\r"), "4:12 E0632"),
        ("empty", String::new(), "1:1 E0646"),
        ("feature alone", "機能: 名前\n".to_owned(), "1:1 E0647"),
        ("scenario alone", "機能: 名前\nシナリオ: 名前\n".to_owned(), "2:1 E0648"),
        ("no feature", with("機能: 名前\n", ""), "3:3 E0646"),
    ] {
        assert_eq!(outcome(&text), expected, "{name}\n{text}");
    }
}

#[test]
fn sentences_are_checked_before_the_run() {
    let with = |from: &str, to: &str| GOOD.replacen(from, to, 1);
    for (name, text, expected) in [
        ("unknown sentence", with("処理結果は「正常終了」である", "処理結果は「正常終了」です"), "1/6 15 E0601"),
        ("bad cell", with("TM031", "31"), "1/6 12 E0614"),
        ("wrong keyword", with("もし 「", "ならば 「"), "1/6 8 E0602"),
        ("no base date", with("    前提 基準日は「平成30年7月27日」である\n    かつ 照", "    前提 照"), "1/5 4 E0660"),
        (
            "nothing expected",
            with("    ならば 処理結果は「正常終了」である\n    かつ 項目は返らない\n", ""),
            "1/4 4 E0660",
        ),
        (
            "twice",
            with("    かつ 照", "    かつ ロールモデル「RM-002」の人について照会する\n    かつ 照"),
            "1/7 8 E0661",
        ),
        ("expected too early", with("    もし 「", "    ならば 項目は返らない\n    もし 「"), "1/7 8 E0662"),
        ("prepared too late", format!("{GOOD}    前提 情報提供者は応答しない\n"), "1/7 17 E0663"),
        ("era overrun is only told", with("平成30年7月27日", "H31.7.27"), "1/6 5 E0622"),
    ] {
        assert_eq!(outcome(&text), expected, "{name}\n{text}");
    }
}

#[test]
fn names_are_checked_against_the_project() {
    let project = sample::project();
    let told_of = |text: &str| {
        let (features, faults) = read("x.feature", text);
        assert!(faults.is_empty());
        told(&check_names(&features[0], "x.feature", &project)).join(" ")
    };
    assert_eq!(told_of(GOOD), "");
    for (from, to, expected) in [
        ("B市", "Ｂ市", ""),
        ("B市", "Z市", "6 E0664"),
        ("RM-001", "RM-009", "7 E0666"),
        ("健康保険組合", "代表団体", ""),
        ("健康保険組合", "健保組合", "8 E0665"),
        ("TM031", "TM032", "8 E0667"),
        ("項目は返らない", "「D健康保険組合」の情報が含まれる", "16 E0664"),
    ] {
        assert_eq!(told_of(&GOOD.replacen(from, to, 1)), expected, "{to}");
    }
    let hold = "もし 「B市」の手前の保留を解除する";
    for (before, after, expected) in [
        ("「Ｂ市」の手前で「遅延」が起こる", "", ""),
        ("「NWS」の手前で「遅延」が「2」回だけ起こる", "", ""),
        ("「Z市」の手前で「遅延」が起こる", "", "8 E0804"),
        ("「住基ネット」の手前で「古い版」が起こる", "", "8 E0806"),
        ("「B市」の手前で「保留」が起こる", hold, ""),
        ("「B市」の手前で「遅延」が起こる", hold, "18 E0807"),
        ("「NWS」の手前で「保留」が起こる", hold, "18 E0807"),
    ] {
        let text = GOOD.replacen("    もし 「", &format!("    かつ {before}\n    もし 「"), 1) + "    " + after + "\n";
        assert_eq!(told_of(&text), expected, "{before} {after}");
    }
}

#[test]
fn two_features_in_one_file_are_two() {
    assert_eq!(outcome(&format!("{GOOD}\n{GOOD}")), "1/6+1/6");
}

#[test]
fn a_background_stays_apart_and_counts_for_every_scenario() {
    let background = "  背景:\n    前提 基準日は「H30.7.27」である\n\n  シナリオ";
    let text = GOOD.replacen("    前提 基準日は「平成30年7月27日」である\n    かつ 照", "    前提 照", 1).replacen(
        "  シナリオ",
        background,
        1,
    );
    let (features, faults) = read("x.feature", &text);
    assert_eq!(told(&faults), Vec::<String>::new());
    assert_eq!(features[0].background.as_ref().unwrap().steps[0].position.line, 5);
    assert_eq!(told(&check(&features[0], "x.feature")), Vec::<String>::new());
}

#[test]
fn an_outline_becomes_one_scenario_a_row_with_the_line_of_its_row() {
    let outline = GOOD
        .replacen("シナリオ: 一つ目", "シナリオアウトライン: 一つ目 <結果>", 1)
        .replacen("正常終了", "<結果>", 1)
        .replacen("TK01、TK02", "＜項目＞", 1);
    let text = format!(
        "{outline}\n    @夜間\n    例: 表\n      # 覚え\n      | 結果 | 項目 |\n\n      | 該当なし | TK01 |\n      | 時間切れ | TK02 |\n"
    );
    assert_eq!(outcome(&text), "2/12");
    let (features, _) = read("x.feature", &text);
    let said: Vec<(String, usize, String, String)> = features[0]
        .scenarios
        .iter()
        .map(|scenario| {
            let items = scenario.steps[3].table.as_ref().unwrap().rows[5][1].clone();
            (scenario.name.clone(), scenario.position.line, scenario.steps[4].value.clone(), items)
        })
        .collect();
    assert_eq!(
        said,
        [
            ("一つ目 該当なし".into(), 23, "処理結果は「該当なし」である".into(), "TK01".into()),
            ("一つ目 時間切れ".into(), 24, "処理結果は「時間切れ」である".into(), "TK02".into()),
        ]
    );
    assert_eq!(features[0].scenarios[0].tags, ["夜間"]);
    let slip = text.replacen("<結果>」", "<結課>」", 1);
    assert_eq!(outcome(&slip), "15 E0656");
}

#[test]
fn lines_survive_what_stands_between() {
    let text = GOOD.replacen("\n\n", "\n  説明\n\n  # 覚え\n\n  @a\n  # 覚え\n  @b @c\n\n", 1);
    let (features, faults) = read("x.feature", &text);
    assert!(faults.is_empty(), "{:?}", told(&faults));
    let scenario = &features[0].scenarios[0];
    assert_eq!(scenario.tags, ["a", "b", "c"]);
    let line_of = |what: &str| text.lines().position(|line| line.contains(what)).unwrap() + 1;
    assert_eq!(scenario.position.line, line_of("一つ目"));
    assert_eq!(scenario.steps[3].position.line, line_of("情報照会する"));
    assert_eq!(scenario.steps[3].table.as_ref().unwrap().position.line, line_of("| 項目 |"));
    assert_eq!(features[0].description.as_deref(), Some("説明"));
    assert_eq!(
        trial_id(scenario, "features/handwritten/x.feature"),
        format!("handwritten/x.feature:{}", line_of("一つ目"))
    );
}

/// Scenarios of arbitrary steps, written as a file by hand would be.
fn any_file() -> impl Strategy<Value = Vec<Vec<Phrase>>> {
    prop::collection::vec(prop::collection::vec(any_phrase(), 1..7), 1..12)
}

fn written(scenarios: &[Vec<Phrase>]) -> String {
    let mut text = String::from("機能: すべて\n");
    for (steps, number) in scenarios.iter().zip(1..) {
        text.push_str(&format!("\n  シナリオ: {number}\n"));
        for step in steps.iter().map(Phrase::render) {
            text.push_str(&format!("    {} {}\n", step.class.keyword(), step.text));
            write::write_table(&step.table, &mut text);
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_feature_survives(scenarios in any_file()) {
        let text = written(&scenarios);
        let (features, faults) = read("x.feature", &text);
        prop_assert!(faults.is_empty(), "{:?}\n{}", told(&faults), text);
        let back: Vec<Vec<Phrase>> = features[0]
            .scenarios
            .iter()
            .map(|scenario| scenario.steps.iter().map(|step| phrase_of(step).unwrap()).collect())
            .collect();
        prop_assert_eq!(back, scenarios);
    }

    /// Whatever is done to a good file, no scenario and no step disappears without a fault.
    #[test]
    fn nothing_is_lost_in_silence(line in 0usize..16, noise in "(前提|もし|ただし|かつ|ルール:|シナリオ|例|[|]|[@＠]|\"\"\"|[#＃]|　|:|：|｜|項目| ){1,4}", replace in any::<bool>()) {
        let mut lines: Vec<String> = GOOD.lines().map(str::to_owned).collect();
        let lost = lines[line].clone();
        if replace { lines[line] = noise.clone() } else { lines.insert(line, noise.clone()) }
        let (features, faults) = read("x.feature", &lines.join("\n"));
        let checked: usize = features.iter().map(|feature| check(feature, "x").len()).sum();
        let steps: usize = features.iter().flat_map(|feature| &feature.scenarios).map(|scenario| scenario.steps.len()).sum();
        let is_step = ["前提", "もし", "ならば", "かつ"].iter().any(|word| lost.trim().starts_with(word));
        let expected = if replace && is_step { 5 } else { 6 };
        prop_assert!(!faults.is_empty() || checked > 0 || steps >= expected, "{noise}: {steps}\n{}", lines.join("\n"));
    }
}
