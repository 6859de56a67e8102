//! One run, looked at in every way.

use std::sync::Arc;

use super::*;
use crate::event::{About, Event, Exchange, Reason, TrialId};
use crate::model::{ItemCode, Lang, OrganisationId, Outcome};
use crate::payload::{Cause, Difference, DifferenceKind};

/// Case, organisation id and name, クール, ロット, title.
type Case = (&'static str, &'static str, &'static str, u8, Option<u8>, &'static str);

const K1: Case = ("K1-01", "b-shi", "B市", 7, Some(1), "資格取得届の審査（直近の資格）");
const K2: Case = ("K2-01", "b-shi", "B市", 7, Some(2), "生活保護の停止（範囲指定、2団体の結合）");
const J1: Case = ("J1-01", "rei-ken", "例示県①広域連合※", 1, None, "所得の照会");
const J2: Case = ("J1-01", "c-shi", "C市", 1, None, "所得の照会");
const J3: Case = ("J1-02", "c-shi", "C市", 1, None, "住民票の照会 <b>&\u{1b}[31m");

fn about(case: Case) -> Arc<About> {
    let (id, organisation, name, cycle, lot, title) = case;
    Arc::new(About {
        case: id.into(),
        scenario: "S01".into(),
        variation: "V01".into(),
        title: title.into(),
        flow: if lot.is_some() { "国民健康保険".into() } else { "市町村間の所得・住民票".into() },
        cycle: Some(cycle),
        lot,
        group: lot.is_none().then(|| "テストグループ1".to_owned()),
        organisation: OrganisationId::from(organisation),
        organisation_name: name.into(),
        provider: if lot.is_some() { "健康保険組合".into() } else { "E市".into() },
        persona: "RM-001".into(),
        source: format!("test-groups/テストケース一覧.xlsx!テストケース一覧!C{}", id.len() + usize::from(cycle)),
    })
}

fn trial(case: Case) -> TrialId {
    TrialId(format!("{}@{}", case.0, case.1).into())
}

fn begins(case: Case, attempt: u32) -> Event {
    Event::TrialStarted { trial: trial(case), attempt, about: about(case) }
}

fn ends(case: Case, attempt: u32, verdict: Verdict) -> Event {
    Event::TrialFinished {
        trial: trial(case),
        attempt,
        verdict,
        again: false,
        differences: vec![],
        reason: None,
        duration_us: 12_345,
        sitting_ms: None,
    }
}

fn asks(case: Case) -> Event {
    let exchange = Exchange {
        serial: None,
        inquirer: "002".into(),
        provider: "099".into(),
        outcome: Some(Outcome::Normal),
        query: "<照会/>".into(),
        envelope: None,
        data: None,
        polls: 1,
        base_date: None,
        theirs: false,
        shown: None,
        beyond_case: None,
    };
    Event::Exchanged { trial: trial(case), attempt: 1, exchange }
}

fn started(selected: u64, by_people: u64) -> Event {
    Event::RunStarted {
        run: "20261120-090000".into(),
        project: "総合運用テスト 基本例".into(),
        project_hash: "00ff".into(),
        version: "0.1.0".into(),
        selection: vec!["--cycle 7".into()],
        selected,
        by_people,
        planned: crate::event::Planned::default(),
        real: Vec::new(),
        at: "2026-11-20T09:00:00.123+09:00".into(),
    }
}

fn finished() -> Event {
    Event::RunFinished { at: "2026-11-20T09:00:03+09:00".into(), duration_ms: 3_249 }
}

/// The deck's Case ②, answered without D健康保険組合 and with another amount.
fn case_2_differences() -> Vec<Difference> {
    vec![
        Difference {
            kind: DifferenceKind::MissingUnit,
            path: "被用者保険関係情報（健康保険）/資格情報[2]".into(),
            item: None,
            name: "資格情報".into(),
            expected: Some("D健康保険組合 H30.4.1～".into()),
            actual: None,
            source: Some("test-groups/テストケース一覧.xlsx!期待項目!F21".into()),
            cause: Some(Cause::InsideButAbsent { whose: "D健康保険組合".into(), time: "H30.4.1～".into() }),
        },
        Difference {
            kind: DifferenceKind::WrongValue,
            path: "被用者保険関係情報（健康保険）/給付情報[1]/傷病手当金/支給額".into(),
            item: Some(ItemCode(7)),
            name: "支給額".into(),
            expected: Some("0123".into()),
            actual: Some("123".into()),
            source: Some("test-groups/テストケース一覧.xlsx!期待項目!F19".into()),
            cause: Some(Cause::LeadingZeros),
        },
    ]
}

