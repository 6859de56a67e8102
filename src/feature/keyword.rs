//! The keywords of Japanese Gherkin, and how to tell them from prose that begins alike.

use super::phrase::is_sentence;
use crate::model::date::to_half_width;

/// What heads a part of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    Feature,
    Background,
    Scenario,
    Outline,
    Examples,
    Rule,
}

/// Longer words before their own beginnings.
const HEADINGS: &[(&str, Heading)] = &[
    ("機能", Heading::Feature),
    ("フィーチャ", Heading::Feature),
    ("背景", Heading::Background),
    ("シナリオアウトライン", Heading::Outline),
    ("シナリオテンプレート", Heading::Outline),
    ("シナリオテンプレ", Heading::Outline),
    ("シナリオ", Heading::Scenario),
    ("テンプレ", Heading::Outline),
    ("サンプル", Heading::Examples),
    ("例", Heading::Examples),
    ("ルール", Heading::Rule),
    ("Rule", Heading::Rule),
];

const ENGLISH_HEADINGS: &[(&str, Heading)] = &[
    ("Feature", Heading::Feature),
    ("Background", Heading::Background),
    ("Scenario Outline", Heading::Outline),
    ("Scenario Template", Heading::Outline),
    ("Scenario", Heading::Scenario),
    ("Examples", Heading::Examples),
    ("Scenarios", Heading::Examples),
    ("Example", Heading::Scenario),
];

const ENGLISH_STEPS: &[&str] = &["Given ", "When ", "Then ", "And ", "But "];

/// A step's word as people write it, and as the parser below us knows it.
const STEPS: &[(&str, &str)] = &[
    ("前提", "前提"),
    ("もし", "もし"),
    ("ならば", "ならば"),
    ("かつ", "かつ"),
    ("且つ", "かつ"),
    ("しかし", "しかし"),
    ("然し", "しかし"),
    ("但し", "ただし"),
    ("ただし", "ただし"),
];

/// Words of prose that begin like a step.
const PROSE: &[&str] =
    &["もしくは", "もしも", "もしか", "かつて", "ただし書", "但し書", "前提条件", "前提として", "しかしながら"];

impl Heading {
    /// The word we write.
    pub(super) fn word(self) -> &'static str {
        HEADINGS.iter().find(|(_, known)| *known == self).map_or("", |(word, _)| word)
    }
}

/// How a line reads as a heading.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum HeadingReading<'t> {
    Heading(Heading, &'t str),
    /// A heading's word and no colon after it.
    NoColon(Heading, &'static str),
    English(Heading, &'static str),
    None,
}

/// Reads a line as a heading; the colon may be full-width and stand apart.
pub(super) fn heading(content: &str) -> HeadingReading<'_> {
    for (word, heading) in HEADINGS {
        let Some(rest) = content.strip_prefix(word) else { continue };
        if let Some(name) = after_colon(rest) {
            return HeadingReading::Heading(*heading, name);
        }
        if rest.is_empty() || rest.starts_with(char::is_whitespace) {
            return HeadingReading::NoColon(*heading, word);
        }
        break;
    }
    let english = ENGLISH_HEADINGS.iter().find(|(word, _)| content.strip_prefix(word).and_then(after_colon).is_some());
    english.map_or(HeadingReading::None, |(word, heading)| HeadingReading::English(*heading, word))
}

fn after_colon(rest: &str) -> Option<&str> {
    rest.trim_start().strip_prefix([':', '：']).map(str::trim)
}

/// The heading that a line of prose with a colon nearly is (シナリヲ: …).
pub(super) fn heading_slip(content: &str) -> Option<Heading> {
    let (before, _) = content.split_once([':', '：'])?;
    let before = to_half_width(before.trim());
    let near = |word: &str| strsim::normalized_damerau_levenshtein(&before, word) >= 0.7;
    HEADINGS.iter().find(|(word, _)| near(word)).map(|(_, heading)| *heading)
}

/// How a line reads as a step.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum StepReading<'t> {
    /// The keyword as the parser knows it, and the sentence.
    Step(&'static str, &'t str),
    /// Begins like a step, but may be prose (もし休日なら…): a blank after the keyword would settle it.
    Doubtful(&'static str),
    /// The keyword alone.
    Bare(&'static str),
    /// `* …`: Gherkin's keyword without a meaning.
    Asterisk,
    English(&'static str),
    None,
}

/// Reads a line as a step.
pub(super) fn step(content: &str) -> StepReading<'_> {
    if content.strip_prefix('*').is_some_and(|rest| rest.starts_with(char::is_whitespace)) {
        return StepReading::Asterisk;
    }
    if let Some(word) = ENGLISH_STEPS.iter().find(|word| content.starts_with(**word)) {
        return StepReading::English(word.trim_end());
    }
    let Some((word, keyword)) = STEPS.iter().find(|(word, _)| content.starts_with(word)) else {
        return StepReading::None;
    };
    let rest = &content[word.len()..];
    if rest.is_empty() {
        return StepReading::Bare(word);
    }
    if rest.starts_with(char::is_whitespace) {
        return StepReading::Step(keyword, rest.trim_start());
    }
    let sentence = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '、' | '，' | ',' | '：' | ':'));
    if is_sentence(sentence) {
        return StepReading::Step(keyword, sentence);
    }
    if rest.starts_with(['、', '，', ',', '。']) || PROSE.iter().any(|prose| content.starts_with(prose)) {
        return StepReading::None;
    }
    StepReading::Doubtful(word)
}

