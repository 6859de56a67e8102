//! UTF-8 and Windows-31J: bytes of a file to text and back, and never a character changed in silence.
//!
//! Windows-31J is what Japanese offices call Shift_JIS, with NEC's and IBM's characters (①, 髙). What it cannot write
//! is told, character by character; nothing becomes `?`.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8};

/// How a file's text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8, with a byte order mark or without.
    Utf8 {
        /// Whether the mark stands first: Excel writes it, and needs it to read kanji.
        mark: bool,
    },
    /// Windows-31J (CP932).
    Windows31J,
}

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Bytes that are neither UTF-8 nor Windows-31J.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadBytes {
    /// The line of the first byte that is no Windows-31J, from 1.
    pub line: u32,
}

/// The text of a file and how it was written. UTF-8 is tried first: kanji in Windows-31J are never UTF-8.
pub fn decode(bytes: &[u8]) -> Result<(String, Charset), BadBytes> {
    if let Some(rest) = bytes.strip_prefix(MARK) {
        let text = std::str::from_utf8(rest).map_err(|bad| BadBytes { line: line_at(rest, bad.valid_up_to()) })?;
        return Ok((text.to_owned(), Charset::Utf8 { mark: true }));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((text.to_owned(), Charset::Utf8 { mark: false })),
        Err(_) => Ok((decode_windows_31j(bytes)?, Charset::Windows31J)),
    }
}

/// Text of Windows-31J.
pub fn decode_windows_31j(bytes: &[u8]) -> Result<String, BadBytes> {
    let mut decoder = SHIFT_JIS.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(0));
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        (_, read) => Err(BadBytes { line: line_at(bytes, read) }),
    }
}

/// How much of a message is looked at for the charset it names, bytes.
const NAMED_WITHIN_BYTES: usize = 200;

/// A text for whoever looks through it, in whatever charset it is: as a byte order mark says, as it names itself (in its
/// content type or its XML declaration), UTF-8, Windows-31J; what is none of them with signs in place of the bad bytes.
pub fn legible<'b>(bytes: &'b [u8], content_type: &str) -> Cow<'b, str> {
    // Signs of ASCII have a zero in UTF-16: without one the mark is no mark, and would hide plain digits.
    if let Some((charset, _)) = Encoding::for_bom(bytes).filter(|(charset, _)| *charset == UTF_8 || bytes.contains(&0))
    {
        return charset.decode_with_bom_removal(bytes).0;
    }
    let head = &bytes[..bytes.len().min(NAMED_WITHIN_BYTES)];
    let named = named(content_type, "charset=").or_else(|| named(&String::from_utf8_lossy(head), "encoding="));
    // A charset in which ASCII is something else would hide plain digits.
    let named = named.filter(|charset| *charset != UTF_8 && (charset.is_ascii_compatible() || *charset == ISO_2022_JP));
    let as_named = named.and_then(|charset| charset.decode_without_bom_handling_and_without_replacement(bytes));
    if let Some(text) = as_named {
        return text;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let windows = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes);
    windows.unwrap_or_else(|| String::from_utf8_lossy(bytes))
}

/// The charset behind a word such as `charset=`.
fn named(text: &str, word: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let (_, rest) = lower.split_once(word)?;
    let label = rest.trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':')).unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end])
}

/// How a text is written that has a fault in it, by what stands before the fault; `None`: nothing there tells.
pub fn before_fault(bytes: &[u8]) -> Option<Charset> {
    const LOOKED_AT_BYTES_MAX: usize = 64 * 1024;
    if bytes.starts_with(MARK) {
        return Some(Charset::Utf8 { mark: true });
    }
    let bytes = &bytes[..bytes.len().min(LOOKED_AT_BYTES_MAX)];
    let good = std::str::from_utf8(bytes).map_or_else(|bad| bad.valid_up_to(), str::len);
    if !bytes[..good].is_ascii() {
        return Some(Charset::Utf8 { mark: false });
    }
    let mut decoder = SHIFT_JIS.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(0));
    let _ = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    (!text.is_ascii()).then_some(Charset::Windows31J)
}

fn line_at(bytes: &[u8], at: usize) -> u32 {
    let before = bytes[..at.min(bytes.len())].iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(before + 1).unwrap_or(u32::MAX)
}

/// Whether a charset has the character, and gives back the same one.
pub fn writes(charset: Charset, character: char) -> bool {
    if charset != Charset::Windows31J || character.is_ascii() {
        return true;
    }
    let mut buffer = [0; 4];
    let text = character.encode_utf8(&mut buffer);
    let (bytes, _, missing) = SHIFT_JIS.encode(text);
    // ¥ would come back as \, ‾ as ~, − as －: changed without a word.
    !missing && SHIFT_JIS.decode_without_bom_handling(&bytes).0 == *text
}

/// The characters of a text that a charset cannot write, each once, in order.
pub fn unwritable(charset: Charset, text: &str) -> Vec<char> {
    let mut found = Vec::new();
    for character in text.chars() {
        if !character.is_ascii() && !found.contains(&character) && !writes(charset, character) {
            found.push(character);
        }
    }
    found
}

/// The bytes of a text. The caller has seen to it that every character can be written; one that cannot is left out.
pub fn encode(charset: Charset, text: &str) -> Vec<u8> {
    match charset {
        Charset::Utf8 { mark } => {
            let mut bytes = if mark { MARK.to_vec() } else { Vec::new() };
            bytes.extend_from_slice(text.as_bytes());
            bytes
        }
        Charset::Windows31J => {
            let kept: String = text.chars().filter(|c| writes(charset, *c)).collect();
            SHIFT_JIS.encode(&kept).0.into_owned()
        }
    }
}

