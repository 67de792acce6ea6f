//! Commands as bytes, encoded straight into the buffer that is sent.

use std::ops::Range;

use crate::publish::dedup::DedupKey;

/// Where an entry is appended, and how.
#[derive(Clone, Copy, Debug)]
pub struct XaddOptions<'a> {
    pub stream: &'a [u8],
    /// Trims the stream to about this many entries (`MAXLEN ~`); `None` keeps all.
    pub max_len: Option<u64>,
    /// Lets a server that supports it recognize a repeat (`IDMP`).
    pub dedup: Option<&'a DedupKey>,
}

/// Where an encoded command is in its buffer, and where it names its stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CommandSpan {
    bytes: Range<usize>,
    stream: Range<usize>,
}

/// An encoded `XADD`, and the stream that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EncodedCommand<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) stream: &'a [u8],
}

impl CommandSpan {
    /// Where the command ends in its buffer.
    pub(crate) fn end(&self) -> usize {
        self.bytes.end
    }

    pub(crate) fn of<'a>(&self, buffer: &'a [u8]) -> EncodedCommand<'a> {
        EncodedCommand { bytes: &buffer[self.bytes.clone()], stream: &buffer[self.stream.clone()] }
    }
}

/// Appends an `XADD` whose entry ID the server chooses.
///
/// `fields` is called twice, because the protocol puts the number of arguments first.
pub(crate) fn xadd<'a, I>(
    buffer: &mut Vec<u8>,
    XaddOptions { stream, max_len, dedup }: XaddOptions<'_>,
    fields: impl Fn() -> I,
) -> CommandSpan
where
    I: Iterator<Item = (&'a [u8], &'a [u8])>,
{
    let start = buffer.len();
    let trim_words = if max_len.is_some() { 3 } else { 0 };
    let dedup_words = if dedup.is_some() { 3 } else { 0 };
    length(buffer, b'*', 3 + trim_words + dedup_words + 2 * fields().count());
    buffer.extend_from_slice(b"$4\r\nXADD\r\n");
    let stream = bulk(buffer, stream);
    if let Some(max_len) = max_len {
        buffer.extend_from_slice(b"$6\r\nMAXLEN\r\n$1\r\n~\r\n");
        bulk(buffer, itoa::Buffer::new().format(max_len).as_bytes());
    }
    if let Some(dedup) = dedup {
        buffer.extend_from_slice(b"$4\r\nIDMP\r\n");
        bulk(buffer, dedup.producer.as_bytes());
        bulk(buffer, dedup.id.as_bytes());
    }
    buffer.extend_from_slice(b"$1\r\n*\r\n");
    // `for_each` lets the chained iterator run without checking its state for every item (measured).
    fields().for_each(|(name, value)| {
        bulk(buffer, name);
        bulk(buffer, value);
    });
    CommandSpan { bytes: start..buffer.len(), stream }
}

/// Appends a bulk string, and returns where its text is.
fn bulk(buffer: &mut Vec<u8>, bytes: &[u8]) -> Range<usize> {
    length(buffer, b'$', bytes.len());
    let start = buffer.len();
    buffer.extend_from_slice(bytes);
    buffer.extend_from_slice(b"\r\n");
    start..start + bytes.len()
}

fn length(buffer: &mut Vec<u8>, marker: u8, length: usize) {
    match length {
        0..10 => buffer.extend_from_slice(&[marker, digit(length), b'\r', b'\n']),
        10..100 => {
            buffer.extend_from_slice(&[marker, digit(length / 10), digit(length), b'\r', b'\n']);
        }
        _ => {
            buffer.push(marker);
            buffer.extend_from_slice(itoa::Buffer::new().format(length).as_bytes());
            buffer.extend_from_slice(b"\r\n");
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
    fn encodes_as_the_redis_crate_does_and_knows_the_stream() {
        let fields: [(&[u8], &[u8]); 2] = [(b"a", b"1"), (b"b\xff", b"")];
        let key = DedupKey::of(Uuid::nil(), 1234);
        let mut buffer = Vec::new();
        for (max_len, dedup) in [(None, None), (Some(1000), None), (Some(9), Some(&key))] {
            let mut expected = redis::cmd("XADD");
            expected.arg("s\r\n1");
            if let Some(max_len) = max_len {
                expected.arg("MAXLEN").arg("~").arg(max_len);
            }
            if let Some(dedup) = dedup {
                expected.arg("IDMP").arg(&dedup.producer).arg("1234");
            }
            expected.arg("*").arg("a").arg("1").arg(b"b\xff").arg("");
            let options = XaddOptions { stream: b"s\r\n1", max_len, dedup };
            let span = xadd(&mut buffer, options, || fields.iter().copied());
            let command = span.of(&buffer);
            assert_eq!(command.bytes, expected.get_packed_command());
            assert_eq!(command.stream, b"s\r\n1");
            assert_eq!(span.end(), buffer.len());
        }
    }
}
