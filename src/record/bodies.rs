//! 特定個人情報データ, each different text once, in segments: the number of files does not grow with cases.
//!
//! A segment is frames one after another, all numbers little-endian:
//! ```text
//! magic "RKB1" | CRC-32 of all that follows in the frame (4) | stored length (4) | length (4) | SHA-256 of the text (32) | deflate
//! ```
//! A new segment begins once one has [`SEGMENT_BYTES_MAX`].

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use flate2::{Compress, Compression, Crc, Decompress, FlushCompress, FlushDecompress, Status};
use sha2::{Digest as _, Sha256};

use super::{BODY_BYTES_MAX, Doing, Problem, RecordError, digest_of};

/// The size at which a segment is full.
pub const SEGMENT_BYTES_MAX: u64 = 64 * 1024 * 1024;

const MAGIC: &[u8; 4] = b"RKB1";
const FRAME_HEAD_BYTES: usize = 48;

/// A SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Digest(pub(super) [u8; 32]);

impl Digest {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    pub(super) fn hex(&self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let nibbles = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        nibbles.map(|nibble| char::from(DIGITS[usize::from(nibble)])).collect()
    }

    /// Reads 64 lower-case hexadecimal digits.
    pub(super) fn parse(hex: &str) -> Option<Self> {
        let lower = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
        if hex.len() != 64 || !hex.as_bytes().iter().all(lower) {
            return None;
        }
        let mut bytes = [0; 32];
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * index..2 * index + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// What the writer remembers of a body it has: half of the hash, which no accident repeats.
    pub(super) fn half(&self) -> u128 {
        self.0.iter().take(16).fold(0, |number, byte| number << 8 | u128::from(*byte))
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "sha256:{}", self.hex())
    }
}

/// What stands before the compressed bytes of a frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct FrameHead {
    checksum: u32,
    stored_bytes: u32,
    text_bytes: u32,
    digest: Digest,
}

impl FrameHead {
    fn write(&self) -> [u8; FRAME_HEAD_BYTES] {
        let mut bytes = [0; FRAME_HEAD_BYTES];
        bytes[..4].copy_from_slice(MAGIC);
        bytes[4..8].copy_from_slice(&self.checksum.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.stored_bytes.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.text_bytes.to_le_bytes());
        bytes[16..].copy_from_slice(&self.digest.0);
        bytes
    }

    fn read(bytes: &[u8; FRAME_HEAD_BYTES]) -> Option<Self> {
        let number = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let mut digest = [0; 32];
        digest.copy_from_slice(&bytes[16..]);
        let head =
            Self { checksum: number(4), stored_bytes: number(8), text_bytes: number(12), digest: Digest(digest) };
        (bytes[..4] == MAGIC[..]).then_some(head)
    }

    fn checksum_of(&self, stored: &[u8]) -> u32 {
        let mut crc = Crc::new();
        crc.update(&self.write()[8..]);
        crc.update(stored);
        crc.sum()
    }

    /// Whether the checksum is that of this head and what is stored.
    fn fits(&self, stored: &[u8]) -> bool {
        self.checksum == self.checksum_of(stored) && self.text_bytes as usize <= BODY_BYTES_MAX
    }

    /// The text, if the frame is as it was written.
    fn text(&self, stored: &[u8]) -> Option<String> {
        if !self.fits(stored) {
            return None;
        }
        let mut text = Vec::with_capacity(self.text_bytes as usize);
        let ended = Decompress::new(false).decompress_vec(stored, &mut text, FlushDecompress::Finish);
        let whole = matches!(ended, Ok(Status::StreamEnd)) && text.len() == self.text_bytes as usize;
        if !whole || Digest::of(&text) != self.digest {
            return None;
        }
        String::from_utf8(text).ok()
    }
}

/// Appends bodies to the segments.
#[derive(Debug)]
pub(super) struct BodyWriter {
    folder: PathBuf,
    known: HashSet<u128>,
    number: u32,
    /// The segment being filled; opened with the first body, so that a run without bodies has no segment.
    segment: Option<File>,
    segment_bytes: u64,
    gathered: Vec<u8>,
    /// Kept, because making one costs more than compressing a small body.
    compress: Compress,
    stored: Vec<u8>,
}

