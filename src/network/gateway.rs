//! 中間サーバー as the inquirer sees it: takes a query from a business system, and keeps the answer until it is polled.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::call::{Call, Institution, Reply};
use super::forward::{Forwarder, Message};
use super::provider::ProviderSide;

use crate::model::InstitutionCode;
use crate::payload::envelope::{Query, Receipt};

/// Answers kept for inquirers that never come back are dropped beyond this many.
const WAITING_MAX: usize = 100_000;

/// A 中間サーバー has two sides; the path says which is meant.
#[derive(Debug)]
pub(super) struct Sides {
    pub inquirer: InquirerSide,
    pub provider: ProviderSide,
}

/// The side that asks for its body.
#[derive(Debug)]
pub(super) struct InquirerSide {
    forwarder: Forwarder,
    waiting: Mutex<HashMap<(InstitutionCode, String), Option<String>>>,
}

impl Institution for Sides {
    /// `POST /{機関コード}/inquiries`, `GET /{機関コード}/inquiries/{照会要求番号}`, `POST /{機関コード}/answers/{照会要求番号}`,
    /// `POST /{機関コード}/provisions/{処理通番}`.
    fn handle(&self, call: &Call<'_>) -> Reply {
        let mut parts = call.path.trim_start_matches('/').splitn(3, '/');
        let (Some(code), Some(what)) = (parts.next(), parts.next()) else { return Reply::status(404) };
        let code = InstitutionCode(code.into());
        let Ok(body) = std::str::from_utf8(call.body) else { return Reply::status(400) };
        match (call.method, what, parts.next()) {
            ("POST", "inquiries", None) => self.inquirer.accept(code, body),
            ("GET", "inquiries", Some(number)) => self.inquirer.poll(code, number),
            ("POST", "answers", Some(number)) => self.inquirer.keep(code, number, body),
            ("POST", "provisions", Some(serial)) => self.provider.provide(&code, serial, body),
            _ => Reply::status(404),
        }
    }
}

impl InquirerSide {
    pub fn new(forwarder: Forwarder) -> Self {
        Self { forwarder, waiting: Mutex::default() }
    }

    fn accept(&self, code: InstitutionCode, body: &str) -> Reply {
        let Ok(query) = Query::from_xml(body) else { return Reply::status(400) };
        if query.inquirer != code {
            return Reply::status(403);
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= WAITING_MAX {
            return Reply::status(503);
        }
        if waiting.contains_key(&(code.clone(), query.request.clone())) {
            return Reply::status(409);
        }
        waiting.insert((code.clone(), query.request.clone()), None);
        drop(waiting);
        let receipt = Receipt { request: query.request.clone(), serial: None }.to_xml();
        self.forwarder.send(Message::Submit { inquirer: code, request: query.request, query: body.to_owned() });
        Reply::xml(202, receipt)
    }

    fn poll(&self, code: InstitutionCode, number: &str) -> Reply {
        let key = (code, number.to_owned());
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        match waiting.get(&key) {
            None => Reply::status(404),
            Some(None) => Reply::status(202),
            Some(Some(_)) => match waiting.remove(&key).flatten() {
                Some(answer) => Reply::xml(200, answer),
                None => Reply::status(404),
            },
        }
    }

    fn keep(&self, code: InstitutionCode, number: &str, body: &str) -> Reply {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        match waiting.get_mut(&(code, number.to_owned())) {
            Some(slot) => {
                *slot = Some(body.to_owned());
                Reply::status(204)
            }
            // The inquirer gave up, or the answer came twice.
            None => Reply::status(404),
        }
    }
}
