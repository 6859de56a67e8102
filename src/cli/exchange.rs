//! Where the business systems of a run keep their files: a folder of the machine's temporary one, for one run only.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A folder that nobody else may read, removed with everything in it when this is dropped.
pub(super) struct PassingFolder(PathBuf);

impl PassingFolder {
    /// Makes it. `run` and the process tell it from those of other runs.
    ///
    /// # Errors
    /// Where it cannot be made, and why.
    pub fn make(run: &str) -> Result<Self, (PathBuf, io::Error)> {
        let path = std::env::temp_dir().join(format!("renkei-{run}-{}", std::process::id()));
        match private(&path) {
            Ok(()) => Ok(Self(path)),
            Err(why) => Err((path, why)),
        }
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for PassingFolder {
    fn drop(&mut self) {
        // What cannot be removed the machine removes in its time.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(unix)]
fn private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    const OWNER_ONLY: u32 = 0o700;
    fs::DirBuilder::new().mode(OWNER_ONLY).create(path)
}

#[cfg(not(unix))]
fn private(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}
