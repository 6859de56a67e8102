//! Words of 読み取り and 試行運用: rules, their faults (E10xx), and what a report says of either.

use crate::model::interpretation::{Function, Word};
use crate::model::text::{faults, texts};

/// The words of a rule, as on the forms.
pub const WORDS: [(Word, &str); 10] = [
    (Word::Of(Function::Sum), "合計"),
    (Word::Of(Function::Largest), "最大"),
    (Word::Of(Function::Smallest), "最小"),
    (Word::Of(Function::Count), "件数"),
    (Word::Of(Function::Latest), "最新"),
    (Word::Difference, "差"),
    (Word::Larger, "大きい方"),
    (Word::Smaller, "小さい方"),
    (Word::Monthly, "月額"),
    (Word::Yearly, "年額"),
];

/// Between the parts of a rule.
pub const COMMA: &str = "、";
/// After a number.
pub const YEN: char = '円';

/// The word of a rule, as on the forms.
pub fn word(word: Word) -> &'static str {
    WORDS.iter().find(|(known, _)| *known == word).map_or("", |(_, spelling)| spelling)
}

faults! {
    /// A rule that cannot be read.
    BAD_RULE = "E1001" Error:
        "規則「{written}」の「{part}」が読めません。" | "\"{part}\" of the rule \"{written}\" cannot be read."
        => "「合計(TK03、TK02=障害基礎年金)」のように、言葉と（）、項目コード、条件で書いてください。数に「,」は入れません。"
        | "Write words with brackets, item codes and conditions, and numbers without commas.";
    /// A word that no rule has.
    UNKNOWN_RULE_WORD = "E1002" Error:
        "規則の言葉「{word}」はありません。" | "No rule has the word \"{word}\"."
        => "使える言葉：{known}" | "These may be used: {known}";
    /// Too few or too many parts.
    BAD_RULE_PARTS = "E1003" Error:
        "規則の「{word}」の（）の中の数が合いません。" | "The brackets of \"{word}\" in the rule hold too few or too many parts."
        => "差は二つ、月額・年額は一つ、大きい方・小さい方は二つ以上、ほかは項目コードを一つ以上（件数・最新は一つだけ）書き、条件はその後に書いてください。数に「,」は入れません。"
        | "A difference takes two, a monthly or yearly amount one, the larger and smaller two or more, all others item codes (a count and the latest only one) with conditions after them. Numbers take no commas.";
    /// A rule over a limit.
    RULE_TOO_LONG = "E1004" Error:
        "規則が長すぎるか、（）が深すぎます（{limit} 字、{depth} 段まで）。" | "The rule is too long or too deep (limits: {limit} characters, {depth} levels)."
        => "値を二つに分けてください。" | "Make it two values.";
    /// A rule looks at an item that is not asked for.
    RULE_ITEM_NOT_ASKED = "E1005" Error:
        "「{name}」の規則の項目 {item} は、このケースで照会していません。" | "The rule of \"{name}\" looks at item {item}, which the case does not ask for."
        => "項目コードリストに足すか、規則を直してください。" | "Add it to the items asked for, or mend the rule.";
    /// A value to read from nothing.
    NOTHING_TO_READ = "E1006" Error:
        "処理結果「{outcome}」では項目が返らないので、「{name}」は読み取れません。" | "With the outcome \"{outcome}\" nothing comes back from which \"{name}\" could be read."
        => "期待する処理結果を直すか、読み取りの行を消してください。" | "Mend the expected outcome, or remove the value.";
    /// The case of a value to read is not there.
    READING_WITHOUT_CASE = "E1007" Error:
        "読み取りのテストケース「{value}」がありません。" | "There is no test case \"{value}\" for a value to be read."
        => "テストケースIDを確かめてください。" | "Check the case's id.";
    /// Two values of one name.
    READING_TWICE = "E1008" Error:
        "「{name}」がこのケースに二つあります（もう一つは {first}）。" | "The case reads \"{name}\" twice (the other is at {first})."
        => "一方の名前を変えてください。" | "Rename one of them.";
    /// Too many values.
    TOO_MANY_READINGS = "E1009" Error:
        "一つのケースの読み取りが {limit} 個を超えています。" | "One case reads more than {limit} values."
        => "ケースを分けてください。" | "Split the case.";
    /// The case whose query 試行運用 makes again is not there.
    PAPER_WITHOUT_CASE = "E1010" Error:
        "試行運用のもとになるテストケース「{value}」がありません。" | "There is no test case \"{value}\" whose query could be made again."
        => "テストケースIDを確かめてください。" | "Check the case's id.";
    /// A case that people try makes no query.
    PAPER_OF_PEOPLE = "E1011" Error:
        "テストケース「{value}」は人手で行うので、試行運用の照会に使えません。" | "Test case \"{value}\" is done by people and makes no query."
        => "照会するテストケースを選んでください。" | "Name a case that makes a query.";
    /// Rows of one 試行 that contradict each other.
    PAPER_CONTRADICTS = "E1012" Error:
        "同じ試行の中で「{name}」が「{value}」と「{other}」に分かれています。" | "One trial says both \"{value}\" and \"{other}\" for \"{name}\"."
        => "一つの書類の行では同じ値にしてください。別の書類は別の試行IDにします。" | "Rows of one paper must agree; another paper takes another id.";
    /// A paper that says nothing.
    PAPER_EMPTY = "E1013" Error:
        "試行「{id}」の書類に、突き合わせる項目がありません。" | "The paper of trial \"{id}\" says nothing to compare."
        => "書類の値を一つは書いてください。" | "Write at least one value of the paper.";
    /// A paper names an item that the query does not ask for.
    PAPER_ITEM_NOT_ASKED = "E1014" Error:
        "書類の項目 {item}（{name}）は、もとのテストケースで照会していません。" | "The paper names item {item} ({name}), which its query does not ask for."
        => "もとのテストケースの項目コードリストを確かめてください。" | "Check the items of the case whose query is made again.";
    /// An education board without its local government, or anything else that is part of nothing.
    PARENT_MISSING = "E1015" Error:
        "教育委員会「{name}」に part-of（どの地方公共団体の教育委員会か）がありません。" | "The education board \"{name}\" does not say of which local government it is a part (part-of)."
        => "都道府県か市区町村を part-of に書いてください。" | "Name a prefecture or municipality in part-of.";
    /// An education board of something that has none.
    PARENT_OF_ANOTHER_KIND = "E1016" Error:
        "「{name}」は「{parent}」の一部にできません。" | "\"{name}\" cannot be a part of \"{parent}\"."
        => "教育委員会は都道府県か市区町村の一部です。part-of は一段だけで、自分自身は書けません。" | "An education board is part of a prefecture or municipality; part-of goes one level deep and not to itself.";
    /// A permit for bodies that its kinds leave out.
    PERMIT_OF_OTHERS = "E1017" Error:
        "only の「{name}」は providers の種類にありません。" | "\"{name}\" of only is of no kind in providers."
        => "providers にその種類を足すか、only から除いてください。" | "Add its kind to providers, or take it out of only.";
}

