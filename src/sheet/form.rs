//! The model becomes the field's xlsx forms, as an office would have made them: merged headings, notes, dropdowns.
//!
//! Headings and closed vocabularies come from the [headings table](super::headings), so that what is written here is
//! what the reader finds. The same model gives the same bytes.

mod guide;
mod link_codes;
mod paper;
mod residents;
mod rows;

use rust_xlsxwriter::Workbook;
use thiserror::Error;

use self::guide::{Choice, Guided};
pub use self::link_codes::link_codes_workbook;
use self::paper::{Lists, Paper, PaperSize, Row, RowKind};
pub use self::residents::residents_workbook;
use super::headings::{
    CaseColumn, Column, FormVersion, InterpretationColumn, LinkCodeColumn, PaperColumn, ResidentColumn,
};
use crate::model::catalogue::form as say;
use crate::model::{
    Conduct, Inquirer, Lang, LinkCodeCase, Place, Project, Replica, Resident, RoleModel, Target, TestCase,
};

/// Why a form cannot be written.
#[derive(Debug, Error)]
pub enum FormError {
    /// 第1.00版 has one 照会先 for all rows.
    #[error("form 1.00 has one target for all rows: {first} and {other} differ")]
    TargetsDiffer {
        /// テストケースID of the first case.
        first: String,
        /// テストケースID of the first case with another target.
        other: String,
    },
    /// Nothing in the project comes from that file.
    #[error("no cases, role models, replicas or residents come from {file}")]
    NothingFrom {
        /// The file as asked for.
        file: String,
    },
    /// A text that the form would take for several.
    #[error("a cell of the form cannot hold \"{text}\"")]
    Listed {
        /// The text.
        text: String,
    },
    /// The workbook cannot be built (a text longer than Excel takes).
    #[error("the workbook cannot be built: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

impl FormError {
    /// The sentence for people.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::TargetsDiffer { first, other } => {
                say::TARGETS_DIFFER.say(lang, &[("first", first), ("other", other)])
            }
            Self::NothingFrom { file } => say::NOTHING_FROM.say(lang, &[("file", file)]),
            Self::Listed { text } => say::LISTED.say(lang, &[("text", text)]),
            Self::Workbook(reason) => say::NO_WORKBOOK.say(lang, &[("reason", reason)]),
        }
    }
}

/// Whether a form's rows are people's, or its own example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filling {
    /// The rows of a test.
    Entries,
    /// 記入例: grey rows with a note.
    Example,
}

impl Filling {
    fn row(self) -> RowKind {
        match self {
            Self::Entries => RowKind::Entry,
            Self::Example => RowKind::Example,
        }
    }
}

/// テスト仕様書（テストケース一覧） with its expected items. `project` gives names, lists for dropdowns and item names.
///
/// Form 1.00 has no columns for バリエーションID, テスト観点ID and ロールモデルID: there a case finds its persona through
/// the テストケースID in the ロールモデル form.
///
/// # Errors
/// [`FormError::TargetsDiffer`] in form 1.00, [`FormError::Workbook`].
pub fn cases_workbook(
    cases: &[TestCase],
    project: &Project,
    form: FormVersion,
    filling: Filling,
) -> Result<Vec<u8>, FormError> {
    let lists = lists(project, &[&choices::<CaseColumn>(), &choices::<super::headings::ExpectedColumn>()]);
    let mut workbook = paper::workbook(CaseColumn::TITLE)?;
    print_cases(&mut workbook, cases, project, form, filling, &lists)?;
    paper::print_lists(&mut workbook, &lists)?;
    Ok(workbook.save_to_buffer()?)
}

