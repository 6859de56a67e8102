//! Messages to services: through the door of a standing network, and from scenarios side by side.

use super::*;
use crate::model::service::{
    Action, Ask, Field, Filling, Sender, Service, ServiceKind, ServiceMessage, Store, Taking, Term,
};

fn field(name: &str) -> Field {
    Field { name: name.into(), kind: ItemKind::Text, max_length: None, required: true }
}

fn fill(pairs: &[(&str, &str)]) -> Vec<Filling> {
    pairs.iter().map(|(field, name)| Filling { field: (*field).into(), term: Term::Name((*name).into()) }).collect()
}

fn message(name: &str, fields: &[&str], actions: Vec<Action>) -> ServiceMessage {
    let from = vec![Sender::Person, Sender::Body(OrganisationKind::Municipality), Sender::Service(ServiceKind::Portal)];
    let (fields, gives) = (fields.iter().map(|name| field(name)).collect(), Vec::new());
    ServiceMessage { name: name.into(), from, fields, gives, actions, place: Place::Nowhere }
}

fn answer(result: &str, fields: &[(&str, &str)]) -> Action {
    Action::Answer { result: result.into(), fields: fill(fields), rows: None }
}

/// A portal that asks for a person's insurer and sends it to a box, and the box.
fn with_services() -> Arc<Directory> {
    let ask = Ask {
        inquirer: Some(Term::Text("B市".into())),
        provider: Term::Text("基金".into()),
        department: Department { name: "課".into(), code: "001B".into() },
        affair: crate::model::AffairCode(15),
        procedure: crate::model::ProcedureCode(15001),
        information: crate::model::InformationCode(31),
        version: "4.0".into(),
        items: vec![ItemCode(1)],
        condition: QueryCondition::Latest,
        take: vec![Taking { name: "insurer".into(), from: ItemCode(1) }],
        rows: None,
        outcomes: vec![(Outcome::ReplicaMissing, "nobody".into())],
        otherwise: "cannot".into(),
    };
    let send = Action::Send {
        service: "box".into(),
        message: "put".into(),
        fields: fill(&[("name", "name"), ("content", "insurer")]),
        take: Vec::new(),
        goes_on: vec!["done".into()],
        results: vec![("there".into(), "twice".into())],
        otherwise: "cannot".into(),
    };
    let put = Action::Put { values: fill(&[("name", "name"), ("content", "content")]), existing: Some("there".into()) };
    let service = |id: &str, store, messages| Service {
        id: id.into(),
        name: id.to_uppercase(),
        kind: ServiceKind::Portal,
        organisation: None,
        store,
        messages,
        place: Place::Nowhere,
    };
    let store = Store { key: vec!["name".into()], fields: vec![field("name"), field("content")] };
    let portal = message(
        "登録",
        &["name"],
        vec![Action::Ask(Box::new(ask)), send, answer("registered", &[("insurer", "insurer")])],
    );
    let services = vec![
        service("portal", None, vec![portal]),
        service("box", Some(store), vec![message("put", &["name", "content"], vec![put, answer("done", &[])])]),
    ];
    Arc::new(Directory::new(Arc::new(Project { services, ..project() })))
}

async fn knock(doors: &Arc<dyn Institution>, path: &str, body: &str) -> String {
    let call = Call {
        method: "POST",
        path,
        query: "",
        content_type: "",
        action: "",
        body: body.as_bytes(),
        ..Call::default()
    };
    let reply = doors.answer(&call).await;
    format!("{} {}", reply.status, String::from_utf8(reply.body).unwrap())
}

