//! Every registered 副本 of the example, altered item by item: harmful alterations go red, harmless ones stay green.
//!
//! What is harmful is decided here and not by `payload::compare`, by two rules. Meaning is read by this file alone (dates
//! as days, amounts as numbers, texts without blanks at their ends, units and details in any order).
//!
//! 1. The unaltered example passes, so a trial goes red exactly when what `answer` gives has changed in meaning. This
//!    rule cannot see what `answer` itself loses, before and after alike.
//! 2. So a trial goes red, whatever `answer` says, when a unit, a detail or an item that its case *expects* is no longer
//!    registered, or is registered twice. Here the expectations are held against the 副本 by their values alone: no
//!    照会条件 and no day is looked at.
//!
//! In the end every registered item that is expected has gone red at least once in each trial that expects it; what
//! never went red is what nobody expects, and of that only the days that decide what is covered may go red.
//!
//! Left out, because they never reach a 副本: cases that expect a refusal by the network, persons towards whom a provider
//! is set to behave unlike itself. Left out, because they look at a part of the answer: papers of 試行運用. Of a group's
//! members one tries each case: all would ask the same.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot read its input must stop"
)]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use renkei::answer::{Question, answer};
use renkei::event::Event;
use renkei::model::date::{parse_moment, to_half_width};
use renkei::model::diagnostic::any_error;
use renkei::model::layout::Time;
use renkei::model::{
    CaseId, Detail, Entry, ItemCode, ItemKind, Layout, Moment, Outcome, Project, Replica, TestCase, Unit, Value,
    Verdict,
};
use renkei::network::Directory;
use renkei::payload;
use renkei::plan::{Selection, TrialKey, provider, select};
use renkei::run::{Settings, Sink, Work, run};

// ---- what is altered ---------------------------------------------------------------------------------------

/// One alteration of one 副本.
struct Alteration {
    /// Index into the project's 副本.
    replica: usize,
    /// In words, for a failure's message.
    what: String,
    altered: Option<Replica>,
    kind: Kind,
    /// The one item that is altered, unless it is more.
    spot: Option<Spot>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Must not be seen by anybody.
    Harmless,
    /// Something registered is there once more.
    Twice,
    /// Any other.
    Harmful,
}

impl Kind {
    fn of(harmless: bool) -> Self {
        if harmless { Self::Harmless } else { Self::Harmful }
    }
}

/// A registered item: of which 副本, unit and detail (`None`: the unit's head).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Spot {
    replica: usize,
    unit: usize,
    detail: Option<usize>,
    item: ItemCode,
}

/// Which 副本 cannot be altered at the same time: they may be joined into one answer.
fn bundle(project: &Project, replica: &Replica) -> String {
    let institution = project.organisation(&replica.organisation).map(|known| known.code.to_string());
    format!("{} {} {}", replica.persona, replica.information, institution.unwrap_or_default())
}

