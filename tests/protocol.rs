//! What `renkei protocol` writes is judged by programs that nobody here wrote: the schemas accept every message of a
//! run of the example and refuse what we refuse; the OpenAPI document is valid and says what the doors do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot read its input must stop"
)]

mod example;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use example::{coded_example, copy, example};
use renkei::model::profile::ElementNames;
use renkei::model::{Lang, Layout, Project, Replica};
use renkei::payload::charset::Charset;
use renkei::payload::envelope::{
    Deletion, LinkCodeAnswer, LinkCodeCancellation, LinkCodeRequest, ParsedAnswer, Query, Registration, ResidentAnswer,
    ResidentQuery,
};
use renkei::payload::tree::refused_by_old_parsers;
use renkei::payload::{content, file_exchange};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn renkei(project: &Path, words: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_renkei"))
        .args(words)
        .args(["--quiet", "--no-progress", "--project"])
        .arg(project)
        .output()
        .unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Judges files; each line is `ok` or the first fault.
fn judge(xsd: &Path, rules: &Path, files: &[PathBuf]) -> Vec<String> {
    let mut found = Vec::new();
    for files in files.chunks(500) {
        let output = Command::new("/usr/bin/python3")
            .arg(root().join("tests/clients/python/validate.py"))
            .args([xsd, rules])
            .args(files)
            .env("LC_ALL", "C.UTF-8")
            .output()
            .expect("python3-lxml: tests/run-all.sh installs it");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
        let said = text.lines().map(|line| line.split_once(": ").unwrap().1.to_owned());
        found.extend(said);
    }
    assert_eq!(found.len(), files.len());
    found
}

/// What went over the wires of a run.
struct Messages {
    queries: Vec<String>,
    /// By the file of their layout.
    answers: BTreeMap<String, Vec<String>>,
    /// 本人確認情報照会 and 符号生成, with what came back: they never cross the network.
    beside: Vec<String>,
}

/// The messages of a run: each query, and each answer with its layout.
fn messages_of_a_run(project: &Path) -> Messages {
    let events = project.join("events.jsonl");
    renkei(project, &["run", "--events", events.to_str().unwrap()]);
    let (sheets, _) = renkei::sheet::load(project);
    let (mut queries, mut answers, mut beside) = (Vec::new(), BTreeMap::<String, Vec<String>>::new(), Vec::new());
    for line in std::fs::read_to_string(events).unwrap().lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        if event["event"] != "exchanged" {
            continue;
        }
        let exchange = &event["exchange"];
        let query = exchange["query"].as_str().unwrap().to_owned();
        if !query.contains("<情報照会>") {
            beside.push(query);
            beside.extend(exchange["envelope"].as_str().filter(|text| !text.is_empty()).map(str::to_owned));
            continue;
        }
        let asked = Query::from_xml(&query).unwrap();
        queries.push(query);
        let Some(envelope) = exchange["envelope"].as_str() else { continue };
        let answer = match exchange["data"]["text"].as_str() {
            None => envelope.to_owned(),
            // The record keeps the data apart from their envelope.
            Some(data) => envelope.replacen("</特定個人情報データ>", &format!("{data}</特定個人情報データ>"), 1),
        };
        let layout = layout_of(&sheets, &asked).map_or("envelope".to_owned(), renkei::payload::schema::layout_file);
        answers.entry(layout).or_default().push(answer);
    }
    Messages { queries, answers, beside }
}

fn layout_of<'p>(project: &'p Project, query: &Query) -> Option<&'p Layout> {
    project.layouts.iter().find(|layout| layout.information == query.information && layout.version == query.version)
}

fn written(folder: &Path, texts: &[impl AsRef<[u8]>]) -> Vec<PathBuf> {
    std::fs::create_dir_all(folder).unwrap();
    let write = |(number, text): (usize, &_)| {
        let path = folder.join(format!("{number:05}.xml"));
        std::fs::write(&path, AsRef::<[u8]>::as_ref(text)).unwrap();
        path
    };
    texts.iter().enumerate().map(write).collect()
}

