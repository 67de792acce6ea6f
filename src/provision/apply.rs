//! Carries a plan out: creates what is missing, and verifies it.

use std::collections::HashMap;

use astra_bus::{Bus, BusError, BusWriter, NewGroup, StreamLookup};
use astra_model::Name;

use crate::provision::plan::{Obstacle, Plan};

/// What happened to a missing binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CreationOutcome {
    Created,
    /// Another client created it first; it stays as that client created it.
    Present,
    Failed(Obstacle),
}

/// Creates what is missing, in pipelined round trips, and verifies it. Returns an outcome for each binding of
/// [`Plan::missing`], in that order.
pub(crate) async fn apply(bus: &BusWriter, plan: &Plan) -> Result<Vec<CreationOutcome>, BusError> {
    let groups: Vec<NewGroup> =
        plan.missing().map(|(_, creation)| creation.group.clone()).collect();
    let answers = bus.create_groups(&groups).await?;
    let mut outcomes: Vec<CreationOutcome> = answers
        .into_iter()
        .map(|answer| match answer {
            Ok(_) => CreationOutcome::Created,
            Err(refusal) if refusal.code == "BUSYGROUP" => CreationOutcome::Present,
            Err(refusal) => CreationOutcome::Failed((&refusal).into()),
        })
        .collect();
    verify(bus, &groups, &mut outcomes).await?;
    Ok(outcomes)
}

/// Reads the groups back, and turns the outcome of a group that does not exist into a failure.
async fn verify(
    bus: &Bus,
    groups: &[NewGroup],
    outcomes: &mut [CreationOutcome],
) -> Result<(), BusError> {
    let mut names: Vec<Name> = groups.iter().map(|group| group.stream.clone()).collect();
    names.dedup();
    let states = bus.stream_states(&names).await?;
    let seen: HashMap<&Name, &StreamLookup> = names.iter().zip(&states).collect();
    for (group, outcome) in groups.iter().zip(outcomes) {
        let exists = matches!(seen.get(&group.stream), Some(StreamLookup::Stream(stream))
            if stream.groups.iter().any(|found| found.name == group.group));
        if !exists && !matches!(outcome, CreationOutcome::Failed(_)) {
            *outcome = CreationOutcome::Failed(
                "it was created, but did not exist when it was read back".into(),
            );
        }
    }
    Ok(())
}
