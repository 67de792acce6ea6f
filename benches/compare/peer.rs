//! A bare socket as a peer: sends commands and counts the bytes of the replies, without decoding them.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

use astra_testkit::Server;

/// A connection that discards replies.
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

    /// Reads and discards this many bytes.
    pub(crate) fn skip(&mut self, mut bytes: usize) {
        while bytes > 0 {
            let length = bytes.min(self.buffer.len());
            bytes -= self.stream.read(&mut self.buffer[..length]).unwrap();
        }
    }

    /// Reads until nothing arrives for 300 ms, and returns the number of bytes. It measures the length of one reply.
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

/// Encodes commands for the wire.
pub(crate) fn encode(commands: &[Vec<String>]) -> Vec<u8> {
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
