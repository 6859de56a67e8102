//! The record of a run: a folder to which every happening is appended, and which opens again after a crash.
//!
//! # The folder `runs/<id>/`
//! | file | holds |
//! |---|---|
//! | `events.ndjson` | line 0: `{"renkei-record":1,"run":"<id>"}`; then one line an event: `{"seq":n,"chain":"<64 hex>","event":{…}}`, n from 1 |
//! | `bodies-0001.seg`, … | 特定個人情報データ, each text once, found by its SHA-256; see [`bodies`] |
//! | `head.json` | `{"seq":n,"chain":"…"}` of the last line, written when a sitting ends |
//! | `lock` | held by the one writer (its process id inside); the system lets go of it when the process dies |
//!
//! # The chain
//! `chain(0)` is the SHA-256 of line 0 without its newline; `chain(n)` that of the 32 bytes of `chain(n-1)` followed by
//! the bytes of the n-th event's JSON. So a line changed, removed, added or moved is found by [`verify`]; lines cut off
//! at the end are found by `head.json`. Whoever can rewrite the whole folder can rewrite the chain too: keep the last
//! chain value elsewhere (every printed 結果票 carries it, and `renkei verify` tells it) where that matters.
//!
//! # Order
//! A body reaches the disk before the line that names it, and lines reach it in the order appended. A `kill -9` can
//! therefore cut the end short, and nothing else. Nothing here is kept in memory for each event; a writer keeps 16
//! bytes for each different body.

use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::event::{Data, Event, Exchange};
use crate::model::Lang;
use crate::model::catalogue::machine;
use crate::model::catalogue::record as say;
use crate::model::text::Text;

pub mod bodies;
mod line;
mod read;
mod verify;

use bodies::{BodyWriter, Digest};
use line::{Chain, Head};

pub use bodies::Bodies;
pub use read::{Events, read};
pub use verify::{Problem, verify};

/// The format this program writes, and the newest it reads.
pub const FORMAT: u32 = 1;

/// The longest line written or read.
pub const LINE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// The longest 特定個人情報データ stored.
pub const BODY_BYTES_MAX: usize = 256 * 1024 * 1024;

/// So much is gathered in memory before it is written without being asked.
const GATHERED_BYTES_MAX: usize = 1024 * 1024;

const EVENTS_FILE: &str = "events.ndjson";
const HEAD_FILE: &str = "head.json";
const LOCK_FILE: &str = "lock";

/// Why a record cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The disk is full, a file cannot be opened, …
    #[error("{}", self.message(Lang::En))]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried.
        doing: Doing,
        /// What the system said.
        source: io::Error,
    },
    /// The folder holds a record already.
    #[error("{}", self.message(Lang::En))]
    Exists(PathBuf),
    /// The folder holds none.
    #[error("{}", self.message(Lang::En))]
    Missing(PathBuf),
    /// Another process writes it.
    #[error("{}", self.message(Lang::En))]
    Locked {
        /// The folder.
        folder: PathBuf,
        /// The other's process id, as far as it can be read.
        pid: String,
    },
    /// The first line is none of ours.
    #[error("{}", self.message(Lang::En))]
    NotARecord(PathBuf),
    /// Written by a newer program.
    #[error("{}", self.message(Lang::En))]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// Not as it was written.
    #[error("{}", self.message(Lang::En))]
    Damaged {
        /// The folder.
        folder: PathBuf,
        /// The first thing found.
        problem: Problem,
    },
    /// An event or a body over the limit.
    #[error("{}", self.message(Lang::En))]
    TooLarge {
        /// The file it was meant for.
        path: PathBuf,
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// An earlier write failed; nothing more is written after a line that may be torn.
    #[error("{}", self.message(Lang::En))]
    Stopped(PathBuf),
    /// No body of this hash.
    #[error("{}", self.message(Lang::En))]
    NoBody {
        /// The folder.
        folder: PathBuf,
        /// The hash, `sha256:…`.
        hash: String,
    },
}

/// What was tried on a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// To create it.
    Create,
    /// To read it.
    Read,
    /// To write it.
    Write,
    /// To lock it.
    Lock,
}

impl Doing {
    fn word(self) -> Text {
        match self {
            Self::Create => say::DOING_CREATE,
            Self::Read => say::DOING_READ,
            Self::Write => say::DOING_WRITE,
            Self::Lock => say::DOING_LOCK,
        }
    }

    /// The error of this attempt on this file.
    fn failed(self, path: &Path, source: io::Error) -> RecordError {
        RecordError::Io { path: path.to_owned(), doing: self, source }
    }
}

