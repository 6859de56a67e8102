//! `renkei verify`: whether a record is still what was written.

use std::path::{Path, PathBuf};

use super::Exit;
use super::arguments::VerifyArguments;
use super::screen::Screen;
use crate::model::Lang;
use crate::model::catalogue::cli as words;
use crate::record::{self, Problem};

/// Records named when another was not found.
const RUNS_NAMED_MAX: usize = 3;

/// The folder of a run: by its name in runs/, by path, or the newest.
pub(super) fn run_folder(screen: &Screen, root: &Path, name: Option<&str>) -> Result<PathBuf, Exit> {
    let runs = root.join("runs");
    let Some(name) = name else {
        let folders = record::folders(&runs).map_err(|fault| {
            screen.fault_text(&fault.message(screen.lang));
            Exit::Bench
        })?;
        return folders.into_iter().next_back().ok_or_else(|| {
            screen.fault(&words::NO_RUNS, &[]);
            Exit::Nothing
        });
    };
    let inside = runs.join(name);
    [inside, PathBuf::from(name)].into_iter().find(|path| path.is_dir()).ok_or_else(|| {
        screen.fault(&words::NO_SUCH_RUN, &[("name", &name), ("known", &known(root, screen.lang))]);
        Exit::Arguments
    })
}

/// Which records there are, the newest first.
fn known(root: &Path, lang: Lang) -> String {
    let folders = record::folders(&root.join("runs")).unwrap_or_default();
    let names = folders.iter().rev().filter_map(|folder| Some(folder.file_name()?.to_string_lossy().into_owned()));
    let mut names: Vec<String> = names.take(RUNS_NAMED_MAX).collect();
    if names.is_empty() {
        return words::NO_RUNS.pattern(lang).to_owned();
    }
    if folders.len() > names.len() {
        names.push("…".to_owned());
    }
    words::RUNS_KNOWN.say(lang, &[("names", &names.join(words::LOTS_BETWEEN.pattern(lang)))])
}

/// Tells which records there are, to whom has named none.
pub(super) fn tell_known(root: &Path, lang: Lang) {
    Screen::plain(lang).note_text(&known(root, lang));
}

pub(super) fn verify(screen: &Screen, root: &Path, arguments: &VerifyArguments) -> Exit {
    let folder = match run_folder(screen, root, Some(&arguments.run)) {
        Ok(folder) => folder,
        Err(exit) => return exit,
    };
    let problems = match record::verify(&folder) {
        Ok(problems) => problems,
        Err(fault) => {
            screen.fault_text(&fault.message(screen.lang));
            return Exit::Files;
        }
    };
    if screen.json {
        let told: Vec<String> = problems.iter().map(|problem| problem.message(screen.lang)).collect();
        let by_crash = !problems.is_empty() && problems.iter().all(Problem::left_by_a_crash);
        screen.print_json(&serde_json::json!({
            "unchanged": problems.is_empty(),
            "left_by_a_crash": by_crash,
            "problems": told,
        }));
    }
    if !problems.is_empty() && problems.iter().all(Problem::left_by_a_crash) {
        for problem in &problems {
            screen.note_text(&problem.message(screen.lang));
        }
        let run = folder.file_name().unwrap_or_default().to_string_lossy();
        screen.note(&words::VERIFY_CRASH, &[("run", &run)]);
        return Exit::Left;
    }
    if !problems.is_empty() {
        screen.fault(&words::VERIFY_FOUND, &[("count", &problems.len())]);
        for problem in &problems {
            screen.fault_text(&problem.message(screen.lang));
        }
        return Exit::Files;
    }
    let mut count: u64 = 0;
    let told = record::read(&folder).and_then(|mut events| {
        for event in &mut events {
            event?;
            count += 1;
        }
        Ok(events.last_chain())
    });
    match told {
        Ok(chain) => {
            screen.show(&(words::VERIFY_CLEAN.say(screen.lang, &[("events", &count), ("chain", &chain)]) + "\n"));
            Exit::Passed
        }
        Err(fault) => {
            screen.fault_text(&fault.message(screen.lang));
            Exit::Files
        }
    }
}
