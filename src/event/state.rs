//! The one fold: events in, the state of a run out. Live view, replay and reports all read this.

use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroU32;
use std::sync::Arc;

use super::{About, Event, FaultMet, PartnerMet, Planned, Reason, TrialId};
use crate::model::Verdict;
use crate::payload::Difference;

mod names;

use names::Names;

/// How many failures (Failed and Broken) keep their differences here; the rest are counted and stay in the record.
pub const FAILURES_KEPT_MAX: usize = 200;

/// How many blocked trials keep their reason here.
pub const BLOCKED_KEPT_MAX: usize = 50;

/// How many differences of one failure are kept here.
pub const DIFFERENCES_KEPT_MAX: usize = 50;

/// Faults of which is kept what came of them.
const FAULTS_KEPT_MAX: usize = 1_000;

/// For how many trials room is made at once; a record that claims more does not decide how much memory is taken.
const RESERVED_TRIALS_MAX: u64 = 1_000_000;

/// The state of a run. Holds a few dozen bytes a trial; differences of failures stay in the record.
///
/// A trial has exactly one verdict: that of its last attempt. An attempt that began and did not end (a crash, Ctrl-C)
/// gives none, so the trial is [`Verdict::NotRun`] until it is tried again. A verdict for a trial that never began is
/// no verdict, so nothing turns green by a line added to a record.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunState {
    start: Option<Start>,
    sittings: u32,
    exchanges: u64,
    /// Of the sittings that are over.
    duration_ms: u64,
    /// Of the sitting that is not, as far as it has told.
    sitting_ms: u64,
    interrupted: bool,
    ended_at: Option<String>,
    counts: Counts,
    flaky: u64,
    /// Names of trials; the number of a name is its index in `trials`.
    ids: Names,
    trials: Vec<Entry>,
    organisations: Names,
    organisation_names: Vec<Box<str>>,
    labels: Names,
    /// What the trials under way are; as many as run at once.
    under_way: HashMap<u32, Arc<About>>,
    failures: Vec<Failure>,
    faults: Vec<FaultMet>,
    partners: Vec<PartnerMet>,
    proxies: u64,
}

/// What [`Event::RunStarted`] said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// The run's id.
    pub run: String,
    /// The project's name.
    pub project: String,
    /// Hash of the project's content.
    pub project_hash: String,
    /// renkei's version.
    pub version: String,
    /// How it was selected.
    pub selection: Vec<String>,
    /// How many trials.
    pub selected: u64,
    /// How many cases are done by people.
    pub by_people: u64,
    /// The trials by the lines of a summary.
    pub planned: Planned,
    /// Bodies played by real systems, by name.
    pub real: Vec<String>,
    /// When, RFC 3339 with offset.
    pub at: String,
}

/// Trials by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts([u64; Verdict::ALL.len()]);

impl Counts {
    /// How many have this verdict.
    pub fn of(&self, verdict: Verdict) -> u64 {
        self.0[verdict as usize]
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// The worst there is; NotRun when there is none.
    pub fn worst(&self) -> Verdict {
        Verdict::worst(Verdict::ALL.into_iter().filter(|verdict| self.of(*verdict) > 0))
    }

    fn add(&mut self, verdict: Verdict) {
        self.0[verdict as usize] += 1;
    }

    fn take(&mut self, verdict: Verdict) {
        self.0[verdict as usize] -= 1;
    }
}

/// One line of a matrix: what it is about, and its trials by verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<K> {
    /// The group, organisation, flow or クール and ロット.
    pub key: K,
    /// Its trials; those that never began are NotRun.
    pub counts: Counts,
    /// Passed, but only on retry (inside passed).
    pub flaky: u64,
}

/// クール and, where insurers take part, ロット.
pub type CycleAndLot = (Option<u8>, Option<u8>);

