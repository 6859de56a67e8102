//! Real systems as YAML spells them: `real:` under a body or a service, `doors:` in renkei.yaml.

mod backbone;
mod exchange;

use std::collections::BTreeMap;
use std::collections::HashMap;

use super::Faults;
use super::files::Folder;
use super::from_yaml::Fields;
use super::raw::{RawProject, Word};
use super::resolve::words::{self, key, required_key};
use super::yaml::{Node, Tree};
use crate::model::catalogue::machine;
use crate::model::catalogue::partner as say;
use crate::model::catalogue::service as service_say;
use crate::model::catalogue::sheet as sheet_say;
use crate::model::date::to_half_width;
use crate::model::partner::{
    Credentials, Doors, INQUIRY_WAIT_MS, Identity, Inquiries, LinkCodes, MINUTES_OF_DAY, Part, Partner, Pem, PemKind,
    Rate, Secret, Start, Window, check_pem,
};
use crate::model::profile::Transport;
use crate::model::{Backbone, Diagnostic, Lang, Organisation, OrganisationKind, Project, RoleModelId, Service};

/// Most queries a second, and most at the same time, that may be written.
const RATE_MAX: u32 = 100_000;
/// Longest wait for an inquirer, milliseconds: a day.
const INQUIRY_WAIT_MS_MAX: u32 = 86_400_000;
/// Longest 機関別符号.
const LINK_CODE_CHARS_MAX: usize = 64;
/// Longest URL.
const URL_CHARS_MAX: usize = 2_000;
/// The letters of the days, Monday first, and the two words for many.
const DAYS: [char; 7] = ['月', '火', '水', '木', '金', '土', '日'];
const EVERY_DAY: &str = "毎日";
const WORKDAYS: &str = "平日";

/// What files say of real systems, before the bodies and services are known.
pub struct RawPartners {
    bodies: Vec<(Word, Node)>,
    services: Vec<(Word, Node)>,
    doors: Option<Node>,
    backbone: Option<Node>,
}

impl RawPartners {
    /// Takes it out of what was read.
    pub fn take(raw: &mut RawProject) -> Self {
        let bodies = raw.organisations.iter_mut();
        let bodies = bodies.filter_map(|body| body.real.take().zip(body.id.clone()).map(|(node, id)| (id, node)));
        let services = raw.services.iter_mut();
        let services =
            services.filter_map(|service| service.real.take().zip(service.id.clone()).map(|(node, id)| (id, node)));
        let (bodies, services) = (bodies.collect(), services.collect());
        Self { bodies, services, doors: raw.settings.doors.take(), backbone: raw.settings.real.take() }
    }

    /// Puts it into the project.
    pub fn resolve(self, project: &mut Project, folder: &Folder, faults: &mut Faults) {
        let mut reading = Reading { folder, faults };
        for (id, node) in self.bodies {
            // A body that could not be made has been told already.
            let Some(body) = project.organisations.iter().find(|body| *body.id.0 == *id.text) else { continue };
            if let Some(partner) = reading.partner(Whose::Body(body), node, project) {
                project.partners.push(partner);
            }
        }
        for (id, node) in self.services {
            let Some(service) = project.services.iter().find(|service| *service.id.0 == *id.text) else { continue };
            if let Some(partner) = reading.partner(Whose::Service(service), node, project) {
                project.partners.push(partner);
            }
        }
        if let Some(node) = self.backbone {
            reading.backbone(node, project);
        }
        reading.check_folders(&project.partners);
        if let Some(node) = self.doors {
            project.doors = reading.doors(node);
        }
    }
}

/// A URL as `--real` gives it: the partner's base, or nothing if it cannot be one.
pub fn base_url(written: &str) -> Option<String> {
    let url = written.trim();
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let host = rest.split('/').next()?;
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '?' | '#' | '@' | '"' | '<' | '>' | '\\');
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port.parse::<u16>().is_ok_and(|port| port > 0)),
        _ => (host, true),
    };
    let bracketed = name.starts_with('[') && name.ends_with(']');
    let sound = !name.is_empty() && port && rest.chars().all(plain) && (bracketed || !name.contains([':', '[', ']']));
    (sound && url.len() <= URL_CHARS_MAX).then(|| url.trim_end_matches('/').to_owned())
}

