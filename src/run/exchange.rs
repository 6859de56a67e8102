//! One query: whom it goes to, on which way it is sent, what came back, and how that is told.

use std::rc::Rc;

use super::drive::Context;
use super::verdict::{Stop, reason, whole};
use super::world::State;
use crate::event::{Data, Exchange};
use crate::feature;
use crate::model::catalogue::reach as reach_words;
use crate::model::catalogue::run as words;
use crate::model::{CivilDate, Lang, Layout, Organisation, Outcome, TestGroup, Unit, Version};
use crate::network::{self, ClientFault};
use crate::payload::envelope::{self, ParsedAnswer, Query};
use crate::payload::{Difference, DifferenceKind, content};
use crate::plan;

/// A query and what came of it.
pub(super) struct Asked {
    pub(super) query: Query,
    pub(super) base_date: CivilDate,
    pub(super) serial: Option<String>,
    received: Received,
}

enum Received {
    /// An answer that can be read.
    Answer(Box<Answered>),
    /// None, or none that can be read.
    Nothing(Box<Difference>),
}

pub(super) struct Answered {
    pub(super) outcome: Option<Outcome>,
    pub(super) code: String,
    pub(super) version: Option<Version>,
    pub(super) units: Vec<Unit>,
    /// What is wrong with the data by themselves.
    pub(super) differences: Vec<Difference>,
    pub(super) has_data: bool,
}

impl Answered {
    /// An outcome without any message: what a business system makes of one that did not come.
    fn told(outcome: Outcome) -> Self {
        let (code, units, differences) = (String::new(), Vec::new(), Vec::new());
        Self { outcome: Some(outcome), code, version: None, units, differences, has_data: false }
    }
}

/// The ways in which a query is sent.
#[derive(Clone, Copy)]
pub(super) enum Sending {
    /// Filed with the inquirer's own 中間サーバー.
    File,
    /// Filed before; only the answer is fetched.
    Poll,
    /// 情報提供テスト of the provider.
    Test,
}

impl State {
    /// Files a query, and takes in what comes of it.
    pub(super) async fn ask(&mut self, target: &str, asked: feature::Query) -> Result<(), Stop> {
        let context = Rc::clone(&self.context);
        let project = &*context.shared.project;
        let incomplete = || Stop::broken(reason(&words::INCOMPLETE, &[]));
        let (written, department) = self.said.inquirer.clone().ok_or_else(incomplete)?;
        let inquirer = feature::organisation(project, &written).ok_or_else(incomplete)?;
        let group = self.group.as_deref().and_then(|id| project.group(&id.into()));
        let provider = find_provider(&context, target, inquirer, group)?;
        let marks = self.said.marks;
        let subject = self.subject()?;
        let query = Query {
            // Unique in this network, because the instance of the person is.
            request: format!("R{:010}", subject.number()),
            inquirer: inquirer.code.clone(),
            provider: provider.code.clone(),
            affair: asked.affair,
            procedure: asked.procedure,
            information: asked.information,
            version: asked.version,
            department: department.unwrap_or_default(),
            items: asked.items,
            condition: asked.condition,
            link_code: subject.link_code(&inquirer.code),
            consent: marks.consent,
            undisclosed: marks.undisclosed,
        };
        if self.replaying() {
            return self.play(query);
        }
        if let Some(awaited) = self.inquiries(inquirer) {
            self.own_gateway_undisturbed()?;
            return self.await_inquiry(query, inquirer, awaited).await;
        }
        self.provider_ready(&query.provider).await?;
        let _hold = self.crossing().await?;
        self.exchange(query, Sending::File).await?;
        self.check_partner()
    }

