//! Real systems: which bodies and services a partner's own system plays, how it is reached, and how its queries are waited for.
//!
//! No secret stands in a file: credentials are told by the names of environment variables. The one exception is the key
//! of a client certificate, a file of its own that is never shown.

use super::date::JAPAN_SECONDS;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::backbone::Backbone;
use super::diagnostic::Place;
use super::organisation::OrganisationId;
use super::persona::RoleModelId;
use super::profile::{FileSpelling, Transport};
use super::service::ServiceId;

/// Whose place a real system takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A body's on the network.
    Body(OrganisationId),
    /// A service's beside it.
    Service(ServiceId),
    /// That of a system which every body meets.
    Backbone(Backbone),
}

/// A body or service whose part is played by a real system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Whose.
    pub part: Part,
    /// Where it takes queries as provider, or messages as service: without a slash at the end. `None`: it takes none.
    pub url: Option<String>,
    /// The folder into which its 照会ファイル are dropped, as provider by files; then there is no URL.
    pub folder: Option<ProvidingFolder>,
    /// How it speaks; `None`: as the profile says.
    pub transport: Option<Transport>,
    /// The certificates of those it may be certified by; `None`: the machine's own.
    pub trust: Option<Pem>,
    /// Our own certificate, if it wants one.
    pub identity: Option<Identity>,
    /// How we say who we are.
    pub credentials: Option<Credentials>,
    /// How fast it may be asked.
    pub rate: Rate,
    /// When it may be asked; `None`: always.
    pub window: Option<Window>,
    /// How its own queries and messages are waited for; `None`: renkei sends them in its name.
    pub inquiries: Option<Inquiries>,
    /// Under which 機関別符号 it knows the persons.
    pub link_codes: LinkCodes,
    /// Where it is written.
    pub place: Place,
}

impl Partner {
    /// One reached at a URL with nothing else agreed.
    pub fn at(part: Part, url: Option<String>, place: Place) -> Self {
        Self {
            part,
            url,
            folder: None,
            transport: None,
            trust: None,
            identity: None,
            credentials: None,
            rate: Rate::default(),
            window: None,
            inquiries: None,
            link_codes: LinkCodes::default(),
            place,
        }
    }
}

/// A folder of files through which a real provider is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvidingFolder {
    /// Where it is.
    pub path: PathBuf,
    /// How 照会ファイル are written for it; `None`: as the profile says.
    pub files: Option<FileSpelling>,
    /// How long its 結果ファイル is waited for, milliseconds.
    pub wait_ms_max: u64,
}

/// Longest wait for a 結果ファイル unless the file says otherwise, milliseconds: programs that work by files look
/// into their folder now and then.
pub const RESULT_WAIT_MS: u64 = 60_000;

impl ProvidingFolder {
    /// One with nothing else agreed.
    pub fn at(path: PathBuf) -> Self {
        Self { path, files: None, wait_ms_max: RESULT_WAIT_MS }
    }
}

/// A PEM file as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pem {
    /// Its path as written.
    pub path: String,
    /// Its text.
    pub text: Arc<str>,
}

/// A certificate with its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The certificate, and those between it and its root.
    pub certificate: Pem,
    /// The key.
    pub key: Secret,
}

/// A text that is never shown: not in a log, not in a record, not in a debugger's print.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<str>);

impl Secret {
    /// Keeps a text.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The text, for the wire only.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How renkei says who it is: by the values of these environment variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credentials {
    /// HTTP Basic.
    Basic {
        /// Variable of the user's name.
        user: String,
        /// Variable of the password.
        password: String,
    },
    /// A bearer token.
    Bearer {
        /// Variable of the token.
        token: String,
    },
    /// A header of its own.
    Header {
        /// The header's name.
        name: String,
        /// Variable of its value.
        value: String,
    },
}

impl Credentials {
    /// The variables it needs.
    pub fn variables(&self) -> Vec<&str> {
        match self {
            Self::Basic { user, password } => vec![user, password],
            Self::Bearer { token } => vec![token],
            Self::Header { value, .. } => vec![value],
        }
    }
}

