//! Every message of a standing network is looked through for 個人番号, and the journal, the screen and the last summary say
//! which one carried some, from whom, and where. Nothing else is judged: a network without cases fails nobody.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::model::catalogue::mock as words;
use crate::model::{InstitutionCode, Lang, Layout};
use crate::network::call::Call;
use crate::network::directory::Directory;
use crate::network::journal::{Carried, Journal, Line};
use crate::payload::charset;
use crate::payload::envelope;
use crate::payload::exposure::{self, Declared, Part, Seen};

/// Places told of one message.
const PLACES_MAX: usize = 20;

/// Hears of every line that tells of a 個人番号.
pub type Alarm = Box<dyn Fn(&Line) + Send + Sync>;

/// Who looks.
pub(super) struct Watch {
    directory: Arc<Directory>,
    journal: Arc<Journal>,
    lang: Lang,
    /// The layouts by the name of their root: what a message carries says which items it has.
    roots: HashMap<String, Vec<usize>>,
    alarm: OnceLock<Alarm>,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("roots", &self.roots.len()).finish_non_exhaustive()
    }
}

impl Watch {
    /// The language of what it says.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    pub fn new(directory: Arc<Directory>, journal: Arc<Journal>, lang: Lang) -> Self {
        let mut roots: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, layout) in directory.project().layouts.iter().enumerate() {
            for root in [layout.root.clone(), layout.information.wire()] {
                roots.entry(root).or_default().push(index);
            }
        }
        Self { directory, journal, lang, roots, alarm: OnceLock::new() }
    }

    /// From now on this hears of what is found.
    pub fn sound(&self, alarm: Alarm) {
        // The first one stays.
        let _ = self.alarm.set(alarm);
    }

    /// Writes a line of the journal.
    pub fn write(&self, line: Line) {
        let written = self.journal.write(line, self.directory.numbers());
        if let Some(alarm) = self.alarm.get().filter(|_| !written.personal_numbers.is_empty()) {
            alarm(&written);
        }
    }

    /// Where a call carries a 個人番号.
    pub fn of_call(&self, call: &Call<'_>) -> Option<Carried> {
        let target = if call.query.is_empty() { call.path.to_owned() } else { format!("{}?{}", call.path, call.query) };
        let body = if call.outer.body.is_empty() { call.body } else { call.outer.body };
        let seen = self.seen(&target, call.outer.headers, body, call.content_type);
        self.carried(&seen, || self.sender(call))
    }

    /// Where a body carries one, of whomever it comes from.
    pub fn of_body(&self, body: &[u8], from: impl FnOnce() -> String) -> Option<Carried> {
        self.carried(&self.seen("", "", body, ""), from)
    }

    /// Where a message carries one that went to a real system or came from one.
    pub fn of_wire(&self, wire: &exposure::Wire, from: impl FnOnce() -> String) -> Option<Carried> {
        self.carried(&self.seen(&wire.target, &wire.headers, wire.body.as_bytes(), ""), from)
    }

    fn carried(&self, seen: &[Seen], from: impl FnOnce() -> String) -> Option<Carried> {
        if seen.is_empty() {
            return None;
        }
        let mut places: Vec<String> = Vec::new();
        for place in seen.iter().map(|one| self.place(one)) {
            if places.len() < PLACES_MAX && !places.contains(&place) {
                places.push(place);
            }
        }
        Some(Carried { from: from(), places })
    }

    fn place(&self, seen: &Seen) -> String {
        match &seen.part {
            Part::Body if !seen.found.path.is_empty() => seen.found.path.join("/"),
            Part::Body => words::MOCK_IN_BODY.say(self.lang, &[]),
            Part::Target => words::MOCK_IN_URL.say(self.lang, &[]),
            Part::Header(name) => words::MOCK_IN_HEADER.say(self.lang, &[("name", name)]),
        }
    }

    fn seen(&self, target: &str, headers: &str, body: &[u8], content_type: &str) -> Vec<Seen> {
        let numbers = self.directory.numbers();
        let mut seen = exposure::in_head(numbers, target, headers);
        if body.is_empty() {
            return seen;
        }
        let body = charset::legible(body, content_type);
        let layouts = OnceCell::new();
        let item = |name: &str| {
            let layouts: &Vec<&Layout> = layouts.get_or_init(|| self.layouts(&body));
            !layouts.is_empty() && layouts.iter().all(|layout| exposure::declares(Some(layout), name))
        };
        let declared = Declared {
            element: &|name| envelope::is_declared(name) || item(name),
            field: &|name| exposure::field_declared(&self.directory.project().services, name),
        };
        let found = exposure::in_body(numbers, &body, declared);
        seen.extend(found.into_iter().map(|found| Seen { part: Part::Body, found }));
        seen
    }

    /// The layouts of the data in a message: those whose root is one of its elements.
    fn layouts(&self, body: &str) -> Vec<&Layout> {
        let names = body.split('<').map(|tag| {
            let end = tag.find(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace()).unwrap_or(tag.len());
            &tag[..end]
        });
        let known = names.filter_map(|name| self.roots.get(name)).flatten();
        known.filter_map(|index| self.directory.project().layouts.get(*index)).collect()
    }

    /// A body by its code, as people read it.
    pub fn institution(&self, code: &InstitutionCode) -> String {
        match self.directory.institution(code) {
            Some(known) => format!("{code} {}", known.name),
            None => code.to_string(),
        }
    }

    /// The simulated side.
    pub fn own_name(&self) -> String {
        words::MOCK_SELF.say(self.lang, &[])
    }

    /// Who sends a call, as far as its door tells.
    fn sender(&self, call: &Call<'_>) -> String {
        let mut parts = call.path.trim_start_matches('/').split('/');
        let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        // What comes to these doors comes from the network's side, not from the body they belong to.
        let of_the_network = matches!(second, "provisions" | "answers");
        let code = InstitutionCode(first.into());
        if !of_the_network && self.directory.institution(&code).is_some() {
            return self.institution(&code);
        }
        words::MOCK_CALLER.say(self.lang, &[])
    }
}
