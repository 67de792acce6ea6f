//! What `-v` says of the commands that are sent.

use std::time::Instant;

use redis::Cmd;

/// Logs each command with the latency of the round trip that it was part of.
pub(crate) fn log<'a>(
    address: &str,
    commands: impl IntoIterator<Item = &'a Cmd>,
    start: Instant,
    count: usize,
) {
    if !tracing::enabled!(tracing::Level::DEBUG) {
        return;
    }
    let elapsed = start.elapsed();
    for command in commands {
        let batch =
            if count > 1 { format!(" (one of {count} in one round trip)") } else { String::new() };
        tracing::debug!("{address}: {} in {elapsed:.2?}{batch}", words(command));
    }
}

/// A command as text for the log, long arguments cut.
fn words(command: &Cmd) -> String {
    const LONGEST_WORD: usize = 80;
    const MOST_WORDS: usize = 16;
    let mut text = String::new();
    for (index, arg) in command.args_iter().enumerate() {
        if index == MOST_WORDS {
            text.push_str(" …");
            break;
        }
        if index > 0 {
            text.push(' ');
        }
        if let redis::Arg::Simple(bytes) = arg {
            let cut = &bytes[..bytes.len().min(LONGEST_WORD)];
            text.push_str(&astra_model::Name::from(cut.to_vec()).to_string());
            text.push_str(if bytes.len() > LONGEST_WORD { "…" } else { "" });
        }
    }
    text
}
