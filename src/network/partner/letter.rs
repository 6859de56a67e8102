//! A real system in a service's place: a message is handed to it by the documented path, and its reply read.

use std::fmt::{Display, Write as _};
use std::sync::Arc;

use reqwest::header::CONTENT_TYPE;

use super::{CONNECTED_PAUSE, PartnerFault, RealProvider, Spoken, Turn, legible};
use crate::answer::service::{ROWS_MAX, Reply};
use crate::model::catalogue::reach as words;
use crate::model::catalogue::sheet::item_kind;
use crate::model::date::to_half_width;
use crate::model::service::Field;
use crate::model::service::plain;
use crate::model::{ItemKind, Lang, RoleModelId, ServiceId, ServiceMessage, Text};
use crate::network::service::read_reply;
use crate::payload::canonical;

/// Most fields told of one reply that does not fit.
const UNFIT_TOLD_MAX: usize = 10;

/// What a real service has answered: the text as it came, if any did, and what it says.
pub(in crate::network) struct Handed {
    /// As it came.
    pub text: Option<String>,
    /// The reply, or why there is none.
    pub reply: Result<Reply, PartnerFault>,
    /// What went over the wire.
    pub spoken: Spoken,
}

impl RealProvider {
    /// Hands it a message and brings back its reply.
    pub async fn hand(&self, service: &ServiceId, message: &ServiceMessage, letter: String) -> Handed {
        let mut spoken = Spoken::default();
        let (text, reply) = self.handed(service, message, letter, &mut spoken).await;
        Handed { text, reply, spoken }
    }

    async fn handed(
        &self,
        service: &ServiceId,
        message: &ServiceMessage,
        letter: String,
        spoken: &mut Spoken,
    ) -> (Option<String>, Result<Reply, PartnerFault>) {
        let gate = &*self.gate;
        // Our own waiting for a turn does not count against it.
        let _turn: Turn = match self.turn().await {
            Ok(turn) => turn,
            Err(fault) => return (None, Err(fault)),
        };
        let path = service_path(service, &message.name);
        let request = self.http.post(format!("{}{path}", gate.url)).headers(gate.headers.clone());
        let request = request.header(CONTENT_TYPE, "application/json; charset=utf-8").body(letter);
        let came = match tokio::time::timeout(gate.wait + CONNECTED_PAUSE, self.call(request, &path, spoken)).await {
            Ok(came) => came,
            Err(_) => Err(gate.late()),
        };
        let status = match came {
            Ok(status) => status,
            Err(fault) => return (None, Err(fault.of_service())),
        };
        let text = match legible(spoken) {
            Ok(text) => text.to_owned(),
            // What is wrong with the body of a refusal is no news.
            Err(_) if status != 200 => return (None, Err(PartnerFault::Status { status })),
            Err(text) => return (None, Err(no_reply(&text, &[]))),
        };
        let reply = if status == 200 { read(&text, message) } else { Err(PartnerFault::Status { status }) };
        (Some(text), reply)
    }

    /// Under which 機関別符号 it asks about a person, where it has a code of its own.
    pub fn own_code(&self, persona: &RoleModelId, of_the_case: &str) -> Option<String> {
        let gate = &*self.gate;
        (!gate.code.0.is_empty()).then(|| gate.link_code(persona, of_the_case))
    }
}

impl PartnerFault {
    /// The same, said of a service.
    fn of_service(self) -> Self {
        match self {
            Self::Wrong { why } => Self::NoReply { why },
            other => other,
        }
    }
}

fn no_reply(text: &Text, args: &[(&str, &dyn Display)]) -> PartnerFault {
    PartnerFault::NoReply { why: (text.say(Lang::Ja, args), text.say(Lang::En, args)) }
}

/// What is no reply at all, in our own words: those of the reader are for programmers.
fn unread(why: &serde_json::Error) -> PartnerFault {
    let said = why.to_string();
    let of_key = ["unknown field", "missing field", "duplicate field"].iter().any(|word| said.starts_with(word));
    let twice = said.split_once(": twice").map(|(name, _)| name);
    let name = twice.or(said.split('`').nth(1).filter(|_| of_key));
    let text = match (why.is_data(), name) {
        (false, _) => &words::NOT_JSON,
        (true, Some(_)) => &words::OTHER_KEY,
        (true, None) => &words::OTHER_SHAPE,
    };
    let (line, column) = (why.line(), why.column());
    no_reply(text, &[("line", &line), ("column", &column), ("name", &name.unwrap_or_default())])
}

