//! Cases with real systems: a provider that must be ready before it is asked, an inquirer whose query is waited for.

use std::collections::HashMap;
use std::fmt::Display;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::sync::oneshot;

use super::drive::Context;
use super::exchange::Sending;
use super::real_service::Guests;
use super::verdict::{Stop, reason};
use super::world::State;
use crate::event::{Event, PartnerMet, Reason, Side};
use crate::model::catalogue::run as words;
use crate::model::partner::{Inquiries, Part, Start};
use crate::model::{
    InstitutionCode, Lang, Organisation, OrganisationId, Partner, Place, Project, QueryCondition, Text,
};
use crate::network::{
    self, Asked, Awaited, Beside, ClientFault, Desk, Directory, PartnerFault, is_open, is_there, known_code,
};
use crate::payload::asked;
use crate::payload::envelope::Query;
use crate::payload::exposure::Seen;

/// What a run needs to have real inquirers.
#[derive(Clone)]
pub(super) struct Reception {
    pub desk: Desk,
    /// Where the desk is, for whoever is told to ask.
    pub url: String,
    /// For a door of a scenario's own.
    pub beside: Beside,
}

/// Starts a partner's command: its words, and what is added to its environment. `Err`: it could not be started, or
/// ended badly; why, in Japanese and English.
pub type Hook = Arc<dyn Fn(&[String], &[(String, String)]) -> Result<(), (String, String)> + Send + Sync>;

/// How often a waiting case looks whether the run is being stopped.
const STOP_PAUSE: Duration = Duration::from_millis(100);
/// What every name of a variable begins with.
const VARIABLE: &str = "RENKEI_";

/// Whether some inquirer of these sends its queries itself.
pub(super) fn any_inquirer<'p>(project: &Project, mut inquirers: impl Iterator<Item = &'p OrganisationId>) -> bool {
    inquirers.any(|id| project.partner(id).is_some_and(|partner| partner.inquiries.is_some()))
}

/// How often real systems were waited for, by their place in the project.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<HashMap<usize, u64>>);

impl Tally {
    /// A trial waits for this one.
    pub fn waits(&self, project: &Project, partner: &Partner) {
        let place = project.partners.iter().position(|known| known.part == partner.part);
        if let Some(place) = place {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(place).or_default() += 1;
        }
    }

    /// What has passed with each real system; `None`: there is none.
    pub fn told(&self, project: &Project, directory: &Directory) -> Option<Event> {
        let waited = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = Vec::new();
        for (place, partner) in project.partners.iter().enumerate() {
            let (name, sent) = match &partner.part {
                Part::Body(id) => {
                    let Some(body) = project.organisation(id) else { continue };
                    (body.name.clone(), directory.partners().sent_to(&body.code))
                }
                Part::Service(id) => {
                    let Some(service) = project.service(id) else { continue };
                    (service.name.clone(), directory.partners().sent_to_service(id))
                }
                Part::Backbone(which) => {
                    (which.name(Lang::Ja).to_owned(), directory.partners().sent_to_backbone(*which))
                }
            };
            let source = if partner.place == Place::Nowhere { String::new() } else { partner.place.to_string() };
            let met = |side, messages| PartnerMet { partner: name.clone(), side, source: source.clone(), messages };
            if partner.url.is_some() || partner.folder.is_some() {
                all.push(met(Side::Asked, sent));
            }
            if partner.inquiries.is_some() {
                all.push(met(Side::Asking, waited.get(&place).copied().unwrap_or_default()));
            }
        }
        (!all.is_empty()).then_some(Event::PartnersMet { partners: all })
    }
}

/// A place at the desk that a scenario keeps.
pub(super) struct Reserved {
    place: network::Place,
    wait: Duration,
}

impl Reserved {
    /// Where what the inquirer has sent carried a 個人番号.
    pub fn findings(&self) -> Vec<Seen> {
        self.place.findings()
    }

    /// The next answer that the inquirer fetches.
    async fn fetched(&mut self) -> Result<Asked, ClientFault> {
        match self.place.fetched(self.wait).await {
            Some(answer) => Ok(Asked::whole(answer, 0)),
            None => {
                let waited_ms = u64::try_from(self.wait.as_millis()).unwrap_or(u64::MAX);
                Err(ClientFault::NoAnswer { waited_ms, polls: 0 })
            }
        }
    }
}

impl State {
    /// Waits until a provider may be asked; the case is blocked while it may not.
    pub(super) async fn provider_ready(&mut self, provider: &InstitutionCode) -> Result<(), Stop> {
        let context = Rc::clone(&self.context);
        if !context.client.is_real(provider) {
            return Ok(());
        }
        let ready = context.client.ready(provider, self.subject()?).await;
        ready.map_err(|fault| Stop::blocked(of_partner(&fault)))
    }

    /// Why a real provider gave no good answer to this scenario, if it did not.
    pub(super) fn partner_fault(&self) -> Option<PartnerFault> {
        self.context.client.partner_fault(self.subject.as_ref()?)
    }

