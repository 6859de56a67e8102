//! The headings table: which columns each sheet of each form version has, and under which words.
//!
//! Readers find columns by these words, writers print them; nobody counts columns. The pictures of the real forms are
//! lost (the deck names their fields only), so the exact words, groups and synonyms are our assumption, kept as data.

mod link_code;
mod pilot;
mod resident;

pub use link_code::LinkCodeColumn;
pub use pilot::{InterpretationColumn, PILOT_TITLE, PaperColumn};
pub use resident::{LISTED, ResidentColumn};

use std::fmt;
use std::hash::Hash;

use crate::model::personal_number::Leak;
use crate::model::{Behaviour, LinkCodeAct, LinkCodeOutcome, Outcome};

/// The version of the common forms (様式 第X.XX版).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum FormVersion {
    /// 第1.00版: no バリエーションID, ロールモデルID, テスト観点ID nor 副本の詳細な情報; 照会先 stands above the table.
    V1_00,
    /// 第2.00版: 照会先 moved into the rows.
    #[default]
    V2_00,
}

impl FormVersion {
    /// All versions we know, oldest first.
    pub const ALL: [Self; 2] = [Self::V1_00, Self::V2_00];

    /// Its number: `1.00`, `2.00`.
    pub fn number(self) -> &'static str {
        match self {
            Self::V1_00 => "1.00",
            Self::V2_00 => "2.00",
        }
    }

    /// The words that say it on a sheet: 様式 第2.00版.
    pub fn label(self) -> String {
        format!("様式 第{}版", self.number())
    }

    /// Reads `2.00`, `2.0`, `２．００` or a text that holds 第2.00版.
    pub fn parse(written: &str) -> Option<Self> {
        let text = normal(written);
        let number = match text.split_once('第').and_then(|(_, rest)| rest.split_once('版')) {
            Some((number, _)) => number,
            None => text.as_str(),
        };
        let number = number.trim_end_matches('0').trim_end_matches('.');
        Self::ALL.into_iter().find(|known| known.number().trim_end_matches('0').trim_end_matches('.') == number)
    }
}

impl fmt::Display for FormVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number())
    }
}

/// What the cells of a column hold, as far as reading and formatting a cell goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Words.
    Text,
    /// A code or an id: leading zeros count, so the cells must be formatted as text.
    Code,
    /// A day, month or year.
    Date,
    /// A small number that counts something.
    Count,
    /// A value of an item: its meaning comes from the layout; written as text.
    Value,
}

/// In which versions a column exists, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// In the rows of both versions.
    Both,
    /// In the rows from 2.00 on; not in 1.00.
    FromV2,
    /// In 1.00 a label above the table, with its value to the right, for all rows; in the rows from 2.00 on.
    LabelInV1,
}

/// One column of a form.
#[derive(Debug, Clone, Copy)]
pub struct Heading<C> {
    /// The column.
    pub column: C,
    /// Its full name first (the one we print when there is no group), then synonyms that are accepted.
    pub words: &'static [&'static str],
    /// The merged heading over it and its own words below that, when the form prints two heading rows.
    pub group: Option<Under>,
    /// Whether a sheet without it cannot be read (in the versions that have it in the rows).
    pub required: bool,
    /// Where it exists.
    pub presence: Presence,
    /// What its cells hold.
    pub content: Content,
    /// The closed list of words, if any, for dropdowns.
    pub vocabulary: Vocabulary,
}

/// A merged heading over several columns, and the words of one column below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Under {
    /// The merged heading (照会条件), synonyms after it.
    pub group: &'static [&'static str],
    /// The heading below it (種別), synonyms after it.
    pub below: &'static [&'static str],
}

