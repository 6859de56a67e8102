//! File exchange through a folder: a 照会ファイル dropped into `request/` is asked of the network, and its 結果ファイル
//! lies in `result/` when it is whole.
//!
//! ```text
//! request/  dropped here       working/  being asked       result/  picked up here       done/  what has been asked
//! ```
//!
//! A file is taken when it has not changed for a while, or at once when `NAME.done` lies beside it; names that begin
//! with `.` or `~` or end in `.tmp` or `.part` are being written. Every step is one rename, in an order in which a crash
//! loses no file and hands out no result twice: the result is whole in `working/` before its query file goes to `done/`,
//! and only then to `result/`. Nothing is overwritten, nothing but markers is deleted.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use futures::StreamExt;

use super::call::{Call, Institution, Reply};
use super::directory::Directory;
use crate::model::catalogue::{cli, machine, network as statuses, payload as words};
use crate::model::{InformationCode, Lang, Layout, Profile, Version};
use crate::payload::charset::Charset;
use crate::payload::envelope::{Answer, Query};
use crate::payload::file_exchange::{self, Came, FileFault, Format, Inquiries, Row};

/// Queries of one file that are under way at once.
const QUERIES_AT_ONCE_MAX: usize = 64;
/// Longest pause between two looks into the folder.
const LOOK_PAUSE_MS_MAX: u64 = 500;
/// An empty file is waited for this many times longer: many programs create first and write later.
const EMPTY_SETTLE_FACTOR: u32 = 10;
/// Pause before a file that could not be finished (a full disk) is tried again, milliseconds.
const RETRY_PAUSE_MS: u64 = 30_000;
/// What a result is called in `working/`, behind the name of its query file.
const RESULT_ENDING: &str = "renkei-result";
/// Most names tried for a file whose own is taken.
const NAMES_MAX: u32 = 100_000;

/// What happened in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderEvent {
    /// A file was taken in.
    Taken {
        /// Its name.
        file: String,
        /// It was taken by a sitting before this one, which did not finish it.
        again: bool,
    },
    /// Its result lies ready.
    Answered {
        /// Its name.
        file: String,
        /// The result's name.
        result: String,
        /// How many queries it held.
        queries: usize,
        /// To how many of them no answer came.
        unanswered: usize,
    },
    /// A file could not be finished and will be tried again.
    Trouble {
        /// Its name.
        file: String,
        /// Why, in Japanese and English.
        why: (String, String),
    },
}

impl FolderEvent {
    /// The sentence.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::Taken { file, again: false } => cli::FOLDER_TAKEN.say(lang, &[("file", file)]),
            Self::Taken { file, again: true } => cli::FOLDER_TAKEN_AGAIN.say(lang, &[("file", file)]),
            Self::Answered { result, queries, unanswered, .. } => {
                let args: [(&str, &dyn fmt::Display); 3] =
                    [("result", result), ("queries", queries), ("unanswered", unanswered)];
                cli::FOLDER_ANSWERED.say(lang, &args)
            }
            Self::Trouble { file, why: (ja, en) } => {
                let why = if lang == Lang::Ja { ja } else { en };
                cli::FOLDER_TROUBLE.say(lang, &[("file", file), ("why", why)])
            }
        }
    }
}

/// The folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderFault {
    /// The file system refuses.
    #[error("{path}: {why}")]
    Io {
        /// What it refuses.
        path: String,
        /// Why.
        why: io::Error,
    },
    /// Another program watches it.
    #[error("{path}: in use")]
    InUse {
        /// The folder.
        path: String,
    },
}

/// A folder that is watched; nobody else can watch it meanwhile.
#[derive(Debug)]
pub struct ExchangeFolder {
    root: PathBuf,
    doors: Arc<dyn Institution>,
    directory: Arc<Directory>,
    /// As last seen: what has not changed since then is whole.
    seen: HashMap<OsString, Seen>,
    /// When files left in `working/` are looked at again.
    retry_at: Option<Instant>,
    /// Held as long as the folder is watched.
    _lock: File,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    length: u64,
    modified: Option<SystemTime>,
    since: Instant,
}

