//! What the operating system refuses, in the reader's language: its own words are English and stand in no sentence.

use std::io;

use crate::model::text::{Lang, Text, texts};

texts! {
    /// ENOENT
    NOT_FOUND = "見つかりません" | "not found";
    /// EACCES, EPERM
    NOT_PERMITTED = "権限がありません" | "permission denied";
    /// EEXIST
    EXISTS = "すでにあります" | "it exists already";
    /// ENOSPC
    DISK_FULL = "ディスクがいっぱいです" | "the disk is full";
    /// EDQUOT
    QUOTA_FULL = "利用できるディスクの割当てを使い切りました" | "the disk quota is used up";
    /// EFBIG
    TOO_LARGE = "ファイルが大きすぎます" | "the file is too large";
    /// EROFS
    READ_ONLY = "書き込めない場所（読取り専用）です" | "the file system is read-only";
    /// ENOTDIR
    NO_FOLDER = "フォルダーではありません" | "it is no folder";
    /// EISDIR
    IS_FOLDER = "フォルダーです（ファイルではありません）" | "it is a folder, not a file";
    /// ENAMETOOLONG
    BAD_NAME = "名前が長すぎるか、使えない字があります" | "the name is too long or cannot be used";
    /// EADDRINUSE
    ADDRESS_IN_USE = "ほかのプログラムが使っています" | "another program uses it";
    /// EADDRNOTAVAIL
    ADDRESS_NOT_HERE = "このコンピューターのアドレスではありません" | "it is no address of this machine";
    /// ECONNREFUSED
    REFUSED = "接続を拒否されました（待ち受けていません）" | "the connection was refused (nothing listens there)";
    /// ECONNRESET
    RESET = "相手が接続を切りました" | "the other side closed the connection";
    /// ETIMEDOUT
    TIMED_OUT = "時間切れです" | "it took too long";
    /// EHOSTUNREACH
    NO_ROUTE = "相手のコンピューターまで通信が届きません" | "the other machine cannot be reached over the network";
    /// An end that came too soon.
    ENDS_EARLY = "途中で終わっています" | "it ends too early";
    /// Bytes that are no text.
    NO_TEXT = "文字として読めません" | "it cannot be read as text";
    /// ENOMEM
    NO_MEMORY = "メモリーが足りません" | "there is too little memory";
    /// EMFILE
    TOO_MANY_OPEN = "同時に開けるファイル・接続の数を超えました" | "too many files and connections are open at once";
    /// EIO
    DEVICE = "ディスクなどの装置が誤りを返しました" | "a device, such as the disk, has failed";
    /// Any other.
    OTHER = "OSが断りました（番号 {number}）" | "the operating system refuses (number {number})";
    /// Not the operating system's.
    UNKNOWN = "読み書きに失敗しました" | "reading or writing failed";
}

/// Too many open files: of the system and of the process, on Unix.
const TOO_MANY: [i32; 2] = [23, 24];
/// A device failed, on Unix.
const IO: i32 = 5;

/// What the operating system refused, in words.
pub fn say(error: &io::Error, lang: Lang) -> String {
    use io::ErrorKind as Kind;
    let text: &Text = match error.kind() {
        Kind::NotFound => &NOT_FOUND,
        Kind::PermissionDenied => &NOT_PERMITTED,
        Kind::AlreadyExists => &EXISTS,
        Kind::StorageFull => &DISK_FULL,
        Kind::QuotaExceeded => &QUOTA_FULL,
        Kind::FileTooLarge => &TOO_LARGE,
        Kind::ReadOnlyFilesystem => &READ_ONLY,
        Kind::NotADirectory => &NO_FOLDER,
        Kind::IsADirectory => &IS_FOLDER,
        Kind::InvalidFilename => &BAD_NAME,
        Kind::AddrInUse => &ADDRESS_IN_USE,
        Kind::AddrNotAvailable => &ADDRESS_NOT_HERE,
        Kind::ConnectionRefused => &REFUSED,
        Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe | Kind::NotConnected => &RESET,
        Kind::TimedOut => &TIMED_OUT,
        Kind::HostUnreachable | Kind::NetworkUnreachable | Kind::NetworkDown => &NO_ROUTE,
        Kind::UnexpectedEof => &ENDS_EARLY,
        Kind::InvalidData => &NO_TEXT,
        Kind::OutOfMemory => &NO_MEMORY,
        _ => match error.raw_os_error() {
            Some(number) if TOO_MANY.contains(&number) => &TOO_MANY_OPEN,
            Some(IO) => &DEVICE,
            Some(number) => return OTHER.say(lang, &[("number", &number)]),
            None => &UNKNOWN,
        },
    };
    text.say(lang, &[])
}

/// The same in both languages, Japanese first.
pub fn both(error: &io::Error) -> (String, String) {
    (say(error, Lang::Ja), say(error, Lang::En))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_often_has_words_of_its_own_and_the_rest_a_number() {
        for (number, ja) in [
            (1, "権限がありません"),
            (2, "見つかりません"),
            (5, "ディスクなどの装置が誤りを返しました"),
            (13, "権限がありません"),
            (20, "フォルダーではありません"),
            (24, "同時に開けるファイル・接続の数を超えました"),
            (28, "ディスクがいっぱいです"),
            (30, "書き込めない場所（読取り専用）です"),
            (71, "OSが断りました（番号 71）"),
            (98, "ほかのプログラムが使っています"),
            (99, "このコンピューターのアドレスではありません"),
            (111, "接続を拒否されました（待ち受けていません）"),
            (113, "相手のコンピューターまで通信が届きません"),
        ] {
            assert_eq!(say(&io::Error::from_raw_os_error(number), Lang::Ja), ja, "{number}");
        }
        assert_eq!(both(&io::Error::other("something")).1, "reading or writing failed");
    }
}
