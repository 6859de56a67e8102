//! Whom each inquirer asks, and what a selection leaves, as tables over one small project.

use super::*;
use crate::model::organisation::{Representative, Scheme};
use crate::model::{
    CivilDate, Confirmation, Department, Expectation, InstitutionCode, Organisation, OrganisationKind, Outcome, Place,
    QueryCondition, SchemeId, Target, TestGroup, TestKind,
};

fn organisation(id: &str, kind: OrganisationKind, code: &str, scheme: Option<&str>) -> Organisation {
    Organisation {
        id: id.into(),
        name: format!("{id}の名"),
        kind,
        code: InstitutionCode(code.into()),
        scheme: scheme.map(SchemeId::from),
        insurer_number: None,
        part_of: None,
        place: Place::Nowhere,
    }
}

fn group(id: &str, kind: TestKind, members: &[&str]) -> TestGroup {
    let members = members.iter().map(|id| OrganisationId::from(*id)).collect();
    TestGroup { id: id.into(), name: format!("グループ{id}"), kind, members, place: Place::Nowhere }
}

fn represents(id: &str, kind: TestKind, serves: &[&str]) -> Representative {
    let serves = serves.iter().map(|id| GroupId::from(*id)).collect();
    Representative { organisation: id.into(), kind, serves, place: Place::Nowhere }
}

fn case(id: &str, cycle: u8, lot: Option<u8>, inquirer: Inquirer, by_people: bool) -> TestCase {
    TestCase {
        id: id.into(),
        scenario: "S".into(),
        variation: "V".into(),
        viewpoint: None,
        title: String::new(),
        flow: "流れ".into(),
        cycle,
        lot,
        kind: TestKind::LocalLocal,
        inquirer,
        target: Target::LocalRepresentative,
        department: Department::default(),
        affair: crate::model::AffairCode(1),
        procedure: crate::model::ProcedureCode(1),
        information: crate::model::InformationCode(1),
        version: "1".into(),
        items: Vec::new(),
        condition: QueryCondition::Latest,
        base_date: CivilDate::new(2018, 7, 27).unwrap(),
        persona: "RM".into(),
        expected: Expectation {
            outcome: Outcome::NoData,
            outcome_place: Place::Nowhere,
            units: Vec::new(),
            xml: None,
            interpretations: Vec::new(),
            paper: None,
        },
        marks: crate::model::case::Marks::default(),
        by_people,
        confirmation: Confirmation::Unmarked,
        replica_detail: None,
        note: None,
        place: Place::Nowhere,
    }
}

fn project() -> Project {
    use OrganisationKind::{Agency, ClearingHouse, Insurer, Municipality};
    use TestKind::{LocalInsurer, LocalLocal, LocalNational};
    let of_group = |id: &str| Inquirer::Group(id.into());
    let of = |id: &str| Inquirer::Organisation(id.into());
    Project {
        schemes: vec![
            Scheme { id: "kempo".into(), name: "健康保険組合".into() },
            Scheme { id: "koki".into(), name: "広域連合".into() },
        ],
        organisations: vec![
            organisation("b", Municipality, "002", None),
            organisation("c", Municipality, "003", None),
            organisation("e", Municipality, "005", None),
            organisation("rep1", Municipality, "011", None),
            organisation("rep2", Municipality, "012", None),
            organisation("a-kempo", Insurer, "099", Some("kempo")),
            organisation("c-kempo", Insurer, "099", Some("kempo")),
            organisation("kikin", ClearingHouse, "099", None),
            organisation("nenkin", Agency, "090", None),
        ],
        groups: vec![
            group("g1", LocalLocal, &["b", "c"]),
            group("g2", LocalLocal, &["e"]),
            group("ins", LocalInsurer, &["a-kempo", "c-kempo"]),
        ],
        representatives: vec![
            represents("rep1", LocalLocal, &["g1"]),
            represents("rep2", LocalLocal, &["g2"]),
            represents("rep2", LocalInsurer, &[]),
            represents("a-kempo", LocalInsurer, &[]),
            represents("c-kempo", LocalInsurer, &[]),
            represents("rep1", LocalNational, &[]),
        ],
        cases: vec![
            case("late", 8, Some(2), of_group("g1"), false),
            case("early", 1, None, of("b"), false),
            case("drill", 1, None, of_group("g1"), true),
            case("insurers", 7, Some(1), of_group("ins"), false),
            case("second", 1, None, of("e"), false),
        ],
        ..Project::default()
    }
}

