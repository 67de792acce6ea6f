//! Splits an input of any size into lines, in constant memory.

use std::io::{self, Read};

/// Bytes of one read.
const READ: usize = 1 << 16;

/// The longest accepted line, in bytes: far longer than any event, and small enough to hold a few.
pub(crate) const LONGEST_LINE: usize = 16 << 20;

/// The lines of an input.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    source: R,
    /// Bytes read, up to `filled`, and room for more.
    buffer: Vec<u8>,
    filled: usize,
    start: usize,
    /// Where the search for the end of the next line continues.
    searched: usize,
    number: u64,
    consumed: u64,
    is_at_end: bool,
    /// Whether the rest of a line that is too long is being discarded.
    is_skipping: bool,
}

/// The line is longer than [`LONGEST_LINE`], and its text is discarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

/// A line, without its line ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// Counted from 1.
    pub(crate) number: u64,
    pub(crate) text: Result<&'a [u8], TooLong>,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(source: R) -> Self {
        Self {
            source,
            buffer: Vec::new(),
            filled: 0,
            start: 0,
            searched: 0,
            number: 0,
            consumed: 0,
            is_at_end: false,
            is_skipping: false,
        }
    }

    /// Input bytes returned as lines so far.
    pub(crate) fn consumed(&self) -> u64 {
        self.consumed
    }

    /// Reads more of the input, and blocks until some arrives; false at the end of the input.
    pub(crate) fn read_more(&mut self) -> io::Result<bool> {
        if self.is_at_end {
            return Ok(false);
        }
        self.buffer.copy_within(self.start..self.filled, 0);
        self.searched -= self.start;
        self.filled -= self.start;
        self.start = 0;
        let needed = self.filled + READ;
        if self.buffer.len() < needed {
            self.buffer.resize(needed, 0);
        }
        let count = read(&mut self.source, &mut self.buffer[self.filled..needed])?;
        self.filled += count;
        self.is_at_end = count == 0;
        Ok(true)
    }

    /// The next complete line in the buffer; if there is none, call [`Lines::read_more`].
    pub(crate) fn next_line(&mut self) -> Option<Line<'_>> {
        loop {
            let found = memchr::memchr(b'\n', &self.buffer[self.searched..self.filled]);
            let end = match found {
                Some(at) => self.searched + at,
                None if self.is_at_end && self.start < self.filled => self.filled,
                None => return self.incomplete(),
            };
            let start = self.start;
            self.advance((end + 1).min(self.filled));
            if std::mem::take(&mut self.is_skipping) {
                continue;
            }
            self.number += 1;
            let text = &self.buffer[start..end];
            let text = text.strip_suffix(b"\r").unwrap_or(text);
            return Some(Line { number: self.number, text: Ok(text) });
        }
    }

    /// Reports a line that is too long as soon as it is, and discards the rest of it.
    fn incomplete(&mut self) -> Option<Line<'_>> {
        self.searched = self.filled;
        if self.is_skipping {
            self.advance(self.filled);
            return None;
        }
        if self.filled - self.start <= LONGEST_LINE {
            return None;
        }
        self.advance(self.filled);
        self.is_skipping = true;
        self.number += 1;
        Some(Line { number: self.number, text: Err(TooLong) })
    }

    fn advance(&mut self, to: usize) {
        self.consumed += (to - self.start) as u64;
        self.start = to;
        self.searched = to;
    }
}

fn read(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match source.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns its bytes in pieces of a size.
    struct Dribble<'a>(&'a [u8], usize);

    impl Read for Dribble<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn all(source: impl Read) -> Vec<(u64, Result<Vec<u8>, TooLong>)> {
        let mut lines = Lines::new(source);
        let mut found = Vec::new();
        loop {
            while let Some(Line { number, text }) = lines.next_line() {
                found.push((number, text.map(<[u8]>::to_vec)));
            }
            if !lines.read_more().unwrap() {
                return found;
            }
        }
    }

    proptest! {
        #[test]
        fn splits_lines_as_the_standard_library_does(text in "[a\r\n]{0,40}", size in 1usize..9) {
            let expected: Vec<_> = text.lines().map(|line| line.as_bytes().to_vec()).collect();
            let found = all(Dribble(text.as_bytes(), size));
            let texts: Vec<_> = found.iter().map(|(_, line)| line.clone().unwrap()).collect();
            // A carriage return at the very end of the input also ends its line.
            let trimmed = |mut lines: Vec<Vec<u8>>| {
                if let Some(last) = lines.last_mut() && !text.ends_with('\n') && last.ends_with(b"\r") { last.pop(); }
                lines
            };
            prop_assert_eq!(texts, trimmed(expected));
            prop_assert!(found.iter().map(|(number, _)| *number).eq(1..=found.len() as u64));
        }
    }

    #[test]
    fn a_line_without_end_is_discarded_and_the_next_one_found() {
        let text =
            [b"a\n".to_vec(), vec![b'x'; LONGEST_LINE + 3 * READ], b"\nb\n".to_vec()].concat();
        let mut lines = Lines::new(Dribble(&text, READ));
        let mut numbers = Vec::new();
        loop {
            while let Some(Line { number, text }) = lines.next_line() {
                numbers.push((number, text.map(<[u8]>::len)));
            }
            assert!(lines.buffer.len() <= LONGEST_LINE + 2 * READ);
            if !lines.read_more().unwrap() {
                break;
            }
        }
        assert_eq!(numbers, [(1, Ok(1)), (2, Err(TooLong)), (3, Ok(1))]);
        assert_eq!(lines.consumed(), text.len() as u64);
    }
}
