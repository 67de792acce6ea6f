//! Formats the added sections of a manual page in roff, the markup of manual pages.

/// A section that keeps its line breaks.
pub(super) fn verbatim(title: &str, text: &str) -> String {
    let lines = text.lines().map(|line| escaped(line.strip_prefix("  ").unwrap_or(line)) + "\n");
    format!(".SH \"{title}\"\n.nf\n{}.fi\n", lines.collect::<String>())
}

/// A section of terms and their meanings.
pub(super) fn list(title: &str, items: &[(&str, &str)]) -> String {
    let item = |(word, meaning): &(&str, &str)| {
        format!(".TP\n\\fB{}\\fR\n{}\n", escaped(word), escaped(meaning))
    };
    format!(".SH \"{title}\"\n{}", items.iter().map(item).collect::<String>())
}

/// Escapes a line, so that roff reads no request and no special character in it.
fn escaped(line: &str) -> String {
    let mut text = String::with_capacity(line.len() + 8);
    for character in line.chars() {
        match character {
            '\\' => text.push_str("\\(rs"),
            '-' => text.push_str("\\-"),
            '\'' => text.push_str("\\(aq"),
            '`' => text.push_str("\\(ga"),
            '^' => text.push_str("\\(ha"),
            '~' => text.push_str("\\(ti"),
            other => text.push(other),
        }
    }
    if text.starts_with('.') { format!("\\&{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_breaks_and_special_characters_are_escaped() {
        let text = verbatim("EXAMPLES", "  astra tail 'a.*' -o json   Follow\n  .x \\ ~");
        let lines = "astra tail \\(aqa.*\\(aq \\-o json   Follow\n\\&.x \\(rs \\(ti\n";
        assert_eq!(text, format!(".SH \"EXAMPLES\"\n.nf\n{lines}.fi\n"));
    }

    #[test]
    fn a_term_comes_before_its_meaning() {
        assert_eq!(list("X", &[("0", "done")]), ".SH \"X\"\n.TP\n\\fB0\\fR\ndone\n");
    }
}
