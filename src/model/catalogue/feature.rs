//! The faults that `feature` finds.

use crate::model::text::faults;

faults! {
    /// A 宛名番号 that no body has.
    UNKNOWN_ADDRESS = "E0690" Error: "宛名番号「{written}」はどの団体の addressees にもありません" | "No body has the addressee number \"{written}\"" => "test-groups の addressees に書いてある宛名番号にしてください" | "Use a number under addressees in test-groups";
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
    /// Not a number, or one beyond a limit.
    BAD_COUNT_TO = "E0623" Error: "「{name}」は1から{most}までの数で書きます: 「{written}」" | "\"{name}\" must be a number from 1 to {most}: \"{written}\"" => "1、2 のように数字だけを書いてください" | "Write digits only, such as 1 or 2";
    /// Not an outcome.
    UNKNOWN_OUTCOME = "E0607" Error: "知らない処理結果です: 「{written}」" | "Unknown outcome: \"{written}\"" => "様式の語（正常終了、該当なし、副本未登録 など）を書いてください" | "Use the word of the forms, such as 正常終了 or 副本未登録";
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
    /// A file that is too long.
    FILE_TOO_LONG = "E0630" Error: "ファイルが大きすぎます（{max} バイトまで）" | "The file is too long (at most {max} bytes)" => "ファイルを分けてください" | "Split the file";
    /// A line that is too long.
    LINE_TOO_LONG = "E0631" Error: "行が長すぎます（{max} バイトまで）" | "The line is too long (at most {max} bytes)" => "行を分けてください" | "Split the line";
    /// A control character.
    CONTROL_CHARACTER = "E0632" Error: "見えない制御文字があります" | "There is an invisible control character" => "その文字を消してください（改行は LF か CRLF）" | "Remove it (lines end with LF or CRLF)";
    /// Another language.
    OTHER_LANGUAGE = "E0633" Error: "言語「{written}」では書けません" | "Features cannot be written in \"{written}\"" => "先頭の行を # language: ja にしてください" | "Make the first line: # language: ja";
    /// A tag that is not one.
    BAD_TAG = "E0634" Error: "タグの行に読めない語があります: 「{written}」" | "Not a tag: \"{written}\"" => "タグは @名前 を空白で区切って書きます" | "Write tags as @name, separated by blanks";
    /// A tag above nothing that can carry it.
    DANGLING_TAG = "E0635" Error: "タグ @{tag} の付く相手がありません" | "The tag @{tag} belongs to nothing" => "機能、シナリオ、例 のすぐ上に書いてください" | "Put it right above a feature, a scenario or examples";
    /// A docstring.
    DOCSTRING = "E0636" Error: "複数行の文書を取る文はありません" | "No sentence takes a document of several lines" => "電文はファイルに置き、「回答は「ファイル」の電文と一致する」と書いてください" | "Put the message into a file and use the sentence for an expected XML file";
    /// A docstring without an end.
    OPEN_DOCSTRING = "E0637" Error: "{fence} が閉じていません" | "{fence} is never closed" => "文書の終わりに {fence} を書くか、消してください" | "Close it with {fence}, or remove it";
    /// A row without its last bar.
    OPEN_ROW = "E0638" Error: "表の行が | で終わっていません" | "The row of the table does not end with |" => "行の終わりに | を書いてください。値の中の | は \\| と書きます" | "End the row with |; a | inside a value is written \\|";
    /// A row that belongs to no step.
    ROW_OUTSIDE = "E0639" Error: "表の行の上に文がありません" | "The row of a table belongs to no step" => "表は文のすぐ下に書いてください" | "Put the table right below its sentence";
    /// A row with more or fewer cells than the headings.
    CELL_COUNT = "E0640" Error: "表の列の数が見出しと合いません（見出し {wanted}、この行 {found}）" | "The row has {found} cells and the headings {wanted}" => "行頭が | の行では全角の ｜ は区切りになりません。値の中の | は \\| と書きます" | "In a row that begins with |, a full-width bar is part of the value; a | inside a value is written \\|";
    /// A keyword without a colon.
    MISSING_COLON = "E0641" Error: "「{word}」の後にコロンがありません" | "\"{word}\" is not followed by a colon" => "「{word}: 名前」と書いてください。説明の文なら別の語で始めてください" | "Write \"{word}: name\"; if it is prose, begin with another word";
    /// An English keyword.
    ENGLISH_KEYWORD = "E0642" Error: "英語のキーワード「{written}」は使えません" | "English keywords such as \"{written}\" are not read" => "機能・背景・シナリオ・前提・もし・ならば・かつ で書いてください" | "Use the Japanese keywords; `renkei phrases` shows them";
    /// A keyword with nothing after it.
    BARE_KEYWORD = "E0643" Error: "「{word}」の後に文がありません" | "\"{word}\" is followed by nothing" => "同じ行に文を書いてください" | "Write the sentence on the same line";
    /// `* `.
    ASTERISK = "E0644" Error: "「*」で始まる文は使えません" | "Steps that begin with * are not read" => "前提・もし・ならば・かつ のどれかで始めてください" | "Begin with one of the Japanese keywords";
    /// A line that may be a step or prose.
    DOUBTFUL = "E0645" Error: "文か説明か区別できません: {written}" | "Either a step or prose: {written}" => "文なら「{word}」の後に空白を入れ、説明なら別の語で始めるか # を付けてください" | "If it is a step, put a blank after \"{word}\"; if prose, begin with another word or #";
    /// A heading before any feature, or no feature at all.
    NO_FEATURE = "E0646" Error: "「機能:」がありません" | "There is no feature heading" => "ファイルの初めに「機能: 名前」を書いてください" | "Begin the file with a feature heading; `renkei phrases` shows an example";
    /// A feature without scenarios.
    NO_SCENARIO = "E0647" Error: "この機能にはシナリオが一つもありません" | "This feature has no scenario" => "「シナリオ: 名前」を加えるか、ファイルを消してください" | "Add a scenario, or remove the file";
    /// A scenario without steps.
    NO_STEPS = "E0648" Error: "文が一つもありません" | "There is no step here" => "前提・もし・ならば の文を書いてください" | "Add steps; `renkei phrases` lists them";
    /// An outline without examples.
    NO_EXAMPLES = "E0649" Error: "例の表がないか、中身がありません" | "The examples are missing or empty" => "「例:」の下に、見出しと一行以上の表を書いてください" | "Put a table with headings and at least one row below the examples heading";
    /// ルール.
    RULE = "E0650" Error: "「{word}:」は使えません（中のシナリオが失われる道具があるため）" | "\"{word}:\" is not read (some tools lose what is inside)" => "タグで分けるか、機能を分けてください" | "Use tags, or separate features";
    /// A heading where it cannot stand.
    MISPLACED_HEADING = "E0651" Error: "「{word}:」はここには書けません" | "\"{word}:\" cannot stand here" => "背景は一つだけで最初のシナリオより前に、例はシナリオの文の後に書きます" | "One background, before the first scenario; examples after the steps of a scenario";
    /// A step outside a scenario.
    STEP_OUTSIDE = "E0652" Error: "文がシナリオの外にあります: {written}" | "A step outside any scenario: {written}" => "「シナリオ: 名前」の下に書いてください。説明なら別の語で始めてください" | "Put it below a scenario heading; if it is prose, begin with another word";
    /// A sentence without its keyword.
    MISSING_KEYWORD = "E0653" Error: "文の前にキーワードがありません: {written}" | "A sentence without its keyword: {written}" => "行の先頭に 前提・もし・ならば・かつ のどれかを書いてください" | "Begin the line with a Japanese keyword";
    /// Nearly a heading.
    HEADING_SLIP = "E0654" Error: "「{word}:」の書き誤りのようです: {written}" | "This looks like a slip for \"{word}:\": {written}" => "「{word}: 名前」と書くか、コロンのない説明にしてください" | "Write \"{word}: name\", or prose without a colon";
    /// A line that is nothing.
    STRAY_LINE = "E0655" Error: "文でも表でも見出しでもない行です: {written}" | "Neither a step, a table nor a heading: {written}" => "キーワードを付けるか、覚え書きなら # を付けてください" | "Give it a keyword, or make it a comment with #";
    /// A placeholder without a column.
    UNKNOWN_PLACEHOLDER = "E0656" Error: "例の表に列「{name}」がありません" | "The examples have no column \"{name}\"" => "例の表の見出しと <> の中を合わせてください" | "Make the headings of the examples and the words in <> agree";
    /// Too many scenarios out of one outline.
    TOO_MANY_EXAMPLES = "E0657" Error: "一つの表から作るシナリオが多すぎます（{max} まで）" | "Too many scenarios out of one outline (at most {max})" => "シナリオアウトラインを分けてください" | "Split the outline";
    /// The two readings of a file differ.
    READINGS_DIFFER = "E0658" Error: "シナリオや文の数が読み方によって変わります: {what}" | "Two readings of the file differ: {what}" => "この行の近くの書き方を単純にし、できれば renkei の作者に知らせてください" | "Write this part more plainly, and please tell renkei's authors";
    /// A sentence that a scenario needs.
    MISSING_STEP = "E0660" Error: "シナリオに要る文がありません: {pattern}" | "The scenario lacks a sentence: {pattern}" => "この文を加えてください" | "Add this sentence";
    /// A sentence that a scenario may hold once.
    SAID_TWICE = "E0661" Error: "一つのシナリオに一度しか書けない文です: {written}" | "This can be said only once in a scenario: {written}" => "どちらかを消すか、シナリオを分けてください" | "Remove one, or make two scenarios";
    /// An expectation before the query.
    BEFORE_QUERY = "E0662" Error: "照会する文より前に、結果の文があります: {written}" | "A result is expected before any query: {written}" => "「もし …へ次のとおり情報照会する」の後に移してください" | "Move it below the query";
    /// A precondition after the query.
    AFTER_QUERY = "E0663" Error: "照会する文より後に、前提の文があります: {written}" | "A precondition after the query: {written}" => "「もし …」より前に移してください" | "Move it above the query";
    /// A body that the project does not have.
    UNKNOWN_BODY = "E0664" Error: "プロジェクトにない団体です: 「{written}」" | "No such organisation in the project: \"{written}\"" => "test-groups/ の団体の名称か識別子を書いてください" | "Use a name or an id from test-groups/";
    /// A target that the project does not have.
    UNKNOWN_TARGET = "E0665" Error: "照会先が、団体でも制度でも「代表団体」でもありません: 「{written}」" | "The target is neither an organisation, a scheme nor 代表団体: \"{written}\"" => "test-groups/ の名称か識別子を書いてください" | "Use a name or an id from test-groups/";
    /// A ロールモデル that the project does not have.
    UNKNOWN_PERSONA = "E0666" Error: "プロジェクトにないロールモデルです: 「{written}」" | "No such role model in the project: \"{written}\"" => "role-models/ のロールモデルIDを書いてください" | "Use an id from role-models/";
    /// A 特定個人情報 without any layout.
    UNKNOWN_INFORMATION = "E0667" Error: "レイアウトのない特定個人情報です: {written}" | "No layout for {written}" => "layouts/ にある特定個人情報名コードを書いてください" | "Use a code from layouts/";
    /// A generated file that is not on disk.
    FEATURE_MISSING = "E0680" Error: "生成されるはずのファイルがありません" | "A generated file is missing" => "renkei features を実行してください" | "Run `renkei features`";
    /// A generated file older than the sheets.
    FEATURE_OUTDATED = "E0681" Error: "シートより古い内容です（{line} 行目から違う）" | "Older than the sheets (from line {line})" => "renkei features を実行してください" | "Run `renkei features`";
    /// A generated file that people edited.
    FEATURE_EDITED = "E0682" Error: "生成されたファイルが手で直されています" | "A generated file was edited by hand" => "直した内容は features/handwritten/ に別のファイルとして置き、このファイルは消してから renkei features を実行してください。ケースを直すならシートを直します" | "Keep the edit as a file of its own in features/handwritten/, delete this one and run `renkei features`; to change a case, change its sheet";
    /// A generated file of cases that are no more.
    FEATURE_LEFTOVER = "E0683" Error: "元のケースがなくなった生成ファイルです" | "A generated file whose cases are gone" => "renkei features を実行すると消えます" | "`renkei features` removes it";
    /// A file of people among the generated ones.
    FEATURE_FOREIGN = "E0684" Error: "生成されたものではないファイルが features/ にあります" | "A file that was not generated lies in features/" => "features/handwritten/ へ移してください" | "Move it to features/handwritten/";
    /// Cannot be read.
    FEATURE_UNREADABLE = "E0685" Error: "読めません: {why}" | "Cannot be read: {why}" => "文字コードを UTF-8 にし、読み取りの権限を確かめてください" | "Save it as UTF-8 and see whether it may be read";
}
