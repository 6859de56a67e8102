//! The insurers' 中間サーバー through its 統一区画: link codes, 記号番号 and 枝番, for any number of insurances of two persons.

use proptest::prelude::*;

use super::standing::{Doorstep, doorstep_of};
use super::*;
use crate::answer::tests::joining::{DAYS, Insurance as Insured, day, in_range, newest};
use crate::model::project::Permit;
use crate::model::{Insurance, Moment};

/// One insurance: whose, at which insurer, under which 記号番号 of a household, from when, how long.
type Drawn = (usize, usize, usize, u32, Option<u32>);

const PERSONS: [&str; 2] = ["P", "Q"];

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    proptest::collection::vec((0..2usize, 0..3usize, 0..2usize, 0..DAYS, proptest::option::of(0..20u32)), 0..=16)
}

fn insured(drawn: &[Drawn]) -> Vec<Insured> {
    let one =
        |(_, _, _, got, length): &Drawn| Insured { got: *got, lost: length.map(|length| (got + length).min(DAYS)) };
    drawn.iter().map(one).collect()
}

/// A network in which each person of the household has branches of their own: P the odd ones, Q the even ones.
fn household(drawn: &[Drawn]) -> Project {
    let mut project = project();
    project.organisations.push(organisation("e", "E健康保険組合", OrganisationKind::Insurer, "099"));
    project.replicas.clear();
    for (number, ((person, insurer, family, ..), insured)) in drawn.iter().zip(insured(drawn)).enumerate() {
        let lost = insured.lost.map(|lost| day(lost).to_string()).unwrap_or_default();
        let head = [format!("U{number}"), day(insured.got).to_string(), lost];
        let head = head.each_ref().map(String::as_str);
        let mut replica = replica(["c", "d", "e"][*insurer], PERSONS[*person], head, ["", ""]);
        replica.units[0].details.clear();
        let earlier =
            drawn[..number].iter().filter(|other| (other.0, other.1, other.2) == (*person, *insurer, *family));
        let branch = u8::try_from(2 * earlier.count() + *person + 1).unwrap();
        replica.terms.insurance = Insurance { number: Some(format!("例-{family}")), branch };
        project.replicas.push(replica);
    }
    project
}

/// The insurances that come back for a person, by number, in the order of the answer.
async fn given(step: &Doorstep, request: &str, condition: QueryCondition) -> (Outcome, Vec<usize>) {
    let answer = step.ask_by(Query { condition, ..step.query(request) }).await;
    let outcome = step.outcome(&answer);
    let body = answer.data.map(|data| data.body).unwrap_or_default();
    let names = body.split("<保険者名称>U").skip(1);
    (outcome, names.map(|rest| rest.split('<').next().unwrap().parse().unwrap()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn only_the_branch_tells_two_persons_of_one_household_apart(
        drawn in drawn(), ends in (0..DAYS, 0..DAYS), base in 0..DAYS,
    ) {
        let all = insured(&drawn);
        let (first, last) = (ends.0.min(ends.1), ends.0.max(ends.1));
        let moment = |number: u32| Moment::Day(day(number));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            for (index, person) in PERSONS.iter().enumerate() {
                let step = doorstep_of(household(&drawn), person, day(base));
                // The person's own, with the numbers they have among all.
                let own: Vec<usize> = (0..drawn.len()).filter(|number| drawn[*number].0 == index).collect();
                let theirs: Vec<Insured> = own.iter().map(|number| all[*number]).collect();
                let among_all = |found: Vec<usize>| found.into_iter().map(|number| own[number]).collect::<Vec<_>>();
                let ranged = among_all(in_range(&theirs, first, last, base));
                let latest = among_all(newest(&theirs, base));
                for (request, condition, mut expected) in [
                    ("R1", QueryCondition::Range { from: moment(first), to: moment(last) }, ranged),
                    ("R2", QueryCondition::Latest, latest),
                ] {
                    let outcome = match (own.is_empty(), expected.is_empty()) {
                        (true, _) => Outcome::ReplicaMissing,
                        (false, true) => Outcome::NoData,
                        (false, false) => Outcome::Normal,
                    };
                    let (told, mut units) = given(&step, request, condition).await;
                    prop_assert!(units.is_sorted_by_key(|number| all[*number].got), "結合: in the order of time");
                    // Which of two that begin on one day comes first is the server's to choose.
                    units.sort_unstable();
                    expected.sort_unstable();
                    prop_assert_eq!((told, units), (outcome, expected), "{} {}", person, condition);
                }
            }
            Ok(())
        })?;
    }
}

