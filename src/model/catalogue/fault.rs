//! Words of the faults one may ask for by name, and what is wrong with how one was asked for.

use crate::model::fault::{Charset, CrashState, CutPoint, FaultKind, FaultPlace, Way};
use crate::model::text::{Text, faults};

faults! {
    /// No such fault.
    UNKNOWN_FAULT = "E0801" Error: "知らない障害です: 「{written}」" | "Unknown fault: \"{written}\"" => "使える障害: {known}" | "Known faults: {known}";
    /// What stands between the parentheses.
    BAD_PARAMETER = "E0802" Error: "障害「{name}」に「{written}」は指定できません" | "The fault \"{name}\" does not take \"{written}\"" => "書き方の例: {example}" | "Write it like: {example}";
    /// Beyond a limit.
    OUT_OF_RANGE = "E0803" Error: "障害「{name}」の「{written}」は {least} から {most} までにしてください" | "\"{written}\" of the fault \"{name}\" must lie between {least} and {most}" => "書き方の例: {example}" | "Write it like: {example}";
    /// No such place.
    UNKNOWN_PLACE = "E0804" Error: "障害を置く場所が分かりません: 「{written}」" | "Unknown place for a fault: \"{written}\"" => "団体の名称か識別子、または {known} を書いてください" | "Write a name or an id of an organisation, or one of {known}";
    /// An argument without its two parts.
    BAD_ARGUMENT = "E0805" Error: "障害の指定が読めません: 「{written}」" | "Not a fault: \"{written}\"" => "「場所=障害」または「場所=障害×回数」と書いてください。例: {example}" | "Write place=fault or place=fault×count, such as {example}";
    /// A fault that can do nothing at its place.
    POINTLESS = "E0806" Error: "「{place}」の手前では「{name}」は起こりません" | "\"{name}\" cannot happen before \"{place}\"" => "{why}。別の障害か別の場所にしてください" | "{why}: choose another fault or another place";
    /// A release without a hold.
    NOTHING_HELD = "E0807" Error: "「{place}」の手前には「保留」がないので、解除できません" | "Nothing is held before \"{place}\", so nothing can be released" => "前提に、その場所の「保留」を書いてください" | "Set a hold (保留) at that place first";
    /// A case that is none.
    UNKNOWN_CASE = "E0808" Error: "テストケース「{value}」がありません" | "There is no case \"{value}\"" => "cases を書かなければ、すべてのテストケースで起こります" | "Without cases the fault happens in every case";
}

/// Why a fault cannot show at a place.
pub const NO_VERSION_THERE: Text =
    Text { ja: "その電文には版番号がありません", en: "The messages there carry no version" };
/// See [`NO_VERSION_THERE`].
pub const ONE_BY_ONE_THERE: Text = Text {
    ja: "住基ネットへの照会は一つずつ送られるので、追い越す電文がありません",
    en: "Searches are sent one by one, so none can overtake another",
};
/// See [`NO_VERSION_THERE`].
pub const NO_REPLY_THERE: Text = Text {
    ja: "そこで運ばれるのは往路の電文（回答）で、復路の受付には本文がありません。XML破損（往路）のように往路と書けるものは書いてください",
    en: "What is carried there is the request (the answer to the query), and its receipt has no body; write corrupt-xml(request) and the like where the fault takes it",
};

/// The word of a fault, without its parameters.
pub fn kind(kind: &FaultKind) -> Text {
    let (ja, en) = match kind {
        FaultKind::Refuse => ("接続拒否", "refuse"),
        FaultKind::Delay { .. } => ("遅延", "delay"),
        FaultKind::Hold => ("保留", "hold"),
        FaultKind::Partition => ("遮断", "partition"),
        FaultKind::Cut(_) => ("切断", "cut"),
        FaultKind::Truncate(_) => ("末尾欠落", "truncate"),
        FaultKind::Repeat { .. } => ("重複", "repeat"),
        FaultKind::Reorder { .. } => ("順序入替え", "reorder"),
        FaultKind::Drip { .. } => ("低速", "drip"),
        FaultKind::WrongCharset(..) => ("文字コード違い", "wrong-charset"),
        FaultKind::WrongLength { .. } => ("長さ違い", "wrong-length"),
        FaultKind::CorruptXml(_) => ("XML破損", "corrupt-xml"),
        FaultKind::StaleVersion { .. } => ("古い版", "stale-version"),
        FaultKind::ExpiredCertificate => ("証明書期限切れ", "expired-certificate"),
        FaultKind::ServerError(_) => ("エラー応答", "server-error"),
        FaultKind::Crash { .. } => ("再起動", "crash"),
    };
    Text { ja, en }
}

