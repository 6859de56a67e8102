//! Addresses as people write them: 「２丁目１番地２号」 and 「２－１－２」 are one.
//!
//! An address is taken apart into the name of the place, the numbers of the lot and those of the room. The name of a
//! building says nothing: registers leave it out as often as not.

use crate::model::Variants;

/// An address taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// 都道府県 to 町・大字, in one spelling.
    place: String,
    /// 丁目, 番地, 号.
    lot: Vec<u32>,
    /// What numbers follow: 棟, 室.
    room: Vec<u32>,
}

/// Numbers that say where on the map; what follows them in a plain chain (1-2-3-101) is the room.
const LOT_NUMBERS_MAX: usize = 3;
/// Longest run of digits read as a number.
const DIGITS_MAX: usize = 6;
/// Longest name of a 都道府県, characters.
const PREFECTURE_CHARS_MAX: usize = 4;

/// Signs that stand between the numbers of an address.
const DASHES: &[char] = &['-', '‐', '‑', '‒', '–', '—', '―', '−', 'ー', '─', '~'];
/// Words after a number of the lot, longest first.
const LOT_WORDS: &[&str] = &["丁目", "番地", "番", "号", "丁"];
/// Words that begin like one of [`LOT_WORDS`] and are something else: a place's own name, a room.
const OTHER_WORDS: &[&str] = &["番町", "番丁", "丁町", "番街", "号室", "号棟", "号館"];
/// Words after which a number belongs to the name of the place (北3条西, 3番町).
const PLACE_WORDS: &[&str] = &["番町", "番丁", "丁町", "条", "線", "区"];
/// Between two numbers of the lot.
const JOINTS: &[char] = &['の', 'ノ', '之'];

impl Address {
    /// Takes an address apart.
    pub fn of(written: &str, variants: &Variants) -> Self {
        Reading { rest: &plain(written, variants), address: Self::empty() }.read()
    }

    fn empty() -> Self {
        Self { place: String::new(), lot: Vec::new(), room: Vec::new() }
    }

    /// Whether both can be the same home. Prefecture and room are compared only where both name them; a room may stand
    /// in the chain of numbers (12-3-101) or apart from it.
    pub fn same(&self, other: &Self) -> bool {
        let room = self.room.is_empty() || other.room.is_empty() || self.room == other.room;
        let chained = self.lot.iter().chain(&self.room).eq(other.lot.iter().chain(&other.room));
        ((self.lot == other.lot && room) || chained) && same_place(&self.place, &other.place)
    }
}

/// Equal, or one has the prefecture before what the other says.
fn same_place(one: &str, other: &str) -> bool {
    let beyond = |long: &str, short: &str| {
        let Some(prefecture) = long.strip_suffix(short) else { return false };
        prefecture.is_empty()
            || (!short.is_empty()
                && prefecture.chars().count() <= PREFECTURE_CHARS_MAX
                && prefecture.ends_with(['都', '道', '府', '県']))
    };
    beyond(one, other) || beyond(other, one)
}

/// One spelling of every sign; blanks become one kind, because a blank may begin the name of a building.
fn plain(written: &str, variants: &Variants) -> String {
    let folded = variants.fold(written.trim());
    let signs = folded.chars().map(|c| match c {
        c if DASHES.contains(&c) => '-',
        c if c.is_whitespace() => ' ',
        'が' | 'ガ' => 'ケ',
        c => c,
    });
    let text: String = signs.collect();
    ["大字", "小字", "字"].iter().fold(text, |text, word| text.replace(word, ""))
}

struct Reading<'a> {
    rest: &'a str,
    address: Address,
}

