//! テストケース: every column against bodies, schedule, layouts and personas, and the expectation against what is asked.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::bodies::test_kind_word;
use super::condition::{self, PartNames};
use super::replicas::marks;
use super::units::{self, Reading, Whose, item_of};
use super::words::{self, key};
use super::{Ids, Known, ReadXml, Seen, departments, reach};
use crate::model::case::Marks;
use crate::model::catalogue::sheet as say;
use crate::model::date::to_half_width;
use crate::model::{
    AffairCode, CaseId, Confirmation, Cycle, Department, Diagnostic, Expectation, Inquirer, ItemCode, Layout, Outcome,
    ProcedureCode, RoleModelId, Target, TestCase, Unit,
};
use crate::sheet::Faults;
use crate::sheet::headings::{
    BY_MACHINE, BY_PEOPLE, CONFIRMED, CaseColumn as C, Column, ExpectedColumn, LOCAL_REPRESENTATIVE, WAITING,
};
use crate::sheet::raw::*;

/// The variation of a case written on a form that has none (様式 第1.00版); our assumption.
const ONLY_VARIATION: &str = "V01";
/// Most items that one case asks for.
const ITEMS_MAX: usize = 10_000;

/// The name of a column as the writer of the case knows it.
fn name(names: Names, column: C) -> &'static str {
    match names {
        Names::Form => column.heading().map_or("", |heading| heading.name()),
        Names::Keys => match column {
            C::Scenario => "scenario",
            C::Variation => "variation",
            C::Id => "id",
            C::Viewpoint => "viewpoint",
            C::Title => "title",
            C::Flow => "flow",
            C::Cycle => "cycle",
            C::Lot => "lot",
            C::Inquirer => "inquirer",
            C::Target => "target",
            C::DepartmentName | C::DepartmentCode => "department",
            C::Affair => "affair",
            C::Procedure => "procedure",
            C::Information => "information",
            C::Version => "version",
            C::Items => "items",
            C::ConditionKind | C::ConditionFrom | C::ConditionTo => "condition",
            C::BaseDate => "base-date",
            C::Persona => "persona",
            C::Outcome => "outcome",
            C::Xml => "xml",
            C::Doing => "by-people",
            C::Consent => "consent",
            C::Undisclosed => "undisclosed",
            C::Confirmed => "confirmed",
            C::ConfirmedBy => "confirmed-by",
            C::ConfirmedOn => "confirmed-on",
            C::ReplicaDetail => "replica-detail",
            C::Note => "note",
        },
    }
}

/// All cases, each with its expected items from wherever they stand.
pub fn resolve(
    raw: Vec<RawCase>,
    expected: Vec<RawExpected>,
    known: &Known<'_>,
    read_xml: ReadXml<'_>,
    faults: &mut Faults,
) -> Resolved {
    let written: HashSet<String> = raw.iter().filter_map(|case| case.id.as_ref()).map(|id| key(&id.text)).collect();
    let ids = Ids::of(raw.iter().map(|case| case.id.as_ref()));
    let mut rows = expected_by_case(expected, &raw, (&written, ids), faults);
    let books = books_of_cases(&raw);
    let mut seen = Seen::default();
    let mut cases = Vec::new();
    for mut case in raw {
        let id_name = name(case.names, C::Id);
        let Some(id) = case.id.take() else {
            let place = case.columns.cell_or_row(id_name, &case.place);
            faults.push(Diagnostic::new(&say::ID_MISSING, place).with("name", id_name));
            continue;
        };
        // A trial's id has no blanks: two cases that differ only there would be one.
        let one_word = Word { text: CaseId::from(id.text.as_str()).one_word(), ..id.clone() };
        if !seen.first_of_rows(id_name, &one_word, (&case.columns, &case.place), faults) {
            continue;
        }
        let mut rows = rows.remove(&key(&id.text)).unwrap_or_default();
        // A workbook and its copy: each case has the items of its own workbook, and only the id is told.
        if books.get(&key(&id.text)).is_some_and(|books| books.len() > 1) {
            rows.retain(|row| row.place.file() == case.place.file());
        }
        let reader = Reader { case: &case, known, read_xml };
        cases.extend(reader.read(&id, rows, faults));
    }
    Resolved { cases, written, ids }
}

