//! One sheet of a form on paper: title rows, merged headings with notes, rows as text, dropdowns, print setup.
//!
//! Everything an office adds by hand is here once, for all kinds of sheet; what the columns are comes from the
//! headings table.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Formula, IgnoreError, Note, Workbook, Worksheet, XlsxError,
};

use unicode_width::UnicodeWidthStr as _;

use super::guide::{Choice, EXAMPLE_NOTE, FOOTER, Guided, HOW_TO, LIST_SHEET, LIST_TITLE, STOP, TEST_NAME, WARN};
use crate::sheet::headings::{Content, FormVersion, Heading};

/// The font of every cell: on every Windows machine of an office, and narrow enough for 27 columns.
const FONT: &str = "Meiryo UI";
/// Rows below the last one that already have borders, dropdowns and text format.
const SPARE_ROWS: u32 = 20;
/// Rows below those that still have dropdowns and text format.
const FORMATTED_ROWS: u32 = 2_000;
/// Longest list Excel takes inside a validation; longer ones and all of the project's stand on the list sheet.
const INLINE_LIST_UTF16_MAX: usize = 255;
/// Excel's own number for the text format `@`.
const TEXT_FORMAT: u8 = 49;
/// Width of a character of our font beside one of the default font, in which widths are counted.
const FONT_RATIO: f64 = 0.9;
/// Height of one line of text.
const LINE_HEIGHT_POINTS: f64 = 12.5;
/// Excel's own limit of a row.
const ROW_HEIGHT_POINTS_MAX: f64 = 409.0;
const HEADING_FILL: u32 = 0x00D9_E7F5;
const GROUP_FILL: u32 = 0x00BC_D4EC;
const EXAMPLE_FILL: u32 = 0x00E7_E6E6;
const RULE: u32 = 0x0080_8080;

/// One row of a sheet: the cells that are not blank.
pub(super) struct Row<C> {
    /// Column and text.
    pub(super) cells: Vec<(C, String)>,
    /// Whether it is a person's row or the form's example.
    pub(super) kind: RowKind,
}

/// Whose row it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowKind {
    /// A row of the test.
    Entry,
    /// 記入例: grey.
    Example,
}

/// One sheet to print.
pub(super) struct Paper<'a, C> {
    /// The form's version.
    pub(super) form: FormVersion,
    /// The test's name, beside the title.
    pub(super) test: &'a str,
    /// Values that stand above the table in this version (照会先 of 1.00).
    pub(super) labels: Vec<(&'static str, String)>,
    /// The rows.
    pub(super) rows: Vec<Row<C>>,
    /// A column whose equal neighbours become one merged cell.
    pub(super) merged: Option<C>,
    /// The paper it is printed on.
    pub(super) size: PaperSize,
}

/// Paper sizes of Japanese offices, always landscape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PaperSize {
    /// A3
    A3,
    /// A4
    A4,
}

impl PaperSize {
    /// Excel's number for it.
    fn number(self) -> u8 {
        match self {
            Self::A3 => 8,
            Self::A4 => 9,
        }
    }
}

/// The lists behind the dropdowns.
pub(super) type Lists = BTreeMap<Choice, Vec<String>>;

/// A workbook whose bytes depend on its content only.
pub(super) fn workbook(title: &str) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed day: the same project must give the same bytes, or git would see changes that are none.
    let created = ExcelDateTime::from_ymd(2016, 12, 1)?;
    workbook
        .set_properties(&DocProperties::new().set_title(title).set_author("renkei").set_creation_datetime(&created));
    Ok(workbook)
}

/// The formats of one workbook.
struct Formats {
    plain: Format,
    title: Format,
    version: Format,
    how_to: Format,
    label: Format,
    group: Format,
    heading: Format,
}

impl Formats {
    fn new() -> Self {
        let plain = Format::new().set_font_name(FONT).set_font_size(9).set_align(FormatAlign::VerticalCenter);
        let edged = plain.clone().set_border(FormatBorder::Thin).set_border_color(Color::RGB(RULE));
        let heading = edged.clone().set_bold().set_align(FormatAlign::Center).set_text_wrap();
        Self {
            title: plain.clone().set_font_size(14).set_bold(),
            version: plain.clone().set_font_size(10),
            how_to: plain.clone().set_font_color(Color::RGB(0x0040_4040)),
            label: edged.clone().set_bold().set_background_color(Color::RGB(HEADING_FILL)),
            group: heading.clone().set_background_color(Color::RGB(GROUP_FILL)),
            heading: heading.set_background_color(Color::RGB(HEADING_FILL)),
            plain,
        }
    }

