//! What goes wrong with the messages of a scenario, by its own sentences, by the project's files and by the command
//! line.

use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::drive::Staged;
use super::exchange::Sending;
use super::partner::Reception;
use super::verdict::{Stop, reason};
use super::world::State;
use crate::event::{Event, FaultMet, Reason};
use crate::feature::FaultPhrase;
use crate::model::catalogue::run as words;
use crate::model::{FaultPlace, Lang, NamedFault, Outcome, Place, Project};
use crate::network::{ClientFault, Met, Scene};
use crate::payload::envelope::{ResidentAnswer, ResidentQuery};

/// What has come of the project's faults in all trials so far.
#[derive(Debug)]
pub(super) struct Tally {
    met: Mutex<Vec<FaultMet>>,
    proxies: AtomicU64,
}

impl Tally {
    pub fn new(project: &Project) -> Self {
        let met = |fault: &NamedFault| FaultMet {
            fault: fault.spelling(&project.organisations, Lang::Ja),
            source: if fault.source == Place::Nowhere { String::new() } else { fault.source.to_string() },
            trials: 0,
            messages: 0,
            effects: 0,
        };
        Self { met: Mutex::new(project.faults.iter().map(met).collect()), proxies: AtomicU64::new(0) }
    }

    /// What there is to tell; `None`: nothing was asked for, and nothing stood anywhere.
    pub fn told(&self) -> Option<Event> {
        let faults = self.met.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let proxies = self.proxies.load(Ordering::Relaxed);
        (!faults.is_empty() || proxies > 0).then_some(Event::FaultsMet { faults, proxies })
    }
}

impl State {
    /// Does a sentence about faults.
    pub(super) async fn fault(&mut self, phrase: FaultPhrase) -> Result<(), Stop> {
        match phrase {
            FaultPhrase::Happens { place, kind, times } => {
                let place = self.fault_place(&place)?;
                let fault = NamedFault { place, kind, times, cases: Vec::new(), source: Place::Nowhere };
                self.said.faults.push(fault);
            }
            FaultPhrase::Release { place } => self.release_held(&place).await?,
        }
        Ok(())
    }

    fn fault_place(&self, written: &str) -> Result<FaultPlace, Stop> {
        FaultPlace::read(written, &self.context.shared.project.organisations)
            .map_err(|_| Stop::broken(reason(&words::UNKNOWN_STEP, &[("text", &written)])))
    }

    /// Every fault that meets this scenario: its own first, then those of the project.
    pub(super) fn faults(&self) -> Vec<NamedFault> {
        let of_project = self.context.shared.project.faults.iter().filter(|fault| self.is_met_by(fault));
        self.said.faults.iter().chain(of_project).cloned().collect()
    }

    fn is_met_by(&self, fault: &NamedFault) -> bool {
        fault.cases.is_empty() || self.case.as_ref().is_some_and(|case| fault.cases.contains(case))
    }

    /// What has come of the scenario's own faults, and of the project's.
    fn met(&self) -> (Vec<Met>, Vec<Met>) {
        let scenes = self.context.scenes.borrow();
        let Some(staged) = scenes.get(&self.trial) else { return (Vec::new(), Vec::new()) };
        let mut own = staged.scene.met();
        let of_project = own.split_off(staged.own.min(own.len()));
        (own, of_project)
    }

    /// Counts what has come of the project's faults in this trial.
    pub(super) fn tally_faults(&self) {
        let shared = &self.context.shared;
        let mut met = self.met().1.into_iter();
        let mut tally = shared.faults.met.lock().unwrap_or_else(PoisonError::into_inner);
        for (fault, known) in shared.project.faults.iter().zip(tally.iter_mut()) {
            if self.is_met_by(fault) {
                let Met { messages, effects } = met.next().unwrap_or_default();
                known.trials += 1;
                known.messages += messages;
                known.effects += effects;
            }
        }
        drop(tally);
        let proxies = self.context.scenes.borrow().get(&self.trial).map_or(0, |staged| staged.scene.proxies());
        shared.faults.proxies.fetch_add(proxies as u64, Ordering::Relaxed);
    }

    /// A scenario that passes although a fault it asks for never happened has tried nothing.
    pub(super) fn fault_left_out(&self) -> Option<Stop> {
        if self.replaying() {
            return None;
        }
        let met = self.met().0;
        let left_out = |(number, _): &(usize, &NamedFault)| met.get(*number).is_none_or(|met| met.effects == 0);
        let (number, fault) = self.said.faults.iter().enumerate().find(left_out)?;
        let passed = met.get(number).is_some_and(|met| met.messages > 0);
        let why = if passed { words::FAULT_WITHOUT_EFFECT } else { words::FAULT_PLACE_NOT_PASSED };
        let organisations = &self.context.shared.project.organisations;
        let say = |lang| {
            let (fault, why) = (fault.spelling(organisations, lang), why.pattern(lang));
            words::FAULT_NOT_MET.say(lang, &[("fault", &fault), ("why", &why)])
        };
        Some(Stop::blocked(Reason { ja: say(Lang::Ja), en: say(Lang::En) }))
    }