/// Passed, failed, flaky, blocked, cut off, and one that never began.
fn mixed() -> Vec<Event> {
    let mut failed = ends(K2, 1, Verdict::Failed);
    if let Event::TrialFinished { differences, .. } = &mut failed {
        *differences = case_2_differences();
    }
    let mut again = ends(J1, 1, Verdict::Failed);
    if let Event::TrialFinished { again, .. } = &mut again {
        *again = true;
    }
    let mut blocked = ends(J2, 1, Verdict::Blocked);
    if let Event::TrialFinished { reason, .. } = &mut blocked {
        let (ja, en) = ("E市 に接続できない".to_owned(), "E市 cannot be reached".to_owned());
        *reason = Some(Reason { ja, en });
    }
    vec![
        started(6, 2),
        begins(K1, 1),
        begins(K2, 1),
        asks(K1),
        ends(K1, 1, Verdict::Passed),
        asks(K2),
        failed,
        begins(J1, 1),
        asks(J1),
        again,
        begins(J1, 2),
        asks(J1),
        ends(J1, 2, Verdict::Passed),
        begins(J2, 1),
        blocked,
        begins(J3, 1),
        Event::RunInterrupted { at: "2026-11-20T09:00:03+09:00".into() },
        finished(),
    ]
}

fn fold(events: &[Event]) -> RunState {
    let mut state = RunState::default();
    events.iter().for_each(|event| state.apply(event));
    state
}

