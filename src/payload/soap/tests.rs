//! What is wrapped comes out as it went in; what others write is read; what is no SOAP is told.

use super::*;

const NS: &str = "urn:renkei:message:1";
const BOTH: [Edition; 2] = [Edition::V11, Edition::V12];

fn message(edition: Edition, xml: &str) -> Message {
    match edition.open(xml.as_bytes(), NS) {
        Ok(Letter::Message(message)) => message,
        other => panic!("{other:?}\n{xml}"),
    }
}

fn refusal(edition: Edition, xml: &str) -> String {
    edition.open(xml.as_bytes(), NS).map_or_else(|fault| fault.say(Lang::En), |letter| format!("{letter:?}"))
}

#[test]
fn a_message_comes_out_as_it_went_in() {
    for text in [
        "<照会結果要求><照会要求番号>R1</照会要求番号></照会結果要求>",
        "<照会結果><データ a=\"1 &gt; 0\"><空  b='x>y' />\n<!-- 注 --> <値> 前後 </値></データ></照会結果>",
        "<照会結果/>",
        "<照会結果 種別=\"既定\"></照会結果>",
    ] {
        for edition in BOTH {
            for declared in [text.to_owned(), format!("{DECLARATION}{text}"), format!("\u{FEFF}{DECLARATION}{text}")] {
                let opened = message(edition, &edition.wrap(Some(&declared), NS));
                assert_eq!(opened.xml, text);
            }
        }
    }
    assert_eq!(Edition::V12.open(Edition::V12.wrap(None, NS).as_bytes(), NS), Ok(Letter::Empty));
}

#[test]
fn the_envelope_is_what_the_recommendation_prints() {
    assert_eq!(
        Edition::V11.wrap(Some("<照会結果要求><照会要求番号>R1</照会要求番号></照会結果要求>"), NS),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>\
         <照会結果要求 xmlns=\"urn:renkei:message:1\"><照会要求番号>R1</照会要求番号></照会結果要求>\
         </soap:Body></soap:Envelope>"
    );
    let fault = Fault { code: Code::Sender, reason: ("だめ <1>".into(), "no".into()), status: 409, message: None };
    assert_eq!(
        Edition::V11.fault(&fault, NS).split_once("<soap:Body>").unwrap().1,
        "<soap:Fault><faultcode>soap:Client</faultcode><faultstring xml:lang=\"ja\">だめ &lt;1&gt;</faultstring>\
         <detail><エラー xmlns=\"urn:renkei:message:1\"><状態コード>409</状態コード></エラー></detail></soap:Fault>\
         </soap:Body></soap:Envelope>"
    );
    assert_eq!(
        Edition::V12.fault(&fault, NS).split_once("<soap:Body>").unwrap().1,
        "<soap:Fault><soap:Code><soap:Value>soap:Sender</soap:Value></soap:Code><soap:Reason>\
         <soap:Text xml:lang=\"ja\">だめ &lt;1&gt;</soap:Text><soap:Text xml:lang=\"en\">no</soap:Text></soap:Reason>\
         <soap:Detail><エラー xmlns=\"urn:renkei:message:1\"><状態コード>409</状態コード></エラー></soap:Detail>\
         </soap:Fault></soap:Body></soap:Envelope>"
    );
}

#[test]
fn faults_are_read_back() {
    for edition in BOTH {
        for code in [Code::Sender, Code::Receiver, Code::MustUnderstand, Code::VersionMismatch] {
            let message = Some("<照会結果><処理結果>E012</処理結果></照会結果>".to_owned());
            let sent = message.as_ref().map(|message| format!("{DECLARATION}{message}"));
            let fault = Fault { code, reason: ("だめ".into(), "no".into()), status: 503, message: sent };
            let read = edition.open(edition.fault(&fault, NS).as_bytes(), NS);
            let header = matches!(code, Code::MustUnderstand | Code::VersionMismatch);
            let told = edition == Edition::V12 || !header;
            let expected = ReceivedFault {
                code: code.spelling(edition).into(),
                reason: "だめ".into(),
                status: told.then_some(503),
                message: message.filter(|_| told),
            };
            assert_eq!(read, Ok(Letter::Fault(expected)));
        }
    }
}

