//! Reading the whole registry: one pass over the keys, then everything found in pipelined round trips.

use std::collections::BTreeSet;

use astra_bus::{Bus, BusError, Coverage, KeyLookup, Unreadable};
use astra_model::{Name, Pattern};

use crate::registry::decode;
use crate::registry::instance::Instance;
use crate::registry::key::{INSTANCE_PREFIX, Index, SET_PREFIX};

/// Everything that is registered, by service and instance.
#[derive(Debug)]
pub(crate) struct Registry {
    pub(crate) instances: Vec<Instance>,
    /// What else a reader should know.
    pub(crate) notes: Vec<String>,
    /// What could not be read, and where more instances may be registered.
    pub(crate) unseen: Coverage,
}

/// Reads all instances; ages are by the clock of the server.
pub(crate) async fn fetch(bus: &Bus) -> Result<Registry, BusError> {
    let keys = bus.key_names(&[below(INSTANCE_PREFIX), below(SET_PREFIX)]).await?;
    let is_set = |key: &Name| key.as_bytes().starts_with(SET_PREFIX.as_bytes());
    let (sets, mut keys): (BTreeSet<Name>, BTreeSet<Name>) = keys.into_iter().partition(is_set);
    let (mut notes, mut unseen) = (Vec::new(), Coverage::default());
    let sets: Vec<Name> = sets.into_iter().collect();
    let index = index(bus, &sets, &mut notes, &mut unseen).await?;
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
    let refused = keys.iter().zip(&found).filter_map(|(key, held)| Some((key, held.refusal()?)));
    unseen.unread.extend(refused.map(|(key, refusal)| Unreadable::key(key.clone(), refusal)));
    unseen.add_unreachable(bus.unreachable_nodes());
    unseen.replicas = clock.replicas;
    notes.extend(unseen.replica_notes());
    Ok(Registry { instances, notes, unseen })
}

async fn index(
    bus: &Bus,
    sets: &[Name],
    notes: &mut Vec<String>,
    unseen: &mut Coverage,
) -> Result<Index, BusError> {
    let mut index = Index::default();
    for (key, held) in sets.iter().zip(bus.sets(sets).await?) {
        match held {
            KeyLookup::Found(members) => index.insert(key, members),
            KeyLookup::Missing => {}
            KeyLookup::WrongType(kind) => notes.push(format!("`{key}` holds a {kind}, no set")),
            KeyLookup::Refused(refusal) => {
                index.miss(key);
                unseen.unread.push(Unreadable::key(key.clone(), &refusal));
            }
        }
    }
    if !bus.unreachable_nodes().is_empty() {
        index.is_part();
    }
    Ok(index)
}

fn below(prefix: &str) -> Pattern {
    let Ok(pattern) = format!("{prefix}*").parse();
    pattern
}
