//! Signals to a process.

use std::process::Command;

/// Sends `INT`, `KILL`, `STOP`, `CONT`, … to one process; `false` if there is no process with this ID.
pub fn signal(name: &str, pid: u32) -> bool {
    let pid = pid.to_string();
    Command::new("kill").args(["-s", name, &pid]).output().unwrap().status.success()
}
