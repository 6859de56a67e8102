//! A recorded run taken up again: its exchanges by trial, to be played in place of the partner or made into drafts.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::Exit;
use super::screen::Screen;
use super::verify::run_folder;
use crate::event::{About, Data, Event, Exchange, TrialId};
use crate::payload::envelope::{Query, ResidentQuery};
use crate::record::{self, Bodies, Problem, RecordError};
use crate::run::{Ending, Recording, Replay};

/// What was recorded of one trial.
pub(super) struct TapedTrial {
    pub id: TrialId,
    pub about: Arc<About>,
    /// In order; one that was cut off only if it is the last.
    attempts: Vec<Attempt>,
}

/// What was recorded of one attempt.
#[derive(Default)]
pub(super) struct Attempt {
    /// Queries to the network.
    pub exchanges: Vec<Exchange>,
    /// Searches in 住基ネット.
    searches: Vec<Exchange>,
    /// Real systems took part in the messages of services.
    real_services: bool,
    /// `None`: it was cut off.
    pub ending: Option<Ending>,
}

impl TapedTrial {
    /// The attempt that decided.
    pub fn last(&self) -> Option<&Attempt> {
        self.attempts.last()
    }
}

/// A whole record, its data left on the disk.
pub(super) struct Tape {
    /// The run's id.
    pub run: String,
    /// The words that selected what was run.
    pub selection: Vec<String>,
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
    let mut tape =
        Tape { run: String::new(), selection: Vec::new(), trials: Vec::new(), places: HashMap::new(), bodies };
    for event in record::read(&folder).map_err(broken)? {
        tape.take(event.map_err(broken)?);
    }
    Ok(tape)
}

impl Tape {
    fn take(&mut self, event: Event) {
        match event {
            Event::RunStarted { run, selection, .. } => (self.run, self.selection) = (run, selection),
            Event::TrialStarted { trial, about, .. } => {
                let place = *self.places.entry(trial.clone()).or_insert(self.trials.len());
                if place == self.trials.len() {
                    self.trials.push(TapedTrial { id: trial, about, attempts: Vec::new() });
                }
                let attempts = &mut self.trials[place].attempts;
                attempts.retain(|attempt| attempt.ending.is_some());
                attempts.push(Attempt::default());
            }
            Event::Exchanged { trial, exchange, .. } => {
                let Some(attempt) = self.under_way(&trial) else { return };
                if Query::from_xml(&exchange.query).is_ok() {
                    attempt.exchanges.push(exchange);
                } else if ResidentQuery::from_xml(&exchange.query).is_ok() {
                    attempt.searches.push(exchange);
                }
                // Codes are asked for again: what bodies hold of them is part of the network, not of a message.
            }
            Event::TrialFinished { trial, verdict, differences, reason, .. } => {
                if let Some(attempt) = self.under_way(&trial) {
                    attempt.ending = Some(Ending { verdict, differences, reason });
                }
            }
            // A service of ours answers again.
            Event::Served { trial, theirs, .. } => {
                if let Some(attempt) = self.under_way(&trial) {
                    attempt.real_services |= theirs;
                }
            }
            Event::FaultsMet { .. }
            | Event::PartnersMet { .. }
            | Event::DoorsOpened { .. }
            | Event::InquiryAwaited { .. }
            | Event::RunResumed { .. }
            | Event::RunInterrupted { .. }
            | Event::RunFinished { .. } => {}
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

    fn under_way(&mut self, trial: &TrialId) -> Option<&mut Attempt> {
        let place = self.places.get(trial)?;
        self.trials.get_mut(*place)?.attempts.last_mut()
    }

    fn recording(&self, trial: &TrialId, number: usize) -> Option<Recording> {
        let attempts = &self.trials[*self.places.get(trial)?].attempts;
        let taped = attempts.get(number).or(attempts.last())?;
        // What cannot be read any more ends the list: what follows it is not what came next.
        let whole = taped.exchanges.iter().map_while(|exchange| {
            let data = match &exchange.data {
                Some(_) => Some(Data::Text(self.data(exchange)?)),
                None => None,
            };
            Some(Exchange { data, ..exchange.clone() })
        });
        Some(Recording {
            queries: whole.collect(),
            searches: taped.searches.clone(),
            real_services: taped.real_services,
            ending: taped.ending.clone(),
        })
    }

    /// The record as it stands for the partner.
    pub fn replay(self: Arc<Self>) -> Replay {
        Arc::new(move |trial, number| self.recording(trial, number))
    }
}
