//! A master behind Sentinels: found, followed through a failover, and each way in which it is not found.

use std::time::Duration;

use astra_bus::{Bus, BusError, BusWriter, NewGroup};
use astra_model::EntryId;
use astra_testkit::{SentinelDeployment, Server, eventually, free_port};

use crate::scene::{Reader, bus, id, impatient_bus, name, names, states};

const STREAM: &str = "astra.user.profileupdated.v1";

/// The error of a bus, whose text and hint an operator sees.
async fn failure(bus: &Bus) -> (String, String) {
    let error = bus.ping().await.unwrap_err();
    assert!(matches!(error, BusError::Sentinel { .. }) && error.is_connection(), "{error:?}");
    (error.to_string(), error.hint().unwrap())
}

fn add(server: &Server, ms: u64) {
    server.redis(&["XADD", STREAM, &format!("{ms}-0"), "n", "v"]).ok();
}

#[tokio::test]
async fn requests_go_to_the_master() {
    let deployment = SentinelDeployment::start().settled();
    let writer = BusWriter::new(bus(&deployment.url()));
    let group = NewGroup {
        stream: name(STREAM),
        group: name("g"),
        after: EntryId::MIN,
        entries_read: None,
        make_stream: true,
    };
    assert!(writer.create_groups(&[group]).await.unwrap()[0].is_ok());
    assert_eq!(deployment.master.bindings().len(), 1);
    assert_eq!(writer.identity().await.unwrap().role.as_deref(), Some("master"));
    let address = format!("127.0.0.1:{} (master `astra`)", deployment.master.port());
    assert_eq!(writer.address(), address);
}

#[tokio::test]
async fn one_answering_sentinel_is_enough() {
    let mut deployment = SentinelDeployment::with(3, &[]);
    deployment.sentinels[0].kill();
    deployment.sentinels[2].freeze();
    impatient_bus(&deployment.url(), Duration::from_secs(10)).ping().await.unwrap();
}

/// The bus has a connection to the old master, which no longer answers.
#[tokio::test]
async fn a_bus_reads_the_new_master_after_a_failover() {
    let deployment = SentinelDeployment::start().settled();
    add(&deployment.master, 1);
    let bus = impatient_bus(&deployment.url(), Duration::from_secs(2));
    assert_eq!(Reader::new(&bus, &names(&[STREAM])).await.next(1).await, [(STREAM.into(), id(1))]);
    eventually("the replica has the entry", || deployment.replica.length(STREAM) == 1);
    deployment.fail_over();
    add(&deployment.replica, 2);
    let bus = bus.with_own_connections();
    assert_eq!(states(&bus, &names(&[STREAM])).await[0].length, 2);
    assert_eq!(Reader::new(&bus, &names(&[STREAM])).await.next(2).await.len(), 2);
    deployment.master.thaw();
}

/// A request meets the old master first, and waits for the new one within its timeout.
#[tokio::test]
async fn a_request_that_starts_before_the_failover_ends_on_the_new_master() {
    let deployment = SentinelDeployment::start().settled();
    deployment.freeze_master();
    let bus = impatient_bus(&deployment.url(), Duration::from_secs(50));
    bus.ping().await.unwrap();
    let address = format!("127.0.0.1:{} (master `astra`)", deployment.replica.port());
    assert_eq!(bus.address(), address);
    deployment.master.thaw();
}

#[tokio::test]
async fn a_master_that_is_down_without_a_failover_is_named() {
    // Only one of the two Sentinels that would have to agree.
    let deployment = SentinelDeployment::with(1, &[]);
    deployment.freeze_master();
    let bus = impatient_bus(&deployment.url(), Duration::from_secs(2));
    let (text, hint) = failure(&bus).await;
    let (master, sentinel) = (deployment.master.port(), deployment.sentinels[0].port());
    assert!(text.contains(&format!("127.0.0.1:{master} (master `astra`)")), "{text}");
    let question = format!("redis-cli -h 127.0.0.1 -p {sentinel} SENTINEL CKQUORUM astra");
    assert!(hint.contains(&question), "{hint}");
    deployment.master.thaw();
}

#[tokio::test]
async fn sentinels_that_do_not_answer_are_all_listed() {
    let dead = [free_port(), free_port()].map(|port| format!("127.0.0.1:{port}"));
    let plain = Server::tcp();
    let plain = format!("127.0.0.1:{}", plain.port());
    let url = format!("redis+sentinel://{},{},{plain}/astra", dead[0], dead[1]);
    let (text, _) = failure(&impatient_bus(&url, Duration::from_secs(2))).await;
    for address in dead {
        assert!(text.contains(&format!("{address} (connection refused)")), "{text}");
    }
    assert!(text.contains(&format!("{plain} (")), "{text}");
}

#[tokio::test]
async fn an_unknown_master_is_reported_with_the_known_ones() {
    let deployment = SentinelDeployment::with(1, &[]);
    for unknown in ["astr", "orders"] {
        let (text, hint) = failure(&bus(&deployment.url_of(unknown))).await;
        assert!(
            text.contains(&format!("`{unknown}`")) && hint.contains("`astra`"),
            "{text} {hint}"
        );
    }
}

#[tokio::test]
async fn a_sentinel_in_place_of_a_server_is_reported() {
    let deployment = SentinelDeployment::with(1, &[]);
    let port = deployment.sentinels[0].port();
    let (_, hint) = failure(&bus(&format!("redis://127.0.0.1:{port}"))).await;
    assert!(hint.contains("redis+sentinel://"), "{hint}");
}

#[tokio::test]
async fn sentinels_have_a_login_of_their_own() {
    let deployment = SentinelDeployment::with(1, &["requirepass s3cret"]);
    let (_, hint) = failure(&impatient_bus(&deployment.url(), Duration::from_secs(2))).await;
    assert!(hint.contains("sentinel-pass="), "{hint}");
    let with = |password: &str| {
        let url = format!("{}?sentinel-pass={password}", deployment.url());
        impatient_bus(&url, Duration::from_secs(2))
    };
    with("s3cret").ping().await.unwrap();
    let (text, hint) = failure(&with("hunter2")).await;
    assert!(!format!("{text} {hint}").contains("hunter2"), "{text} {hint}");
}