#[allow(clippy::too_many_lines, reason = "one row of the table of alterations after another")]
fn alterations(project: &Project, index: usize, out: &mut Vec<Alteration>) {
    let replica = &project.replicas[index];
    let Some(layout) = project.layout(replica.information, &replica.version) else { return };
    let mut push = |spot: Option<Spot>, kind: Kind, what: String, altered: Option<Replica>| {
        out.push(Alteration { replica: index, what, altered, kind, spot });
    };
    let spot = |unit: usize, detail: Option<usize>, item: ItemCode| Some(Spot { replica: index, unit, detail, item });
    let with = |change: &dyn Fn(&mut Replica)| {
        let mut altered = replica.clone();
        change(&mut altered);
        Some(altered)
    };

    push(None, Kind::Harmful, "the whole 副本 dropped".to_owned(), None);
    push(None, Kind::Harmful, "no longer automatic".to_owned(), with(&|r| r.automatic = !r.automatic));
    push(None, Kind::Harmful, "another version".to_owned(), with(&|r| r.version = "0.9".into()));
    push(None, Kind::Harmless, "marked 仮置き".to_owned(), with(&|r| r.provisional = !r.provisional));
    push(None, Kind::Harmless, "units the other way round".to_owned(), with(&|r| r.units.reverse()));
    push(
        None,
        Kind::Harmless,
        "items and details the other way round".to_owned(),
        with(&|r| {
            for unit in &mut r.units {
                unit.head.reverse();
                unit.details.reverse();
            }
        }),
    );
    let others = project.replicas.iter().filter(|other| {
        (&other.organisation, other.information, &other.version)
            == (&replica.organisation, replica.information, &replica.version)
            && other.persona != replica.persona
    });
    for other in others.take(2) {
        let what = format!("the units of {}", other.persona);
        push(None, Kind::Harmful, what, with(&|r| r.units.clone_from(&other.units)));
    }
    for (u, unit) in replica.units.iter().enumerate() {
        push(None, Kind::Harmful, format!("unit {u} dropped"), with(&|r| drop(r.units.remove(u))));
        push(None, Kind::Twice, format!("unit {u} twice"), with(&|r| r.units.insert(u, unit.clone())));
        for (e, entry) in unit.head.iter().enumerate() {
            for (harmless, what, value) in values(layout, entry) {
                let what = format!("unit {u} {} {what}", entry.item);
                push(
                    spot(u, None, entry.item),
                    Kind::of(harmless),
                    what,
                    with(&|r| set(&mut r.units[u].head, e, value.clone())),
                );
            }
        }
        for (d, detail) in unit.details.iter().enumerate() {
            push(
                None,
                Kind::Harmful,
                format!("unit {u} detail {d} dropped"),
                with(&|r| drop(r.units[u].details.remove(d))),
            );
            push(
                None,
                Kind::Twice,
                format!("unit {u} detail {d} twice"),
                with(&|r| r.units[u].details.push(detail.clone())),
            );
            for to in (0..replica.units.len()).filter(|to| *to != u) {
                push(
                    None,
                    Kind::Harmful,
                    format!("unit {u} detail {d} moved to unit {to}"),
                    with(&|r| {
                        let detail = r.units[u].details.remove(d);
                        r.units[to].details.push(detail);
                    }),
                );
            }
            for (e, entry) in detail.entries.iter().enumerate() {
                for (harmless, what, value) in values(layout, entry) {
                    let what = format!("unit {u} detail {d} {} {what}", entry.item);
                    push(
                        spot(u, Some(d), entry.item),
                        Kind::of(harmless),
                        what,
                        with(&|r| set(&mut r.units[u].details[d].entries, e, value.clone())),
                    );
                }
            }
        }
    }
}

fn set(entries: &mut Vec<Entry>, at: usize, value: Option<Value>) {
    match value {
        Some(value) => entries[at].value = value,
        None => drop(entries.remove(at)),
    }
}

