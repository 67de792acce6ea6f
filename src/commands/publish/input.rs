//! The lines of an input of any size, in constant memory.

use std::io::{self, Read};

/// Bytes that are asked for at a time.
const READ: usize = 1 << 16;

/// The longest line that is taken: far beyond any event, and small enough to hold a few at a time.
pub(super) const LONGEST_LINE: usize = 16 << 20;

/// An input cut into lines.
#[derive(Debug)]
pub(super) struct Lines<R> {
    source: R,
    /// Bytes that were read up to `filled`, and room for more.
    buffer: Vec<u8>,
    filled: usize,
    start: usize,
    /// Where the search for the next line's end goes on.
    searched: usize,
    number: u64,
    consumed: u64,
    is_at_end: bool,
    /// The rest of a line that was too long is thrown away up to its end.
    is_skipping: bool,
}

/// A line that is longer than [`LONGEST_LINE`]; its text is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLong;

/// A line with its number, counted from 1.
pub(super) type Line<'a> = (u64, Result<&'a [u8], TooLong>);

impl<R: Read> Lines<R> {
    pub(super) fn new(source: R) -> Self {
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

    /// Bytes of the input that were given out as lines.
    pub(super) fn consumed(&self) -> u64 {
        self.consumed
    }

    /// Reads on, and waits for it; false when there is nothing more.
    pub(super) fn read_on(&mut self) -> io::Result<bool> {
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

    /// The next line that is there whole, without its end; [`Lines::read_on`] when there is none.
    pub(super) fn next_line(&mut self) -> Option<Line<'_>> {
        loop {
            let found = memchr::memchr(b'\n', &self.buffer[self.searched..self.filled]);
            let end = match found {
                Some(at) => self.searched + at,
                None if self.is_at_end && self.start < self.filled => self.filled,
                None => return self.unfinished(),
            };
            let start = self.start;
            self.advance((end + 1).min(self.filled));
            if std::mem::take(&mut self.is_skipping) {
                continue;
            }
            self.number += 1;
            let text = &self.buffer[start..end];
            return Some((self.number, Ok(text.strip_suffix(b"\r").unwrap_or(text))));
        }
    }

    /// Gives up on a line that has grown too long, as soon as it has.
    fn unfinished(&mut self) -> Option<Line<'_>> {
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
        Some((self.number, Err(TooLong)))
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

    /// Gives out what it holds in pieces of a size.
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
            while let Some((number, line)) = lines.next_line() {
                found.push((number, line.map(<[u8]>::to_vec)));
            }
            if !lines.read_on().unwrap() {
                return found;
            }
        }
    }

    proptest! {
        #[test]
        fn lines_are_what_the_standard_library_says(text in "[a\r\n]{0,40}", size in 1usize..9) {
            let expected: Vec<_> = text.lines().map(|line| line.as_bytes().to_vec()).collect();
            let found = all(Dribble(text.as_bytes(), size));
            let texts: Vec<_> = found.iter().map(|(_, line)| line.clone().unwrap()).collect();
            // A lone carriage return at the very end ends its line too.
            let trimmed = |mut lines: Vec<Vec<u8>>| {
                if let Some(last) = lines.last_mut() && !text.ends_with('\n') && last.ends_with(b"\r") { last.pop(); }
                lines
            };
            prop_assert_eq!(texts, trimmed(expected));
            prop_assert!(found.iter().map(|(number, _)| *number).eq(1..=found.len() as u64));
        }
    }

    #[test]
    fn a_line_without_end_is_dropped_and_the_next_one_is_found() {
        let text =
            [b"a\n".to_vec(), vec![b'x'; LONGEST_LINE + 3 * READ], b"\nb\n".to_vec()].concat();
        let mut lines = Lines::new(Dribble(&text, READ));
        let mut numbers = Vec::new();
        loop {
            while let Some((number, line)) = lines.next_line() {
                numbers.push((number, line.map(<[u8]>::len)));
            }
            assert!(lines.buffer.len() <= LONGEST_LINE + 2 * READ);
            if !lines.read_on().unwrap() {
                break;
            }
        }
        assert_eq!(numbers, [(1, Ok(1)), (2, Err(TooLong)), (3, Ok(1))]);
        assert_eq!(lines.consumed(), text.len() as u64);
    }
}
