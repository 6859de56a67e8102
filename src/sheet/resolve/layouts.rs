//! Layouts, 事務 with their permitted combinations, and the profile.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::bodies::{Bodies, ORGANISATION_KINDS};
use super::residents::{self, SEARCH_RIGHTS};
use super::words::{self, key, name_key, required_key};
use crate::model::catalogue::interpretation::PERMIT_OF_OTHERS;
use crate::model::catalogue::sheet as say;
use crate::model::date::to_half_width;
use crate::model::layout::{Group, Time};
use crate::model::profile::{ElementNames, Transport};
use crate::model::project::{Affair, Permit, Procedure};
use crate::model::{
    AffairCode, Diagnostic, InformationCode, Item, ItemCode, ItemKind, Layout, Outcome, Place, ProcedureCode, Profile,
    SearchRight, Version,
};
use crate::payload::tree::refused_everywhere;
use crate::sheet::raw::*;
use crate::sheet::{Faults, refused_names};

/// Types of items, as YAML spells them.
pub const ITEM_KINDS: [(&str, ItemKind); 7] = [
    ("text", ItemKind::Text),
    ("text-any-width", ItemKind::TextAnyWidth),
    ("code", ItemKind::Code),
    ("amount", ItemKind::Amount),
    ("date", ItemKind::Date),
    ("month", ItemKind::Month),
    ("year", ItemKind::Year),
];

/// Longest wait a profile may ask for, milliseconds.
const WAIT_MS_MAX: u32 = 3_600_000;
/// Longest value an item may have, characters.
const ITEM_CHARS_MAX: u32 = 100_000;
/// Most items a range in a permit may span.
const PERMITTED_ITEMS_MAX: u64 = 1_000;

/// Layouts, 事務 and profile, with look-ups.
#[derive(Default)]
pub struct Layouts {
    /// All layouts.
    pub all: Vec<Layout>,
    /// All 事務.
    pub affairs: Vec<Affair>,
    /// The profile.
    pub profile: Profile,
    by_version: HashMap<(InformationCode, Version), usize>,
    versions: BTreeMap<InformationCode, Vec<Version>>,
    affair_by: HashMap<AffairCode, usize>,
    /// Where each 事務 was named first.
    affair_named: HashMap<AffairCode, Word>,
    /// Where each 事務手続 stands.
    procedure_at: HashMap<(AffairCode, ProcedureCode), Place>,
    /// 事務手続 that may search 住基ネット by less than 4情報.
    pub search_rights: HashMap<(AffairCode, ProcedureCode), SearchRight>,
}

impl Layouts {
    /// Resolves the profile first: it says how elements are named.
    pub fn resolve(raw: &RawProject, bodies: &Bodies, faults: &mut Faults) -> Self {
        let profile = raw.profile.as_ref().map(|raw| profile(raw, faults)).unwrap_or_default();
        let mut all = Self { profile, ..Self::default() };
        for layout in &raw.layouts {
            all.layout(layout, faults);
        }
        for affair in &raw.affairs {
            all.affair(affair, bodies, faults);
        }
        all
    }

    /// The layout of an information in a version, or a fault at the word that is wrong.
    pub fn known(&self, information: &Word, name: &str, version: &Word, faults: &mut Faults) -> Option<&Layout> {
        let code = words::code(information, name, InformationCode::parse, faults)?;
        let Some(versions) = self.versions.get(&code) else {
            let fault = Diagnostic::new(&say::UNKNOWN_INFORMATION, information.place.clone()).with("value", code);
            let known: Vec<String> = self.versions.keys().map(ToString::to_string).collect();
            faults.push_near(fault, &code.to_string(), known.iter().map(String::as_str));
            return None;
        };
        let written = key(&version.text);
        let number = |text: &str| text.parse::<f64>().ok();
        // A cell that held 4.0 as a number shows 4: it can only mean the version that is the same number.
        let found = versions.iter().find(|known| *known.0 == *written).or_else(|| {
            let same = |known: &&Version| version.form == Form::Number && number(&known.0) == number(&written);
            versions.iter().find(same)
        });
        let Some(found) = found else {
            let fault = Diagnostic::new(&say::UNKNOWN_VERSION, version.place.clone()).with("information", code);
            let fault = fault.with("value", &written).with("known", words::listed(versions));
            faults.push_near(fault, &written, versions.iter().map(|version| &*version.0));
            return None;
        };
        self.by_version.get(&(code, found.clone())).and_then(|index| self.all.get(*index))
    }

