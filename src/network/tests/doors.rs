//! Every path and every status of the table of paths is knocked at; what comes back is what the table says.

use super::standing::REPLICA;
use super::*;
use crate::model::service::{Service, ServiceId, ServiceKind};
use crate::model::{OrganisationId, Resident, ResidentId, Sex};
use crate::network::paths::{HISTORY, REFUSAL, ROUTES};
use crate::payload::envelope::{Answer, Deletion, LinkCodeCancellation, LinkCodeRequest, Registration, ResidentQuery};
use crate::payload::tree::{Limits, parse};

struct Knocking {
    doors: Arc<dyn Institution>,
    seen: Vec<(&'static str, u16)>,
}

impl Knocking {
    /// Calls a door of the table and holds the reply against it; gives back the reply's body.
    async fn knock(&mut self, operation: &'static str, status: u16, path: &str, body: &str) -> String {
        let route = ROUTES.iter().find(|route| route.operation == operation).unwrap();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        assert!(fits(route.path, path), "{path} is not {}", route.path);
        assert!(query.is_empty() || route.flag.is_some_and(|(flag, _)| flag == query), "{query}");
        let call = Call {
            method: route.method,
            path,
            query,
            content_type: "application/xml",
            action: "",
            body: body.as_bytes(),
            ..Call::default()
        };
        let reply = self.doors.answer(&call).await;
        let text = String::from_utf8(reply.body).unwrap();
        assert_eq!(reply.status, status, "{operation}: {text}");
        let told = route.replies.iter().find(|(known, ..)| *known == status);
        let (_, _, message) = told.unwrap_or_else(|| panic!("{operation}: {status} is not in the table"));
        let json = serde_json::from_str::<serde_json::Value>(&text).ok();
        let root = match json {
            Some(json) if json["rows"].is_array() => Some(HISTORY.to_owned()),
            Some(json) if json["error"].is_string() => Some(REFUSAL.to_owned()),
            _ => parse(&text, &Limits::default()).map(|root| root.name).ok(),
        };
        assert_eq!(root.as_deref(), *message, "{operation} {status}");
        self.seen.push((operation, status));
        text
    }
}

fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len()
        && pattern.iter().zip(path).all(|(known, part)| known.starts_with('{') || *known == part)
}

fn resident() -> Resident {
    Resident {
        id: ResidentId("J-1".into()),
        persona: Some("newcomer".into()),
        name: "例示花子".into(),
        other_names: Vec::new(),
        kana: None,
        birth: CivilDate::new(1975, 2, 2).unwrap(),
        sex: Sex::Female,
        address: "例示県B市見本1丁目2番地".into(),
        past_addresses: Vec::new(),
        place: Place::Nowhere,
    }
}

