//! The scanner: one source file in, every broken rule out. The rules' data stand in the tables of `tidy.rs`.

use std::collections::HashMap;
use std::path::Path;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::{DOORS, EMPTY_NAMES, EVERYWHERE, FILE_LINES_MAX, MODULES, WORDS, WORLD};

/// A broken rule, with the place and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Breach {
    pub(crate) place: String,
    pub(crate) rule: &'static str,
    pub(crate) what: String,
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
    /// Whether Japanese text may stand here.
    words: bool,
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

/// The modules a file declares for tests only, as paths without `.rs`.
pub(crate) fn test_modules(file: &str, text: &str) -> Vec<String> {
    fn walk(items: &[syn::Item], at: &str, found: &mut Vec<String>) {
        for item in items {
            let syn::Item::Mod(item) = item else { continue };
            let path = format!("{at}/{}", item.ident);
            match &item.content {
                Some((_, inner)) => walk(inner, &path, found),
                None if item.attrs.iter().any(is_cfg_test) => found.push(path),
                None => {}
            }
        }
    }
    let syntax = syn::parse_file(text).unwrap_or_else(|error| panic!("{file} is not Rust: {error}"));
    let at = file.trim_end_matches(".rs").trim_end_matches("/mod").trim_end_matches("/lib");
    let mut found = Vec::new();
    walk(&syntax.items, at, &mut found);
    found
}

/// Whether a file is this module or lies below it.
pub(crate) fn lies_in(file: &str, module: &str) -> bool {
    file.strip_prefix(module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

/// Whether a file is part of the library or only of its tests, where outside crates and files are free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Library,
    Test,
}

/// Everything wrong with one source file under `src/`.
pub(crate) fn breaches_of(file: &str, text: &str, purpose: Purpose) -> Vec<Breach> {
    let syntax = syn::parse_file(text).unwrap_or_else(|error| panic!("{file} is not Rust: {error}"));
    let module = module_of(file);
    let top = module.first().cloned().unwrap_or_else(|| module_name(file).to_owned());
    let test = purpose == Purpose::Test;
    let words = WORDS.iter().any(|(at, _)| file == *at || (at.ends_with('/') && file.starts_with(at)));
    let mut scanner = Scanner { file, module, top, test, words, aliases: HashMap::new(), breaches: Vec::new() };
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

    /// Judges a string literal outside documentation.
    fn judge_text(&mut self, line: usize, text: &str) {
        if !self.words && !self.test && text.chars().any(is_japanese) {
            let short: String = text.chars().take(20).collect();
            self.breach(
                line,
                "words",
                format!("\"{short}\": words for people stand in a table (catalogue, headings, …)"),
            );
        }
    }

    fn texts_in(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) if is_doc(&group) => {}
                TokenTree::Group(group) => self.texts_in(group.stream()),
                TokenTree::Literal(literal) if !literal.to_string().starts_with(['\'', 'b']) => {
                    self.judge_text(literal.span().start().line, &literal.to_string());
                }
                _ => {}
            }
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

/// `[doc = "…"]`, which is what a doc comment inside a macro is.
fn is_doc(group: &proc_macro2::Group) -> bool {
    group.delimiter() == Delimiter::Bracket
        && matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(first)) if first == "doc")
}

/// Kana or kanji; signs such as ～ and 、 may stand anywhere.
fn is_japanese(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '\u{3400}'..='\u{4dbf}' | '一'..='\u{9fff}')
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
        self.texts_in(item.tokens.clone());
        visit::visit_macro(self, item);
    }

    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.judge_text(literal.span().start().line, &literal.value());
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if attribute.path().is_ident("doc") {
            return;
        }
        if let syn::Meta::List(list) = &attribute.meta {
            self.texts_in(list.tokens.clone());
            for written in paths_in(list.tokens.clone()) {
                self.judge(&written, Part::Inline);
            }
        }
        visit::visit_attribute(self, attribute);
    }
}

/// The rules that hold for every Rust file, tests and benches too.
pub(crate) fn plain_breaches(file: &str, text: &str) -> Vec<Breach> {
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
