//! ロールモデル: the invented persons of the querying body, with family and history.

use super::date::CivilDate;
use super::diagnostic::Place;
use super::organisation::identifier;
use super::personal_number::PersonalNumber;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

identifier!(
    /// ロールモデルID (`RM-002`).
    RoleModelId
);

/// An invented person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleModel {
    /// ロールモデルID.
    pub id: RoleModelId,
    /// 氏名 (invented).
    pub name: String,
    /// カナ氏名.
    pub kana: Option<String>,
    /// 性別, as written.
    pub sex: Option<String>,
    /// 生年月日.
    pub birth: Option<CivilDate>,
    /// 住所 (invented).
    pub address: Option<String>,
    /// 世帯・家族: relation and name.
    pub family: Vec<FamilyMember>,
    /// 加入・受給等の履歴, as the querying body describes it; read by people, never by the answering side.
    pub history: Vec<HistoryEntry>,
    /// テストケースID that use this person (many to many).
    pub cases: Vec<String>,
    /// 個人番号, when one is written: invented, with a wrong check digit. Whoever has none gets one of
    /// [`PersonalNumbers`](super::PersonalNumbers).
    pub personal_number: Option<PersonalNumber>,
    /// 備考.
    pub note: Option<String>,
    /// Where it is written.
    pub place: Place,
}

/// One member of the persona's family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyMember {
    /// 続柄.
    pub relation: String,
    /// 氏名 (invented).
    pub name: String,
}

/// One line of a persona's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// From when.
    pub from: Option<CivilDate>,
    /// Until when.
    pub to: Option<CivilDate>,
    /// What (C健康保険組合に加入).
    pub what: String,
}
