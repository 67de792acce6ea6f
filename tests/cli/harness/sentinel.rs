//! A private, real master with a replica, and Sentinels that watch over them.

use std::fs;

use tempfile::TempDir;

use super::{Server, eventually};

/// Milliseconds after which Sentinels take a silent server for dead.
const QUICK: &str = "500";

/// The same until something is to fail: nothing is taken for dead since the machine is busy.
const CALM: &str = "60000";

/// A master by the name of `astra`, its replica, and Sentinels; dropping it kills them all.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) master: Server,
    pub(crate) replica: Server,
    pub(crate) sentinels: Vec<Server>,
    _settings: TempDir,
}

impl Watched {
    /// Three Sentinels, of which two decide.
    pub(crate) fn start() -> Self {
        Self::with(3, &[])
    }

    /// So many Sentinels, with further settings; two have to agree on a failover.
    pub(crate) fn with(sentinels: usize, settings: &[&str]) -> Self {
        let quick = ["--repl-diskless-sync-delay", "0"];
        let master = Server::options().tcp().with(&quick).start();
        let port = master.port().to_string();
        let replica =
            Server::options().tcp().with(&quick).with(&["--replicaof", "127.0.0.1", &port]).start();
        eventually("the replica is in step", || {
            replica.redis(&["INFO", "replication"]).text().contains("master_link_status:up")
        });
        let folder = tempfile::Builder::new().prefix("astra-sentinels-").tempdir().unwrap();
        let start = |number: usize| {
            let file = folder.path().join(format!("{number}.conf"));
            let lines = [
                &format!("sentinel monitor astra 127.0.0.1 {port} 2"),
                &format!("sentinel down-after-milliseconds astra {CALM}"),
                // A vote that nobody won, as on a busy machine, is held again after twice this time.
                "sentinel failover-timeout astra 2000",
            ];
            fs::write(&file, [&lines[..], settings].concat().join("\n") + "\n").unwrap();
            Server::options().config(file).tcp().with(&["--sentinel"]).start()
        };
        let sentinels = (0..sentinels).map(start).collect();
        Self { master, replica, sentinels, _settings: folder }
    }

    /// Waits until each Sentinel knows the others and the replica: only then can they fail over.
    pub(crate) fn settled(self) -> Self {
        let others = (self.sentinels.len() - 1).to_string();
        eventually("the Sentinels know each other", || {
            self.sentinels.iter().all(|sentinel| {
                let state = sentinel.redis(&["SENTINEL", "MASTER", "astra"]);
                state.field("num-other-sentinels").text() == others
                    && state.field("num-slaves").text() == "1"
            })
        });
        self
    }

    /// The URL of a master of that name, with all Sentinels.
    pub(crate) fn url_of(&self, master: &str) -> String {
        let hosts = self.sentinels.iter().map(|server| format!("127.0.0.1:{}", server.port()));
        format!("redis+sentinel://{}/{master}", hosts.collect::<Vec<_>>().join(","))
    }

    pub(crate) fn url(&self) -> String {
        self.url_of("astra")
    }

    fn notice_after(&self, milliseconds: &str) {
        for sentinel in &self.sentinels {
            let setting = ["SENTINEL", "SET", "astra", "down-after-milliseconds", milliseconds];
            sentinel.redis(&setting).ok();
        }
    }

    /// Stops the master where it is; the Sentinels notice soon.
    pub(crate) fn freeze_master(&self) {
        self.notice_after(QUICK);
        self.master.freeze();
    }

    /// Kills the master as a crash does; the Sentinels notice soon.
    pub(crate) fn kill_master(&mut self) {
        self.notice_after(QUICK);
        self.master.kill();
    }

    /// Stops the master where it is, and waits until most Sentinels name the replica in its place.
    pub(crate) fn fail_over(&self) {
        self.freeze_master();
        self.promoted();
    }

    /// Waits until most Sentinels name the replica in place of a master that is down; it is not turned round again.
    pub(crate) fn promoted(&self) {
        let port = self.replica.port().to_string();
        eventually("the replica is the master", || {
            let named = self.sentinels.iter().filter(|sentinel| {
                let at = sentinel.redis(&["SENTINEL", "GET-MASTER-ADDR-BY-NAME", "astra"]);
                at.items()[1].text() == port
            });
            2 * named.count() > self.sentinels.len()
                && self.replica.redis(&["ROLE"]).items()[0].text() == "master"
        });
        self.notice_after(CALM);
    }
}
