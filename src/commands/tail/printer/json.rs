//! An entry as one line of JSON: the stored entry, its time, and its payload parsed.

use astra_bus::Entry;
use astra_model::event::{Field, Payload, rejection_reason};
use astra_model::json::{BytesJson, FieldsJson};
use astra_model::{EntryId, Name, UNKNOWN_AGE_REASON};

/// Writes lines of JSON. It caches the text of the last second, because consecutive entries often
/// share it.
#[derive(Debug, Default)]
pub(crate) struct JsonLines {
    second: u64,
    second_text: String,
}

impl JsonLines {
    /// Appends the line of an entry, including its line break. It contains no other line break.
    pub(crate) fn write(&mut self, out: &mut Vec<u8>, stream: &Name, entry: &Entry<'_>) {
        out.extend_from_slice(br#"{"stream":"#);
        BytesJson::from(stream.as_bytes()).write_to(out);
        out.extend_from_slice(br#","id":""#);
        write_id(out, entry.id);
        out.extend_from_slice(br#"","time":"#);
        self.write_time(out, entry.id);
        out.extend_from_slice(br#","fields":"#);
        FieldsJson(entry.fields()).write_to(out);
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
        // 1000 is added and the first digit removed, so that milliseconds keep their leading zeros.
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

/// Appends the JSON of `data` unchanged but without line breaks, which valid JSON can only contain
/// between tokens. JSON that other parsers reject becomes `null`, with the reason.
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
