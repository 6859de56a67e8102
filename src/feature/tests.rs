//! Features as a whole: what trials become, what hostile files become, and that nothing is lost between.

use proptest::prelude::*;

use super::*;
use crate::model::personal_number::Leak;
use crate::model::replica::{Detail, Entry};
use crate::model::{
    AffairCode, Behaviour, CivilDate, Department, Diagnostic, InformationCode, ItemCode, Lang, Moment, Outcome, Place,
    ProcedureCode, QueryCondition, Target, Unit, Value, Version, organisation::Scheme,
};

// ---- values ------------------------------------------------------------------------------------------------

/// A name people might write: brackets, backslashes and blanks included.
fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-zＡ-Ｚ例示市組合「」\\\\|＠#<>]{1,10}",
        "[^\\pC\\s]{1,10}",
        Just("例示「特例」\n組合".to_owned())
    ]
    .prop_filter("blank", |name| !name.trim().is_empty())
}

fn any_day() -> impl Strategy<Value = CivilDate> {
    (1880i16..2150, 1i8..=12, 1i8..=28).prop_filter_map("no such day", |(y, m, d)| CivilDate::new(y, m, d))
}

fn any_moment() -> impl Strategy<Value = Moment> {
    prop_oneof![
        (1880i16..2150).prop_map(Moment::Year),
        (1880i16..2150, 1i8..=12).prop_map(|(year, month)| Moment::Month(year, month)),
        any_day().prop_map(Moment::Day),
    ]
}

fn any_condition() -> impl Strategy<Value = QueryCondition> {
    let range = (any_moment(), any_moment()).prop_map(|(a, b)| {
        let (from, to) = if a.first_day() <= b.first_day() { (a, b) } else { (b, a) };
        QueryCondition::Range { from, to }
    });
    prop_oneof![Just(QueryCondition::Latest), any_moment().prop_map(QueryCondition::AsOf), range]
}

fn any_query() -> impl Strategy<Value = Query> {
    let codes =
        (1u64..999_999, 1u64..9_999_999, 1u64..9_999, prop::collection::vec((1u64..99).prop_map(ItemCode), 1..6));
    (codes, "[0-9]{1,2}\\.[0-9]", any_condition()).prop_map(
        |((affair, procedure, information, items), version, condition)| Query {
            affair: AffairCode(affair),
            procedure: ProcedureCode(procedure),
            information: InformationCode(information),
            version: Version::from(version.as_str()),
            items,
            condition,
        },
    )
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ 　\t]?[0-9A-Za-zあ-んア-ン①○※|\\\\「」\n\r]{0,12}[ 　\t\n]?",
        "\\PC{0,8}",
        Just(String::new()),
        Just("「かっこ」".to_owned()),
        Just("C:\\data\\u0041".to_owned()),
    ]
}

fn any_place() -> impl Strategy<Value = Place> {
    prop_oneof![
        Just(Place::Nowhere),
        ("[a-zあ-ん!: ]{1,8}", "[a-z期待項目!%]{1,6}", 0u32..999, 0u32..999).prop_map(|(book, sheet, row, column)| {
            Place::Cell { book: book.into(), sheet: sheet.into(), row, column }
        }),
        ("[a-z/.]{1,8}", 1u32..9_999, 0u32..99).prop_map(|(file, line, column)| Place::Point {
            file: file.into(),
            line,
            column
        }),
    ]
}

fn any_entries() -> impl Strategy<Value = Vec<Entry>> {
    let value = prop_oneof![any_text().prop_map(Value::Text), any_text().prop_map(Value::Null)];
    prop::collection::btree_map(1u64..40, (value, any_place()), 1..4).prop_map(|entries| {
        let entry = |(item, (value, place))| Entry { item: ItemCode(item), value, place };
        entries.into_iter().map(entry).collect()
    })
}

fn any_units() -> impl Strategy<Value = Vec<Unit>> {
    let detail = any_entries().prop_map(|entries| Detail { entries });
    let unit = (any_entries(), prop::collection::vec(detail, 0..3)).prop_map(|(head, details)| Unit { head, details });
    prop::collection::vec(unit, 1..4)
}

