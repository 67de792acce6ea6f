//! What holds of an instance whatever its hash says.

use astra_bus::{Hash, KeyLookup};
use astra_model::Name;
use jiff::Timestamp;

use crate::registry::decode;
use crate::registry::instance::{Instance, STALE_AFTER_S, State};
use crate::registry::key::{Identity, Index};

/// Judges what stands under a key, where a service lists `member`.
pub(crate) fn holds(key: &[u8], member: &[u8], held: &KeyLookup<Hash>) {
    let key = Name::from(key.to_vec());
    let mut index = Index::default();
    index.insert(&Name::from("services:trading"), vec![Name::from(member.to_vec())]);
    let now = Timestamp::new(1_700_000_000, 0).expect("a time");
    let Some(instance) = decode::instance(&key, held, &index, now) else {
        assert!(!index.has_key(&key), "an orphan is left out");
        return;
    };
    is_sound(&instance);
    if let KeyLookup::Found(hash) = held {
        assert_eq!(instance.expires_in_s, hash.expires_in);
        assert_eq!(instance.version.as_ref().map(Name::as_bytes), hash.field("version"));
    }
    let by_key = Identity::guess(&key);
    assert!(instance.service == by_key.service || !instance.service.as_bytes().is_empty());
}

fn is_sound(instance: &Instance) {
    let age = instance.heartbeat_age_s;
    assert_eq!(age.is_none(), instance.heartbeat_reason.is_some(), "unknown without a reason");
    assert!(age.is_none_or(|age| age.is_finite() && age >= 0.0), "{age:?}");
    let is_fresh = age.is_some_and(|age| age < STALE_AFTER_S);
    let says_healthy = instance.status.as_ref().is_some_and(|status| *status == *"healthy");
    assert_eq!(instance.state == State::Healthy, is_fresh && says_healthy, "{instance:?}");
    assert!(age.is_none() || is_fresh || instance.state == State::Stale, "{instance:?}");
    let json = serde_json::to_string(instance).expect("an instance is JSON");
    let back: serde_json::Value = serde_json::from_str(&json).expect("it reads back");
    assert_eq!(back["metadata"], instance.metadata, "metadata is written as something else");
}
