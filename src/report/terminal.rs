//! The summary on a terminal: how it went, matrices that align with Japanese text, failures with their differences.

use std::cmp::Reverse;

use crate::event::{Counts, Failure, Row, RunState};
use crate::model::catalogue::report as say;
use crate::model::{Lang, Verdict};

use super::columns::{Numbers, cut, table, width, wrap};
use super::words::{self, READING_ORDER, Told, visible};

/// Rows of one table; the best beyond these are told by their number.
pub const ROWS_MAX: usize = 10;

/// Failures told with their differences, equal ones of one case as one; the rest by their number.
pub const FAILURES_MAX: usize = 20;

/// Differences told of one failure.
pub const DIFFERENCES_MAX: usize = 5;

/// Bodies named to which the same happened.
pub const NAMES_MAX: usize = 8;

/// The narrowest screen laid out for; on a narrower one lines break as the terminal breaks them.
pub const COLUMNS_MIN: usize = 80;

/// The whole summary, in at most so many columns (at least [`COLUMNS_MIN`]), with a newline at its end.
pub fn summary(state: &RunState, lang: Lang, columns: usize) -> String {
    let columns = columns.max(COLUMNS_MIN);
    let mut page = Page { lang, columns, text: String::new() };
    page.head(state);
    if state.seen() > 0 {
        page.cycles_and_lots(state);
        page.groups(state);
        page.organisations(state);
    }
    page.failures(state);
    page.flaky(state);
    page.faults(state);
    page.partners(state);
    page.text
}

struct Page {
    lang: Lang,
    columns: usize,
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A label, and after it a text that wraps under itself.
    fn labelled(&mut self, indent: usize, label: &str, text: &str) {
        let margin = indent + width(label) + 2;
        for (index, line) in wrap(text, self.columns.saturating_sub(margin)).iter().enumerate() {
            let lead = if index == 0 { format!("{:indent$}{label}  ", "") } else { " ".repeat(margin) };
            self.line(&format!("{lead}{line}"));
        }
    }

    /// A text that wraps.
    fn words(&mut self, text: &str) {
        for line in wrap(text, self.columns) {
            self.line(&line);
        }
    }

    fn heading(&mut self, words: &str) {
        self.line("");
        self.line(words);
    }

    fn head(&mut self, state: &RunState) {
        let lang = self.lang;
        if let Some(start) = state.start() {
            let everything = say::EVERYTHING.pattern(lang).to_owned();
            let selection = if start.selection.is_empty() { everything } else { start.selection.join(" ") };
            self.labelled(0, say::RUN.pattern(lang), &format!("{}  {}", visible(&start.run), visible(&start.project)));
            self.labelled(0, say::SELECTION.pattern(lang), &visible(&selection));
            if !start.real.is_empty() {
                self.labelled(0, say::REAL.pattern(lang), &visible(&start.real.join("、")));
            }
        }
        let counts = words::counts(&state.counts(), lang);
        let told = say::COUNTED.say(lang, &[("selected", &state.selected()), ("counts", &counts)]);
        self.labelled(0, say::RESULT.pattern(lang), &told);
        for line in remarks(state, lang) {
            self.labelled(2, "", &line);
        }
    }

    /// クール down, ロット across.
    fn cycles_and_lots(&mut self, state: &RunState) {
        let lang = self.lang;
        let rows = state.by_cycle_and_lot();
        let mut lots: Vec<Option<u8>> = rows.iter().map(|row| row.key.1).collect();
        lots.sort_unstable();
        lots.dedup();
        let mut cycles: Vec<Option<u8>> = rows.iter().map(|row| row.key.0).collect();
        cycles.dedup();
        let cell = |cycle, lot| {
            let row = rows.iter().find(|row| row.key == (cycle, lot));
            row.map_or_else(|| "-".to_owned(), |row| worst_cell(&row.counts, lang))
        };
        let line = |cycle| {
            let name = words::cycle(cycle, lang);
            std::iter::once(name).chain(lots.iter().map(|lot| cell(cycle, *lot))).collect::<Vec<_>>()
        };
        let names = lots.iter().map(|lot| match lot {
            Some(number) => say::LOT.say(lang, &[("number", number)]),
            None => say::NO_LOT.pattern(lang).to_owned(),
        });
        let mut heading: Vec<String> = std::iter::once(String::new()).chain(names).collect();
        let mut lines: Vec<Vec<String>> = cycles.into_iter().map(line).collect();
        let shown = columns_that_fit(&heading, &lines, self.columns);
        let left_out = heading.len() - shown;
        heading.truncate(shown);
        lines.iter_mut().for_each(|line| line.truncate(shown));

        self.heading(say::CYCLE_AND_LOT.pattern(lang));
        self.line(&table(heading, lines, Numbers::Left));
        if left_out > 0 {
            self.words(&say::LOTS_LEFT_OUT.say(lang, &[("more", &left_out)]));
        }
        self.words(say::CELL_LEGEND.pattern(lang));
    }

