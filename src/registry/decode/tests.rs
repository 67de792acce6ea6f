//! What a fleet leaves under a key, whole or broken, and how it is decoded.

use super::*;
use crate::registry::instance::Instance;

const NOW: i64 = 1_700_000_000;

fn fields(age: &str) -> Vec<(&'static str, String)> {
    let text = |value: &str| value.to_owned();
    vec![
        ("service_name", text("trading")),
        ("instance_id", text("t-1")),
        ("host", text("localhost")),
        ("port", text("8001")),
        ("version", text("1.0.0")),
        ("status", text("healthy")),
        ("metadata", text(r#"{"domain":"trading"}"#)),
        ("last_heartbeat", text(age)),
        ("health_check_url", text("")),
    ]
}

fn hash(fields: &[(&'static str, String)]) -> Hash {
    let pair = |(name, value): &(&str, String)| (name.as_bytes().to_vec(), value.clone().into());
    Hash { fields: fields.iter().map(pair).collect(), expires_in: Some(58) }
}

fn read(key: &str, hash: Hash) -> Instance {
    let now = Timestamp::from_second(NOW).unwrap();
    instance(&key.into(), &KeyLookup::Found(hash), &Index::default(), now).unwrap()
}

/// A registration with one field changed; an empty name changes none.
fn changed(name: &str, value: &str) -> Instance {
    let mut fields = fields(&format!("{}.5", NOW - 2));
    fields
        .iter_mut()
        .filter(|(field, _)| *field == name)
        .for_each(|(_, held)| *held = value.into());
    read("service:trading:t-1", hash(&fields))
}

fn beat(ago: f64) -> Instance {
    #[expect(clippy::cast_precision_loss, reason = "a time of today")]
    let time = NOW as f64 - ago;
    changed("last_heartbeat", &format!("{time:.6}"))
}

#[test]
fn reads_a_whole_registration_without_a_flaw() {
    let found = changed("", "");
    assert_eq!(found.flaws, Vec::<String>::new());
    assert_eq!(found.address.as_deref(), Some("localhost:8001"));
    assert_eq!((found.state, found.heartbeat_age_s), (State::Healthy, Some(1.5)));
    assert_eq!((found.expires_in_s, found.domain.as_deref()), (Some(58), Some("trading")));
    assert_eq!(found.health_check_url.as_deref(), Some("http://localhost:8001/health"));
}

#[test]
fn an_instance_is_stale_from_thirty_seconds_on() {
    assert_eq!(beat(29.999).state, State::Healthy);
    assert_eq!(beat(29.9996).state, State::Healthy, "it is not yet 30 s");
    assert_eq!(beat(30.0).state, State::Stale);
    for status in ["starting", "stopping", "unhealthy", "unknown", "odd"] {
        let mut fields = fields(&(NOW - 30).to_string());
        fields[5].1 = status.into();
        assert_eq!(read("service:trading:t-1", hash(&fields)).state, State::Stale, "{status}");
    }
}

#[test]
fn a_fresh_instance_has_the_state_that_it_reports() {
    let state = |status| changed("status", status).state;
    assert_eq!(state("starting"), State::Starting);
    assert_eq!(state("stopping"), State::Stopping);
    assert_eq!(state("unhealthy"), State::Unhealthy);
    assert_eq!(state("unknown"), State::Unknown);
    assert_eq!(state("Healthy"), State::Unknown, "the status is case-sensitive");
    assert!(changed("status", "odd").flaws[0].contains("`odd`"));
}

#[test]
fn without_a_readable_heartbeat_it_is_not_healthy() {
    for bad in ["", "soon", "NaN", "inf", "1e999", "1700000100"] {
        let found = changed("last_heartbeat", bad);
        assert_eq!((found.state, found.heartbeat_age_s), (State::Unknown, None), "{bad}");
        assert_eq!(found.flaws.len(), 1, "{bad}: {:?}", found.flaws);
        assert!(found.heartbeat_reason.unwrap().contains(bad), "{bad}");
    }
    assert_eq!(beat(-4.0).heartbeat_age_s, Some(0.0), "clocks differ a little");
}

#[test]
fn the_two_fields_of_a_late_heartbeat_are_shown_with_the_missing_ones() {
    let late = [("last_heartbeat", (NOW - 1).to_string()), ("status", "healthy".to_owned())];
    let found = read("service:trading:t:1", hash(&late));
    assert_eq!((found.service.as_str(), found.state), (Some("trading"), State::Healthy));
    assert_eq!(found.instance, Some("t:1".into()), "an instance may hold a colon");
    assert_eq!(found.address, None);
    assert_eq!(
        found.flaws,
        ["missing fields: service_name, instance_id, host, port, version, metadata"]
    );
}

#[test]
fn metadata_that_is_not_an_object_is_kept_as_text() {
    for raw in ["{'domain': 'trading'}", "[1]", "{", "7"] {
        let found = changed("metadata", raw);
        assert_eq!((found.metadata, found.domain), (Value::String(raw.into()), None));
        assert_eq!(found.flaws, ["metadata is not a JSON object"]);
    }
    assert_eq!(changed("metadata", r#"{"domain":7}"#).domain, None);
}

#[test]
fn an_invalid_port_leaves_no_address() {
    for bad in ["", "0", "-1", "65536", "80x"] {
        let found = changed("port", bad);
        assert_eq!((found.address, found.health_check_url), (None, None), "{bad}");
        assert_eq!(found.flaws, [format!("port `{}` is not a port", Name::from(bad))]);
    }
    assert_eq!(changed("host", "::1").address.as_deref(), Some("[::1]:8001"));
    assert_eq!(changed("host", "").flaws, ["host is empty"]);
}

#[test]
fn fields_take_precedence_over_the_key_and_a_contradiction_is_a_flaw() {
    let found = changed("service_name", "a:b");
    assert_eq!(found.service, Name::from("a:b"));
    assert_eq!(found.flaws, ["by its fields it belongs under `service:a:b:t-1`"]);
    let mut odd = fields(&NOW.to_string());
    odd[0].1 = "a:b".into();
    assert!(read("service:a:b:t-1", hash(&odd)).flaws.is_empty(), "a colon alone is no flaw");
    let nobody = [("last_heartbeat", NOW.to_string())];
    let found = read("service:trading", hash(&nobody));
    assert_eq!((found.service.as_str(), found.instance), (Some("trading"), None));
    assert!(found.flaws.iter().any(|flaw| flaw.contains("names the instance")));
}

#[test]
fn a_key_that_never_expires_has_no_time_to_live() {
    let mut eternal = hash(&fields(&NOW.to_string()));
    eternal.expires_in = None;
    let found = read("service:trading:t-1", eternal);
    assert_eq!((found.expires_in_s, found.expires_reason), (None, Some("the key never expires")));
}

#[test]
fn only_a_member_without_a_hash_is_an_orphan() {
    let mut index = Index::default();
    index.insert(&"services:a:b".into(), vec!["c".into()]);
    let now = Timestamp::UNIX_EPOCH;
    let orphan = instance(&"service:a:b:c".into(), &KeyLookup::Missing, &index, now).unwrap();
    assert_eq!((orphan.state, orphan.indexed), (State::Orphan, Some(true)));
    assert_eq!(orphan.service, Name::from("a:b"), "the set shows where the name ends");
    assert!(instance(&"service:a:gone".into(), &KeyLookup::Missing, &index, now).is_none());
    let list = KeyLookup::WrongType("list".into());
    let odd = instance(&"service:a:x".into(), &list, &index, now).unwrap();
    assert_eq!((odd.state, odd.flaws.len()), (State::Unknown, 1));
}
