//! Every part of a message is looked at, in every spelling a wire has; what is declared is left alone.

use super::*;
use crate::model::PersonalNumber;
use crate::model::personal_number::Rule;

/// Invented, with a wrong check digit.
const OF_A_PERSON: &str = "012345678900";

/// Twelve digits with a right check digit: computed here, so that none stands in the repository.
fn right() -> String {
    (0..10)
        .map(|last| format!("98765432101{last}"))
        .find(|n| PersonalNumber::parse(n).unwrap().has_right_check_digit())
        .unwrap()
}

fn numbers() -> PersonalNumbers {
    let mut person = crate::model::RoleModel {
        id: "RM-001".into(),
        name: String::new(),
        kana: None,
        sex: None,
        birth: None,
        address: None,
        family: Vec::new(),
        history: Vec::new(),
        cases: Vec::new(),
        personal_number: None,
        note: None,
        place: crate::model::Place::Nowhere,
    };
    person.personal_number = PersonalNumber::parse(OF_A_PERSON);
    PersonalNumbers::of(&[person])
}

/// Where the numbers of a message stand, in words.
fn places(target: &str, headers: &str, body: &[u8]) -> Vec<String> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    told(&Message { path, query, headers, body, ..Message::default() })
}

fn is_code(place: usize, _: &str) -> bool {
    place == 2
}

