//! How we come in at a partner: who we say we are, and the client that connects.

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

use super::{Gate, IDLE_CONNECTIONS_MAX, Secrets};
use crate::model::Partner;
use crate::model::partner::{Credentials, Secret};
use crate::network::tls;

/// The headers that say who we are, marked so that no library prints them; else the variables that are missing.
pub(super) fn headers(partner: &Partner, secrets: &Secrets) -> Result<HeaderMap, Vec<String>> {
    let mut headers = HeaderMap::new();
    let Some(credentials) = &partner.credentials else { return Ok(headers) };
    let missing: Vec<String> =
        credentials.variables().into_iter().filter(|name| !secrets.contains_key(*name)).map(str::to_owned).collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let value = |name: &str| secrets.get(name).map_or("", Secret::reveal);
    let (name, text) = match credentials {
        Credentials::Basic { user, password } => {
            (AUTHORIZATION, format!("Basic {}", base64(format!("{}:{}", value(user), value(password)).as_bytes())))
        }
        Credentials::Bearer { token } => (AUTHORIZATION, format!("Bearer {}", value(token))),
        Credentials::Header { name, value: variable } => {
            let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else { return Ok(headers) };
            (name, value(variable).to_owned())
        }
    };
    // A value with a line break in it is as good as none.
    let mut text = HeaderValue::from_str(&text)
        .map_err(|_| credentials.variables().into_iter().map(str::to_owned).collect::<Vec<_>>())?;
    text.set_sensitive(true);
    headers.insert(name, text);
    Ok(headers)
}

/// RFC 4648.
pub(super) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |index: usize| u32::from(three.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 0x3f) as usize];
            out.push(if place <= three.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

/// A client for one partner.
pub(super) fn http_client(gate: &Gate) -> Result<reqwest::Client, std::io::Error> {
    // Without authorities of its own a partner is trusted as the machine trusts; the client finds ring by itself then.
    tls::provider();
    let mut client = reqwest::Client::builder()
        .no_proxy()
        .http1_only()
        .tcp_nodelay(true)
        .connect_timeout(gate.wait)
        .pool_max_idle_per_host(IDLE_CONNECTIONS_MAX)
        .redirect(reqwest::redirect::Policy::none());
    if let Some(config) = &gate.tls {
        client = client.tls_backend_preconfigured(config.clone());
    } else if gate.files.is_some() || gate.url.starts_with("http://") {
        client = client.tls_backend_preconfigured(tls::trusting_nobody().map_err(std::io::Error::other)?);
    }
    if let Some(pair) = &gate.identity {
        let pair = reqwest::Identity::from_pem(pair.reveal().as_bytes()).map_err(std::io::Error::other)?;
        client = client.identity(pair);
    }
    client.build().map_err(std::io::Error::other)
}
