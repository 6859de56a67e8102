//! The words of 住基ネット and of 符号生成.

use crate::model::link_code::{LinkCodeAct, LinkCodeOutcome};
use crate::model::resident::{SearchOutcome, Sex};
use crate::model::text::{Text, faults, texts};

/// The word for a 性別.
pub fn sex(sex: Sex) -> Text {
    let (ja, en) = match sex {
        Sex::Male => ("男", "male"),
        Sex::Female => ("女", "female"),
    };
    Text { ja, en }
}

/// The 性別 a person wrote.
pub fn sex_from(written: &str) -> Option<Sex> {
    let plain = written.trim();
    let plain = plain.strip_suffix('性').unwrap_or(plain);
    Sex::ALL.into_iter().find(|known| sex(*known).ja == plain)
}

/// The word for the outcome of a search.
pub fn search_outcome(outcome: SearchOutcome) -> Text {
    let (ja, en) = match outcome {
        SearchOutcome::One => ("一人該当", "one person"),
        SearchOutcome::Several => ("複数該当", "several persons"),
        SearchOutcome::Nobody => ("該当者なし", "nobody"),
        SearchOutcome::NotAllowed => ("照会不可", "search not allowed"),
        SearchOutcome::NotAnswered => ("回答なし", "not answered"),
    };
    Text { ja, en }
}

/// The word for the outcome of 符号生成.
pub fn link_code_outcome(outcome: LinkCodeOutcome) -> Text {
    let (ja, en) = match outcome {
        LinkCodeOutcome::Obtained => ("取得済", "obtained"),
        LinkCodeOutcome::NotObtained => ("未取得", "not obtained"),
        LinkCodeOutcome::Duplicate => ("重複", "duplicate"),
        LinkCodeOutcome::Cancelled => ("取消", "cancelled"),
    };
    Text { ja, en }
}

/// The word for what a case of 符号生成運用テスト does.
pub fn link_code_act(act: LinkCodeAct) -> Text {
    let (ja, en) = match act {
        LinkCodeAct::Obtain => ("取得", "obtain"),
        LinkCodeAct::Cancel => ("取消", "cancel"),
    };
    Text { ja, en }
}

