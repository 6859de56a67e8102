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
//!
//! A query that is held for a person has its answer by hand in a further result, `NAME.result-2.csv`.

mod held;
mod stray;

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use super::call::{Call, Institution, Reply};
use super::directory::Directory;
use held::{Followed, HeldFile};

use crate::model::catalogue::{cli, machine, network as statuses, payload as words};
use crate::model::{InformationCode, Lang, Layout, Outcome, Profile, Version};
use crate::payload::charset::Charset;
use crate::payload::envelope::{Answer, Query};
use crate::payload::file_exchange::{self, Came, FileFault, Format, Inquiries, Row};

/// Queries of one file that are under way at once.
const QUERIES_AT_ONCE_MAX: usize = 64;
/// Files that are under way at once; others stay where they were dropped.
const FILES_AT_ONCE_MAX: usize = 64;
/// Held queries whose answer by hand is waited for; of others only the first result is laid out.
const HELD_MAX: usize = 10_000;
/// Longest pause between two looks into the folder.
const LOOK_PAUSE_MS_MAX: u64 = 100;
/// An empty file is waited for this many times longer: many programs create first and write later.
const EMPTY_SETTLE_FACTOR: u32 = 10;
/// How long files under way may still take when a run ends.
const CLOSING_WAIT: Duration = Duration::from_secs(5);
/// Pause before a folder that is not there is looked for again.
const ABSENT_PAUSE: Duration = Duration::from_millis(500);
/// Pause before a file that could not be finished (a full disk) is tried again, milliseconds.
const RETRY_PAUSE_MS: u64 = 30_000;
/// What a result is called in `working/`, behind the name of its query file.
const RESULT_ENDING: &str = "renkei-result";
/// Most names tried for a file whose own is taken.
pub(super) const NAMES_MAX: u32 = 100_000;

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
    /// Something lies among the files that is none.
    Stray {
        /// What it is, and what to do.
        why: FileFault,
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
            Self::Stray { why } => cli::FOLDER_STRAY.say(lang, &[("why", &why.say(lang))]),
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

impl FolderFault {
    /// The sentence.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::InUse { path } => cli::FOLDER_IN_USE.say(lang, &[("path", path)]),
            Self::Io { path, why } => {
                cli::FOLDER_REFUSED.say(lang, &[("path", path), ("why", &machine::say(why, lang))])
            }
        }
    }
}

/// A folder that is watched; nobody else can watch it meanwhile.
pub struct ExchangeFolder {
    desk: Arc<Clerk>,
    /// As last seen: what has not changed since then is whole.
    seen: HashMap<OsString, Seen>,
    /// What lies there and is no file, as told.
    strays: HashSet<OsString>,
    /// When files left in `working/` are looked at again.
    retry_at: Option<Instant>,
    /// Files being asked, and their names.
    under_way: FuturesUnordered<BoxFuture<'static, Done>>,
    busy: HashSet<OsString>,
    /// Files with held queries whose answers by hand may come.
    held: FuturesUnordered<BoxFuture<'static, Followed>>,
    /// How many queries they hold.
    held_rows: usize,
    /// Held as long as the folder is watched.
    _lock: File,
}

impl fmt::Debug for ExchangeFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExchangeFolder").field("root", &self.desk.root).finish_non_exhaustive()
    }
}

/// Who works through the files of one folder.
struct Clerk {
    root: PathBuf,
    doors: Arc<dyn Institution>,
    directory: Arc<Directory>,
}

