//! `astra setup --watch`: streams that appear later, and a server that comes back empty.

use astra_testkit::{Server, eventually};
use serde_json::Value;

use super::scene::{bindings, groups};
use crate::harness::astra;

#[test]
fn provisions_streams_as_they_appear() {
    let server = Server::start();
    let mut watch = astra(&["setup", "--watch=100ms", "-o", "json"]).server(&server).spawn();
    let first: Value = serde_json::from_str(&watch.line()).unwrap();
    assert_eq!(first["created"], 131);
    let late = "astra.financial.refundissued.v1";
    server.redis(&["XADD", late, "1-0", "f", "v"]).ok();
    let second: Value = serde_json::from_str(&watch.line()).unwrap();
    assert_eq!(second["created"], 5, "{second}");
    assert_eq!(
        groups(&server, late),
        [
            "achievement_processors",
            "audit_trail_recorders",
            "financial_compliance",
            "metrics_collectors",
            "notification_senders",
        ]
    );
    let seen =
        server.redis(&["XREADGROUP", "GROUP", "financial_compliance", "c", "STREAMS", late, ">"]);
    assert_eq!(
        seen.items()[0].items()[1].items().len(),
        1,
        "what came before the group is not missed"
    );
    watch.interrupt();
    let run = watch.finish();
    assert_eq!((run.code, run.stderr.as_str()), (Some(130), ""));
}

#[test]
fn a_server_that_comes_back_empty_is_provisioned_again() {
    let mut server = Server::start();
    let mut watch = astra(&["setup", "--watch=100ms"]).server(&server).spawn();
    watch.line_where(|line| line.contains("131 created"));
    server.kill();
    watch.stderr_line("trying again every 100ms");
    server.restart();
    watch.stderr_line("the server is back");
    eventually("all bindings are back", || bindings(&server).len() == 131);
    watch.interrupt();
    assert_eq!(watch.finish().code, Some(130));
}
