//! The deck's cases over real HTTP: what goes in, what comes back, who has which 機関別符号.

mod doors;
mod services;
mod standing;
mod unified;

use std::sync::Arc;

use super::*;
use crate::model::layout::{Group, Item, Time};
use crate::model::organisation::Scheme;
use crate::model::project::{Affair, Permit, Procedure};
use crate::model::{
    Behaviour, CivilDate, Conduct, Department, Detail, Entry, InstitutionCode, ItemCode, ItemKind, Layout,
    Organisation, OrganisationKind, Outcome, Place, Project, QueryCondition, Replica, Unit, Value, date,
};
use crate::payload::envelope::{ParsedAnswer, Query};

fn organisation(id: &str, name: &str, kind: OrganisationKind, code: &str) -> Organisation {
    Organisation {
        id: id.into(),
        name: name.into(),
        kind,
        code: InstitutionCode(code.into()),
        scheme: (kind == OrganisationKind::Insurer).then(|| "kempo".into()),
        insurer_number: (kind == OrganisationKind::Insurer).then(|| format!("NUMBER-{id}")),
        part_of: None,
        place: Place::Nowhere,
    }
}

fn layout() -> Layout {
    let item = |code: u64, name: &str, group, kind| Item {
        code: ItemCode(code),
        name: name.into(),
        aliases: Vec::new(),
        group,
        kind,
        max_length: None,
        required: false,
    };
    Layout {
        information: crate::model::InformationCode(31),
        name: "医療保険給付関係情報".into(),
        version: "4.0".into(),
        root: "被用者保険関係情報（健康保険）".into(),
        groups: vec![
            Group {
                path: vec!["資格情報".into()],
                key: vec![ItemCode(1), ItemCode(2)],
                time: Some(Time::Period { from: ItemCode(2), to: ItemCode(3) }),
            },
            Group {
                path: vec!["給付情報".into(), "傷病手当金".into()],
                key: vec![ItemCode(5)],
                time: Some(Time::Point(ItemCode(5))),
            },
        ],
        items: vec![
            item(1, "保険者名称", 0, ItemKind::Text),
            item(2, "資格取得日", 0, ItemKind::Date),
            item(3, "資格喪失日", 0, ItemKind::Date),
            item(5, "支給開始日", 1, ItemKind::Date),
            item(6, "支給額", 1, ItemKind::Amount),
        ],
        place: Place::Nowhere,
    }
}

fn entry(code: u64, value: &str) -> Entry {
    let value = if value.is_empty() { Value::Null("01".into()) } else { Value::Text(value.into()) };
    Entry { item: ItemCode(code), value, place: Place::Nowhere }
}

fn replica(id: &str, persona: &str, head: [&str; 3], benefit: [&str; 2]) -> Replica {
    Replica {
        organisation: id.into(),
        persona: persona.into(),
        information: crate::model::InformationCode(31),
        version: "4.0".into(),
        automatic: true,
        provisional: false,
        terms: crate::model::replica::Terms::default(),
        units: vec![Unit {
            head: vec![entry(1, head[0]), entry(2, head[1]), entry(3, head[2])],
            details: vec![Detail { entries: vec![entry(5, benefit[0]), entry(6, benefit[1])] }],
        }],
        place: Place::Nowhere,
    }
}

fn project() -> Project {
    use OrganisationKind::{Agency, ClearingHouse, Insurer, Municipality};
    let procedure = |code, providers: &[OrganisationKind]| Procedure {
        code: crate::model::ProcedureCode(code),
        name: String::new(),
        consent: false,
        permits: vec![Permit {
            inquirers: vec![Municipality],
            providers: providers.to_vec(),
            only: Vec::new(),
            information: crate::model::InformationCode(31),
            items: Vec::new(),
        }],
    };
    let conduct = |persona: &str, behaviour, times| Conduct {
        organisation: "c".into(),
        persona: persona.into(),
        behaviour,
        times,
        place: Place::Nowhere,
    };
    let mut project = Project {
        schemes: vec![Scheme { id: "kempo".into(), name: "健康保険組合".into() }],
        organisations: vec![
            organisation("b-shi", "B市", Municipality, "002"),
            organisation("nenkin", "年金", Agency, "090"),
            organisation("c", "C健康保険組合", Insurer, "099"),
            organisation("kikin", "基金", ClearingHouse, "099"),
            organisation("d", "D健康保険組合", Insurer, "099"),
        ],
        affairs: vec![Affair {
            code: crate::model::AffairCode(15),
            name: String::new(),
            procedures: vec![procedure(15001, &[Insurer])],
        }],
        layouts: vec![layout()],
        replicas: vec![
            replica("d", "Y", ["D健康保険組合", "H30.4.1", ""], ["H30.12.1", "22222"]),
            replica("c", "Y", ["C健康保険組合", "H29.4.1", "H30.4.1"], ["H30.2.1", "11111"]),
        ],
        conduct: vec![
            conduct("silent", Behaviour::Silent, None),
            conduct("once", Behaviour::Silent, Some(1)),
            conduct("down", Behaviour::Down, None),
            conduct("no-code", Behaviour::NoLinkCode, None),
            conduct("corrupt", Behaviour::Corrupt, None),
            conduct("undisclosed", Behaviour::Undisclosed, None),
        ],
        ..Project::default()
    };
    for persona in ["once", "corrupt"] {
        project.replicas.push(replica("c", persona, ["C健康保険組合", "H29.4.1", "H30.4.1"], ["H30.2.1", "11111"]));
    }
    project.profile.provider_wait_ms_max = 1_500;
    project
}

