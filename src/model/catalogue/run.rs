//! What a run says of a trial when differences alone do not tell it.

use crate::model::text::{Text, texts};
use crate::model::verdict::Outcome;

texts! {
    /// Replay.
    SERVICE_NOT_REPLAYED = "本物のサービスとのやりとりは、記録からは再生できません。相手のシステムにつないで実施し直してください" | "what passed with a real service is not played again from a record: run it again with the partner's system";
    /// A 副本 is not taken.
    NOT_REGISTERED = "中間サーバーが副本の登録・削除を受け付けませんでした。団体、版、項目、符号を確かめてください" | "the gateway did not take the registration or deletion: check body, version, items and link code";
    /// Who asks when a provider sees for itself.
    TRIAL_DEPARTMENT = "情報提供テスト" | "provision test";
    /// Nothing is held.
    NOTHING_HELD = "機関コード {code} に、保留中の照会がありません" | "institution {code} holds no query";
    /// A release that finds nothing.
    NOTHING_HELD_BEFORE = "「{place}」の手前に、留め置かれた電文がありません" | "nothing is held before \"{place}\"";
    /// A fault where none can stand.
    REAL_INQUIRER_UNDISTURBED = "照会者がファイルで照会する実在のシステムのときは、その中間サーバーの手前に障害を置けません（通信がないため）" | "no fault can stand before the own gateway of a real inquirer that works by files: there is no wire";
    /// A failure of a scenario with faults.
    DISTURBED = "このシナリオでは障害を起こしています: {faults}" | "faults were asked for in this scenario: {faults}";
    /// A fault of a scenario that never happened.
    FAULT_NOT_MET = "前提の障害「{fault}」が一度も起こっていないので、何も確かめていません。{why}" | "the fault \"{fault}\" of this scenario never happened, so nothing was tried: {why}";
    /// Why not.
    FAULT_PLACE_NOT_PASSED = "そこを通る電文がありません。場所と、文の順番（障害は照会より前に書く）を確かめてください" | "no message passed there; check the place, and that the sentence stands before the query";
    /// Why not.
    FAULT_WITHOUT_EFFECT = "電文は通りましたが、その障害で変わるところがないか、先に書いた障害がすべてに起こりました。種類、往路・復路、回数を確かめてください" | "messages passed, but it had nothing to change in them, or an earlier fault met them all; check kind, way and times";
    /// A party has no record.
    NO_RECORD = "記録なし" | "no record";
    /// What the network has written.
    NETWORK_RECORD = "情報提供ネットワークシステム: {network}" | "network: {network}";
    /// What the parties have written.
    PARTIES_RECORDS = "照会者: {inquirer}、提供者: {provider}" | "inquirer: {inquirer}, provider: {provider}";
    /// The person is shown an exchange.
    SHOWN = "表示される" | "shown";
    /// The person is not shown an exchange.
    HIDDEN = "表示されない" | "not shown";
    /// The name of the outcome in a difference.
    OUTCOME = "処理結果" | "outcome";
    /// The name of the data in a difference.
    DATA = "特定個人情報データ" | "personal data";
    /// A step cannot be read.
    UNKNOWN_STEP = "文を読み取れません: {text}" | "cannot read the sentence: {text}";
    /// A precondition is missing in a scenario.
    INCOMPLETE = "照会の前に「基準日」「照会者」「ロールモデル」の文が必要です" | "the base date, the inquirer and the role model must be given before the query";
    /// A check without a query before it.
    NOT_ASKED = "照会する文（もし）より前に結果は確かめられません" | "nothing was queried before this check";
    /// Nobody can be asked.
    NO_PROVIDER = "照会先「{target}」を決められません: 代表団体の設定（representatives）を確かめてください" | "cannot decide whom to ask for \"{target}\": check the representatives in the project's files";
    /// No layout.
    NO_LAYOUT = "{information} の版 {version} のレイアウトがありません" | "no layout for {information} version {version}";
    /// A named expected file is not in the project.
    NO_FILE = "期待XML「{path}」がプロジェクトにありません" | "the expected XML file \"{path}\" is not in the project";
    /// An expected file is not good XML.
    BAD_FILE = "期待XML「{path}」を読めません: {why}" | "the expected XML file \"{path}\" cannot be read: {why}";
    /// A 宛名番号 that a body does not have.
    NO_ADDRESS = "宛名番号「{address}」が団体内統合宛名システムにありません" | "the addressee number \"{address}\" is not in the body's system";
    /// Two 宛名番号 with two 団体内統合宛名番号.
    ADDRESSEES_APART = "団体内統合宛名番号（名寄せされているはず）" | "integrated addressee numbers (should be one)";
    /// Two 宛名番号 with one 団体内統合宛名番号.
    ADDRESSEES_JOINED = "団体内統合宛名番号（別々のはず）" | "integrated addressee numbers (should be two)";
    /// A draft that nobody has confirmed.
    UNCONFIRMED = "期待項目が未確認です。記録から作ったケースなので、期待項目を確かめ、確認済（confirmed、確認者、確認日）にしてください" | "what it expects is not confirmed: the case was made from a record; check what it expects and mark it as confirmed, by whom and when";
    /// The record holds no such exchange.
    NOT_RECORDED = "再生する記録に、このやりとりがありません" | "the record that is played again holds no such exchange";
    /// The record holds the answer to another query.
    QUERY_CHANGED = "記録した時と照会の内容が違うため、記録の応答は使えません" | "the query is not the one that was recorded, so the recorded answer says nothing of it";
    /// A verdict that is the record's own.
    RECORDED_VERDICT = "記録した実施の判定のままです（応答がないので判定し直せません）: {why}" | "as the recorded run had it (without an answer it cannot be judged anew): {why}";
    /// A trial without an end in the record.
    RECORDED_CUT_OFF = "記録した実施は、このテストケースの途中で止まっています。実施し直して記録してください" | "the recorded run stopped within this case: run it again to record it";
    /// A record of old.
    HISTORY_NOT_RECORDED = "この記録には、やりとり履歴に出たかどうかがありません（書き留める前の版の renkei の記録です）。実施し直して記録してください" | "this record does not tell what was shown to the person (it is of an older renkei): run the case again to record it";
    /// Our bench failed.
    BENCH = "renkei 側の障害: {why}" | "renkei's own bench failed: {why}";
    /// A step of ours panicked.
    PANICKED = "renkei 側の不具合: {why}" | "a defect of renkei: {why}";
    /// The count of units.
    UNIT_COUNT = "返る単位の件数" | "number of units that come back";
    /// An outcome code the profile does not know.
    UNKNOWN_CODE = "処理結果コード「{code}」はプロファイルにありません" | "outcome code \"{code}\" is not in the profile";
    /// The run was stopped while a case waited.
    ABANDONED = "実施が中断されました" | "the run was stopped";
    /// A real inquirer sends nothing.
    INQUIRER_ABSENT = "「{name}」のシステムから照会が {waited} ミリ秒以内に届きません（機関別符号 {code}）。相手団体へ連絡し、送り先と機関別符号を確かめてください" | "no query of \"{name}\" came in {waited} ms (link code {code}): contact the partner; check where it sends to and the link code";
    /// The folder of a real inquirer is not there.
    INQUIRER_FOLDER_MISSING = "「{name}」の照会ファイルを受け取るフォルダーが {waited} ミリ秒待ってもありません（機関別符号 {code} の照会）。real の inquiries の folder と、接続を確かめてください" | "the folder for the files of \"{name}\" is not there after {waited} ms (query under link code {code}): check folder under inquiries of real, and the drive";
    /// A real inquirer drops no file.
    INQUIRER_NO_FILE = "「{name}」の照会ファイルから、待っている照会（機関別符号 {code}）が {waited} ミリ秒以内に届きません。request/ に置かれたか、result/ の結果ファイルにエラーがないかを確かめてください" | "no file of \"{name}\" brought the query waited for (link code {code}) in {waited} ms: check whether one was dropped into request/, and the errors in result/";
    /// A real inquirer sends something else.
    INQUIRER_STRAYED = "「{name}」のシステムから {waited} ミリ秒以内に届いた照会は、待っている機関別符号（{code}）ではありません。相手のシステムの機関別符号を確かめてください" | "the queries of \"{name}\" that came in {waited} ms are not under the link code waited for ({code}): check the link codes of its system";
    /// A real inquirer cannot be started.
    INQUIRER_NOT_STARTED = "「{name}」に照会を始めさせられません（real の start）: {why}" | "\"{name}\" cannot be made to ask (start of real): {why}";
    /// A real sender cannot be started.
    SENDER_NOT_STARTED = "「{name}」に電文を送らせられません（real の start）: {why}" | "\"{name}\" cannot be made to send (start of real): {why}";
    /// A person that is named too late.
    PERSON_SAID_LATE = "ほかのシナリオが同じ人の機関別符号を使っています。ロールモデルの文を、実在のシステムへ送る最初の文より前に書いてください" | "another scenario uses the link code of the same person: write the sentence that names the person before the first one that sends to a real system";
    /// A sentence that would send in a real inquirer's name.
    INQUIRER_IS_REAL = "照会者は実在のシステムなので、renkei は代わりに照会を送りません" | "the inquirer is a real system: renkei sends nothing in its name";
    /// A real inquirer does not come back.
    INQUIRER_NOT_FETCHED = "「{name}」のシステムが結果を取りに来ません" | "the system of \"{name}\" does not fetch the answer";
    /// The bench.
    NO_NETWORK = "模擬ネットワークを立てられません（{why}）" | "the simulated network cannot be set up ({why})";
    /// The bench.
    NO_WORKER = "作業スレッドを始められません（{why}）" | "a worker cannot be started ({why})";
    /// The bench.
    UNREAD_FEATURE = "書き出したシナリオを読み返せません（{why}）" | "a scenario written by renkei cannot be read again ({why})";
    /// The bench.
    WORKER_PANICKED = "作業スレッドが予期せず止まりました" | "a worker panicked";
    /// A part of a message.
    PART_BODY = "本文" | "body";
    /// A part of a message.
    PART_TARGET = "URL" | "URL";
    /// A part of a message.
    PART_STATUS = "HTTPの応答行" | "HTTP status line";
    /// A part of a message.
    PART_FILE_NAME = "ファイル名" | "file name";
    /// A part of a message.
    PART_HEADER = "HTTPヘッダー／{name}" | "HTTP header/{name}";
    /// Hint: data came although no data were expected.
    HINT_NORMAL = "値が返りました。照会条件と基準日、または代表団体の副本の期間を確かめてください" | "data came back: check the condition and base date, or the periods in the representative's replica";
    /// Hint.
    HINT_NO_DATA = "副本はありますが、照会条件に当たる記録がありません。基準日・照会条件・副本の期間を確かめてください" | "there is a replica, but no record falls under the condition: check base date, condition and the replica's periods";
    /// Hint.
    HINT_REPLICA_MISSING = "提供側にこの人のこの情報の副本が登録されていません。代表団体へ登録を依頼してください（test-groups/representatives/）" | "the provider has registered no replica of this information for this person: ask the representative (test-groups/representatives/)";
    /// Hint.
    HINT_LINK_CODE_MISSING = "照会者か提供側が、この人の機関別符号を取得していません。符号の取得を確かめてください" | "the inquirer or the provider holds no good link code for this person: check that it was obtained";
    /// Hint.
    HINT_NOT_PERMITTED = "照会者・事務・事務手続・提供者・特定個人情報・項目の組合せが許可されていません。コードと layouts/ の事務の表を確かめてください" | "this combination of inquirer, affair, procedure, provider, information and items is not permitted: check the codes and the affairs in layouts/";
    /// Hint.
    HINT_MANUAL_HOLD = "提供側が自動応答を止めています。代表団体へ自動応答の可否を確かめてください" | "the provider holds the answer for a person: ask the representative about automatic answers";
    /// Hint.
    HINT_UNDISCLOSED = "提供側で不開示とされています" | "the provider marks the data as not disclosed";
    /// Hint.
    HINT_BAD_INSTITUTION = "機関コードまたは部署コードを確かめてください" | "check the institution and department codes";
    /// Hint.
    HINT_UNKNOWN_INQUIRER = "照会者の機関コード「{code}」の団体がありません。test-groups/ の団体の code を確かめてください" | "there is no organisation with the inquirer's code \"{code}\": check code in test-groups/";
    /// Hint.
    HINT_UNKNOWN_PROVIDER = "提供者の機関コード「{code}」の団体がありません。test-groups/ の団体の code を確かめてください" | "there is no organisation with the provider's code \"{code}\": check code in test-groups/";
    /// Hint.
    HINT_NO_DEPARTMENT = "照会者の部署コードが空です。テストケースの部署コードを書いてください" | "the inquirer's department code is empty: write it in the case";
    /// Hint.
    HINT_UNKNOWN_DEPARTMENT = "機関コード {body} の団体は、部署コード「{code}」（{name}）を届け出ていません。テストケースの部署コードか、団体の departments を直してください" | "the organisation {body} declares no department \"{code}\" ({name}): mend the code in the case, or departments of the organisation";
    /// Hint.
    HINT_CODES_ASKED = "相手が、照会者の機関コード「{inquirer}」、提供者の機関コード「{provider}」、部署コード「{department}」のどれかを知りません。どれが届け出られているかを相手と確かめてください" | "the other side does not know one of the inquirer's code \"{inquirer}\", the provider's code \"{provider}\" and the department \"{department}\": find out with them which is declared";
    /// Hint.
    HINT_VERSION_MISMATCH = "照会の版と副本の版が違います。データ標準レイアウトの版を合わせてください" | "the query and the replica use different layout versions: agree on one";
    /// Hint.
    HINT_MALFORMED = "相手の電文がXMLとして読めないか、照会した項目コードがその版のレイアウトにありません" | "the partner's message is not well-formed XML, or the query asks for an item that this version's layout does not have";
    /// Hint.
    HINT_PROVIDER_DOWN = "提供側のサーバーが停止しています。相手団体へ連絡してください" | "the provider's server is down: contact the partner";
    /// Hint.
    HINT_TIMED_OUT = "提供側が時間内に応答しません。相手団体へ連絡してください" | "the provider did not answer in time: contact the partner";
    /// Hint.
    HINT_DUPLICATE = "同じ照会要求が二度届いています" | "the same request came twice";
    /// Hint.
    HINT_NO_CONSENT = "本人同意がありません" | "the person's consent is missing";
}

/// What to do when an outcome comes that was not expected.
pub fn hint(outcome: Outcome) -> Text {
    match outcome {
        Outcome::Normal => HINT_NORMAL,
        Outcome::NoData => HINT_NO_DATA,
        Outcome::ReplicaMissing => HINT_REPLICA_MISSING,
        Outcome::LinkCodeMissing => HINT_LINK_CODE_MISSING,
        Outcome::NotPermitted => HINT_NOT_PERMITTED,
        Outcome::ManualHold => HINT_MANUAL_HOLD,
        Outcome::Undisclosed => HINT_UNDISCLOSED,
        Outcome::BadInstitution => HINT_BAD_INSTITUTION,
        Outcome::VersionMismatch => HINT_VERSION_MISMATCH,
        Outcome::Malformed => HINT_MALFORMED,
        Outcome::ProviderDown => HINT_PROVIDER_DOWN,
        Outcome::TimedOut => HINT_TIMED_OUT,
        Outcome::Duplicate => HINT_DUPLICATE,
        Outcome::NoConsent => HINT_NO_CONSENT,
    }
}
