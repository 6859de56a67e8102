//! Persons' instances and their 機関別符号: one per body, one for all insurers together, none of them a 個人番号.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::fault::Scene;
use crate::answer::link_code::{self, Register};
use crate::model::addressee::Relinking;
use crate::model::stable;
use crate::model::{
    Behaviour, CivilDate, InformationCode, InstitutionCode, Insurance, LinkCodeAct, LinkCodeOutcome, OrganisationId,
    Replica, RoleModelId,
};

/// What is needed to make a person known for one trial.
#[derive(Debug, Clone)]
pub struct Admission {
    /// The trial, for behaviours that count (silent once, then plain).
    pub trial: Arc<str>,
    /// The persona.
    pub persona: RoleModelId,
    /// 現時点 of the trial.
    pub base_date: CivilDate,
    /// A provider's behaviour that the scenario itself asks for, and how often.
    pub behaviour: Option<(Behaviour, Option<u32>)>,
    /// What goes wrong with the messages of the scenario.
    pub scene: Option<Arc<Scene>>,
}

/// A person's instance as a server finds it behind a 機関別符号.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// Which instance.
    pub number: u64,
    /// As it was made known.
    pub admission: Admission,
    /// What was registered or deleted about this instance since.
    pub changes: Arc<Changes>,
}

/// 副本 registered and deleted while a scenario runs, about its own instance of the person.
#[derive(Debug, Clone, Default)]
pub(super) struct Changes {
    /// The newest of a body, 特定個人情報, version and insurance stands for the others.
    pub registered: Vec<Replica>,
    /// What is gone.
    pub deleted: Vec<Deleted>,
    /// What was changed in whose 団体内統合宛名システム.
    pub relinked: Vec<(InstitutionCode, Relinking)>,
}

/// Every version of a 特定個人情報 that a body has deleted.
#[derive(Debug, Clone)]
pub(super) struct Deleted {
    pub organisation: OrganisationId,
    pub information: InformationCode,
    /// Of one insurance only; `None`: of all.
    pub insurance: Option<Insurance>,
}

impl Deleted {
    fn means(&self, replica: &Replica) -> bool {
        self.organisation == replica.organisation
            && self.information == replica.information
            && self.insurance.as_ref().is_none_or(|insurance| *insurance == replica.terms.insurance)
    }
}

/// Whether a 副本 stands in another's place: of one body, 特定個人情報, version and insurance.
fn replaces(newer: &Replica, older: &Replica) -> bool {
    newer.organisation == older.organisation
        && newer.information == older.information
        && newer.version == older.version
        && newer.terms.insurance == older.terms.insurance
}

impl Changes {
    /// Registers a 副本 in place of what the body had of it in that version and insurance.
    pub fn register(&mut self, replica: Replica) {
        self.registered.retain(|known| !replaces(&replica, known));
        self.registered.push(replica);
    }

    /// Deletes what a body has registered.
    pub fn delete(&mut self, deleted: Deleted) {
        self.registered.retain(|known| !deleted.means(known));
        self.deleted.push(deleted);
    }

    /// The 副本 that hold now, of those registered before and since.
    pub fn apply<'a>(&'a self, before: Vec<&'a Replica>, since: impl Fn(&Replica) -> bool) -> Vec<&'a Replica> {
        let gone = |replica: &Replica| {
            self.deleted.iter().any(|deleted| deleted.means(replica))
                || self.registered.iter().any(|known| replaces(known, replica))
        };
        let kept = before.into_iter().filter(|replica| !gone(replica));
        kept.chain(self.registered.iter().filter(|replica| since(replica))).collect()
    }
}

/// Whether a 照会要求番号 of a body comes for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    Yes,
    No,
}

/// Requests remembered of one person, for 重複要求; beyond this many the oldest is forgotten.
const REQUESTS_MAX: usize = 256;

/// A person's instance in one attempt of one trial. Forgotten by every server when dropped.
pub struct Subject {
    number: u64,
    persona: RoleModelId,
    registry: Arc<Inner>,
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subject").field("number", &self.number).finish_non_exhaustive()
    }
}

impl Subject {
    /// The 機関別符号 that one body uses of this person, good or withdrawn; empty when it has obtained none.
    pub fn link_code(&self, institution: &InstitutionCode) -> String {
        self.registry.link_code(self.number, institution).map(|(code, _)| code).unwrap_or_default()
    }

