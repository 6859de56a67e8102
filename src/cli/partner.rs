//! Real systems as the command line and the environment tell of them: `--real`, secrets, commands that start a query.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use super::screen::Screen;
use super::{Exit, named};
use crate::model::catalogue::{cli as words, crossing, machine};
use crate::model::date::to_half_width;
use crate::model::partner::{Inquiries, Part, ProvidingFolder, Secret, Start};
use crate::model::{Backbone, InstitutionCode, Lang, Organisation, OrganisationKind, Partner, Place, Project, Text};
use crate::network::{Partners, Secrets};
use crate::run::Hook;
use crate::sheet::{base_url, refused_names};

/// Bodies named that share a code.
const NAMED_MAX: usize = 5;
/// What stands for a URL when the body's own queries are to be waited for.
const WAIT: &str = "wait";
/// What a folder begins with where a URL may stand.
const FOLDER: &str = "folder:";

/// Whom a name of `--real` means.
struct Named<'p> {
    part: Part,
    name: &'p str,
    /// Why nothing can be sent to a URL of it.
    refused: Option<&'static Text>,
}

/// Why a name of `--real` means nobody.
enum Unnamed<'p> {
    /// A 機関コード that so many share.
    Shared(Vec<&'p Organisation>),
    /// No name of a single body.
    Name(named::Unnamed<'p>),
}

/// A service goes before a body of the same name, as where messages are sent; a body is meant by its name, its id or its
/// 機関コード. Of those that share a code the clearing house provides; who of them asks must be said.
fn find<'p>(project: &'p Project, written: &str, asks: bool) -> Result<Named<'p>, Unnamed<'p>> {
    if let Some(service) = project.service_called(written) {
        let refused = service.messages.is_empty().then_some(&words::REAL_OF_SENDER);
        return Ok(Named { part: Part::Service(service.id.clone()), name: &service.name, refused });
    }
    let of_body = |body: &'p Organisation| {
        let refused = (body.kind == OrganisationKind::Insurer).then_some(&words::REAL_OF_INSURER);
        Named { part: Part::Body(body.id.clone()), name: &body.name, refused }
    };
    if let Some(body) = crate::feature::organisation(project, written) {
        return Ok(of_body(body));
    }
    if let Some(which) = Backbone::called(written) {
        return Ok(Named { part: Part::Backbone(which), name: which.name(Lang::Ja), refused: None });
    }
    let plain = to_half_width(written);
    let sharing: Vec<&Organisation> = project.organisations.iter().filter(|body| *body.code.0 == *plain).collect();
    let house = || sharing.iter().find(|body| body.kind == OrganisationKind::ClearingHouse).filter(|_| !asks);
    match (sharing.as_slice(), house()) {
        ([], _) => named::body(project, written).map(of_body).map_err(Unnamed::Name),
        ([only], _) => Ok(of_body(only)),
        (_, Some(house)) => Ok(of_body(house)),
        (_, None) => Err(Unnamed::Shared(sharing)),
    }
}

/// Says why a name of `--real` means nobody, and who may be meant.
fn unnamed(screen: &Screen, project: &Project, written: &str, why: &Unnamed<'_>) {
    match why {
        Unnamed::Shared(bodies) => {
            let names: Vec<&str> = bodies.iter().take(NAMED_MAX).map(|body| body.name.as_str()).collect();
            let args: [(&str, &dyn Display); 3] =
                [("code", &written), ("count", &bodies.len()), ("names", &names.join("、"))];
            screen.fault(&words::CODE_SHARED, &args);
        }
        Unnamed::Name(why) => {
            let codes = project.organisations.iter().map(|known| &*known.code.0);
            let services = project.services.iter().flat_map(|known| [&*known.id.0, known.name.as_str()]);
            let backbone: Vec<&str> = Backbone::ALL.into_iter().flat_map(Backbone::names).collect();
            named::tell(screen, project, written, why, codes.chain(services).chain(backbone));
        }
    }
}

/// Warns of element names that somebody else's parser may refuse, unless the files name a real system and `check` does.
pub(super) fn warn_of_names(screen: &Screen, project: &Project) {
    if project.partners.is_empty() {
        screen.warn(&refused_names(project));
    }
}

/// The project with the parts of `--real` played by real systems; everything else their files say of them holds.
pub(super) fn with_real(screen: &Screen, project: &Arc<Project>, reals: &[String]) -> Result<Arc<Project>, Exit> {
    if reals.is_empty() {
        return Ok(Arc::clone(project));
    }
    warn_of_names(screen, project);
    let mut changed = Project::clone(project);
    let (mut seen, mut faults) = (Vec::new(), 0);
    for text in reals {
        let Some((name, what)) = text.split_once(['=', '＝']) else {
            screen.fault(&words::BAD_REAL, &[("text", text)]);
            faults += 1;
            continue;
        };
        let (written, waits) = (name.trim(), what.trim() == WAIT);
        let Named { part, name, refused } = match find(project, written, waits) {
            Ok(named) => named,
            Err(why) => {
                unnamed(screen, project, written, &why);
                faults += 1;
                continue;
            }
        };
        let (waits, reached) = reached(what);
        let by_files = matches!(reached, Some(Reached::Folder(_)));
        // The systems that every body meets are asked at a URL, and ask nobody by themselves.
        let not_so = match part {
            Part::Body(_) => false,
            Part::Service(_) => by_files,
            Part::Backbone(_) => by_files || waits,
        };
        if (!waits && reached.is_none()) || not_so {
            screen.fault(&words::BAD_REAL, &[("text", text)]);
            faults += 1;
        } else if let Some(text) = refused.filter(|_| !waits) {
            let house = project.organisations.iter().find(|body| body.kind == OrganisationKind::ClearingHouse);
            screen.fault(text, &[("name", &name), ("house", &house.map_or("099", |house| &house.name))]);
            faults += 1;
        } else if seen.contains(&(part.clone(), waits)) {
            screen.fault(&words::REAL_TWICE, &[("name", &name)]);
            faults += 1;
        }
        seen.push((part.clone(), waits));
        if !changed.partners.iter().any(|known| known.part == part) {
            changed.partners.push(Partner::at(part.clone(), None, Place::Nowhere));
        }
        for partner in changed.partners.iter_mut().filter(|known| known.part == part) {
            match &reached {
                Some(Reached::Folder(folder)) if waits => {
                    let inquiries = partner.inquiries.get_or_insert_with(|| Inquiries::started_by(Start::Wait));
                    inquiries.folder = Some(folder.clone());
                }
                Some(Reached::Folder(folder)) => {
                    partner.url = None;
                    partner.folder = Some(match partner.folder.take() {
                        Some(known) => ProvidingFolder { path: folder.clone(), ..known },
                        None => ProvidingFolder::at(folder.clone()),
                    });
                }
                Some(Reached::Url(url)) => (partner.url, partner.folder) = (Some(url.clone()), None),
                None => {
                    partner.inquiries.get_or_insert_with(|| Inquiries::started_by(Start::Wait));
                }
            }
        }
    }
    if faults > 0 { Err(Exit::Arguments) } else { Ok(Arc::new(changed)) }
}

