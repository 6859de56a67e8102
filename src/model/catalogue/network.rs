//! What is said of the network: whom a case asks and why, and what 区画 give.

use crate::model::text::{Lang, Text, texts};

texts! {
    /// The case names the provider.
    PROVIDER_NAMED = "テストケースが照会先「{name}」を指定している" | "the case names \"{name}\"";
    /// The representatives of a 制度 behind the clearing house's code.
    PROVIDER_FOR_SCHEME = "制度「{scheme}」の代表団体（{names}）が副本を提供する。電文の機関コードは {institution}（{code}）"
        | "the representatives of scheme \"{scheme}\" ({names}) provide the replicas; the institution code on the wire is that of {institution} ({code})";
    /// A representative that serves a group.
    PROVIDER_FOR_GROUP = "「{name}」が {group} の代表団体である" | "\"{name}\" represents {group}";
    /// A representative that serves everybody.
    PROVIDER_FOR_ALL = "「{name}」が全国共通の代表団体である" | "\"{name}\" represents everybody";
    /// A door.
    DOOR_INQUIRER = "情報照会者の中間サーバー" | "the inquirer's intermediate server";
    /// A door.
    DOOR_NETWORK = "情報提供ネットワークシステム" | "the information provision network system";
    /// A door.
    DOOR_PROVIDER = "情報提供者の中間サーバー" | "the provider's intermediate server";
    /// A door.
    DOOR_REGISTER = "住基ネット・情報提供サーバー" | "the residents' register and the insurers' collecting server";
    /// A door.
    DOOR_SERVICE = "ネットワークの外のサービス" | "services beside the network";
    /// A route.
    ROUTE_SERVICE = "サービスに電文を送る（電文はJSON）" | "Send a message to a service (as JSON)";
    /// A path.
    PATH_SERVICE = "サービスの識別子" | "the service's id";
    /// A path.
    PATH_MESSAGE = "電文の名前（UTF-8を%で表す）" | "the name of the message (UTF-8, percent-encoded)";
    /// 200 of a service.
    STATUS_REPLY = "サービスの応答（項目の誤りもここで答える）" | "the service's reply (faulty fields are told here, too)";
    /// 400 of a service.
    STATUS_BAD_LETTER = "このJSONではない、または人か日がない" | "no such JSON, or the person or the day is missing";
    /// 404 of a service.
    STATUS_NO_SERVICE = "そのサービス・電文・送信元・人はない" | "no such service, message, sender or person";
    /// What every path may answer.
    OPENAPI_REFUSED = "電文を見る前の断り（405 メソッド、408 本文が遅い、411 本文がない、413 大きすぎる、415 文字コード、503 混雑）。理由を1行目に日本語、2行目に英語で書く"
        | "refused before anybody looked at the message (405 method, 408 body too slow, 411 no body, 413 too large, 415 charset, 503 busy): why, in Japanese on the first line and in English on the second";
    /// A path.
    PATH_INSURER = "保険者コード" | "the insurer's code";
    /// A route.
    ROUTE_REGISTER = "副本を登録する（業務システムから）" | "Register a replica (sent by a business system)";
    /// A route.
    ROUTE_DELETE = "副本を削除する（業務システムから）" | "Delete a replica (sent by a business system)";
    /// A route.
    ROUTE_SEARCH = "本人確認情報を照会する（CS端末から）" | "Search the residents' register (sent by a terminal of a body)";
    /// A route.
    ROUTE_COLLECT = "本人確認情報を照会する（保険者から、情報提供サーバーを通して）" | "Search the residents' register through the collecting server (sent by an insurer)";
    /// A route.
    ROUTE_FETCH = "本人確認情報照会の結果を取りに行く（保険者から）" | "Fetch what a collected search found (sent by an insurer)";
    /// A route.
    ROUTE_GENERATE = "機関別符号を求める" | "Ask for a body's own link code";
    /// A route.
    ROUTE_CANCEL = "ある人の機関別符号をすべて取り消す" | "Withdraw all link codes of a person";
    /// 200.
    STATUS_TOLD = "処理結果" | "what came of it";
    /// 204.
    STATUS_CANCELLED = "取り消した" | "withdrawn";
    /// 403.
    STATUS_NO_INSURER = "保険者ではない" | "no insurer";
    /// 404.
    STATUS_NO_PERSON = "その人はいない" | "no such person";
    /// A path.
    PATH_INSTITUTION = "機関コード" | "institution code";
    /// A path.
    PATH_LINK_CODE = "機関別符号：その団体が持つ、その人の符号" | "the link code that the body holds of the person (機関別符号)";
    /// A route.
    ROUTE_HISTORY = "その人のやりとり履歴を読む（サービスである団体から。マイナポータルに当たる）"
        | "Read the person's history of exchanges (sent by a body that a service is, such as a portal)";
    /// 200 of a history.
    STATUS_HISTORY = "やりとり履歴。不開示のやりとりは載らない" | "the history, without what is not to be shown";
    /// 403 of a history.
    STATUS_NO_PORTAL = "その団体は、本人に見せるサービスではない" | "the body is no service that shows it to the person";
    /// A path.
    PATH_REQUEST = "照会要求番号：照会者が付ける番号" | "the inquirer's own number of the query (照会要求番号)";
    /// A path.
    PATH_SERIAL = "処理通番：情報提供ネットワークシステムが付ける番号" | "the network's number of the exchange (処理通番)";
    /// A route.
    ROUTE_INQUIRE = "照会する（業務システムから）" | "Ask (sent by a business system)";
    /// A route.
    ROUTE_POLL = "回答を取りに行く（業務システムから。SOAPでは 照会結果要求 を POST /{institution}/inquiries に送る）"
        | "Fetch the answer (sent by a business system; in SOAP, POST 照会結果要求 to /{institution}/inquiries)";
    /// A route.
    ROUTE_TEST = "情報提供テスト：自団体が登録した副本が、照会者からどう見えるかを確かめる（記録には残らない）"
        | "Provision test: what an inquirer would get of the body's own registered replicas (nobody records it)";
    /// A route.
    ROUTE_HAND_BACK = "回答を照会者に届ける（情報提供ネットワークシステムから）" | "Hand the answer to the inquirer (sent by the network)";
    /// A route.
    ROUTE_SUBMIT = "照会を取り次ぐ（中間サーバーから）" | "Submit a query (sent by an intermediate server)";
    /// A route.
    ROUTE_PROVIDE_LATER = "自動応答不可とした照会に、あとから回答する（提供者の中間サーバーから）"
        | "Answer a held query later (sent by the provider's intermediate server)";
    /// A route.
    ROUTE_PROVIDE = "情報を求める（情報提供ネットワークシステムから。機関別符号は提供者のもの）"
        | "Ask for information (sent by the network, with the provider's own link code)";
    /// A route.
    ROUTE_RELEASE = "自動応答不可で止まっている照会に、手で回答させる" | "Have a held query answered by hand";
    /// A flag.
    FLAG_WAIT = "回答まで待つ（取りに行けないシステムのため）" | "Wait for the answer in the same exchange, for systems that cannot poll";
    /// The OpenAPI document.
    OPENAPI_TITLE = "renkei の模擬情報連携" | "The simulated network of renkei";
    /// The OpenAPI document.
    OPENAPI_ABOUT = "本物の外部インターフェイス仕様ではない。公開されていない約束ごとはすべて本プロジェクトの仮定である。電文はXML（UTF-8）で、application/xml はそのまま、text/xml と SOAPAction は SOAP 1.1、application/soap+xml は SOAP 1.2 のBodyに入れたもの。SOAPのとき、成功はHTTP 200、失敗はSOAP Faultで、ここに書いた状態コードは <エラー> の <状態コード> に入る。説明は docs/protocol.md。"
        | "Not the real external interface: whatever is not public is this project's assumption. Messages are XML in UTF-8: application/xml as they are, text/xml with a SOAPAction in the Body of SOAP 1.1, application/soap+xml in that of SOAP 1.2. In SOAP success is HTTP 200, a failure is a SOAP Fault, and the statuses written here stand in its detail. See docs/protocol.md.";
    /// The OpenAPI document.
    OPENAPI_SERVER = "renkei mock が待ち受ける所の例" | "An example of where renkei mock listens";
    /// The OpenAPI document.
    OPENAPI_MESSAGE = "電文 {name}。形は docs/protocol.md にある" | "The message {name}; its form stands in docs/protocol.md";
    /// 200 to a message.
    STATUS_ANSWER_WAITED = "回答（wait を付けたとき）" | "the answer (with wait)";
    /// 404.
    STATUS_NOBODY_WAITS = "この照会要求番号を待っている人はいない" | "nobody waits for this number of a query";
    /// 503.
    STATUS_DOWN = "提供者が停止している" | "the provider is down";
    /// 200.
    STATUS_ANSWER = "回答がある" | "the answer";
    /// 202 to a message.
    STATUS_ACCEPTED = "受け付けた" | "taken in";
    /// 202 to a poll.
    STATUS_WAITING = "回答はまだない" | "no answer yet";
    /// 204.
    STATUS_KEPT = "回答を預かった" | "the answer is kept";
    /// 400.
    STATUS_BAD_MESSAGE = "電文として読めない" | "not this message, or none that can be read";
    /// 403.
    STATUS_NOT_YOURS = "電文の情報照会者機関コード（情報提供テストでは情報提供者機関コード）がURLの機関コードと違う" | "the inquirer in the message (the provider, in a provision test) is not the institution in the URL";
    /// 403 to a provision test.
    STATUS_NOT_PROVIDER = "電文の情報提供者機関コードがURLの機関コードと違う" | "the provider in the message is not the institution in the URL";
    /// 404.
    STATUS_UNKNOWN = "この番号や宛先はない（回答は一度だけ渡す）" | "no such number or address (an answer is handed out once)";
    /// 405.
    STATUS_METHOD = "このメソッドは使えない（SOAPはPOSTで送る）" | "this method cannot be used (SOAP is sent by POST)";
    /// 400 to an insurer's search.
    STATUS_INSURER_MISSING = "要素「保険者コード」がありません（情報提供サーバーには保険者コードを付けて送る）" | "the element of the insurer's code is missing: an insurer says who it is";
    /// 408.
    STATUS_SLOW = "電文の本文が時間内に届かない" | "the body of the message did not come in time";
    /// 411.
    STATUS_LENGTH = "本文がない。電文を本文に入れ、Content-Length を付けて送る" | "there is no body: send the message with a Content-Length";
    /// 413.
    STATUS_LARGE = "電文が大きすぎる（4 MiBまで）" | "the message is too large (4 MiB at most)";
    /// 415.
    STATUS_TYPE = "この文字コードは受け付けない。UTF-8で送る（Content-Type の charset）" | "this charset is not taken: send UTF-8 (charset of the content type)";
    /// 431.
    STATUS_HEADERS = "ヘッダーが多すぎるか、大きすぎる" | "too many headers, or too large ones";
    /// 409.
    STATUS_TWICE = "この照会要求番号は使われている" | "this number of a query is in use";
    /// 503.
    STATUS_BUSY = "待っている照会が多すぎる" | "too many queries are waiting";
    /// Any other.
    STATUS_OTHER = "応じられない" | "it cannot be done";
}

/// What an HTTP status says when a message is refused.
pub fn status(status: u16) -> Text {
    match status {
        400 => STATUS_BAD_MESSAGE,
        403 => STATUS_NOT_YOURS,
        404 => STATUS_UNKNOWN,
        405 => STATUS_METHOD,
        408 => STATUS_SLOW,
        409 => STATUS_TWICE,
        411 => STATUS_LENGTH,
        413 => STATUS_LARGE,
        415 => STATUS_TYPE,
        431 => STATUS_HEADERS,
        503 => STATUS_BUSY,
        _ => STATUS_OTHER,
    }
}

/// The same in both languages.
pub fn both(code: u16) -> (String, String) {
    (status(code).say(Lang::Ja, &[]), status(code).say(Lang::En, &[]))
}
