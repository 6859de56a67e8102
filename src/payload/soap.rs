//! The SOAP 1.1 and 1.2 spelling of a message: the same elements, in a namespace, inside Envelope and Body.
//!
//! Document/literal. The elements of the message are all in one namespace, which the profile names (our assumption).
//! No header block is understood, so one that must be is refused. A plain message goes in and comes out: whoever
//! reads and answers messages never learns that SOAP stood around them.

use std::fmt::Write as _;

use super::envelope::{
    self, ANSWER, DELETION, LINK_CODE_CANCELLATION, LINK_CODE_REQUEST, POLL, QUERY, REGISTRATION, RESIDENT_QUERY,
};
use super::namespace::{BadPrefix, Qualified, Scope, declares};
use super::tree::{self, DECLARATION, Element, Limits, XmlFault, parse_bytes};
use crate::model::catalogue::payload as words;
use crate::model::text::Lang;

/// Which SOAP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// SOAP 1.1: `text/xml` and a `SOAPAction` header.
    V11,
    /// SOAP 1.2: `application/soap+xml`.
    V12,
}

const V11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const V12: &str = "http://www.w3.org/2003/05/soap-envelope";
/// Roles that mean us.
const NEXT: [&str; 3] = [
    "http://schemas.xmlsoap.org/soap/actor/next",
    "http://www.w3.org/2003/05/soap-envelope/role/next",
    "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
];
/// What is asked for, by the message that stands in the body.
const ACTIONS: [(&str, &str); 8] = [
    (QUERY, "inquire"),
    (POLL, "poll"),
    (ANSWER, "answer"),
    (REGISTRATION, "register"),
    (DELETION, "delete"),
    (RESIDENT_QUERY, "search"),
    (LINK_CODE_REQUEST, "generate"),
    (LINK_CODE_CANCELLATION, "cancel"),
];

impl Edition {
    /// The edition a call is written in, told by its content type; `None`: a plain message. `text/xml` is SOAP 1.1
    /// with a `SOAPAction`, or when an Envelope stands in it all the same.
    pub fn of_call(content_type: &str, action: &str, body: &[u8]) -> Option<Self> {
        let media = content_type.split(';').next().unwrap_or_default().trim();
        if media.eq_ignore_ascii_case("application/soap+xml") {
            return Some(Self::V12);
        }
        let plain = !media.eq_ignore_ascii_case("text/xml") || (action.is_empty() && !holds_envelope(body));
        (!plain).then_some(Self::V11)
    }

    /// The content type of what is written in it. `action` is sent beside it in 1.1, inside it in 1.2.
    pub fn content_type(self, action: Option<&str>) -> String {
        match (self, action) {
            (Self::V11, _) => "text/xml; charset=utf-8".to_owned(),
            (Self::V12, None) => "application/soap+xml; charset=utf-8".to_owned(),
            (Self::V12, Some(action)) => format!("application/soap+xml; charset=utf-8; action=\"{action}\""),
        }
    }

