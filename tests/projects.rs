//! Whole small projects and the screens they give.
//!
//! `tests/projects/base` is a project that passes. Every other folder there changes it and says what must be seen:
//!
//! - `change.txt`: what is changed. A line with a file's path, then `- old` and `+ new` lines (a `-` block must stand in
//!   the file exactly once; only `+` lines make a new file; `delete` alone removes it).
//! - further files are copied over the base as they are.
//! - `expected.txt`: commands (`$ renkei …`), each followed by its exit code and its screen.
//!
//! `RENKEI_BLESS=1 cargo test --test projects` writes the screens anew; read the difference before committing it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projects")
}

#[test]
fn every_project_gives_its_screen() {
    let bless = std::env::var_os("RENKEI_BLESS").is_some();
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| folder().join(name).join("expected.txt").is_file())
        .collect();
    names.sort();
    assert!(names.iter().filter(|name| name.starts_with("red-")).count() >= 10, "the red projects are missing");
    let mut wrong = String::new();
    for name in &names {
        let path = folder().join(name).join("expected.txt");
        let expected = std::fs::read_to_string(&path).unwrap();
        let actual = play(name, &expected);
        if name.starts_with("red-") {
            let red = actual.lines().any(|line| ["exit 3", "exit 4", "exit 5", "exit 7"].contains(&line));
            assert!(red, "{name} is not red:\n{actual}");
        }
        if actual != expected {
            if bless {
                std::fs::write(&path, &actual).unwrap();
            } else {
                let _ = writeln!(wrong, "=== {name}\n--- expected\n{expected}\n--- actual\n{actual}");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Plays the commands of a script in a fresh copy of the project and writes down what is seen.
fn play(name: &str, script: &str) -> String {
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
    let mut seen = String::new();
    for line in script.lines().filter_map(|line| line.strip_prefix("$ renkei")) {
        let output = Command::new(env!("CARGO_BIN_EXE_renkei"))
            .args(line.split_whitespace())
            .current_dir(&root)
            .env_clear()
            .env("COLUMNS", "80")
            .output()
            .unwrap();
        if !seen.is_empty() {
            seen.push('\n');
        }
        let _ = writeln!(seen, "$ renkei{line}\nexit {}", output.status.code().unwrap());
        seen.push_str(&steady(&String::from_utf8(output.stdout).unwrap()));
        seen.push_str(&steady(&String::from_utf8(output.stderr).unwrap()));
    }
    seen
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
        out.push_str(&duration_steady(&words));
    }
    out
}

/// `1.23 秒` and `45 ms` become `<time>`.
fn duration_steady(line: &str) -> String {
    let mut out = line.to_owned();
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

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}
