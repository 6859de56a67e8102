//! 符号生成: which body has obtained its 機関別符号 of the scenario's person, and what becomes of asking for one.

use std::borrow::Cow;

use crate::feature::phrase::{Notes, Slot, Slots, StepClass, fault};
use crate::feature::sentence::{self, Sentence, text};
use crate::feature::topic::Order;
use crate::model::catalogue::resident as words;
use crate::model::{LinkCodeOutcome, Text};

/// Something set, done or expected about 機関別符号.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkCodePhrase {
    /// A body has obtained none yet.
    Missing {
        /// Name or id of the body.
        organisation: String,
    },
    /// A body asks for one.
    Obtain {
        /// Name or id of the body.
        organisation: String,
    },
    /// All codes of the person are withdrawn.
    Cancel,
    /// Expects an outcome of what was asked for last.
    Outcome(LinkCodeOutcome),
    /// Expects a body to be in a state.
    State {
        /// Name or id of the body.
        organisation: String,
        /// Its state.
        state: LinkCodeOutcome,
    },
    /// Expects two bodies to hold one code.
    Equal(String, String),
    /// Expects two bodies to hold unlike codes.
    Different(String, String),
}

/// Which of the sentences below it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::feature) enum Form {
    Missing,
    Obtain,
    Cancel,
    Outcome,
    State,
    Equal,
    Different,
}

const fn plain(form: Form, class: StepClass, pattern: &'static str, example: &'static str, about: Text) -> Sentence {
    Sentence { form: sentence::Form::LinkCode(form), class, pattern, example, table: &[], about }
}

pub(in crate::feature) const SENTENCES: &[Sentence] = &[
    plain(
        Form::Missing,
        StepClass::Given,
        "「団体」は符号を取得していない",
        "「B市」は符号を取得していない",
        text(
            "その団体が、ロールモデルの人の機関別符号をまだ取得していない。この文がなければ、どの団体も取得済とする。保険者を書くと、符号を共にするすべての保険者が未取得になる。",
            "The body has not obtained its link code of the role model's person. Without this sentence every body has. Insurers share one code, so naming one means all.",
        ),
    ),
    plain(
        Form::Obtain,
        StepClass::When,
        "「団体」が符号を取得する",
        "「B市」が符号を取得する",
        text(
            "その団体が住基ネットを通じて機関別符号の生成を求める。取得済の団体が求めると「重複」になり、前の符号がそのまま使える。",
            "The body asks for its link code through the register. A body that has one gets \"duplicate\", and keeps the one it has.",
        ),
    ),
    plain(
        Form::Cancel,
        StepClass::When,
        "この人の符号が取り消される",
        "この人の符号が取り消される",
        text(
            "住民票コードの変更などで、この人の符号がすべての団体で使えなくなる。使うには取得し直す。",
            "All link codes of the person are withdrawn, at every body; each must ask for a new one.",
        ),
    ),
    plain(
        Form::Outcome,
        StepClass::Then,
        "符号生成の結果は「結果」である",
        "符号生成の結果は「取得済」である",
        text(
            "いちばん新しい符号の取得の結果。取得済、未取得、重複、取消 のどれか。",
            "The outcome of the latest request: obtained, not obtained, duplicate or cancelled, in Japanese.",
        ),
    ),
    plain(
        Form::State,
        StepClass::Then,
        "「団体」の符号は「状態」である",
        "「B市」の符号は「取消」である",
        text(
            "その団体の符号の、いまの状態。取得済、未取得、取消 のどれか。",
            "The state of the body's link code now: obtained, not obtained or cancelled, in Japanese.",
        ),
    ),
    plain(
        Form::Equal,
        StepClass::Then,
        "「団体」と「相手の団体」の符号は同じである",
        "「A健康保険組合」と「C健康保険組合」の符号は同じである",
        text("二つの団体が同じ符号を持つ（保険者どうし）。", "Two bodies hold the same link code, as insurers do."),
    ),
    plain(
        Form::Different,
        StepClass::Then,
        "「団体」と「相手の団体」の符号は異なる",
        "「B市」と「A健康保険組合」の符号は異なる",
        text("二つの団体が違う符号を持つ。", "Two bodies hold unlike link codes."),
    ),
];

