//! What is done at a 中間サーバー besides asking and answering, and what its records must say.

use std::borrow::Cow;

use crate::feature::phrase::{Notes, Slot, Slots, StepClass};
use crate::feature::sentence::{self, Sentence, text};
use crate::feature::topic::Order;

/// Something done at a 中間サーバー, or expected of its records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GatewayPhrase {
    /// A held query is answered by hand.
    Release {
        /// Whose 中間サーバー; `None`: whoever was asked.
        organisation: Option<String>,
    },
}

/// Which of the sentences below it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::feature) enum Form {
    Release,
}

pub(in crate::feature) const SENTENCES: &[Sentence] = &[Sentence {
    form: sentence::Form::Gateway(Form::Release),
    class: StepClass::When,
    pattern: "［「団体」の］担当者が保留中の照会に手動で応答する",
    example: "担当者が保留中の照会に手動で応答する",
    table: &[],
    about: text(
        "自動応答不可で保留された照会に、提供側の担当者が副本から手動で応答する。照会者は同じ照会の結果をもう一度受け取る。団体を書かなければ、照会された団体。",
        "An officer of the provider answers a held query by hand; the inquirer then receives the result of the same query. Without a body: whoever was asked.",
    ),
}];

impl GatewayPhrase {
    pub(in crate::feature) fn order(&self) -> Order {
        match self {
            Self::Release { .. } => Order::ActAfterQuery,
        }
    }

    /// The bodies it names.
    pub(in crate::feature) fn bodies(&self) -> impl Iterator<Item = &str> {
        let Self::Release { organisation } = self;
        organisation.as_deref().into_iter()
    }

    pub(in crate::feature) fn slots(&self) -> (Form, Vec<Slot<'_>>) {
        match self {
            Self::Release { organisation } => (Form::Release, vec![organisation.as_deref().map(Cow::Borrowed)]),
        }
    }

    pub(in crate::feature) fn read(form: Form, notes: &mut Notes, slots: &Slots<'_>) -> Option<Self> {
        Some(match form {
            Form::Release => Self::Release {
                organisation: match slots.get(0) {
                    Some(_) => Some(notes.word(slots, 0)?),
                    None => None,
                },
            },
        })
    }
}
