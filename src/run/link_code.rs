//! Steps of 符号生成: a body asks for its code, all are withdrawn, and in which state each body is.

use std::rc::Rc;

use super::verdict::{Stop, reason, whole};
use super::world::State;
use crate::event::{Exchange, Reason};
use crate::feature::LinkCodePhrase;
use crate::model::catalogue::crossing as crossing_words;
use crate::model::catalogue::resident as words;
use crate::model::catalogue::run as run_words;
use crate::model::{Lang, LinkCodeOutcome, Place};
use crate::network::ClientFault;
use crate::payload::DifferenceKind;
use crate::payload::envelope::LinkCodeAnswer;

/// What came of asking last: the outcome, or a code that the profile does not know.
pub(super) type Generated = Result<LinkCodeOutcome, String>;

impl State {
    /// Does a step of 符号生成.
    pub(super) async fn at_link_codes(&mut self, phrase: LinkCodePhrase) -> Result<(), Stop> {
        self.network_is_ours(&crossing_words::OWN_CODES)?;
        match phrase {
            LinkCodePhrase::Missing { organisation } => {
                let body = self.body(&organisation)?;
                // The person may be named further down: told to the network when the instance is made.
                self.said.without_link_code.push(body.code);
            }
            LinkCodePhrase::Obtain { organisation } => self.obtain(&organisation).await?,
            LinkCodePhrase::Cancel => {
                let context = Rc::clone(&self.context);
                let key = self.subject()?.key();
                // 404: the register knows no such person, so there is nothing to withdraw.
                let cancelled = match context.client.cancel_link_codes(self.subject()?).await {
                    Err(ClientFault::Refused(404)) => Ok(()),
                    cancelled => cancelled,
                };
                self.of_register(&key, cancelled)?;
            }
            LinkCodePhrase::Outcome(expected) => self.check_generated(expected)?,
            LinkCodePhrase::State { organisation, state } => self.check_state(&organisation, state)?,
            LinkCodePhrase::Equal(first, second) => self.check_codes(&first, &second, Codes::Equal)?,
            LinkCodePhrase::Different(first, second) => self.check_codes(&first, &second, Codes::Different)?,
        }
        Ok(())
    }

    async fn obtain(&mut self, organisation: &str) -> Result<(), Stop> {
        let body = self.body(organisation)?;
        let context = Rc::clone(&self.context);
        let key = self.subject()?.key();
        let obtained = context.client.request_link_code(self.subject()?, &body.code).await;
        let (request, answer) = self.of_register(&key, obtained)?;
        let parsed = LinkCodeAnswer::from_xml(&answer).map_err(|fault| bench(&fault))?;
        let register = words::REGISTER.pattern(Lang::Ja).to_owned();
        let exchange = Exchange::asked(body.code.to_string(), register, self.looked_at(&request, None));
        let envelope = Some(self.looked_at(&answer, None));
        let exchange = Exchange { envelope, base_date: self.said.base_date, ..exchange };
        context.shared.door.exchanged(self.trial.clone(), self.attempt, exchange);
        let codes = &context.shared.project.profile.link_code_outcomes;
        let known = codes.iter().find(|(_, code)| **code == parsed.outcome).map(|(outcome, _)| *outcome);
        self.generated = Some(known.ok_or(parsed.outcome));
        Ok(())
    }

    fn check_generated(&self, expected: LinkCodeOutcome) -> Result<(), Stop> {
        let generated = self.generated.as_ref().ok_or_else(|| Stop::broken(reason(&words::NOT_GENERATED, &[])))?;
        let (actual, why) = match generated {
            Ok(outcome) if *outcome == expected => return Ok(()),
            Ok(outcome) => (outcome.word().ja, reason(&words::link_code_hint(*outcome), &[])),
            Err(code) => (code.as_str(), reason(&run_words::UNKNOWN_CODE, &[("code", code)])),
        };
        Err(self.sourced(differs(words::GENERATED.pattern(Lang::Ja), expected.word().ja, actual, why)))
    }

    /// With the cell in which the sheet's expectation stands, if it comes from one.
    fn sourced(&self, mut stop: Stop) -> Stop {
        if self.origin.outcome != Place::Nowhere {
            stop.differences.iter_mut().for_each(|one| one.source = Some(self.origin.outcome.to_string()));
        }
        stop
    }

    fn check_state(&mut self, organisation: &str, expected: LinkCodeOutcome) -> Result<(), Stop> {
        let body = self.body(organisation)?;
        let actual = self.subject()?.link_code_state(&body.code);
        if actual == expected {
            return Ok(());
        }
        let name = words::STATE.say(Lang::Ja, &[("body", &body.name)]);
        let why = reason(&words::link_code_hint(actual), &[]);
        Err(self.sourced(differs(&name, expected.word().ja, actual.word().ja, why)))
    }

    fn check_codes(&mut self, first: &str, second: &str, expected: Codes) -> Result<(), Stop> {
        let (first, second) = (self.body(first)?, self.body(second)?);
        let subject = self.subject()?;
        let codes = [subject.link_code(&first.code), subject.link_code(&second.code)];
        // Two bodies without a code have neither one code nor unlike ones.
        let actual = match codes {
            [one, other] if one.is_empty() || other.is_empty() => None,
            [one, other] if one == other => Some(Codes::Equal),
            _ => Some(Codes::Different),
        };
        if actual == Some(expected) {
            return Ok(());
        }
        let name = words::CODES.say(Lang::Ja, &[("first", &first.name), ("second", &second.name)]);
        let word = |codes: Option<Codes>| match codes {
            Some(Codes::Equal) => words::EQUAL.pattern(Lang::Ja),
            Some(Codes::Different) => words::DIFFERENT.pattern(Lang::Ja),
            None => LinkCodeOutcome::NotObtained.word().ja,
        };
        let why = if actual.is_none() { words::HINT_NOT_OBTAINED } else { words::HINT_CODES };
        Err(differs(&name, word(Some(expected)), word(actual), reason(&why, &[])))
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Codes {
    Equal,
    Different,
}

fn differs(name: &str, expected: &str, actual: &str, why: Reason) -> Stop {
    let kind = DifferenceKind::WrongOutcome;
    Stop::failed(vec![whole(kind, name, Some(expected.to_owned()), Some(actual.to_owned()))], Some(why))
}

fn bench(why: &dyn std::fmt::Display) -> Stop {
    Stop::broken(reason(&run_words::BENCH, &[("why", why)]))
}
