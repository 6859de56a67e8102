//! A sentence as a value: what a step says, written and read.

use std::borrow::Cow;
use std::fmt;

use super::sentence::{Form, INDEX, Part, Sentence, Shape, Variant};
use super::source::Origin;
use super::table;
use super::topic::addressee::AddresseePhrase;
use super::topic::fault::FaultPhrase;
use super::topic::gateway::GatewayPhrase;
use super::topic::interpretation::InterpretationPhrase;
use super::topic::link_code::LinkCodePhrase;
use super::topic::paper::PaperPhrase;
use super::topic::resident::ResidentPhrase;
use super::topic::service::ServicePhrase;
use crate::model::catalogue::feature as catalogue;
use crate::model::date::{self, BadDate, to_half_width};
use crate::model::{
    AffairCode, Behaviour, CivilDate, Department, Diagnostic, Fault, InformationCode, ItemCode, Layout, Outcome, Place,
    ProcedureCode, Project, QueryCondition, RoleModelId, Target, Unit, Version,
};

/// What a step says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phrase {
    /// 基準日.
    BaseDate(CivilDate),
    /// Who asks, by name or id; its department, when one is named.
    Inquirer {
        /// Name or id of a body; resolve with [`organisation`].
        organisation: String,
        /// 情報照会者部署.
        department: Option<Department>,
    },
    /// About whom.
    Persona(RoleModelId),
    /// How the side of whoever is asked behaves in this scenario.
    Conduct {
        /// How.
        behaviour: Behaviour,
        /// How many times; `None`: always.
        times: Option<u32>,
    },
    /// Sends a query.
    Query {
        /// Name or id of a body or a 制度, or 代表団体; resolve with [`target`].
        target: String,
        /// What is asked.
        query: Query,
    },
    /// Expects a 処理結果.
    Outcome(Outcome),
    /// Expects exactly these units.
    Items(Vec<Unit>),
    /// Expects no data.
    NoItems,
    /// Expects so many units.
    UnitCount(u32),
    /// Expects a unit that this body provided (by name or id).
    Includes(String),
    /// Expects no unit that this body provided (by name or id).
    Excludes(String),
    /// Expects the data to equal a file of the project.
    Xml(String),
    /// Something done at a 中間サーバー, or expected of its records.
    Gateway(GatewayPhrase),
    /// Something asked of 住基ネット, done with its answer, or expected of it.
    Resident(ResidentPhrase),
    /// Something set, done or expected about 機関別符号.
    LinkCode(LinkCodePhrase),
    /// A value that an officer must read from the items.
    Interpretation(InterpretationPhrase),
    /// A paper that the answer must agree with.
    Paper(PaperPhrase),
    /// Something that goes wrong with the messages, or the end of it.
    Fault(FaultPhrase),
    /// Something set, done or expected in a 団体内統合宛名システム.
    Addressee(AddresseePhrase),
    /// Something said to a service, or expected of it.
    Service(ServicePhrase),
}

/// What a query asks, in the rows of its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// 事務コード.
    pub affair: AffairCode,
    /// 事務手続コード.
    pub procedure: ProcedureCode,
    /// 特定個人情報名コード.
    pub information: InformationCode,
    /// The inquirer's layout version.
    pub version: Version,
    /// 項目コード, in the order written.
    pub items: Vec<ItemCode>,
    /// 照会条件.
    pub condition: QueryCondition,
}

/// The keyword a sentence belongs to; かつ and しかし continue the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepClass {
    /// 前提
    Given,
    /// もし
    When,
    /// ならば
    Then,
}

impl StepClass {
    /// The Japanese keyword.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Given => "前提",
            Self::When => "もし",
            Self::Then => "ならば",
        }
    }
}

impl From<StepClass> for gherkin::StepType {
    fn from(class: StepClass) -> Self {
        match class {
            StepClass::Given => Self::Given,
            StepClass::When => Self::When,
            StepClass::Then => Self::Then,
        }
    }
}

impl From<gherkin::StepType> for StepClass {
    fn from(step: gherkin::StepType) -> Self {
        match step {
            gherkin::StepType::Given => Self::Given,
            gherkin::StepType::When => Self::When,
            gherkin::StepType::Then => Self::Then,
        }
    }
}

/// A step ready to be written. Cells are values: the writer escapes them for Gherkin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepText {
    /// After which keyword.
    pub class: StepClass,
    /// The sentence.
    pub text: String,
    /// Its table with headings; empty: none.
    pub table: Vec<Vec<String>>,
}

