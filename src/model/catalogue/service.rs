//! Words and faults of services beside the network. E07xx; numbers are never reused.

use crate::model::service::HistoryColumn;
use crate::model::text::{Text, faults, texts};

texts! {
    /// A message at the door of services.
    LETTER_TOO_LONG = "電文が長すぎます（{limit} バイトまで）。" | "The message is too long: {limit} bytes at most.";
    /// A message at the door of services.
    LETTER_UNREAD = "電文を読めません（{line} 行 {column} 文字目）。from（送り手）、person（ロールモデルID）、date（基準日）、fields（項目と値）の組を JSON で書いてください。" | "The message cannot be read (line {line}, character {column}): write a JSON object of from (the sender), person (role model id), date (the base date) and fields (names and values).";
    /// A message at the door of services.
    LETTER_BAD_DATE = "date「{date}」は日付ではありません。2024-06-03 のように書いてください。" | "date \"{date}\" is no day: write it as 2024-06-03.";
    /// A message at the door of services.
    LETTER_NO_DATE = "person を書くときは、date（基準日）も書いてください。" | "With person goes date, the base date.";
    /// A message at the door of services.
    LETTER_NO_TEXT = "fields の「{name}」の値が文字ではありません。引用符で囲んで書いてください。" | "The value of \"{name}\" in fields is no text: write it in quotes.";
    /// A message at the door of services.
    LETTER_NO_PERSON = "ロールモデル「{id}」はありません。person には role-models/ のロールモデルIDを書いてください（renkei mock では /renkei/persons.txt に一覧があります）。" | "There is no role model \"{id}\": write a role model id of role-models/ as person (renkei mock lists them at /renkei/persons.txt).";
    /// A message at the door of services.
    LETTER_UNKNOWN = "「{what}」はありません。URL はサービスの id と電文の名前、from は 本人、サービスか団体の名前か id、person はこの実施の人のロールモデルIDで書いてください（services/ の YAML にあります）。" | "There is no \"{what}\": the URL holds the service's id and the message's name, from is 本人 or a service or body by name or id, person the role model id of the person at hand (see the YAML in services/).";
    /// A message at the door of services.
    LETTER_WANTS_PERSON = "この電文は情報照会や履歴につながるので、person（ロールモデルID）と date（基準日）が要ります。" | "This message leads to the network: it needs person (role model id) and date (the base date).";
    /// やりとり履歴 of nobody.
    HISTORY_NO_BODY = "機関コード {code} の団体はありません。サービスが名乗る団体の機関コードを書いてください。" | "There is no body {code}: write the institution code of the body that the service is.";
    /// やりとり履歴 for nobody.
    HISTORY_NO_PORTAL = "機関コード {code} の団体にやりとり履歴は見せません。見られるのは、サービスが名乗る団体（services/ の organisation）だけです。" | "No history is shown to body {code}: only to one that a service is (organisation in services/).";
    /// やりとり履歴 under an unknown code.
    HISTORY_NO_CODE = "機関コード {code} の団体に、その機関別符号の人はいません。電文の link_code か、renkei mock の /renkei/persons.txt の符号を書いてください。" | "Body {code} knows nobody by this link code: use link_code of the message, or a code of /renkei/persons.txt of renkei mock.";
    /// The sender of a message that comes from the person.
    PERSON = "本人" | "the person";
    /// The name of the scenario's 基準日 among a message's names.
    BASE_DATE = "基準日" | "base date";
    /// The name of the sender among a message's names.
    SENDER = "送信元" | "sender";
    /// The message came from somebody who may not send it.
    REFUSED_SENDER = "送信元不可" | "sender not allowed";
    /// A field of the message is missing, unknown or of another type.
    BAD_FIELDS = "項目不備" | "bad fields";
    /// The store is full.
    STORE_FULL = "登録数超過" | "too many records";
    /// A column of やりとり履歴.
    HISTORY_SERIAL = "処理通番" | "serial number";
    /// A column of やりとり履歴.
    HISTORY_INQUIRER = "照会者" | "inquirer";
    /// A column of やりとり履歴.
    HISTORY_PROVIDER = "提供者" | "provider";
    /// A column of やりとり履歴.
    HISTORY_AFFAIR = "事務" | "affair";
    /// A column of やりとり履歴.
    HISTORY_INFORMATION = "特定個人情報" | "information";
    /// A column of やりとり履歴.
    HISTORY_OUTCOME = "処理結果" | "outcome";
    /// What the answer of a service is called in a difference.
    REPLY = "応答" | "reply";
    /// What a list in an answer is called in a difference.
    LISTED = "応答の一覧" | "list of the reply";
    /// What the records of a service are called in a difference.
    RECORDS = "{service}の記録" | "records of {service}";
    /// A reply is checked before any message was sent.
    NOT_SENT = "電文を送る文（もし）より前に応答は確かめられません" | "no message was sent before this check";
    /// A service is not in the project; checked before the run.
    NO_SERVICE = "サービス「{name}」がプロジェクトにありません" | "the service \"{name}\" is not in the project";
    /// A message is not in the project; checked before the run.
    NO_MESSAGE = "「{service}」は電文「{name}」を受けません" | "\"{service}\" takes no message \"{name}\"";
    /// A message needs the person and the day.
    INCOMPLETE = "この電文を送る前に「基準日」と「ロールモデル」の文が必要です" | "the base date and the role model must be given before this message";
    /// Records that the scenario writes down do not fit; most of it is checked before the run.
    BAD_RECORD = "「{service}」の記録にできない項目があります：{fields}" | "\"{service}\" cannot keep these fields: {fields}";
    /// A fault of a real system in a service's place.
    OF_SERVICE = "「{service}」：{why}" | "\"{service}\": {why}";
    /// What a real system keeps.
    RECORDS_UNSEEN = "「{service}」は実在のシステムなので、その記録は renkei から見えません。応答で確かめるか、相手のシステムで確かめてください" | "\"{service}\" is a real system: renkei cannot see its records; check its replies, or look into it";
    /// A real sender sends nothing.
    SENDER_ABSENT = "「{name}」のシステムから「{service}」への電文「{message}」が {waited} ミリ秒以内に届きません。相手へ連絡し、送り先と from を確かめてください" | "no message \"{message}\" to \"{service}\" came from \"{name}\" in {waited} ms: contact the partner; check where it sends to, and its from";
    /// A real sender sends something else.
    SENDER_STRAYED = "「{name}」のシステムから {waited} ミリ秒以内に届いたのは「{service}」への「{message}」ではありません（最後に届いたもの：{other}）。送り先と電文の名前を確かめてください" | "what came from \"{name}\" in {waited} ms is not \"{message}\" to \"{service}\" (the last was: {other}): check where it sends to and the message's name";
    /// The service could not take some fields.
    HINT_FIELDS = "「{service}」が受け取れなかった項目：{fields}。不足、型、桁数を確かめてください" | "\"{service}\" could not take these fields: {fields}; see whether they are missing, of another type or too long";
    /// Another result than expected, with what the service answered.
    HINT_RESULT = "「{service}」は「{message}」に「{result}」と応答しました。送った項目、前に送った電文、登録されている記録を確かめてください" | "\"{service}\" answered \"{message}\" with \"{result}\": check the fields sent, the messages before it and the records kept";
    /// A result that comes from what the network answered.
    HINT_ASKED = "「{service}」は情報提供ネットワークシステムから処理結果「{outcome}」を受けました" | "\"{service}\" was told \"{outcome}\" by the network";
}

