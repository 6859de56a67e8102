//! Reading a record, event by event; nothing keeps them all.

use std::collections::HashSet;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use super::line::{self, Chain, Head, Next};
use super::{Doing, EVENTS_FILE, FORMAT, HEAD_FILE, Problem, RecordError, digest_of};
use crate::event::{Data, Event};

/// The events of a record, in order, each checked against the chain. A last line that is cut short is left out: the
/// writer crashed, or is still writing. After an error there is nothing more.
///
/// ```no_run
/// # fn main() -> Result<(), renkei::record::RecordError> {
/// use renkei::event::RunState;
/// let mut state = RunState::default();
/// for event in renkei::record::read("runs/20261120-090000".as_ref())? {
///     state.apply(&event?);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Events {
    folder: PathBuf,
    path: PathBuf,
    file: BufReader<File>,
    buffer: Vec<u8>,
    /// The last line read.
    head: Head,
    /// Bytes of the whole lines read so far.
    bytes: u64,
    torn_bytes: u64,
    over: bool,
}

/// Opens a record for reading. Takes no lock: one may look while a run goes on.
pub fn read(folder: &Path) -> Result<Events, RecordError> {
    match open(folder)? {
        Some(events) => Ok(events),
        None => Err(RecordError::Missing(folder.to_owned())),
    }
}

/// `None` if not even line 0 was written whole.
fn open(folder: &Path) -> Result<Option<Events>, RecordError> {
    let path = folder.join(EVENTS_FILE);
    let file = File::open(&path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => RecordError::Missing(folder.to_owned()),
        _ => Doing::Read.failed(&path, source),
    })?;
    let (mut file, mut buffer) = (BufReader::new(file), Vec::new());
    match line::next(&mut file, &mut buffer).map_err(|source| Doing::Read.failed(&path, source))? {
        Next::Line => {}
        Next::Torn(_) | Next::End => return Ok(None),
    }
    match line::format_of(&buffer) {
        None => return Err(RecordError::NotARecord(path)),
        Some(found) if found > FORMAT => return Err(RecordError::NewerFormat { path, found }),
        Some(_) => {}
    }
    let head = Head { seq: 0, chain: Chain::of_header(&buffer) };
    let bytes = buffer.len() as u64 + 1;
    Ok(Some(Events { folder: folder.to_owned(), path, file, buffer, head, bytes, torn_bytes: 0, over: false }))
}

impl Events {
    /// The last chain value read; after the last event, that of the whole record.
    pub fn last_chain(&self) -> String {
        self.head.chain.to_string()
    }

    fn step(&mut self) -> Result<Option<Event>, RecordError> {
        let next = line::next(&mut self.file, &mut self.buffer);
        match next.map_err(|source| Doing::Read.failed(&self.path, source))? {
            Next::End => return Ok(None),
            Next::Torn(bytes) => {
                self.torn_bytes = bytes;
                return Ok(None);
            }
            Next::Line => {}
        }
        let number = self.head.seq + 1;
        let damaged = |problem| RecordError::Damaged { folder: self.folder.clone(), problem };
        let line = line::parse(&self.buffer).ok_or_else(|| damaged(Problem::Unreadable { line: number }))?;
        let head = self.head.next(line.event);
        if line.seq != number {
            let missing = line.seq.saturating_sub(number);
            let gone = Problem::Removed { line: number, missing };
            return Err(damaged(if missing > 0 { gone } else { Problem::OutOfOrder { line: number } }));
        }
        if line.chain != head.chain {
            return Err(damaged(Problem::Changed { line: number }));
        }
        let event = serde_json::from_slice(line.event).map_err(|_| damaged(Problem::UnknownEvent { line: number }))?;
        self.bytes += self.buffer.len() as u64 + 1;
        self.head = head;
        Ok(Some(event))
    }
}

impl Iterator for Events {
    type Item = Result<Event, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let step = self.step().transpose();
        self.over = !matches!(step, Some(Ok(_)));
        step
    }
}

/// What of a record can be gone on from.
#[derive(Debug)]
pub(super) struct WholeLines {
    /// The last whole line; `None` if not even line 0 is.
    pub(super) head: Option<Head>,
    /// Where it ends.
    pub(super) bytes: u64,
    /// What stands after it.
    pub(super) cut_bytes: u64,
}

/// Reads up to what a crash cut short. After a power failure the newest bodies may be missing although their lines are
/// there: then the lines from the first of these on are cut too, and their trials run again. A body that is missing
/// among others that are there was not lost by a crash.
pub(super) fn whole_lines(
    folder: &Path,
    known: &HashSet<u128>,
    each: &mut dyn FnMut(&Event),
) -> Result<WholeLines, RecordError> {
    let path = folder.join(EVENTS_FILE);
    let size = std::fs::metadata(&path).map_err(|source| Doing::Read.failed(&path, source))?.len();
    let Some(mut events) = open(folder)? else {
        return Ok(WholeLines { head: None, bytes: 0, cut_bytes: size });
    };
    let finished = Head::read(&folder.join(HEAD_FILE));
    let damaged = |problem| RecordError::Damaged { folder: folder.to_owned(), problem };
    let mut first_lost: Option<(Head, u64, String)> = None;
    let mut told: HashSet<u128> = HashSet::new();
    loop {
        let before = (events.head, events.bytes);
        let Some(event) = events.next() else { break };
        let event = event?;
        if finished.is_some_and(|finished| finished.seq == events.head.seq && finished.chain != events.head.chain) {
            return Err(damaged(Problem::OtherHead { line: events.head.seq }));
        }
        let hash = match &event {
            Event::Exchanged { exchange, .. } => exchange.data.as_ref(),
            _ => None,
        };
        if let Some(Data::Hash(hash)) = hash {
            let half = digest_of(hash).map_or(0, |digest| digest.half());
            match &first_lost {
                None if !known.contains(&half) => first_lost = Some((before.0, before.1, hash.clone())),
                Some((lost, _, hash)) if known.contains(&half) && !told.contains(&half) => {
                    return Err(damaged(Problem::BodyMissing { line: lost.seq + 1, hash: hash.clone() }));
                }
                _ => {}
            }
            told.insert(half);
        }
        if first_lost.is_none() {
            each(&event);
        }
    }
    let (head, bytes) = first_lost.map_or((events.head, events.bytes), |(head, bytes, _)| (head, bytes));
    match finished {
        Some(finished) if finished.seq > head.seq => {
            Err(damaged(Problem::CutEnd { known: finished.seq, found: head.seq }))
        }
        _ => Ok(WholeLines { head: Some(head), bytes, cut_bytes: size - bytes }),
    }
}
