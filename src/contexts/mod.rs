//! The file of named contexts, and which of all settings chooses the server of a run.

mod context;
mod edit;
mod error;
mod file_fault;
mod list;
mod name;
mod password;
mod reader;
mod server_choice;
mod store;

pub(crate) use context::Context;
pub(crate) use edit::Edit;
pub(crate) use error::ContextError;
pub(crate) use file_fault::FileFault;
pub(crate) use list::Contexts;
pub(crate) use name::ContextName;
pub(crate) use password::PasswordSource;
pub(crate) use server_choice::{
    Given, ServerChoice, ServerChoiceError, ServerOptions, ServerOrigin,
};
pub(crate) use store::ContextStore;
