//! Drives a run: publishes trades, keeps the ledger, and decides when the run is over.

use std::sync::Arc;
use std::time::Duration;

use astra_bus::BusWriter;
use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use crate::flow::failure::{Check, Failure};
use crate::flow::run::consumer::connect_all;
use crate::flow::run::outcome::{EarlyStop, FlowOutcome, OnProgress, RunError};
use crate::flow::run::plan::RunPlan;
use crate::flow::run::shared::{Observations, Shared};
use crate::flow::run::test_streams::{LIFETIME, RENEWAL, TestStreams};
use crate::flow::run::window::Window;
use crate::flow::run::{producer, server_check};
use crate::flow::verdict::FlowVerdict;

/// How many trade numbers may wait for the producer.
const QUEUED_TRADES: usize = 64;

/// How many batches of observations may wait for the ledger; when the queue is full, the tasks wait.
const QUEUED_OBSERVATIONS: usize = 256;

/// How often the driver looks for trades that are late.
const TICK: Duration = Duration::from_millis(10);

/// With so many failures and overdue trades, no more trades are started.
const MAX_FAILURES: u64 = 50;

/// At the end, the driver waits for late observations as long as the deadline, but at least this long, because a shorter
/// deadline does not make them missing.
const MIN_GRACE: Duration = Duration::from_secs(1);

/// The most that one server check adds to the quiet time: a stalled server explains why nothing was observed.
const MAX_QUIET_PER_CHECK: Duration = Duration::from_millis(50);

struct Driver<'a> {
    bus: &'a BusWriter,
    test_streams: &'a TestStreams,
    plan: RunPlan,
    shared: Arc<Shared>,
    observations: mpsc::Receiver<Observations>,
    trades: mpsc::Sender<u64>,
    tasks: JoinSet<Result<(), RunError>>,
    on_progress: OnProgress<'a>,
    window: Window,
    last_renewed: Instant,
    last_observed: Instant,
}

