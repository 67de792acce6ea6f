//! Short texts that users type and servers send: IDs, durations, times and names.

use astra_model::event::{StreamParts, stream_name};
use astra_model::time::{When, format_duration, humanize, parse_duration};
use astra_model::{EntryId, Name};
use jiff::Timestamp;

/// Checks the bytes as each kind of text.
pub(super) fn check(bytes: &[u8]) {
    check_id(bytes);
    check_name(bytes);
    if let Ok(text) = str::from_utf8(bytes) {
        check_duration(text);
        check_time(text);
        check_stream(text);
    }
}

fn check_id(bytes: &[u8]) {
    let Some(id) = EntryId::parse_bytes(bytes) else { return };
    assert_eq!(EntryId::parse_bytes(id.to_string().as_bytes()), Some(id));
    assert_eq!(id.next().map_or(Some(id), EntryId::previous), Some(id));
    assert_eq!(id.previous().map_or(Some(id), EntryId::next), Some(id));
    if let Some(time) = id.time() {
        assert_eq!(u64::try_from(time.as_millisecond()), Ok(id.ms));
    }
}

fn check_duration(text: &str) {
    match parse_duration(text) {
        Ok(duration) => {
            let written = format_duration(duration);
            assert_eq!(parse_duration(&written), Ok(duration), "{written}");
            assert!(!humanize(duration).is_empty());
        }
        Err(error) => assert!(!error.hint().is_empty()),
    }
}

fn check_time(text: &str) {
    let Ok(when) = text.parse::<When>() else { return };
    assert_eq!(when.to_string().parse(), Ok(when), "{when}");
    for now in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
        assert!(matches!(when, When::At(_)) || when.resolve(now) <= now);
    }
}

fn check_stream(text: &str) {
    let Some(parts) = StreamParts::of(text) else { return };
    let event_type = format!("{}.{}", parts.domain, parts.event);
    assert_eq!(stream_name(parts.prefix, &event_type, parts.version).as_deref(), Ok(text));
}

/// Checks that a displayed name contains no control character, and that its JSON is a string only
/// if it is UTF-8.
fn check_name(bytes: &[u8]) {
    let shown = Name::from(bytes.to_vec()).to_string();
    assert!(!shown.contains(char::is_control), "{shown:?}");
    let json = serde_json::to_value(Name::from(bytes.to_vec())).expect("a name is JSON");
    assert_eq!(json.as_str().is_some(), str::from_utf8(bytes).is_ok());
}
