//! `--fault`: what goes wrong with messages, asked for on the command line.

use std::sync::Arc;

use super::Exit;
use super::screen::Screen;
use crate::model::{NamedFault, Place, Project};

/// The project with these faults beside its own; every fault in them is told at once.
pub(super) fn with_faults(screen: &Screen, project: &Arc<Project>, written: &[String]) -> Result<Arc<Project>, Exit> {
    if written.is_empty() {
        return Ok(Arc::clone(project));
    }
    let read = written.iter().map(|text| {
        NamedFault::from_argument(text, &project.organisations).map_err(|mut told| {
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
