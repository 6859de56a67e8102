//! YAML trees -> raw values: the mirror of the contract's spelling, key by key, with every fault told.

mod link_codes;
mod residents;
mod services;

use super::Faults;
use super::raw::*;
use super::yaml::{Key, Node, Tree};
use crate::model::catalogue::sheet as say;
use crate::model::{Diagnostic, Place};

pub use services::services;

/// A map being read; whatever is left at the end is an unknown key.
pub(super) struct Fields<'f> {
    pub(super) place: Place,
    entries: Vec<(Key, Node)>,
    known: &'static [&'static str],
    faults: &'f mut Faults,
}

impl<'f> Fields<'f> {
    /// Opens a map; anything else is a fault. Unknown keys are told at once.
    pub(super) fn open(node: Node, name: &str, known: &'static [&'static str], faults: &'f mut Faults) -> Option<Self> {
        let place = node.place;
        let entries = match node.value {
            Tree::Map(entries) => entries,
            Tree::Null => Vec::new(),
            _ => {
                let fault = Diagnostic::new(&say::NOT_A_MAP, place);
                faults.push(fault.with("key", name).with("known", known.join(", ")));
                return None;
            }
        };
        for (key, _) in entries.iter().filter(|(key, _)| !known.contains(&key.text.as_str())) {
            let fault = Diagnostic::new(&say::UNKNOWN_KEY, key.place.clone()).with("key", &key.text);
            faults.push_near(fault.with("known", known.join(", ")), &key.text, known.iter().copied());
        }
        Some(Self { place, entries, known, faults })
    }

    pub(super) fn node(&mut self, key: &'static str) -> Option<Node> {
        debug_assert!(self.known.contains(&key), "{key} is not declared");
        let index = self.entries.iter().position(|(known, _)| known.text == key)?;
        let (_, node) = self.entries.swap_remove(index);
        (node.value != Tree::Null).then_some(node)
    }

    pub(super) fn text(&mut self, key: &'static str) -> Option<Word> {
        let node = self.node(key)?;
        text(node, key, self.faults)
    }

    /// A list; a missing one is empty.
    fn list(&mut self, key: &'static str) -> Vec<Node> {
        let Some(node) = self.node(key) else { return Vec::new() };
        list(node, key, self.faults)
    }

    fn texts(&mut self, key: &'static str) -> Vec<Word> {
        let nodes = self.list(key);
        nodes.into_iter().filter_map(|node| text(node, key, self.faults)).collect()
    }

    /// A list or a text that holds a list (`TK01、TK02`): one text either way.
    fn joined(&mut self, key: &'static str) -> Option<Word> {
        let node = self.node(key)?;
        let Tree::List(items) = node.value else { return text(node, key, self.faults) };
        let words: Vec<Word> = items.into_iter().filter_map(|item| text(item, key, self.faults)).collect();
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        Some(Word::new(texts.join("、"), node.place))
    }

    /// Every map of a list, read by `read`.
    fn each<T>(
        &mut self,
        key: &'static str,
        known: &'static [&'static str],
        read: impl Fn(&mut Fields<'_>) -> T,
    ) -> Vec<T> {
        let nodes = self.list(key);
        nodes
            .into_iter()
            .filter_map(|node| {
                let mut fields = Fields::open(node, key, known, self.faults)?;
                Some(read(&mut fields))
            })
            .collect()
    }

    /// A map under a key, read by `read`.
    pub(super) fn inner<T>(
        &mut self,
        key: &'static str,
        known: &'static [&'static str],
        read: impl FnOnce(&mut Fields<'_>) -> T,
    ) -> Option<T> {
        let node = self.node(key)?;
        let mut fields = Fields::open(node, key, known, self.faults)?;
        Some(read(&mut fields))
    }

    /// A map whose keys are data (codes).
    fn pairs(&mut self, key: &'static str) -> Option<Vec<(Key, Node)>> {
        let node = self.node(key)?;
        pairs(node, key, self.faults)
    }
}

fn text(node: Node, key: &str, faults: &mut Faults) -> Option<Word> {
    match node.value {
        Tree::Scalar(text) => {
            let text = text.trim();
            (!text.is_empty()).then(|| Word::new(text, node.place))
        }
        Tree::Null => None,
        Tree::List(_) | Tree::Map(_) => {
            faults.push(Diagnostic::new(&say::NOT_TEXT, node.place).with("key", key));
            None
        }
    }
}

