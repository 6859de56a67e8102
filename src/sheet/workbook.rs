//! The bytes of an xlsx -> grids of texts, streamed under caps; a broken or hostile workbook is a fault, never a crash.
//!
//! calamine is never asked for a range: it would allocate the rectangle between the outermost cells.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{Cursor, Read};
use std::sync::Arc;

use calamine::{DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::Faults;
use super::number::NumberStyle;
use super::parts::{self, RowsNotShown};
use super::raw::Form;
use crate::model::catalogue::sheet as say;
use crate::model::{Diagnostic, Place};

/// Largest workbook, bytes.
pub const WORKBOOK_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Most parts in a workbook's zip.
pub const PARTS_MAX: usize = 2_000;
/// Largest part once unpacked, bytes.
pub const PART_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// All parts once unpacked, bytes.
pub const UNPACKED_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// How many times larger a big part may be than its packed form.
pub const UNPACK_RATIO_MAX: u64 = 200;
/// Parts smaller than this once unpacked may have any ratio, bytes.
pub const UNPACK_RATIO_FROM_BYTES: u64 = 16 * 1024 * 1024;
/// Most sheets.
pub const SHEETS_MAX: usize = 200;
/// Most rows with content in a sheet.
pub const ROWS_MAX: usize = 300_000;
/// Most columns with a value on one sheet; our forms have a few dozen.
pub const COLUMNS_MAX: usize = 2_000;
/// Most cells with content in a sheet.
pub const CELLS_MAX: usize = 6_000_000;
/// Most cells read in a sheet, blank but formatted ones included.
pub const CELLS_READ_MAX: usize = 20_000_000;
/// Most characters in a cell (Excel's own limit is 32,767).
pub const CELL_CHARS_MAX: usize = 32_767;
/// Most merged areas in a sheet.
pub const MERGES_MAX: usize = 100_000;
/// Merged areas up to this many cells are looked up by cell, larger ones one by one.
const MERGE_CELLS_INDEXED_MAX: u64 = 4_096;
/// Most larger merged areas in a sheet.
const MERGES_LARGE_MAX: usize = 1_000;

/// A cell with content.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// What it shows, trimmed.
    pub text: String,
    /// How it held it.
    pub form: Form,
    /// Why it cannot be used.
    pub trouble: Option<Trouble>,
}

/// Why a cell cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Its formula yields an error.
    Error,
    /// Its formula was never calculated.
    Uncalculated,
    /// Too many characters.
    TooLong(usize),
}

/// A sheet: its cells with content, and its merged areas.
#[derive(Debug)]
pub struct Grid {
    /// The workbook, relative to the project.
    pub book: Arc<str>,
    /// The sheet's name.
    pub sheet: Arc<str>,
    rows: BTreeMap<u32, BTreeMap<u32, Cell>>,
    merges: Merges,
}

/// Where in a workbook's sheet something stands.
pub type At = (u32, u32);

impl Grid {
    /// The cell at a position; inside a merged area, the one at its top left.
    pub fn cell(&self, at: At) -> Option<&Cell> {
        let (row, column) = self.anchor(at);
        self.rows.get(&row)?.get(&column)
    }

    /// The top left of the merged area around a position, or the position itself.
    pub fn anchor(&self, at: At) -> At {
        self.merges.anchor(at)
    }

    /// The place of a position, as a person would look it up.
    pub fn place(&self, at: At) -> Place {
        let (row, column) = self.anchor(at);
        Place::Cell { book: self.book.clone(), sheet: self.sheet.clone(), row, column }
    }

    /// The rows with content, in order, each with its own cells.
    pub fn rows(&self) -> impl Iterator<Item = (u32, &BTreeMap<u32, Cell>)> {
        self.rows.iter().map(|(row, cells)| (*row, cells))
    }

    /// The last row of the merged area around a position.
    pub fn merged_until(&self, at: At) -> u32 {
        self.merges.area(at).map_or(at.0, |area| area.end.0)
    }
}

