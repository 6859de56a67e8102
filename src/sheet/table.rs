//! A grid -> rows by column: the heading rows are found by their words, wherever they stand and however they are merged.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Faults;
use super::headings::{Column, Content, FormVersion, Heading, VERSION, normal};
use super::raw::{Columns, Form, Word};
use super::workbook::{At, CELL_CHARS_MAX, Grid, Trouble};
use crate::model::catalogue::sheet as say;
use crate::model::{Diagnostic, Place, diagnostic};

/// How many rows with content are searched for the headings.
pub const HEADING_SEARCH_ROWS_MAX: usize = 200;
/// How many rows a heading may be stacked in (group over heading over sub heading).
pub const HEADING_ROWS_MAX: u32 = 3;
/// How far to the right of a label its value may stand, columns.
pub const LABEL_REACH_COLUMNS_MAX: u32 = 12;
/// How many columns must be recognised before a row counts as the headings.
const HEADINGS_RECOGNISED_MIN: usize = 2;

/// The rows of a sheet, by column.
#[derive(Debug)]
pub struct Table<C> {
    /// Its rows, in order.
    pub rows: Vec<Row<C>>,
}

/// One row.
#[derive(Debug)]
pub struct Row<C> {
    /// Its first cell of ours.
    pub place: Place,
    /// Where each column stands.
    pub columns: Columns,
    cells: HashMap<C, Word>,
}

impl<C: Column> Row<C> {
    /// Takes the text of a column, if any.
    pub fn take(&mut self, column: C) -> Option<Word> {
        self.cells.remove(&column)
    }
}

/// Whether a text (as [`normal`] spells it) names a form version: 様式 第2.00版.
fn says_form(text: &str) -> bool {
    text.contains("様式") && text.split_once('第').is_some_and(|(_, rest)| rest.contains('版'))
}

/// Whether a sheet names a form version anywhere near its top.
pub fn names_form(grid: &Grid) -> bool {
    grid.rows()
        .take(HEADING_SEARCH_ROWS_MAX)
        .any(|(_, cells)| cells.values().any(|cell| says_form(&normal(&cell.text))))
}

/// How many required headings of a kind of sheet stand in one row; 0 when too few for it to be a sheet of that kind.
/// Lists of words and notes share a heading or two with ours.
pub fn resemblance<C: Column>(grid: &Grid, version: FormVersion) -> usize {
    const REQUIRED_FOUND_MIN: usize = 3;
    let Some(found) = find_headings::<C>(grid) else { return 0 };
    let required = C::of(version).filter(|heading| heading.required);
    let here = |column: C| found.columns.iter().any(|(_, known, _)| *known == column);
    let (all, here) =
        required.fold((0, 0), |(all, count), heading| (all + 1, count + usize::from(here(heading.column))));
    if here >= (all / 2).max(REQUIRED_FOUND_MIN.min(all)) { here } else { 0 }
}

/// The form version that a sheet names above its table, or the project's default.
fn version_of(grid: &Grid, bottom: u32, default: FormVersion, faults: &mut Faults) -> FormVersion {
    for (row, cells) in grid.rows().take_while(|(row, _)| *row <= bottom) {
        for (column, cell) in cells {
            let text = normal(&cell.text);
            if !says_form(&text) {
                continue;
            }
            if let Some(version) = FormVersion::parse(&text) {
                return version;
            }
            let known = FormVersion::ALL.map(FormVersion::number).join("、");
            let place = grid.place((row, *column));
            faults.push(Diagnostic::new(&say::UNKNOWN_FORM, place).with("version", &cell.text).with("known", known));
        }
    }
    default
}

/// Reads the table of one kind of sheet. Without headings there is one fault and no table.
pub fn read<C: Column>(grid: &Grid, default: FormVersion, faults: &mut Faults) -> Option<Table<C>> {
    let Some(found) = find_headings::<C>(grid) else {
        let known: Vec<&str> = C::of(default).filter(|heading| heading.required).map(Heading::name).collect();
        let fault = Diagnostic::new(&say::NO_HEADINGS, grid.place((0, 0)));
        faults.push(fault.with("sheet", &grid.sheet).with("known", known.join("、")));
        return None;
    };
    let version = version_of(grid, found.bottom, default, faults);
    faults.0.extend(found.twice.iter().map(|(first, second, column)| {
        let name = column.heading().map_or("", Heading::name);
        let first = diagnostic::cell_name(first.0, first.1);
        Diagnostic::new(&say::HEADING_TWICE, grid.place(*second)).with("heading", name).with("first", first)
    }));
    let labels = labels(grid, &found);
    let complete = tell_missing(grid, &found, &labels, version, faults);
    complete.then(|| Table { rows: rows(grid, &found, &labels, faults) })
}

