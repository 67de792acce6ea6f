//! Owns the settings of a private server, and omits directives that the server does not support.

use crate::error::SandboxError;

/// The text before a rejected line of `redis.conf` in the server's log.
const QUOTED: &str = ">>> '";

/// The server's reason for rejecting an unknown directive; an invalid value has another reason.
const UNKNOWN: &str = "Bad directive or wrong number of arguments";

/// The lines of a `redis.conf`.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    lines: Vec<String>,
    omitted: Vec<String>,
}

impl Settings {
    pub(crate) fn new(redis_conf: &str) -> Self {
        let lines = redis_conf.lines().map(str::to_owned).collect();
        Self { lines, omitted: Vec::new() }
    }

    pub(crate) fn text(&self) -> String {
        self.lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
    }

    /// Returns the names of the omitted directives.
    pub(crate) fn omitted(&self) -> &[String] {
        &self.omitted
    }

    /// Omits the unknown directive that stopped the server, or returns `false` if something else did.
    pub(crate) fn omit_unknown(&mut self, error: &SandboxError) -> bool {
        let Some(name) = unknown_directive(error) else { return false };
        let count = self.lines.len();
        self.lines.retain(|line| line.split_whitespace().next() != Some(name));
        let is_omitted = self.lines.len() < count;
        if is_omitted {
            self.omitted.push(name.to_owned());
        }
        is_omitted
    }
}

fn unknown_directive(error: &SandboxError) -> Option<&str> {
    let SandboxError::Ended { reason, .. } = error else { return None };
    let (_, quoted) = reason.split_once(QUOTED)?;
    let (line, complaint) = quoted.split_once('\'')?;
    complaint.contains(UNKNOWN).then(|| line.split_whitespace().next())?
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
    fn an_unknown_directive_is_omitted_once() {
        let mut settings = Settings::new(REDIS_CONF);
        let complaint = ended(&format!(">>> 'maxmemory-clients 10%': {UNKNOWN}"));
        assert!(settings.omit_unknown(&complaint));
        assert_eq!(settings.omitted(), ["maxmemory-clients"]);
        assert!(!settings.text().contains("\nmaxmemory-clients "));
        assert!(settings.text().contains("\nmaxmemory 2gb\n"));
        assert!(!settings.omit_unknown(&complaint), "omitting it again would retry forever");
    }

    #[test]
    fn other_complaints_omit_nothing() {
        let mut settings = Settings::new(REDIS_CONF);
        let faults = [
            ">>> 'maxmemory 2xb': argument must be a memory value",
            ">>> 'no-such-setting 1': Bad directive or wrong number of arguments",
            "it logged nothing",
        ];
        for fault in faults {
            assert!(!settings.omit_unknown(&ended(fault)), "{fault}");
        }
        assert_eq!(settings.text(), REDIS_CONF);
    }
}
