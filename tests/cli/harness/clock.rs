//! Times as a user writes them, formatted by `date` rather than by the program's own code.

use std::process::Command;

/// A time in milliseconds since 1970 as RFC 3339 in UTC.
pub(crate) fn rfc3339(milliseconds: u64) -> String {
    date(milliseconds, "+%Y-%m-%dT%H:%M:%S.%3NZ")
}

/// A time in seconds since 1970 as RFC 3339 in UTC, without a fraction.
pub(crate) fn rfc3339_seconds(seconds: u64) -> String {
    date(seconds * 1000, "+%Y-%m-%dT%H:%M:%SZ")
}

fn date(milliseconds: u64, format: &str) -> String {
    let time = format!("@{}.{:03}", milliseconds / 1000, milliseconds % 1000);
    let output = Command::new("date").args(["-u", "-d", &time, format]).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
