//! Real systems that take messages in a service's place, or send them to services.
//!
//! A real system keeps one set of records for everybody, so the scenarios it takes part in have it one after another.
//! While a scenario has it, whatever it sends to the doors and asks of the network under the scenario's own 機関別符号
//! belongs to that scenario. What a scenario meets and must not share – these systems, and bodies that ask under a 機関別符号
//! which never changes – it takes all at once ([`super::turn`]).

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;

use super::partner::{failed, not_started, of_partner, start, stopped};
use super::real_register::failing;
use super::service::{same, unlike};
use super::verdict::{Stop, reason};
use super::world::State;
use crate::event::Reason;
use crate::feature::{self, Sending};
use crate::model::catalogue::crossing as crossing_words;
use crate::model::catalogue::run as run_words;
use crate::model::catalogue::service as words;
use crate::model::partner::Inquiries;
use crate::model::service::plain;
use crate::model::service::{Action, Ask, Field};
use crate::model::{Backbone, InstitutionCode, ItemKind, Partner, Project, Service, ServiceId, ServiceMessage};
use crate::network::{
    Arrived, Awaited, Delivered, Happened, Letters, Message, PartnerFault, Place, ServiceFault, Subject, is_open,
    known_code, service_path,
};
use crate::payload::envelope::Query;
use crate::payload::exposure::Seen;
use crate::payload::{Difference, DifferenceKind, asked};

/// What a scenario has of the real systems it meets, until it ends.
pub(super) struct Guests {
    letters: Option<Letters>,
    /// Where services ask the network about the person as the body they are, by body and 機関別符号, and the case's own
    /// 機関別符号 there.
    asking: HashMap<(InstitutionCode, String), (Place, String)>,
}

impl Guests {
    /// Where what they have sent carried a 個人番号, since the last look.
    pub fn findings(&mut self) -> Vec<Seen> {
        let mut seen = self.letters.as_mut().map(Letters::findings).unwrap_or_default();
        seen.extend(self.asking.values().flat_map(|(place, _)| place.findings()));
        seen
    }

    async fn letter(&mut self) -> Option<Arrived> {
        match &mut self.letters {
            Some(letters) => letters.next().await,
            None => std::future::pending().await,
        }
    }
}

/// Whether a real system takes a service's messages.
pub(super) fn is_real(project: &Project, service: &ServiceId) -> bool {
    project.partner_of_service(service).is_some_and(|partner| partner.url.is_some())
}

/// The real system that sends messages by itself under this name: name, id, and how it is waited for.
pub(super) fn sender<'p>(
    project: &'p Project,
    written: &str,
) -> Option<(&'p str, &'p str, (&'p Partner, &'p Inquiries))> {
    let waits = |partner: &'p Partner| Some((partner, partner.inquiries.as_ref()?));
    if let Some(service) = project.service_called(written) {
        return Some((&service.name, &service.id.0, project.partner_of_service(&service.id).and_then(waits)?));
    }
    let body = feature::organisation(project, written)?;
    Some((&body.name, &body.id.0, project.partner(&body.id).and_then(waits)?))
}

impl State {
    /// Whether real systems take or send messages in this scenario.
    pub(super) fn meets_real_systems(&self) -> bool {
        !self.parties.is_empty() && !self.replaying()
    }

    /// Whether a real system is in a service's place: then its records are its own.
    pub(super) fn keeps_its_own(&self, service: &Service) -> bool {
        !self.replaying() && is_real(&self.context.shared.project, &service.id)
    }

    /// A message on its way, sent by renkei or by the real system that is its sender.
    pub(super) async fn carried(
        &mut self,
        sending: &Sending,
        (service, known): (&Service, &ServiceMessage),
        person: Option<&Subject>,
    ) -> Result<(Delivered, Vec<Difference>), Stop> {
        let context = Rc::clone(&self.context);
        let project = &context.shared.project;
        let waited = sender(project, &sending.from);
        self.services_were_ours()?;
        if self.parties.is_empty() || self.replaying() {
            return Ok((self.delivered(sending, person).await, Vec::new()));
        }
        self.meet(person).await?;
        self.let_ask(service, person);
        let outcome = match waited {
            Some((name, _, by)) => self.awaited(sending, (service, known), person, (name, by)).await,
            None => Ok((self.delivered(sending, person).await, Vec::new())),
        };
        let (delivered, mut differences) = outcome?;
        let asked = self.asked_by(service, known, person);
        differences.extend(asked);
        Ok((delivered, differences))
    }

