//! 住基ネット, and 符号生成 through it; 情報提供サーバー, which searches for insurers because they have no CS端末.
//!
//! What is said here never crosses the 情報提供ネットワークシステム: a name may stand in these messages, and in no other.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Subject;
use super::call::{Call, Reply};
use super::client::{Client, ClientFault};
use super::directory::Directory;
use super::registry::Registry;
use super::shelf::Shelf;
use crate::answer::resident::{self as rule, Searcher};
use crate::model::catalogue::network as words;
use crate::model::{Gateway, InstitutionCode, Lang, LinkCodeOutcome, Particulars, Resident, ResidentId, SearchOutcome};
use crate::payload::envelope::{
    Identity, LinkCodeAnswer, LinkCodeCancellation, LinkCodeRequest, ResidentAnswer, ResidentQuery, resident_receipt,
};

/// Answers kept for insurers that never come back: beyond this many the oldest goes.
const KEPT_MAX: usize = 10_000;

/// 住民基本台帳ネットワーク with what hangs on it.
#[derive(Debug)]
pub(super) struct ResidentRegister {
    directory: Arc<Directory>,
    registry: Arc<Registry>,
    /// Answers of 情報提供サーバー, by 保険者コード and 照会要求番号.
    collected: Mutex<Shelf<(String, String), String>>,
}

