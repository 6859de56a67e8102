//! A real provider or service: how it is asked within what was agreed (hours, rate, credentials, TLS), and what its failings mean.
//!
//! A partner that cannot be reached before it has ever answered is absent: nothing can be said of its system, the case
//! is Blocked. Once it was reached, whatever it does wrong is its own.
//!
//! What goes over the wire, headers and unreadable answers too, is looked through for 個人番号 as it passes.

mod access;
pub(super) mod backbone;
mod files;
mod letter;
mod way;

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use http_body_util::BodyExt;
use hyper::ext::ReasonPhrase;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use rustls::ClientConfig;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use self::access::{headers, http_client};
use self::files::ByFiles;
pub(super) use self::letter::encoded;
pub use self::letter::service_path;
use self::way::Stage;
use super::call::Institution;
use super::crossing::Crossings;
use super::directory::Directory;
use super::entrance::header_lines;
use super::lookout::{Findings, Lookout};
use super::real_nws::{Switchboard, UnderWay};
use super::registry::{self, Registry};
use super::{spelling, tls};
use crate::model::catalogue::partner as say;
use crate::model::catalogue::reach as words;
use crate::model::partner::{LinkCodes, Part, Rate, Secret, Window};
use crate::model::profile::Transport;
use crate::model::{
    Backbone, Diagnostic, InstitutionCode, Lang, Outcome, Partner, Project, RoleModelId, ServiceId, Text,
};
use crate::payload::envelope::{self, Answer, Query};
use crate::payload::exposure::{Message, Seen};

/// Longest answer read from a partner, bytes.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// How long a partner may take to hear that it is to ask.
const TELLING_WAIT: Duration = Duration::from_secs(30);
/// How much longer a partner that was connected to is waited for: by then a connection that hangs has been told.
const CONNECTED_PAUSE: Duration = Duration::from_millis(200);
/// How long it may take to see whether a port that says nothing in TLS can be connected to.
const PROBE_WAIT: Duration = Duration::from_millis(150);
/// The keys of the profile that say how long a partner may take.
const PROVIDER_WAIT: &str = "provider-wait-ms";
const ANSWER_WAIT: &str = "answer-wait-ms";
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
        /// The key that says so.
        limit: &'static str,
    },
    /// It has answered before, and took too long.
    Late {
        /// How long it was waited, milliseconds.
        waited_ms: u64,
        /// The key that says so.
        limit: &'static str,
    },
    /// It was reached, and what came back is no HTTP.
    NoHttp,
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
            Self::FirstLate { waited_ms, limit } => {
                words::FIRST_LATE.say(lang, &[("waited", waited_ms), ("limit", limit)])
            }
            Self::Late { waited_ms, limit } => words::LATE.say(lang, &[("waited", waited_ms), ("limit", limit)]),
            Self::NoHttp => words::NO_HTTP.say(lang, &[]),
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
    /// How long it may take, milliseconds, and the key that says so.
    wait: (u64, &'static str),
}