/// Closed lists of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vocabulary {
    /// None: anything.
    Free,
    /// 照会条件の種別.
    ConditionKind,
    /// 期待する処理結果.
    Outcome,
    /// 実施方法.
    Doing,
    /// 確認.
    Confirmed,
    /// 自動応答.
    Automatic,
    /// ○ or blank.
    Mark,
    /// 動作.
    Behaviour,
    /// 性別.
    Sex,
    /// 取得前の状態.
    LinkCodeState,
    /// 操作 of 符号生成運用テスト.
    LinkCodeAct,
    /// 期待する結果 of 符号生成運用テスト.
    LinkCodeOutcome,
}

impl Vocabulary {
    /// Its words, in the order a dropdown shows them; empty when anything may stand there.
    pub fn words(self) -> Vec<&'static str> {
        match self {
            Self::Free => Vec::new(),
            Self::ConditionKind => vec![LATEST, AS_OF, RANGE],
            Self::Outcome => Outcome::ALL.iter().map(|outcome| outcome.word().ja).collect(),
            Self::Doing => vec![BY_MACHINE, BY_PEOPLE],
            Self::Confirmed => vec![WAITING, CONFIRMED],
            Self::Automatic => vec![CAN, CANNOT],
            Self::Mark => vec![MARK],
            Self::Behaviour => BEHAVIOURS.iter().map(|(behaviour, _)| behaviour.word().ja).collect(),
            Self::Sex => vec!["男", "女"],
            Self::LinkCodeState => LinkCodeOutcome::STATES.map(|state| state.word().ja).into(),
            Self::LinkCodeAct => LinkCodeAct::ALL.map(|act| act.word().ja).into(),
            Self::LinkCodeOutcome => LinkCodeOutcome::ALL.map(|outcome| outcome.word().ja).into(),
        }
    }
}

/// Sheets whose names begin so are the office's own: whatever they hold, they are not read and nothing is said.
pub const SHEETS_LEFT_ALONE: [&str; 2] = ["メモ", "リスト"];

/// 照会条件 ①.
pub const LATEST: &str = "既定";
/// 照会条件 ②.
pub const AS_OF: &str = "時点指定";
/// 照会条件 ③.
pub const RANGE: &str = "範囲指定";
/// 実施方法: a machine does it.
pub const BY_MACHINE: &str = "自動";
/// 実施方法: people do it.
pub const BY_PEOPLE: &str = "人手";
/// 確認: nobody stands behind the expectation yet.
pub const WAITING: &str = "未確認";
/// 確認: somebody does.
pub const CONFIRMED: &str = "確認済";
/// 自動応答 allowed.
pub const CAN: &str = "可";
/// 自動応答 not allowed.
pub const CANNOT: &str = "不可";
/// Ticked.
pub const MARK: &str = "○";
/// 照会先: the local government that represents the inquirer's group.
pub const LOCAL_REPRESENTATIVE: &str = "代表団体";

/// 動作: the value and its word in YAML; on the form it is [`Behaviour::word`].
pub const BEHAVIOURS: [(Behaviour, &str); 14] = [
    (Behaviour::Silent, "silent"),
    (Behaviour::Down, "down"),
    (Behaviour::NoLinkCode, "no-link-code"),
    (Behaviour::Undisclosed, "undisclosed"),
    (Behaviour::NoConsent, "no-consent"),
    (Behaviour::Corrupt, "corrupt"),
    (Behaviour::Misrecorded, "misrecorded"),
    (Behaviour::Leak(Leak::Plain), "leak-number"),
    (Behaviour::Leak(Leak::Wide), "leak-number-wide"),
    (Behaviour::Leak(Leak::Grouped), "leak-number-grouped"),
    (Behaviour::Leak(Leak::Kanji), "leak-number-kanji"),
    (Behaviour::Leak(Leak::Hidden), "leak-number-hidden"),
    (Behaviour::Leak(Leak::Split), "leak-number-split"),
    (Behaviour::Leak(Leak::Envelope), "leak-number-envelope"),
];

