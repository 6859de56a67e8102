//! Cases of 符号生成運用テスト as scenarios, one for each body.

use std::fmt::Write as _;

use super::{FeatureFile, Page, SCENARIOS_PER_FILE_MAX, Writer, one_line, tag, written_digest};
use crate::feature::phrase::Phrase;
use crate::feature::sentence;
use crate::feature::source;
use crate::feature::topic::link_code::LinkCodePhrase;
use crate::model::catalogue::resident as words;
use crate::model::{Lang, LinkCodeAct, LinkCodeCase, LinkCodeOutcome, Organisation, Place, Project, TestGroup};

/// The generated files of 符号生成運用テスト; their names are apart from those of the other cases.
pub fn render_link_codes(project: &Project) -> Vec<FeatureFile> {
    let writer = Writer::new(project);
    let mut pages = Vec::new();
    for case in &project.link_code_cases {
        for (body, group) in case.bodies(project) {
            pages.push((case, writer.link_code_page(case, body, group)));
        }
    }
    let parts = pages.chunks(SCENARIOS_PER_FILE_MAX).zip(1usize..);
    let file = |(pages, number): (&[(&LinkCodeCase, Page)], usize)| {
        let part = if number == 1 { String::new() } else { format!("-{number}") };
        FeatureFile { path: format!("features/link-codes{part}.feature"), text: text_of(pages) }
    };
    parts.map(file).collect()
}

fn text_of(pages: &[(&LinkCodeCase, Page)]) -> String {
    let mut body = String::with_capacity(pages.len() * 1_024);
    let _ = writeln!(body, "{}: {}", sentence::FEATURE, words::FLOW.pattern(Lang::Ja));
    let mut files: Vec<&str> = Vec::new();
    for (case, page) in pages {
        page.write(&mut body);
        files.extend(case.place.file().filter(|file| !files.contains(file)));
    }
    let mut text = format!("# language: ja\n{}\n", sentence::GENERATED);
    for file in files {
        let _ = writeln!(text, "{}{}", sentence::MADE_FROM, one_line(file));
    }
    let _ = writeln!(text, "{}{}", sentence::DIGEST, written_digest(&body));
    text + &body
}

impl Writer<'_> {
    fn link_code_page(&self, case: &LinkCodeCase, body: &Organisation, group: Option<&TestGroup>) -> Page {
        let mut tags = vec![format!("{}{}", sentence::CYCLE, case.cycle)];
        tags.extend(case.lot.map(|lot| format!("{}{lot}", sentence::LOT)));
        tags.extend(group.map(|group| tag(sentence::GROUP_TAG, &group.name)));
        tags.push(tag(sentence::FLOW_TAG, words::FLOW.pattern(Lang::Ja)));
        tags.push(tag(sentence::ORGANISATION_TAG, &body.id.0));
        tags.push(tag(sentence::SCENARIO_TAG, &case.scenario));
        tags.push(tag(sentence::CASE_TAG, &case.id.0));
        let own = case.place.file();
        let mut description = Vec::new();
        if case.place != Place::Nowhere {
            description.push(format!("{} {}", sentence::SOURCE_LINE, source::write(&case.place, None)));
            let place = source::write(&case.expected_place, own);
            description.push(format!("{} {place}", sentence::OUTCOME_SOURCE_LINE));
        }
        let organisation = || self.body(&body.id.0, &body.name);
        let mut phrases = vec![
            Phrase::BaseDate(case.base_date),
            Phrase::Inquirer { organisation: organisation(), department: None },
            Phrase::Persona(case.persona.clone()),
        ];
        let missing = case.before == LinkCodeOutcome::NotObtained;
        phrases.extend(missing.then(|| Phrase::LinkCode(LinkCodePhrase::Missing { organisation: organisation() })));
        let cancelled = case.before == LinkCodeOutcome::Cancelled;
        phrases.extend(cancelled.then_some(Phrase::LinkCode(LinkCodePhrase::Cancel)));
        let done = match case.act {
            LinkCodeAct::Obtain => {
                [LinkCodePhrase::Obtain { organisation: organisation() }, LinkCodePhrase::Outcome(case.expected)]
            }
            LinkCodeAct::Cancel => {
                [LinkCodePhrase::Cancel, LinkCodePhrase::State { organisation: organisation(), state: case.expected }]
            }
        };
        phrases.extend(done.map(Phrase::LinkCode));
        let steps = phrases.iter().map(Phrase::render).collect();
        let name = format!("{}@{} {}", case.id.one_word(), body.id, one_line(&case.title));
        Page { tags, name, description, steps }
    }
}
