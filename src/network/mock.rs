//! The whole network of a project, standing: real systems come to its doors at any time, ask and are answered.
//!
//! Outside a run there is no scenario that knows whom a query means: every person has one 機関別符号 at each body, always
//! the same, told by [`Mock::persons`]. 基準日 is that of the cases about the person. The journal and all that the
//! systems keep are bounded, so that it may stand for weeks.

mod link_codes;
mod watch;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use futures::FutureExt;
use futures::future::BoxFuture;
use serde::Serialize;

use self::link_codes::Requested;
pub use self::watch::Alarm;
use self::watch::Watch;
use super::call::{Call, Institution, Reply};
use super::directory::Directory;
use super::fault::{NetworkWitness, Stand};
use super::journal::{Journal, Line};
use super::partner::{Heard, Whom, known_code};
use super::registry::{self, Admission, Subject};
use super::{CALLS_KEPT_MAX, NetworkError, Standing};
use crate::model::catalogue::mock as words;
use crate::model::date::JAPAN_SECONDS;
use crate::model::partner::LinkCodes;
use crate::model::{
    Backbone, CivilDate, Gateway, Inquirer, InstitutionCode, Lang, Organisation, Project, RoleModelId, Service, Target,
};
use crate::payload::envelope::{Answer, Deletion, Query, Registration};
use crate::payload::exposure::Seen;

/// The methods that there are in HTTP.
const METHODS: [&str; 9] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT"];
/// Persons' instances at the same time; with more the oldest is made anew when it is asked about again.
const INSTANCES_MAX: usize = 10_000;

/// What stands for the method of a file.
const FILE: &str = "FILE";

/// A person as the bodies know it.
#[derive(Debug, Clone, Serialize)]
pub struct Person {
    /// ロールモデルID.
    pub persona: String,
    /// 氏名.
    pub name: String,
    /// Its 機関別符号 at each body that asks or is asked about it.
    pub codes: Vec<Code>,
}

/// A 機関別符号.
#[derive(Debug, Clone, Serialize)]
pub struct Code {
    /// The body's id.
    pub organisation: String,
    /// Its name.
    pub name: String,
    /// Its 機関コード.
    pub institution: String,
    /// The code.
    pub link_code: String,
}

/// A standing network behind one institution.
#[derive(Debug)]
pub struct Mock {
    network: Standing,
    doors: Arc<dyn Institution>,
    directory: Arc<Directory>,
    /// Whom a fixed 機関別符号 means.
    by_code: HashMap<(InstitutionCode, String), RoleModelId>,
    /// The cases about a person.
    cases: HashMap<RoleModelId, Vec<usize>>,
    newest: Option<CivilDate>,
    persons: Vec<Person>,
    on: Option<CivilDate>,
    lang: Lang,
    certificate: Mutex<Option<String>>,
    instances: Mutex<Instances>,
    requested: Requested,
    journal: Arc<Journal>,
    watch: Arc<Watch>,
}

#[derive(Debug, Default)]
struct Instances {
    known: HashMap<(RoleModelId, CivilDate), Instance>,
    used: u64,
}

#[derive(Debug)]
struct Instance {
    subject: Subject,
    used: u64,
}

