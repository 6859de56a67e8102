//! Raw values -> the model, with every check told at the cell or line that a person must mend.
//!
//! The order is that of reference: bodies and layouts first, then personas, 副本 and cases, which name them. A thing
//! that cannot be made is left out of the model and told; what refers to it is then told too.

mod addressees;
mod bodies;
mod cases;
mod condition;
mod departments;
mod interpretations;
mod disturbances;
mod layouts;
mod link_codes;
mod papers;
mod numbers;
mod personas;
mod reach;
mod replicas;
mod residents;
mod services;
mod units;
pub(super) mod words;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use self::bodies::Bodies;
use self::layouts::Layouts;
use super::Faults;
use super::raw::{Columns, RawProject, RawSettings, Word};
use crate::model::catalogue::sheet as say;
use crate::model::partner::Doors;
use crate::model::project::Limits;
use crate::model::{Diagnostic, Lang, Layout, Place, Project, RoleModel, RoleModelId, TestCase};
use crate::payload::content;

/// Reads an expected XML file by its path in the project; says why when it cannot.
pub type ReadXml<'a> = &'a dyn Fn(&Word) -> Result<String, Diagnostic>;

/// Makes the model of all that was read.
pub fn resolve(mut raw: RawProject, read_xml: ReadXml<'_>, faults: &mut Faults) -> Project {
    let bodies = Bodies::resolve(&raw, faults);
    let layouts = Layouts::resolve(&raw, &bodies, faults);
    let people = Ids::of(raw.role_models.iter().map(|model| model.id.as_ref()));
    let role_models = personas::resolve(raw.role_models, raw.family, raw.history, people, faults);
    let known = Known::new(&bodies, &layouts, &role_models, people);
    let residents = residents::resolve(raw.residents, &known, faults);
    let replicas = replicas::resolve(raw.replicas, &known, faults);
    let conduct = replicas::resolve_conduct(raw.conduct, &known, faults);
    let declarations = replicas::resolve_declarations(raw.declarations, &known, faults);
    let delegations = replicas::resolve_delegations(raw.delegations, &known, faults);
    let addressees = addressees::resolve(raw.addressees, &known, faults);
    addressees::check(&addressees, &replicas, faults);
    replicas::check_apart(&replicas, faults);
    let readings = raw.cases.iter_mut().flat_map(|case| {
        let readings = std::mem::take(&mut case.readings);
        let id = case.id.clone();
        readings.into_iter().map(move |reading| (id.clone(), reading))
    });
    raw.interpretations.extend(readings);
    let mut cases = cases::resolve(raw.cases, raw.expected, &known, read_xml, faults);
    interpretations::resolve(raw.interpretations, &mut cases, &known, faults);
    papers::resolve(raw.papers, &mut cases, &known, faults);
    // A ロールモデル may list them too.
    let of_codes = raw.link_code_cases.iter().filter_map(|case| case.id.as_ref());
    cases.written.extend(of_codes.map(|id| words::key(&id.text)));
    personas::check_cases(&role_models, &cases, faults);
    let cases = cases.cases;
    let disturbances = disturbances::resolve(&raw.faults, &bodies, &cases, faults);
    let link_code_cases = link_codes::resolve(raw.link_code_cases, &cases, &known, faults);
    replicas::check_reached(&replicas, &cases, &known, faults);
    check_expected_xml(&cases, &layouts, faults);
    let services = services::resolve(raw.services, &known, faults);
    let settings = &raw.settings;
    let limits = limits(settings, faults);
    let project = Project {
        name: settings.name.as_ref().map(|word| word.text.clone()).unwrap_or_default(),
        limits,
        schemes: bodies.schemes,
        organisations: bodies.organisations,
        departments: bodies.departments,
        groups: bodies.groups,
        representatives: bodies.representatives,
        cycles: bodies.cycles,
        lots: bodies.lots,
        profile: layouts.profile,
        affairs: layouts.affairs,
        layouts: layouts.all,
        search_rights: layouts.search_rights,
        residents,
        link_code_cases,
        role_models,
        cases,
        replicas,
        conduct,
        declarations,
        delegations,
        partners: Vec::new(),
        doors: Doors::default(),
        faults: disturbances,
        addressees,
        services,
    };
    numbers::check(&project, faults);
    project
}

/// Limits of a run; what is not written has its default.
fn limits(settings: &RawSettings, faults: &mut Faults) -> Limits {
    let limit = |word: &Option<Word>, name, most, default, faults: &mut Faults| {
        word.as_ref().and_then(|word| words::number(word, name, 0, most, faults)).unwrap_or(default)
    };
    let defaults = Limits::default();
    Limits {
        retries: limit(&settings.retries, "retries", 10, defaults.retries, faults),
        workers: limit(&settings.workers, "workers", 1_024, 0, faults) as usize,
        scenarios_per_chunk: match &settings.scenarios_per_chunk {
            Some(word) => words::number(word, "scenarios-per-chunk", 1, 10_000, faults)
                .map_or(defaults.scenarios_per_chunk, |number| number as usize),
            None => defaults.scenarios_per_chunk,
        },
    }
}

