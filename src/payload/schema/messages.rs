//! The messages that never cross the 情報提供ネットワークシステム: 副本登録 and 副本削除, 本人確認情報照会, 符号生成.

use super::{Occurs, element, lexical, literals, restriction};
use crate::model::Sex;
use crate::payload::content::{DATA, VERSION};
use crate::payload::envelope::{
    AFFAIR, DELETION, INFORMATION, LINK_CODE, LINK_CODE_ANSWER, LINK_CODE_CANCELLATION, LINK_CODE_REQUEST, MARKED,
    PROCEDURE, REGISTRATION, REQUEST, RESIDENT_ANSWER, RESIDENT_QUERY, RESIDENT_RECEIPT, UNDISCLOSED, UNMARKED,
    link_code, registration, resident,
};

/// Every one of them, by name.
pub(super) fn all() -> Vec<(&'static str, String)> {
    vec![
        (REGISTRATION, any_order(&registered())),
        (DELETION, any_order(&deleted())),
        (RESIDENT_QUERY, any_order(&searched())),
        (RESIDENT_RECEIPT, any_order(&[plain(REQUEST)])),
        (RESIDENT_ANSWER, any_order(&found())),
        (LINK_CODE_REQUEST, any_order(&[link_code::REQUEST, link_code::BODY, link_code::KEY].map(plain))),
        (
            LINK_CODE_ANSWER,
            any_order(&[plain(link_code::REQUEST), plain(link_code::OUTCOME), maybe(link_code::LINK_CODE)]),
        ),
        (LINK_CODE_CANCELLATION, any_order(&[plain(link_code::KEY)])),
    ]
}

fn registered() -> Vec<String> {
    let words = |words: [&str; 2]| literals(&words.map(str::to_owned));
    // Strict: the layout's schema, which includes this one, declares the element that may stand there.
    let data = "<xs:complexType><xs:sequence><xs:any processContents=\"strict\"/></xs:sequence></xs:complexType>";
    vec![
        plain(LINK_CODE),
        maybe(registration::INSURER),
        filled(registration::INSURED_NUMBER, Occurs::AtMostOnce),
        branch(),
        code(INFORMATION, "TM"),
        plain(VERSION),
        day(registration::PUBLISHED_FROM, Occurs::AtMostOnce),
        day(registration::PUBLISHED_TO, Occurs::AtMostOnce),
        element(registration::AUTOMATIC, &words([registration::CAN, registration::CANNOT]), Occurs::AtMostOnce),
        element(UNDISCLOSED, &words([MARKED, UNMARKED]), Occurs::AtMostOnce),
        element(DATA, data, Occurs::Once),
    ]
}

fn deleted() -> Vec<String> {
    vec![
        plain(LINK_CODE),
        maybe(registration::INSURER),
        filled(registration::INSURED_NUMBER, Occurs::AtMostOnce),
        branch(),
        code(INFORMATION, "TM"),
    ]
}

/// 被保険者枝番: two digits at most.
fn branch() -> String {
    element(registration::BRANCH, &restriction("xs:token", &["0?[0-9]{1,2}".to_owned()]), Occurs::AtMostOnce)
}

fn filled(name: &str, occurs: Occurs) -> String {
    element(name, "<xs:restriction base=\"xs:token\"><xs:minLength value=\"1\"/></xs:restriction>", occurs)
}

fn searched() -> Vec<String> {
    vec![
        plain(REQUEST),
        plain(resident::INQUIRER),
        maybe(resident::INSURER),
        code(AFFAIR, "JM"),
        code(PROCEDURE, "JT"),
        day(resident::DAY, Occurs::Once),
        filled(resident::NAME, Occurs::Once),
        day(resident::BIRTH, Occurs::Once),
        sex(Occurs::AtMostOnce),
        maybe(resident::ADDRESS),
    ]
}

fn found() -> Vec<String> {
    let person = any_order(&[
        plain(resident::KEY),
        plain(resident::NAME),
        maybe(resident::KANA),
        day(resident::BIRTH, Occurs::Once),
        sex(Occurs::Once),
        plain(resident::ADDRESS),
    ]);
    let persons = format!(
        "<xs:complexType><xs:sequence>{}</xs:sequence></xs:complexType>",
        element(resident::PERSON, &person, Occurs::Any)
    );
    vec![plain(REQUEST), plain(resident::OUTCOME), element(resident::FOUND, &persons, Occurs::AtMostOnce)]
}

fn plain(name: &str) -> String {
    element(name, "", Occurs::Once)
}

fn maybe(name: &str) -> String {
    element(name, "", Occurs::AtMostOnce)
}

fn day(name: &str, occurs: Occurs) -> String {
    element(name, &restriction("xs:token", &lexical::days()), occurs)
}

fn sex(occurs: Occurs) -> String {
    element(resident::SEX, &literals(&[Sex::Male, Sex::Female].map(|sex| sex.word().ja.to_owned())), occurs)
}

/// A code of the wire or its short form: JM00000000000035, jm035.
pub(super) fn code(name: &str, prefix: &str) -> String {
    let letters: String = prefix.chars().map(|letter| format!("[{letter}{}]", letter.to_ascii_lowercase())).collect();
    element(name, &restriction("xs:token", &[format!("{letters}[0-9]{{1,14}}")]), Occurs::Once)
}

pub(super) fn any_order(fields: &[String]) -> String {
    format!("<xs:complexType><xs:all>{}</xs:all></xs:complexType>", fields.concat())
}
