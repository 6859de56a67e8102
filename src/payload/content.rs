//! 特定個人情報データ: units and details as XML, and back, with everything that breaks the layout.
//!
//! The deck's XML is flat: under the root a head (資格情報) begins a unit, and the details (給付情報) after it belong
//! to it without naming it. A detail is therefore *named* below its unit in every path we print
//! (`…/資格情報[2]/給付情報/傷病手当金[1]/支給額`), although it stands beside it.

use std::borrow::Cow;
use std::sync::Arc;

use super::difference::{Cause, Difference, DifferenceKind};
use super::meaning::is_of_kind;
use super::tree::{self, Element, Limits, XmlFault};
use crate::model::catalogue::payload as say;
use crate::model::catalogue::sheet::item_kind;
use crate::model::layout::{Item, ItemKind};
use crate::model::profile::ElementNames;
use crate::model::replica::UnitPart;
use crate::model::{Detail, Entry, ItemCode, Lang, Layout, Place, Unit, Value, Version};

/// The element that holds 管理情報 and the layout's root.
pub(super) const DATA: &str = "特定個人情報データ";
/// The element of registration time and version.
pub(super) const MANAGEMENT: &str = "管理情報";
/// When the 中間サーバー registered the data.
pub(super) const REGISTERED_AT: &str = "中間サーバー登録日時";
/// Which layout version the data have.
pub(super) const VERSION: &str = "特定個人情報の版番号";
/// The attribute of an empty item.
pub const REASON_OF_NULL: &str = "ReasonOfNull";

/// What a 特定個人情報データ holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Content {
    /// 中間サーバー登録日時, as written.
    pub registered_at: Option<String>,
    /// 特定個人情報の版番号.
    pub version: Option<Version>,
    /// The units, in order.
    pub units: Vec<Unit>,
}

/// The layout's root element: for each unit its head, then a chain of elements for each detail, items in the layout's
/// order, values as registered. An item without an entry is not written at all, required or not: the provider's
/// fault must stay visible. A detail of items of no group is not written. 管理情報 stands beside it, see [`management`].
pub fn write(units: &[Unit], layout: &Layout, names: ElementNames) -> String {
    Writer::new(layout, names).write(&units.iter().map(UnitPart::whole).collect::<Vec<_>>())
}

/// Writes what is given of registered units, again and again: all tags of one layout, ready made.
#[derive(Debug)]
pub struct Writer {
    root: Tag,
    groups: Vec<GroupTags>,
    /// Which group an item is of, by code.
    group_of: Vec<(ItemCode, usize)>,
}

/// `<name>` and `</name>`, or those of a whole path.
#[derive(Debug, Default)]
struct Tag {
    open: String,
    close: String,
}

#[derive(Debug)]
struct GroupTags {
    path: Tag,
    /// In the layout's order.
    items: Vec<(ItemCode, Tag)>,
}

impl Tag {
    fn of(names: &[Cow<'_, str>]) -> Self {
        let mut tag = Self::default();
        names.iter().for_each(|name| tree::open(name, &mut tag.open));
        names.iter().rev().for_each(|name| tree::close(name, &mut tag.close));
        tag
    }
}

impl Writer {
    /// For one layout, spelt so.
    pub fn new(layout: &Layout, names: ElementNames) -> Self {
        let names = Names::of(layout, names);
        let items_of = |group: usize| {
            let items = layout.items.iter().zip(&names.items).filter(move |(item, _)| item.group == group);
            items.map(|(item, name)| (item.code, Tag::of(std::slice::from_ref(name)))).collect()
        };
        let groups = names.groups.iter().enumerate();
        let mut group_of: Vec<(ItemCode, usize)> = layout.items.iter().map(|item| (item.code, item.group)).collect();
        group_of.sort_by_key(|(code, _)| *code);
        Self {
            root: Tag::of(std::slice::from_ref(&names.root)),
            groups: groups.map(|(group, path)| GroupTags { path: Tag::of(path), items: items_of(group) }).collect(),
            group_of,
        }
    }

