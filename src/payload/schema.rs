//! XML Schemas of the messages, the exchange files and the layouts, for vendors and for other people's validators.
//!
//! XML Schema 1.0 cannot say that a `ReasonOfNull` and a value exclude each other, or which moments a condition needs:
//! a Schematron beside it does. Together they accept what we write and refuse what we refuse; they are narrower than our
//! reader only in spellings nobody writes (white space inside a number, odd numerals).

mod lexical;
mod messages;

use std::fmt::Write as _;

use self::messages::{any_order, code};
use super::content::{DATA, MANAGEMENT, Names, REASON_OF_NULL, REGISTERED_AT, VERSION};
use super::envelope::{
    AFFAIR, ANSWER, AS_OF, CONDITION, CONDITION_KIND, CONSENT, DEPARTMENT_CODE, DEPARTMENT_NAME, FAILURE, FROM,
    INFORMATION, INQUIRER, ITEMS, LATEST, LINK_CODE, MARKED, MOMENT, OUTCOME, PENDING, POLL, PROCEDURE, PROVIDER,
    QUERY, RANGE, RECEIPT, REQUEST, SERIAL, STATUS, TO, UNDISCLOSED, UNMARKED, WHY,
};
use super::file_exchange::headings::{INQUIRY_FILE, LINE, RESULT, RESULT_FILE};
use super::tree::{DECLARATION, escape_text, refused_by_old_parsers};
use crate::model::layout::{Item, ItemKind};
use crate::model::{Layout, Profile};

const OPEN: &str = "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" elementFormDefault=\"qualified\">\n";
const CLOSE: &str = "</xs:schema>\n";

/// The file of the envelope's schema.
pub const ENVELOPE_FILE: &str = "envelope.xsd";

/// The file of the schema of 照会ファイル and 結果ファイル.
pub const EXCHANGE_FILE: &str = "exchange-files.xsd";

/// The file name of a layout's schema, without its ending: `TM031-v4.0`.
pub fn layout_file(layout: &Layout) -> String {
    let version: String =
        layout.version.0.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' }).collect();
    format!("{}-v{version}", layout.information)
}

/// Every message around a 特定個人情報データ.
pub fn envelope() -> String {
    let mut out = begun();
    let plain = |name: &str| element(name, "", Occurs::Once);
    let mark = |name: &str| {
        let marks = [MARKED, UNMARKED].map(str::to_owned);
        element(name, &restriction("xs:token", &marks), Occurs::AtMostOnce)
    };
    let query = [
        plain(REQUEST),
        plain(INQUIRER),
        plain(PROVIDER),
        code(AFFAIR, "JM"),
        code(PROCEDURE, "JT"),
        code(INFORMATION, "TM"),
        plain(VERSION),
        plain(DEPARTMENT_NAME),
        plain(DEPARTMENT_CODE),
        element(ITEMS, &restriction("xs:token", &["(TK[0-9]{1,14}( TK[0-9]{1,14})*)?".to_owned()]), Occurs::Once),
        condition(),
        plain(LINK_CODE),
        mark(CONSENT),
        mark(UNDISCLOSED),
    ];
    let management = element(MANAGEMENT, &any_order(&[plain(REGISTERED_AT), plain(VERSION)]), Occurs::Once);
    // Strict: the layout's schema, which includes this one, declares the element that may stand there.
    let data = format!(
        "<xs:complexType><xs:sequence>{management}<xs:any processContents=\"strict\"/></xs:sequence></xs:complexType>"
    );
    let answer = [
        plain(SERIAL),
        plain(OUTCOME),
        mark(UNDISCLOSED),
        element(WHY, "", Occurs::AtMostOnce),
        element(DATA, &data, Occurs::AtMostOnce),
    ];
    let serial = element(SERIAL, "", Occurs::AtMostOnce);
    for (name, fields) in [
        (QUERY, &query[..]),
        (RECEIPT, &[plain(REQUEST), serial]),
        (PENDING, &[plain(REQUEST)]),
        (POLL, &[plain(REQUEST)]),
        (ANSWER, &answer),
    ] {
        let _ = writeln!(out, "<xs:element name=\"{name}\">{}</xs:element>", any_order(fields));
    }
    for (name, content) in messages::all() {
        let _ = writeln!(out, "<xs:element name=\"{name}\">{content}</xs:element>");
    }
    // The detail of a SOAP Fault: the status plain HTTP would have had, and its message.
    let _ = writeln!(
        out,
        "<xs:element name=\"{FAILURE}\"><xs:complexType><xs:sequence>{}<xs:any minOccurs=\"0\" processContents=\"lax\"/>\
         </xs:sequence></xs:complexType></xs:element>",
        element(STATUS, &restriction("xs:token", &["[1-5][0-9]{2}".to_owned()]), Occurs::Once),
    );
    out.push_str(CLOSE);
    out
}

