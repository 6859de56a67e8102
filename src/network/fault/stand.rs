//! The faults before one place, in the order in which they were asked for, and how often each was shown.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{oneshot, watch};

use super::wire::Message;
use crate::model::FaultKind;
use crate::model::fault::CrashState;

/// Before one institution: what happens to the messages there. The first fault that is not used up counts.
pub struct Stand {
    faults: Vec<Counted>,
    /// How often what is held was let go.
    releases: watch::Sender<u64>,
    /// Nothing is held any more.
    open: AtomicBool,
    /// Messages that are held right now.
    held: AtomicU64,
    /// The message that waits to be overtaken.
    overtaken: Mutex<Overtaking>,
    /// When the institution is there again.
    away_until: Mutex<Option<Instant>>,
    messages: AtomicU64,
    /// Messages that were sent this way, whether or not they arrived.
    approached: AtomicU64,
    on_loss: Box<dyn Fn() + Send + Sync>,
    witness: OnceLock<Witness>,
}

/// Who is told when a fault has spoilt something: which, and the message, where one had come.
pub(crate) type Witness = Box<dyn Fn(&FaultKind, Option<&Message>) + Send + Sync>;

/// As [`Witness`], of a whole network: the fault is told with its place.
pub(crate) type NetworkWitness = Arc<dyn Fn(String, Option<&Message>) + Send + Sync>;

#[derive(Debug)]
struct Counted {
    kind: FaultKind,
    times: Option<u32>,
    shown: AtomicU64,
    /// How often it has made a difference.
    effects: AtomicU64,
}

/// A fault that a message meets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Showing<'s> {
    stand: &'s Stand,
    fault: &'s Counted,
}

impl<'s> Showing<'s> {
    pub fn kind(self) -> &'s FaultKind {
        &self.fault.kind
    }

    /// It has made a difference to a message, or to a connection before one came.
    pub fn takes_effect(self, message: Option<&Message>) {
        self.fault.effects.fetch_add(1, Ordering::Relaxed);
        if let Some(witness) = self.stand.witness.get() {
            witness(&self.fault.kind, message);
        }
    }
}

/// The message that waits to be overtaken, if one does.
#[derive(Debug, Default)]
pub(super) struct Overtaking(Option<oneshot::Sender<()>>);

impl Overtaking {
    /// It has been overtaken, and goes on.
    pub fn pass(self) {
        // It may have waited long enough already.
        let _ = self.0.map(|waiting| waiting.send(()));
    }
}

/// At which point of a connection a fault shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// Before anything is said.
    Connection,
    /// Once a message is there.
    Message,
}

impl fmt::Debug for Stand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stand").field("faults", &self.faults).finish_non_exhaustive()
    }
}

impl Stand {
    /// Faults with how many messages each meets (`None`: all). `on_loss` is called when the institution restarts with
    /// its state lost.
    pub fn new(
        faults: impl IntoIterator<Item = (FaultKind, Option<u32>)>,
        on_loss: impl Fn() + Send + Sync + 'static,
    ) -> Arc<Self> {
        let counted = |(kind, times)| Counted { kind, times, shown: AtomicU64::new(0), effects: AtomicU64::new(0) };
        Arc::new(Self {
            faults: faults.into_iter().map(counted).collect(),
            releases: watch::Sender::new(0),
            open: AtomicBool::new(false),
            held: AtomicU64::new(0),
            overtaken: Mutex::default(),
            away_until: Mutex::default(),
            messages: AtomicU64::new(0),
            approached: AtomicU64::new(0),
            on_loss: Box::new(on_loss),
            witness: OnceLock::new(),
        })
    }

    /// What is held goes on, and nothing is held any more; how many messages that were.
    pub fn release(&self) -> u64 {
        let held = self.held();
        self.open.store(true, Ordering::Relaxed);
        self.let_go();
        held
    }

    /// How many messages are held right now.
    pub fn held(&self) -> u64 {
        self.held.load(Ordering::Relaxed)
    }

    /// How many messages came by, those of a fault included.
    pub fn messages(&self) -> u64 {
        self.messages.load(Ordering::Relaxed)
    }

