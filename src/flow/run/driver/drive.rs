//! Publishes trade after trade, and judges what the consumers report.

use std::sync::Arc;
use std::time::Duration;

use astra_bus::{BusError, BusWriter};
use astra_model::Name;
use futures_util::future::try_join_all;
use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::flow::failure::{Check, Failure};
use crate::flow::ledger::state::Ledger;
use crate::flow::run::consumer::{Consumer, Part};
use crate::flow::run::outcome::{Outcome, RunError, Stop, Watcher};
use crate::flow::run::producer;
use crate::flow::run::script::Script;
use crate::flow::run::shared::{Notes, Shared};
use crate::flow::run::stage::{LIFETIME, RENEWAL, Stage};
use crate::flow::run::window::Window;
use crate::flow::verdict::FlowVerdict;

/// Numbers of trades that may wait for the producer.
pub(crate) const TRADES: usize = 64;

/// Entries of a stream that a consumer reads at a time.
pub(crate) const READ: usize = 200;

/// Batches of notes that may wait for the account; who is faster waits.
pub(crate) const NOTES: usize = 256;

/// How often late trades are looked for.
pub(crate) const TICK: Duration = Duration::from_millis(10);

/// After so many failures and trades overdue no trade is begun any more.
pub(crate) const ENOUGH: u64 = 50;

pub(crate) struct Conductor<'a> {
    pub(crate) bus: &'a BusWriter,
    stage: &'a Stage,
    pub(crate) script: Script,
    shared: Arc<Shared>,
    pub(crate) notes: mpsc::Receiver<Notes>,
    trades: mpsc::Sender<u64>,
    tasks: JoinSet<Result<(), RunError>>,
    watcher: Watcher<'a>,
    window: Window,
    renewed: Instant,
    /// When something was entered last.
    heard: Instant,
}

/// Plays the script with real consumers and judges what came of it.
pub(crate) async fn conduct(
    bus: &BusWriter,
    stage: &Stage,
    script: Script,
    watcher: Watcher<'_>,
) -> Result<Outcome, RunError> {
    let mut conductor = Conductor::cast(bus, stage, script, watcher).await?;
    let cpu = conductor.cpu_seconds().await;
    let started = Instant::now();
    let stopped = conductor.play(started).await?;
    let played = started.elapsed();
    let cpu = cpu.zip(conductor.cpu_seconds().await);
    let discrepancies = conductor.settle(started).await?;
    conductor.tasks.shutdown().await;
    let took = played.max(conductor.heard - started);
    let limit = conductor.script.settings.timeout;
    let mut verdict = FlowVerdict::of(conductor.script.ledger, took);
    verdict.add(discrepancies);
    if took > limit {
        let (took_us, limit_us) = (micros(took), micros(limit));
        verdict.add(vec![Failure::of_run(Check::Ended { took_us, limit_us })]);
    }
    let server_cpu = cpu.map(|(before, after)| (after - before) / played.as_secs_f64());
    Ok(Outcome { verdict, stopped, server_cpu })
}

pub(crate) fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

impl<'a> Conductor<'a> {
    /// Connects every consumer, then lets them begin.
    async fn cast(
        bus: &'a BusWriter,
        stage: &'a Stage,
        script: Script,
        watcher: Watcher<'a>,
    ) -> Result<Self, RunError> {
        let (sender, notes) = mpsc::channel(NOTES);
        let (trades, numbers) = mpsc::channel(TRADES);
        let shared = Arc::new(Shared::new(&script, sender));
        let consumers = try_join_all(consumers(bus, &script, &shared)).await?;
        let producer = bus.with_own_connections();
        producer.ping().await?;
        let mut tasks = JoinSet::new();
        let oversleep = script.settings.deadline + script.settings.deadline / 4;
        for consumer in consumers {
            tasks.spawn(consumer.consume(oversleep));
        }
        tasks.spawn(producer::produce(producer, script.scenario.clone(), shared.clone(), numbers));
        let window = Window::new(script.settings.deadline);
        let now = Instant::now();
        let (renewed, heard) = (now, now);
        Ok(Self {
            bus,
            stage,
            script,
            shared,
            notes,
            trades,
            tasks,
            watcher,
            window,
            renewed,
            heard,
        })
    }

