//! Passes any reply to every reader of parsed replies, also to those of other commands.

use redis::Value;

use crate::groups::{entry_bodies, pending, pending_action};
use crate::keys;
use crate::protocol::value::{self, Record};
use crate::server::clock;
use crate::streams::{head, scan, state};

/// Checks a reply of any shape, and every value inside it.
pub fn hold(bytes: &[u8]) {
    if let Ok(value) = redis::parse_redis_value(bytes) {
        reads(&value);
    }
}

fn reads(value: &Value) {
    let inner = value::items(value).unwrap_or_default();
    assert!(value::text_size(value) >= inner.iter().map(value::text_size).sum());
    record(value);
    lists(value, inner);
    inner.iter().for_each(reads);
}

fn record(value: &Value) {
    if let Ok(record) = Record::new("XINFO", value) {
        let number = record.optional_number("length");
        assert_eq!(number, record.number("length").ok());
        assert_eq!(record.optional_id("last-generated-id"), record.id("last-generated-id").ok());
    }
    if let Ok(head) = head::head(value) {
        assert!(value::bytes(value).is_none(), "{head:?} read from a text");
    }
}

fn lists(value: &Value, inner: &[Value]) {
    if let Ok(rows) = pending::entries(value) {
        assert_eq!(rows.len(), inner.len(), "a pending entry is lost");
    }
    if let Ok(names) = pending::names(value) {
        assert_eq!(names.len(), inner.len(), "a group is lost");
    }
    if let [one, other] = inner
        && let Ok(state) = pending::state(one, other)
    {
        assert!(state.consumers.iter().all(|consumer| consumer.pending <= state.pending));
    }
    if let Some((_, names)) = scan::read_page(value) {
        assert_eq!(inner.len(), 2, "{names:?}");
    }
    let _time = clock::timestamp(value);
    let _fields = entry_bodies::fields(value);
    let _outcome = pending_action::outcome(value);
    let _id = state::entry_id(value);
    answers(inner);
}

fn answers(inner: &[Value]) {
    let text = |word: &str| Ok(Value::BulkString(word.into()));
    if let [ttl, fields] = inner {
        let read = keys::hash(&[text("hash"), Ok(ttl.clone()), Ok(fields.clone())]);
        if let Ok(keys::KeyLookup::Found(hash)) = read {
            let size: usize =
                hash.fields.iter().map(|(name, value)| name.len() + value.len()).sum();
            assert!(size as u64 >= value::text_size(fields), "a field is lost");
        }
    }
    if let [members] = inner {
        let _set = keys::set(&[text("set"), Ok(members.clone())]);
    }
}
