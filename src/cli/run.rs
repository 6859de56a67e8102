//! `renkei run`: plan and network joined with record and screen by one channel of events.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use super::Exit;
use super::arguments::RunArguments;
use super::awaited;
use super::check::{self, Loaded};
use super::exchange::PassingFolder;
use super::fault;
use super::features;
use super::partner::{self, Asked};
use super::screen::Screen;
use super::selection::{as_recorded, read_again, selection, selection_words, tell_nothing};
use super::stopping::Stopping;
use super::tape::{self, Tape};
use super::verify::run_folder;
use crate::event::{About, Event, Planned, PlannedTrial, RunState};
use crate::feature::Feature;
use crate::model::catalogue::cli as words;
use crate::model::catalogue::machine;
use crate::model::catalogue::mock as mock_words;
use crate::model::profile::Transport;
use crate::model::{Backbone, InstitutionCode, Lang, PersonalNumbers, Project, Verdict};
use crate::network::{Bound, Directory, Partners};
use crate::plan::{self, Plan, Selection};
use crate::record::Recorder;
use crate::report::{self, Flaky};
use crate::run::{Hooked, RunFault, Settings, Sink, Work};

/// Events that may wait for the record before the workers are slowed down.
const EVENTS_WAITING_MAX: usize = 4_096;

/// Trials that are not in a record are named up to this many.
const UNTAPED_NAMED_MAX: usize = 10;

