//! The faults that `feature` finds.

use crate::model::text::faults;

faults! {
    /// A step that is none of the sentences.
    UNKNOWN_SENTENCE = "E0601" Error: "知らない文です: 「{written}」" | "Unknown sentence: \"{written}\"" => "いちばん近い文は: {nearest}　書ける文は renkei phrases で見られます" | "The nearest sentence is: {nearest}. `renkei phrases` lists all of them";
    /// A sentence after the wrong keyword.
    WRONG_KEYWORD = "E0602" Error: "この文は「{wanted}」の後に書く文です（今は「{written}」）" | "This sentence belongs after \"{wanted}\" (it stands after \"{written}\")" => "行の先頭を「{wanted}」にするか、並べる順を直してください" | "Begin the line with \"{wanted}\", or reorder the steps";
    /// 「 without 」.
    OPEN_QUOTE = "E0603" Error: "「 と 」の数が合いません: {written}" | "A 「 has no matching 」: {written}" => "値を「」で囲み直してください。値の中の括弧は \\「 \\」 と書けます" | "Close the quote; a bracket inside a value is written \\「 or \\」";
    /// Not a date.
    BAD_DATE = "E0604" Error: "「{name}」が日付として読めません: 「{written}」" | "\"{name}\" is not a date: \"{written}\"" => "平成30年7月27日、H30.7.27、2018-07-27 のように書いてください" | "Write 平成30年7月27日, H30.7.27 or 2018-07-27";
    /// A date that does not exist.
    NO_SUCH_DAY = "E0605" Error: "「{name}」の日付は存在しません: 「{written}」" | "\"{name}\" is a day that does not exist: \"{written}\"" => "元号と月日を確かめてください" | "Check the era, the month and the day";
    /// Not a count.
    BAD_COUNT = "E0606" Error: "「{name}」は1以上の数で書きます: 「{written}」" | "\"{name}\" must be a number from 1: \"{written}\"" => "1、2 のように数字だけを書いてください" | "Write digits only, such as 1 or 2";
    /// Not an outcome.
    UNKNOWN_OUTCOME = "E0607" Error: "知らない処理結果です: 「{written}」" | "Unknown outcome: \"{written}\"" => "様式の語（正常終了、該当なし、副本未登録 など）を書いてください" | "Use the word of the forms, such as 正常終了, 該当なし or 副本未登録";
    /// An empty slot.
    EMPTY_SLOT = "E0608" Error: "「{name}」が空です" | "\"{name}\" is empty" => "「」の中に値を書いてください" | "Write a value between 「 and 」";
    /// A sentence without its table.
    TABLE_MISSING = "E0609" Error: "この文には表が要ります" | "This sentence needs a table" => "次の行から | 区切りの表を書いてください。見出しは: {headings}" | "Put a table with | below it; its headings are: {headings}";
    /// A table below a sentence that takes none.
    TABLE_UNEXPECTED = "E0610" Error: "この文の下に表や文書は書けません" | "No table or document may follow this sentence" => "表を消すか、表を取る文に直してください" | "Remove it, or use a sentence that takes a table";
    /// A row or column that we do not know.
    UNKNOWN_HEADING = "E0611" Error: "表に知らない見出しがあります: 「{written}」" | "Unknown heading in the table: \"{written}\"" => "書ける見出しは: {headings}" | "The headings are: {headings}";
    /// A row or column that must be there.
    MISSING_HEADING = "E0612" Error: "表に「{name}」がありません" | "The table lacks \"{name}\"" => "「{name}」を加えてください" | "Add \"{name}\"";
    /// A heading twice.
    REPEATED_HEADING = "E0613" Error: "表に「{name}」が二度あります" | "The table has \"{name}\" twice" => "どちらか一つにしてください" | "Keep one of them";
    /// Not a code.
    BAD_CODE = "E0614" Error: "「{name}」がコードとして読めません: 「{written}」" | "\"{name}\" is not a code: \"{written}\"" => "{prefix} で始まるコードを書いてください" | "Write a code that begins with {prefix}";
    /// Not a 照会条件.
    BAD_CONDITION = "E0615" Error: "照会条件が読めません: 「{written}」" | "Not a query condition: \"{written}\"" => "「既定」「時点指定 平成28年」「範囲指定 平成28年3月～平成29年10月」のどれかの形で書いてください" | "Write 既定, 時点指定 平成28年, or 範囲指定 平成28年3月～平成29年10月";
    /// A range that ends before it begins.
    RANGE_BACKWARDS = "E0616" Error: "範囲の終わりが始まりより前です: 「{written}」" | "The range ends before it begins: \"{written}\"" => "始まり～終わりの順に書いてください" | "Write the first moment, then the last";
    /// A value and a reason for none.
    VALUE_AND_REASON = "E0617" Error: "{item} に期待値と空の理由の両方があります" | "{item} has both a value and a reason for having none" => "どちらか一方にしてください" | "Keep one of them";
    /// Not a place.
    BAD_SOURCE = "E0618" Error: "出典が読めません: 「{written}」" | "Not a source: \"{written}\"" => "シート名!F12、ファイル!シート名!F12、ファイル:行:列 のどれかで書くか、空にしてください" | "Write sheet!F12, file!sheet!F12 or file:line:column, or leave it empty";
    /// An item twice in one place.
    ITEM_TWICE = "E0619" Error: "{item} が同じ単位・内訳に二度あります" | "{item} stands twice in one unit or detail" => "単位か内訳の番号を確かめてください" | "Check the numbers of unit and detail";
    /// A range of item codes.
    ITEM_RANGE = "E0620" Error: "フィーチャでは項目コードの範囲は書けません: 「{written}」" | "A feature cannot hold a range of item codes: \"{written}\"" => "項目コードを一つずつ「、」で区切って書いてください" | "List the item codes one by one, separated by 、";
    /// A table with headings only.
    EMPTY_TABLE = "E0621" Error: "表に中身がありません" | "The table has no rows" => "行を加えるか、「項目は返らない」と書いてください" | "Add rows, or use the sentence for no items";
    /// A date whose era had ended.
    ERA_OVERRUN = "E0622" Warning: "「{written}」はその元号が終わった後の日付です。{read} と読みました" | "\"{written}\" lies after its era ended; read as {read}" => "正しければ {read} と書き直してください" | "If that is right, write {read}";
}
