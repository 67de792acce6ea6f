//! Checks the rules against the table of the wire contract.

use super::*;
use crate::flow::scenario::Scenario;

const NOW: &str = "2026-11-22T10:00:00Z";

fn event<'a>(event_type: &'a str, data: &'a str) -> Event<'a> {
    let draft = Draft::new(event_type, "trade_1")
        .with(Field::EventId, "7f3c1d5e-0b6a-4a57-9d0e-2f6f0c6f5a11")
        .with(Field::CorrelationId, "whole");
    draft.with_data(data).unwrap().complete().unwrap()
}

/// Returns type, entity and payload of the events that a group derives from an event.
fn derived(group: &str, cause: &Event<'_>) -> Vec<(String, String, String)> {
    let text = |event: &Event<'_>, field| event.text(field).to_owned();
    let events = react(group, cause, NOW).unwrap();
    let row =
        |e: &Event<'_>| (text(e, Field::EventType), text(e, Field::EntityId), text(e, Field::Data));
    events.iter().map(row).collect()
}

fn row(event_type: &str, entity: &str, data: &str) -> (String, String, String) {
    (event_type.to_owned(), entity.to_owned(), data.to_owned())
}

#[test]
fn trading_computes_pnl_and_rewards_on_the_trade() {
    let payloads = |number| {
        Scenario::new("r", 3).begin(number, NOW).unwrap().map(|e| e.text(Field::Data).to_owned())
    };
    assert_eq!(
        payloads(0),
        [
            r#"{"user_id":123,"asset":"STRK","direction":"LONG","amount":"1500.00","pnl":"75.00"}"#,
            r#"{"user_id":123,"xp_gained":15,"achievements":["profitable_trade"]}"#,
        ]
    );
    assert_eq!(
        payloads(1),
        [
            r#"{"user_id":123,"asset":"ETH","direction":"SHORT","amount":"2500.00","pnl":"125.00"}"#,
            r#"{"user_id":123,"xp_gained":25,"achievements":["profitable_trade"]}"#,
        ]
    );
    assert_eq!(
        payloads(2),
        [
            r#"{"user_id":456,"asset":"BTC","direction":"LONG","amount":"5000.00","pnl":"250.00"}"#,
            r#"{"user_id":456,"xp_gained":50,"achievements":["profitable_trade"]}"#,
        ]
    );
    assert_eq!(payloads(3), payloads(0));
}

#[test]
fn a_small_trade_earns_ten_points_and_a_loss_no_achievement() {
    let rewards = |amount| {
        let trade =
            crate::flow::scenario::Trade { amount, ..crate::flow::scenario::Trade::reference(0) };
        let (_, rewards) = trade.payloads().unwrap();
        (rewards.xp_gained, rewards.achievements.len())
    };
    let money = |text: &str| text.parse().unwrap();
    assert_eq!(rewards(money("1099.99")), (10, 1));
    assert_eq!(rewards(money("1100")), (11, 1));
    assert_eq!(rewards(money("0")), (10, 0));
}

#[test]
fn rewards_become_experience_and_a_level() {
    let cause = event(
        "Trading.TradingRewardsCalculated",
        r#"{"user_id":7,"xp_gained":15,"achievements":["profitable_trade"]}"#,
    );
    assert_eq!(
        derived("gamification_xp_processors", &cause),
        [
            row("Gamification.XPGained", "user_7", r#"{"user_id":7,"xp_gained":15}"#),
            row(
                "Gamification.LevelUp",
                "user_7",
                r#"{"user_id":7,"levels":1,"achievement":"profitable_trade"}"#
            ),
        ]
    );
    let plain = event(
        "Trading.TradingRewardsCalculated",
        r#"{"user_id":7,"xp_gained":15,"achievements":[]}"#,
    );
    assert_eq!(derived("gamification_xp_processors", &plain).len(), 1);
}

#[test]
fn every_listed_achievement_is_unlocked_even_if_listed_twice() {
    let cause = event(
        "Trading.TradingRewardsCalculated",
        r#"{"user_id":7,"xp_gained":15,"achievements":["a","b","a"]}"#,
    );
    let unlocked = |name| {
        row(
            "Gamification.AchievementUnlocked",
            "user_7",
            &format!(r#"{{"user_id":7,"achievement":"{name}","xp_reward":25}}"#),
        )
    };
    assert_eq!(
        derived("achievement_processors", &cause),
        [unlocked("a"), unlocked("b"), unlocked("a")]
    );
    let mut ids: Vec<_> = react("achievement_processors", &cause, NOW)
        .unwrap()
        .iter()
        .map(|e| e.id().unwrap())
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[test]
fn the_feed_contains_levels_and_achievements() {
    let level = event("Gamification.LevelUp", r#"{"user_id":7,"levels":1,"achievement":"a"}"#);
    let achievement = event(
        "Gamification.AchievementUnlocked",
        r#"{"user_id":7,"achievement":"a","xp_reward":25}"#,
    );
    let entry = |kind| {
        row(
            "Social.SocialFeedEntryCreated",
            "user_7",
            &format!(r#"{{"user_id":7,"content_type":"{kind}","achievement":"a"}}"#),
        )
    };
    assert_eq!(derived("social_feed_generators", &level), [entry("level_up")]);
    assert_eq!(derived("social_feed_generators", &achievement), [entry("achievement")]);
}

#[test]
fn revenue_is_a_thousandth_of_the_amount_to_the_last_digit() {
    let fee = |amount: &str| {
        let data = format!(
            r#"{{"user_id":7,"asset":"A","direction":"LONG","amount":{amount},"pnl":"0"}}"#
        );
        derived("revenue_trackers", &event("Trading.TradeExecuted", &data)).remove(0)
    };
    let recorded = |fee| {
        row(
            "Financial.RevenueRecorded",
            "trade_1",
            &format!(r#"{{"user_id":7,"fee":"{fee}","currency":"USD"}}"#),
        )
    };
    assert_eq!(fee("\"1500.00\""), recorded("1.50"));
    assert_eq!(fee("0.3"), recorded("0.0003"));
    assert_eq!(fee("9007199254740993.01"), recorded("9007199254740.99301"));
}

#[test]
fn groups_ignore_events_that_they_have_no_rule_for() {
    let trade = event(
        "Trading.TradeExecuted",
        r#"{"user_id":7,"asset":"A","direction":"LONG","amount":"1","pnl":"0"}"#,
    );
    for group in [
        "social_feed_generators",
        "achievement_processors",
        "gamification_xp_processors",
        "metrics_collectors",
    ] {
        assert_eq!(derived(group, &trade), []);
    }
}

#[test]
fn the_same_cause_always_gives_the_same_ids_and_correlation() {
    let cause = event("Gamification.LevelUp", r#"{"user_id":7,"levels":1,"achievement":"a"}"#);
    let first = react("social_feed_generators", &cause, NOW).unwrap().remove(0);
    let again = react("social_feed_generators", &cause, "2026-11-22T11:00:00Z").unwrap().remove(0);
    assert_eq!(first.id(), again.id());
    assert_eq!((first.cause(), first.correlation_id()), (cause.id(), Some("whole")));
    assert_eq!(first.flaws("astra.social.socialfeedentrycreated.v1"), []);
}

#[test]
fn a_payload_of_the_wrong_shape_is_an_error() {
    let cause = event("Trading.TradeExecuted", r#"{"user_id":7}"#);
    let error = react("revenue_trackers", &cause, NOW).unwrap_err().to_string();
    assert!(
        error.starts_with("`data` is not the payload of Trading.TradeExecuted: missing field"),
        "{error}"
    );
}