pub(super) fn run(screen: &Screen, root: &Path, arguments: &RunArguments) -> Exit {
    match attempt(screen, root, arguments) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn attempt(screen: &Screen, root: &Path, arguments: &RunArguments) -> Result<Exit, Exit> {
    let loaded = check::load_sound(screen, root)?;
    features::compare(screen, root, &loaded.project, arguments.locked)?;
    let mut events = open_events(screen, arguments)?;
    let mut sitting = match &arguments.resume {
        Some(name) => resume(screen, root, name, &loaded)?,
        None => begin(screen, root, arguments, &loaded)?,
    };
    if sitting.work_is_empty() {
        // Nothing to do is no sitting: the record stays as it is.
        screen.note(&words::RUN_NOTHING_LEFT, &[]);
        return Ok(tell(screen, arguments, &sitting, None));
    }
    let begun = Instant::now();
    let outcome = sitting.perform(screen, root, &loaded, arguments, &mut events);
    Ok(conclude(screen, arguments, sitting, outcome, events, begun))
}

/// One sitting of a run: what is to be done, and the record it goes to.
struct Sitting {
    id: String,
    folder: PathBuf,
    recorder: Option<Recorder>,
    state: RunState,
    plan: Plan,
    handwritten: Vec<(String, Feature)>,
    opening: Event,
    /// The project as this run sees it, with the real systems of `--real` and the faults of `--fault`.
    project: Arc<Project>,
    partners: Partners,
    /// The record that stands for the partners.
    tape: Option<Arc<Tape>>,
    /// The addresses of its doors, if it has some.
    bound: Option<Bound>,
}

/// How the doing ended.
struct Ended {
    fault: Option<String>,
    stopped: bool,
}

fn begin(screen: &Screen, root: &Path, arguments: &RunArguments, loaded: &Loaded) -> Result<Sitting, Exit> {
    let tape = taped(screen, root, arguments.replay.as_deref())?;
    let arguments = match &tape {
        Some(tape) => &as_recorded(arguments, &tape.selection, screen.lang)?,
        None => arguments,
    };
    let selection = selection(screen, arguments, loaded)?;
    let mut plan = plan::select(&loaded.project, &selection);
    let mut handwritten = features::selected(&loaded.handwritten, &selection, &loaded.project);
    if let Some(tape) = &tape {
        let missing = keep_taped(tape, &mut plan, &mut handwritten, &loaded.project);
        tell_untaped(screen, tape, &missing, arguments)?;
    }
    let scenarios: usize = handwritten.iter().map(|(_, feature)| feature.scenarios.len()).sum();
    let selected = plan.trials.len() + scenarios;
    if selected == 0 {
        let everything = Selection::default();
        let all = plan::select(&loaded.project, &everything);
        let by_hand = features::selected(&loaded.handwritten, &everything, &loaded.project);
        tell_nothing(screen, arguments, &planned(&all, &by_hand, loaded));
        if screen.json {
            screen.print_json(&report::run_json(&RunState::default(), "", Exit::Nothing as u8));
        }
        return Err(Exit::Nothing);
    }
    let project = partner::with_real(screen, &loaded.project, &arguments.real)?;
    let project = fault::with_faults(screen, &project, &arguments.fault)?;
    // A record is no partner that one needs a password for.
    let partners = match &tape {
        Some(_) => Partners::default(),
        None => partners(screen, &project, &plan, &handwritten)?,
    };
    let bound = if tape.is_some() { None } else { bound(screen, &project, &plan, &handwritten)? };
    let (id, folder) = new_folder(root);
    let recorder = Recorder::create(&folder, &id).map_err(|fault| {
        screen.fault_text(&fault.message(screen.lang));
        Exit::Bench
    })?;
    let mut opening = Event::RunStarted {
        run: id.clone(),
        project: loaded.project.name.clone(),
        project_hash: loaded.digest.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        selection: selection_words(arguments),
        selected: selected as u64,
        by_people: plan.by_people as u64,
        planned: planned(&plan, &handwritten, loaded),
        real: partner::names(&project),
        at: now(),
    };
    let numbers = PersonalNumbers::of(&project.role_models);
    opening.each_text(&mut |text, _| *text = numbers.mask(text).into_owned());
    screen.note(&words::RUN_BEGINS, &[("run", &id), ("selected", &selected)]);
    if plan.by_people > 0 {
        screen.note(&words::RUN_BY_PEOPLE, &[("count", &plan.by_people)]);
    }
    Ok(Sitting {
        id,
        folder,
        recorder: Some(recorder),
        state: RunState::default(),
        plan,
        handwritten,
        opening,
        project,
        partners,
        tape,
        bound,
    })
}

/// Takes the addresses of the doors of a run before it begins: where one is taken nothing is left behind.
fn bound(
    screen: &Screen,
    project: &Project,
    plan: &Plan,
    handwritten: &[(String, Feature)],
) -> Result<Option<Bound>, Exit> {
    let doors = crate::run::doors_wanted(project, &plan.trials, handwritten);
    doors.map(|doors| Bound::at(&doors)).transpose().map_err(|fault| {
        screen.fault_text(&fault.say(screen.lang, &mock_words::WRITTEN_AT_RUN));
        Exit::Bench
    })
}

/// The record that is to be played.
fn taped(screen: &Screen, root: &Path, name: Option<&str>) -> Result<Option<Arc<Tape>>, Exit> {
    name.map(|name| tape::open(screen, root, name).map(Arc::new)).transpose()
}

/// Only what was recorded can be played; the ids of the rest.
fn keep_taped(
    tape: &Tape,
    plan: &mut Plan,
    handwritten: &mut Vec<(String, Feature)>,
    project: &Project,
) -> Vec<String> {
    let mut missing = Vec::new();
    let mut keep = |id: String| {
        let held = tape.holds(&id);
        if !held {
            missing.push(id);
        }
        held
    };
    plan.trials.retain(|key| keep(key.resolve(project).id()));
    keep_scenarios(handwritten, |id| keep(id.to_owned()));
    missing
}

/// Says what of the selection the record does not hold. A case that was asked for by name must be in it.
fn tell_untaped(screen: &Screen, tape: &Tape, missing: &[String], arguments: &RunArguments) -> Result<(), Exit> {
    if missing.is_empty() {
        return Ok(());
    }
    let named = missing.iter().take(UNTAPED_NAMED_MAX).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if missing.len() > UNTAPED_NAMED_MAX { ", …" } else { "" };
    let cases: BTreeSet<&str> = missing.iter().map(|id| id.rsplit_once('@').map_or(&**id, |(case, _)| case)).collect();
    let cases = cases.into_iter().take(UNTAPED_NAMED_MAX).map(|case| format!("--case {case}"));
    let trials = format!("{named}{more}");
    let args: [(&str, &dyn std::fmt::Display); 4] = [
        ("count", &missing.len()),
        ("trials", &trials),
        ("run", &tape.run),
        ("cases", &cases.collect::<Vec<_>>().join(" ")),
    ];
    if arguments.case.is_empty() {
        screen.note(&words::NOT_IN_RECORD, &args);
        return Ok(());
    }
    screen.fault(&words::NOT_IN_RECORD, &args);
    Err(Exit::Arguments)
}

fn keep_scenarios(handwritten: &mut Vec<(String, Feature)>, mut keep: impl FnMut(&str) -> bool) {
    for (path, feature) in handwritten.iter_mut() {
        feature.scenarios.retain(|scenario| keep(&crate::feature::trial_id(scenario, path)));
    }
    handwritten.retain(|(_, feature)| !feature.scenarios.is_empty());
}

/// The selection by the lines of a summary.
fn planned(plan: &Plan, handwritten: &[(String, Feature)], loaded: &Loaded) -> Planned {
    let of_people: Vec<About> = handwritten
        .iter()
        .flat_map(|(path, feature)| {
            let about = |scenario| crate::run::about_scenario(path, feature, scenario, &loaded.project);
            feature.scenarios.iter().map(about).collect::<Vec<_>>()
        })
        .collect();
    let of_sheets = plan.trials.iter().map(|key| {
        let trial = key.resolve(&loaded.project);
        PlannedTrial {
            cycle: Some(trial.case.cycle),
            lot: trial.case.lot,
            group: trial.group.map(|group| group.name.as_str()),
            organisation: (&trial.inquirer.id.0, &trial.inquirer.name),
            flow: &trial.case.flow,
        }
    });
    let by_hand = of_people.iter().map(|about| PlannedTrial {
        cycle: about.cycle,
        lot: about.lot,
        group: about.group.as_deref(),
        organisation: (&about.organisation.0, &about.organisation_name),
        flow: &about.flow,
    });
    Planned::of(of_sheets.chain(by_hand))
}

fn resume(screen: &Screen, root: &Path, name: &str, loaded: &Loaded) -> Result<Sitting, Exit> {
    let folder = run_folder(screen, root, Some(name))?;
    let mut state = RunState::default();
    let (recorder, reopened) = Recorder::reopen(&folder, |event| state.apply(event)).map_err(|fault| {
        screen.fault_text(&fault.message(screen.lang));
        Exit::Files
    })?;
    if reopened.cut_bytes > 0 {
        screen.note(&words::RUN_CUT, &[("bytes", &reopened.cut_bytes)]);
    }
    let Some(start) = state.start() else {
        screen.fault(&words::RUN_NEVER_BEGAN, &[("name", &name)]);
        return Err(Exit::Files);
    };
    if start.project_hash != loaded.digest {
        screen.fault(&words::RESUME_CHANGED, &[]);
        return Err(Exit::Files);
    }
    let id = start.run.clone();
    let Left { plan, handwritten, reals, faults, tape } = left(screen, root, &state, loaded)?;
    let project = partner::with_real(screen, &loaded.project, &reals)?;
    let project = fault::with_faults(screen, &project, &faults)?;
    let partners = match &tape {
        Some(_) => Partners::default(),
        None => partners(screen, &project, &plan, &handwritten)?,
    };
    let bound = if tape.is_some() { None } else { bound(screen, &project, &plan, &handwritten)? };
    let left = plan.trials.len() + handwritten.iter().map(|(_, feature)| feature.scenarios.len()).sum::<usize>();
    screen.note(&words::RUN_RESUMES, &[("run", &id), ("left", &left)]);
    let opening = Event::RunResumed { left: left as u64, at: now() };
    let recorder = Some(recorder);
    Ok(Sitting { id, folder, recorder, state, plan, handwritten, opening, project, partners, tape, bound })
}

/// What of a run has no verdict yet.
pub(super) struct Left {
    plan: Plan,
    handwritten: Vec<(String, Feature)>,
    reals: Vec<String>,
    faults: Vec<String>,
    tape: Option<Arc<Tape>>,
}

/// Selects again what a run selected, and leaves out what has its verdict. The project must be the one that was run.
pub(super) fn left(screen: &Screen, root: &Path, state: &RunState, loaded: &Loaded) -> Result<Left, Exit> {
    // The selection stands in the record as the words of the command line it came from.
    let earlier = read_again(state.start().map_or(&[], |start| &start.selection), screen.lang)?;
    let selection = selection(screen, &earlier, loaded)?;
    let mut plan = plan::select(&loaded.project, &selection);
    let decided = |id: &str| state.trial(id).is_some_and(|trial| trial.decided.is_some());
    plan.trials.retain(|key| !decided(&key.resolve(&loaded.project).id()));
    let mut handwritten = features::selected(&loaded.handwritten, &selection, &loaded.project);
    keep_scenarios(&mut handwritten, |id| !decided(id));
    let tape = taped(screen, root, earlier.replay.as_deref())?;
    if let Some(tape) = &tape {
        keep_taped(tape, &mut plan, &mut handwritten, &loaded.project);
    }
    Ok(Left { plan, handwritten, reals: earlier.real, faults: earlier.fault, tape })
}

impl Left {
    /// The ids of its trials, in the order of the plan.
    pub(super) fn ids(&self, loaded: &Loaded) -> Vec<String> {
        let of_sheets = self.plan.trials.iter().map(|key| key.resolve(&loaded.project).id());
        let of_people = self.handwritten.iter().flat_map(|(path, feature)| {
            feature.scenarios.iter().map(move |scenario| crate::feature::trial_id(scenario, path))
        });
        of_sheets.chain(of_people).collect()
    }
}

/// Lines to the real providers that these trials ask; a scenario written by hand may ask anybody.
fn partners(
    screen: &Screen,
    project: &Project,
    plan: &Plan,
    handwritten: &[(String, Feature)],
) -> Result<Partners, Exit> {
    let of_sheets = plan.trials.iter().filter_map(|key| {
        let trial = key.resolve(project);
        let provider = plan::provider(project, &trial.case.target, trial.inquirer, trial.group).ok()?;
        Some(provider.institution.code.clone())
    });
    // Without real systems nobody need look whom the trials ask.
    let asked: HashSet<InstitutionCode> =
        if project.partners.is_empty() { HashSet::new() } else { of_sheets.collect() };
    // Messages to services and 住基ネット are sent by such scenarios only.
    partner::partners(screen, project, |who| match who {
        _ if !handwritten.is_empty() => true,
        Asked::Body(code) => asked.contains(code),
        Asked::Service | Asked::Backbone(Backbone::ResidentNetwork) => false,
        Asked::Backbone(Backbone::Nws) => true,
    })
}

impl Sitting {
    fn work_is_empty(&self) -> bool {
        self.plan.is_empty() && self.handwritten.is_empty()
    }

    /// Workers on one side, the record and the screen on the other, a bounded channel between them.
    fn perform(
        &mut self,
        screen: &Screen,
        root: &Path,
        loaded: &Loaded,
        arguments: &RunArguments,
        events: &mut Events,
    ) -> Ended {
        let project = Arc::clone(&self.project);
        if self.tape.is_none() {
            partner::tell_network(screen, &project);
        }
        let work = Work {
            trials: std::mem::take(&mut self.plan.trials),
            handwritten: std::mem::take(&mut self.handwritten),
            expected_files: expected_files(loaded),
            earlier_attempts: earlier_attempts(&self.state),
            replay: self.tape.take().map(Tape::replay),
            bound: self.bound.take(),
        };
        let left =
            work.trials.len() + work.handwritten.iter().map(|(_, feature)| feature.scenarios.len()).sum::<usize>();
        let settings = Settings {
            workers: workers(arguments, &project),
            scenarios_per_chunk: project.limits.scenarios_per_chunk,
            retries: project.limits.retries,
            hook: Some(Hooked(partner::hook(root))),
        };
        let stop = Arc::new(AtomicBool::new(false));
        let interrupted = Arc::new(AtomicBool::new(false));
        watch_for_interrupt(screen, &stop, &interrupted);
        let (sender, receiver) = sync_channel(EVENTS_WAITING_MAX);
        let mut directory = Directory::new(Arc::clone(&project)).with_partners(std::mem::take(&mut self.partners));
        let files = match project.profile.transport {
            Transport::File => match PassingFolder::make(&self.id) {
                Ok(folder) => {
                    screen.note(&words::ONLY_INQUIRIES_BY_FILES, &[]);
                    Some(folder)
                }
                Err((path, why)) => {
                    let args: [(&str, &dyn std::fmt::Display); 2] =
                        [("path", &path.display()), ("why", &machine::say(&why, screen.lang))];
                    return Ended { fault: Some(words::FILE_FAULT.say(screen.lang, &args)), stopped: false };
                }
            },
            Transport::Xml | Transport::Soap11 | Transport::Soap12 => None,
        };
        if let Some(folder) = &files {
            directory = directory.with_exchange_folder(folder.path().to_owned());
        }
        let directory = Arc::new(directory);
        let stop_of_doer = Arc::clone(&stop);
        let doer = std::thread::Builder::new()
            .name("run".to_owned())
            .spawn(move || crate::run::run(project, directory, work, settings, stop_of_doer, sink(sender)));
        let bar = progress_bar(screen, left);
        let mut keeper = Keeper { recorder: self.recorder.as_mut(), state: &mut self.state, events, bar: &bar, screen };
        let opening = std::mem::replace(&mut self.opening, Event::RunInterrupted { at: String::new() });
        let mut fault = keeper.keep(&opening).and_then(|()| keeper.flush()).err();
        if fault.is_none() {
            fault = keeper.keep_all(&receiver).err();
        }
        if fault.is_some() {
            stop.store(true, Ordering::Relaxed);
        }
        // Whatever the workers still have to say must not block them.
        receiver.iter().for_each(drop);
        bar.finish_and_clear();
        let done: Result<(), RunFault> = match doer {
            Ok(doer) => doer.join().unwrap_or(Err(RunFault::Panicked)),
            Err(error) => Err(error.into()),
        };
        let fault = fault.or_else(|| done.err().map(|fault| fault.say(screen.lang)));
        Ended { fault, stopped: interrupted.load(Ordering::Relaxed) }
    }
}

fn sink(sender: SyncSender<Event>) -> Sink {
    Arc::new(move |event| {
        // The receiver is gone only when the record has failed and the run is being stopped.
        let _ = sender.send(event);
    })
}

/// Keeps events: record, fold, event stream, progress.
struct Keeper<'a> {
    recorder: Option<&'a mut Recorder>,
    state: &'a mut RunState,
    events: &'a mut Events,
    bar: &'a ProgressBar,
    screen: &'a Screen,
}

