//! `--wait` and `--wait-aof`: what is asked beyond the master's word, and whether it was given.

use std::time::Duration;

use anyhow::{Error, Result};
use astra_bus::{BusError, Pipeline, ReplyError};
use astra_model::time::humanize;

use crate::commands::env::Usage;
use crate::commands::publish::args::Args;
use crate::output::notes;

/// For a question whose answer is known already.
const AT_ONCE: Duration = Duration::from_millis(1);

/// How far what was published has come.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Durable {
    /// Replicas that have it, with `--wait-aof` on their disks.
    pub(super) replicas: Option<i64>,
    /// Whether it is on the disk of every master that it was written to.
    pub(super) on_disk: Option<bool>,
}

/// Checks that the servers can keep what is asked of them, before anything is published.
pub(super) async fn probe(args: &Args, pipe: &mut Pipeline) -> Result<()> {
    if !args.wait_aof {
        return Ok(());
    }
    match pipe.wait_aof(0, AT_ONCE).await {
        Ok(_) => Ok(()),
        Err(BusError::Refused { refusal, .. }) => Err(unable(&refusal)),
        Err(error) => Err(error.into()),
    }
}

fn unable(refusal: &ReplyError) -> Error {
    let (reason, hint) = if refusal.is_unknown_syntax() {
        (
            "does not know WAITAOF".to_owned(),
            "it needs Redis 7.2 or later; --wait asks for replicas alone",
        )
    } else if refusal.detail.contains("appendonly") {
        ("keeps no append-only file".to_owned(), "set appendonly yes, or leave --wait-aof out")
    } else {
        (format!("refuses WAITAOF: {refusal}"), "leave --wait-aof out, or log in as another user")
    };
    let usage = Usage::new(format!("cannot keep --wait-aof: the server {reason}"));
    usage.with_hint(hint).into()
}

/// Waits for what was asked for.
pub(super) async fn wait(args: &Args, pipe: &mut Pipeline) -> Result<Durable, BusError> {
    if args.wait_aof {
        let on_disk = pipe.wait_aof(args.wait.unwrap_or(0), args.wait_timeout).await?;
        let replicas = args.wait.map(|_| on_disk.replicas);
        return Ok(Durable { replicas, on_disk: Some(on_disk.masters > 0) });
    }
    let replicas = match args.wait {
        Some(replicas) => Some(pipe.wait(replicas, args.wait_timeout).await?),
        None => None,
    };
    Ok(Durable { replicas, on_disk: None })
}

/// Whether what was asked for was given; says so where it was not.
pub(super) fn is_enough(args: &Args, given: Durable) -> bool {
    let Some(missing) = missing(args, given) else { return true };
    let within = humanize(args.wait_timeout);
    let message = format!("written, but {missing} within {within}");
    notes::error(message, Some("do not publish it again: it is on the master"));
    false
}

fn missing(args: &Args, given: Durable) -> Option<String> {
    let wanted = args.wait.unwrap_or(0);
    let replicas = given.replicas.unwrap_or(0);
    if given.on_disk == Some(false) {
        return Some("not confirmed to be on the master's disk".into());
    }
    if replicas >= i64::from(wanted) {
        return None;
    }
    let s = if wanted == 1 { "" } else { "s" };
    let disk = if args.wait_aof { " that it is on disk" } else { "" };
    Some(format!("only {replicas} of {wanted} replica{s} confirmed{disk}"))
}
