//! Real systems that are reached by files: `folder` under `real`, and under its `inquiries`.

use std::path::Path;

use super::{INQUIRY_WAIT_MS_MAX, Reading};
use crate::model::catalogue::partner as say;
use crate::model::partner::{Partner, ProvidingFolder, RESULT_WAIT_MS};
use crate::model::profile::{FileSpelling, Transport};
use crate::model::{Diagnostic, Place};
use crate::sheet::from_yaml::Fields;
use crate::sheet::raw::Word;
use crate::sheet::resolve::words::{self, required_key};
use crate::sheet::yaml::{Node, Tree};

impl Reading<'_> {
    /// `folder: DIR`, or with how files are written and how long they are waited for.
    pub(super) fn providing(&mut self, node: Node, usual: FileSpelling) -> Option<ProvidingFolder> {
        let place = node.place.clone();
        if let Tree::Scalar(text) = &node.value {
            return Some(ProvidingFolder::at(self.folder.beside(text.trim())));
        }
        let mut top = Fields::open(node, "folder", &["path", "format", "charset", "wait-ms"], self.faults)?;
        let (path, format, charset) = (top.text("path"), top.text("format"), top.text("charset"));
        let wait = top.text("wait-ms");
        drop(top);
        let said = format.is_some() || charset.is_some();
        let files = words::file_spelling(format.as_ref(), charset.as_ref(), usual, self.faults);
        let wait_ms_max = wait
            .and_then(|word| words::number(&word, "wait-ms", 1, INQUIRY_WAIT_MS_MAX, self.faults))
            .map_or(RESULT_WAIT_MS, u64::from);
        let path = required_key(path.as_ref(), "path", &place, self.faults)?;
        Some(ProvidingFolder { path: self.folder.beside(&path.text), files: said.then_some(files), wait_ms_max })
    }

    /// What means nothing to a partner that is reached by files.
    pub(super) fn check_by_files<'p>(&mut self, keys: impl Iterator<Item = (&'static str, Option<&'p Place>)>) {
        for (key, place) in keys.filter_map(|(key, place)| Some((key, place?))) {
            self.faults.push(Diagnostic::new(&say::NOT_BY_FILES, place.clone()).with("key", key));
        }
    }

    /// `transport: file` and `folder` go together.
    pub(super) fn check_transport(&mut self, transport: Option<&Word>, by_files: bool) {
        let Some(word) = transport else { return };
        let Some((_, kind)) = Transport::WORDS.iter().find(|(known, _)| *known == word.text) else { return };
        if (*kind == Transport::File) != by_files {
            self.faults.push(Diagnostic::new(&say::TRANSPORT_AND_FOLDER, word.place.clone()).with("value", &word.text));
        }
    }

    /// No folder serves two: files of one body would be taken for those of another.
    pub(super) fn check_folders(&mut self, partners: &[Partner]) {
        let mut seen: Vec<&Path> = Vec::new();
        for partner in partners {
            let asked = partner.inquiries.as_ref().and_then(|inquiries| inquiries.folder.as_deref());
            for path in partner.folder.as_ref().map(|folder| folder.path.as_path()).into_iter().chain(asked) {
                if seen.contains(&path) {
                    let fault = Diagnostic::new(&say::FOLDER_TWICE, partner.place.clone());
                    self.faults.push(fault.with("folder", path.file_name().unwrap_or_default().display()));
                }
                seen.push(path);
            }
        }
    }
}