fn page(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Leaves a page in the folder that `RENKEI_PAGES` names, for a look with a browser or a validator.
fn keep(name: &str, text: &str) {
    if let Some(folder) = std::env::var_os("RENKEI_PAGES") {
        std::fs::write(std::path::Path::new(&folder).join(name), text).unwrap();
    }
}

#[test]
fn exit_codes() {
    use Verdict::{Blocked, Broken, Failed, Passed};
    let case = |index: usize| [K1, K2, J1][index];
    let run = |selected: u64, verdicts: &[Verdict]| {
        let mut events = vec![started(selected, 0)];
        for (index, verdict) in verdicts.iter().enumerate() {
            events.extend([begins(case(index), 1), ends(case(index), 1, *verdict)]);
        }
        fold(&events)
    };
    let table: [(&str, u64, &[Verdict], u8); 9] = [
        ("all passed", 2, &[Passed, Passed], 0),
        ("one failed", 2, &[Passed, Failed], 4),
        ("one broke, one failed: the bench first", 2, &[Broken, Failed], 5),
        ("one blocked", 2, &[Passed, Blocked], 7),
        ("one failed, one blocked", 2, &[Failed, Blocked], 4),
        ("one never began", 2, &[Passed], 7),
        ("one failed, one never began", 2, &[Failed], 4),
        ("nothing selected", 0, &[], 6),
        ("nothing ran", 2, &[], 6),
    ];
    for (what, selected, verdicts, exit) in table {
        assert_eq!(exit_code(&run(selected, verdicts), Flaky::Fails), exit, "{what}");
    }
    let flaky = fold(&mixed()[7..13]);
    assert_eq!((exit_code(&flaky, Flaky::Fails), exit_code(&flaky, Flaky::Allowed)), (4, 0));
    let stopped = fold(&[started(2, 0), Event::RunInterrupted { at: String::new() }]);
    assert_eq!(exit_code(&stopped, Flaky::Fails), 7, "stopped before anything ran");
}

const SCREEN: &str = "\
実行  20261120-090000  総合運用テスト 基本例
選択  --cycle 7
結果  6 件：合 2  否 1  保留 1  未実施 2
    再試行で合になったものが 1 件ある（合に含む）
    人手で行うものが 2 件ある（上の数に含まない）
    途中で止められた。renkei run --resume 20261120-090000 で続けられる
    照会 4 回、所要 3.2 秒

クール×ロット
         | ロットなし | ロット1 | ロット2 
---------+------------+---------+---------
 クール1 | 保留 1/3   | -       | -       
 クール7 | -          | 合 1    | 否 1    
各欄は最も悪い判定とその件数/総数（判定が一つなら総数だけ）

グループ別
 グループ        | 合 | 否 | 保留 | 未実施 | 測定不能 | 計 | 再試行 
-----------------+----+----+------+--------+----------+----+--------
 テストグループ1 |  1 |  0 |    1 |      1 |        0 |  3 |      1 

団体別
 団体               | 合 | 否 | 保留 | 未実施 | 測定不能 | 計 | 再試行 
--------------------+----+----+------+--------+----------+----+--------
 B市                |  1 |  1 |    0 |      0 |        0 |  2 |      0 
 C市                |  0 |  0 |    1 |      1 |        0 |  2 |      0 
 例示県①広域連合※ |  1 |  0 |    0 |      0 |        0 |  1 |      1 

合でなかったもの

否  K2-01@b-shi  生活保護の停止（範囲指定、2団体の結合）
    B市 から 健康保険組合 へ
    出典  test-groups/テストケース一覧.xlsx!テストケース一覧!C12
    -  資格情報：期待した単位が応答にない
       位置    被用者保険関係情報（健康保険）/資格情報[2]
       期待    「D健康保険組合 H30.4.1～」
       応答    （なし）
       出典    test-groups/テストケース一覧.xlsx!期待項目!F21
       原因    D健康保険組合 の資格情報（H30.4.1～）は照会範囲に入るが、応答に
               含まれない
       直し方  これが副本に登録され、応答に結合されているかを照会先に確かめる
    -  支給額（TK07）：値が違う
       位置    被用者保険関係情報（健康保険）/給付情報[1]/傷病手当金/支給額
       期待    「0123」
       応答    「123」
       出典    test-groups/テストケース一覧.xlsx!期待項目!F19
       原因    先頭の 0 だけが違う
       直し方  表計算ソフトがコードを数値にしていないかを確かめ、セルの書式を
               文字列にする

保留  J1-01@c-shi  所得の照会
    C市 から E市 へ
    出典  test-groups/テストケース一覧.xlsx!テストケース一覧!C6
    理由  E市 に接続できない

再試行で合になったもの
  J1-01@rei-ken  2 回目で合
";

#[test]
fn the_screen() {
    let screen = terminal::summary(&fold(&mixed()), Lang::Ja, 80);
    keep("screen.txt", &screen);
    assert_eq!(screen, SCREEN);
}

#[test]
fn every_screen_fits_and_its_tables_are_straight() {
    let mut many = vec![started(400, 0)];
    for index in 0..90_u32 {
        let name: &'static str =
            ["例示県①広域連合※○→—", "とても長い名前の例示市町村事務組合連合会", "B市"][index as usize % 3];
        let (id, lot): (&'static str, u8) = (Box::leak(format!("o-{index}").into_boxed_str()), index as u8 % 40);
        let case: Case =
            ("K1-01", id, Box::leak(format!("{name}{index}").into_boxed_str()), index as u8 % 9, Some(lot), "①");
        let mut end = ends(case, 1, Verdict::ALL[index as usize % 5]);
        if let Event::TrialFinished { differences, .. } = &mut end {
            *differences = case_2_differences();
        }
        many.extend([begins(case, 1), end]);
    }
    for (what, events) in
        [("mixed", mixed()), ("many", many), ("nothing", vec![]), ("only a start", vec![started(0, 0)])]
    {
        for (lang, columns) in [(Lang::Ja, 80), (Lang::En, 80), (Lang::Ja, 100), (Lang::En, 120), (Lang::Ja, 10)] {
            let screen = terminal::summary(&fold(&events), lang, columns);
            let widest = screen.lines().map(columns::width).max().unwrap_or(0);
            assert!(widest <= columns.max(terminal::COLUMNS_MIN), "{what}, {columns}: {widest}\n{screen}");
            let tables = screen.split("\n\n").filter(|block| block.contains("-+-"));
            for block in tables {
                let rows: Vec<&str> =
                    block.lines().filter(|line| line.contains(" | ") || line.contains("-+-")).collect();
                assert!(rows.iter().all(|row| columns::width(row) == columns::width(rows[0])), "{block}");
            }
        }
    }
}

#[test]
fn english_screens_are_english() {
    let screen = terminal::summary(&fold(&mixed()), Lang::En, 80);
    for words in [
        "Result  6: passed 2  failed 1  blocked 1  not run 2",
        "資格情報 of D健康保険組合 (H30.4.1～) lies inside the query",
        "expected  \"0123\"",
        "E市 cannot be reached",
    ] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
}

#[test]
fn long_lists_are_cut_to_the_worst() {
    let mut events = vec![started(30, 0)];
    for index in 0..30 {
        let id: &'static str = Box::leak(format!("o-{index:02}").into_boxed_str());
        let case: Case = ("K1-01", id, id, 7, None, "t");
        events.extend([begins(case, 1), ends(case, 1, if index == 29 { Verdict::Failed } else { Verdict::Passed })]);
    }
    let screen = terminal::summary(&fold(&events), Lang::Ja, 80);
    let table: Vec<&str> = screen.split("団体別\n").nth(1).unwrap().lines().take(13).collect();
    assert!(table[2].starts_with(" o-29"), "{screen}");
    assert_eq!(table[12], "ほか 20 行：合 20", "{screen}");
}

#[test]
fn the_same_failure_of_many_bodies_is_told_once() {
    let mut events = vec![started(12, 0)];
    for index in 0..12 {
        let id: &'static str = Box::leak(format!("試験市{index}").into_boxed_str());
        let case: Case = (if index == 11 { "K9-02" } else { "K9-01" }, id, id, 7, Some(1), "t");
        let mut end = ends(case, 1, Verdict::Failed);
        if let Event::TrialFinished { differences, .. } = &mut end {
            *differences = case_2_differences()[usize::from(index == 5)..].to_vec();
        }
        events.extend([begins(case, 1), end]);
    }
    let screen = terminal::summary(&fold(&events), Lang::Ja, 80);
    assert_eq!(screen.matches("\n否  K9-0").count(), 3, "{screen}");
    let told =
        "    ほか 9 団体も同じ：試験市1、試験市2、試験市3、試験市4、試験市6、試験市7、\n    試験市8、試験市9など\n";
    assert!(screen.contains(told), "{screen}");
    assert!(!screen.contains("すべては renkei report"), "nothing is left out: {screen}");
}

#[test]
fn junit_has_every_trial_once_and_the_right_shape() {
    let events = mixed();
    let state = fold(&events);
    let xml = page(|to| junit::write(&state, events.clone().into_iter(), Lang::Ja, to));
    keep("junit.xml", &xml);
    assert_eq!(xml.matches("<testcase ").count(), 6);
    let suite = xml.lines().find(|line| line.contains("<testsuite ")).unwrap();
    for attribute in [
        r#"tests="6""#,
        r#"failures="1""#,
        r#"errors="0""#,
        r#"skipped="3""#,
        r#"time="3.249""#,
        r#"timestamp="2026-11-20T09:00:00""#,
        r#"hostname="localhost""#,
        r#"id="0""#,
        r#"package="総合運用テスト 基本例""#,
    ] {
        assert!(suite.contains(attribute), "{attribute} in {suite}");
    }
    for part in [
        r#"<failure message="資格情報：D健康保険組合 の資格情報（H30.4.1～）は照会範囲に入るが、応答に含まれない、ほか 1 件" type="failed">"#,
        r#"<skipped message="保留: E市 に接続できない"/>"#,
        r#"<skipped message="未実施：1 回目の試行が途中で切れた"/>"#,
        r#"<testcase name="未着手 1 件""#,
        "J1-01@rei-ken: 2 回目で合",
    ] {
        assert!(xml.contains(part), "{part} in\n{xml}");
    }
    assert!(!xml.contains('\u{1b}') && xml.ends_with("</testsuites>\n"));
    // Testcases stand between properties and system-out, as the Ant schema orders them.
    let order = ["<properties>", "<testcase ", "</testcase>", "<system-out>", "<system-err", "</testsuite>"];
    let places: Vec<usize> = order.iter().map(|tag| xml.find(tag).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn junit_streams_more_than_one_chunk() {
    let mut events = vec![started(700, 0)];
    for index in 0..700 {
        let id: &'static str = Box::leak(format!("o-{index}").into_boxed_str());
        let case: Case = ("K1-01", id, "B市", 7, Some(1), "t");
        events.extend([begins(case, 1), ends(case, 1, if index % 7 == 0 { Verdict::Broken } else { Verdict::Passed })]);
    }
    let state = fold(&events);
    let xml = page(|to| junit::write(&state, events.into_iter(), Lang::En, to));
    keep("junit-many.xml", &xml);
    assert_eq!((xml.matches("<testcase ").count(), xml.matches("<error ").count()), (700, 100));
    assert_eq!((xml.matches("<testsuite ").count(), xml.matches("</testsuite>").count()), (1, 1));
}

#[test]
fn junit_of_nothing_is_valid_too() {
    let state = RunState::default();
    let xml = page(|to| junit::write(&state, std::iter::empty(), Lang::Ja, to));
    keep("junit-nothing.xml", &xml);
    assert!(xml.contains(r#"tests="0""#) && xml.contains(r#"name="renkei""#), "{xml}");
}

#[test]
fn the_html_page_tells_what_went_wrong_and_lets_nothing_in() {
    let events = mixed();
    let state = fold(&events);
    for (lang, name) in [(Lang::Ja, "run.html"), (Lang::En, "run-en.html")] {
        let html = page(|to| html::run(&state, events.clone().into_iter(), Flaky::Fails, lang, to));
        keep(name, &html);
        assert!(html.starts_with("<!DOCTYPE html>") && html.trim_end().ends_with("</html>"));
        assert!(!html.contains("http") && !html.contains("<script") && !html.contains("src="), "self-contained");
        assert_eq!(html.matches("<article class=\"case ").count(), 2);
        assert!(html.contains("J1-02@c-shi") && html.contains("J1-01@rei-ken"));
        assert!(!html.contains('\u{1b}'));
    }
    let html = page(|to| html::run(&state, events.into_iter(), Flaky::Fails, Lang::Ja, to));
    for part in [
        r#"<html lang="ja">"#,
        "D健康保険組合 の資格情報（H30.4.1～）は照会範囲に入るが、応答に含まれない",
        "<ins>「0123」</ins>",
        "<del>「123」</del>",
        "test-groups/テストケース一覧.xlsx!期待項目!F19",
        "終了コード 4",
        "未着手が 1 件ある",
    ] {
        assert!(html.contains(part), "{part} in\n{html}");
    }
}

#[test]
fn html_is_escaped() {
    let mut failed = ends(J3, 1, Verdict::Failed);
    if let Event::TrialFinished { differences, .. } = &mut failed {
        *differences = case_2_differences();
        differences[1].actual = Some("<script>alert(1)</script>\"'&".into());
    }
    let events = vec![started(1, 0), begins(J3, 1), failed, finished()];
    let state = fold(&events);
    let run = page(|to| html::run(&state, events.clone().into_iter(), Flaky::Fails, Lang::Ja, to));
    let sheet = html::Sheet { organisation: "c-shi", planned: &[], chain: Some("<i>") };
    let sheet = page(|to| html::organisation_sheet(&state, events.into_iter(), sheet, Lang::Ja, to).map(drop));
    for html in [run, sheet] {
        assert!(!html.contains("<script") && !html.contains("<b>&") && !html.contains("<i>"), "{html}");
        assert!(html.contains("&#60;script&#62;"), "{html}");
    }
}

#[test]
fn a_big_run_gives_a_small_page() {
    let mut events = vec![started(20_000, 0)];
    let flows = Case::clone(&K1);
    for index in 0..20_000_u32 {
        let id: &'static str = ["a", "b", "c", "d"][index as usize % 4];
        let case: Case = (Box::leak(format!("K{index}").into_boxed_str()), id, "B市", 7, Some(1), flows.5);
        events.extend([begins(case, 1), ends(case, 1, Verdict::Passed)]);
    }
    let state = fold(&events);
    let html = page(|to| html::run(&state, events.iter().cloned(), Flaky::Fails, Lang::Ja, to));
    assert!(html.len() < 20_000, "{} bytes", html.len());

    let failing = events.into_iter().map(|mut event| {
        if let Event::TrialFinished { verdict, differences, .. } = &mut event {
            (*verdict, *differences) = (Verdict::Failed, case_2_differences());
        }
        event
    });
    let failing: Vec<Event> = failing.collect();
    let state = fold(&failing);
    let html = page(|to| html::run(&state, failing.into_iter(), Flaky::Fails, Lang::Ja, to));
    assert!(html.len() < 8_000_000, "{} bytes when all 20,000 fail", html.len());
    assert_eq!(html.matches("class=\"case").count(), 20_000, "all failures are listed");
}

#[test]
fn the_sheet_of_one_body_has_all_its_cases() {
    let events = mixed();
    let state = fold(&events);
    let never: Case = ("J1-03", "c-shi", "C市", 2, None, "課税証明の照会");
    let planned: Vec<(TrialId, Arc<About>)> =
        [J2, J3, never, K1].into_iter().map(|case| (trial(case), about(case))).collect();
    let sheet = html::Sheet { organisation: "c-shi", planned: &planned, chain: Some("0a1b") };
    let mut cases = 0;
    let html = page(|to| {
        html::organisation_sheet(&state, events.clone().into_iter(), sheet, Lang::Ja, to).map(|count| cases = count)
    });
    keep("sheet-c.html", &html);
    assert_eq!(cases, 3);
    for part in [
        "結果票",
        "<div class=\"body-name\">C市</div>",
        "合 0　否 0　保留 1　未実施 2　測定不能 0",
        "2026-11-20 09:00 ～ 2026-11-20 09:00",
        "J1-03",
        "E市 に接続できない",
        "途中で切れた（試行 1 回）",
        "押印",
        "@page { size: A4 portrait",
    ] {
        assert!(html.contains(part), "{part} in\n{html}");
    }
    assert!(!html.contains("K1-01"), "another body's case");

    let sheet = html::Sheet { organisation: "b-shi", planned: &[], chain: None };
    let html = page(|to| html::organisation_sheet(&state, events.clone().into_iter(), sheet, Lang::Ja, to).map(drop));
    keep("sheet-b.html", &html);
    assert!(
        html.contains("<dt>期待</dt><dd>「0123」</dd>") && html.contains("<dt>応答</dt><dd>「123」</dd>"),
        "{html}"
    );

    let sheet = html::Sheet { organisation: "nobody", planned: &[], chain: None };
    let html = page(|to| html::organisation_sheet(&state, events.into_iter(), sheet, Lang::En, to).map(drop));
    assert!(html.contains("this run has no test case of this body"));
}

#[test]
fn the_object_of_run_json() {
    let told = serde_json::to_string(&run_json(&fold(&mixed()), "runs/20261120-090000", 4)).unwrap();
    assert_eq!(
        told,
        r#"{"run":"20261120-090000","folder":"runs/20261120-090000","selected":6,"verdicts":{"passed":2,"failed":1,"blocked":1,"not_run":2,"broken":0},"flaky":1,"duration_ms":3249,"exit":4,"faults":[],"fault_proxies":0,"partners":[]}"#
    );
}

#[test]
fn the_object_of_report_json() {
    let told = serde_json::to_value(json(&fold(&mixed()), Flaky::Fails)).unwrap();
    let at = |pointer: &str| told.pointer(pointer).cloned().unwrap_or_default();
    for (pointer, expected) in [
        ("/selected", serde_json::json!(6)),
        ("/verdicts/not_run", serde_json::json!(2)),
        ("/interrupted", serde_json::json!(true)),
        (
            "/cycles/0",
            serde_json::json!({"cycle": 1, "verdict": "blocked", "flaky": 1,
            "verdicts": {"passed": 1, "failed": 0, "blocked": 1, "not_run": 1, "broken": 0}}),
        ),
        ("/cycles/2/lot", serde_json::json!(2)),
        ("/organisations/0/organisation", serde_json::json!("b-shi")),
        ("/organisations/0/name", serde_json::json!("B市")),
        ("/failures/0/case", serde_json::json!("K2-01")),
        ("/failures/0/differences/1/item", serde_json::json!("TK07")),
        (
            "/failures/0/differences/1/message/en",
            serde_json::json!("支給額 (TK07): only leading zeros differ (expected \"0123\", got \"123\")"),
        ),
        ("/failures/1/reason/ja", serde_json::json!("E市 に接続できない")),
        ("/flaky_trials/0/trial", serde_json::json!("J1-01@rei-ken")),
        ("/without_verdict/0/cut_off", serde_json::json!(true)),
        ("/never_began", serde_json::json!(1)),
        ("/exit", serde_json::json!(4)),
    ] {
        assert_eq!(at(pointer), expected, "{pointer}");
    }
}
