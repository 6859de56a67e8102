//! What of the real network is not public: codes, names and limits, kept as data so that a project can replace them.

use std::collections::BTreeMap;

use super::link_code::LinkCodeOutcome;
use super::resident::RegisterRules;
use super::verdict::Outcome;

/// Our assumptions about the wire, from `layouts/profile.yaml` (or the built-in ones).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// How elements are named.
    pub element_names: ElementNames,
    /// How the querying side's business systems speak, and a partner for whom nothing else is said.
    pub transport: Transport,
    /// The namespace of messages in SOAP.
    pub soap_namespace: String,
    /// How files of an exchange are built and written.
    pub files: FileSpelling,
    /// How long a file in an exchange folder must not have changed before it is taken, milliseconds.
    pub file_settle_ms: u64,
    /// Whether a 喪失日 equal to the first day of a range still counts as inside it.
    pub loss_day_counts: bool,
    /// The code of each 処理結果 on the wire.
    pub outcome_codes: BTreeMap<Outcome, String>,
    /// Allowed `ReasonOfNull` codes and their meaning.
    pub null_reasons: BTreeMap<String, String>,
    /// Longest wait of the network for a provider, milliseconds.
    pub provider_wait_ms_max: u64,
    /// First pause between two polls, milliseconds; it doubles up to `poll_pause_ms_max`.
    pub poll_pause_ms_min: u64,
    /// Longest pause between two polls, milliseconds.
    pub poll_pause_ms_max: u64,
    /// Longest wait of the inquirer for an answer, milliseconds.
    pub answer_wait_ms_max: u64,
    /// 住基ネット.
    pub register: RegisterRules,
    /// The code of each outcome of 符号生成 on the wire.
    pub link_code_outcomes: BTreeMap<LinkCodeOutcome, String>,
}

/// How the elements of a payload are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ElementNames {
    /// As the deck prints them (資格取得日).
    Japanese,
    /// By code (`TK02`), for parsers that refuse Japanese names.
    ItemCode,
}

/// How messages are spelt over HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// HTTP and the plain XML message.
    Xml,
    /// HTTP and SOAP 1.1.
    Soap11,
    /// HTTP and SOAP 1.2.
    Soap12,
    /// 照会ファイル and 結果ファイル in a folder.
    File,
}

impl Transport {
    /// Every transport with the word it is written by.
    pub const WORDS: [(&str, Self); 4] =
        [("xml", Self::Xml), ("soap-1.1", Self::Soap11), ("soap-1.2", Self::Soap12), ("file", Self::File)];
}

/// How 照会ファイル are built and written; whoever answers one keeps to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FileSpelling {
    /// How they are built.
    pub format: FileFormat,
    /// In which characters.
    pub charset: FileCharset,
}

/// How a 照会ファイル or 結果ファイル is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FileFormat {
    /// A heading row, then one query a row.
    #[default]
    Csv,
    /// 照会ファイル around 情報照会.
    Xml,
}

impl FileFormat {
    /// Every format with the word it is written by, which is the ending of its files too.
    pub const WORDS: [(&str, Self); 2] = [("csv", Self::Csv), ("xml", Self::Xml)];

    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xml => "xml",
        }
    }
}

/// The characters of a file that renkei writes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FileCharset {
    /// UTF-8 without a byte order mark.
    #[default]
    Utf8,
    /// Windows-31J (CP932).
    Windows31J,
}

impl FileCharset {
    /// Every charset with the word it is written by.
    pub const WORDS: [(&str, Self); 2] = [("utf-8", Self::Utf8), ("windows-31j", Self::Windows31J)];
}

impl Profile {
    /// The wire code of an outcome.
    pub fn outcome_code(&self, outcome: Outcome) -> &str {
        self.outcome_codes.get(&outcome).map_or("", String::as_str)
    }

    /// The outcome of a wire code.
    pub fn outcome_of(&self, code: &str) -> Option<Outcome> {
        self.outcome_codes.iter().find(|(_, known)| *known == code).map(|(outcome, _)| *outcome)
    }
}

impl Default for Profile {
    fn default() -> Self {
        let code = |index: usize| format!("{}{:03}", if index < 2 { "N" } else { "E" }, index);
        Self {
            name: "kihon".to_owned(),
            element_names: ElementNames::Japanese,
            transport: Transport::Xml,
            soap_namespace: "urn:renkei:message:1".to_owned(),
            files: FileSpelling::default(),
            file_settle_ms: 1_000,
            loss_day_counts: false,
            outcome_codes: Outcome::ALL.iter().enumerate().map(|(i, outcome)| (*outcome, code(i))).collect(),
            null_reasons: [("01", "値なし"), ("02", "不詳"), ("03", "対象外")]
                .map(|(code, name)| (code.to_owned(), name.to_owned()))
                .into(),
            provider_wait_ms_max: 1_000,
            poll_pause_ms_min: 1,
            poll_pause_ms_max: 50,
            answer_wait_ms_max: 5_000,
            register: RegisterRules::default(),
            link_code_outcomes: LinkCodeOutcome::default_codes(),
        }
    }
}