/// What came of one file.
struct Done {
    file: OsString,
    /// The event, and the queries of it that are held.
    came: io::Result<(FolderEvent, Option<Inquiries>)>,
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
        Ok(Self {
            desk: Arc::new(Clerk { root: root.to_owned(), doors, directory }),
            seen: HashMap::new(),
            strays: HashSet::new(),
            retry_at: Some(Instant::now()),
            under_way: FuturesUnordered::new(),
            busy: HashSet::new(),
            held: FuturesUnordered::new(),
            held_rows: 0,
            _lock: lock,
        })
    }

    /// Looks again and again, until the future is dropped.
    pub async fn watch(&mut self, mut told: impl FnMut(FolderEvent)) {
        let settle = self.desk.directory.profile().file_settle_ms;
        let mut looks = tokio::time::interval(Duration::from_millis((settle / 2).clamp(1, LOOK_PAUSE_MS_MAX)));
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = looks.tick() => self.take_in(&mut told),
                Some(done) = self.under_way.next() => self.conclude(done, &mut told),
                Some(followed) = self.held.next() => self.follow_on(followed, &mut told),
            }
        }
    }

    /// One look: whatever is whole is asked and answered before this returns.
    #[cfg(test)]
    async fn look(&mut self, told: &mut impl FnMut(FolderEvent)) {
        self.take_in(told);
        self.finish(told).await;
    }

    /// Answers what has been taken, and takes no more.
    async fn finish(&mut self, told: &mut impl FnMut(FolderEvent)) {
        while let Some(done) = self.under_way.next().await {
            self.conclude(done, told);
        }
    }

    /// Takes whatever is whole, and begins to ask it.
    fn take_in(&mut self, told: &mut impl FnMut(FolderEvent)) {
        if self.retry_at.is_some_and(|at| at <= Instant::now()) {
            self.retry_at = None;
            for name in self.left_over(told) {
                told(FolderEvent::Taken { file: shown(&name), again: true });
                self.ask(name);
            }
        }
        self.tell_strays(told);
        for name in self.whole_files() {
            if self.under_way.len() >= FILES_AT_ONCE_MAX {
                return;
            }
            match self.desk.take(&name) {
                Ok(working) => {
                    told(FolderEvent::Taken { file: shown(&working), again: false });
                    self.ask(working);
                }
                // It stays where it is, and is looked at again.
                Err(why) => told(FolderEvent::Trouble { file: shown(&name), why: machine::both(&why) }),
            }
        }
    }

    fn ask(&mut self, name: OsString) {
        self.busy.insert(name.clone());
        self.under_way.push(Box::pin(Arc::clone(&self.desk).answer(name)));
    }

    fn conclude(&mut self, done: Done, told: &mut impl FnMut(FolderEvent)) {
        self.busy.remove(&done.file);
        match done.came {
            Ok((event, held)) => {
                told(event);
                let Some(mut held) = held else { return };
                held.rows.truncate(HELD_MAX.saturating_sub(self.held_rows));
                self.follow(HeldFile::new(done.file, held));
            }
            Err(why) => self.trouble(&done.file, &why, told),
        }
    }

    /// Files of `request/` that are not being written any more, by name.
    fn whole_files(&mut self) -> Vec<OsString> {
        let settle = Duration::from_millis(self.desk.directory.profile().file_settle_ms);
        let now = Instant::now();
        let mut present = HashMap::new();
        let mut whole = Vec::new();
        for (name, metadata) in files(&self.desk.root.join("request")) {
            if being_written(&name) || is_marker(&name) || is_result(&name) {
                continue;
            }
            let (length, modified) = (metadata.len(), metadata.modified().ok());
            let before = self.seen.get(&name).filter(|seen| seen.length == length && seen.modified == modified);
            let since = before.map_or(now, |seen| seen.since);
            let wait = if length == 0 { settle * EMPTY_SETTLE_FACTOR } else { settle };
            let marked = self.desk.part("request", &with_ending(&name, "done")).is_file();
            if marked || now.duration_since(since) >= wait {
                whole.push(name.clone());
            }
            present.insert(name, Seen { length, modified, since });
        }
        self.seen = present;
        whole.sort();
        whole
    }

    /// Files that an earlier sitting, or trouble, left in `working/`. What only has to be handed out is handed out.
    fn left_over(&mut self, told: &mut impl FnMut(FolderEvent)) -> Vec<OsString> {
        let mut unasked = Vec::new();
        let desk = Arc::clone(&self.desk);
        for (name, _) in files(&desk.root.join("working")) {
            if is_result(&name) {
                let file = Path::new(&name).file_stem().unwrap_or_default().to_owned();
                // One that is under way is handed out by whoever asks it.
                if !self.busy.contains(&file)
                    && let Err(why) = desk.hand_out(&file)
                {
                    self.trouble(&file, &why, told);
                }
            } else if !being_written(&name)
                && !self.busy.contains(&name)
                && !desk.part("working", &with_ending(&name, RESULT_ENDING)).exists()
            {
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
}

impl Clerk {
    fn part(&self, folder: &str, name: &OsStr) -> PathBuf {
        self.root.join(folder).join(name)
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

    /// Asks the queries of a file in `working/` and hands out their result.
    async fn answer(self: Arc<Self>, file: OsString) -> Done {
        let came = self.ask_file(&file).await;
        Done { file, came }
    }

    async fn ask_file(&self, name: &OsStr) -> io::Result<(FolderEvent, Option<Inquiries>)> {
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
            Err((fault, charset)) => {
                let fault = match fault {
                    FileFault::Extension(_) => FileFault::Extension(shown(name)),
                    fault => fault,
                };
                told_by_one(&fault, format, charset)
            }
        };
        self.write(name, &inquiries, &came).await?;
        let result = self.hand_out(name)?;
        let rows = inquiries.rows.iter().zip(&came).filter(|(_, came)| self.is_held(came));
        let held: Vec<Row> = rows.map(|(row, _)| row.clone()).collect();
        let held = (!held.is_empty()).then_some(Inquiries { rows: held, ..inquiries });
        Ok((answered(name, &result, &came), held))
    }

    /// Writes a result into `working/`, whole or not at all.
    async fn write(&self, name: &OsStr, inquiries: &Inquiries, came: &[Came]) -> io::Result<()> {
        let bytes = file_exchange::write_results(inquiries, came, self.directory.as_ref());
        let whole = self.part("working", &with_ending(name, RESULT_ENDING));
        let part = self.part("working", &with_ending(name, "tmp"));
        blocking(move || write_whole(&part, &whole, &bytes)).await
    }

    fn is_held(&self, came: &Came) -> bool {
        let profile = self.directory.profile();
        let Came::Answer(text) = came else { return false };
        Answer::from_xml(text).is_ok_and(|answer| profile.outcome_of(&answer.outcome) == Some(Outcome::ManualHold))
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
        let asking: Vec<BoxFuture<'_, Came>> = inquiries.rows.iter().map(|row| self.came_of(row).boxed()).collect();
        futures::stream::iter(asking).buffered(QUERIES_AT_ONCE_MAX).collect().await
    }

    async fn came_of(&self, row: &Row) -> Came {
        match &row.query {
            Ok(query) => self.ask(query).await,
            Err(_) => file_exchange::faulty(row).unwrap_or(Came::Nothing(String::new())),
        }
    }

    /// Files a query and polls, as a business system does.
    async fn ask(&self, query: &Query) -> Came {
        let mut polling = self.directory.polling(&query.provider);
        let path = format!("/{}/inquiries", query.inquirer);
        let mut reply = self.call("POST", &path, &query.to_xml()).await;
        let path = format!("{path}/{}", query.request);
        loop {
            let text = String::from_utf8_lossy(&reply.body).into_owned();
            match reply.status {
                202 if polling.next().await => {}
                202 => {
                    let waited = polling.waited_ms();
                    return Came::Nothing(words::FILE_TIMED_OUT.say(Lang::Ja, &[("waited", &waited)]));
                }
                200 => return Came::Answer(text),
                // A refusal that says its 処理結果 is an answer.
                _ if Answer::from_xml(&text).is_ok() => return Came::Answer(text),
                status => {
                    let why = statuses::status(status).pattern(Lang::Ja);
                    return Came::Nothing(words::FILE_REFUSED.say(Lang::Ja, &[("why", &why), ("status", &status)]));
                }
            }
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

/// A partner's folder that is being watched.
#[derive(Debug)]
pub struct Watched {
    closing: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Watched {
    /// Takes no more files, and lays out the results of those that are under way, for a while.
    pub async fn close(self) {
        let _ = self.closing.send(());
        let abort = self.task.abort_handle();
        if tokio::time::timeout(CLOSING_WAIT, self.task).await.is_err() {
            // What is left stays in `working/`, as after a crash.
            abort.abort();
        }
    }
}

/// Watches a partner's folder on the current runtime. The folder is the partner's: while it is not there (a network's
/// drive perhaps) it is waited for, and it is not made.
///
/// # Errors
/// When it is there and cannot be used.
pub fn exchange_folder(
    root: PathBuf,
    doors: Arc<dyn Institution>,
    directory: &Arc<Directory>,
) -> Result<Watched, FolderFault> {
    let directory = Arc::clone(directory);
    let open = move |root: &Path| {
        let there = is_there(root).then(|| ExchangeFolder::open(root, Arc::clone(&doors), Arc::clone(&directory)));
        there.transpose()
    };
    let mut folder = open(&root)?;
    let (closing, closed) = oneshot::channel();
    let task = tokio::spawn(async move {
        let mut closed = closed.map(drop);
        // What happens in it is seen in its results.
        let mut told = |_| {};
        loop {
            let Some(folder) = &mut folder else {
                tokio::select! {
                    () = &mut closed => return,
                    () = tokio::time::sleep(ABSENT_PAUSE) => folder = open(&root).ok().flatten(),
                }
                continue;
            };
            tokio::select! {
                () = &mut closed => return folder.finish(&mut told).await,
                () = folder.watch(&mut told) => {}
            }
        }
    });
    Ok(Watched { closing, task })
}

/// Whether a partner's folder is there.
pub fn is_there(root: &Path) -> bool {
    root.is_dir()
}

impl file_exchange::Directory for Directory {
    fn layout(&self, information: InformationCode, version: &Version) -> Option<&Layout> {
        self.layout(information, version)
    }

    fn profile(&self) -> &Profile {
        self.profile()
    }
}

/// The queries of a file, or why there are none and in which characters it is written, if that can be told.
fn read(bytes: &[u8], format: Option<Format>) -> Result<Inquiries, (FileFault, Option<Charset>)> {
    match format {
        Some(format) => {
            file_exchange::read(bytes, format).map_err(|fault| (fault, file_exchange::charset_of(bytes, format)))
        }
        None => Err((FileFault::Extension(String::new()), None)),
    }
}

/// One row that says what is wrong with the whole; in CSV, and in characters that every program sees, when nothing tells.
fn told_by_one(fault: &FileFault, format: Option<Format>, charset: Option<Charset>) -> (Inquiries, Vec<Came>) {
    let row = Row { line: 1, request: String::new(), query: Err(Vec::new()) };
    let charset = charset.unwrap_or(Charset::Utf8 { mark: true });
    let inquiries = Inquiries { format: format.unwrap_or(Format::Csv), charset, rows: vec![row] };
    (inquiries, vec![Came::Nothing(fault.say(Lang::Ja))])
}

/// Writes bytes beside, and gives them their name when they are on the disk.
fn write_whole(part: &Path, whole: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(part, whole)
}

fn answered(file: &OsStr, result: &OsStr, came: &[Came]) -> FolderEvent {
    let unanswered = came.iter().filter(|came| matches!(came, Came::Nothing(_))).count();
    FolderEvent::Answered { file: shown(file), result: shown(result), queries: came.len(), unanswered }
}

/// Work on a disk may take its time; the network goes on meanwhile.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// What lies in a folder; what cannot be seen is looked for again at the next look.
fn entries(folder: &Path) -> impl Iterator<Item = (OsString, fs::Metadata)> + use<> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| Some((entry.file_name(), fs::symlink_metadata(entry.path()).ok()?)))
}

/// Its plain files.
fn files(folder: &Path) -> Vec<(OsString, fs::Metadata)> {
    entries(folder).filter(|(_, metadata)| metadata.is_file()).collect()
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
pub(super) fn with_ending(name: &OsStr, ending: &str) -> OsString {
    let mut whole = name.to_owned();
    whole.push(".");
    whole.push(ending);
    whole
}

/// `a.csv`, `a-2.csv`, `a-3.csv`, …
pub(super) fn numbered(name: &OsStr, number: u32) -> OsString {
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
pub(super) fn result_name(name: &OsStr) -> OsString {
    let path = Path::new(name);
    let known = Format::of_name(&shown(name)).is_some();
    let mut whole = if known { path.file_stem().unwrap_or_default() } else { name }.to_owned();
    whole.push(".result.");
    whole.push(if known { path.extension().unwrap_or_default() } else { OsStr::new("csv") });
    whole
}

#[cfg(test)]
mod tests;