    /// As [`write()`], of what is given by reference.
    pub fn write(&self, units: &[UnitPart<'_>]) -> String {
        let details: usize = units.iter().map(|unit| unit.details.len()).sum();
        let mut out = String::with_capacity(128 + units.len() * 512 + details * 192);
        out.push_str(&self.root.open);
        for unit in units {
            self.group(0, || unit.head(), &mut out);
            for detail in &unit.details {
                let given = || unit.given(&detail.entries);
                if let Some(group) = given().find_map(|entry| self.group_of(entry.item)) {
                    self.group(group, given, &mut out);
                }
            }
        }
        out.push_str(&self.root.close);
        out
    }

    fn group_of(&self, item: ItemCode) -> Option<usize> {
        let at = self.group_of.binary_search_by_key(&item, |(code, _)| *code).ok()?;
        Some(self.group_of[at].1)
    }

    fn group<'e, I: Iterator<Item = &'e Entry>>(&self, group: usize, entries: impl Fn() -> I, out: &mut String) {
        let Some(tags) = self.groups.get(group) else { return };
        out.push_str(&tags.path.open);
        for (code, tag) in &tags.items {
            let Some(entry) = entries().find(|entry| entry.item == *code) else { continue };
            match &entry.value {
                Value::Text(text) => {
                    out.push_str(&tag.open);
                    tree::escape_text(text, out);
                    out.push_str(&tag.close);
                }
                Value::Null(reason) => {
                    out.push_str(&tag.open[..tag.open.len() - 1]);
                    tree::write_attribute(REASON_OF_NULL, reason, out);
                    out.push_str("/>");
                }
            }
        }
        out.push_str(&tags.path.close);
    }
}

/// 管理情報 as the deck prints it.
pub fn management(registered_at: &str, version: &Version) -> String {
    let mut out = String::with_capacity(192);
    write_management(registered_at, version, &mut out);
    out
}

pub(super) fn write_management(registered_at: &str, version: &Version, out: &mut String) {
    tree::open(MANAGEMENT, out);
    tree::write_leaf(REGISTERED_AT, registered_at, out);
    tree::write_leaf(VERSION, &version.0, out);
    tree::close(MANAGEMENT, out);
}

/// Reads the layout's root element. Never stops: what breaks the layout becomes a difference, the rest is kept.
/// Values are kept untrimmed; places are nowhere.
pub fn read(root: &Element, layout: &Layout, names: ElementNames) -> (Vec<Unit>, Vec<Difference>) {
    read_at(root, layout, names, None)
}

/// Reads a file a person wrote: a 特定個人情報データ with its 管理情報, or the layout's root element alone. Entries
/// remember their line.
pub fn read_file(
    xml: &str,
    file: &Arc<str>,
    layout: &Layout,
    names: ElementNames,
) -> Result<(Content, Vec<Difference>), XmlFault> {
    let root = tree::parse(xml, &Limits::default())?;
    let source = Source::of(xml, file);
    if root.name != DATA {
        let (units, found) = read_at(&root, layout, names, Some(&source));
        return Ok((Content { units, ..Content::default() }, found));
    }
    let mut content = Content::default();
    let mut found = Vec::new();
    for child in &root.children {
        if child.name == MANAGEMENT {
            let text = |name| child.child(name).map(|element| element.text.trim().to_owned());
            content.registered_at = text(REGISTERED_AT);
            content.version = text(VERSION).map(|version| Version(version.into()));
        } else {
            let (units, more) = read_at(child, layout, names, Some(&source));
            content.units.extend(units);
            found.extend(more);
        }
    }
    Ok((content, found))
}

/// The group of a detail: that of its first item the layout knows.
pub(super) fn group_of(layout: &Layout, detail: &Detail) -> Option<usize> {
    group_among(layout, &detail.entries)
}

fn group_among<'e>(layout: &Layout, entries: impl IntoIterator<Item = &'e Entry>) -> Option<usize> {
    entries.into_iter().find_map(|entry| layout.item(entry.item)).map(|item| item.group)
}

/// `root/資格情報[2]`; units count from 0 here and from 1 in the path.
pub(super) fn unit_path(layout: &Layout, unit: usize) -> String {
    let head = layout.groups.first().map(|group| group.path.join("/")).unwrap_or_default();
    format!("{}/{head}[{}]", layout.root, unit + 1)
}

/// `root/資格情報[2]/給付情報/傷病手当金[1]`; the detail's number counts those of its own group in its unit.
pub(super) fn detail_path(layout: &Layout, unit: usize, group: usize, detail: usize) -> String {
    let path = layout.groups.get(group).map(|group| group.path.join("/")).unwrap_or_default();
    format!("{}/{path}[{}]", unit_path(layout, unit), detail + 1)
}

/// The spelling of every element of one layout.
pub(super) struct Names<'a> {
    root: Cow<'a, str>,
    groups: Vec<Vec<Cow<'a, str>>>,
    items: Vec<Cow<'a, str>>,
}

