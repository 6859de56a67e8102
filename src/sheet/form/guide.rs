//! What the forms tell the person who fills them: titles, how to fill them in, a note and a width for each column.
//!
//! Headings and closed vocabularies are not here: they stand in [`headings`](crate::sheet::headings), which readers
//! share. These words are only printed, never read back.

mod pilot;

use crate::sheet::headings::{
    CaseColumn, Column, ConductColumn, ExpectedColumn, FamilyColumn, HistoryColumn, ReplicaColumn, RoleModelColumn,
};

/// What a column tells its writer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guide {
    /// The note on its heading: what to write, with an example.
    pub(super) note: &'static str,
    /// Its width in characters of the default font.
    pub(super) width: f64,
    /// Which of the project's lists its dropdown offers.
    pub(super) choice: Option<Choice>,
}

/// Lists that depend on the project; closed vocabularies are the headings table's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Choice {
    /// Bodies and groups.
    Inquirers,
    /// 制度, 代表団体 and bodies.
    Targets,
    /// 事務.
    Affairs,
    /// 事務手続.
    Procedures,
    /// 特定個人情報.
    Informations,
    /// Layout versions.
    Versions,
    /// ロールモデル.
    Personas,
    /// Bodies that register 副本.
    Providers,
    /// `ReasonOfNull` codes.
    NullReasons,
}

impl Choice {
    /// All of them, in the order of the リスト sheet.
    pub(super) const ALL: [Self; 9] = [
        Self::Inquirers,
        Self::Targets,
        Self::Affairs,
        Self::Procedures,
        Self::Informations,
        Self::Versions,
        Self::Personas,
        Self::Providers,
        Self::NullReasons,
    ];

    /// Its heading on the リスト sheet; also the end of its defined name.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Inquirers => "照会元の候補",
            Self::Targets => "照会先の候補",
            Self::Affairs => "事務コードの候補",
            Self::Procedures => "事務手続コードの候補",
            Self::Informations => "特定個人情報名コードの候補",
            Self::Versions => "版の候補",
            Self::Personas => "ロールモデルIDの候補",
            Self::Providers => "提供団体の候補",
            Self::NullReasons => "空の理由の候補",
        }
    }
}

/// The sheet with the dropdowns' lists.
pub(super) const LIST_SHEET: &str = "リスト";
/// Above the lists.
pub(super) const LIST_TITLE: &str = "入力の候補（この表はテストの内容ではありません。書き換えると選択肢が変わります）";
/// On the example rows' first cell.
pub(super) const EXAMPLE_NOTE: &str = "記入例\nこの行（灰色）は記入の見本で、このまま実行すると合格します。自団体の内容を書いたら、行ごと削除してください。";
/// Beside the name of a test.
pub(super) const TEST_NAME: &str = "テスト名：";
/// Before the lines of how to fill in a form.
pub(super) const HOW_TO: &str = "記入要領";
/// Print footer: page and number of pages.
pub(super) const FOOTER: &str = "&L&8&F ／ &A&C&8&P ／ &N ページ";
/// The dialog when a value outside a closed vocabulary is typed.
pub(super) const STOP: (&str, &str) = ("選択肢にない値です", "この欄は選択肢から選んでください。");
/// The dialog when a value outside a project's list is typed: it may be right, only not yet registered.
pub(super) const WARN: (&str, &str) =
    ("候補にない値です", "候補（「リスト」シート）にない値です。名称・コードの誤りでないか確かめてください。");

/// A sheet with words for its writer.
pub(super) trait Guided: Column {
    /// The title above the table.
    const TITLE: &'static str;
    /// How to fill it in, line by line.
    const HOW_TO: &'static [&'static str];
    /// Columns that stay in sight when one scrolls to the right.
    const FROZEN: u16;

    /// What this column tells.
    fn guide(self) -> Guide;
}

const fn guide(width: f64, note: &'static str) -> Guide {
    Guide { note, width, choice: None }
}

const fn choose(width: f64, choice: Choice, note: &'static str) -> Guide {
    Guide { note, width, choice: Some(choice) }
}

const PERSONA_NOTE: &str = "「ロールモデル」シートのロールモデルIDを書く。\n例：RM-001";
const VERSION_NOTE: &str = "データ標準レイアウトの特定個人情報の版番号。\n例：4.0";
const UNIT_NOTE: &str = "繰り返す単位の番号（1から）。保険者ごとの資格情報など、一まとまりを同じ番号にする。\n例：C健保の資格＝1、D健保の資格＝2";
const DETAIL_NOTE: &str =
    "単位に続く給付情報などの番号（1から）。資格情報など単位の先頭の項目は空欄。\n例：傷病手当金の1件目＝1";
