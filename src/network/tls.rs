//! TLS at both ends: what a client trusts and shows, what a door shows and asks for. One provider of cryptography: ring.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig};

use crate::model::partner::{Identity, Pem};

/// What the authority of certificates made for the occasion is called.
const AUTHORITY_NAME: &str = "renkei test authority";

/// Certificates or keys that cannot be used, in the words of the TLS library.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TlsFault(pub String);

fn fault(why: impl std::fmt::Display) -> TlsFault {
    TlsFault(why.to_string())
}

/// Makes ring the process's provider of cryptography, once; the HTTP client asks for it.
pub(super) fn provider() -> Arc<CryptoProvider> {
    if let Some(known) = CryptoProvider::get_default() {
        return Arc::clone(known);
    }
    // Another thread may have been first: then its provider is the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    CryptoProvider::get_default().map_or_else(|| Arc::new(rustls::crypto::ring::default_provider()), Arc::clone)
}

/// A client that trusts nobody: for loopback, where there is no TLS, without reading the machine's certificates.
pub(super) fn trusting_nobody() -> Result<ClientConfig, TlsFault> {
    Ok(client()?.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

/// A client that trusts these authorities, and shows this certificate if it is asked for one.
pub(super) fn client_config(trust: &Pem, identity: Option<&Identity>) -> Result<ClientConfig, TlsFault> {
    let trusting = client()?.with_root_certificates(authorities(trust)?);
    match identity {
        None => Ok(trusting.with_no_client_auth()),
        Some(identity) => {
            let (chain, key) = pair(identity)?;
            trusting.with_client_auth_cert(chain, key).map_err(fault)
        }
    }
}

fn client() -> Result<rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>, TlsFault> {
    ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions().map_err(fault)
}

/// The certificates that a door may show.
pub(super) struct DoorTls {
    /// The one that holds.
    pub valid: ServerConfig,
    /// The same, expired since 2017: only for a door whose certificate is made for the occasion.
    pub expired: Option<ServerConfig>,
    /// The authority made for the occasion (PEM), for clients to trust; `None`: the certificate was given.
    pub made: Option<String>,
}

/// A door that shows a certificate, its own or one made for the occasion, and asks for one if it is told whose.
pub(super) fn server_config(
    identity: Option<&Identity>,
    clients: Option<&Pem>,
    names: Vec<String>,
) -> Result<DoorTls, TlsFault> {
    let showing = |chain, key| {
        let builder =
            ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions().map_err(fault)?;
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(pem) => {
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(authorities(pem)?), provider());
                builder.with_client_cert_verifier(verifier.build().map_err(fault)?)
            }
        };
        builder.with_single_cert(chain, key).map_err(fault)
    };
    if let Some(identity) = identity {
        let (chain, key) = pair(identity)?;
        return Ok(DoorTls { valid: showing(chain, key)?, expired: None, made: None });
    }
    let authority = Authority::new()?;
    let [(chain, key), (old_chain, old_key)] =
        [authority.certify(names.clone(), Validity::Now)?, authority.certify(names, Validity::Expired)?];
    let made = Some(authority.pem());
    Ok(DoorTls { valid: showing(chain, key)?, expired: Some(showing(old_chain, old_key)?), made })
}

/// When a certificate holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Validity {
    Now,
    /// In 2016, and no longer.
    Expired,
}

/// A made-up authority, made anew each time.
pub(super) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new() -> Result<Self, TlsFault> {
        let mut parameters = CertificateParams::new(Vec::new()).map_err(fault)?;
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        parameters.distinguished_name.push(DnType::CommonName, AUTHORITY_NAME);
        CertifiedIssuer::self_signed(parameters, KeyPair::generate().map_err(fault)?).map(Self).map_err(fault)
    }

    /// A server's certificate, with its authority's behind it, and its key.
    pub fn certify(
        &self,
        names: Vec<String>,
        validity: Validity,
    ) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), TlsFault> {
        let mut parameters = CertificateParams::new(names).map_err(fault)?;
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        if validity == Validity::Expired {
            (parameters.not_before, parameters.not_after) = (date_time_ymd(2016, 1, 1), date_time_ymd(2017, 1, 1));
        }
        let key = KeyPair::generate().map_err(fault)?;
        let certificate = parameters.signed_by(&key, &self.0).map_err(fault)?;
        let chain = vec![certificate.der().clone(), CertificateDer::clone(self.0.der())];
        Ok((chain, PrivateKeyDer::try_from(key.serialize_der()).map_err(fault)?))
    }

    /// For a client to trust.
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// The same as bytes.
    pub fn der(&self) -> CertificateDer<'static> {
        CertificateDer::clone(self.0.der())
    }
}

fn authorities(pem: &Pem) -> Result<RootCertStore, TlsFault> {
    let mut store = RootCertStore::empty();
    for certificate in certificates(pem)? {
        store.add(certificate).map_err(fault)?;
    }
    Ok(store)
}

fn certificates(pem: &Pem) -> Result<Vec<CertificateDer<'static>>, TlsFault> {
    CertificateDer::pem_slice_iter(pem.text.as_bytes()).collect::<Result<_, _>>().map_err(fault)
}

fn pair(identity: &Identity) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), TlsFault> {
    let key = PrivateKeyDer::from_pem_slice(identity.key.reveal().as_bytes()).map_err(fault)?;
    Ok((certificates(&identity.certificate)?, key))
}
