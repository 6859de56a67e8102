//! Files compiled into the program.

use super::FileList;

/// Records are not the project's.
pub(super) const GITIGNORE: &[u8] = b"runs/\n";

/// The layouts and 事務 of every sample.
pub(super) const LAYOUTS: &[(&str, &[u8])] = &[
    ("layouts/affairs.yaml", include_bytes!("layouts/affairs.yaml")),
    ("layouts/tm002.yaml", include_bytes!("layouts/tm002.yaml")),
    ("layouts/tm031.yaml", include_bytes!("layouts/tm031.yaml")),
];

/// One line per file of the repository's own project.
macro_rules! from_root {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $path)).as_slice())),*]
    };
}

/// The repository root's own project; a test compares the list with what is on disk.
const KIHON: &[(&str, &[u8])] = from_root![];

/// The shipped example, as the repository's root has it.
pub fn kihon() -> FileList {
    owned(KIHON)
}

pub(super) fn owned(files: &[(&str, &[u8])]) -> FileList {
    files.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect()
}