texts! {
    /// The flow of its cases.
    FLOW = "符号生成運用テスト" | "link code generation test";
    /// Whom a search and a request for a code go to.
    REGISTER = "住基ネット" | "resident register";
    /// The name of a search's outcome in a difference.
    SEARCH_OUTCOME = "住基ネットの照会結果" | "outcome of the register search";
    /// The name of the number of hits in a difference.
    HITS = "該当者の数" | "number of persons found";
    /// The name of the persons found in a difference.
    FOUND = "該当者" | "persons found";
    /// The name of the person linked in a difference.
    LINKED = "紐付けた人" | "person linked";
    /// The name of the outcome of 符号生成 in a difference.
    GENERATED = "符号生成の結果" | "outcome of link code generation";
    /// The name of a body's state in a difference.
    STATE = "「{body}」の符号の状態" | "link code state at \"{body}\"";
    /// The name of two bodies' codes in a difference.
    CODES = "「{first}」と「{second}」の符号" | "link codes at \"{first}\" and \"{second}\"";
    /// Two codes are equal.
    EQUAL = "同じ" | "equal";
    /// Two codes differ.
    DIFFERENT = "異なる" | "different";
    /// What to think of: one person.
    HINT_ONE = "照会した情報に合う住民は一人だけです" | "exactly one resident fits what was searched by";
    /// What to think of: several.
    HINT_SEVERAL = "照会した情報に合う住民が複数います。4情報で照会するか、ほかの情報を加えて絞り込みます" | "several residents fit: search by four items, or tell them apart by what is known besides";
    /// What to think of: nobody.
    HINT_NOBODY = "照会した情報に合う住民がいません。氏名・生年月日・性別・住所の書き誤りを確かめてください" | "no resident fits: check the name, the date of birth, the sex and the address for slips";
    /// What to think of: not allowed.
    HINT_NOT_ALLOWED = "性別を保有する事務は、切替日より後は3情報で照会できません。4情報で照会します" | "an affair that holds the sex may not search by three items after the change: use four";
    /// What to think of: not answered.
    HINT_NOT_ANSWERED = "切替日より後は、2情報の照会に回答しません（生活保護を除く）。4情報で照会します" | "two items get no answer after the change, but for public assistance: use four";
    /// What to think of: a code is there.
    HINT_OBTAINED = "この団体は、この人の符号を取得しています" | "the body has obtained its link code of this person";
    /// What to think of: none.
    HINT_NOT_OBTAINED = "団体が符号の取得を求めていないか、この人が住基ネットに載っていません" | "the body has not asked for its link code, or the register does not know this person";
    /// What to think of: two.
    HINT_DUPLICATE = "この団体はすでに符号を取得しているので、新しい符号は生成されません" | "the body has its link code already, so no new one was made";
    /// What to think of: withdrawn.
    HINT_CANCELLED = "この人の符号は取り消されています。団体ごとに取得し直します" | "this person's link codes were withdrawn: each body must ask for a new one";
    /// What to think of: whose codes are one.
    HINT_CODES = "医療保険者等は一つの符号を共にし、ほかの団体の符号は団体ごとに違います" | "insurers share one link code; every other body has its own";
    /// Between persons.
    SEPARATOR = "、" | ", ";
    /// Nobody.
    NOBODY = "なし" | "nobody";
    /// Why a query about one person brought another's data.
    WRONG_LINK = "紐付け誤り: ロールモデル「{persona}」の人の宛名に、住民「{resident}」（{of}）が紐付いています" | "wrong link: the entry of role model \"{persona}\" is linked to resident \"{resident}\" ({of})";
    /// The resident linked takes no part in the test.
    NO_PERSONA = "ロールモデルなし" | "no role model";
    /// A resident who is a ロールモデル.
    PERSONA = "ロールモデル「{persona}」" | "role model \"{persona}\"";
    /// Nothing was searched.
    NOT_SEARCHED = "住基ネットに照会する文（もし）より前に、その結果は使えません" | "nothing was searched in the register before this step";
    /// The search did not end with one person.
    NOT_ONE = "照会で一人に特定できていないので、紐付けられません（該当者 {count} 人）" | "the search did not end with one person, so nobody can be linked ({count} found)";
    /// There are fewer hits.
    NO_SUCH_HIT = "該当者は {count} 人で、{wanted} 人目はいません" | "{count} persons were found; there is no number {wanted}";
    /// A scenario needs its date and body.
    INCOMPLETE = "住基ネットへの照会の前に「基準日」「照会者」の文が必要です" | "the base date and the inquirer must be given before the register is searched";
    /// A scenario needs its person.
    NO_PERSON = "この文の前に「ロールモデル」の文が必要です" | "the role model must be given before this step";
    /// No 符号 was asked for.
    NOT_GENERATED = "符号を取得する文（もし）より前に、その結果は確かめられません" | "no link code was asked for before this check";
}

/// What a person should think of when a search ended so.
pub fn search_hint(outcome: SearchOutcome) -> Text {
    match outcome {
        SearchOutcome::One => HINT_ONE,
        SearchOutcome::Several => HINT_SEVERAL,
        SearchOutcome::Nobody => HINT_NOBODY,
        SearchOutcome::NotAllowed => HINT_NOT_ALLOWED,
        SearchOutcome::NotAnswered => HINT_NOT_ANSWERED,
    }
}

/// What a person should think of when a body's code is so.
pub fn link_code_hint(outcome: LinkCodeOutcome) -> Text {
    match outcome {
        LinkCodeOutcome::Obtained => HINT_OBTAINED,
        LinkCodeOutcome::NotObtained => HINT_NOT_OBTAINED,
        LinkCodeOutcome::Duplicate => HINT_DUPLICATE,
        LinkCodeOutcome::Cancelled => HINT_CANCELLED,
    }
}

