//! The permissions that a run needs on a shared server: exactly the documented ones.

use astra_testkit::Server;

use super::scene::keys;
use crate::harness::astra;

/// The ACL rule in a text, on one line or several.
fn rule(text: &str) -> String {
    let (_, rest) = text.split_once("user flow-test on ").expect("no rule");
    let is_of_it = |word: &&str| word.starts_with(['>', '~', '-', '+']);
    rest.split_whitespace().take_while(is_of_it).collect::<Vec<_>>().join(" ")
}

#[test]
fn it_passes_with_the_documented_permissions_and_uses_each_of_them() {
    let documented = rule(&astra(&["flow-test", "--help"]).ok().stdout);
    assert_eq!(documented, rule(include_str!("../../../docs/ci.md")));
    let server = Server::start();
    let has_subcommands = server.has_counters();
    let given = documented.replace(">PASSWORD", ">secret");
    let words = ["ACL", "SETUSER", "flow-test", "reset", "on"].into_iter().chain(given.split(' '));
    server.redis(&words.collect::<Vec<_>>()).ok();
    server.redis(&["CONFIG", "RESETSTAT"]).ok();
    let url = format!("{}?user=flow-test&pass=secret", server.url());
    astra(&["flow-test", "--url", &url]).ok();

    let used = server.redis(&["INFO", "commandstats"]).text().to_owned();
    for command in documented.split(' ').filter_map(|word| word.strip_prefix('+')) {
        let name = if has_subcommands { command } else { command.split('|').next().unwrap() };
        assert!(used.contains(&format!("cmdstat_{name}:calls=")), "`{command}` is not needed");
    }
    let refused = server.redis(&["ACL", "LOG"]);
    assert!(refused.items().is_empty(), "{refused:?}");
    assert_eq!(keys(&server), Vec::<String>::new());
}
