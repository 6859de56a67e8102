//! Our own reading of a feature file, line by line, before any Gherkin parser sees it.
//!
//! The parser below us drops what it does not expect (full-width indentation, ルール, prose that begins like a step).
//! Here every line is accounted for: it becomes part of the structure, or a fault that names its place.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::keyword::{self, Heading, HeadingReading, StepReading};
use super::phrase::is_nearly_sentence;
use super::{row, sentence};
use crate::model::catalogue::feature as catalogue;
use crate::model::{Diagnostic, Fault, Place};

/// Longest file, bytes.
pub(super) const FILE_BYTES_MAX: usize = 64 << 20;
/// Longest line, bytes.
pub(super) const LINE_BYTES_MAX: usize = 256 << 10;

/// A feature as it stands in the file.
#[derive(Debug, Default)]
pub(super) struct FeatureLines {
    pub(super) line: u32,
    pub(super) name: String,
    pub(super) tags: Vec<String>,
    pub(super) description: Vec<String>,
    pub(super) background: Option<Block>,
    pub(super) scenarios: Vec<Block>,
}

/// A 背景 or a シナリオ.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// The line of its title.
    pub(super) line: u32,
    pub(super) outline: bool,
    pub(super) name: String,
    pub(super) tags: Vec<String>,
    pub(super) description: Vec<String>,
    pub(super) steps: Vec<StepLines>,
    pub(super) examples: Vec<ExampleLines>,
}

/// A step and the table below it.
#[derive(Debug)]
pub(super) struct StepLines {
    pub(super) line: u32,
    pub(super) keyword: &'static str,
    pub(super) text: String,
    pub(super) rows: Vec<Row>,
}

/// 例 of an outline.
#[derive(Debug)]
pub(super) struct ExampleLines {
    pub(super) line: u32,
    pub(super) name: String,
    pub(super) tags: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: u32,
    pub(super) cells: Vec<String>,
}

/// Reads a whole file. The faults are in the order of the lines.
pub(super) fn scan(path: &str, text: &str) -> (Vec<FeatureLines>, Vec<Diagnostic>) {
    let mut scanner = Scanner::new(path);
    if text.len() > FILE_BYTES_MAX {
        scanner.fault(&catalogue::FILE_TOO_LONG, Place::File(path.into())).with_max(FILE_BYTES_MAX);
        return (Vec::new(), scanner.faults);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // A file without a single line feed has the line ends of an old Macintosh.
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let mut number = 0;
    for line in text.split(end) {
        number += 1;
        scanner.line(number, line.strip_suffix('\r').unwrap_or(line));
    }
    scanner.finish(number);
    (scanner.features, scanner.faults)
}

/// Where in the file we are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Region {
    /// Before the first 機能.
    Start,
    /// Below 機能.
    FeatureHead,
    /// Below 背景 or シナリオ, before its first step.
    BlockHead,
    /// After a step.
    Steps,
    /// Below 例.
    Examples,
}

struct Scanner {
    path: Arc<str>,
    faults: Vec<Diagnostic>,
    features: Vec<FeatureLines>,
    region: Region,
    in_background: bool,
    tags: Vec<(u32, u32, String)>,
    /// The fence of a docstring that is open, and its line.
    fence: Option<(&'static str, u32, u32)>,
    /// The last row that belonged to no step.
    stray_row: Option<u32>,
}

impl Scanner {
    fn new(path: &str) -> Self {
        Self {
            path: path.into(),
            faults: Vec::new(),
            features: Vec::new(),
            region: Region::Start,
            in_background: false,
            tags: Vec::new(),
            fence: None,
            stray_row: None,
        }
    }

    fn at(&self, line: u32, column: u32) -> Place {
        Place::Point { file: self.path.clone(), line, column }
    }

    fn fault(&mut self, fault: &'static Fault, place: Place) -> &mut Diagnostic {
        let at = self.faults.len();
        self.faults.push(Diagnostic::new(fault, place));
        &mut self.faults[at]
    }

