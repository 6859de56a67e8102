//! The asking side of a file exchange: drops a 照会ファイル with one query and waits for its 結果ファイル.
//!
//! The folder is that of [`super::exchange_folder`], seen from the other side: `request/` is written to, `result/` picked
//! up from. What was dropped and is not taken is withdrawn when nobody waits for it any more, so that a partner who
//! comes back finds no old queries; what was picked up lies in `done/`.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::exchange_folder::{NAMES_MAX, blocking, numbered, result_name, with_ending};
use super::polling::Pauses;
use crate::model::profile::FileSpelling;
use crate::payload::charset::Charset;
use crate::payload::envelope::Query;
use crate::payload::file_exchange::{self, Directory, Format, Reply, ResultFault};

/// The number of a further 結果ファイル of a file with one query: `a.result.csv`, then `a.result-2.csv`.
const FURTHER: u32 = 2;

/// When a 結果ファイル is whole.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whole {
    /// As soon as it is there: it is renamed when it is complete.
    AtOnce,
    /// When it has not changed for so long, or `NAME.done` lies beside it.
    Settled(Duration),
}

/// A folder into which queries are dropped.
#[derive(Debug)]
pub(super) struct DropFolder {
    root: PathBuf,
    files: FileSpelling,
    whole: Whole,
    pauses: Pauses,
}

