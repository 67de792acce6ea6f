//! What a server would let its user do, of what astra does, without doing it.

use redis::{Pipeline, Value, cmd};

use crate::bus::error::BusError;
use crate::bus::identity::{Identity, text};
use crate::bus::node::Node;
use crate::bus::{Name, value};

/// Whether the server would let its user do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Right {
    Allowed,
    Denied(String),
    /// The server cannot tell, or not this user.
    Unknown(String),
}

/// A deed, and the command that stands for it, with `@` for the stream.
type Deed = (&'static str, &'static [&'static str]);

/// What changes a stream, in the words of an operator.
const CHANGES: [Deed; 4] = [
    ("create groups", &["XGROUP", "CREATE", "@", "g", "$", "MKSTREAM"]),
    ("remove groups", &["XGROUP", "DESTROY", "@", "g"]),
    ("publish", &["XADD", "@", "*", "f", "v"]),
    ("acknowledge", &["XACK", "@", "g", "0-1"]),
];

impl Node {
    /// Says for each deed whether `identity` could do it on `stream`: reads one entry of it, and asks
    /// of everything else what the ACL would say.
    ///
    /// # Errors
    /// A server that is lost on the way.
    pub(crate) async fn rights(
        &self,
        identity: &Identity,
        stream: &Name,
    ) -> Result<Vec<(&'static str, Right)>, BusError> {
        let mut rights = vec![("read", self.may_read(stream).await?)];
        if identity.refuses_writes {
            let denied = || Right::Denied("it is a replica, which takes no writes".into());
            rights.extend(CHANGES.map(|(deed, _)| (deed, denied())));
            return Ok(rights);
        }
        let Some(user) = &identity.user else {
            let unknown = || Right::Unknown("this user may not ask who it is (ACL WHOAMI)".into());
            rights.extend(CHANGES.map(|(deed, _)| (deed, unknown())));
            return Ok(rights);
        };
        let mut pipeline = Pipeline::new();
        for (_, words) in CHANGES {
            pipeline.cmd("ACL").arg("DRYRUN").arg(user);
            for word in words {
                pipeline.arg(if *word == "@" { stream.as_bytes() } else { word.as_bytes() });
            }
        }
        let answers = self.pipeline(&pipeline).await?;
        rights
            .extend(CHANGES.iter().zip(&answers).map(|((deed, _), answer)| (*deed, right(answer))));
        Ok(rights)
    }

    async fn may_read(&self, stream: &Name) -> Result<Right, BusError> {
        let mut read = cmd("XRANGE");
        read.arg(stream.as_bytes()).arg("-").arg("+").arg("COUNT").arg(1);
        match self.call("", &read).await {
            Err(BusError::Refused { refusal, .. }) if refusal.code == "NOPERM" => {
                Ok(Right::Denied(refusal.detail))
            }
            Err(BusError::Refused { refusal, .. }) if refusal.code != "WRONGTYPE" => {
                Ok(Right::Unknown(refusal.to_string()))
            }
            Err(error) if error.is_connection() => Err(error),
            _ => Ok(Right::Allowed),
        }
    }
}

/// `ACL DRYRUN` says `OK`, or in a text why not; an error is about the question itself.
fn right(answer: &Value) -> Right {
    if let Some(refusal) = value::refusal(answer) {
        return Right::Unknown(match refusal.code.as_str() {
            "NOPERM" => "this user may not ask (ACL DRYRUN)".into(),
            "ERR" => "this server cannot say (no ACL DRYRUN)".into(),
            _ => refusal.to_string(),
        });
    }
    match text(answer) {
        Some(reason) if reason != "OK" => Right::Denied(reason),
        Some(_) => Right::Allowed,
        None => Right::Unknown("this server cannot say".into()),
    }
}
