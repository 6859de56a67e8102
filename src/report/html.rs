//! Pages for people: one self-contained HTML file for a run, and one printable A4 結果票 for a body.
//!
//! Both open offline, run no script and load nothing. The page of a run lists everything that did not pass and only
//! counts what did, so that it stays small; failures stream through it and are not held.

use std::borrow::Borrow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::io::{self, Write};
use std::iter::Peekable;
use std::sync::Arc;

use askama::Template;

use crate::event::{About, Counts, Event, Row, RunState, TrialId};
use crate::model::catalogue::report as say;
use crate::model::{Lang, Text, Verdict};

use super::decided::{Decided, decided};
use super::words::{self, READING_ORDER, Told, visible};
use super::{Flaky, exit_code, terminal};

/// Failures told with all their differences; the later ones in one line each.
pub const FULL_FAILURES_MAX: usize = 500;

/// Differences told of one failure.
pub const DIFFERENCES_MAX: usize = 100;

/// Trials without a verdict, or passed only on retry, that are named.
pub const TRIALS_MAX: usize = 1_000;

/// Looks words up in one language, for the templates.
struct Words(Lang);

impl Words {
    fn t(&self, text: impl Borrow<Text>) -> &'static str {
        text.borrow().pattern(self.0)
    }

    fn code(&self) -> &'static str {
        match self.0 {
            Lang::Ja => "ja",
            Lang::En => "en",
        }
    }
}

/// A verdict, its word, and the name of its colour.
struct Mark {
    word: &'static str,
    class: &'static str,
}

fn mark(verdict: Verdict, lang: Lang) -> Mark {
    let class = match verdict {
        Verdict::Broken => "broken",
        Verdict::Failed => "failed",
        Verdict::Blocked => "blocked",
        Verdict::NotRun => "notrun",
        Verdict::Passed => "passed",
    };
    Mark { word: verdict.word().pattern(lang), class }
}

/// The cells of one クール, a ロット each; `None` where it has no trial.
type Cells = Vec<Option<(Mark, String)>>;

/// A line of a table of counts.
struct Line {
    name: String,
    mark: Mark,
    numbers: Vec<u64>,
    total: u64,
    flaky: u64,
}

/// A table of counts, worst line first.
struct Counted {
    title: &'static str,
    kind: &'static str,
    lines: Vec<Line>,
    /// What the lines left out come to.
    rest: Option<String>,
}

/// One trial that did not pass.
struct Wrong {
    mark: Mark,
    trial: String,
    title: String,
    asks: String,
    source: String,
    reason: Option<String>,
    differences: Vec<Told>,
    /// How many differences are left out.
    more: Option<String>,
    /// Its first difference, when it is told in one line.
    headline: Option<String>,
}

/// A trial by name, with a remark.
struct Named {
    trial: String,
    remark: String,
}

#[derive(Template)]
#[template(path = "run.html")]
struct RunPage<'a, I: Iterator<Item = Wrong>> {
    w: Words,
    title: &'a str,
    facts: Vec<(&'static str, String)>,
    remarks: Vec<String>,
    result: Mark,
    exit: u8,
    tiles: Vec<(Mark, u64)>,
    verdicts: Vec<(Mark, &'static str)>,
    lots: Vec<String>,
    cycles: Vec<(String, Cells)>,
    tables: Vec<Counted>,
    wrong: RefCell<Peekable<I>>,
    flaky: Vec<Named>,
    flaky_more: Option<String>,
    undecided: Vec<Named>,
    undecided_more: Option<String>,
    never_began: Option<String>,
}

impl<I: Iterator<Item = Wrong>> RunPage<'_, I> {
    fn wrong(&self) -> impl Iterator<Item = Wrong> + '_ {
        std::iter::from_fn(|| self.wrong.borrow_mut().next())
    }

    fn any_wrong(&self) -> bool {
        self.wrong.borrow_mut().peek().is_some()
    }
}