texts! {
    /// explain: a value to be read.
    EXPLAIN_READING = "読み取る値: {name} = {value}（規則 {rule}）" | "to be read: {name} = {value} (rule {rule})";
    /// explain: a paper.
    EXPLAIN_PAPER = "突き合わせる添付書類: {name}" | "paper to compare with: {name}";
    // Kinds of difference.
    WRONG_READING = "読み取った値が違う" | "another value is to be read";
    WRONG_READING_MEND = "項目と規則を見て、読み取った値か規則を直す。届いた項目の値は期待どおりである"
        | "look at the items and the rule, and mend the value or the rule; the items themselves came as expected";
    NOT_READ = "規則では値を読み取れない" | "the rule reaches no value";
    NOT_READ_MEND = "応答の項目と規則の条件を確かめる" | "check the rule's conditions against the items of the answer";
    UNLIKE_PAPER = "添付書類との相違" | "unlike the paper";
    UNLIKE_PAPER_MEND = "書類と応答のどちらが正しいかを提供元に確かめる。書類の読み違いなら試行運用の表を直す"
        | "find out from whoever issued the paper which is right; if the paper was misread, mend the sheet";
    ONLY_ON_PAPER = "添付書類にあって応答にない" | "on the paper, but not in the answer";
    ONLY_ON_PAPER_MEND = "書類の時期が照会条件に入るか、提供側の副本に登録されているかを確かめる"
        | "check that the paper's time lies inside the query, and that the provider's replica holds it";

    // Causes: what was used, and what may have been misread.
    READ_FROM = "規則 {rule} で {used} から {reached}" | "the rule {rule} gives {reached} from {used}";
    READ_FROM_AND = "規則 {rule} で {used} から {reached}。{misreading}" | "the rule {rule} gives {reached} from {used}; {misreading}";
    USED = "{name} {value}（{path}）" | "{name} {value} ({path})";
    USED_MORE = "{used} ほか {more} 件" | "{used} and {more} more";
    USED_NOTHING = "項目なし" | "no item";
    MONTH_FOR_YEAR = "月額を年額としたらしい" | "a monthly amount seems to have been taken for a yearly one";
    MONTH_FOR_YEAR_MEND = "年額は一年分の支給額の合計。月額に直していないかを確かめる" | "a yearly amount is the sum of a year's payments: see whether it was made monthly";
    YEAR_FOR_MONTH = "年額を月額としたらしい" | "a yearly amount seems to have been taken for a monthly one";
    YEAR_FOR_MONTH_MEND = "年額を 12 で割り、1 円未満を切り捨てる" | "divide the yearly amount by 12 and drop what is below one yen";
    ONE_FOR_ALL = "合計すべき値の一つだけを取ったらしい" | "one of the values to be summed seems to have been taken alone";
    ONE_FOR_ALL_MEND = "期間の中の支給をすべて合計する" | "sum up all payments of the period";
    CONDITION_IGNORED = "条件（{only}）に合わないものまで数えたらしい" | "what does not meet the condition ({only}) seems to have been counted";
    CONDITION_IGNORED_MEND = "規則の条件に合うものだけを使う" | "use only what meets the rule's condition";
    OTHER_ITEM = "別の項目 {name}（{item}）を取ったらしい" | "another item, {name} ({item}), seems to have been taken";
    OTHER_ITEM_MEND = "項目を取り違えていないかを、項目コードで確かめる" | "check by item code that the items were not mixed up";
    NOT_ADJUSTED = "差し引きをしていないらしい" | "what is to be deducted seems not to have been";
    NOT_ADJUSTED_MEND = "手当の全額ではなく、調整した後の額を書く" | "write the amount after the adjustment, not the whole allowance";
    BELOW_NOTHING = "0 円を下回る額のままにしたらしい" | "an amount below nothing seems to have been kept";
    BELOW_NOTHING_MEND = "差し引いて 0 円を下回るときは 0 円とする" | "where the deduction leaves less than nothing, it is nothing";
    NO_VALUE = "規則 {rule} の項目 {item} に値がない" | "item {item} of the rule {rule} has no value";
    NOT_A_NUMBER = "{path} の「{value}」は数として読めない" | "\"{value}\" at {path} is no number";
    MORE_THAN_ONE = "規則 {rule} に当たる最新のものが二つ以上ある" | "more than one is the latest for the rule {rule}";
    TOO_LARGE = "規則 {rule} の値が大きすぎる" | "the value of the rule {rule} is too large";

    // Causes: paper against answer.
    NULL_IN_ANSWER = "応答では値がない（ReasonOfNull={reason}）" | "the answer has no value (ReasonOfNull={reason})";
    NULL_IN_ANSWER_MEND = "空の理由を提供元に確かめる。書類の値が正しければ、副本に値を入れてもらう"
        | "ask the provider about the reason; if the paper is right, its replica needs the value";
    ROUNDED = "{unit} 円未満の端数の扱いだけが違う" | "only what is below {unit} yen differs (rounding)";
    ROUNDED_MEND = "書類と応答の端数処理（切捨て・四捨五入・千円単位）を確かめる" | "see how the paper and the answer round (cut off, half up, thousands)";
    OTHER_TIME = "応答の別の時期（{time}）の値と同じ" | "it equals the answer's value of another time ({time})";
    OTHER_TIME_MEND = "書類の対象の年・月と照会条件をそろえる" | "make the paper's year or month and the query's condition agree";
    OTHER_YEAR = "年だけが違う" | "only the year differs";
    OTHER_YEAR_MEND = "対象の年（所得の年・課税の年度）の数え方を確かめる" | "see whether the year of income and the year of taxation were mixed up";
    OTHER_ITEM_OF_PAPER = "応答の別の項目 {name}（{item}）の値と同じ" | "it equals another item of the answer, {name} ({item})";
    OTHER_ITEM_OF_PAPER_MEND = "書類の項目名と項目コードの対応を直す" | "mend which item code stands for the paper's item";
    ISSUED_BEFORE = "書類の発行日 {issued} は照会の基準日 {base} より前" | "the paper was issued on {issued}, before the base date {base}";
    ISSUED_BEFORE_MEND = "発行の後に変わっていないかを確かめ、書類の日を基準日にして照会し直す" | "see whether it changed after that day, and query again with the paper's day as base date";
    ISSUED_AFTER = "書類の発行日 {issued} は照会の基準日 {base} より後" | "the paper was issued on {issued}, after the base date {base}";
    ISSUED_AFTER_MEND = "副本への反映を確かめ、書類の日を基準日にして照会し直す" | "see whether the replica is up to date, and query again with the paper's day as base date";
}
