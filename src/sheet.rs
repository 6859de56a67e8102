//! Files on disk become the model: workbooks and YAML, every fault with its cell or line.

pub mod headings;
mod from_book;
mod from_yaml;
mod number;
mod parts;
mod raw;
mod table;
mod workbook;
mod yaml;

use crate::model::Diagnostic;

/// Faults found so far; reading goes on after each.
#[derive(Debug, Default)]
pub struct Faults(pub(crate) Vec<Diagnostic>);

impl Faults {
    /// Adds one.
    pub fn push(&mut self, fault: Diagnostic) {
        self.0.push(fault);
    }

    /// All of them, in the order found.
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.0
    }
}
