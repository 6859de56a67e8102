//! What a standing network says of itself.

use crate::model::text::texts;

texts! {
    /// GET /renkei
    MOCK_PATHS = "模擬の情報連携ネットワーク\n\nGET  /renkei/persons.txt     人物ごと・団体ごとの機関別符号（JSON: /renkei/persons）\nGET  /renkei/journal.txt     これまでの通信（JSON: /renkei/journal）\nPOST /renkei/reset           通信の記録と状態を初めに戻す\nPOST /renkei/release         障害「保留」で留め置いた電文を先へ進める\nGET  /renkei/certificate.pem この場で作ったTLSの証明書\n"
        | "The simulated network\n\nGET  /renkei/persons.txt     link codes by person and body (JSON: /renkei/persons)\nGET  /renkei/journal.txt     what was exchanged lately (JSON: /renkei/journal)\nPOST /renkei/reset           back to the beginning: journal and state\nPOST /renkei/release         what a hold keeps goes on\nGET  /renkei/certificate.pem the TLS certificate made for the occasion\n";
    /// A line of the journal about a fault.
    MOCK_FAULT_MET = "障害: {fault}" | "fault: {fault}";
    /// The journal's first line.
    MOCK_JOURNAL = "これまでの通信 {served} 件。うち新しい方の {kept} 件を古い順に示す（残すのは {most} 件まで）" | "{served} calls so far; below the last {kept}, oldest first ({most} are kept at most)";
    /// The journal's second line, if there is anything to say.
    MOCK_EXPOSED = "個人番号の載った電文が {count} 件あった（番号は ＊ に置き換えてある）" | "{count} messages carried a personal number (masked below)";
    /// Below a line of the journal.
    MOCK_CARRIED = "個人番号：{from} からの電文の {places}" | "personal number: in a message from {from}, at {places}";
    /// Between two places.
    MOCK_AND = "、" | ", ";
    /// A place.
    MOCK_IN_BODY = "本文" | "the body";
    /// A place.
    MOCK_IN_URL = "URL" | "the URL";
    /// A place.
    MOCK_IN_STATUS = "HTTPの応答行" | "the HTTP status line";
    /// A place.
    MOCK_IN_FILE_NAME = "ファイル名" | "the file name";
    /// A place.
    MOCK_IN_HEADER = "HTTPヘッダー {name}" | "the HTTP header {name}";
    /// Who has sent it.
    MOCK_CALLER = "接続元のシステム" | "the system that called";
    /// Who has sent it.
    MOCK_SELF = "renkei" | "renkei";
    /// A door that cannot be opened.
    WRITTEN_AT_MOCK = "--plain・--tls か renkei.yaml の doors" | "with --plain, --tls or under doors of renkei.yaml";
    /// Where the addresses of doors are written.
    WRITTEN_AT_RUN = "renkei.yaml の doors（plain、tls）" | "under doors of renkei.yaml (plain, tls)";
    /// The address is taken.
    DOOR_IN_USE = "{address} で待ち受けられません：ほかのプログラム（前に立てた renkei など）が使っています。それを終えるか、別のポートを {written} で指定してください" | "cannot listen at {address}: another program uses it (an earlier renkei, perhaps). End it, or give another port {written}";
    /// A door that cannot be opened.
    DOOR_NOT_HERE = "{address} で待ち受けられません：このコンピューターのアドレスではありません。127.0.0.1、0.0.0.0 か、このコンピューターのIPアドレスを {written} で指定してください" | "cannot listen at {address}: it is no address of this machine. Give 127.0.0.1, 0.0.0.0 or an address of its own {written}";
    /// A door that cannot be opened.
    DOOR_NOT_PERMITTED = "{address} で待ち受けられません：権限がありません。1024 以上のポート（例: 8080、8443）を {written} で指定してください" | "cannot listen at {address}: permission denied. Give a port from 1024 up (such as 8080, 8443) {written}";
    /// A door that cannot be opened.
    DOOR_REFUSED = "{address} で待ち受けられません：{why}。{written} を確かめてください" | "cannot listen at {address}: {why}. Check it {written}";
    /// The certificates of the doors.
    DOORS_TLS = "TLSの待ち受けに証明書を使えません：{why}。renkei.yaml の doors（certificate、key、clients）を確かめてください" | "the certificates of the TLS door cannot be used: {why}. Check doors of renkei.yaml (certificate, key, clients)";
    /// There are more persons.
    MOCK_MORE_PERSONS = "  ほか {more} 人  {url}" | "  and {more} more persons  {url}";
    /// There are more bodies.
    MOCK_MORE_BODIES = "  ほか {more} 団体" | "  and {more} more";
    /// How a person is asked about.
    MOCK_EXAMPLE = "照会の例（テストケース {case}。電文の形は docs/protocol.md、見本は renkei protocol -o フォルダー）\n  POST {path}\n  照会者 {inquirer}　提供者 {provider}\n  人物 {persona}　機関別符号 {code}\n  事務 {affair}　事務手続 {procedure}　特定個人情報 {information}　版 {version}\n  項目 {items}\n  照会条件 {condition}"
        | "An example (case {case}; messages: docs/protocol.md, samples: renkei protocol -o FOLDER)\n  POST {path}\n  inquirer {inquirer}, provider {provider}\n  person {persona}, link code {code}\n  affair {affair}, procedure {procedure}, information {information}, version {version}\n  items {items}\n  condition {condition}";
    /// On the screen, when it happens.
    MOCK_ALARM = "個人番号の載った電文：\n{line}" | "a message carried a personal number:\n{line}";
    /// After so many.
    MOCK_ALARMS_STOP = "個人番号の載った電文がさらにあるが、ここには示さない。{url} を見ること" | "there are more messages with personal numbers; they are not shown here, see {url}";
    /// At the end.
    MOCK_COUNTED = "通信 {served} 件、個人番号の載った電文 {exposed} 件" | "{served} calls, {exposed} messages with a personal number";
}
