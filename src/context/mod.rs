//! Where to connect and as whom: server URLs, the contexts that an operator has named, and which of all that counts.

mod choice;
mod edit;
mod error;
mod fault;
mod file;
mod model;
mod name;
mod secret;
mod store;

pub(crate) use choice::{Asked, Choice, ChoiceError, Origin};
pub(crate) use edit::Edit;
pub(crate) use error::ContextError;
pub(crate) use file::Contexts;
pub(crate) use model::Context;
pub(crate) use name::ContextName;
pub(crate) use secret::PasswordSource;
pub(crate) use store::Store;
