//! What the standing network says of itself when it stands: where it is, whom it plays, and how to ask about a person.

use std::path::Path;

use unicode_width::UnicodeWidthStr;

use super::explain::condition;
use super::screen::Screen;
use crate::model::catalogue::{cli as words, mock as said};
use crate::model::{Inquirer, Organisation, OrganisationKind, Project, TestCase};
use crate::network::{Entrance, Mock, Person};
use crate::plan;

/// Persons whose 機関別符号 stand on the screen; all of them are behind a URL.
const PERSONS_SHOWN_MAX: usize = 8;
/// Bodies on the screen.
const BODIES_SHOWN_MAX: usize = 400;

/// Tells people, or scripts (`--json`).
pub(super) fn tell(screen: &Screen, project: &Project, mock: &Mock, entrance: &Entrance, folder: Option<&Path>) {
    let (plain, tls) = entrance.urls();
    let urls: Vec<&str> = [&plain, &tls].into_iter().flatten().map(String::as_str).collect();
    let Some(first) = urls.first() else { return };
    let faults: Vec<String> =
        project.faults.iter().map(|fault| fault.spelling(&project.organisations, screen.lang)).collect();
    if screen.json {
        let value = serde_json::json!({
            "plain": plain, "tls": tls, "certificate": entrance.certificate(), "persons": mock.persons(),
            "exchange_folder": folder,
            "faults": faults,
        });
        screen.print_json(&value);
        return;
    }
    let lang = screen.lang;
    let mut out = vec![words::MOCK_STANDS.say(lang, &[]), words::MOCK_LISTENS.say(lang, &[("urls", &urls.join("  "))])];
    if entrance.certificate().is_some() {
        out.push(words::MOCK_CERTIFICATE.say(lang, &[("url", first)]));
    }
    if let Some(folder) = folder {
        out.push(words::MOCK_FOLDER.say(lang, &[("folder", &folder.display())]));
        out.push(words::ONLY_INQUIRIES_BY_FILES.say(lang, &[]));
    }
    if !faults.is_empty() {
        out.push(words::MOCK_FAULTS.say(lang, &[("count", &faults.len())]));
        out.extend(faults.iter().map(|fault| format!("  {fault}")));
    }
    out.push(words::MOCK_PAGES.say(lang, &[("url", first)]));
    out.extend(bodies(screen, project));
    out.extend(example(screen, project, mock, first));
    out.push(words::MOCK_CODES.say(lang, &[("count", &mock.code_count())]));
    for person in mock.persons().iter().take(PERSONS_SHOWN_MAX) {
        out.push(format!("  {} {}", person.persona, person.name));
        let codes = person.codes.iter();
        out.extend(codes.map(|code| format!("    {}  {} {}", code.link_code, code.institution, code.name)));
    }
    let more = mock.persons().len().saturating_sub(PERSONS_SHOWN_MAX);
    if more > 0 {
        let url = format!("{first}/renkei/persons.txt");
        out.push(said::MOCK_MORE_PERSONS.say(lang, &[("more", &more), ("url", &url)]));
    }
    screen.print(&screen.page(&out.join("\n")));
}

/// Every body with a 機関コード of its own, as many to a line as it takes. Insurers have none: on the wire they are the
/// clearing house.
fn bodies(screen: &Screen, project: &Project) -> Vec<String> {
    let coded: Vec<&Organisation> =
        project.organisations.iter().filter(|body| body.kind != OrganisationKind::Insurer).collect();
    let mut lines = vec![words::MOCK_BODIES.say(screen.lang, &[("count", &coded.len())])];
    let mut line = String::new();
    for body in coded.iter().take(BODIES_SHOWN_MAX) {
        let told = format!("  {} {}", body.code, body.name);
        if !line.is_empty() && line.width() + told.width() >= screen.width() {
            lines.push(std::mem::take(&mut line));
        }
        line.push_str(&told);
    }
    lines.push(line);
    if let Some(more) = coded.len().checked_sub(BODIES_SHOWN_MAX).filter(|more| *more > 0) {
        lines.push(said::MOCK_MORE_BODIES.say(screen.lang, &[("more", &more)]));
    }
    lines
}

/// How the first case of the first person that has one is asked.
fn example(screen: &Screen, project: &Project, mock: &Mock, url: &str) -> Option<String> {
    let about = |person: &'_ Person| {
        let case = project.cases.iter().find(|case| *case.persona.0 == person.persona && !case.by_people)?;
        let (inquirer, provider) = parties(project, case)?;
        let code = person.codes.iter().find(|code| code.institution == *inquirer.code.0)?;
        Some((case, inquirer, provider, code.link_code.clone(), person.name.clone()))
    };
    let (case, inquirer, provider, link_code, name) = mock.persons().iter().find_map(about)?;
    let items: Vec<String> = case.items.iter().map(ToString::to_string).collect();
    Some(said::MOCK_EXAMPLE.say(
        screen.lang,
        &[
            ("case", &case.id),
            ("path", &format!("{url}/{}/inquiries", inquirer.code)),
            ("inquirer", &format!("{} {}", inquirer.code, inquirer.name)),
            ("provider", &format!("{} {}", provider.code, provider.name)),
            ("persona", &format!("{} {name}", case.persona)),
            ("code", &link_code),
            ("affair", &case.affair),
            ("procedure", &case.procedure),
            ("information", &case.information),
            ("version", &case.version),
            ("items", &items.join(" ")),
            ("condition", &condition(screen.lang, case.condition)),
        ],
    ))
}

/// Who asks in a case, and who is asked on the wire.
fn parties<'p>(project: &'p Project, case: &TestCase) -> Option<(&'p Organisation, &'p Organisation)> {
    let (id, group) = match &case.inquirer {
        Inquirer::Organisation(id) => (id, None),
        Inquirer::Group(id) => {
            let group = project.group(id)?;
            (group.members.first()?, Some(group))
        }
    };
    let inquirer = project.organisation(id)?;
    let provider = plan::provider(project, &case.target, inquirer, group).ok()?;
    Some((inquirer, provider.institution))
}