impl ExchangeFolder {
    /// Opens a folder, making what it lacks. Queries go through `doors`, as a business system's would.
    pub fn open(root: &Path, doors: Arc<dyn Institution>, directory: Arc<Directory>) -> Result<Self, FolderFault> {
        let refused = |path: &Path| {
            let path = path.display().to_string();
            move |why| FolderFault::Io { path, why }
        };
        for part in ["request", "working", "result", "done"] {
            let folder = root.join(part);
            fs::create_dir_all(&folder).map_err(refused(&folder))?;
        }
        let path = root.join(".lock");
        let lock = File::create(&path).map_err(refused(&path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(FolderFault::InUse { path: root.display().to_string() }),
            Err(TryLockError::Error(why)) => return Err(refused(&path)(why)),
        }
        let retry_at = Some(Instant::now());
        Ok(Self { root: root.to_owned(), doors, directory, seen: HashMap::new(), retry_at, _lock: lock })
    }

    /// Looks again and again, until the future is dropped.
    pub async fn watch(&mut self, mut told: impl FnMut(FolderEvent)) {
        let settle = self.directory.profile().file_settle_ms;
        let pause = Duration::from_millis((settle / 2).clamp(1, LOOK_PAUSE_MS_MAX));
        loop {
            self.look(&mut told).await;
            tokio::time::sleep(pause).await;
        }
    }

    /// One look: whatever is whole is asked and answered before this returns.
    pub async fn look(&mut self, told: &mut impl FnMut(FolderEvent)) {
        if self.retry_at.is_some_and(|at| at <= Instant::now()) {
            self.retry_at = None;
            for name in self.left_over(told) {
                told(FolderEvent::Taken { file: shown(&name), again: true });
                self.answer(&name, told).await;
            }
        }
        for name in self.whole_files() {
            match self.take(&name) {
                Ok(working) => {
                    told(FolderEvent::Taken { file: shown(&working), again: false });
                    self.answer(&working, told).await;
                }
                // It stays where it is, and is looked at again.
                Err(why) => told(FolderEvent::Trouble { file: shown(&name), why: machine::both(&why) }),
            }
        }
    }

    fn part(&self, folder: &str, name: &OsStr) -> PathBuf {
        self.root.join(folder).join(name)
    }

    /// Files of `request/` that are not being written any more, by name.
    fn whole_files(&mut self) -> Vec<OsString> {
        let settle = Duration::from_millis(self.directory.profile().file_settle_ms);
        let now = Instant::now();
        let mut present = HashMap::new();
        let mut whole = Vec::new();
        for (name, metadata) in files(&self.root.join("request")) {
            if being_written(&name) || is_marker(&name) || is_result(&name) {
                continue;
            }
            let (length, modified) = (metadata.len(), metadata.modified().ok());
            let before = self.seen.get(&name).filter(|seen| seen.length == length && seen.modified == modified);
            let since = before.map_or(now, |seen| seen.since);
            let wait = if length == 0 { settle * EMPTY_SETTLE_FACTOR } else { settle };
            let marked = self.part("request", &with_ending(&name, "done")).is_file();
            if marked || now.duration_since(since) >= wait {
                whole.push(name);
            } else {
                present.insert(name, Seen { length, modified, since });
            }
        }
        self.seen = present;
        whole.sort();
        whole
    }

    /// Moves a file to `working/` under a name that nothing there, in `done/` or in `result/` has.
    fn take(&self, name: &OsStr) -> io::Result<OsString> {
        let free = |candidate: &OsStr| {
            let result = result_name(candidate);
            !self.part("working", candidate).exists()
                && !self.part("working", &with_ending(candidate, RESULT_ENDING)).exists()
                && !self.part("done", candidate).exists()
                && !self.part("result", &result).exists()
        };
        let taken = (1..NAMES_MAX).map(|number| numbered(name, number)).find(|candidate| free(candidate));
        let taken = taken.ok_or_else(|| io::Error::from(io::ErrorKind::AlreadyExists))?;
        fs::rename(self.part("request", name), self.part("working", &taken))?;
        // A marker without its file means nothing; if it cannot be removed it does no harm.
        let _ = fs::remove_file(self.part("request", &with_ending(name, "done")));
        Ok(taken)
    }

    /// Files that an earlier sitting, or trouble, left in `working/`. What only has to be handed out is handed out.
    fn left_over(&mut self, told: &mut impl FnMut(FolderEvent)) -> Vec<OsString> {
        let mut unasked = Vec::new();
        for (name, _) in files(&self.root.join("working")) {
            if is_result(&name) {
                let file = Path::new(&name).file_stem().unwrap_or_default().to_owned();
                if let Err(why) = self.hand_out(&file) {
                    self.trouble(&file, &why, told);
                }
            } else if !being_written(&name) && !self.part("working", &with_ending(&name, RESULT_ENDING)).exists() {
                unasked.push(name);
            }
        }
        unasked.sort();
        unasked
    }

    fn trouble(&mut self, file: &OsStr, why: &io::Error, told: &mut impl FnMut(FolderEvent)) {
        self.retry_at = Some(Instant::now() + Duration::from_millis(RETRY_PAUSE_MS));
        told(FolderEvent::Trouble { file: shown(file), why: machine::both(why) });
    }

    /// Asks the queries of a file in `working/` and hands out their result.
    async fn answer(&mut self, name: &OsStr, told: &mut impl FnMut(FolderEvent)) {
        let done = async {
            let path = self.part("working", name);
            let format = Format::of_name(&shown(name));
            let (doors, file) = (Arc::clone(&self.doors), shown(name));
            let read = blocking(move || {
                let bytes = fs::read(path)?;
                doors.hear_file(&file, &bytes);
                Ok(read(&bytes, format))
            });
            let read = read.await?;
            let (inquiries, came) = match read {
                Ok(inquiries) => {
                    let came = self.ask_all(&inquiries).await;
                    (inquiries, came)
                }
                // No row can be told from another: the whole file is answered by one.
                Err(fault) => {
                    let fault = match fault {
                        FileFault::Extension(_) => FileFault::Extension(shown(name)),
                        fault => fault,
                    };
                    let row = Row { line: 1, request: String::new(), query: Err(Vec::new()) };
                    let charset = Charset::Utf8 { mark: true };
                    let format = format.unwrap_or(Format::Csv);
                    let came = vec![Came::Nothing(fault.say(Lang::Ja))];
                    (Inquiries { format, charset, rows: vec![row] }, came)
                }
            };
            let unanswered = came.iter().filter(|came| matches!(came, Came::Nothing(_))).count();
            let bytes = file_exchange::write_results(&inquiries, &came, self.directory.as_ref());
            let whole = self.part("working", &with_ending(name, RESULT_ENDING));
            let part = self.part("working", &with_ending(name, "tmp"));
            blocking(move || {
                let mut file = File::create(&part)?;
                file.write_all(&bytes)?;
                file.sync_all()?;
                fs::rename(part, whole)
            })
            .await?;
            let result = self.hand_out(name)?;
            let queries = inquiries.rows.len();
            Ok::<_, io::Error>(FolderEvent::Answered { file: shown(name), result: shown(&result), queries, unanswered })
        };
        match done.await {
            Ok(event) => told(event),
            Err(why) => self.trouble(name, &why, told),
        }
    }

    /// The result in `working/` is whole: its query file is done, and it may be picked up.
    fn hand_out(&self, name: &OsStr) -> io::Result<OsString> {
        let file = self.part("working", name);
        if file.exists() {
            fs::rename(file, self.part("done", name))?;
        }
        let result = result_name(name);
        fs::rename(self.part("working", &with_ending(name, RESULT_ENDING)), self.part("result", &result))?;
        Ok(result)
    }

    async fn ask_all(&self, inquiries: &Inquiries) -> Vec<Came> {
        let asking = inquiries.rows.iter().map(|row| async {
            match &row.query {
                Ok(query) => self.ask(query).await,
                Err(_) => file_exchange::faulty(row).unwrap_or(Came::Nothing(String::new())),
            }
        });
        futures::stream::iter(asking).buffered(QUERIES_AT_ONCE_MAX).collect().await
    }

    /// Files a query and polls, as a business system does.
    async fn ask(&self, query: &Query) -> Came {
        let profile = self.directory.profile();
        let begun = Instant::now();
        let path = format!("/{}/inquiries", query.inquirer);
        let mut reply = self.call("POST", &path, &query.to_xml()).await;
        let path = format!("{path}/{}", query.request);
        let mut pause = Duration::from_millis(profile.poll_pause_ms_min);
        loop {
            let text = String::from_utf8_lossy(&reply.body).into_owned();
            match reply.status {
                202 if begun.elapsed() >= Duration::from_millis(profile.answer_wait_ms_max) => {
                    let waited = begun.elapsed().as_millis();
                    return Came::Nothing(words::FILE_TIMED_OUT.say(Lang::Ja, &[("waited", &waited)]));
                }
                202 => {}
                200 => return Came::Answer(text),
                // A refusal that says its 処理結果 is an answer.
                _ if Answer::from_xml(&text).is_ok() => return Came::Answer(text),
                status => {
                    let why = statuses::status(status).pattern(Lang::Ja);
                    return Came::Nothing(words::FILE_REFUSED.say(Lang::Ja, &[("why", &why), ("status", &status)]));
                }
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(profile.poll_pause_ms_max));
            reply = self.call("GET", &path, "").await;
        }
    }

    async fn call(&self, method: &str, path: &str, body: &str) -> Reply {
        let content_type = "application/xml; charset=utf-8";
        let call = Call { method, path, query: "", content_type, action: "", body: body.as_bytes(), ..Call::default() };
        let reply = self.doors.answer(&call).await;
        if let Some(delay) = reply.after {
            tokio::time::sleep(delay).await;
        }
        reply
    }
}

/// Opens a folder and watches it until the future is dropped; `told` hears what happens.
pub async fn exchange_folder(
    root: &Path,
    doors: Arc<dyn Institution>,
    directory: Arc<Directory>,
    told: impl FnMut(FolderEvent),
) -> Result<std::convert::Infallible, FolderFault> {
    let mut folder = ExchangeFolder::open(root, doors, directory)?;
    folder.watch(told).await;
    // `watch` ends only by being dropped.
    std::future::pending().await
}

impl file_exchange::Directory for Directory {
    fn layout(&self, information: InformationCode, version: &Version) -> Option<&Layout> {
        self.layout(information, version)
    }

