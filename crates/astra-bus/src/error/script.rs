//! Finds the error of a command inside the error text of the script that ran it.

/// Returns the code and the detail of the command whose error ended a script; those of any other reply unchanged.
///
/// Before Redis 7.0, the command's error stands inside the text about the script; since 7.0, the text
/// about the script follows it.
pub(crate) fn command_error<'a>(code: &'a str, detail: &'a str) -> (&'a str, &'a str) {
    if detail.starts_with("Error running script")
        && let Some(end) = detail.find("): @")
    {
        return parse(&detail[end + "): ".len()..]);
    }
    match detail.rfind(" script: ") {
        Some(end) if detail[end..].contains(", on @user_script:") => (code, &detail[..end]),
        _ => (code, detail),
    }
}

/// Splits an error that a script caught into its code and its detail.
///
/// Before Redis 7.0, the positions in the script where it arose precede it:
/// `@user_script:12: @user_script: 12: -CODE detail`.
pub(crate) fn parse(text: &str) -> (&str, &str) {
    let mut text = text;
    while let Some((_position, rest)) =
        text.strip_prefix("@user_script:").and_then(|rest| rest.split_once(": "))
    {
        text = rest;
    }
    let text = text.trim_start_matches('-').trim_end();
    text.split_once(' ').unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_a_script_that_a_command_ended_is_that_of_the_command() {
        for (code, detail, expected) in [
            (
                "ERR",
                "Error running script (call to f_7e): @user_script:12: @user_script: 12: -READONLY You can't write.",
                ("READONLY", "You can't write."),
            ),
            (
                "ERR",
                "Error running script (call to f_7e): @user_script:3: NOGROUP No such key 's'",
                ("NOGROUP", "No such key 's'"),
            ),
            (
                "READONLY",
                "You can't write. script: f_7e, on @user_script:12.",
                ("READONLY", "You can't write."),
            ),
            ("NOPERM", "no script: for you", ("NOPERM", "no script: for you")),
        ] {
            assert_eq!(command_error(code, detail), expected, "{detail}");
        }
    }

    #[test]
    fn an_error_that_a_script_caught_reads_the_same_on_every_version() {
        for text in ["OOM no room.", "-OOM no room.", "@user_script: 21: -OOM no room.\r\n"] {
            assert_eq!(parse(text), ("OOM", "no room."));
        }
    }
}