/// The cases that could be made, and the ids of all that were written.
pub struct Resolved {
    /// The cases.
    pub cases: Vec<TestCase>,
    /// Ids as [`words::key`] spells them.
    pub written: HashSet<String>,
    /// Whether all of them are as they were meant.
    pub ids: Ids,
}

/// The workbooks (or YAML files) in which each id stands.
fn books_of_cases(cases: &[RawCase]) -> HashMap<String, HashSet<String>> {
    let mut books: HashMap<String, HashSet<String>> = HashMap::new();
    for case in cases {
        let Some(id) = &case.id else { continue };
        books.entry(key(&id.text)).or_default().insert(case.place.file().unwrap_or_default().to_owned());
    }
    books
}

/// Rows of 期待項目 by case; a row of nobody's case is a fault, told once per id.
fn expected_by_case(
    expected: Vec<RawExpected>,
    cases: &[RawCase],
    (written, ids): (&HashSet<String>, Ids),
    faults: &mut Faults,
) -> HashMap<String, Vec<RawNumbered>> {
    let mut rows: HashMap<String, Vec<RawNumbered>> = HashMap::new();
    let mut told: HashSet<String> = HashSet::new();
    for row in expected {
        let Some(case) = row.case else {
            let name = ExpectedColumn::Case.heading().map_or("", |heading| heading.name());
            let place = row.row.columns.cell_or_row(name, &row.row.place);
            faults.push(Diagnostic::new(&say::ID_MISSING, place).with("name", name));
            continue;
        };
        let id = key(&case.text);
        if written.contains(&id) {
            rows.entry(id).or_default().push(row.row);
        } else if ids == Ids::Certain && told.insert(id) {
            let fault = Diagnostic::new(&say::EXPECTED_WITHOUT_CASE, case.place.clone()).with("value", &case.text);
            let ids = cases.iter().filter_map(|case| case.id.as_ref()).map(|id| id.text.as_str());
            faults.push_near(fault, &case.text, ids);
        }
    }
    rows
}

/// Reads one case; every part is read before the first missing one gives it up, so that all faults are told.
struct Reader<'a> {
    case: &'a RawCase,
    known: &'a Known<'a>,
    read_xml: ReadXml<'a>,
}

