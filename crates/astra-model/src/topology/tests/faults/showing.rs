//! Tests for the display of faults.

use crate::topology::fault::{Fault, Severity};
use crate::topology::source::load_text;
use crate::topology::tests::faults::GOOD;

#[test]
fn all_faults_are_in_the_order_of_the_file() {
    let source = "defaults: { min_idle: 1 }\ngroups: 5\nstreams: 5\nprefix: A\nversion: 9\n";
    let faults = load_text("f", source).unwrap_err().0;
    let lines: Vec<_> = faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [1, 2, 3, 4, 5]);
    assert!(faults.iter().all(|fault| fault.severity == Severity::Error));
}

#[test]
fn a_fault_shows_its_line_and_marks_the_faulty_text() {
    let source = format!(
        "version: 1\nprefix: astra\nstreams: {{}}\ngroups:\n  - name: g{}",
        GOOD.replace('\n', "\n    ")
    );
    let faults = load_text("groups.yaml", &source.replace("internal", "intrenal")).unwrap_err();
    let expected = "\
groups.yaml:7:11: `intrenal` is not a kind
7 |     kind: intrenal
  |           ^^^^^^^^
hint: did you mean `internal`?";

    assert_eq!(faults.to_string(), expected);
    assert_eq!(faults.0[0].text, "intrenal");
}

#[test]
fn a_fault_counts_columns_in_characters_and_replaces_control_characters() {
    let source = "version: 1\nprefix: astra\nstreams: { é: {}, \"\\e[2J\": {} }\ngroups: []";
    let faults = load_text("f", source).unwrap_err().0;
    let headlines: Vec<_> = faults.iter().map(Fault::headline).collect();
    assert_eq!(
        headlines,
        [
            "f:3:12: `é` is not a valid domain name",
            "f:3:19: `\u{fffd}[2J` is not a valid domain name"
        ]
    );
    assert_eq!(faults[1].text, "\"\\e[2J\"");
}

#[test]
fn a_long_line_is_cut_around_the_fault() {
    let source = format!("{}{{ bad: 1 }}", "# ".repeat(500)).replace("# ", "[ ");
    let shown = load_text("f", &source).unwrap_err().to_string();
    assert!(shown.lines().all(|line| line.chars().count() < 200), "{shown}");
    let padded = format!(
        "version: 1\nprefix: astra\ngroups: []\nstreams: {{ {}Bad: {{}} }}",
        " ".repeat(500)
    );
    let shown = load_text("f", &padded).unwrap_err().to_string();
    let lines: Vec<_> = shown.lines().collect();
    assert_eq!(lines[0], "f:4:512: `Bad` is not a valid domain name");
    assert_eq!(lines[1].find("Bad"), lines[2].find("^^^"));
}