struct Bench {
    network: Network,
    inquirer: InstitutionCode,
    day: CivilDate,
    count: std::cell::Cell<u32>,
}

impl Bench {
    async fn start() -> Self {
        let directory = Arc::new(Directory::new(Arc::new(project())));
        Self {
            network: Network::start(directory, 3).await.unwrap(),
            inquirer: InstitutionCode("002".into()),
            day: date::parse_day("H31.7.27").unwrap().value,
            count: std::cell::Cell::new(0),
        }
    }

    async fn ask(&self, persona: &str, change: impl FnOnce(&mut Query)) -> ParsedAnswer {
        let subject = self.network.admit(Admission {
            trial: "T".into(),
            persona: persona.into(),
            base_date: self.day,
            behaviour: None,
            scene: None,
        });
        self.count.set(self.count.get() + 1);
        let moment = |text| date::parse_moment(text).unwrap().value;
        let mut query = Query {
            request: format!("R{}", self.count.get()),
            inquirer: self.inquirer.clone(),
            provider: InstitutionCode("099".into()),
            affair: crate::model::AffairCode(15),
            procedure: crate::model::ProcedureCode(15001),
            information: crate::model::InformationCode(31),
            version: "4.0".into(),
            department: Department { name: "地域福祉課".into(), code: "001B".into() },
            items: vec![ItemCode(1), ItemCode(2), ItemCode(3), ItemCode(5), ItemCode(6)],
            condition: QueryCondition::Range { from: moment("H29.4.1"), to: moment("H31.7.27") },
            link_code: subject.link_code(&self.inquirer),
            consent: false,
            undisclosed: false,
        };
        change(&mut query);
        let asked = self.network.client().ask(&query, query.to_xml()).await.unwrap();
        assert!(asked.polls >= 1);
        ParsedAnswer::from_xml(&asked.answer).unwrap()
    }

    async fn outcome(&self, persona: &str, change: impl FnOnce(&mut Query)) -> Outcome {
        let parsed = self.ask(persona, change).await;
        self.network.systems.directory.profile().outcome_of(&parsed.answer.outcome).unwrap()
    }
}

fn on_loopback(test: impl AsyncFnOnce(Bench)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { test(Bench::start().await).await });
}

#[test]
fn case_2_comes_back_joined_with_a_serial_and_no_trace_of_the_person() {
    on_loopback(async |bench| {
        let parsed = bench.ask("Y", |_| {}).await;
        let data = parsed.answer.data.unwrap();
        assert_eq!(parsed.answer.serial, "0030000000001");
        assert_eq!(
            data.body,
            "<被用者保険関係情報（健康保険）>\
             <資格情報><保険者名称>C健康保険組合</保険者名称><資格取得日>H29.4.1</資格取得日><資格喪失日>H30.4.1</資格喪失日></資格情報>\
             <給付情報><傷病手当金><支給開始日>H30.2.1</支給開始日><支給額>11111</支給額></傷病手当金></給付情報>\
             <資格情報><保険者名称>D健康保険組合</保険者名称><資格取得日>H30.4.1</資格取得日><資格喪失日 ReasonOfNull=\"01\"/></資格情報>\
             <給付情報><傷病手当金><支給開始日>H30.12.1</支給開始日><支給額>22222</支給額></傷病手当金></給付情報>\
             </被用者保険関係情報（健康保険）>"
        );
        assert!(data.registered_at.starts_with("2019/07/27 "));
        assert!(!parsed.envelope.contains("資格情報"), "the envelope is told without the data");
    });
}