/// One thing wrong with a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseFault {
    /// The row of the table from 0 (its headings), or `None` for the sentence itself.
    pub row: Option<usize>,
    /// The fault; its place is `Nowhere` until a reader who knows the file puts one.
    pub diagnostic: Diagnostic,
}

impl fmt::Display for PhraseFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.diagnostic.fault.code, self.diagnostic.message(crate::model::Lang::Ja))
    }
}

/// What a step is written for: makes its places short and names its items.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context<'p> {
    pub(super) own_file: Option<&'p str>,
    pub(super) layout: Option<&'p Layout>,
}

impl Phrase {
    /// The step that says this, with every place in full and no item names.
    pub fn render(&self) -> StepText {
        self.render_in(Context::default())
    }

    pub(super) fn render_in(&self, context: Context<'_>) -> StepText {
        let table = match self {
            Self::Query { query, .. } => table::write_query(query),
            Self::Items(units) => table::write_units(units, context),
            Self::Gateway(phrase) => phrase.table(context),
            Self::Resident(phrase) => phrase.table(),
            Self::Paper(phrase) => phrase.table(context.own_file),
            Self::Service(phrase) => phrase.table(),
            _ => Vec::new(),
        };
        let (form, slots) = self.slots(context.own_file);
        let mut text = String::with_capacity(96);
        let mut class = StepClass::Given;
        if let Some(shape) = INDEX.shape(form) {
            class = shape.sentence.class;
            fill(&shape.parts, &mut slots.iter(), &mut text);
        }
        StepText { class, text, table }
    }

    /// The sentence and what its slots hold, in the order of its pattern.
    fn slots(&self, own_file: Option<&str>) -> (Form, Vec<Slot<'_>>) {
        let owned = |text: String| Some(Cow::Owned(text));
        match self {
            Self::BaseDate(day) => (Form::BaseDate, vec![owned(day.wareki())]),
            Self::Inquirer { organisation, department } => {
                let name = department.as_ref().map(|department| Cow::Borrowed(department.name.as_str()));
                let code = department.as_ref().map(|department| Cow::Borrowed(department.code.as_str()));
                (Form::Inquirer, vec![Some(Cow::Borrowed(organisation.as_str())), name, code])
            }
            Self::Persona(id) => (Form::Persona, vec![Some(Cow::Borrowed(&*id.0))]),
            Self::Conduct { behaviour, times } => {
                (Form::Conduct(*behaviour), vec![times.map(|times| Cow::Owned(times.to_string()))])
            }
            Self::Query { target, .. } => (Form::Query, vec![Some(Cow::Borrowed(target.as_str()))]),
            Self::Outcome(outcome) => (Form::Outcome, vec![Some(Cow::Borrowed(outcome.word().ja))]),
            Self::Items(_) => (Form::Items, Vec::new()),
            Self::NoItems => (Form::NoItems, Vec::new()),
            Self::UnitCount(count) => (Form::UnitCount, vec![owned(count.to_string())]),
            Self::Includes(body) => (Form::Includes, vec![Some(Cow::Borrowed(body.as_str()))]),
            Self::Excludes(body) => (Form::Excludes, vec![Some(Cow::Borrowed(body.as_str()))]),
            Self::Xml(path) => (Form::Xml, vec![Some(Cow::Borrowed(path.as_str()))]),
            Self::Gateway(phrase) => {
                let (form, slots) = phrase.slots();
                (Form::Gateway(form), slots)
            }
            Self::Resident(phrase) => {
                let (form, slots) = phrase.slots();
                (Form::Resident(form), slots)
            }
            Self::LinkCode(phrase) => {
                let (form, slots) = phrase.slots();
                (Form::LinkCode(form), slots)
            }
            Self::Interpretation(phrase) => {
                let (form, slots) = phrase.slots(own_file);
                (Form::Interpretation(form), slots)
            }
            Self::Paper(phrase) => {
                let (form, slots) = phrase.slots(own_file);
                (Form::Paper(form), slots)
            }
            Self::Fault(phrase) => {
                let (form, slots) = phrase.slots();
                (Form::Fault(form), slots)
            }
            Self::Addressee(phrase) => {
                let (form, slots) = phrase.slots();
                (Form::Addressee(form), slots)
            }
            Self::Service(phrase) => {
                let (form, slots) = phrase.slots();
                (Form::Service(form), slots)
            }
        }
    }

    /// Reads a step; every fault at once.
    ///
    /// # Errors
    /// An unknown sentence (with the nearest known one), a wrong keyword, a slot or a table that cannot be read.
    pub fn parse(
        class: StepClass,
        text: &str,
        table: Option<&[Vec<String>]>,
        docstring: Option<&str>,
    ) -> Result<Self, Vec<PhraseFault>> {
        let (phrase, faults) = Self::parse_noting(class, text, table, docstring);
        match phrase {
            Some(phrase) => Ok(phrase),
            None => Err(faults),
        }
    }

