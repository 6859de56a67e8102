//! What `report` says.

use crate::model::text::texts;

texts! {}
