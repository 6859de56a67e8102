//! What `payload` says.

use crate::model::text::texts;

texts! {
}
