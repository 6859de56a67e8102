//! The headings of exchange files: the columns of a 照会ファイル with the other names they may have, and those of a
//! 結果ファイル.

use super::FileFault;
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

/// A column of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub name: &'static str,
    /// Other headings it may have.
    pub aliases: &'static [&'static str],
    /// Whether the heading may be left out, and the cell empty: it is needed with some rows only.
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
pub const RESULT_COLUMNS: [Column; 15] = [
    column(LINE, &[], true),
    column(REQUEST, &[], false),
    column(SERIAL, &[], false),
    column(OUTCOME, &[], false),
    column("処理結果名称", &[], true),
    column(UNDISCLOSED, &[], true),
    column(REGISTERED_AT, &[], true),
    column(VERSION, &[], true),
    column("資格番号", &[], true),
    column("明細番号", &[], true),
    column("項目コード", &[], true),
    column("項目名称", &[], true),
    column("値", &[], true),
    column("値がない理由", &[], true),
    column(FAILURE, &[], true),
];

/// Where each of the columns of a kind of file stands in one.
#[derive(Debug)]
pub(super) struct Places<const N: usize> {
    columns: &'static [Column; N],
    places: [Option<usize>; N],
}

impl<const N: usize> Places<N> {
    /// Reads a row of headings: full and half width are one, and blanks are nothing.
    ///
    /// # Errors
    /// The first heading that is not known or stands twice, or all that are missing.
    pub fn of(heading: &[String], columns: &'static [Column; N]) -> Result<Self, FileFault> {
        let mut places = [None; N];
        for (at, written) in heading.iter().enumerate().filter(|(_, written)| !written.trim().is_empty()) {
            let wanted = key(written);
            let means =
                |column: &Column| key(column.name) == wanted || column.aliases.iter().any(|alias| key(alias) == wanted);
            let Some(column) = columns.iter().position(means) else {
                let names = || columns.iter().map(|column| column.name);
                let near = nearest(written, names()).and_then(|near| names().find(|name| *name == near));
                return Err(FileFault::HeadingUnknown { found: written.trim().to_owned(), near });
            };
            if places[column].replace(at).is_some() {
                return Err(FileFault::HeadingTwice(columns[column].name));
            }
        }
        let lacking = columns.iter().zip(&places).filter(|(column, place)| place.is_none() && !column.optional);
        let missing: Vec<&str> = lacking.map(|(column, _)| column.name).collect();
        if missing.is_empty() { Ok(Self { columns, places }) } else { Err(FileFault::HeadingsMissing(missing)) }
    }

    /// What a row says in a column, by its place in the table; empty when there is nothing.
    pub fn at<'f>(&self, fields: &'f [String], column: usize) -> &'f str {
        let place = self.places.get(column).copied().flatten();
        place.and_then(|at| fields.get(at)).map_or("", |cell| cell.trim())
    }

    /// The same, by its heading.
    pub fn cell<'f>(&self, fields: &'f [String], name: &str) -> &'f str {
        self.columns.iter().position(|column| column.name == name).map_or("", |column| self.at(fields, column))
    }
}

fn key(heading: &str) -> String {
    to_half_width(heading).chars().filter(|c| !c.is_whitespace()).collect()
}
