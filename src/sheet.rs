//! Files on disk become the model: workbooks and YAML, every fault with its cell or line.
//!
//! `files` finds and bounds them; `workbook`, `table` and `from_book` turn an xlsx into raw values, `yaml` and
//! `from_yaml` do the same for YAML; `resolve` makes the model of both spellings alike.

pub mod draft;
mod files;
pub mod form;
mod from_book;
mod from_yaml;
pub mod headings;
mod number;
mod partner;
mod parts;
mod raw;
mod refused_names;
mod resolve;
pub mod sample;
mod table;
mod workbook;
mod yaml;

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use self::files::{Folder, Kind, SETTINGS};
use self::headings::FormVersion;
use self::partner::RawPartners;
use self::raw::{RawProject, Word};
use crate::model::catalogue::sheet as say;
use crate::model::{Diagnostic, Fault, PersonalNumbers, Place, Project};

pub use self::partner::{base_url, listening_address};
pub use self::raw::FileRead;
pub use self::refused_names::refused_names;

/// The profile, when renkei.yaml names none.
const PROFILE: &str = "layouts/profile.yaml";
/// Services beside the network; a project may have none.
const SERVICES: &str = "services";
/// Files below test-groups/ that other commands write and read.
const NOT_OURS: [&str; 2] = ["test-groups/plan.yaml", "test-groups/representatives"];

/// A project as its files say it.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Everything that could be made of them.
    pub project: Project,
    /// Every fault, by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The default form version.
    pub form: FormVersion,
    /// The files that were read, sorted by folder and path.
    pub files: Vec<FileRead>,
    /// A stable hash of their paths and contents: equal when nothing changed. Not cryptographic.
    pub digest: u128,
}

/// Reads the project in a folder. Everything that can be read is; all faults are told at once.
pub fn load(root: &Path) -> (Project, Vec<Diagnostic>) {
    let loaded = read(root);
    (loaded.project, loaded.diagnostics)
}

/// As [`load`], with the files that were read and their hash.
pub fn read(root: &Path) -> Loaded {
    let mut faults = Faults::default();
    let Some(mut folder) = Folder::open(root, &mut faults) else {
        return Loaded { diagnostics: faults.sorted(), ..Loaded::default() };
    };
    let mut raw = RawProject::default();
    read_yaml(&mut folder, &SETTINGS.into(), from_yaml::settings, &mut raw, &mut faults);
    let form = form_version(&raw, &mut faults);
    read_profile(&mut folder, &mut raw, &mut faults);
    let profile = raw.settings.profile.as_ref().map_or(PROFILE, |word| word.text.as_str()).to_owned();
    let areas: [(&str, Mirror, &[&str]); 5] = [
        ("layouts", from_yaml::layouts, &[PROFILE, &profile]),
        ("role-models", from_yaml::role_models, &[]),
        ("test-groups", from_yaml::test_groups, &NOT_OURS),
        ("test-groups/representatives", from_yaml::representatives, &[]),
        (SERVICES, from_yaml::services, &[]),
    ];
    for (area, mirror, skip) in areas {
        if area == SERVICES && !folder.has_folder(area) {
            continue;
        }
        for (path, kind) in folder.list(area, skip, &mut faults) {
            match kind {
                Kind::Yaml => read_yaml(&mut folder, &path, mirror, &mut raw, &mut faults),
                Kind::Workbook => {
                    let Some(bytes) = folder.bytes(&path, kind, &mut faults) else { continue };
                    let grids = workbook::open(&bytes, &path, &mut faults);
                    from_book::read(&grids, &path, form, &mut raw, &mut faults);
                }
            }
        }
    }
    let partners = RawPartners::take(&mut raw);
    let read_xml = |word: &Word| folder.expected_xml(word);
    let unread = faults.any_file_unread();
    let mut project = resolve::resolve(raw, &read_xml, &mut faults);
    partners.resolve(&mut project, &folder, &mut faults);
    if !project.partners.is_empty() {
        faults.0.extend(refused_names(&project));
    }
    if unread {
        faults.drop_consequences();
    }
    faults.settle_hidden_sheets();
    faults.drop_blanks_of_broken_cells();
    for (path, content) in project.cases.iter().filter_map(|case| case.expected.xml.as_ref()) {
        folder.add_to_digest(path, content.as_bytes());
    }
    let digest = folder.digest();
    let diagnostics = numbers_masked(faults.sorted(), &project);
    Loaded { project, diagnostics, form, digest, files: folder.read }
}

