//! One mistake each, in YAML: the code, the place and the words.

use super::*;

/// Replaces one text by another in one file; the text must be there.
fn mistake(file: &str, from: &str, to: &str) -> Vec<String> {
    let (_, content) = FILES.iter().find(|(path, _)| path.ends_with(file)).unwrap();
    assert!(content.contains(from), "{from} is not in {file}");
    let path = FILES.iter().find(|(path, _)| path.ends_with(file)).unwrap().0;
    faults_of(&[(path, content.replacen(from, to, 1).as_bytes())])
}

/// File, text, what it becomes, and how what is said begins (nothing: no fault).
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("cases.yaml", "inquirer: B市", "inquirer: B町", "E0212 test-groups/cases.yaml:9:15 照会元「B町」"),
    (
        "cases.yaml",
        "cases:\n",
        "faults: [{before: B市, fault: 遅延（３００±１００ミリ秒）, times: 2, cases: [K1-01]}]\ncases:\n",
        "",
    ),
    ("cases.yaml", "cases:\n", "faults: [{before: nws, fault: delay(300ms)}]\ncases:\n", ""),
    ("cases.yaml", "cases:\n", "faults: [{before: B市, fault: 遅廷}]\ncases:\n", "E0801 test-groups/cases.yaml:1:30"),
    (
        "cases.yaml",
        "cases:\n",
        "faults: [{before: B市, fault: 遅延（前）}]\ncases:\n",
        "E0802 test-groups/cases.yaml:1:30",
    ),
    ("cases.yaml", "cases:\n", "faults: [{before: B町, fault: 遅延}]\ncases:\n", "E0804 test-groups/cases.yaml:1:19"),
    (
        "cases.yaml",
        "cases:\n",
        "faults: [{before: 住基ネット, fault: 古い版}]\ncases:\n",
        "E0806 test-groups/cases.yaml:1:10",
    ),
    (
        "cases.yaml",
        "cases:\n",
        "faults: [{before: B市, fault: 遅延, cases: [K9]}]\ncases:\n",
        "E0808 test-groups/cases.yaml:1:42",
    ),
    (
        "cases.yaml",
        "cases:\n",
        "faults: [{before: B市, fault: 遅延, times: 0}]\ncases:\n",
        "E0210 test-groups/cases.yaml:1:41",
    ),
    ("cases.yaml", "cases:\n", "faults: [{before: B市}]\ncases:\n", "E0125 test-groups/cases.yaml:1:10"),
    ("cases.yaml", "target: 健康保険組合", "target: 健康保検組合", "E0213 test-groups/cases.yaml:10:13"),
    ("cases.yaml", "cycle: 7", "cycle: 8", "E0214 test-groups/cases.yaml:7:12 クール 8 がありません。"),
    ("cases.yaml", "lot: 1", "lot: 3", "E0215 test-groups/cases.yaml:8:10"),
    ("cases.yaml", "affair: JM030", "affair: JM031", "E0216 test-groups/cases.yaml:12:13"),
    ("cases.yaml", "JT030001", "JT030002", "E0217 test-groups/cases.yaml:13:16"),
    ("cases.yaml", "information: TM031", "information: TM032", "E0218 test-groups/cases.yaml:14:18"),
    ("cases.yaml", "information: TM031", "information: 031", "E0208 test-groups/cases.yaml:14:18"),
    ("cases.yaml", "version: \"4.0\"", "version: \"5.0\"", "E0219 test-groups/cases.yaml:15:14"),
    ("cases.yaml", "TK02、TK03\n", "TK02、TK99、TK03\n", "E0220 test-groups/cases.yaml:16:12 項目 TK99"),
    ("cases.yaml", "TK02、TK03\n", "TK03、TK03、TK02\n", "W0222 test-groups/cases.yaml:16:12"),
    ("cases.yaml", "TK01、TK02、TK03", "TK03～TK01", "E0221 test-groups/cases.yaml:16:12"),
    ("cases.yaml", "persona: RM-001", "persona: RM-002", "E0223 test-groups/cases.yaml:19:14"),
    ("cases.yaml", "condition: 既定", "condition: 時点指定", "E0224 test-groups/cases.yaml:17:16"),
    ("cases.yaml", "condition: 既定", "condition: 既定 H28", "E0225 test-groups/cases.yaml:17:16"),
    ("cases.yaml", "condition: 既定", "condition: H30.2.1～H29.4.1", "E0226 test-groups/cases.yaml:17:16"),
    ("cases.yaml", "condition: 既定", "condition: 時点指定 H30.8", "W0227 test-groups/cases.yaml:17:16"),
    ("cases.yaml", "condition: 既定", "condition: 最新", "E0209 test-groups/cases.yaml:17:16"),
    ("cases.yaml", "base-date: H30.7.27", "base-date: H30.2.30", "E0205 test-groups/cases.yaml:18:16"),
    ("cases.yaml", "base-date: H30.7.27", "base-date: きょう", "E0204 test-groups/cases.yaml:18:16"),
    ("cases.yaml", "base-date: H30.7.27", "base-date: H30.7", "E0206 test-groups/cases.yaml:18:16"),
    ("cases.yaml", "    base-date: H30.7.27\n", "", "E0203 test-groups/cases.yaml:2:5 「base-date」が空です。"),
    ("cases.yaml", "outcome: 正常終了", "outcome: 正常終丁", "E0209 test-groups/cases.yaml:21:16"),
    ("cases.yaml", "outcome: 正常終了", "outcome: 該当なし", "E0229 test-groups/cases.yaml:23:11"),
    ("cases.yaml", "TK02: H27.4.1,", "TK02: 平成,", "E0233 test-groups/cases.yaml:23:40"),
    ("cases.yaml", "TK02: H27.4.1,", "TK02: ,", "E0237 test-groups/cases.yaml:23:34"),
    ("cases.yaml", "empty: \"01\"", "empty: \"09\"", "E0235 test-groups/cases.yaml:23:63"),
    ("cases.yaml", "{empty: \"01\"}", "{empty: 値なし}", ""),
    (
        "cases.yaml",
        "{TK01: A",
        "{TK06: H30.2.1, TK01: A",
        "E0240 test-groups/cases.yaml:23:19 項目 TK06（支給日）は内訳",
    ),
    ("cases.yaml", "items: TK01、TK02、TK03", "items: TK01、TK02", "E0231 test-groups/cases.yaml:23:63"),
    (
        "cases.yaml",
        "    lot: 1\n",
        "    lott: 1\n",
        "E0120 test-groups/cases.yaml:8:5 「lott」という項目は使えません。",
    ),
    ("cases.yaml", "title: 資格取得届の審査（直近の資格）", "title: [a]", "E0123 test-groups/cases.yaml:5:12"),
    (
        "cases.yaml",
        "department: {name: 国民健康保険課, code: 001A}",
        "department: 課",
        "E0136 test-groups/cases.yaml:11:17",
    ),
    ("cases.yaml", "cases:\n  - id: K1-01", "cases:\n    id: K1-01", "E0135 test-groups/cases.yaml:2:5"),
    ("cases.yaml", "id: K1-01", "id: ~", "E0201 test-groups/cases.yaml:2:5"),
    ("bodies.yaml", "[B市, c-shi]", "[B市, c-shl]", "E0211 test-groups/bodies.yaml:7:70 団体「c-shl」を知りません。"),
    ("bodies.yaml", "[B市, c-shi]", "[B市, b-shi]", "W0306 test-groups/bodies.yaml:7:70"),
    ("bodies.yaml", "[B市, c-shi]", "[]", "W0305 test-groups/bodies.yaml:7:15"),
    (
        "bodies.yaml",
        "kind: municipality, code: \"003\"",
        "kind: city, code: \"003\"",
        "E0209 test-groups/bodies.yaml:4:33",
    ),
    ("bodies.yaml", ", code: \"003\"}", "}", "E0302 test-groups/bodies.yaml:4:10"),
    ("bodies.yaml", "name: C市", "name: B市", "E0311 test-groups/bodies.yaml:4:23"),
    ("bodies.yaml", "id: c-shi,", "id: c/shi,", "E0245 test-groups/bodies.yaml:4:10"),
    ("bodies.yaml", "scheme: kempo, insurer", "scheme: kenpo, insurer", "E0301 test-groups/bodies.yaml:6:57"),
    ("bodies.yaml", "insurer-number: AAAA", "insurer-number: \"33120014\"", "W0303 test-groups/bodies.yaml:6:80"),
    ("bodies.yaml", "code: \"003\"", "code: \"131122\"", "W0303 test-groups/bodies.yaml:4:53"),
    ("bodies.yaml", "to: H29.4.28", "to: H29.4.1", "E0307 test-groups/bodies.yaml:9:19"),
    (
        "bodies.yaml",
        "kind: local-insurer}]\ncycles",
        "kind: local-local}]\ncycles",
        "E0244 test-groups/cases.yaml:10:13",
    ),
    ("bodies.yaml", "cycles: [{number: 7", "cycles: {number: 7", "E0119 test-groups/bodies.yaml:9:"),
    ("layouts.yaml", "key: [TK06]", "key: [TK66]", "E0403 layouts/layouts.yaml:8:34"),
    ("layouts.yaml", "path: 資格情報, kind: text", "path: 資格, kind: text", "E0402 layouts/layouts.yaml:10:60"),
    ("layouts.yaml", "name: 資格喪失日", "name: 資格取得日", "E0410 layouts/layouts.yaml:12:28"),
    // Nobody else's parser reads it: no project of simulated bodies is warned of it.
    ("layouts.yaml", "root: 健康保険情報", "root: 健康保険情報（例）", ""),
    ("layouts.yaml", "root: 健康保険情報", "root: ①情報", "E0406 layouts/layouts.yaml:2:5 「①情報」"),
    ("layouts.yaml", "inquirers: [municipality]", "inquirers: [prefecture]", "W0246 test-groups/cases.yaml:13:16"),
    ("people.yaml", "cases: [K1-01]", "cases: [K1-02, K1-01]", "W0242 role-models/people.yaml:2:10"),
    ("people.yaml", "from: H27.4.1, to: H30.7.27", "from: H30.7.27, to: H27.4.1", "W0256 role-models/people.yaml:2:"),
    ("people.yaml", "birth: S55.1.1", "birth: S55.13.1", "E0205 role-models/people.yaml:2:40"),
    ("a-kempo.yaml", "persona: RM-001\n", "persona: RM-01\n", "E0223 test-groups/representatives/a-kempo.yaml:3:14"),
    ("a-kempo.yaml", "TK07: \"11,111円\"", "TK07: 不明", "W0504 test-groups/representatives/a-kempo.yaml:8:41"),
    ("a-kempo.yaml", "\"11,111円\"", "\"1234567\"", "W0505 test-groups/representatives/a-kempo.yaml:8:41"),
    ("a-kempo.yaml", "TK02: H27.4.1, ", "", "W0249 test-groups/representatives/a-kempo.yaml:7:9"),
    (
        "a-kempo.yaml",
        "details: [{TK06",
        "details: [{TK02: H30.2.1, TK06",
        "E0250 test-groups/representatives/a-kempo.yaml:8:20",
    ),
    ("a-kempo.yaml", "behaviour: silent", "behaviour: sleepy", "E0209 test-groups/representatives/a-kempo.yaml:10:34"),
    (
        "a-kempo.yaml",
        "organisation: A健康保険組合",
        "organisation: B市",
        "W0502 test-groups/representatives/a-kempo.yaml:3:5",
    ),
];