#[test]
fn what_other_libraries_write_is_read() {
    let plain = "<情報照会><情報照会条件 種別=\"既定\"/><部署>A &amp; B</部署></情報照会>";
    for (edition, xml) in [
        // A prefix for everything, as JAX-WS and lxml write.
        (
            Edition::V11,
            "<S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"><S:Header/><S:Body>\
             <ns2:情報照会 xmlns:ns2=\"urn:renkei:message:1\"><ns2:情報照会条件 種別=\"既定\"/>\
             <ns2:部署>A &amp; B</ns2:部署></ns2:情報照会></S:Body></S:Envelope>",
        ),
        // SOAP by the default namespace, the message by another, declared far outside; attributes that speak of XML.
        (
            Edition::V12,
            "<Envelope xmlns=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:m=\"urn:renkei:message:1\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><Body>\n<m:情報照会 xsi:type=\"m:Q\">\
             <m:情報照会条件 種別=\"既定\"></m:情報照会条件><m:部署>A &#38; B</m:部署></m:情報照会></Body></Envelope>",
        ),
        // A header block that need not be understood, and one meant for somebody else.
        (
            Edition::V12,
            "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header>\
             <t:Trace xmlns:t=\"urn:t\" s:mustUnderstand=\"false\">1</t:Trace>\
             <t:Route xmlns:t=\"urn:t\" s:role=\"urn:relay\" s:mustUnderstand=\"true\"/></s:Header><s:Body>\
             <情報照会 xmlns=\"urn:renkei:message:1\"><情報照会条件 種別=\"既定\"/><部署>A &amp; B</部署></情報照会>\
             </s:Body></s:Envelope>",
        ),
    ] {
        let opened = message(edition, xml);
        assert_eq!(opened.name, "情報照会");
        let tree = tree::parse(&opened.xml, &Limits::default()).unwrap();
        assert_eq!(tree.to_xml(), plain, "{xml}");
    }
}

