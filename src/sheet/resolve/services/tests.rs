//! Services read from YAML: what is told of faults, each with its place.

use std::sync::Arc;

use crate::model::{Lang, Project};
use crate::sheet::raw::RawProject;
use crate::sheet::{Faults, from_yaml, resolve, yaml};

const BODIES: &str = "
organisations:
  - {id: b-shi, name: B市, kind: municipality, code: '002'}
  - {id: e-shi, name: E市, kind: municipality, code: '012'}
  - {id: portal, name: 窓口, kind: agency, code: '391'}
";

const LAYOUTS: &str = "
layouts:
  - information: TM101
    name: 所得
    version: '4.0'
    root: 所得
    groups: [{path: 所得情報, key: [TK01], point: TK01}, {path: 内訳, key: [TK03]}]
    items:
      - {code: TK01, name: 所得年, path: 所得情報, kind: year}
      - {code: TK02, name: 所得額, path: 所得情報, kind: amount}
      - {code: TK03, name: 内訳, path: 内訳, kind: text}
affairs:
  - code: JM001
    name: 事務
    procedures:
      - {code: JT001001, name: 手続, permits: [{inquirers: [agency], providers: [municipality], information: TM101}]}
";

/// A sound service, with every action; a test changes one line of it.
const SOUND: &str = "\
services:
  - id: box
    name: 箱
    kind: platform
    organisation: 窓口
    store:
      key: [番号]
      fields:
        - {name: 番号, kind: code, required: true}
        - {name: 期限, kind: date}
        - {name: 額, kind: amount}
    messages:
      - name: 登録
        from: [person, municipality]
        fields:
          - {name: 番号, kind: code, required: true}
          - {name: 期限, kind: date}
        does:
          - put: {values: {番号: 番号, 期限: 期限}, existing: 登録済み}
          - answer: {result: 登録した}
      - name: 参照
        from: [platform]
        fields:
          - {name: 番号, kind: code}
          - {name: 市}
        gives:
          - {name: 額, kind: amount}
          - {name: 所得年, kind: year}
          - {name: 照会者}
        does:
          - look-up: {by: {番号: 番号}, take: {終わり: 期限}, missing: なし}
          - check: {name: 終わり, not-before: 基準日, otherwise: 期限切れ}
          - ask: {provider: 市, affair: JM001, procedure: JT001001, information: TM101, version: '4.0', items: TK01、TK02, take: {所得: TK02}, rows: 一覧, columns: [所得年], outcomes: {該当なし: なし}, otherwise: 不可}
          - send: {to: 窓, message: 知らせ, fields: {番号: 番号}, take: {受付: 受付番号}, accept: [受けた], results: {重複: 重複}, otherwise: 不可}
          - history: {rows: 履歴, columns: [照会者]}
          - answer: {result: 有効, fields: {額: 所得}}
  - id: mado
    name: 窓
    kind: portal
    messages:
      - name: 知らせ
        from: [platform]
        fields:
          - {name: 番号, kind: code, required: true}
        gives:
          - {name: 受付番号, kind: code}
        does:
          - check: {name: 番号, equals: 「0」, otherwise: 重複}
          - answer: {result: 受けた, fields: {受付番号: 番号}}
";

fn load(services: &str) -> (Project, Vec<String>) {
    let (mut raw, mut faults) = (RawProject::default(), Faults::default());
    let file: Arc<str> = "a.yaml".into();
    for (text, mirror) in [
        (BODIES, from_yaml::test_groups as fn(yaml::Node, &mut RawProject, &mut Faults)),
        (LAYOUTS, from_yaml::layouts),
        (services, from_yaml::services),
    ] {
        let node = yaml::parse(text, &file, &mut faults).unwrap();
        mirror(node, &mut raw, &mut faults);
    }
    let project = resolve::resolve(raw, &|_| Ok(String::new()), &mut faults);
    let told = faults.into_vec();
    let told = told.iter().map(|fault| {
        let (message, help) = (fault.message(Lang::Ja), fault.help(Lang::Ja));
        format!("{} {} {message} {help}", fault.fault.code, fault.place)
    });
    (project, told.collect())
}