/// The character that Windows-31J has in the place of one that other tables give the same code.
pub fn neighbour(character: char) -> Option<char> {
    const NEAR: [(char, char); 10] = [
        ('\u{301C}', '\u{FF5E}'),
        ('\u{2212}', '\u{FF0D}'),
        ('\u{2016}', '\u{2225}'),
        ('\u{2014}', '\u{2015}'),
        ('\u{A2}', '\u{FFE0}'),
        ('\u{A3}', '\u{FFE1}'),
        ('\u{AC}', '\u{FFE2}'),
        ('\u{A5}', '\u{FFE5}'),
        ('\u{203E}', '\u{FFE3}'),
        ('\u{A6}', '\u{FFE4}'),
    ];
    NEAR.iter().find(|(other, _)| *other == character).map(|(_, near)| *near)
}

/// 外字: a code each machine gives its own character, so that nobody else knows which is meant.
pub fn is_private(character: char) -> bool {
    matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_offices_survive_in_windows_31j() {
        for (text, bytes) in [
            ("髙", &b"\xFB\xFC"[..]),
            ("﨑", b"\xFA\xB1"),
            ("①", b"\x87\x40"),
            ("Ⅲ", b"\x87\x56"),
            ("㈱", b"\x87\x8A"),
            ("～", b"\x81\x60"),
            ("－", b"\x81\x7C"),
            ("∥", b"\x81\x61"),
            ("―", b"\x81\x5C"),
            ("￥￠￡￢", b"\x81\x8F\x81\x91\x81\x92\x81\xCA"),
            ("ソ表能", b"\x83\x5C\x95\x5C\x94\x5C"),
            ("ｶﾞ", b"\xB6\xDE"),
            ("\\~", b"\\~"),
        ] {
            assert_eq!(unwritable(Charset::Windows31J, text), [' '; 0], "{text}");
            assert_eq!(encode(Charset::Windows31J, text), bytes, "{text}");
            assert_eq!(decode_windows_31j(bytes).as_deref(), Ok(text));
        }
        // NEC's selection of the same kanji is read as the one character, written as IBM's.
        assert_eq!(decode_windows_31j(b"\xEE\xE0\xED\x95").as_deref(), Ok("髙﨑"));
    }

    #[test]
    fn what_cannot_be_written_is_told_and_never_changed() {
        let text = "〜A−B¥C‾D—‖𠮷𠮷é神\u{FE00}\u{E000}";
        let told: Vec<char> = "〜−¥‾—‖𠮷é\u{FE00}\u{E000}".chars().collect();
        assert_eq!(unwritable(Charset::Windows31J, text), told);
        assert_eq!(unwritable(Charset::Utf8 { mark: false }, text), [' '; 0]);
        assert_eq!(
            "〜−¥‾—‖é".chars().map(neighbour).collect::<Vec<_>>(),
            "～－￥￣―∥".chars().map(Some).chain([None]).collect::<Vec<_>>()
        );
        assert!(is_private('\u{E000}') && !is_private('髙'));
    }

    #[test]
    fn every_character_that_can_be_written_comes_back() {
        let mut written = 0;
        for code in 0x80..=0xFFFF {
            let Some(character) = char::from_u32(code) else { continue };
            if !writes(Charset::Windows31J, character) {
                continue;
            }
            written += 1;
            let text = character.to_string();
            let bytes = encode(Charset::Windows31J, &text);
            assert!(!bytes.contains(&b'?') && decode_windows_31j(&bytes).as_ref() == Ok(&text), "{character}");
        }
        // JIS X 0208 with NEC's and IBM's: fewer means that the table has holes.
        assert!(written > 7_200, "{written}");
    }

    #[test]
    fn a_charset_is_told_by_the_bytes() {
        let sjis = encode(Charset::Windows31J, "照会要求番号,髙");
        assert_eq!(decode(&sjis), Ok(("照会要求番号,髙".to_owned(), Charset::Windows31J)));
        assert_eq!(decode("照会".as_bytes()), Ok(("照会".to_owned(), Charset::Utf8 { mark: false })));
        assert_eq!(decode(b"\xEF\xBB\xBFA"), Ok(("A".to_owned(), Charset::Utf8 { mark: true })));
        assert_eq!(encode(Charset::Utf8 { mark: true }, "A"), b"\xEF\xBB\xBFA");
        for (bytes, told) in [
            (["照会".as_bytes(), b"\xFF"].concat(), Some(Charset::Utf8 { mark: false })),
            ([&sjis[..], b"\xFF"].concat(), Some(Charset::Windows31J)),
            (b"\xEF\xBB\xBF\xFF".to_vec(), Some(Charset::Utf8 { mark: true })),
            (b"a,b\n\xFF".to_vec(), None),
        ] {
            assert_eq!(before_fault(&bytes), told, "{bytes:?}");
        }
        for (bytes, line) in
            [(&b"A\nB\x81"[..], 2), (b"\xFF\xFEA\x00", 1), (b"\xEF\xBB\xBFA\n\xFF", 2), (b"\n\n\x85\xFD", 3)]
        {
            assert_eq!(decode(bytes), Err(BadBytes { line }), "{bytes:?}");
        }
    }
}
