//! A run of the program in a real pseudo-terminal.

use std::{fmt, io::Write, num::NonZeroU16, process::Command, thread, time::Instant};

use expectrl::{
    process::{Healthcheck, unix::WaitStatus},
    session::OsSession,
};
use tempfile::TempDir;

use super::{DEADLINE, wait::POLL_INTERVAL};

/// A key as the terminal sends it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Key {
    CtrlC,
    CtrlD,
    Enter,
    Escape,
    Up,
    Down,
}

impl Key {
    fn bytes(self) -> &'static [u8] {
        match self {
            Self::CtrlC => b"\x03",
            Self::CtrlD => b"\x04",
            Self::Enter => b"\r",
            Self::Escape => b"\x1b",
            Self::Up => b"\x1b[A",
            Self::Down => b"\x1b[B",
        }
    }
}

/// The program in a terminal; dropping it kills it.
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

    pub(crate) fn press(&mut self, key: Key) {
        self.session.write_all(key.bytes()).unwrap();
    }

    /// Makes the terminal another size, as whoever drags its window does.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.read();
        self.session.get_process_mut().set_window_size(columns, rows).unwrap();
        self.emulator.screen_mut().set_size(cells(rows), cells(columns));
    }

    /// What the screen shows now, without trailing blanks.
    pub(crate) fn screen(&mut self) -> String {
        self.read();
        self.emulator.screen().contents()
    }

    /// Every byte that was written so far, colours and all.
    pub(crate) fn raw(&mut self) -> String {
        self.read();
        String::from_utf8_lossy(&self.raw).into_owned()
    }

    /// The emulator's screen, for colours, the cursor and single cells.
    pub(crate) fn emulator(&mut self) -> &vt100::Screen {
        self.read();
        self.emulator.screen()
    }

    /// Waits until the screen shows `text`, and returns the screen.
    #[track_caller]
    pub(crate) fn shows(&mut self, text: &str) -> String {
        self.wait_for(&format!("{text:?} on the screen"), |screen| screen.contains(text))
    }

    /// Waits until the screen is as `wanted` says, and returns the screen.
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

    /// Waits for the program's end: its exit code, and what the screen shows then.
    #[track_caller]
    pub(crate) fn finish(mut self) -> (i32, String) {
        let started = Instant::now();
        loop {
            // Read on: a program that writes to a full terminal never ends.
            let screen = self.screen();
            match self.session.get_status().unwrap() {
                WaitStatus::Exited(_, code) => return (code, self.screen()),
                WaitStatus::Signaled(_, signal, _) => panic!("ended by {signal}\n{screen}"),
                _ => assert!(started.elapsed() < DEADLINE, "still running\n{screen}"),
            }
            thread::sleep(POLL_INTERVAL);
        }
    }

    /// Takes what the program wrote by now; the end of the terminal is no fault, [`Terminal::finish`] tells why.
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
        // Fails only where it has ended already.
        let _ended = self.session.get_process_mut().exit(true);
    }
}
