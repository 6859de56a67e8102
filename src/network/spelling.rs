//! The spelling of calls: what comes in as SOAP reaches an institution as the plain message it stands for, and the
//! institution's reply goes back as SOAP. Systems behind a door never know.

use std::sync::Arc;

use super::call::{Call, Institution, Reply};
use crate::model::Lang;
use crate::model::catalogue::network as words;
use crate::model::profile::Transport;
use crate::payload::envelope::{Pending, Poll, is_waiting};
use crate::payload::soap::{self, Code, Edition, Fault, Letter, Message, SoapFault};

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
}

impl Institution for Spelt {
    fn handle(&self, call: &Call<'_>) -> Reply {
        through(&*self.institution, call, &self.namespace)
    }
}

/// Hands a call to an institution, in whichever spelling it came, and spells the reply the same way.
pub fn through(institution: &dyn Institution, call: &Call<'_>, namespace: &str) -> Reply {
    match Edition::of_call(call.content_type, call.action, call.body) {
        None => institution.handle(call),
        Some(edition) => match opened(edition, call, namespace) {
            Ok(message) => answered(edition, &message, institution, call, namespace),
            Err(fault) => failed(edition, &fault, namespace),
        },
    }
}

fn opened(edition: Edition, call: &Call<'_>, namespace: &str) -> Result<Message, Fault> {
    let message = match edition.open(call.body, namespace) {
        Ok(Letter::Message(message)) => message,
        Ok(Letter::Empty | Letter::Fault(_)) => return Err(SoapFault::NoMessage.answer()),
        Err(fault) => return Err(fault.answer()),
    };
    soap::check_action(edition, (call.content_type, call.action), &message, namespace)
        .map_err(|fault| fault.answer())?;
    if call.method == "POST" { Ok(message) } else { Err(refused(405)) }
}

fn answered(
    edition: Edition,
    message: &Message,
    institution: &dyn Institution,
    call: &Call<'_>,
    namespace: &str,
) -> Reply {
    let plain = Call { content_type: "application/xml; charset=utf-8", action: "", ..*call };
    if !Poll::is_named(&message.name) {
        let reply = institution.handle(&Call { body: message.xml.as_bytes(), ..plain });
        return spelt(edition, reply, None, namespace);
    }
    // SOAP has no GET: the number of the query stands in the message, not in the path.
    match Poll::from_xml(&message.xml) {
        Ok(Poll { request }) => {
            let path = format!("{}/{request}", call.path.trim_end_matches('/'));
            let reply = institution.handle(&Call { method: "GET", path: &path, body: &[], ..plain });
            spelt(edition, reply, Some(request), namespace)
        }
        Err(fault) => {
            let reason = (fault.say(Lang::Ja), fault.say(Lang::En));
            failed(edition, &Fault { code: Code::Sender, reason, status: 400 }, namespace)
        }
    }
}

/// A plain reply as SOAP. `polled`: the number of the query whose answer was asked for.
fn spelt(edition: Edition, reply: Reply, polled: Option<String>, namespace: &str) -> Reply {
    if !(200..300).contains(&reply.status) {
        return Reply { after: reply.after, ..failed(edition, &refused(reply.status), namespace) };
    }
    let body = match (polled, reply.body.is_empty()) {
        (Some(request), true) => edition.wrap(Some(&Pending { request }.to_xml()), namespace).into_bytes(),
        (None, true) => edition.wrap(None, namespace).into_bytes(),
        (_, false) => match std::str::from_utf8(&reply.body) {
            Ok(message) => edition.wrap(Some(message), namespace).into_bytes(),
            // Broken on purpose: it stays so.
            Err(_) => reply.body,
        },
    };
    Reply { status: 200, content_type: edition.content_type(None), body, after: reply.after }
}

fn failed(edition: Edition, fault: &Fault, namespace: &str) -> Reply {
    Reply {
        status: edition.fault_status(fault.code),
        content_type: edition.content_type(None),
        body: edition.fault(fault, namespace).into_bytes(),
        after: None,
    }
}

/// What a status of plain HTTP says, as a Fault.
fn refused(status: u16) -> Fault {
    let code = if status < 500 { Code::Sender } else { Code::Receiver };
    let text = words::status(status);
    Fault { code, reason: (text.say(Lang::Ja, &[]), text.say(Lang::En, &[])), status }
}

/// A message on its way out, as its transport spells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// `Content-Type`.
    pub content_type: String,
    /// `SOAPAction`; none in plain XML and SOAP 1.2.
    pub action: Option<String>,
    /// The body.
    pub body: String,
}

/// Spells a message. What is carried in files is plain XML on its way to a 中間サーバー.
pub fn outgoing(transport: Transport, name: &str, message: String, namespace: &str) -> Outgoing {
    let Some(edition) = edition(transport) else {
        return Outgoing { content_type: "application/xml; charset=utf-8".to_owned(), action: None, body: message };
    };
    let action = soap::action_of(name, namespace);
    Outgoing {
        content_type: edition.content_type(action.as_deref()),
        body: edition.wrap(Some(&message), namespace),
        action: action.filter(|_| edition == Edition::V11).map(|action| format!("\"{action}\"")),
    }
}

/// The SOAP of a transport.
pub fn edition(transport: Transport) -> Option<Edition> {
    match transport {
        Transport::Soap11 => Some(Edition::V11),
        Transport::Soap12 => Some(Edition::V12),
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
            let plain = fault.status.unwrap_or(if matches!(fault.code.as_str(), "Server" | "Receiver") { 500 } else { 400 });
            Incoming { status: plain, body: String::new() }
        }
        Err(_) => Incoming { status, body },
    }
}

#[cfg(test)]
mod tests;