#[test]
fn a_sound_service_is_taken_as_it_is() {
    let (project, told) = load(SOUND);
    assert_eq!(told, [""; 0]);
    let service = project.service_called("箱").unwrap();
    let message = service.message("参照").unwrap();
    assert_eq!(message.results(), ["なし", "期限切れ", "不可", "重複", "有効", "送信元不可", "項目不備", "登録数超過"]);
    assert_eq!(message.actions.len(), 6);
    assert!(project.needs_person(message) && !project.needs_person(service.message("登録").unwrap()));
}

/// One slip hides no other, and is told once.
#[test]
fn faults_of_a_service_that_cannot_be_made_are_told_with_those_inside_it() {
    let slips = SOUND
        .replace("kind: platform\n    organisation", "kind: platfrom\n    organisation")
        .replace("key: [番号]", "key: [番合]")
        .replace("from: [person, municipality]", "from: [persn, municipality]")
        .replace("- {name: 期限, kind: date}\n        - {name: 額", "- {name: 期限, kind: dat}\n        - {name: 額");
    let (_, told) = load(&slips);
    let codes: Vec<&str> = told.iter().map(|fault| fault.split(' ').next().unwrap()).collect();
    assert_eq!(codes, ["E0209", "E0209", "E0703", "E0209"], "{told:#?}");
    let (_, told) = load(&SOUND.replace("{name: 受付番号, kind: code}", "{name: 受付番号, kind: cod}"));
    assert_eq!(told.len(), 1, "its name is known all the same: {told:#?}");
}

