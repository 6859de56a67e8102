//! Text in columns: how wide it is where Japanese is read, cutting, wrapping, and tables that stay straight.
//!
//! Japanese terminals and fonts draw the characters that Unicode calls ambiguous (①○※→—) two columns wide; `tabled`
//! counts them as one. So each is handed to it as an unassigned character of plane 3, which it counts as two, and put
//! back afterwards; borders are ASCII, because box-drawing characters are ambiguous themselves.

use tabled::builder::Builder;
use tabled::settings::object::{Columns, Object, Rows};
use tabled::settings::{Alignment, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The first of the stand-ins; nothing is assigned from here on in plane 3.
const STAND_INS: u32 = 0x38000;

/// What stands where text was cut. ASCII, because … is ambiguous.
const CUT: &str = "..";

/// Columns on the screen, ambiguous characters as two.
pub(super) fn width(text: &str) -> usize {
    text.width_cjk()
}

fn width_of(c: char) -> usize {
    c.width_cjk().unwrap_or(0)
}

/// The text, or its beginning and `..`, in so many columns. Never splits a character.
pub(super) fn cut(text: &str, columns_max: usize) -> String {
    if width(text) <= columns_max {
        return text.to_owned();
    }
    let room = columns_max.saturating_sub(CUT.len());
    let mut taken = 0;
    let fits = text.chars().take_while(|c| {
        taken += width_of(*c);
        taken <= room
    });
    let mut out: String = fits.collect();
    out.push_str(&CUT[..CUT.len().min(columns_max)]);
    out
}

/// Characters that no line begins with.
const NOT_FIRST: &str = "、。，．）」』】〉》’”・：；？！ー々,.):;?!]}";

/// Characters that no line ends with.
const NOT_LAST: &str = "（「『【〈《‘“([{";

/// A page whose lines are at most so many columns wide; what goes on is indented two more than its line.
pub(super) fn page(text: &str, columns_max: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let room = columns_max.saturating_sub(indent + 2).max(20);
        let pieces =
            if width(line) <= columns_max { vec![line[indent..].to_owned()] } else { wrap(&line[indent..], room) };
        for (number, piece) in pieces.iter().enumerate() {
            let margin = if number == 0 { indent } else { indent + 2 };
            out.extend(std::iter::repeat_n(' ', margin));
            out.push_str(piece);
            out.push('\n');
        }
    }
    out
}

/// Breaks a text into lines of at most so many columns: between Japanese phrases, else at blanks, and
/// within a word only when it fits on no line. No line begins with a closing bracket or a comma.
pub(super) fn wrap(text: &str, columns_max: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if !line.is_empty() && width(&line) + width(piece.trim_end()) > columns_max {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        if line.is_empty() && width(piece.trim_end()) > columns_max {
            line = split_long(piece, columns_max, &mut lines);
        } else if !(line.is_empty() && piece.trim().is_empty()) {
            line.push_str(piece);
        }
    }
    if !line.trim_end().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Breaks what fits on no line; whole lines are pushed, the rest is given back.
fn split_long(piece: &str, columns_max: usize, lines: &mut Vec<String>) -> String {
    let mut line = String::new();
    for c in piece.chars() {
        if !line.is_empty() && width(&line) + width_of(c) > columns_max {
            lines.push(std::mem::take(&mut line));
        }
        line.push(c);
    }
    line
}

/// The pieces between which a line may break.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| may_break(before, c)) {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    pieces.push(&text[start..]);
    pieces
}

/// A Japanese phrase begins with a kanji, a katakana or a letter and ends in hiragana or a mark, so a line may break
/// where one of those follows one of these; words of kanji, katakana or letters stay whole.
fn may_break(before: char, after: char) -> bool {
    if NOT_FIRST.contains(after) || NOT_LAST.contains(before) || after == ' ' {
        return false;
    }
    let (before, after) = (Script::of(before), Script::of(after));
    match (before, after) {
        (Script::Mark, _) => true,
        (_, Script::Hiragana) => false,
        (Script::Letter, Script::Kanji | Script::Mark) => false,
        (before, after) => before != after,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Hiragana,
    Katakana,
    Kanji,
    /// What is one column wide and no blank.
    Letter,
    /// Blanks, brackets, commas.
    Mark,
}

impl Script {
    fn of(c: char) -> Self {
        match c {
            'ぁ'..='ゖ' => Self::Hiragana,
            'ァ'..='ヺ' | 'ー' => Self::Katakana,
            ' ' | '\u{3000}' => Self::Mark,
            c if NOT_FIRST.contains(c) && width_of(c) == 2 || NOT_LAST.contains(c) => Self::Mark,
            c if width_of(c) == 2 => Self::Kanji,
            _ => Self::Letter,
        }
    }
}

/// How the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbers {
    /// All but the first column hold numbers, and stand right.
    Right,
    /// Everything stands left.
    Left,
}