    /// Reads a step; with a phrase there may still be warnings.
    pub(super) fn parse_noting(
        class: StepClass,
        text: &str,
        table: Option<&[Vec<String>]>,
        docstring: Option<&str>,
    ) -> (Option<Self>, Vec<PhraseFault>) {
        let mut notes = Notes::default();
        let phrase = notes.phrase(class, text, table, docstring);
        let bad = notes.faults.iter().any(|fault| fault.diagnostic.fault.severity == crate::model::Severity::Error);
        (phrase.filter(|_| !bad), notes.faults)
    }

    /// The same phrase with every place complete: the scenario's own file filled in where it was left out.
    #[must_use]
    pub fn at(mut self, origin: &Origin) -> Self {
        match &mut self {
            Self::Items(units) => table::complete(units, origin),
            Self::Interpretation(phrase) => phrase.complete(origin),
            Self::Paper(phrase) => phrase.complete(origin),
            _ => {}
        }
        self
    }
}

/// The body that a phrase names, by id or name, full or half width.
pub fn organisation<'p>(project: &'p Project, written: &str) -> Option<&'p crate::model::Organisation> {
    project.organisation_called(written).or_else(|| {
        let wanted = to_half_width(written);
        project.organisations.iter().find(|known| to_half_width(&known.name) == wanted || *known.id.0 == *wanted)
    })
}

/// Whom a query names: 代表団体, a body, or a 制度, in this order; a name as it is written goes before one that is alike.
pub fn target(project: &Project, written: &str) -> Option<Target> {
    if written == super::sentence::REPRESENTATIVE {
        return Some(Target::LocalRepresentative);
    }
    if let Some(body) = project.organisation_called(written) {
        return Some(Target::Organisation(body.id.clone()));
    }
    // Most queries name a 制度 as it is written: the names of a thousand bodies need not be made alike for it.
    let exact = project.schemes.iter().find(|known| known.name == written || *known.id.0 == *written);
    if let Some(scheme) = exact {
        return Some(Target::Scheme(scheme.id.clone()));
    }
    if let Some(body) = organisation(project, written) {
        return Some(Target::Organisation(body.id.clone()));
    }
    let wanted = to_half_width(written);
    let scheme = project.schemes.iter().find(|known| to_half_width(&known.name) == wanted || *known.id.0 == *wanted)?;
    Some(Target::Scheme(scheme.id.clone()))
}

/// What a slot holds; `None`: the part with this slot is left out.
pub(super) type Slot<'s> = Option<Cow<'s, str>>;

fn fill(parts: &[Part], slots: &mut std::slice::Iter<'_, Slot<'_>>, out: &mut String) {
    for part in parts {
        match part {
            Part::Literal(literal) => out.push_str(literal),
            Part::Slot(_) => {
                out.push('「');
                escape(slots.next().and_then(|slot| slot.as_deref()).unwrap_or_default(), out);
                out.push('」');
            }
            Part::Optional(inner) => {
                let there = slots.as_slice().first().is_some_and(Option::is_some);
                let mut unused = String::new();
                fill(inner, slots, if there { out } else { &mut unused });
            }
        }
    }
}

fn escape(value: &str, out: &mut String) {
    for c in value.chars() {
        match c {
            '\\' | '「' | '」' | '｢' | '｣' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
}

/// A step cut into its skeleton (slots emptied) and the values of its slots.
fn cut(text: &str) -> Option<(String, Vec<String>)> {
    let mut skeleton = String::with_capacity(text.len());
    let mut slots = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '「' | '｢' => {
                slots.push(cut_slot(&mut chars)?);
                skeleton.push_str("「」");
            }
            '」' | '｣' => return None,
            c => skeleton.push(c),
        }
    }
    Some((skeleton, slots))
}

fn cut_slot(chars: &mut std::str::Chars<'_>) -> Option<String> {
    let mut slot = String::new();
    let mut depth = 0usize;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                'n' => slot.push('\n'),
                'r' => slot.push('\r'),
                c @ ('\\' | '「' | '」' | '｢' | '｣') => slot.push(c),
                other => slot.extend(['\\', other]),
            },
            '「' | '｢' => {
                depth += 1;
                slot.push(c);
            }
            '」' | '｣' if depth == 0 => return Some(slot),
            '」' | '｣' => {
                depth -= 1;
                slot.push(c);
            }
            c => slot.push(c),
        }
    }
    None
}

