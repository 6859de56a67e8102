//! The one catalogue of what users read, in Japanese and English side by side. One file per area.

pub mod awaited;
pub mod cli;
pub mod crossing;
pub mod fault;
pub mod draft;
pub mod explain;
pub mod feature;
pub mod form;
pub mod interpretation;
pub mod machine;
pub mod mock;
pub mod network;
pub mod partner;
pub mod payload;
pub mod reach;
pub mod record;
pub mod report;
pub mod resident;
pub mod run;
pub mod service;
pub mod sheet;
pub mod yaml;

use super::personal_number::Leak;
use super::replica::Behaviour;
use super::text::Text;
use super::verdict::{Outcome, Verdict};

/// Appended to a help when the program has a guess.
pub const DID_YOU_MEAN: Text =
    Text { ja: "{help}（「{meant}」のことですか？）", en: "{help} (did you mean \"{meant}\"?)" };

/// Every file's sentences, for the test that both languages are complete.
pub const AREAS: &[(&str, &[(&str, Text)])] = &[
    ("awaited", awaited::ALL),
    ("cli", cli::ALL),
    ("draft", draft::ALL),
    ("explain", explain::ALL),
    ("form", form::ALL),
    ("interpretation", interpretation::ALL),
    ("partner", partner::ALL),
    ("payload", payload::ALL),
    ("machine", machine::ALL),
    ("mock", mock::ALL),
    ("network", network::ALL),
    ("reach", reach::ALL),
    ("record", record::ALL),
    ("report", report::ALL),
    ("resident", resident::ALL),
    ("run", run::ALL),
    ("service", service::ALL),
    ("yaml", yaml::ALL),
];

/// Every fault a file can have.
pub const FAULT_AREAS: &[&[&super::diagnostic::Fault]] = &[
    sheet::FAULTS,
    feature::FAULTS,
    partner::FAULTS,
    resident::FAULTS,
    interpretation::FAULTS,
    fault::FAULTS,
    service::FAULTS,
];

/// The word for an outcome.
pub fn outcome(outcome: Outcome) -> Text {
    let (ja, en) = match outcome {
        Outcome::Normal => ("正常終了", "normal"),
        Outcome::NoData => ("該当なし", "no data"),
        Outcome::ReplicaMissing => ("副本未登録", "replica not registered"),
        Outcome::LinkCodeMissing => ("符号未取得", "link code not obtained"),
        Outcome::NotPermitted => ("照会不許可", "query not permitted"),
        Outcome::ManualHold => ("自動応答不可", "held for manual answer"),
        Outcome::Undisclosed => ("不開示", "not disclosed"),
        Outcome::BadInstitution => ("機関・部署コード不正", "bad institution or department code"),
        Outcome::VersionMismatch => ("版不一致", "layout version mismatch"),
        Outcome::Malformed => ("電文不正", "malformed message"),
        Outcome::ProviderDown => ("提供側停止", "provider down"),
        Outcome::TimedOut => ("時間切れ", "timed out"),
        Outcome::Duplicate => ("重複要求", "duplicate request"),
        Outcome::NoConsent => ("本人同意なし", "no consent"),
    };
    Text { ja, en }
}

/// The outcome a person wrote, 正常終了（値あり） and （該当なし） included.
pub fn outcome_from(written: &str) -> Option<Outcome> {
    let plain: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.replace(['(', '（'], "（").replace([')', '）'], "）");
    match plain.as_str() {
        "正常" | "正常終了（値あり）" | "正常（値あり）" => Some(Outcome::Normal),
        "正常終了（該当なし）" | "正常（該当なし）" => Some(Outcome::NoData),
        "自動応答不可（手動待ち）" => Some(Outcome::ManualHold),
        _ => Outcome::ALL.into_iter().find(|known| outcome(*known).ja == plain),
    }
}

/// The word for a verdict, as on the forms.
pub fn verdict(verdict: Verdict) -> Text {
    let (ja, en) = match verdict {
        Verdict::Broken => ("測定不能", "broken"),
        Verdict::Failed => ("否", "failed"),
        Verdict::Blocked => ("保留", "blocked"),
        Verdict::NotRun => ("未実施", "not run"),
        Verdict::Passed => ("合", "passed"),
    };
    Text { ja, en }
}

/// The word for a provider's behaviour, as on the forms.
pub fn behaviour(behaviour: Behaviour) -> Text {
    let (ja, en) = match behaviour {
        Behaviour::Silent => ("無応答", "silent"),
        Behaviour::Down => ("停止", "down"),
        Behaviour::NoLinkCode => ("符号未取得", "no link code"),
        Behaviour::Undisclosed => ("不開示", "undisclosed"),
        Behaviour::NoConsent => ("本人同意なし", "no consent"),
        Behaviour::Corrupt => ("電文不正", "corrupt message"),
        Behaviour::Misrecorded => ("記録誤り", "wrong record"),
        Behaviour::Leak(Leak::Plain) => ("個人番号漏れ", "leaks the number"),
        Behaviour::Leak(Leak::Wide) => ("個人番号漏れ（全角）", "leaks the number, full width"),
        Behaviour::Leak(Leak::Grouped) => ("個人番号漏れ（区切り）", "leaks the number in groups"),
        Behaviour::Leak(Leak::Kanji) => ("個人番号漏れ（漢数字）", "leaks the number in kanji"),
        Behaviour::Leak(Leak::Hidden) => ("個人番号漏れ（見えない文字）", "leaks the number among unseen characters"),
        Behaviour::Leak(Leak::Split) => ("個人番号漏れ（項目に分割）", "leaks the number over several items"),
        Behaviour::Leak(Leak::Envelope) => ("個人番号漏れ（管理情報）", "leaks the number beside the data"),
    };
    Text { ja, en }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::Lang;

    fn japanese(text: &str) -> bool {
        text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}'))
    }

    #[test]
    fn both_languages_are_complete_and_take_the_same_values() {
        let faults = FAULT_AREAS
            .iter()
            .flat_map(|area| area.iter())
            .flat_map(|fault| [(fault.code, fault.message), (fault.code, fault.help)]);
        let sentences = AREAS.iter().flat_map(|(_, all)| all.iter().copied());
        for (name, text) in faults.chain(sentences) {
            assert!(!text.ja.is_empty() && !text.en.is_empty(), "{name} lacks a language");
            assert!(!japanese(text.pattern(Lang::En)), "{name}: kana in the English text: {}", text.en);
            assert_eq!(Text::placeholders(text.ja), Text::placeholders(text.en), "{name}: placeholders differ");
        }
    }

    #[test]
    fn fault_codes_are_unique() {
        let mut codes: Vec<&str> = FAULT_AREAS.iter().flat_map(|area| area.iter()).map(|fault| fault.code).collect();
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
    }
}
