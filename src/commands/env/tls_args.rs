//! The options of encrypted connections, which apply to `rediss://` servers only.

use std::path::PathBuf;

use astra_bus::Endpoint;
use clap::builder::FalseyValueParser;

use crate::commands::env::usage::Usage;
use crate::output::notes;

/// Which certificates to trust, and the client certificate to present.
#[derive(clap::Args, Clone, Debug)]
#[expect(clippy::struct_field_names, reason = "they are the names of the options")]
pub(crate) struct TlsArgs {
    /// PEM file of the certificate authorities to trust [default: the system's]
    #[arg(long, global = true, value_name = "FILE", env = "ASTRA_TLS_CA")]
    tls_ca: Option<PathBuf>,

    /// PEM file of the client certificate, for servers that ask for one
    #[arg(long, global = true, value_name = "FILE", env = "ASTRA_TLS_CERT")]
    tls_cert: Option<PathBuf>,

    /// PEM file of the client certificate's key
    #[arg(long, global = true, value_name = "FILE", env = "ASTRA_TLS_KEY")]
    tls_key: Option<PathBuf>,

    /// Accept any server certificate (insecure: traffic can be read and altered)
    #[arg(long, global = true, env = "ASTRA_TLS_INSECURE", value_parser = FalseyValueParser::new())]
    tls_insecure: bool,
}

/// The IDs of the options, and how they are typed.
const OPTIONS: [(&str, &str); 4] = [
    ("tls_ca", "--tls-ca"),
    ("tls_cert", "--tls-cert"),
    ("tls_key", "--tls-key"),
    ("tls_insecure", "--tls-insecure"),
];

impl TlsArgs {
    /// Adds the options to an encrypted endpoint; settings without an option stay as they are.
    ///
    /// An endpoint without TLS rejects the options that the user typed. It ignores the variables, because
    /// they are meant for whichever servers use TLS.
    ///
    /// # Errors
    /// [`Usage`] if a typed option does not apply, or a certificate comes without its key.
    pub(crate) fn apply(
        &self,
        mut endpoint: Endpoint,
        is_typed: impl Fn(&str) -> bool,
    ) -> Result<Endpoint, Usage> {
        let Some(tls) = &mut endpoint.tls else {
            let typed = OPTIONS.into_iter().find(|(id, _)| is_typed(id));
            return typed.map_or(Ok(endpoint), |(_, flag)| Err(not_encrypted(flag)));
        };
        tls.ca = non_empty(self.tls_ca.as_ref()).or(tls.ca.take());
        tls.identity = self.identity()?.or(tls.identity.take());
        tls.is_insecure |= self.tls_insecure;
        if tls.is_insecure {
            notes::warning("--tls-insecure: the server's certificate is not verified");
        }
        Ok(endpoint)
    }

    fn identity(&self) -> Result<Option<(PathBuf, PathBuf)>, Usage> {
        match (non_empty(self.tls_cert.as_ref()), non_empty(self.tls_key.as_ref())) {
            (Some(certificate), Some(key)) => Ok(Some((certificate, key))),
            (None, None) => Ok(None),
            (Some(_), None) => Err(Usage::new("--tls-cert needs --tls-key")),
            (None, Some(_)) => Err(Usage::new("--tls-key needs --tls-cert")),
        }
    }
}

fn not_encrypted(flag: &str) -> Usage {
    Usage::new(format!("{flag} applies to TLS only, and the server URL is not rediss://"))
        .with_hint("write rediss:// or rediss+sentinel:// in the server URL")
}

/// An empty variable counts as unset.
fn non_empty(file: Option<&PathBuf>) -> Option<PathBuf> {
    file.filter(|file| !file.as_os_str().is_empty()).cloned()
}