#[test]
fn every_message_of_a_run_is_valid() {
    for (project, names) in [(coded_example(), ElementNames::ItemCode), (example(), ElementNames::Japanese)] {
        // What people wrote asks 住基ネット too.
        copy(&root().join("features/handwritten"), &project.path().join("features/handwritten"));
        let services = root().join("services");
        copy(&services, &project.path().join("services"));
        let xsd = project.path().join("protocol/xsd");
        renkei(project.path(), &["protocol", "-o", project.path().join("protocol").to_str().unwrap()]);
        let Messages { queries, answers, beside } = messages_of_a_run(project.path());
        let kinds = ["本人確認情報照会", "本人確認情報照会結果", "符号生成要求", "符号生成結果"];
        for kind in kinds {
            assert!(beside.iter().any(|text| text.contains(&format!("<{kind}>"))), "no {kind} in the run");
        }
        let files = written(&project.path().join("beside"), &beside);
        assert_all_ok(&judge(&xsd.join("envelope.xsd"), &xsd.join("envelope.sch"), &files), &beside);
        assert!(queries.len() > 300 && answers.len() > 8, "{} queries, {:?}", queries.len(), answers.keys());
        let (sheets, _) = renkei::sheet::load(project.path());
        let files = written(&project.path().join("queries"), &queries);
        let judged = judge(&xsd.join("envelope.xsd"), &xsd.join("envelope.sch"), &files);
        assert_all_ok(&judged, &queries);
        for (layout, answers) in answers {
            let readable = sheets.layouts.iter().filter(|known| renkei::payload::schema::layout_file(known) == layout);
            let mut elements = readable.flat_map(|known| {
                let paths = known.groups.iter().flat_map(|group| group.path.iter());
                std::iter::once(&known.root).chain(paths).chain(known.items.iter().map(|item| &item.name))
            });
            // XML Schema processors know the names of XML 1.0's 4th edition only: decision 0007.
            if names == ElementNames::Japanese && elements.any(|name| refused_by_old_parsers(name).is_some()) {
                assert!(!xsd.join(format!("{layout}.xsd")).exists(), "{layout}: no validator reads it");
                continue;
            }
            let (schema, rules) = (xsd.join(format!("{layout}.xsd")), xsd.join(format!("{layout}.sch")));
            let files = written(&project.path().join(&layout), &answers);
            assert_all_ok(&judge(&schema, &rules, &files), &answers);
            if layout == "envelope" {
                continue;
            }
            let registrations = registrations_of(&sheets, &layout, names);
            let files = written(&project.path().join(format!("{layout}-registrations")), &registrations);
            assert_all_ok(&judge(&schema, &rules, &files), &registrations);
            // The same answers as files lay them out, in both charsets.
            for charset in [Charset::Utf8 { mark: false }, Charset::Windows31J] {
                let result = result_file(&answers, charset, &sheets);
                let files = written(&project.path().join(format!("{layout}-results")), &[result]);
                assert_eq!(judge(&schema, &rules, &files), ["ok"], "{layout} {charset:?}");
            }
        }
    }
}

/// 副本登録 of whatever is registered under a layout, and 副本削除 of it.
fn registrations_of(sheets: &Project, layout: &str, names: ElementNames) -> Vec<String> {
    let mut found = Vec::new();
    for known in sheets.layouts.iter().filter(|known| renkei::payload::schema::layout_file(known) == layout) {
        let here = |replica: &&Replica| replica.information == known.information && replica.version == known.version;
        for (number, replica) in sheets.replicas.iter().filter(here).enumerate() {
            let insurer = (number % 2 == 0).then(|| "0000000000001".to_owned());
            let told = Registration {
                link_code: "ABCDEFGHIJKLMNOPABCD".into(),
                insurer: insurer.clone(),
                insurance: replica.terms.insurance.clone(),
                information: known.information,
                version: known.version.clone(),
                published_from: replica.terms.published_from,
                published_to: replica.terms.published_to,
                automatic: replica.automatic,
                undisclosed: replica.terms.undisclosed,
                body: content::write(&replica.units, known, names),
            };
            let insurance = Some(told.insurance.clone());
            let gone =
                Deletion { link_code: told.link_code.clone(), insurer, insurance, information: known.information };
            found.extend([told.to_xml(), gone.to_xml()]);
        }
    }
    found
}

