//! 住基ネット as a real system: a small register of the test's own takes the searches of bodies and of 情報提供サーバー, and
//! every failing of it has its verdict.

use std::time::Duration;

use super::vendor::{Act, Request, Vendor, call, element};
use super::{Bench, Mock, Ran};

const HEAD: &str = "# language: ja\n機能: 本物の住基ネット\n\n  背景:\n    前提 基準日は「令和6年6月3日」である\n";

/// A scenario with one search by 4情報, of a body or an insurer.
fn searching(title: &str, inquirer: &str, then: &str) -> String {
    format!(
        "\n  @本物\n  シナリオ: {title}\n    前提 照会者は{inquirer}である\n    かつ ロールモデル「RM-001」の人について照会する\n    \
         もし 住基ネットに次の情報で照会する\n      | 項目 | 値 |\n      | 事務コード | JM030 |\n      \
         | 事務手続コード | JT030001 |\n      | 氏名 | 試験 えっくす |\n      | 生年月日 | S55.1.1 |\n      \
         | 性別 | 女 |\n      | 住所 | B市見本1 |\n{then}"
    )
}

const B_SHI: &str = "「B市」の「国民健康保険課」（部署コード「001A」）";
const ONE: &str = "    ならば 住基ネットの照会結果は「一人該当」である\n    もし 照会で特定した人を宛名に紐付ける\n    \
                   ならば 紐付けた人はロールモデルの人と一致する\n";
const OF_INSURER: &str = "    ならば 該当者に住民「J-001」が含まれる\n";

fn bench(scenarios: &[String]) -> Bench {
    let bench = Bench::new(&[]);
    std::fs::create_dir_all(bench.path("features/handwritten")).unwrap();
    bench.write("features/handwritten/own.feature", &(HEAD.to_owned() + &scenarios.concat()));
    bench
}

fn own(bench: &Bench, real: &str) -> Ran {
    bench.run(&["--tags", "@本物", "--real", real])
}

fn person(key: &str) -> String {
    format!(
        "<本人確認情報><住民キー>{key}</住民キー><氏名>試験　えっくす</氏名><生年月日>1980-01-01</生年月日>\
         <性別>女</性別><住所>例示県B市大字見本１番地</住所></本人確認情報>"
    )
}

fn result(request: &str, code: &str, people: &str) -> Act {
    let people = if people.is_empty() { String::new() } else { format!("<該当者>{people}</該当者>") };
    Act::Says(
        200,
        format!(
            "<本人確認情報照会結果><照会要求番号>{request}</照会要求番号><照会結果>{code}</照会結果>{people}</本人確認情報照会結果>"
        ),
    )
}

/// A register as it should be.
fn register(request: &Request) -> Act {
    match request.path.as_str() {
        "/residents/searches" => {
            let whole = element(&request.body, "住所") == "B市見本1" && element(&request.body, "性別") == "女";
            let number = element(&request.body, "照会要求番号");
            if whole { result(number, "J000", &person("J-001")) } else { result(number, "J004", "") }
        }
        "/residents/link-codes" => {
            let known = element(&request.body, "住民キー").starts_with("J-");
            let (number, code) = (element(&request.body, "要求番号"), if known { "F000" } else { "F001" });
            Act::Says(
                200,
                format!("<符号生成結果><要求番号>{number}</要求番号><処理結果>{code}</処理結果></符号生成結果>"),
            )
        }
        "/residents/cancellations" => Act::Says(204, String::new()),
        _ => Act::Says(404, String::new()),
    }
}

fn real(vendor: &Vendor) -> String {
    format!("住基ネット={}", vendor.url)
}

