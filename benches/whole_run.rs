//! Scenarios per second and peak memory of a whole run, beside a floor measured in the same bench: plain tokio tasks
//! that send the same queries, polls included, to the same simulated network, without cucumber, comparison or record.
//!
//! `cargo bench --bench whole_run` prints the table of docs/performance.md. `-- BODIES CASES ROUNDS` chooses the size.
//! Every measurement is a process of its own, so that peak memory belongs to it alone.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot go on must stop"
)]

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use renkei::model::{Project, Trial};
use renkei::network::{Admission, Directory, Network};
use renkei::payload::envelope::Query;
use renkei::plan::{self, Plan, Selection, TrialKey};
use renkei::sheet::{self, sample};

/// As the program itself has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// As many queries under way in one worker as a run has scenarios.
const AT_ONCE: usize = 64;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    match arguments.first().map(String::as_str) {
        Some("measure-floor") => floor(Path::new(&arguments[1])),
        Some("measure-run") => whole(Path::new(&arguments[1])),
        Some("measure-load") => {
            let (project, plan) = load(Path::new(&arguments[1]));
            report(plan.trials.len().max(project.cases.len()), 1.0);
        }
        _ => compare(&arguments),
    }
}

fn compare(arguments: &[String]) {
    let number =
        |index: usize, default: usize| arguments.get(index).and_then(|text| text.parse().ok()).unwrap_or(default);
    let (bodies, cases, rounds) = (number(0, 200), number(1, 100), number(2, 3));
    let folder = tempfile::tempdir().expect("a folder for the project");
    for (path, bytes) in sample::nation(bodies, cases).expect("a synthetic nation") {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    println!("{bodies} bodies × {cases} cases, {rounds} rounds");
    println!("| round | floor /s | run /s | ratio | floor MB | run MB | loaded MB |");
    println!("|---|---|---|---|---|---|---|");
    let mut ratios = Vec::new();
    for round in 1..=rounds {
        let floor = measure("measure-floor", folder.path());
        let run = measure("measure-run", folder.path());
        let loaded = measure("measure-load", folder.path());
        ratios.push(run.0 / floor.0);
        println!(
            "| {round} | {:.0} | {:.0} | {:.2} | {:.0} | {:.0} | {:.0} |",
            floor.0,
            run.0,
            run.0 / floor.0,
            floor.1,
            run.1,
            loaded.1
        );
    }
    ratios.sort_by(f64::total_cmp);
    println!("median ratio {:.2}", ratios[ratios.len() / 2]);
}

/// Rate and peak megabytes of one measurement in a process of its own.
fn measure(what: &str, folder: &Path) -> (f64, f64) {
    let program = std::env::current_exe().expect("this program");
    let output = Command::new(program).arg(what).arg(folder).output().expect("a measurement");
    assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    let mut words = text.split_whitespace().map(|word| word.parse::<f64>().expect("a number"));
    (words.next().expect("a rate"), words.next().expect("a size"))
}

fn report(count: usize, seconds: f64) {
    println!("{} {}", count as f64 / seconds, peak_megabytes("self"));
}

fn load(folder: &Path) -> (Arc<Project>, Plan) {
    let project = Arc::new(sheet::load(folder).0);
    let plan = plan::select(&project, &Selection::default());
    assert!(!plan.is_empty(), "nothing to run");
    (project, plan)
}

/// The whole of `renkei run`, record and all, as its user has it.
fn whole(folder: &Path) {
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_renkei"))
        .args(["run", "--quiet", "--json", "--project"])
        .arg(folder)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("renkei run");
    // The system forgets a process's peak with the process: look while it lives.
    let mut peak: f64 = 0.0;
    while child.try_wait().expect("a child").is_none() {
        peak = peak.max(peak_megabytes(&child.id().to_string()));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let seconds = begun.elapsed().as_secs_f64();
    let output = child.wait_with_output().expect("its output");
    let text = String::from_utf8_lossy(&output.stdout);
    let object: serde_json::Value = serde_json::from_str(text.lines().last().expect("an object")).expect("JSON");
    let passed = object["verdicts"]["passed"].as_u64().expect("passed");
    assert_eq!(Some(passed), object["selected"].as_u64(), "all pass: {text}");
    println!("{} {peak}", passed as f64 / seconds);
}

/// `VmHWM` of a living process.
fn peak_megabytes(process: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let peak =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")).and_then(|rest| rest.split_whitespace().next());
    peak.and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

fn floor(folder: &Path) {
    let (project, plan) = load(folder);
    let directory = Arc::new(Directory::new(Arc::clone(&project)));
    let queries: Arc<Vec<Prepared>> = Arc::new(plan.trials.iter().map(|key| prepare(*key, &project)).collect());
    let next = Arc::new(AtomicUsize::new(0));
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let begun = Instant::now();
    let threads: Vec<_> = (0..workers)
        .map(|number| {
            let (directory, queries, next) = (Arc::clone(&directory), Arc::clone(&queries), Arc::clone(&next));
            std::thread::spawn(move || send(directory, &queries, &next, number))
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().expect("a worker"));
    report(queries.len(), begun.elapsed().as_secs_f64());
}

struct Prepared {
    query: Query,
    admission: Admission,
}

fn prepare(key: TrialKey, project: &Project) -> Prepared {
    let trial: Trial<'_> = key.resolve(project);
    let case = trial.case;
    let provider = plan::provider(project, &case.target, trial.inquirer, trial.group).expect("a provider");
    Prepared {
        admission: Admission {
            trial: trial.id().into(),
            persona: case.persona.clone(),
            base_date: case.base_date,
            behaviour: None,
            scene: None,
        },
        query: Query {
            request: String::new(),
            inquirer: trial.inquirer.code.clone(),
            provider: provider.institution.code.clone(),
            affair: case.affair,
            procedure: case.procedure,
            information: case.information,
            version: case.version.clone(),
            department: case.department.clone(),
            items: case.items.clone(),
            condition: case.condition,
            link_code: String::new(),
            consent: false,
            undisclosed: false,
        },
    }
}

/// One worker: a chunk of plain tasks at a time, as a run takes its chunks.
fn send(directory: Arc<Directory>, queries: &[Prepared], next: &AtomicUsize, number: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let network = Network::start(directory, number as u16).await.expect("a network");
        let failed = Mutex::new(0);
        loop {
            let first = next.fetch_add(100, Ordering::Relaxed);
            if first >= queries.len() {
                break;
            }
            let chunk = &queries[first..(first + 100).min(queries.len())];
            let tasks = chunk.iter().map(|prepared| async {
                let client = network.client();
                let subject = client.admit(prepared.admission.clone());
                let mut query = prepared.query.clone();
                query.request = format!("R{:010}", subject.number());
                query.link_code = subject.link_code(&query.inquirer);
                if client.ask(&query, query.to_xml()).await.is_err() {
                    *failed.lock().expect("a count") += 1;
                }
            });
            use futures::StreamExt;
            futures::stream::iter(tasks).buffer_unordered(AT_ONCE).for_each(|()| async {}).await;
            network.renew_if_due().await;
        }
        assert_eq!(*failed.lock().expect("a count"), 0, "every query is answered");
    });
}
