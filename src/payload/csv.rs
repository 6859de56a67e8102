//! CSV as spreadsheets write it (RFC 4180): quotes, line breaks inside them, any line end. A record that cannot be read
//! is told and does not lose the others.

/// A record as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The line it begins on, from 1.
    pub line: u32,
    /// Its fields, or what is wrong with it.
    pub fields: Result<Vec<String>, CsvFault>,
}

/// Why a record cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvFault {
    /// A quote inside a field that does not begin with one, or text after the closing one.
    StrayQuote,
    /// The quote is never closed: the rest of the file lies in this record.
    Unclosed,
}

/// The records of a text, in order; blank lines are none.
pub fn read(text: &str) -> Vec<Record> {
    let mut reading = Reading { rest: text, line: 1 };
    let mut records = Vec::new();
    while let Some(record) = reading.record() {
        let blank = matches!(&record.fields, Ok(fields) if fields.iter().all(|field| field.trim().is_empty()));
        if !blank {
            records.push(record);
        }
    }
    records
}

struct Reading<'a> {
    rest: &'a str,
    line: u32,
}

impl Reading<'_> {
    fn record(&mut self) -> Option<Record> {
        if self.rest.is_empty() {
            return None;
        }
        let line = self.line;
        let mut fields = Vec::new();
        let mut fault = None;
        loop {
            match self.field() {
                Ok(field) => fields.push(field),
                Err(found) => fault = fault.or(Some(found)),
            }
            if let Some(rest) = self.rest.strip_prefix(',') {
                self.rest = rest;
                continue;
            }
            self.end_line();
            return Some(Record { line, fields: fault.map_or(Ok(fields), Err) });
        }
    }

    fn field(&mut self) -> Result<String, CsvFault> {
        match self.rest.strip_prefix('"') {
            Some(rest) => {
                self.rest = rest;
                self.quoted()
            }
            None => {
                let plain = self.upto(&[',', '\r', '\n']);
                if plain.contains('"') { Err(CsvFault::StrayQuote) } else { Ok(plain.to_owned()) }
            }
        }
    }

    fn quoted(&mut self) -> Result<String, CsvFault> {
        let mut field = String::new();
        loop {
            let Some(quote) = self.rest.find('"') else {
                self.skip(self.rest.len());
                return Err(CsvFault::Unclosed);
            };
            field.push_str(&self.rest[..quote]);
            self.skip(quote + 1);
            match self.rest.chars().next() {
                Some('"') => {
                    field.push('"');
                    self.skip(1);
                }
                None | Some(',' | '\r' | '\n') => return Ok(field),
                Some(_) => {
                    self.upto(&[',', '\r', '\n']);
                    return Err(CsvFault::StrayQuote);
                }
            }
        }
    }

    fn upto(&mut self, ends: &[char]) -> &str {
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let (found, rest) = self.rest.split_at(end);
        self.rest = rest;
        found
    }

    /// Goes on, counting lines.
    fn skip(&mut self, bytes: usize) {
        let (passed, rest) = self.rest.split_at(bytes);
        let breaks = passed.matches('\n').count() + passed.matches('\r').count() - passed.matches("\r\n").count();
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.rest = rest;
    }

    fn end_line(&mut self) {
        let length = if self.rest.starts_with("\r\n") { 2 } else { self.rest.len().min(1) };
        self.skip(length);
    }
}

/// Appends a record, with quotes where they are needed and a line end as Windows has it.
pub fn write<'a>(fields: impl IntoIterator<Item = &'a str>, out: &mut String) {
    for (at, field) in fields.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        if field.contains([',', '"', '\r', '\n'])
            || field.starts_with(char::is_whitespace)
            || field.ends_with(char::is_whitespace)
        {
            out.push('"');
            out.push_str(&field.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(field);
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seen(text: &str) -> String {
        let show = |record: Record| match record.fields {
            Ok(fields) => format!("{}:{}", record.line, fields.join("|")),
            Err(fault) => format!("{}:{fault:?}", record.line),
        };
        read(text).into_iter().map(show).collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn records_are_read_as_spreadsheets_write_them() {
        for (text, expected) in [
            ("", ""),
            ("a,b\r\nc,d\r\n", "1:a|b / 2:c|d"),
            ("a,b\nc,d", "1:a|b / 2:c|d"),
            ("a\rb\r", "1:a / 2:b"),
            ("\r\n\n,,\n a ,\n", "4: a |"),
            ("\"a,\"\"b\"\"\",c", "1:a,\"b\"|c"),
            ("\"a\r\nb\nc\",d\ne", "1:a\r\nb\nc|d / 4:e"),
            ("\"\",\"\"\"\"", "1:|\""),
            ("a\"b,c\nd", "1:StrayQuote / 2:d"),
            ("\"a\"b,c\nd", "1:StrayQuote / 2:d"),
            ("a\nb,\"c\nd\ne", "1:a / 2:Unclosed"),
        ] {
            assert_eq!(seen(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(records in prop::collection::vec(prop::collection::vec("[a-z\",\r\n 照会]{0,6}", 1..5), 0..5)) {
            let mut text = String::new();
            for record in &records {
                write(record.iter().map(String::as_str), &mut text);
            }
            let written: Vec<_> = records.into_iter().filter(|record| record.iter().any(|field| !field.trim().is_empty())).collect();
            let back: Vec<_> = read(&text).into_iter().map(|record| record.fields.unwrap()).collect();
            prop_assert_eq!(back, written);
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,40}|[\"\r\n,a]{0,40}") {
            let lines = text.matches('\n').count() + text.matches('\r').count() + 1;
            prop_assert!(read(&text).iter().all(|record| record.line as usize <= lines));
        }
    }
}