const ITEM_NOTE: &str = "特定個人情報項目コード。\n例：TK02";
const ITEM_NAME_NOTE: &str = "項目の名称。見やすさのための欄で、照合には項目コードを使う。";
const REASON_NOTE: &str = "値がないときに、値の欄を空けて理由のコードを書く。\n例：01（値なし）";

impl Guided for CaseColumn {
    const TITLE: &'static str = "総合運用テスト　テスト仕様書（テストケース一覧）";
    const HOW_TO: &'static [&'static str] = &[
        "１行に１テストケースを書く。照会する団体が作成し、情報を提供する代表団体に渡す。見出しにカーソルを合わせると書き方が出る。",
        "返ってくるはずの項目と値は「期待項目」シートに書く（提供側の副本を写さず、ロールモデルから自団体で作成する）。",
        "日付は和暦（H29.4.1、平成29年4月1日）でも西暦（2017-04-01）でもよい。コードは先頭の0も含めて書く。個人番号は書かない。",
    ];
    const FROZEN: u16 = 3;

    fn guide(self) -> Guide {
        match self {
            Self::Scenario => {
                guide(8.0, "ひとまとまりの事務の流れごとの番号。同じシナリオの行はセルを結合してよい。\n例：S01")
            }
            Self::Variation => guide(9.0, "シナリオの中の場合分けの番号。\n例：V01"),
            Self::Id => guide(9.0, "テストケースの番号。全体で重複しないこと。\n例：K1-01"),
            Self::Viewpoint => guide(8.0, "テスト観点の番号（別表の観点との対応）。なければ空欄。\n例：P-01"),
            Self::Title => guide(22.0, "何を確かめるケースかを一行で。\n例：資格取得届の審査（直近の資格）"),
            Self::Flow => guide(14.0, "どの事務の流れに属するか。選択実行や網羅の集計に使う。\n例：限度額適用認定"),
            Self::Cycle => guide(6.0, "実施するクールの番号（0～8）。\n例：7"),
            Self::Lot => guide(6.0, "医療保険者等が参加するロットの番号。関係しなければ空欄。\n例：1"),
            Self::Inquirer => choose(
                11.0,
                Choice::Inquirers,
                "照会する団体、又はテストグループ（全員が同じケースを実施する）。\n例：B市、テストグループ1",
            ),
            Self::Target => choose(
                13.0,
                Choice::Targets,
                "照会される団体、医療保険者等の制度、又は「代表団体」（自グループを受け持つ地方公共団体の代表）。\n例：健康保険組合",
            ),
            Self::DepartmentName => guide(12.0, "照会する部署の名称。\n例：国民健康保険課"),
            Self::DepartmentCode => guide(7.0, "照会する部署のコード。先頭の0も書く。\n例：001A"),
            Self::Affair => choose(8.0, Choice::Affairs, "事務コード。\n例：JM030"),
            Self::Procedure => choose(10.0, Choice::Procedures, "事務手続コード。\n例：JT030001"),
            Self::Information => choose(8.0, Choice::Informations, "特定個人情報名コード。\n例：TM031"),
            Self::Version => choose(6.0, Choice::Versions, VERSION_NOTE),
            Self::Items => guide(
                14.0,
                "照会する項目コードを「、」で区切る。「～」で範囲も書ける。\n例：TK01、TK02、TK03　例：TK01～TK15",
            ),
            Self::ConditionKind => guide(
                9.0,
                "既定：基準日時点で最新のもの（終了していても最新なら対象）\n時点指定：過去のある時点で最新のもの\n範囲指定：期間内のすべて",
            ),
            Self::ConditionFrom => guide(
                10.0,
                "時点指定では時点、範囲指定では開始を書く。年・月・日のどの細かさでもよい。既定では空欄。\n例：H28年、H28.3、H29.4.1",
            ),
            Self::ConditionTo => guide(10.0, "範囲指定の終了。それ以外は空欄。\n例：R1.7.27"),
            Self::BaseDate => guide(9.0, "このケースの「現在」。実行する日ではない。\n例：H30.7.27"),
            Self::Persona => choose(9.0, Choice::Personas, PERSONA_NOTE),
            Self::Outcome => guide(11.0, "返ってくるはずの処理結果。\n例：正常終了、該当なし、副本未登録"),
            Self::Xml => guide(
                11.0,
                "期待する特定個人情報データのXMLファイル（プロジェクトからの相対パス）。「期待項目」シートに書くときは空欄。",
            ),
            Self::ReplicaDetail => {
                guide(14.0, "提供側が用意する副本への要望・補足。人が読むための欄で、判定には使わない。")
            }
            Self::Consent => guide(7.0, "本人の同意が要る手続で、同意を得ているなら○。"),
            Self::Undisclosed => guide(7.0, "照会した事実を本人に開示しないなら○（やりとり履歴に出ない）。"),
            Self::Doing => guide(7.0, "自動：この道具が実行する\n人手：連絡訓練や画面確認など、人が行い結果を登録する"),
            Self::Confirmed => guide(
                8.0,
                "記録から作ったケースの期待項目を、人が確かめたか。未確認のケースは実施しない。はじめから人が書いたケースは空欄。",
            ),
            Self::ConfirmedBy => guide(10.0, "確認済のとき、確かめた人。\n例：例示市 試験担当"),
            Self::ConfirmedOn => guide(9.0, "確認済のとき、確かめた日。\n例：R8.11.20"),
            Self::Note => guide(14.0, "自由に書いてよい。"),
        }
    }
}

