//! A 個人番号 in whatever a real system sends: comments, headers, URLs, answers that are none. The case fails and keeps its
//! other finding, the standing network says who sent it and where, and no file and no screen holds the number.

use std::io::{Read, Write};

use renkei::model::personal_number::Leak;
use renkei::model::{PersonalNumber, PersonalNumbers};
use serde_json::Value;

use super::vendor::{Act, Request, Vendor, call, element};
use super::{Bench, Mock, OF_E, good, income, inquirer, question};

/// The invented number of a person of the project; its check digit is wrong.
pub(super) fn number(bench: &Bench, persona: &str) -> PersonalNumber {
    let project = renkei::sheet::load(bench.folder.path()).0;
    PersonalNumbers::of(&project.role_models).number(&persona.into()).unwrap()
}

/// Twelve digits with a right check digit, made here so that none stands in the repository.
fn right() -> String {
    let whole = (0..10).map(|last| format!("98765432101{last}"));
    whole.into_iter().find(|digits| PersonalNumber::parse(digits).unwrap().has_right_check_digit()).unwrap()
}

/// Whether bytes hold the number in any spelling that somebody could read.
fn holds(bytes: &[u8], number: &str) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let half: String = text
        .chars()
        .map(|c| if ('０'..='９').contains(&c) { char::from_u32(u32::from(c) - 0xfee0).unwrap() } else { c })
        .collect();
    half.contains(number)
}

/// One answer as bytes.
fn http(status: &str, headers: &str, body: &[u8]) -> Act {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n", body.len());
    Act::Raw([head.as_bytes(), body].concat())
}

fn body_of(act: Act) -> String {
    match act {
        Act::Says(_, body) => body,
        _ => unreachable!("an answer is said"),
    }
}

/// What a vendor's provider answers when it has such a number to leak.
type Answering = fn(&Request, &str) -> Act;

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn whatever_a_real_provider_sends_is_looked_through_and_keeps_its_other_finding() {
    let table: [(&str, Answering, &[&str]); 14] = [
        (
            "a comment",
            |request, n| {
                http(
                    "200 OK",
                    "",
                    body_of(good(request)).replace("<処理結果>", &format!("<!-- {n} --><処理結果>")).as_bytes(),
                )
            },
            &["位置照会結果"],
        ),
        (
            "a header of a good answer",
            |request, n| http("200 OK", &format!("X-Person: {n}\r\n"), body_of(good(request)).as_bytes()),
            &["HTTPヘッダー／x-person"],
        ),
        (
            "a cookie",
            |request, n| http("200 OK", &format!("Set-Cookie: s={n}\r\n"), body_of(good(request)).as_bytes()),
            &["HTTPヘッダー／set-cookie"],
        ),
        (
            "the words behind a status",
            |request, n| http(&format!("200 {n}"), "", body_of(good(request)).as_bytes()),
            &["位置HTTPの応答行"],
        ),
        (
            "a trailer",
            |request, n| {
                let body = body_of(good(request));
                Act::Raw(
                    format!(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{:x}\r\n{body}\r\n0\r\nX-Person: {n}\r\n\r\n",
                        body.len()
                    )
                    .into_bytes(),
                )
            },
            &["HTTPヘッダー／x-person"],
        ),
        (
            "a status",
            |_, n| http("500 Internal Server Error", "", format!("<p>{n}</p>").as_bytes()),
            &["HTTP500", "位置p"],
        ),
        (
            "no XML",
            |_, n| http("200 OK", "", format!("<html>{n}").as_bytes()),
            &["照会結果として読めません", "位置html"],
        ),
        (
            "another serial",
            |request, n| {
                http(
                    "200 OK",
                    "",
                    body_of(good(request)).replace(element(&body_of(good(request)), "処理通番"), n).as_bytes(),
                )
            },
            &["処理通番が違います"],
        ),
        (
            "another charset",
            |_, n| {
                let wide: Vec<u8> = n.bytes().flat_map(|digit| [0x82, 0x4f + digit - b'0']).collect();
                http("200 OK", "", &[b"<a>\x94\xd4\x8d\x86", wide.as_slice(), b"</a>"].concat())
            },
            &["UTF-8ではありません", "位置a"],
        ),
        ("not let in", |_, n| http("401 Unauthorized", "", n.as_bytes()), &["HTTP401", "位置本文"]),
        (
            "a door without a house",
            |_, n| http("503 Service Unavailable", &format!("X-Trace: {n}\r\n"), b""),
            &["HTTP503", "HTTPヘッダー／x-trace"],
        ),
        (
            "half an answer",
            |_, n| Act::Raw(format!("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n<照会結果><a>{n}</a>").into_bytes()),
            &["途中で切れました"],
        ),
        (
            "wrong data",
            |request, n| {
                http(
                    "200 OK",
                    "",
                    body_of(income(request, "2016", "1"))
                        .replace("<処理結果>", &format!("<!-- {n} --><処理結果>"))
                        .as_bytes(),
                )
            },
            &["値が違う"],
        ),
        (
            "JSON",
            |_, n| http("200 OK", "Content-Type: application/json\r\n", format!("{{\"mynumber\": {n}}}").as_bytes()),
            &["照会結果として読めません", "位置mynumber"],
        ),
    ];
    for (name, answering, said) in table {
        println!("{name}");
        for own in [true, false] {
            let bench = Bench::new(&[]);
            let plain = if own { number(&bench, "RM-003").spelled(Leak::Plain) } else { right() };
            // What begins with 0 is no number in JSON; a 処理通番 is declared to be something else.
            if (name == "JSON" && plain.starts_with('0')) || (name == "another serial" && !own) {
                continue;
            }
            let told = plain.clone();
            let vendor = Vendor::plain(move |_, request| answering(request, &told));
            let real = format!("E市={}", vendor.url);
            let events = bench.path("events.ndjson");
            let events = ["--events", events.to_str().unwrap()];
            let arguments = [&OF_E[..], &["--organisation", "B市", "--real", &real], &events].concat();
            let ran = bench.run(&arguments);
            ran.ended(4, &[&["否1", "個人番号", "＊＊＊＊＊＊＊＊＊＊＊＊"], said].concat());
            assert!(!holds(ran.screen.as_bytes(), &plain), "{name}: {}", ran.screen);
            assert!(!holds(&bench.everything(), &plain), "{name}: a file holds it");
            for format in ["html", "junit", "json"] {
                let report = bench.command(&["report", "--format", format]).output().unwrap();
                assert!(!holds(&report.stdout, &plain), "{name}: {format}");
            }
        }
    }
}

