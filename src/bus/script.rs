//! What a server says of a command that it refused within a script.

use crate::bus::error::Refusal;

/// The refusal of a command that ended its script: Redis 6.2 wraps it in what it says of the script.
pub(super) fn within_script(whole: Refusal) -> Refusal {
    match whole.detail.rfind("@user_script: ") {
        Some(at) if whole.detail.starts_with("Error running script") => {
            refusal(&whole.detail[at..])
        }
        _ => whole,
    }
}

/// An error reply as a script sees it: `CODE the rest`, before Redis 7.0 behind `@user_script: 21: -`.
pub(super) fn refusal(text: &str) -> Refusal {
    let text = match text.strip_prefix("@user_script: ").and_then(|rest| rest.split_once(": -")) {
        Some((_line, reply)) => reply,
        None => text.trim_start_matches('-'),
    };
    let (code, detail) = text.trim_end().split_once(' ').unwrap_or((text, ""));
    Refusal::new(code, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_that_ends_a_script_is_that_of_its_command() {
        let refusal = |code: &str, detail: &str| Refusal::new(code, detail);
        let wrapped = refusal(
            "ERR",
            "Error running script (call to f_7e): @user_script:12: @user_script: 12: -READONLY You can't write.",
        );
        assert_eq!(within_script(wrapped), refusal("READONLY", "You can't write."));
        let plain = refusal("READONLY", "You can't write. script: f_7e, on @user_script:12.");
        assert_eq!(within_script(plain.clone()), plain);
    }

    #[test]
    fn an_error_within_a_script_reads_the_same_on_every_version() {
        for text in ["OOM no room.", "-OOM no room.", "@user_script: 21: -OOM no room.\r\n"] {
            let expected = Refusal::new("OOM", "no room.");
            assert_eq!(refusal(text), expected);
        }
    }
}
