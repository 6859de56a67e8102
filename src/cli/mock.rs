//! `renkei mock`: the network of a project, standing at fixed addresses until it is asked to stop.

use std::path::Path;
use std::sync::Arc;

use super::Exit;
use super::arguments::MockArguments;
use super::run::asked_to_stop;
use super::screen::Screen;
use super::{check, fault, partner};
use crate::model::catalogue::cli as words;
use crate::model::partner::Doors;
use crate::model::{CivilDate, FaultKind, FaultPlace, NamedFault, OrganisationKind, Place, Project, Text, date};
use crate::network::{Directory, Entrance, ExchangeFolder, FolderFault, Institution, Mock, Spelt};
use crate::sheet::listening_address;

/// Threads that serve: an exchange reads and writes XML, more than one thread can do while the wire waits.
const WORKERS: usize = 2;

/// 機関別符号 shown on the screen; all of them are behind a URL.
const CODES_SHOWN_MAX: usize = 40;

pub(super) fn mock(screen: &Screen, root: &Path, arguments: &MockArguments) -> Exit {
    match attempt(screen, root, arguments) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn attempt(screen: &Screen, root: &Path, arguments: &MockArguments) -> Result<Exit, Exit> {
    let on = arguments.on.as_deref().map(|text| day(screen, text)).transpose()?;
    let loaded = check::load_sound(screen, root)?;
    let project = partner::with_real(screen, &loaded.project, &arguments.real)?;
    let project = fault::with_faults(screen, &project, &arguments.fault)?;
    let doors = doors(screen, &project, arguments)?;
    let project = with_faults_that_can_be(screen, &project, &doors)?;
    let partners = partner::partners(screen, &project, |_| true)?;
    let directory = Arc::new(Directory::new(Arc::clone(&project)).with_partners(partners));
    let broke = |why: &dyn std::fmt::Display| {
        screen.fault(&words::BENCH_BROKE, &[("why", why)]);
        Exit::Bench
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .enable_all()
        .build()
        .map_err(|why| broke(&why))?;
    runtime.block_on(async {
        let mock = Arc::new(Mock::new(Arc::clone(&directory), on, screen.lang).map_err(|why| broke(&why))?);
        let institution: Arc<dyn Institution> = Arc::clone(&mock) as Arc<dyn Institution>;
        let folder = arguments.exchange_folder.as_deref();
        let mut folder = folder
            .map(|root| ExchangeFolder::open(root, Arc::clone(&institution), Arc::clone(&directory)))
            .transpose()
            .map_err(|fault| folder_fault(screen, &fault))?;
        let spelt = Spelt::new(institution, &project.profile.soap_namespace);
        let entrance =
            Entrance::open_behind(&doors, Arc::new(spelt), mock.before_doors()).await.map_err(|why| broke(&why))?;
        mock.show_certificate(entrance.certificate());
        tell(screen, &project, &mock, &entrance, arguments.exchange_folder.as_deref());
        let watching = async {
            match &mut folder {
                Some(folder) => folder.watch(|event| screen.note_text(&event.say(screen.lang))).await,
                None => std::future::pending().await,
            }
        };
        // A file under way stays in the folder and is asked again by the next sitting.
        tokio::select! {
            () = asked_to_stop() => {}
            () = watching => {}
        }
        entrance.close().await;
        screen.note(&words::MOCK_ENDED, &[]);
        Ok(Exit::Passed)
    })
}

/// The project without the faults that a standing network cannot show; one of the command line is refused.
fn with_faults_that_can_be(screen: &Screen, project: &Arc<Project>, doors: &Doors) -> Result<Arc<Project>, Exit> {
    let mut kept = Project::clone(project);
    let mut refused = false;
    kept.faults.retain(|fault| {
        let Some(why) = left_out(fault, doors) else { return true };
        let spelling = fault.spelling(&project.organisations, screen.lang);
        let args: [(&str, &dyn std::fmt::Display); 2] = [("fault", &spelling), ("why", &why.pattern(screen.lang))];
        if fault.source == Place::Nowhere {
            screen.fault(&words::MOCK_FAULT_LEFT_OUT, &args);
            refused = true;
        } else {
            screen.note(&words::MOCK_FAULT_LEFT_OUT, &args);
        }
        false
    });
    if refused { Err(Exit::Arguments) } else { Ok(Arc::new(kept)) }
}

/// Why a standing network cannot show a fault.
fn left_out(fault: &NamedFault, doors: &Doors) -> Option<Text> {
    let expired = fault.kind == FaultKind::ExpiredCertificate && fault.place == FaultPlace::OwnGateway;
    match fault {
        NamedFault { cases, .. } if !cases.is_empty() => Some(words::MOCK_FAULT_OF_CASES),
        NamedFault { place: FaultPlace::ResidentNetwork, .. } => Some(words::MOCK_FAULT_OF_REGISTER),
        _ if expired && doors.tls.is_none() => Some(words::MOCK_FAULT_NO_TLS),
        _ if expired && doors.identity.is_some() => Some(words::MOCK_FAULT_OWN_CERTIFICATE),
        _ => None,
    }
}

fn folder_fault(screen: &Screen, fault: &FolderFault) -> Exit {
    match fault {
        FolderFault::InUse { path } => screen.fault(&words::FOLDER_IN_USE, &[("path", path)]),
        FolderFault::Io { path, why } => screen.fault(&words::FOLDER_REFUSED, &[("path", path), ("why", why)]),
    }
    Exit::Bench
}

fn day(screen: &Screen, text: &str) -> Result<CivilDate, Exit> {
    date::parse_day(text).map(|reading| reading.value).map_err(|_| {
        screen.fault(&words::BAD_ON, &[("text", &text)]);
        Exit::Arguments
    })
}

/// What the arguments say, else the project, else the usual address.
fn doors(screen: &Screen, project: &Project, arguments: &MockArguments) -> Result<Doors, Exit> {
    let mut doors = project.doors.clone();
    for (text, address) in [(&arguments.plain, &mut doors.plain), (&arguments.tls, &mut doors.tls)] {
        let Some(text) = text else { continue };
        *address = Some(listening_address(text).ok_or_else(|| {
            screen.fault(&words::BAD_LISTEN, &[("text", text)]);
            Exit::Arguments
        })?);
    }
    Ok(doors.or_usual())
}

fn tell(screen: &Screen, project: &Project, mock: &Mock, entrance: &Entrance, folder: Option<&Path>) {
    let plain = entrance.plain().map(|address| format!("http://{address}"));
    let tls = entrance.tls().map(|address| format!("https://{address}"));
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
    }
    if !faults.is_empty() {
        out.push(words::MOCK_FAULTS.say(lang, &[("count", &faults.len())]));
        out.extend(faults.iter().map(|fault| format!("  {fault}")));
    }
    out.push(words::MOCK_PAGES.say(lang, &[("url", first)]));
    // Insurers have no code of their own: on the wire they are the clearing house.
    let coded = || project.organisations.iter().filter(|body| body.kind != OrganisationKind::Insurer);
    out.push(words::MOCK_BODIES.say(lang, &[("count", &coded().count())]));
    out.extend(coded().take(CODES_SHOWN_MAX).map(|body| format!("  {} {}", body.code, body.name)));
    let more = |out: &mut Vec<String>, count: usize, page: &str| {
        if count > CODES_SHOWN_MAX {
            let url = format!("{first}/renkei/{page}");
            out.push(words::MOCK_MORE.say(lang, &[("more", &(count - CODES_SHOWN_MAX)), ("url", &url)]));
        }
    };
    more(&mut out, coded().count(), "persons.txt");
    out.push(words::MOCK_CODES.say(lang, &[("count", &mock.code_count())]));
    out.extend(mock.persons_text(CODES_SHOWN_MAX).lines().map(|line| format!("  {line}")));
    more(&mut out, mock.code_count(), "persons.txt");
    screen.print(&(out.join("\n") + "\n"));
}
