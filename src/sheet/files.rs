//! The files of a project on disk: found, bounded, read once, never followed out of the project.

use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::Faults;
use super::raw::{FileRead, Word};
use super::workbook::WORKBOOK_BYTES_MAX;
use super::yaml::YAML_BYTES_MAX;
use crate::model::catalogue::machine;
use crate::model::catalogue::sheet as say;
use crate::model::{Diagnostic, Place};

/// Most files of a project.
pub const FILES_MAX: usize = 20_000;
/// Deepest folder below the project's root.
pub const FOLDER_DEPTH_MAX: usize = 6;
/// Largest expected XML file, bytes.
pub const EXPECTED_XML_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Largest PEM file, bytes: a whole store of authorities is half of it.
pub const PEM_BYTES_MAX: u64 = 1024 * 1024;
/// Largest renkei.yaml, bytes.
pub const SETTINGS_BYTES_MAX: u64 = 1024 * 1024;

/// Folders of tables: one that is not read would be missing from the test.
const ALL_FILES_COUNT: [&str; 2] = ["role-models", "test-groups"];

/// What a file's extension says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// xlsx or xlsm.
    Workbook,
    /// yaml or yml.
    Yaml,
}

/// The folder of a project.
pub struct Folder {
    root: PathBuf,
    real: PathBuf,
    /// What was read so far.
    pub read: Vec<FileRead>,
    digest: Fnv,
}

impl Folder {
    /// Opens a project's folder; `None` with a fault when there is no renkei.yaml.
    pub fn open(root: &Path, faults: &mut Faults) -> Option<Self> {
        if !root.join(SETTINGS).is_file() {
            let fault = Diagnostic::new(&say::NO_PROJECT, Place::File(SETTINGS.into()));
            faults.push(fault.with("folder", root.display()));
            return None;
        }
        let real = match fs::canonicalize(root) {
            Ok(real) => real,
            Err(error) => {
                faults.push(unreadable(&root.display().to_string(), &error));
                return None;
            }
        };
        Some(Self { root: root.to_owned(), real, read: Vec::new(), digest: Fnv::default() })
    }

    /// A stable hash of the paths and contents of everything read, in the order read (which is sorted).
    pub fn digest(&self) -> u128 {
        self.digest.0
    }

    /// Counts a file into the digest that was read apart from the others.
    pub fn add_to_digest(&mut self, path: &str, bytes: &[u8]) {
        self.digest.add(path, bytes);
    }

    /// The workbooks and YAML files below a folder, sorted by path, without lock files, hidden ones and `skip`.
    pub fn list(&self, folder: &str, skip: &[&str], faults: &mut Faults) -> Vec<(Arc<str>, Kind)> {
        let mut found = Vec::new();
        self.walk(folder, 0, skip, &mut found, faults);
        found.sort();
        if found.is_empty() {
            faults.push(Diagnostic::new(&say::EMPTY_FOLDER, Place::File(folder.into())).with("folder", folder));
        }
        found.into_iter().map(|(path, kind)| (path, if kind == 0 { Kind::Workbook } else { Kind::Yaml })).collect()
    }

    fn walk(&self, folder: &str, depth: usize, skip: &[&str], found: &mut Vec<(Arc<str>, u8)>, faults: &mut Faults) {
        let entries = match fs::read_dir(self.root.join(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => return faults.push(unreadable(folder, &error)),
        };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{folder}/{name}");
            if name.starts_with(['.', '~']) || skip.contains(&path.as_str()) {
                continue;
            }
            let Ok(real) = fs::canonicalize(entry.path()) else { continue };
            if !real.starts_with(&self.real) {
                let fault = Diagnostic::new(&say::OUTSIDE_PROJECT, Place::File(path.as_str().into()));
                faults.push(fault.with("path", real.display()));
                continue;
            }
            if real.is_dir() {
                // A linked folder is not entered: it may lead round in a circle.
                let linked = entry.file_type().is_ok_and(|kind| kind.is_symlink());
                if depth < FOLDER_DEPTH_MAX && !linked {
                    self.walk(&path, depth + 1, skip, found, faults);
                }
                continue;
            }
            let extension = Path::new(&name).extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
            let place = || Place::File(path.as_str().into());
            match extension.as_deref() {
                Some("xlsx" | "xlsm") => found.push((path.as_str().into(), 0)),
                Some("yaml" | "yml") => found.push((path.as_str().into(), 1)),
                Some("xls") => faults.push(Diagnostic::new(&say::WORKBOOK_OLD, place())),
                Some(kind @ ("csv" | "tsv" | "ods" | "xlsb")) => {
                    let counts = ALL_FILES_COUNT.iter().any(|area| Path::new(&path).starts_with(area));
                    let fault = if counts { &say::FILE_UNREAD } else { &say::FILE_IGNORED };
                    faults.push(Diagnostic::new(fault, place()).with("extension", kind));
                }
                _ => {}
            }
            if found.len() == FILES_MAX {
                faults.push(Diagnostic::new(&say::TOO_MANY_FILES, place()).with("limit", FILES_MAX));
                return;
            }
        }
    }

