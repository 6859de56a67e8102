//! What a scenario expects of the answer: 処理結果, items, how many, of whom, and the XML a file expects.

use std::sync::Arc;

use super::exchange::Asked;
use super::partner::of_partner;
use super::verdict::{Stop, reason, whole};
use super::world::State;
use crate::event::Reason;
use crate::feature;
use crate::model::catalogue::{crossing as crossing_words, run as words};
use crate::model::{Lang, Layout, Outcome, Place, Unit};
use crate::payload::compare::{Question, compare};
use crate::payload::envelope::Query;
use crate::payload::{Cause, DifferenceKind, content};

/// Whether a unit of a body is to be there.
#[derive(Clone, Copy)]
pub(super) enum Named {
    Present,
    Absent,
}

impl State {
    pub(super) fn check_outcome(&self, expected: Outcome) -> Result<(), Stop> {
        let (asked, answered) = self.answered()?;
        if answered.outcome == Some(expected) {
            return Ok(());
        }
        let actual = match answered.outcome {
            Some(outcome) => outcome.word().pattern(Lang::Ja).to_owned(),
            None => answered.code.clone(),
        };
        let mut difference = whole(
            DifferenceKind::WrongOutcome,
            words::OUTCOME.pattern(Lang::Ja),
            Some(expected.word().pattern(Lang::Ja).to_owned()),
            Some(actual),
        );
        if self.origin.outcome != Place::Nowhere {
            difference.source = Some(self.origin.outcome.to_string());
        }
        let partner_fault = self.partner_fault();
        difference.cause = partner_fault.as_ref().map(|_| Cause::PartnerFailed);
        let why = match (partner_fault, answered.outcome) {
            (Some(fault), _) => of_partner(&fault),
            _ if !self.replaying() && self.context.client.is_network_real() && !expected.is_providers_own() => {
                reason(&crossing_words::DECIDED_OTHERWISE, &[])
            }
            (None, Some(Outcome::BadInstitution)) => self.bad_code(&asked.query),
            (None, Some(outcome)) => reason(&words::hint(outcome), &[]),
            (None, None) => reason(&words::UNKNOWN_CODE, &[("code", &answered.code)]),
        };
        Err(Stop::failed(vec![difference], Some(why)))
    }

    /// Which code of a query nobody has; where each is somebody's here, all that may be unknown to the other side.
    fn bad_code(&self, query: &Query) -> Reason {
        let directory = self.context.client.directory();
        let Query { inquirer, provider, department, .. } = query;
        if directory.institution(inquirer).is_none() {
            return reason(&words::HINT_UNKNOWN_INQUIRER, &[("code", inquirer)]);
        }
        if directory.institution(provider).is_none() {
            return reason(&words::HINT_UNKNOWN_PROVIDER, &[("code", provider)]);
        }
        if department.code.is_empty() {
            return reason(&words::HINT_NO_DEPARTMENT, &[]);
        }
        if !directory.has_department(inquirer, &department.code) {
            let args: [(&str, &dyn std::fmt::Display); 3] =
                [("body", inquirer), ("code", &department.code), ("name", &department.name)];
            return reason(&words::HINT_UNKNOWN_DEPARTMENT, &args);
        }
        let args: [(&str, &dyn std::fmt::Display); 3] =
            [("inquirer", inquirer), ("provider", provider), ("department", &department.code)];
        reason(&words::HINT_CODES_ASKED, &args)
    }

    pub(super) fn check_units(&self, expected: &[Unit]) -> Result<(), Stop> {
        let (asked, answered) = self.answered()?;
        let layout = self.layout(&asked.query)?;
        let mut differences = answered.differences.clone();
        if let Some(version) = answered.version.as_ref().filter(|version| **version != asked.query.version) {
            differences.push(whole(
                DifferenceKind::WrongVersion,
                words::DATA.pattern(Lang::Ja),
                Some(asked.query.version.to_string()),
                Some(version.to_string()),
            ));
        }
        differences.extend(compare(expected, &answered.units, &self.question(asked, layout)));
        if differences.is_empty() { Ok(()) } else { Err(Stop::failed(differences, None)) }
    }

    /// What was asked, for a comparison.
    pub(super) fn question<'q>(&self, asked: &'q Asked, layout: &'q Layout) -> Question<'q> {
        Question {
            layout,
            items: &asked.query.items,
            condition: asked.query.condition,
            base_date: asked.base_date,
            loss_day_counts: self.context.shared.project.profile.loss_day_counts,
        }
    }

    pub(super) fn check_nothing(&self) -> Result<(), Stop> {
        let (_, answered) = self.answered()?;
        if !answered.has_data {
            return Ok(());
        }
        // Units that nobody expects are told one by one; data without a single unit still are data.
        self.check_units(&[])?;
        let name = words::DATA.pattern(Lang::Ja);
        Err(Stop::failed(vec![whole(DifferenceKind::UnknownElement, name, None, Some(name.to_owned()))], None))
    }

    pub(super) fn check_count(&self, expected: u32) -> Result<(), Stop> {
        let (_, answered) = self.answered()?;
        let actual = answered.units.len();
        if usize::try_from(expected) == Ok(actual) && answered.differences.is_empty() {
            return Ok(());
        }
        let mut differences = answered.differences.clone();
        let name = words::UNIT_COUNT.pattern(Lang::Ja);
        let kind = DifferenceKind::WrongValue;
        differences.push(whole(kind, name, Some(expected.to_string()), Some(actual.to_string())));
        Err(Stop::failed(differences, None))
    }

    /// Whether a unit carries a body's name. The wire names a provider only by an item's value.
    pub(super) fn check_named(&self, written: &str, wanted: Named) -> Result<(), Stop> {
        let (_, answered) = self.answered()?;
        let project = &self.context.shared.project;
        let name = feature::organisation(project, written).map_or(written, |known| known.name.as_str());
        let plain = crate::model::date::to_half_width(name);
        let present = answered.units.iter().any(|unit| {
            unit.head.iter().any(|entry| match &entry.value {
                crate::model::Value::Text(text) => crate::model::date::to_half_width(text.trim()) == plain,
                crate::model::Value::Null(_) => false,
            })
        });
        let kind = match (wanted, present) {
            (Named::Present, true) | (Named::Absent, false) => return Ok(()),
            (Named::Present, false) => DifferenceKind::MissingUnit,
            (Named::Absent, true) => DifferenceKind::ExtraUnit,
        };
        Err(Stop::failed(vec![whole(kind, name, None, None)], None))
    }

    pub(super) fn check_file(&self, path: &str) -> Result<(), Stop> {
        let (asked, _) = self.answered()?;
        let layout = self.layout(&asked.query)?;
        let shared = &self.context.shared;
        let text = shared
            .work
            .expected_files
            .get(path)
            .ok_or_else(|| Stop::broken(reason(&words::NO_FILE, &[("path", &path)])))?;
        let bad =
            |why: &dyn std::fmt::Display| Stop::broken(reason(&words::BAD_FILE, &[("path", &path), ("why", why)]));
        let names = shared.project.profile.element_names;
        let (expected, differences) =
            content::read_file(text, &Arc::from(path), layout, names).map_err(|fault| bad(&fault.say(Lang::Ja)))?;
        if let Some(first) = differences.first() {
            return Err(bad(&first.path));
        }
        self.check_units(&expected.units)
    }
}
