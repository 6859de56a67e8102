//! Reading a 結果ファイル, as the side that has dropped the 照会ファイル does.

use super::headings::{Places, RESULT, RESULT_COLUMNS, RESULT_FILE};
use super::inquiry::xml_text;
use super::result::Directory;
use super::{Came, FILE_BYTES_MAX, FileFault, Format, RowFault};
use crate::model::catalogue::payload as words;
use crate::model::date::to_half_width;
use crate::model::profile::FileSpelling;
use crate::model::text::Lang;
use crate::model::{Detail, Entry, Layout, Place, Unit, Value, Version};
use crate::payload::charset::{self, Charset};
use crate::payload::content::{self, REGISTERED_AT, VERSION};
use crate::payload::csv::{self, CsvFault};
use crate::payload::envelope::{
    ANSWER, Answer, AnswerData, FAILURE, MARKED, OUTCOME, Query, REQUEST, SERIAL, UNDISCLOSED, item_code,
};
use crate::payload::tree::{self, DECLARATION, Limits};

/// What a 結果ファイル says of one query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The 照会結果, or why there is none.
    pub came: Came,
    /// What エラー says beside an answer: something of it is lost.
    pub told: Vec<String>,
}

/// Why a 結果ファイル does not answer a query.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant's sentence stands in the catalogue, its fields are named there")]
pub enum ResultFault {
    File(FileFault),
    OtherRoot(String),
    OtherCharset,
    NoRow(String),
    Row { line: u32, fault: RowFault },
    Disagree { line: u32, name: &'static str },
    Item { line: u32, code: String },
    NoLayout(Version),
}

impl ResultFault {
    /// The sentence.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::File(fault) => fault.say(lang),
            Self::OtherRoot(found) => words::ENVELOPE_OTHER.say(lang, &[("expected", &RESULT_FILE), ("found", found)]),
            Self::OtherCharset => words::RESULT_CHARSET.say(lang, &[]),
            Self::NoRow(request) => words::RESULT_NO_ROW.say(lang, &[("request", request)]),
            Self::Row { line, fault } => words::RESULT_ROW.say(lang, &[("line", line), ("why", &fault.say(lang))]),
            Self::Disagree { line, name } => words::RESULT_DISAGREE.say(lang, &[("line", line), ("name", name)]),
            Self::Item { line, code } => words::RESULT_ITEM.say(lang, &[("line", line), ("code", code)]),
            Self::NoLayout(version) => words::FILE_NO_LAYOUT.say(lang, &[("version", version)]),
        }
    }
}

impl From<FileFault> for ResultFault {
    fn from(fault: FileFault) -> Self {
        Self::File(fault)
    }
}

/// What the 結果ファイル of a query that was written so says of it.
pub fn read_result(
    bytes: &[u8],
    written: FileSpelling,
    query: &Query,
    directory: &dyn Directory,
) -> Result<Reply, ResultFault> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(FileFault::TooLarge.into());
    }
    let format = Format::from(written.format);
    let (text, charset) = match format {
        Format::Csv => charset::decode(bytes).map_err(FileFault::Bytes)?,
        Format::Xml => xml_text(bytes)?,
    };
    if (charset == Charset::Windows31J) != (Charset::from(written.charset) == Charset::Windows31J) {
        return Err(ResultFault::OtherCharset);
    }
    match format {
        Format::Csv => from_csv(&text, query, directory),
        Format::Xml => from_xml(&text, query),
    }
}

fn from_xml(text: &str, query: &Query) -> Result<Reply, ResultFault> {
    let root = tree::parse(text, &Limits::default()).map_err(FileFault::Xml)?;
    if root.name != RESULT_FILE {
        return Err(ResultFault::OtherRoot(root.name));
    }
    let text_of = |result: &tree::Element, name: &str| result.child(name).map(|child| child.text.trim().to_owned());
    let mine =
        |result: &&tree::Element| result.name == RESULT && text_of(result, REQUEST).as_ref() == Some(&query.request);
    let result = root.children.iter().find(mine).ok_or_else(|| ResultFault::NoRow(query.request.clone()))?;
    let failure = text_of(result, FAILURE);
    let answer = result.child(ANSWER).map(|answer| format!("{DECLARATION}{}", &text[answer.span.clone()]));
    Ok(match (answer, failure) {
        (Some(answer), failure) => Reply { came: Came::Answer(answer), told: failure.into_iter().collect() },
        (None, Some(why)) => Reply { came: Came::Nothing(why), told: Vec::new() },
        (None, None) => return Err(ResultFault::NoRow(query.request.clone())),
    })
}

/// Places in [`RESULT_COLUMNS`].
const UNIT: usize = 8;
const DETAIL: usize = 9;
const ITEM: usize = 10;
const VALUE: usize = 12;
const REASON: usize = 13;

/// One row of a query, by its columns.
struct Cells<'a> {
    line: u32,
    fields: &'a [String],
    places: &'a Places<{ RESULT_COLUMNS.len() }>,
}

impl<'a> Cells<'a> {
    fn at(&self, column: usize) -> &'a str {
        self.places.at(self.fields, column)
    }

    fn of(&self, name: &str) -> &'a str {
        self.places.cell(self.fields, name)
    }

    fn number(&self, column: usize) -> Result<u32, ResultFault> {
        let (name, value) = (RESULT_COLUMNS[column].name, self.at(column));
        to_half_width(value).parse().map_err(|_| {
            let fault = match value {
                "" => RowFault::Blank(name),
                value => RowFault::Value { name, value: value.to_owned() },
            };
            ResultFault::Row { line: self.line, fault }
        })
    }
}

