//! Model to Gherkin and back, in Japanese: a closed set of sentences, and readers that lose nothing.
//!
//! Knows no disk: texts in, texts out. Whoever runs a scenario reads its steps with [`Phrase::parse`].

mod phrase;
mod sentence;
mod source;
mod table;

pub use phrase::{Phrase, PhraseFault, Query, StepClass, StepText, organisation, target};
pub use sentence::{SENTENCES, Sentence};
pub use source::Origin;
