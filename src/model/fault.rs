//! Faults by name: what can go wrong with a message, where, and how often; one spelling for sentences, YAML and the
//! command line.
//!
//! A fault is written as a word with parameters in parentheses, 遅延（300±100ミリ秒） or `delay(300±100ms)`: full or half
//! width, Japanese or English, parameters in any order, each of them with a default.

use std::fmt;

use super::case::CaseId;
use super::catalogue::fault as words;
use super::date::to_half_width;
use super::diagnostic::{Diagnostic, Fault, Place, nearest};
use super::layout::Version;
use super::organisation::{Organisation, OrganisationId};
use super::text::{Lang, Text};

/// Longest time a fault may name, milliseconds.
pub const FAULT_WAIT_MS_MAX: u32 = 600_000;
/// Most copies of one message.
pub const FAULT_COPIES_MAX: u32 = 100;
/// Most bytes a fault may name.
pub const FAULT_BYTES_MAX: u32 = 1_000_000;
/// Most times a fault may be asked for.
pub const FAULT_TIMES_MAX: u32 = 1_000_000;

/// What goes wrong. The closed vocabulary; the far side is the institution that the fault stands before.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// 接続拒否: no connection can be made.
    Refuse,
    /// 遅延: the message arrives late.
    Delay {
        /// How late, milliseconds.
        ms: u32,
        /// How much later or sooner than that, milliseconds.
        jitter_ms: u32,
    },
    /// 保留: the message waits until it is released.
    Hold,
    /// 遮断: whatever is sent, nothing comes back.
    Partition,
    /// 切断: the far side does its work and the connection breaks while it replies.
    Cut(CutPoint),
    /// 末尾欠落: the second half of the message is missing, and its length is told as what is left.
    Truncate(Way),
    /// 重複: the message arrives several times; the last reply counts.
    Repeat {
        /// How often it arrives.
        copies: u32,
    },
    /// 順序入替え: the next message overtakes this one.
    Reorder {
        /// How long the next one is waited for, milliseconds.
        ms: u32,
    },
    /// 低速: the reply comes in small pieces.
    Drip {
        /// Bytes in a piece.
        bytes: u32,
        /// Pause between two, milliseconds.
        ms: u32,
    },
    /// 文字コード違い: says UTF-8 and is written in another character code.
    WrongCharset(Charset, Way),
    /// 長さ違い: the reply's `Content-Length` is wrong.
    WrongLength {
        /// How much more (or, below zero, less) than the truth is told.
        bytes: i32,
    },
    /// XML破損: an end tag is broken.
    CorruptXml(Way),
    /// 古い版: an old layout version is told.
    StaleVersion {
        /// Which; `None`: the one before.
        version: Option<Version>,
        /// In which message.
        way: Way,
    },
    /// 証明書期限切れ: the TLS certificate of the far side has expired.
    ExpiredCertificate,
    /// エラー応答: HTTP 5xx comes back and the message does not arrive.
    ServerError(u16),
    /// 再起動: the far side stops right after it took the message, and restarts.
    Crash {
        /// What becomes of what it held.
        state: CrashState,
        /// How long it is away, milliseconds.
        ms: u32,
    },
}

/// Where in a reply the connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CutPoint {
    /// After the head.
    BeforeBody,
    /// Half-way through the body.
    MidBody,
}

/// Which of the two messages of an exchange is spoilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// 往路: what is sent to the institution.
    Request,
    /// 復路: what it replies.
    Reply,
}

/// The character code that a spoilt message is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Charset {
    /// Windows-31J.
    Windows31J,
    /// UTF-16, big-endian, with a mark.
    Utf16,
}

/// What becomes of what an institution held when it restarts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CrashState {
    /// Waiting answers and held queries are there again.
    Kept,
    /// They are gone.
    Lost,
}

