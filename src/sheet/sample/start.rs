//! The project a municipality starts from.

use super::{FileList, SampleError, embedded};

/// A new project: blank forms with one example case that passes.
///
/// # Errors
/// A form that cannot be written.
pub fn new_project() -> Result<FileList, SampleError> {
    Ok(embedded::layouts())
}