#[test]
fn a_real_register_is_searched_by_bodies_and_for_insurers_and_played_again_without_it() {
    let vendor = Vendor::plain(|_, request| register(request));
    let bench = bench(&[
        searching("団体が照会する", B_SHI, ONE),
        searching("保険者は情報提供サーバーを通じて照会する", "「A健康保険組合」", OF_INSURER),
    ]);
    own(&bench, &real(&vendor)).ended(0, &["合2", "実在住基ネット"]);
    let told = vendor.told();
    assert_eq!(told.len(), 2, "{told:?}");
    for request in &told {
        assert_eq!(request.path, "/residents/searches");
        assert!(request.headers.contains("application/xml; charset=utf-8"));
        assert_eq!(element(&request.body, "照会年月日"), "2024-06-03");
    }
    let insurers: Vec<&str> = told.iter().map(|request| element(&request.body, "保険者コード")).collect();
    assert!(insurers.contains(&"") && insurers.contains(&"0000000000001"), "{insurers:?}");
    drop(vendor);
    let run = std::fs::read_dir(bench.path("runs")).unwrap().next().unwrap().unwrap();
    let name = run.file_name().into_string().unwrap();
    bench.run(&["--replay", &name]).ended(0, &["合2"]);
}

#[test]
fn each_failing_of_a_real_register_has_its_verdict() {
    let both = || bench(&[searching("一つ目", B_SHI, ONE), searching("二つ目", "「A健康保険組合」", OF_INSURER)]);
    let nowhere = super::free_address();
    own(&both(), &format!("juki-net=http://{nowhere}"))
        .ended(7, &["保留2", "実在の住基ネット", "接続を拒否されました"]);
    type Behaviour = fn(usize, &Request) -> Act;

    let cases: [(&str, Behaviour, i32, &[&str]); 9] = [
        (
            "another person",
            |_, request| result(element(&request.body, "照会要求番号"), "J000", &person("J-003")),
            4,
            &["否2", "J-003"],
        ),
        ("nobody", |_, request| result(element(&request.body, "照会要求番号"), "J002", ""), 4, &["否2", "該当者なし"]),
        ("another search's answer", |_, _| result("R-9", "J000", &person("J-001")), 4, &["否2", "番号が違います"]),
        (
            "one, and two of them",
            |_, request| {
                let two = person("J-001") + &person("J-002");
                result(element(&request.body, "照会要求番号"), "J000", &two)
            },
            4,
            &["否2", "該当者は2人です"],
        ),
        ("a code of its own", |_, r| result(element(&r.body, "照会要求番号"), "X9", ""), 4, &["否2", "知らない結果"]),
        ("no such message", |_, _| Act::Says(200, "<html/>".into()), 4, &["否2", "実在の住基ネット"]),
        ("not let in", |_, _| Act::Says(403, String::new()), 7, &["保留2", "HTTP403"]),
        ("no such path", |_, _| Act::Says(404, String::new()), 4, &["否2", "HTTP404"]),
        (
            "cut later",
            |n, request| if n == 0 { register(request) } else { Act::Cuts },
            4,
            &["合1", "否1", "途中で切れました"],
        ),
    ];
    for (name, act, exit, said) in cases {
        let vendor = Vendor::plain(act);
        println!("{name}");
        own(&both(), &real(&vendor)).ended(exit, said);
        assert_eq!(vendor.told().len(), 2, "{name}");
    }
    let late = Vendor::plain(|n, request| {
        if n > 0 {
            std::thread::sleep(Duration::from_secs(1));
        }
        register(request)
    });
    own(&both(), &real(&late)).ended(4, &["合1", "否1", "ミリ秒以内に答えません"]);
}

/// The invented number of a person of the project.
pub fn number_of(persona: &str) -> String {
    super::exposure::number(&Bench::new(&[]), persona).spelled(renkei::model::personal_number::Leak::Plain)
}

#[test]
fn a_personal_number_in_what_a_real_register_sends_fails_the_case() {
    let number = number_of("RM-001");
    let sent = number.clone();
    let vendor = Vendor::plain(move |_, request| match register(request) {
        Act::Says(_, body) => {
            let head = format!("HTTP/1.1 200 OK\r\nX-Trace: {sent}\r\nContent-Length: {}\r\n", body.len());
            Act::Raw(format!("{head}Connection: close\r\n\r\n{body}").into_bytes())
        }
        other => other,
    });
    let bench = bench(&[searching("団体が照会する", B_SHI, ONE)]);
    let ran = own(&bench, &real(&vendor));
    ran.ended(4, &["否1", "個人番号", "x-trace"]);
    assert!(!ran.screen.contains(&number));
}

