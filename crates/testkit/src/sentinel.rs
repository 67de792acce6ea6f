//! A private master with a replica, and the Sentinels that monitor them.

use std::fs;

use tempfile::TempDir;

use crate::{server::Server, wait::eventually};

/// Milliseconds after which Sentinels consider a silent server down.
const QUICK: &str = "500";

/// The same while no failure is wanted, so that a busy machine causes none.
const CALM: &str = "60000";

/// A master with the name `astra`, its replica, and Sentinels. Dropping it kills them all.
#[derive(Debug)]
pub struct SentinelDeployment {
    /// The master at the start.
    pub master: Server,
    /// Its replica, which a failover promotes.
    pub replica: Server,
    /// The Sentinels.
    pub sentinels: Vec<Server>,
    _settings: TempDir,
}

impl SentinelDeployment {
    /// Three Sentinels; two have to agree on a failover.
    pub fn start() -> Self {
        Self::with(3, &[])
    }

    /// This many Sentinels with further settings; two have to agree on a failover.
    pub fn with(sentinels: usize, settings: &[&str]) -> Self {
        let master = Server::master();
        let port = master.port().to_string();
        let replica = Server::replica_of(&master);
        let folder = tempfile::Builder::new().prefix("astra-sentinels-").tempdir().unwrap();
        let start = |number: usize| {
            let file = folder.path().join(format!("{number}.conf"));
            let lines = [
                &format!("sentinel monitor astra 127.0.0.1 {port} 2"),
                &format!("sentinel down-after-milliseconds astra {CALM}"),
                // If nobody wins the vote, which happens on a busy machine, the next one follows after twice this time.
                "sentinel failover-timeout astra 2000",
            ];
            fs::write(&file, [&lines[..], settings].concat().join("\n") + "\n").unwrap();
            Server::options().config(file).tcp().with(&["--sentinel"]).start()
        };
        let sentinels = (0..sentinels).map(start).collect();
        Self { master, replica, sentinels, _settings: folder }
    }

    /// Waits until each Sentinel knows the others and the replica. Only then can they fail over.
    #[must_use]
    pub fn settled(self) -> Self {
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

    /// The URL of the master with this name, with all Sentinels.
    pub fn url_of(&self, master: &str) -> String {
        let hosts = self.sentinels.iter().map(|server| format!("127.0.0.1:{}", server.port()));
        format!("redis+sentinel://{}/{master}", hosts.collect::<Vec<_>>().join(","))
    }

    /// The URL of the master, with all Sentinels.
    pub fn url(&self) -> String {
        self.url_of("astra")
    }

    fn notice_after(&self, milliseconds: &str) {
        for sentinel in &self.sentinels {
            let setting = ["SENTINEL", "SET", "astra", "down-after-milliseconds", milliseconds];
            sentinel.redis(&setting).ok();
        }
    }

    /// Stops the master's process. The Sentinels notice within seconds.
    pub fn freeze_master(&self) {
        self.notice_after(QUICK);
        self.master.freeze();
    }

    /// Kills the master, as a crash does. The Sentinels notice within seconds.
    pub fn kill_master(&mut self) {
        self.notice_after(QUICK);
        self.master.kill();
    }

    /// Stops the master's process, and waits until most Sentinels name the replica as the master.
    pub fn fail_over(&self) {
        self.freeze_master();
        self.wait_until_promoted();
    }

    /// Waits until most Sentinels name the replica as the master, and keeps them from failing over again.
    pub fn wait_until_promoted(&self) {
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
