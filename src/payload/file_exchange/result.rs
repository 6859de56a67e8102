//! Writing a 結果ファイル: for each row of the 照会ファイル its answer, or why there is none.

use super::headings::{LINE, RESULT, RESULT_COLUMNS, RESULT_FILE};
use super::inquiry::declaration;
use super::{Came, Format, Inquiries, Row, code_point};
use crate::model::catalogue::payload as words;
use crate::model::{Entry, InformationCode, Lang, Layout, Profile, Value, Version};
use crate::payload::charset::{Charset, encode, neighbour, unwritable};
use crate::payload::content;
use crate::payload::csv;
use crate::payload::envelope::{ANSWER, FAILURE, MARKED, ParsedAnswer, REQUEST};
use crate::payload::tree::{self, Element, Limits};

/// What a result is explained by.
pub trait Directory {
    /// The layout of an answer.
    fn layout(&self, information: InformationCode, version: &Version) -> Option<&Layout>;
    /// Codes of outcomes, names of elements.
    fn profile(&self) -> &Profile;
}

/// What came of each row, faulty ones included: a row that is no query is answered by its own faults.
pub fn faulty(row: &Row) -> Option<Came> {
    let faults = row.query.as_ref().err()?;
    let said: Vec<String> = faults.iter().map(|fault| fault.say(Lang::Ja)).collect();
    Some(Came::Nothing(said.join(" / ")))
}

/// The 結果ファイル of a 照会ファイル, built and written as it was. `came` has one for each of its rows.
pub fn write_results(inquiries: &Inquiries, came: &[Came], directory: &dyn Directory) -> Vec<u8> {
    let rows = inquiries.rows.iter().zip(came);
    match inquiries.format {
        Format::Csv => {
            let mut out = String::new();
            csv::write(RESULT_COLUMNS.map(|column| column.name), &mut out);
            for (row, came) in rows {
                for line in csv_lines(row, came, directory, inquiries.charset) {
                    csv::write(line.iter().map(String::as_str), &mut out);
                }
            }
            encode(inquiries.charset, &out)
        }
        Format::Xml => {
            let mut out = declaration(inquiries.charset).to_owned();
            tree::open(RESULT_FILE, &mut out);
            out.push('\n');
            for (row, came) in rows {
                xml_result(row, came, inquiries.charset).write_to(&mut out);
                out.push('\n');
            }
            tree::close(RESULT_FILE, &mut out);
            out.push('\n');
            encode(inquiries.charset, &with_references(inquiries.charset, out))
        }
    }
}

type Line = [String; RESULT_COLUMNS.len()];
/// Places in a [`Line`].
const ITEM_FROM: usize = 8;
const ERROR_AT: usize = RESULT_COLUMNS.len() - 1;

fn csv_lines(row: &Row, came: &Came, directory: &dyn Directory, charset: Charset) -> Vec<Line> {
    let mut first = Line::default();
    first[0] = row.line.to_string();
    first[1] = plain(charset, &row.request);
    let text = match came {
        Came::Answer(text) => text,
        Came::Nothing(why) => {
            first[ERROR_AT] = plain(charset, why);
            return vec![first];
        }
    };
    let parsed = match ParsedAnswer::from_xml(text) {
        Ok(parsed) => parsed,
        Err(fault) => {
            first[ERROR_AT] = plain(charset, &words::FILE_NO_ANSWER.say(Lang::Ja, &[("why", &fault.say(Lang::Ja))]));
            return vec![first];
        }
    };
    first[2] = parsed.answer.serial;
    first[3] = parsed.answer.outcome;
    if let Some(outcome) = directory.profile().outcome_of(&first[3]) {
        first[4] = outcome.word().pattern(Lang::Ja).to_owned();
    }
    if parsed.answer.undisclosed {
        first[5] = MARKED.to_owned();
    }
    let Some((data, root)) = parsed.answer.data.zip(parsed.root) else { return vec![first] };
    first[6] = data.registered_at;
    first[7] = data.version.to_string();
    let information = row.query.as_ref().ok().map(|query| query.information);
    let Some(layout) = information.and_then(|information| directory.layout(information, &data.version)) else {
        first[ERROR_AT] = words::FILE_NO_LAYOUT.say(Lang::Ja, &[("version", &data.version)]);
        return vec![first];
    };
    let (units, differences) = content::read(&root, layout, directory.profile().element_names);
    if let Some(difference) = differences.first() {
        first[ERROR_AT] = plain(charset, &words::FILE_AGAINST_LAYOUT.say(Lang::Ja, &[("path", &difference.path)]));
    }
    let mut lines = Vec::new();
    for (unit, number) in units.iter().zip(1u32..) {
        for entry in &unit.head {
            lines.push(item_line(&first, entry, layout, (number, None), charset));
        }
        for (detail, place) in unit.details.iter().zip(1u32..) {
            for entry in &detail.entries {
                lines.push(item_line(&first, entry, layout, (number, Some(place)), charset));
            }
        }
    }
    if lines.is_empty() { vec![first] } else { lines }
}