/// Whose place a real system takes.
#[derive(Clone, Copy)]
enum Whose<'p> {
    Body(&'p Organisation),
    Service(&'p Service),
    Backbone(Backbone),
}

impl Whose<'_> {
    fn part(self) -> Part {
        match self {
            Self::Body(body) => Part::Body(body.id.clone()),
            Self::Service(service) => Part::Service(service.id.clone()),
            Self::Backbone(which) => Part::Backbone(which),
        }
    }

    /// What may be written of it: messages of services have one spelling, and so no transport and no files.
    fn keys(self) -> &'static [&'static str] {
        const OF_BODY: &[&str] = &[
            "url",
            "trust",
            "client",
            "credentials",
            "rate",
            "window",
            "inquiries",
            "link-codes",
            "transport",
            "folder",
        ];
        // Both are asked over a wire and ask nobody by themselves; the codes of persons are the network's.
        const OF_REGISTER: &[&str] = &["url", "trust", "client", "credentials", "rate", "window", "transport"];
        const OF_NETWORK: &[&str] =
            &["url", "trust", "client", "credentials", "rate", "window", "transport", "link-codes"];
        match self {
            Self::Backbone(Backbone::ResidentNetwork) => OF_REGISTER,
            Self::Backbone(Backbone::Nws) => OF_NETWORK,
            Self::Body(_) => OF_BODY,
            Self::Service(_) => &OF_BODY[..OF_BODY.len() - 2],
        }
    }
}

struct Reading<'r> {
    folder: &'r Folder,
    faults: &'r mut Faults,
}

