//! What a server does not allow its user: the command, the key, and the rule that would allow it.
//!
//! `NOPERM` leaves half of that out: it names the command or speaks of "a key", by version.

use astra_model::Name;
use redis::{Arg, Cmd};

use crate::error::reply_error::ReplyError;

/// What was asked for, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PermissionDenied {
    user: String,
    command: String,
    /// Empty where they are not known.
    keys: Vec<Name>,
    /// All that is needed for what the command was a step of, where that is known.
    rules: Option<&'static str>,
}

impl ReplyError {
    /// Notes what `user` was not allowed to do.
    #[must_use]
    pub fn of(mut self, user: &str, command: &str, keys: &[&[u8]]) -> Self {
        if self.code == "NOPERM" && self.denied.is_none() {
            let keys = keys.iter().map(|key| Name::from(key.to_vec())).collect();
            let denied =
                PermissionDenied { user: user.into(), command: command.into(), keys, rules: None };
            self.denied = Some(Box::new(denied));
        }
        self
    }

    /// As [`ReplyError::of`], where the command says itself which keys it is about.
    #[must_use]
    pub(crate) fn of_command(self, user: &str, command: &Cmd) -> Self {
        if self.code != "NOPERM" {
            return self;
        }
        let words = command.args_iter().map_while(|word| match word {
            Arg::Simple(word) => Some(word),
            _ => None,
        });
        let words: Vec<&[u8]> = words.collect();
        let name = String::from_utf8_lossy(words.first().copied().unwrap_or_default());
        self.of(user, &name, keys(&words).unwrap_or_default())
    }

    /// Notes all rules that it takes to go on, so that they are not found out one by one.
    #[must_use]
    pub fn with_required_rules(mut self, rules: &'static str) -> Self {
        if let Some(denied) = &mut self.denied {
            denied.rules = Some(rules);
        }
        self
    }

    /// The command that is not allowed, where the server names it.
    fn named_command(&self) -> Option<&str> {
        // Redis 6.2 and 7 say: … has no permissions to run the 'xadd' command …
        self.detail.split('\'').nth(1).filter(|_| self.detail.contains(" command"))
    }

    /// The command that is not allowed on a key, which the server does not name.
    pub(crate) fn unnamed_command(&self) -> Option<&str> {
        let denied = self.denied.as_deref().filter(|_| self.named_command().is_none())?;
        Some(&denied.command)
    }

    /// The line that would allow what was refused.
    pub(crate) fn permission_hint(&self) -> String {
        let user = self.denied.as_ref().map_or("USER", |denied| &denied.user);
        let keys = self.denied.as_ref().map_or(&[][..], |denied| &denied.keys);
        let rules = self.denied.as_ref().and_then(|denied| denied.rules);
        let rule = match (self.named_command(), keys) {
            (Some(command), _) => rules.map_or_else(|| format!("+{command}"), str::to_owned),
            (None, []) => "~PATTERN".into(),
            (None, keys) => keys.iter().map(|key| format!("~{key}")).collect::<Vec<_>>().join(" "),
        };
        format!("allow it with ACL SETUSER {user} {rule}, or see astra acl for the rules of a role")
    }
}

/// The keys that a command is about, where they can be told.
fn keys<'a, 'b>(words: &'b [&'a [u8]]) -> Option<&'b [&'a [u8]]> {
    let first = match *words.first()? {
        b"EVAL" => return words.get(3..3 + number(words.get(2)?)?),
        b"XREAD" | b"XREADGROUP" => {
            // Behind STREAMS as many keys as positions.
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
    use super::*;

    fn told(detail: &str, words: &[&str]) -> (String, String) {
        let mut command = redis::cmd(words[0]);
        command.arg(&words[1..]);
        let refusal = ReplyError::new("NOPERM", detail).of_command("ops", &command);
        (refusal.to_string(), refusal.hint().unwrap())
    }

    #[test]
    fn names_the_line_that_would_allow_a_command() {
        let old = "this user has no permissions to run the 'xadd' command or its subcommand";
        let new = "User ops has no permissions to run the 'xgroup|create' command";
        for (detail, rule) in [(old, "+xadd,"), (new, "+xgroup|create,")] {
            let (text, hint) = told(detail, &["XADD", "s", "*"]);
            assert_eq!(text, format!("NOPERM {detail}"));
            assert!(hint.contains(&format!("ACL SETUSER ops {rule}")), "{hint}");
        }
    }

    #[test]
    fn names_all_that_a_deed_takes_but_for_a_key_the_key() {
        for (detail, rule) in [
            ("User ops has no permissions to run the 'multi' command", "+multi +exec,"),
            ("No permissions to access a key", "~s,"),
        ] {
            let command = redis::cmd("XINFO").arg("STREAM").arg("s").clone();
            let refusal = ReplyError::new("NOPERM", detail).of_command("ops", &command);
            let hint = refusal.with_required_rules("+multi +exec").hint().unwrap();
            assert!(hint.contains(&format!("ACL SETUSER ops {rule}")), "{hint}");
        }
    }

    #[test]
    fn names_the_command_and_the_line_that_would_allow_a_key() {
        for (words, key) in [
            (&["XADD", "s", "*", "f", "v"][..], "s"),
            (&["XINFO", "STREAM", "s"], "s"),
            (&["XREAD", "COUNT", "1", "STREAMS", "s", "0-0"], "s"),
            (&["XREAD", "STREAMS", "s", "t", "0-0", "0-0"], "s ~t"),
            (&["EVAL", "return 1", "2", "s", "{s}.dlq", "g"], "s ~{s}.dlq"),
            (&["SCAN", "0"], "PATTERN"),
        ] {
            let (text, hint) = told("No permissions to access a key", words);
            assert_eq!(text, format!("NOPERM No permissions to access a key ({})", words[0]));
            assert!(hint.contains(&format!("ACL SETUSER ops ~{key},")), "{words:?}: {hint}");
        }
    }
}