    /// An 事務手続 by both codes, or a fault.
    pub fn known_procedure(
        &self,
        affair: (AffairCode, &Word),
        procedure: (ProcedureCode, &Word),
        faults: &mut Faults,
    ) -> Option<&Procedure> {
        let found = self.affair_by.get(&affair.0).and_then(|index| self.affairs.get(*index));
        let Some(found) = found else {
            let fault = Diagnostic::new(&say::UNKNOWN_AFFAIR, affair.1.place.clone()).with("value", affair.0);
            let known: Vec<String> = self.affair_by.keys().map(ToString::to_string).collect();
            faults.push_near(fault, &affair.0.to_string(), known.iter().map(String::as_str));
            return None;
        };
        let known = found.procedures.iter().find(|known| known.code == procedure.0);
        if known.is_none() {
            let fault = Diagnostic::new(&say::UNKNOWN_PROCEDURE, procedure.1.place.clone()).with("affair", affair.0);
            let codes: Vec<String> = found.procedures.iter().map(|known| known.code.to_string()).collect();
            let fault = fault.with("value", procedure.0);
            faults.push_near(fault, &procedure.0.to_string(), codes.iter().map(String::as_str));
        }
        known
    }

    fn layout(&mut self, raw: &RawLayout, faults: &mut Faults) {
        let information = required_key(raw.information.as_ref(), "information", &raw.place, faults)
            .and_then(|word| words::code(word, "information", InformationCode::parse, faults));
        let version = required_key(raw.version.as_ref(), "version", &raw.place, faults);
        let root = required_key(raw.root.as_ref(), "root", &raw.place, faults);
        let (Some(information), Some(version), Some(root)) = (information, version, root) else { return };
        let version = Version::from(&*key(&version.text));
        let label = format!("{information} {version}");
        if let Some(first) = self.by_version.get(&(information, version.clone())).and_then(|at| self.all.get(*at)) {
            let fault = Diagnostic::new(&say::DUPLICATE_ID, raw.place.clone()).with("name", "layouts");
            faults.push(fault.with("id", &label).with("first", &first.place));
            return;
        }
        let groups: Vec<(String, &RawLayoutGroup)> = raw
            .groups
            .iter()
            .filter_map(|group| {
                Some((required_key(group.path.as_ref(), "path", &group.place, faults)?.text.clone(), group))
            })
            .collect();
        let items = items(raw, &groups, faults);
        for (part, empty) in [("groups", groups.is_empty()), ("items", items.is_empty())] {
            if empty {
                let fault = Diagnostic::new(&say::LAYOUT_EMPTY, raw.place.clone()).with("layout", &label);
                faults.push(fault.with("part", part));
            }
        }
        if groups.is_empty() || items.is_empty() {
            return;
        }
        let codes: HashSet<ItemCode> = items.iter().map(|item| item.code).collect();
        let groups = groups.iter().map(|(path, group)| resolve_group(path, group, &codes, faults)).collect();
        let layout = Layout {
            information,
            name: raw.name.as_ref().map_or_else(|| information.to_string(), |name| name.text.clone()),
            version: version.clone(),
            root: root.text.clone(),
            groups,
            items,
            place: raw.place.clone(),
        };
        if self.profile.element_names == ElementNames::Japanese {
            check_names(&layout, faults);
        }
        self.by_version.insert((information, version.clone()), self.all.len());
        self.versions.entry(information).or_default().push(version);
        self.all.push(layout);
    }

