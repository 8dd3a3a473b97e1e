//! What is inside a hardware token: a key, and what its codes move by, the time (RFC 6238) or a counter (RFC 4226).
//! Neighbours: `totp` makes a code; `token_file` reads the files that makers send along; `actions` remembers where a token stands.

use std::ops::RangeInclusive;

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::totp::{Algorithm, Digits, Period, Secret, hotp, parse_digits};

/// The form of [`Seed::to_bytes`].
const FORM: u8 = 1;

/// What the codes of a token move by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moving {
    /// The time, in steps of this length (TOTP).
    Time(Period),
    /// How often its button was pressed (HOTP).
    Counter,
}

impl Moving {
    /// All that there are.
    pub const ALL: [Self; 3] = [Self::Time(Period::Seconds30), Self::Time(Period::Seconds60), Self::Counter];

    /// The word that the store and forms use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Time(Period::Seconds30) => "time-30",
            Self::Time(Period::Seconds60) => "time-60",
            Self::Counter => "counter",
        }
    }

    /// From that word; an unknown word moves by nothing.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|moving| moving.word() == word)
    }

    /// The step that the time is at; nothing where there is no time in it.
    #[must_use]
    pub const fn step_at(self, unix_seconds: i64) -> Option<i64> {
        match self {
            Self::Time(period) => Some(unix_seconds.div_euclid(period.seconds())),
            Self::Counter => None,
        }
    }
}

/// The key of a token with all that a check of its codes needs.
#[derive(Clone, PartialEq, Eq)]
pub struct Seed {
    /// The key.
    pub secret: Secret,
    /// What its codes move by.
    pub moving: Moving,
    /// The hash under its codes.
    pub algorithm: Algorithm,
    /// Length of its codes.
    pub digits: Digits,
}

crate::redacted::redacted!(Seed => "hardware_token::Seed");

impl Seed {
    /// The bytes to seal: form, movement, hash, digits, then the key.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let moving = match self.moving {
            Moving::Counter => 0,
            Moving::Time(Period::Seconds30) => 30,
            Moving::Time(Period::Seconds60) => 60,
        };
        let algorithm = match self.algorithm {
            Algorithm::Sha1 => 1,
            Algorithm::Sha256 => 2,
            Algorithm::Sha512 => 3,
        };
        let digits = match self.digits {
            Digits::Six => 6,
            Digits::Eight => 8,
        };
        let mut bytes = Zeroizing::new(Vec::with_capacity(4 + self.secret.bytes().len()));
        bytes.extend_from_slice(&[FORM, moving, algorithm, digits]);
        bytes.extend_from_slice(self.secret.bytes());
        bytes
    }

    /// From those bytes; nothing where they are none of ours.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let ([form, moving, algorithm, digits], secret) = bytes.split_first_chunk()?;
        if *form != FORM {
            return None;
        }
        Some(Self {
            secret: Secret::from_bytes(secret)?,
            moving: match moving {
                0 => Moving::Counter,
                30 => Moving::Time(Period::Seconds30),
                60 => Moving::Time(Period::Seconds60),
                _ => return None,
            },
            algorithm: match algorithm {
                1 => Algorithm::Sha1,
                2 => Algorithm::Sha256,
                3 => Algorithm::Sha512,
                _ => return None,
            },
            digits: match digits {
                6 => Digits::Six,
                8 => Digits::Eight,
                _ => return None,
            },
        })
    }

    /// The code of a step, as a number.
    fn code(&self, step: i64) -> u32 {
        hotp(&self.secret, self.algorithm, step.cast_unsigned(), self.digits)
    }

    /// Which of these steps a code is of: the earliest, since a token has not been further than it says. All are looked at,
    /// whatever matches. Digits are as long as the token's, else there is no such step.
    #[must_use]
    pub fn find(&self, digits: &str, steps: RangeInclusive<i64>) -> Option<i64> {
        let given = parse_digits(digits, self.digits)?;
        first(steps, |step| self.code(step).ct_eq(&given))
    }

    /// The second step of the earliest two in a row that have these two codes (RFC 4226 section 7.4).
    #[must_use]
    pub fn find_pair(&self, (one, next): (&str, &str), steps: RangeInclusive<i64>) -> Option<i64> {
        let one = parse_digits(one, self.digits)?;
        let next = parse_digits(next, self.digits)?;
        let (from, to) = steps.into_inner();
        let mut before = Choice::from(0);
        let mut step_before = self.code(from.max(0)).ct_eq(&one);
        first(from.max(0).saturating_add(1)..=to.saturating_add(1), |step| {
            let code = self.code(step);
            before = step_before;
            step_before = code.ct_eq(&one);
            before & code.ct_eq(&next)
        })
    }
}