/// The same messages in the namespace they have in SOAP.
pub fn in_namespace(namespace: &str, file: &str) -> String {
    let mut out = DECLARATION.to_owned();
    let mut uri = String::new();
    escape_text(namespace, &mut uri);
    let uri = uri.replace('"', "&quot;");
    let _ = writeln!(
        out,
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" targetNamespace=\"{uri}\" xmlns=\"{uri}\" \
         elementFormDefault=\"qualified\">\n<xs:include schemaLocation=\"{file}\"/>\n{}",
        CLOSE.trim_end()
    );
    out
}

/// 照会ファイル and 結果ファイル.
pub fn exchange_files() -> String {
    let mut out = begun();
    let _ = writeln!(out, "<xs:include schemaLocation=\"{ENVELOPE_FILE}\"/>");
    let _ = writeln!(
        out,
        "<xs:element name=\"{INQUIRY_FILE}\"><xs:complexType><xs:sequence>\
         <xs:element ref=\"{QUERY}\" maxOccurs=\"unbounded\"/></xs:sequence></xs:complexType></xs:element>"
    );
    let number = restriction("xs:token", &["[1-9][0-9]*".to_owned()]);
    let result = format!(
        "<xs:complexType><xs:sequence>{}{}<xs:choice><xs:sequence><xs:element ref=\"{ANSWER}\"/>{}</xs:sequence>{}\
         </xs:choice></xs:sequence></xs:complexType>",
        element(LINE, &number, Occurs::AtMostOnce),
        element(REQUEST, "", Occurs::Once),
        element(FAILURE, "", Occurs::AtMostOnce),
        element(FAILURE, "", Occurs::Once),
    );
    let _ = writeln!(
        out,
        "<xs:element name=\"{RESULT_FILE}\"><xs:complexType><xs:sequence>{}</xs:sequence></xs:complexType></xs:element>",
        element(RESULT, &result, Occurs::Any),
    );
    out.push_str(CLOSE);
    out
}

/// Names of a layout's elements that can stand in no XML Schema: its processors know the names of XML 1.0's 4th edition
/// only, and none would read a schema that declares another.
pub fn names_without_schema(layout: &Layout, profile: &Profile) -> Vec<String> {
    let names = Names::of(layout, profile.element_names);
    let groups = (0..layout.groups.len()).flat_map(|group| names.path(group));
    let items = (0..layout.items.len()).map(|item| names.item(item));
    let mut refused: Vec<String> = Vec::new();
    for name in std::iter::once(names.root()).chain(groups).chain(items) {
        if refused_by_old_parsers(&name).is_some() && !refused.contains(&name) {
            refused.push(name);
        }
    }
    refused
}

/// The 特定個人情報 of a layout, with the messages around it. See [`names_without_schema`] first.
pub fn layout(layout: &Layout, profile: &Profile) -> String {
    let names = Names::of(layout, profile.element_names);
    let mut out = begun();
    let _ = writeln!(out, "<xs:include schemaLocation=\"{EXCHANGE_FILE}\"/>");
    // Types are named by code: whatever the elements are called, a type's name is nobody's business.
    let root = layout.information.to_string();
    let _ = writeln!(out, "<xs:element name=\"{}\" type=\"{root}\"/>", names.root());
    let mut types = String::new();
    let flat = names.path(0).len() == 1;
    let head = &names.path(0)[0];
    let tops = branches(layout, &names, &[]);
    let content: String =
        tops.iter().map(|name| format!("<xs:element name=\"{name}\" type=\"{root}.{name}\"/>")).collect();
    // A detail belongs to the head before it; under a deeper head that cannot be said here.
    let body = if flat {
        format!(
            "<xs:sequence minOccurs=\"0\"><xs:element name=\"{head}\" type=\"{root}.{head}\"/>\
             <xs:choice minOccurs=\"0\" maxOccurs=\"unbounded\">{content}</xs:choice></xs:sequence>"
        )
    } else {
        format!("<xs:choice minOccurs=\"0\" maxOccurs=\"unbounded\">{content}</xs:choice>")
    };
    let _ = writeln!(types, "<xs:complexType name=\"{root}\">{body}</xs:complexType>");
    for name in &tops {
        branch(layout, &names, &[name.as_str()], &root, &mut types);
    }
    for item in &layout.items {
        item_type(item, &root, &mut types);
    }
    out.push_str(&types);
    let reasons: Vec<String> = profile.null_reasons.keys().cloned().collect();
    let _ = writeln!(out, "<xs:simpleType name=\"{root}.{REASON_OF_NULL}\">{}</xs:simpleType>", literals(&reasons));
    out.push_str(CLOSE);
    out
}