    fn affair(&mut self, raw: &RawAffair, bodies: &Bodies, faults: &mut Faults) {
        let Some(word) = required_key(raw.code.as_ref(), "code", &raw.place, faults) else { return };
        let Some(code) = words::code(word, "code", AffairCode::parse, faults) else { return };
        let affair_code = code;
        let right = |word: &Option<Word>, faults: &mut Faults| {
            word.as_ref().and_then(|word| words::choice(word, "resident-search", &SEARCH_RIGHTS, faults))
        };
        let whole = right(&raw.search, faults);
        let mut procedures = Vec::new();
        for procedure in &raw.procedures {
            let word = required_key(procedure.code.as_ref(), "code", &procedure.place, faults);
            let code = word.and_then(|word| words::code(word, "code", ProcedureCode::parse, faults));
            let (Some(code), Some(word)) = (code, word) else { continue };
            if let Some(first) = self.procedure_at.get(&(affair_code, code)) {
                let fault = Diagnostic::new(&say::PROCEDURE_TWICE, word.place.clone()).with("procedure", code);
                faults.push(fault.with("affair", affair_code).with("first", first));
                continue;
            }
            self.procedure_at.insert((affair_code, code), word.place.clone());
            let name = procedure.name.as_ref().map_or_else(|| code.to_string(), |name| name.text.clone());
            if let Some(right) = right(&procedure.search, faults).or(whole) {
                self.search_rights.insert((affair_code, code), right);
            }
            let permits = procedure.permits.iter().filter_map(|permit| resolve_permit(permit, bodies, faults));
            let permits = permits.collect();
            let consent = procedure.consent.as_ref().and_then(|word| words::truth(word, "consent", faults));
            procedures.push(Procedure { code, name, consent: consent.unwrap_or(false), permits });
        }
        let first = raw.name.as_ref().map(|name| self.affair_named.entry(code).or_insert_with(|| name.clone()));
        if let (Some(name), Some(first)) = (&raw.name, &first)
            && name_key(&name.text) != name_key(&first.text)
        {
            let fault = Diagnostic::new(&say::AFFAIR_NAMED_TWICE, name.place.clone()).with("affair", code);
            let fault = fault.with("name", &name.text).with("other", &first.text);
            faults.push(fault.with("first", &first.place));
        }
        // An 事務 may be written in several files, each with some of its procedures; one of them may leave out its name.
        if let Some(known) = self.affair_by.get(&code).and_then(|index| self.affairs.get_mut(*index)) {
            if let Some(first) = first {
                known.name.clone_from(&first.text);
            }
            known.procedures.extend(procedures);
            return;
        }
        let name = raw.name.as_ref().map_or_else(|| code.to_string(), |name| name.text.clone());
        self.affair_by.insert(code, self.affairs.len());
        self.affairs.push(Affair { code, name, procedures });
    }
}

fn resolve_permit(raw: &RawPermit, bodies: &Bodies, faults: &mut Faults) -> Option<Permit> {
    let mut kinds = |list: &[Word], name: &str| -> Vec<_> {
        list.iter().filter_map(|word| words::choice(word, name, &ORGANISATION_KINDS, faults)).collect()
    };
    let inquirers = kinds(&raw.inquirers, "inquirers");
    let providers = kinds(&raw.providers, "providers");
    let information = required_key(raw.information.as_ref(), "information", &raw.place, faults)?;
    let information = words::code(information, "information", InformationCode::parse, faults)?;
    let mut only = Vec::new();
    for word in &raw.only {
        let Some(body) = bodies.known_organisation(word, faults) else { continue };
        if !providers.contains(&body.kind) {
            faults.push(Diagnostic::new(&PERMIT_OF_OTHERS, word.place.clone()).with("name", &body.name));
        }
        only.push(body.id.clone());
    }
    let items = raw.items.as_ref().map_or_else(Vec::new, |word| permitted_items(word, faults));
    Some(Permit { inquirers, providers, only, information, items })
}

/// `TK01、TK03～TK05`: by number, because a permit holds for every version of a layout.
fn permitted_items(word: &Word, faults: &mut Faults) -> Vec<ItemCode> {
    let text = to_half_width(&word.text);
    let mut items = Vec::new();
    for token in
        text.split(|c: char| c.is_whitespace() || matches!(c, '、' | ',' | '・' | '､')).filter(|t| !t.is_empty())
    {
        let (first, last) = token.split_once(['~', '～', '〜', '-']).unwrap_or((token, token));
        match (ItemCode::parse(first), ItemCode::parse(last)) {
            (Ok(from), Ok(to)) if from <= to && to.0 - from.0 < PERMITTED_ITEMS_MAX => {
                items.extend((from.0..=to.0).map(ItemCode));
            }
            _ => faults.push(Diagnostic::new(&say::BAD_ITEM_RANGE, word.place.clone()).with("value", token)),
        }
    }
    items
}

