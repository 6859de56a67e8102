//! JUnit XML that both the Ant (Windy Road) and the Jenkins xunit schema accept.
//!
//! One suite a run: properties, then a testcase a trial that began, then system-out with what passed only on retry (the
//! Ant schema knows no element for that). Failed is a failure, Broken an error, Blocked and NotRun are skipped, with
//! their reason. Trials that never began are one skipped testcase that tells their number, so that no reader takes
//! their absence for success. Testcases are written a few hundred at a time: memory does not grow with the run.

use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use crate::event::{Event, RunState, Trial};
use crate::model::catalogue::report as say;
use crate::model::{Lang, Verdict};

use super::decided::{Decided, decided};
use super::words::{self, visible};

/// How many testcases are held before they are written.
const CHUNK: usize = 256;

/// How many trials that passed only on retry are named.
const FLAKY_MAX: usize = 1_000;

/// What a suite without a known beginning says; the schema wants a time.
const NO_TIME: &str = "1970-01-01T00:00:00";

/// Writes the report. `state` is folded from the same events.
pub fn write(state: &RunState, events: impl Iterator<Item = Event>, lang: Lang, to: &mut dyn Write) -> io::Result<()> {
    let frame = serialized(suite_without_cases(state, lang))?;
    // The frame is a suite with all but its testcases, which stand between its properties and its system-out.
    let (head, tail) = frame.split_once("<system-out>").ok_or(io::ErrorKind::InvalidData)?;
    writeln!(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>")?;
    write!(to, "    {}", head.trim_end())?;
    let mut chunk = Vec::with_capacity(CHUNK);
    for case in decided(state, events).map(|decided| decided_case(&decided, lang)) {
        chunk.push(case);
        if chunk.len() == CHUNK {
            write_cases(std::mem::take(&mut chunk), to)?;
        }
    }
    for case in state.trials_without_verdict().map(|trial| cut_off_case(&trial, lang)) {
        chunk.push(case);
        if chunk.len() == CHUNK {
            write_cases(std::mem::take(&mut chunk), to)?;
        }
    }
    chunk.extend(never_began(state, lang));
    write_cases(chunk, to)?;
    writeln!(to, "\n        <system-out>{}", tail.trim_end())?;
    to.flush()
}

/// The suite as XML, from its own start tag to the end of the document.
fn serialized(suite: TestSuite) -> io::Result<String> {
    let mut report = Report::unnamed();
    report.test_suites.push(suite);
    let text = report.to_string().map_err(io::Error::other)?;
    let start = text.find("<testsuite ").ok_or(io::ErrorKind::InvalidData)?;
    Ok(text[start..].to_owned())
}

fn write_cases(cases: Vec<TestCase>, to: &mut dyn Write) -> io::Result<()> {
    if cases.is_empty() {
        return Ok(());
    }
    let mut suite = TestSuite::new("");
    suite.test_cases = cases;
    let text = serialized(suite)?;
    let (start, end) = (text.find("<testcase "), text.rfind("</testsuite>"));
    let (Some(start), Some(end)) = (start, end) else { return Err(io::ErrorKind::InvalidData.into()) };
    write!(to, "\n        {}", text[start..end].trim_end())
}

fn suite_without_cases(state: &RunState, lang: Lang) -> TestSuite {
    let start = state.start();
    let name = start.map(|start| visible(&start.project).into_owned()).filter(|name| !name.trim().is_empty());
    let name = name.unwrap_or_else(|| "renkei".to_owned());
    let mut suite = TestSuite::new(&name);
    let counts = state.counts();
    let count = |verdict| counts.of(verdict) as usize;
    let never = state.selected() - state.seen();
    // Those that never began are one testcase together.
    let untold = never.saturating_sub(1) as usize;
    suite.tests = state.selected() as usize - untold;
    suite.failures = count(Verdict::Failed);
    suite.errors = count(Verdict::Broken);
    suite.skipped = count(Verdict::Blocked) + count(Verdict::NotRun) - untold;
    suite.set_time(Duration::from_millis(state.duration_ms()));
    let at = start.map_or(NO_TIME, |start| local_seconds(&start.at));
    for (key, value) in [("package", name.as_str()), ("id", "0"), ("hostname", "localhost"), ("timestamp", at)] {
        suite.extra.insert(key.into(), value.into());
    }
    suite.add_properties(properties(state));
    let flaky = state.flaky_trials().take(FLAKY_MAX).map(|trial| {
        let attempts = say::ATTEMPTS.say(lang, &[("attempts", &trial.attempts)]);
        format!("{}: {attempts}\n", visible(trial.id))
    });
    let title = format!("{}: {}\n", say::FLAKY_TRIALS.pattern(lang), state.flaky());
    suite.set_system_out(std::iter::once(title).chain(flaky).collect::<String>());
    suite.set_system_err("");
    suite
}

fn properties(state: &RunState) -> Vec<Property> {
    let mut properties: Vec<(&str, String)> = Vec::new();
    if let Some(start) = state.start() {
        properties.push(("run", visible(&start.run).into_owned()));
        properties.push(("project-hash", visible(&start.project_hash).into_owned()));
        properties.push(("renkei", visible(&start.version).into_owned()));
        properties.push(("selection", visible(&start.selection.join(" ")).into_owned()));
    }
    properties.push(("selected", state.selected().to_string()));
    properties.push(("never-began", (state.selected() - state.seen()).to_string()));
    properties.push(("flaky", state.flaky().to_string()));
    properties.push(("by-people", state.by_people().to_string()));
    properties.into_iter().map(|(name, value)| Property::new(name, value)).collect()
}

/// The time of an RFC 3339 date without its offset, as the Ant schema wants it.
fn local_seconds(at: &str) -> &str {
    let pattern = "dddd-dd-ddTdd:dd:dd";
    let Some(seconds) = at.get(..pattern.len()) else { return NO_TIME };
    let fits = |(c, pattern): (char, char)| if pattern == 'd' { c.is_ascii_digit() } else { c == pattern };
    if seconds.chars().zip(pattern.chars()).all(fits) { seconds } else { NO_TIME }
}

fn decided_case(decided: &Decided, lang: Lang) -> TestCase {
    let about = &decided.about;
    let message = || words::first_line(&decided.differences, decided.differences.len(), decided.reason.as_ref(), lang);
    let wrong = |kind, name: &str| {
        let mut status = TestCaseStatus::non_success(kind);
        status.set_type(name).set_message(message()).set_description(description(decided, lang));
        status
    };
    let status = match decided.verdict {
        Verdict::Passed => TestCaseStatus::success(),
        Verdict::Failed => wrong(NonSuccessKind::Failure, "failed"),
        Verdict::Broken => wrong(NonSuccessKind::Error, "broken"),
        Verdict::Blocked | Verdict::NotRun => {
            let mut status = TestCaseStatus::skipped();
            let word = decided.verdict.word();
            status.set_message(format!("{}: {}", word.pattern(lang), message()));
            status
        }
    };
    let name = format!("{} {}", visible(&about.case), visible(&about.title));
    let time = Duration::from_micros(decided.duration_us);
    case(&name, &visible(&about.organisation_name), time, status)
}

fn cut_off_case(trial: &Trial<'_>, lang: Lang) -> TestCase {
    let mut status = TestCaseStatus::skipped();
    status.set_message(say::JUNIT_CUT_OFF.say(lang, &[("attempts", &trial.attempts)]));
    let name = trial.id.split_once('@').map_or(trial.id, |(case, _)| case);
    case(&visible(name), &visible(trial.organisation_name), Duration::ZERO, status)
}

fn never_began(state: &RunState, lang: Lang) -> Option<TestCase> {
    let never = state.selected() - state.seen();
    let mut status = TestCaseStatus::skipped();
    status.set_message(say::JUNIT_NOT_RUN.pattern(lang));
    let name = say::JUNIT_NEVER_BEGAN.say(lang, &[("count", &never)]);
    (never > 0).then(|| case(&name, "renkei", Duration::ZERO, status))
}

fn case(name: &str, class: &str, time: Duration, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(class).set_time(time);
    case
}

/// All differences in full, for the body of a failure.
fn description(decided: &Decided, lang: Lang) -> String {
    let mut lines = vec![format!("{}: {}", say::SOURCE.pattern(lang), visible(&decided.about.source))];
    if let Some(reason) = &decided.reason {
        lines.push(format!("{}: {}", say::REASON.pattern(lang), words::reason(reason, lang)));
    }
    for difference in &decided.differences {
        let told = words::tell(difference, lang);
        lines.push(format!("- {}", told.in_one_line(lang)));
        let rest = [(say::WHERE, Some(told.path)), (say::SOURCE, told.source), (say::MEND, Some(told.mend))];
        let rest = rest.into_iter().filter_map(|(label, text)| Some((label, text.filter(|text| !text.is_empty())?)));
        lines.extend(rest.map(|(label, text)| format!("    {}: {text}", label.pattern(lang))));
    }
    lines.join("\n")
}
