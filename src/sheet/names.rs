//! XML element names that parsers of XML 1.0 up to its 4th edition refuse (Xerces, expat), though the 5th allows them.
//!
//! The tables are productions [84]–[89] of XML 1.0 (4th edition), as far as Japanese text can reach them. Anything in
//! doubt is told: it is a warning.

/// Whether it is a name of XML 1.0, 5th edition.
pub fn is_xml_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(name_start) && chars.all(name_char)
}

fn name_start(c: char) -> bool {
    matches!(c, '_' | 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

fn name_char(c: char) -> bool {
    name_start(c) || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// Whether parsers of the 4th edition refuse a name that the 5th allows.
pub fn refused_by_old_parsers(name: &str) -> bool {
    let mut chars = name.chars();
    !(chars.next().is_some_and(old_start) && chars.all(|c| old_start(c) || old_rest(c)))
}

/// Letter | '_' (a colon would make a prefix).
fn old_start(c: char) -> bool {
    matches!(c, '_' | 'A'..='Z' | 'a'..='z'
        | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{131}'
        | '\u{386}' | '\u{388}'..='\u{38a}' | '\u{38c}' | '\u{38e}'..='\u{3a1}' | '\u{3a3}'..='\u{3ce}'
        | '\u{401}'..='\u{40c}' | '\u{40e}'..='\u{44f}' | '\u{451}'..='\u{45c}'
        | '\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3041}'..='\u{3094}' | '\u{30a1}'..='\u{30fa}'
        | '\u{3105}'..='\u{312c}' | '\u{4e00}'..='\u{9fa5}' | '\u{ac00}'..='\u{d7a3}')
}

/// Digit | CombiningChar | Extender | '.' | '-', within Japanese reach.
fn old_rest(c: char) -> bool {
    matches!(c, '0'..='9' | '.' | '-' | '\u{b7}' | '\u{3005}' | '\u{3031}'..='\u{3035}' | '\u{302a}'..='\u{302f}'
        | '\u{3099}' | '\u{309a}' | '\u{309d}'..='\u{309e}' | '\u{30fc}'..='\u{30fe}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_measured_against_xerces_and_expat() {
        for refused in
            ["金額（円）", "振込・口座", "ＡＢＣ", "１件目", "々印", "ﾃｽﾄ", "全角：コロン", "㈱", "A－B", "𠮷野"]
        {
            assert!(refused_by_old_parsers(refused), "{refused}");
        }
        for taken in ["金額円", "カード", "髙橋", "資格取得日", "TK01", "佐々木"] {
            assert!(!refused_by_old_parsers(taken) && is_xml_name(taken), "{taken}");
        }
        for never in ["", "1a", "①", "a b", "-a", "a<"] {
            assert!(!is_xml_name(never), "{never}");
        }
    }
}
