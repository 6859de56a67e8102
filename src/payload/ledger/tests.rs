//! Records as a table: what each party wrote, and in what they differ.

use super::*;
use crate::model::{InstitutionCode, QueryCondition};
use crate::payload::sample::query;

fn entry(outcome: &str, change: impl FnOnce(&mut Query)) -> Entry {
    let mut query = query();
    change(&mut query);
    Entry { undisclosed: query.undisclosed, query: Arc::new(query), outcome: Some(outcome.into()) }
}

fn records() -> Records {
    let same = || Some(entry("N000", |_| {}));
    Records {
        inquirer: same(),
        network: same(),
        provider: same(),
        notified: true,
        own_word: false,
        unreached: false,
        shown: true,
    }
}

fn fields(records: &Records) -> Vec<&'static str> {
    records.disagreements(Unseen::default()).iter().map(|found| found.field.en).collect()
}

#[test]
fn records_that_say_the_same_agree_whatever_number_and_link_code_each_party_uses() {
    assert_eq!(fields(&records()), [""; 0]);
    let onward = entry("N000", |query| {
        query.request = "0010000000001".into();
        query.link_code = "B".into();
    });
    assert_eq!(fields(&Records { provider: Some(onward), ..records() }), [""; 0]);
}

#[test]
fn every_field_is_seen() {
    type Change = fn(&mut Query);
    let table: [(&str, Change); 8] = [
        ("inquirer", |query| query.inquirer = InstitutionCode("003".into())),
        ("provider", |query| query.provider = InstitutionCode("098".into())),
        ("affair", |query| query.affair.0 += 1),
        ("procedure", |query| query.procedure.0 += 1),
        ("information and version", |query| query.version = "3.0".into()),
        ("items", |query| query.items.truncate(1)),
        ("condition", |query| {
            query.condition = QueryCondition::AsOf(crate::model::date::parse_moment("H28").unwrap().value);
        }),
        ("department", |query| query.department.code = "001A".into()),
    ];
    for (name, change) in table {
        let changed = || Some(entry("N000", change));
        assert_eq!(fields(&Records { inquirer: changed(), ..records() }), [name], "inquirer");
        assert_eq!(fields(&Records { network: changed(), ..records() }), [name], "network");
        assert_eq!(fields(&Records { provider: changed(), ..records() }), [name], "provider");
    }
}

#[test]
fn outcomes_must_agree_but_for_what_the_network_says_itself() {
    let other = || Some(entry("E006", |_| {}));
    assert_eq!(fields(&Records { provider: other(), ..records() }), ["outcome"]);
    assert_eq!(fields(&Records { inquirer: other(), ..records() }), ["outcome"]);
    assert_eq!(fields(&Records { provider: other(), own_word: true, ..records() }), [""; 0]);
    assert_eq!(fields(&Records { inquirer: other(), own_word: true, ..records() }), ["outcome"]);
}

#[test]
fn a_missing_record_is_told_and_one_too_many_too() {
    assert_eq!(fields(&Records { inquirer: None, ..records() }), ["whether there is a record"]);
    assert_eq!(fields(&Records { provider: None, ..records() }), ["whether there is a record"]);
    assert_eq!(fields(&Records { notified: false, ..records() }), ["whether there is a record"]);
    assert_eq!(fields(&Records { provider: None, notified: false, ..records() }), [""; 0]);
    let real = Unseen { provider: true, ..Unseen::default() };
    assert_eq!(Records { provider: None, ..records() }.disagreements(real), [], "a real provider keeps its own");
    let unseen = Unseen { network: true, ..Unseen::default() };
    let told = |records: Records| records.disagreements(unseen).iter().map(|one| one.field.en).collect::<Vec<_>>();
    assert_eq!(told(Records { network: None, shown: false, ..records() }), [""; 0], "a real network keeps its own");
    let lost = Records { network: None, inquirer: None, ..records() };
    assert_eq!(told(lost), ["whether there is a record"], "the others must have theirs");
    let other = || Some(entry("N000", |query| query.items.truncate(1)));
    assert_eq!(told(Records { network: None, provider: other(), ..records() }), ["items"], "and alike");
}

#[test]
fn a_mark_of_any_party_hides_the_exchange_from_the_person_and_nothing_else_does() {
    let marked = || Some(entry("N000", |query| query.undisclosed = true));
    assert_eq!(fields(&Records { provider: marked(), ..records() }), ["what the person is shown"]);
    assert_eq!(fields(&Records { provider: marked(), shown: false, ..records() }), [""; 0]);
    assert_eq!(fields(&Records { shown: false, ..records() }), ["what the person is shown"]);
}
