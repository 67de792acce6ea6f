//! A session of a run: its start, or a later part of it that resumes from the journal.

use std::io;
use std::path::{Path, PathBuf};

use astra_bus::{Bus, Pipeline};
use astra_model::topology::Topology;
use astra_model::{Name, io_reason};
use uuid::Uuid;

use crate::commands::env::{CommandError, CommandResult, Usage, WithContext as _};
use crate::commands::publish::args::BulkArgs;
use crate::commands::publish::input::{Preparation, Resumed, RunKey, Source, is_stdin};
use crate::commands::publish::journal::{
    InputDigest, JournalError, JournalFile, JournalState, RunHeader,
};
use crate::commands::publish::resume::doubtful::{self, LookedUp, REQUIRED_RULES};
use crate::commands::publish::resume::{lost_writes, previous_run};

/// A session that is not connected yet.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "only one exists")]
pub(crate) enum Session {
    /// The run keeps no journal.
    Unrecorded { first_line: u64 },
    /// The run starts, and records itself in a new file.
    New { run: Uuid, first_line: u64, path: PathBuf, input_bytes: Option<u64> },
    /// The run continues from its journal, which is locked for this session.
    Resumed { path: PathBuf, input: PathBuf, journal: JournalFile, state: JournalState },
}

impl Session {
    /// The session that the options select.
    ///
    /// # Errors
    /// If there is no such journal, it is in use, or it is of another input.
    pub(crate) fn open(args: &BulkArgs, input: &Path, source: &Source) -> Result<Self, Usage> {
        let first_line = args.start_line;
        if let Some(path) = args.resume.clone() {
            let usage = |error: JournalError| Usage::new(error.to_string());
            let (journal, state) = JournalFile::open(&path).map_err(usage)?;
            state.check_input_size(source.bytes)?;
            if !state.doubt.is_empty() {
                check_rereadable(input)?;
            }
            return Ok(Self::Resumed { path, input: input.to_owned(), journal, state });
        }
        Ok(match args.account.clone() {
            None => Self::Unrecorded { first_line },
            Some(path) => {
                Self::New { run: Uuid::new_v4(), first_line, path, input_bytes: source.bytes }
            }
        })
    }

    /// The name of the session's connections in `CLIENT LIST`, if they have one.
    pub(crate) fn connection_name(&self) -> Option<String> {
        let run = match self {
            Self::Unrecorded { .. } => return None,
            Self::New { run, .. } => *run,
            Self::Resumed { state, .. } => state.header.run,
        };
        Some(previous_run::connection_name(run))
    }

    /// Waits until no line in doubt can still arrive at the servers.
    pub(crate) async fn wait_for_previous(&self, bus: &Bus) -> CommandResult<()> {
        match (self, self.connection_name()) {
            (Self::Resumed { state, .. }, Some(name)) if !state.doubt.is_empty() => {
                previous_run::wait_for_end(bus, &name).await
            }
            _ => Ok(()),
        }
    }

    /// Starts the session: determines where the run continues, and opens the journal for writing.
    pub(crate) async fn start(
        self,
        bus: &Bus,
        pipeline: &mut Pipeline,
        topology: &Topology,
    ) -> CommandResult<(Resumed, Option<JournalFile>)> {
        match self {
            Self::Unrecorded { first_line } => Ok((Resumed::from_line(first_line), None)),
            Self::New { run, first_line, path, input_bytes } => {
                let run = run_key(run, pipeline, topology).await?;
                let since_ms = u64::try_from(bus.clock().await?.now.as_millisecond()).unwrap_or(0);
                let header = RunHeader::new(run.id, since_ms, input_bytes, first_line);
                let journal = create(&path, &header)?;
                let digest = Some(InputDigest::default());
                let resumed = Resumed::from_line(first_line);
                Ok((Resumed { run: Some(run), digest, ..resumed }, Some(journal)))
            }
            Self::Resumed { path, input, mut journal, mut state } => {
                let run = run_key(state.header.run, pipeline, topology).await?;
                let preparation = Preparation { prefix: &topology.prefix, run: Some(run.id) };
                let files = (&mut journal, &*path, &*input);
                let looked_up = look_up(bus, &mut state, files, preparation).await;
                let looked_up = looked_up.map_err(with_required_rules)?;
                let digest = Some(state.input_digest());
                let JournalState { header, mut done, .. } = state;
                looked_up.lost.iter().for_each(|(from, to)| done.remove(from, to));
                let (first_line, found) = (header.start_line, looked_up.found);
                let resumed = Resumed { run: Some(run), first_line, done, found, digest };
                Ok((resumed, Some(journal)))
            }
        }
    }
}

/// Asks the servers whether they recognize repeated lines of the run.
async fn run_key(id: Uuid, pipeline: &mut Pipeline, topology: &Topology) -> CommandResult<RunKey> {
    let streams = topology.streams.iter().map(|stream| Name::from(&*stream.name));
    let deduplicates = pipeline.deduplicates(&streams.collect::<Vec<_>>()).await?;
    Ok(RunKey { id, deduplicates })
}

/// Looks up what the journal leaves open, and records the result in it.
async fn look_up(
    bus: &Bus,
    state: &mut JournalState,
    (journal, path, input): (&mut JournalFile, &Path, &Path),
    preparation: Preparation<'_>,
) -> CommandResult<LookedUp> {
    lost_writes::find(bus, state).await?;
    if state.has_lost() {
        check_rereadable(input)?;
    }
    let last = state.last_to_look_up();
    let looked_up = match last {
        Some(last) => doubtful::look_up(bus, state, last, input, preparation).await?,
        None => LookedUp::default(),
    };
    lost_writes::warn(&looked_up.lost);
    let recorded = journal.end_last_line().and_then(|()| match last {
        Some(last) => journal.looked_up(&looked_up.found, &looked_up.lost, last),
        None => Ok(()),
    });
    recorded.with_context(|| format!("cannot write journal `{}`", path.display()))?;
    Ok(looked_up)
}

/// Adds to a refusal every permission that resuming needs.
fn with_required_rules(error: CommandError) -> CommandError {
    match error.into_bus_error() {
        Ok(refused) => refused.with_required_rules(REQUIRED_RULES).into(),
        Err(other) => other,
    }
}

/// Checks that the input can be read twice: lines are looked up before the rest is published.
fn check_rereadable(input: &Path) -> Result<(), Usage> {
    if is_stdin(input) {
        let usage =
            Usage::new("cannot look up lines in doubt: standard input can be read only once");
        return Err(usage.with_hint("pass the file that the run began with"));
    }
    Ok(())
}

fn create(path: &Path, header: &RunHeader) -> Result<JournalFile, Usage> {
    let shown = path.display();
    JournalFile::create(path, header).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Usage::new(format!("journal `{shown}` already exists"))
            .with_hint(format!("continue it with --resume {shown}")),
        _ => Usage::new(format!("cannot write journal `{shown}`: {}", io_reason(&error))),
    })
}
