//! Messages as wires brought them, kept until somebody looks through them: each once, and within bounds.

use crate::payload::exposure::Wire;

/// Messages kept of one case, or of one inquirer that belong to no case.
const WIRES_MAX: usize = 64;
/// What they may hold together, bytes.
const WIRES_BYTES_MAX: usize = 16 * 1_024 * 1_024;

/// Some messages.
#[derive(Debug, Default)]
pub(super) struct Wires {
    kept: Vec<Wire>,
    bytes: usize,
}

impl Wires {
    /// Keeps a message, unless it is one of those there: a poll is repeated many times.
    pub fn keep(&mut self, wire: Wire) {
        let length = wire.length();
        if self.kept.len() < WIRES_MAX && self.bytes + length <= WIRES_BYTES_MAX && !self.kept.contains(&wire) {
            self.bytes += length;
            self.kept.push(wire);
        }
    }

    /// What was kept, oldest first.
    pub fn into_kept(self) -> Vec<Wire> {
        self.kept
    }
}
