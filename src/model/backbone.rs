//! The systems that are no body's and that every body meets: 住基ネット and 情報提供ネットワークシステム.

use super::catalogue::fault as words;
use super::fault::FaultPlace;
use super::text::Lang;

/// One of them. There is one of each, so that it needs no id: it has its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Backbone {
    /// 住基ネット: the servers of the prefectures and of the nation, as one.
    ResidentNetwork,
    /// 情報提供ネットワークシステム.
    Nws,
}

impl Backbone {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::ResidentNetwork, Self::Nws];

    fn place(self) -> FaultPlace {
        match self {
            Self::ResidentNetwork => FaultPlace::ResidentNetwork,
            Self::Nws => FaultPlace::Nws,
        }
    }

    /// What it is called.
    pub fn name(self, lang: Lang) -> &'static str {
        self.names().nth(usize::from(lang == Lang::En)).unwrap_or_default()
    }

    /// Every way to write it: the Japanese word and the English one first.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let word = words::place(&self.place());
        let both = word.into_iter().flat_map(|word| [word.ja, word.en]);
        both.chain(words::place_aliases(&self.place()).iter().copied())
    }

    /// The one that a word means, in any width and case.
    pub fn called(written: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.place().is_called(written))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_known_by_its_words() {
        for (written, expected) in [
            ("住基ネット", Some(Backbone::ResidentNetwork)),
            (" juki-net", Some(Backbone::ResidentNetwork)),
            ("住民基本台帳ネットワークシステム", Some(Backbone::ResidentNetwork)),
            ("情報提供ネットワークシステム", Some(Backbone::Nws)),
            ("ＮＷＳ", Some(Backbone::Nws)),
            ("中間サーバー", None),
            ("", None),
        ] {
            assert_eq!(Backbone::called(written), expected, "{written}");
        }
        let names = Backbone::ALL.map(|known| [known.name(Lang::Ja), known.name(Lang::En)]);
        assert_eq!(names, [["住基ネット", "juki-net"], ["情報提供ネットワークシステム", "nws"]]);
    }
}
