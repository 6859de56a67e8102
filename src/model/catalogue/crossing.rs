//! What a real 情報提供ネットワークシステム has done wrong with a query, and what cannot be looked at where one is real.

use crate::model::text::texts;

texts! {
    /// 処理通番.
    SERIAL = "処理通番" | "serial number";
    /// 機関別符号.
    LINK_CODE = "機関別符号（人の取り違え）" | "link code (another person)";
    /// A query to the provider.
    QUERY = "提供者への照会電文" | "query to the provider";
    /// 特定個人情報データ.
    DATA = "照会結果" | "answer";
    /// 管理情報.
    MANAGEMENT = "管理情報（登録日時、版番号）" | "management data (time, version)";
    /// An element.
    CHANGED_AT = "提供者の回答と違うところ：{path}" | "unlike the provider's answer: {path}";
    /// 処理通番 twice.
    GIVEN_BEFORE = "{serial}（前の照会 {request} に付けた番号）" | "{serial} (given before, to the query {request})";
    /// Data from nowhere.
    NOT_ASKED = "提供者に照会しないまま返した" | "told, and the provider was never asked";
    /// Data from nowhere.
    NOT_PROVIDED = "提供者が読める回答をしていないのに返した" | "told, and the provider gave no answer that can be read";
    /// What the network did wrong.
    AT_NETWORK = "実在の情報提供ネットワークシステムを通った照会または回答が、照会者と提供者で食い違っています（次の違い）" | "what has gone through the real network is not the same for inquirer and provider (the differences say where)";
    /// What the network decides was decided otherwise.
    DECIDED_OTHERWISE = "実在の情報提供ネットワークシステムが、期待と違う判断をしました。照会の可否・機関コード・符号・版を決めるのはそのシステムです（組合せ表と符号の用意を、その担当者に確かめてください）" | "the real network decided otherwise than expected: permission, institutions, link codes and versions are its own to decide (ask those who run it about their tables and codes)";
    /// No answer came back.
    NOT_HANDED_BACK = "実在の情報提供ネットワークシステムから回答が戻りません（処理通番 {serial}、提供者への照会 {asked} 回）。送り先（{doors}/機関コード/answers/照会要求番号）を確かめてください" | "no answer came back from the real network (serial {serial}, the provider was asked {asked} times): check where it sends it (to {doors}/institution/answers/request)";
    /// No number yet.
    NO_SERIAL = "なし" | "none";
    /// やりとり履歴.
    RECORD_UNSEEN = "情報提供ネットワークシステムが実在なので、その記録とマイナポータルの表示は確かめられません" | "the network is real: its record, and what the portal shows, cannot be looked at";
    /// 情報提供テスト.
    NO_TESTS = "情報提供テストは、実在の情報提供ネットワークシステムとは行えません（電文が決まっていません）" | "a provision test cannot be made with a real network: there is no message for it";
    /// 符号.
    OWN_CODES = "情報提供ネットワークシステムが実在なので、符号の取得・取消は行えません（符号は real の link-codes のもの）" | "the network is real: link codes are neither obtained nor cancelled here (they are those of link-codes of real)";
    /// Faults.
    UNDISTURBED = "実在の情報提供ネットワークシステムの前後には障害を起こせません（照会者の中間サーバーの手前だけ）" | "no fault can stand before or behind a real network (only before the inquirer's own gateway)";
    /// Told before the doors open.
    NETWORK_REAL = "情報提供ネットワークシステムは実在のもの（{url}）です。提供者への照会と回答を、次に示す入口で待ちます\n  提供者への照会  POST 入口/機関コード/provisions/処理通番\n  回答            POST 入口/機関コード/answers/照会要求番号\n  ネットワーク側の記録とマイナポータルの表示は確かめません（照会者と提供者の記録を照らし合わせます）"
        | "the network is a real one ({url}); its queries to providers and its answers are waited for at the doors told next\n  queries  POST DOORS/institution/provisions/serial\n  answers  POST DOORS/institution/answers/request\n  its own record and the portal are not looked at (the records of inquirer and provider are compared)";
}