    /// 住民キー of this instance, by which 住基ネット tells it from all others.
    pub fn key(&self) -> String {
        self.registry.key(self.number)
    }

    /// A body has not obtained its 機関別符号 yet.
    pub fn without_link_code(&self, institution: &InstitutionCode) {
        self.registry.set_state(self.number, institution, LinkCodeOutcome::NotObtained);
    }

    /// Whether a body has obtained its 機関別符号, or had.
    pub fn link_code_state(&self, institution: &InstitutionCode) -> LinkCodeOutcome {
        self.registry
            .people()
            .known
            .get(&self.number)
            .map_or(LinkCodeOutcome::NotObtained, |known| known.state(institution))
    }

    /// Whose instance it is.
    pub fn persona(&self) -> &RoleModelId {
        &self.persona
    }

    /// A number that no other instance of this network has.
    pub fn number(&self) -> u64 {
        self.number
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        self.registry.forget(self.number);
    }
}

/// All persons known to one network.
#[derive(Debug)]
pub(super) struct Registry(Arc<Inner>);

/// A body and its 照会要求番号.
pub(super) type Request = (InstitutionCode, String);

type ForgetHook = Box<dyn Fn(u64, &VecDeque<Arc<Request>>) + Send + Sync>;

struct Inner {
    salt: u64,
    next: AtomicU64,
    people: Mutex<People>,
    on_forget: OnceLock<ForgetHook>,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").field("people", &self.people).finish_non_exhaustive()
    }
}

#[derive(Debug, Default)]
struct People {
    known: HashMap<u64, Known>,
    by_code: Codes,
    /// 住民キー of those instances that 住基ネット was asked about.
    by_key: HashMap<String, u64>,
    /// How often a counted behaviour was shown, by trial and rule; rules without a count never come here.
    shown: HashMap<(Arc<str>, usize), u32>,
}

#[derive(Debug)]
struct Known {
    admission: Admission,
    codes: Vec<(InstitutionCode, String)>,
    /// Bodies whose code is not simply there: every other has obtained one.
    states: Vec<(InstitutionCode, LinkCodeOutcome)>,
    /// How often all codes were withdrawn.
    withdrawn: u64,
    key: Option<String>,
    requests: Requests,
    changes: Arc<Changes>,
}

impl Registry {
    pub fn new(worker: u16) -> Self {
        Self(Arc::new(Inner {
            salt: u64::from(worker).wrapping_mul(0x9e37_79b9_7f4a_7c15),
            next: AtomicU64::new(1),
            people: Mutex::default(),
            on_forget: OnceLock::new(),
        }))
    }

    pub fn admit(&self, admission: Admission) -> Subject {
        let number = self.0.next.fetch_add(1, Ordering::Relaxed);
        let persona = admission.persona.clone();
        if let Some(scene) = &admission.scene {
            scene.begin(number);
        }
        let known = Known::new(admission);
        self.0.people().known.insert(number, known);
        Subject { number, persona, registry: Arc::clone(&self.0) }
    }

    /// The person behind a 機関別符号 of one body.
    pub fn person(&self, institution: &InstitutionCode, link_code: &str) -> Option<Person> {
        let people = self.0.people();
        let number = people.by_code.person(institution, link_code)?;
        people.person(number)
    }

    /// A person by the number of its instance.
    pub fn numbered(&self, number: u64) -> Option<Person> {
        self.0.people().person(number)
    }

    /// Remembers a 照会要求番号 of a body about a person.
    pub fn note_request(&self, number: u64, inquirer: &InstitutionCode, request: &str) -> First {
        let mut people = self.0.people();
        let Some(known) = people.known.get_mut(&number) else { return First::Yes };
        known.requests.note((inquirer.clone(), request.to_owned()))
    }

    /// Changes what is registered about a person's instance.
    pub fn change(&self, number: u64, change: impl FnOnce(&mut Changes)) {
        if let Some(known) = self.0.people().known.get_mut(&number) {
            change(Arc::make_mut(&mut known.changes));
        }
    }

    /// What to call with the number and the requests of an instance that is forgotten.
    pub fn on_forget(&self, hook: impl Fn(u64, &VecDeque<Arc<Request>>) + Send + Sync + 'static) {
        // Set once, when the network starts.
        let _ = self.0.on_forget.set(Box::new(hook));
    }

