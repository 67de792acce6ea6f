//! A private, real server for one test.

use std::{
    path::{Path, PathBuf},
    process::Child,
};

use super::{
    Client, Reply, eventually,
    options::Options,
    signal::signal,
    start::{self, Place},
};

/// A running server of our own in a temporary folder; dropping it kills it and removes the folder.
#[derive(Debug)]
pub(crate) struct Server {
    options: Options,
    place: Place,
    child: Child,
}

impl Server {
    /// The server under test on a Unix socket (the installed one, or that of `ASTRA_TEST_SERVER`), with nothing in it and nothing kept on disk.
    pub(crate) fn start() -> Self {
        Self::options().start()
    }

    /// As [`Server::start`], with further words on its command line.
    pub(crate) fn with(arguments: &[&str]) -> Self {
        Self::options().with(arguments).start()
    }

    /// As [`Server::start`], on a free loopback port too.
    pub(crate) fn tcp() -> Self {
        Self::options().tcp().start()
    }

    /// Choices to be combined: `Server::options().tcp().with(&["--requirepass", "x"]).start()`.
    pub(crate) fn options() -> Options {
        Options::quick()
    }

    pub(super) fn launch(options: Options) -> Self {
        loop {
            let place = Place::new(options.listens_on_tcp, options.is_clustered);
            if let Some(child) = start::start(&options, &place) {
                return Self { options, place, child };
            }
        }
    }

    /// The server's URL: its Unix socket.
    pub(crate) fn url(&self) -> String {
        format!("unix://{}", self.place.socket().display())
    }

    /// The server's URL over TCP, for one that was started with [`Server::tcp`].
    pub(crate) fn tcp_url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port())
    }

    pub(crate) fn port(&self) -> u16 {
        assert!(self.options.listens_on_tcp, "start it by `Server::tcp()`");
        self.place.port
    }

    /// The port on which the nodes of a cluster speak with each other.
    pub(super) fn bus_port(&self) -> u16 {
        self.place.bus_port
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.place.socket()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.place.folder.path()
    }

    /// What the server logged so far.
    pub(crate) fn log(&self) -> String {
        self.place.log()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A connection of its own, for transactions, blocking reads and measured pipelines.
    #[track_caller]
    pub(crate) fn client(&self) -> Client {
        Client::unix(&self.place.socket()).unwrap()
    }

    /// One raw command over a fresh connection. An error of the server is a [`Reply::Error`]; see [`Reply::ok`].
    #[track_caller]
    pub(crate) fn redis(&self, command: &[impl AsRef<[u8]>]) -> Reply {
        self.client().command(command).unwrap()
    }

    /// Sends any number of commands in pipelines, and panics at the first that the server refuses.
    #[track_caller]
    pub(crate) fn load<C, A>(&self, commands: impl IntoIterator<Item = C>)
    where
        C: AsRef<[A]>,
        A: AsRef<[u8]>,
    {
        self.client().pipeline(commands, |reply| drop(reply.ok())).unwrap();
    }

    /// Whether it counts the entries of a stream and those that a group has read, as Redis 7.0 and later do.
    pub(crate) fn has_counters(&self) -> bool {
        let mut client = self.client();
        client.command(&["XGROUP", "CREATE", "harness:probe", "g", "0", "MKSTREAM"]).unwrap().ok();
        let info = client.command(&["XINFO", "STREAM", "harness:probe"]).unwrap();
        client.command(&["DEL", "harness:probe"]).unwrap().ok();
        info.find("entries-added").is_some()
    }

    /// Kills the server as a crash does, at once and without a word to its clients.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again at the same place after [`Server::kill`]: what it kept on disk is there again.
    pub(crate) fn restart(&mut self) {
        self.kill();
        eventually("the server's port is free again", || {
            match start::start(&self.options, &self.place) {
                Some(child) => self.child = child,
                None => return false,
            }
            true
        });
    }

    /// Stops the process where it is: connections stay open and nothing answers.
    pub(crate) fn freeze(&self) {
        assert!(signal("STOP", self.pid()));
    }

    /// Lets it go on after [`Server::freeze`].
    pub(crate) fn thaw(&self) {
        assert!(signal("CONT", self.pid()));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only where the test has killed it already.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}
