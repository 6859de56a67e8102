//! The samples: counts, limits, the same bytes each time.

use super::*;

fn text<'a>(files: &'a FileList, path: &str) -> &'a str {
    let (_, bytes) = files.iter().find(|(known, _)| known == path).unwrap_or_else(|| panic!("{path} is missing"));
    std::str::from_utf8(bytes).unwrap()
}

fn count(files: &FileList, folder: &str, what: &str) -> usize {
    files
        .iter()
        .filter(|(path, _)| path.starts_with(folder))
        .map(|(path, _)| text(files, path).lines().filter(|line| line.starts_with(what)).count())
        .sum()
}

/// Scenarios: each case times the members of its group.
fn scenarios(files: &FileList) -> usize {
    let groups = text(files, "test-groups/groups.yaml");
    let size = |group: &str| {
        let line = groups.lines().find(|line| line.contains(&format!("{{id: {group},"))).unwrap();
        line.split_once("members: [").unwrap().1.matches("shi-").count()
    };
    files
        .iter()
        .filter(|(path, _)| path.starts_with("test-groups/cases"))
        .flat_map(|(path, _)| text(files, path).lines())
        .filter_map(|line| line.trim().strip_prefix("inquirer: "))
        .map(size)
        .sum()
}

#[test]
fn every_body_tries_every_case_and_the_rows_stay_few() {
    for (bodies, cases) in [(1, 1), (3, 12), (8, 13), (200, 100)] {
        let files = nation(bodies, cases).unwrap();
        assert_eq!(scenarios(&files), bodies * cases, "{bodies} x {cases}");
        let rows = count(&files, "test-groups/cases", "  - id:");
        assert!(rows <= cases * 8, "{rows} rows");
        assert_eq!(count(&files, "role-models/", "  - id:"), cases);
    }
}

#[test]
fn a_thousand_bodies_are_a_thousand_organisations_and_no_more_cases() {
    let few = nation(200, 100).unwrap();
    let many = nation(1_000, 100).unwrap();
    assert_eq!(count(&few, "test-groups/cases", "  - id:"), count(&many, "test-groups/cases", "  - id:"));
    assert_eq!(count(&many, "test-groups/organisations", "  - {id: shi-"), 1_000);
    assert_eq!(count(&many, "test-groups/organisations", "  - {id: daihyo-"), 5);
    assert_eq!(count(&many, "test-groups/groups", "  - {organisation: "), 17);
}

#[test]
fn the_same_numbers_give_the_same_nation_whose_cases_differ() {
    let files = nation(20, 60).unwrap();
    assert_eq!(files, nation(20, 60).unwrap());
    let cases = text(&files, "test-groups/cases-001.yaml");
    for word in ["既定", "時点指定", "範囲指定", "正常終了", "該当なし", "副本未登録", "自動応答不可", "代表団体"]
    {
        assert!(cases.contains(word), "{word}");
    }
}

#[test]
fn numbers_outside_the_limits_are_refused() {
    for (bodies, cases, expected) in [
        (0, 1, "bodies: 0 is not between 1 and 2000"),
        (2_001, 1, "bodies: 2001 is not between 1 and 2000"),
        (1, 0, "cases: 0 is not between 1 and 1000"),
        (1, 1_001, "cases: 1001 is not between 1 and 1000"),
    ] {
        let error = nation(bodies, cases).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert!(!error.say(Lang::Ja).contains('{'), "every placeholder is filled");
    }
}

#[test]
fn a_new_project_has_what_an_office_needs() {
    let files = new_project().unwrap();
    let paths: Vec<&str> = files.iter().map(|(path, _)| &**path).collect();
    assert_eq!(
        paths,
        [
            ".gitignore",
            "README.md",
            "layouts/affairs.yaml",
            "layouts/tm031-v4.0.yaml",
            "layouts/tm101-v4.0.yaml",
            "renkei.yaml",
            "role-models/role-models.xlsx",
            "test-groups/cases.xlsx",
            "test-groups/link-codes.xlsx",
            "test-groups/organisations.yaml",
            "test-groups/representatives/a-kempo.xlsx",
            "test-groups/residents.xlsx",
        ]
    );
    assert_eq!(files, new_project().unwrap(), "the same bytes every time");
    let bodies = text(&files, "test-groups/organisations.yaml");
    for organisation in start::example().organisations {
        let written = format!("id: {}, name: {},", organisation.id, organisation.name);
        assert!(bodies.contains(&written), "{written}");
    }
}

#[test]
fn blank_forms_exist_in_both_versions() {
    for form in crate::sheet::headings::FormVersion::ALL {
        assert_eq!(blank_forms(&start::example(), form).unwrap().len(), 5);
    }
}

/// Writes the samples to a folder: `SAMPLES=/tmp/samples cargo test --lib samples_to_look_at -- --ignored`.
#[test]
#[ignore = "for people's eyes"]
fn samples_to_look_at() {
    let Ok(folder) = std::env::var("SAMPLES") else { return };
    for (name, files) in
        [("new", new_project().unwrap()), ("small", nation(3, 12).unwrap()), ("large", nation(1_000, 100).unwrap())]
    {
        for (path, bytes) in files {
            let path = std::path::Path::new(&folder).join(name).join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
}

/// Files below a folder of the repository, relative to its root.
fn below(folder: &std::path::Path, found: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            below(&path, found);
        } else {
            let path = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
            found.push(path.to_str().unwrap().replace('\\', "/"));
        }
    }
}

/// When this fails, paste the list it prints into `embedded::KIHON`.
#[test]
fn the_embedded_example_is_the_one_on_disk() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut disk = vec!["renkei.yaml".to_owned()];
    for folder in ["expected", "features/handwritten", "layouts", "role-models", "services", "test-groups"] {
        below(&root.join(folder), &mut disk);
    }
    disk.sort();
    let embedded: Vec<String> = kihon().into_iter().map(|(path, _)| path).filter(|path| path != ".gitignore").collect();
    let list: String = disk.iter().map(|path| format!("    \"{path}\",\n")).collect();
    assert!(embedded == disk, "the list should be:\n{list}");
}