impl<C: Copy> Heading<C> {
    const fn new(column: C, words: &'static [&'static str]) -> Self {
        Self {
            column,
            words,
            group: None,
            required: false,
            presence: Presence::Both,
            content: Content::Text,
            vocabulary: Vocabulary::Free,
        }
    }

    const fn under(mut self, group: &'static [&'static str], below: &'static [&'static str]) -> Self {
        self.group = Some(Under { group, below });
        self
    }

    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn presence(mut self, presence: Presence) -> Self {
        self.presence = presence;
        self
    }

    const fn holds(mut self, content: Content) -> Self {
        self.content = content;
        self
    }

    const fn one_of(mut self, vocabulary: Vocabulary) -> Self {
        self.vocabulary = vocabulary;
        self
    }

    /// Its own full name.
    pub fn name(&self) -> &'static str {
        self.words.first().copied().unwrap_or("")
    }

    /// Whether it is a column of the table in this version.
    pub fn in_rows(&self, version: FormVersion) -> bool {
        self.presence == Presence::Both || version >= FormVersion::V2_00
    }

    /// Whether it is a label above the table in this version.
    pub fn in_label(&self, version: FormVersion) -> bool {
        self.presence == Presence::LabelInV1 && version == FormVersion::V1_00
    }
}

/// The columns of one kind of sheet.
pub trait Column: Copy + Eq + Hash + fmt::Debug + 'static {
    /// The sheet's name: ours first, then accepted synonyms.
    const SHEET: &'static [&'static str];

    /// Its columns, in the order we print them.
    fn headings() -> &'static [Heading<Self>];

    /// The columns in the rows of one version, in the order we print them.
    fn of(version: FormVersion) -> impl Iterator<Item = &'static Heading<Self>> {
        Self::headings().iter().filter(move |heading| heading.in_rows(version))
    }

    /// The heading of this column.
    fn heading(self) -> Option<&'static Heading<Self>> {
        Self::headings().iter().find(|heading| heading.column == self)
    }
}

/// Columns of テストケース一覧.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaseColumn {
    /// シナリオID
    Scenario,
    /// バリエーションID
    Variation,
    /// テストケースID
    Id,
    /// テスト観点ID
    Viewpoint,
    /// テストケース名
    Title,
    /// 事務の流れ
    Flow,
    /// クール
    Cycle,
    /// ロット
    Lot,
    /// 照会元
    Inquirer,
    /// 照会先
    Target,
    /// 照会者部署名
    DepartmentName,
    /// 照会者部署コード
    DepartmentCode,
    /// 事務コード
    Affair,
    /// 事務手続コード
    Procedure,
    /// 特定個人情報名コード
    Information,
    /// 版
    Version,
    /// 項目コードリスト
    Items,
    /// 照会条件の種別
    ConditionKind,
    /// 照会条件の開始（時点）
    ConditionFrom,
    /// 照会条件の終了
    ConditionTo,
    /// 基準日
    BaseDate,
    /// ロールモデルID
    Persona,
    /// 期待する処理結果
    Outcome,
    /// 期待XML
    Xml,
    /// 副本の詳細な情報: for the other side's people.
    ReplicaDetail,
    /// 本人同意
    Consent,
    /// 不開示
    Undisclosed,
    /// 実施方法
    Doing,
    /// 確認
    Confirmed,
    /// 確認者
    ConfirmedBy,
    /// 確認日
    ConfirmedOn,
    /// 備考
    Note,
}

