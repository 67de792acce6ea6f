//! Servers that refuse, and keys that are not streams.

use astra_testkit::Server;

use super::scene::{STREAM, pending_ids, stream};
use crate::harness::astra;

#[test]
fn a_key_of_another_type_hides_nothing_else() {
    let server = Server::start();
    stream(&server, STREAM, 1);
    server.deliver(STREAM, "g", "c", 1);
    server.redis(&["SET", "astra.nft.string.v1", "x"]).ok();
    astra(&["pending"]).server(&server).stdout_has("1 entry pending, on 1 of 1 binding").check();
    astra(&["pending", "astra.nft.string.v1"])
        .server(&server)
        .stderr_has("warning: pattern `astra.nft.string.v1` matches no stream")
        .stdout("no pending entry\n")
        .check();
}

#[test]
fn an_operator_who_may_only_read_sees_everything_and_changes_nothing() {
    let server = Server::tcp();
    stream(&server, STREAM, 2);
    server.deliver(STREAM, "g", "c", 2);
    let rules = "ACL SETUSER op on >pw resetkeys ~astra.* -@all +ping +hello +auth +select \
                 +client|setname +info +scan +type +exists +time +xinfo +xlen +xrange +xpending +multi +exec +role";
    server.redis(&rules.split_whitespace().collect::<Vec<_>>()).ok();
    let url = format!("redis://op:pw@127.0.0.1:{}", server.port());
    let seen = astra(&["pending", "--entries", "-o", "json", "--url", &url]).ok().json();
    assert_eq!(seen["groups"][0]["pending"], 2);
    assert_eq!(seen["groups"][0]["ghosts"], 0);
    for action in ["ack", "dead-letter"] {
        astra(&["pending", action, STREAM, "--yes", "--url", &url])
            .code(1)
            .stdout_has("NOPERM")
            .stdout_has("2 failed")
            .stderr_has("hint: allow it with ACL SETUSER op +eval,")
            .check();
    }
    assert_eq!(pending_ids(&server, STREAM), ["1-0", "2-0"]);
}

#[test]
fn a_user_who_may_not_write_dead_letters_acknowledges_nothing() {
    let server = Server::tcp();
    stream(&server, STREAM, 2);
    server.deliver(STREAM, "g", "c", 2);
    server.redis(&["ACL", "SETUSER", "op", "on", ">pw", "~astra.*", "+@all"]).ok();
    let url = format!("redis://op:pw@127.0.0.1:{}", server.port());
    astra(&["pending", "dead-letter", STREAM, "--yes", "--url", &url])
        .code(1)
        .stdout_has("0 of 2 pending entries dead-lettered, 2 failed")
        .stderr_has(format!("hint: allow it with ACL SETUSER op ~{STREAM} ~{{{STREAM}}}.dlq,"))
        .check();
    assert_eq!(pending_ids(&server, STREAM), ["1-0", "2-0"]);
}

#[test]
fn an_unreadable_stream_is_named() {
    let server = Server::tcp();
    let hidden = "astra.user.profileupdated.v1";
    stream(&server, STREAM, 1);
    stream(&server, hidden, 1);
    server.deliver(STREAM, "g", "c", 1);
    server.redis(&["ACL", "SETUSER", "op", "on", ">pw", "~astra.nft.*", "+@all"]).ok();
    let url = format!("redis://op:pw@127.0.0.1:{}", server.port());
    astra(&["pending", "--url", &url])
        .code(1)
        .stderr_has(format!("warning: cannot read `{hidden}`: NOPERM"))
        .stdout_has("1 entry pending")
        .check();
}

#[test]
fn a_group_on_an_unreadable_stream_is_not_reported_as_missing() {
    let server = Server::tcp();
    stream(&server, STREAM, 1);
    server.redis(&["XGROUP", "CREATE", STREAM, "solo", "0"]).ok();
    server.redis(&["ACL", "SETUSER", "op", "on", ">pw", "~astra.user.*", "+@all"]).ok();
    let url = format!("redis://op:pw@127.0.0.1:{}", server.port());
    for (words, code) in [
        (&["pending", "ack", "--yes"][..], 1),
        (&["pending"], 1),
        (&["lag"], 0),
        (&["lag", "--max-lag", "9"], 1),
    ] {
        let run = astra(&[words, &["--group", "solo", "--url", &url]].concat()).run();
        assert_eq!(run.code, Some(code), "{words:?}: {run:?}");
        for message in [
            &format!("warning: cannot read `{STREAM}`: NOPERM"),
            "no group `solo` in what can be seen",
        ] {
            assert!(run.stderr.contains(message), "{words:?}: {run:?}");
        }
    }
    astra(&["pending", "ack", "--yes", "--group", "solo"])
        .server(&server)
        .stdout("no pending entry selected, nothing to do\n")
        .check();
}

#[test]
fn an_unreachable_server_exits_3() {
    astra(&["pending", "--url", "unix:///nowhere.sock"]).code(3).stderr_has("cannot reach").check();
}