/// Where the headings of a sheet stand.
struct Headings<C> {
    /// The lowest heading row.
    bottom: u32,
    /// Column of the sheet and what it holds.
    columns: Vec<(u32, C, At)>,
    /// Headings nobody knows.
    unknown: Vec<(At, String)>,
    /// A column that is there twice.
    twice: Vec<(At, At, C)>,
}

fn find_headings<C: Column>(grid: &Grid) -> Option<Headings<C>> {
    let lexicon = Lexicon::new();
    let mut best: Option<Headings<C>> = None;
    for (row, _) in grid.rows().take(HEADING_SEARCH_ROWS_MAX) {
        let found = headings_at(grid, row, &lexicon);
        let better = best.as_ref().is_none_or(|known| found.columns.len() > known.columns.len());
        if found.columns.len() >= HEADINGS_RECOGNISED_MIN && better {
            best = Some(found);
        }
    }
    // A stack of headings may end in merged cells: the table begins below all of them.
    if let Some(found) = &mut best {
        let merged = found.columns.iter().map(|(_, _, at)| grid.merged_until(*at)).max();
        found.bottom = merged.map_or(found.bottom, |until| until.max(found.bottom));
    }
    best
}

/// The headings, if `bottom` is their lowest row.
fn headings_at<C: Column>(grid: &Grid, bottom: u32, lexicon: &Lexicon<C>) -> Headings<C> {
    let top = bottom.saturating_sub(HEADING_ROWS_MAX - 1);
    let sheet_columns: BTreeSet<u32> = grid
        .rows()
        .skip_while(|(row, _)| *row < top)
        .take_while(|(row, _)| *row <= bottom)
        .flat_map(|(_, cells)| cells.keys().copied())
        .collect();
    let reach: Vec<u32> = sheet_columns.iter().copied().collect();
    let mut found = Headings { bottom, columns: Vec::new(), unknown: Vec::new(), twice: Vec::new() };
    let mut ranks: HashMap<C, (usize, u32, At)> = HashMap::new();
    for column in reach {
        let stack = stack(grid, column, top, bottom);
        let Some((at, leaf)) = stack.last() else { continue };
        let groups: Vec<String> = match stack.len() {
            1 => group_to_the_left(grid, column, top, at.0).into_iter().collect(),
            length => stack[..length - 1].iter().map(|(_, text)| text.clone()).collect(),
        };
        match lexicon.recognise(leaf, &groups) {
            None => found.unknown.push((*at, leaf.clone())),
            Some((known, rank)) => match ranks.get(&known).copied() {
                None => {
                    ranks.insert(known, (rank, column, *at));
                }
                Some((other, _, _)) if rank < other => {
                    ranks.insert(known, (rank, column, *at));
                }
                Some((other, _, first)) if rank == other => found.twice.push((first, *at, known)),
                Some(_) => {}
            },
        }
    }
    found.columns = ranks.into_iter().map(|(known, (_, column, at))| (column, known, at)).collect();
    found.columns.sort_by_key(|(column, _, _)| *column);
    found
}

/// The texts over one column, from the top, each merged area once.
fn stack(grid: &Grid, column: u32, top: u32, bottom: u32) -> Vec<(At, String)> {
    let mut texts: Vec<(At, String)> = Vec::new();
    for row in top..=bottom {
        let anchor = grid.anchor((row, column));
        let Some(cell) = grid.cell((row, column)) else { continue };
        if texts.last().is_none_or(|(last, _)| *last != anchor) {
            texts.push((anchor, normal(&cell.text)));
        }
    }
    texts
}

/// A group heading that is centred over its columns without being merged stands over the first of them only.
fn group_to_the_left(grid: &Grid, column: u32, top: u32, leaf_row: u32) -> Option<String> {
    let row = leaf_row.checked_sub(1).filter(|row| *row >= top)?;
    (0..column).rev().take(4).find_map(|left| Some(normal(&grid.cell((row, left))?.text)))
}

