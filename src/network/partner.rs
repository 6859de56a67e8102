//! A real provider or service: how it is asked within what was agreed (hours, rate, credentials, TLS), and what its failings mean.
//!
//! A partner that cannot be reached before it has ever answered is absent: nothing can be said of its system, the case
//! is Blocked. Once it was reached, whatever it does wrong is its own.
//!
//! What went over the wire, headers and unreadable answers too, is kept for whoever looks through it.

pub(super) mod backbone;
mod files;
mod letter;
mod way;

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use rustls::ClientConfig;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use self::files::ByFiles;
pub(super) use self::letter::encoded;
use self::way::Stage;
use super::call::Institution;
use super::crossing::Crossings;
use super::entrance::header_lines;
use super::real_nws::{Switchboard, UnderWay};
use super::registry::{self, Registry};
use super::wires::Wires;
use super::{spelling, tls};
use crate::model::catalogue::partner as say;
use crate::model::catalogue::reach as words;
use crate::model::partner::{Credentials, LinkCodes, Part, Rate, Secret, Window};
use crate::model::profile::Transport;
use crate::model::{
    Backbone, Diagnostic, InstitutionCode, Lang, Outcome, Partner, Project, RoleModelId, ServiceId, Text,
};
use crate::payload::envelope::{self, Answer, Query};
use crate::payload::exposure::Wire;

/// Longest answer read from a partner, bytes.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// How long a partner may take to hear that it is to ask.
const TELLING_WAIT: Duration = Duration::from_secs(30);
/// How much longer a partner that was connected to is waited for: by then a connection that hangs has been told.
const CONNECTED_PAUSE: Duration = Duration::from_millis(50);
/// Idle connections kept to one partner.
const IDLE_CONNECTIONS_MAX: usize = 16;

/// The values of environment variables, by name.
pub type Secrets = HashMap<String, Secret>;

/// A sentence in Japanese and English.
pub type Both = (String, String);

/// Why a real provider gave no answer that can be passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartnerFault {
    /// It is outside the agreed hours: nothing was sent.
    Shut,
    /// It was never reached in this run.
    Absent {
        /// Why.
        why: Both,
    },
    /// It does not let us in, and never has in this run.
    NotAdmitted {
        /// HTTP status.
        status: u16,
    },
    /// Its files cannot carry the query: nothing was sent.
    Unwritable {
        /// The characters, in words.
        characters: String,
    },
    /// It was reached, and took too long for its first answer.
    FirstLate {
        /// How long it was waited, milliseconds.
        waited_ms: u64,
    },
    /// It has answered before, and took too long.
    Late {
        /// How long it was waited, milliseconds.
        waited_ms: u64,
    },
    /// It was reached, and broke off before its first answer.
    FirstCut {
        /// Why.
        why: Both,
    },
    /// It broke off in an answer, or instead of a further one.
    Cut {
        /// Why.
        why: Both,
    },
    /// It has answered before, and cannot be reached any more.
    Gone {
        /// Why.
        why: Both,
    },
    /// It answered with another status than 200.
    Status {
        /// HTTP status.
        status: u16,
    },
    /// It answered with something else than a 照会結果.
    Wrong {
        /// What is wrong.
        why: Both,
    },
    /// As a service it answered with something else than a reply to the message.
    NoReply {
        /// What is wrong.
        why: Both,
    },
}

impl PartnerFault {
    /// Whether the case cannot be judged (Blocked); else the partner's system has failed.
    pub fn blocks(&self) -> bool {
        matches!(self, Self::Shut | Self::Absent { .. } | Self::NotAdmitted { .. } | Self::Unwritable { .. })
    }

