//! The gentle check that a second factor still works, before it is needed: after 28 days without it, and again every 28 days.
//! It is an offer: nothing is refused to whoever leaves it.

use crate::time::{Lifetime, Timestamp};

/// After so long without the second factor, and again after so long without an answer.
pub const CHECK_UP_EVERY: Lifetime = Lifetime::days(28);

/// When the check-up that is open at `now` came up; none where the second factor was used or added (`proved`) less than
/// [`CHECK_UP_EVERY`] ago. Whoever puts one away meets the next, 28 days on.
pub fn check_up(now: Timestamp, proved: Timestamp) -> Option<Timestamp> {
    let every = CHECK_UP_EVERY.micros();
    let times = now.since(proved).micros().div_euclid(every);
    (times > 0).then(|| proved.plus(Lifetime::from_micros(times.saturating_mul(every))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_comes_up_every_28_days() {
        let proved = Timestamp::from_seconds(1_000);
        for (days, seconds, came_up) in [
            (-1, 0, None),
            (0, 0, None),
            (27, 86_399, None),
            (28, 0, Some(28)),
            (55, 86_399, Some(28)),
            (56, 0, Some(56)),
            (400, 0, Some(392)),
        ] {
            let now = Timestamp::from_seconds(1_000 + days * 86_400 + seconds);
            let expected = came_up.map(|days| Timestamp::from_seconds(1_000 + days * 86_400));
            assert_eq!(check_up(now, proved), expected, "{days} days and {seconds} s");
        }
    }

    proptest! {
        #[test]
        fn it_came_up_less_than_28_days_ago(now in any::<i32>(), proved in any::<i32>()) {
            let (now, proved) = (Timestamp::from_seconds(now.into()), Timestamp::from_seconds(proved.into()));
            if let Some(came_up) = check_up(now, proved) {
                prop_assert!(came_up <= now && now.since(came_up) < CHECK_UP_EVERY);
                prop_assert!(came_up.since(proved) >= CHECK_UP_EVERY);
            }
        }
    }
}
