//! Is the record as it was written? Every problem at once.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use super::line::{self, Chain, Head, Next};
use super::{Doing, EVENTS_FILE, FORMAT, HEAD_FILE, RecordError, bodies, digest_of};
use crate::event::{Data, Event};
use crate::model::Lang;
use crate::model::catalogue::record as say;

/// How many problems are told; a record beyond that is not looked at further.
pub const PROBLEMS_MAX: usize = 1_000;

/// One thing that is not as it was written. Lines count from 1, the first event's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Line 0 is none of ours.
    BadHeader,
    /// A line that no renkei wrote.
    Unreadable {
        /// The line.
        line: u64,
    },
    /// The chain does not fit the line's event.
    Changed {
        /// The line.
        line: u64,
    },
    /// Numbers are missing.
    Removed {
        /// The line before which they are missing.
        line: u64,
        /// How many.
        missing: u64,
    },
    /// A number that was there before.
    OutOfOrder {
        /// The line.
        line: u64,
    },
    /// As it was written, but this version does not know such an event.
    UnknownEvent {
        /// The line.
        line: u64,
    },
    /// The last line is cut short; a crash leaves that.
    Torn {
        /// What is there of it.
        bytes: u64,
    },
    /// The last body is cut short; a crash leaves that.
    TornBody {
        /// The segment.
        file: String,
        /// What is there of it.
        bytes: u64,
    },
    /// The last line is whole and does not end the run: it goes on, or was killed between two lines.
    NotEnded {
        /// The last line.
        line: u64,
    },
    /// Fewer lines than there were when a sitting ended.
    CutEnd {
        /// How many there were.
        known: u64,
        /// How many there are.
        found: u64,
    },
    /// Another chain than there was when a sitting ended: everything was written anew.
    OtherHead {
        /// The line that was the last.
        line: u64,
    },
    /// The run has ended and its head is gone.
    NoHead,
    /// A line names a body that is not there.
    BodyMissing {
        /// The line.
        line: u64,
        /// `sha256:…`.
        hash: String,
    },
    /// A body is not as it was written.
    BodyChanged {
        /// The segment.
        file: String,
        /// Where in it.
        offset: u64,
    },
}

impl Problem {
    /// A crash leaves such a thing; nobody need have changed anything.
    pub fn left_by_a_crash(&self) -> bool {
        matches!(self, Self::Torn { .. } | Self::TornBody { .. } | Self::NotEnded { .. })
    }

    /// What it is, in words.
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::BadHeader => say::BAD_HEADER.say(lang, &[]),
            Self::Unreadable { line } => say::UNREADABLE.say(lang, &[("line", line)]),
            Self::Changed { line } => say::CHANGED.say(lang, &[("line", line)]),
            Self::Removed { line, missing } => say::REMOVED.say(lang, &[("line", line), ("missing", missing)]),
            Self::OutOfOrder { line } => say::OUT_OF_ORDER.say(lang, &[("line", line)]),
            Self::UnknownEvent { line } => say::UNKNOWN_EVENT.say(lang, &[("line", line)]),
            Self::Torn { bytes } => say::TORN.say(lang, &[("bytes", bytes)]),
            Self::TornBody { file, bytes } => say::TORN_BODY.say(lang, &[("file", file), ("bytes", bytes)]),
            Self::NotEnded { line } => say::NOT_ENDED.say(lang, &[("line", line)]),
            Self::CutEnd { known, found } => say::CUT_END.say(lang, &[("known", known), ("found", found)]),
            Self::OtherHead { line } => say::OTHER_HEAD.say(lang, &[("line", line)]),
            Self::NoHead => say::NO_HEAD.say(lang, &[]),
            Self::BodyMissing { line, hash } => say::BODY_MISSING.say(lang, &[("line", line), ("hash", hash)]),
            Self::BodyChanged { file, offset } => say::BODY_CHANGED.say(lang, &[("file", file), ("offset", offset)]),
        }
    }
}

