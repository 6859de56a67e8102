//! 個人番号: what one is, which ones the persons of a run have, and whether a text holds one.
//!
//! No message, record or report may carry a 個人番号. This is the one rule that says what is one:
//!
//! 1. a number of one of the run's own (invented) persons, in any spelling: full width, kanji digits, apart by blanks,
//!    hyphens, dots or any other sign, with characters between that nobody sees, cut over several elements;
//! 2. a run of exactly twelve digits with a right check digit (in one piece, in groups of four or digit by digit), unless
//!    the layout or the envelope declares its item as something else: a tenth of all numbers of twelve digits, times
//!    among them, pass the check digit.
//!
//! The persons' own numbers are invented and have a *wrong* check digit on purpose: a right one may be somebody's.

use super::stable;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::persona::{RoleModel, RoleModelId};

mod scan;

pub use scan::{Found, Rule};

/// What stands for one digit of a 個人番号 that was masked. Full width, so that nothing else is written with it.
pub const MASK: char = '＊';

/// How many digits a 個人番号 has.
pub const DIGITS: usize = 12;

/// Ten to the power of [`DIGITS`].
const END: u64 = 1_000_000_000_000;

/// A 個人番号. It cannot be printed; [`PersonalNumber::spelled`] is for those who leak it on purpose.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PersonalNumber(u64);

impl fmt::Debug for PersonalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonalNumber(****)")
    }
}

/// How a provider that leaks a 個人番号 writes it, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Leak {
    /// Twelve digits in a text item.
    #[serde(rename = "leak-number")]
    Plain,
    /// Full-width digits in a text item.
    #[serde(rename = "leak-number-wide")]
    Wide,
    /// In groups of four, as on the card.
    #[serde(rename = "leak-number-grouped")]
    Grouped,
    /// Kanji digits.
    #[serde(rename = "leak-number-kanji")]
    Kanji,
    /// With characters of no width between the digits.
    #[serde(rename = "leak-number-hidden")]
    Hidden,
    /// Cut over the items of the answer.
    #[serde(rename = "leak-number-split")]
    Split,
    /// Not in the data but in 管理情報.
    #[serde(rename = "leak-number-envelope")]
    Envelope,
}

impl Leak {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Plain, Self::Wide, Self::Grouped, Self::Kanji, Self::Hidden, Self::Split, Self::Envelope];
}

impl PersonalNumber {
    /// Reads exactly twelve digits, in any spelling.
    pub fn parse(written: &str) -> Option<Self> {
        let digits = scan::digits(written)?;
        (digits.len() == DIGITS).then(|| Self(digits.iter().fold(0, |value, digit| value * 10 + u64::from(*digit))))
    }

    /// The number invented for a person that has none written: from its id alone, with a wrong check digit.
    fn invented(id: &RoleModelId, turn: u64) -> Self {
        let mixed = stable::mixed(stable::of_text(&id.0).wrapping_add(turn.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        let body = mixed % (END / 10);
        // 1 to 9 away from the right one, so never the right one.
        let away = 1 + (mixed >> 40) % 9;
        Self(body * 10 + (scan::check_digit(body) + away) % 10)
    }

    /// Whether the check digit is right, so that the number may be somebody's.
    pub fn has_right_check_digit(self) -> bool {
        scan::is_right(self.0)
    }

    /// The number as a leak writes it in one item; [`Leak::Split`] and [`Leak::Envelope`] write it plainly.
    pub fn spelled(self, leak: Leak) -> String {
        const KANJI: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
        let digits = format!("{:012}", self.0);
        let wide = |c: char| char::from_u32(u32::from(c) - u32::from('0') + u32::from('０')).unwrap_or(c);
        let each = |spell: &dyn Fn(char) -> char| digits.chars().map(spell).collect();
        match leak {
            Leak::Plain | Leak::Split | Leak::Envelope => digits,
            Leak::Wide => each(&wide),
            Leak::Grouped => format!("{}-{}-{}", &digits[..4], &digits[4..8], &digits[8..]),
            Leak::Kanji => each(&|c| KANJI[usize::from(c as u8 - b'0')]),
            Leak::Hidden => digits.chars().flat_map(|c| [c, '\u{200b}']).collect(),
        }
    }
}

/// The 個人番号 of the persons of a run, ready to be looked for.
#[derive(Clone, Default)]
pub struct PersonalNumbers {
    of: HashMap<RoleModelId, PersonalNumber>,
    /// The person of each number; of two with one number the first.
    known: HashMap<u64, RoleModelId>,
    /// One bit for each value of the lowest bits: most runs of digits are told apart without a look into the set.
    sieve: Vec<u64>,
}

/// Bits of the sieve; 8 KiB.
const SIEVE_BITS: u64 = 1 << 16;

impl fmt::Debug for PersonalNumbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonalNumbers").field("persons", &self.of.len()).finish_non_exhaustive()
    }
}