    fn line(&mut self, number: u32, raw: &str) {
        if raw.len() > LINE_BYTES_MAX {
            let place = self.at(number, 1);
            self.fault(&catalogue::LINE_TOO_LONG, place).with_max(LINE_BYTES_MAX);
            return;
        }
        let content = raw.trim_matches(blank);
        let column = 1 + u32::try_from(raw.chars().take_while(|c| blank(*c)).count()).unwrap_or(u32::MAX - 1);
        if let Some((fence, ..)) = self.fence {
            if content.starts_with(fence) {
                self.fence = None;
            }
            return;
        }
        let Some(first) = content.chars().next() else { return };
        let harmful = |c: char| c.is_control() && c != '\t';
        if let Some(at) = content.chars().position(harmful) {
            let place = self.at(number, column + u32::try_from(at).unwrap_or(0));
            self.fault(&catalogue::CONTROL_CHARACTER, place);
            // Read on without them, so that one slip is one fault.
            return self.line(number, &raw.replace(harmful, ""));
        }
        match first {
            '#' | '＃' => self.comment(number, column, content),
            '@' | '＠' => self.tag_line(number, column, content),
            '|' | '｜' => self.row(number, column, content),
            _ if content.starts_with("\"\"\"") => self.docstring("\"\"\"", number, column),
            _ if content.starts_with("```") => self.docstring("```", number, column),
            _ if content.contains(['\u{3099}', '\u{309a}']) => {
                let composed: String = content.nfc().collect();
                self.words(number, column, &composed);
            }
            _ => self.words(number, column, content),
        }
    }

    /// `# language: ja` above 機能 may only say `ja`; other comments are comments.
    fn comment(&mut self, number: u32, column: u32, content: &str) {
        if self.region != Region::Start {
            return;
        }
        if let Some(language) = keyword::language(content).filter(|language| language != "ja") {
            let place = self.at(number, column);
            self.fault(&catalogue::OTHER_LANGUAGE, place).fill("written", language);
        }
    }

    fn tag_line(&mut self, number: u32, column: u32, content: &str) {
        for word in content.split(char::is_whitespace).filter(|word| !word.is_empty()) {
            if word.starts_with(['#', '＃']) {
                break;
            }
            let mut names = word.split(['@', '＠']);
            // Before the first @ there must be nothing.
            if names.next().is_some_and(|before| !before.is_empty()) || word.ends_with(['@', '＠']) {
                let place = self.at(number, column);
                self.fault(&catalogue::BAD_TAG, place).fill("written", word);
                continue;
            }
            for name in names.filter(|name| !name.is_empty()) {
                self.tags.push((number, column, name.to_owned()));
            }
        }
    }

    fn docstring(&mut self, fence: &'static str, number: u32, column: u32) {
        self.fence = Some((fence, number, column));
        let place = self.at(number, column);
        self.fault(&catalogue::DOCSTRING, place);
    }

    fn row(&mut self, number: u32, column: u32, content: &str) {
        self.no_tags_here();
        let path = self.path.clone();
        let place = |at: usize| Place::Point {
            file: path.clone(),
            line: number,
            column: column + u32::try_from(at).unwrap_or(0),
        };
        let cells = match row::cells(content) {
            Ok(cells) => cells,
            Err(at) => {
                self.fault(&catalogue::OPEN_ROW, place(at));
                return;
            }
        };
        let region = self.region;
        let in_background = self.in_background;
        let rows = self.features.last_mut().and_then(|feature| {
            let block = if in_background { feature.background.as_mut() } else { feature.scenarios.last_mut() }?;
            match region {
                Region::Steps => block.steps.last_mut().map(|step| &mut step.rows),
                Region::Examples => block.examples.last_mut().map(|examples| &mut examples.rows),
                _ => None,
            }
        });
        let Some(rows) = rows else {
            // One fault for a whole table.
            if self.stray_row != Some(number.wrapping_sub(1)) {
                self.fault(&catalogue::ROW_OUTSIDE, place(0));
            }
            self.stray_row = Some(number);
            return;
        };
        let wanted = rows.first().map_or(cells.len(), |first| first.cells.len());
        if cells.len() != wanted {
            let found = cells.len();
            self.fault(&catalogue::CELL_COUNT, place(0)).fill("wanted", wanted).fill("found", found);
            return;
        }
        rows.push(Row { line: number, cells });
    }