/// What a layout's schema cannot say: a reason stands where there is no value, and only there.
pub fn layout_rules(layout: &Layout, profile: &Profile) -> String {
    let names = Names::of(layout, profile.element_names);
    let mut rules = String::new();
    for (index, item) in layout.items.iter().enumerate() {
        let path = format!("{}/{}", names.path(item.group).join("/"), names.item(index));
        let tests = if item.required {
            format!(
                "(@{REASON_OF_NULL} and normalize-space(.) = '') or (not(@{REASON_OF_NULL}) and normalize-space(.) != '')"
            )
        } else {
            format!("not(@{REASON_OF_NULL}) or normalize-space(.) = ''")
        };
        let _ = writeln!(
            rules,
            "<rule context=\"{}/{path}\"><assert test=\"{tests}\">{path}</assert></rule>",
            names.root()
        );
    }
    schematron(&rules)
}

/// What the envelope's schema cannot say: each kind of condition has its own moments.
pub fn envelope_rules() -> String {
    let mut rules = String::new();
    for (kind, present, absent) in [
        (LATEST, vec![], vec![MOMENT, FROM, TO]),
        (AS_OF, vec![MOMENT], vec![FROM, TO]),
        (RANGE, vec![FROM, TO], vec![MOMENT]),
    ] {
        let present = present.into_iter().map(str::to_owned);
        let tests: Vec<String> = present.chain(absent.into_iter().map(|name| format!("not({name})"))).collect();
        let _ = writeln!(
            rules,
            "<rule context=\"{CONDITION}[@{CONDITION_KIND}='{kind}']\"><assert test=\"{}\">{kind}</assert></rule>",
            tests.join(" and ")
        );
    }
    schematron(&rules)
}

fn schematron(rules: &str) -> String {
    format!(
        "{DECLARATION}<schema xmlns=\"http://purl.oclc.org/dsdl/schematron\"><pattern>\n{rules}</pattern></schema>\n"
    )
}

fn begun() -> String {
    format!("{DECLARATION}{OPEN}")
}

#[derive(Clone, Copy)]
enum Occurs {
    Once,
    AtMostOnce,
    Any,
}

/// An element with a type of its own; without one, any text without white space around it.
fn element(name: &str, content: &str, occurs: Occurs) -> String {
    let occurs = match occurs {
        Occurs::Once => "",
        Occurs::AtMostOnce => " minOccurs=\"0\"",
        Occurs::Any => " minOccurs=\"0\" maxOccurs=\"unbounded\"",
    };
    if content.is_empty() {
        format!("<xs:element name=\"{name}\" type=\"xs:token\"{occurs}/>")
    } else {
        let content = if content.starts_with("<xs:restriction") {
            format!("<xs:simpleType>{content}</xs:simpleType>")
        } else {
            content.to_owned()
        };
        format!("<xs:element name=\"{name}\"{occurs}>{content}</xs:element>")
    }
}

/// A text that fits any of these expressions.
fn restriction(base: &str, patterns: &[String]) -> String {
    let mut out = format!("<xs:restriction base=\"{base}\">");
    for pattern in patterns {
        out.push_str("<xs:pattern value=\"");
        escape_text(pattern, &mut out);
        out.push_str("\"/>");
    }
    out.push_str("</xs:restriction>");
    out
}

/// One of these words.
fn literals(words: &[String]) -> String {
    let mut out = String::from("<xs:restriction base=\"xs:token\">");
    for word in words {
        out.push_str("<xs:enumeration value=\"");
        escape_text(&word.replace('"', "&quot;"), &mut out);
        out.push_str("\"/>");
    }
    out.push_str("</xs:restriction>");
    out
}