/// Other values for an item: harmless or not, in words, the value (`None`: the item is not registered).
fn values(layout: &Layout, entry: &Entry) -> Vec<(bool, &'static str, Option<Value>)> {
    let kind = layout.item(entry.item).map_or(ItemKind::Text, |item| item.kind);
    let text = match &entry.value {
        Value::Null(_) => {
            return vec![
                (false, "not registered", None),
                (false, "empty for another reason", Some(Value::Null("03".to_owned()))),
                (false, "filled", Some(Value::Text(filling(kind).to_owned()))),
            ];
        }
        Value::Text(text) => text.as_str(),
    };
    let value = |text: String| Some(Value::Text(text));
    let mut out = vec![
        (false, "not registered", None),
        (false, "empty", Some(Value::Null("02".to_owned()))),
        (false, "another value", value(other(kind, text))),
        (true, "with blanks around it", value(format!("\u{3000} {text} \n"))),
    ];
    match kind {
        ItemKind::Date | ItemKind::Month | ItemKind::Year => {
            let Ok(reading) = parse_moment(text) else { return out };
            out.push((false, "one later", value(moved(reading.value, 1))));
            out.push((false, "one earlier", value(moved(reading.value, -1))));
            for (what, spelt) in spellings(reading.value) {
                out.push((true, what, value(spelt)));
            }
        }
        ItemKind::Amount => {
            if let Some(amount) = amount(text) {
                out.push((false, "one more", value((amount + 1).to_string())));
                out.push((true, "with 円 and full width", value(format!("{}円", full_width(&amount.to_string())))));
                out.push((true, "with zeros before it", value(format!("00{amount}"))));
            }
        }
        ItemKind::Code => {
            out.push((false, "with a zero before it", value(format!("0{text}"))));
            out.push((false, "in full width", value(full_width(text))));
        }
        ItemKind::Text => out.push((false, "in full width", value(full_width(text)))),
        ItemKind::TextAnyWidth => out.push((true, "in full width", value(full_width(text)))),
    }
    out
}

fn filling(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Date => "H30.1.1",
        ItemKind::Month => "H30.1",
        ItemKind::Year => "H30年",
        ItemKind::Amount | ItemKind::Code => "1",
        ItemKind::Text | ItemKind::TextAnyWidth => "例示",
    }
}

/// A value of the same kind that means something else, far from the old one.
fn other(kind: ItemKind, text: &str) -> String {
    match kind {
        ItemKind::Date => "S60.5.5".to_owned(),
        ItemKind::Month => "S60.5".to_owned(),
        ItemKind::Year => "S60年".to_owned(),
        ItemKind::Amount => "987654321".to_owned(),
        ItemKind::Code | ItemKind::Text | ItemKind::TextAnyWidth => {
            let mut characters: Vec<char> = text.chars().collect();
            let last = characters.pop();
            characters.push(if last == Some('9') { '8' } else { '9' });
            characters.into_iter().collect()
        }
    }
}

fn moved(moment: Moment, by: i8) -> String {
    match moment {
        Moment::Day(day) => day.plus_days(i32::from(by)).to_string(),
        Moment::Month(year, month) => {
            let months = i32::from(year) * 12 + i32::from(month) - 1 + i32::from(by);
            format!("{}-{:02}", months.div_euclid(12), months.rem_euclid(12) + 1)
        }
        Moment::Year(year) => format!("{}年", year + i16::from(by)),
    }
}

fn spellings(moment: Moment) -> Vec<(&'static str, String)> {
    let iso = match moment {
        Moment::Year(year) => format!("{year}年"),
        other => other.to_string(),
    };
    vec![("in 和暦", moment.wareki()), ("in full-width 和暦", full_width(&moment.wareki())), ("in 西暦", iso)]
}

fn full_width(text: &str) -> String {
    let wide = |c: char| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c };
    text.chars().map(wide).collect()
}

// ---- what it means -----------------------------------------------------------------------------------------

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Meaning {
    Nothing(String),
    Moment(Moment),
    Amount(i64),
    Text(String),
}

type Items = BTreeMap<u64, Meaning>;

/// An answer as a person reads it: order of units and of their details does not count.
type Read = (Outcome, Vec<(Items, Vec<Items>)>);

fn amount(text: &str) -> Option<i64> {
    to_half_width(text.trim()).replace([',', '円'], "").parse().ok()
}

fn meaning(layout: &Layout, entry: &Entry) -> Meaning {
    let text = match &entry.value {
        Value::Null(reason) => return Meaning::Nothing(reason.trim().to_owned()),
        Value::Text(text) => text.trim(),
    };
    let plain = || Meaning::Text(text.to_owned());
    match layout.item(entry.item).map(|item| item.kind) {
        Some(ItemKind::Date | ItemKind::Month | ItemKind::Year) => {
            parse_moment(text).map_or_else(|_| plain(), |reading| Meaning::Moment(reading.value))
        }
        Some(ItemKind::Amount) => amount(text).map_or_else(plain, Meaning::Amount),
        Some(ItemKind::TextAnyWidth) => Meaning::Text(to_half_width(text)),
        _ => plain(),
    }
}