/// Writes the page of a run. `state` is folded from the same events.
pub fn run(
    state: &RunState,
    events: impl Iterator<Item = Event>,
    flaky: Flaky,
    lang: Lang,
    to: &mut dyn Write,
) -> io::Result<()> {
    let mut told = 0;
    let wrong = decided(state, events).filter(|decided| decided.verdict != Verdict::Passed).map(|decided| {
        told += 1;
        wrong(&decided, told > FULL_FAILURES_MAX, lang)
    });
    let counts = state.counts();
    let (lots, cycles) = cycles_and_lots(state, lang);
    let never = state.selected() - state.seen();
    let project = state.start().map_or("renkei", |start| start.project.as_str());
    let page = RunPage {
        w: Words(lang),
        title: &visible(project),
        facts: facts(state, lang),
        remarks: terminal::remarks(state, lang),
        result: mark(counts.worst(), lang),
        exit: exit_code(state, flaky),
        tiles: READING_ORDER.iter().map(|verdict| (mark(*verdict, lang), counts.of(*verdict))).collect(),
        verdicts: how_to_read(lang),
        lots,
        cycles,
        tables: tables(state, lang),
        wrong: RefCell::new(wrong.peekable()),
        flaky: state
            .flaky_trials()
            .take(TRIALS_MAX)
            .map(|trial| named(trial.id, say::ATTEMPTS, trial.attempts, lang))
            .collect(),
        flaky_more: and_more(state.flaky(), lang),
        undecided: state
            .trials_without_verdict()
            .take(TRIALS_MAX)
            .map(|trial| named(trial.id, say::CUT_OFF, trial.attempts, lang))
            .collect(),
        undecided_more: and_more(state.seen() - state.decided(), lang),
        never_began: (never > 0).then(|| say::NEVER_BEGAN.say(lang, &[("count", &never)])),
    };
    page.write_into(&mut *to)?;
    to.flush()
}

/// How many there are beyond those that are named.
fn and_more(in_all: u64, lang: Lang) -> Option<String> {
    let more = in_all.saturating_sub(TRIALS_MAX as u64);
    (more > 0).then(|| say::AND_MORE.say(lang, &[("more", &more)]))
}

fn facts(state: &RunState, lang: Lang) -> Vec<(&'static str, String)> {
    let Some(start) = state.start() else { return Vec::new() };
    let selection = start.selection.join(" ");
    let selection = if selection.is_empty() { say::EVERYTHING.pattern(lang).to_owned() } else { selection };
    let facts = [(say::RUN, &start.run), (say::STARTED_AT, &start.at), (say::SELECTION, &selection)];
    let real = start.real.join("、");
    let real = (!real.is_empty()).then_some((say::REAL, &real));
    let facts = facts.into_iter().chain(real);
    facts.map(|(label, text)| (label.pattern(lang), visible(text).into_owned())).collect()
}

fn how_to_read(lang: Lang) -> Vec<(Mark, &'static str)> {
    let words = [say::READ_PASSED, say::READ_FAILED, say::READ_BLOCKED, say::READ_NOT_RUN, say::READ_BROKEN];
    READING_ORDER.iter().zip(words).map(|(verdict, text)| (mark(*verdict, lang), text.pattern(lang))).collect()
}

fn cycles_and_lots(state: &RunState, lang: Lang) -> (Vec<String>, Vec<(String, Cells)>) {
    let rows = state.by_cycle_and_lot();
    let mut lots: Vec<Option<u8>> = rows.iter().map(|row| row.key.1).collect();
    lots.sort_unstable();
    lots.dedup();
    let mut cycles: Vec<Option<u8>> = rows.iter().map(|row| row.key.0).collect();
    cycles.dedup();
    let cell = |cycle, lot| {
        let row = rows.iter().find(|row| row.key == (cycle, lot))?;
        Some((mark(row.counts.worst(), lang), terminal::worst_cell(&row.counts, lang)))
    };
    let line = |cycle| {
        let cells = lots.iter().map(|lot| cell(cycle, *lot)).collect();
        (words::cycle(cycle, lang), cells)
    };
    let lines = cycles.into_iter().map(line).collect();
    let name = |lot: &Option<u8>| match lot {
        Some(number) => say::LOT.say(lang, &[("number", number)]),
        None => say::NO_LOT.pattern(lang).to_owned(),
    };
    (lots.iter().map(name).collect(), lines)
}

fn tables(state: &RunState, lang: Lang) -> Vec<Counted> {
    let groups = state.by_group();
    let flows = state.by_flow();
    let organisations = state.by_organisation();
    // Bodies of which all passed are only counted: there may be thousands.
    let passed = |row: &Row<(&str, &str)>| row.counts.worst() == Verdict::Passed && row.flaky == 0;
    let (all_passed, others): (Vec<_>, Vec<_>) = organisations.into_iter().partition(passed);
    let kept = if others.is_empty() && all_passed.len() <= terminal::ROWS_MAX { all_passed.len() } else { 0 };
    let (shown, counted) = all_passed.split_at(kept);
    let trials: u64 = counted.iter().map(|row| row.counts.total()).sum();
    let args: [(&str, &dyn std::fmt::Display); 2] = [("rows", &counted.len()), ("trials", &trials)];
    let rest = (!counted.is_empty()).then(|| say::PASSED_ROWS.say(lang, &args));
    let shown = others.into_iter().chain(shown.iter().cloned());
    [
        (say::BY_GROUP, say::GROUP, lines(groups.into_iter().map(|row| (row.key, row.counts, row.flaky)), lang), None),
        (say::BY_FLOW, say::FLOW, lines(flows.into_iter().map(|row| (row.key, row.counts, row.flaky)), lang), None),
        (
            say::BY_ORGANISATION,
            say::ORGANISATION,
            lines(shown.map(|row| (row.key.1, row.counts, row.flaky)), lang),
            rest,
        ),
    ]
    .into_iter()
    .filter(|(_, _, lines, rest)| !lines.is_empty() || rest.is_some())
    .map(|(title, kind, lines, rest)| Counted { title: title.pattern(lang), kind: kind.pattern(lang), lines, rest })
    .collect()
}

