//! Standard output as a writer whose errors name it.

use std::io::{self, StdoutLock, Write};

use astra_model::io_reason;

/// Standard output, locked until this value is dropped.
#[derive(Debug)]
pub(crate) struct Stdout(StdoutLock<'static>);

/// Locks standard output.
pub(crate) fn stdout() -> Stdout {
    Stdout(io::stdout().lock())
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(name_output)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(name_output)
    }
}

/// Adds the output to the error and keeps its kind, because callers recognize a closed pipe by it.
fn name_output(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::Interrupted => error,
        kind => io::Error::new(kind, format!("cannot write the output: {}", io_reason(&error))),
    }
}
