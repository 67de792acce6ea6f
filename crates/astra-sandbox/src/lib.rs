//! A private `redis-server` process that ends with its owner.

mod error;
mod folder;
mod port;
mod probe;
mod program;
mod server;
mod settings;

pub use error::SandboxError;
pub use server::Sandbox;
