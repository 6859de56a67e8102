//! Doing it: scenarios driven by cucumber over the network, told as events to a sink. Knows no files.
//!
//! Each worker thread has a runtime and a [`Network`] of its own and takes small chunks of scenarios until none are
//! left: cucumber slows with the number of features handed to it at once, and between two chunks nothing is under way,
//! so that servers can be renewed.

mod about;
mod addressee;
mod beyond;
mod checks;
mod door;
mod drive;
mod exchange;
mod fault;
mod gateway;
mod interpretation;
mod link_code;
mod paper;
mod partner;
mod real_nws;
mod real_register;
mod real_service;
mod reception;
mod replay;
mod resident;
mod service;
mod steps;
mod turn;
mod verdict;
mod world;

pub use about::{about, about_scenario};
pub use partner::Hook;
pub use reception::doors_wanted;
pub use replay::{Ending, Recording, Replay};

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crate::event::Event;
use crate::feature::Writer;
use crate::model::catalogue::{machine, mock as mock_words, run as words};
use crate::model::{Lang, Project};
use crate::network::{Bound, Directory, EntranceFault, FolderFault, Network, NetworkError};
use crate::plan::TrialKey;
use door::Door;
use partner::Reception;
use reception::Receiving;
use turn::Turns;

/// What there is to do.
#[derive(Default)]
pub struct Work {
    /// Trials rendered from the sheets.
    pub trials: Vec<TrialKey>,
    /// Features that people wrote, as read and checked by `feature`, with their path.
    pub handwritten: Vec<(String, gherkin::Feature)>,
    /// Expected XML files of the project, by path.
    pub expected_files: HashMap<String, Arc<str>>,
    /// Attempts of earlier sittings, by trial: counting goes on from there.
    pub earlier_attempts: HashMap<String, u32>,
    /// The record that stands for the partner, if one does.
    pub replay: Option<Replay>,
    /// The addresses of its doors ([`doors_wanted`]); `None`: they are taken when the run begins.
    pub bound: Option<Bound>,
}

/// How it is done.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Worker threads.
    pub workers: usize,
    /// Scenarios handed to cucumber at once.
    pub scenarios_per_chunk: usize,
    /// How often a failed trial is tried again.
    pub retries: u32,
    /// How a real inquirer's command is started; `None`: it cannot be.
    pub hook: Option<Hooked>,
}

/// A [`Hook`] that can be shown.
#[derive(Clone)]
pub struct Hooked(pub Hook);

impl std::fmt::Debug for Hooked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hook")
    }
}

/// Scenarios of one worker under way at the same time.
const SCENARIOS_AT_ONCE_MAX: usize = 64;

/// Takes every event, in the order in which it happened within a trial.
pub type Sink = Arc<dyn Fn(Event) + Send + Sync>;

/// Our own bench broke.
#[derive(Debug, thiserror::Error)]
pub enum RunFault {
    /// The simulated network could not be set up.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// A thread or runtime could not be started.
    #[error("worker: {0}")]
    Worker(#[from] std::io::Error),
    /// Text rendered by ourselves could not be read again.
    #[error("feature: {0}")]
    Feature(String),
    /// The doors for real inquirers could not be opened.
    #[error("{0}")]
    Doors(#[from] EntranceFault),
    /// The folder of a real inquirer cannot be used.
    #[error("{0}")]
    Folder(#[from] FolderFault),
    /// A worker panicked.
    #[error("worker panicked")]
    Panicked,
}

impl RunFault {
    /// What broke.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::Network(fault) => words::NO_NETWORK.say(lang, &[("why", &machine::say(&fault.0, lang))]),
            Self::Worker(why) => words::NO_WORKER.say(lang, &[("why", &machine::say(why, lang))]),
            Self::Feature(why) => words::UNREAD_FEATURE.say(lang, &[("why", why)]),
            Self::Doors(fault) => fault.say(lang, &mock_words::WRITTEN_AT_RUN),
            Self::Folder(fault) => fault.say(lang),
            Self::Panicked => words::WORKER_PANICKED.say(lang, &[]),
        }
    }
}

/// What the workers share.
struct Shared {
    project: Arc<Project>,
    directory: Arc<Directory>,
    work: Work,
    settings: Settings,
    /// When the sitting began.
    begun: Instant,
    next: AtomicUsize,
    stop: Arc<AtomicBool>,
    door: Door,
    fault: Mutex<Option<RunFault>>,
    /// What comes of the faults of the project.
    faults: fault::Tally,
    /// How often real systems were waited for.
    partners: partner::Tally,
    /// Where real inquirers come, if there are any.
    reception: Option<Reception>,
    /// Whose turn it is with real systems that take and send messages of services.
    turns: Turns,
}

impl Shared {
    /// The next chunk: a piece of the trials, or one handwritten feature.
    fn take(&self) -> Option<Chunk<'_>> {
        if self.stop.load(Ordering::Relaxed) {
            return None;
        }
        let size = self.settings.scenarios_per_chunk.max(1);
        let chunks = self.work.trials.len().div_ceil(size);
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        if index < chunks {
            let end = ((index + 1) * size).min(self.work.trials.len());
            return Some(Chunk::Trials(&self.work.trials[index * size..end]));
        }
        self.work.handwritten.get(index - chunks).map(|(path, feature)| Chunk::Handwritten { path, feature })
    }