#[test]
fn every_refusal_has_its_outcome() {
    on_loopback(async |bench| {
        assert_eq!(bench.outcome("nobody", |_| {}).await, Outcome::ReplicaMissing);
        assert_eq!(bench.outcome("Y", |query| query.version = "3.0".into()).await, Outcome::VersionMismatch);
        assert_eq!(bench.outcome("Y", |query| query.affair.0 = 16).await, Outcome::NotPermitted);
        assert_eq!(
            bench.outcome("Y", |query| query.provider = InstitutionCode("090".into())).await,
            Outcome::NotPermitted
        );
        assert_eq!(
            bench.outcome("Y", |query| query.provider = InstitutionCode("777".into())).await,
            Outcome::BadInstitution
        );
        assert_eq!(bench.outcome("Y", |query| query.department.code.clear()).await, Outcome::BadInstitution);
        assert_eq!(bench.outcome("Y", |query| query.items.push(ItemCode(99))).await, Outcome::Malformed);
        assert_eq!(bench.outcome("Y", |query| query.link_code = "K0".into()).await, Outcome::LinkCodeMissing);
        assert_eq!(bench.outcome("no-code", |_| {}).await, Outcome::LinkCodeMissing);
        assert_eq!(bench.outcome("down", |_| {}).await, Outcome::ProviderDown);
        assert_eq!(bench.outcome("silent", |_| {}).await, Outcome::TimedOut);
        assert_eq!(bench.outcome("corrupt", |_| {}).await, Outcome::Malformed);
        assert_eq!(bench.outcome("undisclosed", |_| {}).await, Outcome::Undisclosed);
        assert_eq!(bench.outcome("once", |_| {}).await, Outcome::TimedOut);
        assert_eq!(bench.outcome("once", |_| {}).await, Outcome::Normal, "silent once, then plain");
    });
}

/// Writes down how it is called.
#[derive(Debug, Default)]
struct Listener(std::sync::Mutex<Vec<String>>);

impl Institution for Listener {
    fn handle(&self, call: &Call<'_>) -> Reply {
        let body = String::from_utf8_lossy(call.body);
        let root = body.split_once("<soap:Body><").map_or("", |(_, rest)| rest.split([' ', '>']).next().unwrap_or(""));
        let line = format!("{} {} | {} | {} | {root}", call.method, call.path, call.content_type, call.action);
        self.0.lock().unwrap().push(line);
        Reply::status(202)
    }
}

#[test]
fn business_systems_speak_as_the_profile_says() {
    use crate::model::profile::Transport;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (transport, filed, polled) in [
        (
            Transport::Xml,
            "POST /002/inquiries | application/xml; charset=utf-8 |  | ",
            "GET /002/inquiries/R1 |  |  | ",
        ),
        (
            Transport::Soap11,
            "POST /002/inquiries | text/xml; charset=utf-8 | \"urn:renkei:message:1#inquire\" | 情報照会",
            "POST /002/inquiries | text/xml; charset=utf-8 | \"urn:renkei:message:1#poll\" | 照会結果要求",
        ),
        (
            Transport::Soap12,
            "POST /002/inquiries | application/soap+xml; charset=utf-8; action=\"urn:renkei:message:1#inquire\" |  | 情報照会",
            "POST /002/inquiries | application/soap+xml; charset=utf-8; action=\"urn:renkei:message:1#poll\" |  | 照会結果要求",
        ),
    ] {
        runtime.block_on(async {
            let mut project = project();
            project.profile.transport = transport;
            project.profile.answer_wait_ms_max = 1;
            let directory = Arc::new(Directory::new(Arc::new(project)));
            let listener = Arc::new(Listener::default());
            let sockets = server::Listeners::bind().unwrap();
            let addresses = Arc::new(sockets.addresses());
            let _server = Server::start(sockets.local_government, Arc::clone(&listener) as Arc<dyn Institution>).await;
            let systems = Systems::new(directory, 0, Wires::Memory, partner::Lines::default());
            let client = Client::new(client::http_client().unwrap(), addresses, systems, None);
            let query = Query { request: "R1".into(), ..some_query() };
            let _ = client.ask(&query, query.to_xml()).await;
            let heard = listener.0.lock().unwrap().clone();
            assert_eq!(heard[..2], [filed.to_owned(), polled.to_owned()], "{transport:?}");
        });
    }
}

pub(super) fn some_query() -> Query {
    Query {
        request: String::new(),
        inquirer: InstitutionCode("002".into()),
        provider: InstitutionCode("099".into()),
        affair: crate::model::AffairCode(15),
        procedure: crate::model::ProcedureCode(15001),
        information: crate::model::InformationCode(31),
        version: "4.0".into(),
        department: Department { name: "地域福祉課".into(), code: "001B".into() },
        items: vec![ItemCode(1)],
        condition: QueryCondition::Latest,
        link_code: "K".into(),
        consent: false,
        undisclosed: false,
    }
}

#[test]
fn the_network_survives_many_requests_and_their_renewal() {
    on_loopback(async |bench| {
        for _ in 0..20 {
            let asks = (0..64).map(|_| bench.outcome("Y", |_| {}));
            let outcomes = futures::future::join_all(asks).await;
            assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Normal));
            bench.network.renew_if_due().await;
        }
    });
}