/// One trial as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial<'a> {
    /// Its id.
    pub id: &'a str,
    /// The asking body's id.
    pub organisation: &'a str,
    /// The asking body's name.
    pub organisation_name: &'a str,
    /// The test group's name, if it belongs to one.
    pub group: Option<&'a str>,
    /// The flow.
    pub flow: &'a str,
    /// クール.
    pub cycle: Option<u8>,
    /// ロット.
    pub lot: Option<u8>,
    /// Its verdict; `None` until the last attempt has ended.
    pub decided: Option<Verdict>,
    /// How many attempts have begun in this run.
    pub attempts: u16,
    /// The number of the attempt that began last.
    pub last_attempt: u32,
    /// An attempt was cut off: it began and never ended.
    pub cut_off: bool,
    /// Passed after an earlier attempt of this run had failed.
    pub flaky: bool,
    /// How long the last finished attempt took, microseconds (at most 71 minutes are told).
    pub duration_us: u32,
}

impl Trial<'_> {
    /// Its one verdict.
    pub fn verdict(&self) -> Verdict {
        self.decided.unwrap_or(Verdict::NotRun)
    }
}

/// A trial that went wrong, with its differences.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Which.
    pub trial: TrialId,
    /// What it is.
    pub about: Arc<About>,
    /// The attempt that decided.
    pub attempt: u32,
    /// Failed, Broken or Blocked.
    pub verdict: Verdict,
    /// Its first differences, at most [`DIFFERENCES_KEPT_MAX`].
    pub differences: Vec<Difference>,
    /// How many differences it has in all.
    pub differences_in_all: usize,
    /// Why, when it is not a matter of differences.
    pub reason: Option<Reason>,
}

/// What is kept of every trial: 32 bytes, whatever its case says.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Entry {
    organisation: u32,
    group: Option<NonZeroU32>,
    flow: u32,
    duration_us: u32,
    last_attempt: u32,
    attempts: u16,
    cycle: Option<u8>,
    lot: Option<u8>,
    decided: Option<Verdict>,
    /// An attempt is under way, or was when the record ended.
    open: bool,
    cut_off: bool,
    failed_before: bool,
}

impl Entry {
    fn flaky(&self) -> bool {
        self.failed_before && self.decided == Some(Verdict::Passed)
    }
}

/// The end of an attempt, as told by [`Event::TrialFinished`].
struct End<'a> {
    attempt: u32,
    verdict: Verdict,
    again: bool,
    differences: &'a [Difference],
    reason: &'a Option<Reason>,
    duration_us: u64,
}

fn named(counts: &[(String, u64)]) -> impl Iterator<Item = (&str, u64)> {
    counts.iter().map(|(name, count)| (name.as_str(), *count))
}

