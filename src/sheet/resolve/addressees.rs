//! 団体内統合宛名システム of bodies: lines, and what stands wrong in them. A test may mean it, so most of it is a warning.

use std::collections::HashMap;

use super::{Known, words};
use crate::model::catalogue::sheet as say;
use crate::model::{Addressee, Diagnostic, OrganisationId, Place, Replica, RoleModelId};
use crate::sheet::Faults;
use crate::sheet::raw::*;

/// All lines; within a body no number and no 宛名番号 stands twice.
pub fn resolve(raw: Vec<RawAddressee>, known: &Known<'_>, faults: &mut Faults) -> Vec<Addressee> {
    let mut seen: HashMap<(OrganisationId, &'static str, String), Place> = HashMap::new();
    let mut lines: Vec<Addressee> = Vec::new();
    for raw in raw {
        let body = words::required_key(raw.organisation.as_ref(), "organisation", &raw.place, faults);
        let body = body.and_then(|word| known.bodies.known_organisation(word, faults));
        let number = words::required_key(raw.number.as_ref(), "number", &raw.place, faults);
        let persona = words::required_key(raw.persona.as_ref(), "persona", &raw.place, faults);
        let persona = persona.and_then(|word| known.persona(word, faults));
        let (Some(body), Some(number), Some(persona)) = (body, number, persona) else { continue };
        let mut fresh = |word: &Word, name: &'static str| {
            let key = (body.id.clone(), name, words::key(&word.text));
            let first = seen.get(&key);
            if let Some(first) = first {
                let fault = Diagnostic::new(&say::DUPLICATE_ID, word.place.clone()).with("name", name);
                faults.push(fault.with("id", &word.text).with("first", first));
                return None;
            }
            seen.insert(key, word.place.clone());
            Some(words::key(&word.text))
        };
        let addresses = raw.addresses.iter().filter_map(|word| fresh(word, "addresses")).collect();
        let Some(written) = fresh(number, "number") else { continue };
        let other = lines.iter().find(|line| line.organisation == body.id && line.persona == persona);
        if let Some(first) = other {
            let fault = Diagnostic::new(&say::ADDRESSEES_NOT_JOINED, number.place.clone()).with("persona", &persona);
            faults.push(fault.with("number", &number.text).with("first", &first.number));
        }
        let (organisation, place) = (body.id.clone(), number.place.clone());
        lines.push(Addressee { organisation, number: written, persona, addresses, place });
    }
    lines
}

/// A 副本 names a 宛名番号 that its body has, and that is its own person's.
pub fn check(lines: &[Addressee], replicas: &[Replica], faults: &mut Faults) {
    let mut owners: HashMap<(&OrganisationId, &str), &RoleModelId> = HashMap::new();
    for line in lines {
        owners.extend(line.addresses.iter().map(|address| ((&line.organisation, address.as_str()), &line.persona)));
    }
    for replica in replicas {
        let Some(address) = &replica.terms.addressee else { continue };
        match owners.get(&(&replica.organisation, address.as_str())) {
            None => {
                let fault = Diagnostic::new(&say::ADDRESS_UNKNOWN, replica.place.clone()).with("address", address);
                let known = owners.keys().filter(|(body, _)| **body == replica.organisation).map(|(_, known)| *known);
                faults.push_near(fault, address, known);
            }
            Some(owner) if **owner != replica.persona => {
                let fault = Diagnostic::new(&say::ADDRESS_OF_ANOTHER, replica.place.clone()).with("address", address);
                faults.push(fault.with("owner", owner).with("persona", &replica.persona));
            }
            Some(_) => {}
        }
    }
}