/// Whether a text is one of the sentences, as written or all but so.
pub(super) fn is_sentence(text: &str) -> bool {
    cut(text).is_some_and(|(skeleton, _)| INDEX.find(&skeleton).is_some())
}

/// Whether a line of prose is a sentence whose keyword is missing or misspelt.
pub(super) fn is_nearly_sentence(text: &str) -> bool {
    let Some((skeleton, slots)) = cut(text) else { return false };
    INDEX.find(&skeleton).is_some() || (!slots.is_empty() && INDEX.likeness(&skeleton) >= 0.75)
}

/// Faults met while a step is read.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) faults: Vec<PhraseFault>,
}

impl Notes {
    pub(super) fn note(&mut self, row: Option<usize>, diagnostic: Diagnostic) {
        self.faults.push(PhraseFault { row, diagnostic });
    }

    fn phrase(
        &mut self,
        class: StepClass,
        text: &str,
        table: Option<&[Vec<String>]>,
        docstring: Option<&str>,
    ) -> Option<Phrase> {
        let Some((skeleton, slots)) = cut(text) else {
            self.note(None, fault(&catalogue::OPEN_QUOTE).with("written", text));
            return None;
        };
        let Some(variant) = INDEX.find(&skeleton) else {
            let nearest = INDEX.nearest(&skeleton).map_or("", |sentence| sentence.pattern);
            self.note(None, fault(&catalogue::UNKNOWN_SENTENCE).with("written", text).with("nearest", nearest));
            return None;
        };
        let shape = &INDEX.shapes[variant.shape];
        self.surroundings(shape.sentence, class, table, docstring);
        self.read(&Slots { shape, variant, values: &slots }, table.unwrap_or_default())
    }

    /// Checks what stands around the sentence: its keyword, its table.
    fn surroundings(
        &mut self,
        sentence: &Sentence,
        class: StepClass,
        table: Option<&[Vec<String>]>,
        docstring: Option<&str>,
    ) {
        if class != sentence.class {
            let wrong = fault(&catalogue::WRONG_KEYWORD);
            self.note(None, wrong.with("wanted", sentence.class.keyword()).with("written", class.keyword()));
        }
        match sentence.table.first() {
            Some(headings) if table.is_none() => {
                self.note(None, fault(&catalogue::TABLE_MISSING).with("headings", headings.join("、")));
            }
            None if table.is_some() => self.note(None, fault(&catalogue::TABLE_UNEXPECTED)),
            _ if docstring.is_some() => self.note(None, fault(&catalogue::TABLE_UNEXPECTED)),
            _ => {}
        }
    }

    fn read(&mut self, slots: &Slots<'_>, rows: &[Vec<String>]) -> Option<Phrase> {
        Some(match slots.shape.sentence.form {
            Form::BaseDate => Phrase::BaseDate(self.day(slots, 0)?),
            Form::Inquirer => {
                let department = slots
                    .get(1)
                    .zip(slots.get(2))
                    .map(|(name, code)| Department { name: name.to_owned(), code: to_half_width(code.trim()) });
                Phrase::Inquirer { organisation: self.word(slots, 0)?, department }
            }
            Form::Persona => Phrase::Persona(RoleModelId::from(to_half_width(&self.word(slots, 0)?).as_str())),
            Form::Conduct(behaviour) => {
                let times = match slots.get(0) {
                    Some(_) => Some(self.count(slots, 0)?),
                    None => None,
                };
                Phrase::Conduct { behaviour, times }
            }
            Form::Query => {
                let target = self.word(slots, 0);
                let query = if rows.is_empty() { None } else { self.query(rows) };
                Phrase::Query { target: target?, query: query? }
            }
            Form::Outcome => {
                let written = self.word(slots, 0)?;
                let Some(outcome) = Outcome::from_word(&written) else {
                    let known = Outcome::ALL.map(|outcome| outcome.word().ja);
                    let unknown = fault(&catalogue::UNKNOWN_OUTCOME).with("written", &written);
                    self.note(None, unknown.suggest(&written, known));
                    return None;
                };
                Phrase::Outcome(outcome)
            }
            Form::Items => Phrase::Items(if rows.is_empty() { return None } else { self.units(rows)? }),
            Form::NoItems => Phrase::NoItems,
            Form::UnitCount => Phrase::UnitCount(self.count(slots, 0)?),
            Form::Includes => Phrase::Includes(self.word(slots, 0)?),
            Form::Excludes => Phrase::Excludes(self.word(slots, 0)?),
            Form::Xml => Phrase::Xml(self.word(slots, 0)?),
            Form::Gateway(form) => Phrase::Gateway(GatewayPhrase::read(form, self, slots, rows)?),
            Form::Resident(form) => Phrase::Resident(ResidentPhrase::read(form, self, slots, rows)?),
            Form::LinkCode(form) => Phrase::LinkCode(LinkCodePhrase::read(form, self, slots)?),
            Form::Interpretation(form) => Phrase::Interpretation(InterpretationPhrase::read(form, self, slots)?),
            Form::Paper(form) => Phrase::Paper(PaperPhrase::read(form, self, slots, rows)?),
            Form::Fault(form) => Phrase::Fault(FaultPhrase::read(form, self, slots)?),
            Form::Addressee(form) => Phrase::Addressee(AddresseePhrase::read(form, self, slots)?),
            Form::Service(form) => Phrase::Service(ServicePhrase::read(form, self, slots, rows)?),
        })
    }

