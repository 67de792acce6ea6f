//! The keys of the registry, and what the sets of services say of them.

use std::collections::{BTreeMap, BTreeSet};

use astra_model::Name;

pub(super) const INSTANCE_PREFIX: &str = "service:";

pub(super) const SET_PREFIX: &str = "services:";

/// A service and an instance of it. Names may hold colons, so that a key alone does not tell where
/// the one ends and the other begins.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Identity {
    pub(crate) service: Name,
    /// `None` where a key names none.
    pub(crate) instance: Option<Name>,
}

impl Identity {
    /// Where the hash of this instance stands.
    pub(super) fn key(&self) -> Name {
        let mut key = INSTANCE_PREFIX.as_bytes().to_vec();
        key.extend(self.service.as_bytes());
        if let Some(instance) = &self.instance {
            key.push(b':');
            key.extend(instance.as_bytes());
        }
        Name::from(key)
    }

    /// What a key most likely means: names of services hold no colon, as far as one can choose.
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
    /// The services that have a set, and whether it could be read.
    sets: BTreeMap<Name, bool>,
    /// Whether there may be sets that nobody can see.
    is_partial: bool,
}

impl Index {
    /// Takes in the members of the set under `key`.
    pub(super) fn insert(&mut self, key: &Name, members: Vec<Name>) {
        let service = service(key);
        self.sets.insert(service.clone(), true);
        for instance in members {
            let member = Identity { service: service.clone(), instance: Some(instance) };
            self.by_key.insert(member.key(), member.clone());
            self.members.insert(member);
        }
    }

    /// Where the hashes of the members stand.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Name> {
        self.by_key.keys()
    }

    /// Notes that the set under `key` could not be read.
    pub(super) fn miss(&mut self, key: &Name) {
        self.sets.insert(service(key), false);
    }

    /// Notes that there may be more sets.
    pub(super) fn is_part(&mut self) {
        self.is_partial = true;
    }

    /// Whether the set of its service has an instance; `None` where nobody could look.
    pub(super) fn contains(&self, identity: &Identity) -> Option<bool> {
        if self.members.contains(identity) {
            return Some(true);
        }
        let was_read = self.sets.get(&identity.service).copied().unwrap_or(!self.is_partial);
        was_read.then_some(false)
    }

    /// Who stands under `key`, by the set that has it, else by a guess.
    pub(super) fn identify(&self, key: &Name) -> Identity {
        self.by_key.get(key).cloned().unwrap_or_else(|| Identity::guess(key))
    }

    pub(super) fn has_key(&self, key: &Name) -> bool {
        self.by_key.contains_key(key)
    }
}

/// The service that a set is of.
fn service(key: &Name) -> Name {
    let bytes = key.as_bytes();
    Name::from(bytes.strip_prefix(SET_PREFIX.as_bytes()).unwrap_or_default().to_vec())
}
