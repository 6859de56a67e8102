//! The standing network through its doors alone: registration, waiting for an answer, release by hand, duplicates.

use super::*;
use crate::model::Insurance;
use crate::payload::envelope::{Answer, Deletion, Registration};
use crate::payload::ledger::Unseen;

pub(super) struct Doorstep {
    standing: Standing,
    doors: Arc<dyn Institution>,
    subject: Subject,
    day: CivilDate,
}

fn doorstep(persona: &str) -> Doorstep {
    doorstep_of(project(), persona, date::parse_day("H31.7.27").unwrap().value)
}

/// Before the doors of a project's network, with a person.
pub(super) fn doorstep_of(project: Project, persona: &str, day: CivilDate) -> Doorstep {
    let standing = Standing::new(Arc::new(Directory::new(Arc::new(project)))).unwrap();
    let subject = standing.admit(Admission {
        trial: "T".into(),
        persona: persona.into(),
        base_date: day,
        behaviour: None,
        scene: None,
    });
    Doorstep { doors: standing.doors(), standing, subject, day }
}

impl Doorstep {
    async fn call(&self, method: &str, path: &str, query: &str, body: &str) -> (u16, String) {
        let call = Call {
            method,
            path,
            query,
            content_type: "application/xml",
            action: "",
            body: body.as_bytes(),
            ..Call::default()
        };
        let reply = self.doors.answer(&call).await;
        (reply.status, String::from_utf8(reply.body).unwrap())
    }

    fn code(&self, institution: &str) -> String {
        self.subject.link_code(&InstitutionCode(institution.into()))
    }

    pub fn query(&self, request: &str) -> Query {
        Query {
            request: request.into(),
            inquirer: InstitutionCode("002".into()),
            provider: InstitutionCode("099".into()),
            affair: crate::model::AffairCode(15),
            procedure: crate::model::ProcedureCode(15001),
            information: crate::model::InformationCode(31),
            version: "4.0".into(),
            department: Department { name: "地域福祉課".into(), code: "001B".into() },
            items: vec![ItemCode(1), ItemCode(2), ItemCode(3)],
            condition: QueryCondition::Latest,
            link_code: self.code("002"),
            consent: false,
            undisclosed: false,
        }
    }

    /// Asks and waits: the outcome's code and the answer.
    async fn ask(&self, request: &str) -> Answer {
        self.ask_by(self.query(request)).await
    }

    /// As [`Doorstep::ask`], for everything of ten years.
    async fn ask_all(&self, request: &str) -> Answer {
        let moment = |text| date::parse_moment(text).unwrap().value;
        let condition = QueryCondition::Range { from: moment("2010"), to: moment("2019") };
        self.ask_by(Query { condition, ..self.query(request) }).await
    }

    /// The outcome of an answer.
    pub fn outcome(&self, answer: &Answer) -> Outcome {
        self.standing.0.directory.profile().outcome_of(&answer.outcome).unwrap()
    }

    /// What a body is told that asks from a department.
    pub async fn ask_from(&self, inquirer: InstitutionCode, department: Department) -> Outcome {
        let link_code = self.subject.link_code(&inquirer);
        let query = Query { inquirer: inquirer.clone(), department, link_code, ..self.query("R1") };
        let (_, body) = self.call("POST", &format!("/{inquirer}/inquiries"), "wait", &query.to_xml()).await;
        self.outcome(&Answer::from_xml(&body).unwrap())
    }

    /// Asks a query and waits.
    pub async fn ask_by(&self, query: Query) -> Answer {
        let xml = query.to_xml();
        let (status, body) = self.call("POST", "/002/inquiries", "wait", &xml).await;
        assert_eq!(status, 200, "{body}");
        Answer::from_xml(&body).unwrap()
    }

    async fn register(&self, insurer: &str, body: &str) -> String {
        self.register_as(insurer, Insurance::default(), body).await
    }

    async fn register_as(&self, insurer: &str, insurance: Insurance, body: &str) -> String {
        let told = Registration {
            link_code: self.code("099"),
            insurer: Some(insurer.into()),
            insurance,
            information: crate::model::InformationCode(31),
            version: "4.0".into(),
            published_from: Some(self.day),
            published_to: None,
            automatic: insurer != "NUMBER-d",
            undisclosed: false,
            body: body.into(),
        };
        let (_, answer) = self.call("POST", "/099/replicas", "", &told.to_xml()).await;
        Answer::from_xml(&answer).unwrap().outcome
    }
}

pub(super) const REPLICA: &str = "<被用者保険関係情報（健康保険）><資格情報><保険者名称>C健康保険組合</保険者名称>\
    <資格取得日>2018-04-01</資格取得日><資格喪失日 ReasonOfNull=\"01\"/></資格情報></被用者保険関係情報（健康保険）>";

fn standing(test: impl AsyncFnOnce(Doorstep)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { test(doorstep("newcomer")).await });
}

#[test]
fn what_an_insurer_registers_is_seen_until_it_is_deleted() {
    standing(async |step| {
        assert_eq!(step.ask("R1").await.outcome, "E002", "nothing is registered");
        assert_eq!(step.register("NUMBER-c", REPLICA).await, "N000");
        let answer = step.ask("R2").await;
        assert_eq!(answer.outcome, "N000");
        assert!(answer.data.unwrap().body.contains("C健康保険組合"));
        let records = step.standing.0.ledger.records(&answer.serial).unwrap();
        assert_eq!(records.disagreements(Unseen::default()), []);
        let told = Deletion {
            link_code: step.code("099"),
            insurer: Some("NUMBER-c".into()),
            insurance: None,
            information: crate::model::InformationCode(31),
        };
        step.call("POST", "/099/replica-deletions", "", &told.to_xml()).await;
        assert_eq!(step.ask("R3").await.outcome, "E002");
    });
}