const DEPARTMENT: &[&str] = &["情報照会者部署", "照会者部署", "照会部署"];
const AFFAIR: &[&str] = &["事務"];
const INFORMATION: &[&str] = &["特定個人情報"];
const CONDITION: &[&str] = &["照会条件"];
const PERSONA_ID: &[&str] = &["ロールモデルID", "ロールモデル", "ロールモデル番号", "RMID"];
const CASE_ID: &[&str] = &["テストケースID", "ケースID", "テストケース番号", "テストケースNo."];
const SCENARIO_ID: &[&str] = &["シナリオID", "テストシナリオID", "シナリオ番号"];
const VARIATION_ID: &[&str] = &["バリエーションID", "バリエーション", "バリエーション番号"];
const NOTE: &[&str] = &["備考", "摘要", "コメント"];
const UNIT: &[&str] = &["単位", "繰返し", "繰り返し", "資格の番号", "繰返単位"];
const DETAIL: &[&str] = &["内訳", "明細", "給付の番号"];
const ITEM_CODE: &[&str] = &["項目コード", "特定個人情報項目コード"];
const ITEM_NAME: &[&str] = &["項目名", "項目名称", "特定個人情報項目名", "特定個人情報項目名称"];
const NULL_REASON: &[&str] = &["空の理由", "値なしの理由", "ReasonOfNull", "NULL理由"];
const INFORMATION_CODE: &[&str] = &["特定個人情報名コード", "特定個人情報コード", "特定個人情報番号"];
/// 版, in every sheet that has it.
pub const VERSION: &[&str] = &["版", "版番号", "特定個人情報の版番号", "特定個人情報版番号", "レイアウトの版"];
const PROVIDER: &[&str] = &["提供団体", "提供者", "情報提供者", "情報提供団体", "代表団体"];

static CASE_HEADINGS: [Heading<CaseColumn>; 32] = [
    Heading::new(CaseColumn::Scenario, SCENARIO_ID).required().holds(Content::Code),
    Heading::new(CaseColumn::Variation, VARIATION_ID).required().holds(Content::Code).presence(Presence::FromV2),
    Heading::new(CaseColumn::Id, CASE_ID).required().holds(Content::Code),
    Heading::new(CaseColumn::Viewpoint, &["テスト観点ID", "観点ID", "テスト観点"])
        .holds(Content::Code)
        .presence(Presence::FromV2),
    Heading::new(CaseColumn::Title, &["テストケース名", "テストケース名称", "ケース名", "テスト内容", "件名"])
        .required(),
    Heading::new(CaseColumn::Flow, &["事務の流れ", "業務フロー", "フロー"]),
    Heading::new(CaseColumn::Cycle, &["クール", "クール番号", "実施クール"]).required().holds(Content::Count),
    Heading::new(CaseColumn::Lot, &["ロット", "ロット番号"]).holds(Content::Count),
    Heading::new(CaseColumn::Inquirer, &["照会元", "情報照会者", "照会者", "照会元団体", "照会団体"]).required(),
    Heading::new(CaseColumn::Target, &["照会先", "情報提供者", "照会先団体", "提供者"])
        .required()
        .presence(Presence::LabelInV1),
    Heading::new(CaseColumn::DepartmentName, &["照会者部署名", "情報照会者部署名", "照会部署名", "部署名"])
        .under(DEPARTMENT, &["名", "名称", "部署名"]),
    Heading::new(
        CaseColumn::DepartmentCode,
        &["照会者部署コード", "情報照会者部署コード", "照会部署コード", "部署コード"],
    )
    .under(DEPARTMENT, &["コード", "部署コード"])
    .holds(Content::Code),
    Heading::new(CaseColumn::Affair, &["事務コード"])
        .under(AFFAIR, &["コード", "事務コード"])
        .required()
        .holds(Content::Code),
    Heading::new(CaseColumn::Procedure, &["事務手続コード", "事務手続きコード", "手続コード"])
        .under(AFFAIR, &["手続コード", "手続きコード", "事務手続コード"])
        .required()
        .holds(Content::Code),
    Heading::new(CaseColumn::Information, INFORMATION_CODE)
        .under(INFORMATION, &["名コード", "コード", "特定個人情報名コード"])
        .required()
        .holds(Content::Code),
    Heading::new(CaseColumn::Version, VERSION).under(INFORMATION, &["版", "版番号"]).required().holds(Content::Code),
    Heading::new(CaseColumn::Items, &["項目コードリスト", "特定個人情報項目コードリスト", "項目コード", "項目リスト"])
        .under(INFORMATION, &["項目コードリスト", "項目コード"])
        .required()
        .holds(Content::Code),
    Heading::new(CaseColumn::ConditionKind, &["照会条件種別", "照会条件の種別", "照会条件"])
        .under(CONDITION, &["種別", "区分", "種類"])
        .required()
        .one_of(Vocabulary::ConditionKind),
    Heading::new(
        CaseColumn::ConditionFrom,
        &["照会条件開始（時点）", "照会条件開始", "照会条件の開始", "照会条件時点"],
    )
    .under(CONDITION, &["開始（時点）", "開始", "時点", "開始日", "時点・開始", "自"])
    .holds(Content::Date),
    Heading::new(CaseColumn::ConditionTo, &["照会条件終了", "照会条件の終了"])
        .under(CONDITION, &["終了", "終了日", "至"])
        .holds(Content::Date),
    Heading::new(CaseColumn::BaseDate, &["基準日", "照会基準日", "現時点"]).required().holds(Content::Date),
    Heading::new(CaseColumn::Persona, PERSONA_ID).required().holds(Content::Code).presence(Presence::FromV2),
    Heading::new(CaseColumn::Outcome, &["期待する処理結果", "期待処理結果", "処理結果", "期待結果"])
        .required()
        .one_of(Vocabulary::Outcome),
    Heading::new(CaseColumn::Xml, &["期待XML", "期待するXML", "期待XMLファイル"]),
    Heading::new(CaseColumn::ReplicaDetail, &["副本の詳細な情報", "副本の詳細情報", "副本の詳細"])
        .presence(Presence::FromV2),
    Heading::new(CaseColumn::Consent, &["本人同意", "本人の同意"]).one_of(Vocabulary::Mark).presence(Presence::FromV2),
    Heading::new(CaseColumn::Undisclosed, &["不開示", "照会の不開示"])
        .one_of(Vocabulary::Mark)
        .presence(Presence::FromV2),
    Heading::new(CaseColumn::Doing, &["実施方法", "実施区分"]).one_of(Vocabulary::Doing),
    Heading::new(CaseColumn::Confirmed, &["確認", "確認の状況", "期待項目の確認"]).one_of(Vocabulary::Confirmed),
    Heading::new(CaseColumn::ConfirmedBy, &["確認者", "確認した人"]),
    Heading::new(CaseColumn::ConfirmedOn, &["確認日", "確認年月日"]).holds(Content::Date),
    Heading::new(CaseColumn::Note, NOTE),
];

