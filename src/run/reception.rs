//! The doors that stand while a run waits for real inquirers: a thread with a runtime of its own, for all workers.

use std::sync::Arc;
use std::sync::mpsc;

use tokio::sync::oneshot;

use super::RunFault;
use super::partner::{Reception, any_inquirer};
use super::turn::Parties;
use crate::event::Event;
use crate::feature::{self, Phrase};
use crate::model::partner::{Doors, Part};
use crate::model::{Backbone, OrganisationId, Project};
use crate::network::{Bound, Desk, Directory, Entrance, Institution, Spelt, Standing, Watched, exchange_folder};
use crate::plan::TrialKey;

/// Open doors.
pub(super) struct Receiving {
    reception: Reception,
    /// What is told of them.
    opened: Event,
    close: oneshot::Sender<()>,
    thread: std::thread::JoinHandle<()>,
}

impl Receiving {
    /// Opens the doors.
    pub fn open(bound: Bound, project: &Arc<Project>, directory: &Arc<Directory>) -> Result<Self, RunFault> {
        let (close, closing) = oneshot::channel();
        let (opened, opening) = mpsc::channel();
        let (doors, directory) = (project.doors.clone().or_usual(), Arc::clone(directory));
        let thread = std::thread::Builder::new().name("doors".to_owned()).spawn(move || {
            let told = opened.clone();
            if let Err(fault) = stand(bound, &doors, directory, opened, closing) {
                let _ = told.send(Err(fault));
            }
        })?;
        // The thread always says something; if it cannot, it has panicked.
        let (reception, opened) = opening.recv().unwrap_or(Err(RunFault::Panicked))?;
        Ok(Self { reception, opened, close, thread })
    }

    /// What is told of them.
    pub fn opened(&self) -> Event {
        self.opened.clone()
    }

    /// What the workers are told.
    pub fn reception(&self) -> Reception {
        self.reception.clone()
    }

    /// Closes the doors.
    pub fn close(self) {
        let _ = self.close.send(());
        let _ = self.thread.join();
    }
}

/// The doors that these trials and features want: some of them are asked by a real system, or sent to.
pub fn doors_wanted(
    project: &Project,
    trials: &[TrialKey],
    handwritten: &[(String, gherkin::Feature)],
) -> Option<Doors> {
    is_wanted(project, trials, handwritten).then(|| project.doors.clone().or_usual())
}

fn is_wanted(project: &Project, trials: &[TrialKey], handwritten: &[(String, gherkin::Feature)]) -> bool {
    let of_sheets = trials.iter().map(|key| &key.resolve(project).inquirer.id);
    let steps = handwritten.iter().flat_map(|(_, feature)| {
        let background = feature.background.iter().flat_map(|background| &background.steps);
        background.chain(feature.scenarios.iter().flat_map(|scenario| &scenario.steps))
    });
    let of_people = steps.filter_map(|step| match feature::phrase_of(step) {
        Ok(Phrase::Inquirer { organisation, .. }) => feature::organisation(project, &organisation),
        _ => None,
    });
    let ids: Vec<OrganisationId> = of_people.map(|body| body.id.clone()).collect();
    let scenarios =
        handwritten.iter().flat_map(|(_, feature)| feature.scenarios.iter().map(move |scenario| (feature, scenario)));
    let mut of_services = scenarios.map(|(feature, scenario)| Parties::of(project, feature, scenario));
    // A real network brings its queries to providers and its answers here.
    project.partner_of_backbone(Backbone::Nws).is_some()
        || any_inquirer(project, of_sheets)
        || any_inquirer(project, ids.iter())
        || of_services.any(|parties| parties.come_in())
}

fn stand(
    bound: Bound,
    doors: &Doors,
    directory: Arc<Directory>,
    opened: mpsc::Sender<Result<(Reception, Event), RunFault>>,
    closing: oneshot::Receiver<()>,
) -> Result<(), RunFault> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let namespace = directory.profile().soap_namespace.clone();
        let desk = Desk::new(Standing::new(Arc::clone(&directory))?.doors(), &directory);
        let behind = directory.partners().switched(Arc::new(desk.clone()), &directory);
        let door: Arc<dyn Institution> = Arc::new(Spelt::new(behind, &namespace));
        let entrance = Entrance::open_at(bound, doors, Arc::clone(&door))?;
        let ((plain, tls), url) = (entrance.urls(), entrance.url());
        let certificate = entrance.certificate().map(str::to_owned);
        let folders = folders(&directory, &desk)?;
        let _ = opened.send(Ok((
            Reception { desk, url, beside: entrance.beside(door) },
            Event::DoorsOpened { plain, tls, certificate },
        )));
        let _ = closing.await;
        for folder in folders {
            folder.close().await;
        }
        entrance.close().await;
        Ok(())
    })
}

/// Watches the folders into which real inquirers drop their 照会ファイル; each query comes to the desk as one over a wire.
fn folders(directory: &Arc<Directory>, desk: &Desk) -> Result<Vec<Watched>, RunFault> {
    let project = directory.project();
    let folders = project.partners.iter().filter_map(|partner| {
        let Part::Body(body) = &partner.part else { return None };
        let inquirer = project.organisation(body)?.code.clone();
        Some((partner.inquiries.as_ref()?.folder.clone()?, inquirer))
    });
    Ok(folders.map(|(path, code)| exchange_folder(path, desk.of_folder(code), directory)).collect::<Result<_, _>>()?)
}
