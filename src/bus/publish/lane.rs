//! One connection for publishing: its login, its two halves, and what is asked over it between runs.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use redis::{Cmd, cmd};
use tokio::io::{AsyncWriteExt as _, ReadHalf, WriteHalf};

use crate::bus::error::{BusError, io_reason};
use crate::bus::node::{self, Node, Wire};
use crate::bus::publish::replies::{Loss, Replies, Reply};

/// A logged-in connection to one server.
pub(super) struct Lane {
    node: Arc<Node>,
    pub(super) writer: WriteHalf<Box<dyn Wire>>,
    pub(super) replies: Replies<ReadHalf<Box<dyn Wire>>>,
    /// Bytes of commands that the connection has ever taken; it never goes back.
    pub(super) written: Cell<u64>,
    /// Whether the server has written anything that came over it.
    pub(super) has_confirmed: Cell<bool>,
}

impl fmt::Debug for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lane").field("node", &self.node).finish_non_exhaustive()
    }
}

impl Lane {
    /// Opens a connection and logs in; a server that does not let it have its name keeps it without.
    ///
    /// # Errors
    /// Also where the server refuses to work at all, e.g. while it loads its data: nothing was sent then.
    pub(super) async fn open(node: &Arc<Node>, name: Option<&str>) -> Result<Self, BusError> {
        let (reader, writer) = tokio::io::split(node.open().await?);
        let replies = Replies::new(reader, node.timeout());
        let mut lane = Self {
            node: Arc::clone(node),
            writer,
            replies,
            written: Cell::new(0),
            has_confirmed: Cell::new(false),
        };
        match lane.log_in(name).await {
            Ok(()) => Ok(lane),
            Err(error) => Err(node.explained(error).await),
        }
    }

    /// Sends bytes; an encrypted connection keeps back what is not called for.
    async fn send(&mut self, wire: &[u8]) -> Result<(), BusError> {
        let sent = async {
            self.writer.write_all(wire).await?;
            self.writer.flush().await
        };
        sent.await.map_err(|error| self.lost(Loss::Broken(error)))
    }

    async fn log_in(&mut self, name: Option<&str>) -> Result<(), BusError> {
        let (login, said) = greeting(&self.node, name);
        let mut wire = Vec::new();
        login.iter().chain(&said).for_each(|command| command.write_packed_command(&mut wire));
        let start = Instant::now();
        self.send(&wire).await?;
        for command in login.iter().chain(&said) {
            let reply = self.replies.next(&Cell::new(0)).await;
            match reply.map_err(|loss| self.lost(loss))? {
                Reply::Refused(refusal) if refusal.is_unavailable() => {
                    return Err(BusError::Refused { subject: self.node.address(), refusal });
                }
                Reply::Refused(_) if is_naming(command) => {}
                Reply::Refused(refusal) => {
                    return Err(BusError::Login { address: self.node.address(), refusal });
                }
                _ => {}
            }
        }
        node::log(&self.node.address(), &said, start, said.len());
        Ok(())
    }

    pub(super) fn node(&self) -> &Arc<Node> {
        &self.node
    }

    /// Sends a command that may take `within` beyond the usual time, and waits for its reply.
    pub(super) async fn ask(&mut self, command: &Cmd, within: Duration) -> Result<Reply, BusError> {
        let start = Instant::now();
        let wire = command.get_packed_command();
        self.send(&wire).await?;
        let reply = self.replies.next_after(within).await.map_err(|loss| self.lost(loss))?;
        node::log(&self.node.address(), [command], start, 1);
        Ok(reply)
    }

    /// What to say of a reply that is not what was asked for.
    pub(super) fn strange(&self) -> BusError {
        self.lost(Loss::Strange)
    }

    pub(super) fn lost(&self, loss: Loss) -> BusError {
        let address = self.node.address();
        let reason = match loss {
            Loss::Silent => return BusError::Silent { address, after: self.node.timeout() },
            Loss::Closed => "the server closed it".into(),
            Loss::Strange => "what it answers is no answer of Redis".into(),
            Loss::Broken(error) => io_reason(&error),
        };
        BusError::Lost { address, reason }
    }
}

/// What is said first: the login, which is never logged, and then which database, the connection's
/// name, and a question that shows whether it works.
fn greeting(node: &Node, name: Option<&str>) -> (Option<Cmd>, Vec<Cmd>) {
    let (login, select) = node.login_commands();
    let name = name.map(|name| cmd("CLIENT").arg("SETNAME").arg(name).clone());
    (login, select.into_iter().chain(name).chain([cmd("PING")]).collect())
}

fn is_naming(command: &Cmd) -> bool {
    matches!(command.args_iter().next(), Some(redis::Arg::Simple(b"CLIENT")))
}