    /// What the network says of it to the inquirer.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Late { .. } | Self::FirstLate { .. } => Outcome::TimedOut,
            Self::Wrong { .. } | Self::NoReply { .. } => Outcome::Malformed,
            _ => Outcome::ProviderDown,
        }
    }

    /// The sentence.
    pub fn say(&self, lang: Lang) -> String {
        let because = |text: &Text, (ja, en): &Both| text.say(lang, &[("why", if lang == Lang::Ja { ja } else { en })]);
        let of_status = |text: &Text, status: &u16| {
            text.say(lang, &[("status", status), ("hint", &words::hint(*status).pattern(lang))])
        };
        match self {
            Self::Shut => words::SHUT.say(lang, &[]),
            Self::Absent { why } => because(&words::ABSENT, why),
            Self::NotAdmitted { status } => of_status(&words::NOT_ADMITTED, status),
            Self::FirstLate { waited_ms } => words::FIRST_LATE.say(lang, &[("waited", waited_ms)]),
            Self::Late { waited_ms } => words::LATE.say(lang, &[("waited", waited_ms)]),
            Self::FirstCut { why } => because(&words::FIRST_CUT, why),
            Self::Cut { why } => because(&words::CUT, why),
            Self::Gone { why } => because(&words::GONE, why),
            Self::Status { status } => of_status(&words::STATUS, status),
            Self::Wrong { why } => because(&words::WRONG, why),
            Self::NoReply { why } => because(&words::NO_REPLY, why),
            Self::Unwritable { characters } => words::UNWRITABLE.say(lang, &[("characters", characters)]),
        }
    }

    fn wrong(text: &Text, args: &[(&str, &dyn fmt::Display)]) -> Self {
        Self::Wrong { why: (text.say(Lang::Ja, args), text.say(Lang::En, args)) }
    }
}

/// All real providers and services of a run. Shared by every worker: hours, rate and acquaintance are one.
#[derive(Debug, Default)]
pub struct Partners {
    gates: HashMap<InstitutionCode, Arc<Gate>>,
    services: HashMap<ServiceId, Arc<Gate>>,
    backbone: HashMap<Backbone, Arc<Gate>>,
    /// What is under way through a real network.
    crossings: Arc<Crossings>,
}

/// What a real system plays, as far as its line must know.
struct Played<'p> {
    name: &'p str,
    code: InstitutionCode,
    /// How long it may take, milliseconds.
    wait_ms: u64,
}

impl<'p> Played<'p> {
    fn of(project: &'p Project, partner: &Partner) -> Option<Self> {
        let profile = &project.profile;
        match &partner.part {
            Part::Body(id) => {
                let body = project.organisation(id)?;
                Some(Self { name: &body.name, code: body.code.clone(), wait_ms: profile.provider_wait_ms_max })
            }
            // It may have to ask the network itself before it replies.
            Part::Service(id) => {
                let service = project.service(id)?;
                let body = service.organisation.as_ref().and_then(|body| project.organisation(body));
                let code = body.map_or_else(|| InstitutionCode("".into()), |body| body.code.clone());
                Some(Self { name: &service.name, code, wait_ms: profile.answer_wait_ms_max })
            }
            Part::Backbone(which) => {
                let code = InstitutionCode("".into());
                Some(Self { name: which.name(Lang::Ja), code, wait_ms: profile.provider_wait_ms_max })
            }
        }
    }
}

/// What was agreed with one partner, and how it stands.
#[derive(Debug)]
struct Gate {
    url: String,
    /// Its folder, if it works by files; then there is no URL.
    files: Option<ByFiles>,
    /// 機関コード; of a service, that of the body it is.
    code: InstitutionCode,
    headers: HeaderMap,
    transport: Transport,
    soap_namespace: String,
    tls: Option<ClientConfig>,
    /// Our certificate and its key, for a partner trusted as the machine trusts.
    identity: Option<Secret>,
    window: Option<Window>,
    pace: Pace,
    at_once: Option<Arc<Semaphore>>,
    link_codes: LinkCodes,
    wait: Duration,
    /// Whether it has answered in this run.
    known: AtomicBool,
}