    fn groups(&mut self, state: &RunState) {
        let rows = named(state.by_group(), |name| visible(name).into_owned());
        if !rows.is_empty() {
            self.counted(say::BY_GROUP.pattern(self.lang), say::GROUP.pattern(self.lang), rows);
        }
    }

    fn organisations(&mut self, state: &RunState) {
        let rows = named(state.by_organisation(), |(_, name)| visible(name).into_owned());
        self.counted(say::BY_ORGANISATION.pattern(self.lang), say::ORGANISATION.pattern(self.lang), rows);
    }

    /// A table with a column for each verdict, the worst rows first.
    fn counted(&mut self, title: &str, kind: &str, mut rows: Vec<Row<String>>) {
        let lang = self.lang;
        worst_first(&mut rows);
        // One row more takes no more room than a line that says so.
        let rest = if rows.len() > ROWS_MAX + 1 { rows.split_off(ROWS_MAX) } else { Vec::new() };
        let retried = rows.iter().chain(&rest).any(|row| row.flaky > 0);
        let mut heading: Vec<String> = vec![kind.to_owned()];
        heading.extend(READING_ORDER.map(|verdict| verdict.word().pattern(lang).to_owned()));
        heading.push(say::TOTAL.pattern(lang).to_owned());
        heading.extend(retried.then(|| say::ON_RETRY.pattern(lang).to_owned()));
        let mut lines: Vec<Vec<String>> = rows
            .into_iter()
            .map(|row| {
                let numbers = READING_ORDER.map(|verdict| row.counts.of(verdict)).into_iter();
                let numbers = numbers.chain([row.counts.total()]).chain(retried.then_some(row.flaky));
                std::iter::once(row.key).chain(numbers.map(|number| number.to_string())).collect()
            })
            .collect();
        let widest = |column: usize| {
            let cells = std::iter::once(&heading).chain(&lines).filter_map(|line| line.get(column));
            cells.map(|cell| width(cell)).max().unwrap_or(0)
        };
        let numbers: usize = (1..heading.len()).map(|column| widest(column) + 3).sum();
        let room = self.columns.saturating_sub(numbers + 2).max(width(kind));
        lines.iter_mut().filter_map(|line| line.first_mut()).for_each(|name| *name = cut(name, room));

        self.heading(title);
        self.line(&table(heading, lines, Numbers::Right));
        if !rest.is_empty() {
            let sum = sum(rest.iter().map(|row| &row.counts));
            let args: [(&str, &dyn std::fmt::Display); 2] = [("rows", &rest.len()), ("counts", &sum_words(&sum, lang))];
            self.words(&say::ROWS_LEFT_OUT.say(lang, &args));
        }
    }

    fn failures(&mut self, state: &RunState) {
        if state.failures().is_empty() {
            return;
        }
        let mut failures: Vec<&Failure> = state.failures().iter().collect();
        // Trials end in another order every time; a screen must not.
        failures.sort_by_cached_key(|failure| (failure.verdict, failure.about.cycle, natural(&failure.trial.0)));
        self.heading(say::FAILURES.pattern(self.lang));
        let alike = alike(&failures);
        let mut told = 0;
        for (first, others) in alike.iter().take(FAILURES_MAX) {
            self.failure(first);
            self.others(others);
            told += 1 + others.len();
        }
        let more = state.failures_left_out() + (failures.len() - told) as u64;
        if more > 0 {
            let run = state.start().map_or("", |start| start.run.as_str());
            self.line("");
            self.words(&say::FAILURES_LEFT_OUT.say(self.lang, &[("more", &more), ("run", &visible(run))]));
        }
    }

