//! `residents:` of a file in test-groups/, and `register:` of the profile.

use super::{Fields, word_pairs};
use crate::sheet::raw::{Columns, Names, RawRegister, RawResident};

/// Keys of a person.
const KEYS: &[&str] = &["id", "name", "other-names", "kana", "birth", "sex", "address", "past-addresses", "persona"];

pub(super) fn residents(top: &mut Fields<'_>) -> Vec<RawResident> {
    top.each("residents", KEYS, |resident| RawResident {
        place: resident.place.clone(),
        columns: Columns::default(),
        names: Names::Keys,
        id: resident.text("id"),
        name: resident.text("name"),
        other_names: resident.texts("other-names"),
        kana: resident.text("kana"),
        birth: resident.text("birth"),
        sex: resident.text("sex"),
        address: resident.text("address"),
        past_addresses: resident.texts("past-addresses"),
        persona: resident.text("persona"),
    })
}

pub(super) fn register(top: &mut Fields<'_>) -> RawRegister {
    let register = top.inner("register", &["changeover", "outcomes", "variants"], |inner| RawRegister {
        changeover: word_pairs(inner, "changeover"),
        outcomes: word_pairs(inner, "outcomes").unwrap_or_default(),
        variants: inner.texts("variants"),
    });
    register.unwrap_or_default()
}
