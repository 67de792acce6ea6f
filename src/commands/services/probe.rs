//! `astra services --probe`: calls the health URL of each instance.

mod caller;

use std::error::Error;
use std::time::{Duration, Instant};

use astra_model::io_reason;
use astra_model::time::humanize;
use futures_util::{StreamExt as _, stream};
use hyper::Uri;
use serde::Serialize;

use crate::commands::services::probe::caller::Caller;
use crate::registry::Instance;

/// Calls in flight at a time.
const CONCURRENT_CALLS: usize = 64;

/// The answer of a health URL.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Probe {
    /// Whether it answered with a success status; a redirect is no success.
    pub(super) ok: bool,
    pub(super) status: Option<u16>,
    /// Milliseconds until the head of the answer, including the time to connect.
    latency_ms: Option<f64>,
    pub(super) error: Option<String>,
}

/// Calls the health URL of every instance, some at a time, each within `timeout`; returns the answers in order.
pub(super) async fn call_all(instances: &[Instance], timeout: Duration) -> Vec<Probe> {
    let caller = Caller::default();
    let calls = instances
        .iter()
        .map(|instance| call(&caller, instance.health_check_url.as_deref(), timeout));
    stream::iter(calls).buffered(CONCURRENT_CALLS).collect().await
}

async fn call(caller: &Caller, url: Option<&str>, timeout: Duration) -> Probe {
    let Some(url) = url else { return Probe::failed("the instance has no health URL".into()) };
    let start = Instant::now();
    let answer = match parse(url).and_then(|uri| caller.get(uri)) {
        Ok(answer) => answer,
        Err(reason) => return Probe::failed(reason),
    };
    match tokio::time::timeout(timeout, answer).await {
        Err(_) => Probe::failed(format!("no answer within {}", humanize(timeout))),
        Ok(Err(error)) => Probe::failed(root_cause(&error)),
        Ok(Ok(answer)) => Probe {
            ok: answer.status().is_success(),
            status: Some(answer.status().as_u16()),
            latency_ms: Some((start.elapsed().as_secs_f64() * 1e6).round() / 1e3),
            error: None,
        },
    }
}

fn parse(url: &str) -> Result<Uri, String> {
    url.parse().map_err(|_| "the health URL is not a URL".to_owned())
}

/// Returns the text of the innermost error, which is the one that states what happened.
fn root_cause(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    match io_reason(cause) {
        reason if reason.contains("corrupt message") => "it does not speak TLS".into(),
        reason => reason,
    }
}

impl Probe {
    fn failed(reason: String) -> Self {
        Self { ok: false, status: None, latency_ms: None, error: Some(reason) }
    }
}
