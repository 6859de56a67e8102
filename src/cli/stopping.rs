//! Ctrl-C and requests to end, heard from the moment somebody listens.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Whoever may ask the program to stop.
pub(super) struct Stopping {
    #[cfg(unix)]
    signals: [Option<Signal>; 2],
}

impl Stopping {
    /// Listens from now on; must be called inside a runtime. What the system does not tell is not heard.
    #[cfg(unix)]
    pub fn listen() -> Self {
        Self { signals: [SignalKind::interrupt(), SignalKind::terminate()].map(|kind| signal(kind).ok()) }
    }

    /// As on other systems.
    #[cfg(not(unix))]
    pub fn listen() -> Self {
        Self {}
    }

    /// Ends when somebody asks, once each time.
    #[cfg(unix)]
    pub async fn asked(&mut self) {
        async fn told(signal: &mut Option<Signal>) {
            let heard = match signal {
                Some(signal) => signal.recv().await.is_some(),
                None => false,
            };
            if !heard {
                std::future::pending::<()>().await;
            }
        }
        let [interrupt, terminate] = &mut self.signals;
        tokio::select! {
            () = told(interrupt) => {}
            () = told(terminate) => {}
        }
    }

    /// As on other systems.
    #[cfg(not(unix))]
    pub async fn asked(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
