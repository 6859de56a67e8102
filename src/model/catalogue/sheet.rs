//! The faults that `sheet` finds. E01xx files and workbooks, E02xx cases, E03xx organisations and schedule,
//! E04xx layouts and profile, E05xx 副本; W marks a warning. Numbers are never reused.

use crate::model::layout::ItemKind;
use crate::model::text::{Text, faults};

/// The word for a type of item.
pub fn item_kind(kind: ItemKind) -> Text {
    let (ja, en) = match kind {
        ItemKind::Text => ("文字", "text"),
        ItemKind::TextAnyWidth => ("文字（全角・半角を区別しない）", "text of any width"),
        ItemKind::Code => ("コード", "code"),
        ItemKind::Amount => ("金額", "amount"),
        ItemKind::Date => ("日付", "date"),
        ItemKind::Month => ("年月", "month"),
        ItemKind::Year => ("年", "year"),
    };
    Text { ja, en }
}

faults! {
    /// No renkei.yaml in the folder.
    NO_PROJECT = "E0101" Error:
        "{folder} に renkei.yaml がありません。" | "There is no renkei.yaml in {folder}."
        => "新しく作るときは `renkei init` を、別のフォルダのときは --project を使ってください。"
        | "Make a project with `renkei init`, or name its folder with --project.";
    /// The file system refuses.
    UNREADABLE = "E0102" Error:
        "読めません：{reason}" | "Cannot be read: {reason}"
        => "ファイルの有無と権限を確かめてください。" | "See whether the file exists and may be read.";
    /// A folder of the project holds no file that can be read.
    EMPTY_FOLDER = "W0103" Warning:
        "フォルダ {folder} に読めるファイルがありません。" | "The folder {folder} holds no file that can be read."
        => "様式は `renkei sheets blank` で作れます。" | "Blank forms come from `renkei sheets blank`.";
    /// Over the size limit.
    FILE_TOO_LARGE = "E0104" Error:
        "ファイルが大きすぎます（{size} バイト、上限 {limit} バイト）。" | "The file is too large ({size} bytes, limit {limit})."
        => "ファイルを分けてください。" | "Split the file.";
    /// The extension says xlsx, the bytes do not.
    NOT_A_WORKBOOK = "E0105" Error:
        "xlsx 形式のブックではありません。" | "This is not an xlsx workbook."
        => "Excel などで開き、「Excel ブック (.xlsx)」で保存し直してください。" | "Open it in Excel and save it as an Excel workbook (.xlsx).";
    /// An encrypted container.
    WORKBOOK_PROTECTED = "E0106" Error:
        "パスワードで保護されたブックです。" | "The workbook is protected by a password."
        => "パスワードを外して保存し直してください。" | "Remove the password and save it again.";
    /// The binary format of Excel 97-2003.
    WORKBOOK_OLD = "E0107" Error:
        "古い形式（.xls）のブックです。" | "The workbook has the old format (.xls)."
        => "「Excel ブック (.xlsx)」で保存し直してください。" | "Save it as an Excel workbook (.xlsx).";
    /// Cut short or damaged.
    WORKBOOK_BROKEN = "E0108" Error:
        "ブックが壊れています：{reason}" | "The workbook is damaged: {reason}"
        => "元のファイルをもう一度写すか、Excel で修復して保存してください。" | "Copy the original again, or repair it in Excel and save it.";
    /// A zip bomb, or simply too much.
    WORKBOOK_TOO_LARGE = "E0109" Error:
        "ブックの中身が大きすぎます（{what}、上限 {limit}）。" | "The contents of the workbook are too large ({what}, limit {limit})."
        => "ブックを分けるか、不要な書式やシートを除いてください。" | "Split the workbook, or remove formats and sheets that are not needed.";
    /// A sheet over a limit.
    SHEET_TOO_LARGE = "E0110" Error:
        "シートが大きすぎます（{what}、上限 {limit}）。" | "The sheet is too large ({what}, limit {limit})."
        => "シートを分けるか、使っていない行と列を削除してください。" | "Split the sheet, or delete rows and columns that are not used.";
    /// A hidden sheet is not read.
    HIDDEN_SHEET = "W0111" Warning:
        "非表示のシート「{sheet}」は読みませんでした。" | "The hidden sheet \"{sheet}\" was not read."
        => "読ませるときは再表示してください。" | "Unhide it if it should be read.";
    /// A hidden sheet without which other sheets mean nothing.
    HIDDEN_SHEET_NEEDED = "E0140" Error:
        "非表示のシート「{sheet}」は読みませんでしたが、このブックの他のシートに必要です。" | "The hidden sheet \"{sheet}\" was not read, but other sheets of this workbook need it."
        => "再表示してください。" | "Unhide it.";
    /// Hidden rows are read all the same.
    HIDDEN_ROWS = "W0112" Warning:
        "非表示の行（{rows}）も読みました。" | "Hidden rows ({rows}) were read too."
        => "不要な行は削除してください。" | "Delete rows that are not wanted.";
    /// #N/A and its kin.
    CELL_ERROR = "E0113" Error:
        "セルの計算結果がエラー（{value}）です。" | "The cell's formula yields an error ({value})."
        => "数式を直すか、値を直接入力してください。" | "Mend the formula or type the value.";
    /// A formula never calculated.
    CELL_UNCALCULATED = "E0114" Error:
        "数式の計算結果が保存されていません。" | "The result of the formula is not stored."
        => "Excel で開いて再計算し、保存し直してください。" | "Open it in Excel, recalculate and save.";
    /// A number where leading zeros count.
    NUMBER_IN_CODE = "W0115" Warning:
        "「{column}」に数値として入力されています（{value}）。先頭の0が失われているおそれがあります。"
        | "\"{column}\" holds a number ({value}); leading zeros may be lost."
        => "セルの書式を「文字列」にしてから入力し直してください。" | "Format the cell as text and type it again.";
    /// A version typed as a number.
    VERSION_AS_NUMBER = "W0142" Warning:
        "「{column}」に数値として入力されています（{value}）。末尾の「.0」が失われているおそれがあります。"
        | "\"{column}\" holds a number ({value}); a \".0\" at its end may be lost."
        => "セルの書式を「文字列」にしてから、4.0 のように入力し直してください。" | "Format the cell as text and type it again, like 4.0.";
    /// Excel took a code for a date.
    DATE_IN_CODE = "E0116" Error:
        "「{column}」の値が日付（{value}）に変わっています。" | "The value of \"{column}\" was turned into a date ({value})."
        => "セルの書式を「文字列」にしてから入力し直してください。" | "Format the cell as text and type it again.";
    /// A cell over the limit.
    CELL_TOO_LONG = "E0117" Error:
        "セルの文字が多すぎます（{length} 字、上限 {limit} 字）。" | "The cell holds too many characters ({length}, limit {limit})."
        => "短くしてください。" | "Shorten it.";
    /// Another charset.
    NOT_UTF8 = "E0118" Error:
        "UTF-8 ではありません（{charset} と思われます）。" | "This is not UTF-8 (probably {charset})."
        => "文字コードを UTF-8 にして保存し直してください。" | "Save it again as UTF-8.";
    /// Not YAML.
    YAML_BROKEN = "E0119" Error:
        "YAML として読めません：{reason}" | "This cannot be read as YAML: {reason}"
        => "この行と前の行の字下げ、コロン（:）の後の空白、かっこと引用符の対応を確かめてください。"
        | "Check the indentation, the blank after the colon, brackets and quotes on this and the previous line.";
    /// A key nobody knows.
    UNKNOWN_KEY = "E0120" Error:
        "「{key}」という項目は使えません。" | "The key \"{key}\" is not known here."
        => "使える項目：{known}" | "Known keys: {known}";
    /// The same key twice.
    DUPLICATE_KEY = "E0121" Error:
        "「{key}」が二度書かれています。" | "The key \"{key}\" is written twice."
        => "一方を消してください。" | "Remove one of them.";
    /// A limit of YAML files.
    YAML_LIMIT = "E0122" Error:
        "YAML の上限を超えています（{limit}）。" | "A limit of YAML files is exceeded ({limit})."
        => "ファイルを分け、入れ子を浅くしてください。" | "Split the file and nest less deeply.";
    /// A list or map where a text should be.
    NOT_TEXT = "E0123" Error:
        "「{key}」は一つの値でなければなりません。" | "\"{key}\" must be a single value."
        => "「{key}: 値」の形で書いてください。" | "Write it as \"{key}: value\".";
    /// A text or map where a list should be.
    NOT_A_LIST = "E0135" Error:
        "「{key}」は並び（[…] または - で始まる行）でなければなりません。" | "\"{key}\" must be a list."
        => "一つだけのときも [ ] で囲んでください。" | "Put it between [ ] even if there is only one.";
    /// A text or list where a map should be.
    NOT_A_MAP = "E0136" Error:
        "「{key}」は「項目: 値」の集まりでなければなりません。" | "\"{key}\" must be a map of keys and values."
        => "使える項目：{known}" | "Known keys: {known}";
    /// Tabs indent nothing.
    TAB = "E0124" Error:
        "字下げにタブは使えません。" | "Tabs must not be used to indent."
        => "半角空白に置き換えてください。" | "Replace them by blanks.";
    /// A required key is not there.
    MISSING_KEY = "E0125" Error:
        "「{key}」がありません。" | "\"{key}\" is missing."
        => "書き足してください。" | "Add it.";
    /// Not a kind of file we read yet.
    FILE_IGNORED = "W0126" Warning:
        "この形式（.{extension}）はまだ読めないため、読みませんでした。" | "Files of this kind (.{extension}) are not read yet; it was skipped."
        => "xlsx または YAML にしてください。" | "Turn it into xlsx or YAML.";
    /// Not a kind of file we read, where every file counts.
    FILE_UNREAD = "E0139" Error:
        "この形式（.{extension}）は読めません。中身はテストに入っていません。" | "Files of this kind (.{extension}) cannot be read: nothing in it takes part in the test."
        => "Excel などで開き、「Excel ブック (.xlsx)」で保存し直してください。要らないファイルなら、フォルダから出してください。"
        | "Open it and save it as an Excel workbook (.xlsx), or move it out of the folder if it is not needed.";
    /// A link or path that leads out of the project.
    OUTSIDE_PROJECT = "E0127" Error:
        "プロジェクトのフォルダの外を指しています：{path}" | "This leads out of the project's folder: {path}"
        => "プロジェクトの中にファイルを置いてください。" | "Put the file inside the project.";
    /// No sheet with a known name.
    NO_KNOWN_SHEET = "E0128" Error:
        "読めるシートがありません（シート：{sheets}）。" | "No sheet has a known name (sheets: {sheets})."
        => "シート名を {known} のいずれかにしてください。" | "Name a sheet one of {known}.";
    /// A sheet that looks like one of ours, under a name that is not.
    SHEET_UNREAD = "E0138" Error:
        "シート「{sheet}」は読みませんでした。" | "The sheet \"{sheet}\" was not read."
        => "様式のシートなら、名前を直してください。読ませないシートなら、名前を「メモ」か「リスト」で始めてください。"
        | "If it is a sheet of a form, mend its name. If it should not be read, begin its name with the word for a memo or a list (see docs/files.md).";
    /// The heading row is not there.
    NO_HEADINGS = "E0129" Error:
        "シート「{sheet}」に見出しの行が見つかりません。" | "The heading row of the sheet \"{sheet}\" was not found."
        => "見出しは {known} です。" | "The headings are {known}.";
    /// Required headings are not there.
    MISSING_HEADINGS = "E0130" Error:
        "シート「{sheet}」に見出し {names} がありません。" | "The sheet \"{sheet}\" lacks the headings {names}."
        => "見出しの列を足してください。" | "Add the columns.";
    /// A slip in a required heading.
    HEADING_MISSPELT = "E0141" Error:
        "見出し「{heading}」は「{known}」のことですか？" | "Does the heading \"{heading}\" mean \"{known}\"?"
        => "見出しの文言を直してください。" | "Mend the words of the heading.";
    /// A heading nearly like one we know.
    NEAR_HEADING = "W0131" Warning:
        "見出し「{heading}」は知らない見出しなので読みませんでした。" | "The heading \"{heading}\" is not known; its column was not read."
        => "見出しを確かめてください。" | "Check the heading.";
    /// The same column twice.
    HEADING_TWICE = "E0132" Error:
        "見出し「{heading}」が二つあります（もう一つは {first}）。" | "The heading \"{heading}\" stands twice (the other is {first})."
        => "一方の列を消してください。" | "Remove one of the columns.";
    /// A form version we do not know.
    UNKNOWN_FORM = "E0133" Error:
        "様式の版「{version}」は知りません。" | "The form version \"{version}\" is not known."
        => "使える版：{known}" | "Known versions: {known}";
    /// Two versions of a file, joined by hand and not yet decided.
    MERGE_MARKS = "E0137" Error:
        "版管理の競合の印が残っています。" | "The marks of a merge conflict are still there."
        => "どちらの版を採るか決め、印の行（<<<<<<< ======= >>>>>>>）を消してください。" | "Decide which side is right and remove the marks (<<<<<<< ======= >>>>>>>).";
    /// Too many files.
    TOO_MANY_FILES = "E0134" Error:
        "ファイルが多すぎます（上限 {limit}）。" | "There are too many files (limit {limit})."
        => "不要なファイルを移してください。" | "Move files that are not needed.";

    /// A row or entry without its id.
    ID_MISSING = "E0201" Error:
        "「{name}」が空です。" | "\"{name}\" is blank."
        => "この行の {name} を書いてください。" | "Fill in {name}.";
    /// The same id twice.
    DUPLICATE_ID = "E0202" Error:
        "{name}「{id}」は {first} にもあります。" | "{name} \"{id}\" also stands at {first}."
        => "IDは、xlsx と YAML を通じて一つにしてください。" | "An id must be unique across xlsx and YAML.";
    /// One id in a cell merged over several rows.
    ID_MERGED = "E0255" Error:
        "{name}「{id}」のセル（{first}）が結合されていて、この行にもかかっています。" | "The merged cell of {name} \"{id}\" ({first}) spans this row too."
        => "結合を解除し、行ごとに別の {name} を書いてください。" | "Unmerge it and give each row its own {name}.";
    /// A required value is blank.
    VALUE_MISSING = "E0203" Error:
        "「{name}」が空です。" | "\"{name}\" is blank."
        => "値を書いてください。" | "Fill it in.";
    /// Not a date.
    BAD_DATE = "E0204" Error:
        "「{name}」の「{value}」は日付として読めません。" | "\"{value}\" in \"{name}\" cannot be read as a date."
        => "H29.4.1、平成29年4月1日、2017-04-01 のように書いてください。" | "Write it like H29.4.1 or 2017-04-01.";
    /// A day that never was.
    NO_SUCH_DAY = "E0205" Error:
        "「{name}」の「{value}」という日はありません。" | "There is no such day as \"{value}\" in \"{name}\"."
        => "年月日を確かめてください。" | "Check year, month and day.";
    /// A month where a day is needed.
    DATE_TOO_COARSE = "E0206" Error:
        "「{name}」の「{value}」には日がありません。" | "\"{value}\" in \"{name}\" names no day."
        => "年月日まで書いてください。" | "Write the day too.";
    /// H31.7.27.
    ERA_OVERRUN = "W0207" Warning:
        "「{value}」という日は暦にないので、{read} と読みました。" | "There is no day \"{value}\" in that era; it was read as {read}."
        => "元号を確かめてください。" | "Check the era.";
    /// Not the code it should be.
    BAD_CODE = "E0208" Error:
        "「{name}」の「{value}」は {prefix} で始まるコードではありません。" | "\"{value}\" in \"{name}\" is not a code that begins with {prefix}."
        => "{prefix} と数字で書いてください。" | "Write {prefix} and digits.";
    /// A word outside a closed list.
    UNKNOWN_WORD = "E0209" Error:
        "「{name}」の「{value}」は使えません。" | "\"{value}\" is not a word for \"{name}\"."
        => "使えることば：{known}" | "Known words: {known}";
    /// Not a number, or out of range.
    BAD_NUMBER = "E0210" Error:
        "「{name}」の「{value}」は {least} から {most} までの整数ではありません。" | "\"{value}\" in \"{name}\" is not a whole number from {least} to {most}."
        => "数を書いてください。" | "Write a number.";
    /// An unknown body.
    UNKNOWN_ORGANISATION = "E0211" Error:
        "団体「{value}」を知りません。" | "The organisation \"{value}\" is not known."
        => "test-groups の organisations に書いてあるidまたは名前にしてください。" | "Use an id or name under organisations in test-groups.";
    /// An unknown 照会元.
    UNKNOWN_INQUIRER = "E0212" Error:
        "照会元「{value}」という団体もテストグループもありません。" | "The inquirer \"{value}\" is neither an organisation nor a test group."
        => "test-groups に書いてあるidまたは名前にしてください。" | "Use an id or name of test-groups.";
    /// An unknown 照会先.
    UNKNOWN_TARGET = "E0213" Error:
        "照会先「{value}」という団体も制度もありません。" | "The target \"{value}\" is neither an organisation nor a scheme."
        => "団体か制度のidまたは名前、または「代表団体」と書いてください。" | "Use an id or name of an organisation or a scheme, or the word for the local representative (see docs/files.md).";
    /// An unknown クール.
    UNKNOWN_CYCLE = "E0214" Error:
        "クール {value} がありません。" | "There is no cycle {value}."
        => "あるクール：{known}" | "Known cycles: {known}";
    /// An unknown ロット.
    UNKNOWN_LOT = "E0215" Error:
        "ロット {value} がありません。" | "There is no lot {value}."
        => "あるロット：{known}" | "Known lots: {known}";
    /// An unknown 事務.
    UNKNOWN_AFFAIR = "E0216" Error:
        "事務 {value} が layouts にありません。" | "The affair {value} is not in layouts."
        => "layouts の affairs に足すか、コードを直してください。" | "Add it to affairs in layouts, or mend the code.";
    /// An unknown 事務手続.
    UNKNOWN_PROCEDURE = "E0217" Error:
        "事務 {affair} に事務手続 {value} がありません。" | "The affair {affair} has no procedure {value}."
        => "layouts の affairs に足すか、コードを直してください。" | "Add it to affairs in layouts, or mend the code.";
    /// An unknown 特定個人情報.
    UNKNOWN_INFORMATION = "E0218" Error:
        "特定個人情報 {value} のレイアウトがありません。" | "There is no layout for the information {value}."
        => "layouts に足すか、コードを直してください。" | "Add a layout, or mend the code.";
    /// Another version exists.
    UNKNOWN_VERSION = "E0219" Error:
        "特定個人情報 {information} の {value} 版のレイアウトがありません。" | "There is no version {value} of the layout {information}."
        => "ある版：{known}" | "Known versions: {known}";
    /// An item the layout does not have.
    UNKNOWN_ITEM = "E0220" Error:
        "項目 {value} は {layout} にありません。" | "The item {value} is not in {layout}."
        => "項目コードを確かめてください。" | "Check the item code.";
    /// TK15～TK01.
    BAD_ITEM_RANGE = "E0221" Error:
        "項目コードの範囲「{value}」が読めません。" | "The range of item codes \"{value}\" cannot be read."
        => "TK01～TK15 のように小さい方から書いてください。" | "Write it from the smaller one, like TK01-TK15.";
    /// The same item asked twice.
    ITEM_ASKED_TWICE = "W0222" Warning:
        "項目 {value} が項目コードリストに二度あります。" | "The item {value} stands twice in the list."
        => "一方を消してください。" | "Remove one of them.";
    /// An unknown ロールモデル.
    UNKNOWN_ROLE_MODEL = "E0223" Error:
        "ロールモデル「{value}」がありません。" | "There is no role model \"{value}\"."
        => "role-models に足すか、IDを直してください。" | "Add it to role-models, or mend the id.";
    /// 時点指定 without its moment.
    CONDITION_INCOMPLETE = "E0224" Error:
        "照会条件「{kind}」に「{part}」がありません。" | "The condition \"{kind}\" lacks \"{part}\"."
        => "日付を書いてください。" | "Write the date.";
    /// 既定 with dates.
    CONDITION_TOO_MUCH = "E0225" Error:
        "照会条件「{kind}」に余分な日付「{value}」があります。" | "The condition \"{kind}\" takes no date \"{value}\"."
        => "日付を消すか、種別を直してください。" | "Remove the date, or mend the kind.";
    /// From after to.
    CONDITION_BACKWARDS = "E0226" Error:
        "照会条件の開始（{from}）が終了（{to}）より後です。" | "The condition begins ({from}) after it ends ({to})."
        => "開始と終了を確かめてください。" | "Check both dates.";
    /// Asks about the future.
    CONDITION_AFTER_BASE_DATE = "W0227" Warning:
        "照会条件の {moment} は基準日 {base} より後です。" | "The condition's {moment} lies after the base date {base}."
        => "基準日か照会条件を確かめてください。" | "Check the base date and the condition.";
    /// An expected item of nobody's case.
    EXPECTED_WITHOUT_CASE = "E0228" Error:
        "期待項目のテストケース「{value}」がありません。" | "The expected item belongs to no case \"{value}\"."
        => "テストケースIDを確かめてください。" | "Check the case id.";
    /// Expected items for a refusal.
    EXPECTED_ITEMS_FOR_NO_DATA = "E0229" Error:
        "期待する処理結果が「{outcome}」なのに、期待項目があります。" | "Expected items are given although the expected outcome is \"{outcome}\"."
        => "処理結果を「正常終了」にするか、期待項目を消してください。" | "Expect the normal outcome, or remove the items.";
    /// 正常終了, but with what?
    NOTHING_EXPECTED = "E0230" Error:
        "期待する処理結果が「正常終了」なのに、期待項目がありません。" | "The normal outcome is expected, but no items are."
        => "「期待項目」シートに書くか、期待XMLを指定してください。" | "Write the expected items, or name an expected XML file.";
    /// Expected, but not asked.
    EXPECTED_NOT_ASKED = "E0231" Error:
        "期待項目 {item}（{name}）は項目コードリストにありません。" | "The expected item {item} ({name}) is not in the list of items asked for."
        => "項目コードリストに足すか、期待項目を消してください。" | "Add it to the list, or remove the expectation.";
    /// The name beside the code is another.
    ITEM_NAME_DIFFERS = "W0232" Warning:
        "項目名「{name}」は {item} のレイアウト上の名前「{known}」と違います。" | "The name \"{name}\" differs from \"{known}\", the layout's name of {item}."
        => "項目コードと項目名のどちらが正しいか確かめてください。" | "Check which of code and name is right.";
    /// No 部署コード: the network refuses such a query.
    DEPARTMENT_MISSING = "W0254" Warning:
        "照会者部署コードがないため、処理結果は「機関・部署コード不正」になります。" | "Without a department code the outcome will be \"bad institution or department code\"."
        => "部署コードを書いてください。それを試すケースなら、期待する処理結果を「機関・部署コード不正」にしてください。" | "Write the department code, or expect that outcome if it is what you test.";
    /// The case's department is none of its body's, and the network will refuse it.
    DEPARTMENT_UNKNOWN = "W0259" Warning:
        "{body} の部署に、コード「{code}」はありません。処理結果は「機関・部署コード不正」になります。" | "{body} declares no department \"{code}\"; the outcome will be \"bad institution or department code\"."
        => "「機関・部署コード不正」を試すのでなければ、部署コードを直すか、団体の departments に足してください。書いてある部署：{known}" | "Unless the refusal is what you test, mend the code or add it to departments of the body. It declares {known}";
    /// The right code of a department under a name that is not its own.
    DEPARTMENT_NAME = "W0276" Warning:
        "{body} の部署コード「{code}」は「{known}」ですが、部署名は「{name}」と書かれています。" | "The department \"{code}\" of {body} is \"{known}\", yet the name is \"{name}\"."
        => "部署名か部署コードを直してください。情報提供ネットワークシステムは部署コードだけを確かめるので、このままでも照会は受け付けられます。"
        | "Mend the name or the code. The network looks at the code alone, so the query would be taken as it is.";
    /// A value of another type.
    VALUE_AGAINST_LAYOUT = "E0233" Error:
        "「{value}」は {item}（{name}）の型「{kind}」に合いません。" | "\"{value}\" does not fit {kind}, the type of {item} ({name})."
        => "値かレイアウトを直してください。" | "Mend the value or the layout.";
    /// A value too long.
    VALUE_TOO_LONG = "E0234" Error:
        "「{value}」は {item}（{name}）の桁数 {limit} を超えています（{length} 字）。" | "\"{value}\" is longer than {item} ({name}) allows: {length} over {limit}."
        => "値かレイアウトを直してください。" | "Mend the value or the layout.";
    /// A ReasonOfNull outside the profile.
    UNKNOWN_NULL_REASON = "E0235" Error:
        "空の理由「{value}」を知りません。" | "The reason for no value \"{value}\" is not known."
        => "使える理由：{known}" | "Known reasons: {known}";
    /// A value and a reason for none.
    VALUE_AND_REASON = "E0236" Error:
        "値「{value}」と空の理由「{reason}」の両方があります。" | "There is both a value \"{value}\" and a reason \"{reason}\" for none."
        => "一方だけにしてください。" | "Keep one of them.";
    /// Neither a value nor a reason.
    VALUE_OR_REASON_MISSING = "E0237" Error:
        "{item} に値も空の理由もありません。" | "{item} has neither a value nor a reason for none."
        => "値がないことを書くには、空の理由を選んでください。" | "To say that there is none, choose a reason.";
    /// Units are numbered 1, 2, 3.
    UNIT_NUMBERS = "E0238" Error:
        "「{name}」の番号 {value} が続き番号になっていません（{expected} のはずです）。" | "The number {value} in \"{name}\" is not in sequence ({expected} was due)."
        => "1 から順に番号を付けてください。" | "Number them from 1 without gaps.";
    /// The same item twice in one unit.
    ITEM_TWICE = "E0239" Error:
        "項目 {item} が同じ単位または内訳に二度あります（もう一つは {first}）。" | "The item {item} stands twice in one unit or detail (the other at {first})."
        => "単位または内訳の番号を確かめてください。" | "Check the numbers of unit and detail.";
    /// A detail's item in the head.
    DETAIL_ITEM_IN_HEAD = "E0240" Error:
        "項目 {item}（{name}）は内訳（{path}）の項目です。" | "The item {item} ({name}) belongs to a detail ({path})."
        => "「内訳」の欄に番号を書いてください（YAML では details に移してください）。" | "Number it in the detail column (in YAML move it to details).";
    /// An item of the head, or of another group, in a detail.
    ITEM_OF_ANOTHER_GROUP = "E0250" Error:
        "項目 {item}（{name}）は {path} の項目なので、この内訳には書けません。" | "The item {item} ({name}) belongs to {path} and cannot stand in this detail."
        => "「内訳」の欄を確かめてください。内訳一つには、一つの要素の項目だけを書きます。" | "Check the detail column: one detail holds the items of one element.";
    /// XML and units.
    XML_AND_UNITS = "E0241" Error:
        "期待XMLと期待項目の両方があります。" | "There are both an expected XML file and expected items."
        => "一方だけにしてください。" | "Keep one of them.";
    /// A role model names a case that is not there.
    UNKNOWN_CASE = "W0242" Warning:
        "ロールモデル {persona} が挙げるテストケース「{value}」がありません。" | "The role model {persona} names a case \"{value}\" that does not exist."
        => "テストケースIDを確かめてください。" | "Check the case id.";
    /// A case of one kind of test in a cycle of another.
    GROUP_OF_ANOTHER_KIND = "E0243" Error:
        "{group} は {group_kind} のグループですが、クール {cycle} は {cycle_kind} です。" | "{group} belongs to {group_kind}, but cycle {cycle} is {cycle_kind}."
        => "クールかグループを直してください。" | "Mend the cycle or the group.";
    /// Nobody answers.
    NO_REPRESENTATIVE = "E0244" Error:
        "照会先「{target}」に当たる代表団体がありません（{kind}）。" | "No representative serves the target \"{target}\" ({kind})."
        => "test-groups の representatives に書いてください。" | "Name one under representatives in test-groups.";
    /// A text without end, where one line is meant.
    UNSAFE_ID = "E0245" Error:
        "id「{id}」に使えない文字があります。" | "The id \"{id}\" holds characters that are not allowed."
        => "半角の英数字と - _ . だけを使ってください。" | "Use ASCII letters, digits, - _ and . only.";
    /// The case's combination is not permitted, yet data are expected.
    NOT_PERMITTED = "W0246" Warning:
        "事務手続 {procedure} では、この照会元と照会先の組で {information} を照会できません。" | "The procedure {procedure} does not permit this inquirer to ask this target for {information}."
        => "照会不許可を試すのでなければ、layouts の permits を確かめてください。" | "Unless the refusal is what you test, check permits in layouts.";
    /// Some of the case's items are not permitted, yet data are expected.
    ITEMS_NOT_PERMITTED = "W0258" Warning:
        "事務手続 {procedure} では、{information} の {items} を照会できません。処理結果は「照会不許可」になります。" | "The procedure {procedure} does not permit {items} of {information}; the outcome will be \"not permitted\"."
        => "照会不許可を試すのでなければ、項目コードリストから除くか、layouts の permits の items を確かめてください。" | "Unless the refusal is what you test, leave them out, or check items of permits in layouts.";
    /// A 個人番号 that is none.
    PERSONAL_NUMBER_SHAPE = "E0270" Error:
        "個人番号「{value}」は12桁の数字ではありません。" | "The personal number \"{value}\" has not twelve digits."
        => "架空の12桁を書くか、空欄にしてください（空欄なら renkei が架空の番号を作ります）。"
        | "Write an invented number of twelve digits, or leave it blank: renkei then invents one.";
    /// A 個人番号 that may be somebody's.
    PERSONAL_NUMBER_RIGHT = "E0271" Error:
        "個人番号「{value}」は検査用数字（最後の1桁）が正しく、実在する人の番号かもしれません。"
        | "The check digit of the personal number \"{value}\" is right: it may be somebody's."
        => "実在の番号ならすぐに消してください。架空の番号は最後の1桁をわざと誤らせるか、空欄にしてください。"
        | "If it is real, remove it at once. Give an invented number a wrong last digit, or leave it blank.";
    /// Two persons with one 個人番号.
    PERSONAL_NUMBER_TWICE = "E0272" Error:
        "個人番号「{value}」は {first} の人の番号でもあります。" | "The personal number \"{value}\" is also that of {first}."
        => "人ごとに違う番号にするか、空欄にしてください。" | "Give each person another number, or leave it blank.";
    /// The 個人番号 of a person where no 個人番号 belongs.
    PERSONAL_NUMBER_WRITTEN = "E0273" Error:
        "{persona} の個人番号が「{value}」と書かれています。" | "The personal number of {persona} is written here: \"{value}\"."
        => "個人番号は、ロールモデルの個人番号の欄のほかには書かないでください。" | "Write a personal number nowhere but in the role model's own column.";
    /// Twelve digits that look like a 個人番号.
    PERSONAL_NUMBER_LIKE = "W0274" Warning:
        "12桁の数字「{value}」は、個人番号かもしれません（検査用数字が合います）。"
        | "The twelve digits \"{value}\" may be a personal number: the check digit is right."
        => "個人番号なら消してください。番号や日時の項目なら、レイアウトの kind を code などにしてください。"
        | "Remove it if it is one. If the item holds codes or times, declare its kind as code in the layout.";
    /// A name below an expectation that is not confirmed.
    SIGNED_UNCONFIRMED = "E0275" Error:
        "確認した人か日が書かれていますが、「{name}」が確認済ではありません。" | "Somebody signed, but \"{name}\" does not say that it is confirmed."
        => "期待項目を確かめたのなら確認済とし、まだなら確認した人と日を消してください。" | "Mark it as confirmed if it was checked; else remove the name and the day.";
    /// A persona's cases do not list the case that uses it.
    CASE_NOT_LISTED = "W0247" Warning:
        "ロールモデル {persona} の一覧に、それを使うテストケース {case} がありません。" | "The role model {persona} does not list the case {case} that uses it."
        => "ロールモデルのテストケースIDに足してください。" | "Add it to the role model's cases.";
    /// An expected XML file without content or beyond a limit.
    XML_TOO_LARGE = "E0248" Error:
        "期待XML {path} が大きすぎます（上限 {limit} バイト）。" | "The expected XML {path} is too large (limit {limit} bytes)."
        => "ファイルを確かめてください。" | "Check the file.";
    /// A required item is not given.
    REQUIRED_ITEM_MISSING = "W0249" Warning:
        "必須の項目 {item}（{name}）がありません。" | "The required item {item} ({name}) is missing."
        => "値か、空の理由を書いてください。" | "Give a value, or a reason for none.";
    /// A line of a history that ends before it begins; a test may mean it.
    HISTORY_BACKWARDS = "W0256" Warning:
        "履歴の開始日（{from}）が終了日（{to}）より後です。" | "The line of the history begins ({from}) after it ends ({to})."
        => "開始日と終了日を確かめてください。" | "Check both dates.";
    /// A case for a group of nobody.
    NOBODY_ASKS = "E0251" Error:
        "照会元のテストグループ「{name}」に団体がないので、誰も照会しません。" | "The inquiring group \"{name}\" has no members, so nobody asks."
        => "members に団体を書くか、照会元を直してください。" | "Name members, or mend the inquirer.";

    /// An expected XML file that is not XML.
    EXPECTED_XML_BROKEN = "E0252" Error:
        "期待XMLを読めません：{why}" | "The expected XML cannot be read: {why}"
        => "この行と列を直してください。" | "Mend this line and column.";
    /// An expected XML file that tells another version than its case.
    EXPECTED_XML_OF_ANOTHER_VERSION = "E0257" Error:
        "期待XMLの特定個人情報の版番号は {written} ですが、テストケースの版は {version} です。" | "The expected XML tells version {written}, its test case {version}."
        => "どちらかに合わせてください。" | "Make them agree.";
    /// An expected XML file that is not what the layout allows.
    EXPECTED_XML_AGAINST_LAYOUT = "E0253" Error:
        "期待XMLの {path} が、レイアウト {layout} に合いません。" | "{path} in the expected XML does not fit layout {layout}."
        => "要素の名前、順序、型、桁数をレイアウトに合わせてください。" | "Fit names, order, types and lengths to the layout.";

    /// An unknown 制度.
    UNKNOWN_SCHEME = "E0301" Error:
        "制度「{value}」がありません。" | "There is no scheme \"{value}\"."
        => "test-groups の schemes に足すか、idを直してください。" | "Add it to schemes in test-groups, or mend the id.";
    /// A body without 機関コード.
    CODE_MISSING = "E0302" Error:
        "団体「{name}」の機関コードがありません。" | "The organisation \"{name}\" has no institution code."
        => "code を書いてください。保険者は、支払基金（clearing-house）があればその機関コードになります。"
        | "Write its code. An insurer takes the clearing house's, if there is one.";
    /// One 機関コード for two bodies that have servers of their own: nobody could tell whose 副本 answer.
    CODE_TWICE = "E0312" Error:
        "団体「{name}」の機関コード {code} は {first} の団体も使っています。" | "The institution code {code} of \"{name}\" is also used by the organisation at {first}."
        => "code を直してください。同じコードを使えるのは、支払基金と保険者だけです。" | "Mend the code. Only the clearing house and insurers share one.";
    /// A check digit is wrong.
    CHECK_DIGIT = "W0303" Warning:
        "「{value}」の検査数字が合いません（末尾は {digit} のはずです）。" | "The check digit of \"{value}\" is wrong (it should end in {digit})."
        => "番号を確かめてください。" | "Check the number.";
    /// An insurer without its number.
    INSURER_NUMBER_MISSING = "W0304" Warning:
        "保険者「{name}」の保険者番号がありません。" | "The insurer \"{name}\" has no insurer number."
        => "insurer-number を書いてください。" | "Write its insurer-number.";
    /// A group of nobody.
    GROUP_EMPTY = "W0305" Warning:
        "テストグループ「{name}」に団体がありません。" | "The test group \"{name}\" has no members."
        => "members に団体を書いてください。" | "Name organisations under members.";
    /// A member named twice.
    MEMBER_TWICE = "W0306" Warning:
        "「{value}」が「{name}」に二度あります。" | "\"{value}\" stands twice in \"{name}\"."
        => "一方を消してください。" | "Remove one of them.";
    /// From after to.
    CYCLE_BACKWARDS = "E0307" Error:
        "クール {number} の開始（{from}）が終了（{to}）より後です。" | "Cycle {number} begins ({from}) after it ends ({to})."
        => "日付を確かめてください。" | "Check both dates.";
    /// An unknown group.
    UNKNOWN_GROUP = "E0308" Error:
        "テストグループ「{value}」がありません。" | "There is no test group \"{value}\"."
        => "test-groups の groups に足すか、idを直してください。" | "Add it to groups in test-groups, or mend the id.";
    /// Only insurers join in lots.
    LOT_OF_OTHERS = "W0309" Warning:
        "ロット {lot} の「{name}」は保険者ではありません。" | "\"{name}\" in lot {lot} is not an insurer."
        => "ロットは医療保険者等の参加の順です。" | "Lots are the waves in which insurers join.";
    /// Only insurers delegate.
    DELEGATION_OF_OTHERS = "E0313" Error:
        "「{name}」は保険者ではないので、支払基金へ委託できません。" | "\"{name}\" is not an insurer and cannot delegate to the clearing house."
        => "delegation は医療保険者等の副本のファイルにだけ書いてください。" | "Write delegation only in the file of an insurer's replicas.";
    /// Two departments of a body under one code.
    DEPARTMENT_TWICE = "E0314" Error:
        "{name} の部署コード「{code}」が二つあります（もう一つは {first}）。" | "{name} has two departments with the code \"{code}\" (the other is {first})."
        => "コードを直すか、一つにしてください。" | "Mend the code, or keep one of them.";
    /// An insurer of no 制度.
    SCHEME_MISSING = "W0310" Warning:
        "保険者「{name}」の制度がありません。" | "The insurer \"{name}\" has no scheme."
        => "scheme を書いてください。" | "Write its scheme.";
    /// The name of one body is the id or name of another.
    NAME_TWICE = "E0311" Error:
        "団体の名前「{name}」は {first} の団体も使っています。" | "The name \"{name}\" is also used by the organisation at {first}."
        => "区別できる名前にしてください。" | "Give them different names.";

    /// A layout without groups or items.
    LAYOUT_EMPTY = "E0401" Error:
        "レイアウト {layout} に {part} がありません。" | "The layout {layout} has no {part}."
        => "書き足してください。" | "Add them.";
    /// An item in an element that no group names.
    UNKNOWN_PATH = "E0402" Error:
        "項目 {item} の path「{path}」が groups にありません。" | "The path \"{path}\" of item {item} is not in groups."
        => "groups の path のどれかにしてください。" | "Use a path of groups.";
    /// A key or time item that the layout lacks.
    UNKNOWN_GROUP_ITEM = "E0403" Error:
        "group「{path}」の {use} にある項目 {item} が items にありません。" | "The item {item} in {use} of the group \"{path}\" is not in items."
        => "項目コードを確かめてください。" | "Check the item code.";
    /// Period and point at once.
    PERIOD_AND_POINT = "E0404" Error:
        "group「{path}」に period と point の両方があります。" | "The group \"{path}\" has both period and point."
        => "一方だけにしてください。" | "Keep one of them.";
    /// Names that old XML parsers refuse.
    NAMES_REFUSED = "W0405" Warning:
        "レイアウト {layout} の要素名 {names} は、XML 1.0 第4版までの構文解析器（Java の Xerces、expat など）に拒まれます。"
        | "Parsers of XML 1.0 up to its 4th edition (Xerces, expat) refuse the element names {names} of the layout {layout}."
        => "相手の構文解析器を確かめるか、プロファイルの element-names を item-code にしてください。"
        | "Check the other side's parser, or set element-names to item-code in the profile.";
    /// A name that is no XML name at all.
    NAME_NOT_XML = "E0406" Error:
        "「{name}」は XML の要素名に使えません。" | "\"{name}\" cannot be the name of an XML element."
        => "空白や記号を除いてください。" | "Remove blanks and signs.";
    /// Two outcomes with one code.
    OUTCOME_CODE_TWICE = "E0407" Error:
        "処理結果コード「{code}」を二つの処理結果が使っています。" | "Two outcomes share the code \"{code}\"."
        => "処理結果ごとに違うコードにしてください。" | "Give each outcome its own code.";
    /// Shortest over longest.
    WAITS_BACKWARDS = "E0408" Error:
        "poll-pause-ms の min（{min}）が max（{max}）より大きくなっています。" | "poll-pause-ms has a min ({min}) above its max ({max})."
        => "二つの値を確かめてください。" | "Check both values.";
    /// The profile file is not there.
    PROFILE_MISSING = "E0409" Error:
        "プロファイル {path} がありません。" | "The profile {path} does not exist."
        => "renkei.yaml の profile を直すか、行を消して組込みの値を使ってください。" | "Mend profile in renkei.yaml, or remove the line to use the built-in one.";
    /// Two items with one name in one element.
    ITEM_NAME_TWICE = "E0410" Error:
        "「{name}」という名前の項目が同じ要素に二つあります（もう一つは {first}）。" | "Two items of one element are named \"{name}\" (the other is {first})."
        => "名前を変えてください。" | "Rename one of them.";

    /// An 事務 under two names.
    AFFAIR_NAMED_TWICE = "E0411" Error:
        "事務 {affair} の名称「{name}」が、{first} の「{other}」と違います。" | "The affair {affair} is named \"{name}\" here and \"{other}\" in {first}."
        => "同じ事務なら名称をそろえるか、片方を省いてください。別の事務なら事務コードを直してください。" | "If it is the same affair, write one name or leave one out; if not, mend the code.";
    /// An 事務手続 that stands twice.
    PROCEDURE_TWICE = "E0412" Error:
        "事務 {affair} の事務手続 {procedure} が二つあります（もう一つは {first}）。" | "The procedure {procedure} of the affair {affair} stands twice (the other is {first})."
        => "permits を一つにまとめるか、事務手続コードを直してください。" | "Put permits together in one of them, or mend the code.";
    /// An insurance at a body that insures nobody.
    INSURANCE_OF_OTHERS = "E0506" Error:
        "「{name}」は保険者ではないので、記号番号も枝番もありません。" | "\"{name}\" is not an insurer and has neither insured numbers nor branches."
        => "医療保険者等の副本にだけ書いてください。" | "Write them only for replicas of insurers.";
    /// Two persons whom the insurers' server cannot tell apart.
    INSURANCES_ALIKE = "W0507" Warning:
        "ロールモデル {persona} と {other} の被保険者記号番号「{number}」と枝番「{branch}」が同じです（もう一つは {first}）。" | "Role models {persona} and {other} have the same insured number \"{number}\" and branch \"{branch}\" (the other is {first})."
        => "二人の副本が一人のものとして結合されます。取り違えを試すのでなければ、枝番を分けてください。" | "Their replicas are joined as one person's. Unless a mix-up is what you test, give them different branches.";
    /// Rows of one 副本 that contradict each other.
    PUBLISHED_BACKWARDS = "E0504" Error:
        "「{name}」（{to}）が公開開始（{from}）より前です。" | "\"{name}\" ({to}) is before the first day of publication ({from})."
        => "日付を確かめてください。" | "Check both dates.";
    /// Two rows of one 副本 differ in what it has once.
    REPLICA_CONTRADICTS = "E0501" Error:
        "同じ副本の中で「{name}」が「{value}」と「{other}」に分かれています。" | "One replica says both \"{value}\" and \"{other}\" for \"{name}\"."
        => "同じ副本の行では同じ値にしてください。" | "Rows of one replica must agree.";
    /// Registered by a body that represents nobody.
    NOT_REPRESENTATIVE = "W0502" Warning:
        "「{name}」は代表団体ではありませんが、副本を登録しています。" | "\"{name}\" registers replicas but is no representative."
        => "名指しで照会されるのでなければ、representatives に足してください。" | "Unless cases name it, add it to representatives.";
    /// A 副本 of nothing.
    REPLICA_EMPTY = "W0503" Warning:
        "副本に項目がありません。" | "The replica holds no items."
        => "該当なしを試すのでなければ、項目を書いてください。" | "Unless no data is what you test, write its items.";
    /// A registered value of another type; a test may mean it.
    REPLICA_AGAINST_LAYOUT = "W0504" Warning:
        "副本の「{value}」は {item}（{name}）の型「{kind}」に合いません。" | "The replica's \"{value}\" does not fit {kind}, the type of {item} ({name})."
        => "わざとでなければ、値を直してください。" | "Mend it unless it is meant.";
    /// Two 団体内統合宛名番号 of one person.
    ADDRESSEES_NOT_JOINED = "W0570" Warning:
        "{persona} に団体内統合宛名番号が二つあります（{first} と {number}）。機関別符号は先の番号だけに結び付きます。"
        | "{persona} has two integrated addressee numbers ({first} and {number}); the link code belongs to the first only."
        => "名寄せ漏れを試すのでなければ、一つにまとめてください。" | "Unless missing joins are what you test, make them one.";
    /// A 副本 under a 宛名番号 that nobody has.
    ADDRESS_UNKNOWN = "E0571" Error:
        "宛名番号「{address}」は、この団体の addressees にありません。" | "The addressee number \"{address}\" is not under the body's addressees."
        => "test-groups の addressees に足すか、番号を直してください。" | "Add it to addressees in test-groups, or mend the number.";
    /// A 副本 under another person's 宛名番号.
    ADDRESS_OF_ANOTHER = "W0572" Warning:
        "{persona} の副本が、{owner} の宛名番号「{address}」で登録されています。" | "A replica of {persona} is registered under \"{address}\", an addressee number of {owner}."
        => "紐付け誤りを試すのでなければ、番号を直してください。" | "Unless wrong links are what you test, mend the number.";
    /// A registered value too long; a test may mean it.
    REPLICA_TOO_LONG = "W0505" Warning:
        "副本の「{value}」は {item}（{name}）の桁数 {limit} を超えています（{length} 字）。" | "The replica's \"{value}\" is longer than {item} ({name}) allows: {length} over {limit}."
        => "わざとでなければ、値を直してください。" | "Mend it unless it is meant.";
}
