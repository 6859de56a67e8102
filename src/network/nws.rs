//! 情報提供ネットワークシステム: gives the 処理通番, checks that the combination is permitted, converts the 機関別符号
//! and routes. It never sees a name or a 個人番号.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::call::{Call, Institution, Reply};
use super::directory::Directory;
use super::forward::{Forwarder, Message, refusal};
use super::registry::Registry;
use crate::model::{Behaviour, Outcome};
use crate::payload::envelope::{Query, Receipt};

#[derive(Debug)]
pub(super) struct Nws {
    directory: Arc<Directory>,
    registry: Arc<Registry>,
    forwarder: Forwarder,
    worker: u16,
    serials: AtomicU64,
}

impl Nws {
    pub fn new(directory: Arc<Directory>, registry: Arc<Registry>, forwarder: Forwarder, worker: u16) -> Self {
        Self { directory, registry, forwarder, worker, serials: AtomicU64::new(1) }
    }

    /// 処理通番: 13 digits as long as the deck prints it; the first three tell the networks of one run apart.
    fn serial(&self) -> String {
        format!("{:03}{:010}", self.worker, self.serials.fetch_add(1, Ordering::Relaxed))
    }

    /// What goes on: the provider's query, or why not.
    fn route(&self, query: &Query, serial: &str) -> Result<String, Outcome> {
        let inquirer = self.directory.institution(&query.inquirer).ok_or(Outcome::BadInstitution)?;
        let provider = self.directory.institution(&query.provider).ok_or(Outcome::BadInstitution)?;
        if query.department.code.is_empty() {
            return Err(Outcome::BadInstitution);
        }
        if !self.directory.permits(inquirer, query.affair, query.procedure, provider, query.information) {
            return Err(Outcome::NotPermitted);
        }
        let (number, admission) =
            self.registry.person(&query.inquirer, &query.link_code).ok_or(Outcome::LinkCodeMissing)?;
        let scenario = admission.behaviour.map(|(behaviour, times)| (usize::MAX, behaviour, times));
        for (rule, behaviour, times) in self.directory.conduct(&provider.code, &admission.persona).chain(scenario) {
            // The others are the provider's to show.
            let refuses = matches!(behaviour, Behaviour::NoLinkCode | Behaviour::NoConsent);
            if refuses && self.registry.show(&admission.trial, rule, times) {
                return Err(behaviour.outcome());
            }
        }
        let onward = Query {
            request: serial.to_owned(),
            link_code: self.registry.convert(number, &query.provider),
            ..query.clone()
        };
        Ok(onward.to_xml())
    }
}

impl Institution for Nws {
    fn handle(&self, call: &Call<'_>) -> Reply {
        let Some(query) = std::str::from_utf8(call.body).ok().and_then(|text| Query::from_xml(text).ok()) else {
            return Reply::xml(400, refusal("", self.directory.profile().outcome_code(Outcome::Malformed)));
        };
        let serial = self.serial();
        let receipt = Receipt { request: query.request.clone(), serial: Some(serial.clone()) }.to_xml();
        self.forwarder.send(match self.route(&query, &serial) {
            Ok(onward) => Message::Provide {
                inquirer: query.inquirer,
                request: query.request,
                provider: query.provider,
                serial,
                query: onward,
            },
            Err(outcome) => Message::Refuse {
                inquirer: query.inquirer,
                request: query.request,
                answer: refusal(&serial, self.directory.profile().outcome_code(outcome)),
            },
        });
        Reply::xml(202, receipt)
    }
}
