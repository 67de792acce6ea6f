//! Converts the errors of commands that still return `anyhow::Result`. Goes when none does.

use std::error::Error;

use anyhow::Error as AnyError;
use astra_bus::{BusError, EndpointError};
use astra_model::topology::LoadError;
use astra_sandbox::SandboxError;

use crate::commands::env::command_error::{CommandError, ExitKind};
use crate::commands::env::interrupt::Interrupted;
use crate::commands::env::usage::Usage;
use crate::contexts::{ContextError, ServerChoiceError};

/// Lets a command that returns `anyhow::Result` use `?` on what the environment returns.
impl Error for CommandError {}

impl From<AnyError> for CommandError {
    fn from(error: AnyError) -> Self {
        let texts: Vec<String> = error.chain().map(ToString::to_string).collect();
        let (known, length) = match known(error) {
            Ok(known) => known,
            Err(other) => return Self::new(ExitKind::Failure, other.into_boxed_dyn_error()),
        };
        let contexts = &texts[..texts.len().saturating_sub(length)];
        contexts.iter().rev().fold(known, CommandError::context)
    }
}

/// The error that the contexts of `error` are about, and the length of its own chain.
fn known(error: AnyError) -> Result<(CommandError, usize), AnyError> {
    take::<CommandError>(error)
        .or_else(take::<BusError>)
        .or_else(take::<Usage>)
        .or_else(take::<Interrupted>)
        .or_else(take::<LoadError>)
        .or_else(take::<ServerChoiceError>)
        .or_else(take::<ContextError>)
        .or_else(take::<EndpointError>)
        .or_else(take::<SandboxError>)
        .or_else(take::<std::io::Error>)
}

fn take<E>(error: AnyError) -> Result<(CommandError, usize), AnyError>
where
    E: Error + Send + Sync + 'static + Into<CommandError>,
{
    let error = error.downcast::<E>()?;
    let (mut length, mut source) = (1, error.source());
    while let Some(error) = source {
        (length, source) = (length + 1, error.source());
    }
    Ok((error.into(), length))
}
