//! Buses to test, and streams set up and read back in raw Redis.

use std::time::{Duration, Instant};

use astra_bus::{
    AddressSource, Bus, Endpoint, Follower, Lag, LagReading, Order, PendingState, StreamLookup,
    StreamRange, StreamState,
};
use astra_model::{EntryId, Name};
use astra_testkit::{Cluster, DEADLINE, POLL_INTERVAL, Reply, Server, eventually};

pub(crate) const TRADES: &str = "astra.trading.tradeexecuted.v1";
pub(crate) const SALES: &str = "astra.nft.nftsold.v1";
pub(crate) const PROFILES: &str = "astra.user.profileupdated.v1";

/// Three streams, each on another one of three masters.
pub(crate) const SPREAD: [&str; 3] = [TRADES, SALES, PROFILES];

/// A bus that waits as long as a test may last, so that only a fault ends a request.
pub(crate) fn bus(url: &str) -> Bus {
    impatient_bus(url, DEADLINE)
}

/// A bus that waits this long for a connection, for a reply, and for an unreachable node of a cluster.
pub(crate) fn impatient_bus(url: &str, timeout: Duration) -> Bus {
    Bus::new(Endpoint::parse(url).unwrap(), timeout, AddressSource::User("the test"))
}

pub(crate) fn name(text: &str) -> Name {
    Name::from(text)
}

pub(crate) fn names(texts: &[&str]) -> Vec<Name> {
    texts.iter().map(|text| name(text)).collect()
}

/// The ID `<ms>-0`.
pub(crate) const fn id(ms: u64) -> EntryId {
    EntryId::new(ms, 0)
}

/// Polls until `condition` holds, and panics if it does not within the deadline of the kit. Unlike the kit's
/// `eventually`, it lets tasks of the bus run in the meantime.
pub(crate) async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !condition().await {
        assert!(started.elapsed() < DEADLINE, "not within {DEADLINE:?}: {what}");
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}

/// The states of streams that all exist.
pub(crate) async fn states(bus: &Bus, streams: &[Name]) -> Vec<StreamState> {
    let lookups = bus.stream_states(streams).await.unwrap();
    lookups.into_iter().map(state).collect()
}

fn state(lookup: StreamLookup) -> StreamState {
    match lookup {
        StreamLookup::Stream(state) => state,
        other => panic!("no stream: {other:?}"),
    }
}

/// The lag of the group `g` on each stream.
pub(crate) async fn readings(bus: &Bus, streams: &[Name], cap: u64) -> Vec<LagReading> {
    let states = states(bus, streams).await;
    let groups: Vec<_> = streams
        .iter()
        .zip(&states)
        .map(|(stream, state)| (stream, state, state.group("g").unwrap()))
        .collect();
    bus.measure_lag(&groups, cap).await.unwrap()
}

/// The exact lags of the group `g`.
pub(crate) async fn lags(bus: &Bus, streams: &[Name]) -> Vec<u64> {
    let exact = |reading: LagReading| match reading.lag {
        Lag::Exact(lag) => lag,
        other => panic!("the lag is not exact: {other:?}"),
    };
    readings(bus, streams, u64::MAX).await.into_iter().map(exact).collect()
}

/// The pending entries of the group `g` on a stream, as a summary.
pub(crate) async fn pending_state(bus: &Bus, stream: &str) -> PendingState {
    let states = bus.pending_states(&[(name(stream), name("g"))]).await.unwrap();
    states.into_iter().next().unwrap().unwrap()
}

/// The IDs of all entries of some streams, merged.
pub(crate) async fn merged(bus: &Bus, streams: &[Name], order: Order) -> Vec<(usize, EntryId)> {
    let whole = |stream: &Name| StreamRange {
        stream: stream.clone(),
        first: EntryId::MIN,
        last: EntryId::MAX,
    };
    let mut history = bus.history(streams.iter().map(whole).collect(), order).await.unwrap();
    let mut entries = Vec::new();
    while let Some((index, entry)) = history.next_entry().await.unwrap() {
        entries.push((index, entry.id));
    }
    assert_eq!(history.take_refused(), []);
    entries
}

/// A follower, and the position in each stream that it has read up to.
pub(crate) struct Reader {
    follower: Follower,
    positions: Vec<(Name, EntryId)>,
}

impl Reader {
    /// Reads these streams from their first entry.
    pub(crate) async fn new(bus: &Bus, streams: &[Name]) -> Self {
        let positions = streams.iter().map(|stream| (stream.clone(), EntryId::MIN)).collect();
        Self { follower: bus.follow().await.unwrap(), positions }
    }

    /// Waits for entries, and returns the stream and the ID of each one.
    pub(crate) async fn read(&mut self, block: Duration) -> Vec<(String, EntryId)> {
        let positions = self.positions.iter().map(|(stream, after)| (stream, *after));
        self.follower.wait(positions, block).await.unwrap();
        let mut read = Vec::new();
        while let Some((index, entry)) = self.follower.next_entry().unwrap() {
            let (stream, position) = &mut self.positions[index];
            *position = entry.id;
            read.push((stream.to_string(), entry.id));
        }
        read
    }

    /// Waits until this many entries are read.
    pub(crate) async fn next(&mut self, count: usize) -> Vec<(String, EntryId)> {
        let mut all = Vec::new();
        let started = Instant::now();
        while all.len() < count {
            assert!(started.elapsed() < DEADLINE, "only {all:?}");
            all.extend(self.read(Duration::from_millis(200)).await);
        }
        all
    }
}

/// Adds an entry with the ID `<ms>-0`.
#[track_caller]
pub(crate) fn add(cluster: &Cluster, stream: &str, ms: u64) {
    cluster.redis(stream, &["XADD", stream, &format!("{ms}-0"), "f", "v"]).ok();
}

/// Adds the entries 1-0 to 4-0 to each of three streams, with a group that has read two of each.
pub(crate) fn read_half(cluster: &Cluster) {
    for stream in SPREAD {
        (1..=4).for_each(|ms| add(cluster, stream, ms));
        cluster.redis(stream, &["XGROUP", "CREATE", stream, "g", "0"]).ok();
        let read = ["XREADGROUP", "GROUP", "g", "c", "COUNT", "2", "STREAMS", stream, ">"];
        cluster.redis(stream, &read).ok();
    }
}

/// A cluster with three streams of four entries, and a group that has read two of each.
pub(crate) fn half_read() -> Cluster {
    let cluster = Cluster::start();
    read_half(&cluster);
    cluster
}

/// One raw command on the node that imports a slot.
#[track_caller]
pub(crate) fn asking(cluster: &Cluster, node: usize, command: &[&str]) -> Reply {
    let mut client = cluster.nodes[node].client();
    client.command(&["ASKING"]).unwrap().ok();
    client.command(command).unwrap()
}

/// Waits until the replica of a stream's master has every entry.
pub(crate) fn wait_until_replicated(cluster: &Cluster, stream: &str) {
    let master = cluster.owner(stream);
    let offset = |node: &Server, field: &str| {
        let info = node.redis(&["INFO", "replication"]).text().to_owned();
        info.lines().find_map(|line| line.strip_prefix(field)?.trim().parse::<u64>().ok())
    };
    eventually("the replica has everything", || {
        let written = offset(&cluster.nodes[master], "master_repl_offset:");
        let taken = offset(&cluster.nodes[cluster.replica(master)], "slave_repl_offset:");
        written.is_some() && taken >= written
    });
}
