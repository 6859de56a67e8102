//! Element names of layouts that parsers of XML 1.0 up to its 4th edition refuse. Who runs against simulated bodies alone
//! need not know of them: they are told where somebody else's parser reads what renkei writes.

use std::collections::HashSet;

use crate::model::catalogue::sheet as say;
use crate::model::profile::ElementNames;
use crate::model::{Diagnostic, Layout, Project};
use crate::payload::tree::{refused_by_old_parsers, refused_everywhere};

/// How many refused names one warning shows.
const NAMES_SHOWN_MAX: usize = 12;

/// The names of a layout's elements, each once.
pub(super) fn names(layout: &Layout) -> Vec<&str> {
    let mut names: Vec<&str> = vec![layout.root.as_str()];
    names.extend(layout.groups.iter().flat_map(|group| group.path.iter().map(String::as_str)));
    names.extend(layout.items.iter().map(|item| item.name.as_str()));
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(*name));
    names
}

/// One warning for each layout with such names, unless the profile writes item codes in their place.
pub fn refused_names(project: &Project) -> Vec<Diagnostic> {
    if project.profile.element_names == ElementNames::ItemCode {
        return Vec::new();
    }
    project.layouts.iter().filter_map(warning).collect()
}

fn warning(layout: &Layout) -> Option<Diagnostic> {
    // What every parser refuses is a fault of its own.
    let refused = |name: &&str| refused_by_old_parsers(name).is_some() && refused_everywhere(name).is_none();
    let refused = names(layout).into_iter().filter(refused);
    let mut shown: Vec<String> = refused.take(NAMES_SHOWN_MAX + 1).map(|name| format!("「{name}」")).collect();
    if shown.is_empty() {
        return None;
    }
    if shown.len() > NAMES_SHOWN_MAX {
        shown.truncate(NAMES_SHOWN_MAX);
        shown.push("…".to_owned());
    }
    let told = Diagnostic::new(&say::NAMES_REFUSED, layout.place.clone());
    Some(told.with("layout", format!("{} {}", layout.information, layout.version)).with("names", shown.join("")))
}