fn list(node: Node, key: &str, faults: &mut Faults) -> Vec<Node> {
    let Tree::List(items) = node.value else {
        faults.push(Diagnostic::new(&say::NOT_A_LIST, node.place).with("key", key));
        return Vec::new();
    };
    items
}

fn pairs(node: Node, key: &str, faults: &mut Faults) -> Option<Vec<(Key, Node)>> {
    let Tree::Map(entries) = node.value else {
        faults.push(Diagnostic::new(&say::NOT_A_MAP, node.place).with("key", key).with("known", "TK01: …"));
        return None;
    };
    Some(entries)
}

/// renkei.yaml.
pub fn settings(node: Node, raw: &mut RawProject, faults: &mut Faults) {
    let Some(mut top) =
        Fields::open(node, "renkei.yaml", &["name", "form", "profile", "limits", "doors", "real"], faults)
    else {
        return;
    };
    raw.settings = RawSettings {
        name: top.text("name"),
        form: top.text("form"),
        profile: top.text("profile"),
        doors: top.node("doors"),
        real: top.node("real"),
        ..RawSettings::default()
    };
    let limits = top.inner("limits", &["retries", "workers", "scenarios-per-chunk"], |limits| {
        (limits.text("retries"), limits.text("workers"), limits.text("scenarios-per-chunk"))
    });
    if let Some((retries, workers, chunk)) = limits {
        raw.settings.retries = retries;
        raw.settings.workers = workers;
        raw.settings.scenarios_per_chunk = chunk;
    }
}

/// Keys of a body.
const ORGANISATION_KEYS: &[&str] =
    &["id", "name", "kind", "code", "scheme", "insurer-number", "part-of", "real", "departments"];

fn organisation(body: &mut Fields<'_>) -> RawOrganisation {
    RawOrganisation {
        place: body.place.clone(),
        id: body.text("id"),
        name: body.text("name"),
        kind: body.text("kind"),
        code: body.text("code"),
        scheme: body.text("scheme"),
        insurer_number: body.text("insurer-number"),
        real: body.node("real"),
        part_of: body.text("part-of"),
        departments: body.each("departments", &["name", "code"], |department| RawDepartment {
            place: department.place.clone(),
            name: department.text("name"),
            code: department.text("code"),
        }),
    }
}

/// A file of test-groups/.
pub fn test_groups(node: Node, raw: &mut RawProject, faults: &mut Faults) {
    const KEYS: &[&str] = &[
        "schemes",
        "organisations",
        "groups",
        "representatives",
        "cycles",
        "lots",
        "cases",
        "residents",
        "link-code-cases",
        "papers",
        "faults",
        "addressees",
    ];
    let Some(mut top) = Fields::open(node, "test-groups", KEYS, faults) else { return };
    raw.schemes.extend(top.each("schemes", &["id", "name"], |scheme| RawScheme {
        place: scheme.place.clone(),
        id: scheme.text("id"),
        name: scheme.text("name"),
    }));
    raw.organisations.extend(top.each("organisations", ORGANISATION_KEYS, organisation));
    raw.groups.extend(top.each("groups", &["id", "name", "kind", "members"], |group| RawGroup {
        place: group.place.clone(),
        id: group.text("id"),
        name: group.text("name"),
        kind: group.text("kind"),
        members: group.texts("members"),
    }));
    raw.representatives.extend(top.each("representatives", &["organisation", "kind", "serves"], |representative| {
        RawRepresentative {
            place: representative.place.clone(),
            organisation: representative.text("organisation"),
            kind: representative.text("kind"),
            serves: representative.texts("serves"),
        }
    }));
    raw.cycles.extend(top.each("cycles", &["number", "name", "kind", "from", "to"], |cycle| RawCycle {
        place: cycle.place.clone(),
        number: cycle.text("number"),
        name: cycle.text("name"),
        kind: cycle.text("kind"),
        from: cycle.text("from"),
        to: cycle.text("to"),
    }));
    raw.lots.extend(top.each("lots", &["number", "name", "members"], |lot| RawLot {
        place: lot.place.clone(),
        number: lot.text("number"),
        name: lot.text("name"),
        members: lot.texts("members"),
    }));
    raw.cases.extend(top.each("cases", CASE_KEYS, case));
    raw.residents.extend(residents::residents(&mut top));
    raw.link_code_cases.extend(link_codes::cases(&mut top));
    raw.papers.extend(top.each("papers", PAPER_KEYS, paper));
    raw.faults.extend(top.each("faults", &["before", "fault", "times", "cases"], fault));
    addressees(&mut top, raw);
}

