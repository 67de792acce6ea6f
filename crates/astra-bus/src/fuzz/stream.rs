//! Compares entries and snapshots that astra reads in place with those that the client crate reads.

use astra_model::{EntryId, Name};
use redis::Value;

use crate::protocol::entries::Entries;
use crate::protocol::page::Page;
use crate::protocol::resp::{Malformed, Scanner};
use crate::protocol::value::{self, Record};
use crate::streams::state::StreamLookup;
use crate::streams::{decode, state};

/// An entry that owns its fields.
type Owned = (EntryId, Vec<(Vec<u8>, Vec<u8>)>);

/// Checks that the entries read from a reply, if any, are those in the reply.
pub(super) fn entries_hold(reply: &[u8], value: &Value) {
    let Ok(found) = entries(reply) else { return };
    assert_eq!(
        Some(&found),
        expected(value).as_ref(),
        "the entries differ from those in the reply"
    );
    let mut scanner = Scanner::default();
    let _end = scanner.end(reply);
    let page = Page::new(reply.to_vec(), scanner.last_item()).expect("a page of readable entries");
    let is_last_there = value::items(value).and_then(<[Value]>::last).is_some_and(is_entry);
    let last = found.last().filter(|_| is_last_there).map(|(id, _)| *id);
    assert_eq!(page.last, last);
}

fn entries(reply: &[u8]) -> Result<Vec<Owned>, Malformed> {
    let mut entries = Entries::new(reply, 0)?;
    let (mut found, mut slices) = (Vec::new(), Vec::new());
    while let Some(entry) = entries.take(reply, &mut slices)? {
        let fields = entry.fields().map(|(name, value)| (name.to_vec(), value.to_vec()));
        found.push((entry.id, fields.collect()));
    }
    Ok(found)
}

/// Returns the entries of a reply, `None` if it contains anything else.
fn expected(value: &Value) -> Option<Vec<Owned>> {
    let items = if *value == Value::Nil { &[] } else { value::items(value)? };
    items.iter().filter(|item| is_entry(item)).map(entry).collect()
}

/// Whether an item is an entry, not the nil or the empty array in place of a deleted one.
fn is_entry(item: &Value) -> bool {
    *item != Value::Nil && *item != Value::Array(Vec::new())
}

fn entry(item: &Value) -> Option<Owned> {
    let [_, fields] = value::items(item)? else { return None };
    let fields = if *fields == Value::Nil { &[] } else { value::items(fields)? };
    let text = |value: &Value| match value {
        Value::Nil => Some(Vec::new()),
        value => Some(value::bytes(value)?.to_vec()),
    };
    let pairs = fields.chunks(2).map(|pair| match pair {
        [name, value] => Some((text(name)?, text(value)?)),
        _ => None,
    });
    Some((state::entry_id(item)?, pairs.collect::<Option<_>>()?))
}

/// Checks that the snapshot read from a reply, if any, is that in the reply.
pub(super) fn snapshot_holds(reply: &[u8], value: &Value) {
    let Ok(StreamLookup::Stream(found)) = decode::read_transaction(reply) else { return };
    let Some([stream, groups]) = value::items(value) else {
        panic!("not a transaction: {value:?}")
    };
    let groups = value::items(groups).unwrap_or_default();
    assert_eq!(found.groups.len(), groups.len());
    if let Some(stream) = unambiguous(stream) {
        assert_eq!(stream.optional_number("length"), Some(found.length));
        assert_eq!(stream.optional_id("last-generated-id"), Some(found.last_generated));
        assert_eq!(stream.optional_number("entries-added"), found.entries_added);
        assert_eq!(stream.optional_id("max-deleted-entry-id"), found.max_deleted);
        let entry = |name| stream.find(name).and_then(state::entry_id);
        assert_eq!((entry("first-entry"), entry("last-entry")), (found.first, found.last));
    }
    for (found, group) in found.groups.iter().zip(groups) {
        let Some(group) = unambiguous(group) else { continue };
        assert_eq!(
            group.name("name").ok().as_ref().map(Name::as_bytes),
            Some(found.name.as_bytes())
        );
        assert_eq!(group.optional_number("consumers"), Some(found.consumers));
        assert_eq!(group.optional_number("pending"), Some(found.pending));
        assert_eq!(group.optional_id("last-delivered-id"), Some(found.last_delivered));
        assert_eq!(group.optional_number("entries-read"), found.entries_read);
        assert_eq!(group.find("lag").and_then(value::integer), found.lag_server);
    }
}

/// Returns named values if no name repeats; of a repeated name, either value may count.
fn unambiguous(value: &Value) -> Option<Record<'_>> {
    let items = value::items(value)?;
    let mut names: Vec<_> = items.iter().step_by(2).map(value::bytes).collect();
    names.sort_unstable();
    let repeats = names.windows(2).any(|pair| pair[0] == pair[1]);
    assert_eq!(items.len() % 2, 0, "a name without a value was read as a record");
    (!repeats).then(|| Record::new("XINFO", value).expect("named values"))
}