impl Mock {
    /// Stands the network of a project up; must be called inside the runtime that will serve it. `on`: 基準日 of every
    /// query, instead of the cases' own.
    ///
    /// # Errors
    /// When no line to a real provider can be had.
    pub fn new(directory: Arc<Directory>, on: Option<CivilDate>, lang: Lang) -> Result<Self, NetworkError> {
        let network = Standing::new(Arc::clone(&directory))?;
        let project = directory.project();
        // A standing network knows persons, not cases.
        let faults: Vec<_> = project.faults.iter().filter(|fault| fault.cases.is_empty()).cloned().collect();
        network.disturb(&faults)?;
        let journal: Arc<Journal> = Arc::default();
        network.witness_faults(&faults, &witness(&journal, &directory));
        let pairs = acquaintances(project);
        let mut by_code = HashMap::new();
        let persons = project.role_models.iter().map(|model| {
            let bodies = pairs.get(&model.id).into_iter().flatten();
            let codes = bodies.filter_map(|index| project.organisations.get(*index)).map(|body| {
                let link_code = fixed_code(project, body, &model.id);
                by_code.insert((body.code.clone(), link_code.clone()), model.id.clone());
                Code {
                    organisation: body.id.to_string(),
                    name: body.name.clone(),
                    institution: body.code.to_string(),
                    link_code,
                }
            });
            Person { persona: model.id.to_string(), name: model.name.clone(), codes: codes.collect() }
        });
        let mut persons: Vec<Person> = persons.collect();
        for person in &mut persons {
            let persona = RoleModelId::from(person.persona.as_str());
            for code in codes_of_services(project, &persona) {
                let key = (InstitutionCode(code.institution.as_str().into()), code.link_code.clone());
                if by_code.insert(key, persona.clone()).is_none() {
                    person.codes.push(code);
                }
            }
        }
        persons.sort_by(|one, other| one.persona.cmp(&other.persona));
        let mut cases: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, case) in project.cases.iter().enumerate() {
            cases.entry(case.persona.clone()).or_default().push(index);
        }
        let newest = project.cases.iter().map(|case| case.base_date).max();
        let (doors, certificate) = (network.doors(), Mutex::default());
        let instances = Mutex::default();
        let watch = Arc::new(Watch::new(Arc::clone(&directory), Arc::clone(&journal), lang));
        let overhearing = Arc::clone(&watch);
        network.listen(Box::new(move |heard| overheard(&overhearing, heard)));
        Ok(Self {
            network,
            doors,
            directory,
            by_code,
            cases,
            newest,
            persons,
            on,
            lang,
            certificate,
            instances,
            requested: Requested::default(),
            journal,
            watch,
        })
    }

    /// Every person with its 機関別符号.
    pub fn persons(&self) -> &[Person] {
        &self.persons
    }

    /// From now on this hears of every call with a message that carried a 個人番号.
    pub fn sound(&self, alarm: Alarm) {
        self.watch.sound(alarm);
    }

    /// How many calls were served since the start or the last reset, and how many messages carried a 個人番号.
    pub fn counts(&self) -> (u64, u64) {
        self.journal.counts()
    }

    /// The faults before the doors themselves, if any were asked for.
    pub fn before_doors(&self) -> Option<Arc<Stand>> {
        self.network.before_doors()
    }

    /// Hands out the certificate that was made for the occasion (PEM), so that clients may trust it.
    pub fn show_certificate(&self, pem: Option<&str>) {
        *self.certificate.lock().unwrap_or_else(PoisonError::into_inner) = pem.map(str::to_owned);
    }

    fn instances(&self) -> MutexGuard<'_, Instances> {
        self.instances.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The 機関別符号 at a body of the standing instance of a person, as of a day.
    fn own_code(&self, persona: &RoleModelId, day: CivilDate, institution: &InstitutionCode) -> String {
        let mut instances = self.instances();
        instances.used += 1;
        let used = instances.used;
        let key = (persona.clone(), day);
        if !instances.known.contains_key(&key) && instances.known.len() >= INSTANCES_MAX {
            let oldest = instances.known.iter().min_by_key(|(_, instance)| instance.used).map(|(key, _)| key.clone());
            oldest.and_then(|key| instances.known.remove(&key));
        }
        let instance = instances.known.entry(key).or_insert_with(|| {
            let trial = Arc::from(format!("mock {persona} {day}"));
            let admission = Admission { trial, persona: persona.clone(), base_date: day, behaviour: None, scene: None };
            Instance { subject: self.network.admit(admission), used }
        });
        instance.used = used;
        instance.subject.link_code(institution)
    }

    /// 現時点 of a query: that of the cases it may be, the narrowest first; the newest where they differ.
    fn base_date(&self, query: &Query, persona: &RoleModelId) -> Option<CivilDate> {
        if self.on.is_some() {
            return self.on;
        }
        let project = self.directory.project();
        let about = || self.cases.get(persona).into_iter().flatten().filter_map(|index| project.cases.get(*index));
        let asked = || {
            about().filter(|case| {
                case.procedure == query.procedure
                    && case.information == query.information
                    && case.affair == query.affair
            })
        };
        let conditioned = || asked().filter(|case| case.condition == query.condition);
        let newest = |cases: &mut dyn Iterator<Item = &crate::model::TestCase>| cases.map(|case| case.base_date).max();
        newest(&mut conditioned())
            .or_else(|| newest(&mut asked()))
            .or_else(|| newest(&mut about()))
            .or(self.newest)
            .or_else(today)
    }

    /// 副本登録 and 副本削除: a person stands here once for each 基準日 of its cases, and what a body registers about it
    /// holds for all of them. `None`: the call is no such message, or means nobody known.
    fn registered(&self, call: &Call<'_>, line: &mut Line) -> Option<Reply> {
        let (code, what) = call.path.trim_start_matches('/').split_once('/')?;
        let code = InstitutionCode(code.into());
        let text = std::str::from_utf8(call.body).ok().filter(|_| call.method == "POST")?;
        let (link_code, onward): (String, Box<dyn Fn(String) -> String>) = match what {
            "replicas" => {
                let (told, _) = Registration::from_xml(text).ok()?;
                (told.link_code.clone(), Box::new(move |link_code| Registration { link_code, ..told.clone() }.to_xml()))
            }
            "replica-deletions" => {
                let told = Deletion::from_xml(text).ok()?;
                (told.link_code.clone(), Box::new(move |link_code| Deletion { link_code, ..told.clone() }.to_xml()))
            }
            _ => return None,
        };
        line.provider = Some(code.to_string());
        let persona = self.person_of(&(code.clone(), link_code))?;
        line.persona = Some(persona.to_string());
        let replies = self.days(&persona).into_iter().map(|day| {
            let body = onward(self.own_code(&persona, day, &code));
            self.doors.handle(&Call { body: body.as_bytes(), ..*call })
        });
        replies.last()
    }

    /// やりとり履歴: a person stands here once for each 基準日 of its cases, and what was exchanged about any of them counts.
    fn history(&self, call: &Call<'_>, line: &mut Line) -> Option<Reply> {
        let mut parts = call.path.trim_start_matches('/').splitn(3, '/');
        let (code, "histories", link_code) = (parts.next()?, parts.next()?, parts.next()?) else { return None };
        let code = InstitutionCode(code.into());
        let persona = self.person_of(&(code.clone(), link_code.to_owned())).filter(|_| call.method == "GET")?;
        line.persona = Some(persona.to_string());
        let mut rows = Vec::new();
        for day in self.days(&persona) {
            let path = format!("/{code}/histories/{}", self.own_code(&persona, day, &code));
            let reply = self.doors.handle(&Call { path: &path, ..*call });
            let told = serde_json::from_slice::<serde_json::Value>(&reply.body).ok().filter(|_| reply.status == 200);
            let Some(serde_json::Value::Array(more)) = told.and_then(|mut told| Some(told.get_mut("rows")?.take()))
            else {
                return Some(reply);
            };
            rows.extend(more);
        }
        Some(Reply::json(200, &serde_json::json!({ "rows": rows })))
    }

    /// Every 現時点 under which a query about a person may be answered.
    fn days(&self, persona: &RoleModelId) -> Vec<CivilDate> {
        if let Some(on) = self.on {
            return vec![on];
        }
        let project = self.directory.project();
        let cases = self.cases.get(persona).into_iter().flatten().filter_map(|index| project.cases.get(*index));
        let mut days: BTreeSet<CivilDate> = cases.map(|case| case.base_date).collect();
        if days.is_empty() {
            days.extend(self.newest.or_else(today));
        }
        days.into_iter().collect()
    }

    /// Whom a body's 機関別符号 means, unless it was withdrawn.
    fn person_of(&self, key: &(InstitutionCode, String)) -> Option<RoleModelId> {
        let from_the_start = || self.by_code.get(key).filter(|persona| !self.requested.withdrawn(persona)).cloned();
        self.requested.anew(key).or_else(from_the_start)
    }

    /// A query with the 機関別符号 of the person's standing instance in it.
    fn translate(&self, query: Query, own: &InstitutionCode, line: &mut Line) -> Query {
        line.inquirer = Some(query.inquirer.to_string());
        line.provider = Some(query.provider.to_string());
        line.request = Some(query.request.clone());
        let Some(persona) = self.person_of(&(own.clone(), query.link_code.clone())) else { return query };
        line.persona = Some(persona.to_string());
        let Some(day) = self.base_date(&query, &persona) else { return query };
        Query { link_code: self.own_code(&persona, day, own), ..query }
    }

    /// Forgets all exchanges, counts and instances; the journal begins anew.
    fn reset(&self) {
        // Dropped outside the lock: what forgets them looks into every system.
        let instances = std::mem::take(&mut *self.instances());
        drop(instances);
        self.requested.clear();
        self.network.forget_shown();
        self.network.forget_services();
        self.network.renew_faults();
        self.journal.clear();
    }

    /// `/renkei/…`: what people and scripts ask the bench itself.
    fn own(&self, call: &Call<'_>) -> Reply {
        let what = call.path.trim_start_matches("/renkei").trim_matches('/');
        match (call.method, what) {
            ("GET", "journal") => {
                let (served, lines) = self.journal.read();
                let exposed = self.journal.counts().1;
                let value = serde_json::json!({
                    "served": served, "personal_numbers": exposed, "kept_max": CALLS_KEPT_MAX, "calls": lines,
                });
                Reply::json(200, &value)
            }
            ("GET", "journal.txt") => self.text(self.journal_text()),
            ("GET", "persons") => Reply::json(200, &serde_json::json!({"persons": self.persons})),
            ("GET", "persons.txt") => self.text(self.persons_text(usize::MAX)),
            ("GET", "certificate.pem") => match &*self.certificate.lock().unwrap_or_else(PoisonError::into_inner) {
                Some(pem) => Reply {
                    content_type: "application/x-pem-file".to_owned(),
                    body: pem.as_bytes().to_vec(),
                    ..Reply::status(200)
                },
                None => Reply::status(404),
            },
            ("POST", "reset") => {
                self.reset();
                Reply::status(204)
            }
            ("POST", "release") => Reply::json(200, &serde_json::json!({"released": self.network.release_held()})),
            (_, "release") => Reply::status(405),
            (_, "journal" | "journal.txt" | "persons" | "persons.txt" | "certificate.pem" | "reset") => {
                Reply::status(405)
            }
            ("GET", "") => self.text(words::MOCK_PATHS.pattern(self.lang).to_owned()),
            _ => Reply::status(404),
        }
    }

    fn text(&self, text: String) -> Reply {
        let content_type = "text/plain; charset=utf-8".to_owned();
        Reply { content_type, body: text.into_bytes(), ..Reply::status(200) }
    }

    fn journal_text(&self) -> String {
        let (served, lines) = self.journal.read();
        let args: [(&str, &dyn std::fmt::Display); 3] =
            [("served", &served), ("kept", &lines.len()), ("most", &CALLS_KEPT_MAX)];
        let mut out = words::MOCK_JOURNAL.say(self.lang, &args);
        let exposed = self.journal.counts().1;
        if exposed > 0 {
            out.push('\n');
            out.push_str(&words::MOCK_EXPOSED.say(self.lang, &[("count", &exposed)]));
        }
        for line in lines {
            out.push('\n');
            out.push_str(&self.line_text(&line));
        }
        out.push('\n');
        out
    }

    /// A line of the journal as people read it, with what it says of 個人番号 below.
    pub fn line_text(&self, line: &Line) -> String {
        let outcome = |code: &String| match self.directory.profile().outcome_of(code) {
            Some(outcome) => outcome.word().pattern(self.lang).to_owned(),
            None => code.clone(),
        };
        let told = [line.persona.clone(), line.serial.clone(), line.outcome.as_ref().map(outcome)];
        let told: Vec<String> = told.into_iter().flatten().collect();
        let clock = clock(line.at);
        let Line { number, status, method, path, .. } = line;
        if let Some(fault) = &line.fault {
            let told = words::MOCK_FAULT_MET.say(self.lang, &[("fault", fault)]);
            let request = line.request.as_deref().unwrap_or_default();
            return format!("{number:>8}  {clock}  ---  {method:<4} {path}  {request}  {told}");
        }
        let mut out = format!("{number:>8}  {clock}  {status}  {method:<4} {path}  {}", told.join("  "));
        for carried in &line.personal_numbers {
            let places = carried.places.join(words::MOCK_AND.pattern(self.lang));
            let args: [(&str, &dyn std::fmt::Display); 2] = [("from", &carried.from), ("places", &places)];
            out.push_str("\n          ");
            out.push_str(&words::MOCK_CARRIED.say(self.lang, &args));
        }
        out
    }

    /// Persons with their 機関別符号, a line each, `most` at most.
    pub fn persons_text(&self, most: usize) -> String {
        let mut out = String::new();
        let codes = self.persons.iter().flat_map(|person| person.codes.iter().map(move |code| (person, code)));
        for (person, code) in codes.take(most) {
            let Code { institution, link_code, name, .. } = code;
            out.push_str(&format!("{link_code}  {institution} {name}  {} {}\n", person.persona, person.name));
        }
        out
    }

    /// How many 機関別符号 there are.
    pub fn code_count(&self) -> usize {
        self.persons.iter().map(|person| person.codes.len()).sum()
    }
}

