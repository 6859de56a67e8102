//! The spelling of calls: what comes in as SOAP reaches an institution as the plain message it stands for, and the
//! institution's reply goes back as SOAP. Systems behind a door never know.

use std::sync::Arc;

use futures::future::BoxFuture;

use super::call::{Call, Institution, Outer, Reply};
use crate::model::Lang;
use crate::model::catalogue::network as words;
use crate::model::profile::Transport;
use crate::payload::envelope::{Pending, Poll, is_waiting};
use crate::payload::soap::{self, Code, Edition, Fault, Letter, SoapFault};

/// An institution behind a door that understands every spelling.
#[derive(Debug, Clone)]
pub struct Spelt {
    institution: Arc<dyn Institution>,
    namespace: String,
}

impl Spelt {
    /// `namespace` is the profile's, of messages in SOAP.
    pub fn new(institution: Arc<dyn Institution>, namespace: &str) -> Self {
        Self { institution, namespace: namespace.to_owned() }
    }

    /// What is no SOAP never reaches the institution, but it hears of it.
    fn refusing(&self, call: &Call<'_>, reply: Reply) -> Reply {
        self.institution.refused(call, reply.status);
        reply
    }
}

impl Institution for Spelt {
    fn handle(&self, call: &Call<'_>) -> Reply {
        match translated(call, &self.namespace) {
            Translated::Plain => self.institution.handle(call),
            Translated::Refused(reply) => self.refusing(call, reply),
            Translated::Inner(inner) => inner.spelt(self.institution.handle(&inner.call(call)), &self.namespace),
        }
    }

    fn refused(&self, call: &Call<'_>, status: u16) {
        self.institution.refused(call, status);
    }

    fn answer(&self, call: &Call<'_>) -> BoxFuture<'static, Reply> {
        match translated(call, &self.namespace) {
            Translated::Plain => self.institution.answer(call),
            Translated::Refused(reply) => Box::pin(std::future::ready(self.refusing(call, reply))),
            Translated::Inner(inner) => {
                let coming = self.institution.answer(&inner.call(call));
                let namespace = self.namespace.clone();
                Box::pin(async move { inner.spelt(coming.await, &namespace) })
            }
        }
    }
}

/// What a call turned out to be.
enum Translated {
    /// No SOAP.
    Plain,
    /// The plain call that the SOAP stands for.
    Inner(Inner),
    /// SOAP that is none, or says nothing.
    Refused(Reply),
}

/// A plain call out of its Envelope.
struct Inner {
    edition: Edition,
    method: &'static str,
    path: String,
    body: String,
    /// The number of the query whose answer is asked for.
    polled: Option<String>,
}

fn translated(call: &Call<'_>, namespace: &str) -> Translated {
    let Some(edition) = Edition::of_call(call.content_type, call.action, call.body) else { return Translated::Plain };
    match opened(edition, call, namespace) {
        Ok(inner) => Translated::Inner(inner),
        Err(fault) => Translated::Refused(failed(edition, &fault, namespace)),
    }
}

fn opened(edition: Edition, call: &Call<'_>, namespace: &str) -> Result<Inner, Fault> {
    let message = match edition.open(call.body, namespace) {
        Ok(Letter::Message(message)) => message,
        Ok(Letter::Empty | Letter::Fault(_)) => return Err(SoapFault::NoMessage.answer()),
        Err(fault) => return Err(fault.answer()),
    };
    soap::check_action(edition, (call.content_type, call.action), &message, namespace)
        .map_err(|fault| fault.answer())?;
    if call.method != "POST" {
        return Err(refused(405, None));
    }
    let path = call.path.to_owned();
    if !Poll::is_named(&message.name) {
        return Ok(Inner { edition, method: "POST", path, body: message.xml, polled: None });
    }
    // SOAP has no GET: the number of the query stands in the message, not in the path.
    match Poll::from_xml(&message.xml) {
        Ok(Poll { request }) => {
            let path = format!("{}/{request}", path.trim_end_matches('/'));
            Ok(Inner { edition, method: "GET", path, body: String::new(), polled: Some(request) })
        }
        Err(fault) => {
            let reason = (fault.say(Lang::Ja), fault.say(Lang::En));
            Err(Fault { code: Code::Sender, reason, status: 400, message: None })
        }
    }
}

impl Inner {
    fn call<'a>(&'a self, outer: &Call<'a>) -> Call<'a> {
        Call {
            method: self.method,
            path: &self.path,
            content_type: "application/xml; charset=utf-8",
            action: "",
            body: self.body.as_bytes(),
            // Of the Envelope nothing may be lost to those who look through it.
            outer: Outer {
                body: if outer.outer.body.is_empty() { outer.body } else { outer.outer.body },
                ..outer.outer
            },
            ..*outer
        }
    }

