//! Numbers of the organisation's own attributes: up to four decimals, exact, and never in another notation than people use.

use std::fmt;
use std::str::FromStr;

const SCALE: i64 = 10_000;
const DECIMALS: usize = 4;
/// Far enough for any number that people keep, and far from where a sum could overflow.
const LARGEST: i64 = 99_999_999_999_999;

/// A number with up to four decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(i64);

/// The text is no number, or one with more digits than are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number of at most 14 digits before the point and 4 after it")]
pub struct NotANumber;

impl Number {
    /// From ten-thousandths, as the store keeps it.
    pub const fn from_units(units: i64) -> Self {
        Self(units)
    }

    /// Ten-thousandths.
    pub const fn units(self) -> i64 {
        self.0
    }
}

impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let ends_in_point = digits.ends_with('.');
        if whole.is_empty() || ends_in_point || !is_digits(whole) || !is_digits(decimals) || decimals.len() > DECIMALS {
            return Err(NotANumber);
        }
        let whole: i64 = whole.parse().map_err(|_| NotANumber)?;
        let decimals: i64 = format!("{decimals:0<DECIMALS$}").parse().map_err(|_| NotANumber)?;
        if whole > LARGEST {
            return Err(NotANumber);
        }
        let units = whole * SCALE + decimals;
        Ok(Self(if negative { -units } else { units }))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let units = self.0.unsigned_abs();
        let (whole, decimals) = (units / SCALE.unsigned_abs(), units % SCALE.unsigned_abs());
        write!(f, "{sign}{whole}")?;
        if decimals == 0 {
            return Ok(());
        }
        let decimals = format!("{decimals:0DECIMALS$}");
        write!(f, ".{}", decimals.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_reads_as_it_is_written() {
        for (text, units) in [("0", 0), ("12", 120_000), ("-3.5", -35_000), ("0.0001", 1), ("007.50", 75_000)] {
            let number: Number = text.parse().unwrap();
            assert_eq!(number.units(), units, "{text}");
            assert_eq!(number.to_string().parse(), Ok(number), "{text}");
        }
        assert_eq!(Number::from_units(75_000).to_string(), "7.5");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", ".5", "5.", "1e3", "1,5", "0.00001", "100000000000000", "+1", "١"] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }
}
