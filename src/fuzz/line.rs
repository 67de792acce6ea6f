//! Lines of JSON, as `tail` writes and `publish` reads them.

use astra_bus::{Entry, fuzz as bus};
use astra_model::event::Event;
use astra_model::{EntryId, Name, fuzz as model};
use serde_json::value::RawValue;

use crate::commands::publish::fuzz as publish;
use crate::commands::publish::fuzz::Read;
use crate::fuzz::tail;

/// Judges an input of `publish --from`.
pub(super) fn holds(bytes: &[u8]) {
    for line in publish::lines(bytes) {
        let Ok(Some(read)) = publish::read(&line) else { continue };
        match &read {
            Read::Event { stream, fields } => event_holds(stream, fields),
            Read::Entry { stream, fields } => bus::with_entry(EntryId::MIN, fields, |entry| {
                assert_eq!(back(stream, entry).as_ref(), Ok(&Some(read.clone())));
            }),
        }
    }
}

/// Judges an event that is to be published.
fn event_holds(stream: &str, fields: &[(Vec<u8>, Vec<u8>)]) {
    let pairs = || fields.iter().map(|(name, value)| (name.as_slice(), value.as_slice()));
    let event = Event::read(pairs());
    assert_eq!(event.flaws(stream), [], "a flawed event would be published");
    let again = publish::read(model::event_as_line(&event).as_bytes());
    let same = Read::Event { stream: stream.to_owned(), fields: fields.to_vec() };
    assert_eq!(again, Ok(Some(same)), "an event does not read back from its own JSON");
    let entry = Read::Entry { stream: stream.as_bytes().to_vec(), fields: fields.to_vec() };
    bus::with_entry(EntryId::MIN, fields, |found| {
        assert_eq!(back(stream.as_bytes(), found), Ok(Some(entry)));
    });
}

/// Judges an entry that is shown.
pub(super) fn entry_holds(stream: &[u8], id: EntryId, fields: &[(&[u8], &[u8])]) {
    let owned: Vec<_> =
        fields.iter().map(|(name, value)| (name.to_vec(), value.to_vec())).collect();
    bus::with_entry(id, &owned, |entry| {
        let line = tail::json(&Name::from(stream.to_vec()), entry);
        let end = line.iter().position(|byte| *byte == b'\n');
        assert_eq!(end, Some(line.len() - 1), "not one line");
        assert!(serde_json::from_slice::<&RawValue>(&line).is_ok(), "not JSON");
        if !owned.is_empty() {
            let same = Read::Entry { stream: stream.to_vec(), fields: owned.clone() };
            assert_eq!(back(stream, entry), Ok(Some(same)));
        }
        let text = tail::text(&Name::from(stream.to_vec()), entry);
        let shown = str::from_utf8(&text).expect("a line of text is text");
        let inner = shown.strip_suffix('\n').expect("a line ends");
        assert!(!inner.contains(char::is_control), "it commands the terminal: {inner:?}");
    });
}

/// What `publish` reads from the line that `tail` writes.
fn back(stream: &[u8], entry: &Entry<'_>) -> Result<Option<Read>, String> {
    let line = tail::json(&Name::from(stream.to_vec()), entry);
    publish::read(line.trim_ascii_end())
}