/// A 結果ファイル of these answers, with a row that nothing came of.
fn result_file(answers: &[String], charset: Charset, sheets: &Project) -> Vec<u8> {
    let row = |line: u32| file_exchange::Row { line, request: format!("R{line}"), query: Err(Vec::new()) };
    let mut came: Vec<file_exchange::Came> = answers.iter().cloned().map(file_exchange::Came::Answer).collect();
    came.push(file_exchange::Came::Nothing("時間内に回答がない".into()));
    let rows = (2..).take(came.len()).map(row).collect();
    let inquiries = file_exchange::Inquiries { format: file_exchange::Format::Xml, charset, rows };
    let directory = renkei::network::Directory::new(std::sync::Arc::new(sheets.clone()));
    file_exchange::write_results(&inquiries, &came, &directory)
}

#[test]
fn the_schemas_refuse_of_the_other_messages_what_we_refuse() {
    let project = coded_example();
    let folder = project.path().join("protocol");
    renkei(project.path(), &["protocol", "-o", folder.to_str().unwrap()]);
    let registration = "<副本登録><機関別符号>A</機関別符号><特定個人情報名コード>TM031</特定個人情報名コード>\
        <特定個人情報の版番号>4.0</特定個人情報の版番号><公開開始日>H29.4.1</公開開始日><自動応答>可</自動応答>\
        <特定個人情報データ><TM00000000000031><G1><TK01>甲</TK01></G1></TM00000000000031></特定個人情報データ></副本登録>";
    let deletion = "<副本削除><機関別符号>A</機関別符号><特定個人情報名コード>TM031</特定個人情報名コード></副本削除>";
    let search = "<本人確認情報照会><照会要求番号>J1</照会要求番号><照会者機関コード>002</照会者機関コード><事務コード>JM015</事務コード>\
        <事務手続コード>JT015001</事務手続コード><照会年月日>2024-06-03</照会年月日><氏名>例示 花子</氏名>\
        <生年月日>S50.2.2</生年月日><性別>女</性別></本人確認情報照会>";
    let found = "<本人確認情報照会結果><照会要求番号>J1</照会要求番号><照会結果>J000</照会結果><該当者><本人確認情報>\
        <住民キー>J-1</住民キー><氏名>例示 花子</氏名><生年月日>1975-02-02</生年月日><性別>女</性別><住所>例示県</住所>\
        </本人確認情報></該当者></本人確認情報照会結果>";
    let asked =
        "<符号生成要求><要求番号>F1</要求番号><機関コード>002</機関コード><住民キー>J-1</住民キー></符号生成要求>";
    let made =
        "<符号生成結果><要求番号>F1</要求番号><処理結果>F000</処理結果><機関別符号>A</機関別符号></符号生成結果>";
    let cancelled = "<符号取消><住民キー>J-1</住民キー></符号取消>";
    let refused = "<照会結果><処理通番/><処理結果>E009</処理結果><理由>だめ</理由></照会結果>";
    // A message, and what is changed in it; nothing: it is good.
    let cases: [(&str, &str, &str); 27] = [
        (registration, "", ""),
        (registration, "<公開開始日>H29.4.1</公開開始日><自動応答>可</自動応答>", ""),
        (registration, "<自動応答>可</自動応答>", "<保険者コード>1</保険者コード><不開示>有</不開示>"),
        (deletion, "", ""),
        (search, "", ""),
        (search, "<性別>女</性別>", "<住所>例示県</住所><保険者コード>1</保険者コード>"),
        (found, "", ""),
        (asked, "", ""),
        (made, "", ""),
        (made, "<機関別符号>A</機関別符号>", ""),
        (cancelled, "", ""),
        (refused, "", ""),
        (registration, "<自動応答>可</自動応答>", "<自動応答>はい</自動応答>"),
        (registration, "<公開開始日>H29.4.1</公開開始日>", "<公開開始日>2017-02-30</公開開始日>"),
        (registration, "<機関別符号>A</機関別符号>", ""),
        (registration, "<特定個人情報データ>", "<特定個人情報データ><管理情報/>"),
        (deletion, "TM031", "TM"),
        (deletion, "<機関別符号>A</機関別符号>", "<機関別符号>A</機関別符号><機関別符号>B</機関別符号>"),
        (search, "<氏名>例示 花子</氏名>", "<氏名></氏名>"),
        (search, "<性別>女</性別>", "<性別>F</性別>"),
        (search, "<照会年月日>2024-06-03</照会年月日>", ""),
        (search, "<生年月日>S50.2.2</生年月日>", "<生年月日>S50.2.30</生年月日>"),
        (found, "<住民キー>J-1</住民キー>", ""),
        (found, "<該当者>", "<該当者><人/>"),
        (asked, "<住民キー>J-1</住民キー>", "<個人番号/>"),
        (made, "<処理結果>F000</処理結果>", ""),
        (cancelled, "<住民キー>J-1</住民キー>", ""),
    ];
    const GOOD: usize = 12;
    let texts: Vec<String> = cases.iter().map(|(text, old, new)| text.replacen(old, new, 1)).collect();
    let files = written(&project.path().join("others"), &texts);
    let judged = judge(&folder.join("xsd/TM031-v4.0.xsd"), &PathBuf::from("-"), &files);
    for (at, (said, text)) in judged.iter().zip(&texts).enumerate() {
        assert_eq!(we_read(text), at < GOOD, "we: {text}");
        assert_eq!(said == "ok", at < GOOD, "the schema says {said}: {text}");
    }
}

