//! Steps in a body's 団体内統合宛名システム.

use std::rc::Rc;

use super::verdict::{Stop, reason, whole};
use super::world::State;
use crate::feature::AddresseePhrase;
use crate::model::addressee::{AddresseeBook, Relinking, UnknownAddress};
use crate::model::catalogue::run as words;
use crate::model::{InstitutionCode, Lang, RoleModelId};
use crate::payload::DifferenceKind;

fn unknown(address: &UnknownAddress) -> Stop {
    Stop::broken(reason(&words::NO_ADDRESS, &[("address", &address.0)]))
}

impl State {
    /// Does a step in a 団体内統合宛名システム.
    pub(super) fn at_addressees(&mut self, phrase: AddresseePhrase) -> Result<(), Stop> {
        match phrase {
            AddresseePhrase::Named(address) => {
                self.said.address = Some(address);
                Ok(())
            }
            AddresseePhrase::Set(body, change) | AddresseePhrase::Change(body, change) => self.relink(&body, change),
            AddresseePhrase::Same(body, first, second) => self.check_same(&body, &first, &second, true),
            AddresseePhrase::Different(body, first, second) => self.check_same(&body, &first, &second, false),
        }
    }

    /// Only the scenario's own instance of the person sees the change.
    fn relink(&mut self, body: &str, change: Relinking) -> Result<(), Stop> {
        let code = self.body(body)?.code;
        self.book(&code)?.relink(&change).map_err(|address| unknown(&address))?;
        let context = Rc::clone(&self.context);
        if let Some(subject) = &self.subject {
            context.client.relink(subject, &code, change.clone());
        }
        self.said.relinked.push((code, change));
        Ok(())
    }

    /// The system of a body as this scenario has changed it.
    fn book(&self, code: &InstitutionCode) -> Result<AddresseeBook, Stop> {
        let mut book = self.context.client.directory().addressees(code).cloned().unwrap_or_default();
        for (_, change) in self.said.relinked.iter().filter(|(body, _)| body == code) {
            book.relink(change).map_err(|address| unknown(&address))?;
        }
        Ok(book)
    }

    /// Whom the inquirer's business system means by the 宛名番号 it names, if it names one.
    pub(super) fn addressed(&self) -> Result<Option<RoleModelId>, Stop> {
        let Some(address) = &self.said.address else { return Ok(None) };
        let code = self.inquirer()?.code.clone();
        let book = self.book(&code)?;
        book.persona(address).map(|persona| Some(persona.clone())).map_err(|address| unknown(&address))
    }

    fn check_same(&self, body: &str, first: &str, second: &str, wanted: bool) -> Result<(), Stop> {
        let book = self.book(&self.body(body)?.code)?;
        let number = |address: &str| book.number(address).map(str::to_owned).map_err(|address| unknown(&address));
        let (expected, actual) = (number(first)?, number(second)?);
        if (expected == actual) == wanted {
            return Ok(());
        }
        let name = if wanted { words::ADDRESSEES_APART } else { words::ADDRESSEES_JOINED };
        let name = name.pattern(Lang::Ja);
        Err(Stop::failed(vec![whole(DifferenceKind::WrongValue, name, Some(expected), Some(actual))], None))
    }
}
