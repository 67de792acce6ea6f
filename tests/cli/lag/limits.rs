//! `astra lag` as a gate: which values exceed a limit.

use astra_testkit::{Server, script};

use crate::harness::astra;

const TRADES: &str = "astra.trading.tradeexecuted.v1";

fn code(server: &Server, limits: &[&str]) -> i32 {
    let mut words = vec!["lag", "--group", "g"];
    words.extend(limits);
    astra(&words).server(server).run().code.unwrap()
}

#[test]
fn a_limit_is_exceeded_by_one_more_and_not_before() {
    let server = Server::start();
    script(&server, TRADES, "ADD 1..10; XGROUP CREATE K g 0; READ 3");
    assert_eq!(code(&server, &[]), 0);
    assert_eq!(code(&server, &["--max-lag", "7"]), 0);
    assert_eq!(code(&server, &["--max-lag", "6"]), 1);
    assert_eq!(code(&server, &["--max-pending", "3"]), 0);
    assert_eq!(code(&server, &["--max-pending", "2"]), 1);
}

#[test]
fn an_age_limit_is_exceeded_by_age_and_by_an_unknown_age() {
    let server = Server::start();
    let now: u64 = server.redis(&["TIME"]).items()[0].text().parse().unwrap();
    let id = format!("{}-0", (now - 60) * 1000);
    server.redis(&["XADD", TRADES, &id, "f", "v"]).ok();
    server.redis(&["XGROUP", "CREATE", TRADES, "g", "0"]).ok();
    assert_eq!(code(&server, &["--max-seconds", "3600"]), 0);
    assert_eq!(code(&server, &["--max-seconds", "30"]), 1);
    script(&server, "astra.a.b.v1", "XADD K 1-0 f v; XGROUP CREATE K g 0");
    assert_eq!(
        code(&server, &["--max-seconds", "999999999999"]),
        1,
        "an ID from 1970 gives no age"
    );
}

#[test]
fn an_unknown_value_exceeds_every_limit() {
    let server = Server::start();
    assert_eq!(
        code(&server, &["--max-lag", "5"]),
        1,
        "a group that does not exist was not seen within its limit"
    );
    assert_eq!(code(&server, &[]), 0);
    server.load(
        (1..=200).map(|ms| {
            ["XADD".to_owned(), TRADES.into(), format!("{ms}-0"), "f".into(), "v".into()]
        }),
    );
    script(&server, TRADES, "XGROUP CREATE K g 100-0");
    assert_eq!(code(&server, &["--max-lag", "100"]), 0);
    assert_eq!(
        code(&server, &["--max-lag", "100", "--count-cap", "50"]),
        1,
        "at least 50 may be more than 100"
    );
    let capped = ["lag", "--group", "g", "--max-lag", "100", "--count-cap", "50"];
    let stderr = astra(&capped).server(&server).run().stderr;
    assert!(stderr.ends_with("hint: raise --count-cap above --max-lag\n"), "{stderr}");
    let over = ["lag", "--group", "g", "--max-lag", "20", "--count-cap", "50"];
    let stderr = astra(&over).server(&server).run().stderr;
    assert!(
        !stderr.contains("--count-cap"),
        "counting further cannot bring it below the limit: {stderr}"
    );
    script(&server, "astra.trading.tradeclosed.v1", "ADD 1..1");
    let promised =
        astra(&["lag", "--max-lag", "999999", "astra.trading.tradeclosed.*"]).server(&server).run();
    assert_eq!(promised.code, Some(1), "an unprovisioned group has no lag: {promised:?}");
}

#[test]
fn an_exceeded_limit_is_named_with_both_numbers() {
    let server = Server::start();
    script(
        &server,
        TRADES,
        "ADD 1..10; XGROUP CREATE K g 0; READ 3; XGROUP CREATE K h 0; XGROUP SETID K h 10-0",
    );
    let run =
        astra(&["lag", "--group", "g", "--group", "h", "--max-lag", "6", "--max-pending", "2"])
            .server(&server)
            .run();
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(
        run.stderr,
        format!(
            "error: group `g` on `{TRADES}`: lag 7 is over 6\nerror: group `g` on `{TRADES}`: 3 pending is over 2\n"
        )
    );
}

#[test]
fn a_requested_stream_that_was_not_seen_exceeds_every_limit() {
    let server = Server::start();
    script(&server, TRADES, "ADD 1..3; XGROUP CREATE K g 0; READ 3");
    script(&server, "astra.nft.nftsold.v1", "ADD 1..3; XGROUP CREATE K g 0");
    assert_eq!(code(&server, &["--max-lag", "0", TRADES]), 0);
    assert_eq!(code(&server, &["--max-lag", "0", TRADES, "astra.nothing.*"]), 1);
    assert_eq!(code(&server, &["--max-lag", "0", TRADES, "--group", "h"]), 1);
    server.redis(&["ACL", "SETUSER", "ops", "on", ">pw", &format!("~{TRADES}"), "+@all"]).ok();
    let url = format!("unix://{}?user=ops&pass=pw", server.socket().display());
    let run = astra(&["lag", "--group", "g", "--max-lag", "0", "--url", &url]).run();
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.stderr
            .contains("not known to be within the limits: cannot read `astra.nft.nftsold.v1`"),
        "{run:?}"
    );
}

#[test]
fn a_limit_on_a_watch_is_refused_rather_than_ignored() {
    astra(&["lag", "--watch", "--max-lag", "1"]).code(2).stderr_has("cannot be used with").check();
}
