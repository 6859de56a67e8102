//! What came back in a recorded run becomes drafts: 副本 that stand for the partner, and cases that expect the same again.
//!
//! A draft of a case is 未確認: what it expects was copied from an answer, so it proves nothing until a person who knows the
//! role model's history has confirmed it. A draft of a 副本 is 仮置き: its own author has not registered it.

use std::collections::{BTreeMap, HashSet};
use std::fmt::{Display, Write};

use crate::model::catalogue::draft as say;
use crate::model::date::to_half_width;
use crate::model::organisation::OrganisationKind;
use crate::model::personal_number::MASK;
use crate::model::{
    CaseId, CivilDate, Department, Detail, Entry, Gateway, InformationCode, Lang, Layout, Organisation, OrganisationId,
    Outcome, Project, RoleModelId, Unit, Value, Verdict, Version,
};
use crate::payload::content;
use crate::payload::envelope::Query;
use crate::payload::tree::{self, Limits};

/// An exchange as it was recorded, with what the record says of its trial.
#[derive(Debug)]
pub struct Observed<'a> {
    /// The trial.
    pub trial: &'a str,
    /// The case it was a trial of.
    pub case: &'a str,
    /// シナリオID, バリエーションID, 件名 and 流れ; empty where a scenario written by hand has none.
    pub names: [&'a str; 4],
    /// クール and ロット.
    pub schedule: (Option<u8>, Option<u8>),
    /// Who asked.
    pub organisation: &'a OrganisationId,
    /// About whom.
    pub persona: &'a str,
    /// 基準日, if the record knows it.
    pub base_date: Option<CivilDate>,
    /// The query as sent.
    pub query: &'a str,
    /// 処理結果, if an answer came.
    pub outcome: Option<Outcome>,
    /// 特定個人情報データ.
    pub data: Option<&'a str>,
    /// What was done to the network before it that no case can say.
    pub beyond_case: Option<&'a str>,
}

/// Why an exchange becomes no draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftOut {
    /// The trial was judged to be this: nothing is known of what its partner would have said.
    Unjudged(Verdict),
    /// The trial was cut off before its verdict.
    CutOff,
    /// Nothing was asked, or nothing that is a query.
    NotAsked,
    /// Nothing came back that can be read.
    NoAnswer,
    /// The query cannot be read, or the project has no layout for it.
    NoLayout,
    /// The data break the layout.
    AgainstLayout,
    /// It carried a 個人番号 where a code, an amount or a day should be.
    Masked,
    /// This was done before, and no case can say it: what came back may be due to it.
    BeyondCase(String),
    /// The project does not know the body, the person or the day.
    Unknown,
}

impl LeftOut {
    /// In words.
    pub fn say(&self, lang: Lang) -> String {
        let text = match self {
            Self::BeyondCase(text) => return say::BEYOND_CASE.say(lang, &[("text", text)]),
            Self::Unjudged(verdict) => {
                return say::UNJUDGED.say(lang, &[("verdict", &verdict.word().pattern(lang))]);
            }
            Self::CutOff => say::CUT_OFF,
            Self::NotAsked => say::NOT_ASKED,
            Self::NoAnswer => say::NO_ANSWER,
            Self::NoLayout => say::NO_LAYOUT,
            Self::AgainstLayout => say::AGAINST_LAYOUT,
            Self::Masked => say::MASKED,
            Self::Unknown => say::UNKNOWN,
        };
        text.pattern(lang).to_owned()
    }
}

/// Files to be written, and what became none.
#[derive(Debug, Default)]
pub struct Drafts {
    /// Paths in the project, and contents.
    pub files: Vec<(String, String)>,
    /// How many cases.
    pub cases: usize,
    /// How many 副本.
    pub replicas: usize,
    /// Trials that gave no draft.
    pub left_out: Vec<(String, LeftOut)>,
}

/// Most digits after the name of a draft whose name is taken.
const NAMESAKES_MAX: u32 = 10_000;

