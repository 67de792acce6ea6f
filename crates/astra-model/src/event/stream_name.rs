//! Owns the naming convention of streams: `{prefix}.{domain}.{event}.v{version}`.

use crate::event::syntax;

/// The error of an event type that is not `Domain.EventName`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an event type")]
pub struct NotAnEventType(pub String);

impl NotAnEventType {
    /// The next step for the user.
    pub const HINT: &'static str =
        "an event type is Domain.EventName, for example Orders.OrderPlaced";
}

/// Returns the stream of an event type.
///
/// The domain is the part before the first dot and the event the part after the last, both in
/// lowercase. Returns an error if the type has no dot, or a part with other characters than ASCII
/// letters, digits, `_` and `-`.
pub fn stream_name(prefix: &str, event_type: &str, version: u32) -> Result<String, NotAnEventType> {
    let (domain, event) = domain_and_event(event_type)?;
    let mut digits = itoa::Buffer::new();
    let parts = [prefix, ".", domain, ".", event, ".v", digits.format(version)];
    let mut name = parts.concat();
    name[prefix.len()..].make_ascii_lowercase();
    Ok(name)
}

/// Returns the domain of an event type, in lowercase.
pub(super) fn domain_of(event_type: &str) -> Result<String, NotAnEventType> {
    domain_and_event(event_type).map(|(domain, _)| domain.to_ascii_lowercase())
}

/// Reports whether `domain` equals the domain of an event type in lowercase, without allocating.
pub(super) fn is_domain_of(domain: &str, event_type: &str) -> Result<bool, NotAnEventType> {
    let (expected, _) = domain_and_event(event_type)?;
    Ok(expected.bytes().map(|b| b.to_ascii_lowercase()).eq(domain.bytes()))
}

fn domain_and_event(event_type: &str) -> Result<(&str, &str), NotAnEventType> {
    first_and_last_segment(event_type).ok_or_else(|| NotAnEventType(event_type.to_owned()))
}

/// Returns `None` if there are fewer than two segments or any of them is invalid.
fn first_and_last_segment(event_type: &str) -> Option<(&str, &str)> {
    let is_dot = |b: &u8| *b == b'.';
    let first = event_type.as_bytes().iter().position(is_dot)?;
    let last = event_type.as_bytes().iter().rposition(is_dot)?;
    let (domain, event) = (&event_type[..first], &event_type[last + 1..]);
    let is_valid = syntax::is_segment(domain)
        && syntax::is_segment(event)
        && (first == last || event_type[first + 1..last].split('.').all(syntax::is_segment));
    is_valid.then_some((domain, event))
}

/// The parts of a stream name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamParts<'a> {
    /// The part before the domain, which may contain dots.
    pub prefix: &'a str,
    /// The domain, in lowercase.
    pub domain: &'a str,
    /// The event, in lowercase.
    pub event: &'a str,
    /// The event version, from 1.
    pub version: u32,
}

impl<'a> StreamParts<'a> {
    /// Splits a stream name, or returns `None` if it does not follow the convention.
    pub fn of(name: &'a str) -> Option<Self> {
        let mut parts = name.rsplitn(4, '.');
        let version = syntax::version(parts.next()?.strip_prefix('v')?)?;
        let (event, domain, prefix) = (parts.next()?, parts.next()?, parts.next()?);
        let is_name =
            |part: &str| syntax::is_segment(part) && !part.bytes().any(|b| b.is_ascii_uppercase());
        let is_valid = is_name(event) && is_name(domain) && !prefix.is_empty();
        is_valid.then_some(Self { prefix, domain, event, version })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_event_is_the_part_after_the_last_dot() {
        let name = |event_type, version| stream_name("astra", event_type, version);
        assert_eq!(name("Trading.TradeExecuted", 1).unwrap(), "astra.trading.tradeexecuted.v1");
        assert_eq!(name("NFT.Market.NFTSold", 12).unwrap(), "astra.nft.nftsold.v12");
    }

    #[test]
    fn the_prefix_stays_unchanged() {
        let name = stream_name("Astra-FlowTest.X", "User.SessionStarted", 1).unwrap();
        assert_eq!(name, "Astra-FlowTest.X.user.sessionstarted.v1");
        assert_eq!(StreamParts::of(&name).map(|parts| parts.prefix), Some("Astra-FlowTest.X"));
    }

    #[test]
    fn rejects_event_types_that_would_make_an_invalid_key() {
        for bad in
            ["", "Trade", ".A", "A.", "A..B", "A.B*", "A.[b]", "A.B C", "Ä.B", "A.B\n", "{a}.b"]
        {
            assert_eq!(stream_name("astra", bad, 1), Err(NotAnEventType(bad.to_owned())));
        }
    }

    #[test]
    fn splits_names_that_follow_the_convention() {
        let parts = StreamParts::of("astra.trading.tradeexecuted.v3").unwrap();
        assert_eq!(
            (parts.prefix, parts.domain, parts.event, parts.version),
            ("astra", "trading", "tradeexecuted", 3)
        );
    }

    #[test]
    fn rejects_names_outside_the_convention() {
        for bad in [
            "astra.trading.*",
            "astra.*.*.v1",
            "astra.trading.x.v0",
            "astra.trading.x.v01",
            "astra.trading.x.v+1",
            "astra.trading.x.1",
            "trading.x.v1",
            ".trading.x.v1",
            "astra.Trading.x.v1",
            "astra.trading..v1",
            "{astra.trading.x.v1}.dlq",
            "",
        ] {
            assert_eq!(StreamParts::of(bad), None, "{bad}");
        }
    }
}
