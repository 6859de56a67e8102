//! XML of the wire: parsed with limits, built, and compared as the items mean.
//!
//! Knows layouts, not cases; knows nothing of HTTP, files or who answers.

pub mod difference;

pub use difference::{Cause, Difference, DifferenceKind};
