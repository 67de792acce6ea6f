//! The domain rules of the reference flow: which events each group publishes when it receives an event.
//!
//! A rule depends on the event alone and on no state of its service. Its events contain changes (experience
//! points gained, one level up), never results; a service adds up the changes whose event id it has not
//! seen before. Redelivery and parallel consumers therefore change nothing.

use std::borrow::Cow;

use astra_model::event::{Draft, DraftError, Event, Field, derived_id};
use serde::Deserialize;

use crate::flow::payload::{
    AchievementUnlocked, ContentType, LevelUp, Payload, RevenueRecorded, SocialFeedEntryCreated,
    TradeExecuted, TradingRewardsCalculated, XpGained,
};

/// The experience points of an unlocked achievement.
const ACHIEVEMENT_XP: u64 = 25;

/// The fee of a trade: 0.1 % of its amount.
const FEE_PER_MILLE: u32 = 1;

/// One rule: the events that a group derives from events of one type.
#[derive(Debug)]
pub(crate) struct Reaction {
    /// The group whose consumers run the rule.
    pub(crate) group: &'static str,
    /// The event type that the rule reacts to.
    pub(crate) on: &'static str,
    react: fn(&Event<'_>) -> Result<Vec<Child>, RuleError>,
}

/// The rules of all groups.
pub(crate) static REACTIONS: [Reaction; 6] = [
    rule::<TradingRewardsCalculated>("gamification_xp_processors", xp_gained),
    rule::<TradingRewardsCalculated>("gamification_xp_processors", level_up),
    rule::<TradingRewardsCalculated>("achievement_processors", achievement_unlocked),
    rule::<LevelUp>("social_feed_generators", level_up_feed),
    rule::<AchievementUnlocked>("social_feed_generators", achievement_feed),
    rule::<TradeExecuted>("revenue_trackers", revenue_recorded),
];

const fn rule<On: Payload>(
    group: &'static str,
    react: fn(&Event<'_>) -> Result<Vec<Child>, RuleError>,
) -> Reaction {
    Reaction { group, on: On::TYPE, react }
}

/// Why a rule cannot be applied to an event.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RuleError {
    #[error("`data` is not the payload of {expected}: {reason}")]
    Data { expected: &'static str, reason: serde_json::Error },
    #[error("the amount has too many digits")]
    Amount,
    #[error(transparent)]
    Draft(#[from] DraftError),
}

/// An event caused by another, before it is complete.
#[derive(Debug)]
pub(crate) struct Child {
    /// The rule's name, with a suffix if the rule derives several events.
    pub(crate) rule: Cow<'static, str>,
    event_type: &'static str,
    entity: String,
    data: String,
}

impl Child {
    pub(crate) fn of<F: Payload>(
        rule: impl Into<Cow<'static, str>>,
        entity: impl Into<String>,
        payload: &F,
    ) -> Result<Self, RuleError> {
        let data = to_json(payload)?;
        Ok(Self { rule: rule.into(), event_type: F::TYPE, entity: entity.into(), data })
    }

    /// Completes the event. Its id is derived from cause and rule, and its correlation id is that of the cause.
    pub(crate) fn complete(
        self,
        cause: &Event<'_>,
        occurred_at: &str,
    ) -> Result<Event<'static>, RuleError> {
        let id = derived_id(cause.text(Field::EventId), &self.rule);
        let draft = Draft::new(self.event_type, self.entity)
            .with(Field::EventId, id.to_string())
            .with(Field::OccurredAt, occurred_at.to_owned())
            .with(Field::Data, self.data)
            .caused_by(cause);
        Ok(draft.complete()?)
    }
}

/// Returns the events that a group derives from an event, in a fixed order and with ids that depend only on the cause.
pub(crate) fn react(
    group: &str,
    cause: &Event<'_>,
    occurred_at: &str,
) -> Result<Vec<Event<'static>>, RuleError> {
    let mut events = Vec::new();
    for reaction in REACTIONS.iter().filter(|reaction| reaction.group == group) {
        for child in reaction.children(cause)? {
            events.push(child.complete(cause, occurred_at)?);
        }
    }
    Ok(events)
}

impl Reaction {
    /// Returns the events caused by an event; none if the rule does not react to its type.
    pub(crate) fn children(&self, cause: &Event<'_>) -> Result<Vec<Child>, RuleError> {
        if cause.text(Field::EventType) == self.on { (self.react)(cause) } else { Ok(Vec::new()) }
    }
}

fn read<'a, F: Payload + Deserialize<'a>>(event: &'a Event<'_>) -> Result<F, RuleError> {
    serde_json::from_str(event.text(Field::Data))
        .map_err(|reason| RuleError::Data { expected: F::TYPE, reason })
}

/// Formats a payload as JSON.
pub(crate) fn to_json<F: Payload>(payload: &F) -> Result<String, RuleError> {
    serde_json::to_string(payload).map_err(|reason| RuleError::Data { expected: F::TYPE, reason })
}

fn user(id: u64) -> String {
    format!("user_{id}")
}

fn xp_gained(cause: &Event<'_>) -> Result<Vec<Child>, RuleError> {
    let rewards: TradingRewardsCalculated = read(cause)?;
    let payload = XpGained { user_id: rewards.user_id, xp_gained: rewards.xp_gained };
    Ok(vec![Child::of("xp_gained", user(payload.user_id), &payload)?])
}

fn level_up(cause: &Event<'_>) -> Result<Vec<Child>, RuleError> {
    for_each_achievement(cause, "level_up", |user_id, achievement| LevelUp {
        user_id,
        levels: 1,
        achievement,
    })
}

fn achievement_unlocked(cause: &Event<'_>) -> Result<Vec<Child>, RuleError> {
    for_each_achievement(cause, "achievement_unlocked", |user_id, achievement| {
        AchievementUnlocked { user_id, achievement, xp_reward: ACHIEVEMENT_XP }
    })
}

/// Derives one event per listed achievement. The position is part of the rule's name, so a name listed twice is unlocked twice.
fn for_each_achievement<F: Payload>(
    cause: &Event<'_>,
    rule: &str,
    payload: impl Fn(u64, String) -> F,
) -> Result<Vec<Child>, RuleError> {
    let rewards: TradingRewardsCalculated = read(cause)?;
    let child = |(position, achievement): (usize, String)| {
        let rule = format!("{rule}:{position}:{achievement}");
        let payload = payload(rewards.user_id, achievement);
        Child::of(rule, user(rewards.user_id), &payload)
    };
    let achievements = rewards.achievements.into_iter();
    achievements.enumerate().map(child).collect()
}

fn level_up_feed(cause: &Event<'_>) -> Result<Vec<Child>, RuleError> {
    let LevelUp { user_id, achievement, .. } = read(cause)?;
    feed_entry(user_id, ContentType::LevelUp, achievement)
}

fn achievement_feed(cause: &Event<'_>) -> Result<Vec<Child>, RuleError> {
    let AchievementUnlocked { user_id, achievement, .. } = read(cause)?;
    feed_entry(user_id, ContentType::Achievement, achievement)
}

fn feed_entry(
    user_id: u64,
    content_type: ContentType,
    achievement: String,
) -> Result<Vec<Child>, RuleError> {
    let payload = SocialFeedEntryCreated { user_id, content_type, achievement };
    Ok(vec![Child::of("feed_entry", user(user_id), &payload)?])
}

fn revenue_recorded(cause: &Event<'_>) -> Result<Vec<Child>, RuleError> {
    let trade: TradeExecuted = read(cause)?;
    let payload = RevenueRecorded {
        user_id: trade.user_id,
        fee: trade.amount.per_mille(FEE_PER_MILLE).ok_or(RuleError::Amount)?,
        currency: "USD".to_owned(),
    };
    let trade = cause.text(Field::EntityId);
    Ok(vec![Child::of("revenue_recorded", trade, &payload)?])
}

#[cfg(test)]
mod tests;
