//! `astra help concepts`: the terms that astra uses, from the glossary of `docs/concepts.md`.

use std::io::Write as _;

use crate::built_in;
use crate::commands::env::CommandResult;
use crate::commands::verdict::Verdict;
use crate::output::stdout;

/// Explain the terms that astra uses
#[derive(clap::Args, Debug)]
#[command(after_help = help(), help_template = "{about}{after-help}")]
pub(crate) struct Args {}

/// Width of the text, which fits the smallest common terminal.
const WIDTH: usize = 80;

/// Column at which the meanings start.
const INDENT: usize = 22;

pub(crate) fn run() -> CommandResult {
    let mut stdout = stdout();
    writeln!(stdout, "{}", glossary().trim_end())?;
    stdout.flush()?;
    Ok(Verdict::Pass)
}

fn help() -> String {
    format!("{}\nExamples:\n  astra help concepts | less", glossary())
}

/// The glossary as two columns, with the meanings wrapped.
fn glossary() -> String {
    terms(built_in::CONCEPTS).map(|(term, meaning)| entry(term, meaning)).collect()
}

/// The rows of the glossary table, each as a term and its meaning.
fn terms(document: &str) -> impl Iterator<Item = (&str, &str)> {
    let (_, glossary) = document.split_once("## Glossary").unwrap_or_default();
    let rows = glossary.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows = rows.filter_map(|row| row.split_once(" | "));
    rows.skip_while(|(term, _)| *term != "---").skip(1)
}

/// One entry. A term that is too long for its column has a line of its own.
fn entry(term: &str, meaning: &str) -> String {
    let mut lines = vec![format!("  {term}")];
    if lines[0].chars().count() + 2 > INDENT {
        lines.push(String::new());
    }
    for word in meaning.split_whitespace() {
        let last = lines.last().map_or(0, |line| line.chars().count());
        if last.max(INDENT) + 1 + word.chars().count() > WIDTH {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            *line = match line.chars().count() {
                start if start < INDENT => format!("{line:INDENT$}{word}"),
                _ => format!("{line} {word}"),
            };
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_documented_glossary_is_printed() {
        let rows = built_in::CONCEPTS.lines().filter(|line| line.starts_with("| ")).count() - 2;
        assert!(rows > 20, "the glossary of docs/concepts.md was not found");
        assert_eq!(terms(built_in::CONCEPTS).count(), rows);
        let text = glossary();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for (term, meaning) in terms(built_in::CONCEPTS) {
            assert!(words.contains(&format!("{term} {meaning}")), "{term}: {text}");
        }
    }

    #[test]
    fn meanings_are_wrapped_in_a_column_of_their_own() {
        let text =
            entry("ghost", "a pending entry whose stream entry is gone, so that its data is lost");
        let expected = "  ghost               a pending entry whose stream entry is gone, so that its\n                      data is lost\n";
        assert_eq!(text, expected);
        let text = entry("a term that is too long", "its meaning");
        assert_eq!(text, "  a term that is too long\n                      its meaning\n");
    }
}
