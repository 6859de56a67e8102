//! A copy of the shipped example to play with.

#![allow(dead_code, reason = "each test program uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::path::Path;

/// The repository's own project in a fresh folder, without its records and features.
pub fn example() -> tempfile::TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(root.join("renkei.yaml"), folder.path().join("renkei.yaml")).unwrap();
    for part in ["layouts", "role-models", "test-groups", "expected"] {
        copy(&root.join(part), &folder.path().join(part));
    }
    folder
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// The example with elements named by item code: in its profile, and in the expected XML files.
pub fn coded_example() -> tempfile::TempDir {
    use renkei::model::profile::ElementNames;
    use renkei::payload::content;

    let folder = example();
    let (project, _) = renkei::sheet::load(folder.path());
    for case in &project.cases {
        let Some((path, text)) = &case.expected.xml else { continue };
        let layout = project
            .layouts
            .iter()
            .find(|layout| layout.information == case.information && layout.version == case.version);
        let (content, _) = content::read_file(text, path, layout.unwrap(), ElementNames::Japanese).unwrap();
        let coded = content::write(&content.units, layout.unwrap(), ElementNames::ItemCode);
        std::fs::write(folder.path().join(&**path), coded).unwrap();
    }
    let profile = folder.path().join("layouts/profile.yaml");
    let text = std::fs::read_to_string(&profile).unwrap();
    let coded = text.replace("element-names: japanese", "element-names: item-code");
    assert_ne!(text, coded);
    std::fs::write(&profile, coded).unwrap();
    folder
}
