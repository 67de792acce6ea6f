//! RequestBatch answered as raw bytes, over connections of their own that are kept from one time to the next.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use astra_model::Name;
use redis::{Cmd, cmd};

use crate::cluster::router::{Answers, KeyedRequests};
use crate::connection::raw::RawConnection;
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;

/// Connections that nobody uses right now, by the address of their server.
#[derive(Debug, Default)]
pub(crate) struct Pool(Mutex<HashMap<String, RawConnection>>);

impl Pool {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, RawConnection>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn take(&self, node: &Node) -> Result<RawConnection, BusError> {
        let kept = self.lock().remove(&node.address());
        match kept {
            Some(reader) => Ok(reader),
            None => node.raw_connection().await,
        }
    }

    fn put_back(&self, node: &Node, reader: RawConnection) {
        self.lock().insert(node.address(), reader);
    }
}

/// Commands on keys, each with its key.
#[derive(Debug)]
pub(crate) struct RawRequests<'a> {
    pub(crate) pool: &'a Pool,
    pub(crate) commands: &'a [(Name, Cmd)],
    pub(crate) is_repeatable: bool,
}

impl KeyedRequests for RawRequests<'_> {
    /// The bytes of a reply, or what the server refuses.
    type Answer = Result<Vec<u8>, ReplyError>;

    fn len(&self) -> usize {
        self.commands.len()
    }

    fn key(&self, index: usize) -> &Name {
        &self.commands[index].0
    }

    fn is_repeatable(&self, _index: usize) -> bool {
        self.is_repeatable
    }

    async fn put(
        &self,
        node: &Arc<Node>,
        part: &[usize],
        is_asking: bool,
    ) -> Result<Answers<Self::Answer>, BusError> {
        let mut reader = self.pool.take(node).await?;
        for index in part {
            if is_asking {
                reader.queue(&cmd("ASKING"));
            }
            reader.queue(&self.commands[*index].1);
        }
        reader.flush().await?;
        let mut answers = Vec::with_capacity(part.len());
        for index in part {
            let mut reply = Vec::new();
            if is_asking {
                // What it says of the command that follows is what counts.
                let _said = reader.reply(Duration::ZERO, &mut reply).await?;
            }
            answers.push(match reader.reply(Duration::ZERO, &mut reply).await? {
                Ok(_) => Ok(Ok(reply)),
                Err(refusal) if refusal.is_redirect() => Err(refusal),
                Err(refusal) => {
                    Ok(Err(refusal.with_denied_command(node.user(), &self.commands[*index].1)))
                }
            });
        }
        self.pool.put_back(node, reader);
        Ok(answers)
    }
}
