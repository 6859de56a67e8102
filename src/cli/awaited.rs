//! What a run says while it waits for real inquirers: where they are to ask, what, and until when.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde_json::Value;

use super::screen::Screen;
use crate::event::Event;
use crate::model::catalogue::{awaited as said, cli as words};

/// Says what such an event tells; of others nothing.
pub(super) fn tell(screen: &Screen, event: &Event) {
    match event {
        Event::DoorsOpened { plain, tls, certificate } => {
            let urls: Vec<&str> = [plain, tls].into_iter().flatten().map(String::as_str).collect();
            screen.note(&said::DOORS, &[("urls", &urls.join("  "))]);
            if certificate.is_some() {
                screen.note(&said::CERTIFICATE, &[]);
            }
        }
        Event::InquiryAwaited { trial, inquirer, asks, wait_ms, .. } => {
            awaited(screen, &trial.0, inquirer, asks, *wait_ms);
        }
        _ => {}
    }
}

fn awaited(screen: &Screen, trial: &str, inquirer: &str, asks: &BTreeMap<String, String>, wait_ms: u64) {
    let of = |name: &str| asks.get(name).map_or("", String::as_str);
    let until = super::run::japan_time().saturating_add(jiff::SignedDuration::from_millis(wait_ms.cast_signed()));
    let until = until.strftime("%H:%M:%S");
    if asks.contains_key("message") {
        let args: [(&str, &dyn Display); 7] = [
            ("sender", &inquirer),
            ("service", &of("service_name")),
            ("message", &of("message")),
            ("trial", &trial),
            ("until", &until),
            ("path", &format!("{}{}", of("url"), of("path"))),
            ("body", &letter(asks)),
        ];
        return screen.note_whole(&said::MESSAGE, &args);
    }
    let condition = match of("condition") {
        "as-of" => words::CONDITION_AS_OF.say(screen.lang, &[("moment", &of("condition_from"))]),
        "range" => {
            let (from, to) = (of("condition_from"), of("condition_to"));
            words::CONDITION_RANGE.say(screen.lang, &[("from", &from), ("to", &to)])
        }
        _ => words::CONDITION_LATEST.say(screen.lang, &[]),
    };
    let to = match asks.get("folder") {
        Some(folder) => said::IN_FOLDER.say(screen.lang, &[("folder", folder)]),
        None => {
            let path = format!("{}/{}/inquiries", of("url"), of("inquirer"));
            said::AT_DOOR.say(screen.lang, &[("path", &path)])
        }
    };
    screen.note_whole(
        &said::INQUIRY,
        &[
            ("trial", &trial),
            ("inquirer", &inquirer),
            ("until", &until),
            ("to", &to),
            ("code", &of("link_code")),
            ("provider", &of("provider")),
            ("affair", &of("affair")),
            ("procedure", &of("procedure")),
            ("information", &of("information")),
            ("version", &of("version")),
            ("department", &of("department_name")),
            ("department_code", &of("department_code")),
            ("items", &of("items")),
            ("condition", &condition),
        ],
    );
}

/// The message to a service as it is to be sent.
fn letter(asks: &BTreeMap<String, String>) -> String {
    let of = |name: &str| asks.get(name).filter(|text| !text.is_empty());
    let fields = of("fields").and_then(|fields| serde_json::from_str(fields).ok()).unwrap_or(Value::Null);
    let texts = [("from", of("from")), ("person", of("persona")), ("date", of("date"))];
    let texts = texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), Value::from(text?.as_str()))));
    Value::Object(texts.chain([("fields".to_owned(), fields)]).collect()).to_string()
}