/// What passes through the folder, for whoever looks on.
#[derive(Debug, Clone, Copy)]
pub(super) enum Passing<'b> {
    /// The file that was dropped.
    Dropped(&'b [u8]),
    /// Something has come.
    Begun,
    /// The whole result.
    Came(&'b [u8]),
}

/// A query could not be dropped, or what was picked up is no answer to it.
#[derive(Debug, thiserror::Error)]
pub(super) enum DropFault {
    /// The folder is not there, or cannot be written to.
    #[error("{path}: {why}")]
    Folder {
        /// The folder.
        path: String,
        /// Why.
        why: io::Error,
    },
    /// The query has characters that the file cannot carry; in words.
    #[error("{}", .0.join(", "))]
    Characters(Vec<String>),
    /// The result is none.
    #[error("{0:?}")]
    Result(ResultFault),
}

impl DropFolder {
    /// A folder that somebody watches; `pauses`: between two looks for a result.
    pub fn new(root: &Path, files: FileSpelling, whole: Whole, pauses: Pauses) -> Self {
        Self { root: root.to_owned(), files, whole, pauses }
    }

    /// Drops a query under a name and waits for its result as long as the caller does; how often was looked. `passing`
    /// hears of what passes.
    pub async fn ask(
        &self,
        name: &str,
        query: &Query,
        directory: &(dyn Directory + Sync),
        mut passing: impl FnMut(Passing<'_>) + Send,
    ) -> Result<(Reply, u32), DropFault> {
        let lost = file_exchange::lost_characters(query, self.format(), Charset::from(self.files.charset));
        if !lost.is_empty() {
            return Err(DropFault::Characters(lost));
        }
        let bytes = file_exchange::write_queries(std::slice::from_ref(query), self.format(), self.files.charset.into());
        let laid = self.lay(name, &bytes).map_err(|why| self.refused(why))?;
        passing(Passing::Dropped(&bytes));
        let (bytes, looks) = self.picked_up(&result_name(&laid.name), passing).await?;
        let reply = file_exchange::read_result(&bytes, self.files, query, directory).map_err(DropFault::Result)?;
        Ok((reply, looks))
    }

    /// Waits for a further result of a query that was dropped before under this name.
    pub async fn ask_again(
        &self,
        name: &str,
        query: &Query,
        directory: &(dyn Directory + Sync),
    ) -> Result<(Reply, u32), DropFault> {
        let file = OsString::from(format!("{name}.{}", self.files.format.ending()));
        let (bytes, looks) = self.picked_up(&numbered(&result_name(&file), FURTHER), |_| {}).await?;
        let reply = file_exchange::read_result(&bytes, self.files, query, directory).map_err(DropFault::Result)?;
        Ok((reply, looks))
    }

    /// Drops bytes that are no query any more, by a fault on their way, and waits for whatever comes.
    pub async fn ask_spoilt(
        &self,
        name: &str,
        bytes: &[u8],
        mut passing: impl FnMut(Passing<'_>) + Send,
    ) -> Result<(), DropFault> {
        let laid = self.lay(name, bytes).map_err(|why| self.refused(why))?;
        passing(Passing::Dropped(bytes));
        self.picked_up(&result_name(&laid.name), passing).await.map(|_| ())
    }

    fn format(&self) -> Format {
        self.files.format.into()
    }

    fn refused(&self, why: io::Error) -> DropFault {
        DropFault::Folder { path: self.root.display().to_string(), why }
    }

    fn part(&self, folder: &str, name: &OsStr) -> PathBuf {
        self.root.join(folder).join(name)
    }

    /// Lays a file into `request/` in one step, under a name that nothing in the folder has.
    fn lay(&self, name: &str, bytes: &[u8]) -> io::Result<Laid> {
        // The folder is the partner's: if it is not there, it is not made.
        if !self.root.is_dir() {
            return Err(io::ErrorKind::NotFound.into());
        }
        for part in ["request", "result", "done"] {
            fs::create_dir_all(self.root.join(part))?;
        }
        let wanted = OsString::from(format!("{name}.{}", self.files.format.ending()));
        let free = |candidate: &OsString| {
            ["request", "working", "done"].iter().all(|part| !self.part(part, candidate).exists())
                && ["result", "done"].iter().all(|part| !self.part(part, &result_name(candidate)).exists())
        };
        let name = (1..NAMES_MAX).map(|number| numbered(&wanted, number)).find(free);
        let name = name.ok_or_else(|| io::Error::from(io::ErrorKind::AlreadyExists))?;
        let whole = self.part("request", &name);
        let part = self.part("request", &with_ending(&name, "part"));
        fs::write(&part, bytes)?;
        if let Whole::AtOnce = self.whole {
            // Before the file itself, so that the first look takes it.
            fs::write(self.part("request", &with_ending(&name, "done")), b"")?;
        }
        fs::rename(part, &whole)?;
        Ok(Laid { whole, withdrawn: self.part("done", &name), name })
    }

    /// Waits for a result, takes it away, and counts the looks.
    async fn picked_up(
        &self,
        name: &OsStr,
        mut passing: impl FnMut(Passing<'_>) + Send,
    ) -> Result<(Vec<u8>, u32), DropFault> {
        let path = self.part("result", name);
        let marker = self.part("result", &with_ending(name, "done"));
        // It is the caller who ends the wait.
        let mut polling = self.pauses.within(Duration::MAX);
        let mut last: Option<(u64, Option<SystemTime>, Instant)> = None;
        while polling.next().await {
            let Ok(metadata) = fs::metadata(&path) else { continue };
            passing(Passing::Begun);
            let (length, modified, now) = (metadata.len(), metadata.modified().ok(), Instant::now());
            let since = last.filter(|last| (last.0, last.1) == (length, modified)).map_or(now, |last| last.2);
            last = Some((length, modified, since));
            let whole = match self.whole {
                Whole::AtOnce => true,
                Whole::Settled(settle) => marker.is_file() || (length > 0 && now.duration_since(since) >= settle),
            };
            if whole {
                break;
            }
        }
        let taken = path.clone();
        let bytes = blocking(move || fs::read(taken)).await.map_err(|why| self.refused(why))?;
        passing(Passing::Came(&bytes));
        // If it cannot be moved it stays where it is: its name is not used again.
        let _ = fs::rename(&path, self.part("done", name));
        let _ = fs::remove_file(marker);
        Ok((bytes, polling.looks()))
    }
}

/// A dropped file; what has not been taken when this goes is withdrawn.
struct Laid {
    whole: PathBuf,
    withdrawn: PathBuf,
    name: OsString,
}

impl Drop for Laid {
    fn drop(&mut self) {
        // Usually it is gone: it was taken.
        if fs::rename(&self.whole, &self.withdrawn).is_ok() {
            let _ = fs::remove_file(with_ending(self.whole.as_os_str(), "done"));
        }
    }
}