/// The words of one kind of sheet as they are compared, made once for all rows that are tried.
struct Lexicon<C> {
    /// Full names and synonyms, with their rank among the words of their column.
    words: HashMap<String, (C, usize)>,
    /// Heading below a group, the group, and the column.
    below: Vec<(String, String, C)>,
}

impl<C: Column> Lexicon<C> {
    fn new() -> Self {
        let mut lexicon = Self { words: HashMap::new(), below: Vec::new() };
        for heading in C::headings() {
            for (rank, word) in heading.words.iter().enumerate() {
                lexicon.words.entry(normal(word)).or_insert((heading.column, rank));
            }
            if let Some(under) = &heading.group {
                let pairs = under.below.iter().flat_map(|below| under.group.iter().map(move |group| (below, group)));
                lexicon.below.extend(pairs.map(|(below, group)| (normal(below), normal(group), heading.column)));
            }
        }
        lexicon
    }

    /// The column that a heading names, and how far down the list of its words it was found.
    fn recognise(&self, leaf: &str, groups: &[String]) -> Option<(C, usize)> {
        let under = self.below.iter().find(|(below, group, _)| below == leaf && groups.contains(group));
        under.map(|(_, _, column)| (*column, 0)).or_else(|| self.words.get(leaf).copied())
    }
}

/// Labels above the table (`照会先` and its value to the right, or `照会先：…`) for columns that the rows lack.
fn labels<C: Column>(grid: &Grid, found: &Headings<C>) -> HashMap<C, Word> {
    let mut labels = HashMap::new();
    let top = found.columns.iter().map(|(_, _, at)| at.0).min().unwrap_or(found.bottom);
    let lacking =
        C::headings().iter().filter(|heading| found.columns.iter().all(|(_, known, _)| *known != heading.column));
    for heading in lacking {
        let same = |text: &str| heading.words.iter().any(|word| normal(word) == normal(text).trim_end_matches(':'));
        let hit = grid.rows().take_while(|(row, _)| *row < top).find_map(|(row, cells)| {
            cells.iter().find_map(|(column, cell)| {
                if same(&cell.text) {
                    return value_right_of(grid, (row, *column));
                }
                let (label, value) = cell.text.split_once([':', '：'])?;
                let value = value.trim();
                (same(label) && !value.is_empty()).then(|| Word::new(value, grid.place((row, *column))))
            })
        });
        labels.extend(hit.map(|word| (heading.column, word)));
    }
    labels
}

fn value_right_of(grid: &Grid, at: At) -> Option<Word> {
    let label = grid.anchor(at);
    (at.1 + 1..=at.1 + LABEL_REACH_COLUMNS_MAX).find_map(|column| {
        let position = (at.0, column);
        let cell = grid.cell(position)?;
        (grid.anchor(position) != label).then(|| Word {
            text: cell.text.clone(),
            place: grid.place(position),
            form: cell.form,
        })
    })
}

/// One fault for all required headings that are not there, but those that are misspelt are told at their cells;
/// warnings for other headings that are nearly ours.
fn tell_missing<C: Column>(
    grid: &Grid,
    found: &Headings<C>,
    labels: &HashMap<C, Word>,
    version: FormVersion,
    faults: &mut Faults,
) -> bool {
    let here: HashSet<C> = found.columns.iter().map(|(_, column, _)| *column).chain(labels.keys().copied()).collect();
    let lacking: Vec<&Heading<C>> = C::headings().iter().filter(|heading| !here.contains(&heading.column)).collect();
    let wanted = |heading: &&Heading<C>| heading.required && (heading.in_rows(version) || heading.in_label(version));
    let mut missing: Vec<&str> = lacking.iter().copied().filter(wanted).map(Heading::name).collect();
    let complete = missing.is_empty();
    for (at, text) in &found.unknown {
        if let Some(known) = diagnostic::nearest(text, missing.iter().copied()) {
            missing.retain(|name| *name != known);
            let fault = Diagnostic::new(&say::HEADING_MISSPELT, grid.place(*at)).with("heading", text);
            faults.push(fault.with("known", known));
            continue;
        }
        let near =
            diagnostic::nearest(text, lacking.iter().filter(|heading| !wanted(heading)).map(|heading| heading.name()));
        if near.is_some() {
            let mut fault = Diagnostic::new(&say::NEAR_HEADING, grid.place(*at)).with("heading", text);
            fault.did_you_mean = near;
            faults.push(fault);
        }
    }
    if missing.is_empty() {
        return complete;
    }
    let first = found.columns.first().map_or((found.bottom, 0), |(column, _, _)| (found.bottom, *column));
    let fault = Diagnostic::new(&say::MISSING_HEADINGS, grid.place(first)).with("sheet", &grid.sheet);
    let names: Vec<String> = missing.iter().map(|name| format!("「{name}」")).collect();
    faults.push(fault.with("names", names.join("")));
    false
}