#[test]
fn an_insurance_is_replaced_and_deleted_by_itself() {
    standing(async |step| {
        let branch = |branch| Insurance { number: Some("例-0031".into()), branch };
        let since = |day: &str| REPLICA.replace("2018-04-01", day);
        let told = async |request: &str| {
            let answer = step.ask_all(request).await;
            let body = answer.data.map(|data| data.body).unwrap_or_default();
            let days = ["2016-04-01", "2017-04-01", "2018-04-01"];
            (answer.outcome, days.into_iter().filter(|day| body.contains(*day)).collect::<Vec<_>>())
        };
        for (number, day) in [(1, "2016-04-01"), (2, "2017-04-01")] {
            assert_eq!(step.register_as("NUMBER-c", branch(number), &since(day)).await, "N000");
        }
        assert_eq!(told("R1").await, ("N000".to_owned(), vec!["2016-04-01", "2017-04-01"]));
        step.register_as("NUMBER-c", branch(2), &since("2018-04-01")).await;
        assert_eq!(told("R2").await.1, ["2016-04-01", "2018-04-01"], "only its own is replaced");
        let deletion = |insurance| Deletion {
            link_code: step.code("099"),
            insurer: Some("NUMBER-c".into()),
            insurance,
            information: crate::model::InformationCode(31),
        };
        step.call("POST", "/099/replica-deletions", "", &deletion(Some(branch(1))).to_xml()).await;
        assert_eq!(told("R3").await.1, ["2018-04-01"], "only the one that was named");
        step.call("POST", "/099/replica-deletions", "", &deletion(None).to_xml()).await;
        assert_eq!(told("R4").await, ("E002".to_owned(), Vec::new()));
    });
}

#[test]
fn what_cannot_be_registered_is_refused_with_its_outcome() {
    standing(async |step| {
        assert_eq!(step.register("NUMBER-nobody", REPLICA).await, "E007");
        assert_eq!(step.register("NUMBER-c", "<よその情報/>").await, "E009");
        let bad_date = REPLICA.replace("2018-04-01", "2018-02-30");
        assert_eq!(step.register("NUMBER-c", &bad_date).await, "E009");
        assert_eq!(step.ask("R1").await.outcome, "E002", "none of them is kept");
    });
}

#[test]
fn a_held_query_is_answered_by_hand_under_the_same_serial() {
    standing(async |step| {
        assert_eq!(step.register("NUMBER-d", REPLICA).await, "N000");
        let held = step.ask("R1").await;
        assert_eq!(held.outcome, "E005");
        assert_eq!(step.call("GET", "/002/inquiries/R1", "", "").await.0, 202, "still open");
        assert_eq!(step.call("POST", &format!("/002/releases/{}", held.serial), "", "").await.0, 404, "not its own");
        assert_eq!(step.call("POST", &format!("/099/releases/{}", held.serial), "", "").await.0, 202);
        tokio::task::yield_now().await;
        let (status, body) = step.call("GET", "/002/inquiries/R1", "", "").await;
        let answer = Answer::from_xml(&body).unwrap();
        assert_eq!((status, answer.outcome.as_str(), &answer.serial), (200, "N000", &held.serial));
        let records = step.standing.0.ledger.records(&answer.serial).unwrap();
        assert_eq!(records.disagreements(Unseen::default()), []);
        assert_eq!(step.call("POST", &format!("/099/releases/{}", held.serial), "", "").await.0, 404, "only once");
    });
}

#[test]
fn a_repeated_request_is_told_so_whether_it_is_still_open_or_not() {
    standing(async |step| {
        step.register("NUMBER-c", REPLICA).await;
        assert_eq!(step.ask("R1").await.outcome, "N000");
        assert_eq!(step.ask("R1").await.outcome, "E012");
        let xml = step.query("R2").to_xml();
        assert_eq!(step.call("POST", "/002/inquiries", "", &xml).await.0, 202);
        let (status, body) = step.call("POST", "/002/inquiries", "", &xml).await;
        assert_eq!((status, Answer::from_xml(&body).unwrap().outcome.as_str()), (409, "E012"));
    });
}

#[test]
fn strangers_at_the_doors_are_told_what_is_wrong() {
    standing(async |step| {
        let xml = step.query("R1").to_xml();
        for (method, path, body, status) in [
            ("POST", "/002/inquiries", "rubbish", 400),
            ("POST", "/003/inquiries", xml.as_str(), 403),
            ("POST", "/inquiries", "<情報照会/>", 400),
            ("GET", "/002/inquiries/R9", "", 404),
            ("DELETE", "/002/inquiries/R9", "", 404),
            ("GET", "/", "", 404),
            ("POST", "/099/replicas", "<副本登録/>", 400),
            ("POST", "/provisions/0000000000009", "<照会結果/>", 400),
        ] {
            assert_eq!(step.call(method, path, "", body).await.0, status, "{method} {path}");
        }
    });
}

#[test]
fn what_a_trial_leaves_is_forgotten_with_its_person() {
    standing(async |step| {
        step.register("NUMBER-d", REPLICA).await;
        let held = step.ask("R1").await;
        let systems = Arc::clone(&step.standing.0);
        assert!(systems.ledger.records(&held.serial).is_some());
        drop(step.subject);
        assert!(systems.ledger.records(&held.serial).is_none());
        assert!(systems.providers.release_one(&InstitutionCode("099".into()), &held.serial).is_none());
    });
}
