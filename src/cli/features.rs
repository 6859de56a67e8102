//! `renkei features` and `renkei phrases`, and what a run needs to know of features/.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Exit;
use super::arguments::PhrasesArguments;
use super::check;
use super::screen::Screen;
use crate::feature::{self, Background, Feature, FeatureFile, HANDWRITTEN, Phrase, Scenario, Staleness};
use crate::model::catalogue::cli as words;
use crate::model::catalogue::feature as faults;
use crate::model::catalogue::machine;
use crate::model::diagnostic::any_error;
use crate::model::{Diagnostic, Place, Project, Trial};
use crate::plan::{self, Selection};
use crate::sheet;

/// Largest feature file we read, bytes.
const FEATURE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Deepest folder below features/ we look into.
const FOLDER_DEPTH_MAX: usize = 8;

/// A feature that people wrote.
pub(super) struct Handwritten {
    /// Its path in the project, with `/`.
    pub path: String,
    pub feature: Feature,
}

/// What stands in features/handwritten/.
pub(super) struct Read {
    pub handwritten: Vec<Handwritten>,
    /// Path and text of every file.
    pub texts: Vec<(String, String)>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Everything in features/handwritten/, read and checked.
pub(super) fn handwritten(root: &Path, project: &Project) -> Read {
    let (texts, mut diagnostics) = texts(root, HANDWRITTEN);
    let mut handwritten = Vec::new();
    for (path, text) in &texts {
        let (features, faults) = feature::read(path, text);
        diagnostics.extend(faults);
        for feature in features {
            diagnostics.extend(feature::pinpoint(feature::check_names(&feature, path, project), text));
            handwritten.push(Handwritten { path: path.clone(), feature });
        }
    }
    // Cases of 符号生成運用テスト come from sheets, and are run as what they are written as.
    for FeatureFile { path, text } in feature::render_link_codes(project) {
        let (features, faults) = feature::read(&path, &text);
        diagnostics.extend(faults);
        handwritten.extend(features.into_iter().map(|feature| Handwritten { path: path.clone(), feature }));
    }
    Read { handwritten, texts, diagnostics }
}

/// How many scenarios people wrote; those made from sheets stand among them under other paths.
pub(super) fn handwritten_scenarios(features: &[Handwritten]) -> usize {
    let by_people = features.iter().filter(|file| file.path.starts_with(HANDWRITTEN));
    by_people.map(|file| file.feature.scenarios.len()).sum()
}

/// The handwritten scenarios a selection means: by their tags, their クール and ロット, and who asks.
pub(super) fn selected(
    handwritten: &[Handwritten],
    selection: &Selection,
    project: &Project,
) -> Vec<(String, Feature)> {
    let mut list = Vec::new();
    for Handwritten { path, feature } in handwritten {
        let mut feature = feature.clone();
        let of_feature = feature.tags.clone();
        let background = feature.background.clone();
        feature.scenarios.retain(|scenario| {
            let tags: Vec<String> = of_feature.iter().chain(&scenario.tags).cloned().collect();
            means(selection, scenario, background.as_ref(), &tags, project)
        });
        // As many at once as the sheets' trials: cucumber and the servers' memory care.
        let scenarios = std::mem::take(&mut feature.scenarios);
        for chunk in scenarios.chunks(project.limits.scenarios_per_chunk.max(1)) {
            list.push((path.clone(), Feature { scenarios: chunk.to_vec(), ..feature.clone() }));
        }
    }
    list
}

fn means(
    selection: &Selection,
    scenario: &Scenario,
    background: Option<&Background>,
    tags: &[String],
    project: &Project,
) -> bool {
    let numbered = |numbers: &[u8], of: fn(&[String]) -> Option<u8>| {
        numbers.is_empty() || of(tags).is_some_and(|number| numbers.contains(&number))
    };
    let asks = || {
        let steps = background.iter().flat_map(|background| &background.steps).chain(&scenario.steps);
        steps.into_iter().find_map(|step| match feature::phrase_of(step) {
            Ok(Phrase::Inquirer { organisation, .. }) => feature::organisation(project, &organisation),
            Ok(Phrase::LinkCode(phrase)) => phrase.asking().and_then(|asks| feature::organisation(project, asks)),
            _ => None,
        })
    };
    let member = || {
        let id = asks().map(|known| &known.id);
        project
            .groups
            .iter()
            .filter(|group| selection.groups.contains(&group.id))
            .any(|group| id.is_some_and(|id| group.members.contains(id)))
    };
    // When a case of the sheets was named, nothing handwritten is it.
    let named = || feature::case_of(tags).is_some_and(|case| selection.cases.iter().any(|known| *known.0 == *case));
    (selection.cases.is_empty() || named())
        && numbered(&selection.cycles, feature::cycle_of)
        && numbered(&selection.lots, feature::lot_of)
        && (selection.organisations.is_empty()
            || asks().is_some_and(|known| selection.organisations.contains(&known.id)))
        && (selection.groups.is_empty() || member())
        && selection.tags.as_ref().is_none_or(|filter| filter.matches(tags))
}

/// The expected XML files that handwritten features name, by path; missing ones are faults at the line that names them.
pub(super) fn expected_files(root: &Path, handwritten: &[Handwritten]) -> (HashMap<String, Arc<str>>, Vec<Diagnostic>) {
    let (mut files, mut diagnostics) = (HashMap::new(), Vec::new());
    for Handwritten { path: file, feature } in handwritten {
        for step in feature.scenarios.iter().flat_map(|scenario| &scenario.steps) {
            let Ok(Phrase::Xml(path)) = feature::phrase_of(step) else { continue };
            let line = u32::try_from(step.position.line).unwrap_or(u32::MAX);
            let place = Place::Point { file: file.as_str().into(), line, column: 0 };
            match sheet::expected_xml(root, &path, place) {
                Ok(text) => drop(files.insert(path, text.into())),
                Err(fault) => diagnostics.push(fault),
            }
        }
    }
    (files, diagnostics)
}

/// What people wrote where it would never be run: edits of generated files, files among them.
pub(super) fn lost(root: &Path, project: &Project) -> Vec<Diagnostic> {
    let (on_disk, mut diagnostics) = generated(root);
    if !on_disk.is_empty() {
        diagnostics.extend(cannot_be_mended(&feature::stale(&on_disk, &rendered(project))));
    }
    diagnostics
}

fn cannot_be_mended(stale: &[feature::Stale]) -> Vec<Diagnostic> {
    stale.iter().filter(|stale| !stale.can_be_mended()).map(feature::Stale::diagnostic).collect()
}

/// Before a run: generated files that differ are told in one line, or refused under `--locked`. What people
/// wrote there is always a fault, because it would never be run.
pub(super) fn compare(screen: &Screen, root: &Path, project: &Project, locked: bool) -> Result<(), Exit> {
    let (on_disk, _) = generated(root);
    if on_disk.is_empty() && !locked {
        return Ok(());
    }
    let stale = feature::stale(&on_disk, &rendered(project));
    let lost = cannot_be_mended(&stale);
    if !lost.is_empty() {
        screen.diagnostics(&lost);
        return Err(Exit::Files);
    }
    if stale.is_empty() {
        return Ok(());
    }
    if locked {
        screen.diagnostics(&stale.iter().map(feature::Stale::diagnostic).collect::<Vec<_>>());
        screen.fault(&words::FEATURES_LOCKED, &[]);
        return Err(Exit::Files);
    }
    screen.note(&words::FEATURES_DIFFER, &[("count", &stale.len())]);
    Ok(())
}

pub(super) fn features(screen: &Screen, root: &Path, only_check: bool) -> Exit {
    let loaded = match check::load_sound(screen, root) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let files = rendered(&loaded.project);
    let of_codes: usize = loaded.project.link_code_cases.iter().map(|case| case.bodies(&loaded.project).len()).sum();
    let scenarios = plan::select(&loaded.project, &Selection::default()).trials.len() + of_codes;
    let (on_disk, unreadable) = generated(root);
    let stale = feature::stale(&on_disk, &files);
    let mut diagnostics: Vec<Diagnostic> = unreadable;
    diagnostics
        .extend(stale.iter().filter(|stale| only_check || !stale.can_be_mended()).map(feature::Stale::diagnostic));
    let sound = !any_error(&diagnostics);
    if !diagnostics.is_empty() || (only_check && screen.json) {
        screen.fault_list(&diagnostics);
    }
    if !sound {
        return Exit::Files;
    }
    if only_check {
        screen.show(
            &(words::FEATURES_FRESH.say(screen.lang, &[("files", &files.len()), ("scenarios", &scenarios)]) + "\n"),
        );
        return Exit::Passed;
    }
    let (mut changed, mut removed) = (0, 0);
    for stale in &stale {
        let path = root.join(&stale.path);
        let done = match stale.staleness {
            Staleness::Leftover => {
                removed += 1;
                std::fs::remove_file(&path)
            }
            Staleness::Missing | Staleness::Outdated(_) => {
                changed += 1;
                files
                    .iter()
                    .find(|file| file.path == stale.path)
                    .map_or(Ok(()), |file| put(&path, file.text.as_bytes()))
            }
            Staleness::Edited | Staleness::Foreign => Ok(()),
        };
        if let Err(why) = done {
            screen.unwritten(&path, &why);
            return Exit::Bench;
        }
    }
    let args: [(&str, &dyn std::fmt::Display); 4] =
        [("files", &files.len()), ("scenarios", &scenarios), ("changed", &changed), ("removed", &removed)];
    screen.show(&(words::FEATURES_WRITTEN.say(screen.lang, &args) + "\n"));
    if screen.json {
        let object =
            serde_json::json!({"files": files.len(), "scenarios": scenarios, "changed": changed, "removed": removed});
        screen.print_json(&object);
    }
    Exit::Passed
}

pub(super) fn phrases(screen: &Screen, arguments: &PhrasesArguments) -> Exit {
    if let Some(path) = &arguments.output {
        return match put(path, feature::guide().as_bytes()) {
            Ok(()) => {
                screen.note(&words::WRITTEN, &[("path", &path.display())]);
                Exit::Passed
            }
            Err(why) => screen.unwritten(path, &why),
        };
    }
    let sentences = feature::sentences();
    if screen.json {
        let list: Vec<serde_json::Value> = sentences
            .map(|sentence| {
                serde_json::json!({
                    "keyword": sentence.class.keyword(),
                    "pattern": sentence.pattern,
                    "example": feature::example_of(sentence),
                    "about": sentence.about.pattern(screen.lang),
                })
            })
            .collect();
        screen.print_json(&list);
        return Exit::Passed;
    }
    let pages: Vec<String> = sentences
        .map(|sentence| {
            let example: String = feature::example_of(sentence).lines().map(|line| format!("    {line}\n")).collect();
            format!("{}\n  {}\n{example}", sentence.pattern, sentence.about.pattern(screen.lang))
        })
        .collect();
    screen.print(&screen.page(&pages.join("\n")));
    Exit::Passed
}

fn rendered(project: &Project) -> Vec<FeatureFile> {
    let plan = plan::select(project, &Selection::default());
    let trials: Vec<Trial<'_>> = plan.trials.iter().map(|key| key.resolve(project)).collect();
    let mut files = feature::render_files(&trials, project);
    files.extend(feature::render_link_codes(project));
    files
}

/// The generated files on disk; what people wrote lies elsewhere.
fn generated(root: &Path) -> (Vec<(String, String)>, Vec<Diagnostic>) {
    let (mut files, diagnostics) = texts(root, "features/");
    files.retain(|(path, _)| !path.starts_with(HANDWRITTEN));
    (files, diagnostics)
}

/// Every `.feature` below a folder, by path.
fn texts(root: &Path, folder: &str) -> (Vec<(String, String)>, Vec<Diagnostic>) {
    let mut paths = Vec::new();
    walk(&root.join(folder), FOLDER_DEPTH_MAX, &mut paths);
    paths.sort();
    let (mut files, mut diagnostics) = (Vec::new(), Vec::new());
    for path in paths {
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let size = std::fs::metadata(&path).map_or(0, |about| about.len());
        let text = match std::fs::read(&path) {
            Ok(_) if size > FEATURE_BYTES_MAX => Err(machine::both(&ErrorKind::FileTooLarge.into())),
            Ok(bytes) => String::from_utf8(bytes).map_err(|_| machine::both(&ErrorKind::InvalidData.into())),
            Err(why) => Err(machine::both(&why)),
        };
        match text {
            Ok(text) => files.push((name, text)),
            Err((ja, en)) => {
                let fault = Diagnostic::new(&faults::FEATURE_UNREADABLE, Place::File(name.as_str().into()));
                diagnostics.push(fault.with_both("why", ja, en));
            }
        }
    }
    (files, diagnostics)
}

fn walk(folder: &Path, depth: usize, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() && depth > 0 {
            walk(&path, depth - 1, paths);
        } else if path.extension().is_some_and(|extension| extension == "feature") {
            paths.push(path);
        }
    }
}

/// Writes a file whole or not at all: a neighbour first, then renamed.
pub(super) fn put(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".writing");
    let beside = path.with_file_name(name);
    std::fs::write(&beside, bytes)?;
    std::fs::rename(&beside, path)
}
