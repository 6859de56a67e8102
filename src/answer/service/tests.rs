//! Messages in, steps and replies out.

use super::*;
use crate::model::service::ServiceKind;
use crate::model::{Department, Detail, Entry, Place, QueryCondition};

fn field(name: &str, kind: ItemKind, required: bool) -> Field {
    Field { name: name.into(), kind, max_length: Some(10), required }
}

fn name(name: &str) -> Term {
    Term::Name(name.into())
}

fn text(text: &str) -> Term {
    Term::Text(text.into())
}

fn fill(pairs: &[(&str, Term)]) -> Vec<Filling> {
    pairs.iter().map(|(field, term)| Filling { field: (*field).into(), term: term.clone() }).collect()
}

fn take(pairs: &[(&str, &str)]) -> Vec<Taking<Arc<str>>> {
    pairs.iter().map(|(name, from)| Taking { name: (*name).into(), from: (*from).into() }).collect()
}

fn message(name: &str, fields: Vec<Field>, actions: Vec<Action>) -> ServiceMessage {
    let from = vec![Sender::Person, Sender::Service(ServiceKind::Medical)];
    ServiceMessage { name: name.into(), from, fields, gives: Vec::new(), actions, place: Place::Nowhere }
}

fn answer(result: &str, fields: &[(&str, Term)]) -> Action {
    Action::Answer { result: result.into(), fields: fill(fields), rows: None }
}

/// A service of certificates: put, read, list, and messages that lead elsewhere.
fn service() -> Service {
    let fields = || {
        vec![
            field("no", ItemKind::Code, true),
            field("name", ItemKind::TextAnyWidth, true),
            field("until", ItemKind::Date, false),
        ]
    };
    let no = || vec![field("no", ItemKind::Code, true)];
    let by_no = || fill(&[("no", name("no"))]);
    let put = |existing: Option<&str>| Action::Put {
        values: fill(&[("no", name("no")), ("name", name("name")), ("until", name("until"))]),
        existing: existing.map(Arc::from),
    };
    let look_up = |by, found: Option<&str>, missing: Option<&str>| Action::LookUp {
        by,
        take: take(&[("whose", "name"), ("end", "until")]),
        rows: None,
        found: found.map(Arc::from),
        missing: missing.map(Arc::from),
    };
    let check = |test, with: &str| Action::Check {
        name: "end".into(),
        test,
        with: name(with),
        kind: ItemKind::Date,
        otherwise: "over".into(),
    };
    let list = Action::LookUp {
        by: fill(&[("name", name("name"))]),
        take: Vec::new(),
        rows: Some(Listing { name: "all".into(), columns: vec!["no".into(), "until".into()] }),
        found: None,
        missing: None,
    };
    Service {
        id: "box".into(),
        name: "箱".to_owned(),
        kind: ServiceKind::Platform,
        organisation: None,
        store: Some(Store { key: vec!["no".into()], fields: fields() }),
        messages: vec![
            message("put", fields(), vec![put(None), answer("done", &[])]),
            message("new", fields(), vec![put(Some("there")), answer("done", &[])]),
            message(
                "read",
                no(),
                vec![
                    look_up(by_no(), None, Some("none")),
                    check(Test::NotBefore, words::BASE_DATE.ja),
                    answer("valid", &[("name", name("whose")), ("until", name("end")), ("by", text("box"))]),
                ],
            ),
            message(
                "after",
                no(),
                vec![look_up(by_no(), None, None), check(Test::After, words::BASE_DATE.ja), answer("valid", &[])],
            ),
            message("seen", no(), vec![look_up(by_no(), Some("yes"), Some("no")), answer("?", &[])]),
            message(
                "list",
                vec![field("name", ItemKind::TextAnyWidth, true)],
                vec![list, Action::Answer { result: "listed".into(), fields: Vec::new(), rows: Some("all".into()) }],
            ),
        ],
        place: Place::Nowhere,
    }
}

fn request(fields: &[(&str, &str)]) -> Request {
    Request {
        sender: Sender::Person,
        sender_name: "本人".to_owned(),
        base_date: CivilDate::new(2024, 6, 3),
        fields: fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    }
}

fn show(reply: &Reply) -> String {
    let row = |row: &Row| row.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ");
    let mut parts = vec![reply.result.to_string()];
    parts.extend(reply.rows.iter().map(row));
    if !reply.faulty.is_empty() {
        parts.push(format!("faulty: {}", reply.faulty.join(",")));
    }
    parts.join(" | ")
}

fn send(service: &Service, records: &mut Records, message: &str, fields: &[(&str, &str)]) -> String {
    let known = service.message(message).unwrap();
    match Handling::begin(service, known, &request(fields)) {
        Err(reply) => show(&reply),
        Ok(mut handling) => match handling.step(records) {
            Step::Done(reply) => show(&reply),
            other => format!("{other:?}"),
        },
    }
}

