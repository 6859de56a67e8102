//! The headings of exchange files: the columns of a 照会ファイル with the other names they may have, and those of a
//! 結果ファイル.

use crate::model::date::to_half_width;
use crate::model::diagnostic::nearest;
use crate::payload::content::{REGISTERED_AT, VERSION};
use crate::payload::envelope::{
    AFFAIR, CONDITION, CONSENT, DEPARTMENT_CODE, DEPARTMENT_NAME, FAILURE, FROM, INFORMATION, INQUIRER, ITEMS,
    LINK_CODE, MOMENT, OUTCOME, PROCEDURE, PROVIDER, REQUEST, SERIAL, TO, UNDISCLOSED,
};

/// The root of a 照会ファイル in XML.
pub const INQUIRY_FILE: &str = "照会ファイル";
/// The root of a 結果ファイル in XML.
pub const RESULT_FILE: &str = "結果ファイル";
/// One result in it, with the line of the 照会ファイル it answers.
pub const RESULT: &str = "結果";
/// The line.
pub const LINE: &str = "行";

/// A column of a 照会ファイル.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub name: &'static str,
    /// Other headings it may have.
    pub aliases: &'static [&'static str],
    /// Whether the heading may be left out, and the cell empty: it is needed with some queries only.
    pub optional: bool,
}

const fn column(name: &'static str, aliases: &'static [&'static str], optional: bool) -> Column {
    Column { name, aliases, optional }
}

/// The columns of a 照会ファイル; they may stand in any order.
pub const COLUMNS: [Column; 17] = [
    column(REQUEST, &["照会番号", "要求番号"], false),
    column(INQUIRER, &["照会者機関コード"], false),
    column(PROVIDER, &["提供者機関コード"], false),
    column(AFFAIR, &["事務"], false),
    column(PROCEDURE, &["事務手続"], false),
    column(INFORMATION, &["特定個人情報コード"], false),
    column(VERSION, &["版番号", "版"], false),
    column(DEPARTMENT_NAME, &["部署名"], false),
    column(DEPARTMENT_CODE, &["部署コード"], false),
    column(ITEMS, &["項目コードリスト", "項目コード"], false),
    column(CONDITION, &["照会条件", "条件"], false),
    column(MOMENT, &[], true),
    column(FROM, &["開始日"], true),
    column(TO, &["終了日"], true),
    column(LINK_CODE, &["符号"], false),
    column(CONSENT, &[], true),
    column(UNDISCLOSED, &[], true),
];

/// The columns of a 結果ファイル: one row for each item of an answer, one row for an answer without any.
pub const RESULT_COLUMNS: [&str; 15] = [
    LINE,
    REQUEST,
    SERIAL,
    OUTCOME,
    "処理結果名称",
    UNDISCLOSED,
    REGISTERED_AT,
    VERSION,
    "資格番号",
    "明細番号",
    "項目コード",
    "項目名称",
    "値",
    "値がない理由",
    FAILURE,
];

/// The column a heading means: full and half width are one, and blanks are nothing.
pub fn find(heading: &str) -> Option<usize> {
    let wanted = key(heading);
    COLUMNS
        .iter()
        .position(|column| key(column.name) == wanted || column.aliases.iter().any(|alias| key(alias) == wanted))
}

/// The heading that may have been meant.
pub fn near(heading: &str) -> Option<&'static str> {
    let names = || COLUMNS.iter().map(|column| column.name);
    let near = nearest(heading, names())?;
    names().find(|name| *name == near)
}

fn key(heading: &str) -> String {
    to_half_width(heading).chars().filter(|c| !c.is_whitespace()).collect()
}
