//! What a run says while it waits for real inquirers: where they are to ask, what, and until when.

use std::collections::BTreeMap;

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
    let condition = match of("condition") {
        "as-of" => words::CONDITION_AS_OF.say(screen.lang, &[("moment", &of("condition_from"))]),
        "range" => {
            let (from, to) = (of("condition_from"), of("condition_to"));
            words::CONDITION_RANGE.say(screen.lang, &[("from", &from), ("to", &to)])
        }
        _ => words::CONDITION_LATEST.say(screen.lang, &[]),
    };
    screen.note(
        &said::INQUIRY,
        &[
            ("trial", &trial),
            ("inquirer", &inquirer),
            ("until", &until.strftime("%H:%M:%S")),
            ("path", &format!("{}/{}/inquiries", of("url"), of("inquirer"))),
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