fn portal_of(organisation: Option<OrganisationId>) -> Service {
    Service {
        id: ServiceId("portal".into()),
        name: "例示ポータル".into(),
        kind: ServiceKind::Portal,
        organisation,
        store: None,
        messages: Vec::new(),
        place: Place::Nowhere,
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "one walk past every door")]
fn every_path_and_status_of_the_table_is_true() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut project = project();
        project.residents.push(resident());
        let portal = project.organisations.iter().find(|body| &*body.code.0 == "002").map(|body| body.id.clone());
        project.services.push(portal_of(portal));
        let standing = Standing::new(Arc::new(Directory::new(Arc::new(project)))).unwrap();
        let day = date::parse_day("H31.7.27").unwrap().value;
        let admit = |persona: &str| {
            standing.admit(Admission {
                trial: "T".into(),
                persona: persona.into(),
                base_date: day,
                behaviour: None,
                scene: None,
            })
        };
        let (person, down) = (admit("newcomer"), admit("down"));
        let code = |institution: &str| InstitutionCode(institution.into());
        let query = |request: &str, link_code: String| {
            Query {
                request: request.into(),
                inquirer: code("002"),
                provider: code("099"),
                affair: crate::model::AffairCode(15),
                procedure: crate::model::ProcedureCode(15001),
                information: crate::model::InformationCode(31),
                version: "4.0".into(),
                department: Department { name: "地域福祉課".into(), code: "001B".into() },
                items: vec![ItemCode(1)],
                condition: QueryCondition::Latest,
                link_code,
                consent: false,
                undisclosed: false,
            }
            .to_xml()
        };
        let own = || person.link_code(&code("002"));
        let providers = || person.link_code(&code("099"));
        let answer = Answer { serial: "S".into(), outcome: "N001".into(), undisclosed: false, data: None }.to_xml();
        let mut at = Knocking { doors: standing.doors(), seen: Vec::new() };

        at.knock("inquire", 200, "/002/inquiries?wait", &query("R1", own())).await;
        at.knock("inquire", 202, "/002/inquiries", &query("R2", own())).await;
        at.knock("inquire", 409, "/002/inquiries", &query("R2", own())).await;
        at.knock("poll", 202, "/002/inquiries/R2", "").await;
        at.knock("handBack", 204, "/002/answers/R2", &answer).await;
        at.knock("poll", 200, "/002/inquiries/R2", "").await;
        at.knock("poll", 404, "/002/inquiries/R2", "").await;
        at.knock("handBack", 404, "/002/answers/R2", &answer).await;
        at.knock("handBack", 400, "/002/answers/R2", "<照会結果/>").await;
        at.knock("inquire", 400, "/002/inquiries", "?").await;
        at.knock("inquire", 403, "/003/inquiries", &query("R3", own())).await;
        at.knock("testProvision", 200, "/099/provision-tests", &query("R4", providers())).await;
        at.knock("testProvision", 403, "/002/provision-tests", &query("R4", own())).await;
        at.knock("testProvision", 400, "/002/provision-tests", "").await;
        at.knock("submit", 202, "/inquiries", &query("R5", own())).await;
        at.knock("submit", 400, "/inquiries", "<情報照会/>").await;
        at.knock("provideLater", 202, "/provisions/0000000000001", &answer).await;
        at.knock("provideLater", 400, "/provisions/0000000000001", "").await;
        at.knock("history", 200, &format!("/002/histories/{}", own()), "").await;
        at.knock("history", 403, &format!("/099/histories/{}", providers()), "").await;
        at.knock("history", 404, "/002/histories/NOBODY", "").await;
        at.knock("provide", 200, "/099/provisions/S1", &query("R6", providers())).await;
        at.knock("provide", 503, "/099/provisions/S2", &query("R7", down.link_code(&code("099")))).await;

        let told = |insurer: &str| Registration {
            link_code: providers(),
            insurer: Some(insurer.into()),
            insurance: crate::model::Insurance::default(),
            information: crate::model::InformationCode(31),
            version: "4.0".into(),
            published_from: Some(day),
            published_to: None,
            automatic: false,
            undisclosed: false,
            body: REPLICA.into(),
        };
        at.knock("registerReplica", 200, "/099/replicas", &told("NUMBER-d").to_xml()).await;
        at.knock("registerReplica", 400, "/099/replicas", "<副本登録/>").await;
        let held = at.knock("inquire", 200, "/002/inquiries?wait", &query("R8", own())).await;
        let serial = Answer::from_xml(&held).unwrap().serial;
        at.knock("release", 202, &format!("/099/releases/{serial}"), "").await;
        at.knock("release", 404, &format!("/099/releases/{serial}"), "").await;
        let gone = Deletion {
            link_code: providers(),
            insurer: Some("NUMBER-d".into()),
            insurance: None,
            information: crate::model::InformationCode(31),
        };
        at.knock("deleteReplica", 200, "/099/replica-deletions", &gone.to_xml()).await;
        at.knock("deleteReplica", 400, "/099/replica-deletions", "<副本登録/>").await;

        let search = |inquirer: &str, insurer: Option<&str>| {
            ResidentQuery {
                request: "R1".into(),
                inquirer: code(inquirer),
                insurer: insurer.map(str::to_owned),
                affair: crate::model::AffairCode(15),
                procedure: crate::model::ProcedureCode(15001),
                day,
                search: crate::model::Search {
                    name: "例示花子".into(),
                    birth: CivilDate::new(1975, 2, 2).unwrap(),
                    sex: None,
                    address: None,
                },
            }
            .to_xml()
        };
        at.knock("searchResident", 200, "/residents/searches", &search("002", None)).await;
        at.knock("searchResident", 400, "/residents/searches", "").await;
        at.knock("collectSearch", 202, "/099/resident-searches", &search("099", Some("NUMBER-c"))).await;
        at.knock("collectSearch", 409, "/099/resident-searches", &search("099", Some("NUMBER-c"))).await;
        at.knock("collectSearch", 403, "/099/resident-searches", &search("099", Some("NUMBER-x"))).await;
        at.knock("collectSearch", 400, "/099/resident-searches", "").await;
        at.knock("fetchSearch", 200, "/099/resident-searches/NUMBER-c/R1", "").await;
        at.knock("fetchSearch", 404, "/099/resident-searches/NUMBER-c/R1", "").await;
        let request = LinkCodeRequest { request: "R1".into(), body: code("002"), key: "J-1".into() }.to_xml();
        at.knock("generateLinkCode", 200, "/residents/link-codes", &request).await;
        at.knock("generateLinkCode", 400, "/residents/link-codes", "").await;
        let cancel = |key: &str| LinkCodeCancellation { key: key.into() }.to_xml();
        at.knock("cancelLinkCodes", 404, "/residents/cancellations", &cancel("J-9")).await;
        at.knock("cancelLinkCodes", 204, "/residents/cancellations", &cancel("J-1")).await;
        at.knock("cancelLinkCodes", 400, "/residents/cancellations", "").await;

        for route in &ROUTES {
            for (status, ..) in route.replies {
                assert!(at.seen.contains(&(route.operation, *status)), "{} {status} was not tried", route.operation);
            }
        }
    });
}
