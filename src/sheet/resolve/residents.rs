//! Persons of 住基ネット, and what the profile says of it.

use std::collections::{BTreeMap, HashMap};

use super::bodies::ORGANISATION_KINDS;
use super::words;
use super::{Known, Seen};
use crate::model::catalogue::{resident as say, sheet as sheets};
use crate::model::date::to_half_width;
use crate::model::{
    Diagnostic, LinkCodeOutcome, Profile, RegisterRules, Resident, ResidentId, RoleModelId, SearchOutcome, SearchRight,
    Sex,
};
use crate::sheet::Faults;
use crate::sheet::headings::{Column, ResidentColumn as C};
use crate::sheet::raw::{Names, RawProfile, RawResident, Word};

/// How an 事務 may search, as YAML spells it.
pub const SEARCH_RIGHTS: [(&str, SearchRight); 3] = [
    ("four-items", SearchRight::FourItems),
    ("without-sex", SearchRight::WithoutSex),
    ("as-before", SearchRight::AsBefore),
];

/// Outcomes of a search, as YAML spells them.
const SEARCH_OUTCOMES: [(&str, SearchOutcome); 5] = [
    ("one", SearchOutcome::One),
    ("several", SearchOutcome::Several),
    ("nobody", SearchOutcome::Nobody),
    ("not-allowed", SearchOutcome::NotAllowed),
    ("not-answered", SearchOutcome::NotAnswered),
];

/// Outcomes of 符号生成, as YAML spells them.
const LINK_CODE_OUTCOMES: [(&str, LinkCodeOutcome); 4] = [
    ("obtained", LinkCodeOutcome::Obtained),
    ("not-obtained", LinkCodeOutcome::NotObtained),
    ("duplicate", LinkCodeOutcome::Duplicate),
    ("cancelled", LinkCodeOutcome::Cancelled),
];

/// The persons; a ロールモデル is one of them at most.
pub fn resolve(raw: Vec<RawResident>, known: &Known<'_>, faults: &mut Faults) -> Vec<Resident> {
    let mut seen = Seen::default();
    let mut of: HashMap<RoleModelId, ResidentId> = HashMap::new();
    raw.iter().filter_map(|raw| resident(raw, &mut seen, &mut of, known, faults)).collect()
}

fn name(names: Names, column: C) -> &'static str {
    match (names, column) {
        (Names::Form, _) => column.heading().map_or("", |heading| heading.name()),
        (Names::Keys, C::Id) => "id",
        (Names::Keys, C::Name) => "name",
        (Names::Keys, C::OtherNames) => "other-names",
        (Names::Keys, C::Kana) => "kana",
        (Names::Keys, C::Birth) => "birth",
        (Names::Keys, C::Sex) => "sex",
        (Names::Keys, C::Address) => "address",
        (Names::Keys, C::PastAddresses) => "past-addresses",
        (Names::Keys, C::Persona) => "persona",
        (Names::Keys, C::Note) => "note",
    }
}

fn resident(
    raw: &RawResident,
    seen: &mut Seen,
    of: &mut HashMap<RoleModelId, ResidentId>,
    known: &Known<'_>,
    faults: &mut Faults,
) -> Option<Resident> {
    let required = |word: Option<&Word>, column: C, faults: &mut Faults| -> Option<Word> {
        let called = name(raw.names, column);
        let word = match raw.names {
            Names::Form => words::required(word, called, (&raw.columns, &raw.place), faults),
            Names::Keys => words::required_key(word, called, &raw.place, faults),
        };
        word.cloned()
    };
    let id = required(raw.id.as_ref(), C::Id, faults);
    let full_name = required(raw.name.as_ref(), C::Name, faults);
    let birth = required(raw.birth.as_ref(), C::Birth, faults)
        .and_then(|word| words::day(&word, name(raw.names, C::Birth), faults));
    let sex = required(raw.sex.as_ref(), C::Sex, faults).and_then(|word| {
        let sex = Sex::from_word(&word.text);
        if sex.is_none() {
            words::unknown_word(&word, name(raw.names, C::Sex), Sex::ALL.iter().map(|sex| sex.word().ja), faults);
        }
        sex
    });
    let address = required(raw.address.as_ref(), C::Address, faults);
    let at = (&raw.columns, &raw.place);
    let id = id.filter(|id| seen.first_of_rows(name(raw.names, C::Id), id, at, faults))?;
    let key = ResidentId::from(id.text.as_str());
    let persona = raw.persona.as_ref().and_then(|word| {
        let persona = known.persona(word, faults)?;
        if let Some(first) = of.insert(persona.clone(), key.clone()) {
            let fault = Diagnostic::new(&say::PERSONA_REGISTERED_TWICE, word.place.clone()).with("persona", &persona);
            faults.push(fault.with("first", first));
        }
        Some(persona)
    });
    let texts = |words: &[Word]| words.iter().map(|word| word.text.clone()).collect();
    Some(Resident {
        id: key,
        name: full_name?.text,
        other_names: texts(&raw.other_names),
        kana: raw.kana.as_ref().map(|word| word.text.clone()),
        birth: birth?,
        sex: sex?,
        address: address?.text,
        past_addresses: texts(&raw.past_addresses),
        persona,
        place: id.place.clone(),
    })
}

/// What the profile says of the register and of 符号生成.
pub fn profile(raw: &RawProfile, profile: &mut Profile, faults: &mut Faults) {
    let register = &raw.register;
    if let Some(days) = &register.changeover {
        let day = |(kind, day): &(Word, Word)| {
            let kind = words::choice(kind, "changeover", &ORGANISATION_KINDS, faults);
            let day = words::day(day, "changeover", faults);
            Some((kind?, day?))
        };
        profile.register.changeover = days.iter().filter_map(day).collect();
    }
    codes(&register.outcomes, "outcomes", &SEARCH_OUTCOMES, &mut profile.register.outcome_codes, faults);
    codes(&raw.link_codes, "link-code-outcomes", &LINK_CODE_OUTCOMES, &mut profile.link_code_outcomes, faults);
    let RegisterRules { variants, .. } = &mut profile.register;
    for group in &register.variants {
        if group.text.chars().count() < 2 {
            faults.push(Diagnostic::new(&say::VARIANT_ALONE, group.place.clone()).with("written", &group.text));
        }
        variants.add(&group.text);
    }
}

/// Codes of the wire, no two of them alike.
fn codes<T: Copy + Ord>(
    raw: &[(Word, Word)],
    name: &str,
    spellings: &[(&str, T)],
    into: &mut BTreeMap<T, String>,
    faults: &mut Faults,
) {
    for (outcome, code) in raw {
        let Some(outcome) = words::choice(outcome, name, spellings, faults) else { continue };
        into.insert(outcome, to_half_width(&code.text));
        if into.iter().any(|(known, other)| *known != outcome && *other == to_half_width(&code.text)) {
            faults.push(Diagnostic::new(&sheets::OUTCOME_CODE_TWICE, code.place.clone()).with("code", &code.text));
        }
    }
}
