//! 中間サーバー as the inquirer sees it: takes a query from a business system, and keeps the answer until it is polled.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use wiremock::{Request, ResponseTemplate};

use super::forward::{Forwarder, Message};
use super::provider::ProviderSide;
use super::server::{Institution, xml};
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
    fn handle(&self, request: &Request) -> ResponseTemplate {
        let path = request.url.path().to_owned();
        let mut parts = path.trim_start_matches('/').splitn(3, '/');
        let (Some(code), Some(what)) = (parts.next(), parts.next()) else { return ResponseTemplate::new(404) };
        let code = InstitutionCode(code.into());
        let Ok(body) = std::str::from_utf8(&request.body) else { return ResponseTemplate::new(400) };
        match (request.method.as_str(), what, parts.next()) {
            ("POST", "inquiries", None) => self.inquirer.accept(code, body),
            ("GET", "inquiries", Some(number)) => self.inquirer.poll(code, number),
            ("POST", "answers", Some(number)) => self.inquirer.keep(code, number, body),
            ("POST", "provisions", Some(serial)) => self.provider.provide(&code, serial, body),
            _ => ResponseTemplate::new(404),
        }
    }
}

impl InquirerSide {
    pub fn new(forwarder: Forwarder) -> Self {
        Self { forwarder, waiting: Mutex::default() }
    }

    fn accept(&self, code: InstitutionCode, body: &str) -> ResponseTemplate {
        let Ok(query) = Query::from_xml(body) else { return ResponseTemplate::new(400) };
        if query.inquirer != code {
            return ResponseTemplate::new(403);
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= WAITING_MAX {
            return ResponseTemplate::new(503);
        }
        if waiting.contains_key(&(code.clone(), query.request.clone())) {
            return ResponseTemplate::new(409);
        }
        waiting.insert((code.clone(), query.request.clone()), None);
        drop(waiting);
        let receipt = Receipt { request: query.request.clone(), serial: None }.to_xml();
        self.forwarder.send(Message::Submit { inquirer: code, request: query.request, query: body.to_owned() });
        xml(202, receipt)
    }

    fn poll(&self, code: InstitutionCode, number: &str) -> ResponseTemplate {
        let key = (code, number.to_owned());
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        match waiting.get(&key) {
            None => ResponseTemplate::new(404),
            Some(None) => ResponseTemplate::new(202),
            Some(Some(_)) => match waiting.remove(&key).flatten() {
                Some(answer) => xml(200, answer),
                None => ResponseTemplate::new(404),
            },
        }
    }

    fn keep(&self, code: InstitutionCode, number: &str, body: &str) -> ResponseTemplate {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        match waiting.get_mut(&(code, number.to_owned())) {
            Some(slot) => {
                *slot = Some(body.to_owned());
                ResponseTemplate::new(204)
            }
            // The inquirer gave up, or the answer came twice.
            None => ResponseTemplate::new(404),
        }
    }
}
