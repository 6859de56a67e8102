//! 符号生成テストケース一覧 as a form.

use rust_xlsxwriter::Workbook;

use super::guide::{Choice, Guide, Guided};
use super::paper::{self, Lists};
use super::{Filling, FormError, called, choices, inquirer, lists, plain, sorted};
use crate::model::{CivilDate, LinkCodeCase, Project};
use crate::sheet::headings::{FormVersion, LinkCodeColumn};

/// The cases of 符号生成運用テスト.
///
/// # Errors
/// [`FormError::Workbook`].
pub fn link_codes_workbook(cases: &[LinkCodeCase], project: &Project, filling: Filling) -> Result<Vec<u8>, FormError> {
    let lists = lists(project, &[&choices::<LinkCodeColumn>()]);
    let mut workbook = paper::workbook(LinkCodeColumn::TITLE)?;
    print(&mut workbook, cases, project, filling, &lists)?;
    paper::print_lists(&mut workbook, &lists)?;
    Ok(workbook.save_to_buffer()?)
}

/// Adds their sheet to a workbook.
pub(super) fn print(
    workbook: &mut Workbook,
    cases: &[LinkCodeCase],
    project: &Project,
    filling: Filling,
    lists: &Lists,
) -> Result<(), FormError> {
    let rows = sorted(filling.row(), cases.iter().map(|case| row(case, project)));
    Ok(paper::print(workbook, &plain(FormVersion::default(), project, rows), lists)?)
}

fn row(case: &LinkCodeCase, project: &Project) -> Vec<(LinkCodeColumn, String)> {
    use LinkCodeColumn as C;
    vec![
        (C::Scenario, case.scenario.to_string()),
        (C::Id, case.id.to_string()),
        (C::Title, case.title.clone()),
        (C::Cycle, case.cycle.to_string()),
        (C::Lot, case.lot.map(|lot| lot.to_string()).unwrap_or_default()),
        (C::Body, inquirer(&case.body, project)),
        (C::BaseDate, CivilDate::wareki_short(case.base_date)),
        (C::Persona, called(&case.persona.0, None, project)),
        (C::Before, case.before.word().ja.to_owned()),
        (C::Act, case.act.word().ja.to_owned()),
        (C::Expected, case.expected.word().ja.to_owned()),
    ]
}

fn guide(width: f64, choice: Option<Choice>, note: &'static str) -> Guide {
    Guide { note, width, choice }
}

impl Guided for LinkCodeColumn {
    const TITLE: &'static str = "符号生成運用テスト　テスト仕様書（符号生成テストケース一覧）";
    const HOW_TO: &'static [&'static str] = &[
        "一行に一件を書く。取得団体にテストグループを書くと、その団体のすべてが同じケースを試す。",
        "取得前の状態と操作は、書かなければ「未取得」と「取得」。操作「取消」の期待する結果は、取消の後の状態。",
        "医療保険者等の符号は一つなので、どの保険者が取得しても同じ符号になる。",
    ];
    const FROZEN: u16 = 3;

    fn guide(self) -> Guide {
        match self {
            Self::Scenario => guide(12.0, None, "同じ流れのケースをまとめる番号。\n例：F01"),
            Self::Id => guide(14.0, None, "ケースを一つに決める番号。ほかのテストケースとも重ねない。\n例：F1-01"),
            Self::Title => guide(36.0, None, "何を確かめるか。\n例：初めて符号を取得する"),
            Self::Cycle => guide(8.0, None, "実施するクールの番号。\n例：7"),
            Self::Lot => guide(8.0, None, "医療保険者等のロット。なければ空欄。\n例：1"),
            Self::Body => guide(24.0, Some(Choice::Inquirers), "符号を取得する団体かテストグループ。\n例：B市"),
            Self::BaseDate => guide(14.0, None, "このケースの「いま」。\n例：H30.7.27"),
            Self::Persona => guide(14.0, Some(Choice::Personas), "だれの符号か。\n例：RM-001"),
            Self::Before => guide(14.0, None, "取得する前の符号の状態。空欄は未取得。\n例：取得済"),
            Self::Act => guide(10.0, None, "何をするか。空欄は取得。\n例：取消"),
            Self::Expected => guide(14.0, None, "取得の結果、または取消の後の状態。\n例：重複"),
            Self::Note => guide(30.0, None, "覚え書き。試験には使わない。"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Inquirer, LinkCodeAct, LinkCodeOutcome, Place};
    use crate::sheet::sample;

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let put = |path: &str, bytes: &[u8]| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        };
        for (path, bytes) in sample::new_project().unwrap() {
            put(&path, &bytes);
        }
        let (project, _) = crate::sheet::load(folder.path());
        let case = |id: &str, body, before, act, expected| LinkCodeCase {
            id: id.into(),
            scenario: "F01".into(),
            title: format!("符号 {id}"),
            cycle: 7,
            lot: (id == "F1-02").then_some(1),
            body,
            base_date: CivilDate::new(2018, 7, 27).unwrap(),
            persona: "RM-001".into(),
            before,
            act,
            expected,
            expected_place: Place::Nowhere,
            place: Place::Nowhere,
        };
        let city = || Inquirer::Organisation("b-shi".into());
        let group = Inquirer::Group("g1".into());
        let cases = vec![
            case("F1-01", city(), LinkCodeOutcome::NotObtained, LinkCodeAct::Obtain, LinkCodeOutcome::Obtained),
            case("F1-02", group, LinkCodeOutcome::Obtained, LinkCodeAct::Obtain, LinkCodeOutcome::Duplicate),
            case("F1-03", city(), LinkCodeOutcome::Cancelled, LinkCodeAct::Cancel, LinkCodeOutcome::Cancelled),
        ];
        put("test-groups/link-codes.xlsx", &link_codes_workbook(&cases, &project, Filling::Entries).unwrap());
        let (read, faults) = crate::sheet::load(folder.path());
        assert!(!crate::model::diagnostic::any_error(&faults), "{faults:?}");
        let bare = |case: LinkCodeCase| LinkCodeCase { place: Place::Nowhere, expected_place: Place::Nowhere, ..case };
        assert_eq!(read.link_code_cases.into_iter().map(bare).collect::<Vec<_>>(), cases);
    }
}