impl Column for CaseColumn {
    const SHEET: &'static [&'static str] =
        &["テストケース一覧", "テスト仕様書", "テスト仕様書（テストケース一覧）", "テストケース"];

    fn headings() -> &'static [Heading<Self>] {
        &CASE_HEADINGS
    }
}

/// Columns of 期待項目: one row per expected item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExpectedColumn {
    /// テストケースID
    Case,
    /// 単位: which repeating unit, from 1.
    Unit,
    /// 内訳: which detail of the unit, from 1; blank: its head.
    Detail,
    /// 項目コード
    Item,
    /// 項目名
    Name,
    /// 期待値
    Value,
    /// 空の理由
    NullReason,
}

impl Column for ExpectedColumn {
    const SHEET: &'static [&'static str] = &["期待項目", "期待する項目", "期待値", "期待結果"];

    fn headings() -> &'static [Heading<Self>] {
        static HEADINGS: [Heading<ExpectedColumn>; 7] = [
            Heading::new(ExpectedColumn::Case, CASE_ID).required().holds(Content::Code),
            Heading::new(ExpectedColumn::Unit, UNIT).required().holds(Content::Count),
            Heading::new(ExpectedColumn::Detail, DETAIL).holds(Content::Count),
            Heading::new(ExpectedColumn::Item, ITEM_CODE).required().holds(Content::Code),
            Heading::new(ExpectedColumn::Name, ITEM_NAME),
            Heading::new(ExpectedColumn::Value, &["期待値", "期待する値", "値"]).required().holds(Content::Value),
            Heading::new(ExpectedColumn::NullReason, NULL_REASON).holds(Content::Code),
        ];
        &HEADINGS
    }
}

