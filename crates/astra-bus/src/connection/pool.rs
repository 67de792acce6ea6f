//! Raw connections to one server that nobody uses right now.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::connection::raw::RawConnection;

/// Idle connections that are kept; more are closed. A command needs one, and a few at the same time while it
/// reads several things at once.
const MAX_IDLE: usize = 4;

/// Idle connections, all logged in and with no reply outstanding.
#[derive(Debug, Default)]
pub(crate) struct Pool(Mutex<Vec<RawConnection>>);

impl Pool {
    fn lock(&self) -> MutexGuard<'_, Vec<RawConnection>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes an idle connection that the server has not closed in the meantime.
    pub(crate) fn take(&self) -> Option<RawConnection> {
        loop {
            let mut connection = self.lock().pop()?;
            if !connection.is_closed() {
                return Some(connection);
            }
        }
    }

    /// Keeps a connection. One with replies outstanding is closed instead.
    pub(crate) fn put(&self, connection: RawConnection) {
        let mut idle = self.lock();
        if connection.is_idle() && idle.len() < MAX_IDLE {
            idle.push(connection);
        }
    }
}
