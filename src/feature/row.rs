//! One row of a table, cut into cells.

/// The cells of a row that begins with `|` or `｜`, trimmed and unescaped. An unknown escape stands for itself
/// (`C:\data`). In a row that begins with `｜` both bars separate, otherwise only `|` does, so that a value may hold ｜.
///
/// # Errors
/// The character (from 0) from which the row is not closed by a bar.
pub(super) fn cells(row: &str) -> Result<Vec<String>, usize> {
    let wide = row.starts_with('｜');
    let bar = |c: char| c == '|' || (wide && c == '｜');
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut start = 1;
    let mut chars = row.chars().enumerate().skip(1);
    while let Some((at, c)) = chars.next() {
        if bar(c) {
            cells.push(unescape(cell.trim()));
            cell.clear();
            start = at + 1;
            continue;
        }
        cell.push(c);
        if c == '\\' {
            // Taken with its backslash, so that an escaped bar does not separate.
            cell.extend(chars.next().map(|(_, c)| c));
        }
    }
    if cells.is_empty() || !cell.trim().is_empty() { Err(start) } else { Ok(cells) }
}

fn unescape(cell: &str) -> String {
    if !cell.contains('\\') {
        return cell.to_owned();
    }
    let mut out = String::with_capacity(cell.len());
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, false) => out.push(c),
            _ => match chars.next() {
                Some('n') => out.push('\n'),
                Some(c @ ('|' | '\\' | '｜')) => out.push(c),
                Some(other) => out.extend(['\\', other]),
                None => out.push('\\'),
            },
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_as_people_mean_them() {
        for (row, expected) in [
            ("| a | b |", "a/b"),
            ("|a|b|", "a/b"),
            ("|  |　b　|", "/b"),
            ("｜ a ｜ b ｜", "a/b"),
            ("｜ a | b ｜", "a/b"),
            ("| a ｜ b |", "a ｜ b"),
            (r"| a \| b | c\\ | d\ne |", "a | b/c\\/d\ne"),
            (r"| C:\data |", r"C:\data"),
            ("| a | b", "open 5"),
            ("| a | b | c", "open 9"),
            ("|", "open 1"),
            (r"| a \|", "open 1"),
        ] {
            let read = match cells(row) {
                Ok(cells) => cells.join("/"),
                Err(at) => format!("open {at}"),
            };
            assert_eq!(read, expected, "{row}");
        }
    }
}
