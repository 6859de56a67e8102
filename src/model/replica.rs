//! 副本: what a representative has registered about a persona, and how its server behaves.

use serde::{Deserialize, Serialize};

use super::code::{InformationCode, ItemCode};
use super::date::CivilDate;
use super::diagnostic::Place;
use super::layout::Version;
use super::organisation::OrganisationId;
use super::persona::RoleModelId;
use super::personal_number::Leak;
use super::verdict::Outcome;

/// The value of one item.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// As written (a date may be 和暦; the layout says what the text means).
    Text(String),
    /// No value, for a reason (`ReasonOfNull`).
    Null(String),
}

/// One item with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The item.
    pub item: ItemCode,
    /// Its value.
    pub value: Value,
    /// Where it is written.
    pub place: Place,
}

/// A repeating unit: a head (資格情報) and the details that follow it (給付情報) and name no owner of their own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unit {
    /// The head's items.
    pub head: Vec<Entry>,
    /// The details, each of one group of the layout.
    pub details: Vec<Detail>,
}

/// One detail of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Detail {
    /// Its items.
    pub entries: Vec<Entry>,
}

/// What of a unit is given, by reference: most of what a server does is to pass on what is registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitPart<'a> {
    unit: &'a Unit,
    items: Option<&'a [ItemCode]>,
    /// The details that are given, in order.
    pub details: Vec<&'a Detail>,
}

impl<'a> UnitPart<'a> {
    /// All of a unit.
    pub fn whole(unit: &'a Unit) -> Self {
        Self { unit, items: None, details: unit.details.iter().collect() }
    }

    /// Of a unit only these items, and only the details that hold and have any of them. `None`: nothing is left.
    pub fn of(unit: &'a Unit, items: &'a [ItemCode], holds: impl Fn(&Detail) -> bool) -> Option<Self> {
        let any = |entries: &[Entry]| entries.iter().any(|entry| items.contains(&entry.item));
        let details: Vec<&Detail> =
            unit.details.iter().filter(|detail| any(&detail.entries) && holds(detail)).collect();
        (!details.is_empty() || any(&unit.head)).then_some(Self { unit, items: Some(items), details })
    }

    /// The head's entries that are given.
    pub fn head(&self) -> impl Iterator<Item = &'a Entry> {
        self.given(&self.unit.head)
    }

    /// Of these entries, those that are given.
    pub fn given<'e>(&self, entries: &'e [Entry]) -> impl Iterator<Item = &'e Entry> + use<'a, 'e> {
        let items = self.items;
        entries.iter().filter(move |entry| items.is_none_or(|items| items.contains(&entry.item)))
    }

    /// The value of an item of the head.
    pub fn value(&self, item: ItemCode) -> Option<&'a Value> {
        self.head().find(|entry| entry.item == item).map(|entry| &entry.value)
    }

    /// The part as a unit of its own.
    pub fn to_unit(&self) -> Unit {
        let details =
            self.details.iter().map(|detail| Detail { entries: self.given(&detail.entries).cloned().collect() });
        Unit { head: self.head().cloned().collect(), details: details.collect() }
    }
}

impl Unit {
    /// The value of an item of the head.
    pub fn value(&self, item: ItemCode) -> Option<&Value> {
        find(&self.head, item)
    }
}

impl Detail {
    /// The value of an item.
    pub fn value(&self, item: ItemCode) -> Option<&Value> {
        find(&self.entries, item)
    }
}

fn find(entries: &[Entry], item: ItemCode) -> Option<&Value> {
    entries.iter().find(|entry| entry.item == item).map(|entry| &entry.value)
}

/// What one organisation has registered about one persona for one 特定個人情報.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replica {
    /// Who registered it.
    pub organisation: OrganisationId,
    /// About whom.
    pub persona: RoleModelId,
    /// Which 特定個人情報.
    pub information: InformationCode,
    /// Under which layout version.
    pub version: Version,
    /// Whether the server may answer by itself (`false`: 自動応答不可).
    pub automatic: bool,
    /// 仮置き: derived from a role model, not registered by its own author.
    pub provisional: bool,
    /// On which terms it may be given.
    pub terms: Terms,
    /// The data, in the order registered.
    pub units: Vec<Unit>,
    /// Where it is written.
    pub place: Place,
}

/// On which terms a 副本 may be given, when not plainly.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Terms {
    /// 公開開始: nobody sees it before this day.
    pub published_from: Option<CivilDate>,
    /// 公開終了: nobody sees it after this day.
    pub published_to: Option<CivilDate>,
    /// 不開示: it is given, but the person is not shown that it was.
    pub undisclosed: bool,
    /// Which insurance it is of, at an insurer.
    pub insurance: Insurance,
    /// 宛名番号 of the business system it comes from; `None`: whichever the person has.
    pub addressee: Option<String>,
}

/// What tells the insurances of one insurer apart. Persons of one household have one 記号番号: only the 枝番 is theirs
/// alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Insurance {
    /// 被保険者記号番号; `None`: one of the person's own.
    pub number: Option<String>,
    /// 被保険者枝番; 0 where none is written.
    pub branch: u8,
}

impl Insurance {
    /// Highest 被保険者枝番: it has two digits.
    pub const BRANCH_MAX: u8 = 99;

    /// 枝番 as the wire and the forms spell it (`01`); `None`: there is none.
    pub fn branch_digits(&self) -> Option<String> {
        (self.branch > 0).then(|| format!("{:02}", self.branch))
    }
}

impl Terms {
    /// Whether it is in the open on a day.
    pub fn published_on(&self, day: CivilDate) -> bool {
        self.published_from.is_none_or(|from| from <= day) && self.published_to.is_none_or(|to| day <= to)
    }
}

/// How a provider's side behaves towards one persona, when not plainly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conduct {
    /// Whose server.
    pub organisation: OrganisationId,
    /// Towards whom.
    pub persona: RoleModelId,
    /// How.
    pub behaviour: Behaviour,
    /// How many times before it behaves plainly again; `None`: always.
    pub times: Option<u32>,
    /// Where it is written.
    pub place: Place,
}

/// The ways a provider's side can depart from answering plainly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Behaviour {
    /// 無応答: takes the query and never answers.
    Silent,
    /// 提供側停止: refuses at once.
    Down,
    /// 符号未取得: holds no 機関別符号 for the person.
    NoLinkCode,
    /// 不開示.
    Undisclosed,
    /// 本人同意なし.
    NoConsent,
    /// 電文不正: its answer is not well-formed XML.
    Corrupt,
    /// 記録誤り: answers plainly and writes another 事務手続 into its record.
    Misrecorded,
    /// 個人番号漏れ: its answer carries the person's 個人番号.
    #[serde(untagged)]
    Leak(Leak),
}

impl Behaviour {
    /// The word of the forms.
    pub fn word(self) -> super::text::Text {
        super::catalogue::behaviour(self)
    }

    /// What the inquirer is told because of it; `None`: what the 副本 give.
    pub fn outcome(self) -> Option<Outcome> {
        Some(match self {
            Self::Silent => Outcome::TimedOut,
            Self::Down => Outcome::ProviderDown,
            Self::NoLinkCode => Outcome::LinkCodeMissing,
            Self::Undisclosed => Outcome::Undisclosed,
            Self::NoConsent => Outcome::NoConsent,
            Self::Corrupt => Outcome::Malformed,
            Self::Misrecorded | Self::Leak(_) => return None,
        })
    }
}