/// Before which institution a fault stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FaultPlace {
    /// A body that is asked: the hop to its 中間サーバー. Insurers share theirs.
    Organisation(OrganisationId),
    /// The inquirer's own 中間サーバー, as its business system reaches it.
    OwnGateway,
    /// The inquirer's own 中間サーバー, as the network reaches it with an answer.
    HandBack,
    /// 情報提供ネットワークシステム.
    Nws,
    /// The インターフェイスシステム that municipalities share.
    MunicipalInterface,
    /// The インターフェイスシステム of the insurers.
    InsurersInterface,
    /// 住基ネット.
    ResidentNetwork,
}

/// A fault that was asked for: what, where, how often, for which cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFault {
    /// Before which institution.
    pub place: FaultPlace,
    /// What goes wrong.
    pub kind: FaultKind,
    /// With how many messages of each scenario; `None`: with all of them.
    pub times: Option<u32>,
    /// Only in these cases; empty: in all.
    pub cases: Vec<CaseId>,
    /// Where it is written.
    pub source: Place,
}

/// What stands between the parentheses, as read.
enum Parameter {
    Time { ms: u32, jitter_ms: u32 },
    Bytes(i32),
    Count(u32),
    Cut(CutPoint),
    Way(Way),
    Charset(Charset),
    State(CrashState),
    Other(String),
}

/// Why a parameter is not taken.
enum Refusal {
    Foreign,
    OutOfRange(i64, i64),
}

impl FaultKind {
    /// Every kind, with its defaults.
    pub const ALL: [Self; 16] = [
        Self::Refuse,
        Self::Delay { ms: 300, jitter_ms: 0 },
        Self::Hold,
        Self::Partition,
        Self::Cut(CutPoint::MidBody),
        Self::Truncate(Way::Reply),
        Self::Repeat { copies: 2 },
        Self::Reorder { ms: 200 },
        Self::Drip { bytes: 64, ms: 10 },
        Self::WrongCharset(Charset::Windows31J, Way::Reply),
        Self::WrongLength { bytes: 10 },
        Self::CorruptXml(Way::Reply),
        Self::StaleVersion { version: None, way: Way::Reply },
        Self::ExpiredCertificate,
        Self::ServerError(503),
        Self::Crash { state: CrashState::Lost, ms: 100 },
    ];

    /// Its word, without parameters.
    pub fn word(&self) -> Text {
        words::kind(self)
    }

    /// Reads a fault as people write it; the diagnostic has no place yet.
    ///
    /// # Errors
    /// An unknown word (with the nearest known one), a parameter that the fault does not take or that is out of range.
    pub fn read(written: &str) -> Result<Self, Box<Diagnostic>> {
        let plain = plain(written);
        let (word, parameters) = match plain.split_once('(') {
            Some((word, rest)) => (word, rest.strip_suffix(')').unwrap_or(rest)),
            None => (plain.as_str(), ""),
        };
        let Some(mut kind) = Self::ALL.into_iter().find(|kind| kind.is_called(word)) else {
            let known = Self::ALL.map(|kind| kind.word());
            let list = |lang| known.map(|word| word.pattern(lang)).join(words::PARENTHESES[1].pattern(lang));
            let unknown = Diagnostic::new(&words::UNKNOWN_FAULT, Place::Nowhere).with("written", written.trim());
            let unknown = unknown.with_both("known", list(Lang::Ja), list(Lang::En));
            let spellings = Self::ALL.iter().flat_map(|kind| {
                let word = kind.word();
                [word.ja, word.en].into_iter().chain(words::kind_aliases(kind).iter().copied())
            });
            return Err(Box::new(suggesting(unknown, word, spellings)));
        };
        for text in parameters.split(['、', ',', '・', '/', ';']).filter(|text| !text.is_empty()) {
            if let Err(refusal) = kind.take(Parameter::read(text)) {
                return Err(Box::new(kind.refused(text, &refusal)));
            }
        }
        Ok(kind)
    }

