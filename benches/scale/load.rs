//! Fills servers with raw commands, and times whole runs of the program.

use std::time::Duration;

use astra_testkit::Server;

use crate::event::{self, FIELDS};
use crate::measure::{self, ASTRA, median};

/// How many runs to take the median of.
const ROUNDS: usize = 5;

/// The milliseconds of the first generated entry ID.
pub(crate) const FIRST_ID: u64 = 1_700_000_000_000;

/// The median time of a run of the program, in milliseconds.
pub(crate) fn milliseconds(words: &[&str]) -> f64 {
    let times = (0..ROUNDS).map(|_| measure::time(|| measure::run(ASTRA, words))).collect();
    median::<Duration>(times).as_secs_f64() * 1e3
}

/// Adds the events numbered `from..until` to the stream of trades, with IDs a millisecond apart.
pub(crate) fn add_events(server: &Server, from: u64, until: u64) {
    server.load((from..until).map(|number| {
        let id = format!("{}-0", FIRST_ID + number);
        let mut command: Vec<String> = ["XADD", event::STREAM, &id].map(str::to_owned).into();
        command.extend(FIELDS.iter().flat_map(|(name, value)| [*name, *value]).map(str::to_owned));
        command
    }));
}