    /// 符号変換: the same person's 機関別符号 at another body; `None`: that body has none that is good.
    pub fn convert(&self, number: u64, institution: &InstitutionCode) -> Option<String> {
        let (code, state) = self.0.link_code(number, institution)?;
        (state == LinkCodeOutcome::Obtained).then_some(code)
    }

    /// 符号生成: what becomes of a body's asking, and its code when it has a new one.
    pub fn generate(&self, number: u64, institution: &InstitutionCode) -> (LinkCodeOutcome, Option<String>) {
        let state = self.0.people().known.get(&number).map(|known| known.state(institution));
        let Some(state) = state else { return (LinkCodeOutcome::NotObtained, None) };
        let outcome = link_code::outcome(LinkCodeAct::Obtain, state, Register::Knows);
        if outcome != LinkCodeOutcome::Obtained {
            return (outcome, None);
        }
        self.0.set_state(number, institution, outcome);
        (outcome, self.convert(number, institution))
    }

    /// 符号取消: no body's code of this person is good any more.
    pub fn cancel(&self, number: u64) {
        self.0.cancel(number);
    }

    /// The instance behind a 住民キー.
    pub fn keyed(&self, key: &str) -> Option<u64> {
        self.0.people().by_key.get(key).copied()
    }

    /// The one instance of a persona, where there is but one: a standing network's.
    pub fn only_one_of(&self, persona: &RoleModelId) -> Option<u64> {
        let people = self.0.people();
        let mut of = people.known.iter().filter(|(_, known)| known.admission.persona == *persona);
        let (number, _) = of.next()?;
        of.next().is_none().then_some(*number)
    }

    /// Forgets how often counted behaviours were shown.
    pub fn forget_shown(&self) {
        self.0.people().shown.clear();
    }

    /// Whether a behaviour limited to `times` is still to be shown in this trial; counts one showing.
    pub fn show(&self, trial: &Arc<str>, rule: usize, times: Option<u32>) -> bool {
        let Some(times) = times else { return true };
        let mut people = self.0.people();
        let shown = people.shown.entry((Arc::clone(trial), rule)).or_insert(0);
        *shown += 1;
        *shown <= times
    }
}

impl Known {
    fn new(admission: Admission) -> Self {
        Self {
            admission,
            codes: Vec::new(),
            states: Vec::new(),
            withdrawn: 0,
            key: None,
            requests: Requests::default(),
            changes: Arc::default(),
        }
    }

    /// A body that nothing was said of has obtained its code, unless all were withdrawn.
    fn state(&self, institution: &InstitutionCode) -> LinkCodeOutcome {
        let said = self.states.iter().find(|(known, _)| known == institution).map(|(_, state)| *state);
        let unsaid = if self.withdrawn > 0 { LinkCodeOutcome::Cancelled } else { LinkCodeOutcome::Obtained };
        said.unwrap_or(unsaid)
    }
}

/// The last 照会要求番号 of each body about one person.
#[derive(Debug, Default)]
struct Requests {
    known: HashSet<Arc<Request>>,
    order: VecDeque<Arc<Request>>,
}

impl Requests {
    fn note(&mut self, request: Request) -> First {
        let request = Arc::new(request);
        if !self.known.insert(Arc::clone(&request)) {
            return First::No;
        }
        self.order.push_back(request);
        if self.order.len() > REQUESTS_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        First::Yes
    }
}

/// Whom each body's 機関別符号 mean.
#[derive(Debug, Default)]
struct Codes(HashMap<InstitutionCode, HashMap<String, u64>>);

impl Codes {
    fn person(&self, institution: &InstitutionCode, link_code: &str) -> Option<u64> {
        self.0.get(institution)?.get(link_code).copied()
    }

    fn insert(&mut self, institution: &InstitutionCode, link_code: String, number: u64) {
        self.0.entry(institution.clone()).or_default().insert(link_code, number);
    }

    fn remove(&mut self, (institution, link_code): &(InstitutionCode, String)) {
        if let Some(codes) = self.0.get_mut(institution) {
            codes.remove(link_code);
        }
    }
}

impl People {
    fn person(&self, number: u64) -> Option<Person> {
        let known = self.known.get(&number)?;
        Some(Person { number, admission: known.admission.clone(), changes: Arc::clone(&known.changes) })
    }
}

