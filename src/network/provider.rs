//! 中間サーバー as the provider: finds the person by its own 機関別符号 and answers from registered 副本 by itself.
//!
//! A local government or national body answers from its own 副本. The insurers' server first asks the 統一区画 which
//! 論理区画 hold the person (振り分け), then joins what they give (結合).

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::call::Reply;
use super::directory::Directory;
use super::registry::{Admission, Registry};
use crate::answer::{self, Question};
use crate::model::{Behaviour, CivilDate, Gateway, InstitutionCode, Outcome, Replica};
use crate::payload::content;
use crate::payload::envelope::{Answer, AnswerData, Query};

/// A silent provider keeps the line open this many times longer than anybody waits.
const SILENCE_FACTOR: u64 = 10;

#[derive(Debug)]
pub(super) struct ProviderSide {
    gateway: Gateway,
    directory: Arc<Directory>,
    registry: Arc<Registry>,
}

impl ProviderSide {
    pub fn new(gateway: Gateway, directory: Arc<Directory>, registry: Arc<Registry>) -> Self {
        Self { gateway, directory, registry }
    }

    pub fn provide(&self, code: &InstitutionCode, serial: &str, body: &str) -> Reply {
        let Ok(query) = Query::from_xml(body) else { return self.say(serial, Outcome::Malformed) };
        let Some((_, admission)) = self.registry.person(code, &query.link_code) else {
            return self.say(serial, Outcome::LinkCodeMissing);
        };
        match self.behaviour(code, &admission) {
            None => Reply::xml(200, self.answer(code, serial, &query, &admission).to_xml()),
            Some(Behaviour::Silent) => {
                let wait = self.directory.profile().provider_wait_ms_max.saturating_mul(SILENCE_FACTOR);
                self.say(serial, Behaviour::Silent.outcome()).after(Duration::from_millis(wait))
            }
            Some(Behaviour::Down) => Reply::status(503),
            Some(Behaviour::Undisclosed) => self.say(serial, Outcome::Undisclosed),
            Some(Behaviour::Corrupt) => {
                let whole = self.answer(code, serial, &query, &admission).to_xml();
                let half: String = whole.chars().take(whole.chars().count() / 2).collect();
                Reply::xml(200, half)
            }
            // The NWS has spoken of these already.
            Some(told @ (Behaviour::NoLinkCode | Behaviour::NoConsent)) => self.say(serial, told.outcome()),
        }
    }

    fn behaviour(&self, code: &InstitutionCode, admission: &Admission) -> Option<Behaviour> {
        let scenario = admission.behaviour.map(|(behaviour, times)| (usize::MAX, behaviour, times));
        self.directory
            .conduct(code, &admission.persona)
            .chain(scenario)
            .filter(|(_, behaviour, _)| !matches!(behaviour, Behaviour::NoLinkCode | Behaviour::NoConsent))
            .find(|(rule, _, times)| self.registry.show(&admission.trial, *rule, *times))
            .map(|(_, behaviour, _)| behaviour)
    }

    fn answer(&self, code: &InstitutionCode, serial: &str, query: &Query, admission: &Admission) -> Answer {
        let profile = self.directory.profile();
        let refuse = |outcome| Answer {
            serial: serial.to_owned(),
            outcome: profile.outcome_code(outcome).to_owned(),
            data: None,
        };
        let replicas = self.replicas(code, query, admission);
        let Some(layout) = self.directory.layout(query.information, &query.version) else {
            return refuse(if replicas.is_empty() { Outcome::ReplicaMissing } else { Outcome::VersionMismatch });
        };
        let question = Question {
            layout,
            items: &query.items,
            condition: query.condition,
            base_date: admission.base_date,
            loss_day_counts: profile.loss_day_counts,
        };
        let given = answer::answer(&question, &replicas);
        if given.outcome != Outcome::Normal {
            return refuse(given.outcome);
        }
        Answer {
            serial: serial.to_owned(),
            outcome: profile.outcome_code(Outcome::Normal).to_owned(),
            data: Some(AnswerData {
                registered_at: registered_at(admission.base_date),
                version: layout.version.clone(),
                body: content::write(&given.units, layout, profile.element_names),
            }),
        }
    }

    fn replicas(&self, code: &InstitutionCode, query: &Query, admission: &Admission) -> Vec<&Replica> {
        match self.gateway {
            Gateway::Insurers => self.directory.distributed(&admission.persona, query.information),
            Gateway::LocalGovernment | Gateway::Agency => {
                self.directory.held(code, &admission.persona, query.information)
            }
        }
    }

    fn say(&self, serial: &str, outcome: Outcome) -> Reply {
        let code = self.directory.profile().outcome_code(outcome).to_owned();
        Reply::xml(200, Answer { serial: serial.to_owned(), outcome: code, data: None }.to_xml())
    }
}

/// 中間サーバー登録日時: the case's day with the hour of the machine, so that it differs every time, as it does in life.
fn registered_at(day: CivilDate) -> String {
    let second = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()) % 86_400;
    format!(
        "{:04}/{:02}/{:02} {:02}:{:02}:{:02}",
        day.year(),
        day.month(),
        day.day(),
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}