/// 団体内統合宛名システム of bodies.
fn addressees(top: &mut Fields<'_>, raw: &mut RawProject) {
    let books = top.each("addressees", &["organisation", "people"], |book| {
        let organisation = book.text("organisation");
        book.each("people", &["number", "persona", "addresses"], |line| RawAddressee {
            place: line.place.clone(),
            organisation: organisation.clone(),
            number: line.text("number"),
            persona: line.text("persona"),
            addresses: line.texts("addresses"),
        })
    });
    raw.addressees.extend(books.into_iter().flatten());
}

fn fault(fields: &mut Fields<'_>) -> RawFault {
    RawFault {
        place: fields.place.clone(),
        before: fields.text("before"),
        fault: fields.text("fault"),
        times: fields.text("times"),
        cases: fields.texts("cases"),
    }
}

/// Keys of a paper of 試行運用.
const PAPER_KEYS: &[&str] = &["id", "case", "cycle", "base-date", "paper", "issued", "units", "called"];

fn paper(fields: &mut Fields<'_>) -> RawPaper {
    RawPaper {
        place: fields.place.clone(),
        columns: Columns::default(),
        names: Names::Keys,
        id: fields.text("id"),
        case: fields.text("case"),
        cycle: fields.text("cycle"),
        base_date: fields.text("base-date"),
        name: fields.text("paper"),
        issued: fields.text("issued"),
        units: units(fields, "units"),
        rows: Vec::new(),
        called: word_pairs(fields, "called").unwrap_or_default(),
    }
}

/// Keys of a case.
const CASE_KEYS: &[&str] = &[
    "id",
    "scenario",
    "variation",
    "viewpoint",
    "title",
    "flow",
    "cycle",
    "lot",
    "inquirer",
    "target",
    "department",
    "affair",
    "procedure",
    "information",
    "version",
    "items",
    "condition",
    "base-date",
    "persona",
    "expected",
    "by-people",
    "consent",
    "undisclosed",
    "confirmed",
    "confirmed-by",
    "confirmed-on",
    "replica-detail",
    "note",
];

fn case(fields: &mut Fields<'_>) -> RawCase {
    let department = fields.inner("department", &["name", "code"], |inner| (inner.text("name"), inner.text("code")));
    let (department_name, department_code) = department.unwrap_or_default();
    let expected = fields.inner("expected", &["outcome", "units", "xml", "readings"], |inner| {
        let readings = inner.each("readings", &["name", "value", "rule"], |reading| RawInterpretation {
            place: reading.place.clone(),
            columns: Columns::default(),
            names: Names::Keys,
            name: reading.text("name"),
            value: reading.text("value"),
            rule: reading.text("rule"),
        });
        (inner.text("outcome"), units(inner, "units"), inner.text("xml"), readings)
    });
    let (outcome, units, xml, readings) = expected.unwrap_or_default();
    RawCase {
        place: fields.place.clone(),
        columns: Columns::default(),
        names: Names::Keys,
        id: fields.text("id"),
        scenario: fields.text("scenario"),
        variation: fields.text("variation"),
        viewpoint: fields.text("viewpoint"),
        title: fields.text("title"),
        flow: fields.text("flow"),
        cycle: fields.text("cycle"),
        lot: fields.text("lot"),
        inquirer: fields.text("inquirer"),
        target: fields.text("target"),
        department_name,
        department_code,
        affair: fields.text("affair"),
        procedure: fields.text("procedure"),
        information: fields.text("information"),
        version: fields.text("version"),
        items: fields.joined("items"),
        condition: RawCondition { kind: fields.text("condition"), from: None, to: None },
        base_date: fields.text("base-date"),
        persona: fields.text("persona"),
        outcome,
        xml,
        units,
        readings,
        by_people: fields.text("by-people"),
        consent: fields.text("consent"),
        undisclosed: fields.text("undisclosed"),
        confirmed: fields.text("confirmed"),
        confirmed_by: fields.text("confirmed-by"),
        confirmed_on: fields.text("confirmed-on"),
        replica_detail: fields.text("replica-detail"),
        note: fields.text("note"),
    }
}

fn units(fields: &mut Fields<'_>, key: &'static str) -> Vec<RawUnit> {
    fields.each(key, &["items", "details"], |unit| RawUnit {
        place: unit.place.clone(),
        head: unit.pairs("items").map_or_else(Vec::new, |pairs| entries(pairs, unit.faults)),
        details: unit
            .list("details")
            .into_iter()
            .map(|node| {
                let place = node.place.clone();
                let pairs = pairs(node, "details", unit.faults).unwrap_or_default();
                let entries = entries(pairs, unit.faults);
                RawDetail { place, entries }
            })
            .collect(),
    })
}

