//! `renkei draft`: what came back in a recorded run becomes 副本 and cases that a person confirms.

use std::collections::HashMap;
use std::path::Path;

use super::Exit;
use super::arguments::DraftArguments;
use super::check;
use super::features::put;
use super::screen::Screen;
use super::tape::{self, Tape, TapedTrial};
use crate::model::Verdict;
use crate::model::catalogue::cli as words;
use crate::sheet::draft::{self, LeftOut, Observed};

/// Trials without a draft are named up to this many.
const LEFT_OUT_NAMED_MAX: usize = 20;

pub(super) fn draft(screen: &Screen, root: &Path, arguments: &DraftArguments) -> Exit {
    match attempt(screen, root, arguments) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn attempt(screen: &Screen, root: &Path, arguments: &DraftArguments) -> Result<Exit, Exit> {
    let loaded = check::load_sound(screen, root)?;
    let tape = tape::open(screen, root, &arguments.run)?;
    let tape = &tape;
    let exchanges: Vec<_> = tape
        .trials
        .iter()
        .filter(|trial| no_draft(trial).is_none())
        .filter_map(|trial| Some((trial, trial.last()?)))
        .flat_map(|(trial, last)| last.exchanges.iter().map(move |exchange| (trial, exchange, tape.data(exchange))))
        .collect();
    let observed = exchanges.iter().map(|(trial, exchange, data)| {
        let about = &trial.about;
        Observed {
            trial: &trial.id.0,
            case: &about.case,
            names: [&about.scenario, &about.variation, &about.title, &about.flow],
            schedule: (about.cycle, about.lot),
            organisation: &about.organisation,
            persona: &about.persona,
            base_date: exchange.base_date,
            query: &exchange.query,
            outcome: exchange.outcome,
            data: data.as_deref(),
            beyond_case: exchange.beyond_case.as_deref(),
        }
    });
    let mut drafts = draft::drafts(&loaded.project, &tape.run, observed, screen.lang);
    drafts.left_out = left_out(tape, std::mem::take(&mut drafts.left_out));
    let folder = arguments.output.as_deref().unwrap_or(root);
    let paths: Vec<_> = drafts.files.iter().map(|(path, text)| (folder.join(path), text)).collect();
    if let Some((path, _)) = paths.iter().find(|(path, _)| path.exists()) {
        screen.fault(&words::WOULD_OVERWRITE_IN, &[("path", &path.display())]);
        return Err(Exit::Arguments);
    }
    for (path, text) in &paths {
        if let Err(why) = put(path, text.as_bytes()) {
            return Err(screen.unwritten(path, &why));
        }
        screen.show(&(words::WRITTEN.say(screen.lang, &[("path", &path.display())]) + "\n"));
    }
    screen.note(&words::DRAFTED, &[("cases", &drafts.cases), ("replicas", &drafts.replicas)]);
    for (trial, why) in drafts.left_out.iter().take(LEFT_OUT_NAMED_MAX) {
        screen.note(&words::NOT_DRAFTED, &[("trial", trial), ("why", &why.say(screen.lang))]);
    }
    if drafts.left_out.len() > LEFT_OUT_NAMED_MAX {
        screen.note(&words::NOT_DRAFTED_MORE, &[("more", &(drafts.left_out.len() - LEFT_OUT_NAMED_MAX))]);
    }
    if screen.json {
        let written: Vec<_> = paths.iter().map(|(path, _)| path).collect();
        let left_out: Vec<&str> = drafts.left_out.iter().map(|(trial, _)| trial.as_str()).collect();
        let why = |(trial, why): &(String, LeftOut)| serde_json::json!({"trial": trial, "why": why.say(screen.lang)});
        let reasons: Vec<_> = drafts.left_out.iter().map(why).collect();
        screen.print_json(&serde_json::json!({
            "written": written,
            "cases": drafts.cases,
            "replicas": drafts.replicas,
            "left_out": left_out,
            "left_out_reasons": reasons,
        }));
    }
    Ok(if paths.is_empty() { Exit::Nothing } else { Exit::Passed })
}

/// Why nothing of a trial can be drafted, whatever it has exchanged.
fn no_draft(trial: &TapedTrial) -> Option<LeftOut> {
    let last = trial.last()?;
    match last.ending.as_ref().map(|ending| ending.verdict) {
        None => Some(LeftOut::CutOff),
        Some(verdict @ (Verdict::Blocked | Verdict::NotRun | Verdict::Broken)) => Some(LeftOut::Unjudged(verdict)),
        Some(Verdict::Passed | Verdict::Failed) => last.exchanges.is_empty().then_some(LeftOut::NotAsked),
    }
}

/// Every trial that gave no draft, once for each reason, in the order of the record.
fn left_out(tape: &Tape, of_exchanges: Vec<(String, LeftOut)>) -> Vec<(String, LeftOut)> {
    let mut by_trial: HashMap<String, Vec<LeftOut>> = HashMap::new();
    for (trial, why) in of_exchanges {
        by_trial.entry(trial).or_default().push(why);
    }
    let of_trial = |trial: &TapedTrial| {
        let id = trial.id.to_string();
        let mut all: Vec<LeftOut> =
            no_draft(trial).into_iter().chain(by_trial.remove(&id).unwrap_or_default()).collect();
        all.dedup();
        all.into_iter().map(|why| (id.clone(), why)).collect::<Vec<_>>()
    };
    tape.trials.iter().flat_map(of_trial).collect()
}
