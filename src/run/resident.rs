//! Steps with 住基ネット: searching, telling apart, linking, and what follows from a wrong link.

use std::rc::Rc;

use super::real_register::failing;
use super::verdict::{Stop, reason, whole};
use super::world::State;
use crate::event::Exchange;
use crate::feature::{self, ResidentPhrase};
use crate::model::catalogue::resident as words;
use crate::model::catalogue::run as run_words;
use crate::model::{
    AffairCode, Backbone, Lang, OrganisationKind, Outcome, ProcedureCode, ResidentId, RoleModelId, Search,
    SearchOutcome, Verdict,
};
use crate::payload::DifferenceKind;
use crate::payload::envelope::{Identity, ResidentAnswer, ResidentQuery};

/// What a scenario has found in the register and made of it.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The last search, or what was left of it when told apart.
    hits: Option<Hits>,
    /// How many searches there were.
    searches: u32,
    /// Who stands behind the entry of the scenario's ロールモデル, when not that person by itself.
    linked: Option<ResidentId>,
}

#[derive(Debug)]
struct Hits {
    /// `None`: a code that the profile does not know.
    outcome: Option<SearchOutcome>,
    code: String,
    people: Vec<Identity>,
}

impl Hits {
    /// Not what was expected, and what a person should think of.
    fn failed(&self, name: &str, expected: Option<String>, actual: &str) -> Stop {
        let why = match self.outcome {
            Some(outcome) => reason(&words::search_hint(outcome), &[]),
            None => reason(&run_words::UNKNOWN_CODE, &[("code", &self.code)]),
        };
        Stop::failed(vec![whole(DifferenceKind::WrongOutcome, name, expected, Some(actual.to_owned()))], Some(why))
    }
}

impl State {
    /// Does a step with 住基ネット.
    pub(super) async fn at_register(&mut self, phrase: ResidentPhrase) -> Result<(), Stop> {
        match phrase {
            ResidentPhrase::Search { affair, procedure, search } => self.search(affair, procedure, search).await?,
            ResidentPhrase::Distinguish(told) => {
                let found: Vec<ResidentId> = self.hits()?.people.iter().map(|person| person.key.clone()).collect();
                let (outcome, people) = self.context.client.distinguish(&found, &told);
                self.found.hits = Some(Hits { outcome: Some(outcome), code: String::new(), people });
            }
            ResidentPhrase::Pick(number) => self.pick(number)?,
            ResidentPhrase::Link => {
                let hits = self.hits()?;
                let [person] = hits.people.as_slice() else {
                    let count = hits.people.len();
                    return Err(Stop::failed(Vec::new(), Some(reason(&words::NOT_ONE, &[("count", &count)]))));
                };
                self.link(person.key.clone());
            }
            ResidentPhrase::LinkTo(resident) => self.link(resident),
            ResidentPhrase::Outcome(expected) => self.check_search(expected)?,
            ResidentPhrase::Hits(count) => self.check_hits(count)?,
            ResidentPhrase::Found(resident) => self.check_found(&resident, true)?,
            ResidentPhrase::NotFound(resident) => self.check_found(&resident, false)?,
            ResidentPhrase::LinkedRight => self.check_linked()?,
        }
        Ok(())
    }

    async fn search(&mut self, affair: AffairCode, procedure: ProcedureCode, search: Search) -> Result<(), Stop> {
        let context = Rc::clone(&self.context);
        let project = &*context.shared.project;
        let incomplete = || Stop::broken(reason(&words::INCOMPLETE, &[]));
        let day = self.said.base_date.ok_or_else(incomplete)?;
        let written = self.said.inquirer.as_ref().map(|(written, _)| written.as_str()).ok_or_else(incomplete)?;
        let inquirer = feature::organisation(project, written).ok_or_else(incomplete)?;
        self.found.searches += 1;
        let query = ResidentQuery {
            // Unique among the searches of one body, because the trial and the count are.
            request: format!("{}-{}-{}", self.trial, self.attempt, self.found.searches).replace(['/', ' '], "."),
            inquirer: inquirer.code.clone(),
            insurer: inquirer.insurer_key().map(str::to_owned),
            affair,
            procedure,
            day,
            search,
        };
        let bench = |why: &dyn std::fmt::Display| Stop::broken(reason(&run_words::BENCH, &[("why", why)]));
        let (searched, fault) = match &self.player {
            Some(player) => (player.search(&query)?, None),
            None => self.searched(&query).await?,
        };
        let answer = searched.as_ref().ok();
        let register = words::REGISTER.pattern(Lang::Ja).to_owned();
        let exchange = Exchange::asked(query.inquirer.to_string(), register, self.looked_at(&query.to_xml(), None));
        let exchange = Exchange {
            outcome: searched.as_ref().err().copied(),
            envelope: answer.map(|answer| self.looked_at(answer, None)),
            polls: u32::from(inquirer.kind == OrganisationKind::Insurer),
            base_date: self.said.base_date,
            ..exchange
        };
        context.shared.door.exchanged(self.trial.clone(), self.attempt, exchange);
        let answer = searched.map_err(|outcome| match &fault {
            Some(fault) => failing(Backbone::ResidentNetwork, fault, Some(no_answer(outcome))),
            None => no_answer(outcome),
        })?;
        let parsed = ResidentAnswer::from_xml(&answer).map_err(|fault| bench(&fault))?;
        let outcome = project.profile.register.outcome_of(&parsed.outcome);
        self.found.hits = Some(Hits { outcome, code: parsed.outcome, people: parsed.found });
        Ok(())
    }