    /// Sends a query on one of its ways, and takes in what comes back.
    pub(super) async fn exchange(&mut self, query: Query, sending: Sending) -> Result<(), Stop> {
        let context = Rc::clone(&self.context);
        if self.replaying() {
            return self.play(query);
        }
        let xml = query.to_xml();
        let mut result = match sending {
            Sending::File | Sending::Poll if self.reserved.is_some() => self.fetched_by_partner(sending).await?,
            Sending::File => context.client.ask(&query, xml.clone()).await,
            Sending::Poll => context.client.poll(&query).await,
            Sending::Test => Ok(context.client.test(&query).await),
        };
        self.proxies_stand()?;
        let crossed = self.crossed(&mut result).await;
        let taken = self.take_in(query, xml, result);
        self.judged_at_network(crossed, taken)
    }

    /// Tells what came back to a query, and keeps it for the checks.
    pub(super) fn take_in(
        &mut self,
        query: Query,
        xml: String,
        result: Result<network::Asked, ClientFault>,
    ) -> Result<(), Stop> {
        let context = Rc::clone(&self.context);
        let incomplete = || Stop::broken(reason(&words::INCOMPLETE, &[]));
        let base_date = self.said.base_date.ok_or_else(incomplete)?;
        let mut exchange = Exchange {
            serial: None,
            inquirer: query.inquirer.to_string(),
            provider: query.provider.to_string(),
            outcome: None,
            query: self.looked_at(&xml, Some(&query)),
            envelope: None,
            data: None,
            polls: 0,
            base_date: Some(base_date),
            theirs: self.reserved.is_some() || self.player.as_ref().is_some_and(|player| player.last_was_theirs()),
            shown: None,
        };
        let received = match result {
            Ok(answer) => {
                exchange.polls = answer.polls;
                let (told, answer) = (answer.told, self.looked_at(&answer.answer, Some(&query)));
                let mut received = read_answer(&context, &query, &answer, &mut exchange);
                if let Received::Answer(answered) = &mut received {
                    answered.differences.extend(told.iter().map(|why| self.lost_in_file(why)));
                }
                received
            }
            Err(ClientFault::Unanswered(why)) => Received::Nothing(Box::new(self.lost_in_file(&why))),
            Err(ClientFault::Unwritable(characters)) => {
                let args: [(&str, &dyn std::fmt::Display); 1] = [("characters", &characters)];
                return Err(Stop::blocked(reason(&reach_words::UNWRITABLE, &args)));
            }
            Err(ClientFault::NoAnswer { waited_ms, polls }) => {
                exchange.polls = polls;
                let waited = format!("{waited_ms} ms");
                let name = words::DATA.pattern(Lang::Ja);
                Received::Nothing(Box::new(whole(DifferenceKind::NoAnswer, name, None, Some(waited))))
            }
            Err(ClientFault::Told { outcome, polls }) => {
                (exchange.polls, exchange.outcome) = (polls, Some(outcome));
                Received::Answer(Box::new(Answered::told(outcome)))
            }
            Err(fault) => return Err(Stop::broken(reason(&words::BENCH, &[("why", &fault)]))),
        };
        // Of a 情報提供テスト there are no records.
        let serial = exchange.serial.clone().filter(|serial| !serial.is_empty() && !envelope::is_trial(serial));
        self.tell_with_history(exchange, &query);
        let records = serial.as_ref().filter(|_| matches!(received, Received::Answer(_)));
        let disagreements = records.map(|serial| self.disagreements(serial, &query)).unwrap_or_default();
        self.asked = Some(Asked { query, base_date, serial, received });
        if disagreements.is_empty() { Ok(()) } else { Err(Stop::failed(disagreements, None)) }
    }

    /// What a 結果ファイル says is lost, or why it holds no answer.
    fn lost_in_file(&mut self, why: &str) -> Difference {
        let told = self.looked_at(why, None);
        whole(DifferenceKind::FileError, words::DATA.pattern(Lang::Ja), None, Some(told))
    }

    /// The failure that there is no answer, if there is none.
    pub(super) fn unanswered(&self) -> Option<Stop> {
        self.answered().err()
    }

    /// A message of an exchange without the 個人番号 in it; that it carried one is kept for the verdict.
    /// `query`: the one whose data it may carry.
    pub(super) fn looked_at(&mut self, message: &str, query: Option<&Query>) -> String {
        let directory = self.context.client.directory();
        let layout = query.and_then(|query| directory.layout(query.information, &query.version));
        let (masked, exposed) = self.context.shared.door.message(message, layout);
        self.exposed.extend(exposed);
        masked.into_owned()
    }

