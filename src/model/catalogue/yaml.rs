//! Why a YAML file cannot be read, in the reader's language: the parser's own words are English riddles.

use crate::model::text::{Text, texts};

texts! {
    BRACKET_OPEN = "かっこが閉じられていません" | "a bracket is not closed";
    BRACKET_MISMATCHED = "かっこの開きと閉じの種類が合いません" | "a bracket is closed by one of another kind";
    BRACKET_MISPLACED = "開いていないかっこが閉じられています" | "a bracket is closed that was never opened";
    QUOTE_OPEN = "引用符（\" または '）が閉じられていません" | "a quote (\" or ') is not closed";
    AFTER_QUOTE = "閉じの引用符の後に余分な文字があります" | "something stands after a closing quote";
    ESCAPE = "\" の中の「\\」の使い方が違います（「\\」そのものは「\\\\」と書くか、' で囲みます）" | "a \\ within \" is not understood (write \\\\, or use ')";
    COLON_MISPLACED = "ここには「:」を書けません（「: 」を含む値は引用符で囲み、前の行の終わりと字下げも確かめます）" | "a colon cannot stand here (quote values with \": \" in them; look at the line before, too)";
    COLON_MISSING = "「項目: 値」の「:」がありません" | "the colon of \"key: value\" is missing";
    COLON_BLANK = "「:」の後に空白がありません" | "a blank is missing after the colon";
    DASH_MISPLACED = "ここには並びの「-」を書けません" | "a dash of a list cannot stand here";
    DASH_BLANK = "「-」の後に空白がありません" | "a blank is missing after the dash";
    LIST_INDENT = "並びの字下げが、上の「-」とそろっていません" | "the indentation differs from that of the dashes above";
    MAP_INDENT = "字下げが、上の項目とそろっていません" | "the indentation differs from that of the keys above";
    INDENT = "字下げが違います" | "the indentation is wrong";
    FIRST_CHARACTER = "この字から始まる値は、引用符で囲みます" | "a value that begins with this character must be quoted";
    ALIAS = "「*」や「&」で始まる値は、引用符で囲みます" | "a value that begins with * or & must be quoted";
    TAG = "「!」で始まる値は、引用符で囲みます" | "a value that begins with ! must be quoted";
    DIRECTIVE = "「%」で始まる行は書けません（値なら引用符で囲みます）" | "a line cannot begin with % (quote it if it is a value)";
    FLOW_LIST = "「[ ]」の中で「,」か閉じの「]」がありません" | "a comma or the closing ] is missing";
    FLOW_MAP = "波かっこの中で「,」か閉じの波かっこがありません" | "a comma or the closing brace is missing";
    BLOCK_TEXT = "「|」や「>」の後の書き方が違います" | "what follows | or > is wrong";
    TAB = "タブは使えません（空白で字下げします）" | "tabs are not allowed (indent with blanks)";
    ENDS = "途中で終わっています" | "it ends too early";
    OTHER = "YAML の決まりに合いません" | "it does not follow the rules of YAML";

    LIMIT_DEPTH = "入れ子が深すぎます" | "nested too deeply";
    LIMIT_NODES = "値が多すぎます" | "too many values";
    LIMIT_ALIASES = "「&」と「*」の参照が多すぎます" | "too many anchors and aliases";
    LIMIT_DOCUMENTS = "一つのファイルに「---」で区切った文書が二つ以上あります" | "more than one document, divided by ---, in one file";
    LIMIT_OTHER = "大きすぎます" | "too large";
}

/// What the parser says, by a part of it, and what that means. The first that fits counts.
pub const CAUSES: &[(&str, Text)] = &[
    ("unclosed bracket", BRACKET_OPEN),
    ("mismatched bracket", BRACKET_MISMATCHED),
    ("misplaced bracket", BRACKET_MISPLACED),
    ("unclosed quote", QUOTE_OPEN),
    ("multiline quoted scalar", QUOTE_OPEN),
    ("unexpected document indicator", QUOTE_OPEN),
    ("trailing content after", AFTER_QUOTE),
    ("escape character", ESCAPE),
    ("hexadecimal", ESCAPE),
    ("surrogate", ESCAPE),
    ("':' must be followed", COLON_BLANK),
    ("expected ':'", COLON_MISSING),
    ("simple key", COLON_MISSING),
    ("mapping values are not allowed", COLON_MISPLACED),
    ("mapping keys are not allowed", COLON_MISPLACED),
    ("':'", COLON_MISPLACED),
    ("'-' must be followed", DASH_BLANK),
    ("did not find expected '-'", LIST_INDENT),
    ("block sequence entries", DASH_MISPLACED),
    ("\"-\" is only valid", DASH_MISPLACED),
    ("did not find expected key", MAP_INDENT),
    ("block scalar", BLOCK_TEXT),
    ("unexpected EOF", ENDS),
    ("flow sequence", FLOW_LIST),
    ("flow mapping", FLOW_MAP),
    ("tab", TAB),
    ("invalid indentation", INDENT),
    ("anchor", ALIAS),
    ("alias", ALIAS),
    ("unexpected character", FIRST_CHARACTER),
    ("plain scalar cannot start", FIRST_CHARACTER),
    ("directive", DIRECTIVE),
    ("tag", TAG),
];

/// What a limit of the parser is about, by how its name begins.
pub const LIMITS: &[(&str, Text)] = &[
    ("Depth", LIMIT_DEPTH),
    ("Nodes", LIMIT_NODES),
    ("Events", LIMIT_NODES),
    ("Alias", LIMIT_ALIASES),
    ("Anchors", LIMIT_ALIASES),
    ("Documents", LIMIT_DOCUMENTS),
];
