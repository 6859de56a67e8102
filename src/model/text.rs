//! One catalogue for two languages: every sentence a user reads is a [`Text`] with both spellings side by side.

use std::fmt::Display;

/// The language of what a user sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Japanese, the first language.
    #[default]
    Ja,
    /// English.
    En,
}

/// A sentence in both languages; `{name}` is filled by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// The Japanese spelling.
    pub ja: &'static str,
    /// The English spelling.
    pub en: &'static str,
}

impl Text {
    /// The raw pattern in one language, placeholders and all.
    pub fn pattern(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ja => self.ja,
            Lang::En => self.en,
        }
    }

    /// The sentence with its placeholders filled. A placeholder without an argument stays visible, so that a slip is seen.
    pub fn say(&self, lang: Lang, args: &[(&str, &dyn Display)]) -> String {
        let mut rest = self.pattern(lang);
        let mut out = String::with_capacity(rest.len() + 32);
        while let Some(open) = rest.find('{') {
            let Some(close) = rest[open..].find('}') else { break };
            let name = &rest[open + 1..open + close];
            out.push_str(&rest[..open]);
            match args.iter().find(|(key, _)| *key == name) {
                Some((_, value)) => out.push_str(&value.to_string()),
                None => out.push_str(&rest[open..=open + close]),
            }
            rest = &rest[open + close + 1..];
        }
        out.push_str(rest);
        out
    }

    /// The sentence in Japanese and English.
    pub fn both(&self, args: &[(&str, &dyn Display)]) -> (String, String) {
        (self.say(Lang::Ja, args), self.say(Lang::En, args))
    }

    /// The names between braces, sorted; both languages must agree on them.
    pub fn placeholders(pattern: &str) -> Vec<&str> {
        let mut names: Vec<&str> =
            pattern.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// Declares sentences: `NAME = "日本語" | "English";`. Each file's `ALL` lets a test walk them.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $ja:literal | $en:literal;)*) => {
        $($(#[$doc])* #[doc = $en] pub const $name: $crate::model::text::Text = $crate::model::text::Text { ja: $ja, en: $en };)*
        /// Every sentence of this file by name.
        pub const ALL: &[(&str, $crate::model::text::Text)] = &[$((stringify!($name), $name)),*];
    };
}

/// Declares faults: `NAME = "E0101" Error: "日本語" | "English" => "直し方" | "how to mend";`.
macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $code:literal $severity:ident: $ja:literal | $en:literal => $help_ja:literal | $help_en:literal;)*) => {
        $($(#[$doc])* #[doc = $en] pub static $name: $crate::model::diagnostic::Fault = $crate::model::diagnostic::Fault {
            code: $code,
            severity: $crate::model::diagnostic::Severity::$severity,
            message: $crate::model::text::Text { ja: $ja, en: $en },
            help: $crate::model::text::Text { ja: $help_ja, en: $help_en },
        };)*
        /// Every fault of this file.
        pub static FAULTS: &[&$crate::model::diagnostic::Fault] = &[$(&$name),*];
    };
}

pub(crate) use {faults, texts};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn say_fills_names_and_leaves_unknown_ones_visible() {
        let text = Text { ja: "{a}は{b}", en: "{a} is {b}" };
        assert_eq!(text.say(Lang::Ja, &[("a", &1), ("b", &"二")]), "1は二");
        assert_eq!(text.say(Lang::En, &[("a", &1)]), "1 is {b}");
    }
}
