//! 試行運用: an answer held against what a paper said.

use std::borrow::Cow;

use crate::feature::phrase::{Notes, Slot, Slots, StepClass, fault};
use crate::feature::sentence::{self, Sentence, text};
use crate::feature::source::{self, Origin};
use crate::feature::table::{self, Units, plain, read_value, unknown_heading, write_value};
use crate::feature::topic::{Order, interpretation};
use crate::model::catalogue::feature as catalogue;
use crate::model::{Entry, ItemCode, Paper, Place, Value};

/// Something expected of an answer because a paper says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaperPhrase {
    /// The answer says what the paper says.
    Agrees(Paper),
}

/// Which of the sentences below it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::feature) enum Form {
    Agrees,
}

/// The columns of the table, in the order we write them.
const HEADINGS: [&str; 6] = ["単位", "内訳", "項目コード", "書類の項目名", "書類の値", "出典"];
/// Columns that must be there: the item and the value.
const NEEDED: [usize; 2] = [2, 4];

pub(in crate::feature) const SENTENCES: &[Sentence] = &[Sentence {
    form: sentence::Form::Paper(Form::Agrees),
    class: StepClass::Then,
    pattern: "添付書類「書類名」［（発行日「日付」）］の次の内容と一致する［（出典「出典」）］",
    example: "添付書類「年金額改定通知書」（発行日「令和元年6月1日」）の次の内容と一致する",
    table: &[
        &["単位", "内訳", "項目コード", "書類の項目名", "書類の値", "出典"],
        &["1", "", "TK01", "支払年月", "令和元年6月", "試行運用!J7"],
        &["1", "", "TK03", "各支払期支払額", "130,016円", "試行運用!J8"],
    ],
    about: text(
        "試行運用で、届いた項目を添付書類と突き合わせる。書類に書いてある項目だけを確かめ、応答にそれより多くの項目や単位があっても相違としない。必ず要る列は項目コードと書類の値。書類の項目名は、書類での呼び名が違うときに書く。",
        "In trial operation, holds the items that came back against a paper. Only what the paper says is looked at: the answer may hold more items and units. Only 項目コード and 書類の値 are needed; 書類の項目名 is what the paper itself calls an item.",
    ),
}];

impl PaperPhrase {
    pub(in crate::feature) fn order(&self) -> Order {
        match self {
            Self::Agrees(_) => Order::ExpectationAfterQuery,
        }
    }

    pub(in crate::feature) fn slots(&self, own_file: Option<&str>) -> (Form, Vec<Slot<'_>>) {
        let Self::Agrees(paper) = self;
        let source = (paper.place != Place::Nowhere).then(|| Cow::Owned(source::write(&paper.place, own_file)));
        let issued = paper.issued.map(|day| Cow::Owned(day.wareki()));
        (Form::Agrees, vec![Some(Cow::Borrowed(paper.name.as_str())), issued, source])
    }

    pub(in crate::feature) fn table(&self, own_file: Option<&str>) -> Vec<Vec<String>> {
        let Self::Agrees(paper) = self;
        let mut rows = vec![HEADINGS.map(str::to_owned).to_vec()];
        let mut row = |unit: usize, detail: Option<usize>, entry: &Entry| {
            let value = match &entry.value {
                Value::Text(text) => write_value(text),
                Value::Null(_) => String::new(),
            };
            rows.push(vec![
                unit.to_string(),
                detail.map(|number| number.to_string()).unwrap_or_default(),
                entry.item.to_string(),
                paper.called(entry.item).map(write_value).unwrap_or_default(),
                value,
                source::write(&entry.place, own_file),
            ]);
        };
        for (number, unit) in (1..).zip(&paper.units) {
            unit.head.iter().for_each(|entry| row(number, None, entry));
            for (detail, of) in (1..).zip(&unit.details) {
                of.entries.iter().for_each(|entry| row(number, Some(detail), entry));
            }
        }
        rows
    }

    pub(in crate::feature) fn read(
        form: Form,
        notes: &mut Notes,
        slots: &Slots<'_>,
        rows: &[Vec<String>],
    ) -> Option<Self> {
        let Form::Agrees = form;
        let name = notes.word(slots, 0);
        // What cannot be read is noted; the rest is read all the same, so that every fault is told.
        let issued = slots.get(1).and_then(|_| notes.day(slots, 1));
        let place = slots.get(2).and_then(|written| interpretation::place(written, notes)).unwrap_or_default();
        let (units, called) = if rows.is_empty() { return None } else { read_rows(rows, notes)? };
        Some(Self::Agrees(Paper { name: name?, issued, query_of: None, units: units.into_units(), called, place }))
    }

    /// The same with every place complete.
    pub(in crate::feature) fn complete(&mut self, origin: &Origin) {
        let Self::Agrees(paper) = self;
        paper.place = origin.complete(std::mem::take(&mut paper.place));
        table::complete(&mut paper.units, origin);
    }
}

type Called = Vec<(ItemCode, String)>;

fn read_rows(rows: &[Vec<String>], notes: &mut Notes) -> Option<(Units, Called)> {
    let columns = columns(&rows[0], notes)?;
    if rows.len() == 1 {
        notes.note(Some(0), fault(&catalogue::EMPTY_TABLE));
        return None;
    }
    let (mut units, mut called) = (Units::default(), Called::new());
    let mut unit = 1;
    for (number, row) in rows.iter().enumerate().skip(1) {
        let cell = |heading: usize| {
            columns.iter().position(|known| *known == heading).and_then(|at| row.get(at)).map_or("", |cell| cell.trim())
        };
        match notes.numbered(number, HEADINGS[0], cell(0)) {
            Ok(written) => unit = written.unwrap_or(unit),
            Err(()) => continue,
        }
        let Ok(detail) = notes.numbered(number, HEADINGS[1], cell(1)) else { continue };
        let item = match ItemCode::parse(cell(2)) {
            Ok(item) => item,
            Err(bad) => {
                notes.bad_code(number, HEADINGS[2], &bad);
                continue;
            }
        };
        let value = read_value(cell(4));
        if value.is_empty() {
            notes.note(Some(number), fault(&catalogue::EMPTY_SLOT).with("name", HEADINGS[4]));
            continue;
        }
        let Some(place) = source::read(cell(5)) else {
            notes.note(Some(number), fault(&catalogue::BAD_SOURCE).with("written", cell(5)));
            continue;
        };
        let name = read_value(cell(3));
        if !name.is_empty() && called.iter().all(|(known, _)| *known != item) {
            called.push((item, name));
        }
        if !units.put(unit, detail, Entry { item, value: Value::Text(value), place }) {
            notes.note(Some(number), fault(&catalogue::ITEM_TWICE).with("item", item));
        }
    }
    Some((units, called))
}

/// Which heading each column has.
fn columns(written: &[String], notes: &mut Notes) -> Option<Vec<usize>> {
    let before = notes.faults.len();
    let mut columns = Vec::with_capacity(written.len());
    for heading in written {
        let heading = plain(heading);
        match HEADINGS.iter().position(|known| *known == heading) {
            None => notes.note(Some(0), unknown_heading(&heading, HEADINGS)),
            Some(known) if columns.contains(&known) => {
                notes.note(Some(0), fault(&catalogue::REPEATED_HEADING).with("name", HEADINGS[known]));
            }
            Some(known) => columns.push(known),
        }
    }
    for needed in NEEDED.into_iter().filter(|needed| !columns.contains(needed)) {
        notes.note(Some(0), fault(&catalogue::MISSING_HEADING).with("name", HEADINGS[needed]));
    }
    (notes.faults.len() == before).then_some(columns)
}
