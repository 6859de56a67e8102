//! What `network` says.

use crate::model::text::texts;

texts! {
}
