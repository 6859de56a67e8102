//! Services as the files say them.

use super::{RawCondition, Word};
use crate::model::Place;
use crate::sheet::yaml::Node;

/// A service.
#[derive(Debug)]
pub struct RawService {
    /// Where it begins.
    pub place: Place,
    /// Its id.
    pub id: Option<Word>,
    /// Its name.
    pub name: Option<Word>,
    /// Its kind.
    pub kind: Option<Word>,
    /// The body it is on the network.
    pub organisation: Option<Word>,
    /// What it keeps.
    pub store: Option<RawStore>,
    /// The real system in its place.
    pub real: Option<Node>,
    /// Its messages.
    pub messages: Vec<RawMessage>,
}

/// The records of a service.
#[derive(Debug)]
pub struct RawStore {
    /// Where it begins.
    pub place: Place,
    /// Names of the fields that tell records apart.
    pub key: Vec<Word>,
    /// All fields.
    pub fields: Vec<RawField>,
}

/// A field.
#[derive(Debug)]
pub struct RawField {
    /// Where it begins.
    pub place: Place,
    /// Its name.
    pub name: Option<Word>,
    /// Its type.
    pub kind: Option<Word>,
    /// Most characters.
    pub max_length: Option<Word>,
    /// `true` or `false`.
    pub required: Option<Word>,
}

/// A message.
#[derive(Debug)]
pub struct RawMessage {
    /// Where it begins.
    pub place: Place,
    /// Its name.
    pub name: Option<Word>,
    /// Who may send it.
    pub from: Vec<Word>,
    /// Its fields.
    pub fields: Vec<RawField>,
    /// Fields of its answers.
    pub gives: Vec<RawField>,
    /// What is done.
    pub does: Vec<RawAction>,
}

/// Name or field, and term, item or field: a map whose keys are data.
pub type RawPairs = Vec<(Word, Word)>;

/// Rows under one name.
#[derive(Debug, Default)]
pub struct RawListing {
    /// The name.
    pub rows: Option<Word>,
    /// Their columns.
    pub columns: Vec<Word>,
}

/// One action.
#[derive(Debug)]
pub struct RawAction {
    /// Where it begins.
    pub place: Place,
    /// Which it is.
    pub act: RawAct,
}

/// What an action says.
#[derive(Debug)]
pub enum RawAct {
    /// `look-up`
    LookUp {
        /// Field of the record, term.
        by: RawPairs,
        /// Name, field of the record.
        take: RawPairs,
        /// All records found.
        listing: RawListing,
        /// Result when there is one.
        found: Option<Word>,
        /// Result when there is none.
        missing: Option<Word>,
    },
    /// `put`
    Put {
        /// Field of the record, term.
        values: RawPairs,
        /// Result when there is one.
        existing: Option<Word>,
    },
    /// `check`
    Check {
        /// What is looked at.
        name: Option<Word>,
        /// The tests written, by key.
        tests: Vec<(&'static str, Word)>,
        /// The result otherwise.
        otherwise: Option<Word>,
    },
    /// `ask`
    Ask(Box<RawAsk>),
    /// `send`
    Send {
        /// Name or id.
        to: Option<Word>,
        /// Its message.
        message: Option<Word>,
        /// Field of the message, term.
        fields: RawPairs,
        /// Name, field of the answer.
        take: RawPairs,
        /// Results with which it goes on.
        accept: Vec<Word>,
        /// Their result, ours.
        results: RawPairs,
        /// Ours for every other.
        otherwise: Option<Word>,
    },
    /// `history`
    History(RawListing),
    /// `answer`
    Answer {
        /// The result.
        result: Option<Word>,
        /// Field of the answer, term.
        fields: RawPairs,
        /// Name of rows.
        rows: Option<Word>,
    },
}

/// A query.
#[derive(Debug)]
pub struct RawAsk {
    /// Term: who asks.
    pub inquirer: Option<Word>,
    /// Term: who is asked.
    pub provider: Option<Word>,
    /// 部署名.
    pub department_name: Option<Word>,
    /// 部署コード.
    pub department_code: Option<Word>,
    /// 事務コード.
    pub affair: Option<Word>,
    /// 事務手続コード.
    pub procedure: Option<Word>,
    /// 特定個人情報名コード.
    pub information: Option<Word>,
    /// Layout version.
    pub version: Option<Word>,
    /// 項目コードリスト.
    pub items: Option<Word>,
    /// 照会条件.
    pub condition: RawCondition,
    /// Name, item.
    pub take: RawPairs,
    /// All units.
    pub listing: RawListing,
    /// 処理結果, ours.
    pub outcomes: RawPairs,
    /// Ours for every other.
    pub otherwise: Option<Word>,
}
