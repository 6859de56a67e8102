//! Whole small projects and the screens they give.
//!
//! `tests/projects/base` is a project that passes. Every other folder there changes it and says what must be seen:
//!
//! - `change.txt`: what is changed. A line with a file's path, then `- old` and `+ new` lines (a `-` block must stand in
//!   the file exactly once; only `+` lines make a new file; `delete` alone removes it).
//! - further files are copied over the base as they are.
//! - `expected.txt`: commands (`$ renkei …`), each followed by its exit code and its screen. `<run>` in a command is the
//!   newest run. Between commands, `! …` does to the files what people and machines do (see [`act`]).
//!
//! A `red-*` project must be red by its own doing: its commands on the plain base, without changes and actions, are not.
//! A `green-*` project must not be red at all.
//!
//! `RENKEI_BLESS=1 cargo test --test projects` writes the screens anew; read the difference before committing it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot read its input must stop"
)]

mod example;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use example::copy;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects")
}

#[test]
fn every_project_gives_its_screen() {
    let bless = std::env::var_os("RENKEI_BLESS").is_some();
    let names = names();
    for (kind, least) in [("red-", 25), ("green-", 5)] {
        assert!(
            names.iter().filter(|name| name.starts_with(kind)).count() >= least,
            "the {kind}* projects are missing"
        );
    }
    let mut wrong = String::new();
    for name in &names {
        let path = folder().join(name).join("expected.txt");
        let expected = std::fs::read_to_string(&path).unwrap();
        let actual = play(&project(name), &expected, Actions::Done);
        if (name.starts_with("red-") && !is_red(&actual)) || (name.starts_with("green-") && is_red(&actual)) {
            let _ = writeln!(
                wrong,
                "=== {name} must{} be red\n{actual}",
                if name.starts_with("red-") { "" } else { " not" }
            );
        } else if actual != expected {
            if bless {
                std::fs::write(&path, &actual).unwrap();
            } else {
                let _ = writeln!(wrong, "=== {name}\n--- expected\n{expected}\n--- actual\n{actual}");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Nothing is red because of the base or of the commands themselves.
#[test]
fn only_the_change_makes_a_red_project_red() {
    let mut wrong = String::new();
    for name in names().iter().filter(|name| name.starts_with("red-")) {
        let script = std::fs::read_to_string(folder().join(name).join("expected.txt")).unwrap();
        let own_files = std::fs::read_dir(folder().join(name)).unwrap().count() > 1;
        let changed = own_files || script.contains("\n! ");
        let locked = script.contains("--locked") && !script.contains("$ renkei features\n");
        let seen = play(&project("base"), &script, Actions::LeftOut);
        // Without generated features --locked refuses: that is what red-features-missing is about.
        if !changed || (is_red(&seen) && !locked) {
            let _ = writeln!(wrong, "=== {name} on the base\n{seen}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Whatever a project is about, its record played again has the verdicts, the differences and the exit of its run.
#[test]
fn every_project_played_again_ends_as_it_did() {
    let mut wrong = String::new();
    let mut played = 0;
    for name in names() {
        let script = std::fs::read_to_string(folder().join(&name).join("expected.txt")).unwrap();
        let first = script.lines().find_map(|line| line.strip_prefix("$ renkei run")).filter(|words| {
            // Those that select elsewhere, or are no run of their own.
            !["--resume", "--replay", "--project", "--help"].iter().any(|word| words.contains(word))
        });
        let Some(words) = first else { continue };
        let project = project(&name);
        let root = project.path().join("project");
        let run = |words: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_renkei"));
            let output = command.arg("run").args(words).current_dir(&root).env_clear().output().unwrap();
            let events = root.join("runs").join(newest_run(&root)).join("events.ndjson");
            let events = std::fs::read_to_string(events).unwrap_or_default();
            let ends = events.lines().filter(|line| line.contains("\"event\":\"trial_finished\"")).map(ending);
            (output.status.code(), ends.collect::<std::collections::BTreeSet<_>>())
        };
        let words: Vec<&str> = words.split_whitespace().map(|word| word.trim_matches('"')).collect();
        let recorded = run(&words);
        let record = newest_run(&root);
        if recorded.1.is_empty() {
            continue;
        }
        let again = run(&["--replay", &record]);
        played += 1;
        if again != recorded {
            let _ = writeln!(wrong, "=== {name}\n--- recorded\n{recorded:#?}\n--- played\n{again:#?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(played > 80, "{played} were played");
}

/// A line of a record without what differs from run to run.
fn ending(line: &str) -> String {
    let event = serde_json::from_str::<serde_json::Value>(line).unwrap()["event"].take();
    // A replay that could not be judged says so before the recorded reason.
    let why = event["reason"]["ja"].as_str().map(|why| why.rsplit(": ").next().unwrap_or_default().to_owned());
    format!("{} {} {} {why:?}", event["trial"], event["verdict"], event["differences"])
}

fn names() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| folder().join(name).join("expected.txt").is_file())
        .collect();
    names.sort();
    names
}

/// Files wrong, a case failed, or the bench broke.
fn is_red(seen: &str) -> bool {
    seen.lines().any(|line| ["exit 3", "exit 4", "exit 5"].contains(&line))
}

/// A fresh copy of the base with a project's change made to it.
fn project(name: &str) -> tempfile::TempDir {
    let temporary = tempfile::tempdir().unwrap();
    let root = temporary.path().join("project");
    copy(&folder().join("base"), &root);
    if name != "base" {
        copy(&folder().join(name), &root);
        let changes = root.join("change.txt");
        if let Ok(text) = std::fs::read_to_string(&changes) {
            std::fs::remove_file(&changes).unwrap();
            change(&root, &text, name);
        }
    }
    let _ = std::fs::remove_file(root.join("expected.txt"));
    temporary
}

#[derive(Clone, Copy, PartialEq)]
enum Actions {
    Done,
    LeftOut,
}

/// Plays the commands of a script and writes down what is seen.
fn play(project: &tempfile::TempDir, script: &str, actions: Actions) -> String {
    let root = project.path().join("project");
    let mut seen = String::new();
    for line in script.lines() {
        if let Some(action) = line.strip_prefix("! ") {
            if actions == Actions::Done {
                let _ = writeln!(seen, "\n! {action}");
                if let Err(why) = act(&root, action) {
                    let _ = writeln!(seen, "cannot be done: {why}");
                }
            }
            continue;
        }
        let Some(words) = line.strip_prefix("$ renkei") else { continue };
        let run = newest_run(&root);
        let output = Command::new(env!("CARGO_BIN_EXE_renkei"))
            .args(words.replace("<run>", &run).split_whitespace().map(|word| word.trim_matches('"')))
            .current_dir(&root)
            .env_clear()
            .env("COLUMNS", "80")
            .output()
            .unwrap();
        if !seen.is_empty() {
            seen.push('\n');
        }
        let _ = writeln!(seen, "$ renkei{words}\nexit {}", output.status.code().unwrap());
        seen.push_str(&steady(&String::from_utf8(output.stdout).unwrap()));
        seen.push_str(&steady(&String::from_utf8(output.stderr).unwrap()));
    }
    seen
}

fn newest_run(root: &Path) -> String {
    let runs = std::fs::read_dir(root.join("runs")).into_iter().flatten();
    runs.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).max().unwrap_or_default()
}

/// `replace PATH OLD => NEW` (everywhere in the file, at least once), `truncate PATH BYTES` (so many less),
/// `drop-line PATH N`, `flip-byte PATH N`, `remove PATH`. In a path `runs/*` is the newest run.
fn act(root: &Path, action: &str) -> Result<(), String> {
    let mut words = action.splitn(3, ' ');
    let (verb, path, rest) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap_or_default());
    let path = root.join(path.replace("runs/*", &format!("runs/{}", newest_run(root))));
    let said = |why: std::io::Error| why.to_string();
    let read = || std::fs::read(&path).map_err(said);
    let text = || std::fs::read_to_string(&path).map_err(said);
    let number = || rest.parse::<usize>().map_err(|why| why.to_string());
    let bytes: Vec<u8> = match verb {
        "replace" => {
            let (text, (old, new)) = (text()?, rest.split_once(" => ").ok_or("no =>")?);
            if !text.contains(old) {
                return Err(format!("no {old}"));
            }
            text.replace(old, new).into()
        }
        "truncate" => {
            let mut bytes = read()?;
            bytes.truncate(bytes.len().saturating_sub(number()?));
            bytes
        }
        "flip-byte" => {
            let mut bytes = read()?;
            *bytes.get_mut(number()?).ok_or("too short")? ^= 1;
            bytes
        }
        "drop-line" => {
            let (text, number) = (text()?, number()?);
            let lines = text.split_inclusive('\n').enumerate().filter(|(index, _)| index + 1 != number);
            lines.map(|(_, line)| line).collect::<String>().into()
        }
        "remove" => return std::fs::remove_file(&path).map_err(said),
        _ => return Err("unknown".to_owned()),
    };
    std::fs::write(&path, bytes).map_err(said)
}

/// What differs from run to run is written the same: run ids, times, durations.
fn steady(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut words = String::new();
        let mut digits = String::new();
        for c in line.chars().chain(['\n']) {
            if c.is_ascii_digit() || (c == '-' && digits.len() == 8) {
                digits.push(c);
                continue;
            }
            // 20261120-183000 is a run's id.
            words.push_str(if digits.len() == 15 && digits.as_bytes()[8] == b'-' { "<run>" } else { &digits });
            digits.clear();
            words.push(c);
        }
        out.push_str(&duration_steady(&hash_steady(&words)));
    }
    out
}

/// 64 hexadecimal digits, which depend on times, become `<hash>`.
fn hash_steady(line: &str) -> String {
    let pieces = line.split_inclusive(|c: char| !c.is_ascii_hexdigit());
    let steady = |piece: &str| match piece.find(|c: char| !c.is_ascii_hexdigit()) {
        Some(64) => format!("<hash>{}", &piece[64..]),
        None if piece.len() == 64 => "<hash>".to_owned(),
        _ => piece.to_owned(),
    };
    pieces.map(steady).collect()
}

/// `1.23 秒`, `45 ms` and `"duration_ms":45` become `<time>`, counts of bytes `<bytes>`; the number of a second run in the same second goes.
fn duration_steady(line: &str) -> String {
    let mut out = line.to_owned();
    while let Some(at) = out.find("<run>-").filter(|at| out[at + 6..].starts_with(|c: char| c.is_ascii_digit())) {
        let number = out[at + 6..].chars().take_while(char::is_ascii_digit).count();
        out.replace_range(at + 5..at + 6 + number, "");
    }
    if let Some(at) = out.find(" バイト").filter(|at| !out[at + " バイト".len()..].starts_with('目')) {
        let begin = out[..at].trim_end_matches(|c: char| c.is_ascii_digit()).len();
        out.replace_range(begin..at, "<bytes>");
    }
    // How many files the example has is no matter of a project that is made from it.
    if let Some(at) = out.find(" ファイル）") {
        let begin = out[..at].trim_end_matches(|c: char| c.is_ascii_digit()).len();
        out.replace_range(begin..at, "<n>");
    }
    if let Some(at) = out.find("\"duration_ms\":").map(|at| at + "\"duration_ms\":".len()) {
        let number = out[at..].chars().take_while(char::is_ascii_digit).count();
        out.replace_range(at..at + number, "<time>");
    }
    for unit in [" 秒", " ms", " s\n"] {
        while let Some(at) = out.find(unit) {
            let begin = out[..at]
                .rfind(|c: char| !(c.is_ascii_digit() || c == '.'))
                .map_or(0, |index| index + out[index..].chars().next().map_or(1, char::len_utf8));
            if begin == at {
                break;
            }
            out.replace_range(begin..at + unit.trim_end().len(), "<time>");
        }
    }
    out
}

fn change(root: &Path, text: &str, name: &str) {
    let mut file: Option<PathBuf> = None;
    let (mut old, mut new) = (String::new(), String::new());
    let apply = |file: &Option<PathBuf>, old: &mut String, new: &mut String| {
        let Some(path) = file else { return };
        if old.is_empty() && new.is_empty() {
            return;
        }
        let before = std::fs::read_to_string(path).unwrap_or_default();
        let after = if old.is_empty() {
            new.clone()
        } else {
            assert_eq!(
                before.matches(old.as_str()).count(),
                1,
                "{name}: not exactly once in {}:\n{old}",
                path.display()
            );
            before.replace(old.as_str(), new)
        };
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, after).unwrap();
        old.clear();
        new.clear();
    };
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("- ").or_else(|| (line == "-").then_some("")) {
            if !new.is_empty() {
                apply(&file, &mut old, &mut new);
            }
            old.push_str(rest);
            old.push('\n');
        } else if let Some(rest) = line.strip_prefix("+ ").or_else(|| (line == "+").then_some("")) {
            new.push_str(rest);
            new.push('\n');
        } else if line == "delete" {
            std::fs::remove_file(file.as_ref().unwrap()).unwrap();
        } else {
            apply(&file, &mut old, &mut new);
            if !line.trim().is_empty() && !line.starts_with('#') {
                file = Some(root.join(line.trim()));
            }
        }
    }
    apply(&file, &mut old, &mut new);
}