impl Keeper<'_> {
    /// Takes events until the workers are done; what has gathered is written in one go.
    fn keep_all(&mut self, receiver: &Receiver<Event>) -> Result<(), String> {
        while let Ok(first) = receiver.recv() {
            self.keep(&first)?;
            for event in receiver.try_iter().take(EVENTS_WAITING_MAX) {
                self.keep(&event)?;
            }
            self.flush()?;
        }
        Ok(())
    }

    fn keep(&mut self, event: &Event) -> Result<(), String> {
        self.state.apply(event);
        if let Some(recorder) = &mut self.recorder {
            recorder.append(event).map_err(|fault| fault.message(self.screen.lang))?;
        }
        pass_on(self.events, self.screen.lang, |events| write_line(events, event))?;
        if let Event::DoorsOpened { .. } | Event::InquiryAwaited { .. } = event {
            self.bar.suspend(|| awaited::tell(self.screen, event));
        }
        if let Event::TrialFinished { again: false, .. } = event {
            self.bar.inc(1);
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), String> {
        if let Some(recorder) = &mut self.recorder {
            recorder.flush().map_err(|fault| fault.message(self.screen.lang))?;
        }
        pass_on(self.events, self.screen.lang, |events| events.flush())?;
        let counts = self.state.counts();
        let args: [(&str, &dyn std::fmt::Display); 2] =
            [("passed", &counts.of(Verdict::Passed)), ("failed", &counts.of(Verdict::Failed))];
        self.bar.set_message(words::PROGRESS.say(self.screen.lang, &args));
        Ok(())
    }
}

