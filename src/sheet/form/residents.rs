//! 住民一覧 as a form.

use rust_xlsxwriter::Workbook;

use super::guide::{Choice, Guide, Guided};
use super::paper::{self, Lists};
use super::{Filling, FormError, choices, lists, plain, sorted};
use crate::model::{CivilDate, Project, Resident};
use crate::sheet::headings::{FormVersion, LISTED, ResidentColumn};

/// The persons of 住基ネット.
///
/// # Errors
/// [`FormError::Listed`] for a name or address that the form would take for several, [`FormError::Workbook`].
pub fn residents_workbook(residents: &[Resident], project: &Project, filling: Filling) -> Result<Vec<u8>, FormError> {
    let lists = lists(project, &[&choices::<ResidentColumn>()]);
    let mut workbook = paper::workbook(ResidentColumn::TITLE)?;
    print(&mut workbook, residents, project, filling, &lists)?;
    paper::print_lists(&mut workbook, &lists)?;
    Ok(workbook.save_to_buffer()?)
}

/// Adds their sheet to a workbook.
pub(super) fn print(
    workbook: &mut Workbook,
    residents: &[Resident],
    project: &Project,
    filling: Filling,
    lists: &Lists,
) -> Result<(), FormError> {
    let rows = residents.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let rows = sorted(filling.row(), rows.into_iter());
    Ok(paper::print(workbook, &plain(FormVersion::default(), project, rows), lists)?)
}

fn row(resident: &Resident) -> Result<Vec<(ResidentColumn, String)>, FormError> {
    use ResidentColumn as C;
    Ok(vec![
        (C::Id, resident.id.to_string()),
        (C::Name, resident.name.clone()),
        (C::OtherNames, listed(&resident.other_names)?),
        (C::Kana, resident.kana.clone().unwrap_or_default()),
        (C::Birth, CivilDate::wareki_short(resident.birth)),
        (C::Sex, resident.sex.word().ja.to_owned()),
        (C::Address, resident.address.clone()),
        (C::PastAddresses, listed(&resident.past_addresses)?),
        (C::Persona, resident.persona.as_ref().map(ToString::to_string).unwrap_or_default()),
    ])
}

/// Several in one cell, a line each.
fn listed(texts: &[String]) -> Result<String, FormError> {
    match texts.iter().find(|text| text.contains(LISTED)) {
        Some(text) => Err(FormError::Listed { text: text.clone() }),
        None => Ok(texts.join("\n")),
    }
}

fn guide(width: f64, choice: Option<Choice>, note: &'static str) -> Guide {
    Guide { note, width, choice }
}

impl Guided for ResidentColumn {
    const TITLE: &'static str = "住民基本台帳ネットワーク　住民一覧（本人確認情報）";
    const HOW_TO: &'static [&'static str] = &[
        "台帳を持つ側が、架空の住民を一行に一人書く。ロールモデルの写しではない（表記の違いや書き誤りは、台帳のとおりに書く）。",
        "個人番号、住民票コード、実在の人の氏名・住所は書かない。外字・異体字はそのまま書く（髙﨑と高崎は同じ字として探す）。",
        "一行でも書くと、ここにない人は住基ネットに載っていない人になる（符号は「未取得」）。",
    ];
    const FROZEN: u16 = 2;

    fn guide(self) -> Guide {
        match self {
            Self::Id => guide(12.0, None, "台帳の中の鍵。実在の番号の形にしない。\n例：J-001"),
            Self::Name => guide(18.0, None, "台帳に載っている氏名。\n例：髙﨑　試験子"),
            Self::OtherNames => guide(18.0, None, "旧氏や通称。これでも見つかる。二つ以上は改行か「、」で分ける。"),
            Self::Kana => guide(18.0, None, "複数の人が見つかったときに、絞り込みに使う。\n例：タカサキ シケンコ"),
            Self::Birth => guide(13.0, None, "和暦でも西暦でもよい。\n例：S55.1.1"),
            Self::Sex => guide(7.0, None, "台帳の性別。"),
            Self::Address => guide(
                38.0,
                None,
                "台帳に載っている住所。丁目・番地の書き方が違っても同じ住所なら見つかる。\n例：例示県B市見本２丁目１番地２号",
            ),
            Self::PastAddresses => guide(
                30.0,
                None,
                "前の住所。それだけでは探さず、絞り込みに使う。二つ以上は改行か「、」で分ける。\n例：例示県C市見本4-2",
            ),
            Self::Persona => guide(
                14.0,
                Some(Choice::Personas),
                "この住民がどのロールモデルの人か。テストに出ない同姓同名の人などは空欄。\n例：RM-001",
            ),
            Self::Note => guide(24.0, None, "覚え書き。試験には使わない。"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Place, Sex};
    use crate::sheet::sample;

    /// A new project in a folder, and what it says.
    fn begun() -> (tempfile::TempDir, Project) {
        let folder = tempfile::tempdir().unwrap();
        for (path, bytes) in sample::new_project().unwrap() {
            put(&folder, &path, &bytes);
        }
        let (project, _) = crate::sheet::load(folder.path());
        (folder, project)
    }

    fn put(folder: &tempfile::TempDir, path: &str, bytes: &[u8]) {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn written_and_read(residents: &[Resident]) -> Vec<Resident> {
        let (folder, project) = begun();
        let bytes = residents_workbook(residents, &project, Filling::Entries).unwrap();
        put(&folder, "test-groups/residents.xlsx", &bytes);
        let (read, faults) = crate::sheet::load(folder.path());
        assert!(!crate::model::diagnostic::any_error(&faults), "{faults:?}");
        read.residents.into_iter().map(|resident| Resident { place: Place::Nowhere, ..resident }).collect()
    }

    prop_compose! {
        fn resident(number: usize)(
            name in "[一-龠髙﨑𠮷ぁ-ん\u{e000}-\u{e010}]{1,4}[　 ][ぁ-ん]{1,4}",
            others in prop::collection::vec("[A-Z・ア-ン 　]{0,6}[ア-ン]", 0..3),
            kana in prop::option::of("[ア-ン]{1,6} [ア-ン]{1,6}"),
            birth in (1900i16..2026, 1i8..13, 1i8..29),
            sex in prop::sample::select(Sex::ALL.to_vec()),
            address in "[一-龠ヶ]{1,6}[０-９0-9]{1,3}(丁目|番地|－|-|号)[0-9０-９]{1,2}",
            past in prop::collection::vec("[一-龠]{2,5}[0-9]{1,2}-[0-9]{1,2}", 0..3),
        ) -> Resident {
            Resident {
                id: format!("J-{number:03}").as_str().into(),
                name,
                other_names: others.into_iter().map(|name| name.trim().to_owned()).collect(),
                kana,
                birth: CivilDate::new(birth.0, birth.1, birth.2).unwrap(),
                sex,
                address,
                past_addresses: past,
                persona: (number == 1).then(|| "RM-001".into()),
                place: Place::Nowhere,
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_is_read_again(one in resident(1), other in resident(2)) {
            let residents = vec![one, other];
            prop_assert_eq!(written_and_read(&residents), residents);
        }
    }

    #[test]
    fn a_name_that_would_be_two_is_not_written() {
        let (_, project) = begun();
        let mut resident = sample::new_project_example().residents[0].clone();
        resident.other_names = vec!["例示、見本".to_owned()];
        let refused = residents_workbook(&[resident], &project, Filling::Entries).unwrap_err();
        assert_eq!(refused.to_string(), "a cell of the form cannot hold \"例示、見本\"");
    }
}