impl<'a> Reading<'a> {
    fn read(mut self) -> Address {
        while let Some(c) = self.rest.chars().next() {
            let begun = !self.address.lot.is_empty();
            if let Some((number, after)) = number(self.rest) {
                self.number(number, after);
            } else if !begun {
                if c != ' ' {
                    self.address.place.push(c);
                }
                self.rest = &self.rest[c.len_utf8()..];
            } else if c == '-' || JOINTS.contains(&c) || (c == ' ' && number(&self.rest[1..]).is_some()) {
                self.rest = &self.rest[c.len_utf8()..];
            } else {
                self.building();
            }
        }
        if self.address.room.is_empty() && self.address.lot.len() > LOT_NUMBERS_MAX {
            self.address.room = self.address.lot.split_off(LOT_NUMBERS_MAX);
        }
        self.address
    }

    fn number(&mut self, Number { value, kanji, written }: Number, after: &'a str) {
        let starts = |words: &[&str]| words.iter().any(|word| after.starts_with(word));
        let begun = !self.address.lot.is_empty();
        let lot_word = if starts(OTHER_WORDS) { None } else { LOT_WORDS.iter().find(|word| after.starts_with(**word)) };
        let followed = after.is_empty() || after.starts_with('-') || after.starts_with(JOINTS);
        if !begun && (starts(PLACE_WORDS) || self.address.place.ends_with('第')) {
            self.address.place.push_str(&value.to_string());
            self.rest = after;
        } else if begun && (starts(&["号室", "号棟", "号館"]) || self.address.lot.len() > LOT_NUMBERS_MAX) {
            self.address.room.push(value);
            self.rest = after.trim_start_matches(['号', '室', '棟', '館', '-', ' ']);
        } else if let Some(word) = lot_word {
            self.address.lot.push(value);
            self.rest = &after[word.len()..];
        } else if !kanji || (begun && followed) || (followed && after.starts_with('-')) {
            self.address.lot.push(value);
            self.rest = after;
        } else if begun {
            self.building();
        } else {
            // 三 of 三田, 八 of 八丁堀.
            self.address.place.push_str(&written);
            self.rest = after;
        }
    }

    /// All that is left is a building: only its numbers count.
    fn building(&mut self) {
        let runs = self.rest.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
        let numbers = runs.filter_map(|run| run.get(..run.len().min(DIGITS_MAX))?.parse::<u32>().ok());
        self.address.room.extend(numbers);
        self.rest = "";
    }
}

struct Number {
    value: u32,
    kanji: bool,
    written: String,
}

/// A number at the beginning of a text, in digits or in 漢数字, and what follows it.
fn number(text: &str) -> Option<(Number, &str)> {
    let run = |keep: fn(char) -> bool| {
        let end = text.find(|c: char| !keep(c)).unwrap_or(text.len());
        (&text[..end], &text[end..])
    };
    let (digits, after) = run(|c| c.is_ascii_digit());
    if !digits.is_empty() {
        let value = digits.get(..digits.len().min(DIGITS_MAX))?.parse().ok()?;
        return Some((Number { value, kanji: false, written: digits.to_owned() }, after));
    }
    let (kanji, after) = run(|c| kanji_digit(c).is_some() || kanji_power(c).is_some());
    let value = kanji_number(kanji)?;
    Some((Number { value, kanji: true, written: kanji.to_owned() }, after))
}

fn kanji_digit(c: char) -> Option<u32> {
    "〇一二三四五六七八九".chars().position(|digit| digit == c).and_then(|value| u32::try_from(value).ok())
}

fn kanji_power(c: char) -> Option<u32> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        _ => None,
    }
}

