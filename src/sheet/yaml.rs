//! YAML text -> a tree in which every scalar is a text with its line and column.
//!
//! The tree stands between the parser and the mirror types for two reasons: serde stops at the first fault while a
//! person wants them all, and a code such as `0001` must stay the text that was typed, quotes or not. A plain `null`,
//! `~` or nothing is "not written"; `yes` and `on` are words like any other.

use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::{DuplicateKeyPolicy, Error, Location, NonFiniteFloatPolicy, Spanned};

use super::Faults;
use crate::model::catalogue::{sheet as say, yaml as causes};
use crate::model::{Diagnostic, Place, Text};

/// Largest YAML file, bytes.
pub const YAML_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Deepest nesting of a YAML file, levels (our forms need eight).
pub const YAML_DEPTH_MAX: usize = 32;
/// Most nodes (maps, lists, scalars) of a YAML file.
pub const YAML_NODES_MAX: usize = 8_000_000;
/// Most anchors, and most aliases, of a YAML file.
pub const YAML_ALIASES_MAX: usize = 1_000;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Line and column of its first character.
    pub place: Place,
    /// The value.
    pub value: Tree,
}

/// A value of a YAML file.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// `null`, `~` or nothing.
    Null,
    /// A scalar, character for character.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order written.
    Map(Vec<(Key, Node)>),
}

/// A key of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// Bytes of a YAML file -> text, without a BOM; a file in another charset is refused by name.
pub fn decode(bytes: &[u8], file: &Arc<str>, faults: &mut Faults) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(error) => {
            let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
            let place = Place::Point { file: file.clone(), line: line as u32, column: 0 };
            faults.push(Diagnostic::new(&say::NOT_UTF8, place).with("charset", charset(bytes)));
            None
        }
    }
}

/// The likely charset of bytes that are not UTF-8.
fn charset(bytes: &[u8]) -> &'static str {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || bytes.iter().take(64).any(|byte| *byte == 0)
    {
        return "UTF-16";
    }
    // In EUC-JP both bytes of a kanji lie above A0; in Shift_JIS kana and kanji lead with 81-9F or E0-FC.
    let shift_jis = bytes.windows(2).any(|pair| matches!(pair[0], 0x81..=0x9f) && matches!(pair[1], 0x40..=0xfc));
    if shift_jis { "Windows-31J（Shift_JIS）" } else { "EUC-JP, ISO-2022-JP, …" }
}

/// Text -> tree. Every syntax fault is told with its line; `None` when nothing can be read.
pub fn parse(text: &str, file: &Arc<str>, faults: &mut Faults) -> Option<Node> {
    if let Some(place) = tab_in_indent(text, file) {
        faults.push(Diagnostic::new(&say::TAB, place));
        return None;
    }
    if let Some(line) = text.lines().position(|line| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ")) {
        let place = Place::Point { file: file.clone(), line: line as u32 + 1, column: 1 };
        faults.push(Diagnostic::new(&say::MERGE_MARKS, place));
        return None;
    }
    let mut reading = serde_yaml::from_str_with_options::<Spanned<Parsed>>(text, options(DuplicateKeyPolicy::Error));
    if let Err(error) = &reading
        && let Error::DuplicateMappingKey { key, location } = error.without_snippet()
    {
        let key = key.clone().unwrap_or_default();
        faults.push(Diagnostic::new(&say::DUPLICATE_KEY, point(file, *location)).with("key", key));
        // Read on with one of the two, so that the other faults of the file are told too.
        reading = serde_yaml::from_str_with_options(text, options(DuplicateKeyPolicy::FirstWins));
    }
    match reading {
        Ok(parsed) => Some(Source { text, file }.node(parsed)),
        Err(error) => {
            faults.push(unreadable(error.without_snippet(), file));
            None
        }
    }
}

