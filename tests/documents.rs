//! Documents say the truth: links and named files exist, the two commands stand first, the changelog is kept.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot read its input must stop"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

mod example;
#[path = "documents/json.rs"]
mod json;
#[path = "tidy/repository.rs"]
mod repository;

use renkei::model::catalogue::FAULT_AREAS;
use renkei::model::diagnostic::{Fault, Severity};
use repository::{files, read, root};

/// The relative targets of `[text](target)` outside code, with their `#anchor`.
fn links_of(markdown: &str) -> Vec<String> {
    let mut fenced = false;
    let mut links = Vec::new();
    for line in markdown.lines() {
        fenced ^= line.trim_start().starts_with("```");
        if fenced {
            continue;
        }
        let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
        for after in prose.split("](").skip(1) {
            let target = after.split([')', ' ']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:") {
                links.push(target.to_owned());
            }
        }
    }
    links
}

/// The anchors a document offers, as GitHub names them: lower case, blanks to hyphens, signs dropped.
fn anchors_of(markdown: &str) -> Vec<String> {
    let headings =
        markdown.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let slug = |heading: &str| -> String {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
    };
    headings.map(slug).collect()
}

/// Whether a link out of this document leads somewhere.
fn leads(name: &str, text: &str, link: &str) -> bool {
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = root().join(name).parent().unwrap().join(path);
    let offers = |text: &str| anchor.is_empty() || anchors_of(text).iter().any(|known| known == anchor);
    match path {
        "" => offers(text),
        _ if anchor.is_empty() => target.exists(),
        _ => fs::read_to_string(target).is_ok_and(|text| offers(&text)),
    }
}

/// Paths of our own files named between backticks: `src/model/case.rs`, `docs/guide.md`, `tests/tidy.rs`.
fn files_named(markdown: &str) -> Vec<String> {
    let spans = markdown.split('`').skip(1).step_by(2);
    let ours = spans.filter(|span| {
        ["src/", "docs/", "tests/", "benches/"].iter().any(|folder| span.starts_with(folder))
            && Path::new(span).extension().is_some_and(|ext| ext == "rs" || ext == "md" || ext == "sh")
            && !span.contains(['*', '<', ' ', '\n'])
    });
    ours.map(str::to_owned).collect()
}

/// The commands of the first fenced `sh` blocks: lines that are neither empty nor comments.
fn commands_of(markdown: &str) -> Vec<String> {
    let mut shell = false;
    let mut commands = Vec::new();
    for line in markdown.lines() {
        if let Some(fence) = line.trim_start().strip_prefix("```") {
            shell = !shell && fence.trim() == "sh";
        } else if shell && !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            commands.push(line.split(" #").next().unwrap_or(line).trim().to_owned());
        }
    }
    commands
}

/// Our own Markdown, with its text: the root's and everything in docs/.
fn documents() -> BTreeMap<String, String> {
    let top = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let top = top.filter(|name| Path::new(name).extension().is_some_and(|ext| ext == "md"));
    top.chain(files("docs", "md")).map(|name| (name.clone(), read(&name))).collect()
}

#[test]
fn every_link_and_every_file_named_in_a_document_exists() {
    let mut lost = Vec::new();
    for (name, text) in documents() {
        let links = links_of(&text).into_iter().filter(|link| !leads(&name, &text, link));
        let named = files_named(&text).into_iter().filter(|path| !root().join(path).exists());
        lost.extend(links.chain(named).map(|target| format!("{name} → {target}")));
    }
    assert!(lost.is_empty(), "documents point to nothing:\n{}", lost.join("\n"));
}

#[test]
fn every_document_a_source_file_names_exists() {
    for file in files("src", "rs") {
        let text = read(&file);
        for after in text.split("docs/").skip(1) {
            let path: String = after.chars().take_while(|c| c.is_ascii_alphanumeric() || "/-_.".contains(*c)).collect();
            let Some(stem) = path.strip_suffix(".md").or_else(|| path.strip_suffix(".md.")) else { continue };
            assert!(root().join(format!("docs/{stem}.md")).exists(), "{file} names docs/{stem}.md, which is not there");
        }
    }
}

#[test]
fn the_changelog_has_a_section_for_this_version() {
    let version = format!("## [{}]", env!("CARGO_PKG_VERSION"));
    let changelog = read("CHANGELOG.md");
    assert!(
        changelog.lines().any(|line| line.starts_with(&version) || line.starts_with("## [Unreleased]")),
        "CHANGELOG.md has neither Unreleased nor {version}"
    );
}