    /// A line of words: a heading, a step, or prose.
    fn words(&mut self, number: u32, column: u32, content: &str) {
        let (slip, word, heading) = match keyword::heading(content) {
            HeadingReading::Heading(heading, name) => return self.heading(number, column, heading, name),
            HeadingReading::NoColon(heading, word) => (Some(&catalogue::MISSING_COLON), word, Some(heading)),
            HeadingReading::English(heading, word) => (Some(&catalogue::ENGLISH_KEYWORD), word, Some(heading)),
            HeadingReading::None => (None, "", None),
        };
        if let Some((slip, heading)) = slip.zip(heading) {
            let place = self.at(number, column);
            self.fault(slip, place).fill("word", word).fill("written", word);
            // Read on as if it had been written well, so that one slip is one fault.
            return self.heading(number, column, heading, "");
        }
        self.no_tags_here();
        match keyword::step(content) {
            StepReading::Step(keyword, text) => self.step(number, column, keyword, text),
            StepReading::Bare(word) => {
                let place = self.at(number, column);
                self.fault(&catalogue::BARE_KEYWORD, place).fill("word", word);
            }
            StepReading::Asterisk if self.region != Region::FeatureHead => {
                let place = self.at(number, column);
                self.fault(&catalogue::ASTERISK, place);
            }
            StepReading::Doubtful(word) if self.region == Region::BlockHead => {
                let place = self.at(number, column);
                self.fault(&catalogue::DOUBTFUL, place).fill("word", word).fill("written", content);
            }
            StepReading::English(word) if self.region != Region::FeatureHead => {
                let place = self.at(number, column);
                self.fault(&catalogue::ENGLISH_KEYWORD, place).fill("written", word);
            }
            _ => self.prose(number, column, content),
        }
    }

    fn heading(&mut self, number: u32, column: u32, heading: Heading, name: &str) {
        let tags = match heading {
            Heading::Feature | Heading::Scenario | Heading::Outline | Heading::Examples => {
                std::mem::take(&mut self.tags).into_iter().map(|(_, _, tag)| tag).collect()
            }
            Heading::Background | Heading::Rule => {
                self.no_tags_here();
                Vec::new()
            }
        };
        if heading == Heading::Feature {
            self.features.push(FeatureLines { line: number, name: name.to_owned(), tags, ..FeatureLines::default() });
            self.region = Region::FeatureHead;
            return;
        }
        if self.features.is_empty() {
            let place = self.at(number, column);
            self.fault(&catalogue::NO_FEATURE, place);
            self.features.push(FeatureLines { line: number, ..FeatureLines::default() });
        }
        let Some(feature) = self.features.last_mut() else { return };
        let block = Block { line: number, name: name.to_owned(), tags, ..Block::default() };
        let misplaced = match heading {
            Heading::Scenario | Heading::Outline => {
                feature.scenarios.push(Block { outline: heading == Heading::Outline, ..block });
                self.in_background = false;
                self.region = Region::BlockHead;
                None
            }
            Heading::Background if feature.scenarios.is_empty() && feature.background.is_none() => {
                feature.background = Some(block);
                self.in_background = true;
                self.region = Region::BlockHead;
                None
            }
            Heading::Examples if !self.in_background && !feature.scenarios.is_empty() => {
                if let Some(scenario) = feature.scenarios.last_mut() {
                    let Block { line, name, tags, .. } = block;
                    scenario.examples.push(ExampleLines { line, name, tags, rows: Vec::new() });
                }
                self.region = Region::Examples;
                None
            }
            Heading::Rule => Some(&catalogue::RULE),
            Heading::Background | Heading::Examples | Heading::Feature => Some(&catalogue::MISPLACED_HEADING),
        };
        if let Some(fault) = misplaced {
            let place = self.at(number, column);
            self.fault(fault, place).fill("word", heading.word());
        }
    }

