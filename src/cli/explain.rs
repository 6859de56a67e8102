//! `renkei explain CASE`: without running, who asks whom and why, what the condition covers, which 区画 apply, what is
//! expected. The expectation stands beside what `answer` would give; neither is made from the other.

mod handwritten;
mod link_code;

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use self::handwritten::HandwrittenPage;
use self::link_code::LinkCodePage;
use super::Exit;
use super::arguments::ExplainArguments;
use super::check;
use super::screen::Screen;
use crate::answer::{self, Consideration, Decision, Question};
use crate::model::catalogue::interpretation as reading_words;
use crate::model::catalogue::{cli as words, explain as say};
use crate::model::date::to_half_width;
use crate::model::diagnostic::nearest;
use crate::model::{
    CaseId, CivilDate, Entry, Inquirer, ItemCode, Lang, Layout, Organisation, Outcome, Project, QueryCondition,
    Replica, Text, Trial, Unit, Value,
};
use crate::network::{Directory, Inquiry};
use crate::plan::{self, Provider};

pub(super) fn explain(screen: &Screen, root: &Path, arguments: &ExplainArguments) -> Exit {
    let loaded = match check::load_sound(screen, root) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let project = &loaded.project;
    // A trial's own id (K1-01@b-shi) names case and body at once.
    let (case_id, body) = match arguments.case.split_once('@') {
        Some((case, body)) => (case, Some(body)),
        None => (arguments.case.as_str(), arguments.organisation.as_deref()),
    };
    let lang = screen.lang;
    // An id is written half width in the model, whatever was typed.
    let typed = [case_id.to_owned(), to_half_width(case_id)].map(|id| CaseId::from(id.as_str()));
    let known = |id: &&CaseId| project.case(id).is_some() || project.link_code_cases.iter().any(|case| case.id == **id);
    let id = typed.iter().find(known).unwrap_or(&typed[0]).clone();
    if let Some(case) = project.link_code_cases.iter().find(|case| case.id == id) {
        let bodies = case.bodies(project);
        let Some((body, group)) = member(&bodies, |(known, _)| known, body) else {
            return unknown_body(screen, project, body.unwrap_or(case_id), bodies.iter().map(|(known, _)| *known));
        };
        let page = LinkCodePage { lang, project, case, body, group: *group };
        return show(screen, || page.as_text(), || page.as_json());
    }
    let Some(case) = project.case(&id) else {
        let page = HandwrittenPage::find(&loaded.handwritten, &arguments.case, project, lang);
        return match page {
            Some(page) => show(screen, || page.as_text(), || page.as_json()),
            None => unknown_case(screen, &loaded, case_id),
        };
    };
    let group = match &case.inquirer {
        Inquirer::Organisation(_) => None,
        Inquirer::Group(id) => project.group(id),
    };
    let members: Vec<&Organisation> = match (&case.inquirer, group) {
        (Inquirer::Organisation(id), _) => project.organisation(id).into_iter().collect(),
        (Inquirer::Group(_), Some(group)) => group.members.iter().filter_map(|id| project.organisation(id)).collect(),
        (Inquirer::Group(_), None) => Vec::new(),
    };
    let Some(inquirer) = member(&members, |known| known, body) else {
        return unknown_body(screen, project, body.unwrap_or(case_id), members.iter().copied());
    };
    let directory = Directory::new(Arc::clone(project));
    let page = Page { lang, project, directory: &directory, trial: Trial { case, group, inquirer } };
    show(screen, || page.as_text(), || page.as_json())
}

fn show(screen: &Screen, text: impl Fn() -> String, json: impl Fn() -> serde_json::Value) -> Exit {
    if screen.json {
        screen.print_json(&json());
    } else {
        screen.print(&screen.page(&text()));
    }
    Exit::Passed
}

/// The body that was named, by id or name, or else the first.
fn member<'m, T>(members: &'m [T], body: impl Fn(&T) -> &Organisation, named: Option<&str>) -> Option<&'m T> {
    match named {
        Some(name) => {
            members.iter().find(|member| *body(member).id.0 == *name || body(member).name == name).or_else(|| {
                let plain = to_half_width(name);
                members.iter().find(|member| *body(member).id.0 == *plain || to_half_width(&body(member).name) == plain)
            })
        }
        None => members.first(),
    }
}

