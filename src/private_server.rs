//! A private server for the program itself: provisioned for `sandbox`, empty for `flow-test`.

use std::time::Duration;

use anyhow::Result;
use astra_bus::{AddressSource, Bus, BusWriter, Endpoint};
use astra_sandbox::{Sandbox, SandboxError};

use crate::built_in;
use crate::output::notes;

/// Starts a server with the project's `redis.conf`, and warns of what it runs without.
pub(crate) async fn start() -> Result<Sandbox, SandboxError> {
    let sandbox = Sandbox::start(built_in::REDIS_CONF).await?;
    sandbox.warnings().iter().for_each(notes::warning);
    Ok(sandbox)
}

/// The bus on a private server, which nobody has to be asked about.
pub(crate) fn bus(sandbox: &Sandbox, timeout: Duration) -> Result<BusWriter> {
    let endpoint = Endpoint::parse(&sandbox.url())?;
    Ok(BusWriter::new(Bus::new(endpoint, timeout, AddressSource::User("the sandbox"))))
}
