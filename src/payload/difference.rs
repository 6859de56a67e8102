//! What differs between an expected and an actual payload, as data: report puts it into words.

use serde::{Deserialize, Serialize};

use crate::model::ItemCode;

/// One difference, with all a person needs to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What kind of difference.
    pub kind: DifferenceKind,
    /// Where in the XML, from the root down, units by their number in the expectation (`資格情報[2]/資格喪失日`).
    pub path: String,
    /// The item, if one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemCode>,
    /// Its Japanese name, or the element's.
    pub name: String,
    /// What the querying body expects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    /// The cell or line that holds the expectation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Why, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
}

impl Difference {
    /// One of this kind at a place, nothing else of it known yet.
    pub fn at(kind: DifferenceKind, path: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            kind,
            path: path.into(),
            item: None,
            name: name.into(),
            expected: None,
            actual: None,
            source: None,
            cause: None,
        }
    }
}

/// The kinds of difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// Another outcome than expected (処理結果).
    WrongOutcome,
    /// Another value.
    WrongValue,
    /// No value where one is expected, or the other way round (ReasonOfNull).
    WrongNull,
    /// An expected item is not there.
    MissingItem,
    /// An item is there that was neither asked for nor expected.
    ExtraItem,
    /// An expected unit (資格) is not there.
    MissingUnit,
    /// A unit is there that nobody expects.
    ExtraUnit,
    /// An expected row of a list, or record of a service, is not there.
    MissingRow,
    /// A row or record is there that nobody expects.
    ExtraRow,
    /// An expected detail (給付) is not there.
    MissingDetail,
    /// A detail is there that nobody expects.
    ExtraDetail,
    /// A detail stands under another unit than expected.
    MovedDetail,
    /// Elements stand in an order the layout does not allow.
    WrongOrder,
    /// An element the layout does not know.
    UnknownElement,
    /// A value that breaks the layout (type, length).
    AgainstLayout,
    /// The layout version in the data is another.
    WrongVersion,
    /// Not well-formed, or over a limit.
    NotXml,
    /// No answer in time.
    NoAnswer,
    /// A 結果ファイル says that it holds no answer, or that something of it is lost.
    FileError,
    /// What inquirer, network and provider have written down differs.
    RecordsDisagree,
    /// A real inquirer has asked something else than its case says.
    WrongQuery,
    /// Another value than the officer reached from the items.
    WrongReading,
    /// The rule reaches no value from the items.
    NotRead,
    /// Another value than the paper says (相違).
    UnlikePaper,
    /// The paper says what the answer lacks.
    OnlyOnPaper,
    /// A message carries a 個人番号.
    PersonalNumber,
}

/// Why a unit or detail differs, as far as the condition and the data tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "because")]
pub enum Cause {
    /// The real system that was asked gave no result: of what is expected nothing is known.
    PartnerFailed,
    /// The expected unit's time lies inside the condition, yet the answer lacks it.
    InsideButAbsent {
        /// Whose unit (D健康保険組合).
        whose: String,
        /// Its time (H30.4.1～).
        time: String,
    },
    /// The expected unit's time lies outside the condition: the expectation itself may be wrong.
    OutsideYetExpected {
        /// Whose unit.
        whose: String,
        /// Its time.
        time: String,
    },
    /// A unit in the answer lies outside the condition.
    OutsideYetPresent {
        /// Whose unit.
        whose: String,
        /// Its time.
        time: String,
    },
    /// A unit in the answer lies inside the condition, but the expectation does not name it.
    InsideButUnexpected {
        /// Whose unit.
        whose: String,
        /// Its time.
        time: String,
    },
    /// The detail stands under another unit.
    UnderAnother {
        /// Under whom it was expected.
        expected_under: String,
        /// Under whom it stands.
        stands_under: String,
    },
    /// Equal but for leading zeros.
    LeadingZeros,
    /// Equal but for full and half width, and the item's type makes them differ.
    Width,
    /// Equal but for white space.
    WhiteSpace,
    /// The same unit is there twice.
    Repeated,
    /// Two dates that differ by one day: an edge of a period.
    PeriodEdge,
    /// What a rule reached and from which items, and how the officer may have read them.
    ReadFrom {
        /// The rule.
        rule: String,
        /// The first items used.
        used: Vec<Used>,
        /// How many were used.
        used_in_all: usize,
        /// What they gave.
        reached: String,
        /// The likely misreading, if one gives the officer's value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        misreading: Option<Misreading>,
    },
    /// A rule reaches no value.
    NoReading {
        /// The rule.
        rule: String,
        /// Why.
        why: Unreached,
    },
    /// The answer has no value where the paper has one.
    NullInAnswer {
        /// The `ReasonOfNull`.
        reason: String,
    },
    /// Equal but for what is below a unit.
    Rounded {
        /// 10, 100, 1000 … yen.
        unit: u64,
    },
    /// Equal to the answer's value of another time.
    OtherTime {
        /// That time.
        time: String,
    },
    /// Equal but for the year.
    OtherYear,
    /// Equal to another item of the answer.
    OtherItem {
        /// Its code.
        item: ItemCode,
        /// Its name.
        name: String,
    },
    /// The paper was issued on another day than the 基準日.
    IssuedApart {
        /// The paper's day, 和暦.
        issued: String,
        /// The case's day, 和暦.
        base: String,
        /// Which of them comes first.
        order: Issued,
    },
}

/// An item that a rule used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    /// Where it stands.
    pub path: String,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// How an officer may have come to another value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "how")]
pub enum Misreading {
    /// 月額 for 年額.
    MonthForYear,
    /// 年額 for 月額.
    YearForMonth,
    /// One of the values that are to be summed.
    OneForAll,
    /// A condition was left out.
    ConditionIgnored {
        /// The condition.
        only: String,
    },
    /// Another item.
    OtherItem {
        /// Its code.
        item: ItemCode,
        /// Its name.
        name: String,
    },
    /// Nothing was deducted.
    NotAdjusted,
    /// Less than nothing was left.
    BelowNothing,
}

/// Why a rule reaches no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Unreached {
    /// No unit or detail has a value that meets the conditions.
    Nothing {
        /// The items looked for.
        item: String,
    },
    /// A value that is no number.
    NotANumber {
        /// Where it stands.
        path: String,
        /// The value.
        value: String,
    },
    /// Two or more are the latest.
    MoreThanOne,
    /// Beyond what a number holds.
    TooLarge,
}

/// When a paper was issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Issued {
    /// Before the 基準日.
    Before,
    /// After it.
    After,
}