fn items(raw: &RawLayout, groups: &[(String, &RawLayoutGroup)], faults: &mut Faults) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut codes: HashMap<ItemCode, &Word> = HashMap::new();
    let mut names: HashMap<(usize, &str), &Word> = HashMap::new();
    for raw in &raw.items {
        let Some(word) = required_key(raw.code.as_ref(), "code", &raw.place, faults) else { continue };
        let Some(code) = words::code(word, "code", ItemCode::parse, faults) else { continue };
        let Some(name) = required_key(raw.name.as_ref(), "name", &raw.place, faults) else { continue };
        if let Some(first) = codes.insert(code, word) {
            let fault = Diagnostic::new(&say::DUPLICATE_ID, word.place.clone()).with("name", "items");
            faults.push(fault.with("id", code).with("first", &first.place));
            continue;
        }
        let path = raw.path.as_ref().map(|word| word.text.as_str()).or(groups.first().map(|(path, _)| path.as_str()));
        let group = groups.iter().position(|(known, _)| Some(known.as_str()) == path);
        if group.is_none() {
            let place = raw.path.as_ref().map_or(&raw.place, |word| &word.place).clone();
            let fault = Diagnostic::new(&say::UNKNOWN_PATH, place).with("item", code);
            let path = path.unwrap_or_default();
            faults.push_near(fault.with("path", path), path, groups.iter().map(|(path, _)| path.as_str()));
        }
        // Taken for an item of the head, so that what refers to it is not told too.
        let group = group.unwrap_or_default();
        if let Some(first) = names.insert((group, &name.text), name) {
            let fault = Diagnostic::new(&say::ITEM_NAME_TWICE, name.place.clone()).with("name", &name.text);
            faults.push(fault.with("first", &first.place));
        }
        let kind = raw.kind.as_ref().and_then(|word| words::choice(word, "kind", &ITEM_KINDS, faults));
        let length =
            raw.max_length.as_ref().and_then(|word| words::number(word, "max-length", 1, ITEM_CHARS_MAX, faults));
        let required = raw.required.as_ref().and_then(|word| words::truth(word, "required", faults));
        items.push(Item {
            code,
            name: name.text.clone(),
            aliases: raw.aliases.iter().map(|alias| alias.text.clone()).collect(),
            group,
            kind: kind.unwrap_or(ItemKind::Text),
            max_length: length.map(|length| length as usize),
            required: required.unwrap_or_default(),
        });
    }
    items
}

fn resolve_group(path: &str, raw: &RawLayoutGroup, codes: &HashSet<ItemCode>, faults: &mut Faults) -> Group {
    let mut item = |word: &Word, using: &str| -> Option<ItemCode> {
        let code = words::code(word, using, ItemCode::parse, faults)?;
        if codes.contains(&code) {
            return Some(code);
        }
        let fault = Diagnostic::new(&say::UNKNOWN_GROUP_ITEM, word.place.clone()).with("path", path);
        faults.push(fault.with("use", using).with("item", code));
        None
    };
    let key = raw.key.iter().filter_map(|word| item(word, "key")).collect();
    let from = raw.period_from.as_ref().and_then(|word| item(word, "period"));
    let to = raw.period_to.as_ref().and_then(|word| item(word, "period"));
    let point = raw.point.as_ref().and_then(|word| item(word, "point"));
    if from.is_some() && point.is_some() {
        faults.push(Diagnostic::new(&say::PERIOD_AND_POINT, raw.place.clone()).with("path", path));
    }
    for (missing, part) in [(&raw.period_from, "period.from"), (&raw.period_to, "period.to")] {
        if missing.is_none() && (raw.period_from.is_some() || raw.period_to.is_some()) {
            faults.push(Diagnostic::new(&say::MISSING_KEY, raw.place.clone()).with("key", part));
        }
    }
    let time = match (from, to, point) {
        (Some(from), Some(to), _) => Some(Time::Period { from, to }),
        (_, _, Some(point)) => Some(Time::Point(point)),
        _ => None,
    };
    Group { path: path.split('/').map(|part| part.trim().to_owned()).collect(), key, time }
}

