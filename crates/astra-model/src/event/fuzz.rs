//! Checks that hold for an event read from arbitrary fields.

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::event::draft::Draft;
use crate::event::envelope::Event;
use crate::event::field::Field;
use crate::event::stream_name::StreamParts;

/// Checks that an event keeps every field of an entry, reads back equal, and can be completed.
///
/// # Panics
///
/// Panics if a check fails.
pub fn check_event(fields: &[(&[u8], &[u8])]) {
    let event = Event::read(fields.iter().copied());
    let written: Vec<(&[u8], &[u8])> = event.fields().collect();
    assert_eq!(sorted(&written), sorted(fields), "the written fields differ from the fields read");
    let again = Event::read(written.iter().copied());
    assert_eq!(again, event, "the written event reads back differently");
    assert!(again.fields().eq(written.iter().copied()), "writing again changes the order");
    for stream in ["", "astra.trading.tradeexecuted.v1", "a.b.c.d.v0"] {
        for flaw in event.flaws(stream) {
            let text = flaw.to_string();
            let is_printable = !text.contains(char::is_control);
            assert!(is_printable, "the flaw contains control characters: {text:?}");
        }
    }
    check_completion(&event);
}

fn sorted<'a>(fields: &[(&'a [u8], &'a [u8])]) -> Vec<(&'a [u8], &'a [u8])> {
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    sorted
}

/// Checks that a draft of these fields is rejected, or becomes an event without flaws.
fn check_completion(event: &Event<'_>) {
    let mut draft = Draft::default();
    for field in Field::ALL.into_iter().filter(|field| *field != Field::Data) {
        if let Some(text) = event.raw(field) {
            draft = draft.with(field, text);
        }
    }
    let Ok(draft) = draft.with_data(event.text(Field::Data)) else { return };
    let Ok(complete) = draft.complete() else { return };
    let stream = complete.stream("astra").expect("a complete event has a stream");
    assert!(StreamParts::of(&stream).is_some(), "{stream}");
    assert_eq!(complete.flaws(&stream), []);
}

/// Writes an event as a line that `publish` reads, with its payload unchanged.
///
/// # Panics
///
/// Panics if a field is not UTF-8 or the payload is not JSON.
pub fn event_as_line(event: &Event<'_>) -> String {
    let text =
        |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("an event of a line is UTF-8");
    let mut members: Map<String, Value> =
        event.fields().map(|(name, value)| (text(name), Value::String(text(value)))).collect();
    let data = members.shift_remove(Field::Data.name()).unwrap_or_default();
    let data = data.as_str().filter(|data| !data.is_empty()).unwrap_or("null");
    assert!(serde_json::from_str::<&RawValue>(data).is_ok(), "{data}");
    let rest = Value::Object(members).to_string();
    format!("{},\"data\":{data}}}", rest.trim_end_matches('}'))
}
