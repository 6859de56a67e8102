//! A scenario that people wrote: what it is about, and its sentences as they are understood.

use std::fmt::Write;

use crate::cli::features::Handwritten;
use crate::event::About;
use crate::feature::{self, Feature, HANDWRITTEN, Scenario};
use crate::model::catalogue::{cli as words, explain as say};
use crate::model::{Lang, Project, Text};
use crate::run;

/// One handwritten scenario.
pub(super) struct HandwrittenPage<'a> {
    lang: Lang,
    about: About,
    feature: &'a Feature,
    scenario: &'a Scenario,
}

/// Trial id and name of every handwritten scenario, either of which means it.
pub(super) fn names(handwritten: &[Handwritten]) -> Vec<(String, &str)> {
    scenarios(handwritten).map(|(path, _, scenario)| (feature::trial_id(scenario, path), &*scenario.name)).collect()
}

fn scenarios(handwritten: &[Handwritten]) -> impl Iterator<Item = (&str, &Feature, &Scenario)> {
    // Cases of 符号生成 from the sheets stand among them under another path.
    let by_people = handwritten.iter().filter(|file| file.path.starts_with(HANDWRITTEN));
    by_people
        .flat_map(|file| file.feature.scenarios.iter().map(|scenario| (file.path.as_str(), &file.feature, scenario)))
}

impl<'a> HandwrittenPage<'a> {
    /// The scenario of that trial id or name.
    pub fn find(handwritten: &'a [Handwritten], written: &str, project: &Project, lang: Lang) -> Option<Self> {
        let (path, feature, scenario) = scenarios(handwritten)
            .find(|(path, _, scenario)| feature::trial_id(scenario, path) == written || scenario.name == written)?;
        Some(Self { lang, about: run::about_scenario(path, feature, scenario, project), feature, scenario })
    }

    /// Every sentence, with the rows of its table under it.
    fn steps(&self) -> Vec<String> {
        let background = self.feature.background.iter().flat_map(|background| &background.steps);
        let said = background.chain(&self.scenario.steps).map(|step| {
            let rows = step.table.iter().flat_map(|table| &table.rows);
            let rows: String = rows.map(|row| format!("\n    | {} |", row.join(" | "))).collect();
            format!("{} {}{rows}", step.keyword.trim(), step.value.trim())
        });
        said.collect()
    }

    /// The page people read.
    pub fn as_text(&self) -> String {
        let About { case, title, flow, organisation_name, provider, persona, source, .. } = &self.about;
        let mut out = words::EXPLAIN_TITLE.say(self.lang, &[("id", case), ("title", title)]);
        out.push('\n');
        let mut line = |name: &Text, value: &str| {
            if !value.is_empty() {
                let _ = writeln!(out, "{}: {value}", name.pattern(self.lang));
            }
        };
        line(&words::EXPLAIN_SOURCE, source);
        line(&say::FLOW, flow);
        line(&words::EXPLAIN_INQUIRER, organisation_name);
        line(&words::EXPLAIN_PROVIDER, provider);
        line(&words::EXPLAIN_PERSONA, persona);
        let _ = writeln!(out, "{}:", say::STEPS.pattern(self.lang));
        for step in self.steps() {
            let _ = writeln!(out, "  {step}");
        }
        let _ = writeln!(out, "  ※ {}", say::HANDWRITTEN.pattern(self.lang));
        out
    }

    /// The same for programs.
    pub fn as_json(&self) -> serde_json::Value {
        let About { case, title, flow, organisation, provider, persona, source, .. } = &self.about;
        serde_json::json!({
            "trial": case,
            "title": title,
            "source": source,
            "flow": flow,
            "inquirer": organisation,
            "provider": provider,
            "persona": persona,
            "steps": self.steps(),
        })
    }
}
