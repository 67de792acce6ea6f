//! A part of a run that keeps an account: its beginning, or one that goes on from an earlier part.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Error, Result};
use astra_bus::{Bus, BusError, Pipeline};
use astra_model::{Name, io_reason};
use uuid::Uuid;

use crate::commands::env::Usage;
use crate::commands::publish::account::{self, Account};
use crate::commands::publish::args::Args;
use crate::commands::publish::feed::Feed;
use crate::commands::publish::past::Past;
use crate::commands::publish::prepare::Preparation;
use crate::commands::publish::record::{AccountError, Head, SCHEMA};
use crate::commands::publish::source::{self, Source};
use crate::commands::publish::witness::Witness;
use crate::commands::publish::{lost, predecessor, resume};

/// What is to be published, and under which account.
#[derive(Debug)]
pub(super) struct Part {
    /// What the run is called in all its parts.
    run: Uuid,
    /// The line that the run began with, or begins with now.
    first_line: u64,
    account: PathBuf,
    input: PathBuf,
    earlier: Option<Earlier>,
}

/// The account of the parts before this one, which nobody else writes now.
#[derive(Debug)]
struct Earlier {
    past: Past,
    file: File,
}

impl Part {
    /// The part that was asked for; none where no account is to be kept.
    pub(super) fn of(args: &Args, input: &Path, source: &Source) -> Result<Option<Self>, Usage> {
        let input = input.to_owned();
        if let Some(account) = args.bulk.resume.clone() {
            let earlier = Earlier::read(&account, &input, source)?;
            let Head { run, start_line: first_line, .. } = earlier.past.head;
            return Ok(Some(Self { run, first_line, account, input, earlier: Some(earlier) }));
        }
        let (run, first_line) = (Uuid::new_v4(), args.bulk.start_line);
        let new = |account| Self { run, first_line, account, input, earlier: None };
        Ok(args.bulk.account.clone().map(new))
    }

    /// The line that the run begins with, in all its parts.
    pub(super) fn first_line(&self) -> u64 {
        self.first_line
    }

    /// What the connections of the run are called at the servers.
    pub(super) fn name(&self) -> String {
        predecessor::name(self.run)
    }

    /// Waits until nothing that is in doubt can arrive any more.
    pub(super) async fn wait_for_predecessor(&self, bus: &Bus) -> Result<()> {
        match &self.earlier {
            Some(earlier) if !earlier.past.doubt.is_empty() => {
                predecessor::wait_for_end(bus, &self.name()).await
            }
            _ => Ok(()),
        }
    }

    /// Opens the account, and tells the feed what it says and how the servers help.
    pub(super) async fn begin(
        self,
        (bus, pipe): (&Bus, &mut Pipeline),
        source: &Source,
        feed: &mut Feed,
    ) -> Result<Account> {
        let streams = feed.topology.streams.iter().map(|stream| Name::from(&*stream.name));
        feed.deduplicates = pipe.deduplicates(&streams.collect::<Vec<_>>()).await?;
        feed.run = Some(self.run);
        if let Some(earlier) = self.earlier {
            let account = earlier.go_on(bus, (&self.account, &self.input), feed).await;
            return account.map_err(with_all_rules);
        }
        feed.witness = Some(Witness::default());
        let head = Head {
            schema: SCHEMA.into(),
            run: self.run,
            since_ms: u64::try_from(bus.clock().await?.now.as_millisecond()).unwrap_or(0),
            input_bytes: source.bytes,
            start_line: self.first_line,
        };
        Ok(create(&self.account, &head)?)
    }
}

impl Earlier {
    fn read(path: &Path, input: &Path, source: &Source) -> Result<Self, Usage> {
        let usage = |error: AccountError| Usage::new(error.to_string());
        let file = account::open(path).map_err(|error| usage(unopened(path, &error)))?;
        let past = Past::read(path).map_err(usage)?;
        resume::check_same_input(&past, source)?;
        if !past.doubt.is_empty() {
            check_seekable(input)?;
        }
        Ok(Self { past, file })
    }

    async fn go_on(
        self,
        bus: &Bus,
        (path, input): (&Path, &Path),
        feed: &mut Feed,
    ) -> Result<Account> {
        let Self { mut past, file } = self;
        lost::reopen(bus, &mut past, path).await?;
        if past.has_lost() {
            check_seekable(input)?;
        }
        let preparation = Preparation { prefix: &feed.topology.prefix, run: feed.run };
        let looked = resume::find_written(bus, &past, input, preparation).await?;
        lost::tell(looked.lost.count(), looked.lost.first());
        let cannot = || format!("cannot write account `{}`", path.display());
        let mut account = Account::reopen(file).with_context(cannot)?;
        if let Some(last) = past.last_open() {
            account.looked_up(&looked, last).with_context(cannot)?;
        }
        feed.witness = Some(past.witness());
        feed.done = past.done;
        looked.lost.iter().for_each(|(from, to)| feed.done.remove(from, to));
        feed.found = looked.found;
        Ok(account)
    }
}

/// Has a refusal name all that a resumed run has to be allowed.
fn with_all_rules(error: Error) -> Error {
    match error.downcast::<BusError>() {
        Ok(refused) => refused.with_required_rules(resume::RULES).into(),
        Err(other) => other,
    }
}

/// Lines that are looked up are read once before they are published.
fn check_seekable(input: &Path) -> Result<(), Usage> {
    if source::is_stdin(input) {
        let usage = Usage::new("lines in doubt cannot be looked up from standard input");
        return Err(usage.with_hint("name the file that the run began with"));
    }
    Ok(())
}

fn unopened(path: &Path, error: &io::Error) -> AccountError {
    let path = path.display().to_string();
    match error.kind() {
        io::ErrorKind::WouldBlock => AccountError::InUse(path),
        _ => AccountError::Unreadable { path, reason: io_reason(error) },
    }
}

fn create(path: &Path, head: &Head) -> Result<Account, Usage> {
    let shown = path.display();
    Account::create(path, head).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Usage::new(format!("account `{shown}` exists already"))
            .with_hint(format!("go on from it with --resume {shown}")),
        _ => Usage::new(format!("cannot write account `{shown}`: {}", io_reason(&error))),
    })
}
