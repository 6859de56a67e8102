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

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

// ---------------------------------------------------------------------------------------------------------------
// The tables
// ---------------------------------------------------------------------------------------------------------------

/// Every top module in the order data flows, with the modules it may import. All of them stand above it.
///
/// What is missing is the point: `answer` (who answers what) is unknown to everything that reads or compares an
/// expectation; `run` does not know `record`; nothing knows `cli`.
const MODULES: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("payload", &["model"]),
    ("event", &["model", "payload"]),
    ("answer", &["model", "payload"]),
    ("sheet", &["model", "payload"]),
    ("feature", &["model", "payload", "event"]),
    ("agreement", &["model", "payload", "answer"]),
    ("plan", &["model", "event", "feature", "agreement"]),
    ("network", &["model", "payload", "event", "answer", "plan"]),
    ("run", &["model", "payload", "event", "feature", "plan", "network"]),
    ("record", &["model", "payload", "event"]),
    ("report", &["model", "payload", "event", "record"]),
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
    ("flate2", &["record"]),
    ("futures", &["network", "run"]),
    ("gherkin", &["feature", "run"]),
    ("indicatif", &["cli"]),
    ("jiff", &["model", "cli"]),
    ("quick_junit", &["report"]),
    ("quick_xml", &["payload", "sheet"]),
    ("reqwest", &["network"]),
    ("rust_xlsxwriter", &["sheet"]),
    ("serde", EVERYWHERE),
    ("serde_json", EVERYWHERE),
    ("serde_yaml", &["sheet"]),
    ("sha2", &["record"]),
    ("strsim", &["model"]),
    ("tabled", &["report"]),
    ("thiserror", EVERYWHERE),
    ("tokio", &["network", "run", "cli"]),
    ("unicode_normalization", &["model"]),
    ("unicode_width", &["report"]),
    ("wiremock", &["network"]),
    ("zip", &["sheet"]),
];

/// Parts of the standard library that touch the world, and the modules that may. The longest line that fits counts.
const WORLD: &[(&str, &[&str])] = &[
    ("std::env", &["cli"]),
    ("std::fs", &["sheet", "feature", "record", "cli"]),
    ("std::io::stderr", &["cli"]),
    ("std::io::stdin", &["cli"]),
    ("std::io::stdout", &["cli"]),
    ("std::net", &["network", "cli"]),
    ("std::process", &["cli", "main"]),
    ("std::thread", &["network", "run", "cli"]),
    ("std::time::Instant", &["network", "run", "cli"]),
    ("std::time::SystemTime", &["network", "cli"]),
];

/// Names that say nothing about what a module hides.
const EMPTY_NAMES: &[&str] =
    &["util", "utils", "common", "helper", "helpers", "core", "types", "manager", "imp", "misc"];

/// A longer file is two ideas.
const FILE_LINES_MAX: usize = 900;

// ---------------------------------------------------------------------------------------------------------------
// A breach and the scanner of one source file
// ---------------------------------------------------------------------------------------------------------------

/// A broken rule, with the place and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Breach {
    place: String,
    rule: &'static str,
    what: String,
}

/// A path as written: `["crate", "model", "Text"]`, where, and whether it began with `::`.
#[derive(Debug, Clone)]
struct Written {
    segments: Vec<String>,
    rooted: bool,
    line: usize,
}

/// What a path is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Inline,
    Use,
    Reexport,
}

struct Scanner<'a> {
    file: &'a str,
    /// The module we are in, from the top module down; empty in `lib.rs` and `main.rs`.
    module: Vec<String>,
    /// The top module, or `lib` or `main`.
    top: String,
    /// Inside `#[cfg(test)]`, or in a file of tests.
    test: bool,
    /// What `use std::…` has named, so that `io::stdout` is seen too.
    aliases: HashMap<String, Vec<String>>,
    breaches: Vec<Breach>,
}

/// The module path of a source file: `src/model/case.rs` → model, case.
fn module_of(file: &str) -> Vec<String> {
    let inside = file.strip_prefix("src/").unwrap_or(file).trim_end_matches(".rs");
    match inside {
        "lib" | "main" => Vec::new(),
        _ => inside.split('/').filter(|part| *part != "mod").map(str::to_owned).collect(),
    }
}