fn lines<'a>(rows: impl Iterator<Item = (&'a str, Counts, u64)>, lang: Lang) -> Vec<Line> {
    let mut rows: Vec<Row<&str>> = rows.map(|(key, counts, flaky)| Row { key, counts, flaky }).collect();
    terminal::worst_first(&mut rows);
    let line = |row: Row<&str>| Line {
        name: visible(row.key).into_owned(),
        mark: mark(row.counts.worst(), lang),
        numbers: READING_ORDER.map(|verdict| row.counts.of(verdict)).into(),
        total: row.counts.total(),
        flaky: row.flaky,
    };
    rows.into_iter().map(line).collect()
}

fn named(trial: &str, remark: Text, attempts: u16, lang: Lang) -> Named {
    Named { trial: visible(trial).into_owned(), remark: remark.say(lang, &[("attempts", &attempts)]) }
}

fn wrong(decided: &Decided, short: bool, lang: Lang) -> Wrong {
    let about = &decided.about;
    let (who, whom) = (visible(&about.organisation_name), visible(&about.provider));
    let told = if short { 0 } else { decided.differences.len().min(DIFFERENCES_MAX) };
    let headline = short
        .then(|| words::first_line(&decided.differences, decided.differences.len(), decided.reason.as_ref(), lang));
    Wrong {
        mark: mark(decided.verdict, lang),
        trial: visible(&decided.trial.0).into_owned(),
        title: visible(&about.title).into_owned(),
        asks: say::ASKS.say(lang, &[("who", &who), ("whom", &whom)]),
        source: visible(&about.source).into_owned(),
        reason: decided.reason.as_ref().filter(|_| !short).map(|reason| words::reason(reason, lang)),
        differences: decided.differences[..told].iter().map(|difference| words::tell(difference, lang)).collect(),
        more: (!short && told < decided.differences.len())
            .then(|| say::MORE_DIFFERENCES.say(lang, &[("more", &(decided.differences.len() - told))])),
        headline,
    }
}

/// A row of the 結果票.
struct Case {
    number: usize,
    id: String,
    title: String,
    cycle: String,
    provider: String,
    mark: Mark,
    note: String,
    differences: Vec<Told>,
}

#[derive(Template)]
#[template(path = "organisation.html")]
struct OrganisationPage<'a> {
    w: Words,
    organisation: &'a str,
    facts: Vec<(&'static str, String)>,
    counts: String,
    cases: Vec<Case>,
    chain: Option<String>,
}

/// Which body's 結果票, and what else it says.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// The body's id.
    pub organisation: &'a str,
    /// Its trials as planned, for those that never began: a record does not know them. May be empty.
    pub planned: &'a [(TrialId, Arc<About>)],
    /// The last chain value of the record, to be printed.
    pub chain: Option<&'a str>,
}

/// Writes the 結果票 of one body and tells how many cases it has. `state` is folded from the same events.
pub fn organisation_sheet(
    state: &RunState,
    events: impl Iterator<Item = Event>,
    sheet: Sheet<'_>,
    lang: Lang,
    to: &mut dyn Write,
) -> io::Result<usize> {
    let rows = rows_of(state, events, sheet);
    let mut counts: Vec<(Verdict, usize)> = READING_ORDER.iter().map(|verdict| (*verdict, 0)).collect();
    for row in &rows {
        counts.iter_mut().filter(|(verdict, _)| *verdict == row.verdict).for_each(|(_, count)| *count += 1);
    }
    let counts: Vec<String> =
        counts.iter().map(|(verdict, count)| format!("{} {count}", verdict.word().pattern(lang))).collect();
    let name = rows.first().map_or(sheet.organisation, |row| row.about.organisation_name.as_str()).to_owned();
    let page = OrganisationPage {
        w: Words(lang),
        organisation: &visible(&name),
        facts: sheet_facts(state, lang),
        counts: counts.join("　"),
        chain: sheet.chain.map(|chain| visible(chain).into_owned()),
        cases: rows.iter().enumerate().map(|(index, row)| case(index + 1, row, lang)).collect(),
    };
    page.write_into(&mut *to)?;
    to.flush()?;
    Ok(rows.len())
}

