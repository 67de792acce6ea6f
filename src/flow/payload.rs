//! The payloads of the reference flow's events.

use serde::{Deserialize, Serialize};

use crate::flow::money::Money;

/// The payload of one type of event.
pub(crate) trait Payload: Serialize {
    /// The event's type.
    const TYPE: &'static str;
}

macro_rules! payloads {
    ($($payload:ident = $name:literal),* $(,)?) => {
        $(impl Payload for $payload { const TYPE: &'static str = $name; })*
    };
}

payloads! {
    TradeExecuted = "Trading.TradeExecuted",
    TradingRewardsCalculated = "Trading.TradingRewardsCalculated",
    XpGained = "Gamification.XPGained",
    LevelUp = "Gamification.LevelUp",
    AchievementUnlocked = "Gamification.AchievementUnlocked",
    SocialFeedEntryCreated = "Social.SocialFeedEntryCreated",
    RevenueRecorded = "Financial.RevenueRecorded",
}

/// The direction of a trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum TradeDirection {
    Long,
    Short,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TradeExecuted {
    pub(crate) user_id: u64,
    pub(crate) asset: String,
    pub(crate) direction: TradeDirection,
    pub(crate) amount: Money,
    pub(crate) pnl: Money,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TradingRewardsCalculated {
    pub(crate) user_id: u64,
    pub(crate) xp_gained: u64,
    pub(crate) achievements: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct XpGained {
    pub(crate) user_id: u64,
    pub(crate) xp_gained: u64,
}

/// Contains by how many levels the user rises, never to which level, so that the order of events and redelivery do not matter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LevelUp {
    pub(crate) user_id: u64,
    pub(crate) levels: u64,
    pub(crate) achievement: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AchievementUnlocked {
    pub(crate) user_id: u64,
    pub(crate) achievement: String,
    pub(crate) xp_reward: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SocialFeedEntryCreated {
    pub(crate) user_id: u64,
    pub(crate) content_type: ContentType,
    pub(crate) achievement: String,
}

/// The subject of a feed entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ContentType {
    LevelUp,
    Achievement,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RevenueRecorded {
    pub(crate) user_id: u64,
    pub(crate) fee: Money,
    pub(crate) currency: String,
}
