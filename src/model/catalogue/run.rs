//! What `run` says.

use crate::model::text::texts;

texts! {
}
