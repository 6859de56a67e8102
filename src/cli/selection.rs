//! What of a project is run: the words of the command line, what they select, and what they fail to select.

use clap::error::ErrorKind;

use super::Exit;
use super::arguments::{self, RunArguments, Subcommands};
use super::check::Loaded;
use super::named::{self, hint};
use super::screen::{self, Screen};
use crate::event::Planned;
use crate::feature::TagFilter;
use crate::model::catalogue::cli as words;
use crate::model::date::to_half_width;
use crate::model::diagnostic::nearest;
use crate::model::{CaseId, Lang, Text};
use crate::plan::Selection;

/// クール and ロット named when nothing was selected.
const LOTS_NAMED_MAX: usize = 20;

/// What the words select; a name that is nobody's is told.
pub(super) fn selection(screen: &Screen, arguments: &RunArguments, loaded: &Loaded) -> Result<Selection, Exit> {
    let project = &loaded.project;
    let unknown = |text: &Text, name: &str, known: Vec<&str>| {
        let near = nearest(name, known);
        let see = || words::SEE_CHECK.pattern(screen.lang).to_owned();
        let args: [(&str, &dyn std::fmt::Display); 1] = [("name", &name)];
        screen.fault_text(&(text.say(screen.lang, &args) + &hint(screen, near.as_deref(), see)));
        Exit::Arguments
    };
    let mut selection =
        Selection { cycles: arguments.cycle.clone(), lots: arguments.lot.clone(), ..Selection::default() };
    for name in &arguments.group {
        let plain = to_half_width(name);
        let found = project.groups.iter().find(|group| {
            *group.id.0 == **name || group.name == *name || *group.id.0 == *plain || to_half_width(&group.name) == plain
        });
        let known = || project.groups.iter().flat_map(|group| [&*group.id.0, group.name.as_str()]).collect();
        selection.groups.push(found.ok_or_else(|| unknown(&words::UNKNOWN_GROUP, name, known()))?.id.clone());
    }
    for name in &arguments.organisation {
        let found = named::body(project, name).map_err(|why| {
            named::tell(screen, project, name, &why, std::iter::empty());
            Exit::Arguments
        })?;
        selection.organisations.push(found.id.clone());
    }
    for name in &arguments.case {
        let of_codes = project.link_code_cases.iter().map(|case| &case.id);
        let known = || project.cases.iter().map(|case| &case.id).chain(of_codes.clone());
        let id = CaseId::from(name.as_str());
        // An id is written half width in the model, whatever was typed.
        let plain = CaseId::from(to_half_width(name).as_str());
        let Some(id) = [id, plain].into_iter().find(|id| known().any(|known| known == id)) else {
            return Err(unknown(&words::UNKNOWN_CASE, name, known().map(|id| &*id.0).collect()));
        };
        selection.cases.push(id);
    }
    if let Some(text) = &arguments.tags {
        let filter = TagFilter::parse(text).map_err(|_| {
            screen.fault(&words::BAD_TAGS, &[("text", text)]);
            Exit::Arguments
        })?;
        selection.tags = Some(filter);
    }
    Ok(selection)
}

/// The words that select, so that a resumed run selects the same.
pub(super) fn selection_words(arguments: &RunArguments) -> Vec<String> {
    let mut list = Vec::new();
    let mut push = |name: &str, value: &dyn std::fmt::Display| list.push(format!("--{name}={value}"));
    arguments.cycle.iter().for_each(|value| push("cycle", value));
    arguments.lot.iter().for_each(|value| push("lot", value));
    arguments.group.iter().for_each(|value| push("group", value));
    arguments.organisation.iter().for_each(|value| push("organisation", value));
    arguments.case.iter().for_each(|value| push("case", value));
    arguments.tags.iter().for_each(|value| push("tags", value));
    arguments.real.iter().for_each(|value| push("real", value));
    arguments.fault.iter().for_each(|value| push("fault", value));
    arguments.replay.iter().for_each(|value| push("replay", value));
    list
}

/// The words of a recorded run as they were given.
pub(super) fn read_again(recorded: &[String], lang: Lang) -> Result<RunArguments, Exit> {
    let words: Vec<std::ffi::OsString> =
        ["renkei", "run"].iter().map(Into::into).chain(recorded.iter().map(Into::into)).collect();
    let read = arguments::read(words, lang).map_err(|fault| screen::bad_arguments(&fault, lang))?;
    match read.command {
        Subcommands::Run(earlier) => Ok(*earlier),
        _ => {
            let fault = clap::Error::new(ErrorKind::InvalidSubcommand);
            Err(screen::bad_arguments(&fault, lang))
        }
    }
}

/// Whoever plays a record and selects nothing plays what the record selected: not a case more.
pub(super) fn as_recorded(arguments: &RunArguments, recorded: &[String], lang: Lang) -> Result<RunArguments, Exit> {
    let RunArguments { cycle, lot, group, organisation, case, tags, .. } = arguments;
    let of_test = cycle.is_empty() && lot.is_empty() && case.is_empty() && tags.is_none();
    if !of_test || !group.is_empty() || !organisation.is_empty() {
        return Ok(arguments.clone());
    }
    let RunArguments { cycle, lot, group, organisation, case, tags, .. } = read_again(recorded, lang)?;
    Ok(RunArguments { cycle, lot, group, organisation, case, tags, ..arguments.clone() })
}

/// Says that nothing was selected; of クール and ロット, which there are.
pub(super) fn tell_nothing(screen: &Screen, arguments: &RunArguments, all: &Planned) {
    screen.fault(&words::NOTHING_SELECTED, &[]);
    if arguments.cycle.is_empty() && arguments.lot.is_empty() {
        return;
    }
    let of_cycle = |cycle: &Option<u8>| cycle.is_some_and(|cycle| arguments.cycle.contains(&cycle));
    let near: Vec<_> = all.lots.iter().filter(|(cycle, _, _)| of_cycle(cycle)).collect();
    let known = if near.is_empty() { all.lots.iter().collect() } else { near };
    let named = known.iter().filter_map(|(cycle, lot, trials)| {
        let args: [(&str, &dyn std::fmt::Display); 3] = [
            ("cycle", &(*cycle)?),
            ("lot", &lot.map_or_else(|| words::NO_LOT.pattern(screen.lang).to_owned(), |lot| format!("--lot {lot}"))),
            ("trials", trials),
        ];
        Some(words::LOT_KNOWN.say(screen.lang, &args))
    });
    let mut named: Vec<String> = named.collect();
    if named.len() > LOTS_NAMED_MAX {
        named.truncate(LOTS_NAMED_MAX);
        named.push("…".to_owned());
    }
    if !named.is_empty() {
        let separator = words::LOTS_BETWEEN.pattern(screen.lang);
        screen.note(&words::LOTS_KNOWN, &[("named", &named.join(separator))]);
    }
}
