//! What went wrong on the way to a real system, told as what it is: the name, the connection, TLS, or a line that broke.

use std::error::Error;
use std::io;

use rustls::{AlertDescription, CertificateError, InvalidMessage};

use super::Both;
use crate::model::catalogue::{machine, reach as words};
use crate::model::{Lang, Text};

/// How far a request came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stage {
    /// The system was not reached.
    Unreached(Both),
    /// It was connected to, and the line broke.
    Broken(Both),
    /// It was connected to, and speaks something else than HTTP.
    NoHttp,
}

/// Where a request failed and why. `waited_ms`: how long a connection may take.
pub(super) fn stage(error: &reqwest::Error, waited_ms: u128) -> Stage {
    let causes = Causes::of(error);
    if let Some(fault) = causes.tls {
        // In TLS 1.3 the server judges us after our own side is done: its word comes as an answer, and is none.
        return Stage::Unreached(of_tls(fault));
    }
    if causes.no_http {
        return Stage::NoHttp;
    }
    if !error.is_connect() {
        return Stage::Broken(broken(&causes));
    }
    if error.is_timeout() {
        return Stage::Unreached(said(&words::NO_CONNECTION, &[("waited", &waited_ms)]));
    }
    let texts: [(&[io::ErrorKind], &Text); 3] = [
        (&[io::ErrorKind::ConnectionRefused], &words::REFUSED),
        (&[io::ErrorKind::HostUnreachable, io::ErrorKind::NetworkUnreachable], &words::NO_ROUTE),
        (&[io::ErrorKind::TimedOut], &words::NO_ROUTE),
    ];
    let why = match (causes.looks_up, causes.io) {
        (true, _) => said(&words::NO_NAME, &[]),
        // A door that closes while TLS is being set up.
        (false, Some(error)) if is_end(error) => said(&words::TLS_CLOSED, &[]),
        (false, Some(error)) => match texts.iter().find(|(kinds, _)| kinds.contains(&error.kind())) {
            Some((_, text)) => said(text, &[]),
            None => failed(machine::both(error)),
        },
        (false, None) => failed((causes.innermost.clone(), causes.innermost)),
    };
    Stage::Unreached(why)
}

/// The same in one sentence, for those who only tell somebody something.
pub(super) fn told(error: &reqwest::Error, waited_ms: u128) -> Both {
    match stage(error, waited_ms) {
        Stage::Unreached(why) | Stage::Broken(why) => why,
        Stage::NoHttp => said(&words::NO_HTTP, &[]),
    }
}

fn said(text: &Text, args: &[(&str, &dyn std::fmt::Display)]) -> Both {
    (text.say(Lang::Ja, args), text.say(Lang::En, args))
}

fn failed((ja, en): Both) -> Both {
    (words::FAILED.say(Lang::Ja, &[("why", &ja)]), words::FAILED.say(Lang::En, &[("why", &en)]))
}

fn is_end(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::UnexpectedEof | Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe | Kind::NotConnected
    )
}

fn broken(causes: &Causes<'_>) -> Both {
    match causes.io {
        Some(error) if !is_end(error) => machine::both(error),
        _ => said(&words::CLOSED, &[]),
    }
}

/// What a chain of causes holds.
struct Causes<'e> {
    tls: Option<&'e rustls::Error>,
    io: Option<&'e io::Error>,
    looks_up: bool,
    no_http: bool,
    innermost: String,
}

impl<'e> Causes<'e> {
    fn of(error: &'e reqwest::Error) -> Self {
        let mut all = Self { tls: None, io: None, looks_up: false, no_http: false, innermost: String::new() };
        let mut next: Option<&'e (dyn Error + 'static)> = Some(error);
        while let Some(cause) = next {
            all.innermost = cause.to_string();
            // The only sign that the client gives of a name it cannot find.
            all.looks_up |= all.innermost.contains("dns error");
            all.no_http |= cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse);
            all.tls = cause.downcast_ref().or(all.tls);
            // An error of I/O hides what it was made of from those who ask for its cause.
            let mut made_of = cause.downcast_ref::<io::Error>();
            while let Some(io) = made_of {
                all.io = Some(io);
                let inner = io.get_ref().map(|inner| inner as &(dyn Error + 'static));
                all.tls = inner.and_then(|inner| inner.downcast_ref()).or(all.tls);
                made_of = inner.and_then(|inner| inner.downcast_ref());
            }
            next = cause.source();
        }
        all
    }
}

/// What TLS says, on either side.
fn of_tls(fault: &rustls::Error) -> Both {
    let text = match fault {
        rustls::Error::InvalidCertificate(why) => return of_certificate(why),
        rustls::Error::AlertReceived(alert) => return of_alert(*alert),
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion)
        | rustls::Error::InappropriateMessage { .. } => &words::TLS_NONE,
        rustls::Error::PeerIncompatible(_) => &words::TLS_VERSION,
        other => return said(&words::TLS_FAILED, &[("why", &format!("{other:?}"))]),
    };
    said(text, &[])
}

fn of_certificate(why: &CertificateError) -> Both {
    use CertificateError as Fault;
    let text = match why {
        Fault::UnknownIssuer | Fault::BadSignature => &words::TLS_UNKNOWN_AUTHORITY,
        Fault::Expired | Fault::ExpiredContext { .. } => &words::TLS_EXPIRED,
        Fault::NotValidYet | Fault::NotValidYetContext { .. } => &words::TLS_NOT_YET,
        Fault::NotValidForName | Fault::NotValidForNameContext { .. } => &words::TLS_OTHER_NAME,
        Fault::Revoked => &words::TLS_REVOKED,
        other => return said(&words::TLS_BAD_CERTIFICATE, &[("why", &format!("{other:?}"))]),
    };
    said(text, &[])
}

fn of_alert(alert: AlertDescription) -> Both {
    use AlertDescription as Alert;
    let text = match alert {
        Alert::CertificateRequired | Alert::NoCertificate => &words::TLS_CLIENT_MISSING,
        Alert::UnknownCA => &words::TLS_CLIENT_UNKNOWN,
        Alert::CertificateExpired => &words::TLS_CLIENT_EXPIRED,
        Alert::BadCertificate
        | Alert::UnsupportedCertificate
        | Alert::CertificateRevoked
        | Alert::CertificateUnknown
        | Alert::AccessDenied
        | Alert::DecryptError => return said(&words::TLS_CLIENT_REFUSED, &[("why", &format!("{alert:?}"))]),
        Alert::ProtocolVersion | Alert::InsufficientSecurity | Alert::HandshakeFailure => &words::TLS_VERSION,
        other => return said(&words::TLS_FAILED, &[("why", &format!("{other:?}"))]),
    };
    said(text, &[])
}