/// 二十三 and 二三 are both 23.
fn kanji_number(written: &str) -> Option<u32> {
    if written.is_empty() || written.chars().count() > DIGITS_MAX {
        return None;
    }
    let (mut sum, mut digits) = (0, None);
    for c in written.chars() {
        match (kanji_digit(c), kanji_power(c)) {
            (Some(digit), _) => digits = Some(digits.unwrap_or(0) * 10 + digit),
            (_, Some(power)) => sum += digits.take().unwrap_or(1) * power,
            _ => return None,
        }
    }
    Some(sum + digits.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        let variants = Variants::default();
        Address::of(one, &variants).same(&Address::of(other, &variants))
    }

    #[test]
    fn spellings_of_one_address_are_one() {
        for (one, other) in [
            ("例示県B市見本２丁目１番地２号", "例示県B市見本２－１－２"),
            ("例示県B市見本２丁目１番地２号", "例示県Ｂ市見本2-1-2"),
            ("例示県B市見本２丁目１番地２号", "例示県B市見本二丁目一番地二号"),
            ("例示県B市見本２丁目１番地２号", "例示県B市見本２丁目１番２号"),
            ("例示県B市見本２丁目１番地２号", "例示県B市見本２丁目１番地の２"),
            ("例示県B市見本２丁目１番地２号", "例示県B市見本２ー１ー２"),
            ("例示県B市見本２丁目１番地２号", "例示県 B市 見本 2丁目 1-2"),
            ("例示県B市見本２丁目１番地２号", "B市見本2-1-2"),
            ("例示県B市大字見本字ひな形12番地", "例示県B市見本ひな形12"),
            ("例示県B市見本二十三丁目4番", "例示県B市見本23-4"),
            ("例示県B市ひな形ヶ丘1", "例示県B市ひな形ケ丘１番地"),
            ("例示県B市ひな形が丘1", "例示県B市ひな形ヶ丘1"),
            ("例示県B市髙見本1", "例示県B市高見本1"),
            ("例示県B市見本1-2-3 例示ハイツ101号室", "例示県B市見本1-2-3"),
            ("例示県B市見本1-2-3 例示ハイツ101号室", "例示県B市見本1-2-3-101"),
            ("例示県B市見本1-2-3 例示ハイツ101号室", "例示県B市見本一丁目2番3号例示ハイツ１０１"),
            ("例示県B市見本1-2-3 101号室", "例示県B市見本1-2-3-101"),
            ("例示県B市見本12番地3 例示ハイツ101号室", "例示県B市見本12番地3-101"),
            ("例示県B市三番町4-5", "例示県B市3番町4番5号"),
            ("例示県B市八丁見本4-5", "例示県B市八丁見本4番5号"),
            ("例示県B市北三条西五丁目6", "例示県B市北3条西5-6"),
            ("例示県B市第二見本1", "例示県B市第2見本1"),
        ] {
            assert!(same(one, other) && same(other, one), "{one} / {other}");
        }
    }

    #[test]
    fn other_addresses_are_not() {
        for (one, other) in [
            ("例示県B市見本2-1-2", "例示県B市見本2-1-3"),
            ("例示県B市見本2-1-2", "例示県B市見本2-12"),
            ("例示県B市見本2-1", "例示県B市見本2-1-2"),
            ("例示県B市見本2-1-2", "例示県C市見本2-1-2"),
            ("例示県B市見本2-1-2", "試験県B市見本2-1-2"),
            ("例示県B市見本2-1-2", "例示県B市ひな形2-1-2"),
            ("例示県B市三番町4-5", "例示県B市三番町4-6"),
            ("例示県B市三番町4-5", "例示県B市四番町4-5"),
            ("例示県B市見本1-2-3 例示ハイツ101号室", "例示県B市見本1-2-3-102"),
            ("例示県B市見本1-2-3 例示ハイツ101", "例示県B市見本1-2-3 例示ハイツ201"),
            ("例示県B市見本", "例示県"),
            ("例示県B市見本", ""),
        ] {
            assert!(!same(one, other) && !same(other, one), "{one} / {other}");
        }
    }

    #[test]
    fn numbers_too_long_and_odd_texts_do_not_break_anything() {
        for text in ["", "-", "1", "－－－", "999999999999999", "二二二二二二二二二", "例示1丁目-の-", "千"]
        {
            assert!(same(text, text), "{text}");
        }
    }
}
