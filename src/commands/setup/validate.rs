//! `astra setup --validate`: checks the topology file without a server.

use astra_model::topology::{Fault, LoadError, LoadedTopology};
use serde::Serialize;

use crate::commands::env::{CommandResult, Env};
use crate::commands::verdict::Verdict;
use crate::output::units::Counted;
use crate::output::{Format, Report, Table, notes};

/// A valid topology file, with its warnings.
#[derive(Serialize)]
struct ValidReport {
    file: String,
    valid: bool,
    groups: usize,
    streams: usize,
    bindings: usize,
    warnings: Vec<Fault>,
}

impl Report for ValidReport {
    const SCHEMA: &'static str = "astra.setup.validate/v1";

    fn tables(&self) -> Vec<Table> {
        Vec::new()
    }

    fn summary(&self) -> Vec<String> {
        vec![format!(
            "{} is valid: {} on {}, {}; {}",
            self.file,
            Counted(self.groups as u64, "group"),
            Counted(self.streams as u64, "stream"),
            Counted(self.bindings as u64, "binding"),
            Counted(self.warnings.len() as u64, "warning"),
        )]
    }
}

/// An invalid topology file, with its errors and warnings.
#[derive(Serialize)]
struct InvalidReport<'a> {
    file: &'a str,
    valid: bool,
    faults: &'a [Fault],
}

impl Report for InvalidReport<'_> {
    const SCHEMA: &'static str = ValidReport::SCHEMA;

    fn tables(&self) -> Vec<Table> {
        Vec::new()
    }
}

pub(super) fn run(env: &Env) -> CommandResult {
    let LoadedTopology { topology, warnings, origin } = match env.load_topology() {
        Ok(loaded) => loaded,
        Err(error) => return Err(refuse(env, error)?.into()),
    };
    for warning in &warnings {
        notes::warning(warning);
    }
    let report = ValidReport {
        file: origin,
        valid: true,
        groups: topology.groups.len(),
        streams: topology.streams.len(),
        bindings: topology.bindings(&[]).len(),
        warnings,
    };
    env.out.print(&report)?;
    if env.out.format() == Format::Csv {
        report.summary().iter().for_each(notes::note);
    }
    Ok(Verdict::Pass)
}

/// Prints the faults as a document if the output format is one; people read them on standard error.
fn refuse(env: &Env, error: LoadError) -> std::io::Result<LoadError> {
    if let LoadError::Faulty(faults) = &error {
        let file = faults.0.first().map_or("", |fault| &fault.origin);
        env.out.print(&InvalidReport { file, valid: false, faults: &faults.0 })?;
    }
    Ok(error)
}
