//! Sections that are added to a manual page, in the language of manual pages.

/// A section whose lines stay as they are written.
pub(super) fn verbatim(title: &str, text: &str) -> String {
    let lines = text.lines().map(|line| escaped(line.strip_prefix("  ").unwrap_or(line)) + "\n");
    format!(".SH \"{title}\"\n.nf\n{}.fi\n", lines.collect::<String>())
}

/// A section of words and what they mean.
pub(super) fn list(title: &str, items: &[(&str, &str)]) -> String {
    let item = |(word, meaning): &(&str, &str)| {
        format!(".TP\n\\fB{}\\fR\n{}\n", escaped(word), escaped(meaning))
    };
    format!(".SH \"{title}\"\n{}", items.iter().map(item).collect::<String>())
}

/// A line of text, without what would be taken for a request or another character than it is.
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
    fn lines_stay_apart_and_no_character_is_taken_for_another() {
        let text = verbatim("EXAMPLES", "  astra tail 'a.*' -o json   Follow\n  .x \\ ~");
        let lines = "astra tail \\(aqa.*\\(aq \\-o json   Follow\n\\&.x \\(rs \\(ti\n";
        assert_eq!(text, format!(".SH \"EXAMPLES\"\n.nf\n{lines}.fi\n"));
    }

    #[test]
    fn a_word_stands_before_what_it_means() {
        assert_eq!(list("X", &[("0", "done")]), ".SH \"X\"\n.TP\n\\fB0\\fR\ndone\n");
    }
}