    fn failure(&mut self, failure: &Failure) {
        let (lang, about) = (self.lang, &failure.about);
        self.line("");
        let title = format!("{}  {}", visible(&failure.trial.0), visible(&about.title));
        self.labelled(0, failure.verdict.word().pattern(lang), &title);
        let (who, whom) = (visible(&about.organisation_name), visible(&about.provider));
        self.labelled(2, "", &say::ASKS.say(lang, &[("who", &who), ("whom", &whom)]));
        self.labelled(4, say::SOURCE.pattern(lang), &visible(&about.source));
        if let Some(reason) = &failure.reason {
            self.labelled(4, say::REASON.pattern(lang), &words::reason(reason, lang));
        }
        for difference in failure.differences.iter().take(DIFFERENCES_MAX) {
            self.difference(&words::tell(difference, lang));
        }
        let more = failure.differences_in_all.saturating_sub(DIFFERENCES_MAX);
        if more > 0 {
            self.labelled(4, "-", &say::MORE_DIFFERENCES.say(lang, &[("more", &more)]));
        }
    }

    /// The bodies to which the same happened.
    fn others(&mut self, others: &[&Failure]) {
        if others.is_empty() {
            return;
        }
        let names: Vec<_> =
            others.iter().take(NAMES_MAX).map(|other| visible(&other.about.organisation_name)).collect();
        let etc = if others.len() > NAMES_MAX { say::ETC.pattern(self.lang) } else { "" };
        let names = format!("{}{etc}", names.join(say::COMMA.pattern(self.lang)));
        self.labelled(2, "", &say::ALIKE.say(self.lang, &[("count", &others.len()), ("names", &names)]));
    }

    fn difference(&mut self, told: &Told) {
        let lang = self.lang;
        self.labelled(4, "-", &say::IN_ONE_LINE_BARE.say(lang, &[("name", &told.name), ("what", &told.what)]));
        let lines = [
            (say::WHERE, Some(&told.path).filter(|path| !path.is_empty())),
            (say::EXPECTED, told.expected.as_ref()),
            (told.came, told.actual.as_ref()),
            (say::SOURCE, told.source.as_ref()),
            (say::CAUSE, told.cause.as_ref()),
            (say::MEND, Some(&told.mend)),
        ];
        let widest = lines.iter().map(|(label, _)| width(label.pattern(lang))).max().unwrap_or(0);
        for (label, text) in lines {
            let Some(text) = text else { continue };
            let label = label.pattern(lang);
            self.labelled(7, &format!("{label}{:1$}", "", widest - width(label)), text);
        }
    }

    fn flaky(&mut self, state: &RunState) {
        if state.flaky() == 0 {
            return;
        }
        self.heading(say::FLAKY_TRIALS.pattern(self.lang));
        for trial in state.flaky_trials().take(ROWS_MAX) {
            let attempts = say::ATTEMPTS.say(self.lang, &[("attempts", &trial.attempts)]);
            self.labelled(2, &visible(trial.id), &attempts);
        }
        let more = state.flaky().saturating_sub(ROWS_MAX as u64);
        if more > 0 {
            self.labelled(2, "", &say::AND_MORE.say(self.lang, &[("more", &more)]));
        }
    }
}

impl Page {
    /// Faults that never happened: what they were to try has not been tried.
    fn faults(&mut self, state: &RunState) {
        let never = |met| words::never_happened(met).map(|why| (met, why));
        let silent: Vec<_> = state.faults().iter().filter_map(never).collect();
        if silent.is_empty() {
            return;
        }
        self.heading(say::FAULTS_NEVER.pattern(self.lang));
        for (met, why) in silent.iter().take(ROWS_MAX) {
            let source = if met.source.is_empty() { "--fault" } else { &met.source };
            self.labelled(2, "", &format!("{}  {}", visible(&met.fault), visible(source)));
            self.labelled(6, "", why.pattern(self.lang));
        }
        if silent.len() > ROWS_MAX {
            self.labelled(2, "", &say::AND_MORE.say(self.lang, &[("more", &(silent.len() - ROWS_MAX))]));
        }
    }

    /// Real systems that nothing passed with: nothing is known of them.
    fn partners(&mut self, state: &RunState) {
        let never = |met| words::never_met(met).map(|why| (met, why));
        let silent: Vec<_> = state.partners().iter().filter_map(never).collect();
        if silent.is_empty() {
            return;
        }
        self.heading(say::PARTNERS_NEVER.pattern(self.lang));
        for (met, why) in silent.iter().take(ROWS_MAX) {
            let source = if met.source.is_empty() { "--real" } else { &met.source };
            self.labelled(2, "", &format!("{}  {}", visible(&met.partner), visible(source)));
            self.labelled(6, "", why.pattern(self.lang));
        }
        if silent.len() > ROWS_MAX {
            self.labelled(2, "", &say::AND_MORE.say(self.lang, &[("more", &(silent.len() - ROWS_MAX))]));
        }
    }
}