    /// How it is written in one language, with its parameters.
    pub fn spelling(&self, lang: Lang) -> String {
        let time = |ms: u32| format!("{ms}{}", words::MILLISECONDS.pattern(lang));
        let say = |text: Text| text.pattern(lang).to_owned();
        let only_request = |way: Way| (way == Way::Request).then(|| say(words::way(way)));
        let parameters: Vec<String> = match self {
            Self::Refuse | Self::Hold | Self::Partition | Self::ExpiredCertificate => Vec::new(),
            Self::Delay { ms, jitter_ms: 0 } | Self::Reorder { ms } => vec![time(*ms)],
            Self::Delay { ms, jitter_ms } => vec![format!("{ms}±{}", time(*jitter_ms))],
            Self::Cut(point) => vec![say(words::cut_point(*point))],
            Self::Truncate(way) | Self::CorruptXml(way) => only_request(*way).into_iter().collect(),
            Self::Repeat { copies } => vec![format!("{copies}{}", words::TIMES.pattern(lang))],
            Self::Drip { bytes, ms } => vec![format!("{bytes}{}", words::BYTES.pattern(lang)), time(*ms)],
            Self::WrongCharset(charset, way) => {
                [Some(say(words::charset(*charset))), only_request(*way)].into_iter().flatten().collect()
            }
            Self::WrongLength { bytes } => vec![format!("{bytes:+}{}", words::BYTES.pattern(lang))],
            Self::StaleVersion { version, way } => {
                [version.as_ref().map(ToString::to_string), only_request(*way)].into_iter().flatten().collect()
            }
            Self::ServerError(status) => vec![status.to_string()],
            Self::Crash { state, ms } => vec![say(words::crash_state(*state)), time(*ms)],
        };
        let word = self.word().pattern(lang);
        if parameters.is_empty() {
            return word.to_owned();
        }
        let [open, between, close] = words::PARENTHESES.map(|text| text.pattern(lang));
        format!("{word}{open}{}{close}", parameters.join(between))
    }

    fn is_called(&self, word: &str) -> bool {
        let Text { ja, en } = self.word();
        words::kind_aliases(self).iter().chain([&ja, &en]).any(|known| plain(known) == word)
    }

    /// Takes one parameter, if it is one of this kind's.
    fn take(&mut self, parameter: Parameter) -> Result<(), Refusal> {
        let within = |ms: u32| match ms {
            0..=FAULT_WAIT_MS_MAX => Ok(ms),
            _ => Err(Refusal::OutOfRange(0, FAULT_WAIT_MS_MAX.into())),
        };
        match (self, parameter) {
            (Self::Delay { ms, jitter_ms }, Parameter::Time { ms: wait, jitter_ms: jitter }) => {
                (*ms, *jitter_ms) = (within(wait)?, jitter);
                if jitter > wait {
                    return Err(Refusal::OutOfRange(0, wait.into()));
                }
            }
            (
                Self::Reorder { ms } | Self::Drip { ms, .. } | Self::Crash { ms, .. },
                Parameter::Time { ms: wait, jitter_ms: 0 },
            ) => *ms = within(wait)?,
            (Self::Drip { bytes, .. }, Parameter::Bytes(piece)) => {
                *bytes = u32::try_from(piece)
                    .ok()
                    .filter(|piece| (1..=FAULT_BYTES_MAX).contains(piece))
                    .ok_or(Refusal::OutOfRange(1, FAULT_BYTES_MAX.into()))?;
            }
            (Self::WrongLength { bytes }, Parameter::Bytes(more)) => {
                if more == 0 || more.unsigned_abs() > FAULT_BYTES_MAX {
                    return Err(Refusal::OutOfRange(-i64::from(FAULT_BYTES_MAX), FAULT_BYTES_MAX.into()));
                }
                *bytes = more;
            }
            (Self::Repeat { copies }, Parameter::Count(count)) => {
                if !(2..=FAULT_COPIES_MAX).contains(&count) {
                    return Err(Refusal::OutOfRange(2, FAULT_COPIES_MAX.into()));
                }
                *copies = count;
            }
            (Self::Cut(point), Parameter::Cut(written)) => *point = written,
            (
                Self::Truncate(way)
                | Self::CorruptXml(way)
                | Self::WrongCharset(_, way)
                | Self::StaleVersion { way, .. },
                Parameter::Way(written),
            ) => *way = written,
            (Self::WrongCharset(charset, _), Parameter::Charset(written)) => *charset = written,
            (Self::Crash { state, .. }, Parameter::State(written)) => *state = written,
            (Self::StaleVersion { version, .. }, Parameter::Other(written)) => {
                let number = words::VERSION_MARKS.iter().find_map(|mark| written.strip_prefix(mark));
                *version = Some(Version::from(number.unwrap_or(&written)));
            }
            (Self::ServerError(status), Parameter::Other(written)) => {
                let number: u16 = written.parse().map_err(|_| Refusal::Foreign)?;
                if !(500..=599).contains(&number) {
                    return Err(Refusal::OutOfRange(500, 599));
                }
                *status = number;
            }
            _ => return Err(Refusal::Foreign),
        }
        Ok(())
    }