/// Looks at every byte of a record; empty when it is as it was written. At most `PROBLEMS_MAX` are told.
pub fn verify(folder: &Path) -> Result<Vec<Problem>, RecordError> {
    let path = folder.join(EVENTS_FILE);
    let failed = |source| Doing::Read.failed(&path, source);
    let file = File::open(&path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => RecordError::Missing(folder.to_owned()),
        _ => failed(source),
    })?;
    let mut problems = Vec::new();
    let bodies = bodies::check(folder, &mut problems)?;
    let (mut file, mut buffer) = (BufReader::new(file), Vec::new());
    if line::next(&mut file, &mut buffer).map_err(failed)? != Next::Line {
        problems.push(Problem::BadHeader);
        return Ok(problems);
    }
    if line::format_of(&buffer).is_none_or(|format| format > FORMAT) {
        problems.push(Problem::BadHeader);
    }
    let start = Head { seq: 0, chain: Chain::of_header(&buffer) };
    let finished = Head::read(&folder.join(HEAD_FILE));
    let mut walk =
        Walk { problems, head: start, stated: start.chain, finished, head_met: false, ended: false, lines: 0 };
    loop {
        match line::next(&mut file, &mut buffer).map_err(failed)? {
            Next::End => break,
            Next::Torn(bytes) => {
                walk.problems.push(Problem::Torn { bytes });
                break;
            }
            Next::Line => {
                let has_body = |hash: &str| digest_of(hash).is_some_and(|digest| bodies.contains(&digest.half()));
                walk.line(&buffer, has_body);
            }
        }
        if walk.problems.len() >= PROBLEMS_MAX {
            return Ok(walk.problems);
        }
    }
    Ok(walk.end())
}

/// The walk down the lines. After a broken line it goes on from what that line states *or* what its event gives,
/// whichever the next line fits: so one change is one problem.
struct Walk {
    problems: Vec<Problem>,
    head: Head,
    stated: Chain,
    finished: Option<Head>,
    /// The line that `head.json` tells was passed, and looked at.
    head_met: bool,
    /// The last event ends the run.
    ended: bool,
    lines: u64,
}

impl Walk {
    fn line(&mut self, bytes: &[u8], has_body: impl Fn(&str) -> bool) {
        self.lines += 1;
        let number = self.lines;
        let Some(line) = line::parse(bytes) else {
            self.problems.push(Problem::Unreadable { line: number });
            self.head.seq += 1;
            return;
        };
        let expected = self.head.seq + 1;
        let from_events = self.head.chain.next(line.event);
        let fits = line.chain == from_events || line.chain == self.stated.next(line.event);
        if line.seq > expected {
            self.problems.push(Problem::Removed { line: number, missing: line.seq - expected });
        } else if line.seq < expected {
            self.problems.push(Problem::OutOfOrder { line: number });
        } else if !fits && !self.follows_a_broken_line() {
            self.problems.push(Problem::Changed { line: number });
        }
        self.head = Head { seq: line.seq, chain: from_events };
        self.stated = line.chain;
        if let Some(finished) = self.finished.filter(|finished| finished.seq == line.seq) {
            self.head_met = true;
            if finished.chain != line.chain {
                self.problems.push(Problem::OtherHead { line: number });
            }
        }
        self.event(line.event, number, has_body);
    }

    /// Whether the line before could not be read, so that nothing is known of the chain here.
    fn follows_a_broken_line(&self) -> bool {
        let before = self.lines.saturating_sub(1);
        matches!(self.problems.last(), Some(Problem::Unreadable { line }) if *line == before)
    }

    fn event(&mut self, json: &[u8], line: u64, has_body: impl Fn(&str) -> bool) {
        let Ok(event) = serde_json::from_slice::<Event>(json) else {
            if !matches!(self.problems.last(), Some(Problem::Changed { line: changed }) if *changed == line) {
                self.problems.push(Problem::UnknownEvent { line });
            }
            return;
        };
        self.ended = matches!(event, Event::RunFinished { .. });
        if let Event::Exchanged { exchange, .. } = event
            && let Some(Data::Hash(hash)) = exchange.data
            && !has_body(&hash)
        {
            self.problems.push(Problem::BodyMissing { line, hash });
        }
    }

    fn end(mut self) -> Vec<Problem> {
        match self.finished {
            Some(finished) if !self.head_met && finished.seq > self.head.seq => {
                self.problems.push(Problem::CutEnd { known: finished.seq, found: self.head.seq });
            }
            Some(_) => {}
            None if self.ended => self.problems.push(Problem::NoHead),
            None => {}
        }
        // What else is wrong with the record says more than that its end is missing.
        let left_by_a_crash = |problem: &Problem| matches!(problem, Problem::TornBody { .. });
        let closed = self.ended || self.finished.is_some_and(|finished| finished.seq == self.head.seq);
        if !closed && self.problems.iter().all(left_by_a_crash) {
            self.problems.push(Problem::NotEnded { line: self.lines });
        }
        self.problems
    }
}
