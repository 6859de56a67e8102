//! Projects that `renkei init` makes: an empty one to start from, the shipped example, a synthetic nation.
//!
//! A project comes as a list of paths and contents; writing them to disk is the caller's work.

mod embedded;
mod nation;
mod start;

use thiserror::Error;

use crate::model::Lang;
use crate::model::catalogue::form as say;

pub use embedded::kihon;
pub use nation::{BODIES_MAX, BODIES_MIN, CASES_MAX, CASES_MIN, nation};
#[cfg(test)]
pub(super) use start::example as new_project_example;
pub use start::{blank_forms, new_project};

/// Paths relative to the project's folder, with `/`, and contents; sorted by path.
pub type FileList = Vec<(String, Vec<u8>)>;

/// Why a sample cannot be made.
#[derive(Debug, Error)]
pub enum SampleError {
    /// `--bodies` is outside its limits.
    #[error("bodies: {given} is not between {min} and {max}")]
    Bodies {
        /// As asked for.
        given: usize,
        /// Fewest.
        min: usize,
        /// Most.
        max: usize,
    },
    /// `--cases` is outside its limits.
    #[error("cases: {given} is not between {min} and {max}")]
    Cases {
        /// As asked for.
        given: usize,
        /// Fewest.
        min: usize,
        /// Most.
        max: usize,
    },
    /// A form of the sample cannot be written.
    #[error(transparent)]
    Form(#[from] super::form::FormError),
}

impl SampleError {
    /// The sentence for people.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::Bodies { given, min, max } => {
                say::BODIES_LIMIT.say(lang, &[("given", given), ("min", min), ("max", max)])
            }
            Self::Cases { given, min, max } => {
                say::CASES_LIMIT.say(lang, &[("given", given), ("min", min), ("max", max)])
            }
            Self::Form(error) => error.say(lang),
        }
    }
}

#[cfg(test)]
mod tests;