/// How fast a system may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rate {
    /// Queries a second; `None`: as fast as they come.
    pub per_second: Option<u32>,
    /// Queries under way at the same time; `None`: as many as there are.
    pub at_once: Option<u32>,
}

/// Hours and days, in Japan, in which a system may be asked. Past midnight when it ends before it begins; such a night
/// belongs to the day on which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Monday first.
    pub days: [bool; 7],
    /// First minute of the day.
    pub from_minute: u16,
    /// The minute after the last.
    pub to_minute: u16,
}

/// Minutes of a day.
pub const MINUTES_OF_DAY: u16 = 24 * 60;

impl Window {
    /// Whether it is open at a moment, given as seconds since 1970 in UTC.
    pub fn open_at(&self, unix_seconds: u64) -> bool {
        let local = unix_seconds + JAPAN_SECONDS;
        // 1 January 1970 was a Thursday.
        let day = (local / 86_400 + 3) % 7;
        let minute = (local % 86_400 / 60) as u16;
        let on = |day: u64| self.days[(day % 7) as usize];
        if self.from_minute < self.to_minute {
            return on(day) && (self.from_minute..self.to_minute).contains(&minute);
        }
        (on(day) && minute >= self.from_minute) || (on(day + 6) && minute < self.to_minute)
    }
}

/// How the queries of a real inquirer come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inquiries {
    /// What makes it send one.
    pub start: Start,
    /// The folder into which it drops its 照会ファイル; `None`: it comes to our doors.
    pub folder: Option<PathBuf>,
    /// How long a case waits for it, milliseconds.
    pub wait_ms_max: u64,
}

/// Longest a case waits for a real inquirer's query unless its file says otherwise, milliseconds.
pub const INQUIRY_WAIT_MS: u64 = 60_000;

impl Inquiries {
    /// Started so, with the usual wait.
    pub fn started_by(start: Start) -> Self {
        Self { start, folder: None, wait_ms_max: INQUIRY_WAIT_MS }
    }
}

/// What makes a real inquirer send a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// Nothing of ours: a person or a schedule of its own does.
    Wait,
    /// A command with its arguments; what to ask stands in its environment.
    Command(Vec<String>),
    /// A URL that takes what to ask as JSON.
    Url(String),
}

/// Under which 機関別符号 a real system knows the persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkCodes {
    /// Always the same: those of this table, and for other persons those that `renkei mock` tells.
    Fixed(BTreeMap<RoleModelId, String>),
    /// Of a network that converts them: those of this table, by body; others as those that `renkei mock` tells.
    OfBodies(BTreeMap<OrganisationId, BTreeMap<RoleModelId, String>>),
    /// Of the scenario's own instance of the person: another one in every trial, told to whatever starts the query.
    OfTheCase,
}

impl Default for LinkCodes {
    fn default() -> Self {
        Self::Fixed(BTreeMap::new())
    }
}

/// Where the simulated network stands for real systems, from renkei.yaml.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doors {
    /// Without TLS: address and port.
    pub plain: Option<String>,
    /// With TLS: address and port.
    pub tls: Option<String>,
    /// The certificate shown; `None`: one made for the occasion.
    pub identity: Option<Identity>,
    /// Who certifies those that may come in; `None`: anybody may.
    pub clients: Option<Pem>,
}

/// Where the network stands when no file says where.
pub const USUAL_ADDRESS: &str = "127.0.0.1:8080";

impl Doors {
    /// These, or the usual one if there is none.
    pub fn or_usual(self) -> Self {
        match (&self.plain, &self.tls) {
            (None, None) => Self { plain: Some(USUAL_ADDRESS.to_owned()), ..self },
            _ => self,
        }
    }
}

/// Why a text is no PEM of the kind wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PemFault {
    /// There is no part of that kind.
    Lacking,
    /// A part does not end, or is not base 64.
    Broken,
    /// The key is locked with a passphrase.
    Locked,
}

/// What a PEM file should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PemKind {
    /// One certificate or more.
    Certificates,
    /// A private key.
    Key,
}

