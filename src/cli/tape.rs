//! A recorded run taken up again: its exchanges by trial, to be played in place of the partner or made into drafts.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::Exit;
use super::screen::Screen;
use super::verify::run_folder;
use crate::event::{About, Data, Event, Exchange, TrialId};
use crate::payload::Difference;
use crate::payload::envelope::Query;
use crate::record::{self, Bodies, Problem, RecordError};
use crate::run::{Recorded, Replay};

/// What was recorded of one trial in its last attempt.
pub(super) struct TapedTrial {
    pub id: TrialId,
    pub about: Arc<About>,
    pub exchanges: Vec<Exchange>,
    pub differences: Vec<Difference>,
}

/// A whole record, its data left on the disk.
pub(super) struct Tape {
    /// The run's id.
    pub run: String,
    /// In the order in which they began.
    pub trials: Vec<TapedTrial>,
    places: HashMap<TrialId, usize>,
    bodies: Bodies,
}

/// Reads a record that is still what was written; else tells what is wrong with it.
pub(super) fn open(screen: &Screen, root: &Path, name: &str) -> Result<Tape, Exit> {
    let folder = run_folder(screen, root, Some(name))?;
    let broken = |fault: RecordError| {
        screen.fault_text(&fault.message(screen.lang));
        Exit::Files
    };
    let problems = record::verify(&folder).map_err(broken)?;
    if let Some(problem) = problems.iter().find(|problem| !problem.left_by_a_crash()) {
        screen.fault_text(&Problem::message(problem, screen.lang));
        return Err(Exit::Files);
    }
    let bodies = Bodies::open(&folder).map_err(broken)?;
    let mut tape = Tape { run: String::new(), trials: Vec::new(), places: HashMap::new(), bodies };
    for event in record::read(&folder).map_err(broken)? {
        tape.take(event.map_err(broken)?);
    }
    Ok(tape)
}

impl Tape {
    fn take(&mut self, event: Event) {
        match event {
            Event::RunStarted { run, .. } => self.run = run,
            Event::TrialStarted { trial, about, .. } => {
                let fresh = TapedTrial { id: trial.clone(), about, exchanges: Vec::new(), differences: Vec::new() };
                match self.places.get(&trial) {
                    Some(place) => self.trials[*place] = fresh,
                    None => {
                        self.places.insert(trial, self.trials.len());
                        self.trials.push(fresh);
                    }
                }
            }
            Event::Exchanged { trial, exchange, .. } => {
                // Others, such as a search in 住基ネット, need no partner.
                let place = self.places.get(&trial).filter(|_| Query::from_xml(&exchange.query).is_ok());
                if let Some(place) = place {
                    self.trials[*place].exchanges.push(exchange);
                }
            }
            Event::TrialFinished { trial, differences, .. } => {
                if let Some(place) = self.places.get(&trial) {
                    self.trials[*place].differences = differences;
                }
            }
            // A service is ours: it answers again.
            Event::Served { .. } | Event::DoorsOpened { .. } | Event::InquiryAwaited { .. } => {}
            Event::RunResumed { .. } | Event::RunInterrupted { .. } | Event::RunFinished { .. } => {}
        }
    }

    /// Whether a trial was begun.
    pub fn holds(&self, trial: &str) -> bool {
        self.places.contains_key(&TrialId(trial.into()))
    }

    /// The data of an exchange as text; `None` when there are none, or they cannot be read any more.
    pub fn data(&self, exchange: &Exchange) -> Option<Arc<str>> {
        match exchange.data.as_ref()? {
            Data::Text(text) => Some(Arc::clone(text)),
            Data::Hash(hash) => self.bodies.get(hash).ok().map(Arc::from),
        }
    }

    fn recorded(&self, trial: &TrialId, number: usize) -> Option<Recorded> {
        let taped = &self.trials[*self.places.get(trial)?];
        let mut exchange = taped.exchanges.get(number)?.clone();
        if exchange.data.is_some() {
            exchange.data = Some(Data::Text(self.data(&exchange)?));
        }
        Some(Recorded { exchange, differences: taped.differences.clone() })
    }

    /// The record as it stands for the partner.
    pub fn replay(self: Arc<Self>) -> Replay {
        Arc::new(move |trial, number| self.recorded(trial, number))
    }
}