#[test]
fn both_readmes_begin_with_the_two_commands_and_the_second_is_what_ci_runs() {
    for readme in ["README.md", "README.ja.md"] {
        let commands = commands_of(&read(readme));
        assert_eq!(
            commands.get(..2),
            Some(&["cargo run --release -- run".to_owned(), "./tests/run-all.sh".to_owned()][..]),
            "{readme}"
        );
    }
    let script = fs::metadata(root().join("tests/run-all.sh")).expect("the second command exists");
    assert!(script.len() > 0);
    #[cfg(unix)]
    assert!(std::os::unix::fs::PermissionsExt::mode(&script.permissions()) & 0o111 != 0, "it can be started");
    let ci = read(".ci/run");
    let lines: Vec<&str> =
        ci.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let only = |line: &&str| ["set ", "cd "].iter().any(|word| line.starts_with(word));
    let rest: Vec<&&str> = lines.iter().filter(|line| !only(line)).collect();
    assert_eq!(rest, [&"exec ./tests/run-all.sh"], ".ci/run calls the second command and nothing else");
}

#[test]
fn documents_are_read_as_people_read_them() {
    let text = "[a](docs/a.md) [b](https://x.jp/b) `[c](c.md)`\n```sh\n[d](d.md)\n./one # why\n# no\n\ntwo\n```\n\
                ```\nthree\n```\n[e](e.md#part) [f](#here) `src/lib.rs` `src/*.rs` `runs/<id>/`\n";
    assert_eq!(links_of(text), ["docs/a.md", "e.md#part", "#here"]);
    assert_eq!(anchors_of("# A b: `c`-d\n## 9. 止まった、とき（注）\n"), ["a-b-c-d", "9-止まったとき注"]);
    assert_eq!(files_named("`src/lib.rs`, `src/*.rs`, `docs/a.md`"), ["src/lib.rs", "docs/a.md"]);
    assert_eq!(
        invocations_of("`renkei run --x` renkei no `other`\n```sh\nrenkei check # a\n```\n"),
        ["renkei check", "renkei run --x"]
    );
    assert_eq!(commands_of(text), ["[d](d.md)", "./one", "two"]);
}

/// `renkei …` as documents show it: lines of `sh` blocks and whole spans between backticks.
fn invocations_of(markdown: &str) -> Vec<String> {
    let spans =
        markdown.split('`').skip(1).step_by(2).map(str::trim).filter(|span| !span.contains('\n')).map(str::to_owned);
    let mut found: Vec<String> = commands_of(markdown).into_iter().chain(spans).collect();
    found.retain(|line| line.starts_with("renkei "));
    found.sort();
    found.dedup();
    found
}

/// What `renkei WORDS --help` says, if it is a command.
fn help_of(words: &[&str]) -> Option<String> {
    let output =
        Command::new(env!("CARGO_BIN_EXE_renkei")).args(words).args(["--help", "--lang", "en"]).output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

#[test]
fn every_command_and_option_a_document_shows_exists() {
    let mut wrong = Vec::new();
    for (name, text) in documents() {
        for line in invocations_of(&text) {
            let words: Vec<&str> = line.split_whitespace().skip(1).collect();
            let plain = words.iter().take_while(|word| word.bytes().all(|b| b.is_ascii_lowercase())).count();
            let help = (0..=plain.min(2)).rev().find_map(|count| help_of(&words[..count]).filter(|_| count > 0));
            let missing = |option: &&&str| !help.as_ref().is_some_and(|help| help.contains(**option));
            let options = words.iter().filter(|word| word.starts_with("--"));
            wrong.extend(options.filter(missing).map(|option| format!("{name}: `{line}`: no {option}")));
            if help.is_none() && plain > 0 {
                wrong.push(format!("{name}: `{line}`: no such command"));
            }
        }
    }
    assert!(wrong.is_empty(), "documents show what renkei does not know:\n{}", wrong.join("\n"));
}

#[test]
fn the_map_has_a_paragraph_for_every_module() {
    let map = read("ARCHITECTURE.md");
    let root = read("src/lib.rs");
    let modules = root.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let missing: Vec<&str> = modules.filter(|module| !map.contains(&format!("\n**`{module}`**"))).collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md says nothing of {missing:?}");
}

#[test]
fn every_decision_is_listed() {
    let list = read("docs/decisions/README.md");
    let missing: Vec<String> = files("docs/decisions", "md")
        .into_iter()
        .filter_map(|path| Path::new(&path).file_name()?.to_str().map(str::to_owned))
        .filter(|name| name != "README.md" && !list.contains(name))
        .collect();
    assert!(missing.is_empty(), "docs/decisions/README.md lacks {missing:?}");
}

/// The `yaml` blocks of a document that begin with the name of their file: name and text.
fn files_shown(markdown: &str) -> Vec<(String, String)> {
    let blocks = markdown.split("\n```yaml\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    let named = blocks.filter_map(|block| {
        let name = block.lines().next()?.strip_prefix("# ")?;
        Path::new(name)
            .extension()
            .is_some_and(|extension| extension == "yaml")
            .then(|| (name.to_owned(), block.to_owned()))
    });
    named.collect()
}

