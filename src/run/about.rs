//! What a trial is, as a record tells it: of the sheets, or of a handwritten scenario's own sentences.

use std::sync::Arc;

use crate::event::About;
use crate::feature::{self, GatewayPhrase, Origin, Phrase, ServicePhrase};
use crate::model::catalogue::{resident as resident_words, service as service_words};
use crate::model::{Lang, Organisation, OrganisationId, Project, Trial};
use crate::plan;

/// The id under which a record counts what the person does.
const PERSON: &str = "person";

/// What a trial of the sheets is, as a record tells it.
pub fn about(trial: &Trial<'_>, project: &Project) -> About {
    of(trial, asked(trial, project))
}

/// Whom a trial of the sheets asks, if the plan knows.
pub(super) fn asked<'p>(trial: &Trial<'_>, project: &'p Project) -> Option<&'p Organisation> {
    let provider = plan::provider(project, &trial.case.target, trial.inquirer, trial.group);
    provider.ok().map(|provider| provider.institution)
}

/// What a trial of the sheets is, and whom it asks.
pub(super) fn of(trial: &Trial<'_>, provider: Option<&Organisation>) -> About {
    let case = trial.case;
    About {
        case: case.id.to_string(),
        scenario: case.scenario.to_string(),
        variation: case.variation.to_string(),
        title: case.title.clone(),
        flow: case.flow.to_string(),
        cycle: Some(case.cycle),
        lot: case.lot,
        group: trial.group.map(|group| group.name.clone()),
        organisation: trial.inquirer.id.clone(),
        organisation_name: trial.inquirer.name.clone(),
        provider: provider.map_or_else(String::new, |provider| provider.name.clone()),
        persona: case.persona.to_string(),
        source: case.place.to_string(),
    }
}

/// What a handwritten scenario is, from its own sentences and tags.
pub fn about_scenario(
    path: &str,
    feature: &gherkin::Feature,
    scenario: &gherkin::Scenario,
    project: &Project,
) -> About {
    let (id, origin) = (feature::trial_id(scenario, path), Origin::of(scenario, path));
    let mut about = About {
        case: id,
        scenario: String::new(),
        variation: String::new(),
        title: scenario.name.clone(),
        flow: String::new(),
        cycle: None,
        lot: None,
        group: None,
        organisation: OrganisationId::from("-"),
        organisation_name: String::new(),
        provider: String::new(),
        persona: String::new(),
        source: origin.place.to_string(),
    };
    let tags: Vec<String> = feature.tags.iter().chain(&scenario.tags).cloned().collect();
    about.cycle = feature::cycle_of(&tags);
    about.lot = feature::lot_of(&tags);
    about.flow = feature::flow_of(&tags).unwrap_or_default();
    // Of a scenario made from a sheet its tags tell what its sentences do not.
    if let Some(case) = feature::case_of(&tags).filter(|_| !path.starts_with(feature::HANDWRITTEN)) {
        case.clone_into(&mut about.case);
        about.title = scenario.name.split_once(' ').map_or("", |(_, title)| title).to_owned();
        about.scenario = feature::scenario_of(&tags).unwrap_or_default().to_owned();
        about.group = feature::group_of(&tags).map(str::to_owned);
    }
    let steps = feature.background.iter().flat_map(|background| &background.steps).chain(&scenario.steps);
    for step in steps {
        match feature::phrase_of(step) {
            Ok(Phrase::Inquirer { organisation, .. }) => {
                if let Some(known) = feature::organisation(project, &organisation) {
                    about.organisation.clone_from(&known.id);
                    about.organisation_name.clone_from(&known.name);
                }
            }
            Ok(Phrase::Persona(persona)) => about.persona = persona.to_string(),
            Ok(Phrase::Query { target, .. }) => about.provider = target,
            Ok(Phrase::Gateway(GatewayPhrase::Test { organisation, .. })) => {
                of_test(&mut about, &organisation, project);
            }
            Ok(Phrase::Resident(_)) => of_register(&mut about),
            Ok(Phrase::LinkCode(phrase)) => {
                of_register(&mut about);
                // Whoever asks for a 機関別符号 stands for the inquirer, where there is none.
                if let Some(known) = phrase.asking().and_then(|written| feature::organisation(project, written))
                    && about.organisation_name.is_empty()
                {
                    about.organisation.clone_from(&known.id);
                    about.organisation_name.clone_from(&known.name);
                }
            }
            Ok(Phrase::Service(phrase)) => of_service(&mut about, &phrase, project),
            _ => {}
        }
    }
    about
}

/// A scenario that queries nobody speaks with 住基ネット.
fn of_register(about: &mut About) {
    if about.provider.is_empty() {
        resident_words::REGISTER.pattern(Lang::Ja).clone_into(&mut about.provider);
    }
}

/// Who takes part in a 情報提供テスト: the provider stands for itself where nobody else asks.
fn of_test(about: &mut About, written: &str, project: &Project) {
    let Some(body) = feature::organisation(project, written) else { return };
    about.provider.clone_from(&body.name);
    if about.organisation_name.is_empty() {
        about.organisation = body.id.clone();
        about.organisation_name.clone_from(&body.name);
    }
}

/// Who takes part in a scenario of services: whoever sends first stands for the one who asks.
fn of_service(about: &mut About, phrase: &ServicePhrase, project: &Project) {
    let ServicePhrase::Send(sending) = phrase else { return };
    if about.provider.is_empty() {
        let to = project.service_called(&sending.to);
        about.provider = to.map_or_else(|| sending.to.clone(), |known| known.name.clone());
    }
    if !about.organisation_name.is_empty() {
        return;
    }
    let (id, name): (Arc<str>, &str) = if let Some(known) = project.service_called(&sending.from) {
        (Arc::clone(&known.id.0), &known.name)
    } else if let Some(known) = feature::organisation(project, &sending.from) {
        (Arc::clone(&known.id.0), &known.name)
    } else {
        (PERSON.into(), service_words::PERSON.pattern(Lang::Ja))
    };
    about.organisation = OrganisationId(id);
    about.organisation_name = name.to_owned();
}
