//! One connection for publishing: its two halves, and what is asked over it between runs.

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
use crate::publish::replies::{Loss, Replies, Reply};
use crate::publish::reply_reader::NodeReplies;
use crate::publish::writer::NodeWriter;

/// Hands bytes to the sending half.
type Queue = mpsc::UnboundedSender<Rc<Vec<u8>>>;

type ReadSide = ReadHalf<Box<dyn Transport>>;

type WriteSide = WriteHalf<Box<dyn Transport>>;

/// A logged-in connection to one server.
pub(crate) struct NodeConnection {
    node: Arc<Node>,
    pub(crate) writer: WriteSide,
    pub(crate) replies: Replies<ReadSide>,
    /// Bytes of commands that the connection has ever taken; it never goes back.
    pub(crate) written: Cell<u64>,
    /// Whether the server has written anything that came over it.
    pub(crate) has_confirmed: Cell<bool>,
}

impl fmt::Debug for NodeConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lane").field("node", &self.node).finish_non_exhaustive()
    }
}

impl NodeConnection {
    /// Opens a connection and logs in; a server that does not let it have its name keeps it without.
    ///
    /// # Errors
    /// Also where the server refuses to work at all, e.g. while it loads its data: nothing was sent then.
    pub(crate) async fn open(node: &Arc<Node>, name: Option<&str>) -> Result<Self, BusError> {
        let name = name.map(|name| cmd("CLIENT").arg("SETNAME").arg(name).clone());
        // Behind the name a question that shows whether the server works.
        let asked: Vec<Cmd> = name.into_iter().chain([cmd("PING")]).collect();
        let (reader, mut said) = node.open_session(&asked).await?;
        match said.pop() {
            Some(Err(refusal)) if refusal.is_unavailable() => {
                return Err(BusError::Refused { subject: node.address(), refusal });
            }
            _ => {}
        }
        let (reader, writer) = tokio::io::split(reader.into_transport());
        let replies = Replies::new(reader, node.timeout());
        Ok(Self {
            node: Arc::clone(node),
            writer,
            replies,
            written: Cell::new(0),
            has_confirmed: Cell::new(false),
        })
    }

    /// Sends bytes; an encrypted connection keeps back what is not called for.
    async fn send(&mut self, transport: &[u8]) -> Result<(), BusError> {
        let sent = async {
            self.writer.write_all(transport).await?;
            self.writer.flush().await
        };
        sent.await.map_err(|error| self.lost(Loss::Broken(error)))
    }

    /// What sends over it and what takes the answers, for a stretch of a run.
    pub(crate) fn halves(
        &mut self,
    ) -> (Queue, NodeWriter<'_, WriteSide>, NodeReplies<'_, ReadSide>) {
        let Self { node, writer, replies, written, has_confirmed } = self;
        let (written, has_confirmed) = (&*written, &*has_confirmed);
        let (sender, queue) = mpsc::unbounded_channel();
        let cut = watch::Sender::new(false);
        let push = NodeWriter { writer, written, queue, cut: cut.subscribe() };
        let master = OnceCell::new();
        let listen = NodeReplies { node, master, replies, written, has_confirmed, cut, loss: None };
        (sender, push, listen)
    }

    pub(crate) fn node(&self) -> &Arc<Node> {
        &self.node
    }

    /// Sends a command that may take `within` beyond the usual time, and waits for its reply.
    pub(crate) async fn ask(&mut self, command: &Cmd, within: Duration) -> Result<Reply, BusError> {
        let start = Instant::now();
        let transport = command.get_packed_command();
        self.send(&transport).await?;
        let reply = self.replies.next_after(within).await.map_err(|loss| self.lost(loss))?;
        log(&self.node.address(), [command], start, 1);
        Ok(reply)
    }

    /// What to say of a reply that is not what was asked for.
    pub(crate) fn strange(&self) -> BusError {
        self.lost(Loss::Strange)
    }

    pub(crate) fn lost(&self, loss: Loss) -> BusError {
        let address = self.node.address();
        let reason = match loss {
            Loss::Silent => return BusError::TimedOut { address, after: self.node.timeout() },
            Loss::Closed => "the server closed it".into(),
            Loss::Strange => "what it answers is no answer of Redis".into(),
            Loss::Broken(error) => io_reason(&error),
        };
        BusError::Lost { address, reason }
    }
}
