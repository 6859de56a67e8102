//! `renkei check`: everything the files say, all faults at once.

use std::collections::HashMap;
use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;

use super::Exit;
use super::features::{self, Handwritten};
use super::screen::Screen;
use crate::model::catalogue::{cli as words, explain as say};
use crate::model::diagnostic::any_error;
use crate::model::{Diagnostic, Project};
use crate::plan::{self, Selection};
use crate::sheet;

/// A project as loaded, with what people wrote in features/handwritten/.
pub(super) struct Loaded {
    pub project: Arc<Project>,
    pub digest: String,
    pub handwritten: Vec<Handwritten>,
    /// Expected XML files that handwritten features name.
    pub expected_files: HashMap<String, Arc<str>>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Loads a project and its handwritten features; faults are values.
pub(super) fn load(root: &Path) -> Loaded {
    let sheet::Loaded { project, mut diagnostics, digest, .. } = sheet::read(root);
    let features::Read { handwritten, texts, diagnostics: more } = features::handwritten(root, &project);
    diagnostics.extend(more);
    let (expected_files, more) = features::expected_files(root, &handwritten);
    diagnostics.extend(more);
    // A run may be resumed only while everything it reads is as it was.
    let mut read: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    read.extend(expected_files.iter().map(|(path, text)| (path.as_str(), &**text)));
    read.sort_unstable();
    let digest = format!("{:032x}", sheet::digest_with(digest, read));
    Loaded { project: Arc::new(project), digest, handwritten, expected_files, diagnostics }
}

/// Loads a project, or tells what is wrong with it.
pub(super) fn load_sound(screen: &Screen, root: &Path) -> Result<Loaded, Exit> {
    let loaded = load(root);
    if any_error(&loaded.diagnostics) {
        screen.diagnostics(&loaded.diagnostics);
        screen.note(&words::NOT_RUN_FAULTS, &[]);
        return Err(Exit::Files);
    }
    if !loaded.diagnostics.is_empty() {
        screen.note(&words::WARNINGS_LEFT, &[("count", &loaded.diagnostics.len())]);
    }
    Ok(loaded)
}

pub(super) fn check(screen: &Screen, root: &Path) -> Exit {
    let mut loaded = load(root);
    if !any_error(&loaded.diagnostics) {
        loaded.diagnostics.extend(features::lost(root, &loaded.project));
    }
    screen.fault_list(&loaded.diagnostics);
    if any_error(&loaded.diagnostics) {
        return Exit::Files;
    }
    let project = &loaded.project;
    let plan = plan::select(project, &Selection::default());
    let mut counted = words::CHECK_CLEAN.say(
        screen.lang,
        &[
            ("organisations", &project.organisations.len()),
            ("personas", &project.role_models.len()),
            ("cases", &project.cases.len()),
            ("trials", &(plan.trials.len() + plan.by_people)),
            ("replicas", &project.replicas.len()),
        ],
    );
    let codes = &project.link_code_cases;
    if !codes.is_empty() {
        let trials: usize = codes.iter().map(|case| case.bodies(project).len()).sum();
        let args: [(&str, &dyn Display); 2] = [("cases", &codes.len()), ("trials", &trials)];
        counted += &say::CHECK_LINK_CODES.say(screen.lang, &args);
    }
    let handwritten = features::handwritten_scenarios(&loaded.handwritten);
    if handwritten > 0 {
        counted += &say::CHECK_HANDWRITTEN.say(screen.lang, &[("count", &handwritten)]);
    }
    screen.note_text(&counted);
    Exit::Passed
}
