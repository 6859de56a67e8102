//! 読み取り: the values that an officer must reach from the items that came back.

use std::borrow::Cow;

use crate::feature::phrase::{Notes, Slot, Slots, StepClass, fault};
use crate::feature::sentence::{self, Sentence, text};
use crate::feature::source::{self, Origin};
use crate::feature::topic::Order;
use crate::model::catalogue::feature as catalogue;
use crate::model::{Diagnostic, Interpretation, Place, Rule};

/// Something an officer must read from an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InterpretationPhrase {
    /// A value.
    Reads(Interpretation),
}

/// Which of the sentences below it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::feature) enum Form {
    Reads,
}

pub(in crate::feature) const SENTENCES: &[Sentence] = &[Sentence {
    form: sentence::Form::Interpretation(Form::Reads),
    class: StepClass::Then,
    pattern: "「読み取る値」は「期待する値」と読み取る（規則「規則」［、出典「出典」］）",
    example: "「年金額（年額）」は「780,100円」と読み取る（規則「合計(TK03、TK02=老齢基礎年金)」）",
    table: &[],
    about: text(
        "届いた項目から担当者が算定する値（年金額、手当の支給額など）が正しいか。規則は、合計・最大・最小・件数・最新（項目コードと条件「TK02=…」「TK01≧…」「TK01≦…」「TK02≠…」）、差、大きい方、小さい方、月額（12 分の 1、1 円未満切捨て）、年額（12 倍）を組み合わせて書く。期待する値は規則から作らず、担当者が自分で算定した値を書く。",
        "Whether the value an officer works out from the items (a pension, an allowance) is right. A rule is made of 合計 (sum), 最大 (largest), 最小 (smallest), 件数 (count), 最新 (latest), each of item codes with conditions, and 差 (difference), 大きい方 (larger), 小さい方 (smaller), 月額 (a twelfth, yen cut off), 年額 (twelve times). The value is the officer's own and is never made by the rule.",
    ),
}];

impl InterpretationPhrase {
    pub(in crate::feature) fn order(&self) -> Order {
        match self {
            Self::Reads(_) => Order::ExpectationAfterQuery,
        }
    }

    pub(in crate::feature) fn slots(&self, own_file: Option<&str>) -> (Form, Vec<Slot<'_>>) {
        let Self::Reads(reading) = self;
        let source = (reading.place != Place::Nowhere).then(|| Cow::Owned(source::write(&reading.place, own_file)));
        let slots = vec![
            Some(Cow::Borrowed(reading.name.as_str())),
            Some(Cow::Borrowed(reading.value.as_str())),
            Some(Cow::Owned(reading.rule.to_string())),
            source,
        ];
        (Form::Reads, slots)
    }

    pub(in crate::feature) fn read(form: Form, notes: &mut Notes, slots: &Slots<'_>) -> Option<Self> {
        match form {
            Form::Reads => {
                let (name, value) = (notes.word(slots, 0), notes.word(slots, 1));
                let rule = notes.word(slots, 2).and_then(|written| match Rule::parse(&written) {
                    Ok(rule) => Some(rule),
                    Err(bad) => {
                        notes.note(None, bad.fault(&written, Place::Nowhere));
                        None
                    }
                });
                let place = match slots.get(3) {
                    Some(written) => place(written, notes)?,
                    None => Place::Nowhere,
                };
                Some(Self::Reads(Interpretation { name: name?, value: value?, rule: rule?, place }))
            }
        }
    }

    /// The same with its place complete.
    pub(in crate::feature) fn complete(&mut self, origin: &Origin) {
        let Self::Reads(reading) = self;
        reading.place = origin.complete(std::mem::take(&mut reading.place));
    }
}

/// The place that a slot tells.
pub(super) fn place(written: &str, notes: &mut Notes) -> Option<Place> {
    let place = source::read(written);
    if place.is_none() {
        let bad: Diagnostic = fault(&catalogue::BAD_SOURCE).with("written", written);
        notes.note(None, bad);
    }
    place
}
