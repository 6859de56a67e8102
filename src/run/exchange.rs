//! One query: whom it goes to, on which way it is sent, what came back, and how that is told.

use std::rc::Rc;

use super::drive::Context;
use super::verdict::{Stop, reason, whole};
use super::world::State;
use crate::event::{Data, Exchange};
use crate::feature;
use crate::model::catalogue::reach as reach_words;
use crate::model::catalogue::run as words;
use crate::model::{
    CivilDate, Department, InformationCode, InstitutionCode, Lang, Layout, Organisation, Outcome, TestGroup, Unit,
    Version,
};
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

impl Received {
    /// Nothing came; in how long.
    fn none(waited: Option<String>) -> Self {
        let name = words::DATA.pattern(Lang::Ja);
        Self::Nothing(Box::new(whole(DifferenceKind::NoAnswer, name, None, waited)))
    }
}

/// What a told exchange came to.
struct Told {
    serial: Option<String>,
    outcome: Option<Outcome>,
    received: Received,
    disagreements: Vec<Difference>,
}

/// Between whom a query goes, and from which 部署.
pub(super) struct Between {
    pub(super) inquirer: InstitutionCode,
    pub(super) provider: InstitutionCode,
    pub(super) department: Department,
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
        let provider = match &self.provider {
            Some(code) => code.clone(),
            None => find_provider(&context, target, inquirer, group)?.code.clone(),
        };
        let between = Between { inquirer: inquirer.code.clone(), provider, department: department.unwrap_or_default() };
        let query = self.query(asked, between, Sending::File)?;
        if self.replaying() {
            return self.play(query);
        }
        if let Some(awaited) = self.inquiries(inquirer) {
            if awaited.1.folder.is_some() {
                self.own_gateway_undisturbed()?;
            }
            return self.await_inquiry(query, inquirer, awaited).await;
        }
        self.provider_ready(&query.provider).await?;
        let _hold = self.crossing().await?;
        self.exchange(query, Sending::File).await?;
        self.check_partner()
    }

    /// The message of a query about the scenario's own instance of the person.
    pub(super) fn query(&mut self, asked: feature::Query, between: Between, sending: Sending) -> Result<Query, Stop> {
        let marks = self.said.marks;
        let subject = self.subject()?;
        let Between { inquirer, provider, department } = between;
        // In a 情報提供テスト the provider names the person by its own 機関別符号.
        let (letter, names) = match sending {
            Sending::Test => ('T', &provider),
            Sending::File | Sending::Poll => ('R', &inquirer),
        };
        Ok(Query {
            // Unique in this network, because the instance of the person is.
            request: format!("{letter}{:010}", subject.number()),
            link_code: subject.link_code(names),
            inquirer,
            provider,
            affair: asked.affair,
            procedure: asked.procedure,
            information: asked.information,
            version: asked.version,
            department,
            items: asked.items,
            condition: asked.condition,
            consent: marks.consent,
            undisclosed: marks.undisclosed,
        })
    }

    /// Sends a query on one of its ways, and takes in what comes back.
    pub(super) async fn exchange(&mut self, query: Query, sending: Sending) -> Result<(), Stop> {
        let context = Rc::clone(&self.context);
        if self.replaying() {
            return self.play(query);
        }
        let xml = query.to_xml();
        let kept = self.looked_at(&xml, Some(&query));
        let mut result = match sending {
            Sending::File | Sending::Poll if self.reserved.is_some() => self.fetched_by_partner(sending).await?,
            Sending::File => context.client.ask(&query, xml).await,
            Sending::Poll => context.client.poll(&query).await,
            Sending::Test => Ok(context.client.test(&query).await),
        };
        self.proxies_stand()?;
        let crossed = self.crossed(&mut result).await;
        let taken = self.take_in(query, kept, result);
        self.judged_at_network(crossed, taken)
    }

    /// Tells what came back to a query, and keeps it for the checks. `kept`: the query as XML, without any 個人番号.
    pub(super) fn take_in(
        &mut self,
        query: Query,
        kept: String,
        result: Result<network::Asked, ClientFault>,
    ) -> Result<(), Stop> {
        let incomplete = || Stop::broken(reason(&words::INCOMPLETE, &[]));
        let base_date = self.said.base_date.ok_or_else(incomplete)?;
        let mut exchange = self.asking(&query, kept);
        exchange.theirs =
            self.reserved.is_some() || self.player.as_ref().is_some_and(|player| player.last_was_theirs());
        let mut lost = Vec::new();
        let came = match result {
            Ok(answer) => {
                exchange.polls = answer.polls;
                lost = answer.told;
                Ok(answer.answer)
            }
            Err(ClientFault::Unanswered(why)) => Err(Received::Nothing(Box::new(self.lost_in_file(&why)))),
            Err(ClientFault::Unwritable(characters)) => {
                let args: [(&str, &dyn std::fmt::Display); 1] = [("characters", &characters)];
                return Err(Stop::blocked(reason(&reach_words::UNWRITABLE, &args)));
            }
            Err(ClientFault::NoAnswer { waited_ms, polls }) => {
                exchange.polls = polls;
                Err(Received::none(Some(format!("{waited_ms} ms"))))
            }
            Err(ClientFault::Told { outcome, polls }) => {
                (exchange.polls, exchange.outcome) = (polls, Some(outcome));
                Err(Received::Answer(Box::new(Answered::told(outcome))))
            }
            Err(fault) => return Err(Stop::broken(reason(&words::BENCH, &[("why", &fault)]))),
        };
        let Told { serial, mut received, disagreements, .. } = self.tell(&query, exchange, came);
        if let Received::Answer(answered) = &mut received {
            answered.differences.extend(lost.iter().map(|why| self.lost_in_file(why)));
        }
        self.asked = Some(Asked { query, base_date, serial, received });
        if disagreements.is_empty() { Ok(()) } else { Err(Stop::failed(disagreements, None)) }
    }

    /// Tells of a query that a service has made: its 処理結果, and in what the records disagree. `kept`: the query as XML,
    /// without any 個人番号.
    pub(super) fn tell_exchange(
        &mut self,
        query: &Query,
        kept: String,
        answer: Option<String>,
        polls: u32,
    ) -> (Option<Outcome>, Vec<Difference>) {
        let exchange = Exchange { polls, ..self.asking(query, kept) };
        let told = self.tell(query, exchange, answer.ok_or_else(|| Received::none(None)));
        (told.outcome, told.disagreements)
    }

    /// An exchange as it begins.
    fn asking(&self, query: &Query, kept: String) -> Exchange {
        let asked = Exchange::asked(query.inquirer.to_string(), query.provider.to_string(), kept);
        Exchange { base_date: self.said.base_date, beyond_case: self.beyond_case(), ..asked }
    }

    /// Reads what came, or takes what stands in its place, and tells the exchange.
    fn tell(&mut self, query: &Query, mut exchange: Exchange, came: Result<String, Received>) -> Told {
        let received = came.map(|answer| {
            let answer = self.looked_at(&answer, Some(query));
            read_answer(&self.context, query, &answer, &mut exchange)
        });
        let received = received.unwrap_or_else(|instead| instead);
        // Of a 情報提供テスト there are no records.
        let serial = exchange.serial.clone().filter(|serial| !serial.is_empty() && !envelope::is_trial(serial));
        let outcome = exchange.outcome;
        self.tell_with_history(exchange, query);
        let records = serial.as_ref().filter(|_| matches!(received, Received::Answer(_)));
        let disagreements = records.map(|serial| self.disagreements(serial, query)).unwrap_or_default();
        Told { serial, outcome, received, disagreements }
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

    /// The answer, or the failure that there is none.
    pub(super) fn answered(&self) -> Result<(&Asked, &Answered), Stop> {
        let asked = self.asked.as_ref().ok_or_else(|| Stop::broken(reason(&words::NOT_ASKED, &[])))?;
        match &asked.received {
            Received::Answer(answered) => Ok((asked, answered)),
            Received::Nothing(difference) => Err(Stop::failed(vec![(**difference).clone()], None)),
        }
    }

    /// The layout of a query's answer.
    pub(super) fn layout(&self, query: &Query) -> Result<&Layout, Stop> {
        find_layout(&self.context, query.information, &query.version)
    }
}

/// The layout of a 特定個人情報 in a version; a trial without one cannot be judged.
pub(super) fn find_layout<'c>(
    context: &'c Context,
    information: InformationCode,
    version: &Version,
) -> Result<&'c Layout, Stop> {
    context
        .client
        .directory()
        .layout(information, version)
        .ok_or_else(|| Stop::broken(reason(&words::NO_LAYOUT, &[("information", &information), ("version", version)])))
}

/// Whom a sentence names, found among the bodies; a case of the sheets has been resolved when it began.
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
