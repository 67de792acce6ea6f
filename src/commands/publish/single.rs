//! One event, given by its options.

use std::io::{self, Write as _};

use anyhow::{Error, Result};
use astra_bus::{Batch, BusError, Onward, PublishObserver, WriteOutcome, XaddOptions};
use astra_model::event::{Draft, DraftError, Event, Field};
use astra_model::{EntryId, Name, io_reason};

use crate::commands::env::{Env, Usage};
use crate::commands::publish::args::Args;
use crate::commands::publish::catalogue::Catalogue;
use crate::commands::publish::durable::{self, Durable};
use crate::commands::publish::report::{Made, SingleReport};
use crate::commands::publish::{CutShort, source};
use crate::commands::verdict::Verdict;
use crate::output::{Format, notes, stdout};

pub(super) async fn run(args: &Args, env: &Env) -> Result<Verdict> {
    let topology = env.topology()?;
    let data = match &args.event.data {
        Some(given) => source::text(given).await?,
        None => String::new(),
    };
    let event = event(args, &data).map_err(|error| usage(&error))?;
    let stream = event.stream(&topology.prefix).map_err(|error| usage(&error.into()))?;
    let mut catalogue = Catalogue::new(&topology, args.allow_unknown);
    let known = catalogue.find(stream.as_bytes()).cloned();
    let known = known
        .map_err(|unknown| Usage::new(unknown.to_string()).with_hint(catalogue.hint(&unknown)))?;
    if args.check {
        return show(env, &known.name, &event);
    }
    let mut batch = Batch::default();
    let stream = stream.as_bytes();
    batch.xadd((), XaddOptions { stream, max_len: known.max_len, once: None }, || event.fields());
    publish(args, env, batch, &known.name, event.text(Field::EventId)).await
}

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

/// Remembers what became of the one event.
#[derive(Debug)]
struct One(WriteOutcome);

impl PublishObserver<()> for One {
    fn sending<'a>(&mut self, _tags: impl Iterator<Item = &'a ()>) -> Onward {
        Onward::Go
    }

    fn settled(&mut self, _tag: (), fate: WriteOutcome) -> Onward {
        self.0 = fate;
        Onward::Go
    }

    fn batch_done(&mut self, _mark: u64) -> Onward {
        Onward::Go
    }
}

async fn publish(
    args: &Args,
    env: &Env,
    batch: Batch<()>,
    stream: &Name,
    event_id: &str,
) -> Result<Verdict> {
    let permit = env.change_permit(&args.confirmation)?;
    let bus = permit.confirm(&format!("publishing to `{stream}`")).await?;
    // What is asked beyond the master's word is asked at the stream's own server.
    let is_durable = args.wait.is_some() || args.wait_aof;
    let mut pipe =
        if is_durable { bus.pipeline(None).await? } else { bus.single_pipeline().await? };
    durable::probe(args, &mut pipe).await?;
    let (sender, batches) = tokio::sync::mpsc::channel(1);
    sender.try_send(batch)?;
    drop(sender);
    let mut one = One(WriteOutcome::Unsent);
    let lost = pipe.run(batches, None, &mut one, std::future::pending()).await;
    let id = confirmed(one.0, lost, stream, event_id)?;
    let durable = durable::wait(args, &mut pipe).await;
    let known = *durable.as_ref().unwrap_or(&Durable::default());
    let printed = print(env, &report(stream, Some(id), event_id, known));
    let is_told = is_told(printed, stream, id);
    match durable {
        Ok(given) => Ok(Verdict::pass_if(durable::is_enough(args, given) && is_told)),
        Err(error) => Err(cut_short(
            error,
            "written, but nobody knows on how many replicas and disks",
            "do not publish it again: it is on the master".into(),
        )),
    }
}

/// Says what was published where the output does not take it: whoever sees a mere failure publishes it
/// again. A reader who has left wanted no word of it.
fn is_told(printed: io::Result<()>, stream: &Name, id: EntryId) -> bool {
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

/// The ID of the entry, or what became of the event instead.
fn confirmed(
    fate: WriteOutcome,
    lost: Option<BusError>,
    stream: &Name,
    event_id: &str,
) -> Result<EntryId> {
    match (fate, lost) {
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
        (fate, None) => anyhow::bail!("the event was neither sent nor refused: {fate:?}"),
    }
}

fn cut_short(error: BusError, message: &str, hint: String) -> Error {
    CutShort { message: message.into(), hint }.because_of(error).into()
}

fn report(stream: &Name, id: Option<EntryId>, event_id: &str, durable: Durable) -> SingleReport {
    let made =
        Made { stream: stream.clone(), id, event_id: Some(event_id.to_owned()), fields: None };
    let Durable { replicas, on_disk } = durable;
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

/// Shows the stream and the fields, and sends nothing.
fn show(env: &Env, stream: &Name, event: &Event<'_>) -> Result<Verdict> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let fields: serde_json::Map<_, _> =
        event.fields().map(|(name, value)| (text(name), text(value).into())).collect();
    let mut report = report(stream, None, event.text(Field::EventId), Durable::default());
    (report.published, report.dry_run) = (0, Some(true));
    if env.out.format() == Format::Table {
        print(env, &report)?;
        let mut stdout = stdout();
        for (name, value) in event.fields() {
            let (name, value) = (text(name), text(value));
            writeln!(stdout, "  {name:<15} {}", crate::output::units::harmless(&value))?;
        }
        return Ok(Verdict::Pass);
    }
    report.entries[0].fields = Some(fields);
    env.out.print(&report)?;
    Ok(Verdict::Pass)
}