    fn ledger(&mut self) -> &mut Ledger {
        &mut self.script.ledger
    }

    /// Runs until every trade has ended, or it has to stop before that.
    async fn play(&mut self, started: Instant) -> Result<Option<Stop>, RunError> {
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let end = started + self.script.settings.timeout;
        loop {
            self.begin_trades();
            if self.script.ledger.is_complete() {
                return Ok(None);
            }
            if self.script.ledger.in_flight() == 0 && self.is_failing() {
                return Ok(Some(Stop::Failing));
            }
            tokio::select! {
                Some(notes) = self.notes.recv() => self.enter(notes),
                Some(ended) = self.tasks.join_next() => judge(ended)?,
                _ = tick.tick() => {
                    if Instant::now() > end {
                        return Ok(Some(Stop::TimedOut));
                    }
                    self.tick().await?;
                }
            }
        }
    }

    fn is_failing(&self) -> bool {
        self.script.ledger.failures.total + self.script.ledger.overdue() >= ENOUGH
    }

    /// Keeps the window full, until enough has failed.
    fn begin_trades(&mut self) {
        let now = self.shared.now();
        while !self.is_failing() && self.script.ledger.in_flight() < self.window.size() {
            let Ok(permit) = self.trades.try_reserve() else { return };
            let Some(number) = self.script.ledger.begin(now) else { return };
            permit.send(number);
        }
    }

    pub(crate) fn enter(&mut self, notes: Notes) {
        self.heard = Instant::now();
        for (note, at) in notes {
            self.ledger().record(note, at);
        }
    }

    async fn tick(&mut self) -> Result<(), RunError> {
        // What waits to be entered may be the very thing that seems to be missing.
        if self.notes.is_empty() {
            let now = self.shared.now();
            self.ledger().expire(now);
        }
        let trades = self.script.settings.trades;
        let begun = self.script.ledger.next_trade().unwrap_or(trades);
        let ended = begun - self.script.ledger.in_flight() as u64;
        self.window.observe(ended, self.shared.now());
        (self.watcher)(ended, trades);
        if self.renewed.elapsed() >= RENEWAL {
            self.bus.extend_lifetime(&self.stage.streams, LIFETIME).await?;
            self.renewed = Instant::now();
        }
        Ok(())
    }

    /// Returns the CPU time of all servers so far; none where one of them does not say it.
    async fn cpu_seconds(&self) -> Option<f64> {
        let facts = self.bus.info().await.ok()?;
        facts.iter().map(|facts| facts.cpu_seconds).sum()
    }
}

/// A task ends before the run only when there is nothing left for it to do, or when it fails.
pub(crate) fn judge(ended: Result<Result<(), RunError>, JoinError>) -> Result<(), RunError> {
    match ended {
        Ok(result) => result,
        Err(error) if error.is_panic() => Err(RunError::Panicked(error.into_panic())),
        Err(_) => Ok(()),
    }
}

/// The consumers of every group, each about to connect.
pub(crate) fn consumers<'a>(
    bus: &'a BusWriter,
    script: &Script,
    shared: &Arc<Shared>,
) -> Vec<impl Future<Output = Result<Consumer, BusError>> + use<'a>> {
    let victim = script.victim().map(|(group, _)| group);
    let mut consumers = Vec::new();
    for member in &script.members {
        let Some(number) = shared.bindings.group(&member.group) else { continue };
        let fault = script.settings.fault.filter(|_| victim == Some(&member.group));
        for place in 1..=member.consumers {
            let part = Part { group: member.group.clone(), number, shared: shared.clone(), fault };
            let streams = member.streams.iter().map(|name| name.as_str().into()).collect();
            consumers.push(connect(bus, part, place, streams));
        }
    }
    consumers
}

pub(crate) async fn connect(
    bus: &BusWriter,
    part: Part,
    place: u32,
    streams: Vec<Name>,
) -> Result<Consumer, BusError> {
    let group = part.group.as_str();
    let name = format!("{group}-{place}");
    let bus = astra_bus::Consumer::connect(bus, group.into(), name.as_str().into(), streams, READ);
    Ok(Consumer { bus: bus.await?, part })
}
