//! `astra setup export`: the live streams and groups as a file that setup accepts without changes.

use astra_testkit::Server;

use super::scene::{TRADES, bindings};
use crate::harness::astra;

fn exported(server: &Server) -> String {
    let run = astra(&["setup", "export"]).server(server).run();
    assert_eq!(run.code, Some(0), "{run:?}");
    run.stdout
}

#[track_caller]
fn assert_accepted(server: &Server, yaml: &str) {
    let before = bindings(server);
    let report = astra(&["setup", "-f", "-", "-o", "json"]).server(server).stdin(yaml).run();
    assert_eq!(report.code, Some(0), "{report:?}\n{yaml}");
    assert_eq!(
        (&report.json()["created"], &report.json()["unchanged"]),
        (&0.into(), &before.len().into()),
        "{yaml}"
    );
    assert_eq!(bindings(server), before);
}

#[test]
fn a_provisioned_server_exports_its_topology() {
    let server = Server::start();
    astra(&["setup"]).server(&server).ok();
    let yaml = exported(&server);
    assert!(yaml.contains("astra.*.*.v1"), "patterns that still say the same are kept: {yaml}");
    assert_accepted(&server, &yaml);
}

#[test]
fn a_server_that_differs_exports_what_it_has() {
    let server = Server::start();
    astra(&["setup"]).server(&server).ok();
    server.redis(&["XGROUP", "DESTROY", TRADES, "notification_senders"]).ok();
    server.redis(&["XGROUP", "CREATE", TRADES, "somebody_new", "$"]).ok();
    server.redis(&["XADD", "astra.trading.tradeexecuted.v2", "1-0", "f", "v"]).ok();
    let yaml = exported(&server);
    assert!(yaml.contains("somebody_new"), "{yaml}");
    assert_accepted(&server, &yaml);
}

#[test]
fn an_empty_server_exports_an_empty_topology() {
    let server = Server::start();
    assert_accepted(&server, &exported(&server));
}

#[test]
fn names_that_no_topology_can_express_are_left_out_and_reported() {
    let server = Server::start();
    server.create_group(TRADES, "Upper Case");
    server.redis(&["XGROUP", "CREATE", TRADES, "plain", "0"]).ok();
    server.create_group("astra.trading.*", "g");
    server.create_group("astra.odd", "g");
    let run = astra(&["setup", "export"]).server(&server).run();
    assert_eq!(run.code, Some(0), "{run:?}");
    for left_out in ["Upper Case", "astra.trading.*", "astra.odd"] {
        assert!(run.stderr.contains(&format!("`{left_out}` is omitted")), "{run:?}");
    }
    let check = astra(&["setup", "--check", "-f", "-", "-o", "json"])
        .server(&server)
        .stdin(run.stdout)
        .run();
    assert_eq!((check.code, &check.json()["bindings"]), (Some(0), &1.into()), "{check:?}");
}

#[test]
fn a_pattern_that_would_also_match_omitted_streams_is_replaced_by_names() {
    let server = Server::start();
    astra(&["setup"]).server(&server).ok();
    assert!(exported(&server).contains("\"astra.trading.*\""));
    server.redis(&["XADD", "astra.trading.foo", "1-1", "a", "b"]).ok();
    let yaml = exported(&server);
    assert!(!yaml.contains("\"astra.trading.*\""), "{yaml}");
    assert_accepted(&server, &yaml);
    for group in ["trading_internal", "other"] {
        server.redis(&["XGROUP", "CREATE", "astra.trading.foo", group, "0"]).ok();
    }
    let yaml = exported(&server);
    assert!(yaml.contains("\"astra.trading.*\""), "a group that is there keeps it: {yaml}");
    let check = astra(&["setup", "--check", "-f", "-", "-o", "json"]).server(&server).stdin(yaml);
    assert_eq!(check.ok().json()["bindings"], 132);
}

#[test]
fn unreadable_streams_make_the_export_partial_and_fail() {
    let server = Server::start();
    astra(&["setup"]).server(&server).ok();
    server.redis(&["ACL", "SETUSER", "op", "on", ">pw", "~astra.nft.*", "+@all"]).ok();
    let url = format!("{}?user=op&pass=pw", server.url());
    let run = astra(&["setup", "export", "--url", &url]).run();
    assert_eq!(run.code, Some(1), "{run:?}");
    let reason = "warning: cannot read `astra.financial.invoicepaid.v1` and 21 more: NOPERM";
    assert!(run.stderr.starts_with(reason), "{run:?}");
    let error = "this topology is incomplete: 22 streams could not be read\n";
    assert!(run.stderr.contains(&format!("error: {error}")), "{run:?}");
    assert!(run.stdout.starts_with(&format!("# {error}")), "{run:?}");
    assert!(
        run.stdout.contains("nftsold: {") && !run.stdout.contains("tradeexecuted: {"),
        "{run:?}"
    );
}

#[test]
fn only_yaml_is_accepted() {
    astra(&["setup", "export", "-o", "json"])
        .code(2)
        .stderr_has("setup export writes only YAML")
        .check();
}
