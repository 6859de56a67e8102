//! Whatever goes to a system that is not ours or comes from one is looked through for 個人番号 as it passes, once, and only
//! what was found is kept: where, never what.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::call::Call;
use super::directory::Directory;
use super::paths;
use crate::model::partner::LinkCodes;
use crate::model::personal_number::masked;
use crate::model::{InstitutionCode, Layout};
use crate::payload::charset;
use crate::payload::envelope;
use crate::payload::exposure::{self, Declared, Message, Seen};

/// Findings kept of one case, or of one inquirer that belong to no case: each place once.
const FINDINGS_MAX: usize = 20;

/// What was found in some messages.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Seen>);

impl Findings {
    /// Keeps what was found, a place once: a poll is repeated many times.
    pub fn add(&mut self, seen: Vec<Seen>) {
        for one in seen {
            let same = |known: &Seen| known.part == one.part && known.found.path == one.found.path;
            if self.0.len() < FINDINGS_MAX && !self.0.iter().any(same) {
                self.0.push(one);
            }
        }
    }

    /// What was found since the last look.
    pub fn take(&mut self) -> Vec<Seen> {
        std::mem::take(&mut self.0)
    }
}

/// Who looks.
pub(super) struct Lookout {
    directory: Arc<Directory>,
    /// The layouts by the name of their root: what a message carries says which items it has.
    roots: HashMap<String, Vec<usize>>,
}

impl fmt::Debug for Lookout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lookout").field("roots", &self.roots.len()).finish_non_exhaustive()
    }
}

impl Lookout {
    pub fn new(directory: Arc<Directory>) -> Self {
        let mut roots: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, layout) in directory.project().layouts.iter().enumerate() {
            for root in [layout.root.clone(), layout.information.wire()] {
                roots.entry(root).or_default().push(index);
            }
        }
        Self { directory, roots }
    }

    /// Every 個人番号 in a call, as the wire brought it.
    pub fn of_call(&self, call: &Call<'_>) -> Vec<Seen> {
        let body = if call.outer.body.is_empty() { call.body } else { call.outer.body };
        self.seen(&Message {
            path: call.path,
            query: call.query,
            headers: call.outer.headers,
            body,
            ..Message::default()
        })
    }

    /// Every 個人番号 in a message.
    pub fn seen(&self, message: &Message<'_>) -> Vec<Seen> {
        let layouts = OnceCell::new();
        let layouts = || layouts.get_or_init(|| self.layouts(&charset::legible(message.body, "")));
        let declared = Declared {
            segment: &self.segments(message.path),
            element: &|name| envelope::is_declared(name) || all_declare(layouts(), name),
            field: &|name| exposure::field_declared(&self.directory.project().services, name),
        };
        exposure::seen(self.directory.numbers(), message, declared)
    }

    /// A message without the 個人番号 in it.
    pub fn masked(&self, text: &str) -> String {
        let layouts = self.layouts(text);
        let declared = |name: &str| envelope::is_declared(name) || all_declare(&layouts, name);
        masked(text, &self.directory.numbers().in_xml(text, &declared)).into_owned()
    }

    /// A path without the 個人番号 in it.
    pub fn path_masked(&self, path: &str) -> String {
        exposure::path_masked(self.directory.numbers(), path, &self.segments(path))
    }

    /// Whether a part of a path is declared as something else than a number of a person. The path is looked up when the
    /// first part needs it: hardly any does.
    fn segments<'p>(&'p self, path: &'p str) -> impl Fn(usize, &str) -> bool + 'p {
        let codes = OnceCell::new();
        move |place, text| {
            let codes: &Vec<bool> = codes.get_or_init(|| self.codes(path));
            codes.get(place).copied().unwrap_or(false) || self.is_link_code(text)
        }
    }

    /// Which parts of a path hold a code or a number, as docs/protocol.md has it.
    fn codes(&self, path: &str) -> Vec<bool> {
        let Some(route) = paths::at(path).next() else { return Vec::new() };
        // A 機関コード must be somebody's. A 機関別符号 is a name of a person: only those that some real system has are taken
        // for what they say they are.
        let is_code = |(part, text): (&str, &str)| match part {
            "{institution}" => self.directory.institution(&InstitutionCode(text.into())).is_some(),
            "{link_code}" => false,
            part => part.starts_with('{'),
        };
        let parts = route.path.trim_start_matches('/').split('/');
        parts.zip(path.trim_start_matches('/').split('/')).map(is_code).collect()
    }

    /// Whether some real system knows a person by this 機関別符号.
    fn is_link_code(&self, text: &str) -> bool {
        self.directory.project().partners.iter().any(|partner| match &partner.link_codes {
            LinkCodes::Fixed(codes) => codes.values().any(|code| code == text),
            LinkCodes::OfBodies(bodies) => bodies.values().any(|codes| codes.values().any(|code| code == text)),
            LinkCodes::OfTheCase => false,
        })
    }

    /// The layouts of the data in a message: those whose root is one of its elements, of the version that it tells.
    fn layouts(&self, body: &str) -> Vec<&Layout> {
        let names = body.split('<').map(|tag| {
            let end = tag.find(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace()).unwrap_or(tag.len());
            &tag[..end]
        });
        let known = names.filter_map(|name| self.roots.get(name)).flatten();
        let known: Vec<&Layout> = known.filter_map(|index| self.directory.project().layouts.get(*index)).collect();
        let told = |layout: &&&Layout| body.contains(&format!(">{}</", layout.version));
        let of_version: Vec<&Layout> = known.iter().filter(told).copied().collect();
        if of_version.is_empty() { known } else { of_version }
    }
}

/// Whether an item of this name is declared as something else than a number of a person by every one of these layouts.
fn all_declare(layouts: &[&Layout], name: &str) -> bool {
    !layouts.is_empty() && layouts.iter().all(|layout| exposure::declares(Some(layout), name))
}
