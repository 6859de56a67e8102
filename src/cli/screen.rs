//! Standard output and error: what is said, in which language, and what is kept quiet.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use serde::Serialize;

use super::Exit;
use super::arguments::Arguments;
use crate::model::catalogue::{cli as words, machine};
use crate::model::{Diagnostic, Lang, Place, Severity, Text};
use crate::report;

/// Narrowest and widest table we draw.
const WIDTH_MIN: usize = 60;
const WIDTH_MAX: usize = 160;
/// Width when there is no terminal to ask.
const WIDTH_DEFAULT: usize = 80;

/// Where a command speaks.
#[derive(Debug, Clone)]
pub(super) struct Screen {
    pub lang: Lang,
    pub json: bool,
    quiet: bool,
    progress: bool,
}

impl Screen {
    pub fn new(lang: Lang, arguments: &Arguments) -> Self {
        Self {
            lang,
            json: arguments.json,
            quiet: arguments.quiet,
            progress: !arguments.quiet && !arguments.no_progress && io::stderr().is_terminal(),
        }
    }

    /// For what is told before the words of the command line could be read.
    pub fn plain(lang: Lang) -> Self {
        Self { lang, json: false, quiet: false, progress: false }
    }

    /// Whether a progress bar may be drawn.
    pub fn progress(&self) -> bool {
        self.progress
    }

    /// Columns of the terminal.
    pub fn width(&self) -> usize {
        let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let asked = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
        told.or_else(asked).unwrap_or(WIDTH_DEFAULT).clamp(WIDTH_MIN, WIDTH_MAX)
    }

    /// A result, on standard output.
    pub fn print(&self, text: &str) {
        put(&mut io::stdout().lock(), text);
    }

    /// A result as JSON, on standard output.
    pub fn print_json(&self, value: &impl Serialize) {
        match serde_json::to_string(value) {
            Ok(text) => self.print(&(text + "\n")),
            Err(fault) => self.fault(&words::BENCH_BROKE, &[("why", &fault)]),
        }
    }

    /// A table or list: on standard output, or on standard error when that is kept for JSON.
    pub fn show(&self, text: &str) {
        if self.json {
            put(&mut io::stderr().lock(), text);
        } else {
            self.print(text);
        }
    }

    /// Something said on the way, on standard error; `--quiet` keeps it back.
    pub fn note(&self, text: &Text, args: &[(&str, &dyn Display)]) {
        self.note_text(&text.say(self.lang, args));
    }

    /// Something said on the way, already in words.
    pub fn note_text(&self, text: &str) {
        if !self.quiet {
            put(&mut io::stderr().lock(), &self.page(text));
        }
    }

    /// Something said on the way that is to be copied: its lines stay whole.
    pub fn note_whole(&self, text: &Text, args: &[(&str, &dyn Display)]) {
        if !self.quiet {
            put(&mut io::stderr().lock(), &(text.say(self.lang, args) + "\n"));
        }
    }

    /// Warnings on the way, with what to do.
    pub fn warn(&self, warnings: &[Diagnostic]) {
        for warning in warnings {
            let (message, help) = (warning.message(self.lang), warning.help(self.lang));
            self.note(&words::WARNED, &[("code", &warning.fault.code), ("message", &message), ("help", &help)]);
        }
    }

    /// A text as wide as the screen.
    pub fn page(&self, text: &str) -> String {
        report::page(text, self.width())
    }

    /// What went wrong, on standard error, always.
    pub fn fault(&self, text: &Text, args: &[(&str, &dyn Display)]) {
        self.fault_text(&text.say(self.lang, args));
    }

    /// What went wrong, already in words.
    pub fn fault_text(&self, text: &str) {
        put(&mut io::stderr().lock(), &self.page(&format!("{}: {text}", words::FAULT_ERROR.pattern(self.lang))));
    }