impl RecordError {
    /// What is wrong and what to do, in words.
    pub fn message(&self, lang: Lang) -> String {
        let fill = |text: Text, args: &[(&str, &dyn fmt::Display)]| text.say(lang, args);
        match self {
            Self::Io { path, doing, source } => fill(
                say::IO,
                &[
                    ("path", &path.display()),
                    ("doing", &doing.word().pattern(lang)),
                    ("cause", &machine::say(source, lang)),
                ],
            ),
            Self::Exists(path) => fill(say::EXISTS, &[("path", &path.display())]),
            Self::Missing(path) => fill(say::MISSING, &[("path", &path.display())]),
            Self::Locked { folder, pid } => fill(say::LOCKED, &[("path", &folder.display()), ("pid", pid)]),
            Self::NotARecord(path) => fill(say::NOT_A_RECORD, &[("path", &path.display())]),
            Self::NewerFormat { path, found } => {
                fill(say::NEWER_FORMAT, &[("path", &path.display()), ("found", found), ("known", &FORMAT)])
            }
            Self::Damaged { folder, problem } => {
                fill(say::DAMAGED, &[("path", &folder.display()), ("problem", &problem.message(lang))])
            }
            Self::TooLarge { path, bytes, limit } => {
                fill(say::TOO_LARGE, &[("path", &path.display()), ("bytes", bytes), ("limit", limit)])
            }
            Self::Stopped(path) => fill(say::STOPPED, &[("path", &path.display())]),
            Self::NoBody { folder, hash } => fill(say::NO_BODY, &[("path", &folder.display()), ("hash", hash)]),
        }
    }
}

/// The one writer of a record. Events are gathered; [`Recorder::flush`] hands them to the system, [`Recorder::finish`]
/// to the disk. Dropped without either, it flushes as well as it can.
#[derive(Debug)]
pub struct Recorder {
    folder: PathBuf,
    events_path: PathBuf,
    events: File,
    gathered: Vec<u8>,
    json: Vec<u8>,
    bodies: BodyWriter,
    head: Head,
    stopped: bool,
    /// Held, not used: its lock goes when it is dropped.
    _lock: File,
}

/// What [`Recorder::reopen`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reopened {
    /// How many events were read.
    pub events: u64,
    /// How many bytes of torn lines and bodies were cut off.
    pub cut_bytes: u64,
}