impl Reader<'_> {
    fn name(&self, column: C) -> &'static str {
        name(self.case.names, column)
    }

    fn required<'w>(&self, word: Option<&'w Word>, column: C, faults: &mut Faults) -> Option<&'w Word> {
        words::required(word, self.name(column), (&self.case.columns, &self.case.place), faults)
    }

    fn read(&self, id: &Word, rows: Vec<RawNumbered>, faults: &mut Faults) -> Option<TestCase> {
        let case = self.case;
        let text = |word: &Option<Word>| word.as_ref().map(|word| word.text.clone());
        let scenario = self.required(case.scenario.as_ref(), C::Scenario, faults);
        let variation = match case.names {
            Names::Form => case.variation.as_ref().map_or(ONLY_VARIATION, |word| word.text.as_str()).into(),
            Names::Keys => self.required(case.variation.as_ref(), C::Variation, faults).map(|word| word.text.as_str()),
        };
        let title = self.required(case.title.as_ref(), C::Title, faults);
        let cycle = self.required(case.cycle.as_ref(), C::Cycle, faults);
        let cycle = cycle.and_then(|word| self.known.bodies.known_cycle(word, self.name(C::Cycle), faults));
        let lot = case.lot.as_ref().and_then(|word| self.known.bodies.known_lot(word, self.name(C::Lot), faults));
        let inquirer = self.inquirer(faults);
        let target = self.target(faults);
        let base_date = self.required(case.base_date.as_ref(), C::BaseDate, faults);
        let base_date = base_date.and_then(|word| words::day(word, self.name(C::BaseDate), faults));
        let layout = self.layout(faults);
        let items = self.required(case.items.as_ref(), C::Items, faults);
        let unknown = match case.outcome.as_ref().and_then(|word| Outcome::from_word(&word.text)) {
            Some(Outcome::Malformed) => UnknownItem::IsTheTest,
            _ => UnknownItem::Slip,
        };
        let items = items.zip(layout).map(|(word, layout)| item_list(word, layout, unknown, faults));
        let names = PartNames {
            kind: self.name(C::ConditionKind),
            from: name(Names::Form, C::ConditionFrom),
            to: name(Names::Form, C::ConditionTo),
        };
        let condition = condition::resolve(&case.condition, &names, (&case.columns, &case.place), base_date, faults);
        let persona = self.persona(id, faults);
        let by_people = self.by_people(faults);
        let marks = Marks {
            consent: self.mark(case.consent.as_ref(), C::Consent, faults),
            undisclosed: self.mark(case.undisclosed.as_ref(), C::Undisclosed, faults),
        };
        let confirmation = self.confirmation(faults);
        let codes = self.codes(faults);
        let expected = self.expected(rows, layout.zip(items.as_ref()), by_people, faults);
        let resolved = TestCase {
            id: CaseId::from(id.text.as_str()),
            scenario: scenario?.text.as_str().into(),
            variation: variation?.into(),
            viewpoint: case.viewpoint.as_ref().map(|word| word.text.as_str().into()),
            title: title?.text.clone(),
            flow: case.flow.as_ref().map(|word| word.text.as_str()).unwrap_or_default().into(),
            cycle: cycle?.number,
            lot,
            kind: cycle?.kind,
            inquirer: inquirer?,
            target: target?,
            department: department(case),
            affair: codes?.0,
            procedure: codes?.1,
            information: layout?.information,
            version: layout?.version.clone(),
            items: items?.items,
            condition: condition?,
            base_date: base_date?,
            marks,
            persona: persona?,
            expected: expected?,
            by_people,
            confirmation,
            replica_detail: text(&case.replica_detail),
            note: text(&case.note),
            place: id.place.clone(),
        };
        self.check_reach(&resolved, cycle?, faults);
        Some(resolved)
    }

    fn inquirer(&self, faults: &mut Faults) -> Option<Inquirer> {
        let word = self.required(self.case.inquirer.as_ref(), C::Inquirer, faults)?;
        let bodies = self.known.bodies;
        if let Some(body) = bodies.organisation(&word.text) {
            return Some(Inquirer::Organisation(body.id.clone()));
        }
        if let Some(group) = bodies.group(&word.text) {
            return Some(Inquirer::Group(group.id.clone()));
        }
        if bodies.is_left_out(&word.text) {
            return None;
        }
        let fault = Diagnostic::new(&say::UNKNOWN_INQUIRER, word.place.clone()).with("value", &word.text);
        let groups = bodies.groups.iter().flat_map(|group| [group.name.as_str(), &*group.id.0]);
        faults.push_near(fault, &word.text, bodies.organisation_words().chain(groups));
        None
    }

    fn target(&self, faults: &mut Faults) -> Option<Target> {
        let word = self.required(self.case.target.as_ref(), C::Target, faults)?;
        let bodies = self.known.bodies;
        if words::name_key(&word.text) == LOCAL_REPRESENTATIVE {
            return Some(Target::LocalRepresentative);
        }
        if let Some(body) = bodies.organisation(&word.text) {
            return Some(Target::Organisation(body.id.clone()));
        }
        if let Some(scheme) = bodies.scheme(&word.text) {
            return Some(Target::Scheme(scheme.id.clone()));
        }
        if bodies.is_left_out(&word.text) {
            return None;
        }
        let fault = Diagnostic::new(&say::UNKNOWN_TARGET, word.place.clone()).with("value", &word.text);
        let schemes = bodies.schemes.iter().flat_map(|scheme| [scheme.name.as_str(), &*scheme.id.0]);
        let known = bodies.organisation_words().chain(schemes).chain([LOCAL_REPRESENTATIVE]);
        faults.push_near(fault, &word.text, known);
        None
    }

    fn layout(&self, faults: &mut Faults) -> Option<&Layout> {
        let information = self.required(self.case.information.as_ref(), C::Information, faults);
        let version = self.required(self.case.version.as_ref(), C::Version, faults);
        self.known.layouts.known(information?, self.name(C::Information), version?, faults)
    }

    fn codes(&self, faults: &mut Faults) -> Option<(AffairCode, ProcedureCode)> {
        let affair = self.required(self.case.affair.as_ref(), C::Affair, faults);
        let procedure = self.required(self.case.procedure.as_ref(), C::Procedure, faults);
        let code = affair.and_then(|word| words::code(word, self.name(C::Affair), AffairCode::parse, faults));
        let number =
            procedure.and_then(|word| words::code(word, self.name(C::Procedure), ProcedureCode::parse, faults));
        let (code, number) = (code?, number?);
        self.known.layouts.known_procedure((code, affair?), (number, procedure?), faults)?;
        Some((code, number))
    }

    /// On the first form the cases of a persona stand in the role model only.
    fn persona(&self, id: &Word, faults: &mut Faults) -> Option<RoleModelId> {
        if let Some(word) = &self.case.persona {
            return self.known.persona(word, faults);
        }
        let id = key(&id.text);
        if let Some([only]) = self.known.personas_of_case.get(&id).map(Vec::as_slice) {
            return Some(only.clone());
        }
        self.required(None, C::Persona, faults);
        None
    }

    fn mark(&self, word: Option<&Word>, column: C, faults: &mut Faults) -> bool {
        let known = marks(self.case.names);
        word.and_then(|word| words::choice(word, self.name(column), &known, faults)).unwrap_or(false)
    }

    fn by_people(&self, faults: &mut Faults) -> bool {
        let Some(word) = &self.case.by_people else { return false };
        let known: [(&str, bool); 2] = match self.case.names {
            Names::Form => [(BY_MACHINE, false), (BY_PEOPLE, true)],
            Names::Keys => [("true", true), ("false", false)],
        };
        words::choice(word, self.name(C::Doing), &known, faults).unwrap_or_default()
    }

    /// 確認済 says by whom and when; without the mark nobody's name has a meaning.
    fn confirmation(&self, faults: &mut Faults) -> Confirmation {
        let case = self.case;
        let known: [(&str, bool); 2] = match case.names {
            Names::Form => [(WAITING, false), (CONFIRMED, true)],
            Names::Keys => [("false", false), ("true", true)],
        };
        let mark =
            case.confirmed.as_ref().map(|word| (word, words::choice(word, self.name(C::Confirmed), &known, faults)));
        let signature = case.confirmed_by.as_ref().or(case.confirmed_on.as_ref());
        match (mark, signature) {
            (None, None) => Confirmation::Unmarked,
            (None | Some((_, Some(false))), Some(signature)) => {
                let fault = Diagnostic::new(&say::SIGNED_UNCONFIRMED, signature.place.clone());
                faults.push(fault.with("name", self.name(C::Confirmed)));
                Confirmation::Waiting
            }
            (Some((_, None | Some(false))), _) => Confirmation::Waiting,
            (Some((mark, Some(true))), _) => {
                // What lacks belongs to the mark: a case may be long.
                let mut required =
                    |word, column| words::required(word, self.name(column), (&case.columns, &mark.place), faults);
                let by = required(case.confirmed_by.as_ref(), C::ConfirmedBy);
                let on = required(case.confirmed_on.as_ref(), C::ConfirmedOn);
                let on = on.and_then(|word| words::day(word, self.name(C::ConfirmedOn), faults));
                by.zip(on).map_or(Confirmation::Waiting, |(by, on)| Confirmation::Confirmed { by: by.text.clone(), on })
            }
        }
    }

    fn expected(
        &self,
        rows: Vec<RawNumbered>,
        asked: Option<(&Layout, &Asked)>,
        by_people: bool,
        faults: &mut Faults,
    ) -> Option<Expectation> {
        let word = self.required(self.case.outcome.as_ref(), C::Outcome, faults);
        let outcome = word.and_then(|word| {
            let outcome = Outcome::from_word(&word.text);
            if outcome.is_none() {
                let known = Outcome::ALL.map(|known| known.word().ja);
                words::unknown_word(word, self.name(C::Outcome), known.into_iter(), faults);
            }
            outcome
        });
        let first = rows.first().map(|row| row.place.clone());
        let mut written: Vec<RawUnit> = self.case.units.iter().map(copy_unit).collect();
        let first = first.or_else(|| written.first().map(|unit| unit.place.clone()));
        written.extend(units::from_rows(rows, faults));
        let xml = self.case.xml.as_ref().and_then(|word| match (self.read_xml)(word) {
            Ok(content) => Some((Arc::from(word.text.as_str()), Arc::from(content))),
            Err(fault) => {
                faults.push(fault);
                None
            }
        });
        if let (Some(xml), Some(_)) = (&self.case.xml, &first) {
            faults.push(Diagnostic::new(&say::XML_AND_UNITS, xml.place.clone()));
        }
        let (word, outcome) = (word?, outcome?);
        let nothing = first.is_none() && self.case.xml.is_none();
        if outcome == Outcome::Normal && nothing && !by_people {
            faults.push(Diagnostic::new(&say::NOTHING_EXPECTED, word.place.clone()));
        }
        if outcome != Outcome::Normal
            && let Some(place) = first
        {
            let fault = Diagnostic::new(&say::EXPECTED_ITEMS_FOR_NO_DATA, place);
            faults.push(fault.with("outcome", outcome.word().ja));
        }
        let (layout, asked) = asked?;
        let reading = Reading { layout, profile: &self.known.layouts.profile, whose: Whose::Expected };
        let units = reading.units(written, faults);
        if asked.whole {
            check_asked(&units, layout, &asked.items, faults);
        }
        Some(Expectation {
            outcome,
            outcome_place: word.place.clone(),
            units,
            xml,
            interpretations: Vec::new(),
            paper: None,
        })
    }

    /// Group, cycle, representative and permission must go together.
    fn check_reach(&self, case: &TestCase, cycle: &Cycle, faults: &mut Faults) {
        let place = |word: &Option<Word>| word.as_ref().map_or(&self.case.place, |word| &word.place).clone();
        if let Inquirer::Group(id) = &case.inquirer
            && let Some(group) = self.known.bodies.group(&id.0)
        {
            if group.kind != cycle.kind {
                let fault = Diagnostic::new(&say::GROUP_OF_ANOTHER_KIND, place(&self.case.inquirer));
                let fault = fault.with("group", &group.name).with("group_kind", test_kind_word(group.kind));
                faults.push(fault.with("cycle", cycle.number).with("cycle_kind", test_kind_word(cycle.kind)));
            }
            if group.members.is_empty() {
                let fault = Diagnostic::new(&say::NOBODY_ASKS, place(&self.case.inquirer));
                faults.push(fault.with("name", &group.name));
            }
        }
        let target = self.case.target.as_ref().map(|word| word.text.clone()).unwrap_or_default();
        if !reach::has_representative(self.known, &case.inquirer, &case.target, cycle.kind) {
            let fault = Diagnostic::new(&say::NO_REPRESENTATIVE, place(&self.case.target)).with("target", target);
            faults.push(fault.with("kind", test_kind_word(cycle.kind)));
        }
        if case.expected.outcome != Outcome::BadInstitution && !case.by_people {
            match &self.case.department_code {
                Some(word) => {
                    let named = self.case.department_name.as_ref().map_or(&word.place, |name| &name.place);
                    departments::check(self.known, &case.inquirer, &case.department, (&word.place, named), faults);
                }
                None => {
                    let blank = self.case.columns.cell(self.name(C::DepartmentCode), &self.case.place);
                    let blank = blank.unwrap_or_else(|| case.place.clone());
                    faults.push(Diagnostic::new(&say::DEPARTMENT_MISSING, blank));
                }
            }
        }
        let procedure = self.known.layouts.affairs.iter().find(|affair| affair.code == case.affair);
        let procedure =
            procedure.and_then(|affair| affair.procedures.iter().find(|known| known.code == case.procedure));
        // An unknown item is refused before anybody looks whether it is permitted.
        let layout = self.known.layouts.all.iter();
        let mut layout = layout.filter(|known| known.information == case.information && known.version == case.version);
        let unknown = layout.any(|known| case.items.iter().any(|item| known.item(*item).is_none()));
        let told = unknown || case.expected.outcome == Outcome::NotPermitted;
        let Some(procedure) = procedure.filter(|_| !told) else { return };
        let asking = reach::Asking {
            inquirer: &case.inquirer,
            target: &case.target,
            information: case.information,
            items: &case.items,
        };
        match reach::refusal(self.known, procedure, &asking, place(&self.case.items)) {
            None => {}
            Some(reach::Refusal::Items(fault)) => faults.push(fault),
            Some(reach::Refusal::Combination) => {
                let fault = Diagnostic::new(&say::NOT_PERMITTED, place(&self.case.procedure));
                faults.push(fault.with("procedure", case.procedure).with("information", case.information));
            }
        }
    }
}