/// A fault quotes cells, and a cell may hold a 個人番号: it is not told.
fn numbers_masked(faults: Vec<Diagnostic>, project: &Project) -> Vec<Diagnostic> {
    let numbers = PersonalNumbers::of(&project.role_models);
    faults.into_iter().map(|fault| fault.masked(&numbers)).collect()
}

/// The digest of a project with further texts of it counted in: handwritten features and the files they name.
pub fn digest_with<'t>(digest: u128, texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> u128 {
    files::fold(digest, texts)
}

/// Reads an expected XML file that a handwritten feature names at `place`; inside the project only.
///
/// # Errors
/// The fault to show: not there, outside, too large, not text.
pub fn expected_xml(root: &Path, path: &str, place: Place) -> Result<String, Diagnostic> {
    let mut faults = Faults::default();
    match Folder::open(root, &mut faults) {
        Some(folder) => folder.expected_xml(&Word::new(path, place)),
        None => Err(faults.into_vec().pop().unwrap_or_else(|| Diagnostic::new(&say::NO_PROJECT, place))),
    }
}

type Mirror = fn(yaml::Node, &mut RawProject, &mut Faults);

fn read_yaml(folder: &mut Folder, path: &Arc<str>, mirror: Mirror, raw: &mut RawProject, faults: &mut Faults) {
    let Some(bytes) = folder.bytes(path, Kind::Yaml, faults) else { return };
    let Some(text) = yaml::decode(&bytes, path, faults) else { return };
    if let Some(node) = yaml::parse(&text, path, faults) {
        mirror(node, raw, faults);
    }
}

fn read_profile(folder: &mut Folder, raw: &mut RawProject, faults: &mut Faults) {
    match raw.settings.profile.clone() {
        Some(word) if folder.has(&word.text) => {
            read_yaml(folder, &word.text.as_str().into(), from_yaml::profile, raw, faults);
        }
        Some(word) => {
            faults.push(Diagnostic::new(&say::PROFILE_MISSING, word.place.clone()).with("path", &word.text));
        }
        None if folder.has(PROFILE) => read_yaml(folder, &PROFILE.into(), from_yaml::profile, raw, faults),
        None => {}
    }
}

fn form_version(raw: &RawProject, faults: &mut Faults) -> FormVersion {
    let Some(word) = &raw.settings.form else { return FormVersion::default() };
    FormVersion::parse(&word.text).unwrap_or_else(|| {
        let known = FormVersion::ALL.map(FormVersion::number).join("、");
        let fault = Diagnostic::new(&say::UNKNOWN_FORM, word.place.clone()).with("version", &word.text);
        faults.push(fault.with("known", known));
        FormVersion::default()
    })
}

/// Faults found so far; reading goes on after each.
#[derive(Debug, Default)]
struct Faults(Vec<Diagnostic>);

impl Faults {
    fn push(&mut self, fault: Diagnostic) {
        self.0.push(fault);
    }

