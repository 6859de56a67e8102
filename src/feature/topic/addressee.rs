//! What is set, done and expected in a body's 団体内統合宛名システム.

use std::borrow::Cow;

use crate::feature::phrase::{Notes, Slot, Slots, StepClass};
use crate::feature::sentence::{self, Sentence, text};
use crate::feature::topic::Order;
use crate::model::Text;
use crate::model::addressee::Relinking;

/// Something set, done or expected of 宛名番号.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddresseePhrase {
    /// The inquirer's business system names the person by its own 宛名番号.
    Named(String),
    /// What belongs together in a body's system, from the start.
    Set(String, Relinking),
    /// What belongs together in a body's system is changed.
    Change(String, Relinking),
    /// Two 宛名番号 of a body have one 団体内統合宛名番号.
    Same(String, String, String),
    /// Two 宛名番号 of a body have two.
    Different(String, String, String),
}

/// Which of the sentences below it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::feature) enum Form {
    Named,
    Parted,
    Misjoined,
    Join,
    Part,
    Same,
    Different,
}

const fn row(form: Form, class: StepClass, pattern: &'static str, example: &'static str, about: Text) -> Sentence {
    Sentence { form: sentence::Form::Addressee(form), class, pattern, example, table: &[], about }
}

pub(in crate::feature) const SENTENCES: &[Sentence] = &[
    row(
        Form::Named,
        StepClass::Given,
        "照会者の宛名番号「宛名番号」の人について照会する",
        "照会者の宛名番号「国保-0031」の人について照会する",
        text(
            "業務システムが、自団体の宛名番号で人を指す。団体内統合宛名システムがその番号に結び付けている人の機関別符号で照会することになる（「ロールモデル「…」の人について照会する」の代わりに書く）。",
            "The business system names the person by its own number; the query goes out with the link code of whomever the inquirer's addressee system has linked to it. Stands instead of naming a role model.",
        ),
    ),
    row(
        Form::Parted,
        StepClass::Given,
        "「団体」では宛名番号「宛名番号」と「もう一つの宛名番号」が名寄せされていない",
        "「E市」では宛名番号「税-0417」と「福祉-0032」が名寄せされていない",
        text(
            "同じ人の二つの宛名番号が別々の団体内統合宛名番号になっている。機関別符号は一つ目だけに結び付き、二つ目で登録した副本は見つからない。",
            "Two numbers of one person are not joined: the link code leads to the first only, and what is registered under the second is not found.",
        ),
    ),
    row(
        Form::Misjoined,
        StepClass::Given,
        "「団体」では宛名番号「宛名番号」が宛名番号「他人の宛名番号」の人に誤って結び付いている",
        "「E市」では宛名番号「税-0500」が宛名番号「税-0417」の人に誤って結び付いている",
        text(
            "紐付け誤り。一つ目の宛名番号で登録した副本が、二つ目の人のものとして答えられる。",
            "A wrong link: what is registered under the first number is given as the data of the second one's person.",
        ),
    ),
    row(
        Form::Join,
        StepClass::When,
        "「団体」が宛名番号「宛名番号」と「もう一つの宛名番号」を名寄せする",
        "「E市」が宛名番号「税-0417」と「福祉-0032」を名寄せする",
        text(
            "二つの宛名番号を、一つ目の団体内統合宛名番号にまとめる。",
            "Joins two numbers under the first one's integrated number.",
        ),
    ),
    row(
        Form::Part,
        StepClass::When,
        "「団体」が宛名番号「宛名番号」から「切り離す宛名番号」を切り離す",
        "「E市」が宛名番号「税-0417」から「税-0500」を切り離す",
        text(
            "二つ目の宛名番号を、別の団体内統合宛名番号（機関別符号なし）にする。",
            "Takes the second number out, under an integrated number of its own without a link code.",
        ),
    ),
    row(
        Form::Same,
        StepClass::Then,
        "「団体」の宛名番号「宛名番号」と「もう一つの宛名番号」は同じ人である",
        "「E市」の宛名番号「税-0417」と「福祉-0032」は同じ人である",
        text("団体内統合宛名番号が同じ。", "Both numbers have one integrated number."),
    ),
    row(
        Form::Different,
        StepClass::Then,
        "「団体」の宛名番号「宛名番号」と「もう一つの宛名番号」は別の人である",
        "「E市」の宛名番号「税-0417」と「税-0500」は別の人である",
        text("団体内統合宛名番号が違う。", "The two numbers have two integrated numbers."),
    ),
];

impl AddresseePhrase {
    pub(in crate::feature) fn order(&self) -> Order {
        match self {
            Self::Named(_) | Self::Set(..) => Order::Setting,
            Self::Change(..) => Order::Act,
            Self::Same(..) | Self::Different(..) => Order::Expectation,
        }
    }

    /// The body it names.
    pub(in crate::feature) fn bodies(&self) -> impl Iterator<Item = &str> {
        let body = match self {
            Self::Named(_) => None,
            Self::Set(body, _) | Self::Change(body, _) | Self::Same(body, ..) | Self::Different(body, ..) => Some(body),
        };
        body.map(String::as_str).into_iter()
    }

    /// The 宛名番号 it names.
    pub(in crate::feature) fn addresses(&self) -> Vec<&str> {
        match self {
            Self::Named(address) => vec![address],
            Self::Set(_, change) | Self::Change(_, change) => {
                let (Relinking::Join(first, second)
                | Relinking::Part(first, second)
                | Relinking::Misjoin(first, second)) = change;
                vec![first, second]
            }
            Self::Same(_, first, second) | Self::Different(_, first, second) => vec![first, second],
        }
    }

    pub(in crate::feature) fn slots(&self) -> (Form, Vec<Slot<'_>>) {
        let form = match self {
            Self::Named(_) => Form::Named,
            Self::Set(_, Relinking::Misjoin(..)) | Self::Change(_, Relinking::Misjoin(..)) => Form::Misjoined,
            Self::Set(..) => Form::Parted,
            Self::Change(_, Relinking::Join(..)) => Form::Join,
            Self::Change(_, Relinking::Part(..)) => Form::Part,
            Self::Same(..) => Form::Same,
            Self::Different(..) => Form::Different,
        };
        let words = self.bodies().chain(self.addresses());
        (form, words.map(|word| Some(Cow::Borrowed(word))).collect())
    }

    pub(in crate::feature) fn read(form: Form, notes: &mut Notes, slots: &Slots<'_>) -> Option<Self> {
        if form == Form::Named {
            return Some(Self::Named(notes.word(slots, 0)?));
        }
        let words = (notes.word(slots, 0), notes.word(slots, 1), notes.word(slots, 2));
        let (body, first, second) = (words.0?, words.1?, words.2?);
        Some(match form {
            Form::Named => return None,
            Form::Parted => Self::Set(body, Relinking::Part(first, second)),
            Form::Misjoined => Self::Set(body, Relinking::Misjoin(first, second)),
            Form::Join => Self::Change(body, Relinking::Join(first, second)),
            Form::Part => Self::Change(body, Relinking::Part(first, second)),
            Form::Same => Self::Same(body, first, second),
            Form::Different => Self::Different(body, first, second),
        })
    }
}
