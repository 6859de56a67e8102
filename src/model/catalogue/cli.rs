//! What `cli` says.

use crate::model::text::texts;

texts! {
}