/// Whether our own reader takes a message that is not asked of the network.
fn we_read(text: &str) -> bool {
    let name = text.trim_start_matches('<').split(['>', ' ']).next().unwrap();
    match name {
        "副本登録" => Registration::from_xml(text).is_ok(),
        "副本削除" => Deletion::from_xml(text).is_ok(),
        "本人確認情報照会" => ResidentQuery::from_xml(text).is_ok(),
        "本人確認情報照会結果" => ResidentAnswer::from_xml(text).is_ok(),
        "符号生成要求" => LinkCodeRequest::from_xml(text).is_ok(),
        "符号生成結果" => LinkCodeAnswer::from_xml(text).is_ok(),
        "符号取消" => LinkCodeCancellation::from_xml(text).is_ok(),
        "照会結果" => ParsedAnswer::from_xml(text).is_ok(),
        other => panic!("{other}"),
    }
}

fn assert_all_ok(judged: &[String], texts: &[String]) {
    let wrong: Vec<String> = judged
        .iter()
        .zip(texts)
        .filter(|(judged, _)| *judged != "ok")
        .map(|(why, text)| format!("{why}\n{text}"))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), judged.len(), wrong[0]);
}

/// An answer of ケース②, by item code.
const ANSWER: &str = "<照会結果><処理通番>0010000000042</処理通番><処理結果>N000</処理結果><特定個人情報データ>\
    <管理情報><中間サーバー登録日時>2019/07/27 09:01:00</中間サーバー登録日時><特定個人情報の版番号>4.0</特定個人情報の版番号></管理情報>\
    <TM00000000000031><G1><TK04>AAAAAAAAAAAAA</TK04><TK01>C健康保険組合</TK01><TK02>H29.4.1</TK02><TK03>Ｈ３０．４．１</TK03></G1>\
    <G2><TK06>2018-02-01</TK06><TK07>123,450円</TK07></G2>\
    <G1><TK04>BBBBBBBBBBBBB</TK04><TK01>D健康保険組合</TK01><TK02>平成30年4月1日</TK02><TK03 ReasonOfNull=\"01\"/></G1>\
    <G5><TK12>2018-12</TK12><TK13>△98,760</TK13></G5></TM00000000000031></特定個人情報データ></照会結果>";

/// Whether our own reader takes an answer without a word.
fn we_accept(answer: &str, layout: &Layout) -> bool {
    let Ok(parsed) = ParsedAnswer::from_xml(answer) else { return false };
    let Some(root) = parsed.root else { return true };
    content::read(&root, layout, ElementNames::ItemCode).1.is_empty()
}