/// Not a body of the case; `members`: those that are.
fn unknown_body<'p>(
    screen: &Screen,
    project: &'p Project,
    named: &str,
    members: impl Iterator<Item = &'p Organisation>,
) -> Exit {
    match super::named::body(project, named) {
        Ok(other) => {
            let members: Vec<&str> = members.map(|member| member.name.as_str()).collect();
            let args: [(&str, &dyn std::fmt::Display); 2] = [("name", &other.name), ("names", &members.join("、"))];
            screen.fault(&words::NOT_OF_CASE, &args);
        }
        Err(why) => super::named::tell(screen, project, named, &why, std::iter::empty()),
    }
    Exit::Arguments
}

fn unknown_case(screen: &Screen, loaded: &check::Loaded, written: &str) -> Exit {
    let project = &loaded.project;
    let handwritten = handwritten::names(&loaded.handwritten);
    let scenarios = handwritten.iter().flat_map(|(id, name)| [id.as_str(), *name]);
    let cases = project.cases.iter().map(|case| &*case.id.0);
    let of_codes = project.link_code_cases.iter().map(|case| &*case.id.0);
    let meant = nearest(written, cases.chain(of_codes).chain(scenarios))
        .map(|near| words::MEANT.say(screen.lang, &[("name", &near)]))
        .unwrap_or_default();
    screen.fault_text(&(words::UNKNOWN_CASE.say(screen.lang, &[("name", &written)]) + &meant));
    Exit::Arguments
}

struct Page<'a> {
    lang: Lang,
    project: &'a Project,
    directory: &'a Directory,
    trial: Trial<'a>,
}