/// Looks at the outer form of a PEM text: what is inside is for the TLS library to judge.
pub fn check_pem(text: &str, kind: PemKind) -> Result<(), PemFault> {
    let mut found = false;
    let mut lines = text.lines().map(str::trim);
    while let Some(line) = lines.next() {
        let Some(label) = line.strip_prefix("-----BEGIN ").and_then(|rest| rest.strip_suffix("-----")) else {
            continue;
        };
        let end = format!("-----END {label}-----");
        let mut letters = 0;
        let mut locked = label.contains("ENCRYPTED");
        loop {
            match lines.next() {
                Some(line) if line == end => break,
                // Headers of the old form of a locked key.
                Some(line) if line.contains(": ") => locked |= line.contains("ENCRYPTED"),
                Some(line) if line.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)) => {
                    letters += line.len();
                }
                _ => return Err(PemFault::Broken),
            }
        }
        let wanted = match kind {
            PemKind::Certificates => label == "CERTIFICATE",
            PemKind::Key => label.ends_with("PRIVATE KEY"),
        };
        if wanted && locked {
            return Err(PemFault::Locked);
        }
        if wanted && (letters == 0 || letters % 4 != 0) {
            return Err(PemFault::Broken);
        }
        found |= wanted;
    }
    if found { Ok(()) } else { Err(PemFault::Lacking) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_open_in_japan_and_may_pass_midnight() {
        const FRIDAY_9: u64 = 1_499_990_400; // 2017-07-14 09:00 in Japan
        let at = |hour: i64| FRIDAY_9.checked_add_signed((hour - 9) * 3_600).unwrap();
        let days = [true, true, true, true, true, false, false];
        let office = Window { days, from_minute: 9 * 60, to_minute: 17 * 60 };
        let night = Window { days, from_minute: 22 * 60, to_minute: 5 * 60 };
        for (window, hour, open) in [
            (office, 8, false),
            (office, 9, true),
            (office, 16, true),
            (office, 17, false),
            (office, 24 + 10, false), // Saturday
            (night, 21, false),
            (night, 22, true),
            (night, 24 + 4, true), // Saturday, but the night is Friday's
            (night, 24 + 5, false),
            (night, 24 + 23, false),     // a Saturday's night
            (night, -24 * 4 + 4, false), // Monday before dawn: Sunday's night
        ] {
            assert_eq!(window.open_at(at(hour)), open, "{window:?} at hour {hour} of Friday");
        }
    }

    #[test]
    fn the_outer_form_of_a_pem_text_is_seen() {
        let part = |label: &str, inside: &str| format!("-----BEGIN {label}-----\n{inside}\n-----END {label}-----\n");
        let certificate = part("CERTIFICATE", "AAAA\nBB==");
        let key = part("PRIVATE KEY", "AAAA");
        for (text, kind, expected) in [
            (certificate.clone(), PemKind::Certificates, Ok(())),
            (format!("a note\n{key}{certificate}"), PemKind::Certificates, Ok(())),
            (format!("{certificate}{key}"), PemKind::Key, Ok(())),
            (part("EC PRIVATE KEY", "AAAA"), PemKind::Key, Ok(())),
            (String::new(), PemKind::Certificates, Err(PemFault::Lacking)),
            (key.clone(), PemKind::Certificates, Err(PemFault::Lacking)),
            (certificate.clone(), PemKind::Key, Err(PemFault::Lacking)),
            (part("CERTIFICATE", "AAA"), PemKind::Certificates, Err(PemFault::Broken)),
            (part("CERTIFICATE", "AA!A"), PemKind::Certificates, Err(PemFault::Broken)),
            (certificate.replace("END", "END OF"), PemKind::Certificates, Err(PemFault::Broken)),
            (part("ENCRYPTED PRIVATE KEY", "AAAA"), PemKind::Key, Err(PemFault::Locked)),
            (part("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\n\nAAAA"), PemKind::Key, Err(PemFault::Locked)),
        ] {
            assert_eq!(check_pem(&text, kind), expected, "{text}");
        }
    }

    #[test]
    fn a_secret_is_not_shown() {
        let identity = Identity { certificate: Pem { path: "a.pem".into(), text: "".into() }, key: Secret::new("xyz") };
        assert!(!format!("{identity:?}").contains("xyz"));
    }
}
