//! What an encrypted connection trusts and shows, read from files.
//!
//! They are read for each connection: a command that runs for days takes renewed certificates up.

use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;

use astra_model::io_reason;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::{Error as PemError, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};

use crate::endpoint::server::Tls;
use crate::error::tls::TlsFault;

pub(super) fn client(tls: &Tls) -> Result<ClientConfig, TlsFault> {
    let provider = Arc::new(ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = if tls.is_insecure {
        Arc::new(AnyCertificate(provider.clone()))
    } else {
        let roots = Arc::new(roots(tls.ca.as_deref())?);
        let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider.clone()).build();
        verifier.map_err(|error| TlsFault::Handshake(error.to_string()))?
    };
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsFault::Handshake(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let Some((certificate, key)) = &tls.identity else { return Ok(builder.with_no_client_auth()) };
    let (chain, secret) = (certificates(certificate)?, private_key(key)?);
    builder.with_client_auth_cert(chain, secret).map_err(|error| match error {
        Error::InconsistentKeys(_) => {
            TlsFault::KeyMismatch { certificate: certificate.clone(), key: key.clone() }
        }
        error => unusable(key, error),
    })
}

/// The authorities of `file`, else those of the system, which its updates keep current.
fn roots(file: Option<&Path>) -> Result<RootCertStore, TlsFault> {
    let mut roots = RootCertStore::empty();
    if let Some(file) = file {
        for certificate in certificates(file)? {
            roots.add(certificate).map_err(|error| unusable(file, error))?;
        }
        return Ok(roots);
    }
    let system = rustls_native_certs::load_native_certs();
    // A system's store may hold relics that no verifier takes.
    roots.add_parsable_certificates(system.certs);
    if roots.is_empty() {
        let reasons: Vec<_> = system.errors.iter().map(ToString::to_string).collect();
        let reason =
            if reasons.is_empty() { "its store is empty".into() } else { reasons.join("; ") };
        return Err(TlsFault::NoSystemAuthorities(reason));
    }
    Ok(roots)
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, TlsFault> {
    let text = read(file)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match found {
        Ok(found) if found.is_empty() => Err(unusable(file, "it holds no certificate in PEM form")),
        Ok(found) => Ok(found),
        Err(error) => Err(unusable(file, error)),
    }
}

fn private_key(file: &Path) -> Result<PrivateKeyDer<'static>, TlsFault> {
    let text = read(file)?;
    PrivateKeyDer::from_pem_slice(&text).map_err(|error| match error {
        PemError::NoItemsFound if is_encrypted(&text) => {
            unusable(file, "its key is encrypted with a passphrase, which astra cannot ask for")
        }
        PemError::NoItemsFound => unusable(file, "it holds no private key in PEM form"),
        error => unusable(file, error),
    })
}

fn is_encrypted(pem: &[u8]) -> bool {
    String::from_utf8_lossy(pem).contains("BEGIN ENCRYPTED PRIVATE KEY")
}

fn read(file: &Path) -> Result<Vec<u8>, TlsFault> {
    std::fs::read(file).map_err(|error| unusable(file, io_reason(&error)))
}

fn unusable(file: &Path, reason: impl Display) -> TlsFault {
    TlsFault::File { path: file.to_owned(), reason: reason.to_string() }
}

/// Takes any certificate, as `--tls-insecure` says; the connection is still encrypted.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
