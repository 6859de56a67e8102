//! What a message does, action by action: every name must be given before it is used, every type must fit.

use std::collections::HashSet;
use std::sync::Arc;

use super::unknown_field;
use crate::model::catalogue::service as say;
use crate::model::catalogue::sheet::item_kind;
use crate::model::date::to_half_width;
use crate::model::service::{Action, Ask, Field, Filling, Listing, Service, ServiceMessage, Store, Taking, Term, Test};
use crate::model::{
    AffairCode, Department, Diagnostic, HistoryColumn, Inquirer, ItemCode, ItemKind, Layout, Outcome, Place,
    ProcedureCode, QueryCondition, ServiceId, Target, Text,
};
use crate::payload;
use crate::sheet::Faults;
use crate::sheet::raw::*;
use crate::sheet::resolve::condition::{self, PartNames};
use crate::sheet::resolve::units::item_of;
use crate::sheet::resolve::words::{self, key, required_key};
use crate::sheet::resolve::{Known, cases, departments, reach};

/// A name that holds one value, its type and where it was given. Without a type: the action that gives it has a fault,
/// which is told there and not wherever the name is used.
struct Named {
    name: Arc<str>,
    kind: Option<ItemKind>,
    place: Place,
}

/// What the actions of a message may name.
#[derive(Clone, Copy)]
pub struct Others<'a> {
    /// Every service with what it declares.
    pub services: &'a [Service],
    /// By service and message: every result.
    pub results: &'a [Vec<Vec<Arc<str>>>],
    /// Ids and names of services that could not be made.
    pub left_out: &'a HashSet<String>,
    /// Services whose body on the network is written but not known.
    pub astray: &'a HashSet<ServiceId>,
}

/// The actions of one message being read.
pub struct Actions<'a> {
    others: Others<'a>,
    service: &'a Service,
    message: &'a ServiceMessage,
    known: &'a Known<'a>,
    faults: &'a mut Faults,
    names: Vec<Named>,
    rows: Vec<(Arc<str>, Vec<Arc<str>>)>,
}

/// The results that raw actions write down.
pub fn results(does: &[RawAction]) -> Vec<Arc<str>> {
    let mut all: Vec<&Word> = Vec::new();
    for action in does {
        match &action.act {
            RawAct::LookUp { found, missing, .. } => all.extend(found.iter().chain(missing)),
            RawAct::Put { existing, .. } => all.extend(existing),
            RawAct::Check { otherwise, .. } => all.extend(otherwise),
            RawAct::Ask(ask) => all.extend(ask.outcomes.iter().map(|(_, ours)| ours).chain(&ask.otherwise)),
            RawAct::Send { results, otherwise, .. } => {
                all.extend(results.iter().map(|(_, ours)| ours).chain(otherwise));
            }
            RawAct::History(_) => {}
            RawAct::Answer { result, .. } => all.extend(result),
        }
    }
    let own = say::OWN_RESULTS.map(|word| Arc::from(word.ja));
    all.into_iter().map(|word| Arc::from(word.text.as_str())).chain(own).collect()
}

impl<'a> Actions<'a> {
    /// For one message of one service.
    pub fn new(others: Others<'a>, (at, number): (usize, usize), known: &'a Known<'a>, faults: &'a mut Faults) -> Self {
        let (service, message) = (&others.services[at], &others.services[at].messages[number]);
        let built_in =
            |name: Text, kind| Named { name: name.ja.into(), kind: Some(kind), place: message.place.clone() };
        let mut names = vec![built_in(say::BASE_DATE, ItemKind::Date), built_in(say::SENDER, ItemKind::Text)];
        names.extend(message.fields.iter().map(|field| Named {
            name: Arc::clone(&field.name),
            kind: Some(field.kind),
            place: message.place.clone(),
        }));
        Self { others, service, message, known, faults, names, rows: Vec::new() }
    }

