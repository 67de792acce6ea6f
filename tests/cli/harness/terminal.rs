//! A run of the program in a real pseudo-terminal.

use std::{fmt, io::Write, num::NonZeroU16, process::Command, thread, time::Instant};

use astra_testkit::{DEADLINE, POLL_INTERVAL};
use expectrl::{
    process::{Healthcheck, unix::WaitStatus},
    session::OsSession,
};
use tempfile::TempDir;

/// A key of the terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Key {
    CtrlC,
    Enter,
}

impl Key {
    fn bytes(self) -> &'static [u8] {
        match self {
            Self::CtrlC => b"\x03",
            Self::Enter => b"\r",
        }
    }
}

/// The program in a terminal. Dropping it kills it.
pub(crate) struct Terminal {
    session: OsSession,
    emulator: vt100::Parser,
    raw: Vec<u8>,
    _folder: TempDir,
}

impl Terminal {
    pub(super) fn new(command: Command, columns: u16, rows: u16, folder: TempDir) -> Self {
        let mut session = OsSession::spawn(command).unwrap();
        session.get_process_mut().set_window_size(columns, rows).unwrap();
        Self {
            session,
            emulator: vt100::Parser::new(cells(rows), cells(columns), 0),
            raw: Vec::new(),
            _folder: folder,
        }
    }

    /// Types text, without Enter.
    pub(crate) fn type_text(&mut self, text: &str) {
        self.session.write_all(text.as_bytes()).unwrap();
    }

    /// Presses one key.
    pub(crate) fn press(&mut self, key: Key) {
        self.session.write_all(key.bytes()).unwrap();
    }

    /// Changes the size of the terminal, as a user who drags its window does.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.read();
        self.session.get_process_mut().set_window_size(columns, rows).unwrap();
        self.emulator.screen_mut().set_size(cells(rows), cells(columns));
    }

    /// The current screen, without trailing blanks.
    pub(crate) fn screen(&mut self) -> String {
        self.read();
        self.emulator.screen().contents()
    }

    /// Every byte written so far, including colors.
    pub(crate) fn raw(&mut self) -> String {
        self.read();
        String::from_utf8_lossy(&self.raw).into_owned()
    }

    /// Waits until the screen contains `text`, and returns the screen.
    #[track_caller]
    pub(crate) fn shows(&mut self, text: &str) -> String {
        self.wait_for(&format!("{text:?} on the screen"), |screen| screen.contains(text))
    }

    /// Waits until `wanted` accepts the screen, and returns it.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let started = Instant::now();
        loop {
            let screen = self.screen();
            if wanted(&screen) {
                return screen;
            }
            assert!(started.elapsed() < DEADLINE, "not within {DEADLINE:?}: {what}\n{screen}");
            thread::sleep(POLL_INTERVAL);
        }
    }

    /// Waits for the end of the program, and returns its exit code and the last screen.
    #[track_caller]
    pub(crate) fn finish(mut self) -> (i32, String) {
        let started = Instant::now();
        loop {
            // Keeps reading: a program that writes to a full terminal never ends.
            let screen = self.screen();
            match self.session.get_status().unwrap() {
                WaitStatus::Exited(_, code) => return (code, self.screen()),
                WaitStatus::Signaled(_, signal, _) => panic!("ended by {signal}\n{screen}"),
                _ => assert!(started.elapsed() < DEADLINE, "still running\n{screen}"),
            }
            thread::sleep(POLL_INTERVAL);
        }
    }

    /// Reads what the program has written. Errors mean that the program ended, which [`Terminal::finish`] reports.
    fn read(&mut self) {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = self.session.try_read(&mut buffer) {
            self.emulator.process(&buffer[..length]);
            self.raw.extend(&buffer[..length]);
        }
    }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

impl fmt::Debug for Terminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.emulator.screen().contents())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Fails only if it has already ended.
        let _ended = self.session.get_process_mut().exit(true);
    }
}