/// Adds the sheets of cases to a workbook.
fn print_cases(
    workbook: &mut Workbook,
    cases: &[TestCase],
    project: &Project,
    form: FormVersion,
    filling: Filling,
    lists: &Lists,
) -> Result<(), FormError> {
    let kind = filling.row();
    // A case made from a paper is written as that paper.
    let (papers, cases): (Vec<&TestCase>, Vec<&TestCase>) = cases.iter().partition(|case| is_paper(case));
    let paper = Paper {
        form,
        test: &project.name,
        labels: labels(&cases, project, form)?,
        rows: sorted(kind, cases.iter().map(|case| rows::case(case, project))),
        merged: Some(CaseColumn::Scenario),
        size: PaperSize::A3,
    };
    paper::print(workbook, &paper, lists)?;
    let paper = plain(form, project, sorted(kind, cases.iter().flat_map(|case| rows::expected(case, project))));
    paper::print(workbook, &paper, lists)?;
    let paper = plain(form, project, sorted(kind, cases.iter().flat_map(rows::interpretations)));
    paper::print::<InterpretationColumn>(workbook, &paper, lists)?;
    let papers = papers.into_iter().flat_map(|case| rows::paper(case, project));
    paper::print::<PaperColumn>(workbook, &plain(form, project, sorted(kind, papers)), lists)?;
    Ok(())
}