/// One fault per name that no parser takes.
fn check_names(layout: &Layout, faults: &mut Faults) {
    for name in refused_names::names(layout) {
        if refused_everywhere(name).is_some() || name.contains(':') {
            faults.push(Diagnostic::new(&say::NAME_NOT_XML, layout.place.clone()).with("name", name));
        }
    }
}

fn profile(raw: &RawProfile, faults: &mut Faults) -> Profile {
    let mut profile = Profile::default();
    if let Some(name) = &raw.name {
        profile.name.clone_from(&name.text);
    }
    let names = [("japanese", ElementNames::Japanese), ("item-code", ElementNames::ItemCode)];
    if let Some(word) = &raw.element_names {
        profile.element_names = words::choice(word, "element-names", &names, faults).unwrap_or(profile.element_names);
    }
    if let Some(word) = &raw.transport {
        profile.transport = words::choice(word, "transport", &Transport::WORDS, faults).unwrap_or(profile.transport);
    }
    let (format, charset) = &raw.files;
    profile.files = words::file_spelling(format.as_ref(), charset.as_ref(), profile.files, faults);
    if let Some(uri) = &raw.soap_namespace {
        profile.soap_namespace.clone_from(&uri.text);
    }
    if let Some(word) = &raw.loss_day_counts {
        profile.loss_day_counts = words::truth(word, "loss-day-counts", faults).unwrap_or(profile.loss_day_counts);
    }
    let outcomes: Vec<(String, Outcome)> =
        Outcome::ALL.iter().filter_map(|outcome| Some((outcome_key(*outcome)?, *outcome))).collect();
    let spellings: Vec<(&str, Outcome)> = outcomes.iter().map(|(word, outcome)| (word.as_str(), *outcome)).collect();
    for (outcome, code) in &raw.outcomes {
        let Some(outcome) = words::choice(outcome, "outcomes", &spellings, faults) else { continue };
        profile.outcome_codes.insert(outcome, to_half_width(&code.text));
    }
    let mut codes: HashMap<&str, Outcome> = HashMap::new();
    for (outcome, code) in &profile.outcome_codes {
        if codes.insert(code, *outcome).is_some() {
            let place =
                raw.outcomes.iter().find(|(_, word)| to_half_width(&word.text) == *code).map(|(_, word)| &word.place);
            let fault = Diagnostic::new(&say::OUTCOME_CODE_TWICE, place.cloned().unwrap_or_default());
            faults.push(fault.with("code", code));
        }
    }
    if let Some(reasons) = &raw.null_reasons {
        let pairs = reasons.iter().map(|(code, name)| (to_half_width(&code.text), name.text.clone()));
        profile.null_reasons = pairs.collect();
    }
    waits(raw, &mut profile, faults);
    residents::profile(raw, &mut profile, faults);
    profile
}

fn waits(raw: &RawProfile, profile: &mut Profile, faults: &mut Faults) {
    let mut wait = |word: &Option<Word>, name: &str, into: &mut u64| {
        let number = word.as_ref().and_then(|word| words::number(word, name, 1, WAIT_MS_MAX, faults));
        *into = number.map_or(*into, u64::from);
    };
    wait(&raw.provider_wait, "provider-wait-ms", &mut profile.provider_wait_ms_max);
    wait(&raw.poll_pause_min, "min", &mut profile.poll_pause_ms_min);
    wait(&raw.poll_pause_max, "max", &mut profile.poll_pause_ms_max);
    wait(&raw.answer_wait, "answer-wait-ms", &mut profile.answer_wait_ms_max);
    wait(&raw.file_settle, "file-settle-ms", &mut profile.file_settle_ms);
    if profile.poll_pause_ms_min > profile.poll_pause_ms_max {
        let place = raw.poll_pause_min.as_ref().or(raw.poll_pause_max.as_ref()).map(|word| word.place.clone());
        let fault = Diagnostic::new(&say::WAITS_BACKWARDS, place.unwrap_or_default());
        faults.push(fault.with("min", profile.poll_pause_ms_min).with("max", profile.poll_pause_ms_max));
    }
}

/// The YAML spelling of an outcome, as serde writes it.
fn outcome_key(outcome: Outcome) -> Option<String> {
    serde_json::to_value(outcome).ok()?.as_str().map(str::to_owned)
}