/// Everything wrong with one source file under `src/`.
fn breaches_of(file: &str, text: &str) -> Vec<Breach> {
    let syntax = syn::parse_file(text).unwrap_or_else(|error| panic!("{file} is not Rust: {error}"));
    let module = module_of(file);
    let top = module.first().cloned().unwrap_or_else(|| module_name(file).to_owned());
    let test = module.iter().any(|part| part == "tests");
    let mut scanner = Scanner { file, module, top, test, aliases: HashMap::new(), breaches: Vec::new() };
    scanner.collect_aliases(&syntax.items);
    scanner.visit_file(&syntax);
    let mut breaches = scanner.breaches;
    breaches.extend(plain_breaches(file, text));
    breaches.sort();
    breaches.dedup();
    breaches
}

fn module_name(file: &str) -> &str {
    Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or(file)
}

impl Scanner<'_> {
    fn breach(&mut self, line: usize, rule: &'static str, what: String) {
        self.breaches.push(Breach { place: format!("{}:{line}", self.file), rule, what });
    }

    fn collect_aliases(&mut self, items: &[syn::Item]) {
        for item in items {
            match item {
                syn::Item::Use(item) => {
                    for (path, name) in leaves(&item.tree) {
                        if path.first().is_some_and(|first| first == "std") {
                            self.aliases.insert(name, path);
                        }
                    }
                }
                syn::Item::Mod(item) => self.collect_aliases(item.content.as_ref().map_or(&[], |(_, items)| items)),
                _ => {}
            }
        }
    }

    /// Judges one path by every rule about paths.
    fn judge(&mut self, written: &Written, part: Part) {
        let segments: Vec<&str> = written.segments.iter().map(String::as_str).collect();
        let shown = segments.join("::");
        if segments.windows(2).any(|pair| pair == ["super", "super"]) {
            self.breach(written.line, "double-super", format!("`{shown}`: name the module from `crate::` instead"));
        }
        let Some(first) = segments.first().copied() else { return };
        if part == Part::Reexport && self.module.is_empty() {
            self.breach(written.line, "reexport", format!("`{shown}`: the crate's root only declares modules"));
        }
        match first {
            "crate" if !written.rooted => self.judge_own(written.line, &segments[1..], &shown, part),
            "super" if !written.rooted => {
                let climbs = segments.iter().take_while(|segment| **segment == "super").count();
                if self.module.len() <= climbs && !self.module.is_empty() {
                    self.breach(written.line, "leaves-top", format!("`{shown}` leaves the module `{}`", self.top));
                }
            }
            "renkei" => self.judge_library(written.line, &segments, &shown),
            "std" | "core" | "alloc" => self.judge_world(written.line, &shown),
            _ => self.judge_outside(written, &shown, part),
        }
    }

    /// `crate::x::…`
    fn judge_own(&mut self, line: usize, rest: &[&str], shown: &str, part: Part) {
        let target = rest.first().copied().unwrap_or("self");
        if target == self.top {
            return;
        }
        let Some((_, allowed)) = MODULES.iter().find(|(name, _)| *name == self.top) else { return };
        if !MODULES.iter().any(|(name, _)| *name == target) {
            self.breach(line, "import", format!("`{shown}`: `{target}` is not a module of the import table"));
        } else if !allowed.contains(&target) {
            self.breach(line, "import", format!("`{shown}`: `{}` may not know `{target}`", self.top));
        }
        if part == Part::Reexport {
            self.breach(line, "reexport", format!("`{shown}`: `{}` may not hand on what is `{target}`'s", self.top));
        }
    }

    /// `renkei::x`: only the binary may, and only the door.
    fn judge_library(&mut self, line: usize, segments: &[&str], shown: &str) {
        if self.top != "main" || segments.get(1) != Some(&"cli") {
            self.breach(line, "main", format!("`{shown}`: only `main` names the library, and only its `cli`"));
        }
    }

    /// `std::…`
    fn judge_world(&mut self, line: usize, shown: &str) {
        let fits = |door: &str| shown.strip_prefix(door).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
        let door = WORLD.iter().filter(|(door, _)| fits(door)).max_by_key(|(door, _)| door.len());
        if let Some((_, modules)) = door
            && !self.test
            && !modules.contains(&self.top.as_str())
        {
            let of = modules.join(", ");
            self.breach(line, "world", format!("`{shown}`: `{}` does not touch the world; {of} may", self.top));
        }
    }

    /// `tabled::…`, `::tabled::…`, and what `use std::…` has named.
    fn judge_outside(&mut self, written: &Written, shown: &str, part: Part) {
        let first = written.segments[0].as_str();
        if let Some((_, modules)) = DOORS.iter().find(|(name, _)| *name == first) {
            if written.segments.len() < 2 && part == Part::Inline && !written.rooted {
                return;
            }
            if !self.test && *modules != EVERYWHERE && !modules.contains(&self.top.as_str()) {
                let behind = modules.join(", ");
                self.breach(written.line, "door", format!("`{shown}`: `{first}` stands behind {behind}"));
            }
            if part == Part::Reexport {
                self.breach(written.line, "reexport", format!("`{shown}`: an outside crate is not handed on"));
            }
        } else if part == Part::Inline
            && let Some(full) = self.aliases.get(first)
        {
            let shown = full.iter().chain(&written.segments[1..]).map(String::as_str).collect::<Vec<_>>().join("::");
            self.judge_world(written.line, &shown);
        }
    }

    fn in_test<T>(&mut self, attributes: &[syn::Attribute], visit: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.test;
        self.test |= attributes.iter().any(is_cfg_test);
        let result = visit(self);
        self.test = before;
        result
    }
}

