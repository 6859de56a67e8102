//! Reading a 照会ファイル, and writing one for a business system that we play.

use std::collections::HashMap;

use super::headings::{COLUMNS, INQUIRY_FILE, Places};
use super::result::{unwritable_in_words, with_references};
use super::{FILE_BYTES_MAX, FileFault, Format, Inquiries, QUERIES_MAX, Row, RowFault};
use crate::model::{
    AffairCode, Department, InformationCode, InstitutionCode, Lang, ProcedureCode, QueryCondition, Version,
};
use crate::payload::charset::{self, Charset, encode, is_private};
use crate::payload::content::VERSION;
use crate::payload::csv::{self, CsvFault};
use crate::payload::envelope::{
    AFFAIR, AS_OF, CONDITION, CONSENT, DEPARTMENT_CODE, DEPARTMENT_NAME, FROM, INFORMATION, INQUIRER, ITEMS, LATEST,
    LINK_CODE, MARKED, MOMENT, PROCEDURE, PROVIDER, QUERY, Query, RANGE, REQUEST, TO, UNDISCLOSED, UNMARKED, item_code,
    item_list,
};
use crate::payload::meaning::moment;
use crate::payload::tree::{self, Element, Limits, XmlFault, XmlFaultKind};

/// Reads a 照会ファイル.
pub fn read(bytes: &[u8], format: Format) -> Result<Inquiries, FileFault> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(FileFault::TooLarge);
    }
    let (text, charset) = match format {
        Format::Csv => charset::decode(bytes).map_err(FileFault::Bytes)?,
        Format::Xml => xml_text(bytes)?,
    };
    let mut rows = match format {
        Format::Csv => from_csv(&text)?,
        Format::Xml => from_xml(&text)?,
    };
    if rows.is_empty() {
        return Err(FileFault::Empty);
    }
    if rows.len() > QUERIES_MAX {
        return Err(FileFault::TooManyRows);
    }
    tell_repeated(&mut rows);
    Ok(Inquiries { format, charset, rows })
}

/// A 照会要求番号 that stands twice belongs to its first row.
fn tell_repeated(rows: &mut [Row]) {
    let mut first: HashMap<String, u32> = HashMap::new();
    for row in rows {
        if row.request.is_empty() {
            continue;
        }
        match first.get(&row.request) {
            None => {
                first.insert(row.request.clone(), row.line);
            }
            Some(line) => {
                let fault = RowFault::Twice { line: *line };
                match &mut row.query {
                    Ok(_) => row.query = Err(vec![fault]),
                    Err(faults) => faults.push(fault),
                }
            }
        }
    }
}

fn from_csv(text: &str) -> Result<Vec<Row>, FileFault> {
    let mut records = csv::read(text).into_iter();
    let heading = records.next().ok_or(FileFault::Empty)?.fields.map_err(|_| FileFault::HeadingRow)?;
    let places = Places::of(&heading, &COLUMNS)?;
    let rows = records.map(|record| match record.fields {
        Ok(fields) => csv_row(record.line, &fields, &places, heading.len()),
        Err(CsvFault::StrayQuote) => faulty(record.line, RowFault::Quote),
        Err(CsvFault::Unclosed) => faulty(record.line, RowFault::Unclosed),
    });
    Ok(rows.collect())
}

fn faulty(line: u32, fault: RowFault) -> Row {
    Row { line, request: String::new(), query: Err(vec![fault]) }
}

/// A row being read: every fault is kept.
struct Cells<'a> {
    fields: &'a [String],
    places: &'a Places<{ COLUMNS.len() }>,
    faults: Vec<RowFault>,
}

