//! Steps at a 中間サーバー besides asking and answering, and what its records must say.

use std::rc::Rc;

use super::exchange::{Between, Sending, find_layout};
use super::verdict::{Stop, reason, whole};
use super::world::State;
use crate::event::Exchange;
use crate::feature::{self, GatewayPhrase};
use crate::model::catalogue::{crossing as crossing_words, payload as record_words, run as words};
use crate::model::{Department, InformationCode, Lang, Organisation, Outcome};
use crate::network::ClientFault;
use crate::payload::content;
use crate::payload::envelope::{Deletion, Query, Registration};
use crate::payload::ledger::{Disagreement, Unseen};
use crate::payload::{Difference, DifferenceKind};

/// 部署コード of a 情報提供テスト that names no inquirer: the network wants one.
const TRIAL_DEPARTMENT_CODE: &str = "TEST";

impl State {
    /// Does a step at a 中間サーバー.
    pub(super) async fn at_gateway(&mut self, phrase: GatewayPhrase) -> Result<(), Stop> {
        match phrase {
            GatewayPhrase::Consent => self.said.marks.consent = true,
            GatewayPhrase::Undisclosed => self.said.marks.undisclosed = true,
            GatewayPhrase::Register(registration) => self.register(registration).await?,
            GatewayPhrase::Delete { organisation, information } => self.delete(&organisation, information).await?,
            GatewayPhrase::Test { organisation, query } => self.test(&organisation, query).await?,
            GatewayPhrase::Release { organisation } => self.release(organisation.as_deref()).await?,
            GatewayPhrase::Again => {
                let query = self.queried()?;
                self.exchange(query, Sending::File).await?;
            }
            GatewayPhrase::Shown => self.check_shown(true)?,
            GatewayPhrase::Hidden => self.check_shown(false)?,
        }
        Ok(())
    }

    pub(super) fn body(&self, written: &str) -> Result<Organisation, Stop> {
        feature::organisation(&self.context.shared.project, written)
            .cloned()
            .ok_or_else(|| Stop::broken(reason(&words::NO_PROVIDER, &[("target", &written)])))
    }

    pub(super) fn queried(&self) -> Result<Query, Stop> {
        let asked = self.asked.as_ref().ok_or_else(|| Stop::broken(reason(&words::NOT_ASKED, &[])))?;
        Ok(asked.query.clone())
    }

    async fn register(&mut self, asked: feature::Registration) -> Result<(), Stop> {
        let body = self.body(&asked.organisation)?;
        let context = Rc::clone(&self.context);
        let project = &context.shared.project;
        let layout = find_layout(&context, asked.information, &asked.version)?;
        let (published_from, published_to) = asked.published.unzip();
        let told = Registration {
            link_code: self.subject()?.link_code(&body.code),
            insurer: body.insurer_key().map(str::to_owned),
            insurance: asked.insurance.unwrap_or_default(),
            information: asked.information,
            version: asked.version,
            published_from,
            published_to,
            automatic: true,
            undisclosed: false,
            body: content::write(&asked.units, layout, project.profile.element_names),
        };
        let outcome = context.client.register(&body.code, &told).await;
        self.accepted(outcome)
    }

    async fn delete(&mut self, organisation: &str, information: InformationCode) -> Result<(), Stop> {
        let body = self.body(organisation)?;
        let context = Rc::clone(&self.context);
        let link_code = self.subject()?.link_code(&body.code);
        let insurer = body.insurer_key().map(str::to_owned);
        let told = Deletion { link_code, insurer, insurance: None, information };
        let outcome = context.client.delete(&body.code, &told).await;
        self.accepted(outcome)
    }

    /// A 中間サーバー that does not take what is registered fails the scenario.
    fn accepted(&self, outcome: Result<String, ClientFault>) -> Result<(), Stop> {
        let profile = &self.context.shared.project.profile;
        let code = outcome.map_err(|fault| Stop::broken(reason(&words::BENCH, &[("why", &fault)])))?;
        if code == profile.outcome_code(Outcome::Normal) {
            return Ok(());
        }
        let word = |outcome: Outcome| outcome.word().pattern(Lang::Ja).to_owned();
        let actual = profile.outcome_of(&code).map_or(code, word);
        let name = words::OUTCOME.pattern(Lang::Ja);
        let difference = whole(DifferenceKind::WrongOutcome, name, Some(word(Outcome::Normal)), Some(actual));
        Err(Stop::failed(vec![difference], Some(reason(&words::NOT_REGISTERED, &[]))))
    }

