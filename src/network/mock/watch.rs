//! Every message of a standing network is looked through for 個人番号, and the journal, the screen and the last summary say
//! which one carried some, from whom, and where. Nothing else is judged: a network without cases fails nobody.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::model::catalogue::mock as words;
use crate::model::{InstitutionCode, Lang};
use crate::network::call::Call;
use crate::network::directory::Directory;
use crate::network::journal::{Carried, Journal, Line};
use crate::network::lookout::Lookout;
use crate::payload::exposure::{self, Message, Part, Seen};

/// Places told of one message.
const PLACES_MAX: usize = 20;

/// Hears of every line that tells of a 個人番号.
pub type Alarm = Box<dyn Fn(&Line) + Send + Sync>;

/// Who looks.
pub(super) struct Watch {
    directory: Arc<Directory>,
    journal: Arc<Journal>,
    lang: Lang,
    lookout: Lookout,
    alarm: OnceLock<Alarm>,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("lookout", &self.lookout).finish_non_exhaustive()
    }
}

impl Watch {
    /// The language of what it says.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    pub fn new(directory: Arc<Directory>, journal: Arc<Journal>, lang: Lang) -> Self {
        let lookout = Lookout::new(Arc::clone(&directory));
        Self { directory, journal, lang, lookout, alarm: OnceLock::new() }
    }

    /// From now on this hears of what is found.
    pub fn sound(&self, alarm: Alarm) {
        // The first one stays.
        let _ = self.alarm.set(alarm);
    }

    /// Writes a line of the journal.
    pub fn write(&self, mut line: Line) {
        line.path = self.lookout.path_masked(&line.path);
        let written = self.journal.write(line, self.directory.numbers());
        if let Some(alarm) = self.alarm.get().filter(|_| !written.personal_numbers.is_empty()) {
            alarm(&written);
        }
    }

    /// Where a call carries a 個人番号.
    pub fn of_call(&self, call: &Call<'_>) -> Vec<Seen> {
        self.lookout.of_call(call)
    }

    /// Where the reply to a call carries one that did not come with the call: what is only given back is its sender's.
    pub fn of_reply(&self, body: &[u8], came: &[Seen]) -> Vec<Seen> {
        let mut seen = self.lookout.seen(&Message { body, ..Message::default() });
        let given_back = |one: &Seen| {
            came.iter().any(|known| known.found.number == one.found.number) && !exposure::is_in_data(&one.found)
        };
        seen.retain(|one| !given_back(one));
        seen
    }

    /// Where a file carries one.
    pub fn of_file(&self, file: &str, body: &[u8]) -> Vec<Seen> {
        self.lookout.seen(&Message { file, body, ..Message::default() })
    }

    /// What a message carried, for the journal.
    pub fn carried(&self, seen: &[Seen], from: impl FnOnce() -> String) -> Option<Carried> {
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
            Part::Status => words::MOCK_IN_STATUS.say(self.lang, &[]),
            Part::FileName => words::MOCK_IN_FILE_NAME.say(self.lang, &[]),
            Part::Header(name) => words::MOCK_IN_HEADER.say(self.lang, &[("name", name)]),
        }
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
    pub fn sender(&self, call: &Call<'_>) -> String {
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
