//! The query a real inquirer has sent beside the one its case says: what its system would ask wrongly of everybody.
//!
//! Its own numbers (照会要求番号, 機関別符号) are not compared: they are not the case's to say. Nor is the order of items.

use super::envelope::{Query, item_list};
use super::{Difference, DifferenceKind};
use crate::model::catalogue::payload as words;
use crate::model::{ItemCode, Lang, Text};

type Field = (Text, fn(&Query) -> String);

const FIELDS: &[Field] = &[
    (words::RECORD_PROVIDER, |query| query.provider.to_string()),
    (words::RECORD_AFFAIR, |query| query.affair.to_string()),
    (words::RECORD_PROCEDURE, |query| query.procedure.to_string()),
    (words::RECORD_INFORMATION, |query| format!("{} {}", query.information, query.version)),
    (words::RECORD_ITEMS, |query| item_list(&sorted(&query.items))),
    (words::RECORD_CONDITION, |query| query.condition.to_string()),
    (words::RECORD_DEPARTMENT, |query| format!("{} {}", query.department.code, query.department.name)),
    (words::ASKED_CONSENT, |query| mark(query.consent)),
    (words::ASKED_UNDISCLOSED, |query| mark(query.undisclosed)),
];

fn mark(set: bool) -> String {
    if set { words::RECORD_THERE } else { words::ASKED_UNMARKED }.pattern(Lang::Ja).to_owned()
}

fn sorted(items: &[ItemCode]) -> Vec<ItemCode> {
    let mut items = items.to_vec();
    items.sort_unstable();
    items
}

/// Everything in which a query differs from the one that was to be sent.
pub fn differences(expected: &Query, actual: &Query) -> Vec<Difference> {
    let differing = FIELDS.iter().filter(|(_, say)| say(expected) != say(actual));
    differing
        .map(|(field, say)| {
            let name = field.pattern(Lang::Ja);
            let path = words::ASKED_AT.say(Lang::Ja, &[("field", &name)]);
            Difference {
                expected: Some(say(expected)),
                actual: Some(say(actual)),
                ..Difference::at(DifferenceKind::WrongQuery, path, name)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{InstitutionCode, QueryCondition};
    use crate::payload::sample::query;

    #[test]
    fn every_field_of_the_case_is_seen_and_nothing_else() {
        type Change = fn(&mut Query);
        let table: [(&str, Change); 16] = [
            ("", |_| {}),
            ("", |query| query.request = "R2".into()),
            ("", |query| query.link_code = "B".into()),
            ("", |query| query.items.reverse()),
            ("情報提供者", |query| query.provider = InstitutionCode("098".into())),
            ("事務", |query| query.affair.0 += 1),
            ("事務手続", |query| query.procedure.0 += 1),
            ("特定個人情報と版", |query| query.information.0 += 1),
            ("特定個人情報と版", |query| query.version = "3.0".into()),
            ("項目", |query| query.items.truncate(1)),
            ("項目", |query| query.items.push(ItemCode(2))),
            ("照会条件", |query| {
                query.condition = QueryCondition::AsOf(crate::model::date::parse_moment("H28").unwrap().value);
            }),
            ("照会者部署", |query| query.department.code = "001A".into()),
            ("照会者部署", |query| query.department.name = "福祉課".into()),
            ("本人同意", |query| query.consent = true),
            ("不開示の印", |query| query.undisclosed = true),
        ];
        for (field, change) in table {
            let mut actual = query();
            change(&mut actual);
            let found = differences(&query(), &actual);
            let names: Vec<&str> = found.iter().map(|difference| difference.name.as_str()).collect();
            assert_eq!(names.concat(), field);
            assert!(found.iter().all(|difference| difference.expected != difference.actual));
        }
    }
}