/// Where `--events` goes; `None` when nobody asked, or the reader has gone away.
type Events = Option<Box<dyn Write>>;

/// Writes to `--events`. A reader that has gone away (`| head`) is no fault of ours.
fn pass_on(
    events: &mut Events,
    lang: Lang,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), String> {
    let Some(open) = events else { return Ok(()) };
    match write(&mut **open) {
        Err(gone) if gone.kind() == std::io::ErrorKind::BrokenPipe => {
            *events = None;
            Ok(())
        }
        written => written.map_err(|fault| machine::say(&fault, lang)),
    }
}

fn write_line(events: &mut dyn Write, event: &Event) -> std::io::Result<()> {
    serde_json::to_writer(&mut *events, event)?;
    events.write_all(b"\n")
}

/// Ends the sitting in the record and for those who listen, then tells how it went.
fn conclude(
    screen: &Screen,
    arguments: &RunArguments,
    mut sitting: Sitting,
    ended: Ended,
    mut events: Events,
    begun: Instant,
) -> Exit {
    let duration_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let interrupted = ended.stopped.then(|| Event::RunInterrupted { at: now() });
    let closing = interrupted.into_iter().chain([Event::RunFinished { at: now(), duration_ms }]);
    let mut fault = ended.fault;
    if let Some(mut recorder) = sitting.recorder.take().filter(|_| fault.is_none()) {
        let (mut closed, mut told) = (Ok(()), Ok(()));
        for event in closing {
            sitting.state.apply(&event);
            closed = closed.and_then(|()| recorder.append(&event));
            told = told.and_then(|()| pass_on(&mut events, screen.lang, |events| write_line(events, &event)));
        }
        fault = closed.and_then(|()| recorder.finish()).err().map(|why| why.message(screen.lang));
        fault = fault.or(told.and_then(|()| pass_on(&mut events, screen.lang, |events| events.flush())).err());
    }
    let exit = tell(screen, arguments, &sitting, fault.as_deref());
    if ended.stopped {
        screen.note(&words::INTERRUPTED, &[("run", &sitting.id)]);
    }
    exit
}

