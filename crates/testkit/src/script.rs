//! Several raw commands, written as text.

use crate::server::Server;

/// Runs raw commands on one stream, separated by `;` or line breaks. `K` stands for the name of the stream, `ADD 3..7` adds
/// the entries `3-0` to `7-0`, and `READ 5` lets the consumer `c` of the group `g` read the next five entries.
///
/// Redis 6.2 does not know the counters `ENTRIESREAD n` and `ENTRIESADDED n`, so they are left out there.
#[track_caller]
pub fn script(server: &Server, stream: &str, text: &str) {
    let is_counted = !text.contains("ENTRIES") || server.has_counters();
    let mut client = server.client();
    for line in text.split([';', '\n']).map(str::trim).filter(|line| !line.is_empty()) {
        let mut words: Vec<&str> =
            line.split_whitespace().map(|word| if word == "K" { stream } else { word }).collect();
        if !is_counted {
            remove_counters(&mut words);
        }
        match words[..] {
            ["ADD", range] => {
                let (from, to) = range.split_once("..").unwrap();
                server.add_entries(stream, from.parse().unwrap()..=to.parse().unwrap());
            }
            ["READ", count] => server.deliver(stream, "g", "c", count.parse().unwrap()),
            _ => drop(client.command(&words).unwrap().ok()),
        }
    }
}

/// Removes each counter and its value.
fn remove_counters(words: &mut Vec<&str>) {
    let is_counter = |word: &&str| ["ENTRIESREAD", "ENTRIESADDED"].contains(word);
    while let Some(at) = words.iter().position(is_counter) {
        words.drain(at..at + 2);
    }
}