impl<'a> Names<'a> {
    /// By code (our assumption): the root is the 特定個人情報名コード of the wire, a group is `G` and its place in the
    /// layout from 1, an item its code.
    pub fn of(layout: &'a Layout, names: ElementNames) -> Self {
        match names {
            ElementNames::Japanese => Self {
                root: Cow::Borrowed(&layout.root),
                groups: layout.groups.iter().map(|group| group.path.iter().map(Cow::from).collect()).collect(),
                items: layout.items.iter().map(|item| Cow::Borrowed(item.name.as_str())).collect(),
            },
            ElementNames::ItemCode => Self {
                root: Cow::Owned(layout.information.wire()),
                groups: (1..=layout.groups.len()).map(|place| vec![Cow::Owned(format!("G{place}"))]).collect(),
                items: layout.items.iter().map(|item| Cow::Owned(item.code.to_string())).collect(),
            },
        }
    }
}

impl Names<'_> {
    /// Of the root.
    pub fn root(&self) -> String {
        self.root.to_string()
    }

    /// Of a group, from below the root down.
    pub fn path(&self, group: usize) -> Vec<String> {
        self.groups[group].iter().map(ToString::to_string).collect()
    }

    /// Of an item, by its place in the layout.
    pub fn item(&self, index: usize) -> String {
        self.items[index].to_string()
    }
}

/// The text a tree was read from, to give entries their places.
struct Source<'a> {
    xml: &'a str,
    file: &'a Arc<str>,
    line_starts: Vec<usize>,
}

impl<'a> Source<'a> {
    fn of(xml: &'a str, file: &'a Arc<str>) -> Self {
        let after_breaks = xml.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1);
        Self { xml, file, line_starts: std::iter::once(0).chain(after_breaks).collect() }
    }

    fn place(&self, offset: usize) -> Place {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let column = self.xml.get(start..offset).map_or(0, |before| before.chars().count() + 1);
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Place::Point { file: Arc::clone(self.file), line: small(line), column: small(column) }
    }
}

fn read_at(
    root: &Element,
    layout: &Layout,
    names: ElementNames,
    source: Option<&Source<'_>>,
) -> (Vec<Unit>, Vec<Difference>) {
    let names = Names::of(layout, names);
    let mut reading = Reading { layout, names, source, units: Vec::new(), found: Vec::new() };
    if root.name == reading.names.root {
        reading.attributes(root, |_| layout.root.clone());
        let groups: Vec<usize> = (0..layout.groups.len()).collect();
        reading.below(root, 0, &groups);
    } else {
        let mut unknown = Difference::at(DifferenceKind::UnknownElement, root.name.clone(), &root.name);
        unknown.expected = Some(reading.names.root.to_string());
        unknown.actual = Some(root.name.clone());
        reading.found.push(unknown);
    }
    (reading.units, reading.found)
}

struct Reading<'a> {
    layout: &'a Layout,
    names: Names<'a>,
    source: Option<&'a Source<'a>>,
    units: Vec<Unit>,
    found: Vec<Difference>,
}