/// A table of a heading and rows. Every line has the same width.
pub(super) fn table(heading: Vec<String>, rows: Vec<Vec<String>>, numbers: Numbers) -> String {
    let mut ambiguous = Vec::new();
    let mut builder = Builder::default();
    for row in std::iter::once(heading).chain(rows) {
        builder.push_record(row.into_iter().map(|cell| stand_in(&cell, &mut ambiguous)));
    }
    let mut table = builder.build();
    table.with(Style::psql());
    if numbers == Numbers::Right {
        table.modify(Columns::new(1..).intersect(Rows::new(0..)), Alignment::right());
    }
    restore(&table.to_string(), &ambiguous)
}

fn stand_in(text: &str, seen: &mut Vec<char>) -> String {
    let change = |c: char| {
        if !(c.width() == Some(1) && c.width_cjk() == Some(2)) {
            return c;
        }
        let index = seen.iter().position(|known| *known == c).unwrap_or_else(|| {
            seen.push(c);
            seen.len() - 1
        });
        char::from_u32(STAND_INS + index as u32).unwrap_or(c)
    };
    text.chars().map(change).collect()
}

fn restore(text: &str, seen: &[char]) -> String {
    let change = |c: char| {
        let index = u32::from(c).checked_sub(STAND_INS).map(|index| index as usize);
        index.and_then(|index| seen.get(index)).copied().unwrap_or(c)
    };
    text.chars().map(change).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_table_with_ambiguous_characters_stays_straight() {
        let rows =
            vec![cells(&["①○※→—…", "1"]), cells(&["ﾊﾝｶｸ", "22"]), cells(&["健康保険組合", "333"]), cells(&["", ""])];
        let table = table(cells(&["団体", "合"]), rows, Numbers::Right);
        let expected = "\
| 団体         |  合 
--------------+-----
 ①○※→—… |   1 
 ﾊﾝｶｸ         |  22 
 健康保険組合 | 333 
              |     ";
        assert_eq!(table, expected.trim_start_matches('|'));
        assert!(table.lines().all(|line| width(line) == 20));
    }

    #[test]
    fn text_is_cut_between_characters() {
        for (text, columns, cut_text) in [
            ("健康保険組合", 12, "健康保険組合"),
            ("健康保険組合", 11, "健康保険.."),
            ("健康保険組合", 10, "健康保険.."),
            ("①②③④", 7, "①②.."),
            ("abc", 2, ".."),
            ("abc", 0, ""),
        ] {
            assert_eq!(cut(text, columns), cut_text, "{text} in {columns}");
        }
    }

    #[test]
    fn lines_break_where_a_reader_expects() {
        let told = "D健康保険組合 の資格情報（H30.4.1～）は照会範囲に入るが、応答に含まれない";
        assert_eq!(wrap(told, 40), ["D健康保険組合 の資格情報（H30.4.1～）は", "照会範囲に入るが、応答に含まれない"]);
        assert_eq!(wrap("the answer lacks it", 10), ["the answer", "lacks it"]);
        assert_eq!(wrap("aaaaaaaaaa/bbbbbbbbbb", 10), ["aaaaaaaaaa", "/bbbbbbbbb", "b"]);
        assert_eq!(wrap("照会範囲、応答", 10), ["照会範囲、", "応答"]);
        assert_eq!(wrap("結合されているかを照会先に確かめる", 30), ["結合されているかを照会先に", "確かめる"]);
        assert_eq!(wrap("照会範囲", 6), ["照会範", "囲"]);
        assert_eq!(wrap("", 10), [""]);
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_asked(text in "[ -~ぁ-ん亜-熙①-⑩、。（）～]{0,80}", columns in 2usize..50) {
            prop_assert!(width(&cut(&text, columns)) <= columns);
            let lines = wrap(&text, columns);
            prop_assert_eq!(lines.iter().find(|line| width(line) > columns), None);
            let plain = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(plain(&lines.concat()), plain(&text), "nothing is lost");
        }

        #[test]
        fn every_line_of_a_table_is_equally_wide(words in prop::collection::vec("[ -~ぁ-んｱ-ﾝ①-⑩○※→—±…Ⅲ“”α-ω]{0,12}", 6)) {
            let rows = words.chunks(2).map(<[String]>::to_vec).collect();
            let table = table(cells(&["団体", "①"]), rows, Numbers::Left);
            let widths: Vec<usize> = table.lines().map(width).collect();
            prop_assert!(widths.iter().all(|width| *width == widths[0]), "{widths:?}\n{table}");
        }
    }
}
