//! The querying side's business system when it works by files: a 照会ファイル for each query, dropped into the folder
//! that its 中間サーバー watches.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

use super::{Asked, Client, ClientFault};
use crate::model::Profile;
use crate::network::directory::Directory;
use crate::network::drop_folder::{DropFault, DropFolder, Whole};
use crate::network::polling::Pauses;
use crate::network::{ExchangeFolder, Institution, NetworkError};
use crate::payload::envelope::Query;
use crate::payload::file_exchange::{Came, Reply, ResultFault};

/// How much longer than the 中間サーバー itself is waited for its 結果ファイル.
const RESULT_GRACE: Duration = Duration::from_secs(5);

/// The folder between the business systems of one network and their 中間サーバー, and who watches it. Ends, with its
/// files, when it is dropped.
#[derive(Debug)]
pub(in crate::network) struct Post {
    pub folder: Arc<DropFolder>,
    root: PathBuf,
    watching: JoinHandle<()>,
}

impl Post {
    /// Makes the folder and has it watched. `doors`: those of the 中間サーバー.
    pub fn open(root: &Path, doors: Arc<dyn Institution>, directory: &Arc<Directory>) -> Result<Self, NetworkError> {
        let profile: &Profile = directory.profile();
        let folder = Arc::new(DropFolder::new(root, profile.files, Whole::AtOnce, Pauses::of(profile)));
        let mut watched = ExchangeFolder::open(root, doors, Arc::clone(directory))
            .map_err(|fault| NetworkError(std::io::Error::other(fault)))?;
        // What happens in it is seen in the results.
        let watching = tokio::spawn(async move { watched.watch(|_| {}).await });
        Ok(Self { folder, root: root.to_owned(), watching })
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.watching.abort();
        // Personal data of the test: gone with the run. If that fails, the folder of the whole run is removed later.
        let _ = std::fs::remove_dir_all(&self.root);
    }
}

impl Client {
    /// As [`Client::ask`], by files.
    pub(super) async fn ask_by_files(&self, folder: &DropFolder, query: &Query) -> Result<Asked, ClientFault> {
        let asking = folder.ask(&query.request, query, self.directory(), |_| {});
        self.within(query, asking).await
    }

    /// As [`Client::poll`], by files: the further result of a query that was held.
    pub(super) async fn poll_by_files(&self, folder: &DropFolder, query: &Query) -> Result<Asked, ClientFault> {
        self.within(query, folder.ask_again(&query.request, query, self.directory())).await
    }

    async fn within(
        &self,
        query: &Query,
        asking: impl Future<Output = Result<(Reply, u32), DropFault>>,
    ) -> Result<Asked, ClientFault> {
        let begun = Instant::now();
        let wait = self.directory().answer_wait(&query.provider) + RESULT_GRACE;
        let Ok(came) = tokio::time::timeout(wait, asking).await else {
            let waited_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            return Err(ClientFault::NoAnswer { waited_ms, polls: 0 });
        };
        match came {
            Ok((Reply { came: Came::Answer(answer), told }, polls)) => Ok(Asked { answer, polls, told }),
            Ok((Reply { came: Came::Nothing(why), .. }, _)) => Err(ClientFault::Unanswered(why)),
            Err(DropFault::Characters(characters)) => Err(ClientFault::Unwritable(characters.join("、"))),
            Err(DropFault::Folder { why, .. }) => Err(ClientFault::Proxy(why)),
            Err(DropFault::Result(fault)) => Err(unreadable(&fault)),
        }
    }
}

fn unreadable(fault: &ResultFault) -> ClientFault {
    ClientFault::Unanswered(fault.say(crate::model::Lang::Ja))
}