    /// Reads them all. One that has a fault is left out; the last one must answer.
    pub fn resolve(mut self, does: Vec<RawAction>) -> Vec<Action> {
        let answers = does.iter().filter(|action| matches!(action.act, RawAct::Answer { .. })).count();
        let last = does.last().is_some_and(|action| matches!(action.act, RawAct::Answer { .. }));
        if answers != 1 || !last {
            let fault = Diagnostic::new(&say::NO_ANSWER, self.message.place.clone());
            self.faults.push(fault.with("message", &self.message.name));
        }
        let read = does.into_iter().filter_map(|action| {
            let (names, rows) = names_given(&action.act);
            let resolved = self.action(action);
            for word in names {
                if self.known(&word.text).is_none() {
                    self.names.push(Named { name: word.text.into(), kind: None, place: word.place });
                }
            }
            for word in rows {
                if !self.rows.iter().any(|(name, _)| **name == *word.text) {
                    self.rows.push((word.text.into(), Vec::new()));
                }
            }
            resolved
        });
        read.collect()
    }

    fn known(&self, written: &str) -> Option<&Named> {
        self.names.iter().find(|known| key(&known.name) == key(written))
    }

    fn action(&mut self, action: RawAction) -> Option<Action> {
        let place = action.place;
        match action.act {
            RawAct::LookUp { by, take, listing, found, missing } => {
                let store = self.store(&place)?;
                let by = self.fillings(&by, &store.fields, &self.service.name.clone());
                let take = self.take_fields(take, &store.fields, &self.service.name.clone());
                let rows = self.listing(listing, &store.fields);
                Some(Action::LookUp { by, take, rows, found: result(found), missing: result(missing) })
            }
            RawAct::Put { values, existing } => self.put(&values, existing, &place),
            RawAct::Check { name, tests, otherwise } => self.check(name, tests, otherwise, &place),
            RawAct::Ask(raw) => self.ask(*raw, &place),
            RawAct::Send { to, message, fields, take, accept, results, otherwise } => {
                self.send((to, message), &fields, take, (accept, results, otherwise), &place)
            }
            RawAct::History(listing) => {
                let columns = HistoryColumn::ALL.map(|column| Field {
                    name: column.word().ja.into(),
                    kind: ItemKind::Text,
                    max_length: None,
                    required: false,
                });
                required_key(listing.rows.as_ref(), "rows", &place, self.faults)?;
                Some(Action::History { rows: self.listing(listing, &columns)? })
            }
            RawAct::Answer { result, fields, rows } => self.answer(result, &fields, rows, &place),
        }
    }