/// Element names that older parsers refuse are told where somebody else's parser reads them, unless item codes stand there.
#[test]
fn refused_names_are_told_where_a_real_system_reads_them() {
    let text = |file: &str| FILES.iter().find(|(path, _)| path.ends_with(file)).copied().unwrap();
    let (layouts, of_layouts) = text("layouts.yaml");
    let (bodies, of_bodies) = text("bodies.yaml");
    let of_layouts = of_layouts.replacen("root: 健康保険情報", "root: 健康保険情報（例）", 1);
    let real = of_bodies.replacen("code: \"003\"}", "code: \"003\", real: {url: \"http://127.0.0.1:9\"}}", 1);
    assert_ne!(real, of_bodies);
    let said = |files: &[(&str, &[u8])]| faults_of(files);
    let both = [(layouts, of_layouts.as_bytes()), (bodies, real.as_bytes())];
    assert!(said(&both).iter().any(|line| line.starts_with("W0405 layouts/layouts.yaml:2:5")), "{:#?}", said(&both));
    assert_eq!(said(&both[..1]), Vec::<String>::new());
    let codes = [both[0], both[1], ("layouts/profile.yaml", &b"element-names: item-code\n"[..])];
    assert_eq!(said(&codes), Vec::<String>::new());
}

#[test]
fn one_mistake_is_said_once_and_where_it_is() {
    let mut wrong = Vec::new();
    for (file, from, to, expected) in MISTAKES {
        let said = mistake(file, from, to);
        let as_expected = match *expected {
            "" => said.is_empty(),
            _ => said.len() <= 2 && said.iter().any(|line| line.starts_with(expected)),
        };
        if !as_expected {
            wrong.push(format!("{from} -> {to}: {expected}: {said:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_mistakes_are_said_at_once() {
    let wrong = CASES_TEXT
        .replace("inquirer: B市", "inquirer: Z市")
        .replace("cycle: 7", "cycle: 77")
        .replace("version: \"4.0\"", "version: \"9\"")
        .replace("base-date: H30.7.27", "base-date: x");
    let said = faults_of(&[("test-groups/cases.yaml", wrong.as_bytes())]);
    let codes: Vec<&str> = said.iter().map(|line| &line[..5]).collect();
    assert_eq!(codes, ["E0214", "E0212", "E0219", "E0204"], "{said:#?}");
}

#[test]
fn near_words_are_offered() {
    let near = |from: &str, to: &str| {
        let folder = project(&[("test-groups/cases.yaml", CASES_TEXT.replacen(from, to, 1).as_bytes())]);
        let (_, diagnostics) = load(folder.path());
        diagnostics.first().and_then(|fault| fault.did_you_mean.clone())
    };
    for (from, to, meant) in [
        ("target: 健康保険組合", "target: 健康保検組合", "健康保険組合"),
        ("persona: RM-001", "persona: RM-01", "RM-001"),
        ("    flow:", "    flwo:", "flow"),
        ("TM031", "TM013", "TM031"),
        ("version: \"4.0\"", "version: \"4.1\"", "4.0"),
        ("outcome: 正常終了", "outcome: 正常修了", "正常終了"),
    ] {
        assert_eq!(near(from, to).as_deref(), Some(meant), "{to}");
    }
}

#[test]
fn one_id_in_two_files_is_a_fault() {
    let said = faults_of(&[("test-groups/again.yaml", CASES_TEXT.as_bytes())]);
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(
        said[0].starts_with("E0202 test-groups/cases.yaml:2:9 id「K1-01」は test-groups/again.yaml:2:9 にもあります。")
    );
}

#[test]
fn conditions_and_item_lists_in_every_spelling() {
    for (from, to, condition, items) in [
        ("condition: 既定", "condition: 時点指定 H28年", "時点指定 平成28年", 3),
        ("condition: 既定", "condition: H28.3～H29.10", "範囲指定 平成28年3月～平成29年10月", 3),
        ("condition: 既定", "condition: 範囲指定（H29.4.1〜H30.1.1）", "範囲指定 平成29年4月1日～平成30年1月1日", 3),
        ("condition: 既定", "condition: Ｈ２９．４．１", "時点指定 平成29年4月1日", 3),
        ("condition: 既定", "condition: ①既定", "既定", 3),
        ("TK01、TK02、TK03", "TK01～TK03", "既定", 3),
        ("TK01、TK02、TK03", "ＴＫ０１ ～ ＴＫ０８", "既定", 6),
        ("TK01、TK02、TK03", "[TK01, TK02・TK03, TK07~08]", "既定", 5),
        ("TK01、TK02、TK03", "\"TK01 TK02,TK03\"", "既定", 3),
    ] {
        let folder = project(&[("test-groups/cases.yaml", CASES_TEXT.replacen(from, to, 1).as_bytes())]);
        let (project, diagnostics) = load(folder.path());
        assert_eq!(said(&diagnostics), Vec::<String>::new(), "{to}");
        assert_eq!(
            (project.cases[0].condition.to_string().as_str(), project.cases[0].items.len()),
            (condition, items),
            "{to}"
        );
    }
}