#[test]
fn a_real_register_says_whom_it_knows_and_the_network_makes_the_codes() {
    let scenario = |title: &str, persona: &str, then: &str| {
        format!(
            "\n  @本物\n  シナリオ: {title}\n    前提 ロールモデル「{persona}」の人について照会する\n    \
             かつ 「B市」は符号を取得していない\n    もし 「B市」が符号を取得する\n{then}"
        )
    };
    let obtained = "    ならば 符号生成の結果は「取得済」である\n    もし この人の符号が取り消される\n    \
                    ならば 「B市」の符号は「取消」である\n";
    let bench = bench(&[
        scenario("載っている人", "RM-001", obtained),
        scenario("載っていない人", "RM-005", "    ならば 符号生成の結果は「未取得」である\n"),
    ]);
    let vendor = Vendor::plain(|_, request| register(request));
    own(&bench, &real(&vendor)).ended(0, &["合2"]);
    let keys: Vec<String> = vendor.told().iter().map(|request| element(&request.body, "住民キー").to_owned()).collect();
    assert_eq!(keys.iter().filter(|key| *key == "J-001").count(), 2, "asked and withdrawn: {keys:?}");
    assert!(keys.contains(&"RM-005".to_owned()), "{keys:?}");
    // The other answer is another verdict.
    let forgetful = Vendor::plain(|_, request| {
        let number = element(&request.body, "要求番号");
        Act::Says(200, format!("<符号生成結果><要求番号>{number}</要求番号><処理結果>F001</処理結果></符号生成結果>"))
    });
    own(&bench, &real(&forgetful)).ended(4, &["合1", "否1", "未取得"]);
    own(&bench, &format!("住基ネット=http://{}", super::free_address())).ended(7, &["保留2", "実在の住基ネット"]);
}

#[test]
fn a_real_register_may_stand_in_the_projects_file_and_a_wrong_name_is_told() {
    let vendor = Vendor::plain(|_, request| register(request));
    let bench = bench(&[searching("団体が照会する", B_SHI, ONE)]);
    let settings = std::fs::read_to_string(bench.path("renkei.yaml")).unwrap();
    bench.write(
        "renkei.yaml",
        &format!("{settings}real: {{住基ネット: {{url: \"{}\", rate: {{at-once: 1}}}}}}\n", vendor.url),
    );
    bench.run(&["--tags", "@本物"]).ended(0, &["合1", "実在住基ネット"]);
    bench.write(
        "renkei.yaml",
        &format!("{settings}real: {{住基ネツト: \"{0}\", nws: {{link-codes: x}}, ＮＷＳ: \"{0}\"}}\n", vendor.url),
    );
    bench.run(&[]).ended(3, &["E0930", "「住基ネット」のことですか", "E0901", "E0931"]);
    bench.write("renkei.yaml", &settings);
    bench.run(&["--real", "住基ネツト=http://127.0.0.1:1"]).ended(2, &["「住基ネット」のことですか"]);
    bench.run(&["--real", "住基ネット=wait"]).ended(2, &["URLだけ"]);
}

#[test]
fn the_standing_network_plays_the_register_for_a_real_body_and_passes_on_to_a_real_one() {
    let query = "<本人確認情報照会><照会要求番号>J1</照会要求番号><照会者機関コード>002</照会者機関コード>\
                 <事務コード>JM030</事務コード><事務手続コード>JT030001</事務手続コード><照会年月日>2024-06-03</照会年月日>\
                 <氏名>試験　えっくす</氏名><生年月日>1980-01-01</生年月日><性別>女</性別><住所>B市見本1</住所></本人確認情報照会>";
    let vendor = Vendor::plain(|_, request| register(request));
    let real = real(&vendor);
    for (arguments, asked) in [(&[][..], 0), (&["--real", &real][..], 1)] {
        let bench = Bench::new(&[]);
        let mut mock = Mock::stand(&bench, arguments);
        let (status, answer) = call(&mock.address, "POST", "/residents/searches", query);
        assert_eq!((status, element(&answer, "住民キー")), (200, "J-001"), "{answer}");
        assert_eq!(vendor.told().len(), asked);
        assert_eq!(mock.interrupt(), Some(0));
    }
}