#[test]
fn the_schemas_refuse_what_we_refuse() {
    let project = coded_example();
    let folder = project.path().join("protocol");
    renkei(project.path(), &["protocol", "-o", folder.to_str().unwrap()]);
    let (sheets, _) = renkei::sheet::load(project.path());
    let layout =
        sheets.layouts.iter().find(|layout| renkei::payload::schema::layout_file(layout) == "TM031-v4.0").unwrap();
    let long = "<TK01>".to_owned() + &"長".repeat(41) + "</TK01>";
    let changes: Vec<(&str, &str)> = vec![
        ("<処理通番>0010000000042</処理通番>", ""),
        ("<処理結果>N000</処理結果>", "<処理結果>N000</処理結果><処理結果>N001</処理結果>"),
        ("<処理結果>N000</処理結果>", "<処理結果>N000</処理結果><備考/>"),
        ("<照会結果>", "<照会結果>余り"),
        ("<管理情報>", "<管理><管理情報/></管理><管理情報>"),
        ("<特定個人情報の版番号>4.0</特定個人情報の版番号>", ""),
        ("<TM00000000000031><G1>", "<TM00000000000031><G2><TK06>H29.4.1</TK06></G2><G1>"),
        ("<TM00000000000031>", "<TM00000000000031>余り"),
        ("<G2>", "<G9/><G2>"),
        ("<G2><TK06>2018-02-01</TK06><TK07>123,450円</TK07></G2>", "<G2></G2>"),
        ("<TK06>2018-02-01</TK06><TK07>123,450円</TK07>", "<TK07>123,450円</TK07><TK06>2018-02-01</TK06>"),
        ("<TK07>123,450円</TK07>", "<TK07>1</TK07><TK07>1</TK07>"),
        ("<TK07>123,450円</TK07>", "<TK08>H29.4.1</TK08>"),
        ("<TK07>123,450円</TK07>", "<TK07>123,45円</TK07>"),
        ("<TK07>123,450円</TK07>", "<TK07>12万</TK07>"),
        ("<TK07>123,450円</TK07>", "<TK07><円>1</円></TK07>"),
        ("<TK07>123,450円</TK07>", "<TK07 単位=\"円\">1</TK07>"),
        ("<TK02>H29.4.1</TK02>", "<TK02></TK02>"),
        ("<TK02>H29.4.1</TK02>", "<TK02>H30.41</TK02>"),
        ("<TK02>H29.4.1</TK02>", "<TK02>2018-02-30</TK02>"),
        ("<TK02>H29.4.1</TK02>", "<TK02>R1.4.30</TK02>"),
        ("<TK02>H29.4.1</TK02>", "<TK02>H29.4</TK02>"),
        ("<TK02>H29.4.1</TK02>", "<TK02>令和2年頃</TK02>"),
        ("<TK12>2018-12</TK12>", "<TK12>2018-12-01</TK12>"),
        ("<TK12>2018-12</TK12>", "<TK12>2018-13</TK12>"),
        ("<TK01>C健康保険組合</TK01>", &long),
        ("<TK03 ReasonOfNull=\"01\"/>", "<TK03 ReasonOfNull=\"01\">H30.4.1</TK03>"),
        ("<G1><TK04>AAAAAAAAAAAAA</TK04>", "<G1 種別=\"1\"><TK04>AAAAAAAAAAAAA</TK04>"),
    ];
    let texts: Vec<String> = std::iter::once(ANSWER.to_owned())
        .chain(changes.iter().map(|(old, new)| {
            assert_eq!(ANSWER.matches(old).count(), 1, "{old}");
            ANSWER.replacen(old, new, 1)
        }))
        .collect();
    let xsd = folder.join("xsd");
    let files = written(&project.path().join("broken"), &texts);
    let judged = judge(&xsd.join("TM031-v4.0.xsd"), &xsd.join("TM031-v4.0.sch"), &files);
    assert_eq!((judged[0].as_str(), we_accept(&texts[0], layout)), ("ok", true));
    for (said, text) in judged.iter().zip(&texts).skip(1) {
        assert!(!we_accept(text, layout), "we take it: {text}");
        assert_ne!(said, "ok", "the schema takes it: {text}");
    }
}

/// A query with a moment in it.
const QUERY: &str = "<情報照会><照会要求番号>R1</照会要求番号><情報照会者機関コード>001</情報照会者機関コード>\
    <情報提供者機関コード>013</情報提供者機関コード><事務コード>JM00000000000035</事務コード>\
    <事務手続コード>JT00000000035001</事務手続コード><特定個人情報名コード>TM00000000000101</特定個人情報名コード>\
    <特定個人情報の版番号>4.0</特定個人情報の版番号><情報照会者部署名>住宅課</情報照会者部署名>\
    <情報照会者部署コード>903A</情報照会者部署コード>\
    <特定個人情報項目コードリスト>TK00000000000001 TK00000000000002</特定個人情報項目コードリスト>\
    <情報照会条件 種別=\"時点指定\"><時点>2016</時点></情報照会条件><機関別符号>ABCDEFGHIJKLMNOPABCD</機関別符号></情報照会>";

