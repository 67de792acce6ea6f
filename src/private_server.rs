//! A private server for the program itself: provisioned for `sandbox`, empty for `flow-test`.

use std::time::Duration;

use astra_bus::{AddressSource, Bus, BusWriter, Endpoint, EndpointError};
use astra_sandbox::{Sandbox, SandboxError};

use crate::built_in;
use crate::output::notes;

/// Starts a server with the project's `redis.conf`, and prints its warnings.
pub(crate) async fn start() -> Result<Sandbox, SandboxError> {
    let sandbox = Sandbox::start(built_in::REDIS_CONF).await?;
    sandbox.warnings().iter().for_each(notes::warning);
    Ok(sandbox)
}

/// The bus on a private server. Changing it needs no confirmation.
pub(crate) fn bus(sandbox: &Sandbox, timeout: Duration) -> Result<BusWriter, EndpointError> {
    let endpoint = Endpoint::parse(&sandbox.url())?;
    Ok(BusWriter::new(Bus::new(endpoint, timeout, AddressSource::User("the sandbox"))))
}
