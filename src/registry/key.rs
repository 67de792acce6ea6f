//! The keys of the registry, and the sets of services that list them.

use std::collections::{BTreeMap, BTreeSet};

use astra_model::Name;

/// The prefix of an instance's hash: `service:{name}:{instance}`.
pub(super) const INSTANCE_PREFIX: &str = "service:";

/// The prefix of a service's set: `services:{name}`.
pub(super) const SET_PREFIX: &str = "services:";

/// A service and one of its instances.
///
/// Names may contain colons, so a key alone does not show where the first name ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Identity {
    pub(crate) service: Name,
    /// `None` if the key names none.
    pub(crate) instance: Option<Name>,
}

impl Identity {
    /// The key of the instance's hash.
    pub(super) fn key(&self) -> Name {
        let mut key = INSTANCE_PREFIX.as_bytes().to_vec();
        key.extend(self.service.as_bytes());
        if let Some(instance) = &self.instance {
            key.push(b':');
            key.extend(instance.as_bytes());
        }
        Name::from(key)
    }

    /// Splits a key at its first colon: names of services rarely contain one.
    pub(super) fn guess(key: &Name) -> Self {
        let bytes = key.as_bytes();
        let rest = bytes.strip_prefix(INSTANCE_PREFIX.as_bytes()).unwrap_or(bytes);
        match rest.iter().position(|byte| *byte == b':') {
            Some(colon) => Self {
                service: Name::from(rest[..colon].to_vec()),
                instance: Some(Name::from(rest[colon + 1..].to_vec()))
                    .filter(|name| !name.as_bytes().is_empty()),
            },
            None => Self { service: Name::from(rest.to_vec()), instance: None },
        }
    }
}

/// The members of the sets `services:{name}`.
#[derive(Debug, Default)]
pub(crate) struct Index {
    members: BTreeSet<Identity>,
    by_key: BTreeMap<Name, Identity>,
    /// The services that have a set, each with whether it could be read.
    sets: BTreeMap<Name, bool>,
    /// Whether there may be more sets that could not be found.
    is_partial: bool,
}

impl Index {
    /// Adds the members of the set under `key`.
    pub(super) fn insert(&mut self, key: &Name, members: Vec<Name>) {
        let service = service(key);
        self.sets.insert(service.clone(), true);
        for instance in members {
            let member = Identity { service: service.clone(), instance: Some(instance) };
            self.by_key.insert(member.key(), member.clone());
            self.members.insert(member);
        }
    }

    /// The keys of the members' hashes.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Name> {
        self.by_key.keys()
    }

    /// Records that the set under `key` could not be read.
    pub(super) fn add_unreadable(&mut self, key: &Name) {
        self.sets.insert(service(key), false);
    }

    /// Records that there may be more sets.
    pub(super) fn mark_partial(&mut self) {
        self.is_partial = true;
    }

    /// Whether the set of its service lists an instance; `None` if that set could not be read.
    pub(super) fn contains(&self, identity: &Identity) -> Option<bool> {
        if self.members.contains(identity) {
            return Some(true);
        }
        let was_read = self.sets.get(&identity.service).copied().unwrap_or(!self.is_partial);
        was_read.then_some(false)
    }

    /// Identifies the instance under `key`: by the set that lists it, else by a guess.
    pub(super) fn identify(&self, key: &Name) -> Identity {
        self.by_key.get(key).cloned().unwrap_or_else(|| Identity::guess(key))
    }

    /// Whether a set lists the instance under `key`.
    pub(super) fn has_key(&self, key: &Name) -> bool {
        self.by_key.contains_key(key)
    }
}

/// The service that a set belongs to.
fn service(key: &Name) -> Name {
    let bytes = key.as_bytes();
    Name::from(bytes.strip_prefix(SET_PREFIX.as_bytes()).unwrap_or_default().to_vec())
}
