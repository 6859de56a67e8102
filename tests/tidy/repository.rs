//! The repository's files, for tests that read it.

use std::fs;
use std::path::{Path, PathBuf};

/// Where the repository lies.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of one file.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Files under a folder of the repository with this extension, as `folder/…`, sorted.
pub(crate) fn files(folder: &str, extension: &str) -> Vec<String> {
    fn walk(at: &Path, extension: &str, found: &mut Vec<PathBuf>) {
        let Ok(entries) = fs::read_dir(at) else { return };
        for entry in entries.map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                walk(&entry, extension, found);
            } else if entry.extension().is_some_and(|ext| ext == extension) {
                found.push(entry);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), extension, &mut found);
    let mut names: Vec<String> =
        found.iter().map(|path| path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
}