/// Columns of ロールモデル.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoleModelColumn {
    /// ロールモデルID
    Id,
    /// シナリオID
    Scenario,
    /// バリエーションID
    Variation,
    /// テストケースID: several may stand in one cell.
    Cases,
    /// 氏名
    Name,
    /// カナ氏名
    Kana,
    /// 性別
    Sex,
    /// 生年月日
    Birth,
    /// 住所
    Address,
    /// 個人番号 (invented)
    PersonalNumber,
    /// 備考
    Note,
}

/// The merged heading over the ids of the cases that use a person.
const USED_BY: &[&str] = &["使用するテストケース"];
/// The merged heading over what the person is.
const PERSON: &[&str] = &["人物"];

impl Column for RoleModelColumn {
    const SHEET: &'static [&'static str] = &["ロールモデル", "ロールモデル一覧"];

    fn headings() -> &'static [Heading<Self>] {
        use Content::{Code, Date};
        static HEADINGS: [Heading<RoleModelColumn>; 11] = [
            Heading::new(RoleModelColumn::Id, PERSONA_ID).required().holds(Code),
            Heading::new(RoleModelColumn::Scenario, SCENARIO_ID)
                .under(USED_BY, SCENARIO_ID)
                .holds(Code)
                .presence(Presence::FromV2),
            Heading::new(RoleModelColumn::Variation, VARIATION_ID)
                .under(USED_BY, VARIATION_ID)
                .holds(Code)
                .presence(Presence::FromV2),
            Heading::new(RoleModelColumn::Cases, CASE_ID)
                .under(USED_BY, CASE_ID)
                .holds(Code)
                .presence(Presence::FromV2),
            Heading::new(RoleModelColumn::Name, &["氏名", "名前"]).under(PERSON, &["氏名", "名前"]).required(),
            Heading::new(RoleModelColumn::Kana, &["カナ氏名", "氏名カナ", "氏名（カナ）", "フリガナ"])
                .under(PERSON, &["カナ氏名"]),
            Heading::new(RoleModelColumn::Sex, &["性別"]).under(PERSON, &["性別"]).one_of(Vocabulary::Sex),
            Heading::new(RoleModelColumn::Birth, &["生年月日"]).under(PERSON, &["生年月日"]).holds(Date),
            Heading::new(RoleModelColumn::Address, &["住所"]).under(PERSON, &["住所"]),
            Heading::new(RoleModelColumn::PersonalNumber, &["個人番号", "個人番号（架空）", "マイナンバー"])
                .under(PERSON, &["個人番号", "個人番号（架空）"])
                .holds(Code),
            Heading::new(RoleModelColumn::Note, NOTE),
        ];
        &HEADINGS
    }
}

/// Columns of 世帯.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FamilyColumn {
    /// ロールモデルID
    RoleModel,
    /// 続柄
    Relation,
    /// 氏名
    Name,
}

impl Column for FamilyColumn {
    const SHEET: &'static [&'static str] = &["世帯", "家族", "世帯・家族"];

    fn headings() -> &'static [Heading<Self>] {
        static HEADINGS: [Heading<FamilyColumn>; 3] = [
            Heading::new(FamilyColumn::RoleModel, PERSONA_ID).required().holds(Content::Code),
            Heading::new(FamilyColumn::Relation, &["続柄"]).required(),
            Heading::new(FamilyColumn::Name, &["氏名", "名前"]).required(),
        ];
        &HEADINGS
    }
}

/// Columns of 履歴.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HistoryColumn {
    /// ロールモデルID
    RoleModel,
    /// 開始日
    From,
    /// 終了日
    To,
    /// 内容
    What,
}

