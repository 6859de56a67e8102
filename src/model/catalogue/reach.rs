//! Why a real system gave no answer that can be passed on: what happened on the way to it, in words that say which.

use crate::model::text::{Text, texts};

texts! {
    /// A real provider outside its hours.
    SHUT = "相手のシステムの利用時間外です（real の window）。時間内にもう一度実施してください" | "the partner's system is outside its agreed hours (window of real): try again within them";
    /// Never reached.
    ABSENT = "相手のシステムにつながりません：{why}" | "the partner's system cannot be reached: {why}";
    /// A status that keeps us out.
    NOT_ADMITTED = "相手のシステムが接続を認めません（HTTP {status}）。{hint}" | "the partner's system does not admit us (HTTP {status}): {hint}";
    /// Connected, and no first answer.
    FIRST_LATE = "相手のシステムにつながりましたが、{waited} ミリ秒以内に最初の応答がありません。相手の処理が遅くて当然なら、待ち時間（layouts/profile.yaml の {limit}）を長くしてください" | "the partner's system was reached, but gave no first answer in {waited} ms; if it may take longer, raise {limit} of layouts/profile.yaml";
    /// Late.
    LATE = "相手のシステムが {waited} ミリ秒以内に答えません。相手の処理が遅くて当然なら、待ち時間（layouts/profile.yaml の {limit}）を長くしてください" | "the partner's system did not answer in {waited} ms; if it may take longer, raise {limit} of layouts/profile.yaml";
    /// Connected, and no first answer.
    FIRST_CUT = "相手のシステムにつながりましたが、応答の前に切れました：{why}" | "the partner's system was reached, but the connection broke before an answer: {why}";
    /// Broken off.
    CUT = "相手のシステムとの通信が途中で切れました：{why}" | "the connection to the partner's system broke: {why}";
    /// Reached before, and not now.
    GONE = "相手のシステムに、前は届きましたが、つながらなくなりました：{why}" | "the partner's system answered before and cannot be reached any more: {why}";
    /// A status.
    STATUS = "相手のシステムが HTTP {status} を返しました。{hint}" | "the partner's system answered with HTTP {status}: {hint}";
    /// No 照会結果.
    WRONG = "相手のシステムの応答が照会結果として読めません：{why}" | "the partner's system did not answer with a result: {why}";
    /// A real service answered wrongly.
    NO_REPLY = "相手のシステムの応答が電文への応答として読めません：{why}" | "the partner's system did not answer with a reply to the message: {why}";
    /// Not JSON.
    NOT_JSON = "JSON として読めません（{line} 行 {column} 文字目）" | "it is no JSON (line {line}, character {column})";
    /// JSON with a key that a reply does not have, or lacks, or has twice.
    OTHER_KEY = "項目「{name}」が余分か、足りないか、二つあります（{line} 行 {column} 文字目。応答は result、rows、faulty）" | "\"{name}\" is unknown, missing or there twice (line {line}, character {column}; a reply has result, rows, faulty)";
    /// JSON of another shape.
    OTHER_SHAPE = "応答の形ではありません（{line} 行 {column} 文字目。応答は result、rows、faulty の組で、rows の値はすべて文字）" | "it has not the shape of a reply (line {line}, character {column}): an object of result, rows and faulty, with text for every value in rows";
    /// A result that the message never has.
    OTHER_RESULT = "「{message}」の応答に「{result}」はありません（ある応答：{known}）" | "\"{message}\" has no result \"{result}\" (it has: {known})";
    /// A field that the message does not give.
    EXTRA_FIELD = "項目「{field}」は応答にないはずです" | "the reply has no field \"{field}\"";
    /// A value of another type.
    OTHER_TYPE = "項目「{field}」の値「{value}」は「{kind}」として読めません" | "the value \"{value}\" of the field \"{field}\" cannot be read as \"{kind}\"";
    /// A value that is too long.
    LONG_FIELD = "項目「{field}」の値「{value}」が長すぎます" | "the value \"{value}\" of the field \"{field}\" is too long";
    /// A required field that is not there.
    FIELD_MISSING = "必ず要る項目「{field}」がありません" | "the required field \"{field}\" is missing";
    /// Too many rows.
    ROWS = "一覧が {limit} 行を超えています" | "it has more than {limit} rows";
    /// Another 処理通番.
    OTHER_SERIAL = "処理通番が違います（照会 {serial}、応答 {found}）" | "another serial number (query {serial}, answer {found})";
    /// Another number than the message had.
    OTHER_REQUEST = "番号が違います（送った電文 {wanted}、応答 {found}）" | "another number (sent {wanted}, answered {found})";
    /// A code that the profile does not know.
    UNKNOWN_RESULT = "コード「{code}」は知らない結果です（profile.yaml の表にありません）" | "the code \"{code}\" is no known result (the profile has no such code)";
    /// A receipt without a 処理通番.
    NO_SERIAL = "照会受付に処理通番がありません" | "the receipt tells no serial number";
    /// A result, and another number of persons.
    OTHER_COUNT = "照会結果は「{outcome}」ですが、該当者は {count} 人です" | "the result says \"{outcome}\", and there are {count} persons";
    /// Which of the systems that every body meets it was.
    OF_BACKBONE = "実在の{name}：{why}" | "the real {name}: {why}";
    /// Too long.
    TOO_LONG = "{limit} バイトを超えています" | "it is longer than {limit} bytes";
    /// Not UTF-8.
    NOT_UTF8 = "UTF-8 ではありません" | "it is not UTF-8";
    /// Compressed.
    COMPRESSED = "圧縮されています（gzip など）。renkei は圧縮を求めていないので、圧縮せずに返すよう相手のシステムを直してもらってください" | "it is compressed (gzip, say), although nobody asked for that: have it sent as it is";
    /// A page for people.
    A_PAGE = "HTML のページです（ログイン画面や案内など）。url の書き誤り、認証情報（credentials）、途中のプロキシを確かめてください" | "it is a page of HTML (a login, or a notice): check the url, the credentials and proxies on the way";
    /// Less than there should be.
    CUT_SHORT = "途中で終わっています。相手のシステムが告げた長さ（Content-Length）が本文より短くないかを確かめてもらってください" | "it ends in the middle: have the partner check whether the length it tells (Content-Length) is shorter than the body";
    /// By files: what the result says.
    FAILURE = "結果ファイルのエラー「{why}」" | "the result file says: {why}";
    /// By files: what the query cannot be sent with.
    UNWRITABLE = "照会に、照会ファイルで送れない文字があります：{characters}。部署名などをその文字を使わずに書くか、形式（xml）・文字コード（utf-8）を変えてください" | "the query has characters that a file of queries cannot carry: {characters}. Write it without them, or use another format (xml) or charset (utf-8)";
    /// By files: nothing comes.
    NO_RESULT = "{waited} ミリ秒待っても結果ファイルがありません。相手のシステムが動いているか、フォルダーが同じかを確かめてください" | "no result file within {waited} ms: check that the partner's system runs, and that it watches the same folder";
    /// By files: its folder.
    NO_FOLDER = "フォルダー {path} を使えません（{why}）。場所と権限を相手団体と確かめてください" | "the folder {path} cannot be used ({why}): check place and permissions with the partner";
    /// ECONNREFUSED
    REFUSED = "接続を拒否されました。相手のシステムが動いているか、url のポートを確かめてください" | "the connection was refused: check that the system runs, and the port of the url";
    /// No such name.
    NO_NAME = "url のホスト名が見つかりません。書き誤りと名前解決（DNS）を確かめてください" | "the host name of the url is not known: check its spelling and the name service (DNS)";
    /// Nobody answers the connection.
    NO_CONNECTION = "{waited} ミリ秒以内に接続できません。通信の許可（ファイアウォール）と url を確かめてください" | "no connection within {waited} ms: check firewalls and the url";
    /// EHOSTUNREACH
    NO_ROUTE = "相手のコンピューターまで通信が届きません。回線と通信の許可を確かめてください" | "the other machine cannot be reached over the network: check lines and firewalls";
    /// A URL that is told something.
    ANSWERED = "HTTP {status} を返しました" | "it answered with HTTP {status}";
    /// A server before the system.
    GATEWAY = "手前のサーバーが HTTP {status} を返しました。その先のシステムが動いていません" | "a server before it answered with HTTP {status}: the system behind does not run";
    /// Anything else.
    FAILED = "{why}。url・証明書・通信の許可を確かめてください" | "{why}: check url, certificates and firewalls";
    /// Closed.
    CLOSED = "相手が接続を切りました" | "the other side closed the connection";
    /// What came is no HTTP.
    NO_HTTP = "相手のシステムにつながりましたが、返ってきたものは HTTP ではありません。url のポートが、HTTP で答えるシステムのものかを確かめてください" | "the partner's system was reached, but what came back is no HTTP: check that the port of the url is that of a system which speaks HTTP";
    /// TLS: an authority that nobody here trusts.
    TLS_UNKNOWN_AUTHORITY = "TLS：相手の証明書を発行した認証局を信頼していません。trust に相手の認証局の証明書を書いてください" | "TLS: the authority of the partner's certificate is not trusted: give its certificate as trust";
    /// TLS: expired.
    TLS_EXPIRED = "TLS：相手の証明書の有効期限が切れています。相手に更新を依頼してください" | "TLS: the partner's certificate has expired: ask for a new one";
    /// TLS: not yet valid.
    TLS_NOT_YET = "TLS：相手の証明書がまだ有効になっていません。相手の証明書と、このコンピューターの時計を確かめてください" | "TLS: the partner's certificate is not valid yet: check it, and this machine's clock";
    /// TLS: another name.
    TLS_OTHER_NAME = "TLS：相手の証明書の名前が url のホスト名と違います。url を証明書の名前で書くか、相手に確かめてください" | "TLS: the partner's certificate is for another name than the host of the url: write the url with that name, or ask";
    /// TLS: withdrawn.
    TLS_REVOKED = "TLS：相手の証明書は失効しています。相手に確かめてください" | "TLS: the partner's certificate was revoked: ask the partner";
    /// TLS: any other reason against the certificate.
    TLS_BAD_CERTIFICATE = "TLS：相手の証明書を使えません（{why}）。相手に確かめてください" | "TLS: the partner's certificate cannot be used ({why}): ask the partner";
    /// TLS: it wants ours.
    TLS_CLIENT_MISSING = "TLS：相手がクライアント証明書を求めています。real の client に証明書と秘密鍵を書いてください" | "TLS: the partner wants a client certificate: give certificate and key as client of real";
    /// TLS: ours is of an authority that it does not trust.
    TLS_CLIENT_UNKNOWN = "TLS：相手がこちらのクライアント証明書の認証局を信頼していません。相手に登録された証明書かを確かめてください" | "TLS: the partner does not trust the authority of our client certificate: check that it is the one agreed";
    /// TLS: ours has expired.
    TLS_CLIENT_EXPIRED = "TLS：こちらのクライアント証明書の有効期限が切れています。新しい証明書を client に書いてください" | "TLS: our client certificate has expired: give a new one as client";
    /// TLS: it refuses us.
    TLS_CLIENT_REFUSED = "TLS：相手がこちらのクライアント証明書を断りました（{why}）。相手に登録された証明書かを確かめてください" | "TLS: the partner refuses our client certificate ({why}): check that it is the one agreed";
    /// TLS: closed while it could still refuse us.
    TLS_CLOSED = "TLS：つながりかけて相手が切りました。クライアント証明書（client）が要るか、登録されたものかを確かめてください" | "TLS: the partner closed the connection while it was set up: check whether a client certificate (client) is wanted, and which";
    /// TLS: connected, and nothing comes.
    TLS_SILENT = "TLS：ポートにはつながりますが、TLS の応答がありません。url が https でよいか、そのポートが TLS のものかを確かめてください" | "TLS: the port takes connections, but nothing comes of TLS: check whether the url is https, and whether that port speaks TLS";
    /// TLS: no TLS there.
    TLS_NONE = "TLS：相手は TLS で答えません。url が https でよいか、ポートを確かめてください" | "TLS: what answers there is no TLS: check whether the url is https, and its port";
    /// TLS: no common version or cipher.
    TLS_VERSION = "TLS：双方に共通する TLS の版や暗号がありません（TLS 1.2 か 1.3 が要ります）" | "TLS: no version or cipher in common (TLS 1.2 or 1.3 is needed)";
    /// TLS: any other.
    TLS_FAILED = "TLS：接続できません（{why}）" | "TLS: no connection ({why})";
    /// Hint.
    HINT_CREDENTIALS = "認証情報（credentials）と、相手に登録された接続元かを確かめてください" | "check the credentials, and where the partner lets us come from";
    /// Hint.
    HINT_RATE = "速すぎると言われています。real の rate（per-second、at-once）を下げてください" | "it says we ask too fast: lower the rate of real (per-second, at-once)";
    /// Hint.
    HINT_PATH = "url と、その電文の送り先の道（docs/protocol.md の表）があるかを確かめてください" | "check the url, and that it knows the path of the message (the table in docs/protocol.md)";
    /// Hint.
    HINT_MOVED = "url が移っています。新しい url を書いてください" | "it has moved: write the new url";
    /// Hint.
    HINT_REQUEST = "電文を受け付けません。電文の形式（transport）と相手の記録を確かめてください" | "it does not take the message: check the transport, and the partner's log";
    /// Hint.
    HINT_SERVER = "相手のシステムの中の誤りです。相手に記録の確認を依頼してください" | "an error inside the partner's system: ask the partner to look into its log";
    /// Hint.
    HINT_OTHER = "提供者の照会結果は HTTP 200 で返す決まりです（ほかの電文は docs/protocol.md の表のとおり。ネットワークの照会受付は 202）" | "a provider answers a query with HTTP 200 (other messages: the table in docs/protocol.md; a network's receipt is 202)";
}

/// What to do about a status that is not 200.
pub fn hint(status: u16) -> Text {
    match status {
        401 | 403 | 407 => HINT_CREDENTIALS,
        404 | 405 | 410 => HINT_PATH,
        429 => HINT_RATE,
        300..=399 => HINT_MOVED,
        400..=499 => HINT_REQUEST,
        500..=599 => HINT_SERVER,
        _ => HINT_OTHER,
    }
}
