//! The settings that a private server starts with, less those that it does not know.

use crate::error::SandboxError;

/// How a server quotes the line of its settings that it cannot take.
const QUOTED: &str = ">>> '";

/// What it says of a directive that it does not know; of a wrong value it says something else.
const UNKNOWN: &str = "Bad directive or wrong number of arguments";

/// The lines of a `redis.conf`.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    lines: Vec<String>,
    left_out: Vec<String>,
}

impl Settings {
    pub(crate) fn new(redis_conf: &str) -> Self {
        let lines = redis_conf.lines().map(str::to_owned).collect();
        Self { lines, left_out: Vec::new() }
    }

    pub(crate) fn text(&self) -> String {
        self.lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
    }

    /// The names of the directives that were left out.
    pub(crate) fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// Leaves the directive out that the server has ended for not knowing; `false` where it ended for something else.
    pub(crate) fn leave_out_unknown(&mut self, error: &SandboxError) -> bool {
        let Some(name) = unknown_directive(error) else { return false };
        let before = self.lines.len();
        self.lines.retain(|line| line.split_whitespace().next() != Some(name));
        let is_ours = self.lines.len() < before;
        if is_ours {
            self.left_out.push(name.to_owned());
        }
        is_ours
    }
}

fn unknown_directive(error: &SandboxError) -> Option<&str> {
    let SandboxError::Ended { reason, .. } = error else { return None };
    let (_, quoted) = reason.split_once(QUOTED)?;
    let (directive, said) = quoted.split_once('\'')?;
    said.contains(UNKNOWN).then(|| directive.split_whitespace().next())?
}

#[cfg(test)]
mod tests {
    const REDIS_CONF: &str = include_str!("../../../redis.conf");

    use std::{os::unix::process::ExitStatusExt as _, process::ExitStatus};

    use super::*;

    fn ended(reason: &str) -> SandboxError {
        let (program, status) = ("redis-server".to_owned(), ExitStatus::from_raw(256));
        SandboxError::Ended { program, status, reason: reason.to_owned() }
    }

    #[test]
    fn leaves_out_what_the_server_does_not_know_once() {
        let mut settings = Settings::new(REDIS_CONF);
        let complaint = ended(&format!(">>> 'maxmemory-clients 10%': {UNKNOWN}"));
        assert!(settings.leave_out_unknown(&complaint));
        assert_eq!(settings.left_out(), ["maxmemory-clients"]);
        assert!(!settings.text().contains("\nmaxmemory-clients "));
        assert!(settings.text().contains("\nmaxmemory 2gb\n"));
        assert!(!settings.leave_out_unknown(&complaint), "or it would be tried for ever");
    }

    #[test]
    fn a_wrong_value_and_a_stranger_are_no_unknown_directive() {
        let mut settings = Settings::new(REDIS_CONF);
        let faults = [
            ">>> 'maxmemory 2xb': argument must be a memory value",
            ">>> 'no-such-setting 1': Bad directive or wrong number of arguments",
            "it logged nothing",
        ];
        for fault in faults {
            assert!(!settings.leave_out_unknown(&ended(fault)), "{fault}");
        }
        assert_eq!(settings.text(), REDIS_CONF);
    }
}