/// The summary, where the record is, and the exit.
fn tell(screen: &Screen, arguments: &RunArguments, sitting: &Sitting, fault: Option<&str>) -> Exit {
    let flaky = if arguments.allow_flaky { Flaky::Allowed } else { Flaky::Fails };
    screen.show(&report::terminal::summary(&sitting.state, screen.lang, screen.width()));
    screen.note(&words::RUN_FOLDER, &[("folder", &sitting.folder.display())]);
    let exit = match fault {
        Some(why) => {
            screen.fault(&words::BENCH_BROKE, &[("why", &why)]);
            Exit::Bench
        }
        None => Exit::of(report::exit_code(&sitting.state, flaky)),
    };
    if screen.json {
        screen.print_json(&report::run_json(&sitting.state, &format!("runs/{}", sitting.id), exit as u8));
    }
    exit
}

fn expected_files(loaded: &Loaded) -> HashMap<String, Arc<str>> {
    let of_cases = loaded.project.cases.iter().filter_map(|case| case.expected.xml.as_ref());
    let of_cases = of_cases.map(|(path, text)| (path.to_string(), Arc::clone(text)));
    of_cases.chain(loaded.expected_files.clone()).collect()
}

/// Trials that were begun before and have no verdict.
fn earlier_attempts(state: &RunState) -> HashMap<String, u32> {
    let left = state.trials_without_verdict().filter(|trial| trial.last_attempt > 0);
    left.map(|trial| (trial.id.to_owned(), trial.last_attempt)).collect()
}