impl Page<'_> {
    fn say(&self, text: &Text) -> &'static str {
        text.pattern(self.lang)
    }

    fn provider(&self) -> Option<Provider<'_>> {
        plan::provider(self.project, &self.trial.case.target, self.trial.inquirer, self.trial.group).ok()
    }

    /// What would be answered, with reasons; `None` without provider or layout.
    fn answer(&self, provider: &Organisation) -> Option<(answer::Answer<'_>, &Layout)> {
        let case = self.trial.case;
        let layout = self.directory.layout(case.information, &case.version)?;
        let replicas = self.directory.answering(provider, &case.persona, case.information, case.base_date);
        let question = Question {
            layout,
            items: &case.items,
            condition: case.condition,
            base_date: case.base_date,
            loss_day_counts: self.project.profile.loss_day_counts,
        };
        Some((answer::answer(&question, &replicas), layout))
    }

    /// Why the network would refuse before it looks for the person.
    fn refusal(&self, provider: &Organisation) -> Option<Outcome> {
        self.directory.refusal(&self.inquiry(provider))
    }

    /// What the network looks at.
    fn inquiry<'i>(&'i self, provider: &'i Organisation) -> Inquiry<'i> {
        let case = self.trial.case;
        Inquiry {
            inquirer: &self.trial.inquirer.code,
            provider: &provider.code,
            department: &case.department.code,
            affair: case.affair,
            procedure: case.procedure,
            information: case.information,
            version: &case.version,
            items: &case.items,
            consent: case.marks.consent,
        }
    }

    /// What exactly of the query is refused, where it is not all of it.
    fn refused_parts(&self, provider: &Organisation) -> Option<String> {
        let inquiry = self.inquiry(provider);
        let items = |items: &[ItemCode]| {
            let names: Vec<String> = items.iter().map(ItemCode::to_string).collect();
            names.join("、")
        };
        match self.refusal(provider)? {
            Outcome::Malformed => {
                let unknown = items(&self.directory.unknown_items(&inquiry));
                Some(say::UNKNOWN_ITEMS.say(self.lang, &[("items", &unknown)]))
            }
            Outcome::NotPermitted => {
                let refused = self.directory.refused_items(&inquiry);
                let told = || say::REFUSED_ITEMS.say(self.lang, &[("items", &items(&refused))]);
                Some(if refused.is_empty() { self.say(&words::EXPLAIN_NOT_PERMITTED).to_owned() } else { told() })
            }
            Outcome::BadInstitution => {
                let (body, code) = (&self.trial.inquirer.name, inquiry.department);
                Some(say::UNKNOWN_DEPARTMENT.say(self.lang, &[("body", body), ("code", &code)]))
            }
            _ => None,
        }
    }

    fn permitted(&self, provider: &Organisation) -> bool {
        self.refusal(provider) != Some(Outcome::NotPermitted)
    }

    /// What would come back: the NWS speaks first, then the provider's behaviour, then its data.
    fn outcome(&self, provider: &Organisation, answer: &answer::Answer<'_>) -> Outcome {
        if let Some(refusal) = self.refusal(provider) {
            return refusal;
        }
        let case = self.trial.case;
        let behaviours = self.directory.behaviours(&provider.code, &case.persona);
        let of_behaviour = behaviours.iter().find_map(|behaviour| behaviour.outcome());
        let replicas = self.directory.answering(provider, &case.persona, case.information, case.base_date);
        let works =
            |replica: &&Replica| self.directory.works_with(&replica.organisation, case.information, &case.version);
        of_behaviour.unwrap_or(if replicas.iter().all(works) { answer.outcome } else { Outcome::VersionMismatch })
    }

    fn day(&self, day: CivilDate) -> String {
        match self.lang {
            Lang::Ja => day.wareki(),
            Lang::En => day.to_string(),
        }
    }

    fn covers(&self) -> String {
        let case = self.trial.case;
        match case.condition {
            QueryCondition::Latest => {
                words::EXPLAIN_COVERS_LATEST.say(self.lang, &[("base", &self.day(case.base_date))])
            }
            QueryCondition::AsOf(moment) => words::EXPLAIN_COVERS_AS_OF.say(self.lang, &[("moment", &moment.wareki())]),
            QueryCondition::Range { from, to } => words::EXPLAIN_COVERS_RANGE
                .say(self.lang, &[("from", &self.day(from.first_day())), ("to", &self.day(to.last_day()))]),
        }
    }

    fn as_text(&self) -> String {
        let case = self.trial.case;
        let mut out = String::new();
        let mut line = |name: &Text, value: &str| {
            let _ = writeln!(out, "{}: {value}", self.say(name));
        };
        line(&words::EXPLAIN_SOURCE, &case.place.to_string());
        let inquirer = self.trial.inquirer;
        let group = self.trial.group.map(|group| format!("（{}）", group.name)).unwrap_or_default();
        line(
            &words::EXPLAIN_INQUIRER,
            &format!("{}（{}）{group} {} {}", inquirer.name, inquirer.code, case.department.name, case.department.code),
        );
        let provider = self.provider();
        if let Some(provider) = &provider {
            line(&words::EXPLAIN_PROVIDER, &format!("{}（{}）", provider.institution.name, provider.institution.code));
            line(&words::EXPLAIN_WHY, &provider.why(self.lang));
        }
        let persona = self.project.role_model(&case.persona);
        line(
            &words::EXPLAIN_PERSONA,
            &format!("{} {}", case.persona, persona.map(|persona| persona.name.as_str()).unwrap_or_default()),
        );
        line(&words::EXPLAIN_BASE_DATE, &self.day(case.base_date));
        let layout = self.directory.layout(case.information, &case.version);
        let name = layout.map(|layout| layout.name.as_str()).unwrap_or_default();
        line(
            &words::EXPLAIN_WHAT,
            &format!("{} {} {} {name} v{}", case.affair, case.procedure, case.information, case.version),
        );
        let items: Vec<String> = case.items.iter().map(|code| item_name(layout, *code)).collect();
        line(&words::EXPLAIN_ITEMS, &items.join("、"));
        line(&words::EXPLAIN_CONDITION, &condition(self.lang, self.trial.case.condition));
        line(&words::EXPLAIN_COVERS, &self.covers());
        if let Some(provider) = &provider {
            self.write_answer(provider.institution, &mut out);
        }
        self.write_expected(layout, &mut out);
        format!("{}\n{out}", words::EXPLAIN_TITLE.say(self.lang, &[("id", &self.trial.id()), ("title", &case.title)]))
    }

    fn write_answer(&self, provider: &Organisation, out: &mut String) {
        if let Some(refused) = self.refused_parts(provider) {
            let _ = writeln!(out, "  ※ {refused}");
        }
        for behaviour in self.directory.behaviours(&provider.code, &self.trial.case.persona) {
            let _ = writeln!(
                out,
                "  ※ {}",
                words::EXPLAIN_BEHAVIOUR.say(self.lang, &[("what", &behaviour.word().pattern(self.lang))])
            );
        }
        let Some((answer, _)) = self.answer(provider) else { return };
        let _ = writeln!(out, "{}:", self.say(&words::EXPLAIN_PARTITIONS));
        let given = self.outcome(provider, &answer) == Outcome::Normal;
        if answer.considered.is_empty() {
            let _ = writeln!(out, "  {}", self.say(&words::EXPLAIN_NO_REPLICA));
        }
        for seen in &answer.considered {
            let sign = if given && seen.decision == Decision::Applies { '○' } else { '－' };
            let _ = writeln!(
                out,
                "  {sign} {} {}  {}",
                self.name(seen),
                days(seen, self.lang),
                self.say(&decision(seen.decision, given))
            );
        }
        let _ = writeln!(
            out,
            "{}: {}",
            self.say(&words::EXPLAIN_ANSWER),
            self.say(&self.outcome(provider, &answer).word())
        );
    }

    fn write_expected(&self, layout: Option<&Layout>, out: &mut String) {
        let expected = &self.trial.case.expected;
        let _ = writeln!(out, "{}: {}", self.say(&words::EXPLAIN_EXPECTED), self.say(&expected.outcome.word()));
        if let Some((path, _)) = &expected.xml {
            let _ = writeln!(out, "{}: {path}", self.say(&words::EXPLAIN_EXPECTED_ITEMS));
        }
        if !expected.units.is_empty() {
            let _ = writeln!(out, "{}:", self.say(&words::EXPLAIN_EXPECTED_ITEMS));
        }
        for (number, unit) in expected.units.iter().enumerate() {
            for (indent, entry) in entries(unit) {
                let name = item_name(layout, entry.item);
                let _ = writeln!(out, "  {}{indent} {name} = {}  [{}]", number + 1, shown(&entry.value), entry.place);
            }
        }
        for reading in &expected.interpretations {
            let (name, value, rule) = (&reading.name, &reading.value, &reading.rule);
            let line =
                reading_words::EXPLAIN_READING.say(self.lang, &[("name", name), ("value", value), ("rule", rule)]);
            let _ = writeln!(out, "{line}  [{}]", reading.place);
        }
        if let Some(paper) = &expected.paper {
            let _ = writeln!(out, "{}", reading_words::EXPLAIN_PAPER.say(self.lang, &[("name", &paper.name)]));
            for (number, unit) in paper.units.iter().enumerate() {
                for (indent, entry) in entries(unit) {
                    let name = item_name(layout, entry.item);
                    let value = shown(&entry.value);
                    let _ = writeln!(out, "  {}{indent} {name} = {value}  [{}]", number + 1, entry.place);
                }
            }
        }
    }

    /// Whose 区画 it is: the body, the insurance where it is told, and the person where it is another's.
    fn name(&self, seen: &Consideration<'_>) -> String {
        let Replica { organisation, persona, terms, .. } = seen.replica;
        let body = self.project.organisation(organisation);
        let mut name = body.map_or_else(|| organisation.to_string(), |known| known.name.clone());
        let of_others =
            (*persona != self.trial.case.persona).then(|| say::OF_ANOTHER.say(self.lang, &[("persona", persona)]));
        let number = terms.insurance.number.as_ref().map(|number| say::INSURED.say(self.lang, &[("number", number)]));
        let branch = terms.insurance.branch_digits().map(|branch| say::BRANCH.say(self.lang, &[("branch", &branch)]));
        for part in [number, branch, of_others].into_iter().flatten() {
            name.push(' ');
            name.push_str(&part);
        }
        name
    }

    fn as_json(&self) -> serde_json::Value {
        let case = self.trial.case;
        let provider = self.provider();
        let answer = provider.as_ref().and_then(|provider| self.answer(provider.institution));
        let outcome = provider
            .as_ref()
            .zip(answer.as_ref())
            .map(|(provider, (answer, _))| self.outcome(provider.institution, answer));
        let given = outcome == Some(Outcome::Normal);
        let considered: Vec<serde_json::Value> = answer
            .iter()
            .flat_map(|(answer, _)| &answer.considered)
            .map(|seen| {
                serde_json::json!({
                    "organisation": seen.replica.organisation,
                    "name": self.name(seen),
                    "persona": seen.replica.persona,
                    "insured_number": seen.replica.terms.insurance.number,
                    "branch": seen.replica.terms.insurance.branch,
                    "from": seen.from,
                    "to": seen.to,
                    "applies": given && seen.decision == Decision::Applies,
                    "why": self.say(&decision(seen.decision, given)),
                })
            })
            .collect();
        let expected: Vec<serde_json::Value> = case
            .expected
            .units
            .iter()
            .enumerate()
            .flat_map(|(number, unit)| entries(unit).map(move |(_, entry)| (number, entry)))
            .map(|(number, entry)| {
                serde_json::json!({
                    "unit": number + 1,
                    "item": entry.item,
                    "value": shown(&entry.value),
                    "source": entry.place.to_string(),
                })
            })
            .collect();
        serde_json::json!({
            "trial": self.trial.id(),
            "source": case.place.to_string(),
            "inquirer": self.trial.inquirer.id,
            "provider": provider.as_ref().map(|provider| &provider.institution.id),
            "why": provider.as_ref().map(|provider| provider.why(self.lang)),
            "permitted": provider.as_ref().map(|provider| self.permitted(provider.institution)),
            "refused": provider.as_ref().and_then(|provider| self.refused_parts(provider.institution)),
            "persona": case.persona,
            "base_date": case.base_date,
            "condition": case.condition.to_string(),
            "covers": self.covers(),
            "considered": considered,
            "would_answer": outcome,
            "expected_outcome": case.expected.outcome,
            "expected_items": expected,
            "expected_readings": case.expected.interpretations.iter().map(|reading| serde_json::json!({
                "name": reading.name,
                "value": reading.value,
                "rule": reading.rule.to_string(),
                "source": reading.place.to_string(),
            })).collect::<Vec<_>>(),
            "paper": case.expected.paper.as_ref().map(|paper| &paper.name),
        })
    }
}

