//! 符号生成 for real systems: a body asks for the 機関別符号 by which the standing network knows a person.
//!
//! Every body is known by its code from the start, so that nobody has to ask first. After a withdrawal a body's code is
//! good again, and another, once that body has asked; simulated bodies ask by themselves.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::fixed_code;
use crate::answer::link_code::{self as rule, Register};
use crate::model::{InstitutionCode, LinkCodeAct, LinkCodeOutcome, ResidentId, RoleModelId};
use crate::network::call::{Call, Reply};
use crate::network::directory::Directory;
use crate::network::registry;
use crate::payload::envelope::{LinkCodeAnswer, LinkCodeCancellation, LinkCodeRequest};

/// What real systems have asked for since the bench began or was reset.
#[derive(Debug, Default)]
pub(super) struct Requested(Mutex<People>);

#[derive(Debug, Default)]
struct People {
    codes: HashMap<RoleModelId, Codes>,
    /// Whom a code means that was made after a withdrawal.
    anew: HashMap<(InstitutionCode, String), RoleModelId>,
}

#[derive(Debug, Default)]
struct Codes {
    /// How often all codes of the person were withdrawn.
    withdrawn: u64,
    /// Bodies that have asked since.
    obtained: Vec<InstitutionCode>,
}

impl Requested {
    fn people(&self) -> MutexGuard<'_, People> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets everything.
    pub fn clear(&self) {
        *self.people() = People::default();
    }

    /// Whom a code means, of a body that has asked for it after a withdrawal.
    pub fn anew(&self, key: &(InstitutionCode, String)) -> Option<RoleModelId> {
        self.people().anew.get(key).cloned()
    }

    /// Whether the codes that a person had from the start are withdrawn.
    pub fn withdrawn(&self, persona: &RoleModelId) -> bool {
        self.people().codes.get(persona).is_some_and(|codes| codes.withdrawn > 0)
    }

    /// Answers a call of 符号生成 by the register's own key; `None`: the call is another.
    pub fn handle(&self, call: &Call<'_>, directory: &Directory) -> Option<Reply> {
        let body = std::str::from_utf8(call.body).unwrap_or_default();
        match (call.method, call.path) {
            ("POST", "/residents/link-codes") => {
                let request = LinkCodeRequest::from_xml(body).ok()?;
                let (outcome, link_code) = self.generate(&request, directory);
                let codes = &directory.profile().link_code_outcomes;
                let outcome = codes.get(&outcome).cloned().unwrap_or_default();
                Some(Reply::xml(200, LinkCodeAnswer { request: request.request, outcome, link_code }.to_xml()))
            }
            ("POST", "/residents/cancellations") => {
                let cancellation = LinkCodeCancellation::from_xml(body).ok()?;
                let Some(persona) = persona(directory, &cancellation.key) else { return Some(Reply::status(404)) };
                let People { codes, anew } = &mut *self.people();
                let codes = codes.entry(persona.clone()).or_default();
                codes.withdrawn += 1;
                codes.obtained.clear();
                anew.retain(|_, known| *known != persona);
                Some(Reply::status(204))
            }
            _ => None,
        }
    }

    fn generate(&self, request: &LinkCodeRequest, directory: &Directory) -> (LinkCodeOutcome, Option<String>) {
        let person = persona(directory, &request.key).zip(directory.institution(&request.body));
        let Some((persona, body)) = person else { return (LinkCodeOutcome::NotObtained, None) };
        let People { codes, anew } = &mut *self.people();
        let known = codes.entry(persona.clone()).or_default();
        // Only residents are asked about; a body that has not asked since a withdrawal has to ask anew.
        let before = match (known.obtained.contains(&body.code), known.withdrawn) {
            (true, _) => LinkCodeOutcome::Obtained,
            (false, 0) => LinkCodeOutcome::NotObtained,
            (false, _) => LinkCodeOutcome::Cancelled,
        };
        let outcome = rule::outcome(LinkCodeAct::Obtain, before, Register::Knows);
        if outcome != LinkCodeOutcome::Obtained {
            return (outcome, None);
        }
        known.obtained.push(body.code.clone());
        let code = match known.withdrawn {
            0 => fixed_code(directory.project(), body, &persona),
            times => {
                let seed = RoleModelId::from(format!("{persona}/{times}").as_str());
                let code = registry::fixed_code(&body.code, &seed);
                anew.insert((body.code.clone(), code.clone()), persona);
                code
            }
        };
        (outcome, Some(code))
    }
}

