//! シナリオ ⊃ バリエーション ⊃ テストケース: what is asked, on which day, and what the querying body expects.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::code::{AffairCode, InformationCode, ItemCode, ProcedureCode};
use super::date::{CivilDate, Moment};
use super::diagnostic::Place;
use super::interpretation::Interpretation;
use super::layout::Version;
use super::organisation::{GroupId, OrganisationId, SchemeId, TestKind, identifier};
use super::paper::Paper;
use super::persona::RoleModelId;
use super::replica::Unit;
use super::verdict::Outcome;

identifier!(
    /// テストケースID, unique in the project.
    CaseId
);

/// One test case as the querying body wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestCase {
    /// テストケースID.
    pub id: CaseId,
    /// シナリオID.
    pub scenario: Arc<str>,
    /// バリエーションID.
    pub variation: Arc<str>,
    /// テスト観点ID, a cross reference.
    pub viewpoint: Option<Arc<str>>,
    /// What it is about, in one line.
    pub title: String,
    /// The flow it belongs to (限度額適用認定), for selection and coverage.
    pub flow: Arc<str>,
    /// クール.
    pub cycle: u8,
    /// ロット, when insurers take part.
    pub lot: Option<u8>,
    /// Between whom its クール tests.
    pub kind: TestKind,
    /// Who asks.
    pub inquirer: Inquirer,
    /// Whom.
    pub target: Target,
    /// 情報照会者部署.
    pub department: Department,
    /// 事務コード.
    pub affair: AffairCode,
    /// 事務手続コード.
    pub procedure: ProcedureCode,
    /// 特定個人情報名コード.
    pub information: InformationCode,
    /// The layout version the inquirer works with.
    pub version: Version,
    /// 特定個人情報項目コードリスト.
    pub items: Vec<ItemCode>,
    /// 照会条件.
    pub condition: QueryCondition,
    /// 基準日: 現時点 of this case, never the machine's clock.
    pub base_date: CivilDate,
    /// Marks the query carries.
    pub marks: Marks,
    /// About whom.
    pub persona: RoleModelId,
    /// What must come back.
    pub expected: Expectation,
    /// Whether a machine or people do it (連絡訓練, 画面確認).
    pub by_people: bool,
    /// Whether a person stands behind the expectation.
    pub confirmation: Confirmation,
    /// 副本の詳細な情報: what the other side's people should know of the 副本; nothing is judged by it.
    pub replica_detail: Option<String>,
    /// 備考.
    pub note: Option<String>,
    /// The cell or line of its id.
    pub place: Place,
}

/// Marks that a query may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// 本人同意: the inquirer has the person's consent.
    pub consent: bool,
    /// 不開示: the person is not to be shown that this was asked.
    pub undisclosed: bool,
}

/// 確認: whether a person stands behind what a case expects. A draft made from a record expects what came back, so it
/// proves nothing until somebody who knows the person's history has confirmed it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Confirmation {
    /// Written by a person from the start.
    #[default]
    Unmarked,
    /// 未確認: not run.
    Waiting,
    /// 確認済.
    Confirmed {
        /// By whom.
        by: String,
        /// When.
        on: CivilDate,
    },
}

/// Who tries a case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Inquirer {
    /// One body.
    Organisation(OrganisationId),
    /// Every member of a group, each with its own instance of the persona and its own verdict.
    Group(GroupId),
}

/// Who is asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// A body named by the case.
    Organisation(OrganisationId),
    /// The representatives of a 制度 of insurers.
    Scheme(SchemeId),
    /// The local government that represents the inquirer's group.
    LocalRepresentative,
}

/// 情報照会者部署.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Department {
    /// 部署名.
    pub name: String,
    /// 部署コード.
    pub code: String,
}

/// 照会条件: exactly three kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QueryCondition {
    /// 既定: the newest record as of the case's 基準日, even if already ended.
    Latest,
    /// 時点指定: the newest as of a past moment.
    AsOf(Moment),
    /// 範囲指定: everything in a period, both ends included.
    Range {
        /// First moment.
        from: Moment,
        /// Last moment.
        to: Moment,
    },
}

/// What the querying body expects. Written by its own author, never computed from a 副本.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// 処理結果.
    pub outcome: Outcome,
    /// Where the outcome is written.
    pub outcome_place: Place,
    /// The expected units, in the order written.
    pub units: Vec<Unit>,
    /// An expected XML file instead of units: path in the project and content.
    pub xml: Option<(Arc<str>, Arc<str>)>,
    /// What an officer must read from the items.
    pub interpretations: Vec<Interpretation>,
    /// 試行運用: the paper that the answer is held against, instead of units.
    pub paper: Option<Paper>,
}

impl fmt::Display for QueryCondition {
    /// The deck's words: 既定, 時点指定 平成28年, 範囲指定 平成29年4月1日～令和元年7月27日.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => f.write_str("既定"),
            Self::AsOf(moment) => write!(f, "時点指定 {}", moment.wareki()),
            Self::Range { from, to } => write!(f, "範囲指定 {}～{}", from.wareki(), to.wareki()),
        }
    }
}