impl PersonalNumbers {
    /// The written numbers, and an invented one for everybody else.
    pub fn of(role_models: &[RoleModel]) -> Self {
        let mut numbers = Self::default();
        for model in role_models {
            if let Some(written) = model.personal_number {
                numbers.enter(model.id.clone(), written);
            }
        }
        for model in role_models.iter().filter(|model| model.personal_number.is_none()) {
            let invented = (0..).map(|turn| PersonalNumber::invented(&model.id, turn));
            let free = invented.into_iter().find(|number| !numbers.known.contains_key(&number.0));
            if let Some(number) = free {
                numbers.enter(model.id.clone(), number);
            }
        }
        numbers
    }

    fn enter(&mut self, id: RoleModelId, number: PersonalNumber) {
        if self.sieve.is_empty() {
            self.sieve = vec![0; (SIEVE_BITS / 64) as usize];
        }
        let bit = number.0 % SIEVE_BITS;
        self.sieve[(bit / 64) as usize] |= 1 << (bit % 64);
        self.known.entry(number.0).or_insert_with(|| id.clone());
        self.of.insert(id, number);
    }

    /// A person's number.
    pub fn number(&self, id: &RoleModelId) -> Option<PersonalNumber> {
        self.of.get(id).copied()
    }

    /// Whose number it is.
    pub fn owner(&self, number: PersonalNumber) -> Option<&RoleModelId> {
        self.known.get(&number.0)
    }

    fn holds(&self, value: u64) -> bool {
        let bit = value % SIEVE_BITS;
        self.sieve.get((bit / 64) as usize).is_some_and(|word| word & (1 << (bit % 64)) != 0)
            && self.known.contains_key(&value)
    }

    /// Every 個人番号 in a plain text; `declared`: its item is declared as something else.
    pub fn in_text(&self, text: &str, declared: bool) -> Vec<Found> {
        scan::text(self, text, declared)
    }

    /// Every 個人番号 in an XML message, also in attributes, comments and names, and over several elements. `declared` is
    /// asked of an element's name whether it is declared as something else. Well-formed or not, all of it is looked at.
    pub fn in_xml(&self, xml: &str, declared: &dyn Fn(&str) -> bool) -> Vec<Found> {
        scan::xml(self, xml, declared)
    }

    /// A plain text with every 個人番号 masked.
    pub fn mask<'t>(&self, text: &'t str) -> Cow<'t, str> {
        masked(text, &self.in_text(text, false))
    }
}

/// The text with the digits of what was found in it masked.
pub fn masked<'t>(text: &'t str, found: &[Found]) -> Cow<'t, str> {
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut spots: Vec<Range<usize>> = found.iter().flat_map(|one| one.digits.iter().cloned()).collect();
    spots.sort_by_key(|spot| spot.start);
    spots.dedup();
    let mut out = String::with_capacity(text.len() + spots.len() * 2);
    let mut end = 0;
    for spot in spots {
        out.push_str(&text[end..spot.start]);
        out.push(MASK);
        end = spot.end;
    }
    out.push_str(&text[end..]);
    Cow::Owned(out)
}

/// Every digit of a text masked, whatever it is: for what may be a 個人番号 and is not well written.
pub fn all_digits_masked(text: &str) -> String {
    text.chars().map(|c| if scan::is_digit(c) { MASK } else { c }).collect()
}

#[cfg(test)]
mod tests;
