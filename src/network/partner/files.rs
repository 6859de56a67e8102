//! A real provider that works by files: its 照会ファイル is dropped into its folder, its 結果ファイル waited for.

use std::time::Duration;

use super::{Gate, PartnerFault, Spoken};
use crate::model::catalogue::{machine, reach as words};
use crate::model::partner::ProvidingFolder;
use crate::model::{Lang, Profile};
use crate::network::directory::Directory;
use crate::network::drop_folder::{DropFault, DropFolder, Passing, Whole};
use crate::network::polling::Pauses;
use crate::payload::envelope::Query;
use crate::payload::file_exchange::{Came, ResultFault};

/// The folder of a real provider.
#[derive(Debug)]
pub(super) struct ByFiles {
    folder: DropFolder,
    pub wait: Duration,
}

impl ByFiles {
    pub fn new(folder: &ProvidingFolder, profile: &Profile) -> Self {
        let whole = Whole::Settled(Duration::from_millis(profile.file_settle_ms));
        Self {
            folder: DropFolder::new(&folder.path, folder.files.unwrap_or(profile.files), whole, Pauses::of(profile)),
            wait: Duration::from_millis(folder.wait_ms_max),
        }
    }

    /// Hands the partner a query under its 処理通番, which is the file's name, and brings back the 照会結果.
    /// Both files stand in `spoken`, as far as they came. `directory`: what its results are read by.
    pub async fn exchange(
        &self,
        (gate, directory): (&Gate, &Directory),
        serial: &str,
        message: &[u8],
        spoken: &mut Spoken,
    ) -> Result<String, PartnerFault> {
        let looked_on = |passing: Passing<'_>| match passing {
            Passing::Dropped(file) => spoken.sent = (String::new(), String::new(), file.to_vec()),
            Passing::Begun => gate.met(),
            Passing::Came(file) => spoken.came_as_file(file),
        };
        let failed = |fault| of(gate, fault);
        let query = std::str::from_utf8(message).ok().and_then(|text| Query::from_xml(text).ok());
        let Some(query) = query else {
            self.folder.ask_spoilt(serial, message, looked_on).await.map_err(failed)?;
            let told = ResultFault::NoRow(String::new());
            return Err(PartnerFault::Wrong { why: (told.say(Lang::Ja), told.say(Lang::En)) });
        };
        let (reply, _) = self.folder.ask(serial, &query, directory, looked_on).await.map_err(failed)?;
        let told = reply.told.join(" / ");
        match reply.came {
            Came::Answer(text) if told.is_empty() => Ok(text),
            Came::Nothing(why) | Came::Answer(why) => {
                let why = if told.is_empty() { why } else { told };
                Err(PartnerFault::wrong(&words::FAILURE, &[("why", &why)]))
            }
        }
    }
}

fn of(gate: &Gate, fault: DropFault) -> PartnerFault {
    match fault {
        DropFault::Folder { path, why } => {
            let told = |lang| words::NO_FOLDER.say(lang, &[("path", &path), ("why", &machine::say(&why, lang))]);
            gate.without((told(Lang::Ja), told(Lang::En)))
        }
        DropFault::Characters(characters) => PartnerFault::Unwritable { characters: characters.join("、") },
        DropFault::Result(fault) => PartnerFault::Wrong { why: (fault.say(Lang::Ja), fault.say(Lang::En)) },
    }
}
