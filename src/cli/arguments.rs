//! The words of the command line. Their explanations come from the catalogue, in the user's language.

use std::path::PathBuf;

use clap::{Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::model::catalogue::cli as words;
use crate::model::date::to_half_width;
use crate::model::{Lang, Text};
use crate::report;

/// The whole command line.
#[derive(Debug, Clone, Parser)]
#[command(name = "renkei", version, disable_help_subcommand = true)]
pub(super) struct Arguments {
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub project: PathBuf,
    #[arg(long, global = true, value_name = "ja|en")]
    pub lang: Option<Language>,
    #[arg(long, global = true)]
    pub json: bool,
    #[arg(long, global = true)]
    pub quiet: bool,
    #[arg(long, global = true)]
    pub no_progress: bool,
    #[command(subcommand)]
    pub command: Subcommands,
}

/// The two languages, as typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Language {
    Ja,
    En,
}

#[derive(Debug, Clone, Subcommand)]
pub(super) enum Subcommands {
    Init(InitArguments),
    Check,
    Features(FeaturesArguments),
    Phrases(PhrasesArguments),
    Explain(ExplainArguments),
    Sheets(SheetsArguments),
    Mock(MockArguments),
    Protocol(ProtocolArguments),
    Run(Box<RunArguments>),
    Draft(DraftArguments),
    Report(ReportArguments),
    Verify(VerifyArguments),
}