impl Column for HistoryColumn {
    const SHEET: &'static [&'static str] = &["履歴", "加入・受給等の履歴", "経歴"];

    fn headings() -> &'static [Heading<Self>] {
        static HEADINGS: [Heading<HistoryColumn>; 4] = [
            Heading::new(HistoryColumn::RoleModel, PERSONA_ID).required().holds(Content::Code),
            Heading::new(HistoryColumn::From, &["開始日", "開始", "から"]).holds(Content::Date),
            Heading::new(HistoryColumn::To, &["終了日", "終了", "まで"]).holds(Content::Date),
            Heading::new(HistoryColumn::What, &["内容", "履歴", "出来事"]).required(),
        ];
        &HEADINGS
    }
}

/// Columns of 副本.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReplicaColumn {
    /// 提供団体
    Organisation,
    /// ロールモデルID
    Persona,
    /// 特定個人情報名コード
    Information,
    /// 版
    Version,
    /// 自動応答
    Automatic,
    /// 仮置き
    Provisional,
    /// 公開開始日
    PublishedFrom,
    /// 公開終了日
    PublishedTo,
    /// 不開示
    Undisclosed,
    /// 被保険者記号番号
    Insured,
    /// 被保険者枝番
    Branch,
    /// 宛名番号
    Addressee,
    /// 単位
    Unit,
    /// 内訳
    Detail,
    /// 項目コード
    Item,
    /// 項目名
    Name,
    /// 値
    Value,
    /// 空の理由
    NullReason,
}

impl Column for ReplicaColumn {
    const SHEET: &'static [&'static str] = &["副本", "副本一覧", "共通副本"];

    fn headings() -> &'static [Heading<Self>] {
        use Content::{Code, Count, Value};
        static HEADINGS: [Heading<ReplicaColumn>; 18] = [
            Heading::new(ReplicaColumn::Organisation, PROVIDER).required(),
            Heading::new(ReplicaColumn::Persona, PERSONA_ID).required().holds(Code),
            Heading::new(ReplicaColumn::Information, INFORMATION_CODE).required().holds(Code),
            Heading::new(ReplicaColumn::Version, VERSION).required().holds(Code),
            Heading::new(ReplicaColumn::Automatic, &["自動応答", "自動応答可否"]).one_of(Vocabulary::Automatic),
            Heading::new(ReplicaColumn::Provisional, &["仮置き", "仮"]).one_of(Vocabulary::Mark),
            Heading::new(ReplicaColumn::PublishedFrom, &["公開開始日", "公開開始"]),
            Heading::new(ReplicaColumn::PublishedTo, &["公開終了日", "公開終了"]),
            Heading::new(ReplicaColumn::Undisclosed, &["不開示", "不開示の印"]).one_of(Vocabulary::Mark),
            Heading::new(ReplicaColumn::Insured, &["被保険者記号番号", "被保険者記号・番号", "記号番号", "記号・番号"])
                .holds(Code),
            Heading::new(ReplicaColumn::Branch, &["被保険者枝番", "枝番"]).holds(Count),
            Heading::new(ReplicaColumn::Addressee, &["宛名番号", "業務の宛名番号"]).holds(Code),
            Heading::new(ReplicaColumn::Unit, UNIT).required().holds(Count),
            Heading::new(ReplicaColumn::Detail, DETAIL).holds(Count),
            Heading::new(ReplicaColumn::Item, ITEM_CODE).required().holds(Code),
            Heading::new(ReplicaColumn::Name, ITEM_NAME),
            Heading::new(ReplicaColumn::Value, &["値", "登録値", "副本の値"]).required().holds(Value),
            Heading::new(ReplicaColumn::NullReason, NULL_REASON).holds(Code),
        ];
        &HEADINGS
    }
}

/// Columns of 応答の設定.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConductColumn {
    /// 提供団体
    Organisation,
    /// ロールモデルID
    Persona,
    /// 動作
    Behaviour,
    /// 回数
    Times,
}