impl Guided for ExpectedColumn {
    const TITLE: &'static str = "総合運用テスト　テスト仕様書（期待項目）";
    const HOW_TO: &'static [&'static str] = &[
        "テストケースごとに、返ってくるはずの項目を１行に１つ書く。照会した項目だけを書く。",
        "保険者ごとの資格など、繰り返す一まとまりに「単位」の番号を付け、それに続く給付などに「内訳」の番号を付ける。単位の順は問わない。",
    ];
    const FROZEN: u16 = 1;

    fn guide(self) -> Guide {
        match self {
            Self::Case => guide(14.0, "「テストケース一覧」のテストケースID。\n例：K1-01"),
            Self::Unit => guide(7.0, UNIT_NOTE),
            Self::Detail => guide(7.0, DETAIL_NOTE),
            Self::Item => guide(12.0, ITEM_NOTE),
            Self::Name => guide(24.0, ITEM_NAME_NOTE),
            Self::Value => guide(28.0, "期待する値。日付は和暦・西暦のどちらでもよい。\n例：H27.4.1"),
            Self::NullReason => choose(10.0, Choice::NullReasons, REASON_NOTE),
        }
    }
}

impl Guided for RoleModelColumn {
    const TITLE: &'static str = "総合運用テスト　ロールモデル";
    const HOW_TO: &'static [&'static str] = &[
        "テストに登場する架空の人物を１行に１人書く。実在の人物・住所・個人番号は書かない。",
        "家族は「世帯」シート、加入や受給の経過は「履歴」シートに書く。",
    ];
    const FROZEN: u16 = 1;

    fn guide(self) -> Guide {
        match self {
            Self::Id => guide(14.0, "人物の番号。全体で重複しないこと。\n例：RM-001"),
            Self::Scenario => guide(12.0, "この人物を使うシナリオ。\n例：S01"),
            Self::Variation => guide(12.0, "この人物を使うバリエーション。\n例：V01"),
            Self::Cases => guide(20.0, "この人物を使うテストケース。複数は「、」で区切る。\n例：K1-01、K1-02"),
            Self::Name => guide(18.0, "架空とわかる氏名。\n例：例示 花子"),
            Self::Kana => guide(18.0, "カナ氏名。\n例：レイジ ハナコ"),
            Self::Sex => guide(6.0, "男又は女。事務で扱わなければ空欄。"),
            Self::Birth => guide(12.0, "生年月日。\n例：S55.1.1"),
            Self::Address => guide(34.0, "架空とわかる住所。\n例：例示県B市見本町1番地"),
            Self::PersonalNumber => guide(
                16.0,
                "架空の12桁。最後の1桁（検査用数字）をわざと誤らせる。空欄なら架空の番号が作られる。実在の番号は決して書かない。",
            ),
            Self::Note => guide(30.0, "自由に書いてよい。"),
        }
    }
}

impl Guided for FamilyColumn {
    const TITLE: &'static str = "総合運用テスト　ロールモデル（世帯）";
    const HOW_TO: &'static [&'static str] = &["同じ世帯の人を１行に１人書く。すべて架空の人物とする。"];
    const FROZEN: u16 = 1;

    fn guide(self) -> Guide {
        match self {
            Self::RoleModel => choose(16.0, Choice::Personas, PERSONA_NOTE),
            Self::Relation => guide(14.0, "ロールモデルから見た続柄。\n例：夫、長男"),
            Self::Name => guide(24.0, "架空とわかる氏名。\n例：例示 太郎"),
        }
    }
}

impl Guided for HistoryColumn {
    const TITLE: &'static str = "総合運用テスト　ロールモデル（履歴）";
    const HOW_TO: &'static [&'static str] =
        &["医療保険の加入、給付、転入などの経過を古い順に書く。期待項目を作るときの根拠になる。"];
    const FROZEN: u16 = 1;

    fn guide(self) -> Guide {
        match self {
            Self::RoleModel => choose(16.0, Choice::Personas, PERSONA_NOTE),
            Self::From => guide(13.0, "始まった日。\n例：H27.4.1"),
            Self::To => guide(13.0, "終わった日。続いていれば空欄。\n例：H30.7.27"),
            Self::What => guide(50.0, "何があったか。\n例：A健康保険組合に加入"),
        }
    }
}