    fn refused(&self, written: &str, refusal: &Refusal) -> Diagnostic {
        let example = Self::ALL.into_iter().find(|kind| kind.word() == self.word()).unwrap_or(Self::Refuse);
        let word = self.word();
        let fault = match refusal {
            Refusal::Foreign => Diagnostic::new(&words::BAD_PARAMETER, Place::Nowhere),
            Refusal::OutOfRange(least, most) => {
                Diagnostic::new(&words::OUT_OF_RANGE, Place::Nowhere).with("least", least).with("most", most)
            }
        };
        fault.with_both("name", word.ja.to_owned(), word.en.to_owned()).with("written", written).with_both(
            "example",
            example.spelling(Lang::Ja),
            example.spelling(Lang::En),
        )
    }
}

impl fmt::Display for FaultKind {
    /// The Japanese spelling: the one that is written into files.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spelling(Lang::Ja))
    }
}

impl Parameter {
    /// Reads one, already [`plain`].
    fn read(text: &str) -> Self {
        let called = |word: Text| plain(word.ja) == text || plain(word.en) == text;
        let time = |unit: &(&str, u32)| {
            let number = text.strip_suffix(unit.0)?;
            let (middle, jitter) = number.split_once('±').or_else(|| number.split_once("+-")).unwrap_or((number, "0"));
            // The unit may stand behind both numbers.
            let middle = middle.strip_suffix(unit.0).unwrap_or(middle);
            let whole = |digits: &str| digits.parse::<u32>().ok().and_then(|number| number.checked_mul(unit.1));
            Some(Self::Time { ms: whole(middle)?, jitter_ms: whole(jitter)? })
        };
        let number = |units: &[&str]| {
            let digits = units.iter().find_map(|unit| text.strip_suffix(unit))?;
            digits.parse::<i32>().ok()
        };
        let cut = [CutPoint::BeforeBody, CutPoint::MidBody].into_iter().find(|point| called(words::cut_point(*point)));
        let way = [Way::Request, Way::Reply].into_iter().find(|way| called(words::way(*way)));
        let charset = [Charset::Windows31J, Charset::Utf16].into_iter().find(|known| called(words::charset(*known)));
        let state = [CrashState::Kept, CrashState::Lost].into_iter().find(|state| called(words::crash_state(*state)));
        None.or_else(|| words::TIME_UNITS.iter().find_map(time))
            .or_else(|| number(words::BYTE_UNITS).map(Self::Bytes))
            .or_else(|| number(words::COUNT_UNITS).and_then(|count| count.try_into().ok()).map(Self::Count))
            .or_else(|| cut.map(Self::Cut))
            .or_else(|| way.map(Self::Way))
            .or_else(|| charset.map(Self::Charset))
            .or_else(|| state.map(Self::State))
            .unwrap_or_else(|| Self::Other(text.to_owned()))
    }
}