    /// A plain reply as SOAP.
    fn spelt(&self, reply: Reply, namespace: &str) -> Reply {
        let edition = self.edition;
        let Ok(text) = String::from_utf8(reply.body.clone()) else {
            // Broken on purpose: it stays so.
            return Reply { content_type: edition.content_type(None), ..reply };
        };
        if !(200..300).contains(&reply.status) {
            return Reply { after: reply.after, ..failed(edition, &refusal(&reply, text), namespace) };
        }
        let message = Some(text).filter(|text| !text.is_empty());
        let pending = || self.polled.clone().map(|request| Pending { request }.to_xml());
        let body = edition.wrap(message.or_else(pending).as_deref(), namespace);
        Reply { status: 200, content_type: edition.content_type(None), body: body.into_bytes(), after: reply.after }
    }
}

fn failed(edition: Edition, fault: &Fault, namespace: &str) -> Reply {
    Reply {
        status: edition.fault_status(fault.code),
        content_type: edition.content_type(None),
        body: edition.fault(fault, namespace).into_bytes(),
        after: None,
    }
}

/// A refusal of plain HTTP as a Fault: words become its reason, a message its detail.
fn refusal(reply: &Reply, text: String) -> Fault {
    if !reply.content_type.starts_with("text/plain") {
        return refused(reply.status, Some(text).filter(|text| !text.is_empty()));
    }
    let fault = refused(reply.status, None);
    match text.trim_end().split_once('\n') {
        Some((ja, en)) => Fault { reason: (ja.to_owned(), en.to_owned()), ..fault },
        None => fault,
    }
}

/// What a status of plain HTTP says, as a Fault.
fn refused(status: u16, message: Option<String>) -> Fault {
    let code = if status < 500 { Code::Sender } else { Code::Receiver };
    let text = words::status(status);
    Fault { code, reason: (text.say(Lang::Ja, &[]), text.say(Lang::En, &[])), status, message }
}

/// A message on its way out, as its transport spells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// `Content-Type`.
    pub content_type: String,
    /// `SOAPAction`; none in plain XML and SOAP 1.2.
    pub action: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// Spells a message. One that is no text any more, by a fault on its way, stays as it is.
pub fn outgoing(transport: Transport, name: &str, message: impl Into<Vec<u8>>, namespace: &str) -> Outgoing {
    let message = message.into();
    let Some(edition) = edition(transport) else {
        return Outgoing { content_type: "application/xml; charset=utf-8".to_owned(), action: None, body: message };
    };
    let action = soap::action_of(name, namespace);
    let body = match std::str::from_utf8(&message) {
        Ok(text) => edition.wrap(Some(text), namespace).into_bytes(),
        Err(_) => message,
    };
    Outgoing {
        content_type: edition.content_type(action.as_deref()),
        body,
        action: action.filter(|_| edition == Edition::V11).map(|action| format!("\"{action}\"")),
    }
}

/// The SOAP of a transport.
pub fn edition(transport: Transport) -> Option<Edition> {
    match transport {
        Transport::Soap11 => Some(Edition::V11),
        Transport::Soap12 => Some(Edition::V12),
        // Where a file cannot be laid, its message travels as it is.
        Transport::Xml | Transport::File => None,
    }
}

/// A reply as plain HTTP would have brought it: the status and the message, if one came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The status plain HTTP would have had.
    pub status: u16,
    /// The message; what is no SOAP is left as it came, so that it is judged for what it is.
    pub body: String,
}

/// Reads a reply in the spelling the message went out in.
pub fn incoming(transport: Transport, status: u16, body: String, namespace: &str) -> Incoming {
    let Some(edition) = edition(transport) else { return Incoming { status, body } };
    match edition.open(body.as_bytes(), namespace) {
        Ok(Letter::Message(message)) => {
            Incoming { status: if is_waiting(&message.name) { 202 } else { status }, body: message.xml }
        }
        Ok(Letter::Empty) => Incoming { status: 204, body: String::new() },
        Ok(Letter::Fault(fault)) => {
            let plain =
                fault.status.unwrap_or(if matches!(fault.code.as_str(), "Server" | "Receiver") { 500 } else { 400 });
            Incoming { status: plain, body: fault.message.unwrap_or_default() }
        }
        Err(_) => Incoming { status, body },
    }
}

#[cfg(test)]
mod tests;