/// Sends bytes and tells the status.
fn send(address: &str, method: &str, target: &str, headers: &str, body: &[u8]) -> u16 {
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let length = body.len();
    let head = format!(
        "{method} {target} HTTP/1.1\r\nHost: {address}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n"
    );
    stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

/// How a vendor's inquirer puts a number into its query: its target, its headers and its body.
type Asking = fn(&str, &str) -> (String, String, String);

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn whatever_a_real_inquirer_sends_is_looked_through() {
    fn body(xml: &str, inside: &str) -> (String, String, String) {
        (String::new(), String::new(), xml.replace("<情報照会者部署名>", &format!("{inside}<情報照会者部署名>")))
    }
    let table: [(&str, Asking, &str); 13] = [
        ("nothing", |xml, _| body(xml, ""), ""),
        ("a comment", |xml, n| body(xml, &format!("<!-- {n} -->")), "位置情報照会"),
        (
            "an attribute",
            |xml, n| {
                (
                    String::new(),
                    String::new(),
                    xml.replace("<情報照会者部署名>", &format!("<情報照会者部署名 x=\"{n}\">")),
                )
            },
            "位置情報照会/情報照会者部署名",
        ),
        ("an element nobody knows", |xml, n| body(xml, &format!("<備考>{n}</備考>")), "位置情報照会/備考"),
        ("CDATA", |xml, n| body(xml, &format!("<備考><![CDATA[{n}]]></備考>")), "位置情報照会/備考"),
        (
            "references",
            |xml, n| {
                body(
                    xml,
                    &format!("<備考>{}</備考>", n.chars().map(|c| format!("&#{};", c as u32)).collect::<String>()),
                )
            },
            "位置情報照会/備考",
        ),
        ("the query string", |xml, n| (format!("?mynumber={n}"), String::new(), xml.to_owned()), "位置URL"),
        (
            "a percent-encoded query string",
            |xml, n| {
                (
                    format!("?q={}", n.bytes().map(|b| format!("%{b:02x}")).collect::<String>()),
                    String::new(),
                    xml.to_owned(),
                )
            },
            "位置URL",
        ),
        (
            "a header",
            |xml, n| (String::new(), format!("X-Person: {n}\r\n"), xml.to_owned()),
            "位置HTTPヘッダー／x-person",
        ),
        (
            "the department's name",
            |xml, n| (String::new(), String::new(), xml.replace("住宅課", n)),
            "位置情報照会/情報照会者部署名",
        ),
        (
            "a header of SOAP",
            |xml, n| {
                let message = xml
                    .split_once("?>")
                    .unwrap()
                    .1
                    .trim()
                    .replace("<情報照会>", "<情報照会 xmlns=\"urn:renkei:message:1\">");
                (
                    String::new(),
                    "Content-Type: text/xml; charset=utf-8\r\nSOAPAction: \"\"\r\n".to_owned(),
                    format!(
                        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header><n>{n}</n></s:Header><s:Body>{message}</s:Body></s:Envelope>"
                    ),
                )
            },
            "位置s:Envelope/s:Header/n",
        ),
        (
            "what the door turns away unread",
            |xml, n| {
                let (_, _, message) = body(xml, &format!("<備考>{n}</備考>"));
                (String::new(), "Content-Type: application/xml; charset=shift_jis\r\n".to_owned(), message)
            },
            "位置情報照会/備考",
        ),
        ("what is no query", |_, n| (String::new(), String::new(), format!("<照会>{n}")), "位置照会"),
    ];
    for (name, asking, place) in table {
        println!("{name}");
        let bench = Bench::new(&[]);
        let plain = number(&bench, "RM-003").spelled(Leak::Plain);
        let leaked = plain.clone();
        let vendor = Vendor::plain(move |n, request| {
            let told: Value = serde_json::from_str(&request.body).unwrap();
            let leaked = leaked.clone();
            std::thread::spawn(move || {
                let address = told["url"].as_str().unwrap()["http://".len()..].to_owned();
                let question = question(&told, &format!("V{n}"));
                let (query, headers, body) = asking(&question.xml(), &leaked);
                let target = format!("/{}/inquiries{query}", question.inquirer);
                if send(&address, "POST", &target, &headers, body.as_bytes()) >= 400 {
                    // It tries again, as it should have been.
                    send(&address, "POST", &target, "", question.xml().as_bytes());
                }
                question.fetch(&address);
            });
            Act::Says(202, String::new())
        });
        let bench = inquirer(&vendor.url, "");
        let ran = bench.run(&["--case", "G1-01", "--organisation", "B市"]);
        if place.is_empty() {
            ran.ended(0, &["合1"]);
            continue;
        }
        ran.ended(4, &["否1", "個人番号", "＊＊＊＊＊＊＊＊＊＊＊＊", place]);
        assert!(!holds(ran.screen.as_bytes(), &plain) && !holds(&bench.everything(), &plain), "{name}");
    }
}

/// However often it polls before, and however unlike its polls are.
#[test]
fn a_number_in_the_last_of_many_unlike_polls_is_seen() {
    let bench = Bench::new(&[]);
    let plain = number(&bench, "RM-003").spelled(Leak::Plain);
    let leaked = plain.clone();
    let vendor = Vendor::plain(move |n, request| {
        let told: Value = serde_json::from_str(&request.body).unwrap();
        let leaked = leaked.clone();
        std::thread::spawn(move || {
            let address = told["url"].as_str().unwrap()["http://".len()..].to_owned();
            let question = question(&told, &format!("V{n}"));
            let before = "/002/inquiries/NONE";
            for turn in 0..200 {
                send(&address, "GET", before, &format!("traceparent: 00-{turn:032x}-1-01\r\n"), b"");
            }
            send(&address, "GET", before, &format!("X-Person: {leaked}\r\n"), b"");
            question.ask(&address).unwrap();
        });
        Act::Says(202, String::new())
    });
    let ran = inquirer(&vendor.url, "").run(&["--case", "G1-01", "--organisation", "B市"]);
    ran.ended(4, &["否1", "個人番号", "位置HTTPヘッダー／x-person"]);
}

/// A service with a field of each kind, and one that answers with what it was given.
const BOX: &str = "services:
  - id: hako
    name: 箱
    kind: platform
    messages:
      - name: 入れる
        from: [municipality]
        fields:
          - {name: 整理番号, kind: code}
          - {name: 備考}
        does:
          - answer: {result: 入れた}
";

#[test]
fn a_code_of_a_service_is_declared_and_a_remark_is_not() {
    for (field, value, exit) in [
        ("整理番号", right(), 0),
        ("備考", right(), 4),
        // A number of a person is one in whatever field it stands.
        ("整理番号", String::new(), 4),
    ] {
        let bench = Bench::new(&[]);
        std::fs::create_dir_all(bench.path("services")).unwrap();
        bench.write("services/box.yaml", BOX);
        let person = number(&bench, "RM-003").spelled(Leak::Plain);
        let value = if value.is_empty() { person } else { value };
        // A file that holds a number is a fault of its own: it comes to the run only through the door of the service.
        let mut mock = Mock::stand(&bench, &[]);
        let message = format!("{{\"from\": \"B市\", \"date\": \"R1.7.27\", \"fields\": {{\"{field}\": \"{value}\"}}}}");
        let (status, said) = call(&mock.address, "POST", "/services/hako/%E5%85%A5%E3%82%8C%E3%82%8B", &message);
        assert_eq!((status, said.contains("入れた")), (200, true), "{said}");
        let journal = mock.journal();
        assert_eq!(journal["personal_numbers"], u64::from(exit != 0), "{field} {journal}");
        if exit != 0 {
            let carried = &journal["calls"][0]["personal_numbers"][0];
            assert_eq!(carried["places"][0], format!("fields/{field}"));
        }
        assert!(!holds(journal.to_string().as_bytes(), &value));
        assert_eq!(mock.interrupt(), Some(0));
    }
}

/// What is sent to the standing network, and what its journal must tell of it: method and path, from whom, where.
struct Sent {
    name: &'static str,
    method: &'static str,
    target: String,
    headers: String,
    body: String,
    from: &'static str,
    place: &'static str,
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn the_standing_network_tells_which_message_carried_a_number_from_whom_and_where() {
    let bench = Bench::new(&[]);
    std::fs::create_dir_all(bench.path("services")).unwrap();
    bench.write("services/box.yaml", BOX);
    let plain = number(&bench, "RM-003").spelled(Leak::Plain);
    let leaking = std::fs::read_to_string(bench.path("test-groups/representatives/e-shi.yaml")).unwrap();
    bench.write(
        "test-groups/representatives/e-shi.yaml",
        &format!("{leaking}conduct:\n  - {{persona: RM-003, behaviour: leak-number}}\n"),
    );
    let errors = bench.path("screen.txt");
    let folder = bench.path("exchange");
    let mut mock = Mock::stand_telling(&bench, &["--exchange-folder", folder.to_str().unwrap()], &errors);
    let n = &plain;
    let query = |request: &str| mock.question(request, "2016").xml();
    let head = |body: &str| {
        format!(
            "<機関別符号>{}</機関別符号><特定個人情報名コード>TM101</特定個人情報名コード>{body}",
            mock.code("RM-003", "005")
        )
    };
    let soap = |body: &str| {
        format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header><n>{n}</n></s:Header><s:Body>{body}</s:Body></s:Envelope>"
        )
    };
    let soap_headers = "Content-Type: text/xml\r\nSOAPAction: \"\"\r\n";
    let sent = |name, method, target: &str, headers: &str, body: String, from, place| Sent {
        name,
        method,
        target: target.to_owned(),
        headers: headers.to_owned(),
        body,
        from,
        place,
    };
    let table = [
        sent("a comment", "POST", "/002/inquiries", "", format!("{}<!-- {n} -->", query("X1")), "002 B市", "情報照会"),
        sent(
            "a header of a poll",
            "GET",
            "/002/inquiries/none",
            &format!("X-Person: {n}\r\n"),
            String::new(),
            "002 B市",
            "HTTPヘッダー x-person",
        ),
        sent("a path", "GET", &format!("/002/inquiries/{n}"), "", String::new(), "002 B市", "URL"),
        sent("a code that is given back", "GET", &format!("/002/histories/{n}"), "", String::new(), "002 B市", "URL"),
        sent(
            "a request that is given back",
            "POST",
            "/002/inquiries",
            "",
            query(n),
            "002 B市",
            "情報照会/照会要求番号",
        ),
        sent("a query string", "POST", &format!("/002/inquiries?n={n}"), "", query("X2"), "002 B市", "URL"),
        sent("what is no query", "POST", "/002/inquiries", "", format!("<a>{n}"), "002 B市", "a"),
        sent(
            "a registration",
            "POST",
            "/005/replicas",
            "",
            format!("<副本登録>{}</副本登録>", head(&format!("<備考>{n}</備考>"))),
            "005 E市",
            "副本登録/備考",
        ),
        sent(
            "a deletion",
            "POST",
            "/005/replica-deletions",
            "",
            format!("<副本削除>{}</副本削除>", head(&format!("<!--{n}-->")).replace("TM101", "TM031")),
            "005 E市",
            "副本削除",
        ),
        sent(
            "a resident's search",
            "POST",
            "/residents/searches",
            "",
            format!("<本人確認情報照会><氏名>{n}</氏名></本人確認情報照会>"),
            "接続元のシステム",
            "本人確認情報照会/氏名",
        ),
        sent(
            "a request for a code",
            "POST",
            "/residents/link-codes",
            "",
            format!("<符号生成要求><a>{n}</a></符号生成要求>"),
            "接続元のシステム",
            "符号生成要求/a",
        ),
        sent(
            "an answer by hand",
            "POST",
            "/provisions/1",
            "",
            format!("<照会結果><a>{n}</a></照会結果>"),
            "接続元のシステム",
            "照会結果/a",
        ),
        sent(
            "a header of SOAP",
            "POST",
            "/002/inquiries",
            soap_headers,
            soap("<情報照会 xmlns=\"urn:renkei:message:1\"/>"),
            "002 B市",
            "s:Envelope/s:Header/n",
        ),
        sent("SOAP that is none", "POST", "/002/inquiries", soap_headers, format!("<x>{n}</x>"), "002 B市", "x"),
        sent(
            "a service",
            "POST",
            "/services/hako/x",
            "",
            format!("{{\"fields\": {{\"備考\": \"{n}\"}}}}"),
            "接続元のシステム",
            "fields/備考",
        ),
    ];
    for (count, one) in table.iter().enumerate() {
        send(&mock.address, one.method, &one.target, &one.headers, one.body.as_bytes());
        let journal = mock.journal();
        let line = journal["calls"].as_array().unwrap().last().unwrap();
        assert_eq!(journal["personal_numbers"], count as u64 + 1, "{}: {journal}", one.name);
        let path = one.target.split('?').next().unwrap().replace(n.as_str(), "＊＊＊＊＊＊＊＊＊＊＊＊");
        assert_eq!((line["method"].as_str(), line["path"].as_str()), (Some(one.method), Some(&*path)), "{}", one.name);
        let carried = &line["personal_numbers"][0];
        assert_eq!(
            (carried["from"].as_str(), carried["places"][0].as_str()),
            (Some(one.from), Some(one.place)),
            "{}",
            one.name
        );
    }
    // What a provider leaks is told with the answer that carries it, and of whom it came.
    let answer = mock.question("L1", "2016").ask(&mock.address).unwrap();
    assert!(answer.contains(n.as_str()), "it is the partner's to see: {answer}");
    let journal = mock.journal();
    let line = journal["calls"].as_array().unwrap().last().unwrap();
    assert_eq!(line["personal_numbers"][0]["from"], "005 E市");
    assert_eq!(line["serial"], element(&answer, "処理通番"));
    // A file with a column that no query has.
    let csv = format!("照会要求番号,備考\nF1,{n}\n");
    std::fs::write(folder.join("request/a.csv"), csv).unwrap();
    std::fs::write(folder.join("request/a.csv.done"), "").unwrap();
    let result = folder.join("result/a.result.csv");
    while !result.exists() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let journal = mock.journal();
    let of_file = journal["calls"].as_array().unwrap().iter().find(|line| line["method"] == "FILE").unwrap();
    assert_eq!(
        (of_file["path"].as_str(), of_file["personal_numbers"][0]["from"].as_str()),
        (Some("a.csv"), Some("a.csv"))
    );
    // Twelve digits that nothing declares: in a path that is none, and as the name of a file. Those of a request are its own.
    let right = right();
    for (target, told, found) in [
        (format!("/002/{right}"), "/002/＊＊＊＊＊＊＊＊＊＊＊＊".to_owned(), true),
        (format!("/391/histories/{right}"), "/391/histories/＊＊＊＊＊＊＊＊＊＊＊＊".to_owned(), true),
        (format!("/{right}/inquiries/R1"), "/＊＊＊＊＊＊＊＊＊＊＊＊/inquiries/R1".to_owned(), true),
        (format!("/002/inquiries/{right}"), format!("/002/inquiries/{right}"), false),
    ] {
        send(&mock.address, "GET", &target, "", b"");
        let journal = mock.journal();
        let line = journal["calls"].as_array().unwrap().last().unwrap();
        assert_eq!((line["path"].as_str(), !line["personal_numbers"].is_null()), (Some(&*told), found), "{line}");
    }
    send(&mock.address, &format!("M{right}"), "/002/inquiries", "", b"");
    assert_eq!(mock.journal()["calls"].as_array().unwrap().last().unwrap()["method"], "?");
    std::fs::write(folder.join(format!("request/{right}.csv")), "照会要求番号\nF2\n").unwrap();
    std::fs::write(folder.join(format!("request/{right}.csv.done")), "").unwrap();
    while !folder.join(format!("result/{right}.result.csv")).exists() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let journal = mock.journal();
    let of_file = journal["calls"].as_array().unwrap().iter().rfind(|line| line["method"] == "FILE").unwrap();
    assert_eq!(of_file["path"], "＊＊＊＊＊＊＊＊＊＊＊＊.csv");
    assert_eq!(of_file["personal_numbers"][0]["places"][0], "ファイル名");
    let (_, text) = call(&mock.address, "GET", "/renkei/journal.txt", "");
    assert!(text.contains("個人番号：005 E市 からの電文の"), "{text}");
    assert!(!holds(text.as_bytes(), n) && !holds(journal.to_string().as_bytes(), n));
    let counted = journal["personal_numbers"].as_u64().unwrap();
    assert_eq!(mock.interrupt(), Some(0));
    let screen = std::fs::read_to_string(&errors).unwrap();
    assert!(screen.contains("個人番号の載った電文：") && screen.contains("002 B市"), "{screen}");
    assert!(screen.contains(&format!("個人番号の載った電文 {counted} 件")), "{screen}");
    assert!(!holds(screen.as_bytes(), n) && !holds(screen.as_bytes(), &right), "{screen}");
    assert!(screen.contains("＊＊＊＊＊＊＊＊＊＊＊＊.result.csv"), "{screen}");
}

#[test]
fn the_standing_network_tells_what_a_real_provider_sent() {
    let bench = Bench::new(&[]);
    let plain = number(&bench, "RM-003").spelled(Leak::Plain);
    let leaked = plain.clone();
    let vendor = Vendor::plain(move |_, _| http("500 X", &format!("X-Person: {leaked}\r\n"), leaked.as_bytes()));
    let mock = Mock::stand(&bench, &["--real", &format!("E市={}", vendor.url)]);
    let answer = mock.question("A1", "2016").ask(&mock.address).unwrap();
    assert_eq!(element(&answer, "処理結果"), "E010", "{answer}");
    let journal = mock.journal();
    let line = journal["calls"].as_array().unwrap().iter().find(|line| line["status"] == 500).unwrap();
    let places: Vec<&str> =
        line["personal_numbers"][0]["places"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(
        (line["personal_numbers"][0]["from"].as_str(), places),
        (Some("005 E市"), vec!["HTTPヘッダー x-person", "本文"])
    );
    assert_eq!(journal["personal_numbers"], 1);
    assert!(!holds(journal.to_string().as_bytes(), &plain));
}
