//! Files on disk become the model: workbooks and YAML, every fault with its cell or line.

pub mod form;
pub mod headings;
pub mod sample;