fn rows<C: Column>(grid: &Grid, found: &Headings<C>, labels: &HashMap<C, Word>, faults: &mut Faults) -> Vec<Row<C>> {
    let mut told: HashSet<At> = HashSet::new();
    let mut rows = Vec::new();
    let name = |column: &C| column.heading().map_or("", Heading::name);
    let columns = Columns::new(found.columns.iter().map(|(at, column, _)| (name(column), *at)));
    for (row, own) in grid.rows().skip_while(|(row, _)| *row <= found.bottom) {
        let ours: Vec<u32> =
            found.columns.iter().map(|(column, _, _)| *column).filter(|column| own.contains_key(column)).collect();
        let note = |column: &u32| own.get(column).is_some_and(|cell| cell.text.starts_with(['※', '注']));
        if ours.is_empty() || (ours.len() == 1 && ours.iter().all(note)) || repeats_headings(grid, found, row) {
            continue;
        }
        let mut cells: HashMap<C, Word> = labels.clone();
        for (column, known, _) in &found.columns {
            if let Some(word) = word(grid, (row, *column), *known, &mut told, faults) {
                cells.insert(*known, word);
            }
        }
        rows.push(Row { place: grid.place((row, ours[0])), columns: columns.clone(), cells });
    }
    rows
}

/// Printed forms repeat their headings on every page.
fn repeats_headings<C: Column>(grid: &Grid, found: &Headings<C>, row: u32) -> bool {
    let same = |(column, _, at): &&(u32, C, At)| {
        let here = grid.cell((row, *column)).map(|cell| &cell.text);
        here.is_some() && here == grid.cell(*at).map(|cell| &cell.text)
    };
    found.columns.iter().filter(same).count() >= HEADINGS_RECOGNISED_MIN
}

/// The text of one cell, with what must be said of it (once per merged area).
fn word<C: Column>(grid: &Grid, at: At, column: C, told: &mut HashSet<At>, faults: &mut Faults) -> Option<Word> {
    let cell = grid.cell(at)?;
    let place = grid.place(at);
    let heading = column.heading();
    let name = heading.map_or("", Heading::name);
    let fault = match &cell.trouble {
        Some(Trouble::Error) => Some(Diagnostic::new(&say::CELL_ERROR, place.clone()).with("value", &cell.text)),
        Some(Trouble::Uncalculated) => Some(Diagnostic::new(&say::CELL_UNCALCULATED, place.clone())),
        Some(Trouble::TooLong(length)) => Some(
            Diagnostic::new(&say::CELL_TOO_LONG, place.clone()).with("length", length).with("limit", CELL_CHARS_MAX),
        ),
        None => match (heading.map(|heading| heading.content), cell.form) {
            (Some(Content::Code), Form::Number) if heading.is_some_and(|heading| heading.words == VERSION) => {
                Some(&say::VERSION_AS_NUMBER)
            }
            (Some(Content::Code), Form::Number) => Some(&say::NUMBER_IN_CODE),
            (Some(Content::Code), Form::Date) => Some(&say::DATE_IN_CODE),
            _ => None,
        }
        .map(|kind| Diagnostic::new(kind, place.clone()).with("column", name).with("value", &cell.text)),
    };
    if let Some(fault) = fault
        && told.insert(grid.anchor(at))
    {
        faults.push(fault);
    }
    if cell.trouble.is_some() {
        return None;
    }
    Some(Word { text: cell.text.clone(), place, form: cell.form })
}