    /// The faults ready to meet messages; the same in every attempt, so that a fault shown once stays shown.
    pub(super) fn scene(&self) -> Result<Option<Arc<Scene>>, Stop> {
        // What went wrong on the way is in the record already.
        if self.replaying() {
            return Ok(None);
        }
        if let Some(staged) = self.context.scenes.borrow().get(&self.trial) {
            return Ok(Some(Arc::clone(&staged.scene)));
        }
        let scene = self.context.client.scene(&self.faults());
        let scene = scene.map_err(|why| Stop::broken(reason(&words::BENCH, &[("why", &why)])))?;
        if let Some(scene) = &scene {
            let staged = Staged { scene: Arc::clone(scene), own: self.said.faults.len() };
            self.context.scenes.borrow_mut().insert(self.trial.clone(), staged);
        }
        Ok(scene)
    }

    /// A proxy of ours that could not be set up is no fault of theirs.
    pub(super) fn proxies_stand(&self) -> Result<(), Stop> {
        let scenes = self.context.scenes.borrow();
        match scenes.get(&self.trial).and_then(|staged| staged.scene.broken()) {
            Some(why) => Err(Stop::broken(reason(&words::BENCH, &[("why", &why)]))),
            None => Ok(()),
        }
    }

    /// Between a real inquirer that works by files and its 中間サーバー there is no wire for a fault to stand on.
    pub(super) fn own_gateway_undisturbed(&self) -> Result<(), Stop> {
        if self.faults().iter().any(|fault| fault.place == FaultPlace::OwnGateway) {
            return Err(Stop::blocked(reason(&words::REAL_INQUIRER_UNDISTURBED, &[])));
        }
        Ok(())
    }

    /// Where a real inquirer is to ask: at the doors of the run, or, where a fault of the scenario stands before its
    /// 中間サーバー, at a door of the scenario's own.
    pub(super) fn inquirer_url(&self, reception: &Reception) -> Result<String, Stop> {
        let Some(scene) = self.scene()? else { return Ok(reception.url.clone()) };
        let own = self.context.client.own_door(&scene, &reception.beside);
        let own = own.map_err(|why| Stop::broken(reason(&words::BENCH, &[("why", &why)])))?;
        Ok(own.unwrap_or_else(|| reception.url.clone()))
    }

    /// Searches 住基ネット where a fault stands before it: the answer, or what a body would say came in its place; `None`:
    /// none does.
    pub(super) async fn search_disturbed(
        &mut self,
        query: &ResidentQuery,
    ) -> Result<Option<Result<String, Outcome>>, Stop> {
        let Some(scene) = self.scene()? else { return Ok(None) };
        let context = Rc::clone(&self.context);
        let Some(searched) = context.client.search_residents_disturbed(&scene, query).await else { return Ok(None) };
        self.proxies_stand()?;
        match searched {
            Ok(answer) if ResidentAnswer::from_xml(&answer).is_ok() => Ok(Some(Ok(answer))),
            Ok(_) => Ok(Some(Err(Outcome::Malformed))),
            Err(ClientFault::Told { outcome, .. }) => Ok(Some(Err(outcome))),
            Err(fault) => Err(Stop::broken(reason(&words::BENCH, &[("why", &fault)]))),
        }
    }

    async fn release_held(&mut self, written: &str) -> Result<(), Stop> {
        let place = self.fault_place(written)?;
        if self.replaying() {
            return self.play_release();
        }
        let nothing = || Stop::failed(Vec::new(), Some(reason(&words::NOTHING_HELD_BEFORE, &[("place", &written)])));
        let context = Rc::clone(&self.context);
        let Some(scene) = self.scene()? else { return Err(nothing()) };
        if context.client.release_held(&scene, &place) == 0 {
            return Err(nothing());
        }
        let query = self.queried()?;
        self.exchange(query, Sending::Poll).await
    }

    /// What to say with a failure of a scenario that has faults.
    pub(super) fn disturbed(&self) -> Option<Reason> {
        let organisations = &self.context.shared.project.organisations;
        let faults = self.faults();
        if faults.is_empty() {
            return None;
        }
        let list = |lang| faults.iter().map(|fault| fault.spelling(organisations, lang)).collect::<Vec<_>>().join(", ");
        Some(Reason {
            ja: words::DISTURBED.say(Lang::Ja, &[("faults", &list(Lang::Ja))]),
            en: words::DISTURBED.say(Lang::En, &[("faults", &list(Lang::En))]),
        })
    }
}
