//! How a private server is to be started.

use std::path::PathBuf;

use super::{Server, versions};

/// The choices before a [`Server`] starts.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(super) program: PathBuf,
    pub(super) config: Option<PathBuf>,
    pub(super) arguments: Vec<String>,
    pub(super) listens_on_tcp: bool,
    pub(super) is_clustered: bool,
}

impl Options {
    /// The installed server on a Unix socket, nothing kept on disk.
    pub(super) fn quick() -> Self {
        let arguments = ["--save", "", "--appendonly", "no"].map(str::to_owned).to_vec();
        Self {
            program: versions::program(),
            config: None,
            arguments,
            listens_on_tcp: false,
            is_clustered: false,
        }
    }

    /// Further words on the server's command line; a later one wins.
    pub(crate) fn with(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(ToString::to_string));
        self
    }

    /// Another program, for example [`super::version`]'s.
    pub(crate) fn program(mut self, program: PathBuf) -> Self {
        self.program = program;
        self
    }

    /// A settings file in place of the quick settings.
    pub(crate) fn config(mut self, file: PathBuf) -> Self {
        self.config = Some(file);
        self.arguments.clear();
        self
    }

    /// Listens on a free loopback port too.
    pub(crate) fn tcp(mut self) -> Self {
        self.listens_on_tcp = true;
        self
    }

    /// A node for a cluster, on loopback ports of its own.
    pub(super) fn clustered(mut self) -> Self {
        self.is_clustered = true;
        self.tcp()
    }

    /// Starts it and returns when it answers.
    pub(crate) fn start(self) -> Server {
        Server::launch(self)
    }
}