impl Partners {
    /// Reads the project's real providers; `secrets` are the environment variables they name.
    ///
    /// # Errors
    /// Every variable that is missing and every certificate that cannot be used.
    pub fn new(project: &Project, secrets: &Secrets) -> Result<Self, Vec<Diagnostic>> {
        let (mut partners, mut faults) = (Self::default(), Vec::new());
        for partner in &project.partners {
            let Some(played) = Played::of(project, partner) else { continue };
            if partner.url.is_none() && partner.folder.is_none() {
                continue;
            }
            let files = partner.folder.as_ref().map(|folder| ByFiles::new(folder, project));
            let headers = match headers(partner, secrets) {
                Ok(headers) => headers,
                Err(missing) => {
                    faults.extend(missing.into_iter().map(|variable| {
                        let fault = Diagnostic::new(&say::VARIABLE_MISSING, partner.place.clone());
                        fault.with("variable", variable).with("name", played.name)
                    }));
                    HeaderMap::new()
                }
            };
            // Without authorities of its own only our own pair can be looked at.
            let shown = partner.trust.as_ref().or(partner.identity.as_ref().map(|identity| &identity.certificate));
            let tls = shown.map(|trust| tls::client_config(trust, partner.identity.as_ref())).transpose();
            let tls = tls.unwrap_or_else(|fault| {
                faults.push(Diagnostic::new(&say::TLS_REFUSED, partner.place.clone()).with("why", fault));
                None
            });
            let identity = partner.identity.as_ref().filter(|_| partner.trust.is_none());
            let gate = Gate {
                url: partner.url.clone().unwrap_or_default(),
                code: played.code,
                headers,
                transport: partner.transport.unwrap_or(project.profile.transport),
                soap_namespace: project.profile.soap_namespace.clone(),
                tls: tls.filter(|_| partner.trust.is_some()),
                identity: identity.map(|pair| Secret::new(format!("{}\n{}", pair.certificate.text, pair.key.reveal()))),
                window: partner.window,
                pace: Pace::new(partner.rate),
                at_once: partner.rate.at_once.map(|count| Arc::new(Semaphore::new(count as usize))),
                link_codes: partner.link_codes.clone(),
                wait: files.as_ref().map_or(Duration::from_millis(played.wait_ms), |files| files.wait),
                files,
                known: AtomicBool::new(false),
            };
            match &partner.part {
                Part::Body(_) => drop(partners.gates.insert(gate.code.clone(), Arc::new(gate))),
                Part::Service(id) => drop(partners.services.insert(id.clone(), Arc::new(gate))),
                Part::Backbone(which) => drop(partners.backbone.insert(*which, Arc::new(gate))),
            }
        }
        if faults.is_empty() { Ok(partners) } else { Err(faults) }
    }

    /// The doors of a run behind the board of what is under way through a real network; as they are where there is none.
    pub fn switched(&self, doors: Arc<dyn Institution>) -> Arc<dyn Institution> {
        if self.backbone.contains_key(&Backbone::Nws) {
            return Arc::new(Switchboard::new(&self.crossings, doors));
        }
        doors
    }

    /// How much longer than the network's usual wait a partner may take.
    pub(super) fn patience(&self, code: &InstitutionCode) -> Duration {
        let files = self.gates.get(code).and_then(|gate| gate.files.as_ref());
        files.map_or(Duration::ZERO, |files| files.wait)
    }

    /// Lines to all of them, for one runtime: an HTTP client must not be shared between two.
    pub(super) fn lines(&self) -> Result<Lines, std::io::Error> {
        let line = |gate: &Arc<Gate>| {
            Ok::<_, std::io::Error>(RealProvider { http: http_client(gate)?, gate: Arc::clone(gate) })
        };
        let to = self.gates.iter().map(|(code, gate)| Ok((code.clone(), line(gate)?)));
        let to = to.collect::<Result<_, std::io::Error>>()?;
        let services = self.services.iter().map(|(id, gate)| Ok((id.clone(), line(gate)?)));
        let services = services.collect::<Result<_, std::io::Error>>()?;
        let backbone = self.backbone.iter().map(|(which, gate)| Ok((*which, line(gate)?)));
        let backbone = backbone.collect::<Result<_, std::io::Error>>()?;
        let under_way = UnderWay::on(&self.crossings);
        Ok(Lines { to, services, backbone, under_way, ..Lines::default() })
    }
}