impl<'a> Cells<'a> {
    fn cell(&self, name: &str) -> &'a str {
        self.places.cell(self.fields, name)
    }

    fn text(&mut self, name: &'static str) -> &'a str {
        if self.cell(name).is_empty() {
            self.faults.push(RowFault::Blank(name));
        }
        self.text_or_blank(name)
    }

    fn text_or_blank(&mut self, name: &'static str) -> &'a str {
        let cell = self.cell(name);
        for character in cell.chars() {
            if is_private(character) {
                self.faults.push(RowFault::PrivateCharacter(character));
            } else if character.is_control() {
                self.faults.push(RowFault::ControlCharacter(character.into()));
            }
        }
        cell
    }

    fn read<T>(&mut self, name: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let cell = self.text(name);
        let value = read(cell);
        if value.is_none() && !cell.is_empty() {
            self.faults.push(RowFault::Value { name, value: cell.to_owned() });
        }
        value
    }

    /// A mark: what is blank does not stand.
    fn mark(&mut self, name: &'static str) -> Option<bool> {
        match self.cell(name) {
            MARKED => Some(true),
            UNMARKED | "" => Some(false),
            other => {
                self.faults.push(RowFault::Value { name, value: other.to_owned() });
                None
            }
        }
    }

    fn condition(&mut self) -> Option<QueryCondition> {
        let kind = self.cell(CONDITION);
        let wanted: &[&'static str] = match kind {
            LATEST => &[],
            AS_OF => &[MOMENT],
            RANGE => &[FROM, TO],
            "" => {
                self.faults.push(RowFault::Blank(CONDITION));
                return None;
            }
            other => {
                self.faults.push(RowFault::Value { name: CONDITION, value: other.to_owned() });
                return None;
            }
        };
        for name in [MOMENT, FROM, TO] {
            if !wanted.contains(&name) && !self.cell(name).is_empty() {
                self.faults.push(RowFault::NotForCondition { name, condition: kind.to_owned() });
            }
        }
        let moment = |text: &str| moment(text).ok();
        match kind {
            AS_OF => Some(QueryCondition::AsOf(self.read(MOMENT, moment)?)),
            RANGE => {
                let (from, to) = (self.read(FROM, moment), self.read(TO, moment));
                Some(QueryCondition::Range { from: from?, to: to? })
            }
            _ => Some(QueryCondition::Latest),
        }
    }
}

fn csv_row(line: u32, fields: &[String], places: &Places<{ COLUMNS.len() }>, headings: usize) -> Row {
    let mut cells = Cells { fields, places, faults: Vec::new() };
    let filled = fields.iter().rposition(|field| !field.trim().is_empty()).map_or(0, |last| last + 1);
    if filled > headings {
        cells.faults.push(RowFault::TooManyFields { fields: filled, headings });
    }
    let request = cells.text(REQUEST).to_owned();
    let query = query_of(&mut cells, &request);
    let query = match query {
        Some(query) if cells.faults.is_empty() => Ok(Box::new(query)),
        _ => Err(cells.faults),
    };
    Row { line, request, query }
}

/// Every cell is read, so that every fault of the row is told.
fn query_of(cells: &mut Cells<'_>, request: &str) -> Option<Query> {
    let inquirer = InstitutionCode(cells.text(INQUIRER).into());
    let provider = InstitutionCode(cells.text(PROVIDER).into());
    let affair = cells.read(AFFAIR, |text| AffairCode::parse(text).ok());
    let procedure = cells.read(PROCEDURE, |text| ProcedureCode::parse(text).ok());
    let information = cells.read(INFORMATION, |text| InformationCode::parse(text).ok());
    let version = Version(cells.text(VERSION).into());
    let department =
        Department { name: cells.text(DEPARTMENT_NAME).to_owned(), code: cells.text(DEPARTMENT_CODE).to_owned() };
    let items = cells.read(ITEMS, |text| {
        let codes = text.split(|c: char| c.is_whitespace() || "、,，・;".contains(c)).filter(|code| !code.is_empty());
        codes.map(item_code).collect::<Option<Vec<_>>>()
    });
    let condition = cells.condition();
    // Whoever has obtained none asks without one, and hears 符号未取得.
    let link_code = cells.text_or_blank(LINK_CODE).to_owned();
    let (consent, undisclosed) = (cells.mark(CONSENT), cells.mark(UNDISCLOSED));
    Some(Query {
        request: request.to_owned(),
        inquirer,
        provider,
        affair: affair?,
        procedure: procedure?,
        information: information?,
        version,
        department,
        items: items?,
        condition: condition?,
        link_code,
        consent: consent?,
        undisclosed: undisclosed?,
    })
}

fn from_xml(text: &str) -> Result<Vec<Row>, FileFault> {
    let root = tree::parse(text, &Limits::default()).map_err(FileFault::Xml)?;
    if root.name != INQUIRY_FILE {
        return Err(FileFault::OtherRoot(root.name));
    }
    Ok(root.children.iter().map(|element| xml_row(element, text)).collect())
}

fn xml_row(element: &Element, text: &str) -> Row {
    let (line, _) = tree::position(text, element.span.start);
    let request = element.child(REQUEST).map(|number| number.text.trim().to_owned()).unwrap_or_default();
    if element.name != QUERY {
        let fault = crate::model::catalogue::payload::ENVELOPE_UNKNOWN.say(Lang::Ja, &[("name", &element.name)]);
        return Row { line, request, query: Err(vec![RowFault::Element(fault)]) };
    }
    let private = text[element.span.clone()].chars().find(|c| is_private(*c)).map(RowFault::PrivateCharacter);
    let query = match (Query::from_element(element, text), private) {
        (Ok(query), None) => Ok(Box::new(query)),
        (Ok(_), Some(private)) => Err(vec![private]),
        (Err(fault), private) => Err(std::iter::once(RowFault::Element(fault.say(Lang::Ja))).chain(private).collect()),
    };
    Row { line, request, query }
}

/// How far an XML declaration is looked for.
const DECLARATION_BYTES_MAX: usize = 200;

/// The text of an XML file, its declaration blanked out: it names the charset, which holds no more.
pub(super) fn xml_text(bytes: &[u8]) -> Result<(String, Charset), FileFault> {
    let name = declared_encoding(bytes);
    let Some(name) = name.as_deref().filter(|name| !name.eq_ignore_ascii_case("UTF-8")) else {
        // Without another name XML is UTF-8, and whatever else is told by the parser.
        return match charset::decode(bytes) {
            Ok((text, charset @ Charset::Utf8 { .. })) => Ok((text, charset)),
            Ok((_, Charset::Windows31J)) | Err(_) => {
                let good = std::str::from_utf8(bytes).err().map_or(0, |bad| bad.valid_up_to());
                let before = std::str::from_utf8(&bytes[..good]).unwrap_or_default();
                Err(FileFault::Xml(XmlFault::at(XmlFaultKind::NotUtf8, before, good)))
            }
        };
    };
    if !is_windows_31j(name) {
        let kind = XmlFaultKind::Encoding(name.to_owned());
        return Err(FileFault::Xml(XmlFault { kind, line: 1, column: 1 }));
    }
    let mut text = charset::decode_windows_31j(bytes).map_err(FileFault::Bytes)?;
    if let Some(end) = text.find("?>") {
        let blank: String = text[..end + 2].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        text.replace_range(..end + 2, &blank);
    }
    Ok((text, Charset::Windows31J))
}

fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION_BYTES_MAX)]);
    let declared = head.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")).map(|(inner, _)| inner);
    declared.and_then(encoding_name).map(str::to_owned)
}