/// `#[cfg(test)]`, `#[cfg(all(test, …))]`, `#[test]`; not `#[cfg(not(test))]`.
fn is_cfg_test(attribute: &syn::Attribute) -> bool {
    let path = attribute.path();
    let syn::Meta::List(list) = &attribute.meta else { return path.is_ident("test") };
    let condition = list.tokens.to_string();
    path.is_ident("cfg")
        && condition.split(|c: char| !c.is_alphanumeric()).any(|word| word == "test")
        && !condition.contains("not")
}

/// The leaves of a `use` tree: the full path and the name it gets.
fn leaves(tree: &syn::UseTree) -> Vec<(Vec<String>, String)> {
    fn walk(tree: &syn::UseTree, prefix: &mut Vec<String>, found: &mut Vec<(Vec<String>, String)>) {
        let mut leaf = |last: String, name: String| {
            let mut path = prefix.clone();
            if last != "self" || path.is_empty() {
                path.push(last);
            }
            let name = if name == "self" { path.last().cloned().unwrap_or_default() } else { name };
            found.push((path, name));
        };
        match tree {
            syn::UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                walk(&path.tree, prefix, found);
                prefix.pop();
            }
            syn::UseTree::Name(name) => leaf(name.ident.to_string(), name.ident.to_string()),
            syn::UseTree::Rename(rename) => leaf(rename.ident.to_string(), rename.rename.to_string()),
            syn::UseTree::Glob(_) => leaf("*".to_owned(), "*".to_owned()),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| walk(item, prefix, found)),
        }
    }
    let mut found = Vec::new();
    walk(tree, &mut Vec::new(), &mut found);
    found
}

/// The paths of two segments and more in tokens that are not parsed: bodies of macros, arguments of attributes.
fn paths_in(tokens: TokenStream) -> Vec<Written> {
    let mut found = Vec::new();
    scan_tokens(&tokens.into_iter().collect::<Vec<_>>(), &[], &mut found);
    found
}

fn scan_tokens(tokens: &[TokenTree], prefix: &[String], found: &mut Vec<Written>) {
    let colons = |at: usize| {
        matches!(&tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == ':' && p.spacing() == Spacing::Joint)
            && matches!(&tokens.get(at + 1), Some(TokenTree::Punct(p)) if p.as_char() == ':')
    };
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(ident) => {
                let rooted = at >= 2 && colons(at - 2);
                let mut segments = prefix.to_vec();
                segments.push(ident.to_string());
                let line = ident.span().start().line;
                at += 1;
                while colons(at) {
                    match tokens.get(at + 2) {
                        Some(TokenTree::Ident(next)) => segments.push(next.to_string()),
                        Some(TokenTree::Punct(star)) if star.as_char() == '*' => segments.push("*".to_owned()),
                        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                            scan_tokens(&inner, &segments, found);
                            segments.clear();
                        }
                        _ => break,
                    }
                    at += 3;
                }
                if segments.len() > 1 {
                    found.push(Written { segments, rooted, line });
                }
            }
            TokenTree::Group(group) => {
                scan_tokens(&group.stream().into_iter().collect::<Vec<_>>(), &[], found);
                at += 1;
            }
            _ => at += 1,
        }
    }
}

