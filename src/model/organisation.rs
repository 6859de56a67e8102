//! Who takes part: organisations, their kinds, test groups, representatives, cycles and lots.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::code::InstitutionCode;
use super::date::CivilDate;
use super::diagnostic::Place;

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub Arc<str>);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }
    };
}
pub(crate) use identifier;

identifier!(
    /// The short id of an organisation in this project's files (`b-shi`); ASCII, so that it can be typed and stand in a file name.
    OrganisationId
);
identifier!(
    /// The id of a 制度 among the insurers (`kempo`, `kyokai`, …): data, because it changes with the years.
    SchemeId
);
identifier!(
    /// The id of a test group.
    GroupId
);

/// What kind of body it is; decides through which gateway its messages go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrganisationKind {
    /// 都道府県
    Prefecture,
    /// 市区町村
    Municipality,
    /// 教育委員会: its own 機関コード beside its local government's (deck 2022)
    EducationBoard,
    /// 医療保険者等 (no 機関コード of its own: the clearing house's stands for it)
    Insurer,
    /// 社会保険診療報酬支払基金
    ClearingHouse,
    /// 国の機関等 (日本年金機構, ハローワーク, 共済組合（長期）, …)
    Agency,
}

impl OrganisationKind {
    /// The server that speaks for this kind of body.
    pub fn gateway(self) -> Gateway {
        match self {
            Self::Prefecture | Self::Municipality | Self::EducationBoard => Gateway::LocalGovernment,
            Self::Insurer | Self::ClearingHouse => Gateway::Insurers,
            Self::Agency => Gateway::Agency,
        }
    }
}

/// The kinds of 中間サーバー.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gateway {
    /// 自治体中間サーバー: one logical server per body.
    LocalGovernment,
    /// 医療保険者等向け中間サーバー: one for all insurers.
    Insurers,
    /// A national body's own server.
    Agency,
}

/// A body that takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name as people write it (B市).
    pub name: String,
    /// Its kind.
    pub kind: OrganisationKind,
    /// Its 機関コード; insurers carry the clearing house's.
    pub code: InstitutionCode,
    /// Its 制度, if an insurer.
    pub scheme: Option<SchemeId>,
    /// Its 保険者番号 or 保険者コード, if an insurer.
    pub insurer_number: Option<String>,
    /// The body it is a part of: a 教育委員会 of its city, the 短期 of a 共済組合 that has a code of its own for 長期.
    pub part_of: Option<OrganisationId>,
    /// Where it is written.
    pub place: Place,
}

impl Organisation {
    /// 保険者コード, which tells insurers under one 機関コード apart: its number, or its id where none is written. `None`: no insurer.
    pub fn insurer_key(&self) -> Option<&str> {
        let insurer = self.kind == OrganisationKind::Insurer;
        insurer.then(|| self.insurer_number.as_deref().unwrap_or(&self.id.0))
    }
}

/// A 制度 of insurers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// Its id.
    pub id: SchemeId,
    /// Its name (健康保険組合).
    pub name: String,
}

/// Between whom a test runs; a group belongs to one of these, not to a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TestKind {
    /// 地方公共団体間
    LocalLocal,
    /// 地方公共団体－国機関間
    LocalNational,
    /// 地方公共団体－医療保険者等間
    LocalInsurer,
    /// 情報連携試験: whoever is prepared queries test 副本 of a national body on the production network (deck 2019)
    Practice,
    /// 試行運用: answers are held against the papers that are still handed in (deck 2019)
    Pilot,
}

/// A test group: its members try the same cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestGroup {
    /// Its id.
    pub id: GroupId,
    /// Its name (テストグループ1).
    pub name: String,
    /// The kind of test it belongs to.
    pub kind: TestKind,
    /// Its members, in the order written.
    pub members: Vec<OrganisationId>,
    /// Where it is written.
    pub place: Place,
}

/// 代表団体: registers the common 副本 that everybody queries (N対1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Representative {
    /// The body.
    pub organisation: OrganisationId,
    /// The kind of test in which it represents.
    pub kind: TestKind,
    /// The groups whose members query it; empty: every group.
    pub serves: Vec<GroupId>,
    /// Where it is written.
    pub place: Place,
}

/// クール: a period of the test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// Its number, 0–8 in the deck.
    pub number: u8,
    /// Its name (クール7).
    pub name: String,
    /// The kind of test run in it.
    pub kind: TestKind,
    /// Its first day.
    pub from: CivilDate,
    /// Its last day.
    pub to: CivilDate,
}

/// ロット: one of the waves in which insurers join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// Its number, 1–3 in the deck.
    pub number: u8,
    /// Its name (ロット1).
    pub name: String,
    /// The insurers of this wave.
    pub members: Vec<OrganisationId>,
}