fn copy_unit(unit: &RawUnit) -> RawUnit {
    let details = unit.details.iter();
    RawUnit {
        place: unit.place.clone(),
        head: unit.head.clone(),
        details: details
            .map(|detail| RawDetail { place: detail.place.clone(), entries: detail.entries.clone() })
            .collect(),
    }
}

/// Nobody can expect what was not asked.
fn check_asked(units: &[Unit], layout: &Layout, items: &[ItemCode], faults: &mut Faults) {
    let asked: HashSet<&ItemCode> = items.iter().collect();
    let entries =
        units.iter().flat_map(|unit| unit.head.iter().chain(unit.details.iter().flat_map(|d| d.entries.iter())));
    for entry in entries.filter(|entry| !asked.contains(&entry.item)) {
        let fault = Diagnostic::new(&say::EXPECTED_NOT_ASKED, entry.place.clone()).with("item", entry.item);
        faults.push(fault.with("name", layout.item(entry.item).map_or("", |item| &item.name)));
    }
}

/// What an item means that the layout does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnknownItem {
    /// Somebody mistyped it.
    Slip,
    /// It is asked for on purpose: the case expects that the message is refused.
    IsTheTest,
}

/// What a case asks for.
pub(super) struct Asked {
    pub(super) items: Vec<ItemCode>,
    /// Whether every part of the list could be read.
    whole: bool,
}