impl Recorder {
    /// Begins a record in a folder that holds none, and makes the folder.
    pub fn create(folder: &Path, run: &str) -> Result<Self, RecordError> {
        fs::create_dir_all(folder).map_err(|source| Doing::Create.failed(folder, source))?;
        let lock = lock(folder)?;
        let events_path = folder.join(EVENTS_FILE);
        let opened = OpenOptions::new().append(true).create_new(true).open(&events_path);
        let mut events = opened.map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => RecordError::Exists(folder.to_owned()),
            _ => Doing::Create.failed(&events_path, source),
        })?;
        let head = write_header(&mut events, run).map_err(|source| Doing::Write.failed(&events_path, source))?;
        let bodies = BodyWriter::open(folder, HashSet::new())?;
        Ok(Self::at(folder, events, bodies, head, lock))
    }

    /// Opens a record to go on with it. Every whole event is handed to `each`, in order; what a crash cut short is cut
    /// off. A record that was changed is [`RecordError::Damaged`], and nothing in it is touched.
    pub fn reopen(folder: &Path, mut each: impl FnMut(&Event)) -> Result<(Self, Reopened), RecordError> {
        let events_path = folder.join(EVENTS_FILE);
        if !events_path.is_file() {
            return Err(RecordError::Missing(folder.to_owned()));
        }
        let lock = lock(folder)?;
        let scan = bodies::scan(folder)?;
        let whole = read::whole_lines(folder, &scan.known, &mut each)?;
        let opened = OpenOptions::new().append(true).open(&events_path);
        let mut events = opened.map_err(|source| Doing::Write.failed(&events_path, source))?;
        let write_failed = |source| Doing::Write.failed(&events_path, source);
        events.set_len(whole.bytes).map_err(write_failed)?;
        let cut_bodies = scan.cut_torn_end()?;
        let head = match whole.head {
            Some(head) => head,
            None => write_header(&mut events, &folder_name(folder)).map_err(write_failed)?,
        };
        let reopened = Reopened { events: head.seq, cut_bytes: whole.cut_bytes + cut_bodies };
        let bodies = BodyWriter::open(folder, scan.known)?;
        Ok((Self::at(folder, events, bodies, head, lock), reopened))
    }

    /// Appends one event; its 特定個人情報データ goes to the segments, once, and only its hash into the line.
    pub fn append(&mut self, event: &Event) -> Result<(), RecordError> {
        if self.stopped {
            return Err(RecordError::Stopped(self.folder.clone()));
        }
        let done = self.gather(event);
        if done.is_ok() && self.gathered.len() + self.bodies.gathered_bytes() > GATHERED_BYTES_MAX {
            return self.flush();
        }
        done
    }

    /// Hands everything gathered to the system: it survives the end of this process, however it ends.
    pub fn flush(&mut self) -> Result<(), RecordError> {
        if self.stopped {
            return Err(RecordError::Stopped(self.folder.clone()));
        }
        let done = self.bodies.flush().and_then(|()| {
            self.events.write_all(&self.gathered).map_err(|source| Doing::Write.failed(&self.events_path, source))
        });
        self.stopped = done.is_err();
        self.gathered.clear();
        done
    }

    /// Ends this sitting: everything on the disk, and `head.json` written. Tells the last chain value.
    pub fn finish(mut self) -> Result<String, RecordError> {
        self.flush()?;
        self.bodies.sync()?;
        self.events.sync_data().map_err(|source| Doing::Write.failed(&self.events_path, source))?;
        self.head.write(&self.folder.join(HEAD_FILE))?;
        Ok(self.head.chain.to_string())
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn at(folder: &Path, events: File, bodies: BodyWriter, head: Head, lock: File) -> Self {
        Self {
            folder: folder.to_owned(),
            events_path: folder.join(EVENTS_FILE),
            events,
            gathered: Vec::new(),
            json: Vec::new(),
            bodies,
            head,
            stopped: false,
            _lock: lock,
        }
    }

    fn gather(&mut self, event: &Event) -> Result<(), RecordError> {
        self.json.clear();
        let written = match event {
            Event::Exchanged { trial, attempt, exchange: exchange @ Exchange { data: Some(Data::Text(text)), .. } } => {
                let hash = self.bodies.store(text)?;
                let exchange = Exchange { data: Some(Data::Hash(hash.to_string())), ..exchange.clone() };
                let apart = Event::Exchanged { trial: trial.clone(), attempt: *attempt, exchange };
                serde_json::to_writer(&mut self.json, &apart)
            }
            whole => serde_json::to_writer(&mut self.json, whole),
        };
        written.map_err(|fault| Doing::Write.failed(&self.events_path, fault.into()))?;
        if self.json.len() + line::FRAME_BYTES_MAX > LINE_BYTES_MAX {
            let (path, bytes) = (self.events_path.clone(), self.json.len());
            return Err(RecordError::TooLarge { path, bytes, limit: LINE_BYTES_MAX });
        }
        self.head = self.head.next(&self.json);
        line::write(&mut self.gathered, &self.head, &self.json);
        Ok(())
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        if !self.stopped {
            // Whoever wants to know how it went calls `flush` or `finish`.
            let _ = self.flush();
        }
    }
}

/// The folders of records under `runs/`, by name (ids begin with the time, so the newest is last).
pub fn folders(runs: &Path) -> Result<Vec<PathBuf>, RecordError> {
    let entries = match fs::read_dir(runs) {
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|source| Doing::Read.failed(runs, source))?,
    };
    let mut folders = Vec::new();
    for entry in entries {
        let path = entry.map_err(|source| Doing::Read.failed(runs, source))?.path();
        if path.join(EVENTS_FILE).is_file() {
            folders.push(path);
        }
    }
    folders.sort_unstable();
    Ok(folders)
}

fn folder_name(folder: &Path) -> String {
    folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn write_header(events: &mut File, run: &str) -> io::Result<Head> {
    let header = line::header(run)?;
    events.write_all(&header)?;
    events.write_all(b"\n")?;
    Ok(Head { seq: 0, chain: Chain::of_header(&header) })
}

/// Takes the lock of the folder. The system holds it for the open file, so a killed writer leaves none behind.
fn lock(folder: &Path) -> Result<File, RecordError> {
    let path = folder.join(LOCK_FILE);
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    let mut file = opened.map_err(|source| Doing::Create.failed(&path, source))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => {
            let pid = fs::read_to_string(&path).unwrap_or_default().trim().to_owned();
            let pid = if pid.is_empty() { "?".to_owned() } else { pid };
            return Err(RecordError::Locked { folder: folder.to_owned(), pid });
        }
        Err(fs::TryLockError::Error(source)) => return Err(Doing::Lock.failed(&path, source)),
    }
    let told = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
    told.map_err(|source| Doing::Write.failed(&path, source))?;
    Ok(file)
}

/// The `sha256:…` spelling of a body's hash, or `None` if it is none.
fn digest_of(hash: &str) -> Option<Digest> {
    Digest::parse(hash.strip_prefix("sha256:")?)
}

#[cfg(test)]
mod tests;