    /// The bytes of a file, up to the limit of its kind.
    pub fn bytes(&mut self, path: &Arc<str>, kind: Kind, faults: &mut Faults) -> Option<Vec<u8>> {
        let limit = match kind {
            Kind::Workbook => WORKBOOK_BYTES_MAX,
            Kind::Yaml if **path == *SETTINGS => SETTINGS_BYTES_MAX,
            Kind::Yaml => YAML_BYTES_MAX,
        };
        match read_bounded(&self.root.join(&**path), limit) {
            Ok(Bounded::Whole(bytes)) => {
                self.digest.add(path, &bytes);
                self.read.push(FileRead { path: path.clone(), bytes: bytes.len() as u64 });
                Some(bytes)
            }
            Ok(Bounded::Over(size)) => {
                let fault = Diagnostic::new(&say::FILE_TOO_LARGE, Place::File(path.clone()));
                faults.push(fault.with("size", size).with("limit", limit));
                None
            }
            Err(error) => {
                faults.push(unreadable(path, &error));
                None
            }
        }
    }

    /// Whether a path of the project is a file.
    pub fn has(&self, path: &str) -> bool {
        inside(path) && self.root.join(path).is_file()
    }

    /// A PEM file. It may lie outside the project: a key should.
    pub fn pem(&self, path: &str) -> std::io::Result<String> {
        match read_bounded(&self.root.join(path), PEM_BYTES_MAX)? {
            Bounded::Over(_) => Err(std::io::ErrorKind::FileTooLarge.into()),
            Bounded::Whole(bytes) => String::from_utf8(bytes).map_err(|_| std::io::ErrorKind::InvalidData.into()),
        }
    }

    /// A path written in the project, as it is reached; it may lie outside.
    pub fn beside(&self, path: &str) -> PathBuf {
        self.real.join(path)
    }

    /// Whether a path of the project is a folder.
    pub fn has_folder(&self, path: &str) -> bool {
        inside(path) && self.root.join(path).is_dir()
    }

    /// An expected XML file, by its path in the project.
    pub fn expected_xml(&self, word: &Word) -> Result<String, Diagnostic> {
        let fault = |kind| Diagnostic::new(kind, word.place.clone());
        let outside = || fault(&say::OUTSIDE_PROJECT).with("path", &word.text);
        if !inside(&word.text) {
            return Err(outside());
        }
        let path = self.root.join(&word.text);
        let refused = |error: std::io::Error| {
            let (ja, en) = machine::both(&error);
            fault(&say::UNREADABLE).with_both("reason", format!("{}：{ja}", word.text), format!("{}: {en}", word.text))
        };
        if !fs::canonicalize(&path).map_err(refused)?.starts_with(&self.real) {
            return Err(outside());
        }
        match read_bounded(&path, EXPECTED_XML_BYTES_MAX).map_err(refused)? {
            Bounded::Over(_) => {
                Err(fault(&say::XML_TOO_LARGE).with("path", &word.text).with("limit", EXPECTED_XML_BYTES_MAX))
            }
            Bounded::Whole(bytes) => String::from_utf8(bytes).map_err(|_| fault(&say::NOT_UTF8).with("charset", "?")),
        }
    }
}

/// The file that makes a folder a project.
pub const SETTINGS: &str = "renkei.yaml";

/// Whether a path stays inside the project by its spelling.
fn inside(path: &str) -> bool {
    !path.contains('\\')
        && Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

fn unreadable(path: &str, error: &std::io::Error) -> Diagnostic {
    let (ja, en) = machine::both(error);
    Diagnostic::new(&say::UNREADABLE, Place::File(path.into())).with_both("reason", ja, en)
}

enum Bounded {
    Whole(Vec<u8>),
    Over(u64),
}

fn read_bounded(path: &Path, limit: u64) -> std::io::Result<Bounded> {
    let file = fs::File::open(path)?;
    let size = file.metadata()?.len();
    if size > limit {
        return Ok(Bounded::Over(size));
    }
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(if bytes.len() as u64 > limit { Bounded::Over(bytes.len() as u64) } else { Bounded::Whole(bytes) })
}

/// A digest with further texts counted in.
pub fn fold<'t>(digest: u128, texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> u128 {
    let mut digest = Fnv(digest);
    texts.into_iter().for_each(|(path, text)| digest.add(path, text.as_bytes()));
    digest.0
}

/// FNV-1a over 128 bits: stable between releases and machines, to tell whether files changed, not who changed them.
struct Fnv(u128);

impl Default for Fnv {
    fn default() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }
}

impl Fnv {
    fn add(&mut self, path: &str, bytes: &[u8]) {
        const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
        let length = (bytes.len() as u64).to_le_bytes();
        for byte in path.bytes().chain([0]).chain(length).chain(bytes.iter().copied()) {
            self.0 = (self.0 ^ u128::from(byte)).wrapping_mul(PRIME);
        }
    }
}