impl<'p> Played<'p> {
    fn of(project: &'p Project, partner: &Partner) -> Option<Self> {
        let profile = &project.profile;
        match &partner.part {
            Part::Body(id) => {
                let body = project.organisation(id)?;
                Some(Self {
                    name: &body.name,
                    code: body.code.clone(),
                    wait: (profile.provider_wait_ms_max, PROVIDER_WAIT),
                })
            }
            // It may have to ask the network itself before it replies, and wait there for a provider by files.
            Part::Service(id) => {
                let service = project.service(id)?;
                let body = service.organisation.as_ref().and_then(|body| project.organisation(body));
                let code = body.map_or_else(|| InstitutionCode("".into()), |body| body.code.clone());
                let by_files = project.partners.iter().filter_map(|partner| partner.folder.as_ref());
                let patience = by_files.map(|folder| folder.wait_ms_max).max().unwrap_or(0);
                let wait = (profile.answer_wait_ms_max.saturating_add(patience), ANSWER_WAIT);
                Some(Self { name: &service.name, code, wait })
            }
            Part::Backbone(which) => {
                let code = InstitutionCode("".into());
                Some(Self { name: which.name(Lang::Ja), code, wait: (profile.provider_wait_ms_max, PROVIDER_WAIT) })
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
    /// The key that says how long.
    limit: &'static str,
    /// Whether it has answered in this run.
    known: AtomicBool,
    /// Messages that there were for it.
    messages: AtomicU64,
}

impl Partners {
    /// Reads those of the project's real providers and services that are `wanted`; `secrets` are the environment variables
    /// they name.
    ///
    /// # Errors
    /// Every variable that is missing and every certificate that cannot be used.
    pub fn new(
        project: &Project,
        secrets: &Secrets,
        wanted: impl Fn(&Partner) -> bool,
    ) -> Result<Self, Vec<Diagnostic>> {
        let (mut partners, mut faults) = (Self::default(), Vec::new());
        for partner in project.partners.iter().filter(|partner| wanted(partner)) {
            let Some(played) = Played::of(project, partner) else { continue };
            if partner.url.is_none() && partner.folder.is_none() {
                continue;
            }
            let files = partner.folder.as_ref().map(|folder| ByFiles::new(folder, &project.profile));
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
                wait: files.as_ref().map_or(Duration::from_millis(played.wait.0), |files| files.wait),
                limit: played.wait.1,
                files,
                known: AtomicBool::new(false),
                messages: AtomicU64::new(0),
            };
            match &partner.part {
                Part::Body(_) => drop(partners.gates.insert(gate.code.clone(), Arc::new(gate))),
                Part::Service(id) => drop(partners.services.insert(id.clone(), Arc::new(gate))),
                Part::Backbone(which) => drop(partners.backbone.insert(*which, Arc::new(gate))),
            }
        }
        if faults.is_empty() { Ok(partners) } else { Err(faults) }
    }

    /// How many messages were sent to the real system behind a 機関コード.
    pub fn sent_to(&self, code: &InstitutionCode) -> u64 {
        self.gates.get(code).map_or(0, |gate| gate.messages.load(Ordering::Relaxed))
    }

    /// How many messages were sent to the real system in a service's place.
    pub fn sent_to_service(&self, id: &ServiceId) -> u64 {
        self.services.get(id).map_or(0, |gate| gate.messages.load(Ordering::Relaxed))
    }

    /// How many messages were sent to the real system in the place of one that every body meets.
    pub fn sent_to_backbone(&self, which: Backbone) -> u64 {
        self.backbone.get(&which).map_or(0, |gate| gate.messages.load(Ordering::Relaxed))
    }

    fn is_empty(&self) -> bool {
        self.gates.is_empty() && self.services.is_empty() && self.backbone.is_empty()
    }

    /// The doors of a run behind the board of what is under way through a real network; as they are where there is none.
    pub fn switched(&self, doors: Arc<dyn Institution>, directory: &Arc<Directory>) -> Arc<dyn Institution> {
        if self.backbone.contains_key(&Backbone::Nws) {
            return Arc::new(Switchboard::new(&self.crossings, doors, directory));
        }
        doors
    }

    /// How much longer than the network's usual wait a partner may take.
    pub(super) fn patience(&self, code: &InstitutionCode) -> Duration {
        let files = self.gates.get(code).and_then(|gate| gate.files.as_ref());
        files.map_or(Duration::ZERO, |files| files.wait)
    }

    /// Lines to all of them, for one runtime: an HTTP client must not be shared between two.
    pub(super) fn lines(&self, directory: &Arc<Directory>) -> Result<Lines, std::io::Error> {
        let line = |gate: &Arc<Gate>| {
            let (gate, directory) = (Arc::clone(gate), Arc::clone(directory));
            Ok::<_, std::io::Error>(RealProvider { http: http_client(&gate)?, gate, directory })
        };
        let to = self.gates.iter().map(|(code, gate)| Ok((code.clone(), line(gate)?)));
        let to = to.collect::<Result<_, std::io::Error>>()?;
        let services = self.services.iter().map(|(id, gate)| Ok((id.clone(), line(gate)?)));
        let services: HashMap<_, _> = services.collect::<Result<_, std::io::Error>>()?;
        let backbone = self.backbone.iter().map(|(which, gate)| Ok((*which, line(gate)?)));
        let backbone = backbone.collect::<Result<_, std::io::Error>>()?;
        let under_way = UnderWay::on(&self.crossings);
        let lookout = (!self.is_empty()).then(|| Lookout::new(Arc::clone(directory)));
        Ok(Lines { to, services, backbone, under_way, lookout, ..Lines::default() })
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
    /// What is known of each person's instance that a partner is asked about.
    about: Mutex<HashMap<u64, About>>,
    /// Who looks through what goes out and comes in; there is somebody where there is a partner.
    lookout: Option<Lookout>,
    /// Who hears at once of what was found.
    ear: OnceLock<Ear>,
}

/// What a line knows of one person's instance.
#[derive(Debug, Default)]
struct About {
    /// The turn taken before the query was filed.
    turn: Option<Turn>,
    /// What went wrong last.
    fault: Option<PartnerFault>,
    /// What was found in what went out and came in.
    findings: Findings,
}

/// Hears of every exchange with a real system that carried a 個人番号.
pub(super) struct Ear(pub Listener);

/// What an [`Ear`] does with what it hears.
pub(super) type Listener = Box<dyn Fn(&Heard<'_>) + Send + Sync>;

/// With whom messages were exchanged.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whom<'h> {
    /// A provider, under a 処理通番.
    Provider(&'h InstitutionCode, &'h str),
    /// A service, by name.
    Service(&'h str),
    /// A system that every body meets.
    Backbone(Backbone),
}

/// An exchange with a real system, and where it carried a 個人番号.
pub(super) struct Heard<'h> {
    /// With whom.
    pub whom: Whom<'h>,
    /// The path of our message.
    pub path: &'h str,
    /// HTTP status of what came back, 200 of a file; `None`: nothing did.
    pub status: Option<u16>,
    /// What our message carried.
    pub sent: Vec<Seen>,
    /// What came back with one.
    pub received: Vec<Seen>,
}

impl fmt::Debug for Ear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ear")
    }
}

/// What went over the wire to a real provider and back.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    /// Path, headers and body of our message.
    sent: (String, String, Vec<u8>),
    /// HTTP status of what came back, 200 of a file; `None`: nothing did.
    status: Option<u16>,
    /// The words behind it, where they are not the usual ones.
    words: String,
    /// Headers and trailers of what came back, one a line.
    headers: String,
    /// As much as came of its body.
    body: Vec<u8>,
}

