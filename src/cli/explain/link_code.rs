//! A case of 符号生成運用テスト: whose code, in which state before, and what comes of asking for it or withdrawing it.

use std::fmt::Write;

use crate::answer::link_code::{self, Register};
use crate::model::catalogue::{cli as words, explain as say};
use crate::model::{Gateway, Lang, LinkCodeCase, LinkCodeOutcome, Organisation, Project, Resident, TestGroup, Text};

/// One case as one body tries it.
pub(super) struct LinkCodePage<'a> {
    pub lang: Lang,
    pub project: &'a Project,
    pub case: &'a LinkCodeCase,
    pub body: &'a Organisation,
    pub group: Option<&'a TestGroup>,
}

impl LinkCodePage<'_> {
    fn id(&self) -> String {
        format!("{}@{}", self.case.id.one_word(), self.body.id)
    }

    fn resident(&self) -> Option<&Resident> {
        self.project.resident_of(&self.case.persona)
    }

    fn would(&self) -> LinkCodeOutcome {
        let known = self.project.register_knows(&self.case.persona);
        let register = if known { Register::Knows } else { Register::KnowsNot };
        link_code::outcome(self.case.act, self.case.before, register)
    }

    fn register(&self) -> String {
        match self.resident() {
            _ if self.project.residents.is_empty() => say::NO_REGISTER.pattern(self.lang).to_owned(),
            None => say::NOT_REGISTERED.pattern(self.lang).to_owned(),
            Some(resident) => {
                let Resident { id, name, place, .. } = resident;
                say::REGISTERED.say(self.lang, &[("id", id), ("name", name), ("place", place)])
            }
        }
    }

    /// The page people read.
    pub fn as_text(&self) -> String {
        let LinkCodeCase { persona, base_date, before, act, expected, expected_place, .. } = self.case;
        let mut out = words::EXPLAIN_TITLE.say(self.lang, &[("id", &self.id()), ("title", &self.case.title)]);
        out.push('\n');
        let mut line = |name: &Text, value: &str| {
            let _ = writeln!(out, "{}: {value}", name.pattern(self.lang));
        };
        line(&words::EXPLAIN_SOURCE, &self.case.place.to_string());
        let group = self.group.map(|group| format!("（{}）", group.name)).unwrap_or_default();
        line(&say::BODY, &format!("{}（{}）{group}", self.body.name, self.body.code));
        let name = self.project.role_model(persona).map(|known| known.name.as_str()).unwrap_or_default();
        line(&words::EXPLAIN_PERSONA, &format!("{persona} {name}"));
        let day = match self.lang {
            Lang::Ja => base_date.wareki(),
            Lang::En => base_date.to_string(),
        };
        line(&words::EXPLAIN_BASE_DATE, &day);
        line(&say::REGISTER, &self.register());
        line(&say::BEFORE, before.word().pattern(self.lang));
        line(&say::ACT, act.word().pattern(self.lang));
        line(&say::WOULD, self.would().word().pattern(self.lang));
        line(&say::EXPECTED, &format!("{}  [{expected_place}]", expected.word().pattern(self.lang)));
        if self.body.kind.gateway() == Gateway::Insurers {
            let _ = writeln!(out, "  ※ {}", say::SHARED.say(self.lang, &[("code", &self.body.code)]));
        }
        out
    }

    /// The same for programs.
    pub fn as_json(&self) -> serde_json::Value {
        let case = self.case;
        serde_json::json!({
            "trial": self.id(),
            "source": case.place.to_string(),
            "body": self.body.id,
            "persona": case.persona,
            "base_date": case.base_date,
            "resident": self.resident().map(|resident| &resident.id),
            "before": case.before,
            "act": case.act.word().ja,
            "would_become": self.would(),
            "expected_outcome": case.expected,
            "expected_source": case.expected_place.to_string(),
        })
    }
}
