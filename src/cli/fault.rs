//! `--fault`: what goes wrong with messages, asked for on the command line.

use std::sync::Arc;

use super::screen::Screen;
use super::{Exit, named};
use crate::model::catalogue::fault as words;
use crate::model::{NamedFault, Place, Project};

/// The project with these faults beside its own; every fault in them is told at once.
pub(super) fn with_faults(screen: &Screen, project: &Arc<Project>, written: &[String]) -> Result<Arc<Project>, Exit> {
    if written.is_empty() {
        return Ok(Arc::clone(project));
    }
    let read = written.iter().map(|text| {
        let known = &project.organisations;
        let read = NamedFault::from_argument(text, known).or_else(|told| {
            // A part of one body's name means that body, as in --real.
            let (place, rest) = text.split_once(['=', '＝']).unwrap_or_default();
            let meant = named::body(project, place).ok().filter(|_| told.fault.code == words::UNKNOWN_PLACE.code);
            match meant {
                Some(body) => NamedFault::from_argument(&format!("{}={rest}", body.name), known),
                None => Err(told),
            }
        });
        read.map_err(|mut told| {
            told.place = Place::File(format!("--fault {text}").into());
            told
        })
    });
    let (faults, told): (Vec<_>, Vec<_>) = read.partition(Result::is_ok);
    if !told.is_empty() {
        let told: Vec<_> = told.into_iter().filter_map(Result::err).map(|told| *told).collect();
        screen.diagnostics(&told);
        return Err(Exit::Arguments);
    }
    let mut project = Project::clone(project);
    // What is asked for on the command line comes before what the files ask for.
    project.faults = faults.into_iter().flatten().chain(project.faults).collect();
    Ok(Arc::new(project))
}
