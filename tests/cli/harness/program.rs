//! One run of the program under test: its input and its expected result.

use std::{
    ffi::OsString,
    process::{Command, Stdio},
    time::Duration,
};

use astra_testkit::{DEADLINE, Server, chosen_program};
use tempfile::TempDir;

use super::{
    follow::Running,
    run::{Expected, Run},
    terminal::Terminal,
};

/// Prepares a run of `astra` with these arguments. Its environment is cleared, and its home and working folder are empty.
pub(crate) fn astra<A: Into<OsString> + Clone>(arguments: &[A]) -> Astra {
    run_of(env!("CARGO_BIN_EXE_astra"), arguments)
}

/// The same for another program: a script around `astra`, or a program that the harness itself is tested with.
pub(crate) fn run_of<A: Into<OsString> + Clone>(program: &str, arguments: &[A]) -> Astra {
    Astra {
        program: program.to_owned(),
        arguments: arguments.iter().cloned().map(Into::into).collect(),
        variables: Vec::new(),
        stdin: Vec::new(),
        deadline: DEADLINE,
        folder: tempfile::Builder::new().prefix("astra-home-").tempdir().unwrap(),
        expected: Expected::default(),
    }
}

/// A run of the program that has not started yet.
#[must_use = "a run starts with `check`, `ok`, `run`, `spawn` or `terminal`"]
#[derive(Debug)]
pub(crate) struct Astra {
    program: String,
    arguments: Vec<OsString>,
    variables: Vec<(String, OsString)>,
    stdin: Vec<u8>,
    deadline: Duration,
    folder: TempDir,
    expected: Expected,
}

impl Astra {
    /// Connects the program to a server, through `ASTRA_REDIS_URL` and the server's Unix socket.
    pub(crate) fn server(self, server: &Server) -> Self {
        self.env("ASTRA_REDIS_URL", server.url())
    }

    /// Sets an environment variable.
    pub(crate) fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// Sets the standard input of the program; it is empty by default.
    pub(crate) fn stdin(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.stdin = input.into();
        self
    }

    /// Writes a file into the working folder of the program.
    pub(crate) fn file(self, name: &str, contents: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, contents).unwrap();
        self
    }

    /// Kills the program and fails the test if it runs longer (default: [`DEADLINE`]).
    pub(crate) fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Expects this exit code (default: 0).
    pub(crate) fn code(mut self, code: i32) -> Self {
        self.expected.code = code;
        self
    }

    /// Expects exactly this on stdout (default: nothing).
    pub(crate) fn stdout(mut self, text: impl Into<String>) -> Self {
        self.expected.stdout.is(text);
        self
    }

    /// Expects stdout to contain this text; may be called several times.
    pub(crate) fn stdout_has(mut self, text: impl Into<String>) -> Self {
        self.expected.stdout.has(text);
        self
    }

    /// Expects exactly this on stderr (default: nothing).
    pub(crate) fn stderr(mut self, text: impl Into<String>) -> Self {
        self.expected.stderr.is(text);
        self
    }

    /// Expects stderr to contain this text; may be called several times.
    pub(crate) fn stderr_has(mut self, text: impl Into<String>) -> Self {
        self.expected.stderr.has(text);
        self
    }

    /// Runs it and checks exit code, stdout and stderr. Without an expectation they must be 0, empty and empty.
    #[track_caller]
    pub(crate) fn check(self) -> Run {
        let expected = self.expected.clone();
        let run = self.run();
        expected.compare(&run);
        run
    }

    /// Runs it and expects exit code 0 and an empty stderr; stdout may contain anything.
    #[track_caller]
    pub(crate) fn ok(mut self) -> Run {
        self.expected.stdout.any();
        self.check()
    }

    /// Runs it to its end and returns the result, expecting only that it ends in time.
    #[track_caller]
    pub(crate) fn run(self) -> Run {
        let deadline = self.deadline;
        self.spawn().finish_within(deadline)
    }

    /// Starts it, to be followed line by line. Its standard input closes after the text of [`Astra::stdin`].
    pub(crate) fn spawn(self) -> Running {
        let child = self
            .command()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Running::new(child, self.stdin, self.folder)
    }

    /// Starts it in a pseudo-terminal with this many columns and rows.
    pub(crate) fn terminal(self, columns: u16, rows: u16) -> Terminal {
        let run = self.env("TERM", "xterm-256color");
        let command = run.command_in_terminal(columns, rows);
        Terminal::new(command, columns, rows, run.folder)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        self.prepare(&mut command);
        command
    }

    /// A terminal gets its size after the start, so the shell waits for it: the program never sees another size.
    fn command_in_terminal(&self, columns: u16, rows: u16) -> Command {
        let wait = format!("until [ \"$(stty size)\" = '{rows} {columns}' ]; do :; done");
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", &format!("{wait}; exec \"$0\" \"$@\"")])
            .arg(&self.program)
            .args(&self.arguments);
        self.prepare(&mut command);
        command
    }

    fn prepare(&self, command: &mut Command) {
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            .env("TZ", "UTC")
            // So that `astra sandbox` also starts the server under test.
            .envs(chosen_program().map(|program| ("ASTRA_REDIS_SERVER", program)))
            .envs(self.variables.iter().cloned())
            .current_dir(self.folder.path());
    }
}
