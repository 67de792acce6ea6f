//! A private, real server for one test.

use std::{
    path::{Path, PathBuf},
    process::Child,
};

use crate::{
    client::Client,
    options::Options,
    reply::Reply,
    signal::signal,
    start::{self, Place},
    wait::eventually,
};

/// A private server in a temporary folder. Dropping it kills the process and removes the folder.
#[derive(Debug)]
pub struct Server {
    options: Options,
    place: Place,
    child: Child,
}

impl Server {
    /// Starts the server under test (the installed one, or the one that `ASTRA_TEST_SERVER` names) on a Unix socket, empty, and
    /// keeping nothing on disk.
    pub fn start() -> Self {
        Self::options().start()
    }

    /// Like [`Server::start`], with further arguments on its command line.
    pub fn with(arguments: &[&str]) -> Self {
        Self::options().with(arguments).start()
    }

    /// Like [`Server::start`], also on a free loopback port.
    pub fn tcp() -> Self {
        Self::options().tcp().start()
    }

    /// A server that has every command on its disk before it replies.
    pub fn durable() -> Self {
        Self::with(&["--appendonly", "yes", "--appendfsync", "always"])
    }

    /// A server on a loopback port that its replicas can copy without delay.
    pub fn master() -> Self {
        Self::options().tcp().with(&["--repl-diskless-sync-delay", "0"]).start()
    }

    /// Starts a replica of a server that listens on a loopback port, and waits until it has a copy of its data.
    #[track_caller]
    pub fn replica_of(master: &Server) -> Self {
        let port = master.port().to_string();
        let options = Self::options().tcp().with(&["--repl-diskless-sync-delay", "0"]);
        let replica = options.with(&["--replicaof", "127.0.0.1", &port]).start();
        eventually("the replica is in step", || replica.is_in_step());
        replica
    }

    /// Options to combine: `Server::options().tcp().with(&["--requirepass", "x"]).start()`.
    pub fn options() -> Options {
        Options::quick()
    }

    pub(crate) fn launch(options: Options) -> Self {
        loop {
            let place = Place::new(options.listens_on_tcp, options.is_clustered);
            if let Some(child) = start::start(&options, &place) {
                return Self { options, place, child };
            }
        }
    }

    /// The URL of its Unix socket.
    pub fn url(&self) -> String {
        format!("unix://{}", self.place.socket().display())
    }

    /// Its URL over TCP, if it was started with [`Server::tcp`].
    pub fn tcp_url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port())
    }

    /// Its loopback port, if it was started with [`Server::tcp`].
    pub fn port(&self) -> u16 {
        assert!(self.options.listens_on_tcp, "start it with `Server::tcp()`");
        self.place.port
    }

    /// The port for the other nodes of its cluster.
    pub(crate) fn bus_port(&self) -> u16 {
        self.place.bus_port
    }

    /// The path of its Unix socket.
    pub fn socket(&self) -> PathBuf {
        self.place.socket()
    }

    /// The folder that it works in.
    pub fn folder(&self) -> &Path {
        self.place.folder.path()
    }

    /// Its log so far.
    pub fn log(&self) -> String {
        self.place.log()
    }

    /// Its process ID.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A connection, for transactions, blocking reads and measured pipelines.
    #[track_caller]
    pub fn client(&self) -> Client {
        Client::unix(&self.place.socket()).unwrap()
    }

    /// One raw command over a new connection. A refusal is a [`Reply::Error`]; see [`Reply::ok`].
    #[track_caller]
    pub fn redis(&self, command: &[impl AsRef<[u8]>]) -> Reply {
        self.client().command(command).unwrap()
    }

    /// Sends any number of commands in pipelines, and panics at the first one that the server refuses.
    #[track_caller]
    pub fn load<C, A>(&self, commands: impl IntoIterator<Item = C>)
    where
        C: AsRef<[A]>,
        A: AsRef<[u8]>,
    {
        self.client().pipeline(commands, |reply| drop(reply.ok())).unwrap();
    }

    /// Whether it counts the entries added to a stream and the entries read by a group, as Redis 7.0 and later do.
    pub fn has_counters(&self) -> bool {
        let mut client = self.client();
        client.command(&["XGROUP", "CREATE", "testkit:probe", "g", "0", "MKSTREAM"]).unwrap().ok();
        let info = client.command(&["XINFO", "STREAM", "testkit:probe"]).unwrap();
        client.command(&["DEL", "testkit:probe"]).unwrap().ok();
        info.find("entries-added").is_some()
    }

    /// Waits until it has processed everything that it received from clients that are gone.
    #[track_caller]
    pub fn wait_until_drained(&self) {
        eventually("the server has processed what it received", || {
            self.redis(&["CLIENT", "LIST"]).text().lines().count() == 1
        });
    }

    /// Whether the link of a replica to its master is up.
    pub fn is_in_step(&self) -> bool {
        self.redis(&["INFO", "replication"]).text().contains("master_link_status:up")
    }

    /// Kills it at once, as a crash does.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Kills it and starts it again in the same folder, with the data that it kept on disk.
    pub fn restart(&mut self) {
        self.kill();
        eventually("the server's port is free again", || {
            match start::start(&self.options, &self.place) {
                Some(child) => self.child = child,
                None => return false,
            }
            true
        });
    }

    /// Stops the process: connections stay open, and nothing answers.
    pub fn freeze(&self) {
        assert!(signal("STOP", self.pid()));
    }

    /// Continues the process after [`Server::freeze`].
    pub fn thaw(&self) {
        assert!(signal("CONT", self.pid()));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only if the test has already killed it.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}
