//! Services: first what each declares, then what each message does, which names the others.

mod actions;

use std::collections::HashSet;
use std::sync::Arc;

use self::actions::{Actions, Others};
use super::bodies::ORGANISATION_KINDS;
use super::layouts::ITEM_KINDS;
use super::words::{self, key, required_key};
use super::{Known, Seen};
use crate::model::catalogue::service as say;
use crate::model::service::{Action, Field, Sender, Service, ServiceKind, ServiceMessage, Store};
use crate::model::{Diagnostic, ItemKind, Place, ServiceId};
use crate::sheet::Faults;
use crate::sheet::raw::*;

/// Kinds of service, as YAML spells them.
const SERVICE_KINDS: [(&str, ServiceKind); 4] = [
    ("portal", ServiceKind::Portal),
    ("platform", ServiceKind::Platform),
    ("medical", ServiceKind::Medical),
    ("office", ServiceKind::Office),
];

/// The person, among those who send.
const PERSON: &str = "person";
/// Most services of a project.
const SERVICES_MAX: usize = 200;
/// Most messages of a service.
const MESSAGES_MAX: usize = 100;
/// Most fields of a message, an answer or a record.
const FIELDS_MAX: usize = 200;
/// Most actions of a message.
const ACTIONS_MAX: usize = 50;
/// Longest value a field may have, characters.
const FIELD_CHARS_MAX: u32 = 10_000;

/// All services that could be made.
pub fn resolve(mut raw: Vec<RawService>, known: &Known<'_>, faults: &mut Faults) -> Vec<Service> {
    cut(&mut raw, SERVICES_MAX, "services", |service| &service.place, faults);
    let mut ids = Seen::default();
    let mut names = Seen::default();
    // What has a fault of its own is told once, not wherever it is named.
    let mut left_out: HashSet<String> = HashSet::new();
    let mut astray: HashSet<ServiceId> = HashSet::new();
    let mut services: Vec<Service> = Vec::new();
    let mut bodies: Vec<Vec<Vec<RawAction>>> = Vec::new();
    for service in raw {
        let with_body = service.organisation.is_some();
        let words = [service.id.as_ref(), service.name.as_ref()];
        let words: Vec<String> = words.into_iter().flatten().map(|word| key(&word.text)).collect();
        let Some((service, does)) = declare(service, known, (&mut ids, &mut names), faults) else {
            left_out.extend(words);
            continue;
        };
        if with_body && service.organisation.is_none() {
            astray.insert(service.id.clone());
        }
        services.push(service);
        bodies.push(does);
    }
    let results: Vec<Vec<Vec<Arc<str>>>> =
        bodies.iter().map(|messages| messages.iter().map(|does| actions::results(does)).collect()).collect();
    for (at, messages) in bodies.into_iter().enumerate() {
        for (number, mut does) in messages.into_iter().enumerate() {
            cut(&mut does, ACTIONS_MAX, "does", |action| &action.place, faults);
            let others = Others { services: &services, results: &results, left_out: &left_out, astray: &astray };
            let resolved = Actions::new(others, (at, number), known, faults).resolve(does);
            services[at].messages[number].actions = resolved;
        }
    }
    refuse_circles(&mut services, faults);
    services
}

/// What a service says of itself, and what its messages do, which is read later.
fn declare(
    raw: RawService,
    known: &Known<'_>,
    (ids, names): (&mut Seen, &mut Seen),
    faults: &mut Faults,
) -> Option<(Service, Vec<Vec<RawAction>>)> {
    let id = super::bodies::safe_id(raw.id.as_ref(), &raw.place, faults)?;
    let first = ids.first("services", id, faults);
    let id = ServiceId::from(id.text.as_str());
    let name = required_key(raw.name.as_ref(), "name", &raw.place, faults);
    let kind = required_key(raw.kind.as_ref(), "kind", &raw.place, faults)
        .and_then(|word| words::choice(word, "kind", &SERVICE_KINDS, faults));
    let organisation =
        raw.organisation.as_ref().and_then(|word| known.bodies.known_organisation(word, faults)).map(|body| &body.id);
    let alone = name.is_some_and(|name| names.first("name", name, faults));
    let (store, messages, does) = declare_contents(raw.store, raw.messages, faults);
    // Everything in it has been looked at: one fault does not hide the others.
    let (name, kind) = (name?, kind?);
    if !first || !alone {
        return None;
    }
    if let Some(body) = known.bodies.organisation(&name.text).filter(|body| Some(&body.id) != organisation) {
        let fault = Diagnostic::new(&say::SILENT_NAME, name.place.clone()).with("value", &name.text);
        faults.push(fault.with("first", &body.place));
    }
    let organisation = organisation.cloned();
    Some((Service { id, name: name.text.clone(), kind, organisation, store, messages, place: raw.place }, does))
}

/// What a service keeps, the messages it takes, and what these do.
fn declare_contents(
    store: Option<RawStore>,
    mut written: Vec<RawMessage>,
    faults: &mut Faults,
) -> (Option<Store>, Vec<ServiceMessage>, Vec<Vec<RawAction>>) {
    let store = store.map(|store| declare_store(store, faults));
    let mut seen = Seen::default();
    let mut messages = Vec::new();
    let mut does = Vec::new();
    cut(&mut written, MESSAGES_MAX, "messages", |message| &message.place, faults);
    for message in written {
        let fields = fields(message.fields, "fields", faults);
        let gives = self::fields(message.gives, "gives", faults);
        let from = message.from.iter().filter_map(|word| sender(word, faults)).collect();
        if message.from.is_empty() {
            required_key(None, "from", &message.place, faults);
        }
        let Some(word) = required_key(message.name.as_ref(), "name", &message.place, faults) else { continue };
        if !seen.first("messages", word, faults) {
            continue;
        }
        let place = word.place.clone();
        let name = word.text.as_str().into();
        messages.push(ServiceMessage { name, from, fields, gives, actions: Vec::new(), place });
        does.push(message.does);
    }
    (store, messages, does)
}

