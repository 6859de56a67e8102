//! 団体内統合宛名システム: the numbers by which the systems inside one body know a person, and what they lead to.
//!
//! A business system knows a person by its own 宛名番号, the body as a whole by one 団体内統合宛名番号, to which the
//! 個人番号 is linked. The 中間サーバー knows only the 団体内統合宛名番号 and the 機関別符号 got for it. Two 宛名番号 of one person
//! must be joined (名寄せ): else the 機関別符号 leads to one of them only, and half of the data is not found. A 宛名番号 joined
//! to another person's (紐付け誤り) gives that person's data to whoever asks.

use super::date::to_half_width;
use super::diagnostic::Place;
use super::organisation::OrganisationId;
use super::persona::RoleModelId;
use super::replica::Replica;

/// One line of a body's 団体内統合宛名システム.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// Whose system.
    pub organisation: OrganisationId,
    /// 団体内統合宛名番号.
    pub number: String,
    /// The person whose 個人番号 is linked to it.
    pub persona: RoleModelId,
    /// 宛名番号 that are joined under it.
    pub addresses: Vec<String>,
    /// Where it is written.
    pub place: Place,
}

/// 団体内統合宛名システム of one body, as it is at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddresseeBook {
    lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    number: String,
    persona: RoleModelId,
    addresses: Vec<String>,
    /// The 機関別符号 of the person was got for this line; of two lines of one person, for the first.
    linked: bool,
}

/// A change of what belongs together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relinking {
    /// 名寄せ: everything under the second 宛名番号's 団体内統合宛名番号 comes under the first's.
    Join(String, String),
    /// The second 宛名番号 gets a 団体内統合宛名番号 of its own, without a 機関別符号.
    Part(String, String),
    /// 紐付け誤り: the first 宛名番号 comes under the 団体内統合宛名番号 of the second.
    Misjoin(String, String),
}

impl Relinking {
    /// The same in half width, as numbers are kept.
    fn plain(&self) -> Self {
        let plain = |address: &String| to_half_width(address.trim());
        match self {
            Self::Join(first, second) => Self::Join(plain(first), plain(second)),
            Self::Part(first, second) => Self::Part(plain(first), plain(second)),
            Self::Misjoin(first, second) => Self::Misjoin(plain(first), plain(second)),
        }
    }
}

/// A 宛名番号 that a body's system does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownAddress(pub String);