    fn profile(&self) -> &Profile {
        self.profile()
    }
}

fn read(bytes: &[u8], format: Option<Format>) -> Result<Inquiries, FileFault> {
    match format {
        Some(format) => file_exchange::read(bytes, format),
        None => Err(FileFault::Extension(String::new())),
    }
}

/// Work on a disk may take its time; the network goes on meanwhile.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// The plain files of a folder; what cannot be seen is looked for again at the next look.
fn files(folder: &Path) -> Vec<(OsString, fs::Metadata)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter_map(|entry| {
        let metadata = fs::symlink_metadata(entry.path()).ok()?;
        metadata.is_file().then(|| (entry.file_name(), metadata))
    });
    files.collect()
}

fn shown(name: &OsStr) -> String {
    name.to_string_lossy().into_owned()
}

fn being_written(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    name.starts_with(['.', '~']) || ["tmp", "part", "crdownload", "filepart"].contains(&ending.as_str())
}

fn is_marker(name: &OsStr) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("done"))
}

fn is_result(name: &OsStr) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == RESULT_ENDING)
}

/// `a.csv` → `a.csv.done`
fn with_ending(name: &OsStr, ending: &str) -> OsString {
    let mut whole = name.to_owned();
    whole.push(".");
    whole.push(ending);
    whole
}

/// `a.csv`, `a-2.csv`, `a-3.csv`, …
fn numbered(name: &OsStr, number: u32) -> OsString {
    if number == 1 {
        return name.to_owned();
    }
    let path = Path::new(name);
    let mut whole = path.file_stem().unwrap_or_default().to_owned();
    whole.push(format!("-{number}"));
    if let Some(ending) = path.extension() {
        whole.push(".");
        whole.push(ending);
    }
    whole
}

/// `a.csv` → `a.result.csv`; what is neither CSV nor XML is answered in CSV.
fn result_name(name: &OsStr) -> OsString {
    let path = Path::new(name);
    let known = Format::of_name(&shown(name)).is_some();
    let mut whole = if known { path.file_stem().unwrap_or_default() } else { name }.to_owned();
    whole.push(".result.");
    whole.push(if known { path.extension().unwrap_or_default() } else { OsStr::new("csv") });
    whole
}

#[cfg(test)]
mod tests;