impl Column for ConductColumn {
    const SHEET: &'static [&'static str] = &["応答の設定", "応答設定"];

    fn headings() -> &'static [Heading<Self>] {
        static HEADINGS: [Heading<ConductColumn>; 4] = [
            Heading::new(ConductColumn::Organisation, PROVIDER).required(),
            Heading::new(ConductColumn::Persona, PERSONA_ID).required().holds(Content::Code),
            Heading::new(ConductColumn::Behaviour, &["動作", "応答の動作"]).required().one_of(Vocabulary::Behaviour),
            Heading::new(ConductColumn::Times, &["回数"]).holds(Content::Count),
        ];
        &HEADINGS
    }
}

/// A heading or label as it is compared: half width, upper case, no white space, no notes (※…) after it, no marks that
/// people add to required columns (＊ ★ 必須).
pub fn normal(written: &str) -> String {
    let half = crate::model::date::to_half_width(written);
    let head = half.split('※').find(|part| !part.trim().is_empty()).unwrap_or("");
    head.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '★' | '●' | '◎' | '■' | '▼'))
        .flat_map(char::to_uppercase)
        .collect::<String>()
        .replace("(必須)", "")
        .replace("(任意)", "")
        .replace("【必須】", "")
        .replace("【任意】", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No two columns of one sheet may answer to the same word, or the order of the table would decide.
    fn words_are_distinct<C: Column>() {
        let mut seen: Vec<String> = Vec::new();
        for heading in C::headings() {
            let flat = heading.words.iter().map(|word| normal(word));
            let grouped = heading.group.iter().flat_map(|under| {
                under
                    .group
                    .iter()
                    .flat_map(|group| under.below.iter().map(|below| format!("{}/{}", normal(group), normal(below))))
            });
            for word in flat.chain(grouped) {
                assert!(!seen.contains(&word), "{word} stands twice in {}", C::SHEET[0]);
                seen.push(word);
            }
        }
    }

    #[test]
    fn no_word_means_two_columns_of_a_sheet() {
        words_are_distinct::<CaseColumn>();
        words_are_distinct::<ExpectedColumn>();
        words_are_distinct::<RoleModelColumn>();
        words_are_distinct::<FamilyColumn>();
        words_are_distinct::<HistoryColumn>();
        words_are_distinct::<ReplicaColumn>();
        words_are_distinct::<ConductColumn>();
        words_are_distinct::<InterpretationColumn>();
        words_are_distinct::<PaperColumn>();
        words_are_distinct::<LinkCodeColumn>();
    }

    #[test]
    fn form_versions_are_read_as_people_write_them() {
        for (written, version) in [
            ("2.00", Some(FormVersion::V2_00)),
            ("２．００", Some(FormVersion::V2_00)),
            ("2", Some(FormVersion::V2_00)),
            ("様式 第1.00版", Some(FormVersion::V1_00)),
            ("（様式　第２．００版）", Some(FormVersion::V2_00)),
            ("3.00", None),
            ("", None),
        ] {
            assert_eq!(FormVersion::parse(written), version, "{written}");
        }
    }

    #[test]
    fn the_first_form_lacks_what_the_second_added() {
        let first: Vec<&str> = CaseColumn::of(FormVersion::V1_00).map(Heading::name).collect();
        for added in ["バリエーションID", "照会先", "副本の詳細な情報", "ロールモデルID", "テスト観点ID"]
        {
            assert!(!first.contains(&added), "{added}");
        }
        assert_eq!(CaseColumn::of(FormVersion::V2_00).count(), CaseColumn::headings().len());
        let target = CaseColumn::Target.heading().unwrap();
        assert!(target.in_label(FormVersion::V1_00) && !target.in_label(FormVersion::V2_00));
    }

    #[test]
    fn every_behaviour_has_its_words() {
        for (behaviour, yaml) in BEHAVIOURS {
            assert_eq!(serde_json::to_string(&behaviour).unwrap(), format!("\"{yaml}\""));
        }
    }
}
