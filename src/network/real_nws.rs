//! 情報提供ネットワークシステム as a real system: a 中間サーバー hands its query to it, and what it sends to the doors of a run goes
//! to the network of the worker whose scenario it is.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::OwnedMutexGuard;

use super::call::{Call, Institution, Reply};
use super::client::Client;
use super::crossing::{Crossing, Crossings, Progress, Seen};
use super::directory::Directory;
use super::door::Doors;
use super::gateway::Kept;
use super::journey::Systems;
use super::lookout::Lookout;
use super::mock::fixed_code;
use super::nws::{Return, refusal};
use super::partner::backbone::Saying;
use super::partner::{PartnerFault, RealProvider, Spoken, Turn, locked};
use super::registry::{Person, Subject};
use crate::model::catalogue::reach as words;
use crate::model::{Backbone, InstitutionCode, Lang, Outcome};
use crate::payload::Difference;
use crate::payload::envelope::{self, Answer, ParsedAnswer, Query, Receipt};

/// How often is looked whether the network has taken a query.
const RECEIPT_PAUSE: Duration = Duration::from_millis(1);

/// What one worker's network has under way through the real one.
#[derive(Debug, Default)]
pub(super) struct UnderWay {
    /// The board of all workers.
    pub board: Arc<Crossings>,
    of: Mutex<HashMap<u64, Vec<Arc<Crossing>>>>,
    faults: Mutex<HashMap<u64, PartnerFault>>,
}

impl UnderWay {
    /// As one worker has it.
    pub fn on(board: &Arc<Crossings>) -> Self {
        Self { board: Arc::clone(board), ..Self::default() }
    }

    /// Forgets a person.
    pub fn forget(&self, person: u64) {
        locked(&self.faults).remove(&person);
        let gone = locked(&self.of).remove(&person);
        self.board.forget(&gone.unwrap_or_default());
    }
}

/// Leave to have a query about a person under way; given back when dropped.
#[derive(Debug)]
pub struct Hold {
    _person: OwnedMutexGuard<()>,
    _turn: Turn,
}

/// What a real network has made of the queries about a person since the last look.
#[derive(Debug, Default)]
pub struct Crossed {
    /// How it has failed to take one.
    pub fault: Option<PartnerFault>,
    /// What it has not passed on as it should.
    pub differences: Vec<Difference>,
    /// How far the last one has come.
    pub progress: Progress,
}

impl Systems {
    /// The real network, if it is one.
    pub fn real_nws(&self) -> Option<&RealProvider> {
        self.lines.backbone(Backbone::Nws)
    }

    /// Waits until a query about a person may be under way; at once where the network is ours.
    pub async fn hold(&self, person: &Subject) -> Result<Option<Hold>, PartnerFault> {
        let Some(line) = self.real_nws() else { return Ok(None) };
        let person = self.lines.under_way.board.turn(person.persona()).await;
        Ok(Some(Hold { _person: person, _turn: line.turn().await? }))
    }

    /// 中間サーバー → the real network.
    pub async fn submit_to_real(self: &Arc<Self>, line: &RealProvider, query: &Arc<Query>) {
        let Some(person) = self.registry.person(&query.inquirer, &query.link_code) else {
            // Without a 機関別符号 there is nothing to ask under.
            return self.hand_back_own(query, Outcome::LinkCodeMissing).await;
        };
        // A standing network is asked by real systems: their numbers stay theirs, and nothing of it is a scenario's.
        let crossing = (!self.stands()).then(|| self.set_out(query, &person));
        let onward = Query {
            request: crossing.as_ref().map_or(&query.request, |crossing| &crossing.request).clone(),
            link_code: self.known_as(&query.inquirer, &person, &query.link_code),
            ..(**query).clone()
        };
        let mut spoken = Spoken::default();
        let saying = Saying { path: "/inquiries", name: envelope::QUERY, xml: onward.to_xml(), answers: &[202] };
        let said = match &crossing {
            Some(_) => line.say_now(saying, &mut spoken).await,
            None => line.say(saying, &mut spoken).await,
        };
        self.lines.hear_network(&self.registry, person.number, &spoken);
        let taken = said.and_then(|(_, receipt)| serial_of(&receipt, &onward.request));
        let refused = taken.as_ref().err().map(PartnerFault::outcome);
        match taken {
            Ok(serial) => {
                self.ledger.open_unseen(&serial, person.number);
                if let Some(crossing) = &crossing {
                    self.lines.under_way.board.number(crossing, &serial);
                }
            }
            Err(fault) => self.note_fault(person.number, fault),
        }
        if let Some(crossing) = &crossing {
            crossing.received();
        }
        if let Some(outcome) = refused {
            self.hand_back_own(query, outcome).await;
        }
    }