impl FaultPlace {
    /// The places that are no body.
    pub const NAMED: [Self; 6] = [
        Self::OwnGateway,
        Self::HandBack,
        Self::Nws,
        Self::MunicipalInterface,
        Self::InsurersInterface,
        Self::ResidentNetwork,
    ];

    /// Reads a place: a body by its name or id, or one of [`FaultPlace::NAMED`].
    ///
    /// # Errors
    /// No such place, with the nearest known one; the diagnostic has no place of its own yet.
    pub fn read(written: &str, organisations: &[Organisation]) -> Result<Self, Box<Diagnostic>> {
        let wanted = plain(written);
        let body = |known: &&Organisation| plain(&known.name) == wanted || plain(&known.id.0) == wanted;
        if let Some(body) = organisations.iter().find(body) {
            return Ok(Self::Organisation(body.id.clone()));
        }
        Self::NAMED.into_iter().find(|place| place.is_called(written)).ok_or_else(|| {
            let known: Vec<Text> = Self::NAMED.iter().filter_map(words::place).collect();
            let list = |lang| {
                let words: Vec<&str> = known.iter().map(|word| word.pattern(lang)).collect();
                words.join(words::PARENTHESES[1].pattern(lang))
            };
            let unknown = Diagnostic::new(&words::UNKNOWN_PLACE, Place::Nowhere).with("written", written.trim());
            let named = Self::NAMED.iter().flat_map(|place| words::place_aliases(place).iter().copied());
            let near = known.iter().flat_map(|word| [word.ja, word.en]).chain(named);
            let near = near.chain(organisations.iter().flat_map(|body| [&*body.name, &*body.id.0]));
            let unknown = unknown.with_both("known", list(Lang::Ja), list(Lang::En));
            Box::new(suggesting(unknown, written, near))
        })
    }

    /// Whether a word means this place; a body is known by its own names only.
    pub fn is_called(&self, written: &str) -> bool {
        let (word, wanted) = (words::place(self), plain(written));
        let both = word.iter().flat_map(|word| [word.ja, word.en]);
        both.chain(words::place_aliases(self).iter().copied()).any(|known| plain(known) == wanted)
    }

    /// How it is written: the name of the body, or its word.
    pub fn spelling(&self, organisations: &[Organisation], lang: Lang) -> String {
        match (self, words::place(self)) {
            (_, Some(word)) => word.pattern(lang).to_owned(),
            (Self::Organisation(id), None) => organisations
                .iter()
                .find(|body| body.id == *id)
                .map_or_else(|| id.to_string(), |body| body.name.clone()),
            (_, None) => String::new(),
        }
    }
}

impl NamedFault {
    /// Reads an argument of the command line, `E市=切断（本文の途中）×1`: a place, a fault, and how often.
    ///
    /// # Errors
    /// Any of its parts cannot be read, or the fault can do nothing there.
    pub fn from_argument(written: &str, organisations: &[Organisation]) -> Result<Self, Box<Diagnostic>> {
        let bad = || {
            let cut = FaultKind::Cut(CutPoint::MidBody);
            let example = |lang| Self::argument(&FaultPlace::Nws.spelling(&[], lang), &cut, Some(1), lang);
            let fault = Diagnostic::new(&words::BAD_ARGUMENT, Place::Nowhere).with("written", written);
            Box::new(fault.with_both("example", example(Lang::Ja), example(Lang::En)))
        };
        let (place, fault) = written.split_once(['=', '＝']).ok_or_else(bad)?;
        let (fault, times) = match fault.rsplit_once(['×', '✕', '*', '＊']) {
            Some((fault, count)) => {
                let plain = plain(count);
                let digits = words::COUNT_UNITS.iter().find_map(|unit| plain.strip_suffix(unit)).unwrap_or(&plain);
                let times = digits.parse().ok().filter(|times| (1..=FAULT_TIMES_MAX).contains(times));
                (fault, Some(times.ok_or_else(bad)?))
            }
            None => (fault, None),
        };
        let place = FaultPlace::read(place, organisations)?;
        let kind = FaultKind::read(fault)?;
        let fault = Self { place, kind, times, cases: Vec::new(), source: Place::Nowhere };
        match Self::pointless(&fault.place, &fault.kind, organisations) {
            Some(told) => Err(Box::new(told)),
            None => Ok(fault),
        }
    }

