//! An entry as one line of JSON: the entry as stored, its time, and its payload parsed.

use astra_bus::Entry;
use astra_model::event::{Field, Payload, rejection_reason};
use astra_model::{EntryId, Name, UNKNOWN_AGE_REASON};

use crate::commands::tail::escape::{is_plain, write_value};

/// Writes lines of JSON; it remembers the last second, which most entries share.
#[derive(Debug, Default)]
pub(super) struct JsonLines {
    second: u64,
    second_text: String,
}

impl JsonLines {
    /// Appends the line of an entry, its line break included. It holds no other line break.
    ///
    /// A stream's name that is not UTF-8 is written as a value that is none: `{"base64":"…"}`.
    pub(super) fn write(&mut self, out: &mut Vec<u8>, stream: &Name, entry: &Entry<'_>) {
        out.extend_from_slice(br#"{"stream":"#);
        write_value(out, stream.as_bytes());
        out.extend_from_slice(br#","id":""#);
        write_id(out, entry.id);
        out.extend_from_slice(br#"","time":"#);
        self.write_time(out, entry.id);
        out.extend_from_slice(br#","fields":"#);
        if are_names_plain(entry) {
            write_object(out, entry);
        } else {
            write_pairs(out, entry);
        }
        out.extend_from_slice(br#","data":"#);
        write_payload(out, entry);
        out.extend_from_slice(b"}\n");
    }

    fn write_time(&mut self, out: &mut Vec<u8>, id: EntryId) {
        let second = id.ms / 1000;
        if self.second_text.is_empty() || self.second != second {
            let Some(time) = id.time() else {
                out.extend_from_slice(br#"null,"time_reason":""#);
                out.extend_from_slice(UNKNOWN_AGE_REASON.as_bytes());
                out.push(b'"');
                return;
            };
            self.second = second;
            self.second_text = time.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        }
        // Four digits, the first of which is cut off: a millisecond keeps its zeros.
        let mut digits = itoa::Buffer::new();
        let thousandths = digits.format(1000 + id.ms % 1000);
        out.push(b'"');
        out.extend_from_slice(self.second_text.as_bytes());
        out.push(b'.');
        out.extend_from_slice(&thousandths.as_bytes()[1..]);
        out.extend_from_slice(b"Z\"");
    }
}

fn write_id(out: &mut Vec<u8>, id: EntryId) {
    let mut digits = itoa::Buffer::new();
    out.extend_from_slice(digits.format(id.ms).as_bytes());
    out.push(b'-');
    out.extend_from_slice(digits.format(id.seq).as_bytes());
}

/// Whether every name can be the key of an object: text, and each once.
fn are_names_plain(entry: &Entry<'_>) -> bool {
    /// Beyond this many fields, sorting finds a repeated name sooner than comparing all.
    const FEW: usize = 24;
    let names = || entry.fields().map(|(name, _)| name);
    if !names().all(|name| is_plain(name) || std::str::from_utf8(name).is_ok()) {
        return false;
    }
    if names().nth(FEW).is_none() {
        return !names().enumerate().any(|(at, name)| names().take(at).any(|other| other == name));
    }
    let mut sorted: Vec<&[u8]> = names().collect();
    sorted.sort_unstable();
    sorted.windows(2).all(|pair| pair[0] != pair[1])
}

fn write_object(out: &mut Vec<u8>, entry: &Entry<'_>) {
    out.push(b'{');
    for (index, (name, value)) in entry.fields().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write_value(out, name);
        out.push(b':');
        write_value(out, value);
    }
    out.push(b'}');
}

fn write_pairs(out: &mut Vec<u8>, entry: &Entry<'_>) {
    out.push(b'[');
    for (index, (name, value)) in entry.fields().enumerate() {
        out.extend_from_slice(if index > 0 { b",[" } else { b"[" });
        write_value(out, name);
        out.push(b',');
        write_value(out, value);
        out.push(b']');
    }
    out.push(b']');
}

/// Appends the JSON of `data` as it stands, on one line: in valid JSON a line break can only stand
/// between tokens. What others could not read is `null`, with the reason.
fn write_payload(out: &mut Vec<u8>, entry: &Entry<'_>) {
    let data = entry.fields().find_map(|(name, value)| {
        let is_data = name == Field::Data.name().as_bytes();
        is_data.then(|| std::str::from_utf8(value).ok()).flatten()
    });
    let Some(json) = data.and_then(|text| Payload::of(text).json()) else {
        out.extend_from_slice(b"null");
        return;
    };
    if let Some(reason) = rejection_reason(json) {
        out.extend_from_slice(br#"null,"data_reason":""#);
        out.extend_from_slice(reason.as_bytes());
        out.push(b'"');
        return;
    }
    let start = out.len();
    out.extend_from_slice(json.as_bytes());
    if memchr::memchr2(b'\n', b'\r', json.as_bytes()).is_some() {
        out.truncate(start);
        out.extend(json.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')));
    }
}
