//! The rules of the house as tests: who may import whom, outside crates behind their doors, names, sizes.
//!
//! The rules are data (the tables right below); the scanner reads every source file with `syn`, so a grouped, renamed
//! or multi-line `use`, an inline path and a path inside a macro are all seen. Each rule is shown to fire by a small
//! breaching snippet at the bottom: a rule that cannot fail guards nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot read its input must stop"
)]

use std::collections::BTreeSet;

use proc_macro2::TokenTree;

#[path = "tidy/repository.rs"]
mod repository;
#[path = "tidy/scanner.rs"]
mod scanner;

use repository::{files, read};
use scanner::{Breach, Purpose, breaches_of, lies_in, plain_breaches, test_modules};

// ---------------------------------------------------------------------------------------------------------------
// The tables
// ---------------------------------------------------------------------------------------------------------------

/// Every top module in the order data flows, with the modules it may import. All of them stand above it.
///
/// What is missing is the point: `answer` (who answers what) is unknown to everything that reads or compares an
/// expectation; `network` knows no plan and no event; `run` does not know `record`, nor `report` either of them;
/// nothing knows `cli`.
const MODULES: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("payload", &["model"]),
    ("event", &["model", "payload"]),
    ("answer", &["model", "payload"]),
    ("sheet", &["model", "payload"]),
    ("feature", &["model"]),
    ("agreement", &["model", "payload", "answer"]),
    ("plan", &["model", "event", "feature", "agreement"]),
    ("network", &["model", "payload", "answer"]),
    ("run", &["model", "payload", "event", "feature", "plan", "network"]),
    ("record", &["model", "payload", "event"]),
    ("report", &["model", "payload", "event"]),
    ("fleet", &["model", "event", "plan", "run", "record"]),
    ("hub", &["model", "payload", "event", "sheet", "feature", "agreement", "plan", "record", "report", "fleet"]),
    (
        "cli",
        &[
            "model",
            "payload",
            "event",
            "answer",
            "sheet",
            "feature",
            "agreement",
            "plan",
            "network",
            "run",
            "record",
            "report",
            "fleet",
            "hub",
        ],
    ),
];

/// Any module may use it.
const EVERYWHERE: &[&str] = &["*"];

/// Outside crates and the modules that may use them. Every dependency in Cargo.toml has a line here.
const DOORS: &[(&str, &[&str])] = &[
    ("askama", &["report"]),
    ("calamine", &["sheet"]),
    ("clap", &["cli"]),
    ("cucumber", &["run"]),
    ("encoding_rs", &["payload", "network"]),
    ("flate2", &["record"]),
    ("futures", &["network", "run"]),
    ("gherkin", &["feature", "run"]),
    ("http_body_util", &["network"]),
    ("hyper", &["network"]),
    ("hyper_util", &["network"]),
    ("httparse", &["network"]),
    ("indicatif", &["cli"]),
    ("jiff", &["model", "cli"]),
    ("mimalloc", &["main"]),
    ("quick_junit", &["report"]),
    ("quick_xml", &["payload", "sheet"]),
    ("rcgen", &["network"]),
    ("regex", &["run"]),
    ("reqwest", &["network"]),
    ("rust_xlsxwriter", &["sheet"]),
    ("rustls", &["network"]),
    ("serde", EVERYWHERE),
    ("serde_json", EVERYWHERE),
    ("serde_yaml", &["sheet"]),
    ("sha2", &["record"]),
    ("simdutf8", &["network"]),
    ("strsim", &["model", "feature"]),
    ("tabled", &["report"]),
    ("terminal_size", &["cli"]),
    ("thiserror", EVERYWHERE),
    ("tokio", &["network", "run", "cli"]),
    ("tokio_rustls", &["network"]),
    ("unicode_normalization", &["model", "payload", "feature"]),
    ("unicode_width", &["sheet", "feature", "report", "cli"]),
    ("wiremock", &["network"]),
    ("zip", &["sheet"]),
];