faults! {
    /// Two persons of the register for one ロールモデル.
    PERSONA_REGISTERED_TWICE = "E1201" Error:
        "ロールモデル {persona} を、住民「{first}」も名乗っています。" | "The role model {persona} is resident \"{first}\" already."
        => "ロールモデル一人に住民は一人です。紐付け誤りは、住民ではなくシナリオに書きます。"
        | "A role model is one resident. Wrong links belong into scenarios, not into the register.";
    /// A group of one.
    VARIANT_ALONE = "W1202" Warning:
        "異体字の組「{written}」に文字が一つしかありません。" | "The group of variants \"{written}\" has one character only."
        => "同じとみなす文字を続けて書いてください（例: 髙高）。" | "Write the characters that are one side by side, such as 髙高.";
    /// A resident that the project does not have.
    UNKNOWN_RESIDENT = "E1203" Error:
        "プロジェクトにない住民です: 「{written}」" | "No such resident in the project: \"{written}\""
        => "test-groups/ の residents にある住民の id を書いてください" | "Use an id from residents in test-groups/";
    /// Not an outcome of a search.
    UNKNOWN_SEARCH_OUTCOME = "E1204" Error:
        "住基ネットの知らない照会結果です: 「{written}」" | "Unknown outcome of a register search: \"{written}\""
        => "{known} のどれかを書いてください" | "Write one of {known}";
    /// Not an outcome of 符号生成.
    UNKNOWN_LINK_CODE_OUTCOME = "E1205" Error:
        "知らない符号の状態です: 「{written}」" | "Unknown state of a link code: \"{written}\""
        => "{known} のどれかを書いてください" | "Write one of {known}";
    /// Not a 性別.
    UNKNOWN_SEX = "E1206" Error:
        "性別が読めません: 「{written}」" | "Not a sex: \"{written}\""
        => "男 か 女 を書くか、その行を消してください" | "Write 男 or 女, or remove the row";
    /// A scenario lacks the person whose entry is meant.
    NO_PERSONA_SAID = "E1207" Error:
        "だれの宛名・符号か、いつのことかが書かれていません: {written}" | "The scenario does not say whose entry or code is meant, or when: {written}"
        => "前提に「基準日は「…」である」と「ロールモデル「…」の人について照会する」を加えてください" | "Add the preconditions that name the base date and the role model";
    /// A scenario lacks who searches, or when.
    NO_SEARCHER_SAID = "E1208" Error:
        "だれが、いつ照会するかが書かれていません: {written}" | "The scenario does not say who searches, or when: {written}"
        => "前提に「基準日は「…」である」と「照会者は「…」である」を加えてください" | "Add the preconditions that name the base date and the inquirer";
    /// A result of a search is used before any.
    BEFORE_SEARCH = "E1209" Error:
        "住基ネットに照会する文より前に、その結果を使う文があります: {written}" | "A search's result is used before any search: {written}"
        => "「もし 住基ネットに次の情報で照会する」の後に移してください" | "Move it below the search";
    /// An outcome that cannot come of what is done.
    OUTCOME_OF_ANOTHER_ACT = "E1211" Error:
        "操作「{act}」の結果が「{written}」になることはありません。" | "\"{act}\" never ends as \"{written}\"."
        => "{known} のどれかにするか、操作を直してください。" | "Write one of {known}, or mend the act.";
    /// A result of 符号生成 is expected before any.
    BEFORE_GENERATION = "E1210" Error:
        "符号を取得する文より前に、その結果の文があります: {written}" | "A result of link code generation is expected before any: {written}"
        => "「もし 「…」が符号を取得する」の後に移してください" | "Move it below the sentence that asks for a link code";
}