    /// The format of a cell of the table.
    fn cell(&self, content: Content, kind: RowKind) -> Format {
        let cell =
            self.typed(content).set_border(FormatBorder::Thin).set_border_color(Color::RGB(RULE)).set_text_wrap();
        match kind {
            RowKind::Entry => cell,
            RowKind::Example => {
                cell.set_background_color(Color::RGB(EXAMPLE_FILL)).set_font_color(Color::RGB(0x0040_4040))
            }
        }
    }

    /// Text format everywhere but in counts, so that 0001 and H29.4.1 stay as typed.
    fn typed(&self, content: Content) -> Format {
        match content {
            Content::Count => self.plain.clone().set_align(FormatAlign::Center),
            Content::Text | Content::Value => self.plain.clone().set_num_format_index(TEXT_FORMAT),
            Content::Code | Content::Date => {
                self.plain.clone().set_num_format_index(TEXT_FORMAT).set_align(FormatAlign::Left)
            }
        }
    }
}

/// Prints one sheet. `lists` must be those later printed by [`print_lists`].
pub(super) fn print<C: Guided>(workbook: &mut Workbook, paper: &Paper<'_, C>, lists: &Lists) -> Result<(), XlsxError> {
    let formats = Formats::new();
    let headings: Vec<&'static Heading<C>> = C::of(paper.form).collect();
    let last_column = column(headings.len().saturating_sub(1));
    let sheet = workbook.add_worksheet();
    sheet.set_name(C::SHEET.first().copied().unwrap_or_default())?;
    for (index, heading) in headings.iter().enumerate() {
        sheet.set_column_width(column(index), heading.column.guide().width)?;
        sheet.set_column_format(column(index), &formats.typed(heading.content))?;
    }
    let top = print_above(sheet, paper, &formats, last_column)?;
    let first = print_headings(sheet, &headings, top, &formats)?;
    let last = print_rows(sheet, paper, &headings, first, &formats)?;
    for (index, heading) in headings.iter().enumerate() {
        validate(sheet, heading, lists, (first, last + FORMATTED_ROWS, column(index)))?;
    }
    sheet.autofilter(first - 1, 0, last, last_column)?;
    sheet.set_freeze_panes(first, C::FROZEN)?;
    sheet.ignore_error_range(first, 0, last + FORMATTED_ROWS, last_column, IgnoreError::NumberStoredAsText)?;
    sheet.set_repeat_rows(top, first - 1)?;
    set_up_print(sheet, paper.size, &format!("&L&8{}&R&8{}", C::TITLE, paper.form.label()));
    Ok(())
}

/// Title, version, name of the test, how to fill in, labels. Returns the row of the headings.
fn print_above<C: Guided>(
    sheet: &mut Worksheet,
    paper: &Paper<'_, C>,
    formats: &Formats,
    last_column: u16,
) -> Result<u32, XlsxError> {
    sheet.write_with_format(0, 0, C::TITLE, &formats.title)?;
    sheet.set_row_height(0, 24)?;
    let about = format!("{}　　{TEST_NAME}{}", paper.form.label(), paper.test);
    sheet.write_with_format(1, 0, about, &formats.version)?;
    sheet.write_with_format(2, 0, HOW_TO, &formats.version.clone().set_bold())?;
    let mut row = 3;
    for (number, line) in (1..).zip(C::HOW_TO) {
        sheet.merge_range(row, 0, row, last_column, &format!("{number}. {line}"), &formats.how_to)?;
        row += 1;
    }
    for (label, value) in &paper.labels {
        row += 1;
        sheet.write_with_format(row, 0, *label, &formats.label)?;
        sheet.merge_range(row, 1, row, 3, value, &formats.cell(Content::Code, RowKind::Entry))?;
    }
    if !paper.labels.is_empty() {
        row += 1;
    }
    Ok(row + 1)
}