    fn fail(&self, fault: RunFault) {
        self.stop.store(true, Ordering::Relaxed);
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(fault);
    }
}

enum Chunk<'a> {
    Trials(&'a [TrialKey]),
    Handwritten { path: &'a str, feature: &'a gherkin::Feature },
}

/// Runs everything and returns when the last worker has ended. Setting `stop` ends it early and cleanly: trials under
/// way finish, others are not begun.
pub fn run(
    project: Arc<Project>,
    directory: Arc<Directory>,
    work: Work,
    settings: Settings,
    stop: Arc<AtomicBool>,
    sink: Sink,
) -> Result<(), RunFault> {
    let mut work = work;
    let bound = match work.bound.take() {
        None if work.replay.is_none() => {
            let doors = doors_wanted(&project, &work.trials, &work.handwritten);
            doors.map(|doors| Bound::at(&doors)).transpose()?
        }
        bound => bound,
    };
    let receiving = bound.map(|bound| Receiving::open(bound, &project, &directory)).transpose()?;
    // cucumber swaps the process-wide panic hook while it runs, and overlapping runs can lose ours: put it back.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let size = settings.scenarios_per_chunk.max(1);
    let chunks = work.trials.len().div_ceil(size) + work.handwritten.len();
    let workers = settings.workers.clamp(1, chunks.max(1));
    let shared = Arc::new(Shared {
        reception: receiving.as_ref().map(Receiving::reception),
        turns: Turns::default(),
        faults: fault::Tally::new(&project),
        partners: partner::Tally::default(),
        project,
        settings,
        begun: Instant::now(),
        next: AtomicUsize::new(0),
        stop,
        door: Door::new(sink, Arc::clone(&directory), work.replay.is_some()),
        work,
        directory,
        fault: Mutex::new(None),
    });
    if let Some(receiving) = &receiving {
        shared.door.tell(receiving.opened(), None);
    }
    let threads: Vec<_> = (0..workers)
        .map(|number| {
            let shared = Arc::clone(&shared);
            std::thread::Builder::new().name(format!("worker-{number}")).spawn(move || {
                if let Err(fault) = worker(&shared, u16::try_from(number).unwrap_or(u16::MAX)) {
                    shared.fail(fault);
                }
            })
        })
        .collect();
    for thread in threads {
        match thread {
            Ok(handle) => {
                if handle.join().is_err() {
                    shared.fail(RunFault::Panicked);
                }
            }
            Err(error) => shared.fail(error.into()),
        }
    }
    if let Some(receiving) = receiving {
        receiving.close();
    }
    std::panic::set_hook(hook);
    // In a replay nothing goes wrong on the wires.
    let told = [shared.faults.told(), shared.partners.told(&shared.project, &shared.directory)];
    for told in told.into_iter().flatten().filter(|_| shared.work.replay.is_none()) {
        shared.door.tell(told, None);
    }
    let fault = shared.fault.lock().unwrap_or_else(PoisonError::into_inner).take();
    fault.map_or(Ok(()), Err)
}

fn worker(shared: &Arc<Shared>, number: u16) -> Result<(), RunFault> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let network = Network::start(Arc::clone(&shared.directory), number).await?;
        let writer = Writer::new(&shared.project);
        while let Some(chunk) = shared.take() {
            drive::drive(shared, &network, &writer, chunk).await?;
            network.renew_if_due().await;
        }
        Ok(())
    })
}