/// The first of these steps that hits, after looking at all of them. Before zero there are none.
fn first(steps: RangeInclusive<i64>, mut hits: impl FnMut(i64) -> Choice) -> Option<i64> {
    let (from, to) = steps.into_inner();
    let mut found = Choice::from(0);
    let mut first = 0_i64;
    for step in from.max(0)..=to {
        let hit = hits(step);
        first.conditional_assign(&step, hit & !found);
        found |= hit;
    }
    bool::from(found).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seed(moving: Moving, algorithm: Algorithm, digits: Digits, secret: &[u8]) -> Seed {
        Seed { secret: Secret::from_bytes(secret).unwrap(), moving, algorithm, digits }
    }

    const RFC: &[u8] = b"12345678901234567890";

    /// RFC 4226, appendix D.
    #[test]
    fn a_counter_makes_the_codes_of_the_standard() {
        let token = seed(Moving::Counter, Algorithm::Sha1, Digits::Six, RFC);
        let codes =
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (step, code) in (0..).zip(codes) {
            assert_eq!(token.find(code, 0..=9), Some(step));
            assert_eq!(token.find(code, step + 1..=9), None);
        }
        for (step, pair) in (1..).zip(codes.windows(2)) {
            assert_eq!(token.find_pair((pair[0], pair[1]), 0..=9), Some(step));
            assert_eq!(token.find_pair((pair[1], pair[0]), 0..=9), None, "in this order alone");
        }
        assert_eq!(token.find_pair((codes[0], codes[2]), 0..=9), None, "in a row alone");
        assert_eq!(token.find("75522", 0..=9), None);
        assert_eq!(token.find("0755224", 0..=9), None);
    }

    /// RFC 6238, appendix B: each with the key as long as its hash.
    #[test]
    fn the_time_makes_the_codes_of_the_standard() {
        let long = |length: usize| RFC.iter().copied().cycle().take(length).collect::<Vec<_>>();
        let time = Moving::Time(Period::Seconds30);
        for (algorithm, length, codes) in [
            (Algorithm::Sha1, 20, ["94287082", "07081804", "14050471", "89005924", "69279037", "65353130"]),
            (Algorithm::Sha256, 32, ["46119246", "68084774", "67062674", "91819424", "90698825", "77737706"]),
            (Algorithm::Sha512, 64, ["90693936", "25091201", "99943326", "93441116", "38618901", "47863826"]),
        ] {
            let token = seed(time, algorithm, Digits::Eight, &long(length));
            let moments = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000];
            for (at, code) in moments.into_iter().zip(codes) {
                let step = time.step_at(at).unwrap();
                assert_eq!(token.find(code, step - 1..=step + 1), Some(step), "{algorithm:?} at {at}");
                assert_eq!(token.find(code, step + 1..=step + 2), None, "{algorithm:?} at {at}");
            }
        }
    }

    #[test]
    fn what_is_sealed_comes_back() {
        for moving in Moving::ALL {
            assert_eq!(Moving::from_word(moving.word()), Some(moving));
            for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
                for digits in [Digits::Six, Digits::Eight] {
                    let token = seed(moving, algorithm, digits, RFC);
                    let bytes = token.to_bytes();
                    assert!(Seed::from_bytes(&bytes) == Some(token));
                    for place in 0..4 {
                        let mut other = bytes.clone();
                        other[place] = 99;
                        assert!(Seed::from_bytes(&other).is_none(), "{place}");
                    }
                    assert!(Seed::from_bytes(&bytes[..19]).is_none(), "a key of 15 bytes");
                }
            }
        }
        assert!(Seed::from_bytes(&[]).is_none());
    }

    #[test]
    fn before_the_beginning_there_are_no_steps() {
        let token = seed(Moving::Counter, Algorithm::Sha1, Digits::Six, RFC);
        assert_eq!(token.find("755224", -5..=0), Some(0));
        assert_eq!(token.find("755224", -5..=-1), None);
        assert_eq!(token.find_pair(("755224", "287082"), -3..=5), Some(1));
    }
}