/// Any sentence at all.
pub(super) fn any_phrase() -> impl Strategy<Value = Phrase> {
    let behaviour = prop::sample::select(vec![
        Behaviour::Silent,
        Behaviour::Down,
        Behaviour::NoLinkCode,
        Behaviour::Undisclosed,
        Behaviour::NoConsent,
        Behaviour::Corrupt,
        Behaviour::Leak(Leak::Plain),
        Behaviour::Leak(Leak::Split),
    ]);
    let department = (any_name(), "[0-9A-Z]{0,4}").prop_map(|(name, code)| Department { name, code });
    prop_oneof![
        any_day().prop_map(Phrase::BaseDate),
        (any_name(), prop::option::of(department))
            .prop_map(|(organisation, department)| Phrase::Inquirer { organisation, department }),
        "[A-Z]{2}-[0-9]{3}".prop_map(|id| Phrase::Persona(id.as_str().into())),
        (behaviour, prop::option::of(1u32..99)).prop_map(|(behaviour, times)| Phrase::Conduct { behaviour, times }),
        (any_name(), any_query()).prop_map(|(target, query)| Phrase::Query { target, query }),
        prop::sample::select(Outcome::ALL.to_vec()).prop_map(Phrase::Outcome),
        any_units().prop_map(Phrase::Items),
        Just(Phrase::NoItems),
        (1u32..99).prop_map(Phrase::UnitCount),
        any_name().prop_map(Phrase::Includes),
        any_name().prop_map(Phrase::Excludes),
        any_name().prop_map(Phrase::Xml),
        (any_name(), prop::sample::select(crate::model::FaultKind::ALL.to_vec()), prop::option::of(1u32..99))
            .prop_map(|(place, kind, times)| Phrase::Fault(FaultPhrase::Happens { place, kind, times })),
        any_name().prop_map(|place| Phrase::Fault(FaultPhrase::Release { place })),
    ]
}

// ---- a small project ---------------------------------------------------------------------------------------

mod sample;

fn told(faults: &[Diagnostic]) -> Vec<String> {
    let place = |place: &Place| match place {
        Place::Point { line, column: 0, .. } => format!("{line}"),
        Place::Point { line, column, .. } => format!("{line}:{column}"),
        other => other.to_string(),
    };
    faults.iter().map(|fault| format!("{} {}", place(&fault.place), fault.fault.code)).collect()
}

#[test]
fn a_target_is_found_as_it_is_written_and_however_it_is_typed() {
    let mut project = sample::project();
    // A body whose name is a 制度's, typed in another width.
    let mut other = project.organisations[2].clone();
    (other.id, other.name) = ("kempo-2".into(), "ｹﾝﾎﾟ".to_owned());
    project.organisations.push(other);
    project.schemes.push(Scheme { id: "kenpo".into(), name: "ケンポ".to_owned() });
    let body = |id: &str| Some(Target::Organisation(id.into()));
    for (written, found) in [
        ("代表団体", Some(Target::LocalRepresentative)),
        ("a-kempo", body("a-kempo")),
        ("A健康保険組合", body("a-kempo")),
        ("Ａ健康保険組合", body("a-kempo")),
        ("健康保険組合", Some(Target::Scheme("kempo".into()))),
        ("ｋｅｍｐｏ", Some(Target::Scheme("kempo".into()))),
        ("ケンポ", Some(Target::Scheme("kenpo".into()))),
        ("ｹﾝﾎﾟ", body("kempo-2")),
        ("健康保検組合", None),
    ] {
        assert_eq!(target(&project, written), found, "{written}");
    }
}

