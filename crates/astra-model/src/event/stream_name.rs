//! Names of streams: `{prefix}.{domain}.{event}.v{version}`.

use crate::event::syntax;

/// An event type that is not `Domain.EventName`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an event type")]
pub struct NotAnEventType(pub String);

impl NotAnEventType {
    /// Says what would have been right.
    pub const HINT: &'static str = "an event type looks like Trading.TradeExecuted";
}

/// Returns the stream of an event type: domain before its first dot, event after its last, both lower case.
pub fn stream_name(prefix: &str, event_type: &str, version: u32) -> Result<String, NotAnEventType> {
    let (domain, event) = split(event_type)?;
    let mut digits = itoa::Buffer::new();
    let parts = [prefix, ".", domain, ".", event, ".v", digits.format(version)];
    let mut name = parts.concat();
    name[prefix.len()..].make_ascii_lowercase();
    Ok(name)
}

/// Returns the domain that an event type names, in lower case.
pub(super) fn domain_of(event_type: &str) -> Result<String, NotAnEventType> {
    split(event_type).map(|(domain, _)| domain.to_ascii_lowercase())
}

/// Says whether this is the domain that an event type names, in lower case.
pub(super) fn is_domain_of(domain: &str, event_type: &str) -> Result<bool, NotAnEventType> {
    let (named, _) = split(event_type)?;
    Ok(named.bytes().map(|b| b.to_ascii_lowercase()).eq(domain.bytes()))
}

fn split(event_type: &str) -> Result<(&str, &str), NotAnEventType> {
    ends(event_type).ok_or_else(|| NotAnEventType(event_type.to_owned()))
}

/// The first and the last segment, where there are two or more and all are right.
fn ends(event_type: &str) -> Option<(&str, &str)> {
    let is_dot = |b: &u8| *b == b'.';
    let first = event_type.as_bytes().iter().position(is_dot)?;
    let last = event_type.as_bytes().iter().rposition(is_dot)?;
    let (domain, event) = (&event_type[..first], &event_type[last + 1..]);
    let is_valid = syntax::is_segment(domain)
        && syntax::is_segment(event)
        && (first == last || event_type[first + 1..last].split('.').all(syntax::is_segment));
    is_valid.then_some((domain, event))
}

/// The parts of a stream's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamParts<'a> {
    /// What stands before the domain; it may hold dots.
    pub prefix: &'a str,
    /// The domain, lower case.
    pub domain: &'a str,
    /// The event, lower case.
    pub event: &'a str,
    /// The event's version, from 1.
    pub version: u32,
}

impl<'a> StreamParts<'a> {
    /// Takes a stream's name apart, or returns `None` where it does not follow the convention.
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
    fn takes_the_part_after_the_last_dot() {
        let name = |event_type, version| stream_name("astra", event_type, version);
        assert_eq!(name("Trading.TradeExecuted", 1).unwrap(), "astra.trading.tradeexecuted.v1");
        assert_eq!(name("NFT.Market.NFTSold", 12).unwrap(), "astra.nft.nftsold.v12");
    }

    #[test]
    fn leaves_the_prefix_as_it_is() {
        let name = stream_name("Astra-FlowTest.X", "User.SessionStarted", 1).unwrap();
        assert_eq!(name, "Astra-FlowTest.X.user.sessionstarted.v1");
        assert_eq!(StreamParts::of(&name).map(|parts| parts.prefix), Some("Astra-FlowTest.X"));
    }

    #[test]
    fn refuses_what_would_make_a_wrong_key() {
        for bad in
            ["", "Trade", ".A", "A.", "A..B", "A.B*", "A.[b]", "A.B C", "Ä.B", "A.B\n", "{a}.b"]
        {
            assert_eq!(stream_name("astra", bad, 1), Err(NotAnEventType(bad.to_owned())));
        }
    }

    #[test]
    fn takes_names_apart() {
        let parts = StreamParts::of("astra.trading.tradeexecuted.v3").unwrap();
        assert_eq!(
            (parts.prefix, parts.domain, parts.event, parts.version),
            ("astra", "trading", "tradeexecuted", 3)
        );
    }

    #[test]
    fn knows_names_that_are_none() {
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
