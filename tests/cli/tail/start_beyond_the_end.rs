//! A start beyond the end of a stream: no earlier entry is shown, whenever it comes, and a stream that starts over is
//! recognized.

use astra_testkit::Server;

use super::scene::{add, messages, next, tail, wait_until_reading};

/// A server with a stream `a` that ends at 30-0, and an empty stream `b` as provisioning creates it.
fn scene() -> Server {
    let server = Server::start();
    for id in ["10-0", "20-0", "30-0"] {
        add(&server, "astra.x.y.a", id);
    }
    server.redis(&["XGROUP", "CREATE", "astra.x.y.b", "g", "$", "MKSTREAM"]).ok();
    server
}

/// Follows from a start beyond both streams until an entry after it comes, and expects exactly that entry and no
/// message.
#[track_caller]
fn shows_only_what_is_behind(arguments: &[&str], before: &str, behind: &str) {
    let server = scene();
    let mut running = tail(&server, arguments).spawn();
    wait_until_reading(&server);
    add(&server, "astra.x.y.a", before);
    add(&server, "astra.x.y.b", before);
    add(&server, "astra.x.y.a", behind);
    assert_eq!(next(&mut running), format!("a:{behind}"));
    running.interrupt();
    let run = running.finish();
    assert_eq!((run.stdout.lines().count(), messages(&run)), (1, vec![]));
}

#[test]
fn from_an_id_beyond_the_stream_only_later_entries_are_shown() {
    shows_only_what_is_behind(&["--from", "50-5"], "50-4", "50-5");
}

#[test]
fn since_a_time_beyond_the_stream_only_later_entries_are_shown() {
    let time = ["--since", "2023-11-14T22:13:20Z", "--until", "2100-01-01"];
    shows_only_what_is_behind(&time, "1699999999999-9", "1700000000000-0");
}

#[test]
fn until_a_future_time_no_earlier_entry_is_shown() {
    let server = scene();
    let mut running = tail(&server, &["--until", "2100-01-01"]).spawn();
    wait_until_reading(&server);
    add(&server, "astra.x.y.b", "5-0");
    assert_eq!(next(&mut running), "b:5-0");
    running.interrupt();
    let run = running.finish();
    assert_eq!((run.stdout.lines().count(), messages(&run)), (1, vec![]));
}

#[test]
fn a_new_stream_shows_nothing_from_before_the_start() {
    let server = scene();
    let mut running = tail(&server, &["--from", "50-0"]).spawn();
    wait_until_reading(&server);
    server.load([
        vec!["MULTI"],
        vec!["XADD", "astra.x.y.new", "49-0", "n", "1"],
        vec!["XADD", "astra.x.y.new", "50-0", "n", "1"],
        vec!["EXEC"],
    ]);
    assert_eq!(next(&mut running), "new:50-0");
    running.interrupt();
    assert_eq!(messages(&running.finish()), Vec::<&str>::new());
}

#[test]
fn a_stream_that_starts_over_below_the_start_is_reported_and_read_from_the_start_on() {
    let server = scene();
    let mut running = tail(&server, &["--from", "50-0"]).spawn();
    wait_until_reading(&server);
    server.load([
        vec!["MULTI"],
        vec!["DEL", "astra.x.y.a"],
        vec!["XADD", "astra.x.y.a", "7-0", "n", "1"],
        vec!["EXEC"],
    ]);
    running.stderr_line("`astra.x.y.a` was deleted and created again");
    add(&server, "astra.x.y.a", "60-0");
    assert_eq!(next(&mut running), "a:60-0");
}

#[test]
fn existing_entries_after_the_start_are_followed_by_new_ones() {
    let server = scene();
    let mut running = tail(&server, &["--from", "20-0"]).spawn();
    assert_eq!([next(&mut running), next(&mut running)], ["a:20-0", "a:30-0"]);
    wait_until_reading(&server);
    add(&server, "astra.x.y.b", "19-0");
    add(&server, "astra.x.y.b", "20-0");
    assert_eq!(next(&mut running), "b:20-0");
    running.interrupt();
    assert_eq!(messages(&running.finish()), Vec::<&str>::new());
}
