//! Messages that say something wrong: the content of a body spoilt, bytes in and bytes out.

use encoding_rs::SHIFT_JIS;

use crate::model::fault::{Charset, Way};
use crate::model::{FaultKind, Version};
use crate::payload::envelope;

/// The body as this fault leaves it on that way; every other body as it is.
pub(super) fn spoil(body: Vec<u8>, kind: &FaultKind, on: Way) -> Vec<u8> {
    match kind {
        FaultKind::Truncate(way) if *way == on => body[..body.len() / 2].to_vec(),
        FaultKind::CorruptXml(way) if *way == on => corrupt(body),
        FaultKind::WrongCharset(charset, way) if *way == on => recode(body, *charset),
        FaultKind::StaleVersion { version, way } if *way == on => retell(body, version.as_ref()),
        _ => body,
    }
}

/// The last end tag loses its slash.
fn corrupt(mut body: Vec<u8>) -> Vec<u8> {
    match body.windows(2).rposition(|pair| pair == b"</") {
        Some(at) => drop(body.remove(at + 1)),
        None => drop(body.pop()),
    }
    body
}

/// The same text in another character code, and no word of it.
fn recode(body: Vec<u8>, charset: Charset) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&body) else { return body };
    match charset {
        Charset::Windows31J => SHIFT_JIS.encode(text).0.into_owned(),
        Charset::Utf16 => [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect(),
    }
}

fn retell(body: Vec<u8>, version: Option<&Version>) -> Vec<u8> {
    let told = std::str::from_utf8(&body).ok().and_then(|text| {
        envelope::retell_version(text, |told| version.map_or_else(|| one_before(told), ToString::to_string))
    });
    told.map_or(body, String::into_bytes)
}

/// `4.0` → `3.0`; what is no number grows a mark, so that it is another version all the same.
fn one_before(version: &str) -> String {
    let (major, rest) = version.split_once('.').unwrap_or((version, ""));
    match major.trim().parse::<u32>().ok().and_then(|major| major.checked_sub(1)) {
        Some(before) if rest.is_empty() => before.to_string(),
        Some(before) => format!("{before}.{rest}"),
        None => format!("{version}-"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spoilt_body_differs_as_its_fault_says_and_the_other_way_is_left_alone() {
        let body = "<照会結果><特定個人情報の版番号>4.0</特定個人情報の版番号><名>髙橋①</名></照会結果>";
        let shift_jis = |text: &str| {
            let (bytes, _, unmappable) = SHIFT_JIS.encode(text);
            assert!(!unmappable, "{text}");
            bytes.into_owned()
        };
        for (fault, spoilt) in [
            ("末尾欠落", body.as_bytes()[..body.len() / 2].to_vec()),
            ("XML破損", body.replace("</照会結果>", "<照会結果>").into_bytes()),
            ("古い版", body.replace("4.0", "3.0").into_bytes()),
            ("古い版（2.1）", body.replace("4.0", "2.1").into_bytes()),
            ("文字コード違い", shift_jis(body)),
        ] {
            let kind = FaultKind::read(fault).unwrap();
            assert_eq!(spoil(body.into(), &kind, Way::Reply), spoilt, "{fault}");
            assert_eq!(spoil(body.into(), &kind, Way::Request), body.as_bytes(), "{fault}");
        }
        let utf16 = spoil("<a/>".into(), &FaultKind::read("文字コード違い（UTF-16、往路）").unwrap(), Way::Request);
        assert_eq!(utf16, b"\xfe\xff\0<\0a\0/\0>");
    }

    #[test]
    fn what_has_nothing_to_spoil_stays() {
        for (fault, body) in [("古い版", "<照会受付/>"), ("末尾欠落", ""), ("XML破損", "")] {
            assert_eq!(spoil(body.into(), &FaultKind::read(fault).unwrap(), Way::Reply), body.as_bytes(), "{fault}");
        }
        for (version, before) in [("4.0", "3.0"), ("12", "11"), ("1.02", "0.02"), ("0.9", "0.9-"), ("新", "新-")] {
            assert_eq!(one_before(version), before);
        }
    }
}
