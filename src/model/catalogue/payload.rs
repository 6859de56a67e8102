//! What `payload` says.

use crate::model::text::texts;

texts! {
    /// What records compare.
    RECORD_INQUIRER = "情報照会者" | "inquirer";
    /// What records compare.
    RECORD_PROVIDER = "情報提供者" | "provider";
    /// What records compare.
    RECORD_AFFAIR = "事務" | "affair";
    /// What records compare.
    RECORD_PROCEDURE = "事務手続" | "procedure";
    /// What records compare.
    RECORD_INFORMATION = "特定個人情報と版" | "information and version";
    /// What records compare.
    RECORD_ITEMS = "項目" | "items";
    /// What records compare.
    RECORD_CONDITION = "照会条件" | "condition";
    /// What records compare.
    RECORD_DEPARTMENT = "照会者部署" | "department";
    /// What records compare.
    RECORD_OUTCOME = "処理結果" | "outcome";
    /// What records compare.
    RECORD_ITSELF = "記録の有無" | "whether there is a record";
    /// What records compare.
    RECORD_SHOWN = "マイナポータルの表示" | "what the person is shown";
    /// A record is there.
    RECORD_THERE = "あり" | "there";
    /// A field of a real inquirer's query.
    ASKED_AT = "照会電文／{field}" | "query/{field}";
    /// A mark of a query.
    ASKED_CONSENT = "本人同意" | "consent";
    /// A mark of a query.
    ASKED_UNDISCLOSED = "不開示の印" | "mark of non-disclosure";
    /// A mark that is not there.
    ASKED_UNMARKED = "なし" | "none";
    /// The records of one exchange differ.
    RECORDS_DIFFER = "照会者・情報提供ネットワークシステム・提供者の記録" | "the records of inquirer, network and provider";
    /// A rule of a layout: the type.
    RULE_KIND = "{name}（kind: {kind}）" | "{name} (kind: {kind})";
    /// A rule of a layout: the length.
    RULE_LENGTH = "{limit} 字まで（max-length: {limit}）" | "{limit} characters at most (max-length: {limit})";
    /// A rule of a layout: a value must be there.
    RULE_REQUIRED = "空にできない（required: true）" | "must not be blank (required: true)";
    /// A fault of XML with its place.
    XML_FAULT_AT = "{line}行{column}文字目: {what}" | "line {line}, column {column}: {what}";
    /// Limit.
    XML_TOO_LARGE = "XMLが上限の{max}バイトを超えています" | "the XML is larger than the limit of {max} bytes";
    /// Limit.
    XML_TOO_DEEP = "要素の入れ子が上限の{max}段を超えています" | "elements are nested deeper than the limit of {max}";
    /// Limit.
    XML_TOO_MANY_ELEMENTS = "要素が上限の{max}個を超えています" | "there are more elements than the limit of {max}";
    /// Limit.
    XML_TOO_MANY_ATTRIBUTES = "1つの要素の属性が上限の{max}個を超えています"
        | "one element has more attributes than the limit of {max}";
    /// Limit.
    XML_NAME_TOO_LONG = "名前が上限の{max}バイトを超えています" | "a name is longer than the limit of {max} bytes";
    /// Encoding.
    XML_NOT_UTF8 = "UTF-8として読めないバイトがあります" | "there are bytes that are not UTF-8";
    /// Encoding.
    XML_ENCODING = "文字コード「{declared}」のXMLは受け付けません。UTF-8で送ってください"
        | "XML in the encoding \"{declared}\" is not accepted; send UTF-8";
    /// Prolog.
    XML_DECLARATION = "XML宣言は先頭に1つだけ、version=\"1.0\" で書いてください"
        | "an XML declaration must stand once, at the very start, with version=\"1.0\"";
    /// Prolog.
    XML_DTD = "DTD（<!DOCTYPE>）は受け付けません" | "a DTD (<!DOCTYPE>) is not accepted";
    /// Names.
    XML_NAME = "「{name}」はXMLの名前にできません" | "\"{name}\" cannot be a name in XML";
    /// Characters.
    XML_CHARACTER = "XMLに書けない文字 {code} があります" | "there is a character XML cannot carry: {code}";
    /// Characters.
    XML_CDATA_END = "値の中に「]]>」をそのまま書くことはできません" | "\"]]>\" cannot stand in a value as it is";
    /// Characters.
    XML_LESS_THAN = "属性値の中に「<」をそのまま書くことはできません" | "\"<\" cannot stand in an attribute's value as it is";
    /// Attributes.
    XML_ATTRIBUTE = "要素「{element}」の属性の書き方が誤っています" | "the attributes of element \"{element}\" are not well written";
    /// Attributes.
    XML_DUPLICATE_ATTRIBUTE = "属性「{name}」が重複しています" | "attribute \"{name}\" stands twice";
    /// References.
    XML_ENTITY = "実体参照「&{name};」は定義されていません" | "the entity \"&{name};\" is not defined";
    /// References.
    XML_REFERENCE = "参照「{written}」は読めません" | "the reference \"{written}\" cannot be read";
    /// Comments.
    XML_COMMENT = "コメントの中に「--」を書くことはできません" | "\"--\" cannot stand inside a comment";
    /// Processing instructions.
    XML_INSTRUCTION = "処理命令の書き方が誤っています" | "a processing instruction is not well written";
    /// Structure.
    XML_END_TAG = "終了タグは「</{expected}>」のはずですが「</{found}>」です"
        | "the end tag should be \"</{expected}>\" but is \"</{found}>\"";
    /// Structure.
    XML_STRAY_END_TAG = "終了タグ「</{name}>」に対応する開始タグがありません" | "the end tag \"</{name}>\" has no start tag";
    /// Structure.
    XML_UNCLOSED = "要素「{name}」が閉じられていません" | "element \"{name}\" is not closed";
    /// Structure.
    XML_NO_ROOT = "要素がありません" | "there is no element";
    /// Structure.
    XML_SECOND_ROOT = "最上位の要素が2つあります（2つ目は「{name}」）" | "there is a second root element (\"{name}\")";
    /// Structure.
    XML_TEXT_OUTSIDE = "最上位の要素の外に文字があります" | "there is text outside the root element";
    /// Structure.
    XML_MIXED = "要素「{name}」に子要素と文字が混在しています" | "element \"{name}\" holds text beside child elements";
    /// Structure.
    XML_CUT = "XMLが途中で切れているか、「<」で始まる部分が閉じられていません"
        | "the XML is cut off, or markup that begins with \"<\" is not closed";
    /// An envelope's fault with its place.
    ENVELOPE_AT = "{line}行{column}文字目: {what}" | "line {line}, column {column}: {what}";
    /// Envelope.
    ENVELOPE_OTHER = "電文「{expected}」のはずですが「{found}」です" | "the message should be \"{expected}\" but is \"{found}\"";
    /// Envelope.
    ENVELOPE_MISSING = "要素「{name}」がありません" | "element \"{name}\" is missing";
    /// Envelope.
    ENVELOPE_REPEATED = "要素「{name}」が2つあります" | "element \"{name}\" stands twice";
    /// Envelope.
    ENVELOPE_UNKNOWN = "要素「{name}」は電文に定義されていません" | "element \"{name}\" does not belong to the message";
    /// Envelope.
    ENVELOPE_VALUE = "要素「{name}」の値「{value}」は読めません" | "the value \"{value}\" of element \"{name}\" cannot be read";
    /// SOAP.
    SOAP_PREFIX = "「{name}」の接頭辞は宣言されていません" | "the prefix of \"{name}\" is not declared";
    /// SOAP.
    SOAP_NOT_ENVELOPE = "SOAPのEnvelopeのはずですが「{found}」です" | "it should be a SOAP Envelope but is \"{found}\"";
    /// SOAP.
    SOAP_OTHER_EDITION = "Envelopeの名前空間「{found}」は、Content-Typeの示すSOAPの版のものではありません"
        | "the Envelope's namespace \"{found}\" is not that of the SOAP version the Content-Type names";
    /// SOAP.
    SOAP_STRUCTURE = "「{found}」はSOAPのこの位置に置けません" | "\"{found}\" cannot stand here in SOAP";
    /// SOAP.
    SOAP_NO_BODY = "EnvelopeにBodyがありません" | "the Envelope has no Body";
    /// SOAP.
    SOAP_EMPTY = "Bodyに電文がありません" | "the Body holds no message";
    /// SOAP.
    SOAP_MUST_UNDERSTAND = "ヘッダー「{name}」はmustUnderstandですが、扱えません"
        | "the header block \"{name}\" must be understood, and is not";
    /// SOAP.
    SOAP_FOREIGN = "要素「{name}」は名前空間「{expected}」にありません" | "element \"{name}\" is not in the namespace \"{expected}\"";
    /// SOAP.
    SOAP_ACTION = "SOAPActionは「{expected}」か空文字列（\"\"）のはずですが「{found}」です"
        | "SOAPAction should be \"{expected}\" or an empty string, but is \"{found}\"";
    /// Exchange file: a row.
    FILE_BLANK = "「{name}」が空です" | "\"{name}\" is blank";
    /// Exchange file: a row.
    FILE_VALUE = "「{name}」の「{value}」は読めません" | "\"{value}\" of \"{name}\" cannot be read";
    /// Exchange file: a row.
    FILE_NOT_FOR_CONDITION = "照会条件が「{condition}」のとき「{name}」は空にしてください"
        | "\"{name}\" must be blank when the condition is \"{condition}\"";
    /// Exchange file: a row.
    FILE_FIELDS = "{fields}列ありますが、見出しは{headings}列です" | "there are {fields} fields, but {headings} headings";
    /// Exchange file: a row.
    FILE_QUOTE = "引用符（\"）の使い方が誤っています" | "a quote (\") stands where it cannot";
    /// Exchange file: a row.
    FILE_UNCLOSED = "引用符（\"）が閉じていないため、この行から後は読めません"
        | "a quote (\") is not closed, so nothing from this row on can be read";
    /// Exchange file: a row.
    FILE_PRIVATE = "外字 {code} は、ほかの機械では別の字になるため使えません"
        | "the private character {code} would be another one on another machine, so it cannot be used";
    /// Exchange file: a row.
    FILE_CONTROL = "制御文字 {code} が入っています" | "there is a control character {code}";
    /// Exchange file: a row.
    FILE_TWICE = "照会要求番号が{line}行目と同じです" | "the number of the query is the same as in line {line}";
    /// Exchange file: a row.
    FILE_NO_ANSWER = "返ってきたものが電文として読めません：{why}" | "what came back cannot be read as a message: {why}";
    /// Exchange file: a row.
    FILE_NO_LAYOUT = "{version}版のレイアウトがないため、項目に分けられません"
        | "there is no layout of version {version} to tell the items by";
    /// Exchange file: a row.
    FILE_AGAINST_LAYOUT = "回答がレイアウトと合いません：{path}" | "the answer breaks the layout: {path}";
    /// Exchange file: a row.
    FILE_UNWRITABLE = "値に Windows-31J で表せない文字があります：{characters}"
        | "the value has characters that Windows-31J does not have: {characters}";
    /// Exchange file: a row.
    FILE_UNWRITABLE_NEAR = "{code}（Windows-31J にあるのは {near}、{near_code}）" | "{code} (Windows-31J has {near}, {near_code})";
    /// Exchange file: a row.
    FILE_REFUSED = "中間サーバーが受け付けません：{why}（HTTP {status}）" | "the intermediate server refuses it: {why} (HTTP {status})";
    /// Exchange file: a row.
    FILE_TIMED_OUT = "{waited}ミリ秒待ちましたが、回答がありません" | "no answer in {waited} ms";
    /// Exchange file: a row.
    FILE_BENCH = "中間サーバーとつながりません：{why}" | "the intermediate server cannot be reached: {why}";
    /// A result as picked up.
    RESULT_CHARSET = "結果ファイルの文字コードが照会ファイルと違います" | "the result is not written in the characters of the queries";
    /// A result as picked up.
    RESULT_NO_ROW = "結果ファイルに照会要求番号「{request}」の結果がありません" | "the result file says nothing of the query \"{request}\"";
    /// A result as picked up.
    RESULT_ROW = "結果ファイルの{line}行目：{why}" | "line {line} of the result: {why}";
    /// A result as picked up.
    RESULT_DISAGREE = "結果ファイルの{line}行目の「{name}」が、同じ照会の先の行と違います" | "line {line} of the result has another \"{name}\" than the rows before it of the same query";
    /// A result as picked up.
    RESULT_ITEM = "結果ファイルの{line}行目の項目コード「{code}」はレイアウトにありません" | "line {line} of the result: the layout has no item \"{code}\"";
    /// Exchange file: the whole file.
    FILE_EXTENSION = "「{name}」は照会ファイルではありません。名前の終わりを .csv か .xml にしてください"
        | "\"{name}\" is not a file of queries; its name must end with .csv or .xml";
    /// Exchange file: what is no file.
    FILE_IS_FOLDER = "「{name}」はフォルダーなので受け取りません。中の照会ファイルを request の直下に置いてください"
        | "\"{name}\" is a folder and is not taken; lay the files of queries in it straight into request";
    /// Exchange file: what is no file.
    FILE_IS_LINK = "「{name}」は普通のファイルではないので受け取りません（リンクなど）。照会ファイルそのものを request に置いてください"
        | "\"{name}\" is no plain file (but a link, perhaps) and is not taken; lay the file of queries itself into request";
    /// Exchange file: the whole file.
    FILE_TOO_LARGE = "ファイルが上限の{max}バイトを超えています" | "the file is larger than the limit of {max} bytes";
    /// Exchange file: the whole file.
    FILE_BYTES = "{line}行目に、UTF-8 でも Windows-31J でもない文字があります" | "line {line} is neither UTF-8 nor Windows-31J";
    /// Exchange file: the whole file.
    FILE_EMPTY = "照会が1件もありません" | "there is not a single query";
    /// Exchange file: the whole file.
    FILE_HEADINGS_MISSING = "見出しがありません：{names}" | "headings are missing: {names}";
    /// Exchange file: the whole file.
    FILE_HEADING_UNKNOWN = "見出し「{found}」は分かりません" | "the heading \"{found}\" is not known";
    /// Exchange file: the whole file.
    FILE_HEADING_NEAR = "見出し「{found}」は分かりません（「{near}」のことですか？）" | "the heading \"{found}\" is not known (did you mean \"{near}\"?)";
    /// Exchange file: the whole file.
    FILE_HEADING_TWICE = "見出し「{name}」が2つあります" | "the heading \"{name}\" stands twice";
    /// Exchange file: the whole file.
    FILE_HEADING_ROW = "見出しの行の引用符（\"）の使い方が誤っています" | "a quote (\") in the row of headings stands where it cannot";
    /// Exchange file: the whole file.
    FILE_TOO_MANY = "照会が上限の{max}件を超えています" | "there are more queries than the limit of {max}";
}
