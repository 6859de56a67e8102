//! What `record` says: why a record cannot be written or read, and what was changed in it.

use crate::model::text::texts;

texts! {
    /// Reading or writing failed; `doing` is one of the `DOING_` words.
    IO = "{path} を{doing}できない：{cause}" | "cannot {doing} {path}: {cause}";
    DOING_CREATE = "作成" | "create";
    DOING_READ = "読むことが" | "read";
    DOING_WRITE = "書くことが" | "write";
    DOING_LOCK = "占有" | "lock";
    EXISTS = "{path} には既に記録がある。別の名前にするか、--resume で続ける"
        | "{path} already holds a record; choose another name, or go on with --resume";
    MISSING = "{path} に記録がない。runs/ の下の名前を確かめる" | "{path} holds no record; check the name under runs/";
    LOCKED = "{path} はほかの renkei（プロセス {pid}）が書いている。終わるのを待つ"
        | "{path} is being written by another renkei (process {pid}); wait for it to end";
    NOT_A_RECORD = "{path} は renkei の記録ではない" | "{path} is not a record of renkei";
    NEWER_FORMAT = "{path} は新しい形式（{found}）の記録で、この renkei は形式 {known} まで読める。renkei を更新する"
        | "{path} is a record of a newer format ({found}); this renkei reads up to {known}: update renkei";
    DAMAGED = "{path} は書かれたままではない：{problem}。renkei verify で全体を確かめる"
        | "{path} is not as it was written: {problem}; look at the whole with renkei verify";
    TOO_LARGE = "{path} に書くには大きすぎる（{bytes} バイト、上限 {limit}）"
        | "too large to write to {path} ({bytes} bytes, at most {limit})";
    STOPPED = "{path} への書き込みは先の失敗で止まっている" | "writing to {path} stopped at an earlier failure";
    NO_BODY = "{path} にデータ {hash} がない" | "{path} does not hold the data {hash}";

    BAD_HEADER = "先頭の行が renkei の記録のものではない" | "the first line is not that of a renkei record";
    UNREADABLE = "{line} 行目が読めない" | "line {line} cannot be read";
    CHANGED = "{line} 行目が書き換えられている" | "line {line} was changed";
    REMOVED = "{line} 行目の前の {missing} 行が消えている" | "{missing} line(s) before line {line} are gone";
    OUT_OF_ORDER = "{line} 行目が並び順と違う、または二重にある" | "line {line} is out of order, or there twice";
    UNKNOWN_EVENT = "{line} 行目はこの版の renkei が知らない出来事" | "line {line} is an event this renkei does not know";
    TORN = "最後の行が途中で切れている（{bytes} バイト）"
        | "the last line is cut short ({bytes} bytes)";
    TORN_BODY = "{file} の最後のデータが途中で切れている（{bytes} バイト）"
        | "the last data of {file} are cut short ({bytes} bytes)";
    NOT_ENDED = "{line} 行目で終わっていて、実行の終わりが書かれていない（実行中か、異常終了）" | "it stops after line {line}, without the end of the run (still running, or crashed)";
    CUT_END = "終わりの行が消えている：{known} 行あったはずが {found} 行しかない"
        | "lines at the end are gone: there were {known}, now {found}";
    OTHER_HEAD = "{line} 行目までの連鎖の値が head.json と違う" | "the chain up to line {line} differs from head.json";
    NO_HEAD = "終わった実行なのに head.json がない、または読めない" | "the run has ended, yet head.json is missing or unreadable";
    BODY_MISSING = "{line} 行目の特定個人情報データ {hash} がない" | "the data {hash} of line {line} are missing";
    BODY_CHANGED = "{file} の {offset} バイト目からの特定個人情報データが書き換えられている"
        | "the data at byte {offset} of {file} were changed";
}
