//! The details of a denied command: its user, its keys, and the ACL rule that would allow it.
//!
//! A `NOPERM` reply contains only half of them: depending on the server's version, and on whether the
//! command or the key is denied, it names the command or mentions "a key".

use astra_model::Name;
use redis::{Arg, Cmd};

/// A command that the server's ACL denied to a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PermissionDenied {
    user: String,
    command: String,
    /// The keys of the command; empty if they are unknown.
    keys: Vec<Name>,
    /// The ACL rules for the whole operation that the command is a step of, if they are known.
    required_rules: Option<&'static str>,
}

impl PermissionDenied {
    pub(crate) fn new(user: &str, command: &str, keys: &[&[u8]]) -> Self {
        let keys = keys.iter().map(|key| Name::from(key.to_vec())).collect();
        Self { user: user.into(), command: command.into(), keys, required_rules: None }
    }

    /// Reads the name and the keys from the arguments of `command`.
    pub(crate) fn of_command(user: &str, command: &Cmd) -> Self {
        let words = command.args_iter().map_while(|word| match word {
            Arg::Simple(word) => Some(word),
            _ => None,
        });
        let words: Vec<&[u8]> = words.collect();
        let name = String::from_utf8_lossy(words.first().copied().unwrap_or_default());
        Self::new(user, &name, keys(&words).unwrap_or_default())
    }

    pub(crate) fn command(&self) -> &str {
        &self.command
    }

    pub(crate) fn require(&mut self, rules: &'static str) {
        self.required_rules = Some(rules);
    }
}

/// Returns the command that the text of a `NOPERM` reply names; a denied key is reported without it.
pub(crate) fn named_command(detail: &str) -> Option<&str> {
    // Redis 6.2 and 7 reply: … has no permissions to run the 'xadd' command …
    detail.split('\'').nth(1).filter(|_| detail.contains(" command"))
}

/// Returns the `ACL SETUSER` that would allow a command whose `NOPERM` reply has this text.
pub(crate) fn hint(detail: &str, denied: Option<&PermissionDenied>) -> String {
    let user = denied.map_or("USER", |denied| &denied.user);
    let keys = denied.map_or(&[][..], |denied| &denied.keys);
    let rules = denied.and_then(|denied| denied.required_rules);
    let rule = match (named_command(detail), keys) {
        (Some(command), _) => rules.map_or_else(|| format!("+{command}"), str::to_owned),
        (None, []) => "~PATTERN".into(),
        (None, keys) => keys.iter().map(|key| format!("~{key}")).collect::<Vec<_>>().join(" "),
    };
    format!("allow it with ACL SETUSER {user} {rule}, or see astra acl for the rules of a role")
}

/// Returns the keys among the words of a command; `None` for a command that is not listed here.
fn keys<'a, 'b>(words: &'b [&'a [u8]]) -> Option<&'b [&'a [u8]]> {
    let first = match *words.first()? {
        b"EVAL" => return words.get(3..3 + number(words.get(2)?)?),
        b"XREAD" | b"XREADGROUP" => {
            // STREAMS is followed by as many IDs as keys.
            let first = words.iter().position(|word| *word == b"STREAMS")? + 1;
            return words.get(first..first + (words.len() - first) / 2);
        }
        b"XINFO" | b"XGROUP" => 2,
        b"XADD" | b"XLEN" | b"XRANGE" | b"XREVRANGE" | b"XPENDING" | b"XACK" | b"XCLAIM"
        | b"XAUTOCLAIM" | b"TYPE" | b"TTL" | b"EXISTS" | b"HGETALL" | b"SMEMBERS" | b"UNLINK"
        | b"PEXPIRE" => 1,
        _ => return None,
    };
    words.get(first..=first)
}

fn number(word: &[u8]) -> Option<usize> {
    str::from_utf8(word).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use crate::error::reply_error::ReplyError;

    fn denied(detail: &str, words: &[&str]) -> (String, String) {
        let mut command = redis::cmd(words[0]);
        command.arg(&words[1..]);
        let refusal = ReplyError::new("NOPERM", detail).with_denied_command("ops", &command);
        (refusal.to_string(), refusal.hint().unwrap())
    }

    #[test]
    fn names_the_rule_that_would_allow_a_command() {
        let old = "this user has no permissions to run the 'xadd' command or its subcommand";
        let new = "User ops has no permissions to run the 'xgroup|create' command";
        for (detail, rule) in [(old, "+xadd,"), (new, "+xgroup|create,")] {
            let (text, hint) = denied(detail, &["XADD", "s", "*"]);
            assert_eq!(text, format!("NOPERM {detail}"));
            assert!(hint.contains(&format!("ACL SETUSER ops {rule}")), "{hint}");
        }
    }

    #[test]
    fn names_every_rule_that_an_operation_needs_but_only_the_key_if_a_key_is_denied() {
        for (detail, rule) in [
            ("User ops has no permissions to run the 'multi' command", "+multi +exec,"),
            ("No permissions to access a key", "~s,"),
        ] {
            let command = redis::cmd("XINFO").arg("STREAM").arg("s").clone();
            let refusal = ReplyError::new("NOPERM", detail).with_denied_command("ops", &command);
            let hint = refusal.with_required_rules("+multi +exec").hint().unwrap();
            assert!(hint.contains(&format!("ACL SETUSER ops {rule}")), "{hint}");
        }
    }

    #[test]
    fn names_the_command_and_the_rule_that_would_allow_its_key() {
        for (words, key) in [
            (&["XADD", "s", "*", "f", "v"][..], "s"),
            (&["XINFO", "STREAM", "s"], "s"),
            (&["XREAD", "COUNT", "1", "STREAMS", "s", "0-0"], "s"),
            (&["XREAD", "STREAMS", "s", "t", "0-0", "0-0"], "s ~t"),
            (&["EVAL", "return 1", "2", "s", "{s}.dlq", "g"], "s ~{s}.dlq"),
            (&["SCAN", "0"], "PATTERN"),
        ] {
            let (text, hint) = denied("No permissions to access a key", words);
            assert_eq!(text, format!("NOPERM No permissions to access a key ({})", words[0]));
            assert!(hint.contains(&format!("ACL SETUSER ops ~{key},")), "{words:?}: {hint}");
        }
    }
}