/// Parts of the standard library that touch the world, and the modules that may. The longest line that fits counts.
const WORLD: &[(&str, &[&str])] = &[
    ("std::env", &["cli"]),
    ("std::fs", &["sheet", "feature", "network", "record", "cli"]),
    ("std::io::stderr", &["cli"]),
    ("std::io::stdin", &["cli"]),
    ("std::io::stdout", &["cli"]),
    ("std::net", &["network", "cli"]),
    ("std::process", &["cli", "main"]),
    ("std::process::id", &["record", "cli"]),
    ("std::thread", &["network", "run", "cli"]),
    ("std::time::Instant", &["network", "run", "cli"]),
    ("std::time::SystemTime", &["network", "cli"]),
];

/// Where Japanese text may stand in code: tables of words, spellings that are read and written, invented examples.
/// Everywhere else a sentence or word for people comes from one of these. A line ends with `/` or names a file.
const WORDS: &[(&str, &str)] = &[
    ("src/model/catalogue.rs", "words of outcomes and verdicts"),
    ("src/model/catalogue/", "the message catalogue"),
    ("src/model/case.rs", "the three conditions as the deck writes them"),
    ("src/model/date.rs", "eras, 年 月 日"),
    ("src/model/profile.rs", "meanings of ReasonOfNull"),
    ("src/model/personal_number.rs", "kanji digits, the mark of a masked one"),
    ("src/model/personal_number/scan.rs", "digits as people write them"),
    ("src/payload/envelope.rs", "element names of the envelope"),
    ("src/payload/envelope/", "element names of the other messages"),
    ("src/payload/content.rs", "element names of the content"),
    ("src/model/variant.rs", "characters that are one"),
    ("src/answer/address.rs", "signs and words of addresses"),
    ("src/payload/file_exchange/headings.rs", "headings of exchange files"),
    ("src/payload/schema/lexical.rs", "spellings of dates and amounts"),
    ("src/sheet/headings.rs", "the headings table"),
    ("src/sheet/headings/pilot.rs", "the headings of two of its sheets"),
    ("src/sheet/form/guide.rs", "the notes on the forms"),
    ("src/sheet/form/guide/pilot.rs", "the notes on two of them"),
    ("src/sheet/partner.rs", "the letters of the days"),
    ("src/sheet/form/link_codes.rs", "the notes on one more form"),
    ("src/sheet/form/residents.rs", "and on another"),
    ("src/sheet/headings/", "the headings of one more form"),
    ("src/sheet/resolve/bodies.rs", "names of クール and ロット that have none"),
    ("src/sheet/resolve/condition.rs", "spellings of a condition"),
    ("src/sheet/table.rs", "the mark of a form's version"),
    ("src/sheet/sample/", "invented bodies and persons"),
    ("src/feature/topic/", "the tables of sentences, topic by topic"),
    ("src/feature/guide.rs", "the page of sentences"),
    ("src/feature/keyword.rs", "the keywords of Gherkin"),
    ("src/feature/phrase.rs", "the keyword each kind of sentence is written with"),
    ("src/feature/sentence.rs", "the table of sentences"),
    ("src/feature/topic/", "the tables of sentences by topic"),
];

/// Names that say nothing about what a module hides.
const EMPTY_NAMES: &[&str] =
    &["util", "utils", "common", "helper", "helpers", "core", "types", "manager", "imp", "misc"];

/// A longer file is two ideas.
const FILE_LINES_MAX: usize = 900;

// ---------------------------------------------------------------------------------------------------------------
// The glossary
// ---------------------------------------------------------------------------------------------------------------

