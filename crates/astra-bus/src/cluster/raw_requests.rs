//! Requests whose replies stay bytes, for readers that decode in place.

use std::sync::Arc;
use std::time::Duration;

use astra_model::Name;
use redis::{Cmd, cmd};

use crate::cluster::keyed_requests::{Answers, KeyedRequests};
use crate::error::bus_error::BusError;
use crate::error::reply_error::ReplyError;
use crate::node::handle::Node;

/// Commands, each with the key that it is about.
#[derive(Debug)]
pub(crate) struct RawRequests<'a> {
    pub(crate) commands: &'a [(Name, Cmd)],
    /// Whether a command may be sent a second time if the answer to the first was lost.
    pub(crate) is_repeatable: bool,
}

impl KeyedRequests for RawRequests<'_> {
    /// The bytes of a reply, or an error reply.
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

    async fn send(
        &self,
        node: &Arc<Node>,
        indexes: &[usize],
        is_asking: bool,
    ) -> Result<Answers<Self::Answer>, BusError> {
        let mut connection = node.take_connection().await?;
        for index in indexes {
            if is_asking {
                connection.queue(&cmd("ASKING"));
            }
            connection.queue(&self.commands[*index].1);
        }
        connection.flush().await?;
        let mut answers = Vec::with_capacity(indexes.len());
        for index in indexes {
            let mut reply = Vec::new();
            if is_asking {
                // The reply to the command that follows shows whether it worked.
                let _ok = connection.reply(Duration::ZERO, &mut reply).await?;
            }
            answers.push(match connection.reply(Duration::ZERO, &mut reply).await? {
                Ok(_) => Ok(Ok(reply)),
                Err(refusal) if refusal.is_redirect() => Err(refusal),
                Err(refusal) => {
                    Ok(Err(refusal.with_denied_command(node.user(), &self.commands[*index].1)))
                }
            });
        }
        node.give_back(connection);
        Ok(answers)
    }
}
