//! What goes wrong with the messages of a scenario, by its own sentences, by the project's files and by the command
//! line.

use std::rc::Rc;
use std::sync::Arc;

use super::verdict::{Stop, reason, whole};
use super::world::{Sending, State};
use crate::event::Reason;
use crate::feature::FaultPhrase;
use crate::model::catalogue::{resident as register, run as words};
use crate::model::{FaultPlace, Lang, NamedFault, Outcome, Place};
use crate::network::{ClientFault, Scene};
use crate::payload::DifferenceKind;
use crate::payload::envelope::{ResidentAnswer, ResidentQuery};

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
    fn faults(&self) -> Vec<NamedFault> {
        let case = self.case.as_ref();
        let meets = |fault: &&NamedFault| fault.cases.is_empty() || case.is_some_and(|case| fault.cases.contains(case));
        let of_project = self.context.shared.project.faults.iter().filter(meets);
        self.said.faults.iter().chain(of_project).cloned().collect()
    }

    /// The faults ready to meet messages; the same in every attempt, so that a fault shown once stays shown.
    pub(super) fn scene(&self) -> Result<Option<Arc<Scene>>, Stop> {
        if let Some(scene) = self.context.scenes.borrow().get(&self.trial) {
            return Ok(Some(Arc::clone(scene)));
        }
        let scene = self.context.client.scene(&self.faults());
        let scene = scene.map_err(|why| Stop::broken(reason(&words::BENCH, &[("why", &why)])))?;
        if let Some(scene) = &scene {
            self.context.scenes.borrow_mut().insert(self.trial.clone(), Arc::clone(scene));
        }
        Ok(scene)
    }

    /// A proxy of ours that could not be set up is no fault of theirs.
    pub(super) fn proxies_stand(&self) -> Result<(), Stop> {
        let scenes = self.context.scenes.borrow();
        match scenes.get(&self.trial).and_then(|scene| scene.broken()) {
            Some(why) => Err(Stop::broken(reason(&words::BENCH, &[("why", &why)]))),
            None => Ok(()),
        }
    }

    /// A real inquirer reaches its 中間サーバー at a door that all scenarios share: no fault of one can stand there.
    pub(super) fn own_gateway_undisturbed(&self) -> Result<(), Stop> {
        if self.faults().iter().any(|fault| fault.place == FaultPlace::OwnGateway) {
            return Err(Stop::blocked(reason(&words::REAL_INQUIRER_UNDISTURBED, &[])));
        }
        Ok(())
    }

    /// Searches 住基ネット where a fault stands before it; `None`: none does.
    pub(super) async fn search_disturbed(&mut self, query: &ResidentQuery) -> Result<Option<String>, Stop> {
        let Some(scene) = self.scene()? else { return Ok(None) };
        let context = Rc::clone(&self.context);
        let Some(searched) = context.client.search_residents_disturbed(&scene, query).await else { return Ok(None) };
        self.proxies_stand()?;
        let outcome = match searched {
            Ok(answer) if ResidentAnswer::from_xml(&answer).is_ok() => return Ok(Some(answer)),
            Ok(_) => Outcome::Malformed,
            Err(ClientFault::Told { outcome, .. }) => outcome,
            Err(fault) => return Err(Stop::broken(reason(&words::BENCH, &[("why", &fault)]))),
        };
        let (name, actual) = (register::REGISTER.pattern(Lang::Ja), outcome.word().pattern(Lang::Ja));
        Err(Stop::failed(vec![whole(DifferenceKind::NoAnswer, name, None, Some(actual.to_owned()))], None))
    }

    async fn release_held(&mut self, written: &str) -> Result<(), Stop> {
        let place = self.fault_place(written)?;
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
