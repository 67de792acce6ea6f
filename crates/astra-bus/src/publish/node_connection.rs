//! A publishing connection to one node: its sending and receiving sides, and single commands.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use astra_model::io_reason;
use redis::{Cmd, cmd};
use tokio::io::{AsyncWriteExt as _, ReadHalf, WriteHalf};
use tokio::sync::{OnceCell, mpsc, watch};

use crate::connection::log::log;
use crate::connection::transport::Transport;
use crate::error::bus_error::BusError;
use crate::node::handle::Node;
use crate::publish::replies::{ConnectionLoss, Replies, Reply};
use crate::publish::reply_reader::NodeReplies;
use crate::publish::writer::NodeWriter;

/// Takes the bytes that the writer of a connection sends next.
type Queue = mpsc::UnboundedSender<Rc<Vec<u8>>>;

type ReadSide = ReadHalf<Box<dyn Transport>>;

type WriteSide = WriteHalf<Box<dyn Transport>>;

/// A logged-in connection to one node.
pub(crate) struct NodeConnection {
    node: Arc<Node>,
    pub(crate) writer: WriteSide,
    pub(crate) replies: Replies<ReadSide>,
    /// Bytes of commands that the connection has taken since it was opened.
    pub(crate) written: Cell<u64>,
    /// Whether the node has confirmed an entry over this connection.
    pub(crate) has_confirmed: Cell<bool>,
}

impl fmt::Debug for NodeConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NodeConnection").field("node", &self.node).finish_non_exhaustive()
    }
}

impl NodeConnection {
    /// Opens a connection, logs in, and gives the connection a name. A node that does not allow the
    /// name is used without it.
    ///
    /// # Errors
    /// Also if the node cannot work yet, e.g. while it loads its data. Nothing was sent then.
    pub(crate) async fn open(node: &Arc<Node>, name: Option<&str>) -> Result<Self, BusError> {
        let name = name.map(|name| cmd("CLIENT").arg("SETNAME").arg(name).clone());
        // The reply to `PING` shows whether the node works.
        let commands: Vec<Cmd> = name.into_iter().chain([cmd("PING")]).collect();
        let (connection, mut replies) = node.open_session(&commands).await?;
        match replies.pop() {
            Some(Err(refusal)) if refusal.is_unavailable() => {
                return Err(BusError::Refused { subject: node.address(), refusal });
            }
            _ => {}
        }
        let (reader, writer) = tokio::io::split(connection.into_transport());
        let replies = Replies::new(reader, node.timeout());
        Ok(Self {
            node: Arc::clone(node),
            writer,
            replies,
            written: Cell::new(0),
            has_confirmed: Cell::new(false),
        })
    }

    /// The queue of the connection, what writes it, and what reads the replies. They can run at the
    /// same time.
    pub(crate) fn halves(
        &mut self,
    ) -> (Queue, NodeWriter<'_, WriteSide>, NodeReplies<'_, ReadSide>) {
        let Self { node, writer, replies, written, has_confirmed } = self;
        let (written, has_confirmed) = (&*written, &*has_confirmed);
        let (sender, queue) = mpsc::unbounded_channel();
        let is_lost = watch::Sender::new(false);
        let writer = NodeWriter { writer, written, queue, is_lost: is_lost.subscribe() };
        let master = OnceCell::new();
        let replies =
            NodeReplies { node, master, replies, written, has_confirmed, is_lost, loss: None };
        (sender, writer, replies)
    }

    pub(crate) fn node(&self) -> &Arc<Node> {
        &self.node
    }

    /// Sends a command that may take `longer` than an ordinary one, and waits for its reply.
    pub(crate) async fn request(
        &mut self,
        command: &Cmd,
        longer: Duration,
    ) -> Result<Reply, BusError> {
        let start = Instant::now();
        let sent = async {
            self.writer.write_all(&command.get_packed_command()).await?;
            // A TLS connection buffers what is not flushed.
            self.writer.flush().await
        };
        sent.await.map_err(|error| self.lost(ConnectionLoss::Broken(error)))?;
        let reply = self.replies.next_after(longer).await.map_err(|loss| self.lost(loss))?;
        log(&self.node.address(), [command], start, 1);
        Ok(reply)
    }

    /// The error for the loss of this connection.
    pub(crate) fn lost(&self, loss: ConnectionLoss) -> BusError {
        let address = self.node.address();
        let reason = match loss {
            ConnectionLoss::Silent => {
                return BusError::TimedOut { address, after: self.node.timeout() };
            }
            ConnectionLoss::Closed => "the server closed it".into(),
            ConnectionLoss::UnexpectedReply => {
                "the server does not speak the Redis protocol".into()
            }
            ConnectionLoss::Broken(error) => io_reason(&error),
        };
        BusError::Lost { address, reason }
    }
}