    /// Has its turn with every real system of the scenario; from then on they come to this scenario alone.
    async fn meet(&mut self, person: Option<&Subject>) -> Result<(), Stop> {
        self.take_turns(person.map(Subject::persona)).await?;
        if self.guests.is_none() {
            let reception = self.context.shared.reception.as_ref();
            let letters = reception.map(|reception| reception.desk.receive(self.parties.names()));
            self.guests = Some(Guests { letters, asking: HashMap::new() });
        }
        Ok(())
    }

    /// Lets a real service ask the network about the person as the body it is.
    fn let_ask(&mut self, service: &Service, person: Option<&Subject>) {
        let context = Rc::clone(&self.context);
        let asks = person.and_then(|person| asks_under(&context.shared.project, service, person));
        let (Some(awaited), Some(reception), Some(guests)) = (asks, &context.shared.reception, &mut self.guests) else {
            return;
        };
        let key = (awaited.inquirer.clone(), awaited.theirs.clone());
        guests.asking.entry(key).or_insert_with(|| {
            let ours = awaited.ours.clone();
            (reception.desk.take(awaited, context.client.doors()), ours)
        });
    }

    /// From now on queries of a body under this 機関別符号 are the scenario's own to wait for, and no service's.
    pub(super) fn ask_no_more(&mut self, inquirer: &InstitutionCode, theirs: &str) {
        if let Some(guests) = &mut self.guests {
            guests.asking.remove(&(inquirer.clone(), theirs.to_owned()));
        }
    }

    /// Sends a message in its sender's name; what real systems send meanwhile is answered, and told after it.
    async fn delivered(&mut self, sending: &Sending, person: Option<&Subject>) -> Delivered {
        let context = Rc::clone(&self.context);
        let url = context.shared.reception.as_ref().map(|reception| reception.url.as_str());
        let base_date = self.said.base_date;
        let message = Message {
            from: &sending.from,
            to: &sending.to,
            name: &sending.message,
            base_date,
            fields: &sending.fields,
            doors: url,
        };
        let Some(mut guests) = self.guests.take() else {
            return self.offices.deliver(&context.client, person, &message).await;
        };
        let (offices, client) = (&self.offices, &context.client);
        let sent = offices.deliver(client, person, &message);
        let mut delivered = None;
        let mut meanwhile = Vec::new();
        {
            tokio::pin!(sent);
            let mut answering = FuturesUnordered::new();
            while delivered.is_none() || !answering.is_empty() {
                tokio::select! {
                    reply = &mut sent, if delivered.is_none() => delivered = Some(reply),
                    Some(arrived) = guests.letter() => answering.push(offices.welcome(client, person, (base_date, url), arrived)),
                    Some(other) = answering.next(), if !answering.is_empty() => meanwhile.extend(other.trail),
                }
            }
        }
        self.guests = Some(guests);
        let mut delivered = delivered.unwrap_or_else(|| Delivered {
            reply: Err(ServiceFault::Unknown(sending.message.clone())),
            trail: Vec::new(),
        });
        delivered.trail.extend(meanwhile);
        delivered
    }