fn from_csv(text: &str, query: &Query, directory: &dyn Directory) -> Result<Reply, ResultFault> {
    let mut records = csv::read(text).into_iter();
    let heading = records
        .next()
        .ok_or_else(|| ResultFault::NoRow(query.request.clone()))?
        .fields
        .map_err(|_| FileFault::HeadingRow)?;
    let places = Places::of(&heading, &RESULT_COLUMNS)?;
    let mut rows = Vec::new();
    for record in records {
        let fields = record.fields.map_err(|fault| {
            let fault = if fault == CsvFault::Unclosed { RowFault::Unclosed } else { RowFault::Quote };
            ResultFault::Row { line: record.line, fault }
        })?;
        rows.push((record.line, fields));
    }
    let cells = rows.iter().map(|(line, fields)| Cells { line: *line, fields, places: &places });
    let mine: Vec<Cells<'_>> = cells.filter(|cells| cells.of(REQUEST) == query.request).collect();
    let first = mine.first().ok_or_else(|| ResultFault::NoRow(query.request.clone()))?;
    for (cells, name) in mine.iter().flat_map(|cells| [SERIAL, OUTCOME, VERSION].map(|name| (cells, name))) {
        if cells.of(name) != first.of(name) {
            return Err(ResultFault::Disagree { line: cells.line, name });
        }
    }
    let mut told: Vec<String> = Vec::new();
    for why in mine.iter().map(|cells| cells.of(FAILURE)).filter(|why| !why.is_empty()) {
        if !told.iter().any(|known| known == why) {
            told.push(why.to_owned());
        }
    }
    if first.of(OUTCOME).is_empty() {
        let why = if told.is_empty() { RowFault::Blank(OUTCOME).say(Lang::Ja) } else { told.join(" / ") };
        return Ok(Reply { came: Came::Nothing(why), told: Vec::new() });
    }
    let answer = Answer {
        serial: first.of(SERIAL).to_owned(),
        outcome: first.of(OUTCOME).to_owned(),
        undisclosed: mine.iter().any(|cells| cells.of(UNDISCLOSED) == MARKED),
        data: data(&mine, query, directory)?,
    };
    Ok(Reply { came: Came::Answer(answer.to_xml()), told })
}

/// 特定個人情報データ of the rows of one query; none when no row tells an item or a version.
fn data(rows: &[Cells<'_>], query: &Query, directory: &dyn Directory) -> Result<Option<AnswerData>, ResultFault> {
    let items = || rows.iter().filter(|cells| !cells.at(ITEM).is_empty());
    let Some(first) = rows.first() else { return Ok(None) };
    if first.of(VERSION).is_empty() && items().next().is_none() {
        return Ok(None);
    }
    let version = Version(first.of(VERSION).into());
    let layout = directory.layout(query.information, &version).ok_or_else(|| ResultFault::NoLayout(version.clone()))?;
    let mut units: Vec<(u32, Numbered)> = Vec::new();
    for cells in items() {
        let number = cells.number(UNIT)?;
        let detail = if cells.at(DETAIL).is_empty() { None } else { Some(cells.number(DETAIL)?) };
        let Some(entry) = entry(cells, layout)? else { continue };
        let unit = nth(&mut units, number);
        match detail {
            None => unit.head.push(entry),
            Some(detail) => nth(&mut unit.details, detail).push(entry),
        }
    }
    let units: Vec<Unit> = units.into_iter().map(|(_, unit)| unit.into()).collect();
    Ok(Some(AnswerData {
        registered_at: first.of(REGISTERED_AT).to_owned(),
        body: content::write(&units, layout, directory.profile().element_names),
        version,
    }))
}

/// A unit whose details are told apart by their numbers.
#[derive(Default)]
struct Numbered {
    head: Vec<Entry>,
    details: Vec<(u32, Vec<Entry>)>,
}

impl From<Numbered> for Unit {
    fn from(unit: Numbered) -> Self {
        let details = unit.details.into_iter().map(|(_, entries)| Detail { entries });
        Self { head: unit.head, details: details.collect() }
    }
}

/// The part of a number, in the order in which numbers came.
fn nth<T: Default>(parts: &mut Vec<(u32, T)>, number: u32) -> &mut T {
    let at = parts.iter().position(|(known, _)| *known == number).unwrap_or_else(|| {
        parts.push((number, T::default()));
        parts.len() - 1
    });
    &mut parts[at].1
}

/// One item; `None` when its value was lost, which エラー tells.
fn entry(cells: &Cells<'_>, layout: &Layout) -> Result<Option<Entry>, ResultFault> {
    let written = cells.at(ITEM);
    let item = item_code(written).filter(|item| layout.item(*item).is_some());
    let item = item.ok_or_else(|| ResultFault::Item { line: cells.line, code: written.to_owned() })?;
    let (text, reason) = (cells.at(VALUE), cells.at(REASON));
    let value = match (text, reason) {
        ("", "") if !cells.of(FAILURE).is_empty() => return Ok(None),
        (text, "") => Value::Text(text.to_owned()),
        ("", reason) => Value::Null(reason.to_owned()),
        _ => {
            let fault = RowFault::Value { name: RESULT_COLUMNS[REASON].name, value: reason.to_owned() };
            return Err(ResultFault::Row { line: cells.line, fault });
        }
    };
    Ok(Some(Entry { item, value, place: Place::Nowhere }))
}

#[cfg(test)]
mod tests;