/// Whose door, and which.
pub(super) enum Door<'a> {
    /// `POST /residents/searches`
    Search,
    /// `POST /residents/link-codes`
    LinkCode,
    /// `POST /residents/cancellations`
    Cancellation,
    /// `POST /{機関コード}/resident-searches`
    Collect(&'a str),
    /// `GET /{機関コード}/resident-searches/{保険者コード}/{照会要求番号}`
    Fetch(&'a str, &'a str, &'a str),
}

impl<'a> Door<'a> {
    pub fn of(call: &Call<'a>) -> Option<Self> {
        let parts: Vec<&str> = call.path.trim_start_matches('/').splitn(5, '/').collect();
        Some(match (call.method, parts.as_slice()) {
            ("POST", ["residents", "searches"]) => Self::Search,
            ("POST", ["residents", "link-codes"]) => Self::LinkCode,
            ("POST", ["residents", "cancellations"]) => Self::Cancellation,
            ("POST", [code, "resident-searches"]) => Self::Collect(code),
            ("GET", [code, "resident-searches", insurer, request]) => Self::Fetch(code, insurer, request),
            _ => return None,
        })
    }
}

impl ResidentRegister {
    pub fn new(directory: Arc<Directory>, registry: Arc<Registry>) -> Self {
        Self { directory, registry, collected: Mutex::new(Shelf::new(KEPT_MAX)) }
    }

    /// Answers a call at one of its doors; `None`: the call is for somebody else.
    pub fn handle(&self, call: &Call<'_>) -> Option<Reply> {
        let door = Door::of(call)?;
        let body = std::str::from_utf8(call.body).unwrap_or_default();
        Some(match door {
            Door::Search => match ResidentQuery::from_xml(body) {
                Ok(query) => Reply::xml(200, self.search(&query).to_xml()),
                Err(why) => Reply::refused(400, &why.both()),
            },
            Door::LinkCode => match LinkCodeRequest::from_xml(body) {
                Ok(request) => Reply::xml(200, self.generate(&request).to_xml()),
                Err(why) => Reply::refused(400, &why.both()),
            },
            Door::Cancellation => match LinkCodeCancellation::from_xml(body) {
                Ok(cancellation) => Reply::status(if self.cancel(&cancellation.key) { 204 } else { 404 }),
                Err(why) => Reply::refused(400, &why.both()),
            },
            Door::Collect(code) => self.collect(code, body),
            Door::Fetch(code, insurer, request) => self.fetch(code, insurer, request),
        })
    }

    /// 住基ネット answers.
    fn search(&self, query: &ResidentQuery) -> ResidentAnswer {
        let project = self.directory.project();
        let rules = &project.profile.register;
        let (outcome, found) = match self.directory.institution(&query.inquirer) {
            Some(body) => {
                let right = project.search_right(query.affair, query.procedure);
                let searcher = Searcher { kind: body.kind, right, day: query.day };
                rule::search(&query.search, searcher, rules, &project.residents)
            }
            None => (SearchOutcome::NotAllowed, Vec::new()),
        };
        ResidentAnswer {
            request: query.request.clone(),
            outcome: rules.outcome_code(outcome).to_owned(),
            found: found.into_iter().map(Identity::from).collect(),
        }
    }

    /// 情報提供サーバー takes an insurer's search, sends it on and keeps the answer until the insurer comes for it.
    fn collect(&self, code: &str, body: &str) -> Reply {
        match self.admitted(code, body) {
            Err(reply) => reply,
            Ok((query, key)) => {
                self.keep(key, self.search(&query).to_xml());
                Reply::xml(202, resident_receipt(&query.request))
            }
        }
    }

    /// An insurer's search that 情報提供サーバー may send on, and under what its answer is kept; else what it is told.
    pub fn admitted(&self, code: &str, body: &str) -> Result<(ResidentQuery, (String, String)), Reply> {
        let query = ResidentQuery::from_xml(body).map_err(|why| Reply::refused(400, &why.both()))?;
        let Some(insurer) = query.insurer.clone() else {
            let why = |lang| words::STATUS_INSURER_MISSING.say(lang, &[]);
            return Err(Reply::refused(400, &(why(Lang::Ja), why(Lang::En))));
        };
        if !self.is_insurers(code) || *query.inquirer.0 != *code || !self.is_insurer(&insurer) {
            let why = |lang| words::STATUS_NO_INSURER.say(lang, &[]);
            return Err(Reply::refused(403, &(why(Lang::Ja), why(Lang::En))));
        }
        let key = (insurer, query.request.clone());
        if self.collected().contains(&key) { Err(Reply::status(409)) } else { Ok((query, key)) }
    }

    /// Keeps the answer to an insurer's search until the insurer comes for it.
    pub fn keep(&self, key: (String, String), answer: String) {
        let gone = self.collected().put(key, answer);
        drop(gone);
    }

    /// An answer is handed out once, and only to the insurer that asked.
    fn fetch(&self, code: &str, insurer: &str, request: &str) -> Reply {
        if !self.is_insurers(code) {
            return Reply::status(404);
        }
        let key = (insurer.to_owned(), request.to_owned());
        let answer = self.collected().take(&key);
        answer.map_or_else(|| Reply::status(404), |answer| Reply::xml(200, answer))
    }

    fn collected(&self) -> MutexGuard<'_, Shelf<(String, String), String>> {
        self.collected.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_insurers(&self, code: &str) -> bool {
        let institution = self.directory.institution(&InstitutionCode(code.into()));
        institution.is_some_and(|institution| institution.kind.gateway() == Gateway::Insurers)
    }

    fn is_insurer(&self, written: &str) -> bool {
        self.directory.project().organisations.iter().any(|body| body.insurer_key() == Some(written))
    }

    /// 住基ネット sees whether it knows the person, and the network makes the body's code.
    fn generate(&self, request: &LinkCodeRequest) -> LinkCodeAnswer {
        self.made(request, self.registered(&request.key))
    }

    /// The network makes the code of a body for whom a real 住基ネット knows.
    pub fn generate_known(&self, request: &LinkCodeRequest) -> LinkCodeAnswer {
        self.made(request, self.instance(&request.key))
    }

    /// Nobody knows the person.
    pub fn unknown(&self, request: &LinkCodeRequest) -> LinkCodeAnswer {
        self.made(request, None)
    }

    fn made(&self, request: &LinkCodeRequest, person: Option<u64>) -> LinkCodeAnswer {
        let (outcome, link_code) = match person {
            Some(person) if self.directory.institution(&request.body).is_some() => {
                self.registry.generate(person, &request.body)
            }
            _ => (LinkCodeOutcome::NotObtained, None),
        };
        let codes = &self.directory.profile().link_code_outcomes;
        LinkCodeAnswer {
            request: request.request.clone(),
            outcome: codes.get(&outcome).cloned().unwrap_or_default(),
            link_code,
        }
    }

    fn cancel(&self, key: &str) -> bool {
        let person = self.registered(key);
        person.inspect(|person| self.registry.cancel(*person)).is_some()
    }

    /// The network withdraws the codes of whom a real 住基ネット knows: the status that says so.
    pub fn cancel_known(&self, key: &str) -> u16 {
        match self.instance(key) {
            Some(person) => {
                self.registry.cancel(person);
                204
            }
            None => 404,
        }
    }

    /// 住民キー by which the register itself knows the person behind a key. A person whom no file puts into the register goes
    /// by ロールモデルID, which no register has.
    pub fn key_of_register(&self, key: &str) -> String {
        let persona = self.instance(key).and_then(|person| self.registry.numbered(person));
        let Some(persona) = persona.map(|person| person.admission.persona) else { return key.to_owned() };
        let resident = self.directory.project().resident_of(&persona);
        resident.map_or_else(|| persona.to_string(), |resident| resident.id.to_string())
    }

    /// The instance behind a 住民キー of its own, or of the register where there is but one.
    fn instance(&self, key: &str) -> Option<u64> {
        let resident = self.directory.project().resident(&ResidentId::from(key));
        match resident.and_then(|resident| resident.persona.as_ref()) {
            Some(persona) => self.registry.only_one_of(persona),
            None => self.registry.keyed(key),
        }
    }

    /// The instance behind a 住民キー, if the register knows the person. In a project without a register all are known.
    fn registered(&self, key: &str) -> Option<u64> {
        let project = self.directory.project();
        let person = self.instance(key)?;
        let found = self.registry.numbered(person)?;
        project.register_knows(&found.admission.persona).then_some(person)
    }

    /// Which of the persons found fits what is known besides. Persons that are no residents fall out.
    pub fn distinguish(&self, found: &[ResidentId], told: &Particulars) -> (SearchOutcome, Vec<Identity>) {
        let project = self.directory.project();
        let hits: Vec<&Resident> = found.iter().filter_map(|key| project.resident(key)).collect();
        let (outcome, left) = rule::distinguish(&hits, told, &project.profile.register.variants);
        (outcome, left.into_iter().map(Identity::from).collect())
    }
}

impl Client {
    /// A body searches 住基ネット: through its own CS端末, or an insurer through 情報提供サーバー. The answer's XML.
    ///
    /// # Errors
    /// The door cannot be reached, or refuses the message.
    pub async fn search_residents(&self, query: &ResidentQuery) -> Result<String, ClientFault> {
        let Some(insurer) = &query.insurer else {
            return self.say("residents/searches", query.to_xml()).await;
        };
        let base = format!("{}/{}/resident-searches", self.addresses.of(Gateway::Insurers), query.inquirer);
        let path = format!("/{}/resident-searches", query.inquirer);
        let receipt = match self.at_real_register(&path, &query.to_xml()).await {
            Some(reply) => reply.status,
            None => {
                let receipt = self.http.post(&base).body(query.to_xml()).send().await?;
                let status = receipt.status().as_u16();
                receipt.bytes().await?;
                status
            }
        };
        if receipt != 202 {
            return Err(ClientFault::Refused(receipt));
        }
        let response = self.http.get(format!("{base}/{insurer}/{}", query.request)).send().await?;
        match response.status().as_u16() {
            200 => Ok(response.text().await?),
            status => Err(ClientFault::Refused(status)),
        }
    }

    /// Tells persons found apart by what is known besides.
    pub fn distinguish(&self, found: &[ResidentId], told: &Particulars) -> (SearchOutcome, Vec<Identity>) {
        self.systems.residents.distinguish(found, told)
    }

    /// A body asks for its 機関別符号 of a person. The XML of request and answer.
    ///
    /// # Errors
    /// As [`Client::search_residents`].
    pub async fn request_link_code(
        &self,
        person: &Subject,
        body: &InstitutionCode,
    ) -> Result<(String, String), ClientFault> {
        let request =
            LinkCodeRequest { request: format!("F{:010}", person.number()), body: body.clone(), key: person.key() };
        let request = request.to_xml();
        let answer = self.say("residents/link-codes", request.clone()).await?;
        Ok((request, answer))
    }

    /// All 機関別符号 of a person are withdrawn.
    ///
    /// # Errors
    /// As [`Client::search_residents`].
    pub async fn cancel_link_codes(&self, person: &Subject) -> Result<(), ClientFault> {
        self.say("residents/cancellations", LinkCodeCancellation { key: person.key() }.to_xml()).await.map(drop)
    }

    async fn say(&self, path: &str, xml: String) -> Result<String, ClientFault> {
        if let Some(reply) = self.at_real_register(&format!("/{path}"), &xml).await {
            return match reply.status {
                200 | 204 => Ok(String::from_utf8_lossy(&reply.body).into_owned()),
                status => Err(ClientFault::Refused(status)),
            };
        }
        let url = format!("{}/{path}", self.addresses.of(Gateway::LocalGovernment));
        let response = self.http.post(url).body(xml).send().await?;
        match response.status().as_u16() {
            200 | 204 => Ok(response.text().await?),
            status => Err(ClientFault::Refused(status)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        AffairCode, CivilDate, Organisation, OrganisationKind, Place, ProcedureCode, Project, RoleModelId, Search, Sex,
    };
    use crate::network::Admission;

    const DAY: (i16, i8, i8) = (2024, 6, 3);

    fn day((year, month, day): (i16, i8, i8)) -> CivilDate {
        CivilDate::new(year, month, day).unwrap()
    }

    fn project() -> Project {
        let body = |id: &str, kind, code: &str| Organisation {
            part_of: None,
            id: id.into(),
            name: id.to_owned(),
            kind,
            code: InstitutionCode(code.into()),
            scheme: None,
            insurer_number: (id == "a-kempo").then(|| "AAA".to_owned()),
            place: Place::Nowhere,
        };
        let resident = |id: &str, address: &str, persona: Option<&str>| Resident {
            id: id.into(),
            name: "例示 花子".to_owned(),
            other_names: Vec::new(),
            kana: None,
            birth: day((1975, 2, 2)),
            sex: Sex::Female,
            address: address.to_owned(),
            past_addresses: Vec::new(),
            persona: persona.map(RoleModelId::from),
            place: Place::Nowhere,
        };
        Project {
            organisations: vec![
                body("b-shi", OrganisationKind::Municipality, "002"),
                body("kikin", OrganisationKind::ClearingHouse, "099"),
                body("a-kempo", OrganisationKind::Insurer, "099"),
                body("c-kempo", OrganisationKind::Insurer, "099"),
            ],
            residents: vec![
                resident("J-1", "例示県B市見本1丁目2番地", Some("RM-001")),
                resident("J-2", "例示県E市見本3", None),
            ],
            ..Project::default()
        }
    }

    fn register() -> ResidentRegister {
        let directory = Arc::new(Directory::new(Arc::new(project())));
        ResidentRegister::new(directory, Arc::new(Registry::new(0)))
    }

    fn query(inquirer: &str, insurer: Option<&str>, on: (i16, i8, i8), four: bool) -> ResidentQuery {
        ResidentQuery {
            request: "R1".to_owned(),
            inquirer: InstitutionCode(inquirer.into()),
            insurer: insurer.map(str::to_owned),
            affair: AffairCode(22),
            procedure: ProcedureCode(22001),
            day: day(on),
            search: Search {
                name: "例示花子".to_owned(),
                birth: day((1975, 2, 2)),
                sex: four.then_some(Sex::Female),
                address: four.then(|| "B市見本1-2".to_owned()),
            },
        }
    }

    /// Status and, of a result, the code and the keys found.
    fn say(register: &ResidentRegister, method: &str, path: &str, body: &str) -> String {
        let call =
            Call { method, path, query: "", content_type: "", action: "", body: body.as_bytes(), ..Call::default() };
        let Some(reply) = register.handle(&call) else { return "none".to_owned() };
        let text = String::from_utf8(reply.body).unwrap();
        match ResidentAnswer::from_xml(&text) {
            Ok(answer) => {
                let keys: Vec<&str> = answer.found.iter().map(|person| &*person.key.0).collect();
                format!("{} {} {}", reply.status, answer.outcome, keys.join(","))
            }
            Err(_) => reply.status.to_string(),
        }
    }

    #[test]
    fn a_body_searches_by_itself_and_an_insurer_through_the_information_server() {
        let register = register();
        let xml = |inquirer, insurer, on, four| query(inquirer, insurer, on, four).to_xml();
        let of_a = xml("099", Some("AAA"), DAY, true);
        for (method, path, body, expected) in [
            ("POST", "/residents/searches", xml("002", None, DAY, true), "200 J000 J-1"),
            ("POST", "/residents/searches", xml("002", None, DAY, false), "200 J004 "),
            ("POST", "/residents/searches", xml("002", None, (2024, 3, 31), false), "200 J001 J-1,J-2"),
            ("POST", "/residents/searches", xml("777", None, DAY, true), "200 J003 "),
            ("POST", "/residents/searches", "<本人確認情報照会/>".to_owned(), "400"),
            // Taken in, kept for the one who asked, handed out once.
            ("POST", "/099/resident-searches", of_a.clone(), "202"),
            ("POST", "/099/resident-searches", of_a.clone(), "409"),
            ("GET", "/099/resident-searches/c-kempo/R1", String::new(), "404"),
            ("GET", "/002/resident-searches/AAA/R1", String::new(), "404"),
            ("GET", "/099/resident-searches/AAA/R1", String::new(), "200 J000 J-1"),
            ("GET", "/099/resident-searches/AAA/R1", String::new(), "404"),
            // An insurer without a number is known by its id; the same number of another insurer is another request.
            ("POST", "/099/resident-searches", of_a.clone(), "202"),
            ("POST", "/099/resident-searches", xml("099", Some("c-kempo"), DAY, false), "202"),
            ("GET", "/099/resident-searches/c-kempo/R1", String::new(), "200 J004 "),
            ("GET", "/099/resident-searches/AAA/R1", String::new(), "200 J000 J-1"),
            // Nobody but insurers is served there, and no insurer that is not one.
            ("POST", "/002/resident-searches", xml("002", Some("AAA"), DAY, true), "403"),
            ("POST", "/099/resident-searches", xml("099", Some("ZZZ"), DAY, true), "403"),
            ("POST", "/099/resident-searches", xml("099", None, DAY, true), "400"),
            ("GET", "/residents/searches", String::new(), "none"),
            ("POST", "/002/inquiries", String::new(), "none"),
        ] {
            assert_eq!(say(&register, method, path, &body), expected, "{method} {path} {body}");
        }
    }

    #[test]
    fn a_code_is_made_for_whom_the_register_knows() {
        let register = register();
        let admit = |persona: &str| {
            register.registry.admit(Admission {
                trial: "T".into(),
                persona: persona.into(),
                base_date: day(DAY),
                behaviour: None,
                scene: None,
            })
        };
        let (known, unknown) = (admit("RM-001"), admit("RM-002"));
        let body = InstitutionCode("002".into());
        known.without_link_code(&body);
        unknown.without_link_code(&body);
        let ask = |key: String, body: &str| {
            let request = LinkCodeRequest { request: "F1".to_owned(), body: InstitutionCode(body.into()), key };
            let xml = request.to_xml();
            let path = "/residents/link-codes";
            let call = Call {
                method: "POST",
                path,
                query: "",
                content_type: "",
                action: "",
                body: xml.as_bytes(),
                ..Call::default()
            };
            let answer = LinkCodeAnswer::from_xml(&String::from_utf8(register.handle(&call).unwrap().body).unwrap());
            let answer = answer.unwrap();
            (answer.outcome, answer.link_code)
        };
        let none = |code: &str| (code.to_owned(), None);
        assert_eq!(ask(unknown.key(), "002"), none("F001"), "not in the register");
        assert_eq!(ask("nobody".to_owned(), "002"), none("F001"));
        assert_eq!(ask(known.key(), "777"), none("F001"), "no such body");
        assert_eq!(ask(known.key(), "002"), ("F000".to_owned(), Some(known.link_code(&body))));
        assert_eq!(ask(known.key(), "002"), none("F002"));
        // On a standing network the register's own key leads to the one instance of that person.
        assert_eq!(ask("J-1".to_owned(), "002"), none("F002"));
        assert_eq!(ask("J-2".to_owned(), "002"), none("F001"), "takes no part in the test");
        assert!(register.cancel("J-1"));
        assert_eq!(known.link_code_state(&body), LinkCodeOutcome::Cancelled);
        assert!(!register.cancel(&unknown.key()));
    }
}