impl LinkCodePhrase {
    pub(in crate::feature) fn order(&self) -> Order {
        match self {
            Self::Missing { .. } => Order::Setting,
            Self::Obtain { .. } | Self::Cancel => Order::Act,
            Self::Outcome(_) | Self::State { .. } | Self::Equal(..) | Self::Different(..) => Order::Expectation,
        }
    }

    /// The bodies it names.
    pub(in crate::feature) fn bodies(&self) -> impl Iterator<Item = &str> {
        let (first, second) = match self {
            Self::Missing { organisation } | Self::Obtain { organisation } | Self::State { organisation, .. } => {
                (Some(organisation), None)
            }
            Self::Equal(first, second) | Self::Different(first, second) => (Some(first), Some(second)),
            Self::Cancel | Self::Outcome(_) => (None, None),
        };
        [first, second].into_iter().flatten().map(String::as_str)
    }

    /// The body that asks for a code.
    pub fn asking(&self) -> Option<&str> {
        match self {
            Self::Obtain { organisation } => Some(organisation),
            _ => None,
        }
    }

    pub(in crate::feature) fn slots(&self) -> (Form, Vec<Slot<'_>>) {
        let word = |outcome: &LinkCodeOutcome| Some(Cow::Borrowed(outcome.word().ja));
        match self {
            Self::Missing { organisation } => (Form::Missing, vec![Some(Cow::Borrowed(organisation.as_str()))]),
            Self::Obtain { organisation } => (Form::Obtain, vec![Some(Cow::Borrowed(organisation.as_str()))]),
            Self::Cancel => (Form::Cancel, Vec::new()),
            Self::Outcome(outcome) => (Form::Outcome, vec![word(outcome)]),
            Self::State { organisation, state } => {
                (Form::State, vec![Some(Cow::Borrowed(organisation.as_str())), word(state)])
            }
            Self::Equal(first, second) => (Form::Equal, both(first, second)),
            Self::Different(first, second) => (Form::Different, both(first, second)),
        }
    }

    pub(in crate::feature) fn read(form: Form, notes: &mut Notes, slots: &Slots<'_>) -> Option<Self> {
        Some(match form {
            Form::Missing => Self::Missing { organisation: notes.word(slots, 0)? },
            Form::Obtain => Self::Obtain { organisation: notes.word(slots, 0)? },
            Form::Cancel => Self::Cancel,
            Form::Outcome => Self::Outcome(outcome(notes, slots, 0, &LinkCodeOutcome::ALL)?),
            Form::State => {
                let organisation = notes.word(slots, 0);
                let state = outcome(notes, slots, 1, &LinkCodeOutcome::STATES);
                Self::State { organisation: organisation?, state: state? }
            }
            Form::Equal => Self::Equal(notes.word(slots, 0)?, notes.word(slots, 1)?),
            Form::Different => Self::Different(notes.word(slots, 0)?, notes.word(slots, 1)?),
        })
    }
}

fn both<'s>(first: &'s str, second: &'s str) -> Vec<Slot<'s>> {
    [first, second].map(|name| Some(Cow::Borrowed(name))).into()
}

fn outcome(notes: &mut Notes, slots: &Slots<'_>, slot: usize, known: &[LinkCodeOutcome]) -> Option<LinkCodeOutcome> {
    let written = notes.word(slots, slot)?;
    let found = LinkCodeOutcome::from_word(&written).filter(|outcome| known.contains(outcome));
    if found.is_none() {
        let known: Vec<&str> = known.iter().map(|outcome| outcome.word().ja).collect();
        let unknown = fault(&words::UNKNOWN_LINK_CODE_OUTCOME).with("written", &written);
        notes.note(None, unknown.with("known", known.join("、")).suggest(&written, known));
    }
    found
}
