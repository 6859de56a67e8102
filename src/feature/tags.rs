//! An expression over tags: `@クール7 and not @ロット1`, as cucumber writes them.

use gherkin::tagexpr::TagOperation;

use super::sentence;
use crate::model::date::to_half_width;

/// A tag expression, read once.
#[derive(Debug, Clone)]
pub struct TagFilter(TagOperation);

/// The text is not a tag expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a tag expression: {0}")]
pub struct BadTagFilter(pub String);

impl TagFilter {
    /// Reads an expression; `＠` and full-width blanks and brackets are taken for their half-width kin. Full-width
    /// brackets that open inside a tag are part of it: `@流れ:限度額適用認定（広域連合）`.
    pub fn parse(written: &str) -> Result<Self, BadTagFilter> {
        let mut in_tag = false;
        let mut open = 0usize;
        let mut plain = String::with_capacity(written.len());
        for c in written.chars() {
            let c = match c {
                '＠' => '@',
                '　' => ' ',
                '（' if in_tag => {
                    open += 1;
                    '（'
                }
                '）' if in_tag && open > 0 => {
                    open -= 1;
                    '）'
                }
                '（' => '(',
                '）' => ')',
                other => other,
            };
            if c == '@' {
                (in_tag, open) = (true, 0);
            } else if c.is_whitespace() || matches!(c, '(' | ')') {
                in_tag = false;
            }
            plain.push(c);
        }
        plain.parse().map(Self).map_err(|_| BadTagFilter(written.to_owned()))
    }

    /// Whether a scenario with these tags is meant.
    pub fn matches(&self, tags: &[String]) -> bool {
        // A person's full-width digits (＠クール７) must find クール7 too.
        holds(&self.0, &|wanted| {
            let plain = to_half_width(wanted);
            tags.iter().any(|tag| tag == wanted || to_half_width(tag) == plain)
        })
    }
}

fn holds(expression: &TagOperation, tagged: &dyn Fn(&str) -> bool) -> bool {
    match expression {
        TagOperation::And(left, right) => holds(left, tagged) && holds(right, tagged),
        TagOperation::Or(left, right) => holds(left, tagged) || holds(right, tagged),
        TagOperation::Not(inner) => !holds(inner, tagged),
        TagOperation::Tag(tag) => tagged(tag),
    }
}

/// クール as a scenario's tags tell it.
pub fn cycle_of(tags: &[String]) -> Option<u8> {
    numbered(tags, sentence::CYCLE)
}

/// ロット as a scenario's tags tell it.
pub fn lot_of(tags: &[String]) -> Option<u8> {
    numbered(tags, sentence::LOT)
}

/// The flow as a scenario's tags tell it.
pub fn flow_of(tags: &[String]) -> Option<String> {
    tags.iter().find_map(|tag| tag.strip_prefix(sentence::FLOW_TAG)).map(str::to_owned)
}

/// テストケースID as a scenario's tags tell it; a generated one has it.
pub fn case_of(tags: &[String]) -> Option<&str> {
    tags.iter().find_map(|tag| tag.strip_prefix(sentence::CASE_TAG))
}

/// シナリオID as a scenario's tags tell it.
pub fn scenario_of(tags: &[String]) -> Option<&str> {
    tags.iter().find_map(|tag| tag.strip_prefix(sentence::SCENARIO_TAG))
}

/// The test group's name as a scenario's tags tell it.
pub fn group_of(tags: &[String]) -> Option<&str> {
    tags.iter().find_map(|tag| tag.strip_prefix(sentence::GROUP_TAG))
}

fn numbered(tags: &[String], prefix: &str) -> Option<u8> {
    tags.iter().find_map(|tag| to_half_width(tag.strip_prefix(prefix)?).parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_select_by_tags() {
        let tags = ["クール7", "ロット1", "団体:b-shi", "流れ:限度額適用認定（広域連合）"].map(str::to_owned);
        for (text, expected) in [
            ("@クール7", true),
            ("@クール7 and not @ロット1", false),
            ("@クール8 or @団体:b-shi", true),
            ("＠クール7　and　@ロット1", true),
            ("not @クール7", false),
            ("@流れ:限度額適用認定（広域連合）", true),
            ("（@クール8 or @流れ:限度額適用認定（広域連合）） and （not @ロット1）", false),
            ("not（@クール8）", true),
        ] {
            assert_eq!(TagFilter::parse(text).unwrap().matches(&tags), expected, "{text}");
        }
        assert!(TagFilter::parse("@クール7 and").is_err());
    }
}