/// What a file of test-groups/ may hold together, in one workbook: only sheets with something in them.
fn test_group_workbook(
    (cases, codes, residents): (&[TestCase], &[LinkCodeCase], &[Resident]),
    project: &Project,
    form: FormVersion,
) -> Result<Vec<u8>, FormError> {
    let mut used = Vec::new();
    let mut title = None;
    let mut uses = |there: bool, name, choices: &[Vec<Choice>]| {
        if there {
            used.extend_from_slice(choices);
            title.get_or_insert(name);
        }
    };
    uses(
        !cases.is_empty(),
        CaseColumn::TITLE,
        &[choices::<CaseColumn>(), choices::<super::headings::ExpectedColumn>()],
    );
    uses(!codes.is_empty(), LinkCodeColumn::TITLE, &[choices::<LinkCodeColumn>()]);
    uses(!residents.is_empty(), ResidentColumn::TITLE, &[choices::<ResidentColumn>()]);
    let lists = lists(project, &used.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let mut workbook = paper::workbook(title.unwrap_or(CaseColumn::TITLE))?;
    if !cases.is_empty() {
        print_cases(&mut workbook, cases, project, form, Filling::Entries, &lists)?;
    }
    if !codes.is_empty() {
        link_codes::print(&mut workbook, codes, project, Filling::Entries, &lists)?;
    }
    if !residents.is_empty() {
        residents::print(&mut workbook, residents, project, Filling::Entries, &lists)?;
    }
    paper::print_lists(&mut workbook, &lists)?;
    Ok(workbook.save_to_buffer()?)
}

/// ロールモデル with 世帯 and 履歴, always in the newest form: with it, cases of form 1.00 find their persona too.
///
/// # Errors
/// [`FormError::Workbook`].
pub fn role_models_workbook(
    role_models: &[RoleModel],
    project: &Project,
    filling: Filling,
) -> Result<Vec<u8>, FormError> {
    use super::headings::{FamilyColumn, HistoryColumn, RoleModelColumn};
    let form = FormVersion::default();
    let lists = lists(project, &[&choices::<FamilyColumn>()]);
    let mut workbook = paper::workbook(RoleModelColumn::TITLE)?;
    let kind = filling.row();
    let rows = sorted(kind, role_models.iter().map(|person| rows::role_model(person, project)));
    paper::print(&mut workbook, &plain(form, project, rows), &lists)?;
    let rows = sorted(kind, role_models.iter().flat_map(rows::family));
    paper::print::<FamilyColumn>(&mut workbook, &plain(form, project, rows), &lists)?;
    let rows = sorted(kind, role_models.iter().flat_map(rows::history));
    paper::print::<HistoryColumn>(&mut workbook, &plain(form, project, rows), &lists)?;
    paper::print_lists(&mut workbook, &lists)?;
    Ok(workbook.save_to_buffer()?)
}

/// 副本 and 応答の設定 of a representative.
///
/// # Errors
/// [`FormError::Workbook`].
pub fn replicas_workbook(
    replicas: &[Replica],
    conduct: &[Conduct],
    project: &Project,
    filling: Filling,
) -> Result<Vec<u8>, FormError> {
    use super::headings::{ConductColumn, ReplicaColumn};
    let form = FormVersion::default();
    let lists = lists(project, &[&choices::<ReplicaColumn>()]);
    let mut workbook = paper::workbook(ReplicaColumn::TITLE)?;
    let kind = filling.row();
    let rows = sorted(kind, replicas.iter().flat_map(|replica| rows::replica(replica, project)));
    paper::print(&mut workbook, &plain(form, project, rows), &lists)?;
    let rows = sorted(kind, conduct.iter().map(|conduct| rows::conduct(conduct, project)));
    paper::print::<ConductColumn>(&mut workbook, &plain(form, project, rows), &lists)?;
    paper::print_lists(&mut workbook, &lists)?;
    Ok(workbook.save_to_buffer()?)
}

/// What one source file of a project says, as a workbook: its suggested path in the project and its bytes.
///
/// `source_file` is the path the [places](crate::model::Place) of the project tell.
///
/// # Errors
/// [`FormError::NothingFrom`] when no case, role model, 副本 or conduct comes from it; [`FormError::Workbook`].
pub fn convert(project: &Project, source_file: &str, form: FormVersion) -> Result<(String, Vec<u8>), FormError> {
    let from = |place: &Place| place.file() == Some(source_file);
    let stem = source_file.rsplit_once('.').map_or(source_file, |(stem, _)| stem);
    let name = format!("{stem}.xlsx");
    let cases: Vec<TestCase> = project.cases.iter().filter(|case| from(&case.place)).cloned().collect();
    let codes: Vec<_> = project.link_code_cases.iter().filter(|case| from(&case.place)).cloned().collect();
    let residents: Vec<_> = project.residents.iter().filter(|resident| from(&resident.place)).cloned().collect();
    if !(cases.is_empty() && codes.is_empty() && residents.is_empty()) {
        return Ok((name, test_group_workbook((&cases, &codes, &residents), project, form)?));
    }
    let people: Vec<RoleModel> = project.role_models.iter().filter(|person| from(&person.place)).cloned().collect();
    if !people.is_empty() {
        return Ok((name, role_models_workbook(&people, project, Filling::Entries)?));
    }
    let replicas: Vec<Replica> = project.replicas.iter().filter(|replica| from(&replica.place)).cloned().collect();
    let conduct: Vec<Conduct> = project.conduct.iter().filter(|conduct| from(&conduct.place)).cloned().collect();
    if !replicas.is_empty() || !conduct.is_empty() {
        return Ok((name, replicas_workbook(&replicas, &conduct, project, Filling::Entries)?));
    }
    Err(FormError::NothingFrom { file: source_file.to_owned() })
}

/// Whether a file of a project says something, too, for which there is no form.
pub fn stays(project: &Project, source_file: &str) -> bool {
    let of = |place: &Place| place.file() == Some(source_file);
    project.organisations.iter().any(|known| of(&known.place))
        || project.groups.iter().any(|known| of(&known.place))
        || project.representatives.iter().any(|known| of(&known.place))
        || project.addressees.iter().any(|known| of(&known.place))
        || project.declarations.iter().any(|known| of(&known.place))
        || project.delegations.iter().any(|known| of(&known.place))
        || project.faults.iter().any(|known| of(&known.source))
}

/// Whether a case was made from a row of 試行運用.
fn is_paper(case: &TestCase) -> bool {
    case.expected.paper.as_ref().is_some_and(|paper| paper.query_of.is_some())
}

fn plain<C>(form: FormVersion, project: &Project, rows: Vec<Row<C>>) -> Paper<'_, C> {
    Paper { form, test: &project.name, labels: Vec::new(), rows, merged: None, size: PaperSize::A4 }
}

fn sorted<C>(kind: RowKind, rows: impl Iterator<Item = Vec<(C, String)>>) -> Vec<Row<C>> {
    rows.map(|cells| Row { cells, kind }).collect()
}

/// What stands above the table in this version: 照会先 in 1.00, which must then be one for all rows.
fn labels(cases: &[&TestCase], project: &Project, form: FormVersion) -> Result<Vec<(&'static str, String)>, FormError> {
    let Some(heading) = CaseColumn::Target.heading().filter(|heading| heading.in_label(form)) else {
        return Ok(Vec::new());
    };
    let Some(first) = cases.first() else { return Ok(vec![(heading.name(), String::new())]) };
    if let Some(other) = cases.iter().find(|case| case.target != first.target) {
        return Err(FormError::TargetsDiffer { first: first.id.to_string(), other: other.id.to_string() });
    }
    Ok(vec![(heading.name(), target(&first.target, project))])
}

