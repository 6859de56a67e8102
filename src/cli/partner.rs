//! Real systems as the command line and the environment tell of them: `--real`, secrets, commands that start a query.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use super::Exit;
use super::screen::Screen;
use crate::model::catalogue::cli as words;
use crate::model::diagnostic::nearest;
use crate::model::partner::{Inquiries, Secret, Start};
use crate::model::{InstitutionCode, OrganisationKind, Partner, Place, Project};
use crate::network::{Partners, Secrets};
use crate::run::Hook;
use crate::sheet::base_url;

/// What stands for a URL when the body's own queries are to be waited for.
const WAIT: &str = "wait";

/// The project with the bodies of `--real` played by real systems; everything else their files say of them holds.
pub(super) fn with_real(screen: &Screen, project: &Arc<Project>, reals: &[String]) -> Result<Arc<Project>, Exit> {
    if reals.is_empty() {
        return Ok(Arc::clone(project));
    }
    let mut changed = Project::clone(project);
    let (mut seen, mut faults) = (Vec::new(), 0);
    for text in reals {
        let Some((name, what)) = text.split_once(['=', '＝']) else {
            screen.fault(&words::BAD_REAL, &[("text", text)]);
            faults += 1;
            continue;
        };
        let Some(body) = crate::feature::organisation(project, name.trim()) else {
            let known = project.organisations.iter().flat_map(|known| [&*known.id.0, known.name.as_str()]);
            let meant = nearest(name, known).map(|near| words::MEANT.say(screen.lang, &[("name", &near)]));
            let said = words::UNKNOWN_ORGANISATION.say(screen.lang, &[("name", &name)]);
            screen.fault_text(&(said + &meant.unwrap_or_default()));
            faults += 1;
            continue;
        };
        let waits = what.trim() == WAIT;
        let url = base_url(what);
        if !waits && url.is_none() {
            screen.fault(&words::BAD_REAL, &[("text", text)]);
            faults += 1;
        } else if !waits && body.kind == OrganisationKind::Insurer {
            screen.fault(&words::REAL_OF_INSURER, &[("name", &body.name)]);
            faults += 1;
        } else if seen.contains(&(&body.id, waits)) {
            screen.fault(&words::REAL_TWICE, &[("name", &body.name)]);
            faults += 1;
        }
        seen.push((&body.id, waits));
        if !changed.partners.iter().any(|known| known.organisation == body.id) {
            changed.partners.push(Partner::at(body.id.clone(), None, Place::Nowhere));
        }
        for partner in changed.partners.iter_mut().filter(|known| known.organisation == body.id) {
            if waits {
                partner.inquiries.get_or_insert_with(|| Inquiries::started_by(Start::Wait));
            } else {
                partner.url.clone_from(&url);
            }
        }
    }
    if faults > 0 { Err(Exit::Arguments) } else { Ok(Arc::new(changed)) }
}

/// The bodies played by real systems, by name.
pub(super) fn names(project: &Project) -> Vec<String> {
    let bodies = project.partners.iter().filter_map(|partner| project.organisation(&partner.organisation));
    bodies.map(|body| body.name.clone()).collect()
}

/// Lines to the real providers that may be asked; the values of their variables come from the environment.
pub(super) fn partners(
    screen: &Screen,
    project: &Project,
    asked: impl Fn(&InstitutionCode) -> bool,
) -> Result<Partners, Exit> {
    let mut asked_only = Project::clone(project);
    asked_only
        .partners
        .retain(|partner| project.organisation(&partner.organisation).is_some_and(|body| asked(&body.code)));
    let credentials = asked_only.partners.iter().filter_map(|partner| partner.credentials.as_ref());
    let secrets: Secrets = credentials
        .flat_map(|credentials| credentials.variables())
        .filter_map(|name| Some((name.to_owned(), Secret::new(std::env::var(name).ok().filter(|v| !v.is_empty())?))))
        .collect();
    Partners::new(&asked_only, &secrets).map_err(|faults| {
        screen.diagnostics(&faults);
        Exit::Files
    })
}

/// Starts commands in the project's folder, without a shell, and waits for their end.
pub(super) fn hook(root: &Path) -> Hook {
    let root: PathBuf = root.to_owned();
    Arc::new(move |command, environment| {
        let Some((name, rest)) = command.split_first() else { return Err(String::new()) };
        // A path of the project is meant from its folder, wherever renkei itself was started.
        let program = match root.join(name) {
            path if name.contains('/') && path.is_file() => path.canonicalize().unwrap_or(path),
            _ => PathBuf::from(name),
        };
        let mut process = Command::new(program);
        process.args(rest).current_dir(&root).stdin(Stdio::null()).stdout(Stdio::null());
        process.envs(environment.iter().map(|(name, value)| (name, value)));
        let ended = process.status().map_err(|error| format!("{name}: {error}"))?;
        if ended.success() { Ok(()) } else { Err(format!("{name}: {ended}")) }
    })
}