impl Reading<'_> {
    fn partner(&mut self, whose: Whose<'_>, node: Node, project: &Project) -> Option<Partner> {
        let place = node.place.clone();
        if let Tree::Scalar(text) = &node.value {
            // `real: https://…` says it all.
            let url = self.url(&Word::new(text.trim(), place.clone()))?;
            self.check_provider(whose, &place);
            return Some(Partner::at(whose.part(), Some(url), place));
        }
        let mut top = Fields::open(node, "real", whose.keys(), self.faults)?;
        let (url, trust) = (top.text("url"), top.text("trust"));
        let of_body = matches!(whose, Whose::Body(_));
        let transport = (!matches!(whose, Whose::Service(_))).then(|| top.text("transport")).flatten();
        let providing = of_body.then(|| top.node("folder")).flatten();
        let client = top.inner("client", &["certificate", "key"], |client| {
            (client.place.clone(), client.text("certificate"), client.text("key"))
        });
        let (credentials, rate, window) = (top.node("credentials"), top.node("rate"), top.node("window"));
        let asks = !matches!(whose, Whose::Backbone(_));
        let inquiries = asks.then(|| top.node("inquiries")).flatten();
        let knows = whose.keys().contains(&"link-codes");
        let link_codes = knows.then(|| top.node("link-codes")).flatten();
        drop(top);
        if url.is_none() && providing.is_none() && inquiries.is_none() {
            self.faults.push(Diagnostic::new(&say::REAL_NOTHING, place.clone()));
        }
        let mut partner = Partner::at(whose.part(), None, place.clone());
        if let Some(word) = &url {
            partner.url = self.url(word);
            self.check_provider(whose, &word.place);
        }
        if let Some(node) = &providing {
            self.check_provider(whose, &node.place);
            let tls = [("trust", trust.as_ref().map(|word| &word.place)), ("client", client.as_ref().map(|c| &c.0))];
            let others = [
                ("url", url.as_ref().map(|word| &word.place)),
                ("credentials", credentials.as_ref().map(|node| &node.place)),
            ];
            self.check_by_files(others.into_iter().chain(tls));
        }
        self.check_transport(transport.as_ref(), providing.is_some());
        partner.folder = providing.and_then(|node| self.providing(node, project.profile.files));
        partner.transport =
            transport.and_then(|word| words::choice(&word, "transport", &Transport::WORDS, self.faults));
        self.check_tls(partner.url.as_deref(), trust.as_ref(), client.as_ref().map(|(place, ..)| place));
        partner.trust = trust.and_then(|word| self.pem(&word, PemKind::Certificates));
        partner.identity = client.and_then(|(place, certificate, key)| {
            let certificate = required_key(certificate.as_ref(), "certificate", &place, self.faults).cloned();
            let key = required_key(key.as_ref(), "key", &place, self.faults).cloned();
            self.identity(certificate?, key?)
        });
        partner.credentials = credentials.and_then(|node| self.credentials(node, partner.url.as_deref()));
        partner.rate = rate.and_then(|node| self.rate(node)).unwrap_or_default();
        partner.window = window.and_then(|node| self.window(node));
        partner.inquiries = inquiries.and_then(|node| self.inquiries(node));
        partner.link_codes = match whose {
            Whose::Backbone(_) => link_codes.map(|node| self.codes_of_bodies(node, project)),
            _ => link_codes.and_then(|node| self.link_codes(node, project)),
        }
        .unwrap_or_default();
        Some(partner)
    }

    /// Whether something is ever sent to its url.
    fn check_provider(&mut self, whose: Whose<'_>, place: &crate::model::Place) {
        let (fault, name) = match whose {
            Whose::Body(body) if body.kind == OrganisationKind::Insurer => (&say::REAL_INSURER, &body.name),
            Whose::Service(service) if service.messages.is_empty() => (&service_say::REAL_SENDER, &service.name),
            _ => return,
        };
        self.faults.push(Diagnostic::new(fault, place.clone()).with("name", name));
    }

    fn check_tls(&mut self, url: Option<&str>, trust: Option<&Word>, client: Option<&crate::model::Place>) {
        let Some(url) = url.filter(|url| url.starts_with("http://")) else { return };
        let settings = [("trust", trust.map(|word| &word.place)), ("client", client)];
        for (key, place) in settings.into_iter().filter_map(|(key, place)| Some((key, place?))) {
            let fault = Diagnostic::new(&say::TLS_WITHOUT_HTTPS, place.clone());
            self.faults.push(fault.with("key", key).with("url", url));
        }
    }

    fn url(&mut self, word: &Word) -> Option<String> {
        let url = base_url(&word.text);
        if url.is_none() {
            // What stands before an @ may be a password: it is not said again.
            let shown = word.text.rsplit_once('@').map_or(word.text.as_str(), |(_, host)| host);
            self.faults.push(Diagnostic::new(&say::BAD_URL, word.place.clone()).with("value", shown));
        }
        url
    }

    fn pem(&mut self, word: &Word, kind: PemKind) -> Option<Pem> {
        let text = match self.folder.pem(&word.text) {
            Ok(text) => text,
            Err(error) => {
                let (ja, en) = machine::both(&error);
                let fault = Diagnostic::new(&say::PEM_UNREADABLE, word.place.clone()).with("path", &word.text);
                self.faults.push(fault.with_both("reason", ja, en));
                return None;
            }
        };
        if let Err(fault) = check_pem(&text, kind) {
            let why = say::pem_fault(fault);
            let fault = Diagnostic::new(&say::PEM_WRONG, word.place.clone()).with("path", &word.text);
            self.faults.push(fault.with_both(
                "why",
                why.pattern(Lang::Ja).to_owned(),
                why.pattern(Lang::En).to_owned(),
            ));
            return None;
        }
        Some(Pem { path: word.text.clone(), text: text.into() })
    }

    fn identity(&mut self, certificate: Word, key: Word) -> Option<Identity> {
        let certificate = self.pem(&certificate, PemKind::Certificates);
        let key = self.pem(&key, PemKind::Key).map(|pem| Secret::new(pem.text));
        Some(Identity { certificate: certificate?, key: key? })
    }

    fn credentials(&mut self, node: Node, url: Option<&str>) -> Option<Credentials> {
        let place = node.place.clone();
        let mut top = Fields::open(node, "credentials", &["basic", "bearer", "header"], self.faults)?;
        let basic = top.inner("basic", &["user", "password"], |inner| {
            (inner.place.clone(), inner.text("user"), inner.text("password"))
        });
        let bearer = top.text("bearer");
        let header = top.inner("header", &["name", "value"], |inner| {
            (inner.place.clone(), inner.text("name"), inner.text("value"))
        });
        drop(top);
        if let Some(url) = url.filter(|url| url.starts_with("http://")) {
            self.faults.push(Diagnostic::new(&say::CREDENTIALS_IN_CLEAR, place.clone()).with("url", url));
        }
        match (basic, bearer, header) {
            (Some((place, user, password)), None, None) => {
                let user = self.variable(user, "user", &place);
                let password = self.variable(password, "password", &place);
                Some(Credentials::Basic { user: user?, password: password? })
            }
            (None, Some(token), None) => {
                self.variable(Some(token), "bearer", &place).map(|token| Credentials::Bearer { token })
            }
            (None, None, Some((place, name, value))) => {
                let name = required_key(name.as_ref(), "name", &place, self.faults).and_then(|word| self.header(word));
                let value = self.variable(value, "value", &place);
                Some(Credentials::Header { name: name?, value: value? })
            }
            _ => {
                self.faults.push(Diagnostic::new(&say::CREDENTIALS_NOT_ONE, place));
                None
            }
        }
    }

    fn header(&mut self, word: &Word) -> Option<String> {
        let sound = word.text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if !sound {
            self.faults.push(Diagnostic::new(&say::BAD_HEADER, word.place.clone()).with("value", &word.text));
        }
        sound.then(|| word.text.clone())
    }

    /// The name of an environment variable. What was written is not said again: it may be the secret itself.
    fn variable(&mut self, word: Option<Word>, name: &'static str, place: &crate::model::Place) -> Option<String> {
        let word = required_key(word.as_ref(), name, place, self.faults)?;
        let letter = |b: u8| b.is_ascii_uppercase() || b == b'_';
        let mut bytes = word.text.bytes();
        let sound = bytes.next().is_some_and(letter) && bytes.all(|b| letter(b) || b.is_ascii_digit());
        if !sound {
            self.faults.push(Diagnostic::new(&say::BAD_VARIABLE, word.place.clone()).with("key", name));
        }
        sound.then(|| word.text.clone())
    }

    fn rate(&mut self, node: Node) -> Option<Rate> {
        let mut top = Fields::open(node, "rate", &["per-second", "at-once"], self.faults)?;
        let (per_second, at_once) = (top.text("per-second"), top.text("at-once"));
        drop(top);
        let mut number =
            |word: Option<Word>, name| word.and_then(|word| words::number(&word, name, 1, RATE_MAX, self.faults));
        Some(Rate { per_second: number(per_second, "per-second"), at_once: number(at_once, "at-once") })
    }

    fn window(&mut self, node: Node) -> Option<Window> {
        let place = node.place.clone();
        let mut top = Fields::open(node, "window", &["days", "from", "to"], self.faults)?;
        let (days, from, to) = (top.text("days"), top.text("from"), top.text("to"));
        drop(top);
        let days = match days {
            None => Some([true; 7]),
            Some(word) => {
                let read = read_days(&word.text);
                if read.is_none() {
                    self.faults.push(Diagnostic::new(&say::BAD_DAYS, word.place).with("value", &word.text));
                }
                read
            }
        };
        let from = from.map_or(Some(0), |word| self.minute(&word));
        let to = to.map_or(Some(MINUTES_OF_DAY), |word| self.minute(&word));
        let window = Window { days: days?, from_minute: from?, to_minute: to? };
        if window.from_minute == window.to_minute {
            self.faults.push(Diagnostic::new(&say::WINDOW_EMPTY, place));
            return None;
        }
        Some(window)
    }

    fn minute(&mut self, word: &Word) -> Option<u16> {
        let minute = read_minute(&word.text);
        if minute.is_none() {
            self.faults.push(Diagnostic::new(&say::BAD_TIME, word.place.clone()).with("value", &word.text));
        }
        minute
    }

    fn inquiries(&mut self, node: Node) -> Option<Inquiries> {
        let place = node.place.clone();
        if let Tree::Scalar(text) = &node.value {
            let word = Word::new(text.trim(), place);
            let start = words::choice(&word, "inquiries", &[("wait", ())], self.faults).map(|()| Start::Wait)?;
            return Some(Inquiries::started_by(start));
        }
        let mut top = Fields::open(node, "inquiries", &["start", "folder", "wait-ms"], self.faults)?;
        let (start, path, wait) = (top.node("start"), top.text("folder"), top.text("wait-ms"));
        drop(top);
        let wait_ms_max = wait
            .and_then(|word| words::number(&word, "wait-ms", 1, INQUIRY_WAIT_MS_MAX, self.faults))
            .map_or(INQUIRY_WAIT_MS, u64::from);
        let start = match start {
            None => Start::Wait,
            Some(node) => self.start(node)?,
        };
        Some(Inquiries { start, folder: path.map(|word| self.folder.beside(&word.text)), wait_ms_max })
    }

    fn start(&mut self, node: Node) -> Option<Start> {
        let place = node.place.clone();
        if let Tree::Scalar(text) = &node.value {
            let word = Word::new(text.trim(), place);
            return words::choice(&word, "start", &[("wait", ())], self.faults).map(|()| Start::Wait);
        }
        let mut top = Fields::open(node, "start", &["command", "url"], self.faults)?;
        let (command, url) = (top.node("command"), top.text("url"));
        let command = command.map(|node| match node.value {
            // A text is one command without arguments: its blanks are part of its name.
            Tree::Scalar(text) => vec![text],
            Tree::List(items) => items
                .into_iter()
                .filter_map(|item| match item.value {
                    Tree::Scalar(text) => Some(text),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        });
        drop(top);
        match (command, url) {
            (Some(command), None) if command.first().is_some_and(|name| !name.trim().is_empty()) => {
                Some(Start::Command(command))
            }
            (None, Some(word)) => self.url(&word).map(Start::Url),
            _ => {
                self.faults.push(Diagnostic::new(&say::EMPTY_COMMAND, place));
                None
            }
        }
    }

    fn link_codes(&mut self, node: Node, project: &Project) -> Option<LinkCodes> {
        let place = node.place.clone();
        let entries = match node.value {
            Tree::Scalar(text) => {
                let word = Word::new(text.trim(), place);
                let known = [("fixed", LinkCodeWord::Fixed), ("case", LinkCodeWord::Case)];
                return words::choice(&word, "link-codes", &known, self.faults).map(|word| match word {
                    LinkCodeWord::Fixed => LinkCodes::default(),
                    LinkCodeWord::Case => LinkCodes::OfTheCase,
                });
            }
            Tree::Map(entries) => entries,
            _ => {
                let fault = Diagnostic::new(&sheet_say::NOT_A_MAP, place).with("key", "link-codes");
                self.faults.push(fault.with("known", "fixed、case、RM-001: …"));
                return None;
            }
        };
        let (mut codes, mut first) = (BTreeMap::new(), HashMap::new());
        for (persona, node) in entries {
            let place = node.place;
            let known = project.role_models.iter().find(|known| key(&known.id.0) == key(&persona.text));
            if known.is_none() {
                let fault = Diagnostic::new(&sheet_say::UNKNOWN_ROLE_MODEL, persona.place.clone());
                let ids = project.role_models.iter().map(|known| &*known.id.0);
                self.faults.push_near(fault.with("value", &persona.text), &persona.text, ids);
            }
            let code = match node.value {
                Tree::Scalar(text) => text.trim().to_owned(),
                _ => String::new(),
            };
            if !is_link_code(&code) {
                self.faults.push(Diagnostic::new(&say::BAD_LINK_CODE, place.clone()).with("value", &code));
            } else if let Some(earlier) = first.insert(code.clone(), place.clone()) {
                let fault = Diagnostic::new(&say::LINK_CODE_TWICE, place.clone()).with("value", &code);
                self.faults.push(fault.with("first", earlier));
            }
            if let Some(known) = known {
                codes.insert(RoleModelId::clone(&known.id), code);
            }
        }
        Some(LinkCodes::Fixed(codes))
    }

    fn doors(&mut self, node: Node) -> Doors {
        const KEYS: &[&str] = &["plain", "tls", "certificate", "key", "clients"];
        let place = node.place.clone();
        let Some(mut top) = Fields::open(node, "doors", KEYS, self.faults) else { return Doors::default() };
        let (plain, tls) = (top.text("plain"), top.text("tls"));
        let (certificate, key, clients) = (top.text("certificate"), top.text("key"), top.text("clients"));
        drop(top);
        if tls.is_none() {
            let settings = [("certificate", &certificate), ("key", &key), ("clients", &clients)];
            for (key, word) in settings.into_iter().filter_map(|(key, word)| Some((key, word.as_ref()?))) {
                self.faults.push(Diagnostic::new(&say::DOORS_WITHOUT_TLS, word.place.clone()).with("key", key));
            }
        }
        let identity = match (certificate, key) {
            (None, None) => None,
            (certificate, key) => {
                let certificate = required_key(certificate.as_ref(), "certificate", &place, self.faults).cloned();
                let key = required_key(key.as_ref(), "key", &place, self.faults).cloned();
                certificate.zip(key).and_then(|(certificate, key)| self.identity(certificate, key))
            }
        };
        Doors {
            plain: plain.and_then(|word| self.address(&word)),
            tls: tls.and_then(|word| self.address(&word)),
            identity,
            clients: clients.and_then(|word| self.pem(&word, PemKind::Certificates)),
        }
    }

    fn address(&mut self, word: &Word) -> Option<String> {
        let address = listening_address(&word.text);
        if address.is_none() {
            self.faults.push(Diagnostic::new(&say::BAD_ADDRESS, word.place.clone()).with("value", &word.text));
        }
        address
    }
}

#[derive(Clone, Copy)]
enum LinkCodeWord {
    Fixed,
    Case,
}

/// Whether a text may be a 機関別符号; twelve digits look like a 個人番号.
fn is_link_code(text: &str) -> bool {
    let digits = text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    !digits
        && (1..=LINK_CODE_CHARS_MAX).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// IP address and port, as `127.0.0.1:8080` or `[::1]:8080`.
pub fn listening_address(written: &str) -> Option<String> {
    let text = to_half_width(written.trim());
    let (host, port) = text.rsplit_once(':')?;
    port.parse::<u16>().ok()?;
    let four = host.split('.').count() == 4 && host.split('.').all(|part| part.parse::<u8>().is_ok());
    let six = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let six = six.is_some_and(|inner| {
        inner.contains(':') && inner.bytes().all(|b| b.is_ascii_hexdigit() || b == b':' || b == b'.')
    });
    (four || six).then_some(text)
}

/// 月～金, 月水金, 毎日, 平日.
fn read_days(written: &str) -> Option<[bool; 7]> {
    let text: String = to_half_width(written).chars().filter(|c| !c.is_whitespace() && !"、,・".contains(*c)).collect();
    match text.as_str() {
        EVERY_DAY => return Some([true; 7]),
        WORKDAYS => return Some([true, true, true, true, true, false, false]),
        _ => {}
    }
    let mut days = [false; 7];
    let (mut last, mut until) = (None, false);
    for letter in text.chars() {
        if matches!(letter, '~' | '-' | '〜') {
            if last.is_none() || until {
                return None;
            }
            until = true;
            continue;
        }
        let day = DAYS.iter().position(|known| *known == letter)?;
        let from = match (until, last) {
            (true, Some(from)) => from,
            _ => day,
        };
        // 金～月 goes over the end of the week.
        let length = (day + 7 - from) % 7;
        (0..=length).for_each(|step| days[(from + step) % 7] = true);
        (last, until) = (Some(day), false);
    }
    (last.is_some() && !until).then_some(days)
}

/// 9:00, 24:00 -> minutes of the day.
fn read_minute(written: &str) -> Option<u16> {
    let text = to_half_width(written.trim());
    let (hours, minutes) = text.split_once(':')?;
    let two = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !two(hours) || minutes.len() != 2 || !two(minutes) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let minute = hours * 60 + minutes;
    (minutes < 60 && minute <= MINUTES_OF_DAY).then_some(minute)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::partner::ProvidingFolder;
    use crate::model::profile::{FileCharset, FileFormat, FileSpelling};

    #[test]
    fn urls_days_times_addresses_and_codes_are_read() {
        for (written, expected) in [
            ("https://test.example:8443/api/", Some("https://test.example:8443/api")),
            ("http://127.0.0.1:1", Some("http://127.0.0.1:1")),
            ("http://[::1]:8080", Some("http://[::1]:8080")),
            ("http://[::1]", Some("http://[::1]")),
            ("ftp://test.example", None),
            ("https://", None),
            ("https://user:word@test.example", None),
            ("https://test.example?x=1", None),
            ("https://test.example:0", None),
            ("https://test.example:70000", None),
            ("https://a b", None),
        ] {
            assert_eq!(base_url(written).as_deref(), expected, "{written}");
        }
        let days = |text: &str| {
            read_days(text).map(|days| days.map(|on| if on { '1' } else { '0' }).iter().collect::<String>())
        };
        for (written, expected) in [
            ("月～金", Some("1111100")),
            ("月〜金", Some("1111100")),
            ("月水金", Some("1010100")),
            ("月、水、土～日", Some("1010011")),
            ("金～月", Some("1000111")),
            ("毎日", Some("1111111")),
            ("平日", Some("1111100")),
            ("月～", None),
            ("～金", None),
            ("祝", None),
            ("", None),
        ] {
            assert_eq!(days(written).as_deref(), expected, "{written}");
        }
        for (written, expected) in [
            ("9:00", Some(540)),
            ("０９：３０", Some(570)),
            ("24:00", Some(1440)),
            ("24:01", None),
            ("9:60", None),
            ("9", None),
            ("9:0", None),
        ] {
            assert_eq!(read_minute(written), expected, "{written}");
        }
        for (written, expected) in [
            ("127.0.0.1:8080", Some("127.0.0.1:8080")),
            ("１２７．０．０．１：８０８０", Some("127.0.0.1:8080")),
            ("[::1]:0", Some("[::1]:0")),
            ("localhost:8080", None),
            ("127.0.0.1", None),
            ("127.0.0.256:1", None),
            ("127.0.0.1:70000", None),
        ] {
            assert_eq!(listening_address(written).as_deref(), expected, "{written}");
        }
        for (written, expected) in
            [("ABC-1", true), ("", false), ("000000000000", false), ("0000000000000", true), ("Ａ", false)]
        {
            assert_eq!(is_link_code(written), expected, "{written}");
        }
    }

    /// Everything that may be written, and what it becomes.
    #[test]
    fn every_key_has_its_place_in_the_model() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let pem = |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n");
        write("pem/a.pem", &(pem("CERTIFICATE") + &pem("PRIVATE KEY")));
        write(
            "renkei.yaml",
            "doors: {plain: 127.0.0.1:8080, tls: \"[::1]:8443\", certificate: pem/a.pem, key: pem/a.pem, clients: pem/a.pem}\n",
        );
        write("role-models/a.yaml", "role-models: [{id: RM-1, name: 例示, sex: 女, birth: H1.1.8}]\n");
        write(
            "test-groups/a.yaml",
            "organisations:
  - id: a
    kind: municipality
    code: \"001\"
    real:
      url: https://a.example/
      trust: pem/a.pem
      client: {certificate: pem/a.pem, key: pem/a.pem}
      credentials: {basic: {user: A_USER, password: A_PASSWORD}}
      rate: {per-second: 5, at-once: 2}
      window: {days: 月～金, from: \"9:00\", to: \"17:30\"}
      link-codes: {ＲＭ-1: ABC-1}
      inquiries: {start: {command: [./ask, -x]}, wait-ms: 5000}
  - {id: b, kind: municipality, code: \"002\", real: \"http://b.example\"}
  - {id: c, kind: municipality, code: \"003\", real: {inquiries: wait, link-codes: case}}
  - id: d
    kind: municipality
    code: \"004\"
    real: {inquiries: {start: {url: \"http://d.example/go\"}}, credentials: {header: {name: X-Key, value: D_KEY}}}
  - id: e
    kind: municipality
    code: \"005\"
    real: {folder: {path: out, format: xml, charset: windows-31j, wait-ms: 9}, inquiries: {folder: in}}
  - {id: f, kind: municipality, code: \"006\", real: {folder: other, transport: file}}
",
        );
        let project = crate::sheet::load(folder.path()).0;
        let [a, b, c, d, by_files, by_folder] = &project.partners[..] else { panic!("{:?}", project.partners) };
        assert_eq!(a.url.as_deref(), Some("https://a.example"));
        assert!(a.trust.is_some() && a.identity.is_some());
        let basic = Credentials::Basic { user: "A_USER".into(), password: "A_PASSWORD".into() };
        assert_eq!(a.credentials, Some(basic));
        assert_eq!(a.rate, Rate { per_second: Some(5), at_once: Some(2) });
        let days = [true, true, true, true, true, false, false];
        assert_eq!(a.window, Some(Window { days, from_minute: 540, to_minute: 1_050 }));
        assert_eq!(a.link_codes, LinkCodes::Fixed([("RM-1".into(), "ABC-1".to_owned())].into()));
        let command = Start::Command(vec!["./ask".into(), "-x".into()]);
        assert_eq!(a.inquiries, Some(Inquiries { wait_ms_max: 5_000, ..Inquiries::started_by(command) }));
        assert_eq!(*b, Partner::at(Part::Body("b".into()), Some("http://b.example".into()), b.place.clone()));
        let waits = Some(Inquiries::started_by(Start::Wait));
        let waiting = Partner { inquiries: waits, ..Partner::at(Part::Body("c".into()), None, c.place.clone()) };
        assert_eq!(*c, Partner { link_codes: LinkCodes::OfTheCase, ..waiting });
        assert_eq!(d.inquiries, Some(Inquiries::started_by(Start::Url("http://d.example/go".into()))));
        assert_eq!(d.credentials, Some(Credentials::Header { name: "X-Key".into(), value: "D_KEY".into() }));
        let real = folder.path().canonicalize().unwrap();
        let files = Some(FileSpelling { format: FileFormat::Xml, charset: FileCharset::Windows31J });
        assert_eq!(by_files.folder, Some(ProvidingFolder { path: real.join("out"), files, wait_ms_max: 9 }));
        assert_eq!(by_files.inquiries.as_ref().and_then(|inquiries| inquiries.folder.clone()), Some(real.join("in")));
        assert_eq!(by_folder.folder, Some(ProvidingFolder::at(real.join("other"))));
        let Doors { plain, tls, identity, clients } = &project.doors;
        assert_eq!((plain.as_deref(), tls.as_deref()), (Some("127.0.0.1:8080"), Some("[::1]:8443")));
        assert!(identity.is_some() && clients.is_some());
    }
}
