//! Two certificates of one made-up authority: one that holds and one that has expired. Made anew in every process.

use std::io;
use std::sync::{Arc, LazyLock};

use rustls::{ClientConfig, RootCertStore, ServerConfig};

use crate::network::tls::{self, Authority, Validity};

/// Who the proxies say they are.
const NAMES: [&str; 2] = ["127.0.0.1", "localhost"];

/// What servers and clients need.
#[derive(Debug, Clone)]
pub(super) struct Certificates {
    pub valid: Arc<ServerConfig>,
    pub expired: Arc<ServerConfig>,
    pub client: Arc<ClientConfig>,
}

static CERTIFICATES: LazyLock<Result<Certificates, String>> = LazyLock::new(|| make().map_err(|why| why.to_string()));

/// The certificates of this process.
pub(super) fn certificates() -> io::Result<Certificates> {
    CERTIFICATES.clone().map_err(io::Error::other)
}

fn make() -> Result<Certificates, Box<dyn std::error::Error>> {
    let authority = Authority::new()?;
    let server = |validity| -> Result<Arc<ServerConfig>, Box<dyn std::error::Error>> {
        let (chain, key) = authority.certify(NAMES.map(str::to_owned).to_vec(), validity)?;
        let config = ServerConfig::builder_with_provider(tls::provider())
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        Ok(Arc::new(config))
    };
    let mut roots = RootCertStore::empty();
    roots.add(authority.der())?;
    let client = ClientConfig::builder_with_provider(tls::provider())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Certificates { valid: server(Validity::Now)?, expired: server(Validity::Expired)?, client: Arc::new(client) })
}