fn read(layout: &Layout, outcome: Outcome, units: &[Unit]) -> Read {
    let items =
        |entries: &[Entry]| -> Items { entries.iter().map(|entry| (entry.item.0, meaning(layout, entry))).collect() };
    let details = |details: &[Detail]| -> Vec<Items> {
        let mut details: Vec<Items> = details.iter().map(|detail| items(&detail.entries)).collect();
        details.sort();
        details
    };
    let mut units: Vec<(Items, Vec<Items>)> =
        units.iter().map(|unit| (items(&unit.head), details(&unit.details))).collect();
    units.sort();
    (outcome, units)
}

// ---- what is expected --------------------------------------------------------------------------------------

/// A unit's head, or a detail under it, as a case expects it.
struct Wanted {
    head: Items,
    detail: Option<Items>,
    /// How many like it are expected.
    need: usize,
    /// How many like it are registered. More than needed: by values alone nobody can tell which of them is expected.
    had: usize,
}

impl Wanted {
    /// Where it is registered, in a 副本 that may be answered from.
    fn held(&self, layout: &Layout, replica: &Replica) -> Vec<(usize, Option<usize>)> {
        if !replica.automatic || replica.version != layout.version {
            return Vec::new();
        }
        let among = |wanted: &Items, entries: &[Entry]| {
            wanted.iter().all(|(item, expected)| {
                entries.iter().any(|entry| entry.item.0 == *item && meaning(layout, entry) == *expected)
            })
        };
        let mut out = Vec::new();
        for (u, unit) in replica.units.iter().enumerate().filter(|(_, unit)| among(&self.head, &unit.head)) {
            match &self.detail {
                None => out.push((u, None)),
                Some(wanted) => {
                    let like = unit.details.iter().enumerate().filter(|(_, detail)| among(wanted, &detail.entries));
                    out.extend(like.map(|(d, _)| (u, Some(d))));
                }
            }
        }
        out
    }

    fn count(&self, layout: &Layout, replicas: &[&Replica]) -> usize {
        replicas.iter().map(|replica| self.held(layout, replica).len()).sum()
    }

    fn is_certain(&self) -> bool {
        self.need == self.had
    }

    /// The registered items it may come from, each place by itself.
    fn spots(&self, layout: &Layout, project: &Project, replicas: &[usize], item: u64) -> Vec<Spot> {
        let held = |replica: &usize| {
            let replica = *replica;
            let places = self.held(layout, &project.replicas[replica]).into_iter();
            places.map(move |(unit, detail)| Spot { replica, unit, detail, item: ItemCode(item) })
        };
        replicas.iter().flat_map(held).collect()
    }

    fn items(&self) -> impl Iterator<Item = u64> {
        self.detail.as_ref().unwrap_or(&self.head).keys().copied()
    }
}

fn layout_of<'a>(project: &'a Project, case: &TestCase) -> &'a Layout {
    project.layout(case.information, &case.version).unwrap()
}

/// What a case expects, from its own words alone.
fn wanted(project: &Project, case: &TestCase, replicas: &[&Replica]) -> Vec<Wanted> {
    let layout = layout_of(project, case);
    let units = match &case.expected.xml {
        None => case.expected.units.clone(),
        Some((path, text)) => {
            let (content, faults) =
                payload::content::read_file(text, path, layout, project.profile.element_names).unwrap();
            assert!(faults.is_empty(), "{path}: {faults:?}");
            content.units
        }
    };
    let mut needs: BTreeMap<(Items, Option<Items>), usize> = BTreeMap::new();
    for (head, details) in read(layout, case.expected.outcome, &units).1 {
        for detail in details {
            *needs.entry((head.clone(), Some(detail))).or_default() += 1;
        }
        *needs.entry((head, None)).or_default() += 1;
    }
    let of = |((head, detail), need)| {
        let wanted = Wanted { head, detail, need, had: 0 };
        Wanted { had: wanted.count(layout, replicas), ..wanted }
    };
    needs.into_iter().map(of).collect()
}