#[derive(Debug, Default)]
struct Merges {
    indexed: HashMap<At, usize>,
    areas: Vec<Dimensions>,
    large: Vec<usize>,
}

impl Merges {
    fn new(areas: Vec<Dimensions>) -> Option<Self> {
        if areas.len() > MERGES_MAX {
            return None;
        }
        let mut merges = Self { areas, ..Self::default() };
        for (index, area) in merges.areas.iter().enumerate() {
            if area.start.0 > area.end.0 || area.start.1 > area.end.1 {
                continue;
            }
            if area.len() > MERGE_CELLS_INDEXED_MAX {
                merges.large.push(index);
                continue;
            }
            for row in area.start.0..=area.end.0 {
                for column in area.start.1..=area.end.1 {
                    merges.indexed.insert((row, column), index);
                }
            }
        }
        (merges.large.len() <= MERGES_LARGE_MAX).then_some(merges)
    }

    fn area(&self, at: At) -> Option<&Dimensions> {
        let index = self
            .indexed
            .get(&at)
            .copied()
            .or_else(|| self.large.iter().copied().find(|index| self.areas[*index].contains(at.0, at.1)))?;
        self.areas.get(index)
    }

    fn anchor(&self, at: At) -> At {
        self.area(at).map_or(at, |area| area.start)
    }
}

/// Every visible sheet of a workbook. What cannot be read is a fault; the rest is returned all the same.
pub fn open(bytes: &[u8], book: &Arc<str>, faults: &mut Faults) -> Vec<Grid> {
    // calamine checks no arithmetic on what a damaged workbook claims (a dimension that ends before it begins): where
    // sums are checked it panics, and a broken workbook is a fault of the file, not of ours.
    let read = std::panic::AssertUnwindSafe(|| opened(bytes, book, faults));
    match std::panic::catch_unwind(read) {
        Ok(grids) => grids,
        Err(_) => {
            faults.push(Diagnostic::new(&say::NOT_A_WORKBOOK, Place::File(book.clone())));
            Vec::new()
        }
    }
}

fn opened(bytes: &[u8], book: &Arc<str>, faults: &mut Faults) -> Vec<Grid> {
    let whole = Place::File(book.clone());
    if let Err(fault) = check_container(bytes, &whole) {
        faults.push(fault);
        return Vec::new();
    }
    let mut workbook: Xlsx<Cursor<&[u8]>> = match Xlsx::new(Cursor::new(bytes)) {
        Ok(workbook) => workbook,
        Err(error) => {
            faults.push(broken(&error, whole));
            return Vec::new();
        }
    };
    let hidden_rows = parts::sheets_not_shown(bytes);
    let sheets: Vec<calamine::Sheet> = workbook.sheets_metadata().to_vec();
    if sheets.len() > SHEETS_MAX {
        faults.push(too_large(&say::WORKBOOK_TOO_LARGE, whole, "sheets", SHEETS_MAX as u64));
        return Vec::new();
    }
    let mut grids = Vec::new();
    for sheet in sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        if sheet.visible != SheetVisible::Visible {
            faults.push(Diagnostic::new(&say::HIDDEN_SHEET, Place::File(book.clone())).with("sheet", &sheet.name));
            continue;
        }
        let place = Place::Cell { book: book.clone(), sheet: sheet.name.as_str().into(), row: 0, column: 0 };
        match read_sheet(&mut workbook, &sheet.name, &place, hidden_rows.get(&sheet.name)) {
            Ok((grid, found)) => {
                found.into_vec().into_iter().for_each(|fault| faults.push(fault));
                grids.push(grid);
            }
            Err(fault) => faults.push(fault),
        }
    }
    grids
}

fn too_large(fault: &'static crate::model::Fault, place: Place, what: &str, limit: u64) -> Diagnostic {
    Diagnostic::new(fault, place).with("what", what).with("limit", limit)
}