/// Runs the plan with real consumers and returns the verdict.
pub(super) async fn drive(
    bus: &BusWriter,
    test_streams: &TestStreams,
    plan: RunPlan,
    on_progress: OnProgress<'_>,
) -> Result<FlowOutcome, RunError> {
    let mut driver = Driver::spawn(bus, test_streams, plan, on_progress).await?;
    let cpu_before = driver.cpu_seconds().await;
    let started = Instant::now();
    let stopped = driver.run(started).await?;
    let running = started.elapsed();
    let cpu = cpu_before.zip(driver.cpu_seconds().await);
    let discrepancies = driver.check_server(started).await?;
    driver.tasks.shutdown().await;
    let took = running.max(driver.last_observed - started);
    let limit = driver.plan.settings.timeout;
    let mut verdict = FlowVerdict::of(driver.plan.ledger, took);
    verdict.add(discrepancies);
    if took > limit {
        let (took_us, limit_us) = (micros(took), micros(limit));
        verdict.add(vec![Failure::of_run(Check::Ended { took_us, limit_us })]);
    }
    let server_cpu = cpu.map(|(before, after)| (after - before) / running.as_secs_f64());
    Ok(FlowOutcome { verdict, stopped, server_cpu })
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

impl<'a> Driver<'a> {
    /// Connects every consumer and the producer, then starts all of them.
    async fn spawn(
        bus: &'a BusWriter,
        test_streams: &'a TestStreams,
        plan: RunPlan,
        on_progress: OnProgress<'a>,
    ) -> Result<Self, RunError> {
        let (sender, observations) = mpsc::channel(QUEUED_OBSERVATIONS);
        let (trades, numbers) = mpsc::channel(QUEUED_TRADES);
        let shared = Arc::new(Shared::new(&plan, sender));
        let consumers = connect_all(bus, &plan, &shared).await?;
        let producer = bus.with_own_connections();
        producer.ping().await?;
        let mut tasks = JoinSet::new();
        let delay = plan.settings.deadline + plan.settings.deadline / 4;
        for consumer in consumers {
            tasks.spawn(consumer.consume(delay));
        }
        tasks.spawn(producer::produce(producer, plan.scenario.clone(), shared.clone(), numbers));
        let window = Window::new(plan.settings.deadline);
        let now = Instant::now();
        Ok(Self {
            bus,
            test_streams,
            plan,
            shared,
            observations,
            trades,
            tasks,
            on_progress,
            window,
            last_renewed: now,
            last_observed: now,
        })
    }

    /// Runs until every trade has ended, or the run has to stop early.
    async fn run(&mut self, started: Instant) -> Result<Option<EarlyStop>, RunError> {
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let end = started + self.plan.settings.timeout;
        loop {
            self.begin_trades();
            if self.plan.ledger.is_complete() {
                return Ok(None);
            }
            if self.plan.ledger.in_flight() == 0 && self.is_failing() {
                return Ok(Some(EarlyStop::Failing));
            }
            tokio::select! {
                Some(observations) = self.observations.recv() => self.record(observations),
                Some(ended) = self.tasks.join_next() => task_result(ended)?,
                _ = tick.tick() => {
                    if Instant::now() > end {
                        return Ok(Some(EarlyStop::TimedOut));
                    }
                    self.tick().await?;
                }
            }
        }
    }

    fn is_failing(&self) -> bool {
        self.plan.ledger.failures.total + self.plan.ledger.overdue() >= MAX_FAILURES
    }

    /// Keeps the window full, until too much has failed.
    fn begin_trades(&mut self) {
        let now = self.shared.now();
        while !self.is_failing() && self.plan.ledger.in_flight() < self.window.size() {
            let Ok(permit) = self.trades.try_reserve() else { return };
            let Some(number) = self.plan.ledger.begin(now) else { return };
            permit.send(number);
        }
    }

    fn record(&mut self, observations: Observations) {
        self.last_observed = Instant::now();
        for (observation, at) in observations {
            self.plan.ledger.record(observation, at);
        }
    }

    async fn tick(&mut self) -> Result<(), RunError> {
        // A queued observation may be the very one that seems to be missing.
        if self.observations.is_empty() {
            self.plan.ledger.expire(self.shared.now());
        }
        let trades = self.plan.settings.trades;
        let begun = self.plan.ledger.next_trade().unwrap_or(trades);
        let ended = begun - self.plan.ledger.in_flight() as u64;
        self.window.observe(ended, self.shared.now());
        (self.on_progress)(ended, trades);
        if self.last_renewed.elapsed() >= RENEWAL {
            self.bus.extend_lifetime(&self.test_streams.streams, LIFETIME).await?;
            self.last_renewed = Instant::now();
        }
        Ok(())
    }

    /// Checks the server until it agrees with the ledger and nothing is overdue, or nothing more is observed.
    async fn check_server(&mut self, started: Instant) -> Result<Vec<Failure>, RunError> {
        let grace = self.plan.settings.deadline.max(MIN_GRACE);
        let end = (Instant::now() + grace).max(started + self.plan.settings.timeout);
        let mut quiet = Duration::ZERO;
        loop {
            while let Ok(observations) = self.observations.try_recv() {
                self.record(observations);
            }
            let asked = Instant::now();
            let found =
                server_check::compare(self.bus, &self.plan.streams, &self.plan.ledger).await?;
            let is_done = found.is_empty() && self.plan.ledger.overdue() == 0;
            if is_done || quiet >= grace || Instant::now() > end {
                self.drain().await;
                return Ok(found);
            }
            quiet += asked.elapsed().min(MAX_QUIET_PER_CHECK);
            match timeout(TICK, self.observations.recv()).await {
                Ok(Some(observations)) => {
                    self.record(observations);
                    quiet = Duration::ZERO;
                }
                _ => quiet += TICK,
            }
        }
    }

    /// Records the observations that are still on their way; only a run with failures has any.
    async fn drain(&mut self) {
        while self.plan.ledger.failures.total > 0 {
            match timeout(TICK, self.observations.recv()).await {
                Ok(Some(observations)) => self.record(observations),
                _ => return,
            }
        }
    }

    /// Returns the CPU time of all servers so far; `None` if one of them does not report it.
    async fn cpu_seconds(&self) -> Option<f64> {
        let servers = self.bus.info().await.ok()?;
        servers.iter().map(|server| server.cpu_seconds).sum()
    }
}

/// Returns the result of a task that ended during the run: it failed, or it has nothing left to do.
fn task_result(ended: Result<Result<(), RunError>, JoinError>) -> Result<(), RunError> {
    match ended {
        Ok(result) => result,
        Err(error) if error.is_panic() => Err(RunError::Panicked(error.into_panic())),
        Err(_) => Ok(()),
    }
}