    /// A provider that never was there blocks the case: of its system nothing is known.
    pub(super) fn check_partner(&self) -> Result<(), Stop> {
        match self.partner_fault() {
            Some(fault) if fault.blocks() => Err(Stop::blocked(of_partner(&fault))),
            _ => Ok(()),
        }
    }

    /// How a real inquirer's queries come, if the body is one.
    pub(super) fn inquiries(&self, inquirer: &Organisation) -> Option<(Partner, Inquiries)> {
        let partner = self.context.shared.project.partner(&inquirer.id)?;
        Some((partner.clone(), partner.inquiries.clone()?))
    }

    /// Waits for the query that a real inquirer sends, and for the answer to be fetched by it.
    pub(super) async fn await_inquiry(
        &mut self,
        expected: Query,
        inquirer: &Organisation,
        (partner, inquiries): (Partner, Inquiries),
    ) -> Result<(), Stop> {
        let context = Rc::clone(&self.context);
        let Some(reception) = context.shared.reception.clone() else {
            return Err(Stop::broken(reason(&words::BENCH, &[("why", &"reception")])));
        };
        let persona = self.subject()?.persona().clone();
        let theirs = known_code(&partner.link_codes, &inquirer.code, &persona, &expected.link_code);
        context.shared.partners.waits(&context.shared.project, &partner);
        let _hold = self.crossing().await?;
        if !is_open(partner.window) {
            return Err(Stop::blocked(of_partner(&PartnerFault::Shut)));
        }
        let awaited =
            Awaited { inquirer: inquirer.code.clone(), theirs: theirs.clone(), ours: expected.link_code.clone() };
        self.take_turns(Some(&persona)).await?;
        self.take_findings();
        self.ask_no_more(&awaited.inquirer, &theirs);
        let place = reception.desk.take(awaited, context.client.doors());
        let wait = Duration::from_millis(inquiries.wait_ms_max);
        let told = Query { link_code: theirs, ..expected.clone() };
        let mut asks = self.told(&told, &self.inquirer_url(&reception)?);
        if let Some(folder) = &inquiries.folder {
            asks.push(("FOLDER", folder.display().to_string()));
        }
        self.tell_awaited(&inquirer.name, &asks, inquiries.wait_ms_max);
        let started = start(&context, &inquiries.start, asks);
        // Kept from here on: whatever comes of the wait, what came is looked through.
        let reserved = self.reserved.insert(Reserved { place, wait });
        let filed = tokio::select! {
            // What has come counts, even if the command has ended badly since.
            biased;
            filed = reserved.place.query(wait) => filed,
            () = stopped(&context) => return Err(self.abandon()),
            why = failed(started) => return Err(Stop::blocked(not_started(&words::INQUIRER_NOT_STARTED, &inquirer.name, &why))),
        };
        let Some(filed) = filed else {
            let strayed = reserved.place.strayed();
            return Err(not_come(&inquirer.name, &inquiries, &told.link_code, strayed));
        };
        let mut result = reserved.fetched().await;
        let crossed = self.crossed(&mut result).await;
        let query = filed.query;
        let differences = asked::differences(&expected, &query);
        let unfetched = result.is_err();
        let xml = query.to_xml();
        let onward = Query { link_code: expected.link_code, ..query };
        let taken = self.take_in(onward, xml, result);
        let taken = self.judged_at_network(crossed, taken);
        if !differences.is_empty() {
            return Err(Stop::failed(differences, None));
        }
        if let Some(stop) = self.unanswered().filter(|_| unfetched) {
            return Err(stop.because(reason(&words::INQUIRER_NOT_FETCHED, &[("name", &inquirer.name)])));
        }
        taken?;
        self.check_partner()
    }

