//! Trials to Gherkin text: one plain シナリオ each, stable names, tables aligned by display width.
//!
//! A file holds the trials of one クール, ロット and シナリオID, [`SCENARIOS_PER_FILE_MAX`] at most, in the order of
//! the cases; a new case touches the files of its own シナリオID only, and no name ever changes.

pub(in crate::feature) mod link_codes;

use std::collections::HashMap;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::phrase::{Context, Phrase, Query, StepText};
use super::sentence;
use super::source;
use super::topic::gateway::GatewayPhrase;
use super::topic::interpretation::InterpretationPhrase;
use super::topic::paper::PaperPhrase;
use crate::model::stable;
use crate::model::{Confirmation, Department, Organisation, Outcome, Paper, Place, Project, Target, TestKind, Trial};

/// Scenarios in one generated file; gherkin readers slow down with longer ones.
pub const SCENARIOS_PER_FILE_MAX: usize = 100;

/// A generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureFile {
    /// Its path in the project, with `/`: `features/c7-l1-s01.feature`. ASCII and lower case, so that git, Windows
    /// and macOS agree on it.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Every trial of a project as files.
pub fn render_files(trials: &[Trial<'_>], project: &Project) -> Vec<FeatureFile> {
    let writer = Writer::new(project);
    let mut order: Vec<FileKey<'_>> = Vec::new();
    let mut members: HashMap<FileKey<'_>, Vec<Trial<'_>>> = HashMap::new();
    for trial in trials {
        let key = FileKey { cycle: trial.case.cycle, lot: trial.case.lot, scenario: &trial.case.scenario };
        members.entry(key).or_insert_with(|| {
            order.push(key);
            Vec::new()
        });
        if let Some(members) = members.get_mut(&key) {
            members.push(*trial);
        }
    }
    let mut taken: HashMap<String, FileKey<'_>> = HashMap::new();
    let mut files = Vec::new();
    for key in order {
        let stem = key.stem(&mut taken);
        let chunks = members.get(&key).map(Vec::as_slice).unwrap_or_default().chunks(SCENARIOS_PER_FILE_MAX);
        for (chunk, number) in chunks.zip(1usize..) {
            let part = if number == 1 { String::new() } else { format!("-{number}") };
            files.push(FeatureFile { path: format!("features/{stem}{part}.feature"), text: writer.file(chunk) });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// One feature with these trials, for a run in memory. With many chunks, keep a [`Writer`].
pub fn render(trials: &[Trial<'_>], project: &Project) -> String {
    Writer::new(project).file(trials)
}

/// The tags of a trial's scenario, without `@`: selection by tags and the features agree by construction.
pub fn tags(trial: &Trial<'_>) -> Vec<String> {
    let case = trial.case;
    let mut tags = vec![format!("{}{}", sentence::CYCLE, case.cycle)];
    tags.extend(case.lot.map(|lot| format!("{}{lot}", sentence::LOT)));
    tags.extend(trial.group.map(|group| tag(sentence::GROUP_TAG, &group.name)));
    if !case.flow.is_empty() {
        tags.push(tag(sentence::FLOW_TAG, &case.flow));
    }
    tags.push(tag(sentence::ORGANISATION_TAG, &trial.inquirer.id.0));
    tags.push(tag(sentence::SCENARIO_TAG, &case.scenario));
    tags.push(tag(sentence::CASE_TAG, &case.id.0));
    if case.by_people {
        tags.push(sentence::BY_PEOPLE_TAG.to_owned());
    }
    if case.kind == TestKind::Practice {
        tags.push(sentence::PRACTICE_TAG.to_owned());
    }
    if case.expected.paper.is_some() {
        tags.push(sentence::PILOT_TAG.to_owned());
    }
    if !case.expected.interpretations.is_empty() {
        tags.push(sentence::READING_TAG.to_owned());
    }
    if case.confirmation == Confirmation::Waiting {
        tags.push(sentence::UNCONFIRMED_TAG.to_owned());
    }
    tags
}

fn tag(name: &str, value: &str) -> String {
    // Half-width brackets would need a backslash in every tag expression.
    let word = |c: char| match c {
        '(' => '（',
        ')' => '）',
        '@' | '\\' => '_',
        c if c.is_whitespace() || c.is_control() => '_',
        c => c,
    };
    name.chars().chain(value.chars().map(word)).collect()
}

/// Files are told apart by these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct FileKey<'p> {
    cycle: u8,
    lot: Option<u8>,
    scenario: &'p str,
}

impl<'p> FileKey<'p> {
    /// `c7-l1-s01`; a シナリオID that is not plain ASCII, or differs from another only in case, gets a digest.
    fn stem(self, taken: &mut HashMap<String, FileKey<'p>>) -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let mut slug: String = self.scenario.chars().filter(|c| plain(*c)).collect();
        slug.make_ascii_lowercase();
        slug.truncate(40);
        let digest = format!("{:08x}", stable::of_text(self.scenario) as u32);
        let changed = slug.chars().count() != self.scenario.chars().count();
        let part_like = slug.rsplit_once('-').is_some_and(|(_, tail)| tail.bytes().all(|b| b.is_ascii_digit()));
        let lot = self.lot.map(|lot| format!("-l{lot}")).unwrap_or_default();
        let base = format!("c{}{lot}-{slug}", self.cycle);
        // `s01-2` would be the second part of `s01`.
        if changed || part_like || taken.contains_key(&base) {
            return format!("{base}{}{digest}", if slug.is_empty() { "" } else { "-" });
        }
        taken.insert(base.clone(), self);
        base
    }
}

/// The digest of a generated file's content, as its header has it.
pub(super) fn written_digest(body: &str) -> String {
    format!("{:016x}", stable::of_text(body))
}

/// Writes the trials of one project; holds its names.
#[derive(Debug)]
pub struct Writer<'p> {
    project: &'p Project,
    /// Whom an id or a name means: the first body that has it, as in [`Project::organisation_called`].
    bodies: HashMap<&'p str, &'p Organisation>,
}

impl<'p> Writer<'p> {
    /// A writer for a project.
    pub fn new(project: &'p Project) -> Self {
        let mut bodies = HashMap::with_capacity(project.organisations.len() * 2);
        for body in &project.organisations {
            bodies.entry(&*body.id.0).or_insert(body);
            bodies.entry(body.name.as_str()).or_insert(body);
        }
        Self { project, bodies }
    }

    /// One feature file with these trials.
    pub fn file(&self, trials: &[Trial<'_>]) -> String {
        let mut body = String::with_capacity(trials.len() * 2_048);
        let _ = writeln!(body, "{}: {}", sentence::FEATURE, self.title(trials));
        for trial in trials {
            self.page(trial).write(&mut body);
        }
        let mut text = String::with_capacity(body.len() + 512);
        let _ = writeln!(text, "# language: ja\n{}", sentence::GENERATED);
        for file in sources(trials) {
            let _ = writeln!(text, "{}{}", sentence::MADE_FROM, one_line(file));
        }
        let _ = writeln!(text, "{}{}", sentence::DIGEST, written_digest(&body));
        text.push_str(&body);
        text
    }

    /// What reading [`Writer::file`] gives, lines included, without writing and parsing the text: a run of many
    /// thousand trials would spend most of its time there. That the two agree is tested.
    pub fn feature(&self, trials: &[Trial<'_>]) -> gherkin::Feature {
        // The language, the notice, the sources and the digest stand above.
        let first_line = 4 + sources(trials).len();
        let mut line = first_line + 1;
        gherkin::Feature {
            keyword: sentence::FEATURE.to_owned(),
            name: self.title(trials),
            description: None,
            background: None,
            scenarios: trials.iter().map(|trial| self.page(trial).scenario(&mut line)).collect(),
            rules: Vec::new(),
            tags: Vec::new(),
            span: gherkin::Span::default(),
            position: at_line(first_line),
            path: None,
        }
    }

    fn title(&self, trials: &[Trial<'_>]) -> String {
        let Some(first) = trials.first() else { return String::new() };
        let cycle = self.project.cycles.iter().find(|cycle| cycle.number == first.case.cycle);
        let mut title = match cycle {
            Some(cycle) => cycle.name.clone(),
            None => format!("{}{}", sentence::CYCLE, first.case.cycle),
        };
        if let Some(number) = first.case.lot {
            match self.project.lots.iter().find(|lot| lot.number == number) {
                Some(lot) => title.extend([" ", &lot.name]),
                None => title.push_str(&format!(" {}{number}", sentence::LOT)),
            }
        }
        let mut flows: Vec<&str> = Vec::new();
        for trial in trials {
            if !trial.case.flow.is_empty() && !flows.contains(&&*trial.case.flow) {
                flows.push(&trial.case.flow);
            }
        }
        let _ = write!(title, " {}（{}）", flows.join(sentence::LIST_SEPARATOR), first.case.scenario);
        one_line(&title)
    }

    fn page(&self, trial: &Trial<'_>) -> Page {
        let case = trial.case;
        let own = case.place.file();
        let mut description = Vec::new();
        if case.place != Place::Nowhere {
            description.push(format!("{} {}", sentence::SOURCE_LINE, source::write(&case.place, None)));
        }
        if case.expected.outcome_place != Place::Nowhere {
            let place = source::write(&case.expected.outcome_place, own);
            description.push(format!("{} {place}", sentence::OUTCOME_SOURCE_LINE));
        }
        let context = Context { own_file: own, layout: self.project.layout(case.information, &case.version) };
        let steps = self.phrases(trial).iter().map(|phrase| phrase.render_in(context)).collect();
        let name = format!("{} {}", trial.id(), one_line(&case.title));
        Page { tags: tags(trial), name: name.trim_end().to_owned(), description, steps }
    }

    /// What the scenario of a trial says, step by step.
    pub fn phrases(&self, trial: &Trial<'_>) -> Vec<Phrase> {
        let case = trial.case;
        let department = (case.department != Department::default()).then(|| case.department.clone());
        let query = Query {
            affair: case.affair,
            procedure: case.procedure,
            information: case.information,
            version: case.version.clone(),
            items: case.items.clone(),
            condition: case.condition,
        };
        let expected = &case.expected;
        let mut phrases = vec![
            Phrase::BaseDate(case.base_date),
            Phrase::Inquirer { organisation: self.body(&trial.inquirer.id.0, &trial.inquirer.name), department },
            Phrase::Persona(case.persona.clone()),
        ];
        let marks =
            [(case.marks.consent, GatewayPhrase::Consent), (case.marks.undisclosed, GatewayPhrase::Undisclosed)];
        phrases.extend(marks.into_iter().filter(|(stands, _)| *stands).map(|(_, mark)| Phrase::Gateway(mark)));
        phrases.push(Phrase::Query { target: self.target(&case.target), query });
        phrases.push(Phrase::Outcome(expected.outcome));
        match &expected.xml {
            Some((path, _)) => phrases.push(Phrase::Xml(path.to_string())),
            None if !expected.units.is_empty() => phrases.push(Phrase::Items(expected.units.clone())),
            // A normal end without expected items says nothing about items; any other end brings none.
            None if expected.outcome != Outcome::Normal => phrases.push(Phrase::NoItems),
            None => {}
        }
        if let Some(paper) = &expected.paper {
            let paper = Paper { query_of: None, ..paper.clone() };
            phrases.push(Phrase::Paper(PaperPhrase::Agrees(paper)));
        }
        let readings = expected.interpretations.iter().cloned();
        phrases.extend(readings.map(InterpretationPhrase::Reads).map(Phrase::Interpretation));
        phrases
    }

    /// The name when it means this body and no other, else the id.
    fn body(&self, id: &str, name: &str) -> String {
        let clear = name != sentence::REPRESENTATIVE && self.bodies.get(name).is_some_and(|meant| *meant.id.0 == *id);
        if clear { name.to_owned() } else { id.to_owned() }
    }

    fn target(&self, target: &Target) -> String {
        match target {
            Target::LocalRepresentative => sentence::REPRESENTATIVE.to_owned(),
            Target::Organisation(id) => {
                let name = self.bodies.get(&*id.0).map_or(&*id.0, |body| body.name.as_str());
                self.body(&id.0, name)
            }
            Target::Scheme(id) => match self.project.scheme(id) {
                Some(scheme) if !self.bodies.contains_key(scheme.name.as_str()) => scheme.name.clone(),
                _ => id.0.to_string(),
            },
        }
    }
}

/// One scenario before it is text or value.
struct Page {
    tags: Vec<String>,
    name: String,
    description: Vec<String>,
    steps: Vec<StepText>,
}

impl Page {
    fn write(&self, out: &mut String) {
        out.push_str("\n ");
        for tag in &self.tags {
            out.extend([" @", tag]);
        }
        let _ = writeln!(out, "\n  {}: {}", sentence::SCENARIO, self.name);
        for line in &self.description {
            out.extend(["    ", line, "\n"]);
        }
        for (keyword, step) in keywords(&self.steps) {
            out.extend(["    ", keyword, " ", &step.text, "\n"]);
            write_table(&step.table, out);
        }
    }

    /// The scenario as the parser gives it; `line` is its first, and then the first after it.
    fn scenario(self, line: &mut usize) -> gherkin::Scenario {
        let title_line = *line + 2;
        *line = title_line + 1 + self.description.len();
        let mut steps = Vec::with_capacity(self.steps.len());
        let words: Vec<&str> = keywords(&self.steps).map(|(keyword, _)| keyword).collect();
        for (step, keyword) in self.steps.into_iter().zip(words) {
            let step_line = *line;
            *line += 1 + step.table.len();
            let table = (!step.table.is_empty()).then(|| gherkin::Table {
                rows: step.table,
                span: gherkin::Span::default(),
                position: at_line(step_line + 1),
            });
            steps.push(gherkin::Step {
                keyword: keyword.to_owned(),
                ty: step.class.into(),
                value: step.text,
                docstring: None,
                table,
                span: gherkin::Span::default(),
                position: at_line(step_line),
            });
        }
        gherkin::Scenario {
            keyword: sentence::SCENARIO.to_owned(),
            name: self.name,
            description: (!self.description.is_empty()).then(|| self.description.join("\n")),
            steps,
            examples: Vec::new(),
            tags: self.tags,
            span: gherkin::Span::default(),
            position: at_line(title_line),
        }
    }
}

/// Each step with its keyword: かつ where the class goes on.
fn keywords(steps: &[StepText]) -> impl Iterator<Item = (&'static str, &StepText)> {
    let mut before = None;
    steps.iter().map(move |step| {
        let goes_on = before.replace(step.class) == Some(step.class);
        (if goes_on { sentence::AND } else { step.class.keyword() }, step)
    })
}

fn at_line(line: usize) -> gherkin::LineCol {
    gherkin::LineCol { line, col: 1 }
}

/// The files the trials come from, each once.
fn sources<'t>(trials: &[Trial<'t>]) -> Vec<&'t str> {
    let mut files: Vec<&str> = Vec::new();
    for file in trials.iter().filter_map(|trial| trial.case.place.file()) {
        if !files.contains(&file) {
            files.push(file);
        }
    }
    files
}

fn one_line(text: &str) -> String {
    let blank = |c: char| c.is_control() || c.is_whitespace();
    text.split(blank).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A table below a step, columns aligned as Japanese terminals and editors draw them (①○※ take two places).
pub(super) fn write_table(rows: &[Vec<String>], out: &mut String) {
    let cells: Vec<Vec<(String, usize)>> = rows
        .iter()
        .map(|row| {
            let escaped = row.iter().map(|cell| escape_cell(cell));
            escaped
                .map(|cell| (UnicodeWidthStr::width_cjk(cell.as_str()), cell))
                .map(|(width, cell)| (cell, width))
                .collect()
        })
        .collect();
    let columns = cells.first().map_or(0, Vec::len);
    let mut widths = vec![0; columns];
    for row in &cells {
        for (widest, (_, width)) in widths.iter_mut().zip(row) {
            *widest = (*widest).max(*width);
        }
    }
    for row in &cells {
        out.push_str("      |");
        for ((cell, width), widest) in row.iter().zip(&widths) {
            out.push(' ');
            out.push_str(cell);
            out.extend(std::iter::repeat_n(' ', widest - width + 1));
            out.push('|');
        }
        out.push('\n');
    }
}

pub(super) fn escape_cell(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len());
    for c in cell.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '|' => out.push_str("\\|"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out
}