    /// Waits until the real system that is the sender sends the message, compares it with the scenario's, and answers it.
    async fn awaited(
        &mut self,
        sending: &Sending,
        (service, known): (&Service, &ServiceMessage),
        person: Option<&Subject>,
        (name, (partner, inquiries)): (&str, (&Partner, &Inquiries)),
    ) -> Result<(Delivered, Vec<Difference>), Stop> {
        let context = Rc::clone(&self.context);
        context.shared.partners.waits(&context.shared.project, partner);
        if !is_open(partner.window) {
            return Err(Stop::blocked(of_partner(&PartnerFault::Shut)));
        }
        let Some((mut guests, reception)) = self.guests.take().zip(context.shared.reception.as_ref()) else {
            return Err(Stop::broken(reason(&run_words::BENCH, &[("why", &"reception")])));
        };
        let asks = self.to_send(sending, (service, known), person, &reception.url);
        self.tell_awaited(name, &asks, inquiries.wait_ms_max);
        let started = start(&context, &inquiries.start, asks);
        tokio::pin! {
            let failing = failed(started);
            let over = tokio::time::sleep(Duration::from_millis(inquiries.wait_ms_max));
        }
        let (base_date, url) = (self.said.base_date, Some(reception.url.as_str()));
        let mut earlier: Vec<Happened> = Vec::new();
        let mut astray: Option<String> = None;
        let found = loop {
            let arrived = tokio::select! {
                biased;
                arrived = guests.letter() => arrived,
                () = stopped(&context) => break Err(None),
                why = &mut failing => break Err(Some(Stop::blocked(not_started(&run_words::SENDER_NOT_STARTED, name, &why)))),
                () = &mut over => break Err(Some(self.absent(name, inquiries, (service, known), astray.as_deref()))),
            };
            let Some(arrived) = arrived else { break Err(None) };
            let (same_service, fields) = (is_to(&context.shared.project, &arrived, service, known), arrived.fields());
            if same_service && is_from(&context.shared.project, &arrived, name) {
                let delivered = self.offices.welcome(&context.client, person, (base_date, url), arrived).await;
                break Ok((delivered, unlike_sent(known, &sending.fields, &fields)));
            }
            astray = Some(format!("{} {}", arrived.service(), arrived.message()));
            let other = self.offices.welcome(&context.client, person, (base_date, url), arrived).await;
            earlier.extend(other.trail);
        };
        self.guests = Some(guests);
        match found {
            Ok((mut delivered, differences)) => {
                earlier.append(&mut delivered.trail);
                delivered.trail = earlier;
                Ok((delivered, differences.into_iter().map(|one| self.at_line(one)).collect()))
            }
            Err(Some(stop)) => Err(stop),
            Err(None) => Err(self.abandon()),
        }
    }

    fn absent(
        &self,
        name: &str,
        inquiries: &Inquiries,
        (service, known): (&Service, &ServiceMessage),
        astray: Option<&str>,
    ) -> Stop {
        let (message, to) = (&known.name, &service.name);
        let args: [(&str, &dyn std::fmt::Display); 5] = [
            ("name", &name),
            ("waited", &inquiries.wait_ms_max),
            ("service", to),
            ("message", message),
            ("other", &astray.unwrap_or_default()),
        ];
        Stop::blocked(match astray {
            None => reason(&words::SENDER_ABSENT, &args[..4]),
            Some(_) => reason(&words::SENDER_STRAYED, &args),
        })
    }

    /// What is to be sent, for whoever starts the sender.
    fn to_send(
        &self,
        sending: &Sending,
        (service, known): (&Service, &ServiceMessage),
        person: Option<&Subject>,
        url: &str,
    ) -> Vec<(&'static str, String)> {
        let fields: serde_json::Map<String, serde_json::Value> =
            sending.fields.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
        vec![
            ("TRIAL", self.trial.to_string()),
            ("URL", url.to_owned()),
            ("PATH", service_path(&service.id, &known.name)),
            ("FROM", sending.from.clone()),
            ("SERVICE", service.id.to_string()),
            ("SERVICE_NAME", service.name.clone()),
            ("MESSAGE", known.name.to_string()),
            ("PERSONA", person.map(|person| person.persona().to_string()).unwrap_or_default()),
            ("DATE", self.said.base_date.map(|day| day.to_string()).unwrap_or_default()),
            ("FIELDS", serde_json::Value::Object(fields).to_string()),
        ]
    }

