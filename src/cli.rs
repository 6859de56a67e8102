//! The door: arguments, files, clock, screen and exit codes. Everything it does is a call into the library with values.

mod arguments;
mod awaited;
mod check;
mod draft;
mod exchange;
mod explain;
mod fault;
mod features;
mod init;
mod mock;
mod named;
mod protocol;
mod partner;
mod report;
mod run;
mod screen;
mod selection;
mod sheets;
mod standing;
mod stopping;
mod tape;
mod verify;

use std::ffi::OsString;
use std::process::ExitCode;

use arguments::{Arguments, SheetsSubcommands, Subcommands};
use screen::Screen;

/// How a command ended; the meaning of each number is a promise (docs/exit-codes.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Exit {
    /// All passed at the first try, or the command did what it was asked.
    Passed = 0,
    /// Unforeseen.
    Unforeseen = 1,
    /// Bad arguments.
    Arguments = 2,
    /// The files are wrong, stale, break a rule, or a record was changed.
    Files = 3,
    /// A case failed, or passed only on retry.
    Failed = 4,
    /// The bench itself broke.
    Bench = 5,
    /// Nothing was selected or ran.
    Nothing = 6,
    /// Nothing failed, but some are Blocked or NotRun.
    Left = 7,
}

impl Exit {
    /// The exit of a run by the number `report` gives it.
    fn of(code: u8) -> Self {
        [Self::Passed, Self::Arguments, Self::Files, Self::Failed, Self::Bench, Self::Nothing, Self::Left]
            .into_iter()
            .find(|exit| *exit as u8 == code)
            .unwrap_or(Self::Unforeseen)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The whole program.
pub fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let lang = arguments::language(&words);
    let arguments = match arguments::read(words.iter().cloned(), lang) {
        Ok(arguments) => arguments,
        Err(fault) => {
            let exit = screen::bad_arguments(&fault, lang);
            if screen::wants_run(&fault) {
                verify::tell_known(&arguments::project(&words), lang);
            }
            return exit.into();
        }
    };
    let screen = Screen::new(lang, &arguments);
    dispatch(&screen, &arguments).into()
}

fn dispatch(screen: &Screen, arguments: &Arguments) -> Exit {
    let root = &arguments.project;
    match &arguments.command {
        Subcommands::Init(init) => init::init(screen, init),
        Subcommands::Check => check::check(screen, root),
        Subcommands::Features(features) => features::features(screen, root, features.check),
        Subcommands::Phrases(phrases) => features::phrases(screen, phrases),
        Subcommands::Explain(explain) => explain::explain(screen, root, explain),
        Subcommands::Sheets(sheets) => match &sheets.command {
            SheetsSubcommands::Blank(blank) => sheets::blank(screen, root, blank),
            SheetsSubcommands::Convert(convert) => sheets::convert(screen, root, convert),
        },
        Subcommands::Protocol(protocol) => protocol::protocol(screen, root, protocol),
        Subcommands::Mock(mock) => mock::mock(screen, root, mock),
        Subcommands::Draft(draft) => draft::draft(screen, root, draft),
        Subcommands::Run(run) => run::run(screen, root, run),
        Subcommands::Report(report) => report::report(screen, root, report),
        Subcommands::Verify(verify) => verify::verify(screen, root, verify),
    }
}
