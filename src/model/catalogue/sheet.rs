//! The faults that `sheet` finds.

use crate::model::text::faults;

faults! {}