/// On the command line as in renkei.yaml, 0 is as many as cores.
fn workers(arguments: &RunArguments, project: &Project) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let asked = arguments.workers.unwrap_or(project.limits.workers);
    if asked == 0 { cores() } else { asked }
}

fn open_events(screen: &Screen, arguments: &RunArguments) -> Result<Events, Exit> {
    match arguments.events.as_deref() {
        None => Ok(None),
        Some("-") => Ok(Some(Box::new(std::io::stdout()))),
        Some(path) => match File::create(path) {
            Ok(file) => Ok(Some(Box::new(std::io::BufWriter::new(file)))),
            Err(why) => Err(screen.unwritten(Path::new(path), &why)),
        },
    }
}

fn progress_bar(screen: &Screen, left: usize) -> ProgressBar {
    if !screen.progress() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed_precise} (-{eta}) {msg}");
    let bar = ProgressBar::new(left as u64);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// The first Ctrl-C (or a termination request) ends the run cleanly, the second one at once.
fn watch_for_interrupt(screen: &Screen, stop: &Arc<AtomicBool>, interrupted: &Arc<AtomicBool>) {
    let (stop, interrupted, screen) = (Arc::clone(stop), Arc::clone(interrupted), screen.clone());
    let watch = move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(async {
            let mut stopping = Stopping::listen();
            stopping.asked().await;
            interrupted.store(true, Ordering::Relaxed);
            stop.store(true, Ordering::Relaxed);
            screen.note(&words::INTERRUPTING, &[]);
            stopping.asked().await;
            #[expect(clippy::exit, reason = "asked twice: at once; the record opens as after a crash")]
            std::process::exit(i32::from(Exit::Left as u8));
        });
    };
    // Without this thread Ctrl-C still works, only less politely.
    let _ = std::thread::Builder::new().name("interrupt".to_owned()).spawn(watch);
}

/// A name that begins with the time, so that the newest is last; a second run in the same second gets a letter more.
fn new_folder(root: &Path) -> (String, PathBuf) {
    let stamp = japan_time().strftime("%Y%m%d-%H%M%S").to_string();
    let mut id = stamp.clone();
    let mut number = 1;
    while root.join("runs").join(&id).exists() {
        number += 1;
        id = format!("{stamp}-{number:02}");
    }
    let folder = root.join("runs").join(&id);
    (id, folder)
}

/// Now, in Japan, where the test takes place; the machine's own zone would make two records disagree.
fn now() -> String {
    japan_time().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

pub(super) fn japan_time() -> jiff::Zoned {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(9)))
}
