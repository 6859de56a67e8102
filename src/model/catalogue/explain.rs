//! What `renkei explain` says of whatever is no query: cases of 符号生成 and handwritten scenarios; and why a query is refused.

use crate::model::text::texts;

texts! {
    /// The body that has the code.
    BODY = "取得団体" | "body";
    /// How insurers stand to codes.
    SHARED = "医療保険者等の符号は一つで、{code} の団体がともに使う" | "insurers share one link code: every body under {code} uses it";
    /// Whether the register knows the person.
    REGISTER = "住基ネット" | "resident register";
    /// It does.
    REGISTERED = "住民 {id}（{name}）として載っている [{place}]" | "known as resident {id} ({name}) [{place}]";
    /// It does not.
    NOT_REGISTERED = "載っていない" | "not known";
    /// There is none in this project.
    NO_REGISTER = "住民の表がないので、だれでも載っているものとする" | "the project has no residents, so everybody is known";
    /// The state before.
    BEFORE = "取得前の状態" | "state before";
    /// What is done.
    ACT = "操作" | "act";
    /// What would come of it.
    WOULD = "なるはずの結果" | "would become";
    /// What must come of it.
    EXPECTED = "期待する結果" | "expected";
    /// To which flow the scenario belongs.
    FLOW = "事務の流れ" | "flow";
    /// Its sentences.
    STEPS = "文" | "sentences";
    /// That it is done as it stands.
    HANDWRITTEN = "手書きのシナリオ。書かれた文を上から順に行い、「ならば」の文を確かめる。" | "A handwritten scenario: its sentences are done from top to bottom, and what they expect is checked.";
    /// Items the layout does not have.
    UNKNOWN_ITEMS = "項目 {items} はレイアウトにない" | "the layout has no {items}";
    /// Items that are not permitted.
    REFUSED_ITEMS = "項目 {items} の照会は許可されていない" | "{items} may not be asked for";
    /// A department the body does not declare.
    UNKNOWN_DEPARTMENT = "{body} の部署に、コード「{code}」はない" | "{body} declares no department \"{code}\"";
    /// Appended to the name of a 区画.
    INSURED = "記号番号 {number}" | "insured number {number}";
    /// Appended to the name of a 区画.
    BRANCH = "枝番 {branch}" | "branch {branch}";
    /// Appended to the name of a 区画 that the insurers' server takes for the person's.
    OF_ANOTHER = "（{persona} の副本）" | "({persona}'s replica)";
    /// Appended to the counts of `check`.
    CHECK_LINK_CODES = "、符号生成テストケース {cases}（実施単位 {trials}）" | ", {cases} link code cases ({trials} trials)";
    /// Appended to the counts of `check`.
    CHECK_HANDWRITTEN = "、手書きのシナリオ {count}" | ", {count} handwritten scenarios";
}
