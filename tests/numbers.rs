//! No leak of a 個人番号 goes unseen, and none is told: every spelling, towards every person of the example.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot read its input must stop"
)]

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use renkei::event::Event;
use renkei::model::personal_number::{Leak, Rule};
use renkei::model::{Behaviour, Conduct, Outcome, PersonalNumbers, Place, Project, Verdict};
use renkei::network::Directory;
use renkei::payload::DifferenceKind;
use renkei::plan::{Selection, select};
use renkei::run::{Settings, Sink, Work, run};

fn example() -> Project {
    renkei::sheet::load(Path::new(env!("CARGO_MANIFEST_DIR"))).0
}

/// Runs everything of a project in process and keeps the events.
fn events(project: Project) -> Vec<Event> {
    let project = Arc::new(project);
    let files = project.cases.iter().filter_map(|case| case.expected.xml.as_ref());
    let expected_files = files.map(|(path, text)| (path.to_string(), Arc::clone(text))).collect();
    let trials = select(&project, &Selection::default()).trials;
    let told: Arc<Mutex<Vec<Event>>> = Arc::default();
    let sink: Sink = {
        let told = Arc::clone(&told);
        Arc::new(move |event| told.lock().unwrap().push(event))
    };
    let work = Work { trials, expected_files, ..Work::default() };
    let settings = Settings { workers: 2, scenarios_per_chunk: 50, retries: 0, hook: None };
    let directory = Arc::new(Directory::new(Arc::clone(&project)));
    run(project, directory, work, settings, Arc::new(AtomicBool::new(false)), sink).unwrap();
    std::mem::take(&mut told.lock().unwrap())
}

/// The trials that got data, with the verdict and whether a 個人番号 was told of.
fn with_data(events: &[Event]) -> HashMap<String, (Verdict, bool)> {
    let mut normal: HashMap<String, (Verdict, bool)> = HashMap::new();
    for event in events {
        match event {
            Event::Exchanged { trial, exchange, .. } if exchange.outcome == Some(Outcome::Normal) => {
                normal.insert(trial.to_string(), (Verdict::NotRun, false));
            }
            Event::TrialFinished { trial, verdict, differences, .. } => {
                if let Some(known) = normal.get_mut(&*trial.0) {
                    *known = (*verdict, differences.iter().any(|one| one.kind == DifferenceKind::PersonalNumber));
                }
            }
            _ => {}
        }
    }
    normal
}

#[test]
fn every_leak_fails_its_case_and_no_event_tells_the_number() {
    let plain = with_data(&events(example()));
    assert!(plain.len() > 20, "too few cases get data");
    let red: Vec<_> = plain.iter().filter(|(_, told)| **told != (Verdict::Passed, false)).collect();
    assert!(red.is_empty(), "without a leak nothing is red, codes and times of twelve digits included: {red:?}");

    for leak in Leak::ALL {
        let mut project = example();
        project.conduct = project
            .replicas
            .iter()
            .map(|replica| Conduct {
                organisation: replica.organisation.clone(),
                persona: replica.persona.clone(),
                behaviour: Behaviour::Leak(leak),
                times: None,
                place: Place::Nowhere,
            })
            .collect();
        let numbers = PersonalNumbers::of(&project.role_models);
        let all = events(project);
        let leaked = with_data(&all);
        assert!(leaked.len() >= plain.len(), "{leak:?}: {} of {}", leaked.len(), plain.len());
        let unseen: Vec<_> = leaked.iter().filter(|(_, told)| **told != (Verdict::Failed, true)).collect();
        assert!(unseen.is_empty(), "{leak:?} goes unseen: {unseen:?}");
        for event in &all {
            let line = serde_json::to_string(event).unwrap();
            let told = numbers.in_text(&line, false);
            assert!(told.iter().all(|one| one.rule != Rule::OfPersona), "{leak:?} is told in an event");
        }
    }
}