/// Makes drafts of a run's exchanges. A 副本 that the project has already is not drafted again.
pub fn drafts<'a>(
    project: &Project,
    run: &str,
    observed: impl IntoIterator<Item = Observed<'a>>,
    lang: Lang,
) -> Drafts {
    let mut making = Making {
        project,
        run,
        lang,
        ids: {
            let of_codes = project.link_code_cases.iter().map(|case| &case.id);
            project.cases.iter().map(|case| &case.id).chain(of_codes).map(CaseId::one_word).collect()
        },
        cases: String::new(),
        replicas: BTreeMap::new(),
        drafts: Drafts::default(),
    };
    for one in observed {
        if let Err(why) = making.take(&one) {
            making.drafts.left_out.push((one.trial.to_owned(), why));
        }
    }
    making.finish()
}

/// Which 副本 a draft is of.
type Key = (OrganisationId, RoleModelId, InformationCode, Version);

struct Making<'p> {
    project: &'p Project,
    run: &'p str,
    lang: Lang,
    ids: HashSet<String>,
    cases: String,
    replicas: BTreeMap<String, Vec<(Key, Vec<Unit>)>>,
    drafts: Drafts,
}

impl Making<'_> {
    fn take(&mut self, one: &Observed<'_>) -> Result<(), LeftOut> {
        if let Some(text) = one.beyond_case {
            return Err(LeftOut::BeyondCase(text.to_owned()));
        }
        let outcome = one.outcome.ok_or(LeftOut::NoAnswer)?;
        let query = Query::from_xml(one.query).map_err(|_| LeftOut::NoLayout)?;
        let project = self.project;
        let layout = project.layout(query.information, &query.version).ok_or(LeftOut::NoLayout)?;
        let units = match one.data.filter(|_| outcome == Outcome::Normal) {
            Some(data) => units(project, layout, data)?,
            None => Vec::new(),
        };
        let base_date = one.base_date.ok_or(LeftOut::Unknown)?;
        let persona = project.role_model(&RoleModelId::from(one.persona)).ok_or(LeftOut::Unknown)?;
        let provider = project.institution(&query.provider).ok_or(LeftOut::Unknown)?;
        // A service asks by itself, whoever the trial is of; insurers share one code.
        let own = project.organisation(one.organisation).filter(|body| body.code == query.inquirer);
        let inquirer = own.or_else(|| project.institution(&query.inquirer)).ok_or(LeftOut::Unknown)?;
        self.replica(provider, &persona.id, layout, &units);
        if outcome == Outcome::NoData && provider.kind.gateway() != Gateway::Insurers {
            // There is a 副本, and nothing in it falls under the condition.
            self.drafted(provider, &persona.id, layout);
        }
        let asked = |entry: &Entry| query.items.contains(&entry.item);
        let expected: Vec<Unit> = units.iter().map(|unit| only(unit, asked)).collect();
        self.case(one, &query, (inquirer, provider), base_date, (outcome, &expected));
        Ok(())
    }

    fn case(
        &mut self,
        one: &Observed<'_>,
        query: &Query,
        (inquirer, provider): (&Organisation, &Organisation),
        base_date: CivilDate,
        (outcome, units): (Outcome, &[Unit]),
    ) {
        let id = self.id(one, inquirer);
        let [scenario, variation, title, flow] = one.names;
        let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
        let cycle = one.schedule.0.or_else(|| self.project.cycles.first().map(|cycle| cycle.number));
        let items: Vec<String> = query.items.iter().map(ToString::to_string).collect();
        let note = say::NOTE.say(self.lang, &[("run", &self.run), ("trial", &one.trial)]);
        let Department { name, code } = &query.department;
        let mut out = format!("  - id: {}\n", quoted(&id));
        let mut line = |key: &str, value: &dyn Display| {
            let _ = writeln!(out, "    {key}: {}", quoted(&value.to_string()));
        };
        line("scenario", &or(scenario, self.run));
        line("variation", &or(variation, "D01"));
        line("title", &or(title, &id));
        line("flow", &flow);
        line("cycle", &cycle.unwrap_or_default());
        if let Some(lot) = one.schedule.1 {
            line("lot", &lot);
        }
        line("inquirer", &inquirer.id);
        line("target", &provider.id);
        line("affair", &query.affair);
        line("procedure", &query.procedure);
        line("information", &query.information);
        line("version", &query.version);
        line("items", &items.join("、"));
        line("condition", &query.condition);
        line("base-date", &base_date.wareki_short());
        line("persona", &one.persona);
        line("consent", &query.consent);
        line("undisclosed", &query.undisclosed);
        line("note", &note);
        let _ = writeln!(out, "    department: {{name: {}, code: {}}}", quoted(name), quoted(code));
        let _ = writeln!(out, "    expected:\n      outcome: {}", quoted(outcome.word().ja));
        if !units.is_empty() {
            out.push_str("      units:\n");
            write_units(units, "        ", &mut out);
        }
        out.push_str("    confirmed: false\n");
        self.cases.push_str(&out);
        self.drafts.cases += 1;
    }

    /// `D-K1-01-b-shi`: a name no case of the project has.
    fn id(&mut self, one: &Observed<'_>, inquirer: &Organisation) -> String {
        let plain: String = one.case.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
        let first = format!("D-{plain}-{}", inquirer.id);
        let more = (2..NAMESAKES_MAX).map(|number| format!("{first}-{number}"));
        let id = std::iter::once(first.clone()).chain(more).find(|id| !self.ids.contains(id)).unwrap_or(first);
        self.ids.insert(id.clone());
        id
    }

    /// Adds units to the draft of a 副本. The insurers' answer is joined: each unit is its own insurer's.
    fn replica(&mut self, provider: &Organisation, persona: &RoleModelId, layout: &Layout, units: &[Unit]) {
        for unit in units {
            let owner = match provider.kind.gateway() {
                Gateway::Insurers => self.insurer(unit),
                Gateway::LocalGovernment | Gateway::Agency => Some(provider),
            };
            let Some(owner) = owner else { continue };
            let owner = owner.clone();
            if let Some(known) = self.drafted(&owner, persona, layout) {
                merge(known, unit, layout);
            }
        }
    }

    /// The draft of a body's 副本, begun if need be; `None`: the project has one already.
    fn drafted(&mut self, owner: &Organisation, persona: &RoleModelId, layout: &Layout) -> Option<&mut Vec<Unit>> {
        let key = (owner.id.clone(), persona.clone(), layout.information, layout.version.clone());
        let there = self.project.replicas.iter().any(|known| {
            known.organisation == key.0
                && known.persona == key.1
                && known.information == key.2
                && known.version == key.3
        });
        if there {
            return None;
        }
        let list = self.replicas.entry(owner.id.to_string()).or_default();
        let place = list.iter().position(|(known, _)| *known == key).unwrap_or(list.len());
        if place == list.len() {
            list.push((key, Vec::new()));
        }
        list.get_mut(place).map(|(_, units)| units)
    }

    /// The insurer that a unit names, by name or number.
    fn insurer(&self, unit: &Unit) -> Option<&Organisation> {
        let texts = unit.head.iter().filter_map(|entry| match &entry.value {
            Value::Text(text) => Some(to_half_width(text.trim())),
            Value::Null(_) => None,
        });
        let texts: Vec<String> = texts.collect();
        let named = |body: &&Organisation| {
            body.kind == OrganisationKind::Insurer
                && texts
                    .iter()
                    .any(|text| *text == to_half_width(&body.name) || Some(text) == body.insurer_number.as_ref())
        };
        self.project.organisations.iter().find(named)
    }

    fn finish(mut self) -> Drafts {
        let head = |text: crate::model::Text| format!("# {}\n", text.say(self.lang, &[("run", &self.run)]));
        if !self.cases.is_empty() {
            let text = format!("{}cases:\n{}", head(say::CASES_HEAD), self.cases);
            self.drafts.files.push((format!("test-groups/draft-{}.yaml", self.run), text));
        }
        for (organisation, list) in &self.replicas {
            let mut out = head(say::REPLICAS_HEAD);
            let _ = writeln!(out, "organisation: {}\nreplicas:", quoted(organisation));
            for ((_, persona, information, version), units) in list {
                let _ = writeln!(out, "  - persona: {}", quoted(&persona.0));
                let _ = writeln!(out, "    information: {}", quoted(&information.to_string()));
                let _ = writeln!(out, "    version: {}\n    provisional: true", quoted(&version.0));
                out.push_str(if units.is_empty() { "    units: []\n" } else { "    units:\n" });
                write_units(units, "      ", &mut out);
                self.drafts.replicas += 1;
            }
            let path = format!("test-groups/representatives/draft-{}-{organisation}.yaml", self.run);
            self.drafts.files.push((path, out));
        }
        self.drafts
    }
}