fn options(duplicate_keys: DuplicateKeyPolicy) -> serde_yaml::Options {
    serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_depth: YAML_DEPTH_MAX,
            max_nodes: YAML_NODES_MAX,
            max_events: YAML_NODES_MAX.saturating_mul(2),
            max_anchors: YAML_ALIASES_MAX,
            max_aliases: YAML_ALIASES_MAX,
            max_documents: 1,
        },
        duplicate_keys: duplicate_keys,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        with_snippet: false,
    }
}

fn unreadable(error: &Error, file: &Arc<str>) -> Diagnostic {
    let place = point(file, error.location().unwrap_or(Location::UNKNOWN));
    match error {
        Error::Budget { breach, .. } => {
            let told = format!("{breach:?}");
            let known = causes::LIMITS.iter().find(|(name, _)| told.starts_with(name));
            let Text { ja, en } = known.map_or(causes::LIMIT_OTHER, |(_, text)| *text);
            Diagnostic::new(&say::YAML_LIMIT, place).with_both("limit", ja.to_owned(), en.to_owned())
        }
        other => {
            let told = other.to_string();
            let known = causes::CAUSES.iter().find(|(part, _)| told.contains(part));
            let Text { ja, en } = known.map_or(causes::OTHER, |(_, text)| *text);
            Diagnostic::new(&say::YAML_BROKEN, place).with_both("reason", ja.to_owned(), en.to_owned())
        }
    }
}

/// YAML forbids tabs in indentation; parsers say so in riddles.
fn tab_in_indent(text: &str, file: &Arc<str>) -> Option<Place> {
    text.lines().enumerate().find_map(|(index, line)| {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let blank = line.trim().is_empty() || line.trim_start().starts_with('#');
        let tab = line[..indent].find('\t')?;
        (!blank).then(|| Place::Point { file: file.clone(), line: index as u32 + 1, column: tab as u32 + 1 })
    })
}

fn point(file: &Arc<str>, location: Location) -> Place {
    match u32::try_from(location.line()) {
        Ok(0) | Err(_) => Place::File(file.clone()),
        Ok(line) => Place::Point { file: file.clone(), line, column: u32::try_from(location.column()).unwrap_or(0) },
    }
}

/// What the parser hands over; scalars that look like numbers or booleans are taken from the source later.
enum Parsed {
    Null,
    Plain(String),
    Typed,
    List(Vec<Spanned<Parsed>>),
    Map(Vec<(Spanned<Parsed>, Spanned<Parsed>)>),
}

impl<'de> Deserialize<'de> for Parsed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ParsedVisitor)
    }
}

struct ParsedVisitor;

impl<'de> Visitor<'de> for ParsedVisitor {
    type Value = Parsed;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Parsed, E> {
        Ok(Parsed::Null)
    }