impl AddresseeBook {
    /// The lines of one body.
    pub fn of<'a>(lines: impl IntoIterator<Item = &'a Addressee>) -> Self {
        let mut book = Self::default();
        for line in lines {
            let linked = book.lines.iter().all(|known| known.persona != line.persona);
            let (number, persona) = (line.number.clone(), line.persona.clone());
            book.lines.push(Line { number, persona, addresses: line.addresses.clone(), linked });
        }
        book
    }

    /// Whether the body's system is not told at all.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    fn at(&self, address: &str) -> Result<usize, UnknownAddress> {
        let plain = to_half_width(address.trim());
        let found = self.lines.iter().position(|line| line.addresses.contains(&plain));
        found.ok_or_else(|| UnknownAddress(address.to_owned()))
    }

    /// 団体内統合宛名番号 of a 宛名番号.
    pub fn number(&self, address: &str) -> Result<&str, UnknownAddress> {
        self.at(address).map(|line| self.lines[line].number.as_str())
    }

    /// The person whose 個人番号, and so whose 機関別符号, a 宛名番号 leads to.
    pub fn persona(&self, address: &str) -> Result<&RoleModelId, UnknownAddress> {
        self.at(address).map(|line| &self.lines[line].persona)
    }

    /// Changes what belongs together.
    pub fn relink(&mut self, change: &Relinking) -> Result<(), UnknownAddress> {
        match &change.plain() {
            Relinking::Join(keep, other) => {
                let (keep, other) = (self.at(keep)?, self.at(other)?);
                if keep != other {
                    let (addresses, linked) = (self.lines[other].addresses.clone(), self.lines[other].linked);
                    let same = self.lines[keep].persona == self.lines[other].persona;
                    let line = &mut self.lines[keep];
                    line.addresses.extend(addresses);
                    line.linked |= linked && same;
                    self.lines.remove(other);
                }
            }
            Relinking::Part(from, address) => {
                self.at(from)?;
                let line = self.at(address)?;
                self.lines[line].addresses.retain(|known| known != address);
                let persona = self.lines[line].persona.clone();
                // A number that no line has: two lines never share one.
                let number = format!("{}/{address}", self.lines[line].number);
                self.lines.push(Line { number, persona, addresses: vec![address.clone()], linked: false });
            }
            Relinking::Misjoin(address, to) => {
                let (from, to) = (self.at(address)?, self.at(to)?);
                self.lines[from].addresses.retain(|known| known != address);
                self.lines[to].addresses.push(address.clone());
            }
        }
        Ok(())
    }

    /// The 宛名番号 that the 機関別符号 of a person leads to; `None`: the body's system says nothing of the person.
    pub fn addresses(&self, persona: &RoleModelId) -> Option<&[String]> {
        let line = self.lines.iter().find(|line| line.linked && line.persona == *persona)?;
        Some(&line.addresses)
    }

    /// Whether a 機関別符号 of a person leads to a 副本 of this body. A 副本 that names no 宛名番号 is its person's, and so is
    /// everything of a person of whom the system says nothing.
    pub fn leads_to(&self, persona: &RoleModelId, replica: &Replica) -> bool {
        match (&replica.terms.addressee, self.addresses(persona)) {
            (Some(address), Some(addresses)) => addresses.contains(address),
            (Some(address), None) => replica.persona == *persona && self.at(address).is_err(),
            (None, _) => replica.persona == *persona,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: &str, persona: &str, addresses: &[&str]) -> Addressee {
        Addressee {
            organisation: "e-shi".into(),
            number: number.to_owned(),
            persona: persona.into(),
            addresses: addresses.iter().map(|address| (*address).to_owned()).collect(),
            place: Place::Nowhere,
        }
    }

    fn replica(persona: &str, address: Option<&str>) -> Replica {
        let addressee = address.map(str::to_owned);
        let terms = crate::model::replica::Terms { addressee, ..crate::model::replica::Terms::default() };
        Replica {
            organisation: "e-shi".into(),
            persona: persona.into(),
            information: crate::model::InformationCode(101),
            version: "4.0".into(),
            automatic: true,
            provisional: false,
            terms,
            units: Vec::new(),
            place: Place::Nowhere,
        }
    }

    fn book() -> AddresseeBook {
        AddresseeBook::of(&[line("1", "X", &["T1", "F1"]), line("2", "Y", &["T2"]), line("3", "Y", &["F2"])])
    }

    /// Which of five 副本 a person's 機関別符号 leads to.
    fn found(book: &AddresseeBook, persona: &str) -> String {
        let all = [
            ("X", Some("T1")),
            ("X", Some("F1")),
            ("Y", Some("T2")),
            ("Y", Some("F2")),
            ("Y", None),
            ("Z", Some("T9")),
        ];
        let there = all.iter().filter(|(owner, address)| book.leads_to(&persona.into(), &replica(owner, *address)));
        there.map(|(owner, address)| format!("{owner}{}", address.unwrap_or("-"))).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_link_code_leads_to_what_is_joined() {
        let join = |a: &str, b: &str| Relinking::Join(a.into(), b.into());
        let part = |a: &str, b: &str| Relinking::Part(a.into(), b.into());
        let misjoin = |a: &str, b: &str| Relinking::Misjoin(a.into(), b.into());
        for (changes, of_x, of_y) in [
            (vec![], "XT1 XF1", "YT2 Y-"),
            (vec![join("T2", "F2")], "XT1 XF1", "YT2 YF2 Y-"),
            (vec![join("F2", "T2")], "XT1 XF1", "YT2 YF2 Y-"),
            (vec![join("T1", "F1")], "XT1 XF1", "YT2 Y-"),
            (vec![part("T1", "F1")], "XT1", "YT2 Y-"),
            (vec![part("T1", "F1"), join("F1", "T1")], "XT1 XF1", "YT2 Y-"),
            (vec![misjoin("T2", "T1")], "XT1 XF1 YT2", "Y-"),
            (vec![misjoin("F1", "T2")], "XT1", "XF1 YT2 Y-"),
            (vec![join("T1", "T2")], "XT1 XF1 YT2", "Y-"),
        ] {
            let mut book = book();
            for change in &changes {
                book.relink(change).unwrap();
            }
            assert_eq!([found(&book, "X"), found(&book, "Y")], [of_x, of_y], "{changes:?}");
        }
        assert_eq!(found(&book(), "Z"), "ZT9", "nothing is said of Z");
        assert_eq!(book().relink(&join("T1", "T7")), Err(UnknownAddress("T7".into())));
        assert_eq!(book().persona("F2").unwrap(), &RoleModelId::from("Y"));
        assert_eq!(book().number("F2"), Ok("3"));
    }
}