impl Institution for Mock {
    fn handle(&self, call: &Call<'_>) -> Reply {
        self.answer(call).now_or_never().unwrap_or_else(|| Reply::status(503))
    }

    fn answer(&self, call: &Call<'_>) -> BoxFuture<'static, Reply> {
        if call.path == "/renkei" || call.path.starts_with("/renkei/") {
            let reply = self.own(call);
            return Box::pin(std::future::ready(reply));
        }
        let (mut line, came) = self.line(call);
        let read = || std::str::from_utf8(call.body).ok().and_then(|text| Query::from_xml(text).ok());
        let tried = call.path.ends_with("/provision-tests");
        // A real network comes under the provider's 機関別符号.
        let own_of_provider = tried || call.path.contains("/provisions/");
        let filed = call.method == "POST" && (own_of_provider || call.path.ends_with("/inquiries"));
        if let Some(reply) = self.registered(call, &mut line).or_else(|| self.history(call, &mut line)) {
            line.status = reply.status;
            self.watch.write(line);
            return Box::pin(std::future::ready(reply));
        }
        let reply = match filed.then(read).flatten() {
            Some(query) => {
                // A provider that sees for itself comes under its own 機関別符号.
                let own = if own_of_provider { query.provider.clone() } else { query.inquirer.clone() };
                let onward = self.translate(query, &own, &mut line).to_xml();
                self.doors.answer(&Call { body: onward.as_bytes(), ..*call })
            }
            None => match self.requested.handle(call, &self.directory) {
                Some(reply) => Box::pin(std::future::ready(reply)),
                None => self.doors.answer(call),
            },
        };
        let (watch, network) = (Arc::clone(&self.watch), self.network.clone());
        let service = self.service_of(call);
        Box::pin(async move {
            let reply = reply.await;
            line.status = reply.status;
            let mut provider = line.provider.clone();
            if reply.status == 200
                && let Some(answer) = std::str::from_utf8(&reply.body).ok().and_then(|text| Answer::from_xml(text).ok())
            {
                provider = provider.or_else(|| network.provider_of(&answer.serial).map(|code| code.to_string()));
                line.serial = Some(answer.serial);
                line.outcome = Some(answer.outcome);
            }
            let seen = watch.of_reply(&reply.body, &came);
            line.personal_numbers.extend(watch.carried(&seen, || match (service, provider) {
                (Some(service), _) => service,
                (None, Some(code)) => watch.institution(&InstitutionCode(code.into())),
                (None, None) => watch.own_name(),
            }));
            // A poll that came too early says nothing, and a waiting system makes thousands of them.
            if reply.status != 202 || line.method != "GET" || !line.personal_numbers.is_empty() {
                watch.write(line);
            }
            reply
        })
    }

    fn refused(&self, call: &Call<'_>, status: u16) {
        self.watch.write(Line { status, ..self.line(call).0 });
    }

    fn hear_file(&self, name: &str, bytes: &[u8]) {
        let seen = self.watch.of_file(name, bytes);
        let told = self.directory.numbers().mask(name).into_owned();
        if let Some(carried) = self.watch.carried(&seen, || told.clone()) {
            let personal_numbers = vec![carried];
            self.watch.write(Line {
                at: now(),
                method: FILE.to_owned(),
                path: told,
                personal_numbers,
                ..Line::default()
            });
        }
    }
}

impl Mock {
    /// The beginning of a call's line, and where the call carried a 個人番号.
    fn line(&self, call: &Call<'_>) -> (Line, Vec<Seen>) {
        let seen = self.watch.of_call(call);
        let personal_numbers = self.watch.carried(&seen, || self.watch.sender(call)).into_iter().collect();
        let line = Line {
            at: now(),
            // Any word may stand there, a number too: what is no method is not repeated.
            method: if METHODS.contains(&call.method) { call.method } else { "?" }.to_owned(),
            path: call.path.to_owned(),
            personal_numbers,
            ..Line::default()
        };
        (line, seen)
    }

