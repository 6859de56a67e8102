//! 住民基本台帳ネットワーク: the persons as registered, and the rules by which the register answers.
//!
//! The register has its own author: what stands here need not agree with a ロールモデル, and where it does not, the test
//! shows what becomes of it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::date::CivilDate;
use super::diagnostic::Place;
use super::organisation::{OrganisationKind, identifier};
use super::persona::RoleModelId;
use super::text::Text;
use super::variant::Variants;

identifier!(
    /// The key of a person in the register (`J-001`). It stands for the 住民票コード and is no number of any kind.
    ResidentId
);

/// 性別, as the register holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Male, Self::Female];

    /// The word of the register.
    pub fn word(self) -> Text {
        super::catalogue::resident::sex(self)
    }

    /// Reads 男, 女, 男性 or 女性.
    pub fn from_word(written: &str) -> Option<Self> {
        super::catalogue::resident::sex_from(written)
    }
}

/// An invented person as the register holds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resident {
    /// The register's key.
    pub id: ResidentId,
    /// 氏名.
    pub name: String,
    /// 旧氏 and 通称, under which the person is found too.
    pub other_names: Vec<String>,
    /// カナ.
    pub kana: Option<String>,
    /// 生年月日.
    pub birth: CivilDate,
    /// 性別.
    pub sex: Sex,
    /// 住所 as registered.
    pub address: String,
    /// 前住所: told by people to say which of several hits they are; never searched by itself.
    pub past_addresses: Vec<String>,
    /// The ロールモデル that is this person; `None`: somebody who takes no part in the test.
    pub persona: Option<RoleModelId>,
    /// Where it is written.
    pub place: Place,
}

/// How an 事務 or 事務手続 may search the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SearchRight {
    /// By 4情報.
    #[default]
    FourItems,
    /// By 3情報 too, because it holds no 性別 by law (障害児入所支援).
    WithoutSex,
    /// As before the change, because some of its persons have no 4情報 (生活保護).
    AsBefore,
}

/// What the register is asked: 氏名 and 生年月日 always, the rest as far as known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// 氏名.
    pub name: String,
    /// 生年月日.
    pub birth: CivilDate,
    /// 性別.
    pub sex: Option<Sex>,
    /// 住所.
    pub address: Option<String>,
}

/// What is known besides, to tell several hits apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Particulars {
    /// カナ.
    pub kana: Option<String>,
    /// 性別.
    pub sex: Option<Sex>,
    /// 住所.
    pub address: Option<String>,
    /// 前住所.
    pub past_address: Option<String>,
}

/// How a search ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SearchOutcome {
    /// 一人該当
    One,
    /// 複数該当
    Several,
    /// 該当者なし
    Nobody,
    /// 照会不可: 3情報 by an 事務 that holds 性別.
    NotAllowed,
    /// 回答なし: 2情報 after the change.
    NotAnswered,
}

impl SearchOutcome {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::One, Self::Several, Self::Nobody, Self::NotAllowed, Self::NotAnswered];

    /// The word people read.
    pub fn word(self) -> Text {
        super::catalogue::resident::search_outcome(self)
    }

    /// Reads the word.
    pub fn from_word(written: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word().ja == written.trim())
    }
}

/// Our assumptions about the register: data of the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterRules {
    /// From which day on a search by 2情報 gets no answer, by kind of body; a kind that is not here is answered as before.
    pub changeover: BTreeMap<OrganisationKind, CivilDate>,
    /// The code of each outcome on the wire.
    pub outcome_codes: BTreeMap<SearchOutcome, String>,
    /// Characters that are one in names and addresses (髙 and 高).
    pub variants: Variants,
}

impl RegisterRules {
    /// The wire code of an outcome.
    pub fn outcome_code(&self, outcome: SearchOutcome) -> &str {
        self.outcome_codes.get(&outcome).map_or("", String::as_str)
    }

    /// The outcome of a wire code.
    pub fn outcome_of(&self, code: &str) -> Option<SearchOutcome> {
        self.outcome_codes.iter().find(|(_, known)| *known == code).map(|(outcome, _)| *outcome)
    }
}

impl Default for RegisterRules {
    /// 2023-12-18 is the decks' day for 国の機関等 and 都道府県; 市町村 followed in 令和6年度, so its first day is ours to
    /// assume, and so is that insurers changed with the national bodies.
    fn default() -> Self {
        let national = CivilDate::new(2023, 12, 18);
        let municipal = CivilDate::new(2024, 4, 1);
        let days = [
            (OrganisationKind::Agency, national),
            (OrganisationKind::Prefecture, national),
            (OrganisationKind::Insurer, national),
            (OrganisationKind::ClearingHouse, national),
            (OrganisationKind::Municipality, municipal),
        ];
        let code = |(index, outcome): (usize, &SearchOutcome)| (*outcome, format!("J{index:03}"));
        Self {
            changeover: days.into_iter().filter_map(|(kind, day)| Some((kind, day?))).collect(),
            outcome_codes: SearchOutcome::ALL.iter().enumerate().map(code).collect(),
            variants: Variants::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_and_sex_is_read_back_from_its_word() {
        for outcome in SearchOutcome::ALL {
            assert_eq!(SearchOutcome::from_word(outcome.word().ja), Some(outcome));
        }
        for sex in Sex::ALL {
            assert_eq!(Sex::from_word(sex.word().ja), Some(sex));
        }
        assert_eq!(Sex::from_word(" 女性 "), Some(Sex::Female));
        assert_eq!(Sex::from_word("F"), None);
    }
}
