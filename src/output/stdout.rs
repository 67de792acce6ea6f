//! Standard output as something to write to, whose errors say what could not be written.

use std::io::{self, StdoutLock, Write};

use astra_model::io_reason;

/// Standard output, held until it is dropped.
#[derive(Debug)]
pub(crate) struct Stdout(StdoutLock<'static>);

/// Takes hold of standard output.
pub(crate) fn stdout() -> Stdout {
    Stdout(io::stdout().lock())
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(named)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(named)
    }
}

/// Names the output; the kind stays, by which a closed pipe is known.
fn named(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::Interrupted => error,
        kind => io::Error::new(kind, format!("cannot write the output: {}", io_reason(&error))),
    }
}