/// `TK01、TK02` and `TK01～TK15`; a range holds the layout's items within it.
pub(super) fn item_list(word: &Word, layout: &Layout, unknown: UnknownItem, faults: &mut Faults) -> Asked {
    let text = to_half_width(&word.text).replace(['〜', '\u{2212}'], "~");
    let mut joined = String::new();
    for part in text.split('~') {
        if !joined.is_empty() {
            joined = joined.trim_end().to_owned();
            joined.push('~');
        }
        joined.push_str(if joined.is_empty() { part } else { part.trim_start() });
    }
    let mut items: Vec<ItemCode> = Vec::new();
    let mut whole = true;
    let separators = |c: char| c.is_whitespace() || matches!(c, '、' | ',' | '・' | ';' | '､' | '/');
    for token in joined.split(separators).filter(|token| !token.is_empty()) {
        let part = |text: &str| Word { text: text.to_owned(), ..word.clone() };
        let Some((first, last)) = token.split_once(['~', '-']) else {
            let meant = ItemCode::parse(token).ok().filter(|_| unknown == UnknownItem::IsTheTest);
            let Some(code) = meant.or_else(|| item_of(layout, &part(token), faults).map(|item| item.code)) else {
                whole = false;
                continue;
            };
            if items.contains(&code) {
                faults.push(Diagnostic::new(&say::ITEM_ASKED_TWICE, word.place.clone()).with("value", code));
            } else {
                items.push(code);
            }
            continue;
        };
        // TK01～15 is short for TK01～TK15.
        let last = if last.bytes().all(|b| b.is_ascii_digit()) { format!("TK{last}") } else { last.to_owned() };
        match (ItemCode::parse(first), ItemCode::parse(&last)) {
            (Ok(from), Ok(to)) if from <= to => {
                let ends = [item_of(layout, &part(first), faults), item_of(layout, &part(&last), faults)];
                whole &= ends.iter().all(Option::is_some);
                let within = layout.items.iter().map(|item| item.code).filter(|code| (from..=to).contains(code));
                let fresh: Vec<ItemCode> = within.filter(|code| !items.contains(code)).take(ITEMS_MAX).collect();
                items.extend(fresh);
            }
            _ => {
                whole = false;
                faults.push(Diagnostic::new(&say::BAD_ITEM_RANGE, word.place.clone()).with("value", token));
            }
        }
    }
    Asked { items, whole }
}

/// The 部署 that asks, as far as it is written.
fn department(case: &RawCase) -> Department {
    Department {
        name: case.department_name.as_ref().map(|word| word.text.clone()).unwrap_or_default(),
        code: case.department_code.as_ref().map(|word| to_half_width(&word.text)).unwrap_or_default(),
    }
}
