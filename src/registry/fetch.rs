//! Reads the whole registry: scans the keys once, then reads everything found in pipelined round trips.

use std::collections::BTreeSet;

use astra_bus::{Bus, BusError, Coverage, KeyLookup, Unreadable};
use astra_model::{Name, Pattern};

use crate::registry::decode;
use crate::registry::instance::Instance;
use crate::registry::key::{INSTANCE_PREFIX, Index, SET_PREFIX};

/// Everything that is registered.
#[derive(Debug)]
pub(crate) struct Registry {
    /// Sorted by service and instance.
    pub(crate) instances: Vec<Instance>,
    /// Keys that should be the set of a service, each with its type.
    pub(crate) not_sets: Vec<(Name, String)>,
    /// What could not be read and may hold more instances.
    pub(crate) coverage: Coverage,
}

/// Reads all instances. Their ages are by the server's clock.
pub(crate) async fn fetch(bus: &Bus) -> Result<Registry, BusError> {
    let keys = bus.key_names(&[below(INSTANCE_PREFIX), below(SET_PREFIX)]).await?;
    let is_set = |key: &Name| key.as_bytes().starts_with(SET_PREFIX.as_bytes());
    let (sets, mut keys): (BTreeSet<Name>, BTreeSet<Name>) = keys.into_iter().partition(is_set);
    let (mut not_sets, mut coverage) = (Vec::new(), Coverage::default());
    let sets: Vec<Name> = sets.into_iter().collect();
    let index = read_index(bus, &sets, &mut not_sets, &mut coverage).await?;
    // An instance may have been registered after the scan. Its hash is read as well, so that it does
    // not count as an orphan.
    keys.extend(index.keys().cloned());
    let keys: Vec<Name> = keys.into_iter().collect();
    let found = bus.hashes(&keys).await?;
    let clock = bus.clock().await?;
    let mut instances: Vec<Instance> = keys
        .iter()
        .zip(&found)
        .filter_map(|(key, lookup)| decode::instance(key, lookup, &index, clock.now))
        .collect();
    instances
        .sort_by(|a, b| (&a.service, &a.instance, &a.key).cmp(&(&b.service, &b.instance, &b.key)));
    let refused =
        keys.iter().zip(&found).filter_map(|(key, lookup)| Some((key, lookup.refusal()?)));
    coverage.unread.extend(refused.map(|(key, error)| Unreadable::key(key.clone(), error)));
    coverage.add_unreachable(bus.unreachable_nodes());
    coverage.replicas = clock.replicas;
    Ok(Registry { instances, not_sets, coverage })
}

/// Reads the set of each service.
async fn read_index(
    bus: &Bus,
    sets: &[Name],
    not_sets: &mut Vec<(Name, String)>,
    coverage: &mut Coverage,
) -> Result<Index, BusError> {
    let mut index = Index::default();
    for (key, lookup) in sets.iter().zip(bus.sets(sets).await?) {
        match lookup {
            KeyLookup::Found(members) => index.insert(key, members),
            KeyLookup::Missing => {}
            KeyLookup::WrongType(kind) => not_sets.push((key.clone(), kind)),
            KeyLookup::Refused(error) => {
                index.add_unreadable(key);
                coverage.unread.push(Unreadable::key(key.clone(), &error));
            }
        }
    }
    if !bus.unreachable_nodes().is_empty() {
        index.mark_partial();
    }
    Ok(index)
}

/// The pattern of all keys that begin with `prefix`.
fn below(prefix: &str) -> Pattern {
    let Ok(pattern) = format!("{prefix}*").parse();
    pattern
}
