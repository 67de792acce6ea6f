//! A bare socket as a peer: sends bytes, counts what must come back, and decodes nothing.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

use astra_testkit::Server;

/// A connection that throws answers away.
pub(crate) struct Socket {
    stream: UnixStream,
    buffer: Vec<u8>,
}

impl Socket {
    pub(crate) fn new(server: &Server) -> Self {
        Self { stream: UnixStream::connect(server.socket()).unwrap(), buffer: vec![0; 1 << 20] }
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).unwrap();
    }

    /// Reads this many bytes and forgets them.
    pub(crate) fn skip(&mut self, mut bytes: usize) {
        while bytes > 0 {
            let wanted = bytes.min(self.buffer.len());
            bytes -= self.stream.read(&mut self.buffer[..wanted]).unwrap();
        }
    }

    /// Reads until nothing more has come for a moment, and returns how many bytes that were: to
    /// learn once how long an answer is.
    pub(crate) fn drain(&mut self) -> usize {
        self.stream.set_read_timeout(Some(std::time::Duration::from_millis(300))).unwrap();
        let mut total = 0;
        while let Ok(read) = self.stream.read(&mut self.buffer) {
            total += read;
        }
        self.stream.set_read_timeout(None).unwrap();
        total
    }
}

/// Commands as they go over the wire.
pub(crate) fn pack(commands: &[Vec<String>]) -> Vec<u8> {
    let mut wire = Vec::new();
    for words in commands {
        wire.extend(format!("*{}\r\n", words.len()).bytes());
        for word in words {
            wire.extend(format!("${}\r\n{word}\r\n", word.len()).bytes());
        }
    }
    wire
}

/// The words of a command.
pub(crate) fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
