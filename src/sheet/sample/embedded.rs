//! Files compiled into the program.

use super::FileList;

/// Records are not the project's.
pub(super) const GITIGNORE: &[u8] = b"runs/\n";

/// Files of the repository's own project, by path.
macro_rules! from_root {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $path)).as_slice())),*]
    };
}

/// The layouts of every sample: those of the shipped example that the samples use, and their own 事務.
pub(super) fn layouts() -> FileList {
    let shared: &[(&str, &[u8])] = from_root!["layouts/tm031-v4.0.yaml", "layouts/tm101-v4.0.yaml"];
    let own: &[(&str, &[u8])] = &[("layouts/affairs.yaml", include_bytes!("affairs.yaml"))];
    owned(&[own, shared].concat())
}

/// The repository root's own project; a test compares the list with what is on disk. Its features are left out:
/// `renkei features` writes them from the sheets.
const KIHON: &[(&str, &[u8])] = from_root![
    "expected/k2-02.xml",
    "features/handwritten/fugo-seisei.feature",
    "features/handwritten/hikkoshi.feature",
    "features/handwritten/himozuke.feature",
    "features/handwritten/joho-teikyo-test.feature",
    "features/handwritten/juki.feature",
    "features/handwritten/kokka-shikaku.feature",
    "features/handwritten/mynaportal.feature",
    "features/handwritten/online-shikaku.feature",
    "features/handwritten/pmh.feature",
    "features/handwritten/seikatsuhogo.feature",
    "layouts/affairs-bodies.yaml",
    "layouts/affairs.yaml",
    "layouts/koseki-v4.0.yaml",
    "layouts/neighbours.yaml",
    "layouts/profile.yaml",
    "layouts/tm031-v3.0.yaml",
    "layouts/tm031-v4.0.yaml",
    "layouts/tm069-v4.0.yaml",
    "layouts/tm087-v1.0.yaml",
    "layouts/tm101-v4.0.yaml",
    "layouts/tm102-v4.0.yaml",
    "layouts/tm103-v4.0.yaml",
    "layouts/tm104-v4.0.yaml",
    "layouts/tm105-v4.0.yaml",
    "layouts/tm106-v4.0.yaml",
    "layouts/tm107-v4.0.yaml",
    "layouts/tm108-v4.0.yaml",
    "layouts/tm109-v4.0.yaml",
    "layouts/tm110-v4.0.yaml",
    "layouts/tm111-v4.0.yaml",
    "layouts/tm112-v4.0.yaml",
    "layouts/tm114-v4.0.yaml",
    "renkei.yaml",
    "role-models/bodies.yaml",
    "role-models/insurance.xlsx",
    "role-models/local.xlsx",
    "role-models/national.xlsx",
    "role-models/neighbours.yaml",
    "role-models/network.yaml",
    "role-models/register.yaml",
    "services/hikkoshi.yaml",
    "services/kokka-shikaku.yaml",
    "services/mynaportal.yaml",
    "services/online-shikaku.yaml",
    "services/pmh.yaml",
    "test-groups/cases-bodies.yaml",
    "test-groups/cases-groups.xlsx",
    "test-groups/cases-insurer-to-local.xlsx",
    "test-groups/cases-link-codes.yaml",
    "test-groups/cases-local-to-insurer.xlsx",
    "test-groups/cases-local-to-local.xlsx",
    "test-groups/cases-local-to-pension.xlsx",
    "test-groups/cases-national.xlsx",
    "test-groups/cases-network.yaml",
    "test-groups/cases-practice.yaml",
    "test-groups/groups.yaml",
    "test-groups/neighbours.yaml",
    "test-groups/organisations.yaml",
    "test-groups/pilot.xlsx",
    "test-groups/representatives/a-kempo-network.yaml",
    "test-groups/representatives/a-kempo.yaml",
    "test-groups/representatives/a-koiki.yaml",
    "test-groups/representatives/a-kumiai.yaml",
    "test-groups/representatives/a-shibu.yaml",
    "test-groups/representatives/b-koiki.yaml",
    "test-groups/representatives/b-kumiai.yaml",
    "test-groups/representatives/b-shi-kyoi.yaml",
    "test-groups/representatives/b-shi.yaml",
    "test-groups/representatives/b-shibu.yaml",
    "test-groups/representatives/c-kempo-register.yaml",
    "test-groups/representatives/c-kempo.xlsx",
    "test-groups/representatives/c-koiki.yaml",
    "test-groups/representatives/c-kumiai.yaml",
    "test-groups/representatives/chikosai.yaml",
    "test-groups/representatives/d-kempo.yaml",
    "test-groups/representatives/e-shi.yaml",
    "test-groups/representatives/f-shi.xlsx",
    "test-groups/representatives/gakusei-shien.yaml",
    "test-groups/representatives/hellowork.yaml",
    "test-groups/representatives/homusho.yaml",
    "test-groups/representatives/i-shi.xlsx",
    "test-groups/representatives/k-shi.xlsx",
    "test-groups/representatives/n-shi.yaml",
    "test-groups/representatives/neighbours.yaml",
    "test-groups/representatives/nenkin-shiken.yaml",
    "test-groups/representatives/nenkin.xlsx",
    "test-groups/representatives/o-shi.xlsx",
    "test-groups/representatives/reiji-kyosai-tanki.yaml",
    "test-groups/representatives/reiji-kyosai.yaml",
    "test-groups/representatives/rodokijun.yaml",
    "test-groups/representatives/sempo.yaml",
    "test-groups/representatives/shichoson-b.yaml",
    "test-groups/representatives/v-shi.xlsx",
    "test-groups/representatives/w-shi.yaml",
    "test-groups/residents.yaml",
    "test-groups/schedule.yaml",
];

/// The shipped example, as the repository's root has it.
pub fn kihon() -> FileList {
    owned(&[&[(".gitignore", GITIGNORE)], KIHON].concat())
}

pub(super) fn owned(files: &[(&str, &[u8])]) -> FileList {
    files.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect()
}