fn choices<C: Guided>() -> Vec<Choice> {
    C::headings().iter().filter_map(|heading| heading.column.guide().choice).collect()
}

/// The lists that some sheet of the workbook uses, without those that would be empty.
fn lists(project: &Project, used: &[&[Choice]]) -> Lists {
    Choice::ALL
        .into_iter()
        .filter(|choice| used.iter().any(|used| used.contains(choice)))
        .map(|choice| (choice, values(choice, project)))
        .filter(|(_, values)| !values.is_empty())
        .collect()
}

fn values(choice: Choice, project: &Project) -> Vec<String> {
    let organisations =
        || project.organisations.iter().map(|organisation| organisation_name(&organisation.id, project));
    let mut values: Vec<String> = match choice {
        Choice::Inquirers => {
            let groups = project.groups.iter().map(|group| inquirer(&Inquirer::Group(group.id.clone()), project));
            organisations().chain(groups).collect()
        }
        Choice::Targets => {
            let schemes = project.schemes.iter().map(|scheme| target(&Target::Scheme(scheme.id.clone()), project));
            let representative = target(&Target::LocalRepresentative, project);
            schemes.chain([representative]).chain(organisations()).collect()
        }
        Choice::Providers => organisations().collect(),
        Choice::Affairs => project.affairs.iter().map(|affair| affair.code.to_string()).collect(),
        Choice::Procedures => {
            let procedures = project.affairs.iter().flat_map(|affair| &affair.procedures);
            procedures.map(|procedure| procedure.code.to_string()).collect()
        }
        Choice::Informations => project.layouts.iter().map(|layout| layout.information.to_string()).collect(),
        Choice::Versions => project.layouts.iter().map(|layout| layout.version.to_string()).collect(),
        Choice::Personas => project.role_models.iter().map(|person| person.id.to_string()).collect(),
        Choice::NullReasons => project.profile.null_reasons.keys().cloned().collect(),
    };
    let mut seen = std::collections::HashSet::new();
    values.retain(|value| seen.insert(value.clone()));
    values
}

/// What a person would write for an id: its name, unless that name means several things in this project.
fn called(id: &str, name: Option<&str>, project: &Project) -> String {
    let Some(name) = name.filter(|name| !name.is_empty()) else { return id.to_owned() };
    let organisations =
        project.organisations.iter().flat_map(|known| [(&*known.id.0, &*known.id.0), (&*known.id.0, &*known.name)]);
    let groups = project.groups.iter().flat_map(|known| [(&*known.id.0, &*known.id.0), (&*known.id.0, &*known.name)]);
    let schemes = project.schemes.iter().flat_map(|known| [(&*known.id.0, &*known.id.0), (&*known.id.0, &*known.name)]);
    let mut others = organisations.chain(groups).chain(schemes).filter(|(owner, _)| *owner != id);
    if others.any(|(_, word)| word == name) || name == super::headings::LOCAL_REPRESENTATIVE {
        return id.to_owned();
    }
    name.to_owned()
}

fn organisation_name(id: &crate::model::OrganisationId, project: &Project) -> String {
    called(&id.0, project.organisation(id).map(|organisation| &*organisation.name), project)
}

fn inquirer(inquirer: &Inquirer, project: &Project) -> String {
    match inquirer {
        Inquirer::Organisation(id) => organisation_name(id, project),
        Inquirer::Group(id) => called(&id.0, project.group(id).map(|group| &*group.name), project),
    }
}

fn target(target: &Target, project: &Project) -> String {
    match target {
        Target::Organisation(id) => organisation_name(id, project),
        Target::Scheme(id) => called(&id.0, project.scheme(id).map(|scheme| &*scheme.name), project),
        Target::LocalRepresentative => super::headings::LOCAL_REPRESENTATIVE.to_owned(),
    }
}

#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod tests;
