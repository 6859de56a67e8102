//! What goes wrong with the messages of a scenario, by name, and before which institution.

use std::borrow::Cow;

use crate::feature::phrase::{Notes, Slot, Slots, StepClass};
use crate::feature::sentence::{self, Sentence, text};
use crate::feature::topic::Order;
use crate::model::FaultKind;

/// Something that goes wrong with the messages of this scenario, or the end of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultPhrase {
    /// A fault stands before an institution.
    Happens {
        /// Name or id of a body, or another place; resolve with [`crate::model::FaultPlace::read`].
        place: String,
        /// What goes wrong.
        kind: FaultKind,
        /// With how many messages; `None`: with all of them.
        times: Option<u32>,
    },
    /// What is held before an institution goes on.
    Release {
        /// As above.
        place: String,
    },
}

/// Which of the sentences below it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::feature) enum Form {
    Happens,
    Release,
}

pub(in crate::feature) const SENTENCES: &[Sentence] = &[
    Sentence {
        form: sentence::Form::Fault(Form::Happens),
        class: StepClass::Given,
        pattern: "「場所」の手前で「障害」が［「回数」回だけ］起こる",
        example: "「例示代表市」の手前で「切断（本文の途中）」が「1」回だけ起こる",
        table: &[],
        about: text(
            "このシナリオの電文にだけ障害を起こす。場所は照会を受ける団体、照会者の中間サーバー、情報提供ネットワークシステム、自治体インターフェイスシステム、医療保険者インターフェイスシステム、住基ネット。障害の一覧は docs/faults.md。回数を書くと、その後はふつうに届く。",
            "Something goes wrong with the messages of this scenario alone. The place is a body that is asked or one of the places in docs/faults.md, where the faults are listed too. With a count, messages after that many go through.",
        ),
    },
    Sentence {
        form: sentence::Form::Fault(Form::Release),
        class: StepClass::When,
        pattern: "「場所」の手前の保留を解除する",
        example: "「例示代表市」の手前の保留を解除する",
        table: &[],
        about: text(
            "「保留」で留め置いた電文を先へ進める。照会者は同じ照会の結果をもう一度受け取る。その後の電文は留め置かない。",
            "What a hold (保留) keeps goes on, and the inquirer receives the result of the same query anew. Later messages are not held.",
        ),
    },
];

impl FaultPhrase {
    pub(in crate::feature) fn order(&self) -> Order {
        match self {
            Self::Happens { .. } => Order::Setting,
            Self::Release { .. } => Order::ActAfterQuery,
        }
    }

    /// The place it names.
    pub(in crate::feature) fn place(&self) -> &str {
        let (Self::Happens { place, .. } | Self::Release { place }) = self;
        place
    }

    pub(in crate::feature) fn slots(&self) -> (Form, Vec<Slot<'_>>) {
        let place = Some(Cow::Borrowed(self.place()));
        match self {
            Self::Happens { kind, times, .. } => {
                let times = times.map(|times| Cow::Owned(times.to_string()));
                (Form::Happens, vec![place, Some(Cow::Owned(kind.to_string())), times])
            }
            Self::Release { .. } => (Form::Release, vec![place]),
        }
    }

    pub(in crate::feature) fn read(form: Form, notes: &mut Notes, slots: &Slots<'_>) -> Option<Self> {
        let place = notes.word(slots, 0);
        Some(match form {
            Form::Happens => {
                let kind = notes.word(slots, 1).and_then(|written| match FaultKind::read(&written) {
                    Ok(kind) => Some(kind),
                    Err(told) => {
                        notes.note(None, *told);
                        None
                    }
                });
                let times = match slots.get(2) {
                    Some(_) => Some(notes.count(slots, 2)?),
                    None => None,
                };
                Self::Happens { place: place?, kind: kind?, times }
            }
            Form::Release => Self::Release { place: place? },
        })
    }
}