    fn store(&mut self, place: &Place) -> Option<&'a Store> {
        if self.service.store.is_none() {
            let fault = Diagnostic::new(&say::NO_STORE, place.clone()).with("service", &self.service.name);
            self.faults.push(fault);
        }
        self.service.store.as_ref()
    }

    fn put(&mut self, values: &RawPairs, existing: Option<Word>, place: &Place) -> Option<Action> {
        let store = self.store(place)?;
        let values = self.fillings(values, &store.fields, &self.service.name.clone());
        for field in store.key.iter().filter(|field| values.iter().all(|value| value.field != **field)) {
            let fault = Diagnostic::new(&say::KEY_INCOMPLETE, place.clone()).with("field", field);
            self.faults.push(fault);
        }
        Some(Action::Put { values, existing: result(existing) })
    }

    fn check(
        &mut self,
        name: Option<Word>,
        tests: Vec<(&'static str, Word)>,
        otherwise: Option<Word>,
        place: &Place,
    ) -> Option<Action> {
        let name = required_key(name.as_ref(), "name", place, self.faults)?;
        let (known, found) = self.named(name)?;
        let kind = found.unwrap_or(ItemKind::Text);
        let otherwise = required_key(otherwise.as_ref(), "otherwise", place, self.faults)?.text.as_str().into();
        let [(test, with)] = tests.as_slice() else {
            required_key(None, "equals, not-before, not-after, after", place, self.faults)?;
            return None;
        };
        let test = match *test {
            "equals" => Test::Equals,
            "not-before" => Test::NotBefore,
            "not-after" => Test::NotAfter,
            _ => Test::After,
        };
        if test != Test::Equals
            && found.is_some_and(|kind| !matches!(kind, ItemKind::Date | ItemKind::Month | ItemKind::Year))
        {
            self.types_differ(name, (kind, "check", ItemKind::Date));
            return None;
        }
        let term = self.term(with, (kind, &known))?;
        Some(Action::Check { name: known, test, with: term, kind, otherwise })
    }

    fn send(
        &mut self,
        (to, message): (Option<Word>, Option<Word>),
        fields: &RawPairs,
        take: RawPairs,
        (accept, results, otherwise): (Vec<Word>, RawPairs, Option<Word>),
        place: &Place,
    ) -> Option<Action> {
        let to = required_key(to.as_ref(), "to", place, self.faults)?;
        let name = required_key(message.as_ref(), "message", place, self.faults)?;
        let services = self.others.services;
        let same = |service: &Service| key(&service.name) == key(&to.text) || *service.id.0 == *to.text;
        let Some(at) = services.iter().position(same) else {
            let fault = Diagnostic::new(&say::UNKNOWN_SERVICE, to.place.clone()).with("value", &to.text);
            if !self.others.left_out.contains(&key(&to.text)) {
                self.faults.push_near(fault, &to.text, services.iter().map(|known| known.name.as_str()));
            }
            return None;
        };
        let service = &services[at];
        let Some(number) = service.messages.iter().position(|known| key(&known.name) == key(&name.text)) else {
            let known = service.messages.iter().map(|known| &*known.name);
            let fault = Diagnostic::new(&say::UNKNOWN_MESSAGE, name.place.clone()).with("service", &service.name);
            let fault = fault.with("value", &name.text).with("known", words::listed(known.clone()));
            self.faults.push_near(fault, &name.text, known);
            return None;
        };
        let message = &service.messages[number];
        let fields = self.fillings(fields, &message.fields, &message.name);
        let given = |field: &Field| fields.iter().any(|filling| filling.field == field.name);
        for field in message.fields.iter().filter(|field| field.required && !given(field)) {
            let fault = Diagnostic::new(&say::REQUIRED_MISSING, place.clone()).with("of", &message.name);
            self.faults.push(fault.with("field", &field.name));
        }
        let take = self.take_fields(take, &message.gives, &message.name);
        let theirs = &self.others.results[at][number];
        let otherwise = required_key(otherwise.as_ref(), "otherwise", place, self.faults)?;
        if accept.is_empty() {
            required_key(None, "accept", place, self.faults);
        }
        for word in accept.iter().chain(results.iter().map(|(theirs, _)| theirs)) {
            if !theirs.iter().any(|known| **known == *word.text) {
                let fault = Diagnostic::new(&say::UNKNOWN_RESULT, word.place.clone()).with("value", &word.text);
                let fault = fault.with("message", &message.name).with("known", words::listed(theirs));
                self.faults.push_near(fault, &word.text, theirs.iter().map(|known| &**known));
            }
        }
        Some(Action::Send {
            service: service.id.clone(),
            message: Arc::clone(&message.name),
            fields,
            take,
            goes_on: accept.into_iter().map(|word| word.text.into()).collect(),
            results: results.into_iter().map(|(theirs, ours)| (theirs.text.into(), ours.text.into())).collect(),
            otherwise: otherwise.text.as_str().into(),
        })
    }

    fn answer(&mut self, result: Option<Word>, fields: &RawPairs, rows: Option<Word>, place: &Place) -> Option<Action> {
        let gives = &self.message.gives;
        let fields = self.fillings(fields, gives, &self.message.name);
        if let Some(word) = rows.as_ref().filter(|_| !fields.is_empty()) {
            self.faults.push(Diagnostic::new(&say::FIELDS_AND_ROWS, word.place.clone()));
        }
        let rows = rows.and_then(|word| {
            let Some((name, columns)) = self.rows.iter().find(|(name, _)| **name == *word.text) else {
                let fault = Diagnostic::new(&say::UNKNOWN_NAME, word.place.clone()).with("value", &word.text);
                let fault = fault.with("known", words::listed(self.rows.iter().map(|(name, _)| name)));
                self.faults.push_near(fault, &word.text, self.rows.iter().map(|(name, _)| &**name));
                return None;
            };
            for column in columns.iter().filter(|column| gives.iter().all(|field| field.name != **column)) {
                unknown_field(&Word::new(&**column, word.place.clone()), &self.message.name, gives, self.faults);
            }
            Some(Arc::clone(name))
        });
        let result = required_key(result.as_ref(), "result", place, self.faults)?;
        Some(Action::Answer { result: result.text.as_str().into(), fields, rows })
    }

    fn ask(&mut self, raw: RawAsk, place: &Place) -> Option<Action> {
        let text = (ItemKind::Text, "ask");
        let inquirer = match &raw.inquirer {
            Some(word) => Some(self.body(word, text)?),
            None => None,
        };
        let bodiless = self.service.organisation.is_none() && !self.others.astray.contains(&self.service.id);
        if inquirer.is_none() && bodiless {
            let fault = Diagnostic::new(&say::NO_BODY, place.clone()).with("service", &self.service.name);
            self.faults.push(fault);
        }
        let provider = required_key(raw.provider.as_ref(), "provider", place, self.faults).cloned();
        let provider = provider.and_then(|word| self.body(&word, text));
        let affair = self.required(raw.affair.as_ref(), "affair", place);
        let procedure = self.required(raw.procedure.as_ref(), "procedure", place);
        let information = self.required(raw.information.as_ref(), "information", place);
        let version = self.required(raw.version.as_ref(), "version", place);
        let items = self.required(raw.items.as_ref(), "items", place);
        let otherwise = self.required(raw.otherwise.as_ref(), "otherwise", place);
        let affair = affair.and_then(|w| Some((words::code(&w, "affair", AffairCode::parse, self.faults)?, w)));
        let procedure =
            procedure.and_then(|w| Some((words::code(&w, "procedure", ProcedureCode::parse, self.faults)?, w)));
        let layout = information.zip(version).and_then(|(information, version)| {
            self.known.layouts.known(&information, "information", &version, self.faults)
        })?;
        let items = cases::item_list(&items?, layout, cases::UnknownItem::Slip, self.faults).items;
        let take = self.take_items(raw.take, layout, &items);
        let head: Vec<Field> = head_fields(layout, &items);
        let rows = self.listing(raw.listing, &head);
        let condition = self.condition(&raw.condition, place)?;
        let outcomes = raw.outcomes.into_iter().filter_map(|(theirs, ours)| {
            let outcome = Outcome::from_word(&theirs.text);
            if outcome.is_none() {
                let known = Outcome::ALL.map(|outcome| outcome.word().ja);
                words::unknown_word(&theirs, "outcomes", known.into_iter(), self.faults);
            }
            Some((outcome?, ours.text.into()))
        });
        let outcomes = outcomes.collect();
        let ((affair, affair_word), (procedure, procedure_word)) = affair.zip(procedure)?;
        let known =
            self.known.layouts.known_procedure((affair, &affair_word), (procedure, &procedure_word), self.faults)?;
        let ask = Ask {
            inquirer,
            provider: provider?,
            department: Department {
                name: raw.department_name.map(|word| word.text).unwrap_or_default(),
                code: raw.department_code.map(|word| to_half_width(&word.text)).unwrap_or_default(),
            },
            affair,
            procedure,
            information: layout.information,
            version: layout.version.clone(),
            items,
            condition,
            take,
            rows,
            outcomes,
            otherwise: otherwise?.text.into(),
        };
        self.check_permitted(&ask, known, place);
        Some(Action::Ask(Box::new(ask)))
    }

    fn required(&mut self, word: Option<&Word>, name: &str, place: &Place) -> Option<Word> {
        required_key(word, name, place, self.faults).cloned()
    }

    fn condition(&mut self, raw: &RawCondition, place: &Place) -> Option<QueryCondition> {
        if raw.kind.is_none() {
            return Some(QueryCondition::Latest);
        }
        let names = PartNames { kind: "condition", from: "condition", to: "condition" };
        condition::resolve(raw, &names, (&Columns::default(), place), None, self.faults)
    }

    /// Who asks whom, where both are written and not only known when the message comes.
    fn check_permitted(&mut self, ask: &Ask, procedure: &crate::model::project::Procedure, place: &Place) {
        let bodies = &self.known.bodies;
        let inquirer = match &ask.inquirer {
            None => self.service.organisation.as_ref().and_then(|id| bodies.organisation(&id.0)),
            Some(Term::Text(name)) => bodies.organisation(name),
            Some(Term::Name(_)) => None,
        };
        let provider = match &ask.provider {
            Term::Text(name) => bodies.organisation(name),
            Term::Name(_) => None,
        };
        let Some((inquirer, provider)) = inquirer.zip(provider) else { return };
        let (from, to) = (Inquirer::Organisation(inquirer.id.clone()), Target::Organisation(provider.id.clone()));
        let asking = reach::Asking { inquirer: &from, target: &to, information: ask.information, items: &ask.items };
        match reach::refusal(self.known, procedure, &asking, place.clone()) {
            None => {}
            Some(reach::Refusal::Items(fault)) => self.faults.push(fault),
            Some(reach::Refusal::Combination) => {
                let fault = Diagnostic::new(&say::NOT_PERMITTED, place.clone()).with("procedure", ask.procedure);
                self.faults.push(fault.with("information", ask.information));
            }
        }
        departments::check(self.known, &from, &ask.department, (place, place), self.faults);
    }

    /// A term that names a body: a written one must be there.
    fn body(&mut self, word: &Word, (kind, field): (ItemKind, &str)) -> Option<Term> {
        let term = self.term(word, (kind, field))?;
        if let Term::Text(name) = &term {
            let inner = Word { text: name.to_string(), ..word.clone() };
            self.known.bodies.known_organisation(&inner, self.faults)?;
        }
        Some(term)
    }

    fn fillings(&mut self, pairs: &RawPairs, fields: &[Field], of: &str) -> Vec<Filling> {
        let filled = pairs.iter().filter_map(|(word, value)| {
            let Some(field) = fields.iter().find(|field| key(&field.name) == key(&word.text)) else {
                unknown_field(word, of, fields, self.faults);
                return None;
            };
            Some(Filling { field: Arc::clone(&field.name), term: self.term(value, (field.kind, &field.name))? })
        });
        filled.collect()
    }

    /// 「…」 is a text, anything else a name.
    fn term(&mut self, word: &Word, (kind, field): (ItemKind, &str)) -> Option<Term> {
        if let Some(text) = word.text.strip_prefix('「').and_then(|rest| rest.strip_suffix('」')) {
            if !text.is_empty() && payload::canonical(kind, text).is_none() {
                let (to, fault) = (item_kind(kind), Diagnostic::new(&say::TEXT_AGAINST_TYPE, word.place.clone()));
                let fault = fault.with("text", &word.text).with("field", field);
                self.faults.push(fault.with_both("to", to.ja.to_owned(), to.en.to_owned()));
            }
            return Some(Term::Text(text.into()));
        }
        let (name, from) = self.named(word)?;
        if let Some(from) = from.filter(|from| !fits(*from, kind)) {
            self.types_differ(word, (from, field, kind));
        }
        Some(Term::Name(name))
    }

    fn types_differ(&mut self, word: &Word, (from, field, to): (ItemKind, &str, ItemKind)) {
        let (from, to) = (item_kind(from), item_kind(to));
        let fault = Diagnostic::new(&say::TYPES_DIFFER, word.place.clone()).with("name", &word.text);
        let fault = fault.with("field", field).with_both("from", from.ja.to_owned(), from.en.to_owned());
        self.faults.push(fault.with_both("to", to.ja.to_owned(), to.en.to_owned()));
    }

    fn named(&mut self, word: &Word) -> Option<(Arc<str>, Option<ItemKind>)> {
        if let Some(found) = self.known(&word.text) {
            return Some((Arc::clone(&found.name), found.kind));
        }
        let fault = Diagnostic::new(&say::UNKNOWN_NAME, word.place.clone()).with("value", &word.text);
        let fault = fault.with("known", words::listed(self.names.iter().map(|known| &known.name)));
        self.faults.push_near(fault, &word.text, self.names.iter().map(|known| &*known.name));
        None
    }

    /// Gives a new name.
    fn give(&mut self, word: &Word, kind: ItemKind) -> Option<Arc<str>> {
        if let Some(known) = self.known(&word.text) {
            let fault = Diagnostic::new(&say::NAME_TWICE, word.place.clone()).with("value", &word.text);
            let fault = fault.with("first", &known.place);
            self.faults.push(fault);
            return None;
        }
        let name: Arc<str> = word.text.as_str().into();
        self.names.push(Named { name: Arc::clone(&name), kind: Some(kind), place: word.place.clone() });
        Some(name)
    }

    fn take_fields(&mut self, pairs: RawPairs, fields: &[Field], of: &str) -> Vec<Taking<Arc<str>>> {
        let taken = pairs.into_iter().filter_map(|(word, from)| {
            let Some(field) = fields.iter().find(|field| key(&field.name) == key(&from.text)) else {
                unknown_field(&from, of, fields, self.faults);
                return None;
            };
            Some(Taking { name: self.give(&word, field.kind)?, from: Arc::clone(&field.name) })
        });
        taken.collect()
    }

    fn take_items(&mut self, pairs: RawPairs, layout: &Layout, asked: &[ItemCode]) -> Vec<Taking<ItemCode>> {
        let taken = pairs.into_iter().filter_map(|(word, from)| {
            let item = item_of(layout, &from, self.faults)?;
            if item.group != 0 || !asked.contains(&item.code) {
                unknown_field(&from, &layout.name, &head_fields(layout, asked), self.faults);
                return None;
            }
            Some(Taking { name: self.give(&word, item.kind)?, from: item.code })
        });
        taken.collect()
    }

    fn listing(&mut self, raw: RawListing, fields: &[Field]) -> Option<Listing> {
        let name = raw.rows?;
        let known = raw.columns.iter().filter_map(|word| {
            let found = fields.iter().find(|field| key(&field.name) == key(&word.text));
            if found.is_none() {
                unknown_field(word, &name.text, fields, self.faults);
            }
            found.map(|field| Arc::clone(&field.name))
        });
        let columns: Vec<Arc<str>> = known.collect();
        if raw.columns.is_empty() {
            required_key(None, "columns", &name.place, self.faults);
        }
        let listing = Listing { name: name.text.as_str().into(), columns };
        self.rows.push((Arc::clone(&listing.name), listing.columns.clone()));
        Some(listing)
    }
}

