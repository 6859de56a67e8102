//! What a standing network says of itself.

use crate::model::text::texts;

texts! {
    /// GET /renkei
    MOCK_PATHS = "模擬の情報連携ネットワーク\n\nGET  /renkei/persons.txt     人物ごと・団体ごとの機関別符号（JSON: /renkei/persons）\nGET  /renkei/journal.txt     これまでの通信（JSON: /renkei/journal）\nPOST /renkei/reset           通信の記録と状態を初めに戻す\nPOST /renkei/release         障害「保留」で留め置いた電文を先へ進める\nGET  /renkei/certificate.pem この場で作ったTLSの証明書\n"
        | "The simulated network\n\nGET  /renkei/persons.txt     link codes by person and body (JSON: /renkei/persons)\nGET  /renkei/journal.txt     what was exchanged lately (JSON: /renkei/journal)\nPOST /renkei/reset           back to the beginning: journal and state\nPOST /renkei/release         what a hold keeps goes on\nGET  /renkei/certificate.pem the TLS certificate made for the occasion\n";
    /// A line of the journal about a fault.
    MOCK_FAULT_MET = "障害: {fault}" | "fault: {fault}";
    /// The journal's first line.
    MOCK_JOURNAL = "これまでの通信 {served} 件（新しいものから {kept} 件まで保存、古い順）" | "{served} calls so far (the last {kept}, oldest first)";
}
