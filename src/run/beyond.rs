//! What a scenario does to the network that no テストケース can say. What comes back then may be due to it, so a record
//! tells it with the exchange, and no draft of a case is made of that.

use super::world::State;
use crate::feature::{AddresseePhrase, GatewayPhrase, LinkCodePhrase, Phrase, ResidentPhrase};
use crate::model::Lang;

/// Sentences of a scenario that no case can say.
#[derive(Default)]
pub(super) struct Beyond {
    /// The first that changed the network.
    changed: Option<String>,
    /// The last that linked somebody to the person's entry.
    linked: Option<String>,
}

impl State {
    /// Notes a sentence, before it is done.
    pub(super) fn note_beyond(&mut self, phrase: &Phrase, text: &str) {
        let links = matches!(
            phrase,
            Phrase::Resident(ResidentPhrase::Pick(_) | ResidentPhrase::Link | ResidentPhrase::LinkTo(_))
        );
        if links {
            self.beyond.linked = Some(text.to_owned());
        } else if changes_the_network(phrase) && self.beyond.changed.is_none() {
            self.beyond.changed = Some(text.to_owned());
        }
    }

    /// What an exchange of now may be due to: a sentence, or a fault of the project or the command line.
    pub(super) fn beyond_case(&self) -> Option<String> {
        let wrong_link = self.queried_person() != self.said.persona;
        let of_link = self.beyond.linked.as_ref().filter(|_| wrong_link);
        let organisations = &self.context.shared.project.organisations;
        let fault = || self.faults().first().map(|fault| fault.spelling(organisations, Lang::Ja));
        let told = self.beyond.changed.as_ref().or(of_link).cloned().or_else(fault)?;
        Some(self.context.shared.door.message(&told, None).0.into_owned())
    }
}

/// Whether it does to the network what the sheets cannot say of a case.
fn changes_the_network(phrase: &Phrase) -> bool {
    match phrase {
        Phrase::Conduct { .. } | Phrase::Fault(_) => true,
        Phrase::Gateway(phrase) => match phrase {
            GatewayPhrase::Register(_)
            | GatewayPhrase::Delete { .. }
            | GatewayPhrase::Test { .. }
            | GatewayPhrase::Release { .. }
            | GatewayPhrase::Again => true,
            GatewayPhrase::Consent | GatewayPhrase::Undisclosed | GatewayPhrase::Shown | GatewayPhrase::Hidden => false,
        },
        Phrase::LinkCode(phrase) => matches!(phrase, LinkCodePhrase::Missing { .. } | LinkCodePhrase::Cancel),
        Phrase::Addressee(phrase) => matches!(phrase, AddresseePhrase::Set(..) | AddresseePhrase::Change(..)),
        Phrase::BaseDate(_)
        | Phrase::Inquirer { .. }
        | Phrase::Persona(_)
        | Phrase::Query { .. }
        | Phrase::Outcome(_)
        | Phrase::Items(_)
        | Phrase::NoItems
        | Phrase::UnitCount(_)
        | Phrase::Includes(_)
        | Phrase::Excludes(_)
        | Phrase::Xml(_)
        | Phrase::Resident(_)
        | Phrase::Interpretation(_)
        | Phrase::Paper(_)
        | Phrase::Service(_) => false,
    }
}