/// Failures of one case that are equal in all but the body, told as one: in N対1 one fault of a representative fails
/// for every member of a group.
fn alike<'a>(failures: &[&'a Failure]) -> Vec<(&'a Failure, Vec<&'a Failure>)> {
    let mut clusters: Vec<(&Failure, Vec<&Failure>)> = Vec::new();
    for failure in failures {
        let same = |first: &Failure| {
            (&first.about.case, first.verdict, first.differences_in_all)
                == (&failure.about.case, failure.verdict, failure.differences_in_all)
                && (&first.differences, &first.reason) == (&failure.differences, &failure.reason)
        };
        match clusters.iter_mut().find(|(first, _)| same(first)) {
            Some((_, others)) => others.push(failure),
            None => clusters.push((failure, Vec::new())),
        }
    }
    clusters
}

/// A key by which K1-2 stands before K1-10.
fn natural(text: &str) -> Vec<(&str, u64)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (word, tail) = rest.split_at(rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len()));
        let (number, next) = tail.split_at(tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len()));
        parts.push((word, number.parse().unwrap_or(u64::MAX)));
        rest = next;
    }
    parts
}

/// What is to be known of a run beside its counts.
pub(super) fn remarks(state: &RunState, lang: Lang) -> Vec<String> {
    let run = state.start().map_or("", |start| start.run.as_str());
    let duration = words::duration(state.duration_ms(), lang);
    let effort = say::EFFORT.say(lang, &[("exchanges", &state.exchanges()), ("duration", &duration)]);
    let stopped = if state.interrupted() {
        Some(say::INTERRUPTED.say(lang, &[("run", &visible(run))]))
    } else {
        (state.start().is_some() && !state.ended()).then(|| say::NOT_ENDED.say(lang, &[("run", &visible(run))]))
    };
    let some = |number: u64, text: String| (number > 0).then_some(text);
    [
        some(state.flaky(), say::FLAKY.say(lang, &[("flaky", &state.flaky())])),
        some(state.by_people(), say::BY_PEOPLE.say(lang, &[("count", &state.by_people())])),
        some(u64::from(state.sittings().saturating_sub(1)), say::RESUMED.say(lang, &[("times", &state.sittings())])),
        stopped,
        some(state.exchanges(), effort),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// 「否 2/14」: the worst verdict, how many of how many; 「合 12」 where all have it.
pub(super) fn worst_cell(counts: &Counts, lang: Lang) -> String {
    let worst = counts.worst();
    let (many, all) = (counts.of(worst), counts.total());
    let word = worst.word();
    let word = word.pattern(lang);
    if many == all { format!("{word} {all}") } else { format!("{word} {many}/{all}") }
}

/// Worst first, and of equals the one with most of the worst, then by name; those that passed by name alone.
pub(super) fn worst_first<K: Ord>(rows: &mut [Row<K>]) {
    let key = |row: &Row<K>| {
        let worst = row.counts.worst();
        let most = if worst == Verdict::Passed { 0 } else { row.counts.of(worst) };
        (worst, Reverse(most), Reverse(row.flaky))
    };
    rows.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.key.cmp(&b.key)));
}

/// Every verdict's sum.
pub(super) fn sum<'a>(all: impl Iterator<Item = &'a Counts>) -> Vec<(Verdict, u64)> {
    let mut sums = READING_ORDER.map(|verdict| (verdict, 0));
    for counts in all {
        sums.iter_mut().for_each(|(verdict, sum)| *sum += counts.of(*verdict));
    }
    sums.into_iter().filter(|(_, sum)| *sum > 0).collect()
}

fn sum_words(sums: &[(Verdict, u64)], lang: Lang) -> String {
    let words: Vec<String> =
        sums.iter().map(|(verdict, sum)| format!("{} {sum}", verdict.word().pattern(lang))).collect();
    words.join("  ")
}

fn named<K>(rows: Vec<Row<K>>, name: impl Fn(K) -> String) -> Vec<Row<String>> {
    rows.into_iter().map(|row| Row { key: name(row.key), counts: row.counts, flaky: row.flaky }).collect()
}

/// How many columns of a table fit on the screen.
fn columns_that_fit(heading: &[String], lines: &[Vec<String>], columns: usize) -> usize {
    let widest = |column: usize| {
        let cells = std::iter::once(heading).chain(lines.iter().map(Vec::as_slice));
        cells.filter_map(|line| line.get(column)).map(|cell| width(cell)).max().unwrap_or(0)
    };
    let mut taken = 0;
    (0..heading.len())
        .take_while(|column| {
            taken += widest(*column) + 2 + usize::from(*column > 0);
            taken <= columns
        })
        .count()
}