/// What a comment says of the language, if it does: `# language: ja`, full-width too.
pub(super) fn language(comment: &str) -> Option<String> {
    let plain: String = to_half_width(comment).chars().filter(|c| !c.is_whitespace()).collect();
    plain.strip_prefix("#language:").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_told_from_prose() {
        use StepReading::{Asterisk, Bare, Doubtful, None, Step};
        for (line, expected) in [
            ("前提 基準日は「H30.7.27」である", Step("前提", "基準日は「H30.7.27」である")),
            ("前提　基準日は「H30.7.27」である", Step("前提", "基準日は「H30.7.27」である")),
            ("前提基準日は「H30.7.27」である", Step("前提", "基準日は「H30.7.27」である")),
            ("前提：基準日は「H30.7.27」である", Step("前提", "基準日は「H30.7.27」である")),
            ("且つ、項目は返らない", Step("かつ", "項目は返らない")),
            ("然し 項目は返らない", Step("しかし", "項目は返らない")),
            ("但し 項目は返らない", Step("ただし", "項目は返らない")),
            ("もし なにか", Step("もし", "なにか")),
            ("もしくは、C健保に照会する", None),
            ("かつては別の団体だった", None),
            ("ただし、休日を除く", None),
            ("しかし、急ぐ", None),
            ("もし休日なら", Doubtful("もし")),
            ("もし", Bare("もし")),
            ("* 項目は返らない", Asterisk),
            ("照会する", None),
        ] {
            assert_eq!(step(line), expected, "{line}");
        }
    }

    #[test]
    fn headings_are_read_with_either_colon() {
        use HeadingReading::{English, Heading as Is, NoColon, None};
        for (line, expected) in [
            ("機能: 名", Is(Heading::Feature, "名")),
            ("機能：名", Is(Heading::Feature, "名")),
            ("機能 ： 名", Is(Heading::Feature, "名")),
            ("シナリオ:", Is(Heading::Scenario, "")),
            ("シナリオアウトライン: 名", Is(Heading::Outline, "名")),
            ("シナリオテンプレート：名", Is(Heading::Outline, "名")),
            ("例:", Is(Heading::Examples, "")),
            ("ルール: 名", Is(Heading::Rule, "名")),
            ("シナリオ 名", NoColon(Heading::Scenario, "シナリオ")),
            ("背景", NoColon(Heading::Background, "背景")),
            ("例えば: こう", None),
            ("機能の説明", None),
            ("Scenario: name", English(Heading::Scenario, "Scenario")),
        ] {
            assert_eq!(heading(line), expected, "{line}");
        }
        assert_eq!(heading_slip("シナリヲ: 名"), Some(Heading::Scenario));
        assert_eq!(heading_slip("出典: 表.xlsx"), Option::None);
    }
}