/// Head items, then details with their number.
fn entries(unit: &Unit) -> impl Iterator<Item = (String, &Entry)> {
    let head = unit.head.iter().map(|entry| (String::new(), entry));
    let details = unit
        .details
        .iter()
        .enumerate()
        .flat_map(|(number, detail)| detail.entries.iter().map(move |entry| (format!("-{}", number + 1), entry)));
    head.chain(details)
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Null(reason) => format!("ReasonOfNull={reason}"),
    }
}

fn item_name(layout: Option<&Layout>, code: ItemCode) -> String {
    match layout.and_then(|layout| layout.item(code)) {
        Some(item) => format!("{code} {}", item.name),
        None => code.to_string(),
    }
}

fn days(seen: &Consideration<'_>, lang: Lang) -> String {
    match (seen.from, seen.to) {
        (None, None) => String::new(),
        (from, to) => {
            let day = |day: Option<CivilDate>| match (day, lang) {
                (None, _) => String::new(),
                (Some(day), Lang::Ja) => day.wareki_short(),
                (Some(day), Lang::En) => day.to_string(),
            };
            format!("{}～{}", day(from), day(to))
        }
    }
}

fn decision(decision: Decision, given: bool) -> Text {
    match decision {
        Decision::Applies if given => words::DECISION_APPLIES,
        Decision::Applies => words::DECISION_COVERED,
        Decision::NotYet => words::DECISION_NOT_YET,
        Decision::Superseded => words::DECISION_SUPERSEDED,
        Decision::TooOld => words::DECISION_TOO_OLD,
        Decision::TooNew => words::DECISION_TOO_NEW,
        Decision::NothingAsked => words::DECISION_NOTHING_ASKED,
        Decision::OtherVersion => words::DECISION_OTHER_VERSION,
        Decision::Held => words::DECISION_HELD,
        Decision::NotPublished => words::DECISION_NOT_PUBLISHED,
    }
}

/// A 照会条件 as people read it.
pub(super) fn condition(lang: Lang, condition: QueryCondition) -> String {
    match (lang, condition) {
        (Lang::Ja, _) => condition.to_string(),
        (Lang::En, QueryCondition::Latest) => words::CONDITION_LATEST.pattern(lang).to_owned(),
        (Lang::En, QueryCondition::AsOf(moment)) => words::CONDITION_AS_OF.say(lang, &[("moment", &moment)]),
        (Lang::En, QueryCondition::Range { from, to }) => {
            words::CONDITION_RANGE.say(lang, &[("from", &from), ("to", &to)])
        }
    }
}
