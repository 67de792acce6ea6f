//! Authorities, certificates and servers that speak TLS, all made for one test.

use std::fs;
use std::path::PathBuf;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use tempfile::TempDir;

use super::{Server, free_port};

/// An authority that signs certificates, with its folder of files.
#[derive(Debug)]
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    folder: TempDir,
}

/// A certificate and its key.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let folder = tempfile::Builder::new().prefix("astra-pki-").tempdir().unwrap();
        fs::write(folder.path().join("ca.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
        Self { issuer: Issuer::new(params, key), folder }
    }

    /// The file with its own certificate.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// A certificate for these host names and addresses.
    pub(crate) fn issue(&self, name: &str, hosts: &[&str]) -> Identity {
        self.issue_for_years(name, hosts, 2020, 2090)
    }

    /// The same, valid from the first day of one year to that of another.
    pub(crate) fn issue_for_years(
        &self,
        name: &str,
        hosts: &[&str],
        from: i32,
        to: i32,
    ) -> Identity {
        let hosts: Vec<String> = hosts.iter().map(ToString::to_string).collect();
        let mut params = CertificateParams::new(hosts).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(to, 1, 1);
        let key = KeyPair::generate().unwrap();
        let path = |ending| self.folder.path().join(format!("{name}.{ending}"));
        let identity = Identity { certificate: path("pem"), key: path("key") };
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        fs::write(&identity.certificate, certificate.pem()).unwrap();
        fs::write(&identity.key, key.serialize_pem()).unwrap();
        identity
    }

    /// A server with this certificate that wants clients to show one of this authority.
    pub(crate) fn mutual_server(&self, identity: &Identity, words: &[&str]) -> TlsServer {
        self.start(identity, &[&["--tls-auth-clients", "yes"], words].concat())
    }

    /// A server with this certificate that takes any client.
    pub(crate) fn server(&self, identity: &Identity, words: &[&str]) -> TlsServer {
        self.start(identity, &[&["--tls-auth-clients", "no"], words].concat())
    }

    fn start(&self, identity: &Identity, words: &[&str]) -> TlsServer {
        let port = free_port();
        let files = [self.file(), identity.certificate.clone(), identity.key.clone()];
        let [ca, certificate, key] = files.each_ref().map(|file| file.to_str().unwrap());
        let options = Server::options()
            .with(&["--tls-port", &port.to_string(), "--tls-ca-cert-file", ca])
            .with(&["--tls-cert-file", certificate, "--tls-key-file", key])
            .with(words);
        TlsServer { server: options.start(), port }
    }
}

/// A server that speaks TLS alone, but to the test itself, over its Unix socket.
#[derive(Debug)]
pub(crate) struct TlsServer {
    pub(crate) server: Server,
    pub(crate) port: u16,
}

impl TlsServer {
    pub(crate) fn url(&self) -> String {
        format!("rediss://127.0.0.1:{}", self.port)
    }
}
