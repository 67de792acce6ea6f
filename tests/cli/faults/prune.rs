//! `setup --prune` meets each fault: promised groups stay, and the next run removes what is left.

use astra_testkit::{Direction, Server};

use super::{
    half_open_network::swallow_at,
    out_of_memory,
    program_killed::kill_at,
    read_only_replica::pair,
    scene::{TRADES, moments, size_of},
    server_killed::kill_server_at,
    server_stopped::pause_before_the_end,
};
use crate::harness::{Run, astra};

const PRUNE: [&str; 5] = ["setup", "--prune", "--yes", "-o", "json"];

/// Groups that no topology promises.
const RETIRED: usize = 60;

/// Everything that the topology promises, and superfluous empty groups, created with raw commands.
fn scene(server: &Server) {
    astra(&["setup"]).server(server).ok();
    server.load((0..RETIRED).map(|number| {
        [
            "XGROUP".into(),
            "CREATE".into(),
            TRADES.to_owned(),
            format!("retired-{number}"),
            "0".into(),
        ]
    }));
}

/// How many superfluous groups are there. All promised groups have to be there.
#[track_caller]
fn left(server: &Server) -> usize {
    let is_retired = |(_, group, _): &&(String, String, String)| group.starts_with("retired-");
    let found = server.bindings();
    let left = found.iter().filter(is_retired).count();
    assert_eq!(found.len() - left, 131);
    left
}

/// The next run removes what is left, and nothing else.
#[track_caller]
fn complete(server: &Server) {
    let before = left(server);
    let report = astra(&PRUNE).server(server).ok().json();
    assert_eq!((&report["removed"], &report["created"]), (&before.into(), &0.into()), "{report}");
    assert_eq!(left(server), 0);
}

/// A run that lost its server reports only that: it did not see what it removed.
#[track_caller]
fn claims_nothing(run: &Run) {
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""), "{run:?}");
    assert!(run.stderr.contains("error: "), "{run:?}");
}

#[test]
fn if_it_is_killed_promised_groups_stay_and_the_next_run_continues() {
    let total = size_of(&PRUNE, scene, Direction::Requests);
    let mut partial = 0;
    for bytes in moments(total, 8) {
        let server = Server::start();
        scene(&server);
        kill_at(&server, &PRUNE, bytes);
        partial += usize::from((1..RETIRED).contains(&left(&server)));
        complete(&server);
    }
    assert!(partial > 0, "no run was killed while it removed groups");
}

#[test]
fn if_the_server_is_killed_promised_groups_stay() {
    let total = size_of(&PRUNE, scene, Direction::Requests);
    for bytes in moments(total, 5) {
        let mut server = Server::durable();
        scene(&server);
        claims_nothing(&kill_server_at(&mut server, &PRUNE, bytes));
        complete(&server);
    }
}

#[test]
fn a_stopped_server_and_swallowed_replies_leave_the_rest_to_the_next_run() {
    let (requests, answers) =
        (size_of(&PRUNE, scene, Direction::Requests), size_of(&PRUNE, scene, Direction::Replies));
    let server = Server::start();
    scene(&server);
    claims_nothing(&pause_before_the_end(&server, &PRUNE, requests));
    complete(&server);
    for bytes in moments(answers, 3) {
        let server = Server::start();
        scene(&server);
        claims_nothing(&swallow_at(&server, &PRUNE, Direction::Replies, bytes));
        complete(&server);
    }
}

#[test]
fn out_of_memory_it_reports_what_went_and_what_stayed() {
    let server = Server::start();
    scene(&server);
    out_of_memory::fill(&server);
    let run = astra(&PRUNE).server(&server).run();
    let (report, left) = (run.json(), left(&server));
    assert_eq!(report["removed"], RETIRED - left, "{report}");
    let kept = report["actions"].as_array().unwrap();
    assert_eq!(kept.iter().filter(|action| action["action"] == "keep").count(), left);
    assert_eq!(run.code, Some(i32::from(left > 0)), "{run:?}");
    out_of_memory::free(&server);
    complete(&server);
}

#[test]
fn a_replica_removes_nothing_and_names_each_group() {
    let (master, replica) = pair(scene);
    let run = astra(&PRUNE).server(&replica).run();
    assert_eq!(run.code, Some(1), "{run:?}");
    let report = run.json();
    assert_eq!(report["removed"], 0, "{report}");
    let actions = report["actions"].as_array().unwrap();
    assert_eq!(actions.len(), RETIRED, "{report}");
    for action in actions {
        assert!(action["reason"].as_str().unwrap().contains("read-only replica"), "{action}");
    }
    assert_eq!((left(&replica), left(&master)), (RETIRED, RETIRED));
    complete(&master);
}
