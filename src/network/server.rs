//! One institution's HTTP server: one wiremock server with one mock whose responder is ours.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use super::call::{Call, Institution};
use super::directory::Addresses;

/// wiremock keeps ~9 KB of each request until the server is reset; at this many it is.
const REQUESTS_BEFORE_RENEWAL_MAX: usize = 500;

/// The sockets of a network before its servers start, so that each can be told where the others are.
pub(super) struct Listeners {
    pub nws: TcpListener,
    pub local_government: TcpListener,
    pub insurers: TcpListener,
    pub agency: TcpListener,
}

impl Listeners {
    pub fn bind() -> std::io::Result<Self> {
        let free = || TcpListener::bind("127.0.0.1:0");
        Ok(Self { nws: free()?, local_government: free()?, insurers: free()?, agency: free()? })
    }

    /// Each socket once.
    pub fn all(self) -> [TcpListener; 4] {
        [self.nws, self.local_government, self.insurers, self.agency]
    }

    pub fn addresses(&self) -> Addresses {
        let url = |listener: &TcpListener| match listener.local_addr() {
            Ok(address) => format!("http://{address}"),
            Err(_) => String::new(),
        };
        Addresses {
            nws: url(&self.nws),
            local_government: url(&self.local_government),
            insurers: url(&self.insurers),
            agency: url(&self.agency),
        }
    }
}

/// A running server.
#[derive(Debug)]
pub(super) struct Server {
    /// `None` only while being dropped.
    mock: Option<MockServer>,
    door: Door,
}

#[derive(Debug, Clone)]
struct Door {
    institution: Arc<dyn Institution>,
    served: Arc<AtomicUsize>,
}

impl Respond for Door {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        self.served.fetch_add(1, Ordering::Relaxed);
        let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
        let reply = self.institution.handle(&Call {
            method: request.method.as_str(),
            path: request.url.path(),
            query: request.url.query().unwrap_or(""),
            content_type: header("content-type"),
            action: header("soapaction"),
            body: &request.body,
            ..Call::default()
        });
        let mut template = ResponseTemplate::new(reply.status);
        if !reply.content_type.is_empty() {
            template = template.set_body_raw(reply.body, &reply.content_type);
        }
        match reply.after {
            Some(delay) => template.set_delay(delay),
            None => template,
        }
    }
}

impl Server {
    pub async fn start(listener: TcpListener, institution: Arc<dyn Institution>) -> Self {
        let door = Door { institution, served: Arc::default() };
        let mock = MockServer::builder().listener(listener).disable_request_recording().start().await;
        mount(&door, &mock).await;
        Self { mock: Some(mock), door }
    }

    pub async fn renew_if_due(&self) {
        if self.door.served.load(Ordering::Relaxed) < REQUESTS_BEFORE_RENEWAL_MAX {
            return;
        }
        if let Some(mock) = &self.mock {
            self.door.served.store(0, Ordering::Relaxed);
            mock.reset().await;
            mount(&self.door, mock).await;
        }
    }
}

async fn mount(door: &Door, mock: &MockServer) {
    Mock::given(any()).respond_with(door.clone()).mount(mock).await;
}

impl Drop for Server {
    fn drop(&mut self) {
        // wiremock's own drop blocks on tokio locks, which can spin for ever inside a tokio task: do it on a plain thread.
        if let Some(mock) = self.mock.take() {
            let _ = std::thread::Builder::new().spawn(move || drop(mock)).map(std::thread::JoinHandle::join);
        }
    }
}
