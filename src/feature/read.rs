//! A feature file as Gherkin values, read twice: by our own line scan and by the gherkin crate.
//!
//! What the scan accepted is handed to the parser in its plainest spelling, line by line where it stood, a few
//! scenarios at a time (the parser is quadratic in lines). Both readings must agree in every step and cell.

use std::path::PathBuf;

use gherkin::{Feature, GherkinEnv, Scenario, Step, Table};

use super::lines::{self, Block, FeatureLines, Row, StepLines};
use super::sentence;
use super::write::escape_cell;
use crate::model::catalogue::feature as catalogue;
use crate::model::{Diagnostic, Place};

/// Scenarios handed to the parser at once.
const SCENARIOS_PER_PARSE: usize = 4;
/// Scenarios out of one table of examples.
const EXAMPLES_MAX: usize = 10_000;

/// Reads a feature file, generated or handwritten. Outlines come back expanded, one scenario a row of 例, each with
/// the line of its row; 背景 stays apart. A file with an error gives what could be read, and the faults: whoever
/// runs it must look at them first.
pub fn read(path: &str, text: &str) -> (Vec<Feature>, Vec<Diagnostic>) {
    let (scanned, mut faults) = lines::scan(path, text);
    let mut features = Vec::with_capacity(scanned.len());
    for lines in &scanned {
        let mut reader = Reader { path, faults: Vec::new() };
        features.extend(reader.feature(lines));
        faults.append(&mut reader.faults);
    }
    faults.sort_by_key(|fault| match fault.place {
        Place::Point { line, column, .. } => (line, column),
        _ => (0, 0),
    });
    (features, faults)
}