#[derive(Debug, Clone, Args)]
pub(super) struct InitArguments {
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    #[arg(long, value_name = "kihon|zenkoku")]
    pub sample: Option<Sample>,
    #[arg(long, value_name = "N", requires = "sample", value_parser = number::<usize>)]
    pub bodies: Option<usize>,
    #[arg(long, value_name = "M", requires = "sample", value_parser = number::<usize>)]
    pub cases: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Sample {
    Kihon,
    Zenkoku,
}

#[derive(Debug, Clone, Args)]
pub(super) struct FeaturesArguments {
    #[arg(long)]
    pub check: bool,
}

#[derive(Debug, Clone, Args)]
pub(super) struct PhrasesArguments {
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct ExplainArguments {
    #[arg(value_name = "CASE")]
    pub case: String,
    #[arg(long, value_name = "O")]
    pub organisation: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct SheetsArguments {
    #[command(subcommand)]
    pub command: SheetsSubcommands,
}

#[derive(Debug, Clone, Subcommand)]
pub(super) enum SheetsSubcommands {
    Blank(BlankArguments),
    Convert(ConvertArguments),
}

#[derive(Debug, Clone, Args)]
pub(super) struct BlankArguments {
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    #[arg(long, value_name = "1.00|2.00", default_value = "2.00")]
    pub form: String,
}

#[derive(Debug, Clone, Args)]
pub(super) struct ConvertArguments {
    #[arg(value_name = "FILE")]
    pub file: String,
    #[arg(long, value_name = "1.00|2.00", default_value = "2.00")]
    pub form: String,
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct MockArguments {
    #[arg(long, value_name = "ADDRESS")]
    pub plain: Option<String>,
    #[arg(long, value_name = "ADDRESS")]
    pub tls: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub on: Option<String>,
    #[arg(long, value_name = "O=URL")]
    pub real: Vec<String>,
    #[arg(long, value_name = "PLACE=FAULT")]
    pub fault: Vec<String>,
    #[arg(long, value_name = "DIR")]
    pub exchange_folder: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct ProtocolArguments {
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
}

#[derive(Debug, Clone, Args)]
pub(super) struct RunArguments {
    #[arg(long, value_name = "N", value_parser = number::<u8>)]
    pub cycle: Vec<u8>,
    #[arg(long, value_name = "N", value_parser = number::<u8>)]
    pub lot: Vec<u8>,
    #[arg(long, value_name = "G")]
    pub group: Vec<String>,
    #[arg(long, value_name = "O")]
    pub organisation: Vec<String>,
    #[arg(long, value_name = "CASE")]
    pub case: Vec<String>,
    #[arg(long, value_name = "EXPR")]
    pub tags: Option<String>,
    #[arg(long, value_name = "O=URL|wait")]
    pub real: Vec<String>,
    #[arg(long)]
    pub locked: bool,
    #[arg(long, value_name = "PLACE=FAULT")]
    pub fault: Vec<String>,
    #[arg(long, value_name = "RUN", conflicts_with_all = ["cycle", "lot", "group", "organisation", "case", "tags", "real", "fault"])]
    pub resume: Option<String>,
    #[arg(long, value_name = "RUN", conflicts_with_all = ["resume", "real", "fault"])]
    pub replay: Option<String>,
    #[arg(long, value_name = "FILE|-")]
    pub events: Option<String>,
    #[arg(long)]
    pub allow_flaky: bool,
    #[arg(long, value_name = "N", value_parser = workers)]
    pub workers: Option<usize>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct DraftArguments {
    #[arg(value_name = "RUN")]
    pub run: String,
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct ReportArguments {
    #[arg(value_name = "RUN")]
    pub run: Option<String>,
    /// Text, and HTML with `organisation`, unless it is given.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    #[arg(long, value_name = "O")]
    pub organisation: Option<String>,
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Html,
    Junit,
    Json,
}

#[derive(Debug, Clone, Args)]
pub(super) struct VerifyArguments {
    #[arg(value_name = "RUN")]
    pub run: String,
}

/// Columns of a plain terminal.
const SCREEN_COLUMNS: usize = 80;
/// Columns left for an explanation beside the longest option.
const HELP_COLUMNS_MAX: usize = 46;

/// Most worker threads, as in renkei.yaml.
const WORKERS_MAX: usize = 1_024;

/// A number, full or half width, as in the sheets.
fn number<N: std::str::FromStr<Err = std::num::ParseIntError>>(written: &str) -> Result<N, std::num::ParseIntError> {
    to_half_width(written).trim().parse()
}

fn workers(written: &str) -> Result<usize, String> {
    let asked: usize = number(written).map_err(|fault| fault.to_string())?;
    if asked <= WORKERS_MAX { Ok(asked) } else { Err(WORKERS_MAX.to_string()) }
}

/// What every word means; a test holds that none is missing.
const EXPLANATIONS: &[(&str, &str, Text)] = &[
    ("renkei", "", words::ABOUT),
    ("renkei", "project", words::ARG_PROJECT),
    ("renkei", "lang", words::ARG_LANG),
    ("renkei", "json", words::ARG_JSON),
    ("renkei", "quiet", words::ARG_QUIET),
    ("renkei", "no_progress", words::ARG_NO_PROGRESS),
    ("init", "", words::INIT),
    ("init", "dir", words::INIT_DIR),
    ("init", "sample", words::INIT_SAMPLE),
    ("init", "bodies", words::INIT_BODIES),
    ("init", "cases", words::INIT_CASES),
    ("check", "", words::CHECK),
    ("features", "", words::FEATURES),
    ("features", "check", words::FEATURES_CHECK),
    ("phrases", "", words::PHRASES),
    ("phrases", "output", words::PHRASES_OUTPUT),
    ("explain", "", words::EXPLAIN),
    ("explain", "case", words::EXPLAIN_CASE),
    ("explain", "organisation", words::EXPLAIN_ORGANISATION),
    ("sheets", "", words::SHEETS),
    ("blank", "", words::SHEETS_BLANK),
    ("blank", "dir", words::SHEETS_BLANK_DIR),
    ("blank", "form", words::SHEETS_BLANK_FORM),
    ("convert", "", words::SHEETS_CONVERT),
    ("convert", "file", words::SHEETS_CONVERT_FILE),
    ("convert", "form", words::SHEETS_BLANK_FORM),
    ("convert", "output", words::ARG_OUTPUT),
    ("mock", "", words::MOCK),
    ("mock", "plain", words::MOCK_PLAIN),
    ("mock", "tls", words::MOCK_TLS),
    ("mock", "on", words::MOCK_ON),
    ("mock", "real", words::RUN_REAL),
    ("mock", "fault", words::RUN_FAULT),
    ("mock", "exchange_folder", words::MOCK_EXCHANGE_FOLDER),
    ("protocol", "", words::PROTOCOL),
    ("protocol", "output", words::PROTOCOL_OUTPUT),
    ("run", "", words::RUN),
    ("run", "cycle", words::RUN_CYCLE),
    ("run", "lot", words::RUN_LOT),
    ("run", "group", words::RUN_GROUP),
    ("run", "organisation", words::RUN_ORGANISATION),
    ("run", "case", words::RUN_CASE),
    ("run", "tags", words::RUN_TAGS),
    ("run", "real", words::RUN_REAL),
    ("run", "fault", words::RUN_FAULT),
    ("run", "locked", words::RUN_LOCKED),
    ("run", "resume", words::RUN_RESUME),
    ("run", "replay", words::RUN_REPLAY),
    ("run", "events", words::RUN_EVENTS),
    ("run", "allow_flaky", words::RUN_ALLOW_FLAKY),
    ("run", "workers", words::RUN_WORKERS),
    ("draft", "", words::DRAFT),
    ("draft", "run", words::DRAFT_RUN),
    ("draft", "output", words::DRAFT_OUTPUT),
    ("report", "", words::REPORT),
    ("report", "run", words::REPORT_RUN),
    ("report", "format", words::REPORT_FORMAT),
    ("report", "organisation", words::REPORT_ORGANISATION),
    ("report", "output", words::ARG_OUTPUT),
    ("verify", "", words::VERIFY),
    ("verify", "run", words::VERIFY_RUN),
];

fn explanation(command: &str, argument: &str) -> Option<Text> {
    EXPLANATIONS.iter().find(|(c, a, _)| *c == command && *a == argument).map(|(_, _, text)| *text)
}

/// The command line with every explanation in one language.
pub(super) fn command(lang: Lang) -> Command {
    explain(Arguments::command(), lang)
}

fn explain(command: Command, lang: Lang) -> Command {
    let name = command.get_name().to_owned();
    let template = words::HELP_TEMPLATE.say(lang, &[]);
    let version_flag = (name == "renkei").then(|| {
        clap::Arg::new("version")
            .short('V')
            .long("version")
            .action(clap::ArgAction::Version)
            .help(words::ARG_VERSION.pattern(lang))
    });
    let subcommands: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let mut command = command
        .help_template(template)
        .subcommand_help_heading(words::HEADING_COMMANDS.pattern(lang))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(
            clap::Arg::new("help")
                .short('h')
                .long("help")
                .action(clap::ArgAction::Help)
                .help(words::ARG_HELP.pattern(lang))
                .global(false),
        )
        .args(version_flag);
    if let Some(about) = explanation(&name, "") {
        command = command.about(report::page(about.pattern(lang), SCREEN_COLUMNS).trim_end().to_owned());
    }
    command = command.mut_args(|argument| {
        let text = explanation(&name, argument.get_id().as_str());
        let positional = argument.is_positional();
        let argument = match text {
            Some(text) => argument.help(report::page(text.pattern(lang), HELP_COLUMNS_MAX).trim_end().to_owned()),
            None => argument,
        };
        let takes_value = matches!(argument.get_action(), clap::ArgAction::Set | clap::ArgAction::Append);
        let argument =
            if takes_value { argument.hide_possible_values(true).hide_default_value(true) } else { argument };
        if positional {
            argument.help_heading(words::HEADING_ARGUMENTS.pattern(lang))
        } else {
            argument.help_heading(words::HEADING_OPTIONS.pattern(lang))
        }
    });
    for subcommand in subcommands {
        command = command.mut_subcommand(subcommand, |inner| explain(inner, lang));
    }
    command
}

/// Reads the command line; the fault is clap's, to be told by [`super::screen`].
pub(super) fn read(words: impl IntoIterator<Item = std::ffi::OsString>, lang: Lang) -> Result<Arguments, clap::Error> {
    let matches = command(lang).try_get_matches_from(words)?;
    Arguments::from_arg_matches(&matches)
}

/// The project that is meant, when the rest cannot be read.
pub(super) fn project(words: &[std::ffi::OsString]) -> PathBuf {
    let mut words = words.iter().map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        match word.strip_prefix("--project=") {
            Some(value) => return value.into(),
            None if word == "--project" => return words.next().map_or_else(PathBuf::new, |value| (&*value).into()),
            None => {}
        }
    }
    PathBuf::from(".")
}

/// The language asked for, before anything else is read: `--lang`, else the locale; Japanese unless that is English.
pub(super) fn language(words: &[std::ffi::OsString]) -> Lang {
    let mut words = words.iter().map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--lang=") {
            Some(value) => Some(value.to_owned()),
            None if word == "--lang" => words.next().map(std::borrow::Cow::into_owned),
            None => None,
        };
        match value.as_deref() {
            Some("en") => return Lang::En,
            Some("ja") => return Lang::Ja,
            _ => {}
        }
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    match locale {
        Some(locale) if locale.to_ascii_lowercase().starts_with("en") => Lang::En,
        _ => Lang::Ja,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_explained_in_both_languages() {
        fn walk(command: &Command, missing: &mut Vec<String>) {
            let name = command.get_name();
            if explanation(name, "").is_none() {
                missing.push(name.to_owned());
            }
            for argument in command.get_arguments() {
                let id = argument.get_id().as_str();
                if explanation(name, id).is_none() && explanation("renkei", id).is_none() {
                    missing.push(format!("{name} {id}"));
                }
            }
            command.get_subcommands().for_each(|sub| walk(sub, missing));
        }
        let mut missing = Vec::new();
        walk(&Arguments::command(), &mut missing);
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn both_languages_parse_the_same_words() {
        for lang in [Lang::Ja, Lang::En] {
            command(lang).debug_assert();
            for (cycle, lot) in [("7", "1"), ("７", "１")] {
                let words = ["renkei", "run", "--cycle", cycle, "--lot", lot, "--project", "x"].map(Into::into);
                let arguments = read(words, lang).unwrap();
                assert!(matches!(arguments.command, Subcommands::Run(run) if run.cycle == [7] && run.lot == [1]));
            }
            for (option, value, taken) in [
                ("--workers", "０", true),
                ("--workers", "1024", true),
                ("--workers", "1025", false),
                ("--workers", "二", false),
                ("--cycle", "256", false),
                ("--cycle", "", false),
            ] {
                assert_eq!(
                    read(["renkei", "run", option, value].map(Into::into), lang).is_ok(),
                    taken,
                    "{option} {value}"
                );
            }
        }
    }
}