fn item_line(first: &Line, entry: &Entry, layout: &Layout, place: (u32, Option<u32>), charset: Charset) -> Line {
    let mut line = first.clone();
    let name = layout.item(entry.item).map_or("", |item| item.name.as_str());
    line[ITEM_FROM] = place.0.to_string();
    line[ITEM_FROM + 1] = place.1.map(|detail| detail.to_string()).unwrap_or_default();
    line[ITEM_FROM + 2] = entry.item.wire();
    line[ITEM_FROM + 3] = plain(charset, name);
    let (at, text) = match &entry.value {
        Value::Text(text) => (ITEM_FROM + 4, text),
        Value::Null(reason) => (ITEM_FROM + 5, reason),
    };
    let missing = unwritable(charset, text);
    if missing.is_empty() {
        text.trim().clone_into(&mut line[at]);
    } else {
        // A value with a hole is no value: the cell stays empty and the row says which character it was.
        let told: Vec<String> = missing.iter().map(|character| unwritable_in_words(*character)).collect();
        let told = words::FILE_UNWRITABLE.say(Lang::Ja, &[("characters", &told.join("、"))]);
        let before = std::mem::take(&mut line[ERROR_AT]);
        line[ERROR_AT] = if before.is_empty() { told } else { format!("{before} / {told}") };
    }
    line
}

pub(super) fn unwritable_in_words(character: char) -> String {
    match neighbour(character) {
        Some(near) => words::FILE_UNWRITABLE_NEAR
            .say(Lang::Ja, &[("code", &code_point(character)), ("near", &near), ("near_code", &code_point(near))]),
        None => code_point(character),
    }
}

/// A text of ours or of the row, with the code point in the place of what cannot be written.
fn plain(charset: Charset, text: &str) -> String {
    let missing = unwritable(charset, text);
    if missing.is_empty() {
        return text.to_owned();
    }
    text.chars().map(|c| if missing.contains(&c) { format!("[{}]", code_point(c)) } else { c.to_string() }).collect()
}

fn xml_result(row: &Row, came: &Came, charset: Charset) -> Element {
    let result = Element::new(RESULT)
        .with_child(Element::new(LINE).with_text(row.line.to_string()))
        .with_child(Element::new(REQUEST).with_text(row.request.as_str()));
    let failed = |result: Element, why: String| result.with_child(Element::new(FAILURE).with_text(why));
    let text = match came {
        Came::Answer(text) => text,
        Came::Nothing(why) => return failed(result, why.clone()),
    };
    match tree::parse(text, &Limits::default()) {
        Ok(answer) if answer.name != ANSWER => {
            failed(result, words::ENVELOPE_OTHER.say(Lang::Ja, &[("expected", &ANSWER), ("found", &answer.name)]))
        }
        Ok(answer) => match unwritable_name(&answer, charset) {
            None => result.with_child(answer),
            Some(character) => {
                let told = unwritable_in_words(character);
                failed(result, words::FILE_UNWRITABLE.say(Lang::Ja, &[("characters", &told)]))
            }
        },
        Err(fault) => failed(result, words::FILE_NO_ANSWER.say(Lang::Ja, &[("why", &fault.say(Lang::Ja))])),
    }
}

/// A character of a name that the charset cannot write: names have no references.
fn unwritable_name(element: &Element, charset: Charset) -> Option<char> {
    let own = std::iter::once(&element.name).chain(element.attributes.iter().map(|(name, _)| name));
    own.flat_map(|name| unwritable(charset, name))
        .next()
        .or_else(|| element.children.iter().find_map(|child| unwritable_name(child, charset)))
}

/// What the charset cannot write, as references: XML loses nothing.
pub(super) fn with_references(charset: Charset, text: String) -> String {
    let missing = unwritable(charset, &text);
    if missing.is_empty() {
        return text;
    }
    let reference = |c: char| if missing.contains(&c) { format!("&#x{:X};", u32::from(c)) } else { c.to_string() };
    text.chars().map(reference).collect()
}
