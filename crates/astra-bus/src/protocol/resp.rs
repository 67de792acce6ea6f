//! RESP2 read in place: where one reply ends as its bytes arrive, and stepping through it.
//!
//! Own code, for the hot path of reading entries alone: the client crate builds a tree of values
//! of each reply (measured: 150,000 entries/s, less than a server sends). Here nothing is
//! allocated for an entry. What has another shape than expected is [`Malformed`], never a panic.

/// Bytes that are not RESP2, or not the reply that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// The beginning of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Head {
    /// A status, error or integer, complete with its line.
    Line,
    /// A text of so many bytes, to follow; nil where there is none.
    Bulk(Option<usize>),
    /// So many values to follow; nil where there are none.
    Array(Option<usize>),
}

/// Finds the end of one reply. It goes on where it stopped when more bytes are there.
#[derive(Clone, Debug)]
pub(crate) struct Scanner {
    /// Everything before this place is known.
    at: usize,
    /// Values that have to follow before the reply is complete.
    open: usize,
    /// Items of the outermost array that have not begun.
    items: usize,
    /// Where the last of those that have begun does.
    last_item: usize,
}

impl Default for Scanner {
    fn default() -> Self {
        Self { at: 0, open: 1, items: 0, last_item: 0 }
    }
}

impl Scanner {
    /// Returns the length of the reply that `bytes` begin with, or `None` until it is complete.
    /// `bytes` begin as they did at the last call.
    pub(crate) fn end(&mut self, bytes: &[u8]) -> Result<Option<usize>, Malformed> {
        while self.open > 0 {
            let Some((head, after)) = head(bytes, self.at)? else { return Ok(None) };
            let (end, inner) = match head {
                Head::Bulk(Some(length)) => match bulk_end(bytes, after, length)? {
                    Some(end) => (end, 0),
                    None => return Ok(None),
                },
                Head::Array(Some(count)) => (after, count),
                _ => (after, 0),
            };
            if self.open == self.items {
                self.last_item = self.at;
                self.items -= 1;
            }
            self.open = (self.open - 1).checked_add(inner).ok_or(Malformed)?;
            if self.at == 0 {
                self.items = inner;
            }
            self.at = end;
        }
        Ok(Some(self.at))
    }

    /// Where the last item of an array begins, once the array is complete.
    pub(crate) fn last_item(&self) -> usize {
        self.last_item
    }
}

/// Reads the beginning of the value at `at`: what it is, and where it goes on.
fn head(bytes: &[u8], at: usize) -> Result<Option<(Head, usize)>, Malformed> {
    let Some((&kind, rest)) = bytes.get(at..).and_then(<[u8]>::split_first) else {
        return Ok(None);
    };
    match kind {
        b'$' => sized(rest, at, Head::Bulk),
        b'*' => sized(rest, at, Head::Array),
        b'+' | b'-' | b':' => {
            let Some(end) = memchr::memchr(b'\n', rest) else { return Ok(None) };
            if !rest[..end].ends_with(b"\r") {
                return Err(Malformed);
            }
            Ok(Some((Head::Line, at + end + 2)))
        }
        _ => Err(Malformed),
    }
}

fn sized(
    rest: &[u8],
    at: usize,
    head: impl Fn(Option<usize>) -> Head,
) -> Result<Option<(Head, usize)>, Malformed> {
    if let [b'-', b'1', b'\r', b'\n', ..] = rest {
        return Ok(Some((head(None), at + 5)));
    }
    // Nearly every text is shorter than a hundred bytes.
    match *rest {
        [ones @ b'0'..=b'9', b'\r', b'\n', ..] => {
            return Ok(Some((head(Some(usize::from(ones - b'0'))), at + 4)));
        }
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9', b'\r', b'\n', ..] => {
            let size = usize::from(tens - b'0') * 10 + usize::from(ones - b'0');
            return Ok(Some((head(Some(size)), at + 5)));
        }
        _ => {}
    }
    let mut size = 0_usize;
    for (index, &byte) in rest.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                let digit = usize::from(byte - b'0');
                size = size.checked_mul(10).and_then(|s| s.checked_add(digit)).ok_or(Malformed)?;
            }
            b'\r' if index > 0 => {
                return match rest.get(index + 1) {
                    Some(b'\n') => Ok(Some((head(Some(size)), at + index + 3))),
                    Some(_) => Err(Malformed),
                    None => Ok(None),
                };
            }
            b'-' if index == 0 && rest.len() < 4 => return Ok(None),
            _ => return Err(Malformed),
        }
    }
    Ok(None)
}

