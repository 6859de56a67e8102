//! 処理結果 of an exchange, and our own verdict on a case.

use serde::{Deserialize, Serialize};

/// 処理結果: what the network says of a query. The codes of the wire are data of the [profile](super::profile).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// 正常終了（値あり）
    Normal,
    /// 正常終了（該当なし）
    NoData,
    /// 副本未登録
    ReplicaMissing,
    /// 符号未取得
    LinkCodeMissing,
    /// 照会不許可
    NotPermitted,
    /// 自動応答不可（手動待ち）
    ManualHold,
    /// 不開示
    Undisclosed,
    /// 機関・部署コード不正
    BadInstitution,
    /// 版不一致
    VersionMismatch,
    /// 電文不正
    Malformed,
    /// 提供側停止
    ProviderDown,
    /// 時間切れ
    TimedOut,
    /// 重複要求
    Duplicate,
    /// 本人同意なし
    NoConsent,
}

impl Outcome {
    /// All of them, in the order of the domain document.
    pub const ALL: [Self; 14] = [
        Self::Normal,
        Self::NoData,
        Self::ReplicaMissing,
        Self::LinkCodeMissing,
        Self::NotPermitted,
        Self::ManualHold,
        Self::Undisclosed,
        Self::BadInstitution,
        Self::VersionMismatch,
        Self::Malformed,
        Self::ProviderDown,
        Self::TimedOut,
        Self::Duplicate,
        Self::NoConsent,
    ];

    /// Whether only a provider can know it: every other may be the network's own word.
    pub fn is_providers_own(self) -> bool {
        matches!(self, Self::Normal | Self::NoData | Self::ReplicaMissing | Self::ManualHold)
    }

    /// The word people write on the forms; its spelling in both languages stands in the catalogue.
    pub fn word(self) -> super::text::Text {
        super::catalogue::outcome(self)
    }

    /// Reads the word of the forms (正常終了 alone means with values).
    pub fn from_word(written: &str) -> Option<Self> {
        super::catalogue::outcome_from(written)
    }
}

/// Our verdict, worst first: `Broken < Failed < Blocked < NotRun < Passed` in the order of the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 測定不能: our own process, disk or record failed.
    Broken,
    /// 否: they answered wrongly, late or not at all.
    Failed,
    /// 保留: partner absent, precondition unmet.
    Blocked,
    /// 未実施.
    NotRun,
    /// 合.
    Passed,
}

impl Verdict {
    /// All, worst first.
    pub const ALL: [Self; 5] = [Self::Broken, Self::Failed, Self::Blocked, Self::NotRun, Self::Passed];

    /// The word of the forms.
    pub fn word(self) -> super::text::Text {
        super::catalogue::verdict(self)
    }

    /// A group is the worst of its parts; an empty group is NotRun.
    pub fn worst(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().min().unwrap_or(Self::NotRun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_the_worst_of_its_parts() {
        assert_eq!(Verdict::worst([]), Verdict::NotRun);
        assert_eq!(Verdict::worst([Verdict::Passed, Verdict::NotRun]), Verdict::NotRun);
        assert_eq!(Verdict::worst([Verdict::Failed, Verdict::Broken, Verdict::Blocked]), Verdict::Broken);
    }

    #[test]
    fn every_outcome_is_read_back_from_its_word() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_word(outcome.word().ja), Some(outcome));
        }
    }
}