struct Reader<'t> {
    path: &'t str,
    faults: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn at(&self, line: u32) -> Place {
        Place::Point { file: self.path.into(), line, column: 0 }
    }

    fn differ(&mut self, line: u32, what: &str) {
        self.faults.push(Diagnostic::new(&catalogue::READINGS_DIFFER, self.at(line)).with("what", what));
    }

    fn feature(&mut self, lines: &FeatureLines) -> Option<Feature> {
        let mut whole: Option<Feature> = None;
        if let Some(background) = &lines.background {
            whole = self.parse(&[background], Heading::Background);
        }
        for blocks in lines.scenarios.chunks(SCENARIOS_PER_PARSE) {
            let blocks: Vec<&Block> = blocks.iter().collect();
            let Some(part) = self.parse(&blocks, Heading::Scenario) else { continue };
            match &mut whole {
                Some(whole) => whole.scenarios.extend(part.scenarios),
                None => whole = Some(part),
            }
        }
        let mut feature = whole?;
        feature.name.clone_from(&lines.name);
        feature.tags.clone_from(&lines.tags);
        feature.description = description(&lines.description);
        feature.position.line = lines.line as usize;
        feature.path = Some(PathBuf::from(self.path));
        let outlines = std::mem::take(&mut feature.scenarios);
        for (scenario, block) in outlines.into_iter().zip(&lines.scenarios) {
            if block.examples.is_empty() {
                feature.scenarios.push(scenario);
            } else {
                self.expand(&scenario, block, &mut feature.scenarios);
            }
        }
        Some(feature)
    }

    /// Gives blocks to the gherkin crate and compares what it says with the scan.
    fn parse(&mut self, blocks: &[&Block], heading: Heading) -> Option<Feature> {
        let first = blocks.first()?;
        let mut text = PlainText::new(first.line);
        for block in blocks {
            text.block(block, heading);
        }
        let env = GherkinEnv::new("ja").ok()?;
        let mut feature = match Feature::parse(&text.out, env) {
            Ok(feature) => feature,
            Err(error) => {
                self.differ(first.line, &error.to_string());
                return None;
            }
        };
        let before = self.faults.len();
        match heading {
            Heading::Background => match &mut feature.background {
                Some(read) => {
                    let block = blocks[0];
                    read.name.clone_from(&block.name);
                    read.description = description(&block.description);
                    read.position.line = block.line as usize;
                    self.steps(&mut read.steps, block, text.shift);
                }
                None => self.differ(first.line, "background"),
            },
            Heading::Scenario if feature.scenarios.len() != blocks.len() => {
                self.differ(first.line, &format!("scenarios: {} / {}", blocks.len(), feature.scenarios.len()));
            }
            Heading::Scenario => {
                for (read, block) in feature.scenarios.iter_mut().zip(blocks) {
                    self.scenario(read, block, text.shift);
                }
            }
        }
        (self.faults.len() == before).then_some(feature)
    }

    fn scenario(&mut self, read: &mut Scenario, block: &Block, shift: Shift) {
        if read.name != block.name || read.tags != block.tags {
            self.differ(block.line, &format!("{} / {}", block.name, read.name));
        }
        read.description = description(&block.description);
        read.position.line = block.line as usize;
        self.steps(&mut read.steps, block, shift);
        if read.examples.len() != block.examples.len() {
            self.differ(block.line, &format!("examples: {} / {}", block.examples.len(), read.examples.len()));
        }
        for (read, examples) in read.examples.iter_mut().zip(&block.examples) {
            read.position.line = shift.of(read.position.line);
            self.table(read.table.as_mut(), &examples.rows, examples.line, shift);
        }
    }

    fn steps(&mut self, read: &mut [Step], block: &Block, shift: Shift) {
        if read.len() != block.steps.len() {
            self.differ(block.line, &format!("steps: {} / {}", block.steps.len(), read.len()));
        }
        for (read, step) in read.iter_mut().zip(&block.steps) {
            read.position.line = shift.of(read.position.line);
            if read.value != step.text || read.position.line != step.line as usize || read.docstring.is_some() {
                self.differ(step.line, &format!("{} / {}", step.text, read.value));
            }
            self.table(read.table.as_mut(), &step.rows, step.line, shift);
        }
    }

    fn table(&mut self, read: Option<&mut Table>, rows: &[Row], line: u32, shift: Shift) {
        let agree = match read {
            None => rows.is_empty(),
            Some(table) => {
                table.position.line = rows.first().map_or(shift.of(table.position.line), |row| row.line as usize);
                table.rows.len() == rows.len() && table.rows.iter().zip(rows).all(|(read, row)| *read == row.cells)
            }
        };
        if !agree {
            self.differ(line, &format!("{} rows", rows.len()));
        }
    }

    /// One scenario for each row of 例, `<name>` replaced in title, sentences and tables.
    fn expand(&mut self, outline: &Scenario, block: &Block, out: &mut Vec<Scenario>) {
        let mut number = 0;
        for examples in &block.examples {
            let Some((headings, rows)) = examples.rows.split_first() else { continue };
            self.unknown_placeholders(block, &headings.cells);
            if rows.len() > EXAMPLES_MAX {
                let place = self.at(examples.line);
                self.faults.push(Diagnostic::new(&catalogue::TOO_MANY_EXAMPLES, place).with("max", EXAMPLES_MAX));
                continue;
            }
            for row in rows {
                number += 1;
                let fill = |text: &str| fill(text, &headings.cells, &row.cells);
                let mut scenario = outline.clone();
                scenario.name = fill(&outline.name);
                if scenario.name == outline.name {
                    scenario.name.push_str(&format!(" #{number}"));
                }
                scenario.examples.clear();
                scenario.tags.extend(examples.tags.iter().cloned());
                scenario.position.line = row.line as usize;
                for step in &mut scenario.steps {
                    step.value = fill(&step.value);
                    let cells = step.table.iter_mut().flat_map(|table| table.rows.iter_mut().flatten());
                    cells.for_each(|cell| *cell = fill(cell));
                }
                out.push(scenario);
            }
        }
    }

    fn unknown_placeholders(&mut self, block: &Block, known: &[String]) {
        let steps = block.steps.iter().flat_map(|step| {
            let cells = step.rows.iter().flat_map(|row| row.cells.iter().map(|cell| (row.line, cell)));
            std::iter::once((step.line, &step.text)).chain(cells)
        });
        for (line, text) in steps.chain([(block.line, &block.name)]) {
            for name in placeholders(text).filter(|name| !known.iter().any(|known| known == name)) {
                let place = self.at(line);
                let fault = Diagnostic::new(&catalogue::UNKNOWN_PLACEHOLDER, place).with("name", name);
                self.faults.push(fault.suggest(name, known.iter().map(String::as_str)));
            }
        }
    }
}