#[test]
fn a_trial_reads_like_a_page_an_officer_could_have_written() {
    let project = sample::project();
    let trials = sample::trials(&project);
    let text = render(&trials[..1], &project);
    let expected = "\
機能: クール7 ロット1 国民健康保険の資格取得の届出（S01）

  @クール7 @ロット1 @流れ:国民健康保険の資格取得の届出 @団体:b-shi @シナリオ:S01 @ケース:K1-01
  シナリオ: K1-01@b-shi 資格取得届の審査（直近の資格）
    出典: test-groups/テストケース一覧.xlsx!テストケース一覧!C7
    処理結果の出典: テストケース一覧!W7
    前提 基準日は「平成30年7月27日」である
    かつ 照会者は「B市」の「国民健康保険課」（部署コード「001A」）である
    かつ ロールモデル「RM-001」の人について照会する
    もし 「健康保険組合」へ次のとおり情報照会する
      | 項目                 | 値         |
      | 事務コード           | JM030      |
      | 事務手続コード       | JT030001   |
      | 特定個人情報名コード | TM031      |
      | 版                   | 4.0        |
      | 項目コード           | TK01、TK03 |
      | 照会条件             | 既定       |
    ならば 処理結果は「正常終了」である
    かつ 次の項目が返る
      | 単位 | 内訳 | 項目コード | 項目名     | 期待値        | 空の理由 | 出典         |
      | 1    |      | TK01       | 保険者名称 | A健康保険組合 |          | 期待項目!F12 |
      | 1    |      | TK03       |            |               | 01       | 期待項目!G13 |
";
    let body = text.split_once("機能").map(|(_, body)| format!("機能{body}")).unwrap();
    assert_eq!(body, expected, "\n{text}");
    let (features, faults) = read("features/x.feature", &text);
    assert!(faults.is_empty(), "{:?}", told(&faults));
    assert!(check_names(&features[0], "features/x.feature", &project).is_empty());
}

/// What a file says: each scenario's trial, origin and phrases.
fn said(path: &str, text: &str) -> Vec<(String, Place, Place, Vec<Phrase>)> {
    let (features, faults) = read(path, text);
    assert!(faults.is_empty(), "{:?}\n{text}", told(&faults));
    let scenarios = features.iter().flat_map(|feature| &feature.scenarios);
    scenarios
        .map(|scenario| {
            let origin = Origin::of(scenario, path);
            let phrases = scenario.steps.iter().map(|step| phrase_of(step).unwrap().at(&origin)).collect();
            (trial_id(scenario, path), origin.place, origin.outcome, phrases)
        })
        .collect()
}

#[test]
fn every_trial_comes_back_as_it_went_out() {
    let project = sample::project();
    let trials = sample::trials(&project);
    let writer = Writer::new(&project);
    let files = render_files(&trials, &project);
    let mut back: Vec<_> = files.iter().flat_map(|file| said(&file.path, &file.text)).collect();
    let mut gone: Vec<_> = trials
        .iter()
        .map(|trial| {
            let case = trial.case;
            (trial.id(), case.place.clone(), case.expected.outcome_place.clone(), writer.phrases(trial))
        })
        .collect();
    back.sort_by(|a, b| a.0.cmp(&b.0));
    gone.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(back, gone);
}

/// Columns and byte spans are the parser's own business.
fn without_spans(mut feature: gherkin::Feature) -> gherkin::Feature {
    feature.span = gherkin::Span::default();
    feature.position.col = 1;
    feature.path = None;
    for scenario in &mut feature.scenarios {
        scenario.span = gherkin::Span::default();
        scenario.position.col = 1;
        for step in &mut scenario.steps {
            step.span = gherkin::Span::default();
            step.position.col = 1;
            if let Some(table) = &mut step.table {
                table.span = gherkin::Span::default();
                table.position.col = 1;
            }
        }
    }
    feature
}

#[test]
fn the_feature_made_in_memory_is_the_one_read_from_the_text() {
    let mut project = sample::project();
    sample::add_group_cases(&mut project, 1);
    let trials = sample::trials(&project);
    let writer = Writer::new(&project);
    for trials in trials.chunks(7) {
        let text = writer.file(trials);
        let (read, faults) = read("x.feature", &text);
        assert!(faults.is_empty(), "{:?}", told(&faults));
        let made = writer.feature(trials);
        assert_eq!(vec![made.clone()], read.into_iter().map(without_spans).collect::<Vec<_>>());
        let parsed = gherkin::Feature::parse(&text, gherkin::GherkinEnv::default()).unwrap();
        assert_eq!(made, without_spans(parsed));
    }
}