/// Further ways in which people write the word of a fault.
pub fn kind_aliases(kind: &FaultKind) -> &'static [&'static str] {
    match kind {
        FaultKind::Refuse => &["拒否", "接続の拒否"],
        FaultKind::Partition => &["分断", "ネットワーク分断"],
        FaultKind::Truncate(_) => &["末尾の欠落", "途中まで"],
        FaultKind::Repeat { .. } => &["重複送信", "繰り返し", "duplicate"],
        FaultKind::Reorder { .. } => &["順序入れ替え", "順序の入替え", "順序の入れ替え", "追い越し"],
        FaultKind::Drip { .. } => &["少しずつ", "slow-drip"],
        FaultKind::WrongCharset(..) => &["文字コードの違い", "文字化け", "charset"],
        FaultKind::WrongLength { .. } => &["長さの違い", "length"],
        FaultKind::CorruptXml(_) => &["XMLの破損", "電文破損", "corrupt"],
        FaultKind::StaleVersion { .. } => &["旧版", "stale"],
        FaultKind::ExpiredCertificate => &["証明書の期限切れ", "期限切れ証明書", "expired"],
        FaultKind::ServerError(_) => &["5xx", "サーバーエラー"],
        FaultKind::Crash { .. } => &["停止と再起動", "restart"],
        FaultKind::Delay { .. } | FaultKind::Hold | FaultKind::Cut(_) => &[],
    }
}

/// What a fault does, in one sentence.
pub fn about(kind: &FaultKind) -> Text {
    let (ja, en) = match kind {
        FaultKind::Refuse => ("接続できない。", "No connection can be made."),
        FaultKind::Delay { .. } => (
            "電文が遅れて届く。「±」の後は揺らぎの幅。",
            "The message comes late; after ± stands how much that varies.",
        ),
        FaultKind::Hold => ("解除するまで電文を留め置く。", "The message waits until it is released."),
        FaultKind::Partition => ("何を送っても何も返らない。", "Whatever is sent, nothing comes back."),
        FaultKind::Cut(_) => (
            "相手は処理を終えるが、応答の本文の前または途中で接続が切れる。",
            "The far side does its work, and the connection breaks before or within the body of its reply.",
        ),
        FaultKind::Truncate(_) => (
            "電文の後ろ半分がない。長さの表示は残った分に合っている。",
            "The second half of the message is missing; its length is told as what is left.",
        ),
        FaultKind::Repeat { .. } => (
            "同じ電文がその回数だけ届き、最後の応答だけが返る（最初の応答が失われて送り直したとき）。",
            "The same message arrives so many times, and only the last reply comes back (as when the first was lost and it is sent again).",
        ),
        FaultKind::Reorder { .. } => (
            "次の電文に追い越される。書いた時間のうちに次が来なければ、そのまま届く。",
            "The next message overtakes it; if none comes within that time, it goes on.",
        ),
        FaultKind::Drip { .. } => (
            "応答が少しずつ届く。何バイトを何ミリ秒ごとに送るか。",
            "The reply comes in small pieces: so many bytes every so many milliseconds.",
        ),
        FaultKind::WrongCharset(..) => (
            "UTF-8 と言いながら、別の文字コードで書かれている。",
            "The message says UTF-8 and is written in another character code.",
        ),
        FaultKind::WrongLength { .. } => (
            "応答の長さの表示が、実際より多い（+）か少ない（-）。",
            "The reply says that it is longer (+) or shorter (-) than it is.",
        ),
        FaultKind::CorruptXml(_) => ("XML の終了タグが壊れている。", "An end tag of the XML is broken."),
        FaultKind::StaleVersion { .. } => (
            "特定個人情報の版番号が古い。書かなければ一つ前の版。",
            "The layout version told is an old one; unless written, the one before.",
        ),
        FaultKind::ExpiredCertificate => {
            ("TLS のサーバー証明書の期限が切れている。", "The server's TLS certificate has expired.")
        }
        FaultKind::ServerError(_) => {
            ("HTTP の 5xx が返り、電文は届かない。", "HTTP 5xx comes back, and the message does not arrive.")
        }
        FaultKind::Crash { .. } => (
            "電文を受け取った直後に停止し、書いた時間の後に再起動する。そのとき預かっていた照会と回答を、保持しているか失っているか。",
            "Stops right after it took the message, and restarts after that time; the queries and answers it held are kept or lost.",
        ),
    };
    Text { ja, en }
}

