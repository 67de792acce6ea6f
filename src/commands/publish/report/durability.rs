//! `--wait` and `--wait-aof`: waits until the entries are on replicas and disks.

use std::time::Duration;

use astra_bus::{BusError, Pipeline, ReplyError};
use astra_model::time::humanize;

use crate::commands::env::{CommandError, CommandResult, Usage};
use crate::commands::publish::args::Args;
use crate::output::notes;

/// Timeout of a request that does not wait for anything.
const AT_ONCE: Duration = Duration::from_millis(1);

/// How durable the published entries are, as far as the options ask for it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Durability {
    /// Replicas that have the entries; with `--wait-aof`, on disk.
    pub(crate) replicas: Option<i64>,
    /// Whether the entries are on disk on every master that they were written to.
    pub(crate) on_disk: Option<bool>,
}

/// Checks before publishing that the servers support the requested durability.
pub(crate) async fn check_supported(args: &Args, pipeline: &mut Pipeline) -> CommandResult<()> {
    if !args.wait_aof {
        return Ok(());
    }
    match pipeline.wait_aof(0, AT_ONCE).await {
        Ok(_) => Ok(()),
        Err(BusError::Refused { refusal, .. }) => Err(unsupported(&refusal)),
        Err(error) => Err(error.into()),
    }
}

fn unsupported(refusal: &ReplyError) -> CommandError {
    let (reason, hint) = if refusal.is_unknown_syntax() {
        (
            "does not know WAITAOF".to_owned(),
            "it needs Redis 7.2 or later; --wait without --wait-aof waits for replicas only",
        )
    } else if refusal.detail.contains("appendonly") {
        (
            "has no append-only file".to_owned(),
            "set appendonly yes on the server, or omit --wait-aof",
        )
    } else {
        (format!("refuses WAITAOF: {refusal}"), "omit --wait-aof, or log in as another user")
    };
    let usage = Usage::new(format!("--wait-aof is not possible: the server {reason}"));
    usage.with_hint(hint).into()
}

/// Waits for the requested durability.
pub(crate) async fn wait(args: &Args, pipeline: &mut Pipeline) -> Result<Durability, BusError> {
    if args.wait_aof {
        let on_disk = pipeline.wait_aof(args.wait.unwrap_or(0), args.wait_timeout).await?;
        let replicas = args.wait.map(|_| on_disk.replicas);
        return Ok(Durability { replicas, on_disk: Some(on_disk.masters > 0) });
    }
    let replicas = match args.wait {
        Some(replicas) => Some(pipeline.wait(replicas, args.wait_timeout).await?),
        None => None,
    };
    Ok(Durability { replicas, on_disk: None })
}

/// Whether the requested durability was reached; prints an error if not.
pub(crate) fn is_sufficient(args: &Args, reached: Durability) -> bool {
    let Some(missing) = missing(args, reached) else { return true };
    let timeout = humanize(args.wait_timeout);
    let message = format!("written, but {missing} within {timeout}");
    notes::error(message, Some("do not publish it again: it is on the master"));
    false
}

fn missing(args: &Args, reached: Durability) -> Option<String> {
    let wanted = args.wait.unwrap_or(0);
    let replicas = reached.replicas.unwrap_or(0);
    if reached.on_disk == Some(false) {
        return Some("not confirmed to be on the master's disk".into());
    }
    if replicas >= i64::from(wanted) {
        return None;
    }
    let s = if wanted == 1 { "" } else { "s" };
    let disk = if args.wait_aof { " that it is on disk" } else { "" };
    Some(format!("only {replicas} of {wanted} replica{s} confirmed{disk}"))
}
