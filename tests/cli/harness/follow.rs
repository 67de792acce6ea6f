//! A run of the program that continues while the test reads its output.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ExitStatus},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use astra_testkit::{DEADLINE, POLL_INTERVAL, signal};
use tempfile::TempDir;

use super::run::Run;

/// A running program, followed line by line. Dropping it kills it.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    stdout: Output,
    stderr: Output,
    _folder: TempDir,
}

impl Running {
    pub(super) fn new(mut child: Child, input: Vec<u8>, folder: TempDir) -> Self {
        let mut stdin = child.stdin.take().unwrap();
        // Fails if the program ends without reading all of its input, which it may.
        thread::spawn(move || drop(stdin.write_all(&input)));
        let stdout = Output::new(child.stdout.take().unwrap());
        let stderr = Output::new(child.stderr.take().unwrap());
        Self { child, stdout, stderr, _folder: folder }
    }

    /// Its process ID.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The next line of stdout. Panics with the output so far if none comes within [`DEADLINE`].
    #[track_caller]
    pub(crate) fn line(&mut self) -> String {
        match self.stdout.next(DEADLINE) {
            Some(line) => line,
            None => self.fail("no further line on stdout"),
        }
    }

    /// Skips lines of stdout up to the first one that `wanted` accepts.
    #[track_caller]
    pub(crate) fn line_where(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        loop {
            let line = self.line();
            if wanted(&line) {
                return line;
            }
        }
    }

    /// Skips lines of stderr up to the first one that contains `text`.
    #[track_caller]
    pub(crate) fn stderr_line(&mut self, text: &str) -> String {
        loop {
            match self.stderr.next(DEADLINE) {
                Some(line) if line.contains(text) => return line,
                Some(_) => {}
                None => self.fail(&format!("no line with {text:?} on stderr")),
            }
        }
    }

    /// The next line of stdout, if it comes within this time. To show that *nothing* comes, allow plenty of it.
    pub(crate) fn line_within(&mut self, time: Duration) -> Option<String> {
        self.stdout.next(time)
    }

    /// Ctrl-C.
    pub(crate) fn interrupt(&self) {
        assert!(signal("INT", self.pid()), "the program has already ended");
    }

    /// Waits for its end and returns everything that it wrote.
    #[track_caller]
    pub(crate) fn finish(self) -> Run {
        self.finish_within(DEADLINE)
    }

    /// Like [`Running::finish`]; panics with the output so far if it takes longer.
    #[track_caller]
    pub(crate) fn finish_within(mut self, deadline: Duration) -> Run {
        let Some(status) = self.wait(Instant::now() + deadline) else {
            self.fail(&format!("still running after {deadline:?}"));
        };
        Run { code: status.code(), stdout: self.stdout.rest(), stderr: self.stderr.rest() }
    }

    /// Kills it, and panics with everything that it wrote.
    #[track_caller]
    fn fail(&mut self, what: &str) -> ! {
        // Fails only if it has already ended.
        let _ended = self.child.kill();
        let (stdout, stderr) = (self.stdout.rest(), self.stderr.rest());
        panic!("{what}\n-- stdout\n{stdout}\n-- stderr\n{stderr}");
    }

    fn wait(&mut self, until: Instant) -> Option<ExitStatus> {
        loop {
            match self.child.try_wait().unwrap() {
                None if Instant::now() < until => thread::sleep(POLL_INTERVAL),
                ended => return ended,
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only if it has already ended.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// The lines of one output. A thread reads them, so that the program never waits for the test.
#[derive(Debug)]
struct Output {
    lines: Receiver<String>,
    seen: String,
}

impl Output {
    fn new(source: impl Read + Send + 'static) -> Self {
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            let mut source = BufReader::new(source);
            let mut line = Vec::new();
            while source.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
                if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                    break;
                }
                line.clear();
            }
        });
        Self { lines, seen: String::new() }
    }

    /// The next line without its line break; `None` if the output ended, or nothing came in time.
    fn next(&mut self, within: Duration) -> Option<String> {
        match self.lines.recv_timeout(within) {
            Ok(line) => {
                self.seen.push_str(&line);
                Some(line.trim_end_matches(['\n', '\r']).to_owned())
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
        }
    }

    /// The whole output, including lines that were already read. Waits at most until the deadline, because a process that
    /// inherited the output may keep it open.
    fn rest(&mut self) -> String {
        while self.next(DEADLINE).is_some() {}
        std::mem::take(&mut self.seen)
    }
}
