//! A provider that leaks: the person's 個人番号 put into an answer, so that a test can see whether it is seen.

use super::content;
use super::envelope::Answer;
use super::tree::{self, Limits};
use crate::model::personal_number::Leak;
use crate::model::profile::ElementNames;
use crate::model::{Entry, Layout, PersonalNumber, Unit, Value};

/// Digits of a number that is cut over items, in each.
const PIECE_DIGITS: usize = 4;

/// Puts a number into an answer as `leak` says: behind the first value of free text, or instead of the first values. An
/// answer without data has no place for one.
pub fn into_answer(answer: &mut Answer, layout: &Layout, names: ElementNames, number: PersonalNumber, leak: Leak) {
    let Some(data) = &mut answer.data else { return };
    if leak == Leak::Envelope {
        data.registered_at = number.spelled(leak);
        return;
    }
    let Ok(root) = tree::parse(&data.body, &Limits::default()) else { return };
    let (mut units, _) = content::read(&root, layout, names);
    into_units(&mut units, layout, number, leak);
    data.body = content::write(&units, layout, names);
}

fn into_units(units: &mut [Unit], layout: &Layout, number: PersonalNumber, leak: Leak) {
    let Some(unit) = units.first_mut() else { return };
    let spelled = number.spelled(leak);
    match leak {
        Leak::Envelope => {}
        Leak::Split => cut_over(&mut unit.head, layout, &spelled),
        Leak::Plain | Leak::Wide | Leak::Grouped | Leak::Kanji | Leak::Hidden => {
            let free = |entry: &&mut Entry| layout.item(entry.item).is_some_and(|item| !item.kind.is_no_free_text());
            if let Some(entry) = unit.head.iter_mut().find(free) {
                let text = match &entry.value {
                    Value::Text(text) => text.as_str(),
                    Value::Null(_) => "",
                };
                entry.value = Value::Text(format!("{text} {spelled}"));
            } else if let Some(entry) = unit.head.first_mut() {
                entry.value = Value::Text(spelled);
            }
        }
    }
}

/// Four digits to an item, in the layout's order; the last one takes what is left.
fn cut_over(entries: &mut [Entry], layout: &Layout, spelled: &str) {
    let place = |entry: &Entry| layout.items.iter().position(|item| item.code == entry.item);
    entries.sort_by_key(place);
    let mut rest = spelled;
    let last = entries.len().min(spelled.len() / PIECE_DIGITS).saturating_sub(1);
    for (index, entry) in entries.iter_mut().enumerate().take(last + 1) {
        let (piece, left) = rest.split_at(if index == last { rest.len() } else { PIECE_DIGITS });
        entry.value = Value::Text(piece.to_owned());
        rest = left;
    }
}