/// An expected XML file must be what its case's layout allows: nobody should learn that from a run.
fn check_expected_xml(cases: &[TestCase], layouts: &Layouts, faults: &mut Faults) {
    let names = layouts.profile.element_names;
    let mut seen = HashSet::new();
    for case in cases {
        let Some((path, text)) = &case.expected.xml else { continue };
        let layout = |known: &&Layout| known.information == case.information && known.version == case.version;
        let Some(layout) = layouts.all.iter().find(layout) else { continue };
        if !seen.insert((Arc::clone(path), layout.information)) {
            continue;
        }
        match content::read_file(text, path, layout, names) {
            Ok((content, differences)) => {
                let place = Place::File(Arc::clone(path));
                faults.0.extend(differences.iter().map(|difference| {
                    Diagnostic::new(&say::EXPECTED_XML_AGAINST_LAYOUT, place.clone())
                        .with("path", &difference.path)
                        .with("layout", format!("{} {}", layout.information, layout.version))
                }));
                // Of 管理情報 only the time of registration is volatile; the version is not.
                if let Some(version) = content.version.filter(|version| *version != layout.version) {
                    let fault = Diagnostic::new(&say::EXPECTED_XML_OF_ANOTHER_VERSION, place);
                    faults.push(fault.with("written", version).with("version", &layout.version));
                }
            }
            Err(fault) => {
                let place = Place::Point { file: Arc::clone(path), line: fault.line, column: fault.column };
                let diagnostic = Diagnostic::new(&say::EXPECTED_XML_BROKEN, place);
                faults.push(diagnostic.with_both("why", fault.say(Lang::Ja), fault.say(Lang::En)));
            }
        }
    }
}

/// What cases and 副本 may refer to.
struct Known<'a> {
    bodies: &'a Bodies,
    layouts: &'a Layouts,
    role_models: &'a [RoleModel],
    people: Ids,
    personas: HashMap<String, RoleModelId>,
    /// By the cases that role models list.
    personas_of_case: HashMap<String, Vec<RoleModelId>>,
}

impl<'a> Known<'a> {
    fn new(bodies: &'a Bodies, layouts: &'a Layouts, role_models: &'a [RoleModel], people: Ids) -> Self {
        let mut personas_of_case: HashMap<String, Vec<RoleModelId>> = HashMap::new();
        for model in role_models {
            for case in &model.cases {
                personas_of_case.entry(words::key(case)).or_default().push(model.id.clone());
            }
        }
        let personas = role_models.iter().map(|model| (words::key(&model.id.0), model.id.clone())).collect();
        Self { bodies, layouts, role_models, people, personas, personas_of_case }
    }

    /// A persona by its id, or a fault.
    fn persona(&self, word: &Word, faults: &mut Faults) -> Option<RoleModelId> {
        let found = self.personas.get(&words::key(&word.text)).cloned();
        if found.is_none() && self.people == Ids::Certain {
            let fault = Diagnostic::new(&say::UNKNOWN_ROLE_MODEL, word.place.clone()).with("value", &word.text);
            faults.push_near(fault, &word.text, self.role_models.iter().map(|model| &*model.id.0));
        }
        found
    }
}

/// Whether the ids of a kind of thing are as they were meant. When one is blank or stands twice, a reference to an id
/// that is not there probably means that one: the id is told, the references are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ids {
    Certain,
    Astray,
}

impl Ids {
    fn of<'w>(ids: impl Iterator<Item = Option<&'w Word>>) -> Self {
        let mut seen = HashSet::new();
        let certain = |id: Option<&Word>| id.is_some_and(|id| seen.insert(words::key(&id.text)));
        if ids.map(certain).fold(true, |all, one| all & one) { Self::Certain } else { Self::Astray }
    }
}

/// Ids seen so far, to tell the second of two.
#[derive(Default)]
struct Seen(HashMap<String, Place>);

impl Seen {
    /// `false`, and a fault, when the id is there already.
    fn first(&mut self, name: &str, id: &Word, faults: &mut Faults) -> bool {
        if let Some(first) = self.0.get(&words::key(&id.text)) {
            let fault = Diagnostic::new(&say::DUPLICATE_ID, id.place.clone()).with("name", name);
            faults.push(fault.with("id", &id.text).with("first", first));
            return false;
        }
        self.0.insert(words::key(&id.text), id.place.clone());
        true
    }

    /// As [`Seen::first`] for a row of a table: a merged cell does not repeat itself, it spans rows that need ids each.
    fn first_of_rows(&mut self, name: &str, id: &Word, row: (&Columns, &Place), faults: &mut Faults) -> bool {
        let merged = matches!(id.place, Place::Cell { .. }) && self.0.get(&words::key(&id.text)) == Some(&id.place);
        if !merged {
            return self.first(name, id, faults);
        }
        let fault = Diagnostic::new(&say::ID_MERGED, row.0.cell_or_row(name, row.1)).with("name", name);
        faults.push(fault.with("id", &id.text).with("first", &id.place));
        false
    }
}
