//! Programs that nobody here wrote judge what we write: LibreOffice opens and edits the forms, libxml2 validates JUnit,
//! Chromium opens the pages. `tests/run-all.sh` installs them; where one is absent the test fails, it never skips.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot read its input must stop"
)]

mod example;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use example::example;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn renkei(project: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_renkei"))
        .args(words)
        .args(["--project".as_ref(), project.as_os_str()])
        .env_remove("LANG")
        .env_remove("LC_ALL")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Converts with LibreOffice, in a profile of its own so that tests do not meet.
fn libreoffice(file: &Path, to: &str, into: &Path) -> PathBuf {
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.path().display()))
        .args(["--headless", "--convert-to", to, "--outdir"])
        .arg(into)
        .arg(file)
        .output()
        .expect("LibreOffice: tests/run-all.sh installs it");
    let extension = to.split(':').next().unwrap();
    let made = into.join(file.file_stem().unwrap()).with_extension(extension);
    assert!(made.is_file(), "{}{}", text(&output.stdout), text(&output.stderr));
    made
}

#[test]
fn an_amount_edited_in_libreoffice_fails_exactly_its_case_and_names_the_cell() {
    let project = example();
    let book = project.path().join("test-groups/cases-local-to-insurer.xlsx");
    let work = tempfile::tempdir().unwrap();
    // Opened by LibreOffice, one amount typed over, saved by LibreOffice.
    let flat = libreoffice(&book, "fods", work.path());
    let before = std::fs::read_to_string(&flat).unwrap();
    // Two cases expect this amount; the first row is Case ②'s.
    assert_eq!(before.matches(">123450<").count(), 2, "the amount of Case ②");
    std::fs::write(&flat, before.replacen(">123450<", ">123451<", 1)).unwrap();
    let edited = libreoffice(&flat, "xlsx:Calc MS Excel 2007 XML", work.path());
    std::fs::copy(edited, &book).unwrap();

    let check = renkei(project.path(), &["check"]);
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stderr));
    let run = renkei(project.path(), &["run", "--json"]);
    let screen = text(&run.stderr);
    assert_eq!(run.status.code(), Some(4), "{screen}");
    let object: serde_json::Value = serde_json::from_str(text(&run.stdout).lines().last().unwrap()).unwrap();
    assert_eq!(object["verdicts"]["failed"], 1, "{screen}");
    assert!(screen.contains("K2-01@b-shi"), "{screen}");
    assert!(screen.contains("123451") && screen.contains("123450"), "{screen}");
    assert!(screen.contains("test-groups/cases-local-to-insurer.xlsx!期待項目!F"), "{screen}");
}

#[test]
fn every_committed_form_survives_libreoffice() {
    let project = example();
    let mut books = Vec::new();
    for folder in ["role-models", "test-groups", "test-groups/representatives"] {
        for entry in std::fs::read_dir(project.path().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "xlsx") {
                books.push(path);
            }
        }
    }
    assert!(books.len() >= 9, "the example has forms");
    let work = tempfile::tempdir().unwrap();
    for book in &books {
        let saved = libreoffice(book, "xlsx:Calc MS Excel 2007 XML", work.path());
        std::fs::copy(saved, book).unwrap();
    }
    let run = renkei(project.path(), &["run"]);
    assert_eq!(run.status.code(), Some(0), "{}{}", text(&run.stdout), text(&run.stderr));
}

#[test]
fn junit_is_valid_and_pages_open() {
    let project = example();
    // A provider's wrong answer makes the reports show failures too.
    let replica = project.path().join("test-groups/representatives/d-kempo.yaml");
    let changed = std::fs::read_to_string(&replica).unwrap().replace("98,760円", "98,761円");
    std::fs::write(&replica, changed).unwrap();
    let run = renkei(project.path(), &["run"]);
    assert_eq!(run.status.code(), Some(4), "{}", text(&run.stderr));

    let junit = project.path().join("junit.xml");
    let made = renkei(project.path(), &["report", "--format", "junit", "-o", junit.to_str().unwrap()]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let judged = Command::new("xmllint")
        .args(["--noout", "--schema"])
        .arg(junit_schema())
        .arg(&junit)
        .output()
        .expect("xmllint: tests/run-all.sh installs it");
    assert!(judged.status.success(), "{}", text(&judged.stderr));

    let page = project.path().join("report.html");
    renkei(project.path(), &["report", "--format", "html", "-o", page.to_str().unwrap()]);
    let seen = chromium(&page);
    for words in ["98,761円", "98760", "支給額", "K2-01@b-shi"] {
        assert!(seen.contains(words), "{words} is not on the page");
    }
    assert!(!seen.contains("http://") && !seen.contains("https://"), "the page needs nothing from outside");
    let sheet = project.path().join("sheet.html");
    renkei(project.path(), &["report", "--format", "html", "--organisation", "B市", "-o", sheet.to_str().unwrap()]);
    assert!(chromium(&sheet).contains("B市"));
    let pdf = project.path().join("sheet.pdf");
    let printed = browser().arg(format!("--print-to-pdf={}", pdf.display())).arg(&sheet).output().unwrap();
    assert!(pdf.is_file(), "{}", text(&printed.stderr));
}

/// The schema of Jenkins's xUnit plug-in, as pytest's source package carries it; not ours to commit.
fn junit_schema() -> PathBuf {
    let schema = root().join("target/needs/junit-10.xsd");
    assert!(schema.is_file(), "{} is absent: tests/run-all.sh fetches it", schema.display());
    schema
}

fn browser() -> Command {
    let mut command = Command::new("chromium");
    command.args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]);
    command
}

/// What a browser makes of a page.
fn chromium(page: &Path) -> String {
    let profile = tempfile::tempdir().unwrap();
    let output = browser()
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg("--dump-dom")
        .arg(page)
        .output()
        .expect("chromium: tests/run-all.sh installs it");
    text(&output.stdout)
}
