//! `renkei draft`: what came back in a recorded run becomes 副本 and cases that a person confirms.

use std::path::Path;

use super::Exit;
use super::arguments::DraftArguments;
use super::check;
use super::features::put;
use super::screen::Screen;
use super::tape;
use crate::model::catalogue::cli as words;
use crate::model::catalogue::machine;
use crate::sheet::draft::{self, Observed};

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
        .flat_map(|trial| trial.exchanges.iter().map(move |exchange| (trial, exchange, tape.data(exchange))))
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
        }
    });
    let drafts = draft::drafts(&loaded.project, &tape.run, observed, screen.lang);
    let folder = arguments.output.as_deref().unwrap_or(root);
    let paths: Vec<_> = drafts.files.iter().map(|(path, text)| (folder.join(path), text)).collect();
    if let Some((path, _)) = paths.iter().find(|(path, _)| path.exists()) {
        screen.fault(&words::WOULD_OVERWRITE, &[("path", &path.display())]);
        return Err(Exit::Arguments);
    }
    for (path, text) in &paths {
        if let Err(why) = put(path, text.as_bytes()) {
            screen.fault(&words::FILE_FAULT, &[("path", &path.display()), ("why", &machine::say(&why, screen.lang))]);
            return Err(Exit::Bench);
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
        screen.print_json(&serde_json::json!({
            "written": written,
            "cases": drafts.cases,
            "replicas": drafts.replicas,
            "left_out": left_out,
        }));
    }
    Ok(if paths.is_empty() { Exit::Nothing } else { Exit::Passed })
}
