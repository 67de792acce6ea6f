//! The verdict as `JUnit` XML, which every CI server shows: a test case for each check and for each group.

use std::fs::File;
use std::io::BufWriter;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use crate::commands::flow_test::report::FlowReport;
use crate::flow::run::RunError;
use crate::flow::{Check, Failure};

/// Writes the report; what failed stands in the case of its check and, where it has one, of its group.
pub(super) fn write(
    report: &FlowReport,
    groups: &[String],
    file: File,
) -> Result<(), SerializeError> {
    let verdict = &report.verdict;
    let took = Duration::from_secs_f64(verdict.duration_ms / 1000.0);
    let mut suite = TestSuite::new("astra flow-test");
    suite.set_time(took);
    suite.add_test_case(whole(report));
    for check in Check::NAMES {
        let failed = |failure: &&Failure| failure.check.name() == check;
        suite.add_test_case(case("check", check, verdict.failures.told.iter().filter(failed)));
    }
    for group in groups {
        let failed = |failure: &&Failure| failure.group.as_ref() == Some(group);
        suite.add_test_case(case("group", group, verdict.failures.told.iter().filter(failed)));
    }
    save(suite, file)
}

/// Writes the report of a run that came to no verdict.
pub(super) fn write_error(error: &RunError, file: File) -> Result<(), SerializeError> {
    let mut suite = TestSuite::new("astra flow-test");
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_message(error.to_string());
    suite.add_test_case(named("run", "flow", status));
    save(suite, file)
}

fn save(suite: TestSuite, file: File) -> Result<(), SerializeError> {
    let mut document = Report::new("astra flow-test");
    document.add_test_suite(suite);
    document.serialize(BufWriter::new(file))
}

/// The sum of it all: it fails too where nothing else does, e.g. after a timeout.
fn whole(report: &FlowReport) -> TestCase {
    let (events, deliveries) = (&report.verdict.events, &report.verdict.deliveries);
    let text = format!(
        "{} of {} events, {} of {} deliveries, {} acknowledged",
        events.seen, events.expected, deliveries.made, deliveries.expected, deliveries.acknowledged
    );
    let status =
        if report.verdict.passed { TestCaseStatus::success() } else { failure(&text, &text) };
    named("run", "flow", status)
}

fn case<'a>(class: &str, name: &str, failures: impl Iterator<Item = &'a Failure>) -> TestCase {
    let told: Vec<String> = failures.map(ToString::to_string).collect();
    let status = match told.first() {
        None => TestCaseStatus::success(),
        Some(first) => failure(first, &told.join("\n")),
    };
    named(class, name, status)
}

fn failure(message: &str, description: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(message).set_description(description);
    status
}

fn named(class: &str, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(format!("flow-test.{class}"));
    case
}