#[test]
fn a_service_keeps_reads_and_refuses() {
    let service = service();
    let mut records = Records::default();
    for (message, fields, reply) in [
        ("read", &[("no", "1")][..], "none"),
        ("put", &[("no", "1"), ("name", "Ａ")], "done"),
        // An open end is never over; full width is half width in a name of any width, not in a code.
        ("read", &[("no", "1")], "valid | name=A until= by=box"),
        ("read", &[("no", "１")], "none"),
        ("after", &[("no", "1")], "valid"),
        // 和暦 becomes the one spelling of days; the day itself is still valid, but not later than itself.
        ("put", &[("no", "1"), ("name", "Ａ"), ("until", "令和6年6月3日")], "done"),
        ("read", &[("no", "1")], "valid | name=A until=2024-06-03 by=box"),
        ("after", &[("no", "1")], "over"),
        ("put", &[("no", "1"), ("name", "A"), ("until", "R6.6.2")], "done"),
        ("read", &[("no", "1")], "over"),
        ("new", &[("no", "1"), ("name", "B")], "there"),
        ("new", &[("no", "2"), ("name", "A"), ("until", "R7.1.1")], "done"),
        ("seen", &[("no", "2")], "yes"),
        ("seen", &[("no", "3")], "no"),
        ("list", &[("name", "Ａ")], "listed | no=1 until=2024-06-02 | no=2 until=2025-01-01"),
        ("list", &[("name", "C")], "listed"),
        // What cannot be taken is named.
        ("put", &[("no", "1")], "項目不備 | faulty: name"),
        ("put", &[("no", "1"), ("name", "")], "項目不備 | faulty: name"),
        ("put", &[("no", "1"), ("name", "A"), ("until", "R6.2.30")], "項目不備 | faulty: until"),
        ("put", &[("no", "12345678901"), ("name", "A")], "項目不備 | faulty: no"),
        ("put", &[("no", "1"), ("name", "A"), ("other", "x")], "項目不備 | faulty: other"),
        ("put", &[("no", "1"), ("no", "2"), ("name", "A")], "項目不備 | faulty: no"),
        // Without the result for none, names taken are empty.
        ("after", &[("no", "9")], "valid"),
    ] {
        assert_eq!(send(&service, &mut records, message, fields), reply, "{message} {fields:?}");
    }
}

#[test]
fn a_sender_who_may_not_send_is_refused_before_anything() {
    let service = service();
    let known = service.message("put").unwrap();
    let stranger = Request { sender: Sender::Service(ServiceKind::Portal), ..request(&[]) };
    assert_eq!(Handling::begin(&service, known, &stranger).map_err(|reply| show(&reply)).unwrap_err(), "送信元不可");
}

#[test]
fn a_store_is_not_filled_without_end_nor_with_what_does_not_fit() {
    let service = service();
    let mut records = Records::default();
    let put = |records: &mut Records, fields: &[(&str, &str)]| records.put(&service, &request(fields).fields);
    for number in 0..RECORDS_MAX {
        assert_eq!(put(&mut records, &[("no", &number.to_string()), ("name", "A")]), Ok(()));
    }
    assert_eq!(put(&mut records, &[("no", "x"), ("name", "A")]), Err(RecordFault::Full));
    assert_eq!(put(&mut records, &[("no", "1"), ("name", "B")]), Ok(()), "what is there can still be changed");
    assert_eq!(put(&mut records, &[("no", "y")]), Err(RecordFault::Fields(vec!["name".to_owned()])));
    let bare = Service { store: None, ..service.clone() };
    assert_eq!(records.put(&bare, &[("a".to_owned(), String::new())]), Err(RecordFault::Fields(vec!["a".to_owned()])));
}

fn layout() -> Layout {
    use crate::model::layout::{Group, Item};
    let item = |code, name: &str, kind, group| Item {
        code: ItemCode(code),
        name: name.to_owned(),
        aliases: Vec::new(),
        group,
        kind,
        max_length: None,
        required: false,
    };
    let group = |path: &str| Group { path: vec![path.to_owned()], key: Vec::new(), time: None };
    Layout {
        information: crate::model::InformationCode(31),
        name: "例示情報".to_owned(),
        version: "1.0".into(),
        root: "例示".to_owned(),
        groups: vec![group("資格"), group("給付")],
        items: vec![
            item(1, "since", ItemKind::Date, 0),
            item(2, "number", ItemKind::Code, 0),
            item(3, "paid", ItemKind::Amount, 1),
        ],
        place: Place::Nowhere,
    }
}

