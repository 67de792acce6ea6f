//! Certificate authorities, certificates and TLS servers, made for one test.

use std::{fs, path::PathBuf};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use tempfile::TempDir;

use crate::{port::free_port, server::Server};

/// A certificate authority, with a folder for its files.
#[derive(Debug)]
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    folder: TempDir,
}

/// A certificate and its key.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The file with the certificate.
    pub certificate: PathBuf,
    /// The file with its key.
    pub key: PathBuf,
}

impl Authority {
    /// Makes an authority with this common name.
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let folder = tempfile::Builder::new().prefix("astra-pki-").tempdir().unwrap();
        fs::write(folder.path().join("ca.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
        Self { issuer: Issuer::new(params, key), folder }
    }

    /// The file with its own certificate.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Issues a certificate for these host names and addresses.
    pub fn issue(&self, name: &str, hosts: &[&str]) -> Identity {
        self.issue_for_years(name, hosts, 2020, 2090)
    }

    /// Like [`Authority::issue`], valid from the first day of one year to the first day of another.
    pub fn issue_for_years(&self, name: &str, hosts: &[&str], from: i32, to: i32) -> Identity {
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

    /// A server with this certificate that requires client certificates of this authority.
    pub fn mutual_server(&self, identity: &Identity, arguments: &[&str]) -> TlsServer {
        self.start(identity, &[&["--tls-auth-clients", "yes"], arguments].concat())
    }

    /// A server with this certificate that accepts any client.
    pub fn server(&self, identity: &Identity, arguments: &[&str]) -> TlsServer {
        self.start(identity, &[&["--tls-auth-clients", "no"], arguments].concat())
    }

    fn start(&self, identity: &Identity, arguments: &[&str]) -> TlsServer {
        let port = free_port();
        let files = [self.file(), identity.certificate.clone(), identity.key.clone()];
        let [ca, certificate, key] = files.each_ref().map(|file| file.to_str().unwrap());
        let options = Server::options()
            .with(&["--tls-port", &port.to_string(), "--tls-ca-cert-file", ca])
            .with(&["--tls-cert-file", certificate, "--tls-key-file", key])
            .with(arguments);
        TlsServer { server: options.start(), port }
    }
}

/// A server whose only port requires TLS. The test itself uses its Unix socket.
#[derive(Debug)]
pub struct TlsServer {
    /// The server.
    pub server: Server,
    /// Its TLS port.
    pub port: u16,
}

impl TlsServer {
    /// Its URL, with TLS.
    pub fn url(&self) -> String {
        format!("rediss://127.0.0.1:{}", self.port)
    }
}