    fn set_out(self: &Arc<Self>, query: &Arc<Query>, person: &Person) -> Arc<Crossing> {
        let ours = self.registry.convert(person.number, &query.provider).unwrap_or_default();
        let seen = Seen { theirs: self.known_as(&query.provider, person, &ours), ours };
        let crossing = self.lines.under_way.board.begin(self, person.number, query, seen);
        locked(&self.lines.under_way.of).entry(person.number).or_default().push(Arc::clone(&crossing));
        crossing
    }

    /// Under which 機関別符号 of a body the real network knows a person.
    fn known_as(&self, body: &InstitutionCode, person: &Person, of_the_case: &str) -> String {
        let project = self.directory.project();
        let body = self.directory.institution(body);
        body.map_or_else(|| of_the_case.to_owned(), |body| fixed_code(project, body, &person.admission.persona))
    }

    fn note_fault(&self, person: u64, fault: PartnerFault) {
        // Forgotten meanwhile: nobody would take the fault away.
        if self.registry.numbered(person).is_some() {
            locked(&self.lines.under_way.faults).insert(person, fault);
        }
    }

    /// How the real network has failed to take the last query about a person; told once. An answer may be there before the
    /// network has said that it takes the query: that it does so in time counts, too.
    pub async fn fault_at_real(&self, person: &Subject) -> Option<PartnerFault> {
        let pending = || {
            let of = locked(&self.lines.under_way.of);
            of.get(&person.number()).is_some_and(|crossings| crossings.iter().any(|crossing| crossing.is_pending()))
        };
        while pending() {
            tokio::time::sleep(RECEIPT_PAUSE).await;
        }
        locked(&self.lines.under_way.faults).remove(&person.number())
    }

    async fn hand_back_own(self: &Arc<Self>, query: &Query, outcome: Outcome) {
        let answer = refusal("", self.directory.profile().outcome_code(outcome));
        self.hand_back(&Return::of(query), &answer, None).await;
    }

    /// An answer by hand goes to the real network, which hands it back.
    pub async fn settle_late_at_real(&self, line: &RealProvider, serial: &str, answer: &Answer) -> Kept {
        let crossing = self.lines.under_way.board.under(serial);
        let xml = answer.to_xml();
        if let Some(crossing) = &crossing {
            crossing.provided(&xml);
        }
        let mut spoken = Spoken::default();
        let path = format!("/provisions/{serial}");
        let saying = Saying { path: &path, name: envelope::ANSWER, xml, answers: &[202, 204] };
        let said = line.say(saying, &mut spoken).await;
        let Some(crossing) = crossing else { return if said.is_ok() { Kept::Kept } else { Kept::NobodyWaits } };
        self.lines.hear_network(&self.registry, crossing.person, &spoken);
        match said {
            Ok(_) => Kept::Kept,
            Err(fault) => {
                self.note_fault(crossing.person, fault);
                Kept::NobodyWaits
            }
        }
    }

    /// The real network asks a provider.
    async fn provide_for_real(
        self: Arc<Self>,
        crossing: Arc<Crossing>,
        (code, serial): (InstitutionCode, String),
        query: Query,
    ) -> Reply {
        self.ledger.open_unseen(&serial, crossing.person);
        let right = crossing.asks(&code, &query);
        // Another person's 機関別符号 is nobody's here: the scenario's own provider says so.
        let link_code = if right { crossing.ours.clone() } else { String::new() };
        let onward = Query { link_code, ..query };
        let reply = match self.lines.fetch(&self.registry, &serial, &onward).await {
            Some(Ok((_, text))) => Reply::xml(200, text),
            Some(Err(_)) => Reply::status(503),
            None => {
                let path = format!("/{code}/provisions/{serial}");
                let body = onward.to_xml();
                let call = Call { method: "POST", path: &path, body: body.as_bytes(), ..Call::default() };
                Doors(Arc::clone(&self)).answer(&call).await
            }
        };
        // What is silent is answered only when nobody waits any more.
        let said = reply.after.is_none().then(|| String::from_utf8_lossy(&reply.body).into_owned());
        crossing.provided(&said.unwrap_or_default());
        self.ledger.notify_unseen(&serial, crossing.own_word());
        reply
    }

    /// The real network hands an answer back.
    fn take_from_real(&self, crossing: &Crossing, body: &[u8]) -> Reply {
        let text = String::from_utf8_lossy(body);
        let parsed = match ParsedAnswer::from_xml(&text) {
            Ok(parsed) => parsed,
            Err(why) => {
                crossing.hands_back_unreadably(&why.say(Lang::Ja));
                return Reply::refused(400, &why.both());
            }
        };
        crossing.hands_back(&parsed, self.directory.profile().outcome_of(&parsed.answer.outcome));
        self.ledger.open_unseen(&parsed.answer.serial, crossing.person);
        let Query { inquirer, request, .. } = &*crossing.query;
        match self.inquirers.keep(inquirer, request, &parsed.answer, text.into_owned()) {
            Kept::Kept => Reply::status(204),
            Kept::NobodyWaits => Reply::status(404),
        }
    }
}