fn declare_store(raw: RawStore, faults: &mut Faults) -> Store {
    let fields = fields(raw.fields, "fields", faults);
    let mut store = Store { key: Vec::new(), fields };
    if raw.key.is_empty() {
        required_key(None, "key", &raw.place, faults);
    }
    for word in &raw.key {
        match store.field(&word.text) {
            Some(field) => {
                let name = Arc::clone(&field.name);
                store.key.push(name);
            }
            None => unknown_field(word, "store", &store.fields, faults),
        }
    }
    store
}

fn fields(mut raw: Vec<RawField>, name: &str, faults: &mut Faults) -> Vec<Field> {
    cut(&mut raw, FIELDS_MAX, name, |field| &field.place, faults);
    let mut seen = Seen::default();
    let fields = raw.iter().filter_map(|raw| {
        let word = required_key(raw.name.as_ref(), "name", &raw.place, faults);
        let kind = match &raw.kind {
            // A field whose type is wrong is there all the same: its name is not told wherever it is used.
            Some(word) => words::choice(word, "kind", &ITEM_KINDS, faults).unwrap_or(ItemKind::Text),
            None => ItemKind::Text,
        };
        let length = raw.max_length.as_ref();
        let max_length = length.and_then(|word| words::number(word, "max-length", 1, FIELD_CHARS_MAX, faults));
        let required = raw.required.as_ref().and_then(|word| words::truth(word, "required", faults));
        let word = word?;
        seen.first(name, word, faults).then(|| Field {
            name: word.text.as_str().into(),
            kind,
            max_length: max_length.map(|length| length as usize),
            required: required.unwrap_or(false),
        })
    });
    fields.collect()
}

fn sender(word: &Word, faults: &mut Faults) -> Option<Sender> {
    let person = [(PERSON, Sender::Person)];
    let services = SERVICE_KINDS.map(|(spelling, kind)| (spelling, Sender::Service(kind)));
    let bodies = ORGANISATION_KINDS.map(|(spelling, kind)| (spelling, Sender::Body(kind)));
    let all: Vec<(&str, Sender)> = person.into_iter().chain(services).chain(bodies).collect();
    words::choice(word, "from", &all, faults)
}

/// Leaves out what is over a limit, with one fault.
fn cut<T>(all: &mut Vec<T>, limit: usize, name: &str, place: impl Fn(&T) -> &Place, faults: &mut Faults) {
    if let Some(over) = all.get(limit) {
        let fault = Diagnostic::new(&say::TOO_MANY, place(over).clone()).with("name", name);
        faults.push(fault.with("limit", limit));
        all.truncate(limit);
    }
}

fn unknown_field(word: &Word, of: &str, fields: &[Field], faults: &mut Faults) {
    let fault = Diagnostic::new(&say::UNKNOWN_FIELD, word.place.clone()).with("of", of).with("value", &word.text);
    let fault = fault.with("known", words::listed(fields.iter().map(|field| &field.name)));
    faults.push_near(fault, &word.text, fields.iter().map(|field| &*field.name));
}

/// A message must not lead back to itself: that one sends nothing, and is told.
fn refuse_circles(services: &mut [Service], faults: &mut Faults) {
    let mut circles: Vec<(usize, usize, String)> = Vec::new();
    let mut told: HashSet<(usize, usize)> = HashSet::new();
    for (at, service) in services.iter().enumerate() {
        for number in 0..service.messages.len() {
            let mut way = vec![(at, number)];
            if !told.contains(&(at, number)) && leads_back(services, &mut way) {
                told.extend(&way);
                let step = |(at, number): &(usize, usize)| {
                    format!("{} {}", services[*at].name, services[*at].messages[*number].name)
                };
                let circle: Vec<String> = way.iter().chain(&way[..1]).map(step).collect();
                circles.push((at, number, circle.join(" → ")));
            }
        }
    }
    for (at, number, circle) in circles {
        let message = &mut services[at].messages[number];
        let fault = Diagnostic::new(&say::MESSAGES_IN_CIRCLE, message.place.clone());
        faults.push(fault.with("circle", circle));
        message.actions.retain(|action| !matches!(action, Action::Send { .. }));
    }
}

/// Whether a way through messages comes back to where it began; then it is that circle. What is no part of it is told
/// where it begins.
fn leads_back(services: &[Service], way: &mut Vec<(usize, usize)>) -> bool {
    let Some(&(at, number)) = way.last() else { return false };
    let sends: Vec<(usize, usize)> = services[at].messages[number]
        .sends()
        .filter_map(|(id, name)| {
            let at = services.iter().position(|known| known.id == *id)?;
            Some((at, services[at].messages.iter().position(|known| key(&known.name) == key(name))?))
        })
        .collect();
    for next in sends {
        if next == way[0] {
            return true;
        }
        if way.contains(&next) {
            continue;
        }
        way.push(next);
        if leads_back(services, way) {
            return true;
        }
        way.pop();
    }
    false
}

#[cfg(test)]
mod tests;
