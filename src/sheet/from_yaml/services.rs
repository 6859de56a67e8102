//! services/*.yaml -> raw services.

use super::{Fields, word_pairs};
use crate::model::Diagnostic;
use crate::model::catalogue::service as say;
use crate::sheet::Faults;
use crate::sheet::raw::*;
use crate::sheet::yaml::Node;

/// What a service may do.
const ACTIONS: &[&str] = &["look-up", "put", "check", "ask", "send", "history", "answer"];
/// The tests of `check`.
const TESTS: [&str; 4] = ["equals", "not-before", "not-after", "after"];

/// A file of services/.
pub fn services(node: Node, raw: &mut RawProject, faults: &mut Faults) {
    const KEYS: &[&str] = &["id", "name", "kind", "organisation", "real", "store", "messages"];
    let Some(mut top) = Fields::open(node, "services", &["services"], faults) else { return };
    raw.services.extend(top.each("services", KEYS, |service| RawService {
        place: service.place.clone(),
        id: service.text("id"),
        name: service.text("name"),
        kind: service.text("kind"),
        organisation: service.text("organisation"),
        real: service.node("real"),
        store: service.inner("store", &["key", "fields"], |store| RawStore {
            place: store.place.clone(),
            key: store.texts("key"),
            fields: fields(store, "fields"),
        }),
        messages: service.each("messages", &["name", "from", "fields", "gives", "does"], message),
    }));
}

fn fields(of: &mut Fields<'_>, key: &'static str) -> Vec<RawField> {
    of.each(key, &["name", "kind", "max-length", "required"], |field| RawField {
        place: field.place.clone(),
        name: field.text("name"),
        kind: field.text("kind"),
        max_length: field.text("max-length"),
        required: field.text("required"),
    })
}

fn message(message: &mut Fields<'_>) -> RawMessage {
    let does = message.list("does").into_iter().filter_map(|node| action(node, message.faults)).collect();
    RawMessage {
        place: message.place.clone(),
        name: message.text("name"),
        from: message.texts("from"),
        fields: fields(message, "fields"),
        gives: fields(message, "gives"),
        does,
    }
}

/// One entry of `does`: a map with one key.
fn action(node: Node, faults: &mut Faults) -> Option<RawAction> {
    let mut entry = Fields::open(node, "does", ACTIONS, faults)?;
    let place = entry.place.clone();
    let known: Vec<&'static str> =
        ACTIONS.iter().copied().filter(|name| entry.entries.iter().any(|(key, _)| key.text == *name)).collect();
    if entry.entries.len() != 1 {
        let fault = Diagnostic::new(&say::ONE_ACTION, place);
        entry.faults.push(fault.with("known", ACTIONS.join(", ")));
        return None;
    }
    let act = match *known.first()? {
        "look-up" => {
            entry.inner("look-up", &["by", "take", "rows", "columns", "found", "missing"], |act| RawAct::LookUp {
                by: word_pairs(act, "by").unwrap_or_default(),
                take: word_pairs(act, "take").unwrap_or_default(),
                listing: listing(act),
                found: act.text("found"),
                missing: act.text("missing"),
            })
        }
        "put" => entry.inner("put", &["values", "existing"], |act| RawAct::Put {
            values: word_pairs(act, "values").unwrap_or_default(),
            existing: act.text("existing"),
        }),
        "check" => entry.inner("check", &["name", "equals", "not-before", "not-after", "after", "otherwise"], |act| {
            RawAct::Check {
                name: act.text("name"),
                tests: TESTS.iter().filter_map(|test| Some((*test, act.text(test)?))).collect(),
                otherwise: act.text("otherwise"),
            }
        }),
        "ask" => entry.inner("ask", ASK_KEYS, |act| RawAct::Ask(Box::new(ask(act)))),
        "send" => entry.inner("send", &["to", "message", "fields", "take", "accept", "results", "otherwise"], |act| {
            RawAct::Send {
                to: act.text("to"),
                message: act.text("message"),
                fields: word_pairs(act, "fields").unwrap_or_default(),
                take: word_pairs(act, "take").unwrap_or_default(),
                accept: act.texts("accept"),
                results: word_pairs(act, "results").unwrap_or_default(),
                otherwise: act.text("otherwise"),
            }
        }),
        "history" => entry.inner("history", &["rows", "columns"], |act| RawAct::History(listing(act))),
        _ => entry.inner("answer", &["result", "fields", "rows"], |act| RawAct::Answer {
            result: act.text("result"),
            fields: word_pairs(act, "fields").unwrap_or_default(),
            rows: act.text("rows"),
        }),
    }?;
    Some(RawAction { place, act })
}

fn listing(act: &mut Fields<'_>) -> RawListing {
    RawListing { rows: act.text("rows"), columns: act.texts("columns") }
}

const ASK_KEYS: &[&str] = &[
    "inquirer",
    "provider",
    "department",
    "affair",
    "procedure",
    "information",
    "version",
    "items",
    "condition",
    "take",
    "rows",
    "columns",
    "outcomes",
    "otherwise",
];

fn ask(act: &mut Fields<'_>) -> RawAsk {
    let department = act.inner("department", &["name", "code"], |inner| (inner.text("name"), inner.text("code")));
    let (department_name, department_code) = department.unwrap_or_default();
    RawAsk {
        inquirer: act.text("inquirer"),
        provider: act.text("provider"),
        department_name,
        department_code,
        affair: act.text("affair"),
        procedure: act.text("procedure"),
        information: act.text("information"),
        version: act.text("version"),
        items: act.joined("items"),
        condition: RawCondition { kind: act.text("condition"), from: None, to: None },
        take: word_pairs(act, "take").unwrap_or_default(),
        listing: listing(act),
        outcomes: word_pairs(act, "outcomes").unwrap_or_default(),
        otherwise: act.text("otherwise"),
    }
}
