//! The options of encrypted connections, which only a `rediss://` server takes.

use std::path::PathBuf;

use anyhow::Result;
use astra_bus::Endpoint;
use clap::ArgMatches;
use clap::builder::FalseyValueParser;
use clap::parser::ValueSource;

use crate::commands::env::Usage;
use crate::output::notes;

/// What an encrypted connection trusts, and shows of itself.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct TlsOptions {
    /// PEM file of the authorities to trust [default: the system's]
    #[arg(long, global = true, value_name = "FILE", env = "ASTRA_TLS_CA")]
    tls_ca: Option<PathBuf>,

    /// PEM file of the client certificate, for a server that wants one
    #[arg(long, global = true, value_name = "FILE", env = "ASTRA_TLS_CERT")]
    tls_cert: Option<PathBuf>,

    /// PEM file of the client certificate's key
    #[arg(long, global = true, value_name = "FILE", env = "ASTRA_TLS_KEY")]
    tls_key: Option<PathBuf>,

    /// Take any certificate of the server: anyone in between can read and change what is sent
    #[arg(long, global = true, env = "ASTRA_TLS_INSECURE", value_parser = FalseyValueParser::new())]
    tls_insecure: bool,

    /// The first of these options that stands on the command line.
    #[arg(skip)]
    typed: Option<&'static str>,
}

/// The options by the names that clap knows them by, and as they are typed.
const OPTIONS: [(&str, &str); 4] = [
    ("tls_ca", "--tls-ca"),
    ("tls_cert", "--tls-cert"),
    ("tls_key", "--tls-key"),
    ("tls_insecure", "--tls-insecure"),
];

impl TlsOptions {
    /// Notes what was typed: what stands in the environment is meant for any server that speaks TLS,
    /// what is typed for the one at hand.
    pub(crate) fn note_typed(&mut self, matches: &ArgMatches) {
        let is_typed = |id| matches.value_source(id) == Some(ValueSource::CommandLine);
        self.typed = OPTIONS.into_iter().find(|(id, _)| is_typed(id)).map(|(_, flag)| flag);
    }

    /// Puts the options into a target that is encrypted; what they leave open it keeps.
    ///
    /// # Errors
    /// [`Usage`] where they are typed for one that is not, or a certificate comes without its key.
    pub(crate) fn apply(&self, mut target: Endpoint) -> Result<Endpoint> {
        let Some(tls) = &mut target.tls else {
            return self.refuse_typed().map(|()| target);
        };
        tls.ca = given(self.tls_ca.as_ref()).or(tls.ca.take());
        tls.identity = self.identity()?.or(tls.identity.take());
        tls.is_insecure |= self.tls_insecure;
        if tls.is_insecure {
            notes::warning(
                "--tls-insecure: whoever the server is, it is believed; its certificate is not looked at",
            );
        }
        Ok(target)
    }

    fn refuse_typed(&self) -> Result<()> {
        let Some(flag) = self.typed else { return Ok(()) };
        let refusal =
            Usage::new(format!("{flag} is for TLS, and the server is not given as rediss://"));
        Err(refusal.with_hint("write rediss://, or rediss+sentinel://, in the server URL").into())
    }

    fn identity(&self) -> Result<Option<(PathBuf, PathBuf)>> {
        match (given(self.tls_cert.as_ref()), given(self.tls_key.as_ref())) {
            (Some(certificate), Some(key)) => Ok(Some((certificate, key))),
            (None, None) => Ok(None),
            (Some(_), None) => Err(Usage::new("--tls-cert needs --tls-key").into()),
            (None, Some(_)) => Err(Usage::new("--tls-key needs --tls-cert").into()),
        }
    }
}

/// An empty variable is one that is not set.
fn given(file: Option<&PathBuf>) -> Option<PathBuf> {
    file.filter(|file| !file.as_os_str().is_empty()).cloned()
}