impl Spoken {
    fn came_as_file(&mut self, file: &[u8]) {
        (self.status, self.body) = (Some(200), file.to_vec());
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
        locked(&self.about).entry(person).or_default().turn = Some(turn);
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
        let turn = number.and_then(|number| locked(&self.about).get_mut(&number)?.turn.take());
        let mut spoken = Spoken::default();
        let brought = provider.provide(serial, message, turn, &mut spoken).await;
        let found = self.look_through(Whom::Provider(code, serial), &spoken);
        // Of one forgotten meanwhile nobody would take anything away again.
        if let Some(number) = number.filter(|number| registry.numbered(*number).is_some()) {
            let mut all = locked(&self.about);
            let about = all.entry(number).or_default();
            about.findings.add(found);
            about.fault = brought.as_ref().err().cloned();
        }
        Some(brought.map_err(|fault| fault.outcome()))
    }

    /// What went wrong last with what was asked about a person.
    pub fn fault(&self, person: u64) -> Option<PartnerFault> {
        locked(&self.about).get(&person)?.fault.clone()
    }

    /// Where what went out and came in about a person carried a 個人番号, since the last look.
    pub fn findings(&self, person: u64) -> Vec<Seen> {
        if self.lookout.is_none() {
            return Vec::new();
        }
        locked(&self.about).get_mut(&person).map(|about| about.findings.take()).unwrap_or_default()
    }