/// A case of the body and how it stands.
struct CaseRow {
    about: Arc<About>,
    verdict: Verdict,
    decided: Option<Decided>,
    attempts: u16,
    cut_off: bool,
}

/// The body's cases by クール, ロット and id. Bounded by what one body has.
fn rows_of(state: &RunState, events: impl Iterator<Item = Event>, sheet: Sheet<'_>) -> Vec<CaseRow> {
    let of_body = |about: &About| *about.organisation.0 == *sheet.organisation;
    let mut begun: Vec<(TrialId, Arc<About>)> = Vec::new();
    let mut seen: HashSet<TrialId> = HashSet::new();
    let noted = events.filter(|event| match event {
        Event::TrialStarted { trial, about, .. } => {
            if of_body(about) && seen.insert(trial.clone()) {
                begun.push((trial.clone(), Arc::clone(about)));
            }
            of_body(about)
        }
        Event::TrialFinished { trial, .. } => seen.contains(trial),
        _ => false,
    });
    let decided: Vec<Decided> = decided(state, noted).collect();
    let mut rows: Vec<CaseRow> = Vec::new();
    for decided in decided {
        seen.remove(&decided.trial);
        let (about, verdict, attempts) = (Arc::clone(&decided.about), decided.verdict, decided.attempts);
        rows.push(CaseRow { about, verdict, decided: Some(decided), attempts, cut_off: false });
    }
    let undecided = begun.iter().filter(|(trial, _)| seen.contains(trial));
    let never = sheet.planned.iter().filter(|(trial, about)| of_body(about) && state.trial(&trial.0).is_none());
    for (trial, about) in undecided.chain(never) {
        let told = state.trial(&trial.0);
        rows.push(CaseRow {
            about: Arc::clone(about),
            verdict: Verdict::NotRun,
            decided: None,
            attempts: told.map_or(0, |told| told.attempts),
            cut_off: told.is_some(),
        });
    }
    rows.sort_by(|a, b| {
        let key = |row: &CaseRow| (row.about.cycle, row.about.lot);
        key(a).cmp(&key(b)).then_with(|| a.about.case.cmp(&b.about.case))
    });
    rows
}

fn sheet_facts(state: &RunState, lang: Lang) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(start) = state.start() {
        facts.push((say::PROJECT.pattern(lang), visible(&start.project).into_owned()));
        facts.push((say::RUN.pattern(lang), visible(&start.run).into_owned()));
        let from = day_and_time(&start.at);
        let period = match state.ended_at() {
            Some(to) => say::SHEET_PERIOD_FROM_TO.say(lang, &[("from", &from), ("to", &day_and_time(to))]),
            None => from,
        };
        facts.push((say::SHEET_PERIOD.pattern(lang), period));
    }
    facts
}

/// `2026-11-20 09:00` of an RFC 3339 date.
fn day_and_time(at: &str) -> String {
    visible(at.get(..16).unwrap_or(at)).replace('T', " ")
}

fn case(number: usize, row: &CaseRow, lang: Lang) -> Case {
    let about = &row.about;
    let cycle = about.cycle.map_or_else(|| "-".to_owned(), |cycle| cycle.to_string());
    let cycle = match about.lot {
        Some(lot) => say::SHEET_CYCLE_LOT.say(lang, &[("cycle", &cycle), ("lot", &lot)]),
        None => cycle,
    };
    let note = match &row.decided {
        None if row.cut_off => say::CUT_OFF.say(lang, &[("attempts", &row.attempts)]),
        Some(decided) if decided.flaky => say::SHEET_RETRIED.say(lang, &[("attempts", &row.attempts)]),
        Some(decided) => decided.reason.as_ref().map(|reason| words::reason(reason, lang)).unwrap_or_default(),
        None => String::new(),
    };
    let differences = row.decided.iter().flat_map(|decided| decided.differences.iter().take(DIFFERENCES_MAX));
    Case {
        number,
        id: visible(&about.case).into_owned(),
        title: visible(&about.title).into_owned(),
        cycle,
        provider: visible(&about.provider).into_owned(),
        mark: mark(row.verdict, lang),
        note,
        differences: differences.map(|difference| words::tell(difference, lang)).collect(),
    }
}