/// One heading row, or two where some columns stand under a merged heading. Returns the row below.
fn print_headings<C: Guided>(
    sheet: &mut Worksheet,
    headings: &[&'static Heading<C>],
    top: u32,
    formats: &Formats,
) -> Result<u32, XlsxError> {
    let two_rows = headings.iter().any(|heading| heading.group.is_some());
    let bottom = if two_rows { top + 1 } else { top };
    sheet.set_row_height(top, if two_rows { 20 } else { 32 })?;
    if two_rows {
        sheet.set_row_height(bottom, 32)?;
    }
    let mut index = 0;
    while let Some(heading) = headings.get(index) {
        let span = match heading.group {
            None => {
                if two_rows {
                    sheet.merge_range(top, column(index), bottom, column(index), heading.name(), &formats.heading)?;
                } else {
                    sheet.write_with_format(top, column(index), heading.name(), &formats.heading)?;
                }
                1
            }
            Some(under) => {
                let same = |other: &&&'static Heading<C>| other.group.is_some_and(|group| group.group == under.group);
                let span = headings[index..].iter().take_while(same).count();
                let words = under.group.first().copied().unwrap_or_default();
                if span == 1 {
                    sheet.write_with_format(top, column(index), words, &formats.group)?;
                } else {
                    sheet.merge_range(top, column(index), top, column(index + span - 1), words, &formats.group)?;
                }
                for (offset, heading) in headings[index..index + span].iter().enumerate() {
                    let below = heading.group.and_then(|under| under.below.first().copied()).unwrap_or_default();
                    sheet.write_with_format(bottom, column(index + offset), below, &formats.heading)?;
                }
                span
            }
        };
        for (offset, heading) in headings[index..index + span].iter().enumerate() {
            // On the merged cell's own corner: Excel shows no note on the hidden rest of a merged area.
            let row = if heading.group.is_some() { bottom } else { top };
            sheet.insert_note(row, column(index + offset), &note(heading.column.guide().note))?;
        }
        index += span;
    }
    Ok(bottom + 1)
}

/// The rows and the spare ones below. Returns the last row with borders.
fn print_rows<C: Guided>(
    sheet: &mut Worksheet,
    paper: &Paper<'_, C>,
    headings: &[&'static Heading<C>],
    first: u32,
    formats: &Formats,
) -> Result<u32, XlsxError> {
    let mut row = first;
    for entry in &paper.rows {
        for (index, heading) in headings.iter().enumerate() {
            let format = formats.cell(heading.content, entry.kind);
            let text = entry.cells.iter().find(|(column, _)| *column == heading.column).map_or("", |(_, text)| text);
            match (heading.content, text.parse::<u32>()) {
                (Content::Count, Ok(number)) => sheet.write_with_format(row, column(index), number, &format)?,
                _ if text.is_empty() => sheet.write_blank(row, column(index), &format)?,
                _ => sheet.write_with_format(row, column(index), text, &format)?,
            };
        }
        if let Some(height) = height(entry, headings) {
            sheet.set_row_height(row, height)?;
        }
        if entry.kind == RowKind::Example && row == first {
            sheet.insert_note(row, 0, &note(EXAMPLE_NOTE))?;
        }
        row += 1;
    }
    merge_neighbours(sheet, paper, headings, first, formats)?;
    for _ in 0..SPARE_ROWS {
        for (index, heading) in headings.iter().enumerate() {
            sheet.write_blank(row, column(index), &formats.cell(heading.content, RowKind::Entry))?;
        }
        row += 1;
    }
    Ok(row - 1)
}

/// The height of a row whose text takes several lines: LibreOffice does not find it out by itself when it opens a file.
fn height<C: Guided>(row: &Row<C>, headings: &[&'static Heading<C>]) -> Option<f64> {
    let lines = |heading: &&'static Heading<C>| {
        let text = row.cells.iter().find(|(column, _)| *column == heading.column).map_or("", |(_, text)| text);
        let room = (heading.column.guide().width - 1.0).max(1.0);
        text.lines().map(|line| (line.width() as f64 * FONT_RATIO / room).ceil().max(1.0)).sum::<f64>()
    };
    let lines = headings.iter().map(lines).fold(1.0, f64::max);
    (lines > 1.0).then(|| (lines * LINE_HEIGHT_POINTS + 4.0).min(ROW_HEIGHT_POINTS_MAX))
}

fn merge_neighbours<C: Guided>(
    sheet: &mut Worksheet,
    paper: &Paper<'_, C>,
    headings: &[&'static Heading<C>],
    first: u32,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let Some(merged) = paper.merged else { return Ok(()) };
    let Some((index, heading)) = headings.iter().enumerate().find(|(_, heading)| heading.column == merged) else {
        return Ok(());
    };
    let key = |row: &Row<C>| {
        let text = row.cells.iter().find(|(column, _)| *column == merged).map(|(_, text)| text.clone());
        (text, row.kind)
    };
    let mut row = first;
    for run in paper.rows.chunk_by(|a, b| key(a) == key(b)) {
        let next = row + u32::try_from(run.len()).unwrap_or(u32::MAX);
        if let ((Some(text), kind), true) = (key(&run[0]), run.len() > 1) {
            let format = formats.cell(heading.content, kind);
            sheet.merge_range(row, column(index), next - 1, column(index), &text, &format)?;
        }
        row = next;
    }
    Ok(())
}

fn validate<C: Guided>(
    sheet: &mut Worksheet,
    heading: &Heading<C>,
    lists: &Lists,
    (first, last, column): (u32, u32, u16),
) -> Result<(), XlsxError> {
    let words = heading.vocabulary.words();
    let rule = if !words.is_empty() && utf16_joined(&words) <= INLINE_LIST_UTF16_MAX {
        DataValidation::new()
            .allow_list_strings(&words)?
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title(STOP.0)?
            .set_error_message(STOP.1)?
    } else if let Some(choice) = heading.column.guide().choice.filter(|choice| lists.contains_key(choice)) {
        DataValidation::new()
            .allow_list_formula(Formula::new(format!("={}", choice.title())))
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_title(WARN.0)?
            .set_error_message(WARN.1)?
            // New persons are written every day, in another workbook: no dialog for them.
            .show_error_message(heading.column.guide().choice != Some(Choice::Personas))
    } else {
        return Ok(());
    };
    sheet.add_data_validation(first, column, last, column, &rule)?;
    Ok(())
}

fn utf16_joined(words: &[&str]) -> usize {
    words.iter().map(|word| word.encode_utf16().count() + 1).sum::<usize>().saturating_sub(1)
}

/// Prints the list sheet and names its ranges, last of all sheets.
pub(super) fn print_lists(workbook: &mut Workbook, lists: &Lists) -> Result<(), XlsxError> {
    let formats = Formats::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(LIST_SHEET)?;
    sheet.write_with_format(0, 0, LIST_TITLE, &formats.version)?;
    sheet.set_tab_color(Color::RGB(RULE));
    let mut names = Vec::new();
    for (index, (choice, values)) in lists.iter().enumerate() {
        let column = column(index);
        sheet.set_column_width(column, 24)?;
        sheet.set_column_format(column, &formats.typed(Content::Code))?;
        sheet.write_with_format(2, column, choice.title(), &formats.heading)?;
        let mut row = 2;
        for value in values {
            row += 1;
            sheet.write_with_format(row, column, value, &formats.cell(Content::Code, RowKind::Entry))?;
        }
        let letters = column_letters(column);
        names.push((choice.title(), format!("={LIST_SHEET}!${letters}$4:${letters}${}", row + 1)));
    }
    sheet.set_freeze_panes(3, 0)?;
    set_up_print(sheet, PaperSize::A4, &format!("&L&8{LIST_SHEET}"));
    for (name, range) in names {
        workbook.define_name(name, &range)?;
    }
    Ok(())
}

fn set_up_print(sheet: &mut Worksheet, size: PaperSize, header: &str) {
    sheet.set_paper_size(size.number());
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
    sheet.set_header(header);
    sheet.set_footer(FOOTER);
}

/// A note large enough for its text.
fn note(text: &str) -> Note {
    const CHARACTERS_PER_LINE: usize = 20;
    let lines: usize = text.lines().map(|line| line.chars().count() / CHARACTERS_PER_LINE + 1).sum();
    let height = u32::try_from(lines * 18 + 12).unwrap_or(120);
    Note::new(text).add_author_prefix(false).set_font_name(FONT).set_font_size(9).set_width(260).set_height(height)
}

fn column(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

fn column_letters(column: u16) -> String {
    crate::model::diagnostic::cell_name(0, u32::from(column)).trim_end_matches('1').to_owned()
}
