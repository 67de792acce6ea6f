//! Carrying a plan out: creating what is missing, and reading it back.

use std::collections::HashMap;

use astra_bus::{Bus, BusError, BusWriter, NewGroup, StreamLookup};
use astra_model::Name;

use crate::provision::plan::{Obstacle, Plan};

/// What became of a binding that was to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Created,
    /// Somebody else made it first; it is left as they made it.
    Present,
    Failed(Obstacle),
}

/// Makes what is missing, in pipelined round trips, and reads it back: an outcome for each of
/// [`Plan::missing`], in its order.
pub(crate) async fn apply(bus: &BusWriter, plan: &Plan) -> Result<Vec<Outcome>, BusError> {
    let groups: Vec<NewGroup> =
        plan.missing().map(|(_, creation)| creation.group.clone()).collect();
    let answers = bus.create_groups(&groups).await?;
    let mut outcomes: Vec<Outcome> = answers
        .into_iter()
        .map(|answer| match answer {
            Ok(_) => Outcome::Created,
            Err(refusal) if refusal.code == "BUSYGROUP" => Outcome::Present,
            Err(refusal) => Outcome::Failed((&refusal).into()),
        })
        .collect();
    verify(bus, &groups, &mut outcomes).await?;
    Ok(outcomes)
}

/// Turns the outcome of a group that is not there when it is read back into a failure.
async fn verify(bus: &Bus, groups: &[NewGroup], outcomes: &mut [Outcome]) -> Result<(), BusError> {
    let mut names: Vec<Name> = groups.iter().map(|group| group.stream.clone()).collect();
    names.dedup();
    let states = bus.stream_states(&names).await?;
    let seen: HashMap<&Name, &StreamLookup> = names.iter().zip(&states).collect();
    for (group, outcome) in groups.iter().zip(outcomes) {
        let is_there = matches!(seen.get(&group.stream), Some(StreamLookup::Stream(stream))
            if stream.groups.iter().any(|found| found.name == group.group));
        if !is_there && !matches!(outcome, Outcome::Failed(_)) {
            *outcome = Outcome::Failed("it was created, and was gone when it was read back".into());
        }
    }
    Ok(())
}
