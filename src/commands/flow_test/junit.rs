//! Writes the verdict as `JUnit` XML, which CI servers show: a test case for each check and each group.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::commands::env::{CommandError, CommandResult, ExitKind};
use crate::commands::flow_test::report::FlowReport;
use crate::flow::{Check, Failure};

/// Where the report goes. The file does not exist until the report is written: an empty file, or the report of
/// an earlier run, could be mistaken for the result of this one.
#[derive(Debug)]
pub(super) struct Destination {
    path: PathBuf,
    /// The open file if it cannot be removed and created again, such as a pipe.
    open: Option<File>,
}

impl Destination {
    /// Checks that the file can be written, and removes an earlier report.
    pub(super) fn new(path: &Path) -> io::Result<Self> {
        let file = File::create(path)?;
        let is_removed = path.symlink_metadata()?.is_file() && std::fs::remove_file(path).is_ok();
        Ok(Self { path: path.to_owned(), open: (!is_removed).then_some(file) })
    }

    fn save(self, suite: TestSuite) -> CommandResult<()> {
        let mut document = Report::new("astra flow-test");
        document.add_test_suite(suite);
        let file = self.open.map_or_else(|| File::create(self.path), Ok)?;
        document
            .serialize(BufWriter::new(file))
            .map_err(|error| CommandError::new(ExitKind::Failure, error))
    }
}

/// Writes the report. A failure appears in the test case of its check and, if it has one, of its group.
pub(super) fn write(
    report: &FlowReport,
    groups: &[String],
    destination: Destination,
) -> CommandResult<()> {
    let verdict = &report.verdict;
    let took = Duration::from_secs_f64(verdict.duration_ms / 1000.0);
    let mut suite = TestSuite::new("astra flow-test");
    suite.set_time(took);
    suite.add_test_case(run_case(report));
    for check in Check::NAMES {
        let failed = |failure: &&Failure| failure.check.name() == check;
        suite.add_test_case(case("check", check, verdict.failures.listed.iter().filter(failed)));
    }
    for group in groups {
        let failed = |failure: &&Failure| failure.group.as_ref() == Some(group);
        suite.add_test_case(case("group", group, verdict.failures.listed.iter().filter(failed)));
    }
    destination.save(suite)
}

/// Writes the report of a run without a verdict.
pub(super) fn write_error(error: &impl ToString, destination: Destination) -> CommandResult<()> {
    let mut suite = TestSuite::new("astra flow-test");
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_message(error.to_string());
    suite.add_test_case(test_case("run", "flow", status));
    destination.save(suite)
}

/// The test case of the whole run, which fails even if no single check does, for example after a timeout.
fn run_case(report: &FlowReport) -> TestCase {
    let (events, deliveries) = (&report.verdict.events, &report.verdict.deliveries);
    let text = format!(
        "{} of {} events, {} of {} deliveries, {} acknowledged",
        events.seen, events.expected, deliveries.made, deliveries.expected, deliveries.acknowledged
    );
    let status =
        if report.verdict.passed { TestCaseStatus::success() } else { failure(&text, &text) };
    test_case("run", "flow", status)
}

fn case<'a>(class: &str, name: &str, failures: impl Iterator<Item = &'a Failure>) -> TestCase {
    let failures: Vec<String> = failures.map(ToString::to_string).collect();
    let status = match failures.first() {
        None => TestCaseStatus::success(),
        Some(first) => failure(first, &failures.join("\n")),
    };
    test_case(class, name, status)
}

fn failure(message: &str, description: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(message).set_description(description);
    status
}

fn test_case(class: &str, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(format!("flow-test.{class}"));
    case
}
