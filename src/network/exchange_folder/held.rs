//! Answers by hand: what a 照会ファイル holds of held queries is asked for until each has its answer, in a further result.
//!
//! The network hands an answer out once. One watcher follows all queries of a file, so that answers which come at once
//! are laid out one after another, each under a name of its own; an answer that cannot be written down is kept and tried
//! again.

use std::ffi::OsString;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::{
    Clerk, ExchangeFolder, FolderEvent, LOOK_PAUSE_MS_MAX, NAMES_MAX, RETRY_PAUSE_MS, answered, blocking, numbered,
    result_name, shown, with_ending, write_whole,
};
use crate::model::catalogue::machine;
use crate::payload::file_exchange::{self, Came, Inquiries, Row};

/// The number of the first further result of a file.
const FURTHER: u32 = 2;

/// A file some of whose queries are held.
pub(super) struct HeldFile {
    name: OsString,
    /// The held ones.
    inquiries: Inquiries,
    /// An answer that is not laid out yet.
    came: Option<(Row, Came)>,
    /// The number of its next result: none is given twice, though the first may have been picked up.
    next: u32,
    /// Pause before it is asked for again, milliseconds.
    pub pause_ms: u64,
}

/// What came of following a file for a while.
pub(super) struct Followed {
    pub file: HeldFile,
    /// One answer was laid out, or could not be.
    pub event: Option<FolderEvent>,
    /// How many queries need not be followed any more.
    rows_less: usize,
}

impl HeldFile {
    pub fn new(name: OsString, inquiries: Inquiries) -> Self {
        Self { name, inquiries, came: None, next: FURTHER, pause_ms: LOOK_PAUSE_MS_MAX }
    }

    /// Queries without a result.
    fn rows(&self) -> usize {
        self.inquiries.rows.len() + usize::from(self.came.is_some())
    }
}

impl ExchangeFolder {
    /// Follows the held queries of a file.
    pub(super) fn follow(&mut self, file: HeldFile) {
        self.held_rows += file.rows();
        self.go_on(file);
    }

    /// Tells what came, and follows the rest.
    pub(super) fn follow_on(&mut self, followed: Followed, told: &mut impl FnMut(FolderEvent)) {
        self.held_rows -= followed.rows_less;
        followed.event.into_iter().for_each(told);
        self.go_on(followed.file);
    }

    fn go_on(&mut self, file: HeldFile) {
        if file.rows() > 0 {
            self.held.push(Box::pin(Arc::clone(&self.desk).follow(file)));
        }
    }
}

impl Clerk {
    /// Waits until one answer by hand is there, and lays it out. A query of which the network knows nothing any more is
    /// given up.
    async fn follow(self: Arc<Self>, mut file: HeldFile) -> Followed {
        let before = file.rows();
        tokio::time::sleep(Duration::from_millis(file.pause_ms)).await;
        file.pause_ms = LOOK_PAUSE_MS_MAX;
        if file.came.is_none() {
            file.came = self.come(&mut file.inquiries.rows).await;
        }
        let mut event = None;
        if let Some((row, came)) = file.came.take() {
            match self.lay(&mut file, &row, &came).await {
                Ok(laid) => {
                    event = Some(laid);
                    // Others may have come with it.
                    file.pause_ms = 0;
                    // Held again: another answer follows.
                    if self.is_held(&came) {
                        file.inquiries.rows.push(row);
                    }
                }
                Err(why) => {
                    event = Some(FolderEvent::Trouble { file: shown(&file.name), why: machine::both(&why) });
                    file.came = Some((row, came));
                    file.pause_ms = RETRY_PAUSE_MS;
                }
            }
        }
        Followed { rows_less: before - file.rows(), event, file }
    }

    /// Asks for each of the queries until one has its answer; that one is taken out, and so is what nobody knows any more.
    async fn come(&self, rows: &mut Vec<Row>) -> Option<(Row, Came)> {
        let mut at = 0;
        while let Some(row) = rows.get(at) {
            let reply = match &row.query {
                Ok(query) => {
                    let path = format!("/{}/inquiries/{}", query.inquirer, query.request);
                    Some(self.call("GET", &path, "").await)
                }
                Err(_) => None,
            };
            match reply {
                Some(reply) if reply.status == 200 => {
                    let text = String::from_utf8_lossy(&reply.body).into_owned();
                    return Some((rows.remove(at), Came::Answer(text)));
                }
                Some(reply) if reply.status != 404 => at += 1,
                _ => drop(rows.remove(at)),
            }
        }
        None
    }

    /// Lays out one further result, whole or not at all.
    async fn lay(&self, file: &mut HeldFile, row: &Row, came: &Came) -> io::Result<FolderEvent> {
        let named = |number: u32| (number, numbered(&result_name(&file.name), number));
        let free = (file.next..NAMES_MAX).map(named).find(|(_, result)| !self.part("result", result).exists());
        let (number, result) = free.ok_or_else(|| io::Error::from(io::ErrorKind::AlreadyExists))?;
        let Inquiries { format, charset, .. } = file.inquiries;
        let one = Inquiries { format, charset, rows: vec![row.clone()] };
        let came = std::slice::from_ref(came);
        let bytes = file_exchange::write_results(&one, came, self.directory.as_ref());
        let (part, whole) = (self.part("working", &with_ending(&result, "further.tmp")), self.part("result", &result));
        blocking(move || write_whole(&part, &whole, &bytes)).await?;
        file.next = number + 1;
        Ok(answered(&file.name, &result, came))
    }
}
