//! What a server says of a command that it refused within a script.

use crate::error::reply_error::ReplyError;

/// The refusal of a command that ended its script: before Redis 7.0 it stands within what the server
/// says of the script, and since then with that behind it.
pub(crate) fn within_script(mut whole: ReplyError) -> ReplyError {
    if whole.detail.starts_with("Error running script")
        && let Some((_script, inner)) = whole.detail.split_once("): @")
    {
        return refusal(&format!("@{inner}"));
    }
    if let Some(end) = whole.detail.rfind(" script: ")
        && whole.detail[end..].contains(", on @user_script:")
    {
        whole.detail.truncate(end);
    }
    whole
}

/// An error reply as a script sees it: `CODE the rest`, before Redis 7.0 behind the places in the
/// script where it arose, `@user_script:12: @user_script: 12: -`.
pub(crate) fn refusal(text: &str) -> ReplyError {
    let mut text = text;
    while let Some((_place, rest)) =
        text.strip_prefix("@user_script:").and_then(|rest| rest.split_once(": "))
    {
        text = rest;
    }
    let text = text.trim_start_matches('-').trim_end();
    let (code, detail) = text.split_once(' ').unwrap_or((text, ""));
    ReplyError::new(code, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_that_ends_a_script_is_that_of_its_command() {
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
            let told = within_script(ReplyError::new(code, detail));
            assert_eq!(told, ReplyError::new(expected.0, expected.1), "{detail}");
        }
    }

    #[test]
    fn an_error_within_a_script_reads_the_same_on_every_version() {
        for text in ["OOM no room.", "-OOM no room.", "@user_script: 21: -OOM no room.\r\n"] {
            let expected = ReplyError::new("OOM", "no room.");
            assert_eq!(refusal(text), expected);
        }
    }
}