fn bulk_end(bytes: &[u8], start: usize, length: usize) -> Result<Option<usize>, Malformed> {
    let end = start.checked_add(length).and_then(|end| end.checked_add(2)).ok_or(Malformed)?;
    match bytes.get(end - 2..end) {
        Some(b"\r\n") => Ok(Some(end)),
        Some(_) => Err(Malformed),
        None => Ok(None),
    }
}

/// A place in a complete reply.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    pub(crate) at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// Enters an array and returns how many values follow; nil is one without any.
    pub(crate) fn array(&mut self) -> Result<usize, Malformed> {
        Ok(self.array_or_nil()?.unwrap_or(0))
    }

    /// Enters an array of names with values and returns how many pairs follow.
    pub(crate) fn pairs(&mut self) -> Result<usize, Malformed> {
        let count = self.array()?;
        if count % 2 == 0 { Ok(count / 2) } else { Err(Malformed) }
    }

    /// Reads a text; nil is an empty one.
    pub(crate) fn bulk(&mut self) -> Result<Slice, Malformed> {
        let Some((Head::Bulk(length), start)) = head(self.bytes, self.at)? else {
            return Err(Malformed);
        };
        let Some(length) = length else {
            self.at = start;
            return Ok(Slice { start, end: start });
        };
        self.at = bulk_end(self.bytes, start, length)?.ok_or(Malformed)?;
        Ok(Slice { start, end: start + length })
    }

    /// Enters an array and returns how many values follow; `None` for nil.
    pub(crate) fn array_or_nil(&mut self) -> Result<Option<usize>, Malformed> {
        match head(self.bytes, self.at)? {
            Some((Head::Array(count), after)) => {
                self.at = after;
                Ok(count)
            }
            Some((Head::Bulk(None), after)) => {
                self.at = after;
                Ok(None)
            }
            _ => Err(Malformed),
        }
    }

    /// Reads an integer; `None` for nil.
    pub(crate) fn integer(&mut self) -> Result<Option<i64>, Malformed> {
        match head(self.bytes, self.at)? {
            Some((Head::Line, after)) if self.bytes[self.at] == b':' => {
                let digits = self.bytes.get(self.at + 1..after - 2).ok_or(Malformed)?;
                self.at = after;
                std::str::from_utf8(digits)
                    .ok()
                    .and_then(|text| text.parse().ok())
                    .map(Some)
                    .ok_or(Malformed)
            }
            Some((Head::Bulk(None) | Head::Array(None), after)) => {
                self.at = after;
                Ok(None)
            }
            _ => Err(Malformed),
        }
    }

    /// Reads an error, where the next value is one.
    pub(crate) fn error(&mut self) -> Result<Option<&'a [u8]>, Malformed> {
        match head(self.bytes, self.at)? {
            Some((Head::Line, after)) if self.bytes[self.at] == b'-' => {
                let line = &self.bytes[self.at..after];
                self.at = after;
                Ok(Some(line))
            }
            _ => Ok(None),
        }
    }

    /// Reads the bytes of a text; nil is an empty one.
    pub(crate) fn text(&mut self) -> Result<&'a [u8], Malformed> {
        Ok(self.bulk()?.of(self.bytes))
    }

    /// Steps over one value of any kind.
    pub(crate) fn skip(&mut self) -> Result<(), Malformed> {
        let rest = self.bytes.get(self.at..).ok_or(Malformed)?;
        self.at += Scanner::default().end(rest)?.ok_or(Malformed)?;
        Ok(())
    }
}

/// Where a text stands in a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slice {
    start: usize,
    end: usize,
}

impl Slice {
    pub(crate) fn of(self, bytes: &[u8]) -> &[u8] {
        &bytes[self.start..self.end]
    }
}

#[cfg(test)]
mod tests;
