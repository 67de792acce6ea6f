//! Tests for durations and times.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn every_duration_reads_back_exactly(seconds in 0..LONGEST.as_secs(), nanos in 0..1_000_000_000_u32) {
        let duration = Duration::new(seconds, nanos);
        prop_assert_eq!(parse_duration(&format_duration(duration)), Ok(duration));
    }

    #[test]
    fn no_text_makes_the_parsers_panic(text in "\\PC{0,24}|[0-9dhmsT:.Z+-]{0,24}") {
        let _ = parse_duration(&text);
        let _ = text.parse::<When>();
    }

    #[test]
    fn every_time_reads_back_exactly(ms in -62_135_596_800_000_i64..253_402_207_200_000) {
        let when = When::At(Timestamp::from_millisecond(ms).unwrap());
        prop_assert_eq!(when.to_string().parse(), Ok(when));
    }

    #[test]
    fn a_humanized_duration_is_never_longer_than_the_duration(ms in 1..10_000_000_000_u64) {
        let duration = Duration::from_millis(ms);
        let shown = parse_duration(&humanize(duration)).unwrap();
        prop_assert!(shown <= duration);
        prop_assert!(duration <= shown + duration / 10, "{:?} is shown as {:?}", duration, shown);
    }
}

#[test]
fn reads_durations_as_people_write_them() {
    for (text, ms) in [
        ("500ms", 500),
        ("30s", 30_000),
        ("5m", 300_000),
        ("1h30m", 5_400_000),
        ("7d", 604_800_000),
        ("1.5s", 1_500),
        ("2m 3s", 123_000),
        ("0s", 0),
    ] {
        assert_eq!(parse_duration(text), Ok(Duration::from_millis(ms)), "{text}");
    }
}

#[test]
fn rejects_invalid_durations_and_explains_why() {
    let fault = |text: &str| {
        let error = parse_duration(text).unwrap_err();
        (error.to_string(), error.hint())
    };
    let example = "a duration looks like 500ms, 30s, 5m, 1h30m or 7d".to_owned();
    for text in ["", "soon", "5 parsecs", "1y", "1mo", "s", "1h30", "10:30:00"] {
        assert_eq!(fault(text), (format!("`{text}` is not a duration"), example.clone()));
    }
    assert_eq!(fault("30").0, "`30` has no unit");
    assert_eq!(fault("30").1, "add a unit, as in 30s, 30m or 30h");
    assert_eq!(fault("-5m").0, "`-5m` is a negative duration");
    assert_eq!(fault("5m ago").0, "`5m ago` is a negative duration");
    for text in ["99999999999999d", "99999999999999999999999h"] {
        let expected = (format!("`{text}` is too long"), "the longest duration is 7304484d");
        assert_eq!(fault(text), (expected.0, expected.1.to_owned()));
    }
}

#[test]
fn formats_durations_short_for_tables() {
    for (duration, text) in [
        (Duration::ZERO, "0s"),
        (Duration::from_micros(1), "<1ms"),
        (Duration::from_millis(420), "420ms"),
        (Duration::from_millis(1_500), "1.5s"),
        (Duration::from_millis(59_999), "59.9s"),
        (Duration::from_secs(60), "1m"),
        (Duration::from_secs(123), "2m 3s"),
        (Duration::from_secs(11_100), "3h 5m"),
        (Duration::from_secs(86_399), "23h 59m"),
        (Duration::from_secs(1_051_200), "12d 4h"),
    ] {
        assert_eq!(humanize(duration), text);
    }
}

#[test]
fn a_time_is_a_moment_a_date_or_a_duration_ago() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for (text, expected) in [
        ("2026-11-22T11:00:00+02:00", "2026-11-22T09:00:00Z"),
        ("2026-11-22T10:00:00.123456+00:00", "2026-11-22T10:00:00.123456Z"),
        ("2026-11-22", "2026-11-22T00:00:00Z"),
        ("15m", "2026-11-22T09:45:00Z"),
        ("15m ago", "2026-11-22T09:45:00Z"),
        ("1d", "2026-11-21T10:00:00Z"),
    ] {
        let when: When = text.parse().unwrap();
        assert_eq!(when.resolve(now).to_string(), expected, "{text}");
    }
    assert_eq!("5000000d".parse::<When>().unwrap().resolve(now), Timestamp::MIN);
}

#[test]
fn rejects_invalid_times_and_explains_why() {
    let fault = |text: &str| text.parse::<When>().unwrap_err();
    assert_eq!(fault("2026-11-22T10:00:00").to_string(), "`2026-11-22T10:00:00` has no time zone");
    assert_eq!(
        fault("2026-11-22T10:00:00").hint(),
        "add Z for UTC, as in 2026-11-22T10:00:00Z, or an offset like +01:00"
    );
    for text in ["yesterday", "2026-13-01", "2026-11-31", "", "22.11.2026", "2026-11-22T25:00:00Z"]
    {
        assert_eq!(fault(text), TimeError::NotATime(text.to_owned()));
    }
    assert_eq!(
        fault("yesterday").hint(),
        "a time looks like 2026-11-22T10:00:00Z, 2026-11-22, or 15m for that long ago"
    );
    assert_eq!(fault("20261122"), TimeError::NoUnit("20261122".to_owned()));
}
