//! A private Redis Cluster.

use crate::{client::Client, reply::Reply, server::Server, wait::eventually};

/// The number of hash slots of a cluster.
const SLOTS: usize = 16_384;

/// Milliseconds after which the cluster considers a silent node failed, and forgets a new node that has not answered. A
/// cluster also waits this long before it reports that it is up.
const QUICK: &str = "2000";

/// The same for a cluster that is up: only a node that a test kills has failed, however busy the machine is.
const CALM: &str = "60000";

/// Private servers that form a cluster. Dropping it kills them all.
#[derive(Debug)]
pub struct Cluster {
    /// The masters, which share the slots evenly, followed by the replicas, if there are any.
    pub nodes: Vec<Server>,
    masters: usize,
}

impl Cluster {
    /// Three empty masters.
    pub fn start() -> Self {
        Self::of(3, 0, &[])
    }

    /// Three masters with one replica each.
    pub fn with_replicas() -> Self {
        Self::of(3, 1, &[])
    }

    /// This many masters, this many replicas of each, and further arguments on the servers' command lines.
    pub fn of(masters: usize, replicas: usize, arguments: &[&str]) -> Self {
        let options = Server::options()
            .clustered()
            .with(&["--cluster-node-timeout", QUICK, "--repl-diskless-sync-delay", "0"])
            .with(&["--cluster-replica-validity-factor", "0"])
            .with(arguments);
        let nodes = (0..masters * (1 + replicas)).map(|_| options.clone().start()).collect();
        let cluster = Self { nodes, masters };
        let (masters, replicas) = cluster.nodes.split_at(masters);
        // No replica takes over while the cluster forms.
        set(replicas, "cluster-replica-no-failover", "yes");
        cluster.meet();
        cluster.share_slots();
        cluster.replicate();
        cluster.wait();
        set(replicas, "cluster-replica-no-failover", "no");
        set(replicas, "cluster-node-timeout", CALM);
        set(masters, "cluster-node-timeout", CALM);
        cluster
    }

    /// Kills a node, as a crash does. The others notice within seconds.
    pub fn kill(&mut self, node: usize) {
        set(&self.nodes, "cluster-node-timeout", QUICK);
        self.nodes[node].kill();
    }

    fn meet(&self) {
        for (epoch, node) in self.nodes.iter().enumerate() {
            node.redis(&["CLUSTER", "SET-CONFIG-EPOCH", &(epoch + 1).to_string()]).ok();
        }
        let all = format!("cluster_known_nodes:{}", self.nodes.len());
        eventually("every node knows every other", || {
            self.introduce();
            self.nodes.iter().all(|node| info(node).contains(&all) && knows_all(node))
        });
    }

    /// Lets each node meet the nodes that it does not know, including nodes that it forgot because they did not answer in
    /// time. A node may know another one that does not know it.
    fn introduce(&self) {
        for node in &self.nodes {
            let known = node.redis(&["CLUSTER", "NODES"]).text().to_owned();
            for other in &self.nodes {
                let (port, bus) = (other.port().to_string(), other.bus_port().to_string());
                if node.port() != other.port() && !known.contains(&format!(":{port}@{bus}")) {
                    node.redis(&["CLUSTER", "MEET", "127.0.0.1", &port, &bus]).ok();
                }
            }
        }
    }

    fn share_slots(&self) {
        for (index, node) in self.nodes[..self.masters].iter().enumerate() {
            let first = (SLOTS * index / self.masters).to_string();
            let last = (SLOTS * (index + 1) / self.masters - 1).to_string();
            node.redis(&["CLUSTER", "ADDSLOTSRANGE", &first, &last]).ok();
        }
    }

    fn replicate(&self) {
        for (index, node) in self.nodes[self.masters..].iter().enumerate() {
            let master = self.id(index % self.masters);
            node.redis(&["CLUSTER", "REPLICATE", &master]).ok();
        }
    }