impl Inner {
    fn people(&self) -> MutexGuard<'_, People> {
        // A poisoned lock only means that a responder panicked; the map itself is whole.
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The code that a body uses, good or not, and the state it is in.
    fn link_code(&self, number: u64, institution: &InstitutionCode) -> Option<(String, LinkCodeOutcome)> {
        let mut people = self.people();
        let People { known, by_code, .. } = &mut *people;
        let person = known.get_mut(&number)?;
        let state = person.state(institution);
        if state == LinkCodeOutcome::NotObtained {
            return None;
        }
        if let Some((_, code)) = person.codes.iter().find(|(known, _)| known == institution) {
            return Some((code.clone(), state));
        }
        // 20 letters that tell nothing of the person; equal persons at two bodies have unlike codes. Our assumption. No
        // digits, so that no run of twelve can be taken for a 個人番号.
        // A body that does not know of the withdrawal goes on using the code it had.
        let made = if state == LinkCodeOutcome::Cancelled { person.withdrawn - 1 } else { person.withdrawn };
        let mixed =
            stable::mixed(self.salt ^ stable::mixed(number) ^ stable::of_text(&institution.0) ^ stable::mixed(made));
        let code = letters(mixed, stable::mixed(mixed));
        person.codes.push((institution.clone(), code.clone()));
        if state == LinkCodeOutcome::Obtained {
            by_code.insert(institution, code.clone(), number);
        }
        Some((code, state))
    }

    fn set_state(&self, number: u64, institution: &InstitutionCode, state: LinkCodeOutcome) {
        let mut people = self.people();
        let People { known, by_code, .. } = &mut *people;
        let Some(person) = known.get_mut(&number) else { return };
        // Whatever code the body had is none of this state's.
        for code in person.codes.extract_if(.., |(known, _)| known == institution) {
            by_code.remove(&code);
        }
        person.states.retain(|(known, _)| known != institution);
        person.states.push((institution.clone(), state));
    }

    fn cancel(&self, number: u64) {
        let mut people = self.people();
        let People { known, by_code, .. } = &mut *people;
        let Some(person) = known.get_mut(&number) else { return };
        for code in &person.codes {
            by_code.remove(code);
        }
        person.withdrawn += 1;
        person.states.retain(|(_, state)| *state == LinkCodeOutcome::NotObtained);
    }

    fn key(&self, number: u64) -> String {
        let mut people = self.people();
        let People { known, by_key, .. } = &mut *people;
        let Some(person) = known.get_mut(&number) else { return String::new() };
        let key = person.key.get_or_insert_with(|| {
            let mixed = stable::mixed(self.salt ^ stable::mixed(stable::mixed(number)));
            letters(mixed, stable::mixed(mixed))
        });
        by_key.insert(key.clone(), number);
        key.clone()
    }

    fn forget(&self, number: u64) {
        let mut people = self.people();
        let Some(known) = people.known.remove(&number) else { return };
        for key in known.codes {
            people.by_code.remove(&key);
        }
        if let Some(key) = known.key {
            people.by_key.remove(&key);
        }
        drop(people);
        if let Some(hook) = self.on_forget.get() {
            hook(number, &known.requests.order);
        }
    }
}

/// The 機関別符号 under which a body always knows a person, in every run and on every machine.
pub(super) fn fixed_code(institution: &InstitutionCode, persona: &RoleModelId) -> String {
    let mixed = stable::mixed(stable::of_text(&institution.0) ^ stable::mixed(stable::of_text(&persona.0)));
    letters(mixed, stable::mixed(mixed))
}

