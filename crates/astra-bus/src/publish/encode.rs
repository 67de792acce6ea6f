//! Commands as bytes, packed straight into the buffer that is sent.

use crate::publish::batch::XaddOptions;

/// Appends an `XADD` with an ID of the server's choice.
///
/// `fields` is asked twice: the wire wants their number first.
pub(crate) fn xadd<'a, I>(
    transport: &mut Vec<u8>,
    XaddOptions { stream, max_len, once }: XaddOptions<'_>,
    fields: impl Fn() -> I,
) where
    I: Iterator<Item = (&'a [u8], &'a [u8])>,
{
    let trimming = if max_len.is_some() { 3 } else { 0 };
    let recognition = if once.is_some() { 3 } else { 0 };
    head(transport, 3 + trimming + recognition + 2 * fields().count());
    transport.extend_from_slice(b"$4\r\nXADD\r\n");
    bulk(transport, stream);
    if let Some(max_len) = max_len {
        transport.extend_from_slice(b"$6\r\nMAXLEN\r\n$1\r\n~\r\n");
        bulk(transport, itoa::Buffer::new().format(max_len).as_bytes());
    }
    if let Some(once) = once {
        transport.extend_from_slice(b"$4\r\nIDMP\r\n");
        bulk(transport, once.producer.as_bytes());
        bulk(transport, once.id.as_bytes());
    }
    transport.extend_from_slice(b"$1\r\n*\r\n");
    // Walked from inside: a chain of iterators is asked for less that way than by a loop.
    fields().for_each(|(name, value)| {
        bulk(transport, name);
        bulk(transport, value);
    });
}

/// The stream that a packed `XADD` names.
pub(crate) fn stream_of(command: &[u8]) -> &[u8] {
    let name = command.splitn(6, |byte| *byte == b'\n').nth(4).unwrap_or_default();
    name.strip_suffix(b"\r").unwrap_or(name)
}

fn head(transport: &mut Vec<u8>, words: usize) {
    length(transport, b'*', words);
}

fn bulk(transport: &mut Vec<u8>, bytes: &[u8]) {
    length(transport, b'$', bytes.len());
    transport.extend_from_slice(bytes);
    transport.extend_from_slice(b"\r\n");
}

fn length(transport: &mut Vec<u8>, kind: u8, length: usize) {
    match length {
        0..10 => transport.extend_from_slice(&[kind, digit(length), b'\r', b'\n']),
        10..100 => {
            transport.extend_from_slice(&[kind, digit(length / 10), digit(length), b'\r', b'\n']);
        }
        _ => {
            transport.push(kind);
            transport.extend_from_slice(itoa::Buffer::new().format(length).as_bytes());
            transport.extend_from_slice(b"\r\n");
        }
    }
}

/// The last decimal digit of a number.
fn digit(number: usize) -> u8 {
    b"0123456789"[number % 10]
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::publish::dedup::DedupKey;

    #[test]
    fn packs_what_the_redis_crate_would() {
        let fields: [(&[u8], &[u8]); 2] = [(b"a", b"1"), (b"b\xff", b"")];
        let line = DedupKey::of(Uuid::nil(), 1234);
        for (max_len, once) in [(None, None), (Some(1000), None), (Some(9), Some(&line))] {
            let mut expected = redis::cmd("XADD");
            expected.arg("s");
            if let Some(max_len) = max_len {
                expected.arg("MAXLEN").arg("~").arg(max_len);
            }
            if let Some(once) = once {
                expected.arg("IDMP").arg(&once.producer).arg("1234");
            }
            expected.arg("*").arg("a").arg("1").arg(b"b\xff").arg("");
            let mut transport = Vec::new();
            let appending = XaddOptions { stream: b"s", max_len, once };
            xadd(&mut transport, appending, || fields.iter().copied());
            assert_eq!(transport, expected.get_packed_command());
            assert_eq!(stream_of(&transport), b"s");
        }
    }
}