impl BodyWriter {
    /// Goes on after the last segment of the folder; `known` are the bodies it holds.
    pub(super) fn open(folder: &Path, known: HashSet<u128>) -> Result<Self, RecordError> {
        let last = segments(folder)?.pop();
        let (number, segment_bytes) = match &last {
            Some((number, path)) => (*number, size(path)?),
            None => (1, 0),
        };
        Ok(Self {
            folder: folder.to_owned(),
            known,
            number,
            segment: None,
            segment_bytes,
            gathered: Vec::new(),
            compress: Compress::new(Compression::fast(), false),
            stored: Vec::new(),
        })
    }

    /// Stores a text unless it is there, and tells its hash.
    pub(super) fn store(&mut self, text: &str) -> Result<Digest, RecordError> {
        let digest = Digest::of(text.as_bytes());
        if self.known.contains(&digest.half()) {
            return Ok(digest);
        }
        if text.len() > BODY_BYTES_MAX {
            let (path, bytes) = (self.path(), text.len());
            return Err(RecordError::TooLarge { path, bytes, limit: BODY_BYTES_MAX });
        }
        if self.segment_bytes >= SEGMENT_BYTES_MAX {
            self.roll()?;
        }
        self.deflate(text.as_bytes()).map_err(|source| Doing::Write.failed(&self.path(), source))?;
        let (stored_bytes, text_bytes) = (self.stored.len() as u32, text.len() as u32);
        let mut head = FrameHead { checksum: 0, stored_bytes, text_bytes, digest };
        head.checksum = head.checksum_of(&self.stored);
        self.gathered.extend_from_slice(&head.write());
        self.gathered.extend_from_slice(&self.stored);
        self.segment_bytes += (FRAME_HEAD_BYTES + self.stored.len()) as u64;
        self.known.insert(digest.half());
        Ok(digest)
    }

    pub(super) fn gathered_bytes(&self) -> usize {
        self.gathered.len()
    }

    /// Hands everything gathered to the system.
    pub(super) fn flush(&mut self) -> Result<(), RecordError> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let path = self.path();
        let segment = match &mut self.segment {
            Some(segment) => segment,
            none => {
                let opened = OpenOptions::new().append(true).create(true).open(&path);
                none.insert(opened.map_err(|source| Doing::Create.failed(&path, source))?)
            }
        };
        segment.write_all(&self.gathered).map_err(|source| Doing::Write.failed(&path, source))?;
        self.gathered.clear();
        Ok(())
    }

    /// Has the system put the current segment on the disk.
    pub(super) fn sync(&self) -> Result<(), RecordError> {
        match &self.segment {
            Some(segment) => segment.sync_data().map_err(|source| Doing::Write.failed(&self.path(), source)),
            None => Ok(()),
        }
    }

    /// Pretends that the segment has reached its size.
    #[cfg(test)]
    pub(super) fn segment_is_full(&mut self) {
        self.segment_bytes = SEGMENT_BYTES_MAX;
    }

    fn path(&self) -> PathBuf {
        self.folder.join(format!("bodies-{:04}.seg", self.number))
    }

    fn roll(&mut self) -> Result<(), RecordError> {
        self.flush()?;
        self.sync()?;
        self.segment = None;
        self.segment_bytes = 0;
        self.number += 1;
        Ok(())
    }

    fn deflate(&mut self, text: &[u8]) -> io::Result<()> {
        self.compress.reset();
        self.stored.clear();
        // The largest size deflate can reach: five bytes for each stored block of at least 16 KiB, and some for the end.
        self.stored.reserve(text.len() + text.len() / 1000 + 64);
        loop {
            let done = self.compress.total_in() as usize;
            match self.compress.compress_vec(&text[done..], &mut self.stored, FlushCompress::Finish)? {
                Status::StreamEnd => return Ok(()),
                Status::Ok | Status::BufError => self.stored.reserve(text.len() / 2 + 64),
            }
        }
    }
}

/// What a walk over the segments found.
#[derive(Debug)]
pub(super) struct Scan {
    /// The bodies there are.
    pub(super) known: HashSet<u128>,
    /// The last segment, when a crash cut its last frame: the file, what of it is whole, and what is not.
    torn: Option<(PathBuf, u64, u64)>,
}

