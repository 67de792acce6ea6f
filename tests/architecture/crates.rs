//! Which packages are a matter of which modules, and which modules neither wait nor do I/O.

use crate::source::Source;

/// A package, and where alone it may be named.
const HOMES: [(&str, &[&str]); 11] = [
    ("redis", &["bus"]),
    ("comfy_table", &["output"]),
    ("indicatif", &["output"]),
    ("serde_yaml", &["topology", "output"]),
    ("toml_edit", &["contexts"]),
    ("etcetera", &["contexts"]),
    ("ratatui", &["tui"]),
    ("axum", &["http"]),
    ("clap", &["cli", "commands"]),
    ("clap_complete", &["cli", "commands"]),
    ("clap_mangen", &["cli", "commands"]),
];

/// Data in, data out.
const PURE: [&str; 8] =
    ["checks", "stats", "output", "pattern", "event", "flow/reactions", "flow/facts", "flow/money"];

pub(crate) fn misused(source: &Source) -> Vec<String> {
    let is_at_home = |homes: &[&str]| homes.contains(&source.module());
    HOMES
        .iter()
        .filter(|(package, homes)| !is_at_home(homes) && names(source, package))
        .filter(|(package, _)| !(*package == "clap" && is_the_format_enum(source)))
        .map(|(package, homes)| format!("{}: `{package}` belongs in {homes:?}", source.path))
        .collect()
}

pub(crate) fn impure(source: &Source) -> Vec<String> {
    let is_pure = PURE.iter().any(|place| stands_in(source, place));
    let words = [
        r"\basync\b",
        r"\.await\b",
        r"\btokio\b",
        r"\bstd::(fs|net|process)\b",
        r"\bstd::\{[^;]*\b(fs|net|process)\b",
    ];
    let found = words.iter().filter(|word| is_pure && source.contains(word));
    found.map(|word| format!("{}: `{word}` in a pure module", source.path)).collect()
}

/// As the start of a path: not our own module or field of that name.
fn names(source: &Source, package: &str) -> bool {
    source.contains(&format!(r"(^|[^\w:.])(::)?{package}\s*(::|;| as )"))
}

fn is_the_format_enum(source: &Source) -> bool {
    source.module() == "output" && source.contains(r"\benum \w*Format\b")
}

fn stands_in(source: &Source, place: &str) -> bool {
    let rest = source.path.strip_prefix(place);
    rest.is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
}