    /// Tells of a query that a service has made: its 処理結果, and in what the records disagree.
    pub(super) fn tell_exchange(
        &mut self,
        query: &Query,
        xml: &str,
        answer: Option<&str>,
        polls: u32,
    ) -> (Option<Outcome>, Vec<Difference>) {
        let mut exchange = Exchange {
            serial: None,
            inquirer: query.inquirer.to_string(),
            provider: query.provider.to_string(),
            outcome: None,
            query: self.looked_at(xml, Some(query)),
            envelope: None,
            data: None,
            polls,
            base_date: self.said.base_date,
            theirs: false,
            shown: None,
        };
        let answer = answer.map(|text| self.looked_at(text, Some(query)));
        let readable = answer.map(|text| read_answer(&self.context, query, &text, &mut exchange));
        let readable = matches!(readable, Some(Received::Answer(_)));
        let outcome = exchange.outcome;
        let serial = exchange.serial.clone().filter(|serial| readable && !serial.is_empty());
        self.tell_with_history(exchange, query);
        (outcome, serial.map(|serial| self.disagreements(&serial, query)).unwrap_or_default())
    }

    /// The answer, or the failure that there is none.
    pub(super) fn answered(&self) -> Result<(&Asked, &Answered), Stop> {
        let asked = self.asked.as_ref().ok_or_else(|| Stop::broken(reason(&words::NOT_ASKED, &[])))?;
        match &asked.received {
            Received::Answer(answered) => Ok((asked, answered)),
            Received::Nothing(difference) => Err(Stop::failed(vec![(**difference).clone()], None)),
        }
    }
    pub(super) fn layout(&self, query: &Query) -> Result<&Layout, Stop> {
        self.context.client.directory().layout(query.information, &query.version).ok_or_else(|| {
            let args: [(&str, &dyn std::fmt::Display); 2] =
                [("information", &query.information), ("version", &query.version)];
            Stop::broken(reason(&words::NO_LAYOUT, &args))
        })
    }
}

fn find_provider<'p>(
    context: &'p Context,
    target: &str,
    inquirer: &Organisation,
    group: Option<&TestGroup>,
) -> Result<&'p Organisation, Stop> {
    let project = &context.shared.project;
    feature::target(project, target)
        .and_then(|target| plan::provider(project, &target, inquirer, group).ok())
        .map(|provider| provider.institution)
        .ok_or_else(|| Stop::blocked(reason(&words::NO_PROVIDER, &[("target", &target)])))
}

fn read_answer(context: &Context, query: &Query, text: &str, exchange: &mut Exchange) -> Received {
    let parsed = match ParsedAnswer::from_xml(text) {
        Ok(parsed) => parsed,
        Err(fault) => {
            exchange.envelope = Some(text.to_owned());
            let name = words::DATA.pattern(Lang::Ja);
            let told = whole(DifferenceKind::NotXml, name, None, Some(fault.say(Lang::Ja)));
            return Received::Nothing(Box::new(told));
        }
    };
    let profile = &context.shared.project.profile;
    let answer = parsed.answer;
    let outcome = profile.outcome_of(&answer.outcome);
    exchange.serial = Some(answer.serial);
    exchange.outcome = outcome;
    exchange.envelope = Some(parsed.envelope);
    let has_data = answer.data.is_some();
    let version = answer.data.as_ref().map(|data| data.version.clone());
    let layout = context.client.directory().layout(query.information, &query.version);
    let (units, differences) = match (&parsed.root, layout) {
        (Some(root), Some(layout)) => content::read(root, layout, profile.element_names),
        _ => (Vec::new(), Vec::new()),
    };
    exchange.data = answer.data.map(|data| Data::Text(data.body.into()));
    Received::Answer(Box::new(Answered { outcome, code: answer.outcome, version, units, differences, has_data }))
}
