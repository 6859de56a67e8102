//! Every text of an event, for those who must see all of them: a 個人番号 may stand in any.

use std::sync::Arc;

use serde_json::Value;

use super::{About, Data, Event, Exchange, Reason};
use crate::model::ItemCode;
use crate::payload::{Cause, Difference};

impl Event {
    /// Hands every text that people or partners wrote to `change`, with the item whose value it is, if one. Ids, hashes
    /// and times of our own are left out: trials are told apart by them.
    pub fn each_text(&mut self, change: &mut dyn FnMut(&mut String, Option<ItemCode>)) {
        let mut plain = |text: &mut String| change(text, None);
        match self {
            Self::RunStarted { project, selection, real, .. } => {
                plain(project);
                selection.iter_mut().chain(real).for_each(plain);
            }
            Self::TrialStarted { about, .. } => about_texts(about, &mut plain),
            Self::Served { from, to, message, reply, .. } => [from, to, message, reply].into_iter().for_each(plain),
            Self::Exchanged { exchange, .. } => exchange_texts(exchange, &mut plain),
            Self::TrialFinished { differences, reason, .. } => {
                differences.iter_mut().for_each(|difference| difference_texts(difference, change));
                if let Some(Reason { ja, en }) = reason {
                    change(ja, None);
                    change(en, None);
                }
            }
            Self::InquiryAwaited { inquirer, asks, .. } => {
                plain(inquirer);
                asks.values_mut().for_each(plain);
            }
            Self::FaultsMet { faults, .. } => {
                faults.iter_mut().flat_map(|met| [&mut met.fault, &mut met.source]).for_each(plain);
            }
            Self::PartnersMet { partners } => {
                partners.iter_mut().flat_map(|met| [&mut met.partner, &mut met.source]).for_each(plain);
            }
            Self::RunResumed { .. }
            | Self::DoorsOpened { .. }
            | Self::RunInterrupted { .. }
            | Self::RunFinished { .. } => {}
        }
    }
}

/// Abouts are shared: one is copied only when something in it changes.
fn about_texts(about: &mut Arc<About>, change: &mut dyn FnMut(&mut String)) {
    let mut changed = About::clone(about);
    let About { title, flow, organisation_name, provider, source, group, scenario, variation, case, persona, .. } =
        &mut changed;
    for text in [title, flow, organisation_name, provider, source, scenario, variation, case, persona] {
        change(text);
    }
    group.iter_mut().for_each(&mut *change);
    if changed != **about {
        *about = Arc::new(changed);
    }
}

fn exchange_texts(exchange: &mut Exchange, change: &mut dyn FnMut(&mut String)) {
    let Exchange { serial, inquirer, provider, query, envelope, data, beyond_case, .. } = exchange;
    for text in [inquirer, provider, query].into_iter().chain(serial).chain(envelope).chain(beyond_case) {
        change(text);
    }
    if let Some(Data::Text(text)) = data {
        let mut changed = text.to_string();
        change(&mut changed);
        if changed != **text {
            *text = changed.into();
        }
    }
}

fn difference_texts(difference: &mut Difference, change: &mut dyn FnMut(&mut String, Option<ItemCode>)) {
    let Difference { path, name, item, expected, actual, source, cause, .. } = difference;
    for value in [expected, actual].into_iter().flatten() {
        change(value, *item);
    }
    for text in [Some(path), Some(name), source.as_mut()].into_iter().flatten() {
        change(text, None);
    }
    if let Some(told) = cause {
        *cause = cause_changed(told, change);
    }
}

/// A cause by way of its JSON: every kind has texts of its own.
fn cause_changed(cause: &Cause, change: &mut dyn FnMut(&mut String, Option<ItemCode>)) -> Option<Cause> {
    let mut value = serde_json::to_value(cause).ok()?;
    strings(&mut value, change);
    serde_json::from_value(value).ok()
}

fn strings(value: &mut Value, change: &mut dyn FnMut(&mut String, Option<ItemCode>)) {
    match value {
        Value::String(text) => change(text, None),
        Value::Array(values) => values.iter_mut().for_each(|value| strings(value, change)),
        Value::Object(fields) => fields.values_mut().for_each(|value| strings(value, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