    fn namespace(self) -> &'static str {
        match self {
            Self::V11 => V11,
            Self::V12 => V12,
        }
    }

    /// The Envelope around a message (with or without its XML declaration); without one the Body is empty.
    pub fn wrap(self, message: Option<&str>, namespace: &str) -> String {
        let mut inner = String::new();
        if let Some(message) = message {
            let bare = without_declaration(message);
            let name = bare.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(bare.len());
            inner.reserve(bare.len() + namespace.len() + 16);
            inner.push_str(&bare[..name]);
            tree::write_attribute("xmlns", namespace, &mut inner);
            inner.push_str(&bare[name..]);
        }
        self.envelope(&inner)
    }

    fn envelope(self, body: &str) -> String {
        let uri = self.namespace();
        format!("{DECLARATION}<soap:Envelope xmlns:soap=\"{uri}\"><soap:Body>{body}</soap:Body></soap:Envelope>")
    }

    /// A SOAP Fault. The detail says the status that plain HTTP would have had.
    pub fn fault(self, fault: &Fault, namespace: &str) -> String {
        let mut detail = String::from("<");
        detail.push_str(envelope::FAILURE);
        tree::write_attribute("xmlns", namespace, &mut detail);
        detail.push('>');
        tree::write_leaf(envelope::STATUS, &fault.status.to_string(), &mut detail);
        detail.push_str(fault.message.as_deref().map_or("", without_declaration));
        tree::close(envelope::FAILURE, &mut detail);
        let mut out = String::new();
        let code = fault.code.spelling(self);
        match self {
            Self::V11 => {
                let _ = write!(out, "<soap:Fault><faultcode>soap:{code}</faultcode><faultstring xml:lang=\"ja\">");
                tree::escape_text(&fault.reason.0, &mut out);
                out.push_str("</faultstring>");
                // SOAP 1.1 §4.4: the detail is for what went wrong with the body, so not for the header.
                if fault.code != Code::MustUnderstand && fault.code != Code::VersionMismatch {
                    let _ = write!(out, "<detail>{detail}</detail>");
                }
            }
            Self::V12 => {
                let _ =
                    write!(out, "<soap:Fault><soap:Code><soap:Value>soap:{code}</soap:Value></soap:Code><soap:Reason>");
                for (lang, text) in [("ja", &fault.reason.0), ("en", &fault.reason.1)] {
                    let _ = write!(out, "<soap:Text xml:lang=\"{lang}\">");
                    tree::escape_text(text, &mut out);
                    out.push_str("</soap:Text>");
                }
                let _ = write!(out, "</soap:Reason><soap:Detail>{detail}</soap:Detail>");
            }
        }
        out.push_str("</soap:Fault>");
        self.envelope(&out)
    }

    /// The HTTP status a Fault is sent with: SOAP 1.1 knows 500 only, SOAP 1.2 has 400 for the sender's faults.
    pub fn fault_status(self, code: Code) -> u16 {
        match (self, code) {
            (Self::V12, Code::Sender) => 400,
            _ => 500,
        }
    }

    /// Opens an Envelope.
    pub fn open(self, bytes: &[u8], namespace: &str) -> Result<Letter, SoapFault> {
        let root = parse_bytes(bytes, &Limits::default())?;
        let xml = std::str::from_utf8(bytes).unwrap_or_default();
        let scope = Scope::default().enter(&root)?;
        let name = scope.element(&root.name)?;
        if name.local != "Envelope" {
            return Err(SoapFault::NotEnvelope(root.name.clone()));
        }
        if name.namespace != self.namespace() {
            return Err(SoapFault::OtherEdition(name.namespace.to_owned()));
        }
        for (attribute, _) in root.attributes.iter().filter(|(name, _)| !declares(name)) {
            if scope.attribute(attribute)?.namespace.is_empty() {
                return Err(SoapFault::Structure(format!("@{attribute}")));
            }
        }
        let mut body = None;
        for (at, part) in root.children.iter().enumerate() {
            let inner = scope.enter(part)?;
            let name = inner.element(&part.name)?;
            match (at, body.is_some()) {
                (0, false) if name.is(self.namespace(), "Header") => self.header(part, &inner)?,
                (_, false) if name.is(self.namespace(), "Body") => body = Some((part, inner)),
                _ => return Err(SoapFault::Structure(part.name.clone())),
            }
        }
        let Some((body, scope)) = body else { return Err(SoapFault::NoBody) };
        match body.children.as_slice() {
            [] if body.text.trim().is_empty() => Ok(Letter::Empty),
            [] => Err(SoapFault::Structure(body.text.trim().to_owned())),
            [only] if scope.enter(only)?.element(&only.name)?.is(self.namespace(), "Fault") => {
                Ok(Letter::Fault(self.received(only, &scope, (xml, namespace))?))
            }
            [only] => Ok(Letter::Message(message(only, &scope, xml, namespace)?)),
            [_, second, ..] => Err(SoapFault::Structure(second.name.clone())),
        }
    }

    /// No header block is understood here: one that must be and is addressed to us ends the reading.
    fn header<'a>(self, header: &'a Element, scope: &Scope<'a>) -> Result<(), SoapFault> {
        for block in &header.children {
            let scope = scope.enter(block)?;
            let name = scope.element(&block.name)?;
            if name.namespace.is_empty() {
                return Err(SoapFault::Structure(block.name.clone()));
            }
            let (mut must, mut ours) = (false, true);
            for (written, value) in block.attributes.iter().filter(|(name, _)| !declares(name)) {
                let attribute = scope.attribute(written)?;
                if attribute.is(self.namespace(), "mustUnderstand") {
                    must = match (self, value.trim()) {
                        (_, "1") | (Self::V12, "true") => true,
                        (_, "0") | (Self::V12, "false") => false,
                        _ => return Err(SoapFault::Structure(format!("{written}={value}"))),
                    };
                } else if attribute.is(self.namespace(), if self == Self::V11 { "actor" } else { "role" }) {
                    ours = NEXT.contains(&value.trim()) || value.trim().is_empty();
                }
            }
            if must && ours {
                return Err(SoapFault::MustUnderstand(name.local.to_owned()));
            }
        }
        Ok(())
    }

    fn received<'a>(
        self,
        fault: &'a Element,
        scope: &Scope<'a>,
        (xml, namespace): (&str, &str),
    ) -> Result<ReceivedFault, SoapFault> {
        let own = self.namespace();
        let (code, reason, detail): (&[_], &[_], _) = match self {
            Self::V11 => (&[("", "faultcode")], &[("", "faultstring")], ("", "detail")),
            Self::V12 => (&[(own, "Code"), (own, "Value")], &[(own, "Reason"), (own, "Text")], (own, "Detail")),
        };
        let inside = scope.enter(fault)?;
        let text = |path| Ok::<_, SoapFault>(descend(fault, &inside, path)?.map(|(found, _)| found.text.trim()));
        let code = text(code)?.ok_or_else(|| SoapFault::Structure(fault.name.clone()))?;
        let mut received = ReceivedFault {
            code: code.rsplit(':').next().unwrap_or_default().to_owned(),
            reason: text(reason)?.unwrap_or_default().to_owned(),
            status: None,
            message: None,
        };
        if let Some((failure, scope)) = descend(fault, &inside, &[detail, (namespace, envelope::FAILURE)])? {
            for child in &failure.children {
                if scope.enter(child)?.element(&child.name)?.is(namespace, envelope::STATUS) {
                    received.status = child.text.trim().parse().ok();
                } else {
                    received.message = Some(message(child, &scope, xml, namespace)?.xml);
                }
            }
        }
        Ok(received)
    }
}