/// The real providers as one runtime reaches them.
#[derive(Debug, Default)]
pub(super) struct Lines {
    to: HashMap<InstitutionCode, RealProvider>,
    services: HashMap<ServiceId, RealProvider>,
    backbone: HashMap<Backbone, RealProvider>,
    /// What came of searches in a real 住基ネット, by 照会要求番号, until whoever searched has seen it.
    searches: Mutex<backbone::Searches>,
    /// What is under way through a real network.
    pub under_way: UnderWay,
    /// Turns taken before the query was filed, by the person's instance.
    turns: Mutex<HashMap<u64, Turn>>,
    /// What went wrong last, by the person's instance.
    faults: Mutex<HashMap<u64, PartnerFault>>,
    /// What went out and came in, by the person's instance.
    wires: Mutex<HashMap<u64, Wires>>,
    /// Who looks through it at once instead.
    ear: OnceLock<Ear>,
}

/// Hears of every exchange with a real system: whose it was, and what went over the wire.
pub(super) struct Ear(pub Listener);

/// What an [`Ear`] does with what it hears.
pub(super) type Listener = Box<dyn Fn(&Heard<'_>, &Spoken) + Send + Sync>;

/// With whom messages were exchanged.
pub(super) enum Heard<'h> {
    /// A provider, under a 処理通番.
    Provider(&'h InstitutionCode, &'h str),
    /// A service, by name.
    Service(&'h str),
    /// A system that every body meets.
    Backbone(Backbone),
}

impl fmt::Debug for Ear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ear")
    }
}

/// What went over the wire to a real provider and back.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    /// Our message.
    pub sent: Wire,
    /// HTTP status of what came back, 200 of a file; `None`: nothing did.
    pub status: Option<u16>,
    /// Headers of what came back, one a line.
    headers: String,
    /// As much as came of its body.
    body: Vec<u8>,
}

impl Spoken {
    fn came_as_file(&mut self, file: &[u8]) {
        (self.status, self.body) = (Some(200), file.to_vec());
    }

    /// What came back, as far as it came.
    pub fn received(&self) -> Option<Wire> {
        self.status.map(|_| Wire::new("", &self.headers, &self.body))
    }

    /// Both messages, as far as there were any.
    pub fn into_wires(self) -> Vec<Wire> {
        let received = self.received();
        [Some(self.sent).filter(|sent| sent.length() > 0), received].into_iter().flatten().collect()
    }
}

/// What a partner brings back: the answer read, and the message as it came; or what the network says instead.
pub(super) type Brought = Result<(Answer, String), Outcome>;

impl Lines {
    /// The real system behind a 機関コード.
    pub fn to(&self, code: &InstitutionCode) -> Option<&RealProvider> {
        self.to.get(code)
    }

    /// The real system in a service's place.
    pub fn service(&self, id: &ServiceId) -> Option<&RealProvider> {
        self.services.get(id)
    }

    /// Waits until a partner may be asked about a person, so that no inquirer's patience ends while one queues.
    pub async fn ready(&self, code: &InstitutionCode, person: u64) -> Result<(), PartnerFault> {
        let Some(provider) = self.to(code) else { return Ok(()) };
        let turn = provider.turn().await?;
        locked(&self.turns).insert(person, turn);
        Ok(())
    }

    /// Asks the real system behind a 機関コード, if there is one.
    pub async fn fetch(&self, registry: &Registry, serial: &str, onward: &Query) -> Option<Brought> {
        let query = self.translated(registry, onward)?;
        let person = registry.person(&onward.provider, &onward.link_code).map(|person| person.number);
        self.deliver(registry, &onward.provider, person, serial, query.to_xml().into_bytes()).await
    }