/// Whether what a trial expects cannot come back any more, or must come back once too often.
fn cannot_pass(project: &Project, trial: &Watched, replicas: &[&Replica], kind: Kind) -> bool {
    let layout = layout_of(project, trial.key.resolve(project).case);
    trial.wanted.iter().any(|wanted| {
        let has = wanted.count(layout, replicas);
        has < wanted.need || (kind == Kind::Twice && wanted.is_certain() && has > wanted.need)
    })
}

/// The items of a layout that say when something holds.
fn decides_when(layout: &Layout, item: ItemCode) -> bool {
    let group = layout.item(item).and_then(|item| layout.groups.get(item.group));
    match group.and_then(|group| group.time) {
        Some(Time::Period { from, to }) => item == from || item == to,
        Some(Time::Point(point)) => item == point,
        None => false,
    }
}

// ---- trials ------------------------------------------------------------------------------------------------

/// A trial whose answer comes from 副本.
struct Watched {
    key: TrialKey,
    id: String,
    /// The 副本 it is answered from.
    replicas: Vec<usize>,
    before: Read,
    /// What its case expects, and how often that is registered.
    wanted: Vec<Wanted>,
}

fn answering(project: &Project, directory: &Directory, key: TrialKey) -> Vec<usize> {
    let trial = key.resolve(project);
    let Ok(provider) = provider(project, &trial.case.target, trial.inquirer, trial.group) else { return Vec::new() };
    if !directory.behaviours(&provider.institution.code, &trial.case.persona).is_empty() {
        return Vec::new();
    }
    let held =
        directory.answering(provider.institution, &trial.case.persona, trial.case.information, trial.case.base_date);
    let place = |replica: &Replica| project.replicas.iter().position(|known| std::ptr::eq(known, replica)).unwrap();
    held.into_iter().map(place).collect()
}

fn answered(project: &Project, key: TrialKey, replicas: &[&Replica]) -> Read {
    let case = key.resolve(project).case;
    let layout = layout_of(project, case);
    let question = Question {
        layout,
        items: &case.items,
        condition: case.condition,
        base_date: case.base_date,
        loss_day_counts: project.profile.loss_day_counts,
    };
    let given = answer(&question, replicas);
    let units: Vec<Unit> = given.units.iter().map(renkei::model::replica::UnitPart::to_unit).collect();
    read(layout, given.outcome, &units)
}

fn watched(project: &Arc<Project>, keys: &[TrialKey]) -> Vec<Watched> {
    const FROM_REPLICAS: [Outcome; 5] =
        [Outcome::Normal, Outcome::NoData, Outcome::ReplicaMissing, Outcome::VersionMismatch, Outcome::ManualHold];
    let directory = Directory::new(Arc::clone(project));
    let mut seen: HashSet<(&CaseId, String)> = HashSet::new();
    let mut out = Vec::new();
    for key in keys {
        let trial = key.resolve(project);
        let replicas = answering(project, &directory, *key);
        let asked = replicas.first().map(|index| project.replicas[*index].organisation.to_string());
        let first = asked.is_some_and(|asked| seen.insert((&trial.case.id, asked)));
        let reaches = project.layout(trial.case.information, &trial.case.version).is_some();
        // A paper says less than the answer: what it leaves out may change unseen.
        let whole = trial.case.expected.paper.is_none();
        if first && reaches && whole && FROM_REPLICAS.contains(&trial.case.expected.outcome) {
            let held: Vec<&Replica> = replicas.iter().map(|index| &project.replicas[*index]).collect();
            let wanted = wanted(project, trial.case, &held);
            let before = answered(project, *key, &held);
            out.push(Watched { key: *key, id: trial.id(), before, wanted, replicas });
        }
    }
    out
}