/// The names that a raw action means to give: of single values, and of rows.
fn names_given(act: &RawAct) -> (Vec<Word>, Vec<Word>) {
    let (take, listing) = match act {
        RawAct::LookUp { take, listing, .. } => (take.as_slice(), Some(listing)),
        RawAct::Ask(ask) => (ask.take.as_slice(), Some(&ask.listing)),
        RawAct::Send { take, .. } => (take.as_slice(), None),
        RawAct::History(listing) => (&[][..], Some(listing)),
        RawAct::Put { .. } | RawAct::Check { .. } | RawAct::Answer { .. } => (&[][..], None),
    };
    let rows = listing.and_then(|listing| listing.rows.clone());
    (take.iter().map(|(name, _)| name.clone()).collect(), rows.into_iter().collect())
}

fn result(word: Option<Word>) -> Option<Arc<str>> {
    word.map(|word| word.text.into())
}

/// The items of a unit's head that are asked for, as fields.
fn head_fields(layout: &Layout, asked: &[ItemCode]) -> Vec<Field> {
    let items = layout.items_of(0).filter(|item| asked.contains(&item.code));
    let field = |item: &crate::model::Item| Field {
        name: item.name.as_str().into(),
        kind: item.kind,
        max_length: item.max_length,
        required: item.required,
    };
    items.map(field).collect()
}

/// Whether a value of one type may stand where another is wanted: anything is a text.
fn fits(from: ItemKind, to: ItemKind) -> bool {
    from == to || matches!(to, ItemKind::Text | ItemKind::TextAnyWidth)
}
