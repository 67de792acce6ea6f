//! Calls a URL, with or without TLS.

use http_body_util::Empty;
use hyper::Uri;
use hyper::body::Bytes;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Builder, Client, ResponseFuture};
use hyper_util::rt::TokioExecutor;

#[cfg(feature = "tls")]
use std::sync::OnceLock;

type Plain = Client<HttpConnector, Empty<Bytes>>;

#[cfg(feature = "tls")]
type Secure = Client<hyper_rustls::HttpsConnector<HttpConnector>, Empty<Bytes>>;

/// Makes calls, each over its own connection.
#[derive(Debug)]
pub(super) struct Caller {
    plain: Plain,
    /// Created for the first `https` URL, because reading the system's certificate authorities is slow.
    #[cfg(feature = "tls")]
    secure: OnceLock<Result<Secure, String>>,
}

impl Default for Caller {
    fn default() -> Self {
        Self {
            plain: builder().build_http(),
            #[cfg(feature = "tls")]
            secure: OnceLock::new(),
        }
    }
}

impl Caller {
    /// Starts a call; fails at once if the URL cannot be called.
    pub(super) fn get(&self, uri: Uri) -> Result<ResponseFuture, String> {
        match uri.scheme_str() {
            Some("http") => Ok(self.plain.get(uri)),
            #[cfg(feature = "tls")]
            Some("https") => match self.secure.get_or_init(secure) {
                Ok(client) => Ok(client.get(uri)),
                Err(reason) => Err(reason.clone()),
            },
            Some(scheme) => Err(format!("{scheme} URLs cannot be called")),
            None => Err("the health URL has no scheme".into()),
        }
    }
}

fn builder() -> Builder {
    let mut builder = Client::builder(TokioExecutor::new());
    builder.pool_max_idle_per_host(0);
    builder
}

/// Trusts the system's certificate authorities.
#[cfg(feature = "tls")]
fn secure() -> Result<Secure, String> {
    let provider = rustls::crypto::ring::default_provider();
    let connector = hyper_rustls::HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(provider)
        .map_err(|error| format!("cannot read the system's certificate authorities: {error}"))?;
    Ok(builder().build(connector.https_only().enable_http1().build()))
}
