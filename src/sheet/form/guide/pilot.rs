//! What the sheets 読み取り and 試行運用 tell the person who fills them.

use super::{DETAIL_NOTE, Guide, Guided, ITEM_NAME_NOTE, ITEM_NOTE, guide};
use crate::sheet::headings::{InterpretationColumn, PaperColumn};

impl Guided for InterpretationColumn {
    const TITLE: &'static str = "総合運用テスト　テスト仕様書（読み取り）";
    const HOW_TO: &'static [&'static str] = &[
        "届いた項目から担当者が算定する値（年金額、手当の支給額など）を１行に１つ書く。期待する値は担当者が自分で算定し、規則から作らない。",
        "規則の言葉：合計・最大・最小・件数・最新（項目コードと、必要なら条件 TK02=… TK01≧… TK01≦… TK02≠…）、差、大きい方、小さい方、月額（12分の1、1円未満切捨て）、年額（12倍）。",
    ];
    const FROZEN: u16 = 1;

    fn guide(self) -> Guide {
        match self {
            Self::Case => guide(14.0, "「テストケース一覧」のテストケースID。\n例：K4-01"),
            Self::Name => guide(26.0, "何を読み取るか。\n例：年金額（年額）、児童扶養手当の支給月額"),
            Self::Value => guide(16.0, "読み取った値。\n例：780,100円"),
            Self::Rule => guide(
                50.0,
                "どの項目からどう算定するか。数に「,」は入れない。\n例：合計(TK03、TK02=障害基礎年金)\n例：大きい方(0、差(42500、月額(合計(TK03))))",
            ),
            Self::Note => guide(24.0, "自由に書いてよい。"),
        }
    }
}

impl Guided for PaperColumn {
    const TITLE: &'static str = "試行運用　添付書類との突合";
    const HOW_TO: &'static [&'static str] = &[
        "添付書類に書いてあったことを、１行に１項目で書く。同じ書類の行は同じ試行IDにする（書類の名・発行日などは最初の行だけでよい）。",
        "照会は「テストケースID」のケースと同じ内容で行い、書類に書いてある項目だけを応答と突き合わせる。書類にない項目が応答にあっても相違としない。",
    ];
    const FROZEN: u16 = 2;

    fn guide(self) -> Guide {
        match self {
            Self::Id => guide(10.0, "突合せの番号。テストケースIDとも重複しないこと。\n例：SU-01"),
            Self::Case => guide(12.0, "どのテストケースの照会を行うか。\n例：K4-01"),
            Self::Cycle => guide(7.0, "試行運用の期間のクール番号。空欄ならテストケースと同じ。\n例：10"),
            Self::BaseDate => guide(10.0, "照会する日。空欄ならテストケースの基準日。\n例：R1.7.1"),
            Self::Name => guide(18.0, "書類の名。\n例：年金額改定通知書"),
            Self::Issued => guide(10.0, "書類の発行日。なければ空欄。相違の手がかりになる。\n例：R1.6.1"),
            Self::Unit => guide(7.0, "書類に二つ以上のまとまり（年、支払など）があるときの番号。一つなら空欄でよい。"),
            Self::Detail => guide(7.0, DETAIL_NOTE),
            Self::Item => guide(12.0, ITEM_NOTE),
            Self::ItemName => guide(22.0, ITEM_NAME_NOTE),
            Self::Called => guide(22.0, "書類での項目の呼び名。項目名と違うときに書く。\n例：各支払期支払額"),
            Self::Value => guide(20.0, "書類に書いてある値。金額は円で書く。\n例：130,016円"),
            Self::Note => guide(20.0, "自由に書いてよい。"),
        }
    }
}