fn entries(pairs: Vec<(Key, Node)>, faults: &mut Faults) -> Vec<RawEntry> {
    let mut entries = Vec::new();
    for (key, node) in pairs {
        let item = Word::new(key.text.trim(), key.place);
        let (value, null_reason) = match node.value {
            Tree::Map(_) => {
                let reason =
                    Fields::open(node, &item.text, &["empty"], faults).and_then(|mut inner| inner.text("empty"));
                (None, reason)
            }
            _ => (text(node, &item.text, faults), None),
        };
        entries.push(RawEntry { item, name: None, value, null_reason, value_cell: None });
    }
    entries
}

/// A file of role-models/.
pub fn role_models(node: Node, raw: &mut RawProject, faults: &mut Faults) {
    const KEYS: &[&str] =
        &["id", "name", "kana", "sex", "birth", "address", "personal-number", "cases", "note", "family", "history"];
    let Some(mut top) = Fields::open(node, "role-models", &["role-models"], faults) else { return };
    raw.role_models.extend(top.each("role-models", KEYS, |model| RawRoleModel {
        place: model.place.clone(),
        columns: Columns::default(),
        id: model.text("id"),
        name: model.text("name"),
        kana: model.text("kana"),
        sex: model.text("sex"),
        birth: model.text("birth"),
        address: model.text("address"),
        personal_number: model.text("personal-number"),
        cases: model.texts("cases"),
        note: model.text("note"),
        family: model.each("family", &["relation", "name"], |member| RawFamily {
            place: member.place.clone(),
            columns: Columns::default(),
            relation: member.text("relation"),
            name: member.text("name"),
        }),
        history: model.each("history", &["from", "to", "what"], |line| RawHistory {
            place: line.place.clone(),
            columns: Columns::default(),
            from: line.text("from"),
            to: line.text("to"),
            what: line.text("what"),
        }),
    }));
}

/// A file of test-groups/representatives/.
pub fn representatives(node: Node, raw: &mut RawProject, faults: &mut Faults) {
    const KEYS: &[&str] = &[
        "organisation",
        "persona",
        "information",
        "version",
        "automatic",
        "provisional",
        "published",
        "undisclosed",
        "insured-number",
        "branch",
        "addressee",
        "units",
    ];
    const CONDUCT: &[&str] = &["organisation", "persona", "behaviour", "times"];
    const TOP: &[&str] = &["organisation", "versions", "delegation", "replicas", "conduct"];
    let Some(mut top) = Fields::open(node, "representatives", TOP, faults) else { return };
    let organisation = top.text("organisation");
    raw.declarations.extend(top.each("versions", &["organisation", "information", "versions"], |declared| {
        RawDeclaration {
            place: declared.place.clone(),
            organisation: declared.text("organisation").or_else(|| organisation.clone()),
            information: declared.text("information"),
            versions: declared.texts("versions"),
        }
    }));
    let delegation = top.inner("delegation", &["from", "to"], |days| RawDelegation {
        place: days.place.clone(),
        organisation: organisation.clone(),
        from: days.text("from"),
        to: days.text("to"),
    });
    raw.delegations.extend(delegation);
    raw.replicas.extend(top.each("replicas", KEYS, |replica| {
        let published = replica.inner("published", &["from", "to"], |days| (days.text("from"), days.text("to")));
        let (published_from, published_to) = published.unwrap_or_default();
        RawReplica {
            place: replica.place.clone(),
            columns: Columns::default(),
            organisation: replica.text("organisation").or_else(|| organisation.clone()),
            persona: replica.text("persona"),
            information: replica.text("information"),
            version: replica.text("version"),
            automatic: replica.text("automatic"),
            provisional: replica.text("provisional"),
            published_from,
            published_to,
            undisclosed: replica.text("undisclosed"),
            branch: replica.text("branch"),
            insured: replica.text("insured-number"),
            addressee: replica.text("addressee"),
            units: units(replica, "units"),
            rows: Vec::new(),
            names: Names::Keys,
        }
    }));
    raw.conduct.extend(top.each("conduct", CONDUCT, |conduct| RawConduct {
        place: conduct.place.clone(),
        columns: Columns::default(),
        organisation: conduct.text("organisation").or_else(|| organisation.clone()),
        persona: conduct.text("persona"),
        behaviour: conduct.text("behaviour"),
        times: conduct.text("times"),
        names: Names::Keys,
    }));
}

