//! Characters that are written in several ways and mean one: 異体字, 外字 and the like, as a table that a profile can add to.

use std::collections::HashMap;

use super::date::to_half_width;

/// Groups of characters that are one; the first of a group stands for all.
const BUILT_IN: &[&str] = &[
    "高髙",
    "崎﨑嵜",
    "斎齋",
    "斉齊",
    "辺邊邉",
    "浜濱濵",
    "沢澤",
    "広廣",
    "真眞",
    "国國",
    "桜櫻",
    "蔵藏",
    "徳德",
    "瀬瀨",
    "曽曾",
    "吉𠮷",
    "富冨",
    "島嶋嶌",
    "峰峯",
    "条條",
    "竜龍",
    "円圓",
    "館舘",
    "橋槗",
    "恵惠",
    "栄榮",
    "黒黑",
    "青靑",
    "豊豐",
    "塚塚",
    "関關",
    "亀龜",
    "鉄鐵",
    "沼㴑",
    "静靜",
    "柳栁",
    "葉𠦝",
    "芦蘆",
    "万萬",
    "学學",
    "ケヶヵ",
];

/// 異字体セレクタ: they choose a glyph, not a character.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// A table of variants, each with the character that stands for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variants(HashMap<char, char>);

impl Default for Variants {
    fn default() -> Self {
        let mut variants = Self(HashMap::new());
        for group in BUILT_IN {
            variants.add(group);
        }
        variants
    }
}

impl Variants {
    /// Adds a group of characters that are one; a group that shares a character with a known one joins it.
    pub fn add(&mut self, group: &str) {
        let Some(first) = group.chars().next() else { return };
        let head = group.chars().find_map(|c| self.0.get(&c).copied()).unwrap_or(first);
        for c in group.chars() {
            let joined = self.0.insert(c, head).unwrap_or(head);
            if joined != head {
                self.0.values_mut().filter(|known| **known == joined).for_each(|known| *known = head);
            }
        }
    }

    /// The text with every character in its one spelling: half width where there is one, no selectors, no variants.
    pub fn fold(&self, text: &str) -> String {
        let plain = text.chars().filter(|c| !is_selector(*c)).collect::<String>();
        // Some variants are compatibility characters, which the width rule would replace on its own terms.
        let known: String = plain.chars().map(|c| self.0.get(&c).copied().unwrap_or(c)).collect();
        to_half_width(&known).chars().map(|c| self.0.get(&c).copied().unwrap_or(c)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_and_widths_fold_to_one_spelling() {
        let variants = Variants::default();
        for (written, plain) in [
            ("髙﨑", "高崎"),
            ("齋藤", "斎藤"),
            ("齊藤", "斉藤"),
            ("渡邉", "渡辺"),
            ("𠮷田", "吉田"),
            ("葛󠄀城", "葛城"),
            ("霞ヶ関", "霞ケ関"),
            ("ﾀﾛｳ", "タロウ"),
            ("例示　太郎", "例示 太郎"),
        ] {
            assert_eq!(variants.fold(written), plain, "{written}");
        }
    }

    #[test]
    fn a_group_joins_the_one_it_shares_a_character_with() {
        let mut variants = Variants::default();
        assert_ne!(variants.fold("斎"), variants.fold("斉"));
        variants.add("斎斉");
        for c in ["斎", "齋", "斉", "齊"] {
            assert_eq!(variants.fold(c), variants.fold("斎"), "{c}");
        }
        variants.add("例\u{e000}");
        assert_eq!(variants.fold("\u{e000}示"), "例示");
    }
}
