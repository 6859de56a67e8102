//! One institution that knows plain messages only, called in every spelling.

use std::sync::Mutex;

use super::*;

const NS: &str = "urn:renkei:message:1";

/// Remembers what it was called with and replies as told.
#[derive(Debug)]
struct Parrot {
    seen: Mutex<Vec<String>>,
    reply: Reply,
}

impl Institution for Parrot {
    fn handle(&self, call: &Call<'_>) -> Reply {
        let body = String::from_utf8_lossy(call.body);
        self.seen.lock().unwrap().push(format!("{} {} {} {body}", call.method, call.path, call.content_type));
        self.reply.clone()
    }
}

fn speak(reply: Reply, call: &Call<'_>) -> (String, Reply) {
    let parrot = Arc::new(Parrot { seen: Mutex::default(), reply });
    let door = Spelt::new(Arc::clone(&parrot) as Arc<dyn Institution>, NS);
    let reply = door.handle(call);
    let seen = std::mem::take(&mut *parrot.seen.lock().unwrap()).join("\n");
    let waited = futures::FutureExt::now_or_never(door.answer(call));
    assert_eq!(waited.as_ref(), Some(&reply), "a door that can wait says the same");
    (seen, reply)
}

fn text(reply: &Reply) -> &str {
    std::str::from_utf8(&reply.body).unwrap()
}

#[test]
fn a_plain_call_goes_through_untouched() {
    let call = Call {
        method: "POST",
        path: "/002/inquiries",
        query: "",
        content_type: "text/xml",
        action: "",
        body: "<情報照会/>".as_bytes(),
        ..Call::default()
    };
    let (seen, reply) = speak(Reply::xml(202, "<照会受付/>".to_owned()), &call);
    assert_eq!(seen, "POST /002/inquiries text/xml <情報照会/>");
    assert_eq!(reply, Reply::xml(202, "<照会受付/>".to_owned()));
}

#[test]
fn both_spellings_reach_the_institution_as_the_plain_call() {
    for (transport, action) in [(Transport::Soap11, "\"urn:renkei:message:1#inquire\""), (Transport::Soap12, "")] {
        let out = outgoing(transport, "情報照会", "<情報照会><a>1</a></情報照会>".to_owned(), NS);
        assert_eq!(out.action.as_deref().unwrap_or(""), action);
        let call = Call {
            method: "POST",
            path: "/002/inquiries",
            query: "",
            content_type: &out.content_type,
            action,
            body: &out.body,
            ..Call::default()
        };
        let (seen, reply) = speak(Reply::xml(202, "<照会受付><b/></照会受付>".to_owned()), &call);
        assert_eq!(seen, "POST /002/inquiries application/xml; charset=utf-8 <情報照会><a>1</a></情報照会>");
        let back = incoming(transport, reply.status, text(&reply).to_owned(), NS);
        assert_eq!((reply.status, back.status, back.body.as_str()), (200, 202, "<照会受付><b/></照会受付>"));
    }
}

#[test]
fn a_poll_becomes_a_get_and_every_reply_has_its_soap() {
    let poll = "<照会結果要求><照会要求番号>R7</照会要求番号></照会結果要求>";
    for transport in [Transport::Soap11, Transport::Soap12] {
        let out = outgoing(transport, "照会結果要求", poll.to_owned(), NS);
        let call = Call {
            method: "POST",
            path: "/002/inquiries",
            query: "",
            content_type: &out.content_type,
            action: out.action.as_deref().unwrap_or(""),
            body: &out.body,
            ..Call::default()
        };
        let soap11 = transport == Transport::Soap11;
        for (plain, status, back_status, back_body) in [
            (Reply::xml(200, "<照会結果/>".to_owned()), 200, 200, "<照会結果/>"),
            (Reply::status(202), 200, 202, "<照会結果待ち><照会要求番号>R7</照会要求番号></照会結果待ち>"),
            (Reply::status(404), if soap11 { 500 } else { 400 }, 404, ""),
            (Reply::status(503), 500, 503, ""),
            (
                Reply::xml(409, format!("{}<照会結果><a/></照会結果>", crate::payload::tree::DECLARATION)),
                if soap11 { 500 } else { 400 },
                409,
                "<照会結果><a/></照会結果>",
            ),
        ] {
            let (seen, reply) = speak(plain, &call);
            assert_eq!(seen, "GET /002/inquiries/R7 application/xml; charset=utf-8 ");
            let back = incoming(transport, reply.status, text(&reply).to_owned(), NS);
            assert_eq!((reply.status, back.status, back.body.as_str()), (status, back_status, back_body));
        }
        let out = outgoing(transport, "照会結果", "<照会結果/>".to_owned(), NS);
        let action = out.action.as_deref().unwrap_or("");
        let answer = Call { content_type: &out.content_type, action, body: &out.body, ..call };
        let (seen, reply) = speak(Reply::status(204), &answer);
        assert_eq!(seen, "POST /002/inquiries application/xml; charset=utf-8 <照会結果/>");
        let back = incoming(transport, reply.status, text(&reply).to_owned(), NS);
        assert_eq!((reply.status, back.status), (200, 204));
    }
}

#[test]
fn what_is_no_soap_never_reaches_the_institution() {
    let envelope = Edition::V11.wrap(Some("<情報照会/>"), NS);
    for (content_type, action, body, method, status, said) in [
        ("text/xml", "\"\"", "<情報照会/>", "POST", 500, "soap:Client"),
        ("text/xml", "", envelope.as_str(), "POST", 500, "SOAPAction"),
        ("text/xml", "\"urn:x\"", envelope.as_str(), "POST", 500, "SOAPAction"),
        ("text/xml", "\"\"", envelope.as_str(), "PUT", 500, "POST"),
        ("application/soap+xml", "", envelope.as_str(), "POST", 500, "soap:VersionMismatch"),
        ("application/soap+xml", "", "<", "POST", 400, "soap:Sender"),
        ("application/soap+xml", "", "", "GET", 400, "soap:Sender"),
    ] {
        let call = Call {
            method,
            path: "/002/inquiries",
            query: "",
            content_type,
            action,
            body: body.as_bytes(),
            ..Call::default()
        };
        let (seen, reply) = speak(Reply::status(200), &call);
        assert_eq!((seen.as_str(), reply.status), ("", status), "{content_type} {action} {body}");
        assert!(text(&reply).contains(said), "{}", text(&reply));
    }
    let broken = Reply { body: vec![0xFF, 0xFE, 0x00], ..Reply::xml(200, String::new()) };
    let call = Call {
        method: "POST",
        path: "/",
        query: "",
        content_type: "text/xml",
        action: "\"\"",
        body: envelope.as_bytes(),
        ..Call::default()
    };
    assert_eq!(speak(broken, &call).1.body, [0xFF, 0xFE, 0x00], "what is broken on purpose stays broken");
}

#[test]
fn a_reply_that_is_no_soap_is_judged_for_what_it_is() {
    let back = incoming(Transport::Soap12, 502, "<html>".to_owned(), NS);
    assert_eq!(back, Incoming { status: 502, body: "<html>".to_owned() });
    assert_eq!(incoming(Transport::Xml, 202, String::new(), NS), Incoming { status: 202, body: String::new() });
}
