//! One chunk of scenarios through cucumber: text in, events out.

use std::cell::RefCell;
use std::collections::HashMap;
use std::convert::Infallible;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use cucumber::event::{Cucumber as Happening, Event as Wrapped, Retries, ScenarioFinished};
use cucumber::runner::basic::{RetryOptions, ScenarioType};
use cucumber::{Cucumber, Parser, Writer, cli, parser};
use futures::future::LocalBoxFuture;
use futures::stream;

use super::world::TrialWorld;
use super::{Chunk, RunFault, SCENARIOS_AT_ONCE_MAX, Shared, steps};
use crate::event::TrialId;
use crate::feature;
use crate::model::Trial;
use crate::network::{Client, Network, Scene};
use crate::plan::TrialKey;

/// What the worlds of one chunk share.
pub(super) struct Context {
    pub shared: Arc<Shared>,
    pub client: Client,
    /// The feature file, as people know it.
    pub path: String,
    trials: HashMap<String, TrialKey>,
    attempts: RefCell<HashMap<TrialId, u32>>,
    /// The faults of trials: how often each was shown counts over all attempts.
    pub scenes: RefCell<HashMap<TrialId, Staged>>,
}

/// The faults of a trial, as they stand.
pub(super) struct Staged {
    pub scene: Arc<Scene>,
    /// How many of them, the first, the scenario itself asks for.
    pub own: usize,
}

impl Context {
    /// The trial a rendered scenario stands for: its name begins with the trial's id.
    pub fn trial(&self, scenario: &gherkin::Scenario) -> Option<Trial<'_>> {
        let id = scenario.name.split_whitespace().next()?;
        self.trials.get(id).map(|key| key.resolve(&self.shared.project))
    }

    /// Counts an attempt, from 1 in the first sitting.
    pub fn attempt(&self, trial: &TrialId) -> u32 {
        let earlier = self.earlier(trial);
        if self.shared.settings.retries == 0 {
            return earlier + 1;
        }
        let mut attempts = self.attempts.borrow_mut();
        let attempt = attempts.entry(trial.clone()).or_insert(earlier);
        *attempt += 1;
        *attempt
    }

    /// Attempts of earlier sittings.
    pub fn earlier(&self, trial: &TrialId) -> u32 {
        self.shared.work.earlier_attempts.get(&*trial.0).copied().unwrap_or(0)
    }

    pub fn stopping(&self) -> bool {
        self.shared.stop.load(Ordering::Relaxed)
    }
}

/// Runs one chunk to its end.
pub(super) async fn drive(
    shared: &Arc<Shared>,
    network: &Network,
    writer: &feature::Writer<'_>,
    chunk: Chunk<'_>,
) -> Result<(), RunFault> {
    let mut trials = HashMap::new();
    let (path, parsed) = match chunk {
        Chunk::Trials(keys) => {
            let resolved: Vec<Trial<'_>> = keys.iter().map(|key| key.resolve(&shared.project)).collect();
            trials.extend(resolved.iter().map(Trial::id).zip(keys.iter().copied()));
            if trials.len() != keys.len() {
                return Err(RunFault::Feature(format!("{} ids for {} trials", trials.len(), keys.len())));
            }
            let text = writer.file(&resolved);
            let parsed = gherkin::Feature::parse(&text, gherkin::GherkinEnv::default())
                .map_err(|error| RunFault::Feature(error.to_string()))?;
            if parsed.scenarios.len() != keys.len() {
                return Err(RunFault::Feature(format!("{} → {}", keys.len(), parsed.scenarios.len())));
            }
            (String::new(), parsed)
        }
        Chunk::Handwritten { path, feature } => (path.to_owned(), feature.clone()),
    };
    let context = Rc::new(Context {
        shared: Arc::clone(shared),
        client: network.client(),
        path,
        trials,
        attempts: RefCell::default(),
        scenes: RefCell::default(),
    });
    let retries = usize::try_from(shared.settings.retries).unwrap_or(0);
    Cucumber::<TrialWorld, _, _, _, _>::custom(Ready, cucumber::runner::Basic::default(), Silent)
        .with_cli(options())
        .steps(steps::collection()?)
        .max_concurrent_scenarios(SCENARIOS_AT_ONCE_MAX)
        .retry_options(move |_, _, _, _| retry_options(retries))
        .which_scenario(|_, _, _| ScenarioType::Concurrent)
        .before(move |feature, _, scenario, world| begin(Rc::clone(&context), feature, scenario, world))
        .after(|_, _, _, outcome, world| end(outcome, world))
        .run(parsed)
        .await;
    Ok(())
}

fn begin<'a>(
    context: Rc<Context>,
    feature: &'a gherkin::Feature,
    scenario: &'a gherkin::Scenario,
    world: &'a mut TrialWorld,
) -> LocalBoxFuture<'a, ()> {
    Box::pin(async move { world.begin(context, feature, scenario) })
}

fn end<'a>(outcome: &'a ScenarioFinished, world: Option<&'a mut TrialWorld>) -> LocalBoxFuture<'a, ()> {
    Box::pin(async move {
        if let Some(world) = world {
            world.end(outcome);
        }
    })
}

/// Retries are the project's limit for every scenario: a tag such as `@retry(2)` must not make one case luckier.
fn retry_options(retries: usize) -> Option<RetryOptions> {
    (retries > 0).then(|| RetryOptions { retries: Retries::initial(retries), after: None })
}

/// Without these cucumber reads the process's own arguments.
fn options() -> cli::Opts<cli::Empty, cucumber::runner::basic::Cli, cli::Empty, cli::Empty> {
    cli::Opts {
        re_filter: None,
        tags_filter: None,
        parser: cli::Empty,
        runner: cucumber::runner::basic::Cli::default(),
        writer: cli::Empty,
        custom: cli::Empty,
    }
}

/// Hands over a parsed feature. Always ready: cucumber spins for ever on a parser that has to wait.
struct Ready;

impl Parser<gherkin::Feature> for Ready {
    type Cli = cli::Empty;
    type Output = stream::Iter<std::array::IntoIter<parser::Result<gherkin::Feature>, 1>>;

    fn parse(self, input: gherkin::Feature, _: Self::Cli) -> Self::Output {
        stream::iter([Ok(input)])
    }
}

/// Events are told by the worlds themselves; cucumber's own are not needed.
struct Silent;

impl Writer<TrialWorld> for Silent {
    type Cli = cli::Empty;

    async fn handle_event(&mut self, _: parser::Result<Wrapped<Happening<TrialWorld>>>, _: &Self::Cli) {}
}

impl cucumber::writer::Normalized for Silent {}

impl cucumber::World for TrialWorld {
    type Error = Infallible;

    async fn new() -> Result<Self, Self::Error> {
        Ok(Self::default())
    }
}