    /// The query under the 機関別符号 that the real system behind its 機関コード knows, if there is one.
    pub fn translated(&self, registry: &Registry, onward: &Query) -> Option<Query> {
        let provider = self.to(&onward.provider)?;
        let link_code = match registry.person(&onward.provider, &onward.link_code) {
            Some(person) => provider.gate.link_code(&person.admission.persona, &onward.link_code),
            None => onward.link_code.clone(),
        };
        Some(Query { link_code, ..onward.clone() })
    }

    /// Hands the real system behind a 機関コード a message as it is, about a person's instance.
    pub async fn deliver(
        &self,
        registry: &Registry,
        code: &InstitutionCode,
        number: Option<u64>,
        serial: &str,
        message: Vec<u8>,
    ) -> Option<Brought> {
        let provider = self.to(code)?;
        let turn = number.and_then(|number| locked(&self.turns).remove(&number));
        let mut spoken = Spoken::default();
        let brought = provider.provide(serial, message, turn, &mut spoken).await;
        match number {
            _ if self.overheard(&Heard::Provider(code, serial), &spoken) => {}
            // Forgotten meanwhile: nobody would take it away again.
            Some(number) if registry.numbered(number).is_some() => {
                spoken.into_wires().into_iter().for_each(|wire| self.keep_wire(number, wire));
            }
            _ => {}
        }
        if let Some(number) = number {
            let mut faults = locked(&self.faults);
            match &brought {
                Ok(_) => drop(faults.remove(&number)),
                // Forgotten meanwhile: nobody would take the fault away.
                Err(fault) if registry.numbered(number).is_some() => drop(faults.insert(number, fault.clone())),
                Err(_) => {}
            }
        }
        Some(brought.map_err(|fault| fault.outcome()))
    }

    /// What went wrong last with what was asked about a person.
    pub fn fault(&self, person: u64) -> Option<PartnerFault> {
        locked(&self.faults).get(&person).cloned()
    }

    /// What went out and came in about a person, since the last look.
    pub fn wires(&self, person: u64) -> Vec<Wire> {
        locked(&self.wires).remove(&person).map(Wires::into_kept).unwrap_or_default()
    }

    /// Whether somebody has heard of an exchange at once, so that nobody else need keep it.
    pub fn overheard(&self, heard: &Heard<'_>, spoken: &Spoken) -> bool {
        self.ear.get().is_some_and(|ear| {
            (ear.0)(heard, spoken);
            true
        })
    }

    /// From now on whatever goes over a wire is heard at once, and not kept.
    pub fn listen(&self, ear: Ear) {
        // The first one stays.
        let _ = self.ear.set(ear);
    }

