//! Files compiled into the program.

use super::FileList;

/// Records are not the project's.
pub(super) const GITIGNORE: &[u8] = b"runs/\n";

/// Files of the repository's own project, by path.
macro_rules! from_root {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $path)).as_slice())),*]
    };
}

/// The layouts of every sample: those of the shipped example that the samples use, and their own 事務.
pub(super) fn layouts() -> FileList {
    let shared: &[(&str, &[u8])] = from_root!["layouts/tm031-v4.0.yaml", "layouts/tm101-v4.0.yaml"];
    let own: &[(&str, &[u8])] = &[("layouts/affairs.yaml", include_bytes!("affairs.yaml"))];
    owned(&[own, shared].concat())
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