    fn hits(&self) -> Result<&Hits, Stop> {
        self.found.hits.as_ref().ok_or_else(|| Stop::broken(reason(&words::NOT_SEARCHED, &[])))
    }

    fn pick(&mut self, number: u32) -> Result<(), Stop> {
        let people = &self.hits()?.people;
        let at = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let Some(person) = at.and_then(|at| people.get(at)).cloned() else {
            let args: [(&str, &dyn std::fmt::Display); 2] = [("count", &people.len()), ("wanted", &number)];
            return Err(Stop::failed(Vec::new(), Some(reason(&words::NO_SUCH_HIT, &args))));
        };
        self.found.hits = Some(Hits { outcome: Some(SearchOutcome::One), code: String::new(), people: vec![person] });
        Ok(())
    }

    fn link(&mut self, resident: ResidentId) {
        self.found.linked = Some(resident);
        // Whoever the network knew as this scenario's person is so no more.
        self.subject = None;
    }

    /// The person whom queries of this scenario are about: whoever is linked, else the ロールモデル itself.
    pub(super) fn queried_person(&self) -> Option<RoleModelId> {
        let Some(linked) = &self.found.linked else { return self.said.persona.clone() };
        let resident = self.context.shared.project.resident(linked);
        // A resident who is no ロールモデル has no 副本 anywhere: the key itself names nobody.
        Some(resident.and_then(|resident| resident.persona.clone()).unwrap_or_else(|| RoleModelId::from(&*linked.0)))
    }

    /// The same failure, with the wrong link that brought it about.
    pub(super) fn explained(&self, mut stop: Stop) -> Stop {
        if stop.verdict == Verdict::Failed
            && let (Some(persona), Some(linked)) = (&self.said.persona, &self.found.linked)
            && self.queried_person().as_ref() != Some(persona)
        {
            let of = match self.queried_person() {
                Some(other) if other.0 != linked.0 => reason(&words::PERSONA, &[("persona", &other)]),
                _ => reason(&words::NO_PERSONA, &[]),
            };
            let mut told = reason(&words::WRONG_LINK, &[("persona", persona), ("resident", linked), ("of", &of.ja)]);
            told.en = reason(&words::WRONG_LINK, &[("persona", persona), ("resident", linked), ("of", &of.en)]).en;
            stop.reason = Some(told);
        }
        stop
    }

    fn check_search(&self, expected: SearchOutcome) -> Result<(), Stop> {
        let hits = self.hits()?;
        if hits.outcome == Some(expected) {
            return Ok(());
        }
        let actual = hits.outcome.map_or(hits.code.as_str(), |outcome| outcome.word().ja);
        Err(hits.failed(words::SEARCH_OUTCOME.pattern(Lang::Ja), Some(expected.word().ja.to_owned()), actual))
    }

    fn check_hits(&self, expected: u32) -> Result<(), Stop> {
        let hits = self.hits()?;
        if usize::try_from(expected) == Ok(hits.people.len()) {
            return Ok(());
        }
        let actual = hits.people.len().to_string();
        Err(hits.failed(words::HITS.pattern(Lang::Ja), Some(expected.to_string()), &actual))
    }

    fn check_found(&self, resident: &ResidentId, wanted: bool) -> Result<(), Stop> {
        let hits = self.hits()?;
        if hits.people.iter().any(|person| person.key == *resident) == wanted {
            return Ok(());
        }
        let found: Vec<&str> = hits.people.iter().map(|person| &*person.key.0).collect();
        let nobody = words::NOBODY.pattern(Lang::Ja);
        let actual = if found.is_empty() { nobody.to_owned() } else { found.join(words::SEPARATOR.pattern(Lang::Ja)) };
        Err(hits.failed(words::FOUND.pattern(Lang::Ja), wanted.then(|| resident.to_string()), &actual))
    }

    fn check_linked(&self) -> Result<(), Stop> {
        let (persona, linked) = (self.said.persona.as_ref(), self.found.linked.as_ref());
        if linked.is_some() && self.queried_person().as_ref() == persona {
            return Ok(());
        }
        let name = words::LINKED.pattern(Lang::Ja);
        let right = persona.and_then(|persona| self.context.shared.project.resident_of(persona));
        let expected = right.map(|resident| resident.id.to_string());
        let actual = linked.map(ToString::to_string);
        Err(Stop::failed(vec![whole(DifferenceKind::WrongValue, name, expected, actual)], None))
    }
}

/// What came in place of an answer that can be read.
fn no_answer(outcome: Outcome) -> Stop {
    let (name, actual) = (words::REGISTER.pattern(Lang::Ja), outcome.word().pattern(Lang::Ja));
    Stop::failed(vec![whole(DifferenceKind::NoAnswer, name, None, Some(actual.to_owned()))], None)
}
