//! The trades of a run: the three reference trades in turn, with event ids derived from the run id.

use astra_model::event::{Draft, Event, Field, derived_id};
use uuid::Uuid;

use crate::flow::money::Money;
use crate::flow::payload::{Payload, TradeDirection, TradeExecuted, TradingRewardsCalculated};
use crate::flow::reactions::{Child, RuleError, to_json};

/// The profit of a trade: 5 % of its amount.
const PNL_PER_MILLE: u32 = 50;

/// The experience points that every trade earns at least.
const MIN_XP: u64 = 10;

/// The rule by which trading derives the second event of a trade.
pub(crate) const REWARDS_RULE: &str = "trading_rewards";

/// The reference trades: user, asset, direction and amount.
const REFERENCE: [Trade; 3] = [
    Trade::new(123, "STRK", TradeDirection::Long, Money::cents(150_000)),
    Trade::new(123, "ETH", TradeDirection::Short, Money::cents(250_000)),
    Trade::new(456, "BTC", TradeDirection::Long, Money::cents(500_000)),
];

/// How many different trades there are before they repeat.
pub(crate) const TRADE_KINDS: u64 = REFERENCE.len() as u64;

/// A trade that a user makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Trade {
    pub(crate) user_id: u64,
    pub(crate) asset: &'static str,
    pub(crate) direction: TradeDirection,
    pub(crate) amount: Money,
}

/// The trades of a run and the ids of their events.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    run_id: String,
    correlation_id: String,
    trades: u64,
}

impl Scenario {
    /// Plans a run of `trades` trades; the same run id gives the same events.
    pub(crate) fn new(run_id: impl Into<String>, trades: u64) -> Self {
        let run_id = run_id.into();
        let correlation_id = derived_id(&run_id, "correlation").to_string();
        Self { run_id, correlation_id, trades }
    }

    /// Returns the correlation id that every event of the run must carry.
    pub(crate) fn correlation_id(&self) -> &str {
        &self.correlation_id
    }

    /// Returns how many trades the run has.
    pub(crate) fn trades(&self) -> u64 {
        self.trades
    }

    /// Returns the id of the first event of trade `number`, counted from 0.
    pub(crate) fn root_id(&self, number: u64) -> Uuid {
        derived_id(&self.run_id, &format!("trade:{number}"))
    }

    /// Returns trading's own two events of trade `number`: the trade and its rewards.
    pub(crate) fn begin(
        &self,
        number: u64,
        occurred_at: &str,
    ) -> Result<[Event<'static>; 2], RuleError> {
        let (executed, rewards) = Trade::reference(number).payloads()?;
        let entity = format!("trade_{}", number + 1);
        let rewards = Child::of(REWARDS_RULE, &*entity, &rewards)?;
        let root = Draft::new(TradeExecuted::TYPE, entity)
            .with(Field::EventId, self.root_id(number).to_string())
            .with(Field::CorrelationId, self.correlation_id.clone())
            .with(Field::OccurredAt, occurred_at.to_owned())
            .with(Field::Data, to_json(&executed)?)
            .complete()?;
        let rewards = rewards.complete(&root, occurred_at)?;
        Ok([root, rewards])
    }
}

impl Trade {
    const fn new(
        user_id: u64,
        asset: &'static str,
        direction: TradeDirection,
        amount: Money,
    ) -> Self {
        Self { user_id, asset, direction, amount }
    }

    /// Returns the reference trade that trade `number` repeats.
    pub(crate) fn reference(number: u64) -> Self {
        match number % TRADE_KINDS {
            0 => REFERENCE[0],
            1 => REFERENCE[1],
            _ => REFERENCE[2],
        }
    }

    /// Applies trading's rules: the pnl is 5 % of the amount, each whole hundred earns a point (at least ten), and a gain unlocks `profitable_trade`.
    pub(crate) fn payloads(self) -> Result<(TradeExecuted, TradingRewardsCalculated), RuleError> {
        let pnl = self.amount.per_mille(PNL_PER_MILLE).ok_or(RuleError::Amount)?;
        let hundreds = self.amount.whole_hundreds().ok_or(RuleError::Amount)?;
        let achievements = pnl.is_gain().then(|| "profitable_trade".to_owned());
        let rewards = TradingRewardsCalculated {
            user_id: self.user_id,
            xp_gained: hundreds.max(MIN_XP),
            achievements: achievements.into_iter().collect(),
        };
        let executed = TradeExecuted {
            user_id: self.user_id,
            asset: self.asset.to_owned(),
            direction: self.direction,
            amount: self.amount,
            pnl,
        };
        Ok((executed, rewards))
    }
}
