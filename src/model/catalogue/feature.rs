//! The faults that `feature` finds.

use crate::model::text::faults;

faults! {
}
