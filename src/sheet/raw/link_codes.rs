//! What files say of 符号生成運用テスト.

use super::{Columns, Names, Word};
use crate::model::Place;

/// A case of 符号生成運用テスト.
#[derive(Debug)]
pub struct RawLinkCodeCase {
    /// Where its row or entry begins.
    pub place: Place,
    /// Where its columns stand.
    pub columns: Columns,
    /// How its parts are named.
    pub names: Names,
    /// シナリオID.
    pub scenario: Option<Word>,
    /// テストケースID.
    pub id: Option<Word>,
    /// テストケース名.
    pub title: Option<Word>,
    /// クール.
    pub cycle: Option<Word>,
    /// ロット.
    pub lot: Option<Word>,
    /// 取得団体.
    pub body: Option<Word>,
    /// 基準日.
    pub base_date: Option<Word>,
    /// ロールモデルID.
    pub persona: Option<Word>,
    /// 取得前の状態.
    pub before: Option<Word>,
    /// 操作.
    pub act: Option<Word>,
    /// 期待する結果.
    pub expected: Option<Word>,
}
