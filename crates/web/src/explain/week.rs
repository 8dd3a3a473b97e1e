//! What the two settings "how often asked" and "how long signed in" do together, and their spans in words. Beside
//! `explain`, which says what holds for one person.

use domain::policy::{Ask, Stay};
use domain::session::LONGEST_WITHOUT_STAY;
use domain::time::Lifetime;
use domain::trusted_device::LONGEST_TRUST;

use crate::words::Words;

/// What these two settings together do to the week of a member (mission S4, policy.md "Ask and stay together").
pub fn week(ask: Ask, stay: Stay, words: Words) -> String {
    match stay {
        Stay::UntilBrowserCloses => {
            let most = span(words, LONGEST_WITHOUT_STAY);
            match ask {
                Ask::Always => words.with("week-browser-both").arg("most", most).to_string(),
                Ask::Every(period) => {
                    let sentence = if period < LONGEST_WITHOUT_STAY {
                        words.with("week-browser-inside")
                    } else {
                        words.with("week-browser")
                    };
                    let remembered = every(words, period.min(LONGEST_TRUST));
                    sentence.arg("most", most).arg("every", remembered).to_string()
                }
            }
        }
        Stay::For(stay) => match ask {
            Ask::Every(period) if period < stay => {
                let sentence = words.with("week-stay-inside").arg("stay", span(words, stay));
                sentence.arg("every", every(words, period)).to_string()
            }
            Ask::Every(period) if stay < period.min(LONGEST_TRUST) => {
                let sentence = words.with("week-stay").arg("again", every(words, stay));
                sentence.arg("every", every(words, period.min(LONGEST_TRUST))).to_string()
            }
            // The session ends as the period does, or before it: both are asked together.
            Ask::Always | Ask::Every(_) => words.with("week-stay-both").arg("stay", span(words, stay)).to_string(),
        },
    }
}

/// A unit of time in which a span is a whole number.
enum Unit {
    Days,
    Hours,
    Minutes,
    Seconds,
}

/// The largest unit of which the span is a whole number: what an administrator wrote comes back exactly.
fn exact(span: Lifetime) -> (Unit, i64) {
    let seconds = span.seconds_rounded_up();
    match seconds {
        s if s > 0 && s % 86_400 == 0 => (Unit::Days, s / 86_400),
        s if s > 0 && s % 3_600 == 0 => (Unit::Hours, s / 3_600),
        s if s > 0 && s % 60 == 0 => (Unit::Minutes, s / 60),
        s => (Unit::Seconds, s),
    }
}

/// "30 dagen"
pub(super) fn span(words: Words, span: Lifetime) -> String {
    let (unit, n) = exact(span);
    let sentence = match unit {
        Unit::Days => words.with("span-days"),
        Unit::Hours => words.with("span-hours"),
        Unit::Minutes => words.with("span-minutes"),
        Unit::Seconds => words.with("span-seconds"),
    };
    sentence.arg("n", n).to_string()
}

/// "eens in de 30 dagen", "elke dag"
pub(super) fn every(words: Words, span: Lifetime) -> String {
    let (unit, n) = exact(span);
    let sentence = match unit {
        Unit::Days => words.with("every-days"),
        Unit::Hours => words.with("every-hours"),
        Unit::Minutes => words.with("every-minutes"),
        Unit::Seconds => words.with("every-seconds"),
    };
    sentence.arg("n", n).to_string()
}
