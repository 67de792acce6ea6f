//! Several raw commands, written as text.

use crate::server::Server;

/// Runs raw commands on one stream, separated by `;` or line breaks. `K` stands for the name of the stream, `ADD 3..7` adds
/// the entries `3-0` to `7-0`, and `READ 5` lets the consumer `c` of the group `g` read the next five entries.
#[track_caller]
pub fn script(server: &Server, stream: &str, text: &str) {
    let mut client = server.client();
    for line in text.split([';', '\n']).map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> =
            line.split_whitespace().map(|word| if word == "K" { stream } else { word }).collect();
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