impl Reading<'_> {
    /// The children of an element `depth` levels below the root, on the path of these groups.
    fn below(&mut self, element: &Element, depth: usize, groups: &[usize]) {
        if !element.text.trim().is_empty() {
            let path = if depth == 0 { self.layout.root.clone() } else { self.here(&element.name) };
            let mut stray = Difference::at(DifferenceKind::AgainstLayout, path, &element.name);
            stray.actual = Some(element.text.trim().to_owned());
            self.found.push(stray);
        }
        for child in &element.children {
            let on_path = |group: &usize| self.names.groups[*group].get(depth).is_some_and(|name| *name == child.name);
            match groups.iter().copied().find(on_path) {
                None => self.unknown(child),
                Some(group) if self.names.groups[group].len() == depth + 1 => self.group(group, child),
                Some(_) => {
                    let deeper: Vec<usize> = groups.iter().copied().filter(on_path).collect();
                    self.attributes(child, |reading| reading.here(&child.name));
                    self.below(child, depth + 1, &deeper);
                }
            }
        }
    }

    /// The path of an element that is no group: below the unit it follows.
    fn here(&self, name: &str) -> String {
        match self.units.len() {
            0 => format!("{}/{name}", self.layout.root),
            units => format!("{}/{name}", unit_path(self.layout, units - 1)),
        }
    }

    fn unknown(&mut self, element: &Element) {
        let unknown = Difference::at(DifferenceKind::UnknownElement, self.here(&element.name), &element.name);
        self.found.push(unknown);
    }

    fn group(&mut self, group: usize, element: &Element) {
        if group == 0 {
            self.units.push(Unit::default());
            let head = self.entries(0, element, |reading| unit_path(reading.layout, reading.units.len() - 1));
            if let Some(unit) = self.units.last_mut() {
                unit.head = head;
            }
            return;
        }
        if self.units.is_empty() {
            // It would belong to nobody, so it is not kept.
            let path = format!("{}/{}", self.layout.root, self.layout.groups[group].path.join("/"));
            self.found.push(Difference::at(DifferenceKind::WrongOrder, path, &element.name));
            return;
        }
        let path = |reading: &Self| {
            let unit = reading.units.len() - 1;
            let before = reading.units[unit].details.iter();
            let number = before.filter(|detail| group_of(reading.layout, detail) == Some(group)).count();
            detail_path(reading.layout, unit, group, number)
        };
        let entries = self.entries(group, element, path);
        if entries.is_empty() {
            // Without an item nothing says of which group it is, so it is told here and not kept.
            let empty = Difference::at(DifferenceKind::AgainstLayout, path(self), &element.name);
            self.found.push(empty);
        } else if let Some(unit) = self.units.last_mut() {
            unit.details.push(Detail { entries });
        }
    }

    fn entries(&mut self, group: usize, element: &Element, path: impl Fn(&Self) -> String) -> Vec<Entry> {
        let layout = self.layout;
        self.attributes(element, &path);
        if !element.text.trim().is_empty() {
            let mut stray = Difference::at(DifferenceKind::AgainstLayout, path(self), &element.name);
            stray.actual = Some(element.text.trim().to_owned());
            self.found.push(stray);
        }
        let mut entries: Vec<Entry> = Vec::with_capacity(element.children.len());
        let mut next = 0;
        for child in &element.children {
            let at = |reading: &Self| format!("{}/{}", path(reading), child.name);
            let Some(index) = self.item_index(group, &child.name, next) else {
                let unknown = Difference::at(DifferenceKind::UnknownElement, at(self), &child.name);
                self.found.push(unknown);
                continue;
            };
            let item = &layout.items[index];
            let about =
                |kind, path| Difference { item: Some(item.code), ..Difference::at(kind, path, item.name.clone()) };
            if index < next {
                if entries.iter().any(|entry| entry.item == item.code) {
                    let actual = Some(child.text.trim().to_owned());
                    let repeated = about(DifferenceKind::ExtraItem, at(self));
                    self.found.push(Difference { actual, cause: Some(Cause::Repeated), ..repeated });
                    continue;
                }
                let disordered = about(DifferenceKind::WrongOrder, at(self));
                self.found.push(disordered);
            }
            next = next.max(index + 1);
            let value = self.value(item, child, &at);
            let place = self.source.map_or(Place::Nowhere, |source| source.place(child.span.start));
            entries.push(Entry { item: item.code, value, place });
        }
        entries
    }

    fn value(&mut self, item: &Item, element: &Element, at: &impl Fn(&Self) -> String) -> Value {
        for child in &element.children {
            let path = format!("{}/{}", at(self), child.name);
            self.found.push(Difference::at(DifferenceKind::UnknownElement, path, &child.name));
        }
        let mut reason = None;
        for (name, value) in &element.attributes {
            if name == REASON_OF_NULL {
                reason = Some(value);
            } else if !is_xml_business(name) {
                let path = format!("{}/@{name}", at(self));
                self.found.push(Difference::at(DifferenceKind::UnknownElement, path, name));
            }
        }
        let text = element.text.trim();
        let broken = match reason {
            Some(_) if text.is_empty() => None,
            Some(reason) => Some(format!("{REASON_OF_NULL}={reason}")),
            None => broken_rule(item, text),
        };
        if let Some(rule) = broken {
            self.found.push(Difference {
                item: Some(item.code),
                expected: Some(rule),
                actual: Some(text.to_owned()),
                ..Difference::at(DifferenceKind::AgainstLayout, at(self), &item.name)
            });
        }
        match reason {
            Some(reason) if text.is_empty() => Value::Null(reason.clone()),
            _ => Value::Text(element.text.clone()),
        }
    }

    /// Items mostly stand in order, so the next one is tried first.
    fn item_index(&self, group: usize, name: &str, next: usize) -> Option<usize> {
        let items = &self.layout.items;
        let fits = |index: &usize| items[*index].group == group && self.names.items[*index] == name;
        (next..items.len()).find(fits).or_else(|| (0..next.min(items.len())).find(fits)).or_else(|| {
            // By code both forms are one, whichever the layout prints.
            let code = if name.starts_with("TK") { ItemCode::parse(name).ok() } else { None }?;
            let coded = matches!(self.names.root, Cow::Owned(_));
            items.iter().position(|item| coded && item.group == group && item.code == code)
        })
    }

    fn attributes(&mut self, element: &Element, path: impl Fn(&Self) -> String) {
        for (name, _) in element.attributes.iter().filter(|(name, _)| !is_xml_business(name)) {
            let unknown = Difference::at(DifferenceKind::UnknownElement, format!("{}/@{name}", path(self)), name);
            self.found.push(unknown);
        }
    }
}

