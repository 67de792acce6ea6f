//! Decodes the value of a key as an instance. Broken data becomes flaws, never an error.

use astra_bus::{Hash, KeyLookup};
use astra_model::Name;
use jiff::Timestamp;
use serde_json::Value;

use crate::registry::instance::{Instance, STALE_AFTER_S, State};
use crate::registry::key::{Identity, Index};

/// How far a heartbeat may be in the future, because the clocks of two machines differ.
const CLOCK_SKEW_S: f64 = 5.0;

/// The fields of a registration. All but the last are required.
const FIELDS: [&str; 9] = [
    "service_name",
    "instance_id",
    "host",
    "port",
    "version",
    "status",
    "metadata",
    "last_heartbeat",
    "health_check_url",
];

/// Decodes the instance under a key; `None` if the key is gone and no set lists it.
pub(super) fn instance(
    key: &Name,
    lookup: &KeyLookup<Hash>,
    index: &Index,
    now: Timestamp,
) -> Option<Instance> {
    match lookup {
        KeyLookup::Found(hash) => Some(registered(key, hash, index, now)),
        KeyLookup::Missing if index.has_key(key) => Some(Instance {
            state: State::Orphan,
            ..without_hash(key, index, "it is in the set of its service, but has no hash".into())
        }),
        KeyLookup::Missing => None,
        KeyLookup::WrongType(kind) => {
            Some(without_hash(key, index, format!("the key holds a {kind}, not a hash")))
        }
        KeyLookup::Refused(error) => Some(Instance {
            heartbeat_reason: Some(format!("cannot be read: {error}")),
            expires_reason: Some("cannot be read"),
            flaws: Vec::new(),
            ..without_hash(key, index, String::new())
        }),
    }
}

/// An instance without a readable hash.
fn without_hash(key: &Name, index: &Index, flaw: String) -> Instance {
    let identity = index.identify(key);
    let indexed = index.contains(&identity);
    Instance {
        indexed,
        indexed_reason: indexed_reason(indexed),
        service: identity.service,
        instance: identity.instance,
        address: None,
        version: None,
        state: State::Unknown,
        status: None,
        heartbeat_age_s: None,
        heartbeat_reason: Some("there is no hash".into()),
        expires_in_s: None,
        expires_reason: Some("there is no hash"),
        domain: None,
        metadata: Value::Null,
        flaws: vec![flaw],
        key: key.clone(),
        health_check_url: None,
    }
}

fn registered(key: &Name, hash: &Hash, index: &Index, now: Timestamp) -> Instance {
    let mut flaws: Vec<String> = missing(hash).into_iter().collect();
    let identity = identity(key, hash, index, &mut flaws);
    let status = name(hash, "status");
    let heartbeat = age(hash, now).inspect_err(|reason| flaws.push(reason.clone()));
    let metadata = metadata(hash, &mut flaws);
    let address = address(hash, &mut flaws);
    let indexed = index.contains(&identity);
    Instance {
        indexed,
        indexed_reason: indexed_reason(indexed),
        service: identity.service,
        instance: identity.instance,
        version: name(hash, "version"),
        state: state(status.as_ref(), heartbeat.as_ref().ok().copied(), &mut flaws),
        status,
        heartbeat_age_s: heartbeat.as_ref().ok().map(|age| (age * 1000.0).round() / 1000.0),
        heartbeat_reason: heartbeat.err(),
        expires_in_s: hash.expires_in,
        expires_reason: hash.expires_in.is_none().then_some("the key never expires"),
        domain: metadata.get("domain").and_then(Value::as_str).map(str::to_owned),
        metadata,
        flaws,
        key: key.clone(),
        health_check_url: health_check_url(hash, address.as_deref()),
        address,
    }
}

/// Why it is unknown whether the set of its service lists an instance.
fn indexed_reason(indexed: Option<bool>) -> Option<&'static str> {
    indexed.is_none().then_some("the set of its service cannot be read")
}

/// Lists the missing fields. A late heartbeat re-creates the hash with only its own two.
fn missing(hash: &Hash) -> Option<String> {
    let missing: Vec<&str> =
        FIELDS[..8].iter().copied().filter(|name| hash.field(name).is_none()).collect();
    (!missing.is_empty()).then(|| format!("missing fields: {}", missing.join(", ")))
}