/// A message that asks, sends and reads the history, one after the other.
fn wanderer() -> Service {
    let ask = Ask {
        inquirer: Some(name(words::SENDER.ja)),
        provider: text("基金"),
        department: Department::default(),
        affair: crate::model::AffairCode(1),
        procedure: crate::model::ProcedureCode(1),
        information: crate::model::InformationCode(31),
        version: "1.0".into(),
        items: vec![ItemCode(1), ItemCode(2)],
        condition: QueryCondition::Latest,
        take: vec![Taking { name: "got".into(), from: ItemCode(2) }],
        rows: Some(Listing { name: "units".into(), columns: vec!["since".into(), "number".into()] }),
        outcomes: vec![(Outcome::NoData, "nothing".into())],
        otherwise: "cannot ask".into(),
    };
    let send = Action::Send {
        service: "other".into(),
        message: "register".into(),
        fields: fill(&[("number", name("got")), ("note", name("note"))]),
        take: take(&[("ticket", "receipt")]),
        goes_on: vec!["ok".into()],
        results: vec![("known".into(), "already".into())],
        otherwise: "cannot send".into(),
    };
    let history = Action::History { rows: Listing { name: "past".into(), columns: vec!["照会者".into()] } };
    let fields = vec![field("note", ItemKind::Text, false)];
    let ends = vec![
        Action::Ask(Box::new(ask)),
        send,
        history,
        answer("done", &[("number", name("got")), ("ticket", name("ticket"))]),
    ];
    Service { messages: vec![message("go", fields, ends)], store: None, ..service() }
}

fn unit(since: &str, number: Option<&str>) -> Unit {
    let entry = |code, value| Entry { item: ItemCode(code), value, place: Place::Nowhere };
    let number = number.map_or(Value::Null("01".to_owned()), |number| Value::Text(number.to_owned()));
    Unit {
        head: vec![entry(1, Value::Text(since.to_owned())), entry(2, number)],
        details: vec![Detail { entries: vec![entry(3, Value::Text("100".to_owned()))] }],
    }
}

fn reply_of(result: &str, fields: &[(&str, &str)]) -> Reply {
    let row = fields.iter().map(|(name, value)| (Arc::from(*name), (*value).to_owned())).collect();
    Reply { result: result.into(), rows: vec![row], faulty: Vec::new() }
}

#[test]
fn what_comes_back_from_elsewhere_decides_how_it_goes_on() {
    let service = wanderer();
    let layout = layout();
    let two = [unit("R3.4.1", Some("N1")), unit("R5.4.1", Some("N2"))];
    let none = [unit("R3.4.1", None)];
    for (outcome, units, theirs, end) in [
        (Outcome::Normal, &two[..], reply_of("ok", &[("receipt", "T7")]), "done | number=N2 ticket=T7"),
        (Outcome::Normal, &none, reply_of("ok", &[]), "done | number= ticket="),
        (Outcome::Normal, &two, reply_of("known", &[]), "already"),
        (Outcome::Normal, &two, reply_of("??", &[]), "cannot send"),
        (Outcome::NoData, &[], reply_of("ok", &[]), "nothing"),
        (Outcome::TimedOut, &[], reply_of("ok", &[]), "cannot ask"),
    ] {
        let mut records = Records::default();
        let mut handling = Handling::begin(&service, &service.messages[0], &request(&[])).unwrap();
        let Step::Ask { inquirer, provider, .. } = handling.step(&mut records) else { panic!("no query") };
        assert_eq!((inquirer.as_deref(), provider.as_str()), (Some("本人"), "基金"));
        handling.asked(outcome, units, &layout);
        let mut step = handling.step(&mut records);
        if let Step::Send { service, message, fields } = &step {
            assert_eq!((&*service.0, *message), ("other", "register"));
            // What has no value is not sent.
            let sent: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(sent, if units == none { &[][..] } else { &["number"] });
            handling.replied(&theirs);
            step = handling.step(&mut records);
        }
        if step == Step::History {
            handling.shown(&[vec![(HistoryColumn::Inquirer, "B市".to_owned())]]);
            step = handling.step(&mut records);
        }
        let Step::Done(reply) = step else { panic!("not done: {step:?}") };
        assert_eq!(show(&reply), end);
    }
}

#[test]
fn rows_of_a_query_and_of_the_history_are_answered_as_they_came() {
    let mut service = wanderer();
    for rows in ["units", "past"] {
        let actions = &mut service.messages[0].actions;
        actions.pop();
        actions.push(Action::Answer { result: "listed".into(), fields: Vec::new(), rows: Some(rows.into()) });
        let mut records = Records::default();
        let mut handling = Handling::begin(&service, &service.messages[0], &request(&[("note", "x")])).unwrap();
        assert!(matches!(handling.step(&mut records), Step::Ask { .. }));
        handling.asked(Outcome::Normal, &[unit("平成31年4月1日", Some("N1")), unit("R5.4.1", None)], &layout());
        assert!(matches!(handling.step(&mut records), Step::Send { .. }));
        handling.replied(&reply_of("ok", &[]));
        assert_eq!(handling.step(&mut records), Step::History);
        handling.shown(&[
            vec![(HistoryColumn::Serial, "1".to_owned()), (HistoryColumn::Inquirer, "B市".to_owned())],
            vec![(HistoryColumn::Inquirer, "C市".to_owned())],
        ]);
        let Step::Done(reply) = handling.step(&mut records) else { panic!("not done") };
        let expected = if rows == "units" {
            "listed | since=2019-04-01 number=N1 | since=2023-04-01 number="
        } else {
            "listed | 照会者=B市 | 照会者=C市"
        };
        assert_eq!(show(&reply), expected);
    }
}
