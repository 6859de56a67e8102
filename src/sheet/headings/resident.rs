//! Columns of 住民一覧. How a register would be handed over on paper is not in our sources: all of it is our assumption.

use super::{Column, Content, Heading, NOTE, PERSONA_ID, Vocabulary};

/// Columns of 住民一覧: one row per person of 住基ネット.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResidentColumn {
    /// 住民キー
    Id,
    /// 氏名
    Name,
    /// 旧氏・通称
    OtherNames,
    /// カナ氏名
    Kana,
    /// 生年月日
    Birth,
    /// 性別
    Sex,
    /// 住所
    Address,
    /// 前住所
    PastAddresses,
    /// ロールモデルID
    Persona,
    /// 備考
    Note,
}

/// Between several names or addresses in one cell; a line each is how the form is written.
pub const LISTED: [char; 4] = ['\n', '、', '；', ';'];

impl Column for ResidentColumn {
    const SHEET: &'static [&'static str] = &["住民一覧", "住民", "住基ネットの住民", "住民台帳"];

    fn headings() -> &'static [Heading<Self>] {
        use Content::{Code, Date};
        // An address is no code, but 4-2 that a spreadsheet took for a day is lost like one.
        static HEADINGS: [Heading<ResidentColumn>; 10] = [
            Heading::new(ResidentColumn::Id, &["住民キー", "住民ID", "住民の番号"]).required().holds(Code),
            Heading::new(ResidentColumn::Name, &["氏名", "漢字氏名"]).required(),
            Heading::new(ResidentColumn::OtherNames, &["旧氏・通称", "旧氏", "通称", "別名"]),
            Heading::new(ResidentColumn::Kana, &["カナ氏名", "氏名カナ", "フリガナ", "カナ"]),
            Heading::new(ResidentColumn::Birth, &["生年月日"]).required().holds(Date),
            Heading::new(ResidentColumn::Sex, &["性別"]).required().one_of(Vocabulary::Sex),
            Heading::new(ResidentColumn::Address, &["住所", "現住所"]).required().holds(Code),
            Heading::new(ResidentColumn::PastAddresses, &["前住所", "住所の履歴", "過去の住所"]).holds(Code),
            Heading::new(ResidentColumn::Persona, PERSONA_ID).holds(Code),
            Heading::new(ResidentColumn::Note, NOTE),
        ];
        &HEADINGS
    }
}