/// Data as units; what breaks the layout is no draft of anything.
fn units(project: &Project, layout: &Layout, data: &str) -> Result<Vec<Unit>, LeftOut> {
    let root = tree::parse(data, &Limits::default()).map_err(|_| LeftOut::AgainstLayout)?;
    let (units, differences) = content::read(&root, layout, project.profile.element_names);
    let entries = units.iter().flat_map(|unit| unit.head.iter().chain(unit.details.iter().flat_map(|d| &d.entries)));
    for entry in entries {
        let Value::Text(text) = &entry.value else { continue };
        let typed = layout.item(entry.item).is_none_or(|item| item.kind.is_no_free_text());
        if typed && text.contains(MASK) {
            return Err(LeftOut::Masked);
        }
    }
    if differences.is_empty() { Ok(units) } else { Err(LeftOut::AgainstLayout) }
}

fn only(unit: &Unit, keep: impl Fn(&Entry) -> bool) -> Unit {
    let some = |entries: &[Entry]| entries.iter().filter(|entry| keep(entry)).cloned().collect::<Vec<_>>();
    let details = unit.details.iter().map(|detail| Detail { entries: some(&detail.entries) });
    Unit { head: some(&unit.head), details: details.filter(|detail| !detail.entries.is_empty()).collect() }
}

