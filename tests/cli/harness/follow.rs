//! A run of the program that goes on while the test looks.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ExitStatus},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::{DEADLINE, Run, signal::signal, wait::POLL_INTERVAL};

/// A running program, followed line by line; dropping it kills it.
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
        // A program that ends without reading all of its input closes the pipe: that is its right.
        thread::spawn(move || drop(stdin.write_all(&input)));
        let stdout = Output::new(child.stdout.take().unwrap());
        let stderr = Output::new(child.stderr.take().unwrap());
        Self { child, stdout, stderr, _folder: folder }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The next line of stdout; panics when none comes within [`DEADLINE`], with what there was.
    #[track_caller]
    pub(crate) fn line(&mut self) -> String {
        match self.stdout.next(DEADLINE) {
            Some(line) => line,
            None => self.fail("no further line on stdout"),
        }
    }

    /// Skips lines of stdout up to the one that `wanted` accepts.
    #[track_caller]
    pub(crate) fn line_where(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        loop {
            let line = self.line();
            if wanted(&line) {
                return line;
            }
        }
    }

    /// Skips lines of stderr up to the one that holds `text`.
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

    /// The next line of stdout if it comes within this time: to show that *nothing* comes, choose it generously.
    pub(crate) fn line_within(&mut self, time: Duration) -> Option<String> {
        self.stdout.next(time)
    }

    /// Ctrl-C.
    pub(crate) fn interrupt(&self) {
        assert!(signal("INT", self.pid()), "it has ended already");
    }

    /// Waits for its end and reports all that it wrote.
    #[track_caller]
    pub(crate) fn finish(self) -> Run {
        self.finish_within(DEADLINE)
    }

    /// As [`Running::finish`]; panics with all that it wrote when it takes longer.
    #[track_caller]
    pub(crate) fn finish_within(mut self, deadline: Duration) -> Run {
        let Some(status) = self.wait(Instant::now() + deadline) else {
            self.fail(&format!("still running after {deadline:?}"));
        };
        Run { code: status.code(), stdout: self.stdout.rest(), stderr: self.stderr.rest() }
    }

    /// Ends it, and panics with all that it wrote.
    #[track_caller]
    fn fail(&mut self, what: &str) -> ! {
        // Fails only where it has ended already.
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
        // Both fail only where it has ended already.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// The lines of one output, in order, read by a thread of their own so that the program never waits for the test.
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

    /// The next line without its end; `None` when the output ended, or nothing came in time.
    fn next(&mut self, within: Duration) -> Option<String> {
        match self.lines.recv_timeout(within) {
            Ok(line) => {
                self.seen.push_str(&line);
                Some(line.trim_end_matches(['\n', '\r']).to_owned())
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
        }
    }

    /// All that was written, lines already seen included. A process that inherited the output may keep it open: not
    /// waited for beyond the deadline.
    fn rest(&mut self) -> String {
        while self.next(DEADLINE).is_some() {}
        std::mem::take(&mut self.seen)
    }
}