    /// Where an exchange carried a 個人番号; nothing when somebody has heard of it at once.
    pub fn look_through(&self, whom: Whom<'_>, spoken: &Spoken) -> Vec<Seen> {
        let Some(lookout) = &self.lookout else { return Vec::new() };
        let (path, headers, body) = &spoken.sent;
        let sent = lookout.seen(&Message { path, headers, body, ..Message::default() });
        let Spoken { words, headers, body, .. } = spoken;
        let received = lookout.seen(&Message { words, headers, body, ..Message::default() });
        if sent.is_empty() && received.is_empty() {
            return Vec::new();
        }
        match self.ear.get() {
            Some(ear) => {
                (ear.0)(&Heard { whom, path, status: spoken.status, sent, received });
                Vec::new()
            }
            None => [sent, received].concat(),
        }
    }

    /// From now on somebody hears at once of what is found, and it is not kept.
    pub fn listen(&self, ear: Ear) {
        // The first one stays.
        let _ = self.ear.set(ear);
    }

    /// Forgets a person.
    pub fn forget(&self, person: u64) {
        if self.lookout.is_some() {
            locked(&self.about).remove(&person);
            self.under_way.forget(person);
        }
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
    /// What its 結果ファイル are read by.
    directory: Arc<Directory>,
}

impl RealProvider {
    /// Waits until it may be asked.
    pub(super) async fn turn(&self) -> Result<Turn, PartnerFault> {
        let gate = &*self.gate;
        gate.messages.fetch_add(1, Ordering::Relaxed);
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
            return files.exchange((gate, &self.directory), serial, &query, spoken).await;
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
        let body = legible(spoken).map_err(|text| PartnerFault::wrong(&text, &[]))?;
        // A SOAP Fault says in its detail what plain HTTP would have said.
        let answer = spelling::incoming(gate.transport, status, body.to_owned(), &gate.soap_namespace);
        Ok((answer.status, answer.body))
    }