/// Two answers about one unit: what one query did not ask for, another did.
fn merge(known: &mut Vec<Unit>, unit: &Unit, layout: &Layout) {
    let key = &layout.head().key;
    let same = |one: &Unit| {
        !key.is_empty() && key.iter().all(|item| one.value(*item).is_some() && one.value(*item) == unit.value(*item))
    };
    let Some(one) = known.iter_mut().find(|one| same(one)) else {
        if !known.contains(unit) {
            known.push(unit.clone());
        }
        return;
    };
    for entry in &unit.head {
        if one.value(entry.item).is_none() {
            one.head.push(entry.clone());
        }
    }
    for detail in &unit.details {
        if !one.details.contains(detail) {
            one.details.push(detail.clone());
        }
    }
}

fn write_units(units: &[Unit], indent: &str, out: &mut String) {
    for unit in units {
        let _ = writeln!(out, "{indent}- items: {{{}}}", entries(&unit.head));
        if !unit.details.is_empty() {
            let _ = writeln!(out, "{indent}  details:");
            for detail in &unit.details {
                let _ = writeln!(out, "{indent}    - {{{}}}", entries(&detail.entries));
            }
        }
    }
}

fn entries(entries: &[Entry]) -> String {
    let one = |entry: &Entry| match &entry.value {
        Value::Text(text) => format!("{}: {}", entry.item, quoted(text)),
        Value::Null(reason) => format!("{}: {{empty: {}}}", entry.item, quoted(reason)),
    };
    entries.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A text that YAML reads as that text: JSON's strings are YAML's.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