#[test]
fn under_one_number_and_branch_two_persons_are_one_to_the_server() {
    let drawn: [Drawn; 3] = [(0, 0, 0, 10, None), (1, 0, 0, 20, None), (1, 1, 0, 30, None)];
    let everything = QueryCondition::Range { from: Moment::Day(day(0)), to: Moment::Day(day(DAYS - 1)) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for (branches, of_p, of_q) in [
            // P has 01, and Q the branch in the first place.
            ([1, 2, 2], vec![0], vec![1, 2]),
            ([1, 1, 2], vec![0, 1], vec![0, 1, 2]),
            ([1, 2, 1], vec![0], vec![1, 2]),
        ] {
            let mut project = household(&drawn);
            for (replica, branch) in project.replicas.iter_mut().zip(branches) {
                replica.terms.insurance.branch = branch;
            }
            for (person, expected) in [("P", of_p), ("Q", of_q)] {
                let step = doorstep_of(project.clone(), person, day(DAYS - 1));
                assert_eq!(given(&step, "R1", everything).await, (Outcome::Normal, expected), "{person} {branches:?}");
            }
        }
    });
}

#[test]
fn what_the_network_refuses_before_it_looks_for_the_person() {
    let restricted = |project: &mut Project, items: Vec<ItemCode>| {
        let permit = &mut project.affairs[0].procedures[0].permits[0];
        *permit = Permit { items, ..permit.clone() };
    };
    let department = |code: &str| Department { name: "課".into(), code: code.into() };
    type Change = fn(&mut Query);
    let asks: [(&str, Change, Outcome); 8] = [
        ("permitted", |_| {}, Outcome::Normal),
        ("known, not permitted", |query| query.items.push(ItemCode(5)), Outcome::NotPermitted),
        ("not in the layout", |query| query.items.push(ItemCode(4)), Outcome::Malformed),
        ("both", |query| query.items.extend([ItemCode(4), ItemCode(5)]), Outcome::Malformed),
        ("another department", |query| query.department.code = "001C".into(), Outcome::Normal),
        ("not declared", |query| query.department.code = "001X".into(), Outcome::BadInstitution),
        ("in full width", |query| query.department.code = "００１Ｂ".into(), Outcome::BadInstitution),
        ("no department", |query| query.department.code.clear(), Outcome::BadInstitution),
    ];
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for (about, change, expected) in asks {
            let mut project = household(&[(0, 0, 0, 10, None)]);
            restricted(&mut project, vec![ItemCode(1), ItemCode(2), ItemCode(3)]);
            project.departments.insert("b-shi".into(), vec![department("001B"), department("001C")]);
            let step = doorstep_of(project, "P", day(DAYS - 1));
            let mut query = step.query("R1");
            change(&mut query);
            let answer = step.ask_by(query).await;
            assert_eq!(step.outcome(&answer), expected, "{about}");
        }
        // Whoever declares none may ask from any department, and so may all who share one 機関コード with such a body.
        for (declaring, expected) in [
            (vec![], Outcome::Normal),
            (vec!["c", "d"], Outcome::Normal),
            (vec!["c", "d", "e", "kikin"], Outcome::BadInstitution),
        ] {
            let mut project = household(&[(0, 0, 0, 10, None)]);
            project.affairs[0].procedures[0].permits[0].inquirers.push(OrganisationKind::Insurer);
            for body in declaring {
                project.departments.insert(body.into(), vec![department("001B")]);
            }
            let step = doorstep_of(project, "P", day(DAYS - 1));
            let code = InstitutionCode("099".into());
            assert_eq!(step.ask_from(code, department("999Z")).await, expected);
        }
    });
}