fn broken(error: &XlsxError, place: Place) -> Diagnostic {
    match error {
        XlsxError::Password => Diagnostic::new(&say::WORKBOOK_PROTECTED, place),
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound | XlsxError::NotAWorksheet(_) => {
            Diagnostic::new(&say::NOT_A_WORKBOOK, place)
        }
        other => Diagnostic::new(&say::WORKBOOK_BROKEN, place).with("reason", other),
    }
}

const OLE_MAGIC: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// `EncryptedPackage` as an OLE directory spells it.
const ENCRYPTED_STREAM: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

/// Refuses what is no zip, is encrypted, is cut short, or unpacks beyond the caps. Sizes are counted, not believed.
fn check_container(bytes: &[u8], whole: &Place) -> Result<(), Diagnostic> {
    let fault = |kind| Diagnostic::new(kind, whole.clone());
    if bytes.starts_with(OLE_MAGIC) {
        let encrypted = bytes.windows(ENCRYPTED_STREAM.len()).any(|window| window == ENCRYPTED_STREAM);
        return Err(fault(if encrypted { &say::WORKBOOK_PROTECTED } else { &say::WORKBOOK_OLD }));
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(fault(&say::NOT_A_WORKBOOK));
    }
    let damaged = |error: &dyn std::fmt::Display| fault(&say::WORKBOOK_BROKEN).with("reason", error);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > PARTS_MAX {
        return Err(too_large(&say::WORKBOOK_TOO_LARGE, whole.clone(), "parts", PARTS_MAX as u64));
    }
    let mut total = 0u64;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(_) => fault(&say::WORKBOOK_PROTECTED),
            other => damaged(&other),
        })?;
        let name = part.name().map(std::borrow::Cow::into_owned).map_err(|error| damaged(&error))?;
        let packed = part.compressed_size();
        let size = count(&mut part).map_err(|error| damaged(&format!("{name}: {error}")))?;
        total = total.saturating_add(size);
        let bomb = size > UNPACK_RATIO_FROM_BYTES && size / packed.max(1) > UNPACK_RATIO_MAX;
        if size > PART_BYTES_MAX || total > UNPACKED_BYTES_MAX {
            return Err(too_large(&say::WORKBOOK_TOO_LARGE, whole.clone(), &name, PART_BYTES_MAX));
        }
        if bomb {
            return Err(too_large(&say::WORKBOOK_TOO_LARGE, whole.clone(), &name, UNPACK_RATIO_FROM_BYTES));
        }
    }
    Ok(())
}

/// Unpacks into nothing, up to one byte past the cap.
fn count(part: &mut impl Read) -> std::io::Result<u64> {
    std::io::copy(&mut part.take(PART_BYTES_MAX + 1), &mut std::io::sink())
}

