//! What is said of the network: whom a case asks and why, and what 区画 give.

use crate::model::text::texts;

texts! {
    /// The case names the provider.
    PROVIDER_NAMED = "テストケースが照会先「{name}」を指定している" | "the case names \"{name}\"";
    /// The representatives of a 制度 behind the clearing house's code.
    PROVIDER_FOR_SCHEME = "制度「{scheme}」の代表団体（{names}）が副本を提供する。電文の機関コードは {institution}（{code}）"
        | "the representatives of scheme \"{scheme}\" ({names}) provide the replicas; the institution code on the wire is that of {institution} ({code})";
    /// A representative that serves a group.
    PROVIDER_FOR_GROUP = "「{name}」が {group} の代表団体である" | "\"{name}\" represents {group}";
    /// A representative that serves everybody.
    PROVIDER_FOR_ALL = "「{name}」が全国共通の代表団体である" | "\"{name}\" represents everybody";
}
