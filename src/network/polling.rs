//! Looking again and again for what somebody else makes ready: after pauses that double, until the wait is over.

use std::time::{Duration, Instant};

use crate::model::Profile;

/// The first pause between two looks, and the longest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pauses {
    first: Duration,
    longest: Duration,
}

impl Pauses {
    pub fn of(profile: &Profile) -> Self {
        let first = Duration::from_millis(profile.poll_pause_ms_min);
        Self { first, longest: Duration::from_millis(profile.poll_pause_ms_max) }
    }

    /// Looks for so long, from now on.
    pub fn within(self, wait: Duration) -> Polling {
        Polling { begun: Instant::now(), wait, pause: self.first, longest: self.longest, looks: 0 }
    }
}

/// Looks that are under way.
#[derive(Debug)]
pub(super) struct Polling {
    begun: Instant,
    wait: Duration,
    pause: Duration,
    longest: Duration,
    looks: u32,
}

impl Polling {
    /// Pauses before the next look; false when the wait is over, and then without a pause. The first look is always had.
    pub async fn next(&mut self) -> bool {
        if self.looks > 0 && self.waited() >= self.wait {
            return false;
        }
        tokio::time::sleep(self.pause).await;
        self.pause = (self.pause * 2).min(self.longest);
        self.looks += 1;
        true
    }

    /// How often [`Polling::next`] has let somebody look.
    pub fn looks(&self) -> u32 {
        self.looks
    }

    /// How long this has gone on.
    pub fn waited(&self) -> Duration {
        self.begun.elapsed()
    }

    /// The same in whole milliseconds.
    pub fn waited_ms(&self) -> u64 {
        u64::try_from(self.waited().as_millis()).unwrap_or(u64::MAX)
    }

    /// How long one look may take: to the end of the wait, and never nothing.
    pub fn left(&self) -> Duration {
        self.wait.saturating_sub(self.waited()).max(self.pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pauses(min_ms: u64, max_ms: u64) -> Pauses {
        Pauses::of(&Profile { poll_pause_ms_min: min_ms, poll_pause_ms_max: max_ms, ..Profile::default() })
    }

    #[tokio::test]
    async fn pauses_double_up_to_the_longest_and_looks_are_counted() {
        let mut polling = pauses(1, 5).within(Duration::MAX);
        let mut slept = Vec::new();
        for _ in 0..5 {
            slept.push(polling.pause.as_millis());
            assert!(polling.next().await);
        }
        assert_eq!((slept, polling.looks()), (vec![1, 2, 4, 5, 5], 5));
        assert!(polling.waited_ms() >= 17, "it has slept");
    }

    #[tokio::test]
    async fn when_the_wait_is_over_nobody_looks() {
        for wait in [Duration::ZERO, Duration::from_millis(1)] {
            let mut polling = pauses(3, 3).within(wait);
            assert!(polling.next().await, "the first look is always had");
            assert!(!polling.next().await);
            assert_eq!((polling.looks(), polling.left()), (1, Duration::from_millis(3)));
        }
    }
}