#[test]
fn every_fault_is_told_at_its_place() {
    let mut wrong = Vec::new();
    for (old, new, told) in [
        ("id: box", "id: はこ", "E0245 a.yaml:2:9"),
        ("kind: portal", "kind: portl", "E0209 a.yaml:39:11"),
        ("name: 窓\n", "name: 箱\n", "E0202 a.yaml:38:11"),
        ("name: 箱\n", "name: E市\n", "E0724 a.yaml:3:11"),
        ("organisation: 窓口", "organisation: 窓ぐち", "E0211 a.yaml:5:19"),
        ("    organisation: 窓口\n", "", "E0717 a.yaml:32:13"),
        ("key: [番号]", "key: [番後]", "E0703 a.yaml:7:13"),
        ("kind: amount}\n    messages", "kind: amonut}\n    messages", "E0209 a.yaml:11:27"),
        ("name: 額, kind: amount}\n    messages", "name: 期限, kind: date}\n    messages", "E0202 a.yaml:11:18"),
        ("- name: 参照", "- name: 登録", "E0202 a.yaml:21:15"),
        (
            "from: [platform]\n        fields:\n          - {name: 番号, kind: code}\n",
            "from: [platfrom]\n        fields:\n          - {name: 番号, kind: code}\n",
            "E0209 a.yaml:22:16",
        ),
        ("put: {values", "putt: {values", "E0120 a.yaml:19:13"),
        (
            "- history: {rows: 履歴, columns: [照会者]}",
            "- {history: {rows: 履歴, columns: [照会者]}, put: {}}",
            "E0711 a.yaml:35:13",
        ),
        ("          - answer: {result: 登録した}\n", "", "E0712 a.yaml:13:15"),
        ("番号: 番号, 期限: 期限}, existing", "期限: 期限}, existing", "E0714 a.yaml:19:13"),
        ("期限: 期限}, existing", "期眼: 期限}, existing", "E0703 a.yaml:19:36"),
        ("期限: 期限}, existing", "期限: 期眼}, existing", "E0704 a.yaml:19:40"),
        ("期限: 期限}, existing", "期限: 番号}, existing", "E0706 a.yaml:19:40"),
        ("期限: 期限}, existing", "額: 「12a」}, existing", "E0707 a.yaml:19:39"),
        ("take: {終わり: 期限}", "take: {番号: 期限}", "E0710 a.yaml:31:44"),
        ("take: {終わり: 期限}", "take: {終わり: 期現}", "E0703 a.yaml:31:49"),
        ("name: 終わり, not", "name: 番号, not", "E0706 a.yaml:32:27"),
        ("not-before: 基準日, ", "", "E0125 a.yaml:32:13"),
        ("provider: 市", "provider: 「F市」", "E0211 a.yaml:33:29"),
        ("provider: 市", "provider: 「窓口」", "W0718 a.yaml:33:13"),
        ("procedure: JT001001", "procedure: JT001002", "E0217 a.yaml:33:58"),
        ("version: '4.0', items", "version: '5.0', items", "E0219 a.yaml:33:97"),
        ("take: {所得: TK02}", "take: {所得: TK03}", "E0703 a.yaml:33:133"),
        ("columns: [所得年]", "columns: [所得月]", "E0703"),
        ("outcomes: {該当なし", "outcomes: {該当無し", "E0209"),
        ("to: 窓, ", "to: 窗, ", "E0701 a.yaml:34:24"),
        ("message: 知らせ", "message: 知せ", "E0702 a.yaml:34:36"),
        ("fields: {番号: 番号}, take", "take", "E0715 a.yaml:34:13"),
        ("accept: [受けた]", "accept: [受けた, 届いた]", "E0705 a.yaml:34:91"),
        ("take: {受付: 受付番号}", "take: {受付: 受け番号}", "E0703"),
        ("history: {rows: 履歴, columns: [照会者]}", "history: {rows: 履歴, columns: [照会先]}", "E0703 a.yaml:35:43"),
        ("fields: {額: 所得}}", "fields: {額: 所得}, rows: 一覧}", "E0716 a.yaml:36:57"),
        ("fields: {額: 所得}}", "rows: 一欄}", "E0704 a.yaml:36:40"),
    ] {
        assert_eq!(SOUND.matches(old).count(), 1, "{old}");
        let (_, said) = load(&SOUND.replace(old, new));
        if said.len() > 2 || !said.iter().any(|line| line.starts_with(told)) {
            wrong.push(format!("{told}: {old} → {new}\n{}", said.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn records_need_a_store() {
    let from = SOUND.find("    store:").unwrap();
    let to = SOUND.find("    messages:").unwrap();
    let (_, said) = load(&[&SOUND[..from], &SOUND[to..]].concat());
    let codes: Vec<&str> = said.iter().map(|line| &line[..5]).collect();
    assert_eq!(codes, ["E0713", "E0713"], "once for put, once for look-up");
}

#[test]
fn a_slip_is_met_with_a_guess() {
    let (_, said) = load(&SOUND.replace("message: 知らせ", "message: 知らせる"));
    assert!(said[0].contains("「知らせ」のことですか"), "{}", said[0]);
}

#[test]
fn messages_in_a_circle_are_refused_and_send_nothing() {
    let text = SOUND.replace(
        "- check: {name: 番号, equals: 「0」, otherwise: 重複}",
        "- send: {to: 箱, message: 参照, fields: {番号: 番号}, accept: [有効], otherwise: 重複}",
    );
    let (project, said) = load(&text);
    assert_eq!(said.len(), 1, "{}", said.join("\n"));
    assert!(said[0].starts_with("E0708") && said[0].contains("箱 参照 → 窓 知らせ → 箱 参照"), "{}", said[0]);
    // Whoever walks along the messages comes to an end.
    assert!(project.needs_person(project.services[0].message("参照").unwrap()));
}

#[test]
fn too_much_is_cut_and_told_once() {
    let action = "          - put: {values: {番号: 番号, 期限: 期限}, existing: 登録済み}\n";
    let (project, said) = load(&SOUND.replace(action, &action.repeat(60)));
    assert!(said.iter().any(|line| line.starts_with("E0709")), "{}", said.join("\n"));
    assert_eq!(project.services[0].messages[0].actions.len(), 50);
}
