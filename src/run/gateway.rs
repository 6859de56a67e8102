//! Steps at a 中間サーバー besides asking and answering.

use super::verdict::Stop;
use super::world::State;
use crate::feature::GatewayPhrase;

impl State {
    /// Does a step at a 中間サーバー.
    pub(super) async fn at_gateway(&mut self, phrase: GatewayPhrase) -> Result<(), Stop> {
        match phrase {
            GatewayPhrase::Release { .. } => Ok(()),
        }
    }
}
