//! 個人番号 in what people wrote: the invented ones of the role models, and those that stand where none belongs.

use std::collections::{HashMap, HashSet};

use crate::model::catalogue::sheet as say;
use crate::model::layout::{ItemKind, Layout};
use crate::model::personal_number::{Found, Rule, all_digits_masked, masked};
use crate::model::{Diagnostic, PersonalNumber, PersonalNumbers, Place, Project, RoleModelId, Unit, Value};
use crate::sheet::Faults;
use crate::sheet::raw::Word;

/// The written numbers so far, and whose they are.
pub type Written = HashMap<PersonalNumber, RoleModelId>;

/// A written number, if it is one that cannot be anybody's.
pub fn written(word: &Word, id: &Word, seen: &mut Written, faults: &mut Faults) -> Option<PersonalNumber> {
    let number = PersonalNumber::parse(&word.text);
    let first = number.and_then(|number| seen.get(&number));
    let fault = match (number, first) {
        (None, _) => Diagnostic::new(&say::PERSONAL_NUMBER_SHAPE, word.place.clone()),
        (Some(number), _) if number.has_right_check_digit() => {
            Diagnostic::new(&say::PERSONAL_NUMBER_RIGHT, word.place.clone())
        }
        (Some(_), Some(first)) => Diagnostic::new(&say::PERSONAL_NUMBER_TWICE, word.place.clone()).with("first", first),
        (Some(number), None) => {
            seen.insert(number, RoleModelId::from(id.text.as_str()));
            return Some(number);
        }
    };
    faults.push(fault.with("value", all_digits_masked(&word.text)));
    None
}

/// No number stands in a text of the project.
pub fn check(project: &Project, faults: &mut Faults) {
    let mut texts = Texts { numbers: PersonalNumbers::of(&project.role_models), told: HashSet::new(), faults };
    texts.people(project);
    texts.cases(project);
    for replica in &project.replicas {
        texts.units(&replica.units, project.layout(replica.information, &replica.version));
    }
    for body in &project.organisations {
        texts.plain(&body.name, &body.place);
    }
}

struct Texts<'a> {
    numbers: PersonalNumbers,
    told: HashSet<(Place, String)>,
    faults: &'a mut Faults,
}

impl Texts<'_> {
    fn people(&mut self, project: &Project) {
        for model in &project.role_models {
            let optional = [&model.kana, &model.address, &model.note];
            let lines = model.history.iter().map(|line| &line.what);
            let family = model.family.iter().map(|member| &member.name);
            let texts = [&model.name].into_iter().chain(optional.into_iter().flatten()).chain(lines).chain(family);
            texts.for_each(|text| self.plain(text, &model.place));
            self.plain(&model.id.0, &model.place);
        }
    }

    fn cases(&mut self, project: &Project) {
        for case in &project.cases {
            let department = [&*case.department.name, &*case.department.code];
            let ids = [&*case.id.0, &*case.scenario, &*case.variation, &*case.flow, &*case.title];
            let notes = case.note.as_deref().into_iter().chain(case.replica_detail.as_deref());
            for text in department.into_iter().chain(ids).chain(notes) {
                self.plain(text, &case.place);
            }
            self.units(&case.expected.units, project.layout(case.information, &case.version));
            if let Some((path, xml)) = &case.expected.xml {
                let found = self.numbers.in_xml(xml, &|_| true);
                self.tell(xml, found, &Place::File(path.clone()));
            }
        }
    }

    fn units(&mut self, units: &[Unit], layout: Option<&Layout>) {
        let entries =
            units.iter().flat_map(|unit| unit.head.iter().chain(unit.details.iter().flat_map(|d| &d.entries)));
        for entry in entries {
            let Value::Text(text) = &entry.value else { continue };
            let kind = layout.and_then(|layout| layout.item(entry.item)).map(|item| item.kind);
            let declared = kind.is_some_and(ItemKind::is_no_free_text);
            let found = self.numbers.in_text(text, declared);
            self.tell(text, found, &entry.place);
        }
    }

    fn plain(&mut self, text: &str, place: &Place) {
        let found = self.numbers.in_text(text, false);
        self.tell(text, found, place);
    }

    fn tell(&mut self, text: &str, found: Vec<Found>, place: &Place) {
        for one in found {
            let (Some(first), Some(last)) = (one.digits.first(), one.digits.last()) else { continue };
            let whole = masked(text, std::slice::from_ref(&one));
            // Masking moves nothing before the first digit.
            let shown: String =
                whole[first.start..].chars().take(text[first.start..last.end].chars().count()).collect();
            let fault = match one.rule {
                Rule::OfPersona => {
                    let digits: String = one.digits.iter().map(|spot| &text[spot.clone()]).collect();
                    let owner = PersonalNumber::parse(&digits).and_then(|number| self.numbers.owner(number));
                    let owner = owner.map(ToString::to_string).unwrap_or_default();
                    Diagnostic::new(&say::PERSONAL_NUMBER_WRITTEN, place.clone()).with("persona", owner)
                }
                Rule::CheckDigit => Diagnostic::new(&say::PERSONAL_NUMBER_LIKE, place.clone()),
                Rule::Masked => continue,
            };
            if self.told.insert((place.clone(), shown.clone())) {
                self.faults.push(fault.with("value", shown));
            }
        }
    }
}