    fn visit_none<E>(self) -> Result<Parsed, E> {
        Ok(Parsed::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Parsed, E> {
        Ok(Parsed::Typed)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Parsed, E> {
        Ok(Parsed::Typed)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Parsed, E> {
        Ok(Parsed::Typed)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Parsed, E> {
        Ok(Parsed::Typed)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Parsed, E> {
        Ok(Parsed::Typed)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Parsed, E> {
        Ok(Parsed::Typed)
    }

    fn visit_str<E>(self, text: &str) -> Result<Parsed, E> {
        Ok(Parsed::Plain(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Parsed, E> {
        Ok(Parsed::Plain(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Parsed, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Parsed::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parsed, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Parsed::Map(entries))
    }
}

struct Source<'a> {
    text: &'a str,
    file: &'a Arc<str>,
}

impl Source<'_> {
    fn node(&self, parsed: Spanned<Parsed>) -> Node {
        let place = point(self.file, parsed.referenced);
        let value = match parsed.value {
            Parsed::Null => Tree::Null,
            Parsed::Plain(text) => Tree::Scalar(text),
            Parsed::Typed => Tree::Scalar(self.written(parsed.defined)),
            Parsed::List(items) => Tree::List(items.into_iter().map(|item| self.node(item)).collect()),
            Parsed::Map(entries) => {
                Tree::Map(entries.into_iter().map(|(key, value)| (self.key(key), self.node(value))).collect())
            }
        };
        Node { place, value }
    }

    fn key(&self, parsed: Spanned<Parsed>) -> Key {
        let defined = parsed.defined;
        let node = self.node(parsed);
        let text = match node.value {
            Tree::Scalar(text) => text,
            _ => self.written(defined),
        };
        Key { text, place: node.place }
    }

    /// The characters of a plain scalar as they stand in the file.
    fn written(&self, at: Location) -> String {
        let span = at.span();
        let range = span.byte_offset().zip(span.byte_len()).and_then(|(from, length)| {
            let from = usize::try_from(from).ok()?;
            let to = from.checked_add(usize::try_from(length).ok()?)?;
            self.text.get(from..to)
        });
        range.unwrap_or_default().trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;

    fn show(node: &Node) -> String {
        let Place::Point { line, column, .. } = &node.place else { return "?".to_owned() };
        let inner = match &node.value {
            Tree::Null => "null".to_owned(),
            Tree::Scalar(text) => format!("{text:?}"),
            Tree::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
            Tree::Map(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|(key, value)| format!("{}: {}", key.text, show(value))).collect();
                format!("{{{}}}", entries.join(", "))
            }
        };
        format!("{inner}@{line}:{column}")
    }

    fn read(text: &str) -> String {
        let mut faults = Faults::default();
        let file: Arc<str> = "a.yaml".into();
        let node = decode(text.as_bytes(), &file, &mut faults).and_then(|text| parse(&text, &file, &mut faults));
        let mut out: Vec<String> = node.iter().map(show).collect();
        out.extend(
            faults
                .into_vec()
                .iter()
                .map(|fault| format!("{} {} {}", fault.fault.code, fault.place, fault.message(Lang::Ja))),
        );
        out.join(" | ")
    }

    #[test]
    fn every_scalar_stays_the_text_that_was_typed() {
        for (text, expected) in [
            ("code: 0001", r#"{code: "0001"@1:7}@1:1"#),
            ("code: 002", r#"{code: "002"@1:7}@1:1"#),
            ("code: \"002\"", r#"{code: "002"@1:7}@1:1"#),
            ("版: 4.0", r#"{版: "4.0"@1:4}@1:1"#),
            ("a: yes\nb: on\nc: true", r#"{a: "yes"@1:4, b: "on"@2:4, c: "true"@3:4}@1:1"#),
            ("a: 1e999", r#"{a: "1e999"@1:4}@1:1"#),
            ("a: 0x1F", r#"{a: "0x1F"@1:4}@1:1"#),
            ("a: 12345678901234567890123456789", r#"{a: "12345678901234567890123456789"@1:4}@1:1"#),
            ("a: 2017-04-01", r#"{a: "2017-04-01"@1:4}@1:1"#),
            ("a: ~\nb: null\nc:\nd: \"null\"", r#"{a: null@1:4, b: null@2:4, c: null@3:2, d: "null"@4:4}@1:1"#),
            ("- 1\n- [01, 2]", r#"["1"@1:3, ["01"@2:4, "2"@2:8]@2:3]@1:1"#),
            ("01: x", r#"{01: "x"@1:5}@1:1"#),
            ("\u{feff}a: 1", r#"{a: "1"@1:4}@1:1"#),
            ("a: &x 007\nb: *x", r#"{a: "007"@1:7, b: "007"@2:4}@1:1"#),
            ("a: 1 # 注", r#"{a: "1"@1:4}@1:1"#),
            ("名: １２\r\n次: 3\r\n", r#"{名: "１２"@1:4, 次: "3"@2:4}@1:1"#),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        for (text, start) in [
            ("a: 1\n\tb: 2", "E0124 a.yaml:2:1"),
            ("a: [1, 2", "E0119 a.yaml:"),
            ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\n>>>>>>> main\n", "E0137 a.yaml:2:1"),
            ("a: 1\nb: 2\na: 3", "{a: \"1\"@1:4, b: \"2\"@2:4}@1:1 | E0121 a.yaml:3:1"),
            ("a: *nobody", "E0119 a.yaml:1:4"),
            (&format!("a: {}{}", "[".repeat(40), "]".repeat(40)), "E0122 a.yaml:1:"),
        ] {
            let said = read(text);
            assert!(said.starts_with(start), "{text}: {said}");
        }
    }

    /// The parser's own words are English: whoever reads Japanese is told the cause in Japanese.
    #[test]
    fn the_usual_slips_are_told_in_the_readers_language() {
        let file: Arc<str> = "a.yaml".into();
        for (text, ja) in [
            ("a: [1, 2\nb: 3", "E0119 2:2 ここには「:」を書けません"),
            ("- x: [", "E0119 1:6 かっこが閉じられていません"),
            ("a: [1}", "E0119 1:4 かっこの開きと閉じの種類が合いません"),
            ("a: 1]", "{a: \"1]\"@1:4}@1:1"),
            ("a: \"x\nb: 1\n", "E0119 2:1 引用符（\" または '）が閉じられていません"),
            ("a: \"x\" y", "E0119 1:8 閉じの引用符の後に余分な文字があります"),
            ("a: \"\\q\"", "E0119 1:4 \" の中の「\\」の使い方が違います"),
            ("a: b: c", "E0119 1:5 ここには「:」を書けません"),
            ("- id: 1\n  title x\n  flow: y", "E0119 2:3 「項目: 値」の「:」がありません"),
            ("a:\n  - x\n b: 1", "E0119 3:2 字下げが、上の項目とそろっていません"),
            ("- id: 1\n  title: x\n flow: y", "E0119 3:2 並びの字下げが、上の「-」とそろっていません"),
            ("a: @x", "E0119 1:4 この字から始まる値は、引用符で囲みます"),
            ("a: *x", "E0119 1:4 「*」や「&」で始まる値は、引用符で囲みます"),
            ("a: {b: 1", "E0119 1:4 かっこが閉じられていません"),
            ("a: 1\n---\nb: 1", "E0122 2:1 一つのファイルに「---」で区切った文書が二つ以上あります"),
            (&format!("a: {}{}", "[".repeat(40), "]".repeat(40)), "E0122 1:35 入れ子が深すぎます"),
        ] {
            let mut faults = Faults::default();
            let read = parse(text, &file, &mut faults);
            let told: Vec<String> = faults
                .into_vec()
                .iter()
                .map(|fault| {
                    let reason = fault.args.iter().find(|(name, _)| matches!(*name, "reason" | "limit"));
                    let place = fault.place.to_string();
                    let place = place.strip_prefix("a.yaml:").unwrap_or_default();
                    format!("{} {place} {}", fault.fault.code, reason.map_or("", |(_, reason)| reason))
                })
                .collect();
            let told = match read {
                Some(node) => show(&node),
                None => told.join(" | "),
            };
            assert!(told.starts_with(ja), "{text}: {told}");
        }
    }

    #[test]
    fn another_charset_is_named() {
        let file: Arc<str> = "a.yaml".into();
        for (bytes, charset) in [
            (&b"\x83\x65\x83\x58\x83\x67: 1"[..], "Windows-31J"),
            (&b"\xff\xfea\x00"[..], "UTF-16"),
            (&b"\xa5\xc6\xa5\xb9: 1"[..], "EUC-JP"),
        ] {
            let mut faults = Faults::default();
            assert_eq!(decode(bytes, &file, &mut faults), None);
            let said = faults.into_vec()[0].message(Lang::Ja);
            assert!(said.contains(charset), "{said}");
        }
    }
}
