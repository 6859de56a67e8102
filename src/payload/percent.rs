//! Percent-encoding of URLs.

use std::borrow::Cow;

/// The bytes that a text of a URL means: `%E3%81%82` are three; what is no such thing stays as it is.
pub fn decoded(text: &str) -> Cow<'_, [u8]> {
    if !text.contains('%') {
        return Cow::Borrowed(text.as_bytes());
    }
    let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = match (first, after) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| high * 16 + low),
            _ => None,
        };
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    Cow::Owned(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded_and_nothing_else() {
        for (text, bytes) in [
            ("pmh", "pmh".as_bytes()),
            ("%E5%8f%82%e7%85%A7", "参照".as_bytes()),
            ("参照", "参照".as_bytes()),
            ("a%2", b"a%2"),
            ("%+f%", b"%+f%"),
            ("%%41", b"%A"),
            ("%FF", b"\xff"),
        ] {
            assert_eq!(&*decoded(text), bytes, "{text}");
        }
    }
}