#[test]
fn what_is_no_soap_is_told() {
    let wrapped =
        |inside: &str| format!("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\">{inside}</s:Envelope>");
    for (xml, expected) in [
        (String::new(), "line 1, column 1: there is no element"),
        ("<!DOCTYPE x><x/>".to_owned(), "line 1, column 1: a DTD (<!DOCTYPE>) is not accepted"),
        ("<照会結果要求/>".to_owned(), "it should be a SOAP Envelope but is \"照会結果要求\""),
        (
            Edition::V11.wrap(Some("<照会結果要求/>"), NS),
            "the Envelope's namespace \"http://schemas.xmlsoap.org/soap/envelope/\" is not that of the SOAP version the \
             Content-Type names",
        ),
        (
            "<Envelope/>".to_owned(),
            "the Envelope's namespace \"\" is not that of the SOAP version the Content-Type names",
        ),
        ("<s:Envelope/>".to_owned(), "the prefix of \"s:Envelope\" is not declared"),
        (wrapped(""), "the Envelope has no Body"),
        (wrapped("<s:Header/>"), "the Envelope has no Body"),
        (wrapped("<s:Body/><s:Header/>"), "\"s:Header\" cannot stand here in SOAP"),
        (wrapped("<s:Body/><s:Body/>"), "\"s:Body\" cannot stand here in SOAP"),
        (wrapped("<s:Header/><s:Header/><s:Body/>"), "\"s:Header\" cannot stand here in SOAP"),
        (wrapped("<Body/>"), "\"Body\" cannot stand here in SOAP"),
        (wrapped("<s:Body>text</s:Body>"), "\"text\" cannot stand here in SOAP"),
        (
            wrapped("<s:Body><a xmlns=\"urn:renkei:message:1\"/><b xmlns=\"urn:renkei:message:1\"/></s:Body>"),
            "\"b\" cannot stand here in SOAP",
        ),
        (
            wrapped("<s:Body><照会結果要求/></s:Body>"),
            "element \"照会結果要求\" is not in the namespace \"urn:renkei:message:1\"",
        ),
        (
            wrapped("<s:Body><照会結果要求 xmlns=\"urn:renkei:message:1\"><a xmlns=\"\"/></照会結果要求></s:Body>"),
            "element \"a\" is not in the namespace \"urn:renkei:message:1\"",
        ),
        (
            wrapped("<s:Header><w:Security xmlns:w=\"urn:w\" s:mustUnderstand=\"1\"/></s:Header><s:Body/>"),
            "the header block \"Security\" must be understood, and is not",
        ),
        (
            wrapped("<s:Header><w:Security xmlns:w=\"urn:w\" s:mustUnderstand=\"yes\"/></s:Header><s:Body/>"),
            "\"s:mustUnderstand=yes\" cannot stand here in SOAP",
        ),
        (wrapped("<s:Header><a/></s:Header><s:Body/>"), "\"a\" cannot stand here in SOAP"),
    ] {
        assert_eq!(refusal(Edition::V12, &xml), expected, "{xml}");
    }
    let must = SoapFault::MustUnderstand("Security".into()).answer();
    assert_eq!((must.code, Edition::V12.fault_status(must.code)), (Code::MustUnderstand, 500));
    assert_eq!(SoapFault::OtherEdition(String::new()).answer().code, Code::VersionMismatch);
    assert_eq!([Edition::V11, Edition::V12].map(|edition| edition.fault_status(Code::Sender)), [500, 400]);
}

#[test]
fn an_edition_is_told_by_the_content_type() {
    let (envelope, plain) = ("<?xml version=\"1.0\"?><!-- a --><s:Envelope xmlns:s=\"x\"/>", "<情報照会/>");
    for (content_type, action, body, expected) in [
        ("application/soap+xml", "", plain, Some(Edition::V12)),
        ("Application/SOAP+XML; charset=utf-8; action=\"x\"", "", envelope, Some(Edition::V12)),
        ("text/xml; charset=utf-8", "\"\"", plain, Some(Edition::V11)),
        ("text/xml", "\"urn:x\"", envelope, Some(Edition::V11)),
        ("text/xml", "", envelope, Some(Edition::V11)),
        ("text/xml", "", plain, None),
        ("application/xml; charset=utf-8", "\"\"", envelope, None),
        ("", "", plain, None),
    ] {
        assert_eq!(Edition::of_call(content_type, action, body.as_bytes()), expected, "{content_type} {action} {body}");
    }
}

#[test]
fn the_action_must_be_the_messages_own_or_empty() {
    let message = Message { name: "情報照会".into(), xml: String::new() };
    for (edition, content_type, header, right) in [
        (Edition::V11, "text/xml", "\"urn:renkei:message:1#inquire\"", true),
        (Edition::V11, "text/xml", "urn:renkei:message:1#inquire", true),
        (Edition::V11, "text/xml", "\"\"", true),
        (Edition::V11, "text/xml", "", false),
        (Edition::V11, "text/xml", "\"urn:renkei:message:1#poll\"", false),
        (Edition::V12, "application/soap+xml; action=\"urn:renkei:message:1#inquire\"", "", true),
        (Edition::V12, "application/soap+xml", "", true),
        (Edition::V12, "application/soap+xml; action=\"urn:other\"", "", false),
    ] {
        let checked = check_action(edition, (content_type, header), &message, NS);
        assert_eq!(checked.is_ok(), right, "{content_type} {header}");
    }
    let unknown = Message { name: "照会受付".into(), xml: String::new() };
    assert!(check_action(Edition::V11, ("text/xml", "\"urn:x\""), &unknown, NS).is_err());
}