impl Scan {
    /// Cuts the torn frame off and tells its size.
    pub(super) fn cut_torn_end(&self) -> Result<u64, RecordError> {
        let Some((path, whole, torn)) = &self.torn else { return Ok(0) };
        let cut = OpenOptions::new().write(true).open(path).and_then(|file| file.set_len(*whole));
        cut.map_err(|source| Doing::Write.failed(path, source))?;
        Ok(*torn)
    }
}

/// Looks at every frame by its checksum. What no crash leaves is an error: a change must not be cut off as if it were torn.
pub(super) fn scan(folder: &Path) -> Result<Scan, RecordError> {
    let mut scan = Scan { known: HashSet::new(), torn: None };
    let mut changed = None;
    each_frame(folder, FrameHead::fits, |frame| match frame {
        Frame::Whole(digest) => {
            scan.known.insert(digest.half());
        }
        Frame::Changed { path, offset } => {
            changed.get_or_insert(Problem::BodyChanged { file: name(path), offset });
        }
        Frame::Torn { path, offset, bytes } => scan.torn = Some((path.to_owned(), offset, bytes)),
    })?;
    match changed {
        Some(problem) => Err(RecordError::Damaged { folder: folder.to_owned(), problem }),
        None => Ok(scan),
    }
}

/// Reads bodies by their hash.
#[derive(Debug)]
pub struct Bodies {
    folder: PathBuf,
    segments: Vec<PathBuf>,
    /// Segment and offset of every body.
    places: HashMap<Digest, (usize, u64)>,
}

impl Bodies {
    /// Walks over the segments of a record once, to know where each body is.
    pub fn open(folder: &Path) -> Result<Self, RecordError> {
        let segments: Vec<PathBuf> = segments(folder)?.into_iter().map(|(_, path)| path).collect();
        let mut places = HashMap::new();
        for (index, path) in segments.iter().enumerate() {
            walk(path, |offset, head| {
                places.insert(head.digest, (index, offset));
            })?;
        }
        Ok(Self { folder: folder.to_owned(), segments, places })
    }

    /// The text of a hash (`sha256:…`, as [`Data::Hash`](crate::event::Data::Hash) tells it).
    pub fn get(&self, hash: &str) -> Result<String, RecordError> {
        let place = digest_of(hash).and_then(|digest| self.places.get(&digest));
        let Some((segment, offset)) = place else {
            return Err(RecordError::NoBody { folder: self.folder.clone(), hash: hash.to_owned() });
        };
        let path = &self.segments[*segment];
        let frame = frame_at(path, *offset).map_err(|source| Doing::Read.failed(path, source))?;
        frame.and_then(|(head, stored)| head.text(&stored)).ok_or_else(|| {
            let problem = Problem::BodyChanged { file: name(path), offset: *offset };
            RecordError::Damaged { folder: self.folder.clone(), problem }
        })
    }
}

/// Checks every frame of every segment, and the text in it; tells the bodies that are whole.
pub(super) fn check(folder: &Path, problems: &mut Vec<Problem>) -> Result<HashSet<u128>, RecordError> {
    let mut whole = HashSet::new();
    each_frame(
        folder,
        |head, stored| head.text(stored).is_some(),
        |frame| match frame {
            Frame::Whole(digest) => {
                whole.insert(digest.half());
            }
            Frame::Changed { path, offset } => problems.push(Problem::BodyChanged { file: name(path), offset }),
            Frame::Torn { path, bytes, .. } => problems.push(Problem::TornBody { file: name(path), bytes }),
        },
    )?;
    Ok(whole)
}

/// What stands at a place of a segment.
enum Frame<'a> {
    Whole(Digest),
    /// No frame as it was written.
    Changed {
        path: &'a Path,
        offset: u64,
    },
    /// The beginning of the very last frame, with nothing after it.
    Torn {
        path: &'a Path,
        offset: u64,
        bytes: u64,
    },
}