    /// A slot that must not be empty.
    pub(super) fn word(&mut self, slots: &Slots<'_>, slot: usize) -> Option<String> {
        let written = slots.get(slot).unwrap_or_default();
        if written.trim().is_empty() {
            self.note(None, fault(&catalogue::EMPTY_SLOT).with("name", slots.name(slot)));
            return None;
        }
        Some(written.to_owned())
    }

    pub(super) fn count(&mut self, slots: &Slots<'_>, slot: usize) -> Option<u32> {
        let (written, count) = self.counted(slots, slot)?;
        if count.is_none() {
            self.note(None, fault(&catalogue::BAD_COUNT).with("name", slots.name(slot)).with("written", written));
        }
        count
    }

    /// As [`Notes::count`], up to a limit.
    pub(super) fn count_to(&mut self, slots: &Slots<'_>, slot: usize, most: u32) -> Option<u32> {
        let (written, count) = self.counted(slots, slot)?;
        let count = count.filter(|count| *count <= most);
        if count.is_none() {
            let bad = fault(&catalogue::BAD_COUNT_TO).with("name", slots.name(slot)).with("written", written);
            self.note(None, bad.with("most", most));
        }
        count
    }

    /// What is written in a slot, and as a number from 1 if it is one.
    fn counted(&mut self, slots: &Slots<'_>, slot: usize) -> Option<(String, Option<u32>)> {
        let written = self.word(slots, slot)?;
        let count = to_half_width(written.trim()).parse().ok().filter(|count| *count > 0);
        Some((written, count))
    }

    pub(super) fn day(&mut self, slots: &Slots<'_>, slot: usize) -> Option<CivilDate> {
        let written = self.word(slots, slot)?;
        match date::parse_day(&written) {
            Ok(reading) => {
                if reading.era_overrun {
                    self.overrun(None, &written, &reading.value.wareki());
                }
                Some(reading.value)
            }
            Err(bad) => {
                self.bad_date(None, slots.name(slot), &written, bad);
                None
            }
        }
    }

    /// A 特定個人情報名コード.
    pub(super) fn information(&mut self, slots: &Slots<'_>, slot: usize) -> Option<InformationCode> {
        let written = self.word(slots, slot)?;
        match InformationCode::parse(&written) {
            Ok(code) => Some(code),
            Err(bad) => {
                let bad_code = fault(&catalogue::BAD_CODE).with("name", slots.name(slot)).with("written", &bad.written);
                self.note(None, bad_code.with("prefix", bad.prefix));
                None
            }
        }
    }

    pub(super) fn overrun(&mut self, row: Option<usize>, written: &str, read: &str) {
        self.note(row, fault(&catalogue::ERA_OVERRUN).with("written", written).with("read", read));
    }

    pub(super) fn bad_date(&mut self, row: Option<usize>, name: &str, written: &str, bad: BadDate) {
        let kind = match bad {
            BadDate::NoSuchDay => &catalogue::NO_SUCH_DAY,
            BadDate::Spelling | BadDate::TooCoarse => &catalogue::BAD_DATE,
        };
        self.note(row, fault(kind).with("name", name).with("written", written));
    }
}

/// A fault whose place is not known yet.
pub(super) fn fault(fault: &'static Fault) -> Diagnostic {
    Diagnostic::new(fault, Place::Nowhere)
}

/// The slots of a step, by their number in the sentence's pattern.
pub(super) struct Slots<'s> {
    shape: &'s Shape,
    variant: &'s Variant,
    values: &'s [String],
}

impl Slots<'_> {
    pub(super) fn get(&self, slot: usize) -> Option<&str> {
        let at = self.variant.slots.iter().position(|known| *known == slot)?;
        self.values.get(at).map(String::as_str)
    }

    fn name(&self, slot: usize) -> &'static str {
        self.shape.slots.get(slot).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
