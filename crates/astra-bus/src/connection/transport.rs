//! The byte stream under a connection.

use tokio::io::{AsyncRead, AsyncWrite};

/// A byte stream to a server: TCP, a Unix socket or TLS.
pub(crate) trait Transport: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Transport for T {}
