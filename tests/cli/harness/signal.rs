//! Signals, by process id.

use std::process::Command;

/// Sends `INT`, `KILL`, `STOP`, `CONT`, … to one process; `false` when there is none of that id.
pub(crate) fn signal(name: &str, pid: u32) -> bool {
    let pid = pid.to_string();
    Command::new("kill").args(["-s", name, &pid]).output().unwrap().status.success()
}