/// Runs trials in process and tells the verdict of each.
fn verdicts(project: Project, trials: Vec<TrialKey>) -> HashMap<String, Verdict> {
    let project = Arc::new(project);
    let of_case = |case: &TestCase| {
        let (path, text) = case.expected.xml.as_ref()?;
        Some((path.to_string(), Arc::clone(text)))
    };
    let expected_files = project.cases.iter().filter_map(of_case).collect();
    let told: Arc<Mutex<HashMap<String, Verdict>>> = Arc::default();
    let sink: Sink = {
        let told = Arc::clone(&told);
        Arc::new(move |event| {
            if let Event::TrialFinished { trial, verdict, .. } = event {
                told.lock().unwrap().insert(trial.to_string(), verdict);
            }
        })
    };
    let work = Work { trials, expected_files, ..Work::default() };
    let settings = Settings { workers: 1, scenarios_per_chunk: 20, retries: 0, hook: None };
    let directory = Arc::new(Directory::new(Arc::clone(&project)));
    run(project, directory, work, settings, Arc::new(AtomicBool::new(false)), sink).unwrap();
    std::mem::take(&mut told.lock().unwrap())
}

#[test]
fn a_trial_goes_red_exactly_when_what_is_answered_means_something_else() {
    let (project, faults) = renkei::sheet::load(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(!any_error(&faults), "the example has faults: {faults:?}");
    let project = Arc::new(project);
    let plan = select(&project, &Selection::default());
    let watched = watched(&project, &plan.trials);
    let all = verdicts((*project).clone(), watched.iter().map(|trial| trial.key).collect());
    let red: Vec<&String> = all.iter().filter(|(_, verdict)| **verdict != Verdict::Passed).map(|(id, _)| id).collect();
    assert!(red.is_empty(), "the example itself is not green: {red:?}");

    // Alterations of different persons, 特定個人情報 or institutions cannot meet in one answer, so one run tries one of each.
    let asked: HashSet<usize> = watched.iter().flat_map(|trial| trial.replicas.iter().copied()).collect();
    let mut bundles: BTreeMap<String, Vec<Alteration>> = BTreeMap::new();
    for index in (0..project.replicas.len()).filter(|index| asked.contains(index)) {
        alterations(&project, index, bundles.entry(bundle(&project, &project.replicas[index])).or_default());
    }
    assert_eq!(unheld(&project, &watched), Vec::<String>::new(), "expected, but not watched or not registered");
    let rounds = bundles.values().map(Vec::len).max().unwrap();
    let mut tally = Tally::default();
    let mut wrong = Vec::new();
    for round in 0..rounds {
        let batch: Vec<&Alteration> = bundles.values().filter_map(|list| list.get(round)).collect();
        wrong.extend(try_batch(&project, &watched, &batch, &mut tally));
    }
    let register = Register::of(&project, &watched, &asked);
    wrong.extend(register.wrong(&project, &watched, &tally.red_spots));
    println!(
        "{} of {} 副本 are asked for by some trial; {} alterations in {rounds} runs, {} trials: {} red, {} green",
        asked.len(),
        project.replicas.len(),
        bundles.values().map(Vec::len).sum::<usize>(),
        tally.red + tally.green,
        tally.red,
        tally.green,
    );
    println!("{} of the red by what is expected alone; {}", tally.demanded, register.told(&tally.red_spots));
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
    // Were nothing ever red, or nothing green, the test would say nothing.
    assert!(tally.red > 1_000 && tally.green > 1_000 && tally.demanded > 1_000, "too few: {tally}");
}

/// Cases that expect data and are not watched, and expected things that are registered less often than expected.
fn unheld(project: &Project, watched: &[Watched]) -> Vec<String> {
    let cases: HashSet<&CaseId> = watched.iter().map(|trial| &trial.key.resolve(project).case.id).collect();
    let unlike_itself = |case: &TestCase| project.conduct.iter().any(|conduct| conduct.persona == case.persona);
    let expects_data =
        |case: &&TestCase| case.expected.outcome == Outcome::Normal && case.expected.paper.is_none() && !case.by_people;
    let unwatched = project.cases.iter().filter(expects_data).filter(|case| !cases.contains(&case.id));
    let mut out: Vec<String> =
        unwatched.filter(|case| !unlike_itself(case)).map(|case| format!("{} is not watched", case.id)).collect();
    for trial in watched {
        let normal = trial.key.resolve(project).case.expected.outcome == Outcome::Normal;
        if normal && trial.wanted.is_empty() {
            out.push(format!("{} expects nothing", trial.id));
        }
        for wanted in trial.wanted.iter().filter(|wanted| wanted.had < wanted.need) {
            let what = wanted.detail.as_ref().unwrap_or(&wanted.head);
            out.push(format!("{}: {what:?} is registered {} times of {}", trial.id, wanted.had, wanted.need));
        }
    }
    out
}

/// All registered items that some trial may be answered from, by whether one expects them.
struct Register {
    all: BTreeSet<Spot>,
    /// Expected by some trial.
    expected: HashSet<Spot>,
    /// Equal to what some trial expects, but there are more of them than expected.
    perhaps: HashSet<Spot>,
    /// Items some trial asks for, by 副本.
    asked: HashSet<(usize, ItemCode)>,
}

impl Register {
    fn of(project: &Project, watched: &[Watched], replicas: &HashSet<usize>) -> Self {
        let mut all = BTreeSet::new();
        for replica in replicas.iter().copied() {
            for (unit, registered) in project.replicas[replica].units.iter().enumerate() {
                let head = registered.head.iter().map(|entry| (None, entry.item));
                let details = registered.details.iter().enumerate();
                let details = details.flat_map(|(d, one)| one.entries.iter().map(move |entry| (Some(d), entry.item)));
                all.extend(head.chain(details).map(|(detail, item)| Spot { replica, unit, detail, item }));
            }
        }
        let (mut expected, mut perhaps, mut asked) = (HashSet::new(), HashSet::new(), HashSet::new());
        for trial in watched {
            let case = trial.key.resolve(project).case;
            asked.extend(trial.replicas.iter().flat_map(|index| case.items.iter().map(|item| (*index, *item))));
            for wanted in &trial.wanted {
                let into = if wanted.is_certain() { &mut expected } else { &mut perhaps };
                let spots = |item| wanted.spots(layout_of(project, case), project, &trial.replicas, item);
                into.extend(wanted.items().flat_map(spots));
            }
        }
        Self { all, expected, perhaps, asked }
    }

    /// Expected items that never went red in the trial that expects them, and red ones that nobody expects.
    fn wrong(&self, project: &Project, watched: &[Watched], red: &HashMap<Spot, HashSet<String>>) -> Vec<String> {
        let mut out = Vec::new();
        for trial in watched {
            let layout = layout_of(project, trial.key.resolve(project).case);
            for wanted in &trial.wanted {
                for item in wanted.items() {
                    let spots = wanted.spots(layout, project, &trial.replicas, item);
                    let seen = spots.iter().filter(|spot| red.get(spot).is_some_and(|red| red.contains(&trial.id)));
                    if seen.count() < wanted.need {
                        out.push(format!("{}: {spots:?} never went red, yet it is expected", trial.id));
                    }
                }
            }
        }
        for spot in red.keys().filter(|spot| !self.expected.contains(spot) && !self.perhaps.contains(spot)) {
            let replica = &project.replicas[spot.replica];
            let layout = project.layout(replica.information, &replica.version);
            if !layout.is_some_and(|layout| decides_when(layout, spot.item)) {
                out.push(format!(
                    "[{} {}] {spot:?} went red, yet nobody expects it",
                    replica.organisation, replica.persona
                ));
            }
        }
        out
    }

    fn told(&self, red: &HashMap<Spot, HashSet<String>>) -> String {
        let never: Vec<&Spot> = self.all.iter().filter(|spot| !red.contains_key(spot)).collect();
        let asked = never.iter().filter(|spot| self.asked.contains(&(spot.replica, spot.item))).count();
        format!(
            "{} items registered, {} expected, {} perhaps; never red: {} not asked for, {asked} asked for but not covered",
            self.all.len(),
            self.expected.len(),
            self.perhaps.difference(&self.expected).count(),
            never.len() - asked,
        )
    }
}

#[derive(Default)]
struct Tally {
    red: usize,
    green: usize,
    /// Those that had to go red by what is expected, whatever `answer` says.
    demanded: usize,
    /// Items that went red when they alone were altered, and in which trials.
    red_spots: HashMap<Spot, HashSet<String>>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} red ({} by what is expected), {} green", self.red, self.demanded, self.green)
    }
}