/// How a real system is reached.
enum Reached {
    Url(String),
    Folder(PathBuf),
}

/// `URL`, `folder:DIR`, `wait`, `wait:folder:DIR`: whether its queries are waited for, and where it is reached. A folder is
/// meant from where renkei was started.
fn reached(what: &str) -> (bool, Option<Reached>) {
    let folder = |text: &str| {
        let path = text.strip_prefix(FOLDER).map(str::trim).filter(|path| !path.is_empty())?;
        Some(Reached::Folder(std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path))))
    };
    let what = what.trim();
    match what.strip_prefix(WAIT) {
        Some("") => (true, None),
        Some(rest) => match rest.strip_prefix(':').and_then(folder) {
            Some(reached) => (true, Some(reached)),
            None => (false, None),
        },
        None => (false, folder(what).or_else(|| base_url(what).map(Reached::Url))),
    }
}

/// The bodies and services played by real systems, by name.
pub(super) fn names(project: &Project) -> Vec<String> {
    let name = |partner: &Partner| match &partner.part {
        Part::Body(body) => project.organisation(body).map(|known| known.name.clone()),
        Part::Service(service) => project.service(service).map(|known| known.name.clone()),
        Part::Backbone(which) => Some(which.name(Lang::Ja).to_owned()),
    };
    project.partners.iter().filter_map(name).collect()
}

/// Says what a real network has to do, and what is not looked at then.
pub(super) fn tell_network(screen: &Screen, project: &Project) {
    let url = project.partner_of_backbone(Backbone::Nws).and_then(|partner| partner.url.as_deref());
    if let Some(url) = url {
        screen.note(&crossing::NETWORK_REAL, &[("url", &url)]);
    }
}

/// Who may be asked.
#[derive(Clone, Copy)]
pub(super) enum Asked<'c> {
    /// The body of this code.
    Body(&'c InstitutionCode),
    /// Some service.
    Service,
    /// A system that every body meets.
    Backbone(Backbone),
}

/// Lines to the real systems that may be asked; the values of their variables come from the environment.
pub(super) fn partners(
    screen: &Screen,
    project: &Project,
    asked: impl Fn(Asked<'_>) -> bool,
) -> Result<Partners, Exit> {
    let wanted = |partner: &Partner| match &partner.part {
        Part::Body(body) => project.organisation(body).is_some_and(|body| asked(Asked::Body(&body.code))),
        Part::Service(_) => asked(Asked::Service),
        Part::Backbone(which) => asked(Asked::Backbone(*which)),
    };
    let credentials = project.partners.iter().filter(|partner| wanted(partner));
    let credentials = credentials.filter_map(|partner| partner.credentials.as_ref());
    let secrets: Secrets = credentials
        .flat_map(|credentials| credentials.variables())
        .filter_map(|name| Some((name.to_owned(), Secret::new(std::env::var(name).ok().filter(|v| !v.is_empty())?))))
        .collect();
    Partners::new(project, &secrets, wanted).map_err(|faults| {
        screen.diagnostics(&faults);
        Exit::Files
    })
}

/// Starts commands in the project's folder, without a shell, and waits for their end.
pub(super) fn hook(root: &Path) -> Hook {
    let root: PathBuf = root.to_owned();
    Arc::new(move |command, environment| {
        let Some((name, rest)) = command.split_first() else { return Err((String::new(), String::new())) };
        // A path of the project is meant from its folder, wherever renkei itself was started.
        let program = match root.join(name) {
            path if name.contains('/') && path.is_file() => path.canonicalize().unwrap_or(path),
            _ => PathBuf::from(name),
        };
        let mut process = Command::new(program);
        process.args(rest).current_dir(&root).stdin(Stdio::null()).stdout(Stdio::null());
        process.envs(environment.iter().map(|(name, value)| (name, value)));
        let both = |text: &Text, args: &[(&str, &dyn Display)]| (text.say(Lang::Ja, args), text.say(Lang::En, args));
        let ended = process.status().map_err(|error| {
            let (ja, en) = machine::both(&error);
            (format!("{name}: {ja}"), format!("{name}: {en}"))
        })?;
        match ended.code() {
            Some(0) => Ok(()),
            Some(code) => Err(both(&words::HOOK_ENDED, &[("name", name), ("code", &code)])),
            None => Err(both(&words::HOOK_KILLED, &[("name", name)])),
        }
    })
}