/// Identifies the instance by its fields if they name it, else by its key.
fn identity(key: &Name, hash: &Hash, index: &Index, flaws: &mut Vec<String>) -> Identity {
    let known = index.identify(key);
    let own = |field| name(hash, field).filter(|name| !name.as_bytes().is_empty());
    let (service, instance) = (own("service_name"), own("instance_id"));
    let is_whole = service.is_some() && instance.is_some();
    let identity = Identity {
        service: service.unwrap_or(known.service),
        instance: instance.or(known.instance),
    };
    if identity.instance.is_none() {
        flaws.push("neither its key nor its hash names the instance".into());
    } else if identity.key() != *key && is_whole {
        flaws.push(format!("by its fields it belongs under `{}`", identity.key()));
    } else if identity.key() != *key {
        flaws.push("its fields and its key disagree".into());
    }
    identity
}

fn name(hash: &Hash, field: &str) -> Option<Name> {
    hash.field(field).map(|bytes| Name::from(bytes.to_vec()))
}

fn text<'a>(hash: &'a Hash, field: &str) -> Option<&'a str> {
    std::str::from_utf8(hash.field(field)?).ok()
}

/// The seconds since the last heartbeat, or why they are unknown.
fn age(hash: &Hash, now: Timestamp) -> Result<f64, String> {
    let Some(raw) = name(hash, "last_heartbeat") else {
        return Err("there is no last_heartbeat".into());
    };
    let time = text(hash, "last_heartbeat").and_then(|text| text.trim().parse::<f64>().ok());
    let Some(time) = time.filter(|time| time.is_finite()) else {
        return Err(format!("last_heartbeat `{raw}` is not a time"));
    };
    let age = now.as_duration().as_secs_f64() - time;
    if age < -CLOCK_SKEW_S {
        return Err(format!("last_heartbeat `{raw}` is ahead of the server's clock"));
    }
    Ok(age.max(0.0))
}

/// Judges the heartbeat first, and only then the status that the instance reports.
fn state(status: Option<&Name>, age: Option<f64>, flaws: &mut Vec<String>) -> State {
    if age.is_some_and(|age| age >= STALE_AFTER_S) {
        return State::Stale;
    }
    match status.and_then(Name::as_str) {
        Some("healthy") if age.is_some() => State::Healthy,
        Some("healthy" | "unknown") => State::Unknown,
        Some("starting") => State::Starting,
        Some("unhealthy") => State::Unhealthy,
        Some("stopping") => State::Stopping,
        _ => {
            flaws.extend(status.map(|status| format!("unknown status `{status}`")));
            State::Unknown
        }
    }
}

/// Parses the object; returns the raw text if it is none, most often the `repr` of a Python object.
fn metadata(hash: &Hash, flaws: &mut Vec<String>) -> Value {
    let Some(raw) = name(hash, "metadata") else { return Value::Null };
    if raw.as_bytes().is_empty() {
        return Value::Null;
    }
    if let Ok(object @ Value::Object(_)) = serde_json::from_slice(raw.as_bytes()) {
        return object;
    }
    flaws.push("metadata is not a JSON object".into());
    Value::String(raw.to_string())
}

fn address(hash: &Hash, flaws: &mut Vec<String>) -> Option<String> {
    let host = name(hash, "host")?;
    let port = name(hash, "port")?;
    let number = text(hash, "port").and_then(|port| port.parse::<u16>().ok());
    if number.is_none_or(|number| number == 0) {
        flaws.push(format!("port `{port}` is not a port"));
    }
    if host.as_bytes().is_empty() {
        flaws.push("host is empty".into());
    }
    let number = number.filter(|number| *number > 0 && !host.as_bytes().is_empty())?;
    let is_bare_v6 = host.as_bytes().contains(&b':') && !host.as_bytes().starts_with(b"[");
    Some(if is_bare_v6 { format!("[{host}]:{number}") } else { format!("{host}:{number}") })
}

fn health_check_url(hash: &Hash, address: Option<&str>) -> Option<String> {
    let given = text(hash, "health_check_url").map(str::trim).filter(|url| !url.is_empty());
    given.map(str::to_owned).or_else(|| Some(format!("http://{}/health", address?)))
}

#[cfg(test)]
mod tests;