    /// The name of the service that a call goes to.
    fn service_of(&self, call: &Call<'_>) -> Option<String> {
        let id = call.path.strip_prefix("/services/")?.split('/').next()?;
        self.directory.project().services.iter().find(|known| *known.id.0 == *id).map(|known| known.name.clone())
    }
}

/// An exchange with a real system that carried a 個人番号: a line of its own.
fn overheard(watch: &Watch, heard: &Heard<'_>) {
    let (name, provider, serial) = match heard.whom {
        Whom::Provider(code, serial) => (watch.institution(code), Some(code.to_string()), Some(serial.to_owned())),
        Whom::Service(name) => (name.to_owned(), None, None),
        Whom::Backbone(which) => (which.name(watch.lang()).to_owned(), None, None),
    };
    let sent = watch.carried(&heard.sent, || watch.own_name());
    let received = watch.carried(&heard.received, || name);
    watch.write(Line {
        at: now(),
        method: "POST".to_owned(),
        path: heard.path.to_owned(),
        status: heard.status.unwrap_or(0),
        provider,
        serial,
        personal_numbers: [sent, received].into_iter().flatten().collect(),
        ..Line::default()
    });
}

/// Writes down which message met which fault.
fn witness(journal: &Arc<Journal>, directory: &Arc<Directory>) -> NetworkWitness {
    let (journal, directory) = (Arc::clone(journal), Arc::clone(directory));
    Arc::new(move |fault, message| {
        let mut line = Line { at: now(), fault: Some(fault), ..Line::default() };
        if let Some(message) = message {
            line.method.clone_from(&message.method);
            line.path.clone_from(&message.target);
            let query = std::str::from_utf8(&message.body).ok().and_then(|text| Query::from_xml(text).ok());
            if let Some(query) = query {
                line.inquirer = Some(query.inquirer.to_string());
                line.provider = Some(query.provider.to_string());
                line.request = Some(query.request);
            }
        }
        journal.write(line, directory.numbers());
    })
}

/// The 機関別符号 under which a body knows a person at a network that stands: there a code of the case is the usual one.
pub fn fixed_code(project: &Project, body: &Organisation, persona: &RoleModelId) -> String {
    let usual = registry::fixed_code(&body.code, persona);
    let of_network = project.partner_of_backbone(Backbone::Nws).and_then(|partner| match &partner.link_codes {
        LinkCodes::OfBodies(all) => all.get(&project.institution(&body.code)?.id)?.get(persona).cloned(),
        LinkCodes::Fixed(_) | LinkCodes::OfTheCase => None,
    });
    let of_body = || project.partner(&body.id).map(|own| known_code(&own.link_codes, &body.code, persona, &usual));
    of_network.or_else(of_body).unwrap_or(usual)
}

/// The codes by which real systems know a person that take messages as services, and ask as the bodies those are.
fn codes_of_services(project: &Project, persona: &RoleModelId) -> Vec<Code> {
    let code = |service: &Service| {
        let partner = project.partner_of_service(&service.id).filter(|partner| partner.url.is_some())?;
        let body = project.organisation(service.organisation.as_ref()?)?;
        let usual = registry::fixed_code(&body.code, persona);
        Some(Code {
            organisation: service.id.to_string(),
            name: service.name.clone(),
            institution: body.code.to_string(),
            link_code: known_code(&partner.link_codes, &body.code, persona, &usual),
        })
    };
    project.services.iter().filter_map(code).collect()
}

/// Which bodies have to do with which person: those that ask about it, and those that hold something of it. Insurers
/// share the code of the clearing house, so it stands for them.
fn acquaintances(project: &Project) -> BTreeMap<RoleModelId, BTreeSet<usize>> {
    let at: HashMap<_, _> = project.organisations.iter().enumerate().map(|(index, body)| (&body.id, index)).collect();
    let speaker = |index: usize| {
        let body = &project.organisations[index];
        let house = project.institution(&body.code).filter(|_| body.kind.gateway() == Gateway::Insurers);
        house.and_then(|house| at.get(&house.id).copied()).unwrap_or(index)
    };
    let mut pairs: BTreeMap<RoleModelId, BTreeSet<usize>> = BTreeMap::new();
    let mut know = |persona: &RoleModelId, id| {
        if let Some(index) = at.get(id) {
            pairs.entry(persona.clone()).or_default().insert(speaker(*index));
        }
    };
    for case in &project.cases {
        match &case.inquirer {
            Inquirer::Organisation(id) => know(&case.persona, id),
            Inquirer::Group(id) => {
                let members = project.group(id).map_or(&[][..], |group| &group.members);
                members.iter().for_each(|id| know(&case.persona, id));
            }
        }
        if let Target::Organisation(id) = &case.target {
            know(&case.persona, id);
        }
    }
    for case in &project.link_code_cases {
        case.bodies(project).iter().for_each(|(body, _)| know(&case.persona, &body.id));
    }
    project.replicas.iter().for_each(|replica| know(&replica.persona, &replica.organisation));
    // A real network converts whatever it is asked under: also for those whom only scenarios written by hand name.
    if project.partner_of_backbone(Backbone::Nws).is_some() {
        let bodies = project.organisations.iter();
        bodies.for_each(|body| project.role_models.iter().for_each(|persona| know(&persona.id, &body.id)));
    }
    // Whoever comes to a service may be asked about by the body that it is.
    for body in project.services.iter().filter_map(|service| service.organisation.as_ref()) {
        project.role_models.iter().for_each(|persona| know(&persona.id, body));
    }
    pairs
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn clock(at: u64) -> String {
    let second = (at + JAPAN_SECONDS) % 86_400;
    format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
}

/// The day in Japan, for a project without a case.
fn today() -> Option<CivilDate> {
    let days = i32::try_from((now() + JAPAN_SECONDS) / 86_400).ok()?;
    CivilDate::new(1970, 1, 1).map(|epoch| epoch.plus_days(days))
}