fn is_windows_31j(name: &str) -> bool {
    ["Windows-31J", "Shift_JIS", "MS932", "CP932", "x-sjis"].iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn encoding_name(declaration: &str) -> Option<&str> {
    let (_, rest) = declaration.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split_once(quote).map(|(name, _)| name)
}

/// The characters of a query that a 照会ファイル cannot carry, in words: 外字, and in CSV what the charset lacks.
pub fn lost_characters(query: &Query, format: Format, charset: Charset) -> Vec<String> {
    let text = csv_cells(query).concat();
    let lacking = if format == Format::Csv { charset::unwritable(charset, &text) } else { Vec::new() };
    let mut private: Vec<char> = text.chars().filter(|c| is_private(*c) && !lacking.contains(c)).collect();
    private.dedup();
    lacking.into_iter().chain(private).map(unwritable_in_words).collect()
}

/// In which characters a 照会ファイル is written that cannot be read: its declaration tells in XML, else what stands
/// before the fault. `None`: nothing tells.
pub fn charset_of(bytes: &[u8], format: Format) -> Option<Charset> {
    match format {
        Format::Xml => Some(match declared_encoding(bytes).as_deref() {
            Some(name) if is_windows_31j(name) => Charset::Windows31J,
            Some(_) => Charset::Utf8 { mark: false },
            None => charset::before_fault(bytes).unwrap_or(Charset::Utf8 { mark: false }),
        }),
        Format::Csv => charset::before_fault(bytes),
    }
}

/// A 照会ファイル of these queries. What the charset cannot write is a reference in XML, and left out in CSV: see
/// [`lost_characters`].
pub fn write_queries(queries: &[Query], format: Format, charset: Charset) -> Vec<u8> {
    let mut out = String::new();
    match format {
        Format::Csv => {
            csv::write(COLUMNS.iter().map(|column| column.name), &mut out);
            for query in queries {
                let cells = csv_cells(query);
                csv::write(cells.iter().map(String::as_str), &mut out);
            }
        }
        Format::Xml => {
            out.push_str(declaration(charset));
            out.push('<');
            out.push_str(INQUIRY_FILE);
            out.push_str(">\n");
            for query in queries {
                out.push_str(query.to_xml().strip_prefix(tree::DECLARATION).unwrap_or_default());
                out.push('\n');
            }
            tree::close(INQUIRY_FILE, &mut out);
            out.push('\n');
        }
    }
    match format {
        Format::Csv => encode(charset, &out),
        Format::Xml => encode(charset, &with_references(charset, out)),
    }
}

/// The declaration of an XML file in a charset.
pub(super) fn declaration(charset: Charset) -> &'static str {
    match charset {
        Charset::Utf8 { .. } => tree::DECLARATION,
        Charset::Windows31J => "<?xml version=\"1.0\" encoding=\"Windows-31J\"?>\n",
    }
}

fn csv_cells(query: &Query) -> [String; COLUMNS.len()] {
    let (kind, [at, from, to]) = match query.condition {
        QueryCondition::Latest => (LATEST, [None, None, None]),
        QueryCondition::AsOf(moment) => (AS_OF, [Some(moment), None, None]),
        QueryCondition::Range { from, to } => (RANGE, [None, Some(from), Some(to)]),
    };
    let written = |moment: Option<crate::model::Moment>| moment.map(|moment| moment.to_string()).unwrap_or_default();
    let mark = |stands: bool| if stands { MARKED.to_owned() } else { String::new() };
    [
        query.request.clone(),
        query.inquirer.to_string(),
        query.provider.to_string(),
        query.affair.wire(),
        query.procedure.wire(),
        query.information.wire(),
        query.version.to_string(),
        query.department.name.clone(),
        query.department.code.clone(),
        item_list(&query.items),
        kind.to_owned(),
        written(at),
        written(from),
        written(to),
        query.link_code.clone(),
        mark(query.consent),
        mark(query.undisclosed),
    ]
}
