//! `renkei protocol`: what a vendor needs to write a client, from the project's own layouts and profile.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::Exit;
use super::arguments::ProtocolArguments;
use super::screen::Screen;
use super::{check, partner};
use crate::model::catalogue::cli as words;
use crate::model::catalogue::machine;
use crate::model::{Inquirer, Lang, Layout, Outcome, Project, TestCase, Unit};
use crate::network::{fixed_code, openapi};
use crate::payload::charset::Charset;
use crate::payload::content;
use crate::payload::envelope::{Answer, AnswerData, Pending, Poll, Query, Receipt};
use crate::payload::file_exchange::{Format, write_queries};
use crate::payload::schema;
use crate::payload::soap::Edition;
use crate::plan;

pub(super) fn protocol(screen: &Screen, root: &Path, arguments: &ProtocolArguments) -> Exit {
    let loaded = match check::load_sound(screen, root) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    partner::warn_of_names(screen, &loaded.project);
    let files = files(&loaded.project, screen.lang);
    for (name, bytes) in &files {
        let path = arguments.output.join(name);
        let folder = path.parent().unwrap_or(&arguments.output);
        if let Err(why) = fs::create_dir_all(folder).and_then(|()| fs::write(&path, bytes)) {
            screen.fault(
                &words::PROTOCOL_REFUSED,
                &[("path", &path.display()), ("why", &machine::say(&why, screen.lang))],
            );
            return Exit::Files;
        }
    }
    let left_out = without_schema(&loaded.project);
    for (layout, names) in &left_out {
        let shown: Vec<String> = names.iter().map(|name| format!("「{name}」")).collect();
        let args: [(&str, &dyn std::fmt::Display); 3] =
            [("place", &layout.place), ("layout", &schema::layout_file(layout)), ("names", &shown.concat())];
        screen.note(&words::PROTOCOL_NO_SCHEMA, &args);
    }
    if screen.json {
        let left_out = left_out.iter().map(
            |(layout, names)| serde_json::json!({"layout": schema::layout_file(layout), "names": names, "place": layout.place.to_string()}),
        );
        screen.print_json(&serde_json::json!({
            "folder": arguments.output,
            "files": files.keys().collect::<Vec<_>>(),
            "left_out": left_out.collect::<Vec<_>>(),
        }));
    } else {
        let folder = arguments.output.display();
        screen.note(&words::PROTOCOL_WRITTEN, &[("folder", &folder), ("files", &files.len())]);
    }
    Exit::Passed
}

/// Layouts whose names no XML Schema can hold, and those names.
fn without_schema(project: &Project) -> Vec<(&Layout, Vec<String>)> {
    let all = project.layouts.iter().map(|layout| (layout, schema::names_without_schema(layout, &project.profile)));
    all.filter(|(_, names)| !names.is_empty()).collect()
}

/// Every file by its path below the folder.
fn files(project: &Project, lang: Lang) -> BTreeMap<String, Vec<u8>> {
    let profile = &project.profile;
    let namespace = &profile.soap_namespace;
    let mut files = BTreeMap::new();
    files.insert("openapi.yaml".to_owned(), openapi(&project.services, lang).into_bytes());
    let mut schema_file = |name: &str, text: String| files.insert(format!("xsd/{name}"), text.into_bytes());
    schema_file(schema::ENVELOPE_FILE, schema::envelope());
    schema_file("envelope.sch", schema::envelope_rules());
    schema_file(schema::EXCHANGE_FILE, schema::exchange_files());
    schema_file("soap-envelope.xsd", schema::in_namespace(namespace, schema::ENVELOPE_FILE));
    for layout in project.layouts.iter().filter(|layout| schema::names_without_schema(layout, profile).is_empty()) {
        let name = schema::layout_file(layout);
        schema_file(&format!("{name}.xsd"), schema::layout(layout, profile));
        schema_file(&format!("{name}.sch"), schema::layout_rules(layout, profile));
        schema_file(&format!("soap-{name}.xsd"), schema::in_namespace(namespace, &format!("{name}.xsd")));
    }
    let queries: Vec<(Query, &[Unit])> =
        project.cases.iter().filter_map(|case| Some((query(project, case)?, case.expected.units.as_slice()))).collect();
    if let Some((query, units)) = queries.iter().find(|(_, units)| !units.is_empty()) {
        for (name, text) in messages(project, query, units) {
            files.insert(format!("examples/{name}.xml"), text.clone().into_bytes());
            for (edition, spelling) in [(Edition::V11, "soap11"), (Edition::V12, "soap12")] {
                let text = edition.wrap(Some(&text), namespace);
                files.insert(format!("examples/{name}.{spelling}.xml"), text.into_bytes());
            }
        }
    }
    let queries: Vec<Query> = queries.into_iter().map(|(query, _)| query).collect();
    if !queries.is_empty() {
        for (charset, spelling) in [(Charset::Utf8 { mark: true }, "utf-8"), (Charset::Windows31J, "windows-31j")] {
            for (format, ending) in [(Format::Csv, "csv"), (Format::Xml, "xml")] {
                files.insert(format!("examples/queries.{spelling}.{ending}"), write_queries(&queries, format, charset));
            }
        }
    }
    files
}

/// The query of a case, as the first of its inquirers sends it.
fn query(project: &Project, case: &TestCase) -> Option<Query> {
    let (inquirer, group) = match &case.inquirer {
        Inquirer::Organisation(id) => (project.organisation(id)?, None),
        Inquirer::Group(id) => {
            let group = project.group(id)?;
            (project.organisation(group.members.first()?)?, Some(group))
        }
    };
    let provider = plan::provider(project, &case.target, inquirer, group).ok()?.institution;
    Some(Query {
        request: format!("R-{}", case.id),
        inquirer: inquirer.code.clone(),
        provider: provider.code.clone(),
        affair: case.affair,
        procedure: case.procedure,
        information: case.information,
        version: case.version.clone(),
        department: case.department.clone(),
        items: case.items.clone(),
        condition: case.condition,
        link_code: fixed_code(project, inquirer, &case.persona),
        consent: case.marks.consent,
        undisclosed: case.marks.undisclosed,
    })
}

/// Serial and time of an example: no exchange has them.
const EXAMPLE_SERIAL: &str = "0010000000001";
const EXAMPLE_TIME: &str = "2019/07/27 09:01:00";

/// Every message once, about one query; the answer holds what its case expects.
fn messages(project: &Project, query: &Query, units: &[Unit]) -> Vec<(&'static str, String)> {
    let profile = &project.profile;
    let request = query.request.clone();
    let layout =
        project.layouts.iter().find(|known| known.information == query.information && known.version == query.version);
    let data = layout.map(|layout| AnswerData {
        registered_at: EXAMPLE_TIME.to_owned(),
        version: layout.version.clone(),
        body: content::write(units, layout, profile.element_names),
    });
    let answer = |outcome, data| Answer {
        serial: EXAMPLE_SERIAL.to_owned(),
        outcome: profile.outcome_code(outcome).to_owned(),
        undisclosed: false,
        data,
    };
    vec![
        ("query", query.to_xml()),
        ("receipt", Receipt { request: request.clone(), serial: None }.to_xml()),
        ("poll", Poll { request: request.clone() }.to_xml()),
        ("pending", Pending { request }.to_xml()),
        ("answer", answer(Outcome::Normal, data).to_xml()),
        ("refusal", answer(Outcome::ReplicaMissing, None).to_xml()),
    ]
}
