//! What calamine does not tell of a sheet's XML: hidden rows, and formulas without a stored result.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::{BufReader, Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Rows and cells of one sheet that a person may not see as we do.
#[derive(Debug, Default)]
pub struct RowsNotShown {
    /// Hidden rows, from 0.
    pub hidden: BTreeSet<u32>,
    /// Cells whose formula has no stored result, from 0.
    pub uncalculated: HashSet<(u32, u32)>,
}

type Archive<'a> = zip::ZipArchive<Cursor<&'a [u8]>>;

/// By sheet name. Sizes were checked before; a part that cannot be read says nothing here, calamine names the fault.
pub fn sheets_not_shown(bytes: &[u8]) -> HashMap<String, RowsNotShown> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return HashMap::new() };
    let targets: HashMap<String, String> =
        attributes_of(&mut archive, "xl/_rels/workbook.xml.rels", "Relationship", ["Id", "Target"])
            .into_iter()
            .collect();
    let sheets = attributes_of(&mut archive, "xl/workbook.xml", "sheet", ["name", "id"]);
    let mut found = HashMap::new();
    for (name, id) in sheets {
        let Some(target) = targets.get(&id) else { continue };
        let path = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("xl/{target}"),
        };
        if let Some(shown) = scan(&mut archive, &path) {
            found.insert(name, shown);
        }
    }
    found
}

fn reader<'a>(archive: &'a mut Archive<'_>, path: &str) -> Option<Reader<impl std::io::BufRead + use<'a>>> {
    let part: Box<dyn Read + 'a> = Box::new(archive.by_name(path).ok()?);
    Some(Reader::from_reader(BufReader::new(part)))
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// Two attributes of every element of one name.
fn attributes_of(archive: &mut Archive<'_>, path: &str, element: &str, names: [&str; 2]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let Some(mut xml) = reader(archive, path) else { return found };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(start) | Event::Empty(start)) if start.local_name().as_ref() == element => {
                found.extend(attribute(&start, names[0]).zip(attribute(&start, names[1])));
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

fn scan(archive: &mut Archive<'_>, path: &str) -> Option<RowsNotShown> {
    let mut xml = reader(archive, path)?;
    let mut shown = RowsNotShown::default();
    let mut buffer = Vec::new();
    let mut at: Option<(u32, u32)> = None;
    let (mut formula, mut value) = (false, false);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) => match start.local_name().as_ref() {
                "row" => note_row(&start, &mut shown),
                "c" => {
                    (formula, value) = (false, false);
                    at = attribute(&start, "r").and_then(|name| cell_at(&name));
                }
                "f" => formula = true,
                "v" | "is" => value = true,
                _ => {}
            },
            Ok(Event::Empty(start)) => match start.local_name().as_ref() {
                "row" => note_row(&start, &mut shown),
                "f" => formula = true,
                _ => {}
            },
            Ok(Event::End(end)) if end.local_name().as_ref() == "c" => {
                if formula && !value {
                    shown.uncalculated.extend(at);
                }
            }
            Ok(Event::End(end)) if end.local_name().as_ref() == "sheetData" => return Some(shown),
            Ok(Event::Eof) | Err(_) => return Some(shown),
            Ok(_) => {}
        }
    }
}

fn note_row(start: &BytesStart<'_>, shown: &mut RowsNotShown) {
    if attribute(start, "hidden").is_some_and(|hidden| hidden == "1" || hidden == "true") {
        shown.hidden.extend(attribute(start, "r").and_then(|row| row.parse::<u32>().ok()?.checked_sub(1)));
    }
}

/// `AB12` -> row 11, column 27.
fn cell_at(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let column = name[..letters].bytes().fold(0u32, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1);
    Some((name[letters..].parse::<u32>().ok()?.checked_sub(1)?, column - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_by_name() {
        for (name, at) in [("A1", Some((0, 0))), ("AB12", Some((11, 27))), ("XFD1048576", Some((1_048_575, 16_383)))] {
            assert_eq!(cell_at(name), at);
        }
        for bad in ["", "1", "A", "A0", "AAAA1"] {
            assert_eq!(cell_at(bad), None, "{bad}");
        }
    }
}