    /// Forgets a person.
    pub fn forget(&self, person: u64) {
        locked(&self.turns).remove(&person);
        locked(&self.wires).remove(&person);
        locked(&self.faults).remove(&person);
        self.under_way.forget(person);
    }
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Leave to ask a partner once.
#[derive(Debug)]
pub(super) struct Turn(#[expect(dead_code, reason = "given back when dropped")] Option<OwnedSemaphorePermit>);

/// One real provider.
#[derive(Debug)]
pub(super) struct RealProvider {
    http: reqwest::Client,
    gate: Arc<Gate>,
}

impl RealProvider {
    /// Waits until it may be asked.
    pub(super) async fn turn(&self) -> Result<Turn, PartnerFault> {
        let gate = &*self.gate;
        if !is_open(gate.window) {
            return Err(PartnerFault::Shut);
        }
        let place = match &gate.at_once {
            Some(places) => Arc::clone(places).acquire_owned().await.ok(),
            None => None,
        };
        let pause = gate.pace.reserve(Instant::now());
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        if is_open(gate.window) { Ok(Turn(place)) } else { Err(PartnerFault::Shut) }
    }

    /// Hands it a query and brings back its 照会結果, which is one of this 処理通番. Without a turn it waits for one:
    /// that is our own doing and does not count against the partner.
    pub async fn provide(
        &self,
        serial: &str,
        query: Vec<u8>,
        turn: Option<Turn>,
        spoken: &mut Spoken,
    ) -> Result<(Answer, String), PartnerFault> {
        let gate = &*self.gate;
        let _turn = match turn {
            Some(turn) => turn,
            None => self.turn().await?,
        };
        // A connection that is not there after the wait is told as such, a moment before this ends.
        let answer = match tokio::time::timeout(gate.wait + CONNECTED_PAUSE, self.exchange(serial, query, spoken)).await
        {
            Ok(answer) => answer?,
            Err(_) => return Err(gate.late()),
        };
        match Answer::from_xml(&answer) {
            Err(fault) => Err(PartnerFault::Wrong { why: (fault.say(Lang::Ja), fault.say(Lang::En)) }),
            Ok(read) if read.serial != serial => {
                let args: [(&str, &dyn fmt::Display); 2] = [("serial", &serial), ("found", &read.serial)];
                Err(PartnerFault::wrong(&words::OTHER_SERIAL, &args))
            }
            Ok(read) => Ok((read, answer)),
        }
    }

    async fn exchange(&self, serial: &str, query: Vec<u8>, spoken: &mut Spoken) -> Result<String, PartnerFault> {
        let gate = &*self.gate;
        if let Some(files) = &gate.files {
            return files.exchange(gate, serial, &query, spoken).await;
        }
        let path = format!("/{}/provisions/{serial}", gate.code);
        match self.post(&path, envelope::QUERY, query, spoken).await? {
            (200, answer) => Ok(answer),
            (status, _) => Err(PartnerFault::Status { status }),
        }
    }

    /// Posts a message by a path, spelt as agreed: the status that plain HTTP would have had, and the message that came
    /// back, empty where none is read.
    async fn post(
        &self,
        path: &str,
        name: &str,
        message: Vec<u8>,
        spoken: &mut Spoken,
    ) -> Result<(u16, String), PartnerFault> {
        let gate = &*self.gate;
        let out = spelling::outgoing(gate.transport, name, message, &gate.soap_namespace);
        let request = self.http.post(format!("{}{path}", gate.url)).headers(gate.headers.clone());
        let request = request.header(CONTENT_TYPE, out.content_type);
        let request = match out.action {
            Some(action) => request.header("soapaction", action),
            None => request,
        };
        let status = self.call(request.body(out.body), path, spoken).await?;
        let soap = spelling::edition(gate.transport).is_some();
        if !matches!(status, 200..=299) && !soap {
            return Ok((status, String::new()));
        }
        let body = std::str::from_utf8(&spoken.body).map_err(|_| PartnerFault::wrong(&words::NOT_UTF8, &[]))?;
        // A SOAP Fault says in its detail what plain HTTP would have said.
        let answer = spelling::incoming(gate.transport, status, body.to_owned(), &gate.soap_namespace);
        Ok((answer.status, answer.body))
    }

    /// Sends a request; the status of what comes back, once somebody is there and lets us in. Whatever goes out and comes
    /// in stands in `spoken`, as far as it came.
    async fn call(
        &self,
        request: reqwest::RequestBuilder,
        path: &str,
        spoken: &mut Spoken,
    ) -> Result<u16, PartnerFault> {
        let gate = &*self.gate;
        let request = request.build().map_err(|error| gate.lost(&error))?;
        let body = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
        spoken.sent = Wire::new(path, &header_lines(request.headers()), body);
        let mut response = self.http.execute(request).await.map_err(|error| gate.lost(&error))?;
        let status = response.status().as_u16();
        (spoken.status, spoken.headers) = (Some(status), header_lines(response.headers()));
        let known = gate.known.load(Ordering::Relaxed);
        if !matches!(status, 401 | 403 | 407 | 429 | 502..=504) {
            // The head of an answer is an answer: what is late or cut now is its own doing.
            gate.known.store(true, Ordering::Relaxed);
        }
        // Read also of an answer that is none: it is looked through.
        let read = read(&mut response, &mut spoken.body).await;
        match status {
            401 | 403 | 407 | 429 if !known => return Err(PartnerFault::NotAdmitted { status }),
            // A server that stands before the system says so when the system is not there.
            502..=504 if !known => {
                let why = |lang| words::GATEWAY.say(lang, &[("status", &status)]);
                return Err(PartnerFault::Absent { why: (why(Lang::Ja), why(Lang::En)) });
            }
            // What is wrong with the body of a refusal is no news.
            200..=299 => {}
            _ => return Ok(status),
        }
        match read {
            Ok(Read::Whole) => Ok(status),
            Ok(Read::TooLong) => Err(PartnerFault::wrong(&words::TOO_LONG, &[("limit", &ANSWER_BYTES_MAX)])),
            Err(error) => Err(gate.lost(&error)),
        }
    }
}

/// How much of a body was read.
enum Read {
    Whole,
    TooLong,
}

async fn read(response: &mut reqwest::Response, body: &mut Vec<u8>) -> Result<Read, reqwest::Error> {
    while let Some(part) = response.chunk().await? {
        body.extend_from_slice(&part);
        if body.len() > ANSWER_BYTES_MAX {
            return Ok(Read::TooLong);
        }
    }
    Ok(Read::Whole)
}

impl Gate {
    /// Under which 機関別符号 it knows a person.
    fn link_code(&self, persona: &RoleModelId, of_the_case: &str) -> String {
        match &self.link_codes {
            LinkCodes::OfTheCase | LinkCodes::OfBodies(_) => of_the_case.to_owned(),
            LinkCodes::Fixed(codes) => {
                codes.get(persona).cloned().unwrap_or_else(|| registry::fixed_code(&self.code, persona))
            }
        }
    }

    /// It has answered something.
    fn met(&self) {
        self.known.store(true, Ordering::Relaxed);
    }

    /// No head of an answer, or half of one.
    fn lost(&self, error: &reqwest::Error) -> PartnerFault {
        let known = self.known.load(Ordering::Relaxed);
        match way::stage(error, self.wait.as_millis()) {
            Stage::Unreached(why) if known => PartnerFault::Gone { why },
            Stage::Unreached(why) => PartnerFault::Absent { why },
            Stage::Broken(why) if known => PartnerFault::Cut { why },
            // Until a server has spoken over TLS 1.3 it may still be judging our certificate.
            Stage::Broken(_) if self.url.starts_with("https://") => {
                let closed = |lang| words::TLS_CLOSED.say(lang, &[]);
                PartnerFault::Absent { why: (closed(Lang::Ja), closed(Lang::En)) }
            }
            Stage::Broken(why) => PartnerFault::FirstCut { why },
        }
    }

    /// Its folder is not there.
    fn without_folder(&self, why: Both) -> PartnerFault {
        if self.known.load(Ordering::Relaxed) { PartnerFault::Gone { why } } else { PartnerFault::Absent { why } }
    }

    fn late(&self) -> PartnerFault {
        let waited_ms = u64::try_from(self.wait.as_millis()).unwrap_or(u64::MAX);
        if self.known.load(Ordering::Relaxed) {
            return PartnerFault::Late { waited_ms };
        }
        if self.files.is_some() {
            // A folder is no system: that it can be written to does not say that anybody is there.
            let told = |lang| words::NO_RESULT.say(lang, &[("waited", &waited_ms)]);
            return PartnerFault::Absent { why: (told(Lang::Ja), told(Lang::En)) };
        }
        PartnerFault::FirstLate { waited_ms }
    }
}

/// Whether agreed hours are running now.
pub fn is_open(window: Option<Window>) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    window.is_none_or(|window| window.open_at(now))
}

/// Posts JSON to a partner's URL outside the network: trusted as the machine trusts.
pub(super) async fn tell(url: &str, body: String) -> Result<(), Both> {
    tls::provider();
    let client =
        reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).timeout(TELLING_WAIT);
    let client = if url.starts_with("http://") {
        let nobody = tls::trusting_nobody().map_err(|fault| (fault.to_string(), fault.to_string()))?;
        client.tls_backend_preconfigured(nobody)
    } else {
        client
    };
    let why = |error: reqwest::Error| way::told(&error, TELLING_WAIT.as_millis());
    let client = client.build().map_err(why)?;
    let sent = client.post(url).header(CONTENT_TYPE, "application/json").body(body).send().await;
    let status = sent.map_err(why)?.status();
    if status.is_success() {
        return Ok(());
    }
    let status = status.as_u16();
    let said = |lang| words::ANSWERED.say(lang, &[("status", &status)]);
    Err((said(Lang::Ja), said(Lang::En)))
}

