//! JSON lines, which `tail` writes and `publish` reads.

use astra_bus::{Entry, fuzz as bus};
use astra_model::event::Event;
use astra_model::{EntryId, Name, fuzz as model};
use serde_json::value::RawValue;

use crate::commands::publish::fuzz as publish;
use crate::commands::publish::fuzz::Read;
use crate::commands::tail::fuzz as tail;

/// Checks an input of `publish --from`.
pub(super) fn check_input(bytes: &[u8]) {
    for line in publish::lines(bytes) {
        let Ok(Some(read)) = publish::read(&line) else { continue };
        match &read {
            Read::Event { stream, fields } => check_event(stream, fields),
            Read::Entry { stream, fields } => bus::with_entry(EntryId::MIN, fields, |entry| {
                assert_eq!(read_back(stream, entry).as_ref(), Ok(&Some(read.clone())));
            }),
        }
    }
}

/// Checks an event that would be published.
fn check_event(stream: &str, fields: &[(Vec<u8>, Vec<u8>)]) {
    let pairs = || fields.iter().map(|(name, value)| (name.as_slice(), value.as_slice()));
    let event = Event::read(pairs());
    assert_eq!(event.flaws(stream), [], "a flawed event is published");
    let again = publish::read(model::event_as_line(&event).as_bytes());
    let same = Read::Event { stream: stream.to_owned(), fields: fields.to_vec() };
    assert_eq!(again, Ok(Some(same)), "an event does not read back from its own JSON");
    let entry = Read::Entry { stream: stream.as_bytes().to_vec(), fields: fields.to_vec() };
    bus::with_entry(EntryId::MIN, fields, |found| {
        assert_eq!(read_back(stream.as_bytes(), found), Ok(Some(entry)));
    });
}

/// Checks the lines that `tail` writes for an entry.
pub(super) fn check_entry(stream: &[u8], id: EntryId, fields: &[(&[u8], &[u8])]) {
    let owned: Vec<_> =
        fields.iter().map(|(name, value)| (name.to_vec(), value.to_vec())).collect();
    bus::with_entry(id, &owned, |entry| {
        let line = tail::json(&Name::from(stream.to_vec()), entry);
        let end = line.iter().position(|byte| *byte == b'\n');
        assert_eq!(end, Some(line.len() - 1), "not one line");
        assert!(serde_json::from_slice::<&RawValue>(&line).is_ok(), "not JSON");
        if !owned.is_empty() {
            let same = Read::Entry { stream: stream.to_vec(), fields: owned.clone() };
            assert_eq!(read_back(stream, entry), Ok(Some(same)));
        }
        let text = tail::text(&Name::from(stream.to_vec()), entry);
        let shown = str::from_utf8(&text).expect("the line is UTF-8");
        let inner = shown.strip_suffix('\n').expect("the line ends with a line feed");
        assert!(
            !inner.contains(char::is_control),
            "a control character reaches the terminal: {inner:?}"
        );
    });
}

/// Reads the line that `tail` writes, as `publish` does.
fn read_back(stream: &[u8], entry: &Entry<'_>) -> Result<Option<Read>, String> {
    let line = tail::json(&Name::from(stream.to_vec()), entry);
    publish::read(line.trim_ascii_end())
}