/// The reply that a text is, with a result that the message can have.
fn read(text: &str, message: &ServiceMessage) -> Result<Reply, PartnerFault> {
    let mut reply = read_reply(text).map_err(|why| unread(&why))?;
    if reply.rows.len() > ROWS_MAX {
        return Err(no_reply(&words::ROWS, &[("limit", &ROWS_MAX)]));
    }
    let known = message.results();
    let wanted = to_half_width(reply.result.trim());
    let Some(result) = known.iter().find(|result| to_half_width(result) == wanted) else {
        let args: [(&str, &dyn Display); 3] =
            [("message", &message.name), ("result", &reply.result), ("known", &known.join("、"))];
        return Err(no_reply(&words::OTHER_RESULT, &args));
    };
    let unfit = unfit(message, &reply);
    if !unfit.is_empty() {
        let said = |lang: Lang| unfit.iter().map(|one| one.say(lang)).collect::<Vec<_>>().join("、");
        return Err(PartnerFault::NoReply { why: (said(Lang::Ja), said(Lang::En)) });
    }
    // In the spelling of our own, which the actions of others compare with.
    reply.result = (*result).into();
    for (name, value) in reply.rows.iter_mut().flatten() {
        if let Some(field) = message.gives.iter().find(|field| to_half_width(field.name.trim()) == **name) {
            *name = Arc::clone(&field.name);
            *value = canonical(field.kind, value).unwrap_or_default();
        }
    }
    Ok(reply)
}

/// A field of a reply that the message does not give so.
struct Unfit<'u> {
    text: &'static Text,
    field: &'u str,
    value: &'u str,
    kind: Option<ItemKind>,
}

impl Unfit<'_> {
    fn say(&self, lang: Lang) -> String {
        let kind = self.kind.map_or("", |kind| item_kind(kind).pattern(lang));
        self.text.say(lang, &[("field", &self.field), ("value", &self.value), ("kind", &kind)])
    }
}

/// Every field of a reply that is not among those the message gives, is of another type, too long, or missing.
fn unfit<'u>(message: &'u ServiceMessage, reply: &'u Reply) -> Vec<Unfit<'u>> {
    let mut all: Vec<Unfit<'u>> = Vec::new();
    for row in &reply.rows {
        for (name, value) in row {
            let field = message.gives.iter().find(|field| plain(&field.name) == **name);
            let one = match field {
                None => Unfit { text: &words::EXTRA_FIELD, field: name, value, kind: None },
                Some(field) if canonical(field.kind, value).is_none() => {
                    Unfit { text: &words::OTHER_TYPE, field: name, value, kind: Some(field.kind) }
                }
                Some(field) if field.max_length.is_some_and(|max| value.chars().count() > max) => {
                    Unfit { text: &words::LONG_FIELD, field: name, value, kind: None }
                }
                Some(_) => continue,
            };
            all.push(one);
        }
        let there = |field: &Field| row.iter().any(|(name, value)| plain(&field.name) == **name && !value.is_empty());
        let missing = message.gives.iter().filter(|field| field.required && !there(field));
        all.extend(missing.map(|field| Unfit {
            text: &words::FIELD_MISSING,
            field: &field.name,
            value: "",
            kind: None,
        }));
        if all.len() >= UNFIT_TOLD_MAX {
            all.truncate(UNFIT_TOLD_MAX);
            break;
        }
    }
    all
}

/// Where a message to a service goes.
pub fn service_path(service: &ServiceId, message: &str) -> String {
    format!("/services/{service}/{}", encoded(message))
}

/// A text as part of a path.
pub(in crate::network) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn a_name_becomes_part_of_a_path() {
        for (name, path) in
            [("a-1", "a-1"), ("参照", "%E5%8F%82%E7%85%A7"), ("a/b c", "a%2Fb%20c"), ("（", "%EF%BC%88")]
        {
            assert_eq!(encoded(name), path);
        }
    }
}