    /// A message is sent this way. Where nobody ever listens, this is all that is seen of it.
    pub(super) fn approach(&self) {
        self.approached.fetch_add(1, Ordering::Relaxed);
        if let Some(fault) = self.faults.first().filter(|_| self.always_refuses()) {
            fault.effects.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many messages were sent this way.
    pub fn approached(&self) -> u64 {
        self.approached.load(Ordering::Relaxed)
    }

    /// How often the fault of this number, as asked for here, has made a difference.
    pub fn effects(&self, number: usize) -> u64 {
        self.faults.get(number).map_or(0, |fault| fault.effects.load(Ordering::Relaxed))
    }

    /// Every fault here that has made a difference is told to somebody; the first who asks is the one.
    pub(crate) fn tell(&self, witness: Witness) {
        let _ = self.witness.set(witness);
    }

    /// Every fault here begins anew, and what is held goes on.
    pub fn begin_anew(&self) {
        for fault in &self.faults {
            fault.shown.store(0, Ordering::Relaxed);
            fault.effects.store(0, Ordering::Relaxed);
        }
        self.messages.store(0, Ordering::Relaxed);
        self.approached.store(0, Ordering::Relaxed);
        *self.away_until.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.open.store(false, Ordering::Relaxed);
        self.let_go();
    }

    fn let_go(&self) {
        self.releases.send_modify(|count| *count += 1);
    }

    /// The fault that the next message meets, if it shows at this point; counts one showing. Without TLS no certificate
    /// is shown, expired or not.
    pub(super) fn next(&self, level: Level, tls: bool) -> Option<Showing<'_>> {
        let released = self.open.load(Ordering::Relaxed);
        for fault in &self.faults {
            if fault.kind == FaultKind::Hold && released || fault.kind == FaultKind::ExpiredCertificate && !tls {
                continue;
            }
            let left = |shown: u64| fault.times.is_none_or(|times| shown < u64::from(times));
            if !left(fault.shown.load(Ordering::Relaxed)) {
                continue;
            }
            if level == Level::Connection && level_of(&fault.kind) != level {
                return None;
            }
            let counted = fault
                .shown
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |shown| left(shown).then_some(shown + 1));
            if counted.is_ok() {
                return Some(Showing { stand: self, fault });
            }
        }
        None
    }

    /// Whether no connection can ever be made: then nobody need listen.
    pub(super) fn always_refuses(&self) -> bool {
        self.faults.first().is_some_and(|first| first.kind == FaultKind::Refuse && first.times.is_none())
    }

    /// Whether connections must be made over TLS.
    pub fn needs_tls(&self) -> bool {
        self.faults.iter().any(|fault| fault.kind == FaultKind::ExpiredCertificate)
    }

    /// Counts a message, and says whom it overtakes.
    pub(super) fn arrive(&self) -> (u64, Overtaking) {
        let number = self.messages.fetch_add(1, Ordering::Relaxed);
        (number, std::mem::take(&mut self.overtaken.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Waits until the next message has gone by, but not longer than this; whether one has.
    pub(super) async fn be_overtaken(&self, wait: Duration) -> bool {
        let (sender, receiver) = oneshot::channel();
        *self.overtaken.lock().unwrap_or_else(PoisonError::into_inner) = Overtaking(Some(sender));
        matches!(tokio::time::timeout(wait, receiver).await, Ok(Ok(())))
    }

    /// Waits for [`Stand::release`].
    pub(super) async fn hold(&self) {
        self.held.fetch_add(1, Ordering::Relaxed);
        // An error means that the stand is gone, and with it whoever could release.
        let mut releases = self.releases.subscribe();
        let before = *releases.borrow();
        let _ = releases.wait_for(|count| *count != before).await;
        self.held.fetch_sub(1, Ordering::Relaxed);
    }

    /// The institution stops, and is there again after that time.
    pub(super) fn crash(&self, state: CrashState, away: Duration) {
        *self.away_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + away);
        if state == CrashState::Lost {
            (self.on_loss)();
        }
    }

    /// Whether the institution has stopped and not restarted yet.
    pub(super) fn is_away(&self) -> bool {
        let until = *self.away_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() < until)
    }
}

fn level_of(kind: &FaultKind) -> Level {
    match kind {
        FaultKind::Refuse | FaultKind::Partition | FaultKind::ExpiredCertificate => Level::Connection,
        _ => Level::Message,
    }
}