#[tokio::test]
async fn a_real_system_sends_to_a_service_and_is_answered() {
    let mut project = Project::clone(with_services().project());
    project.role_models = vec![crate::model::RoleModel {
        personal_number: None,
        id: "Y".into(),
        name: "例示 花子".to_owned(),
        kana: None,
        sex: None,
        birth: None,
        address: None,
        family: Vec::new(),
        history: Vec::new(),
        cases: Vec::new(),
        note: None,
        place: Place::Nowhere,
    }];
    let standing = Standing::new(Arc::new(Directory::new(Arc::new(project)))).unwrap();
    let doors = standing.doors();
    let put = r#"{"from": "B市", "fields": {"name": "a", "content": "x"}}"#;
    let register = r#"{"from": "本人", "person": "Y", "date": "R1.7.27", "fields": {"name": "b"}}"#;
    for (path, body, reply) in [
        ("/services/box/put", put, r#"200 {"result":"done","rows":[]}"#),
        ("/services/box/put", put, r#"200 {"result":"there","rows":[]}"#),
        (
            "/services/portal/%E7%99%BB%E9%8C%B2",
            register,
            r#"200 {"result":"registered","rows":[{"insurer":"D健康保険組合"}]}"#,
        ),
        ("/services/portal/登録", register, r#"200 {"result":"twice","rows":[]}"#),
        ("/services/box/put", r#"{"from": "年金", "fields": {}}"#, r#"200 {"result":"送信元不可","rows":[]}"#),
        (
            "/services/box/put",
            r#"{"from": "B市", "fields": {"name": "c"}}"#,
            r#"200 {"faulty":["content"],"result":"項目不備","rows":[]}"#,
        ),
        (
            "/services/portal/登録",
            r#"{"from": "本人", "fields": {"name": "c"}}"#,
            r#"400 {"error":"この電文は情報照会や履歴につながるので、person"#,
        ),
        (
            "/services/portal/登録",
            r#"{"from": "本人", "person": "RM-009", "date": "R1.7.27"}"#,
            r#"404 {"error":"ロールモデル「RM-009」はありません。"#,
        ),
        (
            "/services/portal/登録",
            r#"{"from": "本人", "person": "Y"}"#,
            r#"400 {"error":"person を書くときは、date（基準日）も書いてください。"#,
        ),
        ("/services/box/get", put, r#"404 {"error":"「get」はありません。"#),
        ("/services/bag/put", put, r#"404 {"error":"「bag」はありません。"#),
        ("/services/box/put", r#"{"from": "B市", "to": 1}"#, "400 "),
        (
            "/services/box/put",
            r#"{"from": "B市", "fields": {"name": 1}}"#,
            r#"400 {"error":"fields の「name」の値が文字ではありません。"#,
        ),
    ] {
        let said = knock(&doors, path, body).await;
        assert!(said.starts_with(reply), "{path} {body}: {said}");
    }
    standing.forget_services();
    assert_eq!(knock(&doors, "/services/box/put", put).await, r#"200 {"result":"done","rows":[]}"#);
}

#[tokio::test]
async fn scenarios_side_by_side_keep_records_of_their_own() {
    let directory = with_services();
    let network = Network::start(Arc::clone(&directory), 0).await.unwrap();
    let client = network.client();
    let day = date::parse_day("R1.7.27").unwrap().value;
    let trial = |number: usize| {
        let client = client.clone();
        async move {
            let person = client.admit(Admission {
                trial: format!("T{number}").into(),
                persona: "Y".into(),
                base_date: day,
                behaviour: None,
                scene: None,
            });
            let offices = Offices::default();
            let fields = [("name".to_owned(), "same".to_owned())];
            let message = Message {
                from: "本人",
                to: "portal",
                name: "登録",
                base_date: Some(day),
                fields: &fields,
                doors: None,
            };
            let delivered = offices.deliver(&client, Some(&person), &message).await;
            let sent = delivered.trail.iter().map(|happened| match happened {
                Happened::Sent { to, .. } => to.as_str(),
                Happened::Asked { .. } => "?",
            });
            let sent: Vec<&str> = sent.collect();
            assert_eq!(sent, ["PORTAL", "?", "BOX"], "in the order in which they were sent");
            let history = client.history(&person).len();
            (delivered.reply.unwrap().result.to_string(), offices.kept(&"box".into()).len(), history)
        }
    };
    let all = futures::future::join_all((0..40).map(trial)).await;
    assert!(all.iter().all(|one| *one == ("registered".to_owned(), 1, 1)), "{all:?}");
}
