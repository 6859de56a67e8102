//! One line of `events.ndjson`, byte by byte, and the chain that ties it to the line before.

use std::fmt;
use std::fs;
use std::io::{self, BufRead, Read, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::bodies::Digest;
use super::{Doing, FORMAT, LINE_BYTES_MAX, RecordError};

/// What a line holds beside its event, at most.
pub(super) const FRAME_BYTES_MAX: usize = 128;

const SEQ: &[u8] = b"{\"seq\":";
const CHAIN: &[u8] = b",\"chain\":\"";
const EVENT: &[u8] = b"\",\"event\":";

/// A value of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chain(Digest);

impl Chain {
    /// The chain's beginning.
    pub(super) fn of_header(header: &[u8]) -> Self {
        Self(Digest::of(header))
    }

    /// The value after one more event.
    pub(super) fn next(self, event: &[u8]) -> Self {
        Self(Digest(Sha256::new().chain_update(self.0.0).chain_update(event).finalize().into()))
    }

    fn parse(hex: &str) -> Option<Self> {
        Digest::parse(hex).map(Self)
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.hex())
    }
}

/// Where the record ends: the last line's number and chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) seq: u64,
    pub(super) chain: Chain,
}

#[derive(Serialize, Deserialize)]
struct WrittenHead {
    seq: u64,
    chain: String,
}

impl Head {
    /// The head after one more event.
    pub(super) fn next(self, event: &[u8]) -> Self {
        Self { seq: self.seq + 1, chain: self.chain.next(event) }
    }

    /// Writes it beside the old one and puts it in its place, so that there is always a whole one.
    pub(super) fn write(self, path: &Path) -> Result<(), RecordError> {
        let beside = path.with_extension("json.new");
        let failed = |source| Doing::Write.failed(path, source);
        let written = WrittenHead { seq: self.seq, chain: self.chain.to_string() };
        let mut text = serde_json::to_string(&written).map_err(|fault| failed(fault.into()))?;
        text.push('\n');
        let mut file = fs::File::create(&beside).map_err(failed)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).map_err(failed)?;
        fs::rename(&beside, path).map_err(failed)
    }

    /// Reads it; `None` if there is none or it is no head.
    pub(super) fn read(path: &Path) -> Option<Self> {
        let written: WrittenHead = serde_json::from_str(&fs::read_to_string(path).ok()?).ok()?;
        Some(Self { seq: written.seq, chain: Chain::parse(&written.chain)? })
    }
}

#[derive(Serialize, Deserialize)]
struct Header {
    #[serde(rename = "renkei-record")]
    format: u32,
    run: String,
}

/// Line 0, without its newline.
pub(super) fn header(run: &str) -> io::Result<Vec<u8>> {
    Ok(serde_json::to_vec(&Header { format: FORMAT, run: run.to_owned() })?)
}

/// The format that line 0 tells; `None` if it is none of ours.
pub(super) fn format_of(header: &[u8]) -> Option<u32> {
    serde_json::from_slice(header).ok().map(|header: Header| header.format)
}

/// A line taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) seq: u64,
    pub(super) chain: Chain,
    /// The event's JSON, exactly the bytes the chain was made of.
    pub(super) event: &'a [u8],
}

/// Appends a line for an event.
pub(super) fn write(out: &mut Vec<u8>, head: &Head, event: &[u8]) {
    out.extend_from_slice(SEQ);
    out.extend_from_slice(head.seq.to_string().as_bytes());
    out.extend_from_slice(CHAIN);
    out.extend_from_slice(head.chain.to_string().as_bytes());
    out.extend_from_slice(EVENT);
    out.extend_from_slice(event);
    out.extend_from_slice(b"}\n");
}

/// Takes a line apart (without its newline). Only the spelling of [`write`] is read: any other is a change.
pub(super) fn parse(line: &[u8]) -> Option<Line<'_>> {
    let rest = line.strip_prefix(SEQ)?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (seq, rest) = rest.split_at(digits);
    let (hex, rest) = rest.strip_prefix(CHAIN)?.split_at_checked(64)?;
    let event = rest.strip_prefix(EVENT)?.strip_suffix(b"}")?;
    let seq = std::str::from_utf8(seq).ok()?;
    if seq.starts_with('0') {
        return None;
    }
    Some(Line { seq: seq.parse().ok()?, chain: Chain::parse(std::str::from_utf8(hex).ok()?)?, event })
}

/// What comes next in the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// A whole line; it stands in the buffer without its newline.
    Line,
    /// The file ends with so many bytes that have no newline: the writer was cut off, or is still writing.
    Torn(u64),
    /// The file has ended.
    End,
}

/// Reads up to the next newline into the buffer. A line over the limit is told as a whole line of `LINE_BYTES_MAX`
/// bytes, which no line of ours has, so it is found unreadable; it is never held in memory whole.
pub(super) fn next(from: &mut impl BufRead, buffer: &mut Vec<u8>) -> io::Result<Next> {
    buffer.clear();
    let read = from.by_ref().take(LINE_BYTES_MAX as u64).read_until(b'\n', buffer)?;
    if read == 0 {
        return Ok(Next::End);
    }
    if buffer.last() == Some(&b'\n') {
        buffer.pop();
        return Ok(Next::Line);
    }
    if read == LINE_BYTES_MAX {
        from.skip_until(b'\n')?;
        return Ok(Next::Line);
    }
    Ok(Next::Torn(read as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_back_and_no_other_spelling_is() {
        let head = Head { seq: 0, chain: Chain::of_header(b"x") }.next(b"{\"event\":\"x\"}");
        let mut out = Vec::new();
        write(&mut out, &head, b"{\"event\":\"x\"}");
        let line = out.strip_suffix(b"\n").unwrap();
        assert_eq!(parse(line), Some(Line { seq: 1, chain: head.chain, event: b"{\"event\":\"x\"}" }));
        let text = std::str::from_utf8(line).unwrap();
        for other in [
            text.replace("\"seq\":1", "\"seq\": 1"),
            text.replace("\"seq\":1", "\"seq\":01"),
            text.replace("\"seq\":1", "\"seq\":"),
            text.to_uppercase(),
            format!(" {text}"),
            format!("{text} "),
            text[..90].to_owned(),
            String::new(),
        ] {
            assert_eq!(parse(other.as_bytes()), None, "{other}");
        }
    }
}