#[test]
fn files_have_stable_plain_names_and_at_most_a_hundred_scenarios() {
    let mut project = sample::project();
    sample::add_group_cases(&mut project, 3);
    let names = |project: &crate::model::Project| -> Vec<String> {
        render_files(&sample::trials(project), project).into_iter().map(|file| file.path).collect()
    };
    let before = names(&project);
    assert_eq!(before[..3], ["features/c1-s09-2.feature", "features/c1-s09.feature", "features/c7-l1-s01.feature"]);
    assert!(before.iter().all(|path| path.is_ascii() && path.to_lowercase() == *path), "{before:?}");
    sample::add_group_cases(&mut project, 1);
    let after = names(&project);
    assert!(before.iter().all(|path| after.contains(path)), "{before:?} {after:?}");
    for file in render_files(&sample::trials(&project), &project) {
        let (features, _) = read(&file.path, &file.text);
        assert!(features[0].scenarios.len() <= SCENARIOS_PER_FILE_MAX);
    }
}

#[test]
fn scenario_ids_that_differ_only_in_case_or_are_not_ascii_get_files_of_their_own() {
    let mut project = sample::project();
    let case = project.cases[0].clone();
    project.cases = ["S01", "s01", "様式1", "様式2", "S01-2", "a/b"]
        .iter()
        .map(|scenario| crate::model::TestCase { scenario: (*scenario).into(), ..case.clone() })
        .collect();
    let files = render_files(&sample::trials(&project), &project);
    let mut paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    paths.dedup();
    assert_eq!(paths.len(), 6, "{paths:?}");
    assert!(paths.iter().all(|path| path.is_ascii() && !path["features/".len()..].contains('/')), "{paths:?}");
}

// ---- staleness ---------------------------------------------------------------------------------------------

#[test]
fn edits_are_told_from_age() {
    let project = sample::project();
    let files = render_files(&sample::trials(&project), &project);
    let file = files.iter().find(|file| file.path.ends_with("c7-l1-s01.feature")).cloned().unwrap();
    let files = [file.clone()];
    let other = FeatureFile { path: file.path.clone(), text: render(&sample::trials(&project)[1..], &project) };
    let path = file.path.as_str();
    let on_disk = |path: &str, text: &str| vec![(path.to_owned(), text.to_owned())];
    for (disk, expected) in [
        (on_disk(path, &file.text), ""),
        (on_disk(path, &file.text.replace('\n', "\r\n")), ""),
        (on_disk(path, &format!("\u{feff}{}", file.text)), ""),
        (Vec::new(), "E0680"),
        (on_disk(path, &other.text), "E0681"),
        (on_disk(path, &other.text.replace('\n', "\r\n")), "E0681"),
        (on_disk(path, &file.text.replace("A健康保険組合", "B健康保険組合")), "E0682"),
        (on_disk(path, &format!("{}\n", file.text)), "E0682"),
        (on_disk(path, &file.text.replace("要約値: ", "要約値: 0")), "E0682"),
        (on_disk(path, &file.text.replace("# 内容の要約値", "# ")), "E0684"),
        (on_disk("features/handwritten/own.feature", "機能: x"), "E0680"),
    ] {
        let found = stale(&disk, &files);
        let codes: Vec<&str> = found.iter().map(|stale| stale.diagnostic().fault.code).collect();
        assert_eq!(codes.join(" "), expected, "{disk:?}");
    }
    let gone = stale(&on_disk("features/c9-old.feature", &file.text), &[]);
    assert_eq!(gone[0].staleness, Staleness::Leftover);
    assert!(gone[0].can_be_mended());
    let edited = stale(&on_disk(path, &file.text.replace("B市", "C市")), &files);
    assert!(!edited[0].can_be_mended());
    assert!(edited[0].diagnostic().help(Lang::Ja).contains("features/handwritten/"));
}

#[test]
fn the_page_of_sentences_is_up_to_date() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/phrases.md");
    if std::env::var_os("RENKEI_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, guide()).unwrap();
    }
    let on_disk = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(on_disk == guide(), "docs/phrases.md is stale: RENKEI_BLESS=1 cargo test --lib feature::");
    let (features, faults) = read("features/handwritten/example.feature", example());
    assert!(faults.is_empty() && check(&features[0], "x").is_empty());
}

mod hostile;
