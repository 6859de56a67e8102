//! XML of the wire: parsed with limits, built, and compared as the items mean.
//!
//! Knows layouts, not cases; knows nothing of HTTP, files or who answers.

pub mod tree;
pub mod difference;
mod meaning;
pub mod content;
pub mod compare;
pub mod envelope;
pub mod interpretation;
pub mod ledger;
pub mod asked;
pub mod paper;
pub mod charset;
pub mod csv;
pub mod file_exchange;
mod namespace;
pub mod percent;
pub mod schema;
pub mod soap;
pub mod leak;
pub mod exposure;
#[cfg(test)]
mod sample;

pub use content::Content;
pub use difference::{Cause, Difference, DifferenceKind, Issued, Misreading, Unreached, Used};
pub use meaning::canonical;
pub use tree::{Element, Limits, XmlFault, XmlFaultKind, parse, parse_bytes};