fn read_sheet(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    place: &Place,
    not_shown: Option<&RowsNotShown>,
) -> Result<(Grid, Faults), Diagnostic> {
    let areas = workbook.merge_cells_by_sheet_name(name).map_err(|error| broken(&error, place.clone()))?;
    let merges = Merges::new(areas)
        .ok_or_else(|| too_large(&say::SHEET_TOO_LARGE, place.clone(), "merges", MERGES_MAX as u64))?;
    let mut rows: BTreeMap<u32, BTreeMap<u32, Cell>> = BTreeMap::new();
    let mut columns: HashSet<u32> = HashSet::new();
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|error| broken(&error, place.clone()))?;
    let styles: Vec<NumberStyle> = reader.styles().iter().map(NumberStyle::of).collect();
    let (mut read, mut kept) = (0usize, 0usize);
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(|error| broken(&error, place.clone()))? {
        read += 1;
        let at = cell.get_position();
        let uncalculated = not_shown.is_some_and(|shown| shown.uncalculated.contains(&at));
        let Some(cell) = text_of(cell.get_value(), styles.get(style), uncalculated) else {
            if read > CELLS_READ_MAX {
                return Err(too_large(&say::SHEET_TOO_LARGE, place.clone(), "cells", CELLS_READ_MAX as u64));
            }
            continue;
        };
        kept += 1;
        rows.entry(at.0).or_default().insert(at.1, cell);
        columns.insert(at.1);
        if columns.len() > COLUMNS_MAX {
            return Err(too_large(&say::SHEET_TOO_LARGE, place.clone(), "columns", COLUMNS_MAX as u64));
        }
        if kept > CELLS_MAX {
            return Err(too_large(&say::SHEET_TOO_LARGE, place.clone(), "cells", CELLS_MAX as u64));
        }
        if rows.len() > ROWS_MAX {
            return Err(too_large(&say::SHEET_TOO_LARGE, place.clone(), "rows", ROWS_MAX as u64));
        }
    }
    let mut faults = Faults::default();
    let hidden: Vec<u32> = not_shown
        .map(|shown| shown.hidden.iter().copied().filter(|row| rows.contains_key(row)).collect())
        .unwrap_or_default();
    if let Some(first) = hidden.first() {
        let mut place = place.clone();
        if let Place::Cell { row, .. } = &mut place {
            *row = *first;
        }
        faults.push(Diagnostic::new(&say::HIDDEN_ROWS, place).with("rows", row_ranges(&hidden)));
    }
    let book = place.file().unwrap_or_default().into();
    Ok((Grid { book, sheet: name.into(), rows, merges }, faults))
}

fn text_of(value: &DataRef<'_>, style: Option<&NumberStyle>, uncalculated: bool) -> Option<Cell> {
    let plain = NumberStyle::default();
    let style = style.unwrap_or(&plain);
    let (text, form, trouble) = match value {
        DataRef::Empty if uncalculated => (String::new(), Form::Text, Some(Trouble::Uncalculated)),
        DataRef::Empty => return None,
        DataRef::String(text) => (text.trim().to_owned(), Form::Text, None),
        DataRef::SharedString(text) => (text.trim().to_owned(), Form::Text, None),
        DataRef::Int(number) => (style.show(*number as f64), style.form(), None),
        DataRef::Float(number) => (style.show(*number), style.form(), None),
        DataRef::Bool(truth) => (truth.to_string().to_ascii_uppercase(), Form::Text, None),
        DataRef::DateTime(moment) => (style.show_date(moment), Form::Date, None),
        DataRef::DateTimeIso(text) => (text.trim_end_matches("T00:00:00").to_owned(), Form::Date, None),
        DataRef::DurationIso(text) => (text.clone(), Form::Text, None),
        DataRef::Error(error) => (error.to_string(), Form::Text, Some(Trouble::Error)),
    };
    if text.is_empty() && trouble.is_none() {
        return None;
    }
    // A character has at least one byte: only long texts are counted.
    if text.len() > CELL_CHARS_MAX {
        let length = text.chars().count();
        if length > CELL_CHARS_MAX {
            let head: String = text.chars().take(40).collect();
            return Some(Cell { text: head, form, trouble: Some(Trouble::TooLong(length)) });
        }
    }
    Some(Cell { text, form, trouble })
}

/// `5-7, 9`, counted from 1, the first few of them.
fn row_ranges(rows: &[u32]) -> String {
    const RANGES_SHOWN_MAX: usize = 10;
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *row => *last = *row,
            _ => ranges.push((*row, *row)),
        }
    }
    let mut shown: Vec<String> = ranges
        .iter()
        .take(RANGES_SHOWN_MAX)
        .map(|(first, last)| {
            let end = if first == last { String::new() } else { format!("-{}", last + 1) };
            format!("{}{end}", first + 1)
        })
        .collect();
    if ranges.len() > RANGES_SHOWN_MAX {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}
