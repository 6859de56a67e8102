//! Real systems: faults in how they are described (E09xx; numbers are never reused), and what a run says of them.

use crate::model::partner::PemFault;
use crate::model::text::{Text, faults, texts};

/// Why a file is no PEM of the kind wanted.
pub fn pem_fault(fault: PemFault) -> Text {
    match fault {
        PemFault::Lacking => PEM_LACKING,
        PemFault::Broken => PEM_BROKEN,
        PemFault::Locked => PEM_LOCKED,
    }
}

faults! {
    /// Neither provider nor inquirer.
    REAL_NOTHING = "E0901" Error:
        "実在のシステム（real）に url も folder も inquiries もありません。" | "The real system (real) has neither url nor folder nor inquiries."
        => "提供側なら url（ファイル連携なら folder）を、照会側なら inquiries を書いてください。" | "Write url (by files: folder) when it provides, inquiries when it asks.";
    /// No URL that can be used.
    BAD_URL = "E0902" Error:
        "「{value}」は使えるURLではありません。" | "\"{value}\" is no URL that can be used."
        => "http:// または https:// で始め、利用者名・パスワード・? や # を付けずに書いてください（例: https://test.example:8443/api）。"
        | "Begin with http:// or https://, without user, password, ? or # (such as https://test.example:8443/api).";
    /// TLS settings for a plain URL.
    TLS_WITHOUT_HTTPS = "E0903" Error:
        "{key} がありますが、url は https ではありません（{url}）。" | "There is {key}, but the url is not https ({url})."
        => "url を https:// にするか、{key} を消してください。" | "Make the url https://, or remove {key}.";
    /// A PEM file cannot be read.
    PEM_UNREADABLE = "E0904" Error:
        "「{path}」を読めません：{reason}" | "\"{path}\" cannot be read: {reason}"
        => "プロジェクトのフォルダーからの道筋と権限を確かめてください。" | "Check the path (from the project's folder) and who may read it.";
    /// A PEM file is none.
    PEM_WRONG = "E0905" Error:
        "「{path}」は使えるPEMファイルではありません：{why}" | "\"{path}\" is no PEM file that can be used: {why}"
        => "証明書または秘密鍵をPEM形式（-----BEGIN …）で、秘密鍵はパスフレーズなしで用意してください。"
        | "Give certificates or the key as PEM (-----BEGIN …), a key without a passphrase.";
    /// Not exactly one way.
    CREDENTIALS_NOT_ONE = "E0906" Error:
        "credentials には basic・bearer・header のうち一つだけを書きます。" | "credentials takes exactly one of basic, bearer and header."
        => "一つを残し、ほかを消してください。" | "Keep one and remove the others.";
    /// A secret, or a name that no environment variable has.
    BAD_VARIABLE = "E0907" Error:
        "{key} には環境変数の名前を書きます（値そのものは書きません）。" | "{key} takes the name of an environment variable, never the value itself."
        => "英大文字・数字・下線の名前（例: A_KEMPO_TOKEN）を書き、値は実行するときの環境変数に入れてください。もしここに値を書いていたら、その値は変えてください。"
        | "Write a name of capital letters, digits and underscores (such as A_KEMPO_TOKEN) and set the value in the environment. If a value stood here, change it.";
    /// An insurer's provider side is the clearing house's.
    REAL_INSURER = "E0908" Error:
        "「{name}」は機関コードを持たないため、提供側の実在のシステムにできません。" | "\"{name}\" has no institution code of its own, so no real system can provide in its place."
        => "url は支払基金（種別 clearing-house）に書いてください。" | "Write the url at the clearing house.";
    /// Days of the week.
    BAD_DAYS = "E0909" Error:
        "「{value}」は曜日として読めません。" | "\"{value}\" cannot be read as days of the week."
        => "「月～金」「月水金」「毎日」のように書いてください。" | "Write them as in the Japanese examples: from Monday to Friday with the two letters and a wave dash.";
    /// A time of the day.
    BAD_TIME = "E0910" Error:
        "「{value}」は時刻として読めません。" | "\"{value}\" cannot be read as a time."
        => "「9:00」「17:30」「24:00」のように書いてください。" | "Write it like 9:00, 17:30 or 24:00.";
    /// Where the simulated network stands.
    BAD_ADDRESS = "E0911" Error:
        "「{value}」は待ち受けの場所として読めません。" | "\"{value}\" cannot be read as an address to listen at."
        => "「127.0.0.1:8080」のように、IPアドレスとポートを書いてください。" | "Write an IP address and a port, such as 127.0.0.1:8080.";
    /// A variable is not set.
    VARIABLE_MISSING = "E0912" Error:
        "環境変数 {variable} がありません（「{name}」の認証情報）。" | "The environment variable {variable} is not set (credentials of \"{name}\")."
        => "値を環境変数に入れてから、もう一度実行してください。" | "Set it and try again.";
    /// rustls refuses the certificates.
    TLS_REFUSED = "E0913" Error:
        "証明書を使えません：{why}" | "The certificates cannot be used: {why}"
        => "証明書と秘密鍵の組、認証局の証明書を確かめてください。" | "Check that certificate and key belong together, and the certificate authority's.";
    /// A window of no length.
    WINDOW_EMPTY = "E0914" Error:
        "window の from と to が同じです。" | "from and to of the window are the same."
        => "いつでもよければ window を消してください。" | "Remove the window if any hour will do.";
    /// The name of a header.
    BAD_HEADER = "E0915" Error:
        "「{value}」はHTTPヘッダーの名前に使えません。" | "\"{value}\" cannot be the name of an HTTP header."
        => "英数字とハイフンで書いてください（例: X-Api-Key）。" | "Write letters, digits and hyphens (such as X-Api-Key).";
    /// A 機関別符号.
    BAD_LINK_CODE = "E0916" Error:
        "「{value}」は機関別符号に使えません。" | "\"{value}\" cannot be a link code."
        => "英数字とハイフンで、64字までにしてください。12桁の数字は使えません。" | "Use up to 64 letters, digits and hyphens; not twelve digits.";
    /// Two persons under one code.
    LINK_CODE_TWICE = "E0917" Error:
        "機関別符号「{value}」が二人に使われています（先の記載は {first}）。" | "Two persons have the link code \"{value}\" (the first at {first})."
        => "一人に一つの符号を書いてください。" | "Give each person a code of their own.";
    /// Credentials in the clear.
    CREDENTIALS_IN_CLEAR = "W0918" Warning:
        "認証情報が暗号化されずに送られます（{url}）。" | "The credentials are sent without encryption ({url})."
        => "試験用でなければ https を使ってください。" | "Use https unless this is meant.";
    /// TLS settings of the doors without a TLS door.
    DOORS_WITHOUT_TLS = "E0919" Error:
        "doors に {key} がありますが、tls がありません。" | "The doors have {key}, but no tls."
        => "tls: \"127.0.0.1:8443\" のように待ち受けの場所を書いてください。" | "Write where to listen, such as tls: \"127.0.0.1:8443\".";
    /// A command without a word.
    EMPTY_COMMAND = "E0920" Error:
        "start に書くのは wait、{command: …}、{url: …} のどれかです。" | "start takes one of wait, {command: …} and {url: …}."
        => "例: start: {command: [./ask.sh, --fast]}" | "Such as start: {command: [./ask.sh, --fast]}";
    /// A setting of HTTP for a partner that works by files.
    NOT_BY_FILES = "E0921" Error:
        "folder（ファイル連携）のとき、{key} は使えません。" | "With folder (file exchange) {key} means nothing."
        => "folder と {key} のどちらかを消してください。" | "Remove either folder or {key}.";
    /// Files without a folder, or a folder without files.
    TRANSPORT_AND_FOLDER = "E0922" Error:
        "transport の「{value}」と folder の有無が合いません。" | "The transport \"{value}\" and the folder do not go together."
        => "ファイル連携なら folder を書き、transport は file にするか省いてください。" | "For file exchange write folder, and make transport file or leave it out.";
    /// One folder for two.
    FOLDER_TWICE = "E0923" Error:
        "フォルダー「{folder}」が二か所で使われています。" | "The folder \"{folder}\" is used twice."
        => "団体ごと、提供側と照会側ごとに、別のフォルダーにしてください。" | "Give each body, and each of its two sides, a folder of its own.";
    /// No system of that name.
    NO_BACKBONE = "E0930" Error:
        "renkei.yaml の real に書ける「{value}」というシステムはありません。" | "There is no system \"{value}\" that real of renkei.yaml may name."
        => "書けるのは {known} です。団体やサービスの real は、その定義に書いてください。" | "It takes {known}; write the real of a body or service where that is described.";
    /// One system twice.
    BACKBONE_TWICE = "E0931" Error:
        "「{value}」の real が二度あります（先の記載は {first}）。" | "There are two real for \"{value}\" (the first at {first})."
        => "一つにしてください。" | "Keep one.";
}

texts! {
    /// What is missing in a PEM file.
    PEM_LACKING = "その種類の部分がない" | "it has no part of that kind";
    /// A broken PEM file.
    PEM_BROKEN = "途中で切れているか、文字が壊れている" | "it is cut short or damaged";
    /// A locked key.
    PEM_LOCKED = "秘密鍵にパスフレーズが掛かっている" | "the key is locked with a passphrase";
}
