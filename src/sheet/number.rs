//! How a spreadsheet's number formats show a number: zeros at the front, places after the point, dates.

use calamine::{ExcelDateTime, Style};

use super::raw::Form;

/// What a cell's number format does to a number, as far as it changes the text a person sees.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NumberStyle {
    digits: Digits,
    grain: Grain,
}

#[derive(Debug, Clone, Default, PartialEq)]
enum Digits {
    /// As few digits as the number needs.
    #[default]
    General,
    /// At least so many digits before the point, exactly so many after it.
    Fixed { before: usize, after: usize },
    /// Digits put into a pattern (`000-0000`).
    Pattern(String),
}

/// How much of a date the format shows.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Grain {
    #[default]
    Day,
    Month,
    Year,
}

/// Built-in formats of Japanese Excel that show year and month only (`yyyy"年"m"月"`).
const YEAR_MONTH_FORMATS: [u32; 2] = [34, 55];

impl NumberStyle {
    /// Reads the format of a cell's style; 和暦 formats (`ggge"年"m"月"d"日"`) are dates like any other.
    pub fn of(style: &Style) -> Self {
        let Some(format) = &style.number_format else { return Self::default() };
        let tokens = tokens(&format.format_code);
        let has = |wanted: &[char]| tokens.chars().any(|c| wanted.contains(&c.to_ascii_lowercase()));
        let grain = if has(&['d']) || !has(&['y', 'e', 'g']) {
            match format.format_id {
                Some(id) if YEAR_MONTH_FORMATS.contains(&id) => Grain::Month,
                _ => Grain::Day,
            }
        } else if has(&['m']) {
            Grain::Month
        } else {
            Grain::Year
        };
        Self { digits: digits(&tokens), grain }
    }

    /// A number that keeps its zeros is as good as text.
    pub fn form(&self) -> Form {
        match &self.digits {
            Digits::Fixed { before, after } if *before > 1 || *after > 0 => Form::Text,
            Digits::Pattern(_) => Form::Text,
            _ => Form::Number,
        }
    }

    /// The number as the cell shows it.
    pub fn show(&self, number: f64) -> String {
        match &self.digits {
            Digits::General => general(number),
            Digits::Fixed { before, after } => {
                let text = format!("{:.*}", *after, number.abs());
                let whole = text.split('.').next().map_or(0, str::len);
                let zeros = "0".repeat(before.saturating_sub(whole));
                format!("{}{zeros}{text}", if number < 0.0 { "-" } else { "" })
            }
            Digits::Pattern(pattern) => into_pattern(pattern, number),
        }
    }

    /// The date as `2017-04-01`, or as much of it as the cell shows; the time only if there is one.
    pub fn show_date(&self, moment: &ExcelDateTime) -> String {
        if moment.is_duration() {
            return general(moment.as_f64());
        }
        let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
        let date = match self.grain {
            Grain::Day => format!("{year:04}-{month:02}-{day:02}"),
            Grain::Month => format!("{year:04}-{month:02}"),
            Grain::Year => format!("{year:04}"),
        };
        match (hour, minute, second) {
            (0, 0, 0) => date,
            _ => format!("{date} {hour:02}:{minute:02}:{second:02}"),
        }
    }
}

/// The first section of a format without quoted words, escapes and brackets.
fn tokens(code: &str) -> String {
    let mut out = String::new();
    let mut chars = code.chars();
    let mut quoted = false;
    let mut bracketed = false;
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '[' => bracketed = true,
            ']' => bracketed = false,
            _ if bracketed => {}
            ';' => break,
            '\\' => out.extend(chars.next().filter(|escaped| *escaped == '-')),
            '_' | '*' => {
                chars.next();
            }
            other => out.push(other),
        }
    }
    out
}

fn digits(tokens: &str) -> Digits {
    let trimmed = tokens.trim();
    let only = |allowed: &str| !trimmed.is_empty() && trimmed.chars().all(|c| allowed.contains(c));
    if only("0#,.") && trimmed.contains('0') {
        let (before, after) = trimmed.split_once('.').unwrap_or((trimmed, ""));
        // Commas group digits for the eye; the value is the same without them.
        return Digits::Fixed { before: before.matches('0').count(), after: after.matches('0').count() };
    }
    if only("0-") && trimmed.contains('0') {
        return Digits::Pattern(trimmed.to_owned());
    }
    Digits::General
}

/// As few digits as Excel's fifteen significant ones need: 1, 0.3, 12345.
fn general(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return (number as i64).to_string();
    }
    match format!("{number:.14e}").parse::<f64>() {
        Ok(rounded) => rounded.to_string(),
        Err(_) => number.to_string(),
    }
}

fn into_pattern(pattern: &str, number: f64) -> String {
    let digits = general(number.abs().round());
    let places = pattern.matches('0').count();
    let padded = format!("{digits:0>places$}");
    let mut left = padded.chars().rev();
    let mut out: Vec<char> =
        pattern.chars().rev().filter_map(|c| if c == '0' { left.next() } else { Some(c) }).collect();
    out.extend(left);
    out.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_the_cell_shows_them() {
        for (code, number, expected) in [
            ("General", 1.0, "1"),
            ("General", -3.0, "-3"),
            ("General", 100.0, "100"),
            ("General", 0.0, "0"),
            ("General", 0.1 + 0.2, "0.3"),
            ("0000", 1.0, "0001"),
            ("0000", 12345.0, "12345"),
            ("000", 2.0, "002"),
            ("0.0", 4.0, "4.0"),
            ("#,##0", 12345.0, "12345"),
            ("000-0000", 1_000_001.0, "100-0001"),
            ("000\\-0000", 60000.0, "006-0000"),
            ("0_ ;[Red]\\-0\\ ", 7.0, "7"),
            ("@", 5.0, "5"),
        ] {
            let style = NumberStyle { digits: digits(&tokens(code)), grain: Grain::Day };
            assert_eq!(style.show(number), expected, "{code}");
        }
    }
}