impl<'ast> Visit<'ast> for Scanner<'_> {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let part = if matches!(item.vis, syn::Visibility::Inherited) { Part::Use } else { Part::Reexport };
        let line = item.span().start().line;
        self.in_test(&item.attrs, |scanner| {
            for (segments, _) in leaves(&item.tree) {
                scanner.judge(&Written { segments, rooted: item.leading_colon.is_some(), line }, part);
            }
        });
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        let line = item.span().start().line;
        self.breach(line, "door", format!("`extern crate {}`: write `use`", item.ident));
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let (name, line) = (item.ident.to_string(), item.span().start().line);
        if EMPTY_NAMES.contains(&name.as_str()) {
            self.breach(line, "name", format!("`mod {name}` says nothing: name it for what it hides"));
        }
        if item.attrs.iter().any(|attribute| attribute.path().is_ident("path")) {
            self.breach(line, "name", format!("`mod {name}` has a #[path]: a module lies where its name says"));
        }
        if self.file == "src/lib.rs" && !MODULES.iter().any(|(known, _)| *known == name) {
            self.breach(line, "import", format!("`mod {name}` is not in the import table"));
        }
        self.module.push(name);
        self.in_test(&item.attrs, |scanner| visit::visit_item_mod(scanner, item));
        self.module.pop();
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.in_test(&item.attrs, |scanner| visit::visit_item_fn(scanner, item));
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        self.in_test(&item.attrs, |scanner| visit::visit_item_impl(scanner, item));
    }

    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {
        // `pub(crate)` and `pub(super)` name no module.
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let written = Written { segments, rooted: path.leading_colon.is_some(), line: path.span().start().line };
        if written.segments.len() > 1 || written.rooted {
            self.judge(&written, Part::Inline);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        if item.path.is_ident("include") {
            self.breach(item.span().start().line, "name", "`include!`: a module lies where its name says".to_owned());
        }
        for written in paths_in(item.tokens.clone()) {
            self.judge(&written, Part::Inline);
        }
        visit::visit_macro(self, item);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            for written in paths_in(list.tokens.clone()) {
                self.judge(&written, Part::Inline);
            }
        }
        visit::visit_attribute(self, attribute);
    }
}

/// The rules that hold for every Rust file, tests and benches too.
fn plain_breaches(file: &str, text: &str) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut breach = |line: usize, rule, what| breaches.push(Breach { place: format!("{file}:{line}"), rule, what });
    if !text.lines().next().is_some_and(|line| line.starts_with("//! ")) {
        breach(1, "first-line", "the first line says what the file is for: `//! …`".to_owned());
    }
    let lines = text.lines().count();
    if lines > FILE_LINES_MAX {
        breach(lines, "length", format!("{lines} lines, at most {FILE_LINES_MAX}: two ideas in one file"));
    }
    for part in file.trim_end_matches(".rs").split('/').filter(|part| EMPTY_NAMES.contains(part)) {
        breach(1, "name", format!("`{part}` says nothing: name it for what it hides"));
    }
    let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{file} is not Rust: {error}"));
    foreign_identifiers(tokens, &mut |line, ident| {
        breach(line, "identifier", format!("`{ident}`: identifiers are English; the Japanese word goes into its doc"));
    });
    breaches
}

fn foreign_identifiers(tokens: TokenStream, tell: &mut impl FnMut(usize, &str)) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) if !ident.to_string().is_ascii() => {
                tell(ident.span().start().line, &ident.to_string());
            }
            TokenTree::Group(group) => foreign_identifiers(group.stream(), tell),
            _ => {}
        }
    }
}

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

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names in a `[table]` of a manifest.
fn keys_of(manifest: &str, table: &str) -> Vec<String> {
    let rows = manifest.lines().skip_while(|line| line.trim() != format!("[{table}]")).skip(1);
    let rows = rows.take_while(|line| !line.starts_with('['));
    rows.filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim().to_owned()).collect()
}

/// Files under a folder of the repository with this extension, as `folder/…`, sorted.
fn files(folder: &str, extension: &str) -> Vec<String> {
    fn walk(at: &Path, extension: &str, found: &mut Vec<PathBuf>) {
        let Ok(entries) = fs::read_dir(at) else { return };
        for entry in entries.map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                walk(&entry, extension, found);
            } else if entry.extension().is_some_and(|ext| ext == extension) {
                found.push(entry);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), extension, &mut found);
    let mut names: Vec<String> =
        found.iter().map(|path| path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
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
    let breaches: Vec<Breach> = files("src", "rs").iter().flat_map(|file| breaches_of(file, &read(file))).collect();
    report(&breaches);
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
}

// ---------------------------------------------------------------------------------------------------------------
// Each rule is shown to fire, and to leave alone what is right
// ---------------------------------------------------------------------------------------------------------------

/// The rules a snippet breaks, as the file it pretends to be. A first line is added, so that only the rule is at stake; a rule broken twice counts once.
fn rules(file: &str, snippet: &str) -> Vec<&'static str> {
    let breaches = breaches_of(file, &format!("//! A file.\n{snippet}\n"));
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
    assert_eq!(rules("src/model/tests.rs", "use tabled::Table;"), [""; 0]);
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
