//! How a private server starts.

use std::path::PathBuf;

use crate::{server::Server, versions};

/// The options of a [`Server`] that has not started yet.
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) program: PathBuf,
    pub(crate) config: Option<PathBuf>,
    pub(crate) arguments: Vec<String>,
    pub(crate) listens_on_tcp: bool,
    pub(crate) is_clustered: bool,
}

impl Options {
    /// The server under test on a Unix socket, keeping nothing on disk.
    pub(crate) fn quick() -> Self {
        let arguments = ["--save", "", "--appendonly", "no"].map(str::to_owned).to_vec();
        Self {
            program: versions::program(),
            config: None,
            arguments,
            listens_on_tcp: false,
            is_clustered: false,
        }
    }

    /// Adds arguments to the server's command line; a later one overrides an earlier one.
    #[must_use]
    pub fn with(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(ToString::to_string));
        self
    }

    /// Starts this program, for example one from [`crate::version`].
    #[must_use]
    pub fn program(mut self, program: PathBuf) -> Self {
        self.program = program;
        self
    }

    /// Uses this configuration file instead of the default settings.
    #[must_use]
    pub fn config(mut self, file: PathBuf) -> Self {
        self.config = Some(file);
        self.arguments.clear();
        self
    }

    /// Also listens on a free loopback port.
    #[must_use]
    pub fn tcp(mut self) -> Self {
        self.listens_on_tcp = true;
        self
    }

    /// A cluster node, on loopback ports of its own.
    pub(crate) fn clustered(mut self) -> Self {
        self.is_clustered = true;
        self.tcp()
    }

    /// Starts the server and returns once it answers.
    pub fn start(self) -> Server {
        Server::launch(self)
    }
}
