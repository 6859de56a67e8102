//! The doors that stand while a run waits for real inquirers: a thread with a runtime of its own, for all workers.

use std::sync::Arc;
use std::sync::mpsc;

use tokio::sync::oneshot;

use super::partner::{Reception, any_inquirer};
use super::{RunFault, Work};
use crate::feature::{self, Phrase};
use crate::model::partner::Doors;
use crate::model::{OrganisationId, Project};
use crate::network::{Desk, Directory, Entrance, Spelt, Standing};

/// Open doors.
pub(super) struct Receiving {
    reception: Reception,
    close: oneshot::Sender<()>,
    thread: std::thread::JoinHandle<()>,
}

impl Receiving {
    /// Opens the doors if some case is to be asked by a real system.
    pub fn open(project: &Arc<Project>, directory: &Arc<Directory>, work: &Work) -> Result<Option<Self>, RunFault> {
        if work.replay.is_some() || !is_wanted(project, work) {
            return Ok(None);
        }
        let (close, closing) = oneshot::channel();
        let (opened, opening) = mpsc::channel();
        let (doors, directory) = (project.doors.clone().or_usual(), Arc::clone(directory));
        let thread = std::thread::Builder::new().name("doors".to_owned()).spawn(move || {
            let told = opened.clone();
            if let Err(fault) = stand(&doors, directory, opened, closing) {
                let _ = told.send(Err(fault));
            }
        })?;
        // The thread always says something; if it cannot, it has panicked.
        let reception = opening.recv().unwrap_or(Err(RunFault::Panicked))?;
        Ok(Some(Self { reception, close, thread }))
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

/// Whether some trial is asked by a real inquirer.
fn is_wanted(project: &Project, work: &Work) -> bool {
    let of_sheets = work.trials.iter().map(|key| &key.resolve(project).inquirer.id);
    let steps = work.handwritten.iter().flat_map(|(_, feature)| {
        let background = feature.background.iter().flat_map(|background| &background.steps);
        background.chain(feature.scenarios.iter().flat_map(|scenario| &scenario.steps))
    });
    let of_people = steps.filter_map(|step| match feature::phrase_of(step) {
        Ok(Phrase::Inquirer { organisation, .. }) => feature::organisation(project, &organisation),
        _ => None,
    });
    let ids: Vec<OrganisationId> = of_people.map(|body| body.id.clone()).collect();
    any_inquirer(project, of_sheets) || any_inquirer(project, ids.iter())
}

fn stand(
    doors: &Doors,
    directory: Arc<Directory>,
    opened: mpsc::Sender<Result<Reception, RunFault>>,
    closing: oneshot::Receiver<()>,
) -> Result<(), RunFault> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let namespace = directory.profile().soap_namespace.clone();
        let desk = Desk::new(Standing::new(directory)?.doors());
        let entrance = Entrance::open(doors, Arc::new(Spelt::new(Arc::new(desk.clone()), &namespace))).await?;
        let plain = entrance.plain().map(|address| format!("http://{address}"));
        let url = plain.or_else(|| entrance.tls().map(|address| format!("https://{address}"))).unwrap_or_default();
        let _ = opened.send(Ok(Reception { desk, url }));
        let _ = closing.await;
        entrance.close().await;
        Ok(())
    })
}