fn condition() -> String {
    let moment = restriction("xs:token", &lexical::moments());
    let moment = |name: &str| element(name, &moment, Occurs::Once);
    let kinds = literals(&[LATEST, AS_OF, RANGE].map(str::to_owned));
    let (at, from, to) = (moment(MOMENT), moment(FROM), moment(TO));
    // The two ends of a range may stand in any order, as everything in the envelope may.
    element(
        CONDITION,
        &format!(
            "<xs:complexType><xs:choice minOccurs=\"0\">{at}<xs:sequence>{from}{to}</xs:sequence>\
             <xs:sequence>{to}{from}</xs:sequence></xs:choice><xs:attribute name=\"{CONDITION_KIND}\" use=\"required\">\
             <xs:simpleType>{kinds}</xs:simpleType></xs:attribute></xs:complexType>"
        ),
        Occurs::Once,
    )
}

/// The elements that may stand below a path, each once.
fn branches(layout: &Layout, names: &Names<'_>, above: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for group in 0..layout.groups.len() {
        let path = names.path(group);
        let below = path.len() > above.len() && path.iter().zip(above).all(|(name, other)| name == other);
        if below && !found.contains(&path[above.len()]) {
            found.push(path[above.len()].clone());
        }
    }
    found
}

/// The type of the element at a path: a group with its items, or what leads to several groups.
fn branch(layout: &Layout, names: &Names<'_>, path: &[&str], root: &str, out: &mut String) {
    let type_name = format!("{root}.{}", path.join("."));
    if let Some(group) = (0..layout.groups.len()).find(|group| names.path(*group) == path) {
        let items: Vec<String> = layout
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| item.group == group)
            .map(|(index, item)| format!("name=\"{}\" type=\"{root}.{}\"", names.item(index), item.code))
            .collect();
        let body = if group == 0 { optional(&items) } else { at_least_one(&items) };
        let _ = writeln!(out, "<xs:complexType name=\"{type_name}\">{body}</xs:complexType>");
        return;
    }
    let inner = branches(layout, names, path);
    let content: String =
        inner.iter().map(|name| format!("<xs:element name=\"{name}\" type=\"{type_name}.{name}\"/>")).collect();
    let _ = writeln!(
        out,
        "<xs:complexType name=\"{type_name}\"><xs:choice minOccurs=\"0\" maxOccurs=\"unbounded\">{content}</xs:choice>\
         </xs:complexType>"
    );
    for name in &inner {
        let deeper: Vec<&str> = path.iter().copied().chain([name.as_str()]).collect();
        branch(layout, names, &deeper, root, out);
    }
}

/// Items in their order, any of them left out: a query asks for some only.
fn optional(items: &[String]) -> String {
    let items: String = items.iter().map(|item| format!("<xs:element {item} minOccurs=\"0\"/>")).collect();
    format!("<xs:sequence>{items}</xs:sequence>")
}

/// The same, but not all: a detail without an item is none.
fn at_least_one(items: &[String]) -> String {
    let mut choices = String::new();
    for (at, first) in items.iter().enumerate() {
        let rest: String = items[at + 1..].iter().map(|item| format!("<xs:element {item} minOccurs=\"0\"/>")).collect();
        let _ = write!(choices, "<xs:sequence><xs:element {first}/>{rest}</xs:sequence>");
    }
    format!("<xs:choice>{choices}</xs:choice>")
}

fn item_type(item: &Item, root: &str, out: &mut String) {
    let type_name = format!("{root}.{}", item.code);
    // Spaces inside a text count, those around a number or a date do not.
    let base = if matches!(item.kind, ItemKind::Text | ItemKind::TextAnyWidth | ItemKind::Code) {
        "xs:string"
    } else {
        "xs:token"
    };
    let mut content = restriction(base, &lexical::patterns(item.kind).unwrap_or_default());
    if let Some(max) = item.max_length {
        let inner = format!("<xs:maxLength value=\"{max}\"/></xs:restriction>");
        content = match content.strip_suffix("</xs:restriction>") {
            Some(open) => format!("{open}{inner}"),
            None => content.replace("/>", &format!(">{inner}")),
        };
    }
    let _ = writeln!(
        out,
        "<!-- {} -->\n<xs:simpleType name=\"{type_name}.text\">{content}</xs:simpleType>\n\
         <xs:complexType name=\"{type_name}\"><xs:simpleContent><xs:extension base=\"{type_name}.text\">\
         <xs:attribute name=\"{REASON_OF_NULL}\" type=\"{root}.{REASON_OF_NULL}\"/></xs:extension></xs:simpleContent>\
         </xs:complexType>",
        item.name.replace("--", "- -"),
    );
}