#[test]
fn everybody_asks_the_representative_of_its_kind_and_group() {
    let project = project();
    let scheme = |id: &str| Target::Scheme(id.into());
    let body = |id: &str| Target::Organisation(id.into());
    for (inquirer, target, expected) in [
        ("b", Target::LocalRepresentative, "rep1 [rep1] グループg1"),
        ("e", Target::LocalRepresentative, "rep2 [rep2] グループg2"),
        ("a-kempo", Target::LocalRepresentative, "rep2 [rep2] all"),
        ("nenkin", Target::LocalRepresentative, "rep1 [rep1] all"),
        ("b", scheme("kempo"), "kikin [a-kempo c-kempo] scheme 健康保険組合"),
        ("b", scheme("koki"), "NoRepresentativeOfScheme(\"広域連合\")"),
        ("b", body("nenkin"), "nenkin [] named"),
        ("b", body("c-kempo"), "kikin [c-kempo] named"),
        ("b", body("nobody"), "NoSuchOrganisation(\"nobody\")"),
        ("rep1", Target::LocalRepresentative, "NoLocalRepresentative(LocalLocal)"),
    ] {
        let inquirer = project.organisation(&inquirer.into()).unwrap();
        let told = match provider(&project, &target, inquirer, None) {
            Err(why) => format!("{why:?}"),
            Ok(provider) => {
                let names: Vec<String> = provider.representatives.iter().map(|known| known.id.to_string()).collect();
                let why = match provider.chosen {
                    Chosen::Named => "named".to_owned(),
                    Chosen::ForAll => "all".to_owned(),
                    Chosen::ForGroup { group } => group,
                    Chosen::ForScheme { scheme } => format!("scheme {scheme}"),
                };
                format!("{} [{}] {why}", provider.institution.id, names.join(" "))
            }
        };
        assert_eq!(told, expected, "{} asks {target:?}", inquirer.id);
    }
}

#[test]
fn a_selection_leaves_what_agrees_with_all_its_parts() {
    let project = project();
    let select = |change: fn(&mut Selection)| {
        let mut selection = Selection::default();
        change(&mut selection);
        let plan = select(&project, &selection);
        let ids: Vec<String> = plan.trials.iter().map(|key| key.resolve(&project).id()).collect();
        format!("{} ({} by people)", ids.join(" "), plan.by_people)
    };
    assert_eq!(select(|_| {}), "early@b second@e insurers@a-kempo insurers@c-kempo late@b late@c (2 by people)");
    assert_eq!(select(|s| s.cycles = vec![1]), "early@b second@e (2 by people)");
    assert_eq!(select(|s| s.lots = vec![1, 2]), "insurers@a-kempo insurers@c-kempo late@b late@c (0 by people)");
    assert_eq!(select(|s| s.groups = vec!["g1".into()]), "early@b late@b late@c (2 by people)");
    assert_eq!(select(|s| s.organisations = vec!["c".into()]), "late@c (1 by people)");
    assert_eq!(select(|s| s.cases = vec!["late".into()]), "late@b late@c (0 by people)");
    assert_eq!(
        select(|s| s.tags = TagFilter::parse("@クール7 or @団体:b").ok()),
        "early@b insurers@a-kempo insurers@c-kempo late@b (1 by people)"
    );
    assert_eq!(select(|s| s.cycles = vec![3]), " (0 by people)");
}
