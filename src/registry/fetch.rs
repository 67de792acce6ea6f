//! Reading the whole registry: one pass over the keys, then everything found in pipelined round trips.

use std::collections::BTreeSet;

use crate::bus::{Bus, BusError, Held, Name, Unseen};
use crate::pattern::Pattern;
use crate::registry::key::{INSTANCE_PREFIX, Index, SET_PREFIX};
use crate::registry::{Instance, decode};

/// Everything that is registered, by service and instance.
#[derive(Debug)]
pub(crate) struct Registry {
    pub(crate) instances: Vec<Instance>,
    /// What could not be read beside them.
    pub(crate) notes: Vec<String>,
    /// Where more instances may be registered.
    pub(crate) unseen: Unseen,
}

/// Reads all instances; ages are by the clock of the server.
pub(crate) async fn fetch(bus: &Bus) -> Result<Registry, BusError> {
    let keys = bus.key_names(&[below(INSTANCE_PREFIX), below(SET_PREFIX)]).await?;
    let is_set = |key: &Name| key.as_bytes().starts_with(SET_PREFIX.as_bytes());
    let (sets, mut keys): (BTreeSet<Name>, BTreeSet<Name>) = keys.into_iter().partition(is_set);
    let (index, mut notes) = index(bus, &sets.into_iter().collect::<Vec<_>>()).await?;
    // The hash of one that was registered since the keys were looked through is asked for too: it
    // is no orphan.
    keys.extend(index.keys().cloned());
    let keys: Vec<Name> = keys.into_iter().collect();
    let found = bus.hashes(&keys).await?;
    let clock = bus.clock().await?;
    let mut instances: Vec<Instance> = keys
        .iter()
        .zip(&found)
        .filter_map(|(key, held)| decode::instance(key, held, &index, clock.now))
        .collect();
    instances
        .sort_by(|a, b| (&a.service, &a.instance, &a.key).cmp(&(&b.service, &b.instance, &b.key)));
    let mut unseen = Unseen::default();
    unseen.miss(bus.absent());
    unseen.replicas = clock.replicas;
    notes.extend(unseen.remarks().chain(unseen.reasons()));
    Ok(Registry { instances, notes, unseen })
}

async fn index(bus: &Bus, sets: &[Name]) -> Result<(Index, Vec<String>), BusError> {
    let (mut index, mut notes) = (Index::default(), Vec::new());
    for (key, held) in sets.iter().zip(bus.sets(sets).await?) {
        match held {
            Held::There(members) => index.insert(key, members),
            Held::Gone => {}
            Held::Other(kind) => notes.push(format!("`{key}` holds a {kind}, no set")),
            Held::Refused(refusal) => notes.push(format!("cannot read `{key}`: {refusal}")),
        }
    }
    Ok((index, notes))
}

fn below(prefix: &str) -> Pattern {
    let Ok(pattern) = format!("{prefix}*").parse();
    pattern
}