/// Tells all frames of all segments in order. Only the end of the last segment may be torn.
fn each_frame(
    folder: &Path,
    fits: impl Fn(&FrameHead, &[u8]) -> bool,
    mut tell: impl FnMut(Frame<'_>),
) -> Result<(), RecordError> {
    let segments = segments(folder)?;
    for (index, (_, path)) in segments.iter().enumerate() {
        let bytes = fs::read(path).map_err(|source| Doing::Read.failed(path, source))?;
        let last = index + 1 == segments.len();
        let mut at = 0;
        while at < bytes.len() {
            let found = frame_in(&bytes[at..]);
            if let Some((head, stored, next)) = found
                && fits(&head, stored)
            {
                tell(Frame::Whole(head.digest));
                at += next;
                continue;
            }
            let (offset, rest) = (at as u64, &bytes[at..]);
            let next = after(&bytes, at, found.map(|(_, _, next)| next));
            let torn = last && next == bytes.len() && is_cut_short(rest);
            tell(if torn {
                Frame::Torn { path, offset, bytes: rest.len() as u64 }
            } else {
                Frame::Changed { path, offset }
            });
            at = next;
        }
    }
    Ok(())
}

/// Where to go on after a broken frame: where its head says, if a frame stands there, else at the next magic.
fn after(bytes: &[u8], offset: usize, told: Option<usize>) -> usize {
    let fits = |at: &usize| *at == bytes.len() || bytes[*at..].starts_with(MAGIC);
    if let Some(next) = told.map(|next| offset + next).filter(fits) {
        return next;
    }
    let found = bytes[offset + 1..].windows(MAGIC.len()).position(|window| window == MAGIC);
    found.map_or(bytes.len(), |at| offset + 1 + at)
}

/// Whether the bytes can be the beginning of a frame that was cut short.
fn is_cut_short(bytes: &[u8]) -> bool {
    let magic = bytes.iter().zip(MAGIC).all(|(byte, magic)| byte == magic);
    magic && frame_in(bytes).is_none()
}

/// The frame at the beginning of the bytes: its head, what is stored, and its size; `None` if it is no whole frame.
fn frame_in(bytes: &[u8]) -> Option<(FrameHead, &[u8], usize)> {
    let (head, rest) = bytes.split_first_chunk::<FRAME_HEAD_BYTES>()?;
    let head = FrameHead::read(head)?;
    let stored = rest.get(..head.stored_bytes as usize)?;
    Some((head, stored, FRAME_HEAD_BYTES + stored.len()))
}

fn frame_at(path: &Path, offset: u64) -> io::Result<Option<(FrameHead, Vec<u8>)>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut head = [0; FRAME_HEAD_BYTES];
    file.read_exact(&mut head)?;
    let Some(head) = FrameHead::read(&head) else { return Ok(None) };
    let mut stored = Vec::new();
    file.take(u64::from(head.stored_bytes)).read_to_end(&mut stored)?;
    Ok(Some((head, stored)))
}

/// Walks over the whole frames of a segment without reading what they store, up to the first that is none.
fn walk(path: &Path, mut each: impl FnMut(u64, &FrameHead)) -> Result<(), RecordError> {
    let failed = |source| Doing::Read.failed(path, source);
    let end = size(path)?;
    let mut file = io::BufReader::new(File::open(path).map_err(failed)?);
    let mut offset = 0;
    let mut bytes = [0; FRAME_HEAD_BYTES];
    while end - offset >= FRAME_HEAD_BYTES as u64 {
        file.read_exact(&mut bytes).map_err(failed)?;
        let Some(head) = FrameHead::read(&bytes) else { break };
        let next = offset + FRAME_HEAD_BYTES as u64 + u64::from(head.stored_bytes);
        if next > end {
            break;
        }
        file.seek_relative(i64::from(head.stored_bytes)).map_err(failed)?;
        each(offset, &head);
        offset = next;
    }
    Ok(())
}

/// The segments of a folder by number.
fn segments(folder: &Path) -> Result<Vec<(u32, PathBuf)>, RecordError> {
    let failed = |source| Doing::Read.failed(folder, source);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let number = name(&path).strip_prefix("bodies-").and_then(|rest| rest.strip_suffix(".seg")?.parse().ok());
        found.extend(number.map(|number: u32| (number, path)));
    }
    found.sort_unstable();
    Ok(found)
}

fn size(path: &Path) -> Result<u64, RecordError> {
    fs::metadata(path).map(|meta| meta.len()).map_err(|source| Doing::Read.failed(path, source))
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