/// Attributes that speak of the XML, not of the data.
fn is_xml_business(name: &str) -> bool {
    name == "xmlns" || name.starts_with("xmlns:") || name.starts_with("xsi:") || name.starts_with("xml:")
}

/// The rule of the layout that a text breaks, in the layout file's own words (`max-length: 40`).
fn broken_rule(item: &Item, text: &str) -> Option<String> {
    if text.is_empty() {
        return item.required.then(|| "required: true".to_owned());
    }
    if let Some(max) = item.max_length.filter(|max| text.len() > *max && text.chars().count() > *max) {
        return Some(format!("max-length: {max}"));
    }
    (!is_of_kind(item.kind, text)).then(|| {
        let kind = KINDS.iter().find(|(kind, _)| *kind == item.kind).map_or("", |(_, word)| word);
        format!("kind: {kind}")
    })
}

/// Types as the layout file spells them.
const KINDS: [(ItemKind, &str); 7] = [
    (ItemKind::Text, "text"),
    (ItemKind::TextAnyWidth, "text-any-width"),
    (ItemKind::Code, "code"),
    (ItemKind::Amount, "amount"),
    (ItemKind::Date, "date"),
    (ItemKind::Month, "month"),
    (ItemKind::Year, "year"),
];

/// A rule that a value broke (`kind: date`, as records keep it) as people say it; `None`: no rule.
pub fn rule_in_words(rule: &str, lang: Lang) -> Option<String> {
    if rule == "required: true" {
        return Some(say::RULE_REQUIRED.say(lang, &[]));
    }
    if let Some(limit) = rule.strip_prefix("max-length: ") {
        return Some(say::RULE_LENGTH.say(lang, &[("limit", &limit)]));
    }
    let written = rule.strip_prefix("kind: ")?;
    let (kind, _) = KINDS.iter().find(|(_, word)| *word == written)?;
    let name = item_kind(*kind).pattern(lang);
    Some(say::RULE_KIND.say(lang, &[("name", &name), ("kind", &written)]))
}

#[cfg(test)]
mod tests;