/// The public nouns a file of `model` declares, those made by its own macros too. `makers` are macros whose body
/// declares a public type named by their argument.
fn public_nouns(text: &str, makers: &BTreeSet<String>) -> Vec<String> {
    let syntax = syn::parse_file(text).expect("source parses");
    let mut nouns = Vec::new();
    let public = |vis: &syn::Visibility| matches!(vis, syn::Visibility::Public(_));
    for item in &syntax.items {
        match item {
            syn::Item::Struct(item) if public(&item.vis) => nouns.push(item.ident.to_string()),
            syn::Item::Enum(item) if public(&item.vis) => nouns.push(item.ident.to_string()),
            syn::Item::Trait(item) if public(&item.vis) => nouns.push(item.ident.to_string()),
            syn::Item::Type(item) if public(&item.vis) => nouns.push(item.ident.to_string()),
            syn::Item::Macro(item) if item.mac.path.get_ident().is_some_and(|n| makers.contains(&n.to_string())) => {
                let names = item.mac.tokens.clone().into_iter().filter_map(|token| match token {
                    TokenTree::Ident(ident) => Some(ident.to_string()),
                    _ => None,
                });
                nouns.extend(names.filter(|name| name.starts_with(char::is_uppercase)));
            }
            _ => {}
        }
    }
    nouns
}

/// The macros of a file that declare a public type.
fn noun_makers(text: &str) -> Vec<String> {
    let syntax = syn::parse_file(text).expect("source parses");
    let makers = syntax.items.iter().filter_map(|item| match item {
        syn::Item::Macro(item) => {
            let body = item.mac.tokens.to_string();
            let makes = body.contains("pub struct $") || body.contains("pub enum $");
            item.ident.as_ref().filter(|_| makes).map(ToString::to_string)
        }
        _ => None,
    });
    makers.collect()
}

/// The nouns that no line of the glossary names between backticks.
fn missing_from_glossary(nouns: &[String], glossary: &str) -> Vec<String> {
    nouns.iter().filter(|noun| !glossary.contains(&format!("`{noun}`"))).cloned().collect()
}

// ---------------------------------------------------------------------------------------------------------------
// The repository
// ---------------------------------------------------------------------------------------------------------------

/// The names in a `[table]` of a manifest.
fn keys_of(manifest: &str, table: &str) -> Vec<String> {
    let rows = manifest.lines().skip_while(|line| line.trim() != format!("[{table}]")).skip(1);
    let rows = rows.take_while(|line| !line.starts_with('['));
    rows.filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim().to_owned()).collect()
}

/// The crates that have a row in the page of dependencies and are none.
fn without_dependency(page: &str, dependencies: &[String]) -> Vec<String> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    rows.map(|(name, _)| name.to_owned()).filter(|name| !dependencies.contains(name)).collect()
}

fn report(breaches: &[Breach]) {
    let lines: Vec<String> = breaches.iter().map(|b| format!("{} [{}] {}", b.place, b.rule, b.what)).collect();
    assert!(lines.is_empty(), "{} breaches:\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn the_import_table_has_no_cycle() {
    for (at, (name, allowed)) in MODULES.iter().enumerate() {
        for import in *allowed {
            assert!(MODULES[..at].iter().any(|(above, _)| above == import), "`{import}` does not stand above `{name}`");
        }
    }
    let known: BTreeSet<&str> = MODULES.iter().map(|(name, _)| *name).chain(["*", "main"]).collect();
    for (outside, modules) in DOORS.iter().chain(WORLD) {
        assert!(modules.iter().all(|module| known.contains(module)), "the door of `{outside}` names no module");
    }
}

#[test]
fn the_source_keeps_the_rules() {
    let sources: Vec<(String, String)> =
        files("src", "rs").into_iter().map(|file| (file.clone(), read(&file))).collect();
    let of_tests: Vec<String> = sources.iter().flat_map(|(file, text)| test_modules(file, text)).collect();
    let breaches = sources.iter().flat_map(|(file, text)| {
        let test = of_tests.iter().any(|module| lies_in(file, module));
        breaches_of(file, text, if test { Purpose::Test } else { Purpose::Library })
    });
    report(&breaches.collect::<Vec<_>>());
}

#[test]
fn tests_and_benches_keep_the_plain_rules() {
    let outside = ["tests", "benches", "examples"].into_iter().flat_map(|folder| files(folder, "rs"));
    let breaches: Vec<Breach> = outside.flat_map(|file| plain_breaches(&file, &read(&file))).collect();
    report(&breaches);
}

#[test]
fn the_root_declares_modules_in_the_order_data_flows() {
    let syntax = syn::parse_file(&read("src/lib.rs")).unwrap();
    let declared: Vec<String> = syntax
        .items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Mod(item) => Some(item.ident.to_string()),
            _ => None,
        })
        .collect();
    let in_order: Vec<&str> =
        MODULES.iter().map(|(name, _)| *name).filter(|n| declared.iter().any(|d| d == n)).collect();
    assert_eq!(declared, in_order, "src/lib.rs lists modules in the order of the import table");
}