impl Guided for ReplicaColumn {
    const TITLE: &'static str = "総合運用テスト　共通副本の登録内容";
    const HOW_TO: &'static [&'static str] = &[
        "情報を提供する代表団体が、中間サーバーに登録した副本の内容を１行に１項目で書く。照会側の期待項目を写さない。",
        "繰り返す一まとまり（資格など）に「単位」の番号を付け、それに続く給付などに「内訳」の番号を付ける。",
    ];
    const FROZEN: u16 = 2;

    fn guide(self) -> Guide {
        match self {
            Self::Organisation => choose(22.0, Choice::Providers, "副本を登録した団体。\n例：A健康保険組合"),
            Self::Persona => choose(14.0, Choice::Personas, "誰の副本か（ロールモデルID）。\n例：RM-001"),
            Self::Information => choose(14.0, Choice::Informations, "特定個人情報名コード。\n例：TM031"),
            Self::Version => choose(7.0, Choice::Versions, VERSION_NOTE),
            Self::Automatic => guide(9.0, "可：中間サーバーが自動で応答する\n不可：自動応答不可（職員の確認待ち）"),
            Self::Provisional => {
                guide(8.0, "ロールモデルから仮に作った副本なら○。登録者が内容を確かめたら空欄にする。")
            }
            Self::PublishedFrom => guide(13.0, "この日より前は、だれにも見えない。空欄は初めから。\n例：H30.4.1"),
            Self::PublishedTo => guide(13.0, "この日より後は、だれにも見えない。空欄は終わりなし。\n例：H31.3.31"),
            Self::Undisclosed => guide(8.0, "提供の事実を本人に開示しないなら○（やりとり履歴に出ない）。"),
            Self::Insured => guide(16.0, "医療保険者等だけが書く。世帯で同じ番号になる。\n例：例-0031"),
            Self::Branch => guide(12.0, "医療保険者等だけが書く。同じ記号番号の人を分ける。\n例：01"),
            Self::Addressee => guide(11.0, "どの業務の宛名番号で登録したか。名寄せを試すときだけ書く。\n例：税-0417"),
            Self::Unit => guide(7.0, UNIT_NOTE),
            Self::Detail => guide(7.0, DETAIL_NOTE),
            Self::Item => guide(12.0, ITEM_NOTE),
            Self::Name => guide(24.0, ITEM_NAME_NOTE),
            Self::Value => guide(28.0, "登録した値。\n例：H27.4.1"),
            Self::NullReason => choose(10.0, Choice::NullReasons, REASON_NOTE),
        }
    }
}

impl Guided for ConductColumn {
    const TITLE: &'static str = "総合運用テスト　応答の設定";
    const HOW_TO: &'static [&'static str] =
        &["副本のとおりに答えない場合だけ、提供団体とロールモデルごとに動作を書く。普通に答えるなら何も書かない。"];
    const FROZEN: u16 = 2;

    fn guide(self) -> Guide {
        match self {
            Self::Organisation => choose(22.0, Choice::Providers, "設定する団体。\n例：A健康保険組合"),
            Self::Persona => choose(14.0, Choice::Personas, PERSONA_NOTE),
            Self::Behaviour => guide(16.0, "どう振る舞うか。\n例：無応答（時間切れになる）、不開示"),
            Self::Times => guide(8.0, "何回目の照会までその動作をするか。空欄は常に。\n例：1"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all<C: Guided>() -> Vec<Guide> {
        C::headings().iter().map(|heading| heading.column.guide()).collect()
    }

    #[test]
    fn every_column_tells_its_writer_something_and_fits_excel() {
        let guides = [
            all::<CaseColumn>(),
            all::<ExpectedColumn>(),
            all::<RoleModelColumn>(),
            all::<FamilyColumn>(),
            all::<HistoryColumn>(),
            all::<ReplicaColumn>(),
            all::<ConductColumn>(),
            all::<crate::sheet::headings::InterpretationColumn>(),
            all::<crate::sheet::headings::PaperColumn>(),
        ];
        for guide in guides.iter().flatten() {
            assert!(guide.note.chars().count() > 5 && guide.note.chars().count() < 200, "{}", guide.note);
            assert!(guide.width >= 6.0);
        }
        for (title, message) in [STOP, WARN] {
            assert!(title.chars().count() <= 32 && message.chars().count() <= 255, "Excel's limits of a dialog");
        }
    }
}