    /// Why a file could not be written, and what to do. Whoever named a place that is none has to name another.
    pub fn unwritten(&self, path: &Path, why: &io::Error) -> Exit {
        use io::ErrorKind as Kind;
        let (what_to_do, exit) = match why.kind() {
            Kind::NotFound => (&words::FOLDER_WANTED, Exit::Arguments),
            Kind::IsADirectory => (&words::FILE_WANTED, Exit::Arguments),
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem | Kind::NotADirectory | Kind::InvalidFilename => {
                (&words::OTHER_PLACE_WANTED, Exit::Arguments)
            }
            _ => (&words::ROOM_WANTED, Exit::Bench),
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(path);
        let what_to_do = what_to_do.say(self.lang, &[("folder", &folder.display())]);
        let args: [(&str, &dyn Display); 3] =
            [("path", &path.display()), ("why", &machine::say(why, self.lang)), ("todo", &what_to_do)];
        self.fault(&words::FILE_FAULT, &args);
        exit
    }

    /// Faults in files as the very thing that was asked for: on standard output, to be kept or mailed.
    pub fn fault_list(&self, diagnostics: &[Diagnostic]) {
        if self.json {
            self.diagnostics(diagnostics);
        } else {
            self.print(&self.diagnostics_text(diagnostics));
        }
    }

    /// Faults in files that stop something else: JSON on standard output when asked for, else words on standard error.
    pub fn diagnostics(&self, diagnostics: &[Diagnostic]) {
        if self.json {
            let list: Vec<Told<'_>> = diagnostics.iter().map(|diagnostic| Told::of(diagnostic, self.lang)).collect();
            self.print_json(&list);
        } else {
            put(&mut io::stderr().lock(), &self.diagnostics_text(diagnostics));
        }
    }

    fn diagnostics_text(&self, diagnostics: &[Diagnostic]) -> String {
        let mut out = String::new();
        for diagnostic in diagnostics {
            let severity = match diagnostic.fault.severity {
                Severity::Error => words::FAULT_ERROR,
                Severity::Warning => words::FAULT_WARNING,
            };
            out.push_str(&format!(
                "{}[{}] {}\n  {}\n  {}: {}\n",
                severity.pattern(self.lang),
                diagnostic.fault.code,
                diagnostic.place,
                diagnostic.message(self.lang),
                words::FAULT_HELP.pattern(self.lang),
                diagnostic.help(self.lang),
            ));
        }
        if !diagnostics.is_empty() {
            let errors = diagnostics.iter().filter(|known| known.fault.severity == Severity::Error).count();
            let warnings = diagnostics.len() - errors;
            out.push_str(&words::FAULTS_SUM.say(self.lang, &[("errors", &errors), ("warnings", &warnings)]));
            out.push('\n');
        }
        self.page(&out)
    }
}

/// A reader that has gone away (`| head`) is no fault of ours.
fn put(to: &mut dyn Write, text: &str) {
    let _ = to.write_all(text.as_bytes()).and_then(|()| to.flush());
}

/// A fault as others may rely on it.
#[derive(Serialize)]
struct Told<'a> {
    code: &'a str,
    severity: &'a str,
    place: ToldPlace,
    message: String,
    help: String,
}

#[derive(Serialize, Default)]
struct ToldPlace {
    file: Option<String>,
    sheet: Option<String>,
    cell: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
}

impl<'a> Told<'a> {
    fn of(diagnostic: &'a Diagnostic, lang: Lang) -> Self {
        let file = diagnostic.place.file().map(str::to_owned);
        let place = match &diagnostic.place {
            Place::Nowhere | Place::File(_) => ToldPlace { file, ..ToldPlace::default() },
            Place::Cell { sheet, row, column, .. } => ToldPlace {
                file,
                sheet: Some(sheet.to_string()),
                cell: Some(crate::model::diagnostic::cell_name(*row, *column)),
                ..ToldPlace::default()
            },
            Place::Point { line, column, .. } => {
                ToldPlace { file, line: Some(*line), column: (*column > 0).then_some(*column), ..ToldPlace::default() }
            }
        };
        let severity = match diagnostic.fault.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        Self {
            code: diagnostic.fault.code,
            severity,
            place,
            message: diagnostic.message(lang),
            help: diagnostic.help(lang),
        }
    }
}

