//! 照会者, 提供者 and 情報提供ネットワークシステム each write down every exchange (番号法23条): the three must agree.
//!
//! What is compared is what the law has written down: who asked whom, for what, and what came of it. The field list is
//! the deck's query; that a mark of 不開示 on either side hides the exchange from マイナポータル is our assumption.

use std::sync::Arc;

use super::envelope::Query;
use crate::model::Text;
use crate::model::catalogue::payload as words;

/// One party's record of one exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The query as this party saw it.
    pub query: Arc<Query>,
    /// 処理結果 as the code of the wire, once there is one.
    pub outcome: Option<String>,
    /// 不開示 as this party knows it.
    pub undisclosed: bool,
}

/// The records of one 処理通番.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Records {
    /// The inquirer's.
    pub inquirer: Option<Entry>,
    /// The network's own.
    pub network: Option<Entry>,
    /// The provider's.
    pub provider: Option<Entry>,
    /// The provider was notified, so it must have one.
    pub notified: bool,
    /// Whether the provider could read a message is not known: it may have no record.
    pub unreached: bool,
    /// Nothing readable came back, and the outcome is the network's own word.
    pub own_word: bool,
    /// Whether マイナポータル shows the exchange to the person.
    pub shown: bool,
}

/// Parties whose record is not ours to see: a real system keeps its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unseen {
    /// The inquirer is a real system.
    pub inquirer: bool,
    /// The provider is a real system.
    pub provider: bool,
    /// The network is.
    pub network: bool,
}

/// One thing in which the records differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// What differs.
    pub field: Text,
    /// What each party has written; `None`: it has no record.
    pub inquirer: Option<String>,
    /// The network's.
    pub network: Option<String>,
    /// The provider's.
    pub provider: Option<String>,
}

type Field = (Text, fn(&Entry) -> String);

/// What all three must have alike.
const FIELDS: &[Field] = &[
    (words::RECORD_INQUIRER, |entry| entry.query.inquirer.to_string()),
    (words::RECORD_PROVIDER, |entry| entry.query.provider.to_string()),
    (words::RECORD_AFFAIR, |entry| entry.query.affair.to_string()),
    (words::RECORD_PROCEDURE, |entry| entry.query.procedure.to_string()),
    (words::RECORD_INFORMATION, |entry| format!("{} {}", entry.query.information, entry.query.version)),
    (words::RECORD_ITEMS, |entry| crate::payload::envelope::item_list(&entry.query.items)),
    (words::RECORD_CONDITION, |entry| entry.query.condition.to_string()),
    (words::RECORD_DEPARTMENT, |entry| entry.query.department.code.clone()),
];

impl Records {
    /// Everything in which the records differ; empty: they agree.
    pub fn disagreements(&self, unseen: Unseen) -> Vec<Disagreement> {
        let inquirer = self.inquirer.as_ref().filter(|_| !unseen.inquirer);
        let provider = self.provider.as_ref().filter(|_| !unseen.provider);
        let network = self.network.as_ref();
        let mut found = Vec::new();
        let missing = (inquirer.is_none() && !unseen.inquirer)
            || (network.is_none() && !unseen.network)
            || (provider.is_some() != self.notified && !unseen.provider && !self.unreached);
        let mut compare = |field: Text, say: &dyn Fn(&Entry) -> String, provider: Option<&Entry>| {
            let told = [inquirer, network, provider].map(|entry| entry.map(say));
            let mut present = told.iter().flatten();
            let first = present.next();
            if present.any(|other| Some(other) != first) {
                let [inquirer, network, provider] = told;
                found.push(Disagreement { field, inquirer, network, provider });
            }
        };
        for (field, say) in FIELDS {
            compare(*field, say, provider);
        }
        let outcome = |entry: &Entry| entry.outcome.clone().unwrap_or_default();
        // What the network says itself (時間切れ, 提供側停止, 電文不正) the provider need not know.
        compare(words::RECORD_OUTCOME, &outcome, provider.filter(|_| !self.own_word));
        if missing {
            let there = |entry: Option<&Entry>| entry.map(|_| words::RECORD_THERE.ja.to_owned());
            found.push(Disagreement {
                field: words::RECORD_ITSELF,
                inquirer: there(inquirer),
                network: there(network),
                provider: there(provider),
            });
        }
        let hidden = [inquirer, network, provider].into_iter().flatten().any(|entry| entry.undisclosed);
        if hidden == self.shown && network.is_some() {
            let mark = |entry: Option<&Entry>| entry.map(|entry| entry.undisclosed.to_string());
            found.push(Disagreement {
                field: words::RECORD_SHOWN,
                inquirer: mark(inquirer),
                network: Some(self.shown.to_string()),
                provider: mark(provider),
            });
        }
        found
    }
}

#[cfg(test)]
mod tests;
