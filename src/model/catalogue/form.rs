//! Why a form or a sample project cannot be written.

use crate::model::text::texts;

texts! {
    /// Form 1.00 has one 照会先 for all rows.
    TARGETS_DIFFER =
        "様式 第1.00版では照会先はブックに一つだけです（{first} と {other} の照会先が違います）。第2.00版にするか、照会先ごとに分けてください。"
        | "Form 1.00 has one target for the whole workbook ({first} and {other} differ). Use form 2.00, or one workbook for each target.";
    /// Nothing comes from that file.
    NOTHING_FROM =
        "{file} にはテストケースもロールモデルも副本も住民もありません。" | "{file} holds no cases, role models, replicas or residents.";
    /// A text that a cell would take for several.
    LISTED = "様式の一つの欄では「{text}」が二つ以上に読めるので、書き出せません。「、」や「；」を除いてください" | "a cell of the form would take \"{text}\" for several: leave out the separators";
    /// The writer refuses.
    NO_WORKBOOK = "ブックを作れません：{reason}" | "The workbook cannot be made: {reason}";
    /// --bodies.
    BODIES_LIMIT =
        "照会団体の数は {min} から {max} までです（指定は {given}）。" | "The number of bodies must be {min} to {max} (given: {given}).";
    /// --cases.
    CASES_LIMIT =
        "1 団体あたりのケースの数は {min} から {max} までです（指定は {given}）。"
        | "The number of cases per body must be {min} to {max} (given: {given}).";
}
