//! 読み取り and 試行運用: the values that officers must reach, and the papers that answers are held against.

use super::{CASE_ID, Column, Content, DETAIL, Heading, ITEM_CODE, ITEM_NAME, NOTE, UNIT};

/// Before the title of a case made from a paper.
pub const PILOT_TITLE: &str = "試行運用：";

/// Columns of 読み取り: one row per value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InterpretationColumn {
    /// テストケースID
    Case,
    /// 読み取る値: its name.
    Name,
    /// 期待する値
    Value,
    /// 規則
    Rule,
    /// 備考
    Note,
}

impl Column for InterpretationColumn {
    const SHEET: &'static [&'static str] = &["読み取り", "読み取る値", "読取り"];

    fn headings() -> &'static [Heading<Self>] {
        static HEADINGS: [Heading<InterpretationColumn>; 5] = [
            Heading::new(InterpretationColumn::Case, CASE_ID).required().holds(Content::Code),
            Heading::new(InterpretationColumn::Name, &["読み取る値", "読み取る値の名称", "算定する値"]).required(),
            Heading::new(InterpretationColumn::Value, &["期待する値", "期待値", "読み取った値"])
                .required()
                .holds(Content::Value),
            Heading::new(InterpretationColumn::Rule, &["規則", "算定の規則", "算出方法"])
                .required()
                .holds(Content::Code),
            Heading::new(InterpretationColumn::Note, NOTE),
        ];
        &HEADINGS
    }
}

/// Columns of 試行運用: one row per item of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaperColumn {
    /// 試行ID: the rows of one paper have the same.
    Id,
    /// テストケースID: whose query is made again.
    Case,
    /// クール
    Cycle,
    /// 基準日: the day of this query, if another.
    BaseDate,
    /// 添付書類: its name.
    Name,
    /// 発行日
    Issued,
    /// 単位
    Unit,
    /// 内訳
    Detail,
    /// 項目コード
    Item,
    /// 項目名
    ItemName,
    /// 書類の項目名: what the paper calls it.
    Called,
    /// 書類の値
    Value,
    /// 備考
    Note,
}

/// The merged heading over what the paper is.
const PAPER: &[&str] = &["添付書類"];

impl Column for PaperColumn {
    const SHEET: &'static [&'static str] = &["試行運用", "試行運用（添付書類との突合）", "添付書類との突合"];

    fn headings() -> &'static [Heading<Self>] {
        static HEADINGS: [Heading<PaperColumn>; 13] = [
            Heading::new(PaperColumn::Id, &["試行ID", "試行番号"]).required().holds(Content::Code),
            Heading::new(PaperColumn::Case, CASE_ID).required().holds(Content::Code),
            Heading::new(PaperColumn::Cycle, &["クール", "クール番号", "実施クール"]).holds(Content::Count),
            Heading::new(PaperColumn::BaseDate, &["基準日", "照会基準日", "照会日"]).holds(Content::Date),
            Heading::new(PaperColumn::Name, &["添付書類", "添付書類名", "書類名"])
                .under(PAPER, &["名", "書類名", "名称"])
                .required(),
            Heading::new(PaperColumn::Issued, &["発行日", "書類の発行日", "証明日"])
                .under(PAPER, &["発行日", "証明日"])
                .holds(Content::Date),
            Heading::new(PaperColumn::Unit, UNIT).holds(Content::Count),
            Heading::new(PaperColumn::Detail, DETAIL).holds(Content::Count),
            Heading::new(PaperColumn::Item, ITEM_CODE).required().holds(Content::Code),
            Heading::new(PaperColumn::ItemName, ITEM_NAME),
            Heading::new(PaperColumn::Called, &["書類の項目名", "書類の記載項目", "書類上の名称"]),
            Heading::new(PaperColumn::Value, &["書類の値", "書類の記載", "値"]).required().holds(Content::Value),
            Heading::new(PaperColumn::Note, NOTE),
        ];
        &HEADINGS
    }
}
