//! What is true of every instance, whatever its hash contains.

use astra_bus::{Hash, KeyLookup};
use astra_model::Name;
use jiff::Timestamp;

use crate::registry::decode;
use crate::registry::instance::{Instance, STALE_AFTER_S, State};
use crate::registry::key::{Identity, Index};

/// Checks the instance under a key, in a registry whose service `trading` lists `member`.
pub(crate) fn holds(key: &[u8], member: &[u8], lookup: &KeyLookup<Hash>) {
    let key = Name::from(key.to_vec());
    let mut index = Index::default();
    index.insert(&Name::from("services:trading"), vec![Name::from(member.to_vec())]);
    let now = Timestamp::new(1_700_000_000, 0).expect("the time is valid");
    let Some(instance) = decode::instance(&key, lookup, &index, now) else {
        assert!(!index.has_key(&key), "an orphan has no instance");
        return;
    };
    is_sound(&instance);
    if let KeyLookup::Found(hash) = lookup {
        assert_eq!(instance.expires_in_s, hash.expires_in);
        assert_eq!(instance.version.as_ref().map(Name::as_bytes), hash.field("version"));
    }
    let by_key = Identity::guess(&key);
    assert!(instance.service == by_key.service || !instance.service.as_bytes().is_empty());
}

fn is_sound(instance: &Instance) {
    let age = instance.heartbeat_age_s;
    assert_eq!(age.is_none(), instance.heartbeat_reason.is_some(), "an unknown age has a reason");
    assert!(age.is_none_or(|age| age.is_finite() && age >= 0.0), "{age:?}");
    let is_fresh = age.is_some_and(|age| age < STALE_AFTER_S);
    let reports_healthy = instance.status.as_ref().is_some_and(|status| *status == *"healthy");
    assert_eq!(instance.state == State::Healthy, is_fresh && reports_healthy, "{instance:?}");
    assert!(age.is_none() || is_fresh || instance.state == State::Stale, "{instance:?}");
    let json = serde_json::to_string(instance).expect("an instance serializes");
    let parsed: serde_json::Value = serde_json::from_str(&json).expect("its JSON parses");
    assert_eq!(parsed["metadata"], instance.metadata, "metadata survives serialization");
}
