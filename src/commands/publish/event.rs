//! Publishes one event, given by options.

use std::io::{self, Write as _};

use astra_bus::{BusError, WriteOutcome, XaddOptions};
use astra_model::event::{Draft, DraftError, Event, Field};
use astra_model::{EntryId, Name, io_reason};

use crate::commands::env::{CommandError, CommandResult, Env, ExitKind, Usage};
use crate::commands::publish::args::Args;
use crate::commands::publish::error::CutShort;
use crate::commands::publish::input::{StreamCatalog, read_data};
use crate::commands::publish::report::{Durability, Made, SingleReport, durability};
use crate::commands::verdict::Verdict;
use crate::output::units::sanitize;
use crate::output::{Format, notes, stdout};

pub(super) async fn run(args: &Args, env: &Env) -> CommandResult {
    let topology = env.topology()?;
    let data = match &args.event.data {
        Some(given) => read_data(given).await?,
        None => String::new(),
    };
    let event = event(args, &data).map_err(|error| usage(&error))?;
    let stream = event.stream(&topology.prefix).map_err(|error| usage(&error.into()))?;
    let mut catalog = StreamCatalog::new(&topology, args.allow_unknown);
    let known = catalog.find(stream.as_bytes()).cloned();
    let known = known
        .map_err(|unknown| Usage::new(unknown.to_string()).with_hint(catalog.hint(&unknown)))?;
    if args.check {
        return show(env, &known.name, &event);
    }
    publish(args, env, &event, &known.name, known.max_len).await
}

/// Completes the event that the options describe.
fn event<'a>(args: &'a Args, data: &'a str) -> Result<Event<'a>, DraftError> {
    let given = &args.event;
    let event_type = args.event_type.as_deref().unwrap_or_default();
    let mut draft = Draft::new(event_type, given.entity.as_deref().unwrap_or_default());
    for (field, value) in [
        (Field::EventId, &given.event_id),
        (Field::OccurredAt, &given.occurred_at),
        (Field::EventVersion, &given.event_version),
        (Field::CorrelationId, &given.correlation_id),
        (Field::CausationId, &given.causation_id),
        (Field::Producer, &given.producer),
    ] {
        if let Some(value) = value {
            draft = draft.with(field, value.as_str());
        }
    }
    draft.with_data(data)?.complete()
}

fn usage(error: &DraftError) -> Usage {
    let usage = Usage::new(error.to_string());
    match error.hint() {
        Some(hint) => usage.with_hint(hint),
        None => usage,
    }
}

async fn publish(
    args: &Args,
    env: &Env,
    event: &Event<'_>,
    stream: &Name,
    max_len: Option<u64>,
) -> CommandResult {
    let permit = env.change_permit(&args.confirmation)?;
    let bus = permit.confirm(&format!("Publish to `{stream}`")).await?;
    // Replicas and disks are those of the stream's own node, which only a full pipeline connects to.
    let waits = args.wait.is_some() || args.wait_aof;
    let mut pipeline =
        if waits { bus.pipeline(None).await? } else { bus.single_pipeline().await? };
    durability::check_supported(args, &mut pipeline).await?;
    let options = XaddOptions { stream: stream.as_bytes(), max_len, dedup: None };
    let (outcome, lost) = pipeline.publish_one(options, || event.fields()).await;
    let event_id = event.text(Field::EventId);
    let id = confirmed(outcome, lost, stream, event_id)?;
    let durability = durability::wait(args, &mut pipeline).await;
    let known = *durability.as_ref().unwrap_or(&Durability::default());
    let printed = print(env, &report(stream, Some(id), event_id, known));
    let is_reported = check_reported(printed, stream, id);
    match durability {
        Ok(reached) => {
            Ok(Verdict::pass_if(durability::is_sufficient(args, reached) && is_reported))
        }
        Err(error) => Err(cut_short(
            error,
            "written, but it is unknown on how many replicas and disks",
            "do not publish it again: it is on the master",
        )),
    }
}

/// Prints what was published if standard output cannot be written to: a user who only sees a
/// failure would publish it again. A closed pipe is no failure.
fn check_reported(printed: io::Result<()>, stream: &Name, id: EntryId) -> bool {
    match printed {
        Err(failure) if failure.kind() != io::ErrorKind::BrokenPipe => {
            let reason = io_reason(&failure);
            notes::error(
                format!("published as {id} on `{stream}`, but {reason}"),
                Some("do not publish it again"),
            );
            false
        }
        _ => true,
    }
}

/// The ID of the entry, or an error that states what became of the event.
fn confirmed(
    outcome: WriteOutcome,
    lost: Option<BusError>,
    stream: &Name,
    event_id: &str,
) -> CommandResult<EntryId> {
    match (outcome, lost) {
        (WriteOutcome::Confirmed(id), _) => Ok(id),
        (WriteOutcome::Refused(refusal), _) => {
            Err(BusError::Refused { subject: format!("stream `{stream}`"), refusal }.into())
        }
        (WriteOutcome::InDoubt, Some(lost)) => Err(cut_short(
            lost,
            "sent, but not answered: the event may be written or not",
            format!("before you publish it again, look for event_id `{event_id}` in `{stream}`"),
        )),
        (_, Some(lost)) => {
            let lasting = lost.hint().filter(|_| !lost.is_transient());
            let next = lasting.unwrap_or_else(|| "publish it again once the server answers".into());
            Err(cut_short(lost, "nothing was published", next))
        }
        (_, None) => {
            let message = "the event was neither sent nor refused";
            Err(CommandError::new(ExitKind::Failure, message))
        }
    }
}

fn cut_short(error: BusError, message: &str, hint: impl Into<String>) -> CommandError {
    CutShort::new(message, hint).because_of(error)
}

fn report(
    stream: &Name,
    id: Option<EntryId>,
    event_id: &str,
    durability: Durability,
) -> SingleReport {
    let made =
        Made { stream: stream.clone(), id, event_id: Some(event_id.to_owned()), fields: None };
    let Durability { replicas, on_disk } = durability;
    SingleReport { published: 1, failed: 0, dry_run: None, replicas, on_disk, entries: vec![made] }
}

fn print(env: &Env, report: &SingleReport) -> io::Result<()> {
    if env.out.format() != Format::Table {
        return env.out.print(report);
    }
    let mut stdout = stdout();
    for made in &report.entries {
        match made.id {
            Some(id) => writeln!(stdout, "{} {id}", made.stream)?,
            None => writeln!(stdout, "{}", made.stream)?,
        }
    }
    stdout.flush()
}

/// Prints the stream and the fields, and sends nothing.
fn show(env: &Env, stream: &Name, event: &Event<'_>) -> CommandResult {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let fields: serde_json::Map<_, _> =
        event.fields().map(|(name, value)| (text(name), text(value).into())).collect();
    let mut report = report(stream, None, event.text(Field::EventId), Durability::default());
    (report.published, report.dry_run) = (0, Some(true));
    if env.out.format() == Format::Table {
        print(env, &report)?;
        let mut stdout = stdout();
        for (name, value) in event.fields() {
            let (name, value) = (text(name), text(value));
            writeln!(stdout, "  {name:<15} {}", sanitize(&value))?;
        }
        return Ok(Verdict::Pass);
    }
    report.entries[0].fields = Some(fields);
    env.out.print(&report)?;
    Ok(Verdict::Pass)
}
