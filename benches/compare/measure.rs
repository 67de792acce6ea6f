//! Measures times, CPU and memory, and formats a line of the table.

use std::fmt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// One line of the table: what was measured, both sides, their ratio, and its target.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) what: String,
    pub(crate) astra: String,
    pub(crate) peer: String,
    pub(crate) ratio: Option<f64>,
    pub(crate) target: &'static str,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ratio = self.ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
        write!(f, "| {} | {} | {} | {ratio} | {} |", self.what, self.astra, self.peer, self.target)
    }
}

/// Times both sides in turn and returns their medians.
pub(crate) fn alternate(
    rounds: usize,
    mut one: impl FnMut(),
    mut other: impl FnMut(),
) -> (Duration, Duration) {
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        times.0.push(time(&mut one));
        times.1.push(time(&mut other));
    }
    (median(times.0), median(times.1))
}

pub(crate) fn time(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

pub(crate) fn median<T: PartialOrd + Copy>(mut values: Vec<T>) -> T {
    values.sort_by(|a, b| a.partial_cmp(b).unwrap());
    values[values.len() / 2]
}

pub(crate) fn ratio(astra: Duration, peer: Duration) -> f64 {
    astra.as_secs_f64() / peer.as_secs_f64()
}

/// Runs a program to its end and discards its output; the program must succeed.
pub(crate) fn run(program: &str, words: &[&str]) {
    let status = Command::new(program)
        .args(words)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{program} {words:?}: {status}");
}

/// The program under test, in the release profile.
pub(crate) const ASTRA: &str = env!("CARGO_BIN_EXE_astra");

/// Runs a program, discards its output, and returns its peak memory in KiB.
pub(crate) fn peak_memory(program: &str, words: &[&str]) -> u64 {
    let mut child = Command::new(program)
        .args(words)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let path = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(&path).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = peak.max(
            line.and_then(|text| text.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0),
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(child.wait().unwrap().success());
    peak
}

/// The CPU time that a server has used, in seconds.
pub(crate) fn cpu_seconds(server: &astra_testkit::Server) -> f64 {
    let info = server.redis(&["INFO", "cpu"]).text().to_owned();
    let number = |name: &str| -> f64 {
        info.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
            .unwrap()
            .trim()
            .parse()
            .unwrap()
    };
    number("used_cpu_sys") + number("used_cpu_user")
}