/// Results that any service may give by itself.
pub const OWN_RESULTS: [Text; 3] = [REFUSED_SENDER, BAD_FIELDS, STORE_FULL];

/// The name of a column of やりとり履歴.
pub fn history_column(column: HistoryColumn) -> Text {
    match column {
        HistoryColumn::Serial => HISTORY_SERIAL,
        HistoryColumn::Inquirer => HISTORY_INQUIRER,
        HistoryColumn::Provider => HISTORY_PROVIDER,
        HistoryColumn::Affair => HISTORY_AFFAIR,
        HistoryColumn::Information => HISTORY_INFORMATION,
        HistoryColumn::Outcome => HISTORY_OUTCOME,
    }
}

faults! {
    /// A service that nobody declared.
    UNKNOWN_SERVICE = "E0701" Error:
        "サービス「{value}」がありません。" | "There is no service \"{value}\"."
        => "services/ に足すか、名前を直してください。" | "Declare it in services/, or mend the name.";
    /// A message that the service does not take.
    UNKNOWN_MESSAGE = "E0702" Error:
        "「{service}」は電文「{value}」を受けません。" | "\"{service}\" takes no message \"{value}\"."
        => "受ける電文：{known}" | "Messages it takes: {known}";
    /// A field that the message, answer or record does not have.
    UNKNOWN_FIELD = "E0703" Error:
        "「{of}」に項目「{value}」はありません。" | "\"{of}\" has no field \"{value}\"."
        => "ある項目：{known}" | "Fields it has: {known}";
    /// A name that nothing before has given.
    UNKNOWN_NAME = "E0704" Error:
        "「{value}」という名前の値は、ここまでにありません。" | "No value has the name \"{value}\" up to here."
        => "使える名前：{known}。そのままの文字を書くなら「」で囲んでください。" | "Names to use: {known}. Put a text that stands for itself into 「」.";
    /// A result that the other message never gives.
    UNKNOWN_RESULT = "E0705" Error:
        "「{message}」の応答は「{value}」になりません。" | "\"{message}\" is never answered with \"{value}\"."
        => "応答になりうるもの：{known}" | "Its results: {known}";
    /// A value of one type for a field of another.
    TYPES_DIFFER = "E0706" Error:
        "{name} は「{from}」で、{field} は「{to}」です。" | "{name} is of the type \"{from}\", {field} of \"{to}\"."
        => "型の合う値にするか、型を直してください。" | "Give a value of that type, or mend the type.";
    /// A literal that is not of its field's type.
    TEXT_AGAINST_TYPE = "E0707" Error:
        "{text} は {field} の型「{to}」に合いません。" | "{text} does not fit {field}, whose type is \"{to}\"."
        => "値か型を直してください。" | "Mend the value or the type.";
    /// A message that leads back to itself.
    MESSAGES_IN_CIRCLE = "E0708" Error:
        "電文の送り先が一回りして戻ります：{circle}" | "The messages lead round in a circle: {circle}"
        => "どれか一つの send を消してください。" | "Remove one of the sends.";
    /// Too many of something.
    TOO_MANY = "E0709" Error:
        "「{name}」が多すぎます（{limit} まで）。" | "Too many in \"{name}\" (at most {limit})."
        => "サービスか電文を分けてください。" | "Divide the service or the message.";
    /// One name for two things.
    NAME_TWICE = "E0710" Error:
        "「{value}」は {first} にもあります。" | "\"{value}\" also stands at {first}."
        => "別の名前にしてください。" | "Give it another name.";
    /// An entry of `does` that is not one action.
    ONE_ACTION = "E0711" Error:
        "does の一つの行に書ける動作は一つです。" | "An entry of does holds exactly one action."
        => "使える動作：{known}" | "Known actions: {known}";
    /// No answer at the end.
    NO_ANSWER = "E0712" Error:
        "電文「{message}」の最後が answer ではありません。" | "The message \"{message}\" does not end with answer."
        => "最後に answer を書き、途中の answer は消してください。" | "Put answer at the end, and nowhere else.";
    /// Records without a store.
    NO_STORE = "E0713" Error:
        "「{service}」には記録（store）がありません。" | "\"{service}\" keeps no records (store)."
        => "store に key と fields を書いてください。" | "Write its store, with key and fields.";
    /// A record without its whole key.
    KEY_INCOMPLETE = "E0714" Error:
        "記録の鍵「{field}」がありません。" | "The field \"{field}\" of the record's key is missing."
        => "put の values に足してください。" | "Add it to the values of put.";
    /// A required field that is not given.
    REQUIRED_MISSING = "E0715" Error:
        "「{of}」に必ず要る項目「{field}」がありません。" | "The required field \"{field}\" of \"{of}\" is missing."
        => "項目を足してください。" | "Add it.";
    /// Both fields and rows, or neither rows nor names for what was found.
    FIELDS_AND_ROWS = "E0716" Error:
        "answer に fields と rows の両方があります。" | "The answer has both fields and rows."
        => "一方だけにしてください。" | "Keep one of them.";
    /// A service that asks but is no body of the network.
    NO_BODY = "E0717" Error:
        "「{service}」は情報照会しますが、団体（organisation）が書かれていません。" | "\"{service}\" queries the network but names no organisation."
        => "organisation を書くか、ask に inquirer を書いてください。" | "Write its organisation, or an inquirer in ask.";
    /// A combination that no procedure permits.
    NOT_PERMITTED = "W0718" Warning:
        "事務手続 {procedure} では、この照会者とこの提供者の間で {information} を照会できません。" | "The procedure {procedure} does not permit this inquirer to ask this provider for {information}."
        => "照会不許可を試すのでなければ、layouts の permits を確かめてください。" | "Unless the refusal is what you test, check permits in layouts.";
    /// A sender that the message does not know.
    SENDER_NOT_ALLOWED = "W0719" Warning:
        "「{sender}」は「{message}」を送れません。応答は「{result}」になります。" | "\"{sender}\" may not send \"{message}\"; the reply will be \"{result}\"."
        => "それを試すのでなければ、送り手か、電文の from を直してください。" | "Unless that is what you test, mend the sender, or from of the message.";
    /// A sender that is neither the person nor a service nor a body.
    UNKNOWN_SENDER = "E0720" Error:
        "「{value}」は、本人でもサービスでも団体でもありません。" | "\"{value}\" is neither the person, a service nor an organisation."
        => "「本人」か、services/ または test-groups/ の名前を書いてください。" | "Write 「本人」, or a name from services/ or test-groups/.";
    /// A reply is expected before any message.
    REPLY_BEFORE_MESSAGE = "E0721" Error:
        "電文を送る文より前に、応答の文があります：{written}" | "A reply is expected before any message: {written}"
        => "「もし …から…へ「…」を次のとおり送る」の後に移してください。" | "Move it below the sentence that sends a message.";
    /// A table without rows where there must be some.
    ROWS_MISSING = "E0722" Error:
        "表に見出しの行しかありません。" | "The table has only its headings."
        => "行を足してください。一つもないことを確かめるには、そのための文を使ってください。" | "Add rows; to expect none, use the sentence for it.";
    /// A message without fields that is sent with a table, or the other way round.
    TABLE_OR_NOT = "E0723" Error:
        "電文「{message}」に必ず要る項目があります：{fields}" | "The message \"{message}\" needs fields: {fields}"
        => "「…を次のとおり送る」と書き、項目の表を付けてください。" | "Use the sentence with a table and give them.";
    /// A service has no messages and no senders.
    SILENT_NAME = "E0724" Error:
        "サービス「{value}」の名前は {first} の団体と同じですが、その団体ではありません。" | "The service \"{value}\" has the name of the organisation at {first} but is not that organisation."
        => "organisation にその団体を書くか、別の名前にしてください。" | "Name that organisation in organisation, or give it another name.";
    /// A url where nothing is ever sent.
    REAL_SENDER = "E0725" Error:
        "「{name}」は電文を受けないので、実在のシステムの url に送るものがありません。" | "\"{name}\" takes no messages: there is nothing to send to the url of its real system."
        => "送るだけのサービスなら url の代わりに inquiries を書いてください。" | "A service that only sends takes inquiries in place of url.";
}
