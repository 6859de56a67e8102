//! Faults on the wire: a proxy that stands before an institution only where a fault was asked for.
//!
//! What stands before no fault never meets this module: its messages go the short way. A [`Proxy`] takes one message
//! at a time off its own socket, passes it to its [`Upstream`] – a simulated institution or a real one's URL – and spoils
//! what the fault says. [`Stand`] counts how often each fault was shown.

mod certificate;
mod hop;
mod proxy;
mod scene;
mod spoil;
mod stand;
#[cfg(test)]
mod tests;
mod wire;

pub(crate) use hop::{Came, Lost};
pub(crate) use proxy::{Faces, Guard};
pub use proxy::{Proxy, Upstream};
pub(crate) use scene::Traces;
pub use scene::{Met, Scene, Spot};
pub(crate) use stand::NetworkWitness;
pub use stand::Stand;