    /// How it is written on the command line.
    pub fn spelling(&self, organisations: &[Organisation], lang: Lang) -> String {
        Self::argument(&self.place.spelling(organisations, lang), &self.kind, self.times, lang)
    }

    fn argument(place: &str, kind: &FaultKind, times: Option<u32>, lang: Lang) -> String {
        let times = times.map(|times| format!("×{times}")).unwrap_or_default();
        format!("{place}={}{times}", kind.spelling(lang))
    }

    /// Why a fault can do nothing at a place; the diagnostic has no place yet.
    pub fn pointless(place: &FaultPlace, kind: &FaultKind, organisations: &[Organisation]) -> Option<Diagnostic> {
        let why = Self::why_pointless(place, kind)?;
        let Text { ja, en } = kind.word();
        let told = at_place(&words::POINTLESS, place, organisations);
        let told = told.with_both("name", ja.to_owned(), en.to_owned());
        Some(told.with_both("why", why.ja.to_owned(), why.en.to_owned()))
    }

    /// Why no message that passes there could ever show it.
    fn why_pointless(place: &FaultPlace, kind: &FaultKind) -> Option<Text> {
        match (place, kind) {
            (FaultPlace::ResidentNetwork, FaultKind::StaleVersion { .. })
            | (FaultPlace::Nws, FaultKind::StaleVersion { way: Way::Reply, .. }) => Some(words::NO_VERSION_THERE),
            (FaultPlace::ResidentNetwork, FaultKind::Reorder { .. }) => Some(words::ONE_BY_ONE_THERE),
            (
                FaultPlace::HandBack,
                FaultKind::Cut(_)
                | FaultKind::Drip { .. }
                | FaultKind::Truncate(Way::Reply)
                | FaultKind::WrongCharset(_, Way::Reply)
                | FaultKind::CorruptXml(Way::Reply)
                | FaultKind::StaleVersion { way: Way::Reply, .. },
            ) => Some(words::NO_REPLY_THERE),
            _ => None,
        }
    }

    /// That nothing is held at a place, so that nothing can be released; the diagnostic has no place yet.
    pub fn nothing_held(place: &FaultPlace, organisations: &[Organisation]) -> Diagnostic {
        at_place(&words::NOTHING_HELD, place, organisations)
    }
}

fn at_place(fault: &'static Fault, place: &FaultPlace, organisations: &[Organisation]) -> Diagnostic {
    let spelling = |lang| place.spelling(organisations, lang);
    Diagnostic::new(fault, Place::Nowhere).with_both("place", spelling(Lang::Ja), spelling(Lang::En))
}

/// With the spelling that is nearest to what was written, however kana were chosen.
fn suggesting<'k>(unknown: Diagnostic, written: &str, known: impl IntoIterator<Item = &'k str>) -> Diagnostic {
    let folded = |text: &str| plain(text).chars().map(katakana).collect::<String>();
    let known: Vec<(String, &str)> = known.into_iter().map(|word| (folded(word), word)).collect();
    let near = nearest(&folded(written), known.iter().map(|(folded, _)| folded.as_str()));
    let near =
        near.and_then(|near| known.iter().find(|(folded, _)| *folded == near).map(|(_, word)| (*word).to_owned()));
    Diagnostic { did_you_mean: near, ..unknown }
}

