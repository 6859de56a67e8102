//! What goes over the wire, read from the record of the shipped example: no 個人番号 in any message, a 処理通番 of its own
//! for every query, one person's 機関別符号 never seen twice.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must stop")]

mod example;

use std::collections::HashMap;
use std::process::Command;

use example::example;
use renkei::event::{Data, Event, TrialId};
use renkei::model::code::personal_number_check_digit;
use renkei::model::date::to_half_width;
use renkei::record::{self, Bodies};

/// A run of exactly 12 digits, in any width, whose last is the check digit of the others.
fn personal_numbers(text: &str) -> Vec<String> {
    let plain = to_half_width(text);
    plain
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| run.len() == 12 && run[11..].parse().ok() == personal_number_check_digit(&run[..11]))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_number_is_found_in_any_spelling() {
    // The worked example of the rule; no person's.
    assert_eq!(personal_numbers("<番号>123456789018</番号>"), ["123456789018"]);
    assert_eq!(personal_numbers("番号１２３４５６７８９０１８番"), ["123456789018"]);
    assert_eq!(personal_numbers("123456789017 1234567890188"), Vec::<String>::new());
}

#[test]
fn no_message_of_the_example_carries_a_personal_number() {
    let folder = example();
    let project = folder.path();
    let run =
        Command::new(env!("CARGO_BIN_EXE_renkei")).args(["run", "--quiet"]).current_dir(project).output().unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));

    let record = record::folders(&project.join("runs")).unwrap().pop().unwrap();
    let bodies = Bodies::open(&record).unwrap();
    let (mut serials, mut link_codes, mut read) = (HashMap::new(), HashMap::new(), 0);
    for event in record::read(&record).unwrap() {
        let Event::Exchanged { trial, exchange, .. } = event.unwrap() else { continue };
        read += 1;
        let body = match &exchange.data {
            Some(Data::Hash(hash)) => bodies.get(hash).unwrap(),
            Some(Data::Text(_)) => panic!("a body stands in the events"),
            None => String::new(),
        };
        for text in [&exchange.query, exchange.envelope.as_ref().unwrap_or(&String::new()), &body] {
            assert_eq!(personal_numbers(text), Vec::<String>::new(), "{text}");
        }
        // Within a trial a query may be sent twice, or answered by hand under its 処理通番; never across trials.
        let only = |known: &mut HashMap<String, TrialId>, text: &str| {
            let first = known.entry(text.to_owned()).or_insert_with(|| trial.clone());
            assert_eq!(*first, trial, "{text} in two trials");
        };
        if let Some(serial) = exchange.serial.as_deref().filter(|serial| !serial.is_empty()) {
            only(&mut serials, serial);
        }
        if let Some(code) = exchange.query.split("<機関別符号>").nth(1).and_then(|rest| rest.split('<').next()) {
            only(&mut link_codes, code);
        }
    }
    assert!(read > 400, "{read} messages");
}
