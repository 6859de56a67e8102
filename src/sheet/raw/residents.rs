//! What files say of 住基ネット.

use super::{Columns, Names, Word};
use crate::model::Place;

/// A person of the register.
#[derive(Debug)]
pub struct RawResident {
    /// Where it begins.
    pub place: Place,
    /// Where its columns stand.
    pub columns: Columns,
    /// How its parts are named.
    pub names: Names,
    /// Its key.
    pub id: Option<Word>,
    /// 氏名.
    pub name: Option<Word>,
    /// 旧氏 and 通称.
    pub other_names: Vec<Word>,
    /// カナ.
    pub kana: Option<Word>,
    /// 生年月日.
    pub birth: Option<Word>,
    /// 性別.
    pub sex: Option<Word>,
    /// 住所.
    pub address: Option<Word>,
    /// 前住所.
    pub past_addresses: Vec<Word>,
    /// ロールモデルID.
    pub persona: Option<Word>,
}

/// The profile's part on the register.
#[derive(Debug, Default)]
pub struct RawRegister {
    /// Kind of body -> first day.
    pub changeover: Option<Vec<(Word, Word)>>,
    /// Outcome -> wire code.
    pub outcomes: Vec<(Word, Word)>,
    /// Groups of characters that are one.
    pub variants: Vec<Word>,
}