/// The element a path of names leads to, with the scope inside it.
fn descend<'a>(
    from: &'a Element,
    scope: &Scope<'a>,
    path: &[(&str, &str)],
) -> Result<Option<(&'a Element, Scope<'a>)>, SoapFault> {
    let (mut element, mut scope) = (from, scope.clone());
    for (namespace, local) in path {
        let mut next = None;
        for child in &element.children {
            let inner = scope.enter(child)?;
            if inner.element(&child.name)?.is(namespace, local) {
                next = Some((child, inner));
                break;
            }
        }
        match next {
            Some(found) => (element, scope) = found,
            None => return Ok(None),
        }
    }
    Ok(Some((element, scope)))
}

/// What an Envelope held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Letter {
    /// A message.
    Message(Message),
    /// Nothing.
    Empty,
    /// A Fault.
    Fault(ReceivedFault),
}

/// A message out of its Envelope, as it would have come without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The name of its root element.
    pub name: String,
    /// The plain message, without an XML declaration.
    pub xml: String,
}

/// A Fault as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedFault {
    /// `Client`, `Server`, `Sender`, …
    pub code: String,
    /// What it says.
    pub reason: String,
    /// The status plain HTTP would have had, if the detail tells it.
    pub status: Option<u16>,
    /// The message plain HTTP would have carried with it.
    pub message: Option<String>,
}