    async fn test(&mut self, organisation: &str, asked: feature::Query) -> Result<(), Stop> {
        let body = self.body(organisation)?;
        // Without an inquirer it is seen as whoever may ask.
        let (inquirer, department) = match self.said.inquirer.clone() {
            Some((written, department)) => (self.body(&written)?.code, department),
            None => (body.code.clone(), None),
        };
        if !self.replaying() {
            self.network_is_ours(&crossing_words::NO_TESTS)?;
        }
        self.provider_ready(&body.code).await?;
        let department = department.unwrap_or_else(trial_department);
        let query = self.query(asked, Between { inquirer, provider: body.code, department }, Sending::Test)?;
        self.exchange(query, Sending::Test).await?;
        self.check_partner()
    }

    async fn release(&mut self, organisation: Option<&str>) -> Result<(), Stop> {
        if self.replaying() {
            return self.play_release();
        }
        let query = self.queried()?;
        let provider = match organisation {
            Some(written) => self.body(written)?.code,
            None => query.provider.clone(),
        };
        let context = Rc::clone(&self.context);
        let released = context.client.release(&provider, self.subject()?).await;
        if released == 0 {
            return Err(Stop::failed(Vec::new(), Some(reason(&words::NOTHING_HELD, &[("code", &provider)]))));
        }
        self.exchange(query, Sending::Poll).await
    }

    /// What the records of an exchange differ in, as differences of the answer.
    pub(super) fn disagreements(&self, serial: &str, query: &Query) -> Vec<Difference> {
        if let Some(player) = &self.player {
            return player.disagreements();
        }
        let Some(records) = self.context.client.records(serial) else {
            let name = record_words::RECORD_ITSELF.pattern(Lang::Ja);
            return vec![whole(DifferenceKind::RecordsDisagree, name, Some(serial.to_owned()), None)];
        };
        let client = &self.context.client;
        let network = client.is_network_real();
        let unseen = Unseen { inquirer: false, provider: client.is_real(&query.provider), network };
        records.disagreements(unseen).iter().map(|disagreement| told(disagreement, unseen)).collect()
    }

    /// Tells an exchange, with what the network's own record says of it besides the answer.
    pub(super) fn tell_with_history(&self, mut exchange: Exchange, query: &Query) {
        let context = &self.context;
        let shown = context.client.shown(query, exchange.serial.as_deref(), self.subject.as_ref());
        // What a real network shows the person is not ours to see.
        if let Some((serial, shown)) = shown.filter(|_| !context.client.is_network_real()) {
            exchange.serial.get_or_insert(serial);
            exchange.shown = Some(shown);
        }
        context.shared.door.exchanged(self.trial.clone(), self.attempt, exchange);
    }

    fn check_shown(&mut self, wanted: bool) -> Result<(), Stop> {
        self.history_known()?;
        self.network_is_ours(&crossing_words::RECORD_UNSEEN)?;
        let asked = self.asked.as_ref().ok_or_else(|| Stop::broken(reason(&words::NOT_ASKED, &[])))?;
        let serial = asked.serial.clone().unwrap_or_default();
        let context = Rc::clone(&self.context);
        let shown = context.client.history(self.subject()?).iter().any(|(known, _)| *known == serial);
        if shown == wanted {
            return Ok(());
        }
        let word = |shown: bool| if shown { words::SHOWN } else { words::HIDDEN }.pattern(Lang::Ja).to_owned();
        let name = record_words::RECORD_SHOWN.pattern(Lang::Ja);
        let kind = DifferenceKind::WrongValue;
        Err(Stop::failed(vec![whole(kind, name, Some(word(wanted)), Some(word(shown)))], None))
    }
}

/// Who asks in a 情報提供テスト that names no inquirer.
fn trial_department() -> Department {
    Department { name: words::TRIAL_DEPARTMENT.pattern(Lang::Ja).to_owned(), code: TRIAL_DEPARTMENT_CODE.to_owned() }
}

fn told(disagreement: &Disagreement, unseen: Unseen) -> Difference {
    let name = disagreement.field.pattern(Lang::Ja);
    let said = |value: &Option<String>| value.clone().unwrap_or_else(|| words::NO_RECORD.pattern(Lang::Ja).to_owned());
    whole(
        DifferenceKind::RecordsDisagree,
        name,
        (!unseen.network).then(|| words::NETWORK_RECORD.say(Lang::Ja, &[("network", &said(&disagreement.network))])),
        Some(words::PARTIES_RECORDS.say(
            Lang::Ja,
            &[("inquirer", &said(&disagreement.inquirer)), ("provider", &said(&disagreement.provider))],
        )),
    )
}