    fn wait(&self) {
        eventually("the cluster is up", || {
            let is_up = |node: &Server| info(node).contains("cluster_state:ok");
            let is_synced = |node: &Server| {
                node.redis(&["INFO", "replication"]).text().contains("master_link_status:up")
            };
            let replicas = &self.nodes[self.masters..];
            self.nodes.iter().all(is_up) && replicas.iter().all(is_synced) && self.agrees()
        });
    }

    /// Whether every node knows a master for each slot and knows every replica.
    fn agrees(&self) -> bool {
        let replicas = self.nodes.len() - self.masters;
        self.nodes.iter().all(|node| {
            let nodes = node.redis(&["CLUSTER", "NODES"]).text().to_owned();
            nodes.matches("slave").count() == replicas
                && info(node).contains(&format!("cluster_slots_assigned:{SLOTS}"))
        })
    }

    /// The URL of one node.
    pub fn url(&self) -> String {
        self.nodes[0].tcp_url()
    }

    /// The ID of a node.
    pub fn id(&self, node: usize) -> String {
        self.nodes[node].redis(&["CLUSTER", "MYID"]).text().to_owned()
    }

    /// The number of the node that serves the slot of `key`, once the first node reports that the cluster is up.
    pub fn owner(&self, key: &str) -> usize {
        let Reply::Error(line) = self.ask_when_up(0, &["TYPE", key]) else { return 0 };
        let port: u16 = line.rsplit_once(':').unwrap().1.parse().unwrap();
        self.nodes.iter().position(|node| node.port() == port).unwrap()
    }

    /// One raw command on `key`, sent to the node that serves its slot.
    pub fn redis(&self, key: &str, command: &[&str]) -> Reply {
        self.ask_when_up(self.owner(key), command)
    }

    /// The reply of a node, once it reports that the cluster is up.
    fn ask_when_up(&self, node: usize, command: &[&str]) -> Reply {
        let mut answer = None;
        eventually("the cluster is up", || {
            let reply = self.nodes[node].redis(command);
            let is_down = matches!(&reply, Reply::Error(line) if line.starts_with("CLUSTERDOWN"));
            answer = Some(reply).filter(|_| !is_down);
            answer.is_some()
        });
        answer.unwrap()
    }

    /// A connection to the node that serves the slot of `key`.
    pub fn client(&self, key: &str) -> Client {
        self.nodes[self.owner(key)].client()
    }

    /// Starts to move a slot, without its keys.
    pub fn open_slot(&self, slot: u16, from: usize, to: usize) {
        let slot = slot.to_string();
        let (source, target) = (self.id(from), self.id(to));
        self.nodes[to].redis(&["CLUSTER", "SETSLOT", &slot, "IMPORTING", &source]).ok();
        self.nodes[from].redis(&["CLUSTER", "SETSLOT", &slot, "MIGRATING", &target]).ok();
    }

    /// Moves one key to another node.
    pub fn migrate(&self, key: &str, from: usize, to: usize) {
        let port = self.nodes[to].port().to_string();
        self.nodes[from].redis(&["MIGRATE", "127.0.0.1", &port, key, "0", "5000"]).ok();
    }

    /// Ends the move of a slot on its two nodes. The other nodes learn of it later.
    pub fn close_slot(&self, slot: u16, from: usize, to: usize) {
        let (slot, target) = (slot.to_string(), self.id(to));
        for node in [to, from] {
            self.nodes[node].redis(&["CLUSTER", "SETSLOT", &slot, "NODE", &target]).ok();
        }
    }

    /// The slot of a key.
    pub fn slot(&self, key: &str) -> u16 {
        self.nodes[0].redis(&["CLUSTER", "KEYSLOT", key]).int().try_into().unwrap()
    }

    /// The number of a master's replica.
    pub fn replica(&self, master: usize) -> usize {
        self.masters + master
    }
}

fn set(nodes: &[Server], setting: &str, value: &str) {
    for node in nodes {
        node.redis(&["CONFIG", "SET", setting, value]).ok();
    }
}

fn info(node: &Server) -> String {
    node.redis(&["CLUSTER", "INFO"]).text().to_owned()
}

fn knows_all(node: &Server) -> bool {
    !node.redis(&["CLUSTER", "NODES"]).text().contains("handshake")
}
