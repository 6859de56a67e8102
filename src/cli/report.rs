//! `renkei report`: a record as people and machines read it.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Exit;
use super::arguments::{Format, ReportArguments};
use super::run::left;
use super::screen::Screen;
use super::verify::run_folder;
use super::{check, named};
use crate::event::{About, Event, RunState, TrialId};
use crate::model::OrganisationId;
use crate::model::catalogue::cli as words;
use crate::plan::{self, Selection};
use crate::record::{self, RecordError};
use crate::report::{self, Flaky, html, junit, terminal};

/// Trials that did not run are named up to this many.
const NOT_RUN_NAMED_MAX: usize = 50;
/// Bodies of a run that are named.
const ORGANISATIONS_NAMED_MAX: usize = 5;

pub(super) fn report(screen: &Screen, root: &Path, arguments: &ReportArguments) -> Exit {
    match attempt(screen, root, arguments) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn attempt(screen: &Screen, root: &Path, arguments: &ReportArguments) -> Result<Exit, Exit> {
    let format = if screen.json { Some(Format::Json) } else { arguments.format };
    if arguments.organisation.is_some() && format.is_some_and(|format| format != Format::Html) {
        screen.fault(&words::SHEET_IS_HTML, &[]);
        return Err(Exit::Arguments);
    }
    let begun = match arguments.run {
        None => newest_begun(root),
        Some(_) => None,
    };
    let folder = match begun {
        Some(folder) => folder,
        None => run_folder(screen, root, arguments.run.as_deref())?,
    };
    let (state, chain) = fold(&folder).map_err(|fault| {
        screen.fault_text(&fault.message(screen.lang));
        Exit::Files
    })?;
    if state.start().is_none() {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        screen.fault(&words::RUN_NEVER_BEGAN, &[("name", &name)]);
        return Err(Exit::Nothing);
    }
    // A body without a case gets no page: none is begun before that is known.
    let page = match &arguments.organisation {
        Some(name) => Some(organisation(screen, root, &folder, name, &state, &chain)?),
        None => None,
    };
    let mut to = open(screen, arguments)?;
    let written = match page {
        Some(page) => page.and_then(|page| to.write_all(&page)),
        None => {
            let format = format.unwrap_or(Format::Text);
            let written = whole(screen, &folder, format, &state, &mut to);
            let names = if format == Format::Text { not_run(screen, root, &state) } else { String::new() };
            written.and_then(|()| to.write_all(names.as_bytes()))
        }
    };
    if let Err(why) = written.and_then(|()| to.flush()) {
        // A reader that has gone away (`| head`) is no fault of ours.
        if why.kind() != std::io::ErrorKind::BrokenPipe {
            let path = arguments.output.as_deref().unwrap_or(Path::new("-"));
            return Err(screen.unwritten(path, &why));
        }
    }
    if let Some(path) = &arguments.output {
        screen.note(&words::WRITTEN, &[("path", &path.display())]);
    }
    Ok(Exit::Passed)
}

/// The trials without a verdict by name, if the project is still the one that was run: a record alone knows only those
/// that began.
fn not_run(screen: &Screen, root: &Path, state: &RunState) -> String {
    if state.decided() >= state.selected() {
        return String::new();
    }
    let loaded = check::load(root);
    if state.start().is_none_or(|start| start.project_hash != loaded.digest) {
        return String::new();
    }
    let Ok(left) = left(screen, root, state, &loaded) else { return String::new() };
    let ids = left.ids(&loaded);
    let named = ids.iter().take(NOT_RUN_NAMED_MAX).map(String::as_str).collect::<Vec<_>>().join(" ");
    let more = ids.len().saturating_sub(NOT_RUN_NAMED_MAX);
    let args: [(&str, &dyn std::fmt::Display); 3] = [("count", &ids.len()), ("named", &named), ("more", &more)];
    let text = if more == 0 { words::NOT_RUN_NAMED } else { words::NOT_RUN_AND_MORE };
    format!("\n{}", screen.page(&text.say(screen.lang, &args)))
}

/// The newest run that has a beginning. One that cannot be read counts too: its fault is to be told, not passed over.
fn newest_begun(root: &Path) -> Option<PathBuf> {
    let never_began = |folder: &PathBuf| match record::read(folder) {
        Ok(mut events) => events.next().is_none(),
        Err(fault) => matches!(fault, RecordError::Missing(_)),
    };
    let folders = record::folders(&root.join("runs")).ok()?;
    folders.into_iter().rev().find(|folder| !never_began(folder))
}

fn whole(screen: &Screen, folder: &Path, format: Format, state: &RunState, to: &mut dyn Write) -> std::io::Result<()> {
    match format {
        Format::Text => to.write_all(terminal::summary(state, screen.lang, screen.width()).as_bytes()),
        Format::Html => html::run(state, events(folder)?, Flaky::Fails, screen.lang, to),
        Format::Junit => junit::write(state, events(folder)?, screen.lang, to),
        Format::Json => {
            serde_json::to_writer_pretty(&mut *to, &report::json(state, Flaky::Fails))?;
            to.write_all(b"\n")
        }
    }
}

/// The 結果票 of one body. What never began is told from the project, if it is still the one that was run.
fn organisation(
    screen: &Screen,
    root: &Path,
    folder: &Path,
    name: &str,
    state: &RunState,
    chain: &str,
) -> Result<std::io::Result<Vec<u8>>, Exit> {
    let loaded = check::load(root);
    let same = state.start().is_some_and(|start| start.project_hash == loaded.digest);
    let known = named::body(&loaded.project, name);
    let in_record = state.trials().find(|trial| trial.organisation == name || trial.organisation_name == name);
    let in_record = in_record.map(|trial| OrganisationId::from(trial.organisation));
    let id = match (in_record, known) {
        (Some(id), _) => id,
        (None, Ok(known)) => known.id.clone(),
        (None, Err(why)) => {
            let recorded = state.trials().map(|trial| trial.organisation_name);
            named::tell(screen, &loaded.project, name, &why, recorded);
            return Err(Exit::Arguments);
        }
    };
    let selection = Selection { organisations: vec![id.clone()], ..Selection::default() };
    let planned: Vec<(TrialId, Arc<About>)> = if same {
        let plan = plan::select(&loaded.project, &selection);
        let trials = plan.trials.iter().map(|key| key.resolve(&loaded.project));
        trials.map(|trial| (TrialId(trial.id().into()), Arc::new(crate::run::about(&trial, &loaded.project)))).collect()
    } else {
        Vec::new()
    };
    let sheet = html::Sheet { organisation: &id.0, planned: &planned, chain: Some(chain) };
    let events = match events(folder) {
        Ok(events) => events,
        Err(why) => return Ok(Err(why)),
    };
    let mut page = Vec::new();
    match html::organisation_sheet(state, events, sheet, screen.lang, &mut page) {
        Ok(0) => {
            let mut asked: Vec<&str> = state.trials().map(|trial| trial.organisation_name).collect();
            asked.sort_unstable();
            asked.dedup();
            let named = asked.iter().take(ORGANISATIONS_NAMED_MAX).copied().collect::<Vec<_>>().join("、");
            let more = if asked.len() > ORGANISATIONS_NAMED_MAX { "、…" } else { "" };
            let args: [(&str, &dyn std::fmt::Display); 2] = [("name", &name), ("names", &format!("{named}{more}"))];
            screen.fault(&words::NOTHING_OF_ORGANISATION, &args);
            Err(Exit::Nothing)
        }
        Ok(_) => Ok(Ok(page)),
        Err(why) => Ok(Err(why)),
    }
}

/// The record was read whole once for its state; what cannot be read now was read then.
fn events(folder: &Path) -> std::io::Result<impl Iterator<Item = Event>> {
    let events = record::read(folder).map_err(std::io::Error::other)?;
    Ok(events.map_while(Result::ok))
}

/// The state of a record, and its last chain value.
pub(super) fn fold(folder: &Path) -> Result<(RunState, String), RecordError> {
    let mut state = RunState::default();
    let mut events = record::read(folder)?;
    for event in &mut events {
        state.apply(&event?);
    }
    Ok((state, events.last_chain()))
}

fn open(screen: &Screen, arguments: &ReportArguments) -> Result<Box<dyn Write>, Exit> {
    let Some(path) = &arguments.output else { return Ok(Box::new(std::io::stdout())) };
    match File::create(path) {
        Ok(file) => Ok(Box::new(BufWriter::new(file))),
        Err(why) => Err(screen.unwritten(path, &why)),
    }
}