#[test]
fn every_public_noun_of_model_stands_in_the_glossary() {
    let sources: Vec<String> = files("src/model", "rs").into_iter().chain(["src/model.rs".to_owned()]).collect();
    let makers: BTreeSet<String> = sources.iter().flat_map(|file| noun_makers(&read(file))).collect();
    let nouns: Vec<String> = sources.iter().flat_map(|file| public_nouns(&read(file), &makers)).collect();
    assert!(nouns.len() > 40, "only {} nouns found: the scanner has gone blind", nouns.len());
    let missing = missing_from_glossary(&nouns, &read("docs/glossary.md"));
    assert!(missing.is_empty(), "docs/glossary.md lacks: {}", missing.join(", "));
}

#[test]
fn every_dependency_has_a_door_and_a_reason() {
    let manifest = read("Cargo.toml");
    let reasons = read("docs/dependencies.md");
    let used = keys_of(&manifest, "dependencies");
    assert!(used.len() > 10, "only {used:?} found");
    for name in &used {
        let ident = name.replace('-', "_");
        assert!(DOORS.iter().any(|(door, _)| *door == ident), "`{name}` has no line in DOORS");
    }
    for name in used.iter().chain(&keys_of(&manifest, "dev-dependencies")) {
        assert!(reasons.contains(&format!("`{name}`")), "docs/dependencies.md gives no reason for `{name}`");
    }
    let idle: Vec<&str> = DOORS
        .iter()
        .map(|(door, _)| *door)
        .filter(|door| !used.iter().any(|name| name.replace('-', "_") == *door))
        .collect();
    assert!(idle.is_empty(), "doors for what is not a dependency: {idle:?}");
    let known: Vec<String> = used.into_iter().chain(keys_of(&manifest, "dev-dependencies")).collect();
    let lost = without_dependency(&reasons, &known);
    assert!(lost.is_empty(), "docs/dependencies.md gives reasons for what is not a dependency: {lost:?}");
}

// ---------------------------------------------------------------------------------------------------------------
// Each rule is shown to fire, and to leave alone what is right
// ---------------------------------------------------------------------------------------------------------------

