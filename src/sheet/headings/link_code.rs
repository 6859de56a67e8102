//! Columns of 符号生成テストケース一覧. The form of 符号生成運用テスト is not in our sources: all of it is our assumption.

use super::{CASE_ID, Column, Content, Heading, NOTE, PERSONA_ID, SCENARIO_ID, Vocabulary};

/// Columns of 符号生成テストケース一覧.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkCodeColumn {
    /// シナリオID
    Scenario,
    /// テストケースID
    Id,
    /// テストケース名
    Title,
    /// クール
    Cycle,
    /// ロット
    Lot,
    /// 取得団体
    Body,
    /// 基準日
    BaseDate,
    /// ロールモデルID
    Persona,
    /// 取得前の状態
    Before,
    /// 操作
    Act,
    /// 期待する結果
    Expected,
    /// 備考
    Note,
}

impl Column for LinkCodeColumn {
    const SHEET: &'static [&'static str] = &["符号生成テストケース一覧", "符号生成テスト", "符号生成運用テスト"];

    fn headings() -> &'static [Heading<Self>] {
        use Content::{Code, Count, Date};
        static HEADINGS: [Heading<LinkCodeColumn>; 12] = [
            Heading::new(LinkCodeColumn::Scenario, SCENARIO_ID).required().holds(Code),
            Heading::new(LinkCodeColumn::Id, CASE_ID).required().holds(Code),
            Heading::new(LinkCodeColumn::Title, &["テストケース名", "ケース名"]).required(),
            Heading::new(LinkCodeColumn::Cycle, &["クール"]).required().holds(Count),
            Heading::new(LinkCodeColumn::Lot, &["ロット"]).holds(Count),
            Heading::new(LinkCodeColumn::Body, &["取得団体", "取得する団体", "符号を取得する団体"]).required(),
            Heading::new(LinkCodeColumn::BaseDate, &["基準日"]).required().holds(Date),
            Heading::new(LinkCodeColumn::Persona, PERSONA_ID).required().holds(Code),
            Heading::new(LinkCodeColumn::Before, &["取得前の状態", "前の状態"]).one_of(Vocabulary::LinkCodeState),
            Heading::new(LinkCodeColumn::Act, &["操作"]).one_of(Vocabulary::LinkCodeAct),
            Heading::new(LinkCodeColumn::Expected, &["期待する結果", "期待結果"])
                .required()
                .one_of(Vocabulary::LinkCodeOutcome),
            Heading::new(LinkCodeColumn::Note, NOTE),
        ];
        &HEADINGS
    }
}