fn persona(directory: &Directory, key: &str) -> Option<RoleModelId> {
    directory.project().resident(&ResidentId::from(key))?.persona.clone()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{CivilDate, Organisation, OrganisationKind, Place, Project, Resident, Sex};

    fn directory() -> Directory {
        let body = |id: &str, code: &str| Organisation {
            id: id.into(),
            name: id.to_owned(),
            kind: OrganisationKind::Municipality,
            code: InstitutionCode(code.into()),
            scheme: None,
            insurer_number: None,
            part_of: None,
            place: Place::Nowhere,
        };
        let resident = |id: &str, persona: Option<&str>| Resident {
            id: id.into(),
            name: "例示 花子".to_owned(),
            other_names: Vec::new(),
            kana: None,
            birth: CivilDate::new(1975, 2, 2).unwrap(),
            sex: Sex::Female,
            address: "例示県B市見本1".to_owned(),
            past_addresses: Vec::new(),
            persona: persona.map(RoleModelId::from),
            place: Place::Nowhere,
        };
        Directory::new(Arc::new(Project {
            organisations: vec![body("b-shi", "002"), body("c-shi", "003")],
            residents: vec![resident("J-1", Some("RM-001")), resident("J-2", None)],
            ..Project::default()
        }))
    }

    #[test]
    fn a_real_system_obtains_the_code_it_is_known_by_and_another_after_a_withdrawal() {
        let (requested, directory) = (Requested::default(), directory());
        let say = |path: &str, xml: String| {
            let call = Call {
                method: "POST",
                path,
                query: "",
                content_type: "",
                action: "",
                body: xml.as_bytes(),
                ..Call::default()
            };
            requested.handle(&call, &directory).unwrap()
        };
        let ask = |key: &str, code: &str| {
            let body = InstitutionCode(code.into());
            let request = LinkCodeRequest { request: "F1".to_owned(), body, key: key.to_owned() };
            let reply = say("/residents/link-codes", request.to_xml());
            let answer = LinkCodeAnswer::from_xml(&String::from_utf8(reply.body).unwrap()).unwrap();
            (answer.outcome, answer.link_code)
        };
        let cancel =
            |key: &str| say("/residents/cancellations", LinkCodeCancellation { key: key.to_owned() }.to_xml()).status;
        let persona = RoleModelId::from("RM-001");
        let b = InstitutionCode("002".into());
        let first = registry::fixed_code(&b, &persona);
        assert_eq!(ask("J-1", "002"), ("F000".to_owned(), Some(first.clone())));
        assert_eq!(ask("J-1", "002"), ("F002".to_owned(), None));
        for (key, code) in [("J-2", "002"), ("J-9", "002"), ("J-1", "777")] {
            assert_eq!(ask(key, code), ("F001".to_owned(), None), "{key} {code}");
        }
        assert!(!requested.withdrawn(&persona));
        assert_eq!((cancel("J-2"), cancel("J-1")), (404, 204));
        assert!(requested.withdrawn(&persona));
        let (outcome, second) = ask("J-1", "002");
        assert_eq!(outcome, "F000");
        assert_ne!(second.as_ref(), Some(&first));
        let key = (b, second.unwrap());
        assert_eq!(requested.anew(&key), Some(persona.clone()));
        cancel("J-1");
        assert_eq!(requested.anew(&key), None, "withdrawn too");
        requested.clear();
        assert!(!requested.withdrawn(&persona));
    }
}
