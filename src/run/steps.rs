//! One catch-all per keyword: our own closed set of sentences decides what a step means.

use cucumber::step::{Collection, Context};
use futures::future::LocalBoxFuture;
use regex::Regex;

use super::RunFault;
use super::world::TrialWorld;
use crate::feature::StepClass;

/// The three catch-alls.
pub(super) fn collection() -> Result<Collection<TrialWorld>, RunFault> {
    let anything = Regex::new("^(?s:.*)$").map_err(|error| RunFault::Feature(error.to_string()))?;
    Ok(Collection::new()
        .given(None, anything.clone(), given)
        .when(None, anything.clone(), when)
        .then(None, anything, then))
}

fn given(world: &mut TrialWorld, context: Context) -> LocalBoxFuture<'_, ()> {
    Box::pin(world.step(StepClass::Given, context.step))
}

fn when(world: &mut TrialWorld, context: Context) -> LocalBoxFuture<'_, ()> {
    Box::pin(world.step(StepClass::When, context.step))
}

fn then(world: &mut TrialWorld, context: Context) -> LocalBoxFuture<'_, ()> {
    Box::pin(world.step(StepClass::Then, context.step))
}
