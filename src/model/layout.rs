//! データ標準レイアウト: which items a 特定個人情報 has, of which type, in which repeating units.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::code::{InformationCode, ItemCode};
use super::diagnostic::Place;

/// 特定個人情報の版番号 (`4.0`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Version(pub Arc<str>);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Version {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

/// The layout of one 特定個人情報 in one version. `groups[0]` is the head of the repeating unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Of which 特定個人情報.
    pub information: InformationCode,
    /// Its name (医療保険給付関係情報).
    pub name: String,
    /// Its version.
    pub version: Version,
    /// The element around the units (被用者保険関係情報（健康保険）).
    pub root: String,
    /// The head group, then the detail groups; never empty.
    pub groups: Vec<Group>,
    /// The items, in the order they stand in the XML.
    pub items: Vec<Item>,
    /// Where it is written.
    pub place: Place,
}

/// A run of items inside one element: the head of the unit, or a detail that may repeat after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Elements from the root down (["給付情報", "傷病手当金"]).
    pub path: Vec<String>,
    /// The items that tell two of them apart; empty: the whole content.
    pub key: Vec<ItemCode>,
    /// When its data hold.
    pub time: Option<Time>,
}

/// Which items say when a unit or a detail holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// From one day until another (the end may be empty: still going on).
    Period {
        /// 資格取得日
        from: ItemCode,
        /// 資格喪失日
        to: ItemCode,
    },
    /// At one moment: a year (課税年), a month (支給年月) or a day.
    Point(ItemCode),
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its code.
    pub code: ItemCode,
    /// Its element and Japanese name (資格取得日).
    pub name: String,
    /// Other names in use (資格取得年月日): tables and XML differ, the code decides.
    pub aliases: Vec<String>,
    /// Index into [`Layout::groups`].
    pub group: usize,
    /// Its type.
    pub kind: ItemKind,
    /// Most characters, if limited.
    pub max_length: Option<usize>,
    /// Whether a value (or a reason for none) must be present.
    pub required: bool,
}

/// What the text of an item means; comparing follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// Free text, character for character.
    Text,
    /// Text in which full and half width are the same.
    TextAnyWidth,
    /// A code: leading zeros count.
    Code,
    /// A number: 12,345円 = 12345; leading zeros do not count.
    Amount,
    /// A day; 和暦 = 西暦.
    Date,
    /// A month; 和暦 = 西暦.
    Month,
    /// A year; 和暦 = 西暦.
    Year,
}

impl ItemKind {
    /// Whether the type says that its digits are something: a code, an amount, a date. In the others twelve digits with
    /// the right check digit are taken for a 個人番号.
    pub fn is_no_free_text(self) -> bool {
        !matches!(self, Self::Text | Self::TextAnyWidth)
    }
}

impl Layout {
    /// An item by its code.
    pub fn item(&self, code: ItemCode) -> Option<&Item> {
        self.items.iter().find(|item| item.code == code)
    }

    /// The items of one group, in order.
    pub fn items_of(&self, group: usize) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.group == group)
    }

    /// The head group.
    pub fn head(&self) -> &Group {
        &self.groups[0]
    }
}