/// The word of a place; a body has its own name.
pub fn place(place: &FaultPlace) -> Option<Text> {
    let (ja, en) = match place {
        FaultPlace::Organisation(_) => return None,
        FaultPlace::OwnGateway => ("照会者の中間サーバー", "own-gateway"),
        FaultPlace::HandBack => ("回答の受取口", "hand-back"),
        FaultPlace::Nws => ("情報提供ネットワークシステム", "nws"),
        FaultPlace::MunicipalInterface => ("自治体インターフェイスシステム", "municipal-interface"),
        FaultPlace::InsurersInterface => ("医療保険者インターフェイスシステム", "insurers-interface"),
        FaultPlace::ResidentNetwork => ("住基ネット", "juki-net"),
    };
    Some(Text { ja, en })
}

/// Further ways in which people write a place.
pub fn place_aliases(place: &FaultPlace) -> &'static [&'static str] {
    match place {
        FaultPlace::Organisation(_) => &[],
        FaultPlace::OwnGateway => &["中間サーバー", "自団体の中間サーバー", "照会側の中間サーバー"],
        FaultPlace::HandBack => &["回答の引渡し", "回答の返送", "照会者の中間サーバーの受取口"],
        FaultPlace::Nws => &["情報提供NWS", "ネットワーク"],
        FaultPlace::MunicipalInterface => &["自治体のインターフェイスシステム", "自治体インタフェースシステム"],
        FaultPlace::InsurersInterface => &[
            "医療保険者等のインターフェイスシステム",
            "医療保険者等インターフェイスシステム",
            "医療保険者インタフェースシステム",
        ],
        FaultPlace::ResidentNetwork => &["住民基本台帳ネットワークシステム", "住民基本台帳ネットワーク"],
    }
}

/// Where a connection breaks.
pub fn cut_point(point: CutPoint) -> Text {
    match point {
        CutPoint::BeforeBody => Text { ja: "本文の前", en: "before-body" },
        CutPoint::MidBody => Text { ja: "本文の途中", en: "mid-body" },
    }
}

/// Which of the two messages is meant.
pub fn way(way: Way) -> Text {
    match way {
        Way::Request => Text { ja: "往路", en: "request" },
        Way::Reply => Text { ja: "復路", en: "reply" },
    }
}

/// What becomes of what an institution held.
pub fn crash_state(state: CrashState) -> Text {
    match state {
        CrashState::Kept => Text { ja: "状態を保持", en: "kept" },
        CrashState::Lost => Text { ja: "状態を消失", en: "lost" },
    }
}

/// The name of a character code.
pub fn charset(charset: Charset) -> Text {
    let name = match charset {
        Charset::Windows31J => "Windows-31J",
        Charset::Utf16 => "UTF-16",
    };
    Text { ja: name, en: name }
}

/// Milliseconds, behind a number.
pub const MILLISECONDS: Text = Text { ja: "ミリ秒", en: "ms" };
/// Bytes, behind a number.
pub const BYTES: Text = Text { ja: "バイト", en: " bytes" };
/// Times, behind a number.
pub const TIMES: Text = Text { ja: "回", en: " times" };
/// Around and between parameters: open, between, close.
pub const PARENTHESES: [Text; 3] =
    [Text { ja: "（", en: "(" }, Text { ja: "、", en: ", " }, Text { ja: "）", en: ")" }];
/// Units that are read behind a number, in half width: milliseconds and how many each stands for, bytes, times.
pub const TIME_UNITS: &[(&str, u32)] = &[("ミリ秒", 1), ("ms", 1), ("秒", 1_000), ("s", 1_000)];
/// See [`TIME_UNITS`].
pub const BYTE_UNITS: &[&str] = &["バイト", "bytes", "byte"];
/// See [`TIME_UNITS`].
pub const COUNT_UNITS: &[&str] = &["回だけ", "回", "times"];
/// Before a version.
pub const VERSION_MARKS: &[&str] = &["版", "version"];
