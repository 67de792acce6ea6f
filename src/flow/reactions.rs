//! The domain rules of the reference flow: what each group makes of an event.
//!
//! A rule sees the event alone and no state of its service. It says what changes (so many
//! experience points, one level up), never what the result is; a service adds up what it has
//! not added before, known by event id. Thus redelivery and several consumers change nothing.

use std::borrow::Cow;

use astra_model::event::{Draft, DraftError, Event, Field, derived_id};
use serde::Deserialize;

use crate::flow::facts::{
    AchievementUnlocked, ContentType, Fact, LevelUp, RevenueRecorded, SocialFeedEntryCreated,
    TradeExecuted, TradingRewardsCalculated, XpGained,
};

/// What an unlocked achievement is worth in experience points.
const ACHIEVEMENT_XP: u64 = 25;

/// The fee of a trade: 0.1 % of its amount.
const FEE_PER_MILLE: u32 = 1;

/// One rule: the events that a group makes of an event of one type.
#[derive(Debug)]
pub(crate) struct Reaction {
    /// The group whose consumers run the rule.
    pub(crate) group: &'static str,
    /// The type of event that it reacts to.
    pub(crate) on: &'static str,
    react: fn(&Event<'_>) -> Result<Vec<Child>, Unfit>,
}

/// Every rule that runs in a group.
pub(crate) static REACTIONS: [Reaction; 6] = [
    rule::<TradingRewardsCalculated>("gamification_xp_processors", xp_gained),
    rule::<TradingRewardsCalculated>("gamification_xp_processors", level_up),
    rule::<TradingRewardsCalculated>("achievement_processors", achievement_unlocked),
    rule::<LevelUp>("social_feed_generators", level_up_feed),
    rule::<AchievementUnlocked>("social_feed_generators", achievement_feed),
    rule::<TradeExecuted>("revenue_trackers", revenue_recorded),
];

const fn rule<On: Fact>(
    group: &'static str,
    react: fn(&Event<'_>) -> Result<Vec<Child>, Unfit>,
) -> Reaction {
    Reaction { group, on: On::TYPE, react }
}

/// Why a rule cannot be applied to an event.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unfit {
    #[error("`data` does not say what {expected} says: {reason}")]
    Data { expected: &'static str, reason: serde_json::Error },
    #[error("the amount has too many digits")]
    Amount,
    #[error(transparent)]
    Draft(#[from] DraftError),
}

/// An event that follows from another, before it is complete.
#[derive(Debug)]
pub(crate) struct Child {
    /// The rule's name, with what tells apart several events by one rule.
    pub(crate) rule: Cow<'static, str>,
    event_type: &'static str,
    entity: String,
    data: String,
}

impl Child {
    pub(crate) fn of<F: Fact>(
        rule: impl Into<Cow<'static, str>>,
        entity: impl Into<String>,
        fact: &F,
    ) -> Result<Self, Unfit> {
        let data = json(fact)?;
        Ok(Self { rule: rule.into(), event_type: F::TYPE, entity: entity.into(), data })
    }

    /// Completes the event: its id follows from cause and rule, its correlation is the cause's.
    pub(crate) fn complete(
        self,
        cause: &Event<'_>,
        occurred_at: &str,
    ) -> Result<Event<'static>, Unfit> {
        let id = derived_id(cause.text(Field::EventId), &self.rule);
        let draft = Draft::new(self.event_type, self.entity)
            .with(Field::EventId, id.to_string())
            .with(Field::OccurredAt, occurred_at.to_owned())
            .with(Field::Data, self.data)
            .caused_by(cause);
        Ok(draft.complete()?)
    }
}

/// Returns the events that a group makes of an event, in a fixed order and with ids that depend on the cause alone.
pub(crate) fn react(
    group: &str,
    cause: &Event<'_>,
    occurred_at: &str,
) -> Result<Vec<Event<'static>>, Unfit> {
    let mut events = Vec::new();
    for reaction in REACTIONS.iter().filter(|reaction| reaction.group == group) {
        for child in reaction.children(cause)? {
            events.push(child.complete(cause, occurred_at)?);
        }
    }
    Ok(events)
}

impl Reaction {
    /// Returns what follows from an event; nothing, if the rule is not about its type.
    pub(crate) fn children(&self, cause: &Event<'_>) -> Result<Vec<Child>, Unfit> {
        if cause.text(Field::EventType) == self.on { (self.react)(cause) } else { Ok(Vec::new()) }
    }
}

fn read<'a, F: Fact + Deserialize<'a>>(event: &'a Event<'_>) -> Result<F, Unfit> {
    serde_json::from_str(event.text(Field::Data))
        .map_err(|reason| Unfit::Data { expected: F::TYPE, reason })
}

/// Writes a payload.
pub(crate) fn json<F: Fact>(fact: &F) -> Result<String, Unfit> {
    serde_json::to_string(fact).map_err(|reason| Unfit::Data { expected: F::TYPE, reason })
}

fn user(id: u64) -> String {
    format!("user_{id}")
}

fn xp_gained(cause: &Event<'_>) -> Result<Vec<Child>, Unfit> {
    let rewards: TradingRewardsCalculated = read(cause)?;
    let fact = XpGained { user_id: rewards.user_id, xp_gained: rewards.xp_gained };
    Ok(vec![Child::of("xp_gained", user(fact.user_id), &fact)?])
}

fn level_up(cause: &Event<'_>) -> Result<Vec<Child>, Unfit> {
    for_each_achievement(cause, "level_up", |user_id, achievement| LevelUp {
        user_id,
        levels: 1,
        achievement,
    })
}

fn achievement_unlocked(cause: &Event<'_>) -> Result<Vec<Child>, Unfit> {
    for_each_achievement(cause, "achievement_unlocked", |user_id, achievement| {
        AchievementUnlocked { user_id, achievement, xp_reward: ACHIEVEMENT_XP }
    })
}

/// The place in the list is part of the rule: a name that stands there twice is unlocked twice.
fn for_each_achievement<F: Fact>(
    cause: &Event<'_>,
    rule: &str,
    fact: impl Fn(u64, String) -> F,
) -> Result<Vec<Child>, Unfit> {
    let rewards: TradingRewardsCalculated = read(cause)?;
    let child = |(place, achievement): (usize, String)| {
        let rule = format!("{rule}:{place}:{achievement}");
        let fact = fact(rewards.user_id, achievement);
        Child::of(rule, user(rewards.user_id), &fact)
    };
    let achievements = rewards.achievements.into_iter();
    achievements.enumerate().map(child).collect()
}

fn level_up_feed(cause: &Event<'_>) -> Result<Vec<Child>, Unfit> {
    let LevelUp { user_id, achievement, .. } = read(cause)?;
    feed_entry(user_id, ContentType::LevelUp, achievement)
}

fn achievement_feed(cause: &Event<'_>) -> Result<Vec<Child>, Unfit> {
    let AchievementUnlocked { user_id, achievement, .. } = read(cause)?;
    feed_entry(user_id, ContentType::Achievement, achievement)
}

fn feed_entry(
    user_id: u64,
    content_type: ContentType,
    achievement: String,
) -> Result<Vec<Child>, Unfit> {
    let fact = SocialFeedEntryCreated { user_id, content_type, achievement };
    Ok(vec![Child::of("feed_entry", user(user_id), &fact)?])
}

fn revenue_recorded(cause: &Event<'_>) -> Result<Vec<Child>, Unfit> {
    let trade: TradeExecuted = read(cause)?;
    let fact = RevenueRecorded {
        user_id: trade.user_id,
        fee: trade.amount.per_mille(FEE_PER_MILLE).ok_or(Unfit::Amount)?,
        currency: "USD".to_owned(),
    };
    let trade = cause.text(Field::EntityId);
    Ok(vec![Child::of("revenue_recorded", trade, &fact)?])
}

#[cfg(test)]
mod tests;