/// 処理通番 that a receipt tells.
fn serial_of(receipt: &str, request: &str) -> Result<String, PartnerFault> {
    let receipt = Receipt::from_xml(receipt).map_err(|fault| PartnerFault::unread(&fault))?;
    if receipt.request != request {
        return Err(PartnerFault::other_number(request, &receipt.request));
    }
    let serial = receipt.serial.filter(|serial| !serial.is_empty());
    serial.ok_or_else(|| PartnerFault::no_answer(&words::NO_SERIAL, &[]))
}

impl Client {
    /// Whether a real system is the network.
    pub fn is_network_real(&self) -> bool {
        self.systems().real_nws().is_some()
    }

    /// Waits until a query about a person may be sent through a real network; `None`: the network is ours.
    ///
    /// # Errors
    /// When it may not be sent now.
    pub async fn network_ready(&self, person: &Subject) -> Result<Option<Hold>, PartnerFault> {
        self.systems().hold(person).await
    }

    /// What a real network has made of the queries about a person since the last look.
    pub async fn crossed(&self, person: &Subject) -> Crossed {
        let under_way = &self.systems().lines.under_way;
        let fault = self.systems().fault_at_real(person).await;
        let of = locked(&under_way.of);
        let crossings = of.get(&person.number()).map_or(&[][..], Vec::as_slice);
        let differences = crossings.iter().flat_map(|crossing| crossing.take_found()).collect();
        let progress = crossings.last().map(|crossing| crossing.progress()).unwrap_or_default();
        Crossed { fault, differences, progress }
    }
}

/// What stands before the doors of a run: what a real network sends goes where it belongs, the rest as ever.
#[derive(Debug)]
pub struct Switchboard {
    board: Arc<Crossings>,
    lookout: Lookout,
    others: Arc<dyn Institution>,
}

impl Switchboard {
    /// `others` take what is no message of the network.
    pub(super) fn new(board: &Arc<Crossings>, others: Arc<dyn Institution>, directory: &Arc<Directory>) -> Self {
        Self { board: Arc::clone(board), lookout: Lookout::new(Arc::clone(directory)), others }
    }

    fn routed(&self, call: &Call<'_>) -> Option<BoxFuture<'static, Reply>> {
        let mut parts = call.path.trim_start_matches('/').splitn(3, '/');
        let (code, what, number) = (InstitutionCode(parts.next()?.into()), parts.next()?, parts.next()?);
        if call.method != "POST" {
            return None;
        }
        if !matches!(what, "provisions" | "answers") {
            return None;
        }
        let found = self.lookout.of_call(call);
        let crossing = match what {
            "provisions" => {
                let query = std::str::from_utf8(call.body).ok().and_then(|text| Query::from_xml(text).ok());
                let link_code = query.as_ref().map(|query| query.link_code.as_str());
                self.board.asked(&code, number, link_code, &found)?
            }
            _ => self.board.answered(&code, number)?,
        };
        let systems = crossing.systems.upgrade()?;
        crossing.keep(found);
        if what == "answers" {
            return Some(Box::pin(std::future::ready(systems.take_from_real(&crossing, call.body))));
        }
        match Query::from_xml(&String::from_utf8_lossy(call.body)) {
            Ok(query) => Some(systems.provide_for_real(crossing, (code, number.to_owned()), query).boxed()),
            Err(why) => {
                crossing.asks_unreadably(&why.say(Lang::Ja));
                Some(Doors(systems).answer(call))
            }
        }
    }
}

impl Institution for Switchboard {
    fn handle(&self, call: &Call<'_>) -> Reply {
        self.answer(call).now_or_never().unwrap_or_else(|| Reply::status(503))
    }

    fn answer(&self, call: &Call<'_>) -> BoxFuture<'static, Reply> {
        self.routed(call).unwrap_or_else(|| self.others.answer(call))
    }

    fn refused(&self, call: &Call<'_>, status: u16) {
        let mut parts = call.path.trim_start_matches('/').splitn(3, '/');
        let crossing = match (parts.next(), parts.next(), parts.next()) {
            (Some(code), Some("answers"), Some(request)) => self.board.answered(&InstitutionCode(code.into()), request),
            (_, Some("provisions"), Some(serial)) => self.board.under(serial),
            _ => None,
        };
        if let Some(crossing) = crossing {
            crossing.keep(self.lookout.of_call(call));
        }
        self.others.refused(call, status);
    }

    fn hear_file(&self, name: &str, bytes: &[u8]) {
        self.others.hear_file(name, bytes);
    }
}