#[test]
fn the_project_shown_in_the_page_of_files_is_sound_and_passes() {
    let folder = tempfile::tempdir().unwrap();
    let shown = files_shown(&read("docs/files.md"));
    assert_eq!(shown.len(), 14, "one block a file");
    for (name, text) in shown {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    for command in ["check", "run"] {
        let mut renkei = Command::new(env!("CARGO_BIN_EXE_renkei"));
        let output = renkei.args([command, "--json", "--lang", "en", "--project"]).arg(folder.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{command}: {said}{}", String::from_utf8_lossy(&output.stderr));
        assert!(command == "run" || said.trim() == "[]", "a warning in the example: {said}");
    }
}

/// What stands above the table of each hundred of faults, Japanese and English.
const HUNDREDS: &[(&str, &str, &str)] = &[
    ("01", "ファイルとブック", "Files and workbooks"),
    ("02", "テストケース", "Test cases"),
    ("03", "団体と日程", "Organisations and schedule"),
    ("04", "レイアウトと仮定", "Layouts and profile"),
    ("05", "副本", "Replicas"),
    ("06", "シナリオ（フィーチャ）", "Features"),
    ("07", "サービス", "Services"),
    ("08", "ネットワークの障害", "Faults of the network"),
    ("09", "実在のシステム", "Real systems"),
    ("10", "読み取り、試行運用、機関の組織", "Readings, papers, parts of bodies"),
    ("12", "住基ネットと符号生成", "The resident register and link codes"),
];

const HEADINGS: &str = "| 符号<br>code | 何が起きたか<br>what is wrong | 直し方<br>what to do |";

/// A sentence of the catalogue as it may stand in a cell of a table: signs of Markdown outside code are only signs.
fn in_cell(text: &str) -> String {
    let spans = text.split('`').enumerate().map(|(index, span)| {
        let span = span.replace('|', "\\|");
        if index % 2 == 1 { span } else { span.replace('<', "&lt;").replace('*', "\\*") }
    });
    spans.collect::<Vec<_>>().join("`")
}

/// docs/diagnostics.md as the catalogue tells it.
fn page_of_faults() -> String {
    let mut faults: Vec<&Fault> = FAULT_AREAS.iter().flat_map(|area| area.iter().copied()).collect();
    faults.sort_by_key(|fault| (fault.code[1..].to_owned(), fault.code));
    let mut page = "# 誤りと警告の一覧 / Faults and warnings\n\n\
        <!-- 自動で作られます。RENKEI_BLESS=1 cargo test --test documents で作り直せます。 / Generated; do not edit. -->\n\n\
        ファイルに書かれたことについて renkei が言うことのすべてです。E は誤り（直すまで実行できません。終了コード 3）、W は警告\n\
        （読み替えて先へ進みます。確かめてください）。`{…}` にはその場の値が入ります。符号の意味は変わらず、使い回しもしません。\n\n\
        All that renkei says of what is written in files. E is an error (nothing runs until it is mended; exit code 3), W a\n\
        warning (read with a guess: see whether it is right). `{…}` holds the value at hand. A code keeps its meaning and is\n\
        never used again. As JSON: [json.md](json.md#check---json).\n"
        .to_owned();
    for (hundred, ja, en) in HUNDREDS {
        page += &format!("\n## {hundred}xx {ja} / {en}\n\n{HEADINGS}\n|---|---|---|\n");
        for fault in faults.iter().filter(|fault| fault.code[1..].starts_with(hundred)) {
            let severity = match fault.severity {
                Severity::Error => "誤り error",
                Severity::Warning => "警告 warning",
            };
            let both = |text: &renkei::model::Text| format!("{}<br>{}", in_cell(text.ja), in_cell(text.en));
            page += &format!("| {}<br>{severity} | {} | {} |\n", fault.code, both(&fault.message), both(&fault.help));
        }
    }
    page
}

#[test]
fn the_page_of_faults_is_what_the_catalogue_says() {
    let page = page_of_faults();
    for fault in FAULT_AREAS.iter().flat_map(|area| area.iter()) {
        assert_eq!(page.matches(&format!("\n| {}<br>", fault.code)).count(), 1, "{} needs a row", fault.code);
    }
    let path = root().join("docs/diagnostics.md");
    if std::env::var_os("RENKEI_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let on_disk = fs::read_to_string(&path).unwrap_or_default();
    assert!(on_disk == page, "docs/diagnostics.md is stale: RENKEI_BLESS=1 cargo test --test documents");
    assert_eq!(in_cell("a | b `c|d*` <e> *f*"), "a \\| b `c\\|d*` &lt;e> \\*f\\*");
}