/// The rules a snippet breaks, as the file it pretends to be. A first line is added, so that only the rule is at stake; a rule broken twice counts once.
fn rules(file: &str, snippet: &str) -> Vec<&'static str> {
    let breaches = breaches_of(file, &format!("//! A file.\n{snippet}\n"), Purpose::Library);
    let mut rules: Vec<&str> = breaches.into_iter().map(|breach| breach.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

#[test]
fn forbidden_imports_are_seen_however_they_are_written() {
    for snippet in [
        "use crate::record::Writer;",
        "use crate::record;",
        "use crate::record as diary;",
        "use crate::{record};",
        "use crate::{model::{Text, Lang}, record::{self, Writer as W}};",
        "use crate::{\n    model,\n    record::Writer,\n};",
        "use crate::*;",
        "use crate as all;",
        "fn f() { crate::record::open(); }",
        "fn f() { use crate::record::open; }",
        "fn f(_: Vec<crate::record::Writer>) {}",
        "impl crate::record::Sink for u8 {}",
        "fn f() { println!(\"{}\", crate::record::NAME); }",
        "fn f() { vec![[crate::record::NAME]]; }",
        "macro_rules! m { () => { $crate::record::open() }; }",
        "m! { use crate::{model::Text, record::Writer}; }",
        "#[derive(crate::record::Recorded)] struct S;",
        "#[cfg(test)] mod tests { use crate::record::Writer; }",
        "use crate::nowhere::Thing;",
    ] {
        assert_eq!(rules("src/run/world.rs", snippet), ["import"], "{snippet}");
    }
    assert_eq!(rules("src/model.rs", "use crate::payload::Difference;"), ["import"]);
    assert_eq!(rules("src/sheet/cases.rs", "use crate::answer::covers;"), ["import"], "the oracle is independent");
    assert_eq!(rules("src/lib.rs", "pub mod gadgets;"), ["import"]);
}

#[test]
fn allowed_imports_are_left_alone() {
    for snippet in [
        "use crate::model::{Text, Lang};",
        "use crate::run::shard;",
        "use self::inner::X; mod inner { pub struct X; }",
        "pub use world::World; mod world { pub struct World; }",
        "mod tests { use super::*; }",
        "pub(crate) fn f() {} pub(super) fn g() {}",
        "/// Not [`crate::record`] itself.\nfn f() { let record = 1; let _ = \"crate::record::x\"; }",
        "struct S { record: u8 } fn f(s: S) { s.record; let tabled = 1; drop(tabled) }",
    ] {
        assert_eq!(rules("src/run.rs", snippet), [""; 0], "{snippet}");
    }
}

#[test]
fn climbing_out_of_a_module_is_seen() {
    assert_eq!(rules("src/model/case.rs", "use super::super::payload::X;"), ["double-super", "leaves-top"]);
    assert_eq!(rules("src/model/catalogue/run.rs", "use super::super::text::Text;"), ["double-super"]);
    assert_eq!(rules("src/model/case.rs", "fn f() { super::super::x() }"), ["double-super", "leaves-top"]);
    assert_eq!(rules("src/model/case.rs", "fn f() { m!(super::super::x) }"), ["double-super", "leaves-top"]);
    assert_eq!(rules("src/model.rs", "use super::payload::X;"), ["leaves-top"]);
    assert_eq!(rules("src/model.rs", "use super::{payload, event::Event};"), ["leaves-top"]);
    assert_eq!(rules("src/model.rs", "fn f() { super::payload::x() }"), ["leaves-top"]);
    assert_eq!(rules("src/model/case.rs", "use super::code::ItemCode;"), [""; 0]);
    assert_eq!(rules("src/model.rs", "#[cfg(test)] mod tests { use super::*; }"), [""; 0]);
}

#[test]
fn handing_on_what_another_module_owns_is_seen() {
    assert_eq!(rules("src/run.rs", "pub use crate::model::Text;"), ["reexport"]);
    assert_eq!(rules("src/run.rs", "pub(crate) use crate::{event::Event as Happening};"), ["reexport"]);
    assert_eq!(rules("src/run.rs", "pub use crate::record::Writer;"), ["import", "reexport"]);
    assert_eq!(rules("src/run.rs", "pub use cucumber::World;"), ["reexport"]);
    assert_eq!(rules("src/lib.rs", "pub use model::Text;"), ["reexport"]);
    assert_eq!(rules("src/lib.rs", "pub use crate::model::Text;"), ["reexport"]);
    assert_eq!(rules("src/model.rs", "pub use case::CaseId; pub mod case;"), [""; 0]);
}

#[test]
fn outside_crates_stay_behind_their_doors() {
    for snippet in [
        "use tabled::Table;",
        "use tabled;",
        "use ::tabled::Table;",
        "use tabled as grid;",
        "use tabled::{Table, settings::{Style}};",
        "fn f() { tabled::Table::new([1]); }",
        "fn f() { ::tabled::Table::new([1]); }",
        "fn f() { tabled::row!(1); }",
        "fn f() { println!(\"{}\", tabled::Table::new([1])); }",
        "fn f(_: tabled::Table) {}",
        "#[derive(tabled::Tabled)] struct S;",
        "extern crate tabled as grid;",
        "#[cfg(not(test))] use tabled::Table;",
    ] {
        assert_eq!(rules("src/model/code.rs", snippet), ["door"], "{snippet}");
    }
    assert_eq!(rules("src/report/terminal.rs", "use tabled::Table;"), [""; 0]);
    assert_eq!(rules("src/model/code.rs", "#[cfg(test)] mod tests { use tabled::Table; }"), [""; 0]);
    let test = breaches_of("src/model/sample.rs", "//! A file.\nuse tabled::Table;", Purpose::Test);
    assert_eq!(test, []);
    assert_eq!(rules("src/main.rs", "use clap::Parser;"), ["door"]);
}

#[test]
fn the_pure_middle_does_not_touch_the_world() {
    for snippet in [
        "use std::fs;",
        "use std::{fmt, fs::File};",
        "fn f() { std::fs::read(\"x\"); }",
        "use std::io; fn f() { io::stdout(); }",
        "use std::io::{self, Write}; fn f() { write!(io::stderr(), \"x\"); }",
        "use std::time::{Duration, SystemTime};",
        "use std::time; fn f() { time::Instant::now(); }",
        "fn f() { std::env::var(\"HOME\"); }",
        "fn f() -> std::process::ExitCode { todo!() }",
    ] {
        assert_eq!(rules("src/report/html.rs", snippet), ["world"], "{snippet}");
    }
    assert_eq!(rules("src/report/html.rs", "use std::io::{self, Write}; fn f(_: &mut dyn io::Write) {}"), [""; 0]);
    assert_eq!(rules("src/report/html.rs", "use std::time::Duration;"), [""; 0]);
    assert_eq!(rules("src/report/html.rs", "#[test] fn f() { std::fs::read(\"x\"); }"), [""; 0]);
    assert_eq!(rules("src/record/segment.rs", "use std::fs::File;"), [""; 0]);
}

#[test]
fn words_for_people_outside_the_tables_are_seen() {
    for snippet in [
        "const A: &str = \"団体\";",
        "fn f() { println!(\"合: {}\", 1); }",
        "#[serde(rename = \"金額\")] struct S;",
        "fn f() { let x = [[\"ア\"]]; }",
    ] {
        assert_eq!(rules("src/plan/order.rs", snippet), ["words"], "{snippet}");
        assert_eq!(rules("src/model/catalogue/plan.rs", snippet), [""; 0], "{snippet}");
    }
    let fine = "/// 団体\nconst A: &str = \"a～b、c\"; // 団体\n#[cfg(test)] mod tests { const B: &str = \"団体\"; }";
    assert_eq!(rules("src/plan/order.rs", fine), [""; 0]);
}

#[test]
fn the_binary_knows_only_the_door() {
    assert_eq!(rules("src/main.rs", "use renkei::run::Shard;"), ["main"]);
    assert_eq!(rules("src/main.rs", "use renkei::{cli, model::Text};"), ["main"]);
    assert_eq!(rules("src/main.rs", "use renkei as r;"), ["main"]);
    assert_eq!(rules("src/main.rs", "fn main() { renkei::model::x() }"), ["main"]);
    assert_eq!(rules("src/main.rs", "fn main() -> std::process::ExitCode { renkei::cli::main() }"), [""; 0]);
    assert_eq!(rules("src/run.rs", "use renkei::model::Text;"), ["main"]);
}

#[test]
fn empty_names_are_seen() {
    for name in ["util", "common", "helpers", "core", "types", "manager", "imp"] {
        assert_eq!(rules("src/run.rs", &format!("mod {name} {{}}")), ["name"], "{name}");
        assert_eq!(rules(&format!("src/run/{name}.rs"), ""), ["name"], "{name}");
        assert_eq!(rules(&format!("src/run/{name}/mod.rs"), ""), ["name"], "{name}");
    }
    assert_eq!(rules("src/run.rs", "#[path = \"../x.rs\"] mod x;"), ["name"]);
    assert_eq!(rules("src/run.rs", "include!(\"x.rs\");"), ["name"]);
}

#[test]
fn first_lines_lengths_and_identifiers_are_seen() {
    let rules_of = |text: &str| plain_breaches("tests/x.rs", text).into_iter().map(|b| b.rule).collect::<Vec<_>>();
    assert_eq!(rules_of("fn f() {}\n"), ["first-line"]);
    assert_eq!(rules_of("// A comment.\n//! Late.\n"), ["first-line"]);
    assert_eq!(rules_of(""), ["first-line"]);
    assert_eq!(rules_of(&format!("//! Long.\n{}", "\n".repeat(FILE_LINES_MAX))), ["length"]);
    assert_eq!(rules_of(&format!("//! Full.\n{}", "\n".repeat(FILE_LINES_MAX - 1))), [""; 0]);
    assert_eq!(rules_of("//! J.\nfn f() { let 団体 = 1; }\n"), ["identifier"]);
    assert_eq!(rules_of("//! J.\nm! { enum E { 甲 } }\n"), ["identifier"]);
    assert_eq!(rules_of("//! J.\n/// 団体\nfn f() { let _ = \"団体\"; }\n"), [""; 0]);
}

#[test]
fn nouns_missing_from_the_glossary_are_seen() {
    let maker = "macro_rules! id { ($name:ident) => { pub struct $name(u8); }; } macro_rules! say { () => {}; }";
    assert_eq!(noun_makers(maker), ["id"]);
    let source = "pub struct Case; pub(crate) struct Inner; struct Own; pub enum Verdict {} pub type Alias = u8;\n\
                  pub trait Sink {} id!(/** doc */ CaseId); say! { Error } pub fn f() {} pub const X: u8 = 1;";
    let nouns = public_nouns(source, &noun_makers(maker).into_iter().collect());
    assert_eq!(nouns, ["Case", "Verdict", "Alias", "Sink", "CaseId"]);
    let glossary = "| case | 事例 | … | `Case` `Verdict` `Alias` `CaseIdea` |";
    assert_eq!(missing_from_glossary(&nouns, glossary), ["Sink", "CaseId"]);
}

#[test]
fn dependencies_are_read_from_their_table() {
    assert_eq!(keys_of("[a]\nx = 1\n[b]\ny-z = { v = 2 }\n\nw=1\n[c]\n", "b"), ["y-z", "w"]);
}

#[test]
fn reasons_without_a_dependency_are_seen() {
    let page = "| crate | why |\n|---|---|\n| `y-z` | it reads `x` |\n| `gone` | it was good |\n\n`prose` is no row\n";
    assert_eq!(without_dependency(page, &["y-z".to_owned()]), ["gone"]);
}

#[test]
fn modules_that_exist_only_in_tests_are_known() {
    let source = "#[cfg(test)]\nmod tests;\n#[cfg(test)] mod sample;\nmod order;\n#[cfg(not(test))] mod live;\n\
                  mod inner { #[cfg(test)] mod deep; }";
    assert_eq!(test_modules("src/plan.rs", source), ["src/plan/tests", "src/plan/sample", "src/plan/inner/deep"]);
    assert!(lies_in("src/plan/tests.rs", "src/plan/tests") && lies_in("src/plan/tests/edge.rs", "src/plan/tests"));
    assert!(!lies_in("src/plan/tests_of_life.rs", "src/plan/tests"));
}