/// An option or argument as people write it: without clap's `<…>`.
fn readable(name: &str, lang: Lang) -> String {
    let placeholders = [
        ("<RUN>", words::ARG_RUN),
        ("<CASE>", words::EXPLAIN_CASE),
        ("<DIR>", words::SHEETS_BLANK_DIR),
        ("<FILE>", words::SHEETS_CONVERT_FILE),
    ];
    let argument = placeholders.iter().find(|(placeholder, _)| *placeholder == name);
    let option = || name.split_once(" <").map_or(name, |(option, _)| option).to_owned();
    argument.map_or_else(option, |(_, text)| text.pattern(lang).to_owned())
}

/// Whether a run had to be named and was not.
pub(super) fn wants_run(fault: &clap::Error) -> bool {
    let names = |value: &ContextValue| match value {
        ContextValue::String(text) => text.ends_with("<RUN>"),
        ContextValue::Strings(texts) => texts.iter().any(|text| text.ends_with("<RUN>")),
        _ => false,
    };
    matches!(fault.kind(), ErrorKind::MissingRequiredArgument | ErrorKind::InvalidValue)
        && fault.get(ContextKind::InvalidArg).is_some_and(names)
}

/// Tells a fault of the command line, or the help that was asked for.
pub(super) fn bad_arguments(fault: &clap::Error, lang: Lang) -> Exit {
    if matches!(fault.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        put(&mut io::stdout().lock(), &fault.to_string());
        return Exit::Passed;
    }
    if fault.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        put(&mut io::stderr().lock(), &fault.to_string());
        return Exit::Arguments;
    }
    let of = |kind| match fault.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(" ")),
        _ => None,
    };
    let invalid = of(ContextKind::InvalidArg).or_else(|| of(ContextKind::InvalidSubcommand)).unwrap_or_default();
    let wants_number = invalid.ends_with("<N>") || invalid.ends_with("<M>");
    let invalid = readable(&invalid, lang);
    let what = match fault.kind() {
        ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand => {
            words::BAD_UNKNOWN.say(lang, &[("what", &invalid)])
        }
        ErrorKind::MissingRequiredArgument | ErrorKind::MissingSubcommand => {
            words::BAD_MISSING.say(lang, &[("what", &invalid)])
        }
        ErrorKind::ArgumentConflict => {
            let other = readable(&of(ContextKind::PriorArg).unwrap_or_default(), lang);
            words::BAD_CONFLICT.say(lang, &[("what", &invalid), ("other", &other)])
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = of(ContextKind::InvalidValue).unwrap_or_default();
            let said = words::BAD_VALUE.say(lang, &[("what", &invalid), ("value", &value)]);
            let known = of(ContextKind::ValidValue).filter(|known| !known.is_empty());
            match known {
                Some(known) => said + &words::KNOWN_VALUES.say(lang, &[("known", &known)]),
                None if wants_number => said + words::NUMBER_WANTED.pattern(lang),
                None => said,
            }
        }
        _ => fault.kind().to_string(),
    };
    let suggested = of(ContextKind::SuggestedArg).or_else(|| of(ContextKind::SuggestedSubcommand));
    let meant = suggested.map(|name| words::MEANT.say(lang, &[("name", &name)])).unwrap_or_default();
    let line = words::BAD_ARGUMENTS.say(lang, &[("what", &format!("{what}{meant}"))]);
    put(&mut io::stderr().lock(), &format!("{line}\n{}\n", words::SEE_HELP.pattern(lang)));
    Exit::Arguments
}
