//! Bytes as JSON strings, written as `serde_json` writes them, into a buffer that is used again.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What a byte becomes inside a JSON string: 0 itself, `u` a `\u00xx`, else a backslash and this.
const ESCAPES: [u8; 256] = escapes();

const fn escapes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut control = 0;
    while control < 0x20 {
        table[control] = b'u';
        control += 1;
    }
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    table[0x08] = b'b';
    table[0x0c] = b'f';
    table[b'\n' as usize] = b'n';
    table[b'\r' as usize] = b'r';
    table[b'\t' as usize] = b't';
    table
}

/// Appends text as a JSON string, and any other bytes as `{"base64":"…"}`.
pub(super) fn write_value(out: &mut Vec<u8>, value: &[u8]) {
    if is_plain(value) {
        out.push(b'"');
        out.extend_from_slice(value);
        out.push(b'"');
        return;
    }
    if let Ok(text) = std::str::from_utf8(value) {
        return write_string(out, text);
    }
    out.extend_from_slice(br#"{"base64":""#);
    out.extend_from_slice(STANDARD.encode(value).as_bytes());
    out.extend_from_slice(br#""}"#);
}

/// Whether all is printable ASCII that stands for itself. It looks at every byte, without an early
/// end, so that it looks at many at a time.
pub(super) fn is_plain(value: &[u8]) -> bool {
    let is_special = |byte: &u8| !matches!(*byte, b' ' | b'!' | b'#'..=b'[' | b']'..=0x7f);
    !value.iter().fold(false, |special, byte| special | is_special(byte))
}

fn write_string(out: &mut Vec<u8>, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let bytes = text.as_bytes();
    let mut plain_from = 0;
    out.push(b'"');
    for (index, &byte) in bytes.iter().enumerate() {
        let escape = ESCAPES[usize::from(byte)];
        if escape == 0 {
            continue;
        }
        out.extend_from_slice(&bytes[plain_from..index]);
        plain_from = index + 1;
        out.extend_from_slice(&[b'\\', escape]);
        if escape == b'u' {
            let (high, low) = (usize::from(byte >> 4), usize::from(byte & 15));
            out.extend_from_slice(&[b'0', b'0', HEX[high], HEX[low]]);
        }
    }
    out.extend_from_slice(&bytes[plain_from..]);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(value: &[u8]) -> String {
        let mut out = Vec::new();
        write_value(&mut out, value);
        String::from_utf8(out).unwrap()
    }

    proptest! {
        #[test]
        fn text_is_written_as_serde_json_writes_it(text in "(\\PC|[\\x00-\\x7f])*") {
            prop_assert_eq!(written(text.as_bytes()), serde_json::to_string(&text).unwrap());
        }

        #[test]
        fn any_bytes_come_back(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let value: serde_json::Value = serde_json::from_str(&written(&bytes)).unwrap();
            let back = match value.get("base64") {
                Some(code) => STANDARD.decode(code.as_str().unwrap()).unwrap(),
                None => value.as_str().unwrap().as_bytes().to_vec(),
            };
            prop_assert_eq!(value.is_string(), std::str::from_utf8(&bytes).is_ok());
            prop_assert_eq!(back, bytes);
        }
    }

    #[test]
    fn every_control_character_is_written_as_serde_json_writes_it() {
        let text: String = (0..=0x80).filter_map(char::from_u32).collect();
        assert_eq!(written(text.as_bytes()), serde_json::to_string(&text).unwrap());
    }
}
