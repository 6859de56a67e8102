//! What lies in `request/` and is no file: a folder full of files perhaps. It stays where it is, and is told, once on the
//! screen and by a result that says what to do.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;

use super::{
    Clerk, ExchangeFolder, FolderEvent, NAMES_MAX, being_written, entries, is_marker, numbered, result_name, shown,
    told_by_one, with_ending, write_whole,
};
use crate::payload::file_exchange::{self, FileFault};

impl ExchangeFolder {
    /// Tells what was not there at the last look.
    pub(super) fn tell_strays(&mut self, told: &mut impl FnMut(FolderEvent)) {
        let lying = entries(&self.desk.root.join("request")).filter(|(_, metadata)| !metadata.is_file());
        let lying: Vec<(OsString, FileFault)> = lying
            .filter(|(name, _)| !being_written(name) && !is_marker(name))
            .map(|(name, metadata)| {
                let why = if metadata.is_dir() { FileFault::IsFolder } else { FileFault::IsLink };
                (name.clone(), why(shown(&name)))
            })
            .collect();
        self.strays.retain(|known| lying.iter().any(|(name, _)| name == known));
        for (name, why) in lying {
            if !self.strays.insert(name.clone()) {
                continue;
            }
            if let Err(trouble) = self.desk.answer_stray(&name, &why) {
                self.trouble(&name, &trouble, told);
            }
            told(FolderEvent::Stray { why });
        }
    }
}

impl Clerk {
    /// Lays out a result that says why, unless a sitting before this one has.
    fn answer_stray(&self, name: &OsStr, why: &FileFault) -> io::Result<()> {
        let (inquiries, came) = told_by_one(why, None, None);
        let bytes = file_exchange::write_results(&inquiries, &came, self.directory.as_ref());
        let mut wanted = name.to_owned();
        wanted.push(".csv");
        let wanted = result_name(&wanted);
        for number in 1..NAMES_MAX {
            let result = numbered(&wanted, number);
            let whole = self.part("result", &result);
            match fs::read(&whole) {
                Ok(there) if there == bytes => return Ok(()),
                Err(why) if why.kind() == io::ErrorKind::NotFound => {
                    return write_whole(&self.part("working", &with_ending(&result, "stray.tmp")), &whole, &bytes);
                }
                _ => {}
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}