#[test]
fn the_envelopes_schema_refuses_what_we_refuse() {
    let project = coded_example();
    let folder = project.path().join("protocol");
    renkei(project.path(), &["protocol", "-o", folder.to_str().unwrap()]);
    let query = QUERY.to_owned();
    let condition = "<情報照会条件 種別=\"時点指定\"><時点>2016</時点></情報照会条件>";
    assert!(query.contains(condition), "{query}");
    let with = |new: &str| query.replacen(condition, new, 1);
    let range = |kind: &str, inside: &str| with(&format!("<情報照会条件 種別=\"{kind}\">{inside}</情報照会条件>"));
    let good = [
        query.clone(),
        range("既定", ""),
        range("時点指定", "<時点>H28.3.1</時点>"),
        range("範囲指定", "<開始>2017-04</開始><終了>令和元年7月27日</終了>"),
        range("範囲指定", "<終了>2018</終了><開始>2017</開始>"),
        query.replacen("</情報照会>", "<不開示>有</不開示><本人同意>無</本人同意></情報照会>", 1),
        query.replacen("<機関別符号>", "<本人同意>有</本人同意><機関別符号>", 1),
        query.replacen("JM00000000000035", "JM035", 1),
    ];
    let broken = [
        with(""),
        range("前年", ""),
        range("既定", "<時点>2016</時点>"),
        range("時点指定", ""),
        range("時点指定", "<開始>2016</開始>"),
        range("範囲指定", "<開始>2016</開始>"),
        range("範囲指定", "<開始>2016</開始><終了>2016-02-30</終了>"),
        query.replacen("<情報照会>", "<情報照会><備考/>", 1),
        query.replacen("</情報照会>", "<不開示>はい</不開示></情報照会>", 1),
        query.replacen("JM00000000000035", "JT00000000000035", 1),
        query.replacen("JM00000000000035", "JM000000000000035", 1),
        query.replacen("TM00000000000101", "TM", 1),
        query.replacen("TK00000000000001", "TK0X", 1),
        query.replacen("情報照会>", "情報照会書>", 2),
    ];
    let texts: Vec<&String> = good.iter().chain(&broken).collect();
    let files = written(&project.path().join("queries"), &texts);
    let judged = judge(&folder.join("xsd/envelope.xsd"), &folder.join("xsd/envelope.sch"), &files);
    for (at, (said, text)) in judged.iter().zip(texts).enumerate() {
        let right = at < good.len();
        assert_eq!(Query::from_xml(text).is_ok(), right, "we: {text}");
        assert_eq!(said == "ok", right, "the schema says {said}: {text}");
    }
}

#[test]
fn every_example_is_valid_in_every_spelling() {
    let project = coded_example();
    let folder = project.path().join("protocol");
    renkei(project.path(), &["protocol", "-o", folder.to_str().unwrap()]);
    let (xsd, none, examples) = (folder.join("xsd"), PathBuf::from("-"), folder.join("examples"));
    // libxml2 reads Windows-31J by itself.
    let files = ["queries.utf-8.xml", "queries.windows-31j.xml"].map(|name| examples.join(name));
    assert_eq!(judge(&xsd.join("exchange-files.xsd"), &none, &files), ["ok", "ok"]);
    let messages = ["query", "receipt", "poll", "pending", "refusal"].map(|name| examples.join(format!("{name}.xml")));
    assert_eq!(judge(&xsd.join("envelope.xsd"), &none, &messages), ["ok"; 5]);
    // Out of its Envelope, as a SOAP library hands it on.
    for spelling in ["soap11", "soap12"] {
        let text = std::fs::read_to_string(examples.join(format!("answer.{spelling}.xml"))).unwrap();
        let body = text.split_once("<soap:Body>").unwrap().1.split_once("</soap:Body>").unwrap().0;
        let files = written(&project.path().join(spelling), &[body]);
        let layout = body.split_once("<TM").unwrap().1.split_once('>').unwrap().0.trim_start_matches('0').to_owned();
        let schema = xsd.join(format!("soap-TM{layout:0>3}-v4.0.xsd"));
        assert_eq!(judge(&schema, &none, &files), ["ok"], "{body}");
        let plain = xsd.join(format!("TM{layout:0>3}-v4.0.xsd"));
        assert_ne!(judge(&plain, &none, &files), ["ok"], "the namespace counts");
    }
    for (name, format) in
        [("queries.utf-8.csv", file_exchange::Format::Csv), ("queries.windows-31j.csv", file_exchange::Format::Csv)]
    {
        let read = file_exchange::read(&std::fs::read(examples.join(name)).unwrap(), format).unwrap();
        assert!(read.rows.len() > 50 && read.rows.iter().all(|row| row.query.is_ok()), "{name}");
    }
}

