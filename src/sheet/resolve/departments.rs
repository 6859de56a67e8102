//! 情報照会者部署: what bodies declare, and whether what asks in their name keeps to it.

use super::Known;
use super::words::{self, key, name_key, required_key};
use crate::model::catalogue::sheet as say;
use crate::model::date::to_half_width;
use crate::model::{Department, Diagnostic, Inquirer, OrganisationId, Place};
use crate::sheet::Faults;
use crate::sheet::raw::RawDepartment;

/// The departments of a body; two with one code are told.
pub fn declared(raw: &[RawDepartment], body: &str, faults: &mut Faults) -> Vec<Department> {
    let mut declared: Vec<(Department, &Place)> = Vec::new();
    for department in raw {
        let name = required_key(department.name.as_ref(), "name", &department.place, faults);
        let code = required_key(department.code.as_ref(), "code", &department.place, faults);
        let (Some(name), Some(code)) = (name, code) else { continue };
        let read = Department { name: name.text.clone(), code: to_half_width(&code.text) };
        if let Some((_, first)) = declared.iter().find(|(known, _)| known.code == read.code) {
            let fault = Diagnostic::new(&say::DEPARTMENT_TWICE, code.place.clone()).with("name", body);
            faults.push(fault.with("code", &read.code).with("first", first));
            continue;
        }
        declared.push((read, &code.place));
    }
    declared.into_iter().map(|(department, _)| department).collect()
}

/// Tells each asking body that declares its departments, and this one not: the network will refuse it.
/// A name that is not the department's own, under its code, is told at `named`.
pub fn check(
    all: &Known<'_>,
    inquirer: &Inquirer,
    department: &Department,
    (place, named): (&Place, &Place),
    faults: &mut Faults,
) {
    let asking: Vec<&OrganisationId> = match inquirer {
        Inquirer::Organisation(body) => vec![body],
        Inquirer::Group(group) => all.bodies.group(&group.0).iter().flat_map(|group| &group.members).collect(),
    };
    for body in asking {
        let Some(declared) = all.bodies.departments.get(body) else { continue };
        let name = all.bodies.organisation(&body.0).map_or(&*body.0, |body| body.name.as_str());
        if let Some(meant) = declared.iter().find(|other| other.code == department.code) {
            if !department.name.is_empty() && name_key(&meant.name) != name_key(&department.name) {
                let fault = Diagnostic::new(&say::DEPARTMENT_NAME, named.clone()).with("body", name);
                let fault = fault.with("code", &department.code).with("known", &meant.name);
                faults.push(fault.with("name", &department.name));
            }
            continue;
        }
        let fault = Diagnostic::new(&say::DEPARTMENT_UNKNOWN, place.clone()).with("body", name);
        let known = words::listed(declared.iter().map(|other| format!("{} {}", other.code, other.name)));
        let fault = fault.with("code", &department.code).with("known", known);
        // Who writes the right name under a wrong code means the name.
        let named = declared.iter().find(|other| name_key(&other.name) == name_key(&department.name));
        match named {
            Some(meant) => faults.push_near(fault, &meant.code, [meant.code.as_str()]),
            None => {
                faults.push_near(fault, &key(&department.code), declared.iter().map(|other| other.code.as_str()));
            }
        }
    }
}