    /// Tells what the real service has asked of the network because of a message; in what the records disagree, and in what
    /// its queries are not those of the message.
    fn asked_by(&mut self, service: &Service, known: &ServiceMessage, person: Option<&Subject>) -> Vec<Difference> {
        let under = person.and_then(|person| asks_under(&self.context.shared.project, service, person));
        let Some((guests, under)) = self.guests.as_mut().zip(under) else { return Vec::new() };
        let Some((place, ours)) = guests.asking.get_mut(&(under.inquirer, under.theirs)) else { return Vec::new() };
        let (came, ours) = (place.exchanged(), ours.clone());
        let asks: Vec<&Ask> = known
            .actions
            .iter()
            .filter_map(|action| match action {
                Action::Ask(ask) => Some(&**ask),
                _ => None,
            })
            .collect();
        let mut differences = Vec::new();
        for (query, answer) in came {
            let alike = |ask: &&&Ask| ask.procedure == query.procedure && ask.information == query.information;
            if let Some(ask) = asks.iter().find(alike).or(asks.first()) {
                differences.extend(asked::differences(&as_written(ask, &query), &query));
            }
            let xml = query.to_xml();
            let query = Query { link_code: ours.clone(), ..query };
            // Without a person nobody could have been asked about.
            if person.is_some() {
                let (_, disagreed) = self.tell_exchange(&query, xml, answer, 0);
                differences.extend(disagreed);
            }
        }
        differences
    }
}

/// As which body and under which 機関別符号 a real service asks the network about a person, if it is one that does.
fn asks_under(project: &Project, service: &Service, person: &Subject) -> Option<Awaited> {
    let partner = project.partner_of_service(&service.id).filter(|partner| partner.url.is_some())?;
    let body = project.organisation(service.organisation.as_ref()?)?;
    let ours = person.link_code(&body.code);
    let theirs = known_code(&partner.link_codes, &body.code, person.persona(), &ours);
    Some(Awaited { inquirer: body.code.clone(), theirs, ours })
}

/// The query as the message says it; whom it is about and whom it asks is the real system's to find.
fn as_written(ask: &Ask, query: &Query) -> Query {
    Query {
        department: ask.department.clone(),
        affair: ask.affair,
        procedure: ask.procedure,
        information: ask.information,
        version: ask.version.clone(),
        items: ask.items.clone(),
        condition: ask.condition,
        ..query.clone()
    }
}

/// What keeps a reply from being one, as a verdict.
pub(super) fn stop_of(fault: &ServiceFault) -> Stop {
    match fault {
        ServiceFault::Partner { service, fault } => {
            let Reason { ja, en } = of_partner(fault);
            let said = Reason {
                ja: words::OF_SERVICE.say(crate::model::Lang::Ja, &[("service", service), ("why", &ja)]),
                en: words::OF_SERVICE.say(crate::model::Lang::En, &[("service", service), ("why", &en)]),
            };
            if fault.blocks() { Stop::blocked(said) } else { Stop::failed(Vec::new(), Some(said)) }
        }
        ServiceFault::Network(fault) => failing(Backbone::Nws, fault, None),
        ServiceFault::NetworkUnseen => Stop::blocked(reason(&crossing_words::RECORD_UNSEEN, &[])),
        other => Stop::broken(reason(&run_words::BENCH, &[("why", other)])),
    }
}

fn is_to(project: &Project, arrived: &Arrived, service: &Service, message: &ServiceMessage) -> bool {
    project.service_called(arrived.service()).is_some_and(|known| known.id == service.id)
        && service.message(arrived.message()).is_some_and(|known| known.name == message.name)
}

fn is_from(project: &Project, arrived: &Arrived, name: &str) -> bool {
    project.sender_called(arrived.from()).is_some_and(|(_, known)| known == name)
}

/// In what a message that has come is not the scenario's.
fn unlike_sent(message: &ServiceMessage, expected: &[(String, String)], sent: &[(String, String)]) -> Vec<Difference> {
    let kind = |name: &str| {
        let field = message.fields.iter().find(|field: &&Field| plain(&field.name) == plain(name));
        field.map_or(ItemKind::Text, |field| field.kind)
    };
    let value = |of: &[(String, String)], name: &str| {
        of.iter().find(|(known, _)| plain(known) == plain(name)).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let names = expected.iter().chain(sent).map(|(name, _)| name);
    let mut seen = BTreeSet::new();
    names
        .filter(|name| seen.insert(plain(name)))
        .filter_map(|name| {
            let (wanted, came) = (value(expected, name), value(sent, name));
            let difference = Difference { kind: DifferenceKind::WrongQuery, ..unlike(name, &wanted, &came) };
            (!same(kind(name), &wanted, &came)).then_some(difference)
        })
        .collect()
}
