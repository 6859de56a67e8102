//! Codes of the field and their check digits.
//!
//! The 2016 deck prints short forms (`TM031`), public material 16 characters (`TM00000000000031`); both are accepted
//! and mean the same (our assumption). A code knows its number; how it was typed is not kept.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::date::to_half_width;

/// A text that is not the code it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCode {
    /// What was written.
    pub written: String,
    /// The prefix it should have had.
    pub prefix: &'static str,
}

macro_rules! numbered_code {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $short:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u64);

        impl $name {
            /// Reads the short or the 16-character form, full-width too.
            pub fn parse(written: &str) -> Result<Self, BadCode> {
                let bad = || BadCode { written: written.to_owned(), prefix: $prefix };
                let half = to_half_width(written.trim()).to_ascii_uppercase();
                let digits = half.strip_prefix($prefix).ok_or_else(bad)?;
                if digits.is_empty() || digits.len() > 14 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(bad());
                }
                digits.parse().map(Self).map_err(|_| bad())
            }

            /// The 16-character form of the wire.
            pub fn wire(self) -> String {
                format!("{}{:014}", $prefix, self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{:0width$}", $prefix, self.0, width = $short)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let written = String::deserialize(deserializer)?;
                Self::parse(&written).map_err(|bad| serde::de::Error::custom(format!("{}: {}…", bad.written, bad.prefix)))
            }
        }
    };
}

numbered_code!(
    /// 事務コード (`JM030`).
    AffairCode, "JM", 3
);
numbered_code!(
    /// 事務手続コード (`JT030001`).
    ProcedureCode, "JT", 6
);
numbered_code!(
    /// 特定個人情報名コード (`TM031`).
    InformationCode, "TM", 3
);
numbered_code!(
    /// 特定個人情報項目コード (`TK01`).
    ItemCode, "TK", 2
);

/// 機関コード: leading zeros are part of it; many organisations may share one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct InstitutionCode(pub Arc<str>);

impl fmt::Display for InstitutionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The check digit of an 11-digit 個人番号 body (平成26年総務省令85号5条). `None` unless 11 ASCII digits.
pub fn personal_number_check_digit(body: &str) -> Option<u8> {
    let digits = ascii_digits(body, 11)?;
    let sum: u32 =
        digits.iter().rev().zip(1u32..).map(|(digit, n)| u32::from(*digit) * if n <= 6 { n + 1 } else { n - 5 }).sum();
    let rest = sum % 11;
    Some(if rest <= 1 { 0 } else { (11 - rest) as u8 })
}

/// The check digit of a 5-digit 団体コード body (last digit of six).
pub fn municipality_check_digit(body: &str) -> Option<u8> {
    let digits = ascii_digits(body, 5)?;
    let sum: u32 = digits.iter().zip([6, 5, 4, 3, 2]).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    Some(((11 - sum % 11) % 10) as u8)
}

/// The check digit of a 12-digit 法人番号 body (first digit of thirteen).
pub fn corporate_check_digit(body: &str) -> Option<u8> {
    let digits = ascii_digits(body, 12)?;
    let sum: u32 = digits.iter().rev().enumerate().map(|(i, digit)| u32::from(*digit) * (1 + i as u32 % 2)).sum();
    Some((9 - sum % 9) as u8)
}

/// The check digit of a 保険者番号 or 公費負担者番号 body (7 digits, or 5 for 国保).
pub fn insurer_check_digit(body: &str) -> Option<u8> {
    let digits = ascii_digits(body, 7).or_else(|| ascii_digits(body, 5))?;
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, digit)| {
            let product = u32::from(*digit) * (2 - i as u32 % 2);
            product / 10 + product % 10
        })
        .sum();
    Some(((10 - sum % 10) % 10) as u8)
}

fn ascii_digits(text: &str, length: usize) -> Option<Vec<u8>> {
    (text.len() == length && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.bytes().map(|b| b - b'0').collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_long_and_full_width_codes_are_one() {
        for written in ["TM031", "TM31", "tm031", "ＴＭ０３１", "TM00000000000031"] {
            assert_eq!(InformationCode::parse(written), Ok(InformationCode(31)), "{written}");
        }
        assert_eq!(InformationCode(31).to_string(), "TM031");
        assert_eq!(InformationCode(31).wire(), "TM00000000000031");
        for written in ["TK031", "TM", "TM0x1", "", "TM000000000000031"] {
            assert!(InformationCode::parse(written).is_err(), "{written}");
        }
    }

    #[test]
    fn check_digits_follow_their_rules() {
        assert_eq!(personal_number_check_digit("12345678901"), Some(8));
        assert_eq!(municipality_check_digit("13112"), Some(1));
        assert_eq!(municipality_check_digit("01100"), Some(2));
        assert_eq!(corporate_check_digit("000012050002"), Some(7));
        assert_eq!(insurer_check_digit("3312001"), Some(5));
        assert_eq!(personal_number_check_digit("1234567890"), None);
    }
}
