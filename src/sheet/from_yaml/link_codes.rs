//! `link-code-cases:` of a file in test-groups/.

use super::Fields;
use crate::sheet::raw::{Columns, Names, RawLinkCodeCase};

/// Keys of a case.
const KEYS: &[&str] =
    &["scenario", "id", "title", "cycle", "lot", "body", "base-date", "persona", "before", "act", "expected", "note"];

pub(super) fn cases(top: &mut Fields<'_>) -> Vec<RawLinkCodeCase> {
    top.each("link-code-cases", KEYS, |case| {
        // For people only.
        let _note = case.text("note");
        RawLinkCodeCase {
            place: case.place.clone(),
            columns: Columns::default(),
            names: Names::Keys,
            scenario: case.text("scenario"),
            id: case.text("id"),
            title: case.text("title"),
            cycle: case.text("cycle"),
            lot: case.text("lot"),
            body: case.text("body"),
            base_date: case.text("base-date"),
            persona: case.text("persona"),
            before: case.text("before"),
            act: case.text("act"),
            expected: case.text("expected"),
        }
    })
}