fn description(lines: &[String]) -> Option<String> {
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// `<name>`, full-width brackets too: the name, and the text after it.
fn next_placeholder(text: &str) -> Option<(usize, &str, usize)> {
    let open = text.find(['<', '＜'])?;
    let inside = open + text[open..].chars().next().map_or(1, char::len_utf8);
    let close = inside + text[inside..].find(['>', '＞'])?;
    let after = close + text[close..].chars().next().map_or(1, char::len_utf8);
    Some((open, &text[inside..close], after))
}

fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, name, after) = next_placeholder(rest)?;
        rest = &rest[after..];
        Some(name.trim())
    })
}

fn fill(text: &str, headings: &[String], values: &[String]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((open, name, after)) = next_placeholder(rest) {
        out.push_str(&rest[..open]);
        match headings.iter().position(|heading| heading == name.trim()) {
            Some(at) => out.push_str(&values[at]),
            None => out.push_str(&rest[open..after]),
        }
        rest = &rest[after..];
    }
    out.push_str(rest);
    out
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heading {
    Background,
    Scenario,
}

/// The plainest spelling of some blocks; every element on a line as far from the others as in the file.
struct PlainText {
    out: String,
    /// The line in the file that `out` ends on.
    line: u32,
    shift: Shift,
}

/// What to add to a line of the plain text for its line in the file (negative when a title stands on line 1 or 2).
#[derive(Debug, Clone, Copy)]
struct Shift(isize);

impl Shift {
    fn of(self, line: usize) -> usize {
        line.saturating_add_signed(self.0)
    }
}

impl PlainText {
    fn new(first_line: u32) -> Self {
        // Line 1 is the heading, line 2 the tags, so that the first title stands on line 3.
        let shift = Shift(isize::try_from(first_line).unwrap_or(isize::MAX) - 3);
        Self { out: format!("{}: -\n", sentence::FEATURE), line: first_line.saturating_sub(1), shift }
    }

    fn go_to(&mut self, line: u32) {
        while self.line < line {
            self.out.push('\n');
            self.line += 1;
        }
    }

    fn block(&mut self, block: &Block, heading: Heading) {
        // The tags go on the line before the title, which is theirs, blank or a comment's.
        let word = match (heading, block.outline || !block.examples.is_empty()) {
            (Heading::Background, _) => super::keyword::Heading::Background,
            (Heading::Scenario, true) => super::keyword::Heading::Outline,
            (Heading::Scenario, false) => super::keyword::Heading::Scenario,
        };
        self.go_to(block.line.saturating_sub(1));
        self.tags(&block.tags);
        self.go_to(block.line);
        self.out.extend([word.word(), ": ", &block.name]);
        for step in &block.steps {
            self.step(step);
        }
        for examples in &block.examples {
            self.go_to(examples.line.saturating_sub(1));
            self.tags(&examples.tags);
            self.go_to(examples.line);
            self.out.extend([super::keyword::Heading::Examples.word(), ": ", &examples.name]);
            self.rows(&examples.rows);
        }
        self.out.push('\n');
        self.line += 1;
    }

    fn tags(&mut self, tags: &[String]) {
        for tag in tags {
            self.out.extend(["@", tag, " "]);
        }
    }

    fn step(&mut self, step: &StepLines) {
        self.go_to(step.line);
        self.out.extend([step.keyword, " ", &step.text]);
        self.rows(&step.rows);
    }

    fn rows(&mut self, rows: &[Row]) {
        for row in rows {
            self.go_to(row.line);
            self.out.push('|');
            for cell in &row.cells {
                self.out.extend([" ", &escape_cell(cell), " |"]);
            }
        }
    }
}
