//! Two certificates of one made-up authority: one that holds and one that has expired. Made anew in every process.

use std::io;
use std::sync::{Arc, LazyLock};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig};

use crate::network::tls;

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
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
    let server = |expired: bool| -> Result<Arc<ServerConfig>, Box<dyn std::error::Error>> {
        let mut parameters = CertificateParams::new(NAMES.map(str::to_owned))?;
        if expired {
            parameters.not_before = date_time_ymd(2016, 1, 1);
            parameters.not_after = date_time_ymd(2017, 1, 1);
        }
        let key = KeyPair::generate()?;
        let certificate = parameters.signed_by(&key, &authority)?;
        let key = PrivateKeyDer::try_from(key.serialize_der())?;
        let config = ServerConfig::builder_with_provider(tls::provider())
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?;
        Ok(Arc::new(config))
    };
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::clone(authority.der()))?;
    let client = ClientConfig::builder_with_provider(tls::provider())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Certificates { valid: server(false)?, expired: server(true)?, client: Arc::new(client) })
}