    /// Whether it is TLS that nothing comes of: the port itself takes connections.
    async fn is_connected_to(&self) -> bool {
        let Ok(url) = reqwest::Url::parse(&self.gate.url) else { return false };
        let Some((host, port)) = url.host_str().zip(url.port_or_known_default()) else { return false };
        let connected = tokio::net::TcpStream::connect((host.trim_matches(['[', ']']), port));
        url.scheme() == "https" && matches!(tokio::time::timeout(PROBE_WAIT, connected).await, Ok(Ok(_)))
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
        spoken.sent = (path.to_owned(), header_lines(request.headers()), body.to_vec());
        let response = match self.http.execute(request).await {
            Ok(response) => response,
            Err(error) if error.is_connect() && error.is_timeout() && self.is_connected_to().await => {
                return Err(gate.unreached(&words::TLS_SILENT));
            }
            Err(error) => return Err(gate.lost(&error)),
        };
        let status = response.status().as_u16();
        (spoken.status, spoken.headers) = (Some(status), header_lines(response.headers()));
        let words = response.extensions().get::<ReasonPhrase>().map(ReasonPhrase::as_bytes).unwrap_or_default();
        spoken.words = String::from_utf8_lossy(words).into_owned();
        let known = gate.known.load(Ordering::Relaxed);
        if !matches!(status, 401 | 403 | 407 | 429 | 502..=504) {
            // The head of an answer is an answer: what is late or cut now is its own doing.
            gate.known.store(true, Ordering::Relaxed);
        }
        // Read also of an answer that is none: it is looked through.
        let read = read(response, spoken).await;
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

/// The body of an answer as text; else what it is that cannot be one.
fn legible(spoken: &Spoken) -> Result<&str, Text> {
    const GZIP: &[u8] = &[0x1f, 0x8b];
    let head = String::from_utf8_lossy(&spoken.body[..spoken.body.len().min(PAGE_HEAD_BYTES)]).to_ascii_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    if spoken.body.starts_with(GZIP) || spoken.headers.lines().any(|line| line.starts_with("content-encoding: ")) {
        return Err(words::COMPRESSED);
    }
    if head.starts_with("<!doctype html") || head.starts_with("<html") {
        return Err(words::A_PAGE);
    }
    match std::str::from_utf8(&spoken.body) {
        Ok(text) if head.starts_with('<') && !text.trim_end().ends_with('>') => Err(words::CUT_SHORT),
        Ok(text) => Ok(text),
        // A character begins and does not end.
        Err(fault) if fault.error_len().is_none() => Err(words::CUT_SHORT),
        Err(_) => Err(words::NOT_UTF8),
    }
}

/// Bytes that tell a page of HTML.
const PAGE_HEAD_BYTES: usize = 64;

/// How much of a body was read.
enum Read {
    Whole,
    TooLong,
}

async fn read(response: reqwest::Response, spoken: &mut Spoken) -> Result<Read, reqwest::Error> {
    let mut body = reqwest::Body::from(response);
    while let Some(frame) = body.frame().await.transpose()? {
        match frame.into_data() {
            Ok(part) => spoken.body.extend_from_slice(&part),
            Err(frame) => spoken.headers.extend(frame.trailers_ref().map(header_lines)),
        }
        if spoken.body.len() > ANSWER_BYTES_MAX {
            return Ok(Read::TooLong);
        }
    }
    Ok(Read::Whole)
}

impl Gate {
    /// Under which 機関別符号 it knows a person.
    fn link_code(&self, persona: &RoleModelId, of_the_case: &str) -> String {
        known_code(&self.link_codes, &self.code, persona, of_the_case)
    }

    /// It has answered something.
    fn met(&self) {
        self.known.store(true, Ordering::Relaxed);
    }

    /// No head of an answer, or half of one.
    fn lost(&self, error: &reqwest::Error) -> PartnerFault {
        let known = self.known.load(Ordering::Relaxed);
        match way::stage(error, self.wait.as_millis()) {
            Stage::NoHttp => PartnerFault::NoHttp,
            Stage::Unreached(why) if known => PartnerFault::Gone { why },
            Stage::Unreached(why) => PartnerFault::Absent { why },
            Stage::Broken(why) if known => PartnerFault::Cut { why },
            // Until a server has spoken over TLS 1.3 it may still be judging our certificate.
            Stage::Broken(_) if self.url.starts_with("https://") => self.unreached(&words::TLS_CLOSED),
            Stage::Broken(why) => PartnerFault::FirstCut { why },
        }
    }

    fn unreached(&self, why: &Text) -> PartnerFault {
        self.without((why.say(Lang::Ja, &[]), why.say(Lang::En, &[])))
    }

    /// It is not there, or not any more.
    fn without(&self, why: Both) -> PartnerFault {
        if self.known.load(Ordering::Relaxed) { PartnerFault::Gone { why } } else { PartnerFault::Absent { why } }
    }

    fn late(&self) -> PartnerFault {
        let waited_ms = u64::try_from(self.wait.as_millis()).unwrap_or(u64::MAX);
        if self.known.load(Ordering::Relaxed) {
            return PartnerFault::Late { waited_ms, limit: self.limit };
        }
        if self.files.is_some() {
            // A folder is no system: that it can be written to does not say that anybody is there.
            let told = |lang| words::NO_RESULT.say(lang, &[("waited", &waited_ms)]);
            return PartnerFault::Absent { why: (told(Lang::Ja), told(Lang::En)) };
        }
        PartnerFault::FirstLate { waited_ms, limit: self.limit }
    }
}

/// Under which 機関別符号 a real system knows a person, as the body of this 機関コード: the one rule, whoever is told of it.
/// `ours`: the code of the case.
pub fn known_code(codes: &LinkCodes, institution: &InstitutionCode, persona: &RoleModelId, ours: &str) -> String {
    match codes {
        LinkCodes::OfTheCase | LinkCodes::OfBodies(_) => ours.to_owned(),
        LinkCodes::Fixed(table) => {
            table.get(persona).cloned().unwrap_or_else(|| registry::fixed_code(institution, persona))
        }
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
