//! `renkei mock`: the network of a project, standing at fixed addresses until it is asked to stop.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Exit;
use super::arguments::MockArguments;
use super::screen::Screen;
use super::stopping::Stopping;
use super::{check, fault, partner, standing};
use crate::model::catalogue::cli as words;
use crate::model::catalogue::machine;
use crate::model::catalogue::mock as said;
use crate::model::partner::Doors;
use crate::model::{CivilDate, FaultKind, FaultPlace, NamedFault, Place, Project, Text, date};
use crate::network::{Alarm, Directory, Entrance, ExchangeFolder, FolderFault, Institution, Mock, Spelt};
use crate::sheet::listening_address;

/// Threads that serve: an exchange reads and writes XML, more than one thread can do while the wire waits.
const WORKERS: usize = 2;

/// Messages with a 個人番号 that are told on the screen one by one.
const ALARMS_MAX: usize = 20;

pub(super) fn mock(screen: &Screen, root: &Path, arguments: &MockArguments) -> Exit {
    match attempt(screen, root, arguments) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn attempt(screen: &Screen, root: &Path, arguments: &MockArguments) -> Result<Exit, Exit> {
    let on = arguments.on.as_deref().map(|text| day(screen, text)).transpose()?;
    let loaded = check::load_sound(screen, root)?;
    if arguments.real.is_empty() {
        partner::warn_of_names(screen, &loaded.project);
    }
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
        .map_err(|why| broke(&machine::say(&why, screen.lang)))?;
    runtime.block_on(async {
        let mock = Arc::new(
            Mock::new(Arc::clone(&directory), on, screen.lang)
                .map_err(|fault| broke(&machine::say(&fault.0, screen.lang)))?,
        );
        let institution: Arc<dyn Institution> = Arc::clone(&mock) as Arc<dyn Institution>;
        let folder = arguments.exchange_folder.as_deref();
        let mut folder = folder
            .map(|root| ExchangeFolder::open(root, Arc::clone(&institution), Arc::clone(&directory)))
            .transpose()
            .map_err(|fault| folder_fault(screen, &fault))?;
        let spelt = Spelt::new(institution, &project.profile.soap_namespace);
        let entrance = Entrance::open_behind(&doors, Arc::new(spelt), mock.before_doors()).map_err(|fault| {
            screen.fault_text(&fault.say(screen.lang, &said::WRITTEN_AT_MOCK));
            Exit::Bench
        })?;
        mock.show_certificate(entrance.certificate());
        // Before anybody is told that it stands: who stops it at once is heard, too.
        let mut stopping = Stopping::listen();
        standing::tell(screen, &project, &mock, &entrance, arguments.exchange_folder.as_deref());
        mock.sound(alarm(screen, &mock, &entrance));
        let watching = async {
            match &mut folder {
                // The name of a file may be anything.
                Some(folder) => {
                    folder.watch(|event| screen.note_text(&directory.numbers().mask(&event.say(screen.lang)))).await;
                }
                None => std::future::pending().await,
            }
        };
        // A file under way stays in the folder and is asked again by the next sitting.
        tokio::select! {
            () = stopping.asked() => {}
            () = watching => {}
        }
        entrance.close().await;
        let (served, exposed) = mock.counts();
        screen.note(&words::MOCK_ENDED, &[]);
        screen.note(&said::MOCK_COUNTED, &[("served", &served), ("exposed", &exposed)]);
        if screen.json {
            screen.print_json(&serde_json::json!({"served": served, "personal_numbers": exposed}));
        }
        Ok(Exit::Passed)
    })
}

/// Tells of messages that carry a 個人番号 as they come, the first ones.
fn alarm(screen: &Screen, mock: &Arc<Mock>, entrance: &Entrance) -> Alarm {
    let (screen, mock, told) = (screen.clone(), Arc::downgrade(mock), AtomicUsize::new(0));
    let url = entrance.url();
    Box::new(move |line| {
        let Some(mock) = mock.upgrade() else { return };
        match told.fetch_add(1, Ordering::Relaxed) {
            0..ALARMS_MAX => screen.note(&said::MOCK_ALARM, &[("line", &mock.line_text(line))]),
            ALARMS_MAX => screen.note(&said::MOCK_ALARMS_STOP, &[("url", &format!("{url}/renkei/journal.txt"))]),
            _ => {}
        }
    })
}

/// The project without the faults that a standing network cannot show; one of the command line is refused.
fn with_faults_that_can_be(screen: &Screen, project: &Arc<Project>, doors: &Doors) -> Result<Arc<Project>, Exit> {
    if project.faults.is_empty() {
        return Ok(Arc::clone(project));
    }
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
    screen.fault_text(&fault.say(screen.lang));
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