/// A Fault to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Whose fault.
    pub code: Code,
    /// What is wrong, in Japanese and in English.
    pub reason: (String, String),
    /// The status plain HTTP would have.
    pub status: u16,
    /// The message plain HTTP would have carried with it.
    pub message: Option<String>,
}

/// Whose fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The sender's: the message is wrong.
    Sender,
    /// Ours.
    Receiver,
    /// A header block that we had to understand.
    MustUnderstand,
    /// Another edition of SOAP than the content type says.
    VersionMismatch,
}

impl Code {
    fn spelling(self, edition: Edition) -> &'static str {
        match (self, edition) {
            (Self::Sender, Edition::V11) => "Client",
            (Self::Sender, Edition::V12) => "Sender",
            (Self::Receiver, Edition::V11) => "Server",
            (Self::Receiver, Edition::V12) => "Receiver",
            (Self::MustUnderstand, _) => "MustUnderstand",
            (Self::VersionMismatch, _) => "VersionMismatch",
        }
    }
}

/// Why a text is not the Envelope it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SoapFault {
    /// Not XML that we accept.
    Xml(XmlFault),
    /// A prefix no declaration binds.
    Prefix(String),
    /// Another root element.
    NotEnvelope(String),
    /// An Envelope of another namespace.
    OtherEdition(String),
    /// Something that may not stand where it does.
    Structure(String),
    /// No Body.
    NoBody,
    /// Nothing in the Body.
    NoMessage,
    /// A header block that must be understood.
    MustUnderstand(String),
    /// An element of the message that is not in its namespace.
    Foreign {
        /// The element.
        name: String,
        /// The namespace it should be in.
        expected: String,
    },
    /// `SOAPAction` (or `action`) says something else than the Body.
    Action {
        /// What the Body asks for.
        expected: String,
        /// What it says.
        found: String,
    },
}

impl From<XmlFault> for SoapFault {
    fn from(fault: XmlFault) -> Self {
        Self::Xml(fault)
    }
}

impl From<BadPrefix<'_>> for SoapFault {
    fn from(bad: BadPrefix<'_>) -> Self {
        Self::Prefix(bad.written.to_owned())
    }
}

impl SoapFault {
    /// The sentence.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::Xml(fault) => fault.say(lang),
            Self::Prefix(name) => words::SOAP_PREFIX.say(lang, &[("name", name)]),
            Self::NotEnvelope(found) => words::SOAP_NOT_ENVELOPE.say(lang, &[("found", found)]),
            Self::OtherEdition(found) => words::SOAP_OTHER_EDITION.say(lang, &[("found", found)]),
            Self::Structure(found) => words::SOAP_STRUCTURE.say(lang, &[("found", found)]),
            Self::NoBody => words::SOAP_NO_BODY.say(lang, &[]),
            Self::NoMessage => words::SOAP_EMPTY.say(lang, &[]),
            Self::MustUnderstand(name) => words::SOAP_MUST_UNDERSTAND.say(lang, &[("name", name)]),
            Self::Foreign { name, expected } => {
                words::SOAP_FOREIGN.say(lang, &[("name", name), ("expected", expected)])
            }
            Self::Action { expected, found } => {
                words::SOAP_ACTION.say(lang, &[("expected", expected), ("found", found)])
            }
        }
    }

    /// The Fault that answers it.
    pub fn answer(&self) -> Fault {
        let code = match self {
            Self::MustUnderstand(_) => Code::MustUnderstand,
            Self::OtherEdition(_) => Code::VersionMismatch,
            _ => Code::Sender,
        };
        Fault { code, reason: (self.say(Lang::Ja), self.say(Lang::En)), status: 400, message: None }
    }
}

/// The action a message is sent with.
pub fn action_of(message: &str, namespace: &str) -> Option<String> {
    let (_, operation) = ACTIONS.iter().find(|(name, _)| *name == message)?;
    Some(format!("{namespace}#{operation}"))
}

