//! What drafts made from a record say of themselves.

use crate::model::text::texts;

texts! {
    /// The first line of a file of cases.
    CASES_HEAD = "記録 {run} から作ったテストケースの下書き。期待項目は応答の写しなので、人が確かめるまで実施しない。" | "Drafts of cases from the record {run}. What they expect was copied from answers: they are not run until a person has confirmed it.";
    /// The first line of a file of 副本.
    REPLICAS_HEAD = "記録 {run} の応答から作った副本の下書き（仮置き）。照会された項目だけが入っている。" | "Drafts of replicas from the answers in the record {run}; they hold only what was asked for.";
    /// The note on a case.
    NOTE = "記録 {run} の {trial} から作成。確かめたら confirmed を true とし、confirmed-by と confirmed-on を書く。" | "Made from {trial} of the record {run}. When it is checked, set confirmed to true and add confirmed-by and confirmed-on.";
    /// Why not.
    UNJUDGED = "判定が{verdict}で、相手の応答を確かめられていない" | "its verdict is {verdict}: what the partner answers is not established";
    /// Why not.
    CUT_OFF = "実施が途中で止まり、判定がない" | "the run stopped before its verdict";
    /// Why not.
    NOT_ASKED = "ネットワークへの照会がない" | "it asked nothing of the network";
    /// Why not.
    NO_ANSWER = "読める応答がない" | "no answer that can be read";
    /// Why not.
    NO_LAYOUT = "照会が読めないか、レイアウトがない" | "the query cannot be read, or there is no layout for it";
    /// Why not.
    AGAINST_LAYOUT = "応答がレイアウトに合わない" | "the answer breaks the layout";
    /// Why not.
    MASKED = "個人番号が入っていた" | "it carried a personal number";
    /// Why not.
    BEYOND_CASE = "テストケースに書けないことの後の応答である：{text}" | "it was answered after what no test case can say: {text}";
    /// Why not.
    UNKNOWN = "団体・ロールモデル・基準日のどれかが分からない" | "the body, the role model or the base date is not known";
}