/// Keys of an 事務手続.
const PROCEDURE_KEYS: &[&str] = &["code", "name", "consent", "resident-search", "permits"];

/// A file of layouts/ other than the profile.
pub fn layouts(node: Node, raw: &mut RawProject, faults: &mut Faults) {
    let Some(mut top) = Fields::open(node, "layouts", &["layouts", "affairs"], faults) else { return };
    raw.layouts.extend(top.each("layouts", &["information", "name", "version", "root", "groups", "items"], |layout| {
        RawLayout {
            place: layout.place.clone(),
            information: layout.text("information"),
            name: layout.text("name"),
            version: layout.text("version"),
            root: layout.text("root"),
            groups: layout.each("groups", &["path", "key", "period", "point"], layout_group),
            items: layout.each(
                "items",
                &["code", "name", "aliases", "path", "kind", "max-length", "required"],
                |item| RawItem {
                    place: item.place.clone(),
                    code: item.text("code"),
                    name: item.text("name"),
                    aliases: item.texts("aliases"),
                    path: item.text("path"),
                    kind: item.text("kind"),
                    max_length: item.text("max-length"),
                    required: item.text("required"),
                },
            ),
        }
    }));
    raw.affairs.extend(top.each("affairs", &["code", "name", "resident-search", "procedures"], |affair| RawAffair {
        place: affair.place.clone(),
        code: affair.text("code"),
        name: affair.text("name"),
        search: affair.text("resident-search"),
        procedures: affair.each("procedures", PROCEDURE_KEYS, |procedure| RawProcedure {
            place: procedure.place.clone(),
            code: procedure.text("code"),
            name: procedure.text("name"),
            consent: procedure.text("consent"),
            search: procedure.text("resident-search"),
            permits: procedure.each("permits", &["inquirers", "providers", "only", "information", "items"], |permit| {
                RawPermit {
                    place: permit.place.clone(),
                    inquirers: permit.texts("inquirers"),
                    providers: permit.texts("providers"),
                    only: permit.texts("only"),
                    information: permit.text("information"),
                    items: permit.joined("items"),
                }
            }),
        }),
    }));
}

fn layout_group(group: &mut Fields<'_>) -> RawLayoutGroup {
    let period = group.inner("period", &["from", "to"], |period| (period.text("from"), period.text("to")));
    let (period_from, period_to) = period.unwrap_or_default();
    RawLayoutGroup {
        place: group.place.clone(),
        path: group.text("path"),
        key: group.texts("key"),
        period_from,
        period_to,
        point: group.text("point"),
    }
}

/// The profile.
pub fn profile(node: Node, raw: &mut RawProject, faults: &mut Faults) {
    const KEYS: &[&str] = &[
        "name",
        "element-names",
        "transport",
        "soap-namespace",
        "files",
        "file-settle-ms",
        "loss-day-counts",
        "outcomes",
        "null-reasons",
        "provider-wait-ms",
        "poll-pause-ms",
        "answer-wait-ms",
        "register",
        "link-code-outcomes",
    ];
    let Some(mut top) = Fields::open(node, "profile", KEYS, faults) else { return };
    let pause = top.inner("poll-pause-ms", &["min", "max"], |pause| (pause.text("min"), pause.text("max")));
    let (poll_pause_min, poll_pause_max) = pause.unwrap_or_default();
    let files = top.inner("files", &["format", "charset"], |files| (files.text("format"), files.text("charset")));
    raw.profile = Some(RawProfile {
        name: top.text("name"),
        element_names: top.text("element-names"),
        transport: top.text("transport"),
        soap_namespace: top.text("soap-namespace"),
        files: files.unwrap_or_default(),
        file_settle: top.text("file-settle-ms"),
        loss_day_counts: top.text("loss-day-counts"),
        outcomes: word_pairs(&mut top, "outcomes").unwrap_or_default(),
        null_reasons: word_pairs(&mut top, "null-reasons"),
        provider_wait: top.text("provider-wait-ms"),
        poll_pause_min,
        poll_pause_max,
        answer_wait: top.text("answer-wait-ms"),
        register: residents::register(&mut top),
        link_codes: word_pairs(&mut top, "link-code-outcomes").unwrap_or_default(),
    });
}

fn word_pairs(fields: &mut Fields<'_>, key: &'static str) -> Option<Vec<(Word, Word)>> {
    let pairs = fields.pairs(key)?;
    let words = pairs.into_iter().filter_map(|(known, node)| {
        let value = text(node, &known.text, fields.faults)?;
        Some((Word::new(known.text, known.place), value))
    });
    Some(words.collect())
}
