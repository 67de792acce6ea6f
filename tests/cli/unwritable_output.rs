//! An output that accepts nothing: the command reports it, once, whatever it would have printed.

use astra_testkit::Server;

use crate::harness::{Run, run_of};

/// A run whose standard output is a full disk.
fn on_a_full_disk(server: &Server, words: &str) -> Run {
    let script = format!("exec '{}' {words} >/dev/full", env!("CARGO_BIN_EXE_astra"));
    run_of("/bin/sh", &["-c", &script]).server(server).run()
}

#[test]
fn an_output_that_cannot_be_written_is_named() {
    let server = Server::start();
    let stream = "astra.user.profileupdated.v1";
    server.redis(&["XADD", stream, "1-0", "f", "v"]).ok();
    server.redis(&["XGROUP", "CREATE", stream, "g", "0"]).ok();
    server.redis(&["XREADGROUP", "GROUP", "g", "c", "STREAMS", stream, ">"]).ok();
    for words in [
        "lag",
        "lag -o json",
        "lag -o csv",
        "lag -o yaml",
        "tail --no-follow",
        "tail --no-follow -o json",
        "pending",
        "pending --entries",
        "pending --entries -o json",
        "pending --entries -o csv",
        "setup export",
        "acl",
        "completions bash",
    ] {
        let run = on_a_full_disk(&server, words);
        let expected = "error: cannot write the output: no space left on device\n";
        assert_eq!((run.code, &*run.stderr), (Some(1), expected), "{words}");
    }
}

#[test]
fn an_event_whose_report_cannot_be_written_is_reported_as_published() {
    let server = Server::start();
    let stream = "astra.nft.nftsold.v1";
    for words in ["publish Nft.NftSold --entity n", "publish Nft.NftSold --entity n -o json"] {
        let run = on_a_full_disk(&server, words);
        let last = server.redis(&["XREVRANGE", stream, "+", "-", "COUNT", "1"]).ok();
        let id = last.items()[0].items()[0].text().to_owned();
        let expected = format!(
            "error: published as {id} on `{stream}`, but cannot write the output: no space left on device\nhint: do not publish it again\n"
        );
        assert_eq!((run.code, &*run.stderr), (Some(1), &*expected), "{words}");
    }
}