    /// Adds one with the nearest of the known words, if one is near. After many faults nobody reads the guesses, and
    /// comparing each wrong word with thousands of known ones would take longer than reading the files.
    fn push_near<'a>(&mut self, fault: Diagnostic, written: &str, known: impl IntoIterator<Item = &'a str>) {
        const GUESSED_FAULTS_MAX: usize = 500;
        const GUESSED_FROM_MAX: usize = 5_000;
        let guess = self.0.len() < GUESSED_FAULTS_MAX;
        self.0.push(if guess { fault.suggest(written, known.into_iter().take(GUESSED_FROM_MAX)) } else { fault });
    }

    fn into_vec(self) -> Vec<Diagnostic> {
        self.0
    }

    /// Whether some file or sheet could not be read at all, so that what it holds is not known.
    fn any_file_unread(&self) -> bool {
        let whole = [
            &say::UNREADABLE,
            &say::FILE_UNREAD,
            &say::FILE_TOO_LARGE,
            &say::NOT_A_WORKBOOK,
            &say::WORKBOOK_PROTECTED,
            &say::WORKBOOK_OLD,
            &say::WORKBOOK_BROKEN,
            &say::WORKBOOK_TOO_LARGE,
            &say::SHEET_TOO_LARGE,
            &say::NOT_UTF8,
            &say::YAML_BROKEN,
            &say::YAML_LIMIT,
            &say::NOT_A_LIST,
            &say::TAB,
            &say::MERGE_MARKS,
            &say::NO_KNOWN_SHEET,
            &say::SHEET_UNREAD,
            &say::NO_HEADINGS,
            &say::MISSING_HEADINGS,
            &say::HEADING_MISSPELT,
            &say::OUTSIDE_PROJECT,
        ];
        self.0.iter().any(|fault| whole.contains(&fault.fault))
    }

    /// References into a file that could not be read are not wrong: only that file is.
    fn drop_consequences(&mut self) {
        let references = [
            &say::UNKNOWN_ORGANISATION,
            &say::UNKNOWN_INQUIRER,
            &say::UNKNOWN_TARGET,
            &say::UNKNOWN_CYCLE,
            &say::UNKNOWN_LOT,
            &say::UNKNOWN_AFFAIR,
            &say::UNKNOWN_PROCEDURE,
            &say::UNKNOWN_INFORMATION,
            &say::UNKNOWN_VERSION,
            &say::UNKNOWN_ROLE_MODEL,
            &say::UNKNOWN_CASE,
            &say::UNKNOWN_SCHEME,
            &say::UNKNOWN_GROUP,
            &say::EXPECTED_WITHOUT_CASE,
            &say::NOTHING_EXPECTED,
            &say::NO_REPRESENTATIVE,
            &say::CODE_MISSING,
        ];
        self.0.retain(|fault| !references.contains(&fault.fault));
    }

    /// A hidden sheet that others need is the one mistake; what its absence does to them is not told beside it.
    fn settle_hidden_sheets(&mut self) {
        let hidden = |fault: &Diagnostic| {
            let sheet = fault.args.iter().find(|(name, _)| *name == "sheet").map(|(_, sheet)| sheet);
            let consequence =
                sheet.filter(|_| fault.fault == &say::HIDDEN_SHEET).map(|sheet| from_book::consequence(sheet));
            consequence.flatten().map(|consequence| (consequence, fault.place.file().unwrap_or_default().to_owned()))
        };
        let consequences: Vec<_> = self.0.iter().map(hidden).collect();
        let follows = |fault: &Diagnostic, (consequence, book): &(&Fault, String)| {
            fault.fault == *consequence && fault.place.file() == Some(book)
        };
        let needed: Vec<bool> = consequences
            .iter()
            .map(|hidden| hidden.as_ref().is_some_and(|hidden| self.0.iter().any(|fault| follows(fault, hidden))))
            .collect();
        for (fault, _) in self.0.iter_mut().zip(needed).filter(|(_, needed)| *needed) {
            fault.fault = &say::HIDDEN_SHEET_NEEDED;
        }
        self.0.retain(|fault| !consequences.iter().flatten().any(|hidden| follows(fault, hidden)));
    }

    /// A cell that could not be read is not blank too.
    fn drop_blanks_of_broken_cells(&mut self) {
        let cell = [&say::CELL_ERROR, &say::CELL_UNCALCULATED, &say::CELL_TOO_LONG];
        let blank = [&say::VALUE_MISSING, &say::ID_MISSING];
        let row = |fault: &Diagnostic| match &fault.place {
            Place::Cell { book, sheet, row, .. } => Some((book.clone(), sheet.clone(), *row)),
            _ => None,
        };
        let broken: HashSet<_> = self.0.iter().filter(|fault| cell.contains(&fault.fault)).filter_map(row).collect();
        self.0.retain(|fault| !(blank.contains(&fault.fault) && row(fault).is_some_and(|row| broken.contains(&row))));
    }

    /// By file, then sheet in the order read, then place.
    fn sorted(self) -> Vec<Diagnostic> {
        let mut all = self.0;
        all.sort_by_cached_key(|fault| {
            let (sheet, line, column) = match &fault.place {
                Place::Nowhere | Place::File(_) => (String::new(), 0, 0),
                Place::Cell { sheet, row, column, .. } => (sheet.to_string(), *row, *column),
                Place::Point { line, column, .. } => (String::new(), *line, *column),
            };
            (fault.place.file().unwrap_or_default().to_owned(), sheet, line, column, fault.fault.code)
        });
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests;