/// Whether the action a call names is its message's. 1.1 wants the header, empty or not; 1.2 may leave it out.
pub fn check_action(
    edition: Edition,
    (content_type, header): (&str, &str),
    message: &Message,
    namespace: &str,
) -> Result<(), SoapFault> {
    let expected = action_of(&message.name, namespace).unwrap_or_default();
    let found = match edition {
        Edition::V11 => header.trim(),
        Edition::V12 => parameter(content_type, "action").unwrap_or("\"\""),
    };
    let bare = found.trim_matches('"');
    let absent = edition == Edition::V11 && found.is_empty();
    if !absent && (bare.is_empty() || bare == expected) {
        return Ok(());
    }
    Err(SoapFault::Action { expected, found: found.to_owned() })
}

/// A parameter of a content type, as written.
fn parameter<'a>(content_type: &'a str, name: &str) -> Option<&'a str> {
    content_type.split(';').skip(1).find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// How far into a body an Envelope is looked for: behind a declaration and a comment or two.
const ENVELOPE_WITHIN_BYTES_MAX: usize = 1024;

fn holds_envelope(body: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&body[..body.len().min(ENVELOPE_WITHIN_BYTES_MAX)]);
    let Some(start) = head.match_indices('<').find(|(at, _)| !head[at + 1..].starts_with(['?', '!'])) else {
        return false;
    };
    let name: String =
        head[start.0 + 1..].chars().take_while(|c| c.is_ascii_alphanumeric() || ":_-.".contains(*c)).collect();
    name == "Envelope" || name.ends_with(":Envelope")
}

fn without_declaration(message: &str) -> &str {
    let text = message.strip_prefix('\u{FEFF}').unwrap_or(message);
    match text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.trim_start(),
        None => text.trim_start(),
    }
}

/// The message below the Body, without its namespace. What is written without prefixes keeps every byte.
fn message<'a>(root: &'a Element, scope: &Scope<'a>, xml: &str, namespace: &str) -> Result<Message, SoapFault> {
    let plain = rewritten(root, scope, namespace)?;
    let name = plain.name.clone();
    let verbatim = !root.name.contains(':') && root.children.iter().all(has_no_namespaces);
    let xml = if verbatim && let Some(rest) = behind_start_tag(&xml[root.span.clone()]) {
        let mut text = String::with_capacity(root.span.len());
        text.push('<');
        text.push_str(&name);
        for (name, value) in &plain.attributes {
            tree::write_attribute(name, value, &mut text);
        }
        text.push_str(rest);
        text
    } else {
        plain.to_xml()
    };
    Ok(Message { name, xml })
}

fn has_no_namespaces(element: &Element) -> bool {
    !element.name.contains(':')
        && element.attributes.iter().all(|(name, _)| !declares(name) && !name.contains(':'))
        && element.children.iter().all(has_no_namespaces)
}

/// The same tree in no namespace; every element must have been in the message's.
fn rewritten<'a>(element: &'a Element, scope: &Scope<'a>, namespace: &str) -> Result<Element, SoapFault> {
    let scope = scope.enter(element)?;
    let name: Qualified<'_> = scope.element(&element.name)?;
    if name.namespace != namespace {
        return Err(SoapFault::Foreign { name: element.name.clone(), expected: namespace.to_owned() });
    }
    let mut plain = Element::new(name.local).with_text(element.text.as_str());
    for (written, value) in element.attributes.iter().filter(|(name, _)| !declares(name)) {
        let attribute = scope.attribute(written)?;
        // What is of another namespace (`xsi:type`, `wsu:Id`) speaks of the XML, not of the message.
        if attribute.namespace.is_empty() {
            plain.attributes.push((attribute.local.to_owned(), value.clone()));
        }
    }
    for child in &element.children {
        plain.children.push(rewritten(child, &scope, namespace)?);
    }
    Ok(plain)
}

/// What follows the name and attributes of a start tag, from its `>` or `/>` on.
fn behind_start_tag(text: &str) -> Option<&str> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            (b'>', None) => {
                let end = if text[..at].ends_with('/') { at - 1 } else { at };
                return text.get(end..);
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests;