impl RunState {
    /// Takes one happening into account.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::RunStarted {
                run,
                project,
                project_hash,
                version,
                selection,
                selected,
                by_people,
                planned,
                real,
                at,
            } => {
                self.begin(Start {
                    run: run.clone(),
                    project: project.clone(),
                    project_hash: project_hash.clone(),
                    version: version.clone(),
                    selection: selection.clone(),
                    selected: *selected,
                    by_people: *by_people,
                    planned: planned.clone(),
                    real: real.clone(),
                    at: at.clone(),
                });
            }
            Event::RunResumed { .. } => {
                self.duration_ms = self.duration_ms();
                self.sitting_ms = 0;
                self.resume();
            }
            Event::TrialStarted { trial, attempt, about } => self.trial_started(trial, *attempt, about),
            Event::Exchanged { .. } => self.exchanges += 1,
            // Told one by one in the record; a summary counts queries of the network.
            Event::Served { .. } | Event::DoorsOpened { .. } | Event::InquiryAwaited { .. } => {}
            Event::TrialFinished { trial, attempt, verdict, again, differences, reason, duration_us, sitting_ms } => {
                self.sitting_ms = self.sitting_ms.max(sitting_ms.unwrap_or(0));
                let (attempt, verdict, again, duration_us) = (*attempt, *verdict, *again, *duration_us);
                self.trial_finished(trial, End { attempt, verdict, again, differences, reason, duration_us });
            }
            Event::FaultsMet { faults, proxies } => {
                self.proxies = self.proxies.saturating_add(*proxies);
                faults.iter().for_each(|met| self.fault_met(met));
            }
            Event::PartnersMet { partners } => partners.iter().for_each(|met| self.partner_met(met)),
            Event::RunInterrupted { .. } => self.interrupted = true,
            Event::RunFinished { at, duration_ms } => {
                self.ended_at = Some(at.clone());
                self.duration_ms = self.duration_ms.saturating_add(*duration_ms);
                self.sitting_ms = 0;
            }
        }
    }

    /// Adds what one sitting tells of a fault to what others told.
    fn fault_met(&mut self, met: &FaultMet) {
        let room = self.faults.len() < FAULTS_KEPT_MAX;
        match self.faults.iter_mut().find(|known| (&known.fault, &known.source) == (&met.fault, &met.source)) {
            Some(known) => {
                known.trials = known.trials.saturating_add(met.trials);
                known.messages = known.messages.saturating_add(met.messages);
                known.effects = known.effects.saturating_add(met.effects);
            }
            None if room => self.faults.push(met.clone()),
            None => {}
        }
    }

    /// Adds what one sitting tells of a real system to what others told.
    fn partner_met(&mut self, met: &PartnerMet) {
        let of = |met: &PartnerMet| (met.partner.clone(), met.side, met.source.clone());
        let room = self.partners.len() < FAULTS_KEPT_MAX;
        match self.partners.iter_mut().find(|known| of(known) == of(met)) {
            Some(known) => known.messages = known.messages.saturating_add(met.messages),
            None if room => self.partners.push(met.clone()),
            None => {}
        }
    }

    /// What has passed with the real systems of the run.
    pub fn partners(&self) -> &[PartnerMet] {
        &self.partners
    }

    /// What has come of the faults that the command line and the files ask for.
    pub fn faults(&self) -> &[FaultMet] {
        &self.faults
    }

    /// How many proxies stood before institutions that have a fault.
    pub fn proxies(&self) -> u64 {
        self.proxies
    }

    /// What the run's first event said; `None` before it.
    pub fn start(&self) -> Option<&Start> {
        self.start.as_ref()
    }

    /// How many trials were selected; never fewer than were seen.
    pub fn selected(&self) -> u64 {
        self.start.as_ref().map_or(0, |start| start.selected).max(self.trials.len() as u64)
    }

    /// How many trials have begun.
    pub fn seen(&self) -> u64 {
        self.trials.len() as u64
    }

    /// How many trials have their verdict; the length of a progress bar.
    pub fn decided(&self) -> u64 {
        self.counts.total()
    }

    /// How many trials are under way, or were cut off when the record ended.
    pub fn under_way(&self) -> u64 {
        self.under_way.len() as u64
    }

    /// All selected trials by verdict, those that never began as NotRun: the sum is [`RunState::selected`].
    pub fn counts(&self) -> Counts {
        let mut counts = self.counts;
        counts.0[Verdict::NotRun as usize] += self.selected() - self.counts.total();
        counts
    }

    /// How many passed only on retry (inside passed).
    pub fn flaky(&self) -> u64 {
        self.flaky
    }

    /// How many cases of the selection are done by people; not in [`RunState::selected`].
    pub fn by_people(&self) -> u64 {
        self.start.as_ref().map_or(0, |start| start.by_people)
    }

    /// How many queries were sent, or tried to be.
    pub fn exchanges(&self) -> u64 {
        self.exchanges
    }

    /// Somebody stopped the run, and it was not resumed since.
    pub fn interrupted(&self) -> bool {
        self.interrupted
    }

    /// The last sitting came to its end; `false` while it runs and after a crash.
    pub fn ended(&self) -> bool {
        self.ended_at.is_some()
    }

    /// When the last sitting came to its end, RFC 3339 with offset.
    pub fn ended_at(&self) -> Option<&str> {
        self.ended_at.as_deref()
    }

    /// How often the run was taken up: 1, and 1 more for each resumption.
    pub fn sittings(&self) -> u32 {
        self.sittings
    }

    /// How long the sittings took together, milliseconds; one that was killed, until its last verdict.
    pub fn duration_ms(&self) -> u64 {
        self.duration_ms.saturating_add(self.sitting_ms)
    }

    /// Every trial that has begun, in that order.
    pub fn trials(&self) -> impl Iterator<Item = Trial<'_>> {
        (0..self.trials.len()).map(|index| self.view(index as u32))
    }

    /// The trial of this id, if it has begun.
    pub fn trial(&self, id: &str) -> Option<Trial<'_>> {
        self.ids.find(id).map(|index| self.view(index))
    }

    /// The trials that began and have no verdict; those that never began are known only by their number,
    /// `selected() - seen()`.
    pub fn trials_without_verdict(&self) -> impl Iterator<Item = Trial<'_>> {
        self.trials().filter(|trial| trial.decided.is_none())
    }

    /// The trials that passed only on retry.
    pub fn flaky_trials(&self) -> impl Iterator<Item = Trial<'_>> {
        self.trials().filter(|trial| trial.flaky)
    }

    /// The first trials that did not pass (at most [`FAILURES_KEPT_MAX`] Failed and Broken, [`BLOCKED_KEPT_MAX`]
    /// Blocked and, for a reason, NotRun), in the order in which their verdicts came.
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// How many more went wrong than [`RunState::failures`] keeps.
    pub fn failures_left_out(&self) -> u64 {
        let wrong = [Verdict::Broken, Verdict::Failed, Verdict::Blocked, Verdict::NotRun];
        let wrong = wrong.map(|verdict| self.counts.of(verdict));
        wrong.iter().sum::<u64>() - self.failures.len() as u64
    }

    /// クール×ロット, in that order.
    pub fn by_cycle_and_lot(&self) -> Vec<Row<CycleAndLot>> {
        let planned = self.planned().lots.iter().map(|(cycle, lot, count)| ((*cycle, *lot), *count));
        self.matrix(|trial| Some((trial.cycle, trial.lot)), planned)
    }

    /// By test group's name; trials without a group are in no line.
    pub fn by_group(&self) -> Vec<Row<&str>> {
        self.matrix(|trial| trial.group, named(&self.planned().groups))
    }

    /// By asking body: id and name.
    pub fn by_organisation(&self) -> Vec<Row<(&str, &str)>> {
        let planned = self.planned().organisations.iter().map(|(id, name, count)| ((&**id, &**name), *count));
        self.matrix(|trial| Some((trial.organisation, trial.organisation_name)), planned)
    }

    /// By flow.
    pub fn by_flow(&self) -> Vec<Row<&str>> {
        self.matrix(|trial| Some(trial.flow), named(&self.planned().flows))
    }

    fn planned(&self) -> &Planned {
        const NOTHING: &Planned =
            &Planned { lots: Vec::new(), groups: Vec::new(), organisations: Vec::new(), flows: Vec::new() };
        self.start.as_ref().map_or(NOTHING, |start| &start.planned)
    }

    fn matrix<'a, K: Ord>(
        &'a self,
        key: impl Fn(&Trial<'a>) -> Option<K>,
        planned: impl Iterator<Item = (K, u64)>,
    ) -> Vec<Row<K>> {
        let mut rows: BTreeMap<K, (Counts, u64)> = BTreeMap::new();
        for trial in self.trials() {
            let Some(key) = key(&trial) else { continue };
            let (counts, flaky) = rows.entry(key).or_default();
            counts.add(trial.verdict());
            *flaky += u64::from(trial.flaky);
        }
        for (key, count) in planned {
            let (counts, _) = rows.entry(key).or_default();
            counts.0[Verdict::NotRun as usize] += count.saturating_sub(counts.total());
        }
        rows.into_iter().map(|(key, (counts, flaky))| Row { key, counts, flaky }).collect()
    }

    fn view(&self, index: u32) -> Trial<'_> {
        let entry = &self.trials[index as usize];
        Trial {
            id: self.ids.get(index),
            organisation: self.organisations.get(entry.organisation),
            organisation_name: &self.organisation_names[entry.organisation as usize],
            group: entry.group.map(|label| self.labels.get(label.get() - 1)),
            flow: self.labels.get(entry.flow),
            cycle: entry.cycle,
            lot: entry.lot,
            decided: entry.decided,
            attempts: entry.attempts,
            last_attempt: entry.last_attempt,
            cut_off: entry.cut_off || entry.open,
            flaky: entry.flaky(),
            duration_us: entry.duration_us,
        }
    }

    fn begin(&mut self, start: Start) {
        let expected = start.selected.min(RESERVED_TRIALS_MAX) as usize;
        self.trials.reserve_exact(expected);
        self.ids.reserve(expected);
        self.start = Some(start);
        self.sittings = 1;
        self.ended_at = None;
    }

    fn resume(&mut self) {
        self.sittings += 1;
        self.interrupted = false;
        self.ended_at = None;
        for entry in &mut self.trials {
            entry.cut_off |= std::mem::take(&mut entry.open);
        }
        self.under_way.clear();
    }

    fn trial_started(&mut self, trial: &TrialId, attempt: u32, about: &Arc<About>) {
        let index = self.ids.intern(&trial.0);
        if index as usize == self.trials.len() {
            let entry = self.entry(about);
            self.trials.push(entry);
        }
        self.withdraw(index, trial);
        let entry = &mut self.trials[index as usize];
        entry.cut_off |= entry.open;
        entry.open = true;
        entry.attempts = entry.attempts.saturating_add(1);
        entry.last_attempt = attempt;
        self.under_way.insert(index, Arc::clone(about));
    }

    fn trial_finished(&mut self, trial: &TrialId, end: End<'_>) {
        let Some(index) = self.ids.find(&trial.0) else { return };
        let Some(about) = self.under_way.remove(&index) else { return };
        let entry = &mut self.trials[index as usize];
        entry.open = false;
        entry.duration_us = u32::try_from(end.duration_us).unwrap_or(u32::MAX);
        if end.again {
            entry.failed_before |= matches!(end.verdict, Verdict::Failed | Verdict::Broken);
            return;
        }
        entry.decided = Some(end.verdict);
        self.counts.add(end.verdict);
        self.flaky += u64::from(entry.flaky());
        if end.verdict != Verdict::Passed {
            self.keep(trial, about, &end);
        }
    }

    /// Takes a verdict back, because the trial is tried again.
    fn withdraw(&mut self, index: u32, trial: &TrialId) {
        let entry = &mut self.trials[index as usize];
        self.flaky -= u64::from(entry.flaky());
        let Some(verdict) = entry.decided.take() else { return };
        entry.failed_before |= matches!(verdict, Verdict::Failed | Verdict::Broken);
        self.counts.take(verdict);
        self.failures.retain(|failure| failure.trial != *trial);
    }

    fn keep(&mut self, trial: &TrialId, about: Arc<About>, end: &End<'_>) {
        let blocked = |verdict| matches!(verdict, Verdict::Blocked | Verdict::NotRun);
        let kept = self.failures.iter().filter(|failure| blocked(failure.verdict) == blocked(end.verdict)).count();
        if kept >= if blocked(end.verdict) { BLOCKED_KEPT_MAX } else { FAILURES_KEPT_MAX } {
            return;
        }
        self.failures.push(Failure {
            trial: trial.clone(),
            about,
            attempt: end.attempt,
            verdict: end.verdict,
            differences: end.differences.iter().take(DIFFERENCES_KEPT_MAX).cloned().collect(),
            differences_in_all: end.differences.len(),
            reason: end.reason.clone(),
        });
    }

    fn entry(&mut self, about: &About) -> Entry {
        let organisation = self.organisations.intern(&about.organisation.0);
        if organisation as usize == self.organisation_names.len() {
            self.organisation_names.push(about.organisation_name.as_str().into());
        }
        let flow = self.labels.intern(&about.flow);
        let group = about.group.as_ref().map(|group| self.labels.intern(group));
        Entry {
            organisation,
            group: group.and_then(|label| NonZeroU32::new(label + 1)),
            flow,
            duration_us: 0,
            last_attempt: 0,
            attempts: 0,
            cycle: about.cycle,
            lot: about.lot,
            decided: None,
            open: false,
            cut_off: false,
            failed_before: false,
        }
    }

    /// Bytes on the heap that grow with the number of trials, for the test of the memory a trial takes.
    #[cfg(test)]
    fn heap_bytes(&self) -> usize {
        self.ids.heap_bytes()
            + self.organisations.heap_bytes()
            + self.labels.heap_bytes()
            + self.trials.capacity() * size_of::<Entry>()
    }
}

#[cfg(test)]
mod tests;