/// Alters one 副本 in each bundle, runs the trials they answer, and tells what went otherwise than it should.
fn try_batch(project: &Project, watched: &[Watched], batch: &[&Alteration], tally: &mut Tally) -> Vec<String> {
    let altered: HashMap<usize, &Alteration> = batch.iter().map(|one| (one.replica, *one)).collect();
    let mut wrong = Vec::new();
    let mut expected: HashMap<&str, (bool, &Alteration)> = HashMap::new();
    let mut trials = Vec::new();
    for trial in watched {
        let Some(one) = trial.replicas.iter().find_map(|index| altered.get(index).copied()) else { continue };
        let held = trial.replicas.iter().filter_map(|index| match altered.get(index) {
            Some(one) => one.altered.as_ref(),
            None => Some(&project.replicas[*index]),
        });
        let held: Vec<&Replica> = held.collect();
        let demanded = cannot_pass(project, trial, &held, one.kind);
        tally.demanded += usize::from(demanded);
        let changed = demanded || answered(project, trial.key, &held) != trial.before;
        if changed && one.kind == Kind::Harmless {
            wrong.push(format!("{} {}: {} should not change any answer", trial.id, name(project, one), one.what));
        }
        expected.insert(&trial.id, (changed, one));
        trials.push(trial.key);
    }
    let mut other = project.clone();
    for (index, one) in &altered {
        if let Some(replica) = &one.altered {
            other.replicas[*index] = replica.clone();
        }
    }
    let mut index = 0;
    other.replicas.retain(|_| {
        index += 1;
        altered.get(&(index - 1)).is_none_or(|one| one.altered.is_some())
    });
    let verdicts = verdicts(other, trials);
    for (id, (changed, one)) in expected {
        let verdict = verdicts.get(id).copied();
        if let (Some(Verdict::Failed), Some(spot)) = (verdict, one.spot) {
            tally.red_spots.entry(spot).or_default().insert(id.to_owned());
        }
        let right = match (changed, verdict) {
            (true, Some(Verdict::Failed)) => {
                tally.red += 1;
                true
            }
            (false, Some(Verdict::Passed)) => {
                tally.green += 1;
                true
            }
            _ => false,
        };
        if !right {
            let should = if changed { "red" } else { "green" };
            wrong.push(format!("{id} {}: {} should be {should}, is {verdict:?}", name(project, one), one.what));
        }
    }
    wrong
}

fn name(project: &Project, one: &Alteration) -> String {
    let replica = &project.replicas[one.replica];
    format!("[{} {} {}]", replica.organisation, replica.persona, replica.information)
}