    /// Tells who is waited for, for what, and how long.
    pub(super) fn tell_awaited(&self, name: &str, asks: &[(&'static str, String)], wait_ms: u64) {
        let awaited = Event::InquiryAwaited {
            trial: self.trial.clone(),
            attempt: self.attempt,
            inquirer: name.to_owned(),
            asks: asks.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect(),
            wait_ms,
        };
        self.context.shared.door.tell(awaited, None);
    }

    /// A further answer to what a real inquirer has asked: it fetches that itself, and renkei sends nothing in its name.
    pub(super) async fn fetched_by_partner(&mut self, sending: Sending) -> Result<Result<Asked, ClientFault>, Stop> {
        match (&mut self.reserved, sending) {
            (Some(reserved), Sending::Poll) => Ok(reserved.fetched().await),
            _ => Err(Stop::blocked(reason(&words::INQUIRER_IS_REAL, &[]))),
        }
    }

    /// What is to be asked, for whoever starts the query: by name of variable, without its beginning.
    fn told(&self, query: &Query, url: &str) -> Vec<(&'static str, String)> {
        let (kind, from, to) = match query.condition {
            QueryCondition::Latest => ("latest", String::new(), String::new()),
            QueryCondition::AsOf(moment) => ("as-of", moment.to_string(), String::new()),
            QueryCondition::Range { from, to } => ("range", from.to_string(), to.to_string()),
        };
        let items: Vec<String> = query.items.iter().map(|item| item.wire()).collect();
        let persona = self.subject.as_ref().map(|subject| subject.persona().to_string());
        vec![
            ("TRIAL", self.trial.to_string()),
            ("URL", url.to_owned()),
            ("PERSONA", persona.unwrap_or_default()),
            ("LINK_CODE", query.link_code.clone()),
            ("INQUIRER", query.inquirer.to_string()),
            ("PROVIDER", query.provider.to_string()),
            ("AFFAIR", query.affair.wire()),
            ("PROCEDURE", query.procedure.wire()),
            ("INFORMATION", query.information.wire()),
            ("VERSION", query.version.to_string()),
            ("DEPARTMENT_NAME", query.department.name.clone()),
            ("DEPARTMENT_CODE", query.department.code.clone()),
            ("ITEMS", items.join(" ")),
            ("CONDITION", kind.to_owned()),
            ("CONDITION_FROM", from),
            ("CONDITION_TO", to),
            ("CONSENT", query.consent.to_string()),
            ("UNDISCLOSED", query.undisclosed.to_string()),
        ]
    }
}

impl State {
    /// Takes what was found, since the last look, in whatever went over a wire to or from a real system for this scenario:
    /// its headers, its URL, and what is no message at all.
    pub(super) fn take_findings(&mut self) {
        let mut seen = self.reserved.as_ref().map(Reserved::findings).unwrap_or_default();
        seen.extend(self.guests.as_mut().map(Guests::findings).unwrap_or_default());
        if let Some(subject) = &self.subject {
            seen.extend(self.context.client.findings(subject));
        }
        self.found_on_wire(&seen);
    }

    /// As [`State::take_findings`], of these.
    pub(super) fn found_on_wire(&mut self, seen: &[Seen]) {
        for exposed in self.context.shared.door.carried(seen) {
            // What was found in the message itself is told once.
            if !self.exposed.contains(&exposed) {
                self.exposed.push(exposed);
            }
        }
    }
}

/// No query came in time. `strayed`: others did.
fn not_come(name: &str, inquiries: &Inquiries, link_code: &str, strayed: bool) -> Stop {
    let args: [(&str, &dyn Display); 3] = [("name", &name), ("waited", &inquiries.wait_ms_max), ("code", &link_code)];
    let text = match &inquiries.folder {
        Some(folder) if !is_there(folder) => &words::INQUIRER_FOLDER_MISSING,
        _ if strayed => &words::INQUIRER_STRAYED,
        Some(_) => &words::INQUIRER_NO_FILE,
        None => &words::INQUIRER_ABSENT,
    };
    Stop::blocked(reason(text, &args))
}

/// Ends when somebody has stopped the run: a partner may be waited for much longer than a person waits.
pub(super) async fn stopped(context: &Context) {
    while !context.stopping() {
        tokio::time::sleep(STOP_PAUSE).await;
    }
}

/// The sentence on a real provider, in both languages.
pub(super) fn of_partner(fault: &PartnerFault) -> Reason {
    Reason { ja: fault.say(Lang::Ja), en: fault.say(Lang::En) }
}

/// The sentence on a start that failed.
pub(super) fn not_started(text: &Text, name: &str, (ja, en): &(String, String)) -> Reason {
    let said = |lang, why: &String| text.say(lang, &[("name", &name), ("why", why)]);
    Reason { ja: said(Lang::Ja, ja), en: said(Lang::En, en) }
}

/// Makes a real inquirer send its query; what is returned hears of it only when that fails.
pub(super) fn start(
    context: &Context,
    start: &Start,
    told: Vec<(&'static str, String)>,
) -> oneshot::Receiver<(String, String)> {
    let (failed, receiver) = oneshot::channel();
    match start {
        // Nothing to fail: the sender is kept out of the way until the case has ended.
        Start::Wait => {}
        Start::Command(command) => {
            let (hook, command) = (context.shared.settings.hook.clone(), command.clone());
            let told: Vec<(String, String)> =
                told.into_iter().map(|(name, value)| (format!("{VARIABLE}{name}"), value)).collect();
            let run = move || {
                let none = || Err((command.join(" "), command.join(" ")));
                let ended = hook.map_or_else(none, |hook| (hook.0)(&command, &told));
                if let Err(why) = ended {
                    let _ = failed.send(why);
                }
            };
            // Without a thread the case waits in vain, and says so.
            let _ = std::thread::Builder::new().name("hook".to_owned()).spawn(run);
        }
        Start::Url(url) => {
            let body: Map<String, Value> =
                told.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), Value::String(value))).collect();
            let (client, url) = (context.client.clone(), url.clone());
            tokio::spawn(async move {
                if let Err((ja, en)) = client.tell(&url, &Value::Object(body)).await {
                    let _ = failed.send((format!("{url}: {ja}"), format!("{url}: {en}")));
                }
            });
        }
    }
    receiver
}

/// Ends only when the start has failed.
pub(super) async fn failed(started: oneshot::Receiver<(String, String)>) -> (String, String) {
    match started.await {
        Ok(why) => why,
        Err(_) => std::future::pending().await,
    }
}