/// A hiragana as the katakana of the same sound.
fn katakana(c: char) -> char {
    const FIRST: u32 = 0x3041;
    const LAST: u32 = 0x3096;
    const STEP: u32 = 0x60;
    match u32::from(c) {
        code @ FIRST..=LAST => char::from_u32(code + STEP).unwrap_or(c),
        _ => c,
    }
}

/// How words and parameters are compared: half width, without blanks, small letters, one kind of minus sign.
fn plain(text: &str) -> String {
    let half = to_half_width(text);
    let kept = half.chars().filter(|c| !c.is_whitespace()).map(|c| match c {
        '−' | '‐' | '‑' | '–' => '-',
        '〔' | '【' | '［' => '(',
        '〕' | '】' | '］' => ')',
        other => other.to_ascii_lowercase(),
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{InstitutionCode, OrganisationKind};

    fn bodies() -> Vec<Organisation> {
        let body = |id: &str, name: &str| Organisation {
            id: id.into(),
            name: name.to_owned(),
            kind: OrganisationKind::Municipality,
            code: InstitutionCode("003".into()),
            scheme: None,
            insurer_number: None,
            part_of: None,
            place: Place::Nowhere,
        };
        vec![body("b-shi", "B市"), body("e-shi", "E市")]
    }

    #[test]
    fn every_fault_is_read_back_as_it_is_written_in_both_languages() {
        let others = [
            FaultKind::Delay { ms: 300, jitter_ms: 100 },
            FaultKind::Cut(CutPoint::BeforeBody),
            FaultKind::Truncate(Way::Request),
            FaultKind::WrongCharset(Charset::Utf16, Way::Request),
            FaultKind::WrongLength { bytes: -7 },
            FaultKind::CorruptXml(Way::Request),
            FaultKind::StaleVersion { version: Some("3.0".into()), way: Way::Request },
            FaultKind::ServerError(500),
            FaultKind::Crash { state: CrashState::Kept, ms: 20 },
        ];
        for kind in FaultKind::ALL.into_iter().chain(others) {
            for lang in [Lang::Ja, Lang::En] {
                let written = kind.spelling(lang);
                assert_eq!(FaultKind::read(&written).as_ref(), Ok(&kind), "{written}");
            }
        }
    }

    #[test]
    fn people_write_faults_in_many_ways() {
        for (written, read) in [
            ("接続拒否", "接続拒否"),
            ("接続の拒否", "接続拒否"),
            ("Refuse", "接続拒否"),
            ("遅延", "遅延（300ミリ秒）"),
            ("遅延（３００±１００ミリ秒）", "遅延（300±100ミリ秒）"),
            ("遅延(300ms±100ms)", "遅延（300±100ミリ秒）"),
            ("遅延 （1秒）", "遅延（1000ミリ秒）"),
            ("ｄｅｌａｙ（2s+-1s）", "遅延（2000±1000ミリ秒）"),
            ("切断（本文の途中）", "切断（本文の途中）"),
            ("切断", "切断（本文の途中）"),
            ("cut(before-body)", "切断（本文の前）"),
            ("重複（３回）", "重複（3回）"),
            ("繰り返し", "重複（2回）"),
            ("低速（16バイト、5ミリ秒）", "低速（16バイト、5ミリ秒）"),
            ("低速（5ミリ秒・16バイト）", "低速（16バイト、5ミリ秒）"),
            ("文字コード違い（ＵＴＦ－１６）", "文字コード違い（UTF-16）"),
            ("長さ違い（－７バイト）", "長さ違い（-7バイト）"),
            ("長さ違い（+7バイト）", "長さ違い（+7バイト）"),
            ("ＸＭＬ破損（往路）", "XML破損（往路）"),
            ("古い版（版3.0）", "古い版（3.0）"),
            ("エラー応答（500）", "エラー応答（500）"),
            ("5xx", "エラー応答（503）"),
            ("再起動（状態を保持、20ミリ秒）", "再起動（状態を保持、20ミリ秒）"),
            ("再起動（20ミリ秒、状態を保持）", "再起動（状態を保持、20ミリ秒）"),
        ] {
            let kind = FaultKind::read(written).map(|kind| kind.to_string());
            assert_eq!(kind.as_deref(), Ok(read), "{written}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_with_what_could_be_meant() {
        for (written, told) in [
            ("遅廷", "E0801 遅延"),
            ("接続拒不", "E0801 接続拒否"),
            ("dely(3ms)", "E0801 delay"),
            ("何か", "E0801 -"),
            ("遅延（本文の前）", "E0802 -"),
            ("切断（300ミリ秒）", "E0802 -"),
            ("接続拒否（3回）", "E0802 -"),
            ("遅延（たくさん）", "E0802 -"),
            ("エラー応答（たくさん）", "E0802 -"),
            ("エラー応答（404）", "E0803 -"),
            ("遅延（100±300ミリ秒）", "E0803 -"),
            ("遅延（601秒）", "E0803 -"),
            ("重複（1回）", "E0803 -"),
            ("長さ違い（0バイト）", "E0803 -"),
            ("低速（0バイト）", "E0803 -"),
        ] {
            let fault = FaultKind::read(written).expect_err(written);
            let seen = format!("{} {}", fault.fault.code, fault.did_you_mean.as_deref().unwrap_or("-"));
            assert_eq!(seen, told, "{written}");
        }
    }

    #[test]
    fn arguments_name_a_place_a_fault_and_how_often() {
        let bodies = bodies();
        for (written, read) in [
            ("E市=切断（本文の途中）", "E市=切断（本文の途中）"),
            ("Ｅ市＝切断（本文の途中）×１", "E市=切断（本文の途中）×1"),
            ("e-shi=cut(mid-body)*2", "E市=切断（本文の途中）×2"),
            ("nws = 接続拒否 ×3回", "情報提供ネットワークシステム=接続拒否×3"),
            ("中間サーバー=再起動", "照会者の中間サーバー=再起動（状態を消失、100ミリ秒）"),
            ("住基ネット=遮断", "住基ネット=遮断"),
            ("insurers-interface=hold", "医療保険者インターフェイスシステム=保留"),
        ] {
            let fault = NamedFault::from_argument(written, &bodies).map(|fault| fault.spelling(&bodies, Lang::Ja));
            assert_eq!(fault.as_deref(), Ok(read), "{written}");
            let fault = NamedFault::from_argument(written, &bodies).unwrap();
            let english = fault.spelling(&bodies, Lang::En);
            assert_eq!(NamedFault::from_argument(&english, &bodies), Ok(fault), "{english}");
        }
        for (written, told) in [
            ("E市", "E0805 -"),
            ("E市=接続拒否×0", "E0805 -"),
            ("E市=接続拒否×多い", "E0805 -"),
            ("E村=接続拒否", "E0804 E市"),
            ("E市=接続拒絶", "E0801 接続拒否"),
            ("住基ネット=古い版", "E0806 -"),
            ("住基ネット=順序入替え", "E0806 -"),
            ("nws=古い版", "E0806 -"),
            ("回答の受取口=XML破損", "E0806 -"),
            ("hand-back=cut", "E0806 -"),
            ("E市=接続拒否×1×2", "E0801 接続拒否"),
            ("e-shy=接続拒否", "E0804 e-shi"),
            ("住基ねっと=接続拒否", "E0804 住基ネット"),
            ("中間サーバ=接続拒否", "E0804 中間サーバー"),
            ("情報提供ネットワーク=接続拒否", "E0804 情報提供ネットワークシステム"),
            ("own-gatway=refuse", "E0804 own-gateway"),
            ("nws=5xxx", "E0801 5xx"),
        ] {
            let fault = NamedFault::from_argument(written, &bodies).expect_err(written);
            let seen = format!("{} {}", fault.fault.code, fault.did_you_mean.as_deref().unwrap_or("-"));
            assert_eq!(seen, told, "{written}");
        }
    }
}
