//! What the writer writes, the reader reads: the same values, whatever people have put into them.

use std::path::Path;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::model::persona::{FamilyMember, HistoryEntry};
use crate::model::{
    AffairCode, Behaviour, CivilDate, Confirmation, Department, Detail, Diagnostic, Entry, Expectation,
    InformationCode, ItemCode, Moment, Outcome, PersonalNumber, Place, ProcedureCode, QueryCondition, Severity, Unit,
    Value,
};
use crate::sheet::sample;

/// What is written and read back.
#[derive(Debug, Clone, PartialEq)]
struct Parts {
    cases: Vec<TestCase>,
    people: Vec<RoleModel>,
    replicas: Vec<Replica>,
    conduct: Vec<Conduct>,
}

fn put(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// A new project on disk, and what the reader makes of it.
fn new_project() -> (tempfile::TempDir, Project) {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in sample::new_project().unwrap() {
        put(folder.path(), &path, &bytes);
    }
    let (project, faults) = crate::sheet::load(folder.path());
    assert_eq!(errors(&faults), Vec::<String>::new());
    (folder, project)
}

fn errors(faults: &[Diagnostic]) -> Vec<String> {
    let errors = faults.iter().filter(|fault| fault.fault.severity == Severity::Error);
    errors.map(|fault| format!("{} {}: {}", fault.fault.code, fault.place, fault.message(Lang::Ja))).collect()
}

/// Values only: where they stand changes with every writing.
fn without_places(project: Project) -> Parts {
    let bare = |units: &mut Vec<Unit>| {
        for unit in units {
            let details = unit.details.iter_mut().flat_map(|detail| &mut detail.entries);
            unit.head.iter_mut().chain(details).for_each(|entry| entry.place = Place::Nowhere);
        }
    };
    let Project { mut cases, mut role_models, mut replicas, mut conduct, .. } = project;
    for case in &mut cases {
        case.place = Place::Nowhere;
        case.expected.outcome_place = Place::Nowhere;
        bare(&mut case.expected.units);
    }
    role_models.iter_mut().for_each(|person| person.place = Place::Nowhere);
    for replica in &mut replicas {
        replica.place = Place::Nowhere;
        bare(&mut replica.units);
    }
    conduct.iter_mut().for_each(|conduct| conduct.place = Place::Nowhere);
    Parts { cases, people: role_models, replicas, conduct }
}

/// Words as an office writes them, without the blanks at the ends that a reader may drop.
fn words() -> impl Strategy<Value = String> {
    prop_oneof!["[ぁ-んァ-ヶ一-龠（）「」・、。]{1,20}", "[A-Za-z0-9]{1,8}[ 　][一-龠①㈱髙]{1,8}", "0[0-9]{1,6}"]
}

fn day() -> impl Strategy<Value = CivilDate> {
    (1950i16..2018, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| CivilDate::new(year, month, day).unwrap())
}

fn moment() -> impl Strategy<Value = Moment> {
    prop_oneof![
        (1990i16..2018).prop_map(Moment::Year),
        (1990i16..2018, 1i8..=12).prop_map(|(year, month)| Moment::Month(year, month)),
        day().prop_map(Moment::Day),
    ]
}

fn condition() -> impl Strategy<Value = QueryCondition> {
    let range = |(a, b): (Moment, Moment)| {
        let (from, to) = if a.first_day() <= b.last_day() { (a, b) } else { (b, a) };
        QueryCondition::Range { from, to }
    };
    prop_oneof![
        Just(QueryCondition::Latest),
        moment().prop_map(QueryCondition::AsOf),
        (moment(), moment()).prop_map(range),
    ]
}

fn entry((item, value): (u64, Value)) -> Entry {
    Entry { item: ItemCode(item), value, place: Place::Nowhere }
}

fn dated() -> impl Strategy<Value = Value> {
    let reason = prop_oneof![Just("01"), Just("02"), Just("03")];
    let written = prop_oneof![day().prop_map(CivilDate::wareki_short), day().prop_map(|day| day.to_string())];
    prop_oneof![written.prop_map(Value::Text), reason.prop_map(|reason| Value::Null(reason.to_owned()))]
}

fn unit() -> impl Strategy<Value = Unit> {
    let amount = "0{0,2}[1-9][0-9]{0,5}".prop_map(Value::Text);
    let detail =
        (dated(), amount).prop_map(|(day, amount)| Detail { entries: vec![entry((6, day)), entry((7, amount))] });
    (words(), dated(), dated(), vec(detail, 0..3)).prop_map(|(name, from, to, details)| Unit {
        head: vec![entry((1, Value::Text(name))), entry((2, from)), entry((3, to))],
        details,
    })
}

fn person(id: &'static str) -> impl Strategy<Value = RoleModel> {
    let family = (words(), words()).prop_map(|(relation, name)| FamilyMember { relation, name });
    let history = (option::of(day()), option::of(day()), words()).prop_map(|(a, b, what)| {
        let (from, to) = if a.is_some() && b.is_some() { (a.min(b), a.max(b)) } else { (a, b) };
        HistoryEntry { from, to, what }
    });
    let about =
        (words(), option::of(words()), option::of(Just("男".to_owned())), option::of(day()), option::of(words()));
    let number = option::of(Just(if id == "RM-001" { "012345678900" } else { "000000000011" }));
    (about, vec(family, 0..3), vec(history, 0..3), option::of(words()), number).prop_map(
        move |((name, kana, sex, birth, address), family, history, note, number)| RoleModel {
            id: id.into(),
            name,
            kana,
            sex,
            birth,
            address,
            family,
            history,
            cases: Vec::new(),
            personal_number: number.and_then(PersonalNumber::parse),
            note,
            place: Place::Nowhere,
        },
    )
}

/// シナリオ, バリエーション and テスト観点.
fn hierarchy() -> impl Strategy<Value = (String, String, Option<String>)> {
    ("S0[1-3]", "V0[1-3]", option::of("P-[0-9]{2}"))
}

fn case() -> impl Strategy<Value = TestCase> {
    let inquirers = prop_oneof![
        Just(Inquirer::Organisation("b-shi".into())),
        Just(Inquirer::Organisation("c-cho".into())),
        Just(Inquirer::Group("local-insurer".into())),
    ];
    let targets = prop_oneof![Just(Target::Scheme("kempo".into())), Just(Target::Organisation("a-kempo".into()))];
    let people = prop_oneof![Just("RM-001"), Just("RM-002")];
    let about = (words(), words(), option::of(Just(1u8)), words(), "[0-9]{3}[A-Z]", option::of(words()));
    let items = prop_oneof![
        Just(vec![1, 2, 3, 6, 7]),
        Just(vec![7, 6, 3, 2, 1]),
        Just(vec![4, 1, 2, 3, 5, 6, 7]),
        Just(vec![4, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]),
    ];
    let confirmation = prop_oneof![
        Just(Confirmation::Unmarked),
        Just(Confirmation::Waiting),
        (words(), day()).prop_map(|(by, on)| Confirmation::Confirmed { by, on }),
    ];
    let asked = (condition(), day(), people, vec(unit(), 0..3), any::<bool>(), items, confirmation);
    (hierarchy(), inquirers, targets, about, asked).prop_map(|(hierarchy, inquirer, target, about, asked)| {
        let (scenario, variation, viewpoint) = hierarchy;
        let (title, flow, lot, department, code, note) = about;
        let (condition, base_date, persona, units, by_people, items, confirmation) = asked;
        let outcome = if units.is_empty() { Outcome::NoData } else { Outcome::Normal };
        TestCase {
            id: "C".into(),
            scenario: scenario.into(),
            variation: variation.into(),
            viewpoint: viewpoint.map(Into::into),
            title,
            flow: flow.into(),
            cycle: 7,
            lot,
            kind: crate::model::TestKind::LocalInsurer,
            inquirer,
            target,
            department: Department { name: department, code },
            affair: AffairCode(30),
            procedure: ProcedureCode(30_001),
            information: InformationCode(31),
            version: "4.0".into(),
            items: items.into_iter().map(ItemCode).collect(),
            condition,
            base_date,
            persona: persona.into(),
            expected: Expectation {
                outcome,
                outcome_place: Place::Nowhere,
                units,
                xml: None,
                interpretations: Vec::new(),
                paper: None,
            },
            by_people,
            marks: crate::model::case::Marks { consent: by_people, undisclosed: !by_people },
            confirmation,
            replica_detail: note.as_ref().map(|note| format!("副本の{note}")),
            note,
            place: Place::Nowhere,
        }
    })
}

fn replica(persona: &'static str) -> impl Strategy<Value = Replica> {
    (any::<bool>(), any::<bool>(), vec(unit(), 0..3)).prop_map(move |(automatic, provisional, units)| Replica {
        organisation: "a-kempo".into(),
        persona: persona.into(),
        information: InformationCode(31),
        version: "4.0".into(),
        automatic,
        provisional,
        terms: crate::model::replica::Terms::default(),
        units,
        place: Place::Nowhere,
    })
}

fn conduct(persona: &'static str) -> impl Strategy<Value = Conduct> {
    let behaviours = prop::sample::select(crate::sheet::headings::BEHAVIOURS.map(|(known, ..)| known).to_vec());
    (behaviours, option::of(1u32..9)).prop_map(move |(behaviour, times): (Behaviour, _)| Conduct {
        organisation: "a-kempo".into(),
        persona: persona.into(),
        behaviour,
        times,
        place: Place::Nowhere,
    })
}

prop_compose! {
    fn parts()(
        mut cases in vec(case(), 1..6),
        people in (person("RM-001"), person("RM-002")),
        replicas in (replica("RM-001"), replica("RM-002")),
        conduct in option::of(conduct("RM-001")),
    ) -> Parts {
        let mut people = vec![people.0, people.1];
        for (number, case) in cases.iter_mut().enumerate() {
            case.id = format!("C-{number:02}").as_str().into();
            let used = people.iter_mut().filter(|person| person.id == case.persona);
            used.for_each(|person: &mut RoleModel| person.cases.push(case.id.to_string()));
        }
        Parts { cases, people, replicas: vec![replicas.0, replicas.1], conduct: conduct.into_iter().collect() }
    }
}

/// Writes the three forms into a project and reads them back.
fn written_and_read(root: &Path, base: &Project, parts: &Parts, form: FormVersion) -> Parts {
    let project = Project { cases: parts.cases.clone(), role_models: parts.people.clone(), ..base.clone() };
    let cases = cases_workbook(&parts.cases, &project, form, Filling::Entries).unwrap();
    put(root, "test-groups/cases.xlsx", &cases);
    let people = role_models_workbook(&parts.people, &project, Filling::Entries).unwrap();
    put(root, "role-models/role-models.xlsx", &people);
    let replicas = replicas_workbook(&parts.replicas, &parts.conduct, &project, Filling::Entries).unwrap();
    put(root, "test-groups/representatives/a-kempo.xlsx", &replicas);
    let (project, faults) = crate::sheet::load(root);
    assert_eq!(errors(&faults), Vec::<String>::new());
    without_places(project)
}

#[test]
fn what_is_written_is_read_back() {
    let (folder, base) = new_project();
    let config = ProptestConfig { cases: 24, ..ProptestConfig::default() };
    proptest!(config, |(parts in parts())| {
        let read = written_and_read(folder.path(), &base, &parts, FormVersion::V2_00);
        prop_assert_eq!(read, parts);
    });
}

#[test]
fn the_first_form_keeps_all_it_has_columns_for() {
    let (folder, base) = new_project();
    let config = ProptestConfig { cases: 24, ..ProptestConfig::default() };
    proptest!(config, |(parts in parts())| {
        let mut parts = parts;
        for case in &mut parts.cases {
            case.target = Target::Scheme("kempo".into());
            case.variation = "V01".into();
            case.viewpoint = None;
            case.replica_detail = None;
            case.marks = crate::model::case::Marks::default();
        }
        let read = written_and_read(folder.path(), &base, &parts, FormVersion::V1_00);
        prop_assert_eq!(read, parts);
    });
}

#[test]
fn a_new_project_is_the_example_and_nothing_else() {
    let (_folder, project) = new_project();
    assert_eq!(project.cases.len(), 1);
    assert_eq!(project.replicas.len(), 1);
    assert_eq!(project.role_models.len(), 1);
    for organisation in &sample::new_project_example().organisations {
        let read = project.organisation(&organisation.id).unwrap();
        assert_eq!((&read.name, read.kind, &read.code), (&organisation.name, organisation.kind, &organisation.code));
    }
}

#[test]
fn yaml_turned_into_forms_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in sample::nation(9, 24).unwrap() {
        put(folder.path(), &path, &bytes);
    }
    let (before, faults) = crate::sheet::load(folder.path());
    assert_eq!(errors(&faults), Vec::<String>::new());
    let sources: std::collections::BTreeSet<String> = (before.cases.iter().map(|case| &case.place))
        .chain(before.role_models.iter().map(|person| &person.place))
        .chain(before.replicas.iter().map(|replica| &replica.place))
        .filter_map(|place| place.file().map(str::to_owned))
        .collect();
    assert!(sources.len() > 10, "{sources:?}");
    for source in sources {
        let (path, bytes) = convert(&before, &source, FormVersion::default()).unwrap();
        std::fs::remove_file(folder.path().join(source)).unwrap();
        put(folder.path(), &path, &bytes);
    }
    let (after, faults) = crate::sheet::load(folder.path());
    assert_eq!(errors(&faults), Vec::<String>::new());
    assert_eq!(without_places(after), without_places(before));
}