#[test]
fn every_schema_that_is_written_compiles_and_one_that_cannot_is_told() {
    for (project, left_out) in [(example(), true), (coded_example(), false)] {
        let folder = project.path().join("protocol");
        let output = Command::new(env!("CARGO_BIN_EXE_renkei"))
            .args(["--lang", "ja", "--json", "protocol", "--project"])
            .arg(project.path())
            .arg("-o")
            .arg(&folder)
            .output()
            .unwrap();
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let layouts: Vec<&str> =
            told["left_out"].as_array().unwrap().iter().map(|one| one["layout"].as_str().unwrap()).collect();
        assert_eq!(layouts.contains(&"TM031-v4.0"), left_out, "{layouts:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        let said: String = said.chars().filter(|c| !c.is_whitespace()).collect();
        for text in ["layouts/tm031-v4.0.yaml:7:5", "「被用者保険関係情報（健康保険）」", "element-names:item-code"]
        {
            assert_eq!(said.contains(text), left_out, "{text}: {said}");
        }
        let (none, mut written) = (PathBuf::from("-"), 0);
        let any = folder.join("examples/query.xml");
        for entry in std::fs::read_dir(folder.join("xsd")).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "xsd") {
                // A schema that does not compile ends the judge.
                assert_eq!(judge(&path, &none, std::slice::from_ref(&any)).len(), 1, "{path:?}");
                written += 1;
            }
        }
        assert!(written > 20, "{written}");
    }
}

#[test]
fn the_openapi_document_is_the_tables_own() {
    let path = root().join("docs/openapi.yaml");
    let now = renkei::network::openapi(&[], Lang::En);
    if std::env::var_os("RENKEI_BLESS").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept == now, "docs/openapi.yaml is stale: RENKEI_BLESS=1 cargo test --test protocol");
}

#[test]
fn the_openapi_document_is_valid() {
    // openapi-spec-validator, from PyPI.
    let packages = root().join("target/needs/openapi");
    assert!(packages.is_dir(), "{} is absent: tests/run-all.sh fetches it", packages.display());
    let validate = |path: &Path| {
        let output = Command::new("/usr/bin/python3")
            .args(["-m", "openapi_spec_validator"])
            .arg(path)
            .env("PYTHONPATH", &packages)
            .output()
            .unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (valid, said) = validate(&root().join("docs/openapi.yaml"));
    assert!(valid, "{said}");
    // That of the example project, with its services, in both languages.
    let work = tempfile::tempdir().unwrap();
    for lang in ["ja", "en"] {
        let output = Command::new(env!("CARGO_BIN_EXE_renkei"))
            .args(["--lang", lang, "protocol", "-o"])
            .arg(work.path())
            .arg("--project")
            .arg(root())
            .output()
            .unwrap();
        assert!(output.status.success());
        let (valid, said) = validate(&work.path().join("openapi.yaml"));
        assert!(valid, "{lang}: {said}");
        let text = std::fs::read_to_string(work.path().join("openapi.yaml")).unwrap();
        // PMH: 受給者…, as a path must spell it.
        assert!(text.contains("/services/pmh/%E5%8F%97%E7%B5%A6%E8%80%85"), "{lang}");
    }
    // It can say no.
    let broken = work.path().join("openapi.yaml");
    let text = std::fs::read_to_string(root().join("docs/openapi.yaml")).unwrap();
    std::fs::write(&broken, text.replacen("in: \"path\"", "in: \"nowhere\"", 1)).unwrap();
    assert!(!validate(&broken).0, "the validator takes anything");
}
