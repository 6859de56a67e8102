//! TLS at both ends: what a client trusts and shows, what a door shows and asks for. One provider of cryptography: ring.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig};

use crate::model::partner::{Identity, Pem};

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

/// A door that shows a certificate, its own or one made for the occasion, and asks for one if it is told whose.
pub(super) fn server_config(
    identity: Option<&Identity>,
    clients: Option<&Pem>,
    names: Vec<String>,
) -> Result<(ServerConfig, Option<String>), TlsFault> {
    let builder =
        ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions().map_err(fault)?;
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(pem) => {
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(authorities(pem)?), provider());
            builder.with_client_cert_verifier(verifier.build().map_err(fault)?)
        }
    };
    let (chain, key, made) = match identity {
        Some(identity) => {
            let (chain, key) = pair(identity)?;
            (chain, key, None)
        }
        None => {
            let made = rcgen::generate_simple_self_signed(names).map_err(fault)?;
            let key = PrivateKeyDer::from_pem_slice(made.signing_key.serialize_pem().as_bytes()).map_err(fault)?;
            (vec![made.cert.der().clone()], key, Some(made.cert.pem()))
        }
    };
    Ok((builder.with_single_cert(chain, key).map_err(fault)?, made))
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
