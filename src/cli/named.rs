//! Whom a name on the command line means: a body by its name, its id, or a part of a name that is no other's.

use super::screen::Screen;
use crate::feature;
use crate::model::catalogue::cli as words;
use crate::model::date::to_half_width;
use crate::model::diagnostic::nearest;
use crate::model::{Organisation, Project};

/// Bodies named that a name may mean.
const NAMED_MAX: usize = 5;
/// A shorter part of a name is a slip of the finger.
const PART_CHARACTERS_MIN: usize = 2;

/// Why a name means no single body.
pub(super) enum Unnamed<'p> {
    /// It is a part of the names of so many.
    Several(Vec<&'p Organisation>),
    /// It is nobody's.
    Nobody,
}

/// The body that is meant, full or half width: by its id or whole name, or by a part of its name alone (支払基金).
pub(super) fn body<'p>(project: &'p Project, written: &str) -> Result<&'p Organisation, Unnamed<'p>> {
    if let Some(known) = feature::organisation(project, written) {
        return Ok(known);
    }
    let part = to_half_width(written.trim());
    if part.chars().count() < PART_CHARACTERS_MIN {
        return Err(Unnamed::Nobody);
    }
    let holds = |known: &&Organisation| to_half_width(&known.name).contains(&part);
    let meant: Vec<&Organisation> = project.organisations.iter().filter(holds).collect();
    match meant.as_slice() {
        [] => Err(Unnamed::Nobody),
        [only] => Ok(only),
        _ => Err(Unnamed::Several(meant)),
    }
}

/// Says why a name means no single body; `more`: further names that may have been meant.
pub(super) fn tell<'p>(
    screen: &Screen,
    project: &'p Project,
    written: &str,
    why: &Unnamed<'p>,
    more: impl Iterator<Item = &'p str>,
) {
    match why {
        Unnamed::Several(bodies) => {
            let mut names: Vec<&str> = bodies.iter().take(NAMED_MAX).map(|body| body.name.as_str()).collect();
            if bodies.len() > NAMED_MAX {
                names.push("…");
            }
            let args: [(&str, &dyn std::fmt::Display); 3] =
                [("name", &written), ("count", &bodies.len()), ("names", &names.join("、"))];
            screen.fault(&words::NAME_SHARED, &args);
        }
        Unnamed::Nobody => {
            let bodies = project.organisations.iter().flat_map(|known| [&*known.id.0, known.name.as_str()]);
            let near = nearest(written, bodies.chain(more));
            let args: [(&str, &dyn std::fmt::Display); 1] = [("name", &written)];
            let said = words::UNKNOWN_ORGANISATION.say(screen.lang, &args);
            screen.fault_text(&(said + &hint(screen, near.as_deref(), || where_bodies_stand(screen, project))));
        }
    }
}

/// What may have been meant, or where to look.
pub(super) fn hint(screen: &Screen, near: Option<&str>, or_else: impl FnOnce() -> String) -> String {
    near.map_or_else(or_else, |near| words::MEANT.say(screen.lang, &[("name", &near)]))
}

fn where_bodies_stand(screen: &Screen, project: &Project) -> String {
    let names: Vec<&str> = project.organisations.iter().take(NAMED_MAX).map(|body| body.name.as_str()).collect();
    let more = if project.organisations.len() > NAMED_MAX { "…" } else { "" };
    words::KNOWN_ORGANISATIONS.say(screen.lang, &[("names", &format!("{}{more}", names.join("、")))])
}
