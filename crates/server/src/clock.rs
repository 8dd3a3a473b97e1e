//! The two clocks of the program: the machine's, and one that the demo and tests push forward. Nothing else reads the
//! time; actions get it through [`actions::Clock`].

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use actions::Clock;
use domain::time::{Lifetime, Timestamp};
use tokio::sync::Notify;

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(jiff::Timestamp::now().as_microsecond())
    }
}

/// Microseconds of a clock that only goes forward, from an arbitrary start: for measuring, not for dates.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
pub fn monotonic() -> std::time::Instant {
    std::time::Instant::now()
}

/// A clock that can be moved. Clones move together.
#[derive(Clone, Debug)]
pub struct MovableClock(Arc<Moved>);

#[derive(Debug)]
struct Moved {
    /// Whether time passes by itself between moves.
    runs: bool,
    /// Microseconds ahead of the machine's clock; of a clock that stands still, the moment itself.
    micros: AtomicI64,
    moves: Arc<Notify>,
}

impl MovableClock {
    /// Runs along with the machine's clock.
    pub fn real() -> Self {
        Self::new(true, 0)
    }

    /// Shows `start` now, and runs from there.
    pub fn running_from(start: Timestamp) -> Self {
        Self::new(true, start.micros() - SystemClock.now().micros())
    }

    /// Stands at `moment` until it is moved: for tests at the edge of a second.
    pub fn standing_at(moment: Timestamp) -> Self {
        Self::new(false, moment.micros())
    }

    fn new(runs: bool, micros: i64) -> Self {
        Self(Arc::new(Moved { runs, micros: AtomicI64::new(micros), moves: Arc::new(Notify::new()) }))
    }

    /// Moves forward.
    pub fn advance(&self, span: Lifetime) {
        self.0.micros.fetch_add(span.micros(), Ordering::AcqRel);
        self.0.moves.notify_one();
    }

    /// Moves to this moment, back as well as forward.
    pub fn set(&self, moment: Timestamp) {
        let micros = if self.0.runs { moment.micros() - SystemClock.now().micros() } else { moment.micros() };
        self.0.micros.store(micros, Ordering::Release);
        self.0.moves.notify_one();
    }

    /// What the machine's clock shows.
    pub fn present(&self) -> Timestamp {
        SystemClock.now()
    }

    /// How far it is ahead of the machine's clock, in microseconds; negative when behind.
    pub fn ahead(&self) -> i64 {
        self.now().micros() - SystemClock.now().micros()
    }

    /// Told at every move, so that whoever waits for a moment looks again.
    pub fn moves(&self) -> Arc<Notify> {
        self.0.moves.clone()
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        let micros = self.0.micros.load(Ordering::Acquire);
        let micros = if self.0.runs { SystemClock.now().micros().saturating_add(micros) } else { micros };
        Timestamp::from_micros(micros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_stands_moves_only_when_told() {
        let clock = MovableClock::standing_at(Timestamp::from_seconds(100));
        let same = clock.clone();
        assert_eq!(clock.now(), Timestamp::from_seconds(100));
        same.advance(Lifetime::hours(1));
        assert_eq!(clock.now(), Timestamp::from_seconds(3_700));
        clock.set(Timestamp::from_seconds(5));
        assert_eq!(same.now(), Timestamp::from_seconds(5));
    }

    #[test]
    fn a_clock_that_runs_keeps_its_distance() {
        let clock = MovableClock::real();
        clock.advance(Lifetime::days(30));
        let off = clock.ahead() - Lifetime::days(30).micros();
        assert!(off.abs() < 5_000_000, "{off}");
        let elsewhere = MovableClock::running_from(Timestamp::from_seconds(1_000_000_000));
        assert!(elsewhere.now().since(Timestamp::from_seconds(1_000_000_000)) < Lifetime::minutes(1));
    }

    #[tokio::test]
    async fn whoever_waits_is_told_of_a_move() {
        let clock = MovableClock::real();
        clock.advance(Lifetime::seconds(1));
        clock.moves().notified().await;
    }
}