/// The headers that say who we are, marked so that no library prints them; else the variables that are missing.
fn headers(partner: &Partner, secrets: &Secrets) -> Result<HeaderMap, Vec<String>> {
    let mut headers = HeaderMap::new();
    let Some(credentials) = &partner.credentials else { return Ok(headers) };
    let missing: Vec<String> =
        credentials.variables().into_iter().filter(|name| !secrets.contains_key(*name)).map(str::to_owned).collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let value = |name: &str| secrets.get(name).map_or("", Secret::reveal);
    let (name, text) = match credentials {
        Credentials::Basic { user, password } => {
            (AUTHORIZATION, format!("Basic {}", base64(format!("{}:{}", value(user), value(password)).as_bytes())))
        }
        Credentials::Bearer { token } => (AUTHORIZATION, format!("Bearer {}", value(token))),
        Credentials::Header { name, value: variable } => {
            let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else { return Ok(headers) };
            (name, value(variable).to_owned())
        }
    };
    // A value with a line break in it is as good as none.
    let mut text = HeaderValue::from_str(&text)
        .map_err(|_| credentials.variables().into_iter().map(str::to_owned).collect::<Vec<_>>())?;
    text.set_sensitive(true);
    headers.insert(name, text);
    Ok(headers)
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |index: usize| u32::from(three.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 0x3f) as usize];
            out.push(if place <= three.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

fn http_client(gate: &Gate) -> Result<reqwest::Client, std::io::Error> {
    // Without authorities of its own a partner is trusted as the machine trusts; the client finds ring by itself then.
    tls::provider();
    let mut client = reqwest::Client::builder()
        .no_proxy()
        .http1_only()
        .tcp_nodelay(true)
        .connect_timeout(gate.wait)
        .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
        .redirect(reqwest::redirect::Policy::none());
    if let Some(config) = &gate.tls {
        client = client.tls_backend_preconfigured(config.clone());
    } else if gate.files.is_some() || gate.url.starts_with("http://") {
        client = client.tls_backend_preconfigured(tls::trusting_nobody().map_err(std::io::Error::other)?);
    }
    if let Some(pair) = &gate.identity {
        let pair = reqwest::Identity::from_pem(pair.reveal().as_bytes()).map_err(std::io::Error::other)?;
        client = client.identity(pair);
    }
    client.build().map_err(std::io::Error::other)
}

/// Queries in even steps, so that no second sees more than was agreed.
#[derive(Debug)]
struct Pace {
    step: Option<Duration>,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    fn new(rate: Rate) -> Self {
        Self { step: rate.per_second.map(|count| Duration::from_secs(1) / count), next: Mutex::default() }
    }

    /// How long to wait from now; the turn is taken.
    fn reserve(&self, now: Instant) -> Duration {
        let Some(step) = self.step else { return Duration::ZERO };
        let mut next = locked(&self.next);
        let turn = next.map_or(now, |next| next.max(now));
        *next = Some(turn + step);
        turn - now
    }
}

#[cfg(test)]
mod tests;