fn told(message: &Message<'_>) -> Vec<String> {
    let declared = Declared { segment: &is_code, element: &|name| name == "コード", field: &|name| name == "code" };
    let seen = seen(&numbers(), message, declared);
    let told = seen.iter().map(|one| match &one.part {
        Part::Target => "url".to_owned(),
        Part::Status => "status".to_owned(),
        Part::FileName => "file".to_owned(),
        Part::Header(name) => format!("header {name}"),
        Part::Body => one.found.path.join("/"),
    });
    told.collect()
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn every_part_of_a_message_is_looked_at() {
    let right = right();
    let wide: String = OF_A_PERSON.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
    let percent = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let mut shift_jis = b"<a><b>".to_vec();
    shift_jis.extend(charset::encode(charset::Charset::Windows31J, &format!("番号{wide}")));
    shift_jis.extend(b"</b></a>");
    let utf_16: Vec<u8> = format!("\u{feff}<a>{wide}</a>").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let xml = |inside: &str| format!("<a><b>{inside}</b></a>").into_bytes();
    for (name, target, headers, body, expected) in [
        ("nothing", "/002/inquiries/R1?wait", "Host: a", xml("x"), vec![]),
        ("a path", &*format!("/002/inquiries/{OF_A_PERSON}"), "", vec![], vec!["url"]),
        ("a number of a request in a path is declared", &format!("/002/inquiries/{right}"), "", vec![], vec![]),
        ("any other part of a path", &format!("/002/{right}/x"), "", vec![], vec!["url"]),
        ("a part of a path, percent-encoded", &format!("/002/{}", percent(&right)), "", vec![], vec!["url"]),
        ("over parts of a path", "/0123/4567/8900", "", vec![], vec!["url"]),
        ("a query string", &format!("/a?n={right}"), "", vec![], vec!["url"]),
        ("percent-encoded", &format!("/a?n={}", percent(&wide)), "", vec![], vec!["url"]),
        ("a header", "/a", &format!("X-Person: {right}"), vec![], vec!["header X-Person"]),
        (
            "the name of a header",
            "/a",
            &format!("X-{OF_A_PERSON}: 1"),
            vec![],
            vec!["header X-＊＊＊＊＊＊＊＊＊＊＊＊"],
        ),
        ("a declared header", "/a", &format!("Content-Length: {right}"), vec![], vec![]),
        (
            "a declared header with a person's",
            "/a",
            &format!("x-request-id: {OF_A_PERSON}"),
            vec![],
            vec!["header x-request-id"],
        ),
        ("an element", "", "", xml(&right), vec!["a/b"]),
        ("a declared element", "", "", format!("<a><コード>{right}</コード></a>").into_bytes(), vec![]),
        ("a comment", "", "", xml(&format!("<!-- {right} -->")), vec!["a/b"]),
        ("a comment behind the message", "", "", format!("<a><b/></a><!-- {right} -->").into_bytes(), vec!["a"]),
        ("a comment before it", "", "", format!("<?xml?><!-- {right} --><a/>").into_bytes(), vec!["a"]),
        ("a cookie", "/a", &format!("Set-Cookie: s={right}"), vec![], vec!["header Set-Cookie"]),
        ("CDATA", "", "", xml(&format!("<![CDATA[{right}]]>")), vec!["a/b"]),
        (
            "references",
            "",
            "",
            xml(&OF_A_PERSON.chars().map(|c| format!("&#x{:x};", c as u32)).collect::<String>()),
            vec!["a/b"],
        ),
        ("an attribute", "", "", format!("<a x=\"{right}\"/>").into_bytes(), vec!["a"]),
        (
            "a header of SOAP",
            "",
            "",
            format!("<s:Envelope><s:Header><n>{right}</n></s:Header></s:Envelope>").into_bytes(),
            vec!["s:Envelope/s:Header/n"],
        ),
        (
            "a body of SOAP",
            "",
            "",
            format!("<s:Envelope><s:Body><n>{right}</n></s:Body></s:Envelope>").into_bytes(),
            vec!["n"],
        ),
        ("Windows-31J", "", "", shift_jis, vec!["a/b"]),
        ("UTF-16", "", "", utf_16, vec!["a"]),
        ("no charset at all", "", "", [b"\xff\xfe\xff\xff<a>".as_slice(), right.as_bytes()].concat(), vec!["a"]),
        ("JSON", "", "", format!("{{\"x\": \"{right}\", \"code\": \"{right}\"}}").into_bytes(), vec!["x"]),
        ("a number of JSON", "", "", format!("{{\"a\": [{{\"x\": {right}}}]}}").into_bytes(), vec!["a/x"]),
        ("a name of JSON", "", "", format!("{{\"{OF_A_PERSON}\": 1}}").into_bytes(), vec![OF_A_PERSON]),
        ("over fields of JSON", "", "", br#"{"a": "012345", "b": ["6789", "00"]}"#.to_vec(), vec!["b"]),
        ("no JSON", "", "", format!("{{\"x\": \"{right}\"").into_bytes(), vec![""]),
    ] {
        assert_eq!(places(target, headers, &body), expected, "{name}");
    }
}

#[test]
fn the_words_of_a_status_and_the_name_of_a_file_are_looked_at() {
    let right = right();
    let name = format!("{right}.csv");
    assert_eq!(told(&Message { words: &right, ..Message::default() }), ["status"]);
    assert_eq!(told(&Message { file: &name, ..Message::default() }), ["file"]);
    assert_eq!(told(&Message { file: "照会-R1.csv", words: "OK", ..Message::default() }), Vec::<String>::new());
}

#[test]
fn json_is_given_back_without_the_numbers() {
    let value = serde_json::json!({"a": "n <0123&45678900>", "b": [12, 12_345_678_900_u64, true], "c": {"d": "012345", "e": "678900"}});
    let (found, masked) = in_fields(&numbers(), &value, &|_| false);
    assert!(found.iter().all(|one| one.rule == Rule::OfPersona), "{found:?}");
    let masked = masked.unwrap().to_string();
    assert_eq!(
        masked,
        "{\"a\":\"n <＊＊＊＊&＊＊＊＊＊＊＊＊>\",\"b\":[12,12345678900,true],\"c\":{\"d\":\"＊＊＊＊＊＊\",\"e\":\"＊＊＊＊＊＊\"}}"
    );
    assert_eq!(in_fields(&numbers(), &serde_json::json!({"a": "x", "b": 1}), &|_| false), (Vec::new(), None));
}

#[test]
fn a_url_is_told_without_its_numbers() {
    for (target, told) in [
        ("/002/inquiries/R1", "/002/inquiries/R1"),
        ("/002/%E7%99%BB", "/002/%E7%99%BB"),
        ("/002/0123-4567-8900", "/002/＊＊＊＊-＊＊＊＊-＊＊＊＊"),
        ("/002/%30123%E3%80%80456789%300", "/002/＊＊＊＊\u{3000}＊＊＊＊＊＊＊＊"),
    ] {
        assert_eq!(path_masked(&numbers(), target, &is_code), told);
    }
    let right = right();
    assert_eq!(path_masked(&numbers(), &format!("/002/x/{right}"), &is_code), format!("/002/x/{right}"));
    assert_eq!(path_masked(&numbers(), &format!("/002/{right}/%41"), &is_code), "/002/＊＊＊＊＊＊＊＊＊＊＊＊/A");
}