/// Eighty bits as twenty letters, four bits to a letter.
fn letters(high: u64, low: u64) -> String {
    let nibbles = (0..16).map(|place| high >> (60 - 4 * place)).chain((0..4).map(|place| low >> (4 * place)));
    nibbles.map(|bits| char::from(b'A' + (bits & 0xf) as u8)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Organisation, OrganisationKind, Place};

    fn code(text: &str) -> InstitutionCode {
        InstitutionCode(text.into())
    }

    fn admission() -> Admission {
        Admission {
            trial: "K1@b".into(),
            persona: "RM-001".into(),
            base_date: CivilDate::new(2018, 7, 27).unwrap(),
            behaviour: None,
            scene: None,
        }
    }

    #[test]
    fn one_person_has_another_code_at_every_body_and_is_found_by_it_only_there() {
        let registry = Registry::new(0);
        let person = registry.admit(admission());
        let (b, c) = (person.link_code(&code("002")), person.link_code(&code("003")));
        assert_ne!(b, c);
        assert_eq!(b, person.link_code(&code("002")));
        assert!(registry.person(&code("002"), &b).is_some());
        assert!(registry.person(&code("003"), &b).is_none());
        let other = registry.admit(admission());
        assert_ne!(b, other.link_code(&code("002")));
        drop(person);
        assert!(registry.person(&code("002"), &b).is_none(), "forgotten with its trial");
    }

    #[test]
    fn all_insurers_see_one_code_of_a_person_and_any_other_body_another() {
        let insurer = |id: &str| Organisation {
            id: id.into(),
            name: id.to_owned(),
            kind: OrganisationKind::Insurer,
            code: code("099"),
            scheme: Some("kempo".into()),
            insurer_number: None,
            part_of: None,
            place: Place::Nowhere,
        };
        let city =
            Organisation { kind: OrganisationKind::Municipality, code: code("002"), scheme: None, ..insurer("b-shi") };
        let (first, second) = (insurer("a-kempo"), insurer("c-kempo"));
        let registry = Registry::new(0);
        let person = registry.admit(admission());
        let seen = person.link_code(&first.code);
        assert_eq!(seen, person.link_code(&second.code));
        assert_eq!(Some(&seen), registry.convert(person.number(), &second.code).as_ref());
        assert_ne!(seen, person.link_code(&city.code));
        assert_eq!(registry.person(&second.code, &seen).map(|found| found.number), Some(person.number()));
        assert!(registry.person(&city.code, &seen).is_none());
    }

    #[test]
    fn a_body_asks_for_its_code_has_it_once_and_loses_it_with_all_others() {
        use LinkCodeOutcome::{Cancelled, Duplicate, NotObtained, Obtained};
        let registry = Registry::new(0);
        let person = registry.admit(admission());
        let (b, c) = (code("002"), code("003"));
        let number = person.number();
        person.without_link_code(&b);
        assert_eq!((person.link_code_state(&b), person.link_code(&b)), (NotObtained, String::new()));
        assert_eq!(registry.convert(number, &b), None);
        assert_eq!(person.link_code_state(&c), Obtained, "the others have theirs");

        let (outcome, first) = registry.generate(number, &b);
        assert_eq!((outcome, first.as_ref()), (Obtained, Some(&person.link_code(&b))));
        assert_eq!(registry.generate(number, &b), (Duplicate, None));
        assert_eq!(registry.person(&b, &person.link_code(&b)).map(|found| found.number), Some(number), "still good");

        let old_of_c = person.link_code(&c);
        registry.cancel(number);
        assert_eq!([person.link_code_state(&b), person.link_code_state(&c)], [Cancelled, Cancelled]);
        assert_eq!(person.link_code(&c), old_of_c, "the body does not know yet");
        assert!(registry.person(&c, &old_of_c).is_none());
        assert_eq!(registry.convert(number, &c), None);
        let never_used = code("004");
        let unknowing = person.link_code(&never_used);
        assert!(registry.person(&never_used, &unknowing).is_none(), "withdrawn before it was ever used");

        let (outcome, second) = registry.generate(number, &b);
        assert_eq!(outcome, Obtained);
        assert_ne!(second, first, "a new code");
        assert_eq!(registry.person(&b, &second.unwrap()).map(|found| found.number), Some(number));
        assert!(registry.person(&b, &first.unwrap()).is_none(), "the old one stays dead");
        assert_eq!(person.link_code_state(&c), Cancelled);
    }

    #[test]
    fn an_instance_is_known_by_its_own_key_until_it_is_forgotten() {
        let registry = Registry::new(0);
        let (one, other) = (registry.admit(admission()), registry.admit(admission()));
        let (key, another) = (one.key(), other.key());
        assert_ne!(key, another);
        assert_eq!([registry.keyed(&key), registry.keyed(&another)], [Some(one.number()), Some(other.number())]);
        assert_eq!(registry.only_one_of(&"RM-001".into()), None, "there are two");
        drop(one);
        assert_eq!(registry.keyed(&key), None);
        assert_eq!(registry.only_one_of(&"RM-001".into()), Some(other.number()));
    }

    #[test]
    fn a_counted_behaviour_ends() {
        let registry = Registry::new(0);
        let trial: Arc<str> = "K1@b".into();
        assert_eq!([1, 2, 3].map(|_| registry.show(&trial, 7, Some(2))), [true, true, false]);
        assert!(registry.show(&trial, 8, None));
    }
}
