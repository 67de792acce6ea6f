//! What holds of events whatever their fields are.

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::event::draft::Draft;
use crate::event::envelope::Event;
use crate::event::field::Field;
use crate::event::stream_name::StreamParts;

/// Judges the fields of an entry.
pub fn holds(fields: &[(&[u8], &[u8])]) {
    let event = Event::read(fields.iter().copied());
    let written: Vec<(&[u8], &[u8])> = event.fields().collect();
    assert_eq!(sorted(&written), sorted(fields), "a field is lost, or made up");
    let again = Event::read(written.iter().copied());
    assert_eq!(again, event, "it does not read back");
    assert!(again.fields().eq(written.iter().copied()), "its order changes");
    for stream in ["", "astra.trading.tradeexecuted.v1", "a.b.c.d.v0"] {
        for flaw in event.flaws(stream) {
            let text = flaw.to_string();
            let is_of_value = !text.contains(char::is_control);
            assert!(is_of_value, "it commands the terminal: {text:?}");
        }
    }
    completed(&event);
}

fn sorted<'a>(fields: &[(&'a [u8], &'a [u8])]) -> Vec<(&'a [u8], &'a [u8])> {
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    sorted
}

/// What is published is complete and without a flaw, whatever was asked for.
fn completed(event: &Event<'_>) {
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

/// An event as a line that `publish` takes, its payload as it stands.
pub fn as_line(event: &Event<'_>) -> String {
    let text =
        |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("an event of a line is text");
    let mut members: Map<String, Value> =
        event.fields().map(|(name, value)| (text(name), Value::String(text(value)))).collect();
    let data = members.shift_remove(Field::Data.name()).unwrap_or_default();
    let data = data.as_str().filter(|data| !data.is_empty()).unwrap_or("null");
    assert!(serde_json::from_str::<&RawValue>(data).is_ok(), "{data}");
    let rest = Value::Object(members).to_string();
    format!("{},\"data\":{data}}}", rest.trim_end_matches('}'))
}