    fn step(&mut self, number: u32, column: u32, keyword: &'static str, text: &str) {
        let step = StepLines { line: number, keyword, text: text.to_owned(), rows: Vec::new() };
        let outside = match (self.region, self.features.last_mut()) {
            (Region::BlockHead | Region::Steps, Some(feature)) => {
                let block = if self.in_background { feature.background.as_mut() } else { feature.scenarios.last_mut() };
                match block {
                    Some(block) => {
                        block.steps.push(step);
                        self.region = Region::Steps;
                        false
                    }
                    None => true,
                }
            }
            _ => true,
        };
        if outside {
            let place = self.at(number, column);
            self.fault(&catalogue::STEP_OUTSIDE, place).fill("written", text);
        }
    }

    /// A description, where one may stand; never a sentence that lost its keyword.
    fn prose(&mut self, number: u32, column: u32, content: &str) {
        if self.region == Region::BlockHead && sentence::is_source_line(content) {
            return self.describe(content);
        }
        let place = self.at(number, column);
        if is_nearly_sentence(content) {
            self.fault(&catalogue::MISSING_KEYWORD, place).fill("written", content);
            return;
        }
        if let Some(heading) = keyword::heading_slip(content) {
            self.fault(&catalogue::HEADING_SLIP, place).fill("written", content).fill("word", heading.word());
            return self.heading(number, column, heading, "");
        }
        if matches!(self.region, Region::FeatureHead | Region::BlockHead) {
            return self.describe(content);
        }
        self.fault(&catalogue::STRAY_LINE, place).fill("written", content);
    }

    /// Adds a line to the description of what was headed last.
    fn describe(&mut self, content: &str) {
        let Some(feature) = self.features.last_mut() else { return };
        let description = match self.region {
            Region::BlockHead if self.in_background => feature.background.as_mut().map(|block| &mut block.description),
            Region::BlockHead => feature.scenarios.last_mut().map(|block| &mut block.description),
            _ => Some(&mut feature.description),
        };
        if let Some(description) = description {
            description.push(content.to_owned());
        }
    }

    /// Tags belong to what comes next; here comes nothing that can carry them.
    fn no_tags_here(&mut self) {
        let tags = std::mem::take(&mut self.tags);
        if let Some((line, column, tag)) = tags.into_iter().next() {
            let place = self.at(line, column);
            self.fault(&catalogue::DANGLING_TAG, place).fill("tag", tag);
        }
    }

    fn finish(&mut self, last: u32) {
        self.no_tags_here();
        if let Some((fence, line, column)) = self.fence.take() {
            let place = self.at(line, column);
            self.fault(&catalogue::OPEN_DOCSTRING, place).fill("fence", fence);
        }
        if self.features.is_empty() {
            let place = self.at(last, 1);
            self.fault(&catalogue::NO_FEATURE, place);
        }
        let mut empty: Vec<(&'static Fault, u32)> = Vec::new();
        for feature in &self.features {
            if feature.scenarios.is_empty() {
                empty.push((&catalogue::NO_SCENARIO, feature.line));
            }
            for block in feature.background.iter().chain(&feature.scenarios) {
                if block.steps.is_empty() {
                    empty.push((&catalogue::NO_STEPS, block.line));
                }
                if block.outline && block.examples.is_empty() {
                    empty.push((&catalogue::NO_EXAMPLES, block.line));
                }
                let bare = block.examples.iter().filter(|examples| examples.rows.len() < 2);
                empty.extend(bare.map(|examples| (&catalogue::NO_EXAMPLES, examples.line)));
            }
        }
        for (fault, line) in empty {
            let place = self.at(line, 1);
            self.fault(fault, place);
        }
    }
}

/// What people use as blank at the ends of a line, full-width and invisible ones included.
fn blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}')
}

/// Filling a fault that already lies in the list.
trait Fill {
    fn fill(&mut self, name: &'static str, value: impl std::fmt::Display) -> &mut Self;
    fn with_max(&mut self, max: usize) -> &mut Self {
        self.fill("max", max)
    }
}

impl Fill for Diagnostic {
    fn fill(&mut self, name: &'static str, value: impl std::fmt::Display) -> &mut Self {
        self.args.push((name, value.to_string()));
        self
    }
}
