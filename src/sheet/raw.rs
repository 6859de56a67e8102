//! What the files say before anything is believed: texts with their places, the same for workbooks and YAML.

mod link_codes;
mod residents;
mod service;

pub use self::link_codes::RawLinkCodeCase;
pub use self::residents::{RawRegister, RawResident};

use std::sync::Arc;

use super::yaml::Node;
use crate::model::Place;

pub use service::*;

/// A text that somebody typed, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The text, trimmed.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// How the cell held it.
    pub form: Form,
}

/// How a cell held its value; YAML is always text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// Text.
    #[default]
    Text,
    /// A number: zeros at the front or the end may have been lost.
    Number,
    /// A date of the spreadsheet, already turned into `2017-04-01`, `2017-04` or `2017`.
    Date,
}

impl Word {
    /// A plain text.
    pub fn new(text: impl Into<String>, place: Place) -> Self {
        Self { text: text.into(), place, form: Form::Text }
    }
}

/// Where the columns of a table stand, by heading: a blank cell is told at the cell. Empty for YAML.
#[derive(Debug, Clone, Default)]
pub struct Columns(Arc<[(&'static str, u32)]>);

impl Columns {
    /// Heading and column of the sheet, from 0.
    pub fn new(columns: impl Iterator<Item = (&'static str, u32)>) -> Self {
        Self(columns.collect())
    }

    /// The cell of a heading in the row of `place`; `None` when the table has no such column.
    pub fn cell(&self, heading: &str, place: &Place) -> Option<Place> {
        let (_, at) = self.0.iter().find(|(known, _)| *known == heading)?;
        let Place::Cell { book, sheet, row, .. } = place else { return None };
        Some(Place::Cell { book: book.clone(), sheet: sheet.clone(), row: *row, column: *at })
    }

    /// As [`Columns::cell`], or the place of the whole row or entry.
    pub fn cell_or_row(&self, heading: &str, place: &Place) -> Place {
        self.cell(heading, place).unwrap_or_else(|| place.clone())
    }
}

/// Everything the files of a project say.
#[derive(Debug, Default)]
pub struct RawProject {
    /// renkei.yaml.
    pub settings: RawSettings,
    /// layouts/profile.yaml, if any.
    pub profile: Option<RawProfile>,
    /// 制度.
    pub schemes: Vec<RawScheme>,
    /// Bodies.
    pub organisations: Vec<RawOrganisation>,
    /// Test groups.
    pub groups: Vec<RawGroup>,
    /// 代表団体.
    pub representatives: Vec<RawRepresentative>,
    /// クール.
    pub cycles: Vec<RawCycle>,
    /// ロット.
    pub lots: Vec<RawLot>,
    /// 事務.
    pub affairs: Vec<RawAffair>,
    /// Layouts.
    pub layouts: Vec<RawLayout>,
    /// Persons of 住基ネット.
    pub residents: Vec<RawResident>,
    /// ロールモデル.
    pub role_models: Vec<RawRoleModel>,
    /// Rows of 世帯, apart from their ロールモデル.
    pub family: Vec<(Option<Word>, RawFamily)>,
    /// Rows of 履歴, apart from their ロールモデル.
    pub history: Vec<(Option<Word>, RawHistory)>,
    /// テストケース.
    pub cases: Vec<RawCase>,
    /// Rows of 期待項目, apart from their cases.
    pub expected: Vec<RawExpected>,
    /// Cases of 符号生成運用テスト.
    pub link_code_cases: Vec<RawLinkCodeCase>,
    /// 副本.
    pub replicas: Vec<RawReplica>,
    /// 応答の設定.
    pub conduct: Vec<RawConduct>,
    /// 団体内統合宛名システム.
    pub addressees: Vec<RawAddressee>,
    /// Declared layout versions.
    pub declarations: Vec<RawDeclaration>,
    /// 委託.
    pub delegations: Vec<RawDelegation>,
    /// 読み取り, each with the テストケースID it belongs to.
    pub interpretations: Vec<(Option<Word>, RawInterpretation)>,
    /// 試行運用.
    pub papers: Vec<RawPaper>,
    /// Services beside the network.
    pub services: Vec<RawService>,
    /// Faults by name.
    pub faults: Vec<RawFault>,
}

/// A fault by name.
#[derive(Debug)]
pub struct RawFault {
    /// Where it stands.
    pub place: Place,
    /// Before which institution.
    pub before: Option<Word>,
    /// What goes wrong.
    pub fault: Option<Word>,
    /// How often.
    pub times: Option<Word>,
    /// In which cases.
    pub cases: Vec<Word>,
}

/// renkei.yaml.
#[derive(Debug, Default)]
pub struct RawSettings {
    /// Name of the project.
    pub name: Option<Word>,
    /// Default form version.
    pub form: Option<Word>,
    /// Path of the profile.
    pub profile: Option<Word>,
    /// Limits.
    pub retries: Option<Word>,
    /// Limits.
    pub workers: Option<Word>,
    /// Limits.
    pub scenarios_per_chunk: Option<Word>,
    /// Where the simulated network stands, as YAML.
    pub doors: Option<Node>,
    /// The real systems in the place of those that every body meets, as YAML.
    pub real: Option<Node>,
}

/// layouts/profile.yaml.
#[derive(Debug, Default)]
pub struct RawProfile {
    /// Its name.
    pub name: Option<Word>,
    /// `japanese` or `item-code`.
    pub element_names: Option<Word>,
    /// `xml`, `soap-1.1`, `soap-1.2` or `file`.
    pub transport: Option<Word>,
    /// `csv` or `xml`, and `utf-8` or `windows-31j`.
    pub files: (Option<Word>, Option<Word>),
    /// A URI.
    pub soap_namespace: Option<Word>,
    /// Milliseconds.
    pub file_settle: Option<Word>,
    /// `true` or `false`.
    pub loss_day_counts: Option<Word>,
    /// Outcome -> wire code.
    pub outcomes: Vec<(Word, Word)>,
    /// ReasonOfNull code -> meaning; `None`: the built-in ones.
    pub null_reasons: Option<Vec<(Word, Word)>>,
    /// Milliseconds.
    pub provider_wait: Option<Word>,
    /// Milliseconds.
    pub poll_pause_min: Option<Word>,
    /// Milliseconds.
    pub poll_pause_max: Option<Word>,
    /// Milliseconds.
    pub answer_wait: Option<Word>,
    /// 住基ネット.
    pub register: RawRegister,
    /// Outcome of 符号生成 -> wire code.
    pub link_codes: Vec<(Word, Word)>,
}

/// A 制度.
#[derive(Debug)]
pub struct RawScheme {
    /// Where it begins.
    pub place: Place,
    /// Its id.
    pub id: Option<Word>,
    /// Its name; the id stands for it when absent.
    pub name: Option<Word>,
}

/// A body.
#[derive(Debug)]
pub struct RawOrganisation {
    /// Where it begins.
    pub place: Place,
    /// Its id.
    pub id: Option<Word>,
    /// Its name.
    pub name: Option<Word>,
    /// Its kind.
    pub kind: Option<Word>,
    /// 機関コード.
    pub code: Option<Word>,
    /// 制度.
    pub scheme: Option<Word>,
    /// 保険者番号.
    pub insurer_number: Option<Word>,
    /// The real system that plays it, as YAML.
    pub real: Option<Node>,
    /// The body it is a part of.
    pub part_of: Option<Word>,
    /// 情報照会者部署 from which it asks.
    pub departments: Vec<RawDepartment>,
}

/// A 情報照会者部署 of a body.
#[derive(Debug)]
pub struct RawDepartment {
    /// Where it begins.
    pub place: Place,
    /// 部署名.
    pub name: Option<Word>,
    /// 部署コード.
    pub code: Option<Word>,
}

/// A test group.
#[derive(Debug)]
pub struct RawGroup {
    /// Where it begins.
    pub place: Place,
    /// Its id.
    pub id: Option<Word>,
    /// Its name.
    pub name: Option<Word>,
    /// Its kind of test.
    pub kind: Option<Word>,
    /// Its members.
    pub members: Vec<Word>,
}

/// A 代表団体.
#[derive(Debug)]
pub struct RawRepresentative {
    /// Where it begins.
    pub place: Place,
    /// The body.
    pub organisation: Option<Word>,
    /// The kind of test.
    pub kind: Option<Word>,
    /// Groups it serves.
    pub serves: Vec<Word>,
}

/// A クール.
#[derive(Debug)]
pub struct RawCycle {
    /// Where it begins.
    pub place: Place,
    /// Its number.
    pub number: Option<Word>,
    /// Its name.
    pub name: Option<Word>,
    /// Its kind of test.
    pub kind: Option<Word>,
    /// First day.
    pub from: Option<Word>,
    /// Last day.
    pub to: Option<Word>,
}

/// A ロット.
#[derive(Debug)]
pub struct RawLot {
    /// Where it begins.
    pub place: Place,
    /// Its number.
    pub number: Option<Word>,
    /// Its name.
    pub name: Option<Word>,
    /// Its members.
    pub members: Vec<Word>,
}

/// A 事務.
#[derive(Debug)]
pub struct RawAffair {
    /// Where it begins.
    pub place: Place,
    /// Its code.
    pub code: Option<Word>,
    /// Its name.
    pub name: Option<Word>,
    /// How it may search 住基ネット.
    pub search: Option<Word>,
    /// Its 事務手続.
    pub procedures: Vec<RawProcedure>,
}

/// A 事務手続.
#[derive(Debug)]
pub struct RawProcedure {
    /// Where it begins.
    pub place: Place,
    /// Its code.
    pub code: Option<Word>,
    /// Its name.
    pub name: Option<Word>,
    /// Whether the person's consent is needed.
    pub consent: Option<Word>,
    /// How it may search 住基ネット, when not as its 事務.
    pub search: Option<Word>,
    /// What it may ask of whom.
    pub permits: Vec<RawPermit>,
}

/// A permitted combination.
#[derive(Debug)]
pub struct RawPermit {
    /// Where it begins.
    pub place: Place,
    /// Kinds that may ask.
    pub inquirers: Vec<Word>,
    /// Kinds that may be asked.
    pub providers: Vec<Word>,
    /// Of them these bodies only.
    pub only: Vec<Word>,
    /// What.
    pub information: Option<Word>,
    /// Which of its items.
    pub items: Option<Word>,
}

/// Layout versions that a body has declared.
#[derive(Debug)]
pub struct RawDeclaration {
    /// Where it begins.
    pub place: Place,
    /// Whose.
    pub organisation: Option<Word>,
    /// Of which 特定個人情報.
    pub information: Option<Word>,
    /// The versions.
    pub versions: Vec<Word>,
}

/// 委託 of an insurer.
#[derive(Debug)]
pub struct RawDelegation {
    /// Where it begins.
    pub place: Place,
    /// Whose.
    pub organisation: Option<Word>,
    /// From when.
    pub from: Option<Word>,
    /// Until when.
    pub to: Option<Word>,
}

/// A layout.
#[derive(Debug)]
pub struct RawLayout {
    /// Where it begins.
    pub place: Place,
    /// Of which 特定個人情報.
    pub information: Option<Word>,
    /// Its name.
    pub name: Option<Word>,
    /// Its version.
    pub version: Option<Word>,
    /// Its outer element.
    pub root: Option<Word>,
    /// Its groups.
    pub groups: Vec<RawLayoutGroup>,
    /// Its items.
    pub items: Vec<RawItem>,
}

/// A group of a layout.
#[derive(Debug)]
pub struct RawLayoutGroup {
    /// Where it begins.
    pub place: Place,
    /// Elements joined by `/`.
    pub path: Option<Word>,
    /// Key items.
    pub key: Vec<Word>,
    /// First day item.
    pub period_from: Option<Word>,
    /// Last day item.
    pub period_to: Option<Word>,
    /// Moment item.
    pub point: Option<Word>,
}

/// An item of a layout.
#[derive(Debug)]
pub struct RawItem {
    /// Where it begins.
    pub place: Place,
    /// Its code.
    pub code: Option<Word>,
    /// Its name.
    pub name: Option<Word>,
    /// Other names.
    pub aliases: Vec<Word>,
    /// Its group's path.
    pub path: Option<Word>,
    /// Its type.
    pub kind: Option<Word>,
    /// Most characters.
    pub max_length: Option<Word>,
    /// `true` or `false`.
    pub required: Option<Word>,
}

/// A ロールモデル.
#[derive(Debug, Default)]
pub struct RawRoleModel {
    /// Where its row or entry begins.
    pub place: Place,
    /// Where its columns stand.
    pub columns: Columns,
    /// Its id.
    pub id: Option<Word>,
    /// Name.
    pub name: Option<Word>,
    /// Kana name.
    pub kana: Option<Word>,
    /// 性別.
    pub sex: Option<Word>,
    /// 生年月日.
    pub birth: Option<Word>,
    /// 住所.
    pub address: Option<Word>,
    /// 個人番号.
    pub personal_number: Option<Word>,
    /// テストケースID.
    pub cases: Vec<Word>,
    /// 備考.
    pub note: Option<Word>,
    /// Its family.
    pub family: Vec<RawFamily>,
    /// Its history.
    pub history: Vec<RawHistory>,
}

/// A member of a family.
#[derive(Debug)]
pub struct RawFamily {
    /// Where the row or entry begins.
    pub place: Place,
    /// Where its columns stand.
    pub columns: Columns,
    /// 続柄.
    pub relation: Option<Word>,
    /// 氏名.
    pub name: Option<Word>,
}

/// A line of a history.
#[derive(Debug)]
pub struct RawHistory {
    /// Where the row or entry begins.
    pub place: Place,
    /// Where its columns stand.
    pub columns: Columns,
    /// First day.
    pub from: Option<Word>,
    /// Last day.
    pub to: Option<Word>,
    /// What.
    pub what: Option<Word>,
}

/// A テストケース.
#[derive(Debug, Default)]
pub struct RawCase {
    /// Where its row or entry begins.
    pub place: Place,
    /// Where its columns stand.
    pub columns: Columns,
    /// How its columns are named: headings of the form or keys of YAML.
    pub names: Names,
    /// テストケースID.
    pub id: Option<Word>,
    /// シナリオID.
    pub scenario: Option<Word>,
    /// バリエーションID.
    pub variation: Option<Word>,
    /// テスト観点ID.
    pub viewpoint: Option<Word>,
    /// テストケース名.
    pub title: Option<Word>,
    /// 事務の流れ.
    pub flow: Option<Word>,
    /// クール.
    pub cycle: Option<Word>,
    /// ロット.
    pub lot: Option<Word>,
    /// 照会元.
    pub inquirer: Option<Word>,
    /// 照会先.
    pub target: Option<Word>,
    /// 照会者部署名.
    pub department_name: Option<Word>,
    /// 照会者部署コード.
    pub department_code: Option<Word>,
    /// 事務コード.
    pub affair: Option<Word>,
    /// 事務手続コード.
    pub procedure: Option<Word>,
    /// 特定個人情報名コード.
    pub information: Option<Word>,
    /// 版.
    pub version: Option<Word>,
    /// 項目コードリスト.
    pub items: Option<Word>,
    /// 照会条件.
    pub condition: RawCondition,
    /// 基準日.
    pub base_date: Option<Word>,
    /// ロールモデルID.
    pub persona: Option<Word>,
    /// 期待する処理結果.
    pub outcome: Option<Word>,
    /// 期待XML.
    pub xml: Option<Word>,
    /// Expected units, when they stand with the case (YAML).
    pub units: Vec<RawUnit>,
    /// Values to be read, when they stand with the case (YAML).
    pub readings: Vec<RawInterpretation>,
    /// 実施方法, or `true`/`false`.
    pub by_people: Option<Word>,
    /// 本人同意, or `true`/`false`.
    pub consent: Option<Word>,
    /// 不開示, or `true`/`false`.
    pub undisclosed: Option<Word>,
    /// 確認, or `true`/`false`.
    pub confirmed: Option<Word>,
    /// 確認者.
    pub confirmed_by: Option<Word>,
    /// 確認日.
    pub confirmed_on: Option<Word>,
    /// 副本の詳細な情報.
    pub replica_detail: Option<Word>,
    /// 備考.
    pub note: Option<Word>,
}

/// Which spelling names the parts of a thing in messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Names {
    /// Headings of the form.
    #[default]
    Form,
    /// Keys of YAML.
    Keys,
}

/// 照会条件 as written.
#[derive(Debug, Default)]
pub struct RawCondition {
    /// 種別, or the whole condition in one text.
    pub kind: Option<Word>,
    /// 開始（時点）.
    pub from: Option<Word>,
    /// 終了.
    pub to: Option<Word>,
}

/// A repeating unit.
#[derive(Debug)]
pub struct RawUnit {
    /// Where it begins.
    pub place: Place,
    /// Its head.
    pub head: Vec<RawEntry>,
    /// Its details.
    pub details: Vec<RawDetail>,
}

/// A detail of a unit.
#[derive(Debug)]
pub struct RawDetail {
    /// Where it begins.
    pub place: Place,
    /// Its items.
    pub entries: Vec<RawEntry>,
}

/// An item with its value.
#[derive(Debug, Clone)]
pub struct RawEntry {
    /// 項目コード, or an item's name.
    pub item: Word,
    /// 項目名.
    pub name: Option<Word>,
    /// 値.
    pub value: Option<Word>,
    /// 空の理由.
    pub null_reason: Option<Word>,
    /// The cell where its value would stand, when it has one.
    pub value_cell: Option<Place>,
}

/// A row that numbers its unit and detail.
#[derive(Debug)]
pub struct RawNumbered {
    /// Where the row begins.
    pub place: Place,
    /// Where its columns stand.
    pub columns: Columns,
    /// 単位.
    pub unit: Option<Word>,
    /// 内訳.
    pub detail: Option<Word>,
    /// The item.
    pub entry: Option<RawEntry>,
}

/// A row of 期待項目.
#[derive(Debug)]
pub struct RawExpected {
    /// テストケースID.
    pub case: Option<Word>,
    /// The rest.
    pub row: RawNumbered,
}

/// A 副本.
#[derive(Debug)]
pub struct RawReplica {
    /// Where it begins.
    pub place: Place,
    /// Where its columns stand.
    pub columns: Columns,
    /// 提供団体.
    pub organisation: Option<Word>,
    /// ロールモデルID.
    pub persona: Option<Word>,
    /// 特定個人情報名コード.
    pub information: Option<Word>,
    /// 版.
    pub version: Option<Word>,
    /// 自動応答, or `true`/`false`.
    pub automatic: Option<Word>,
    /// 仮置き, or `true`/`false`.
    pub provisional: Option<Word>,
    /// 公開開始.
    pub published_from: Option<Word>,
    /// 公開終了.
    pub published_to: Option<Word>,
    /// 不開示, or `true`/`false`.
    pub undisclosed: Option<Word>,
    /// 被保険者枝番.
    pub branch: Option<Word>,
    /// 被保険者記号番号.
    pub insured: Option<Word>,
    /// 宛名番号.
    pub addressee: Option<Word>,
    /// Its units, when written as such (YAML).
    pub units: Vec<RawUnit>,
    /// Its rows, when numbered (workbooks).
    pub rows: Vec<RawNumbered>,
    /// How its parts are named.
    pub names: Names,
}

/// A line of a 団体内統合宛名システム.
#[derive(Debug)]
pub struct RawAddressee {
    /// Where it begins.
    pub place: Place,
    /// Whose system.
    pub organisation: Option<Word>,
    /// 団体内統合宛名番号.
    pub number: Option<Word>,
    /// Whose 個人番号.
    pub persona: Option<Word>,
    /// 宛名番号.
    pub addresses: Vec<Word>,
}

/// 応答の設定.
#[derive(Debug)]
pub struct RawConduct {
    /// Where it begins.
    pub place: Place,
    /// Where its columns stand.
    pub columns: Columns,
    /// 提供団体.
    pub organisation: Option<Word>,
    /// ロールモデルID.
    pub persona: Option<Word>,
    /// 動作.
    pub behaviour: Option<Word>,
    /// 回数.
    pub times: Option<Word>,
    /// How its parts are named.
    pub names: Names,
}

/// A value that an officer must read.
#[derive(Debug)]
pub struct RawInterpretation {
    /// Where its row or entry begins.
    pub place: Place,
    /// Where its columns stand.
    pub columns: Columns,
    /// How its parts are named.
    pub names: Names,
    /// 読み取る値.
    pub name: Option<Word>,
    /// 期待する値.
    pub value: Option<Word>,
    /// 規則.
    pub rule: Option<Word>,
}

/// A paper of 試行運用.
#[derive(Debug)]
pub struct RawPaper {
    /// Where its first row or its entry begins.
    pub place: Place,
    /// Where its columns stand.
    pub columns: Columns,
    /// How its parts are named.
    pub names: Names,
    /// 試行ID.
    pub id: Option<Word>,
    /// テストケースID of the query that is made again.
    pub case: Option<Word>,
    /// クール.
    pub cycle: Option<Word>,
    /// 基準日.
    pub base_date: Option<Word>,
    /// 添付書類.
    pub name: Option<Word>,
    /// 発行日.
    pub issued: Option<Word>,
    /// What it says, as units (YAML).
    pub units: Vec<RawUnit>,
    /// What it says, as numbered rows (workbooks).
    pub rows: Vec<RawNumbered>,
    /// 項目コード and the paper's own name of the item.
    pub called: Vec<(Word, Word)>,
}

/// A file that was read: its path in the project and its bytes' length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRead {
    /// Path in the project, with `/`.
    pub path: Arc<str>,
    /// Its size, bytes.
    pub bytes: u64,
}
