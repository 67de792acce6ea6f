//! `astra services --probe`: what each instance itself answers at its health URL.

mod caller;

use std::error::Error;
use std::time::{Duration, Instant};

use astra_model::io_reason;
use astra_model::time::humanize;
use futures_util::{StreamExt as _, stream};
use hyper::Uri;
use serde::Serialize;

use crate::commands::services::report::Row;
use crate::output::{Cell, Tone};
use crate::registry::Instance;
use caller::Caller;

/// Calls under way at a time.
const IN_FLIGHT: usize = 64;

/// What a health URL answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Probe {
    /// Whether it answered, with a status of success. A redirect is none.
    pub(super) ok: bool,
    status: Option<u16>,
    /// Milliseconds to the head of the answer, connecting included.
    latency_ms: Option<f64>,
    error: Option<String>,
}

/// Calls every instance, some at a time, each within `timeout`; the rows keep the order.
pub(super) async fn all(instances: Vec<Instance>, timeout: Duration) -> Vec<Row> {
    let caller = Caller::default();
    let calls = instances.into_iter().map(|instance| {
        let caller = &caller;
        async move {
            let probe = Some(call(caller, instance.health_check_url.as_deref(), timeout).await);
            Row { instance, probe }
        }
    });
    stream::iter(calls).buffered(IN_FLIGHT).collect().await
}

async fn call(caller: &Caller, url: Option<&str>, timeout: Duration) -> Probe {
    let Some(url) = url else { return Probe::failed("there is no URL to call".into()) };
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
    url.parse().map_err(|_| "the health URL is no URL".to_owned())
}

/// The last of a chain of errors says what happened.
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

    pub(super) fn cell(&self) -> Cell {
        let text = match (self.status, &self.error) {
            (Some(status), _) => status.to_string(),
            (None, Some(reason)) => reason.clone(),
            (None, None) => "?".into(),
        };
        Cell::new(text).tone(if self.ok { Tone::Good } else { Tone::Bad })
    }
}
