//! Code cards: numbered one-time codes on paper (look-up secrets, NIST SP 800-63B-4 section 3.1.2). Code N is that of counter N
//! (HOTP, RFC 4226), so that one sealed secret is the whole card. Neighbour: `store` lets a number count once.

use subtle::ConstantTimeEq as _;

use crate::totp::{Algorithm, Digits, Secret, hotp, parse_digits};

/// Codes on a card.
pub const CODES: u32 = 60;

/// The code with this number.
#[must_use]
pub fn code(secret: &Secret, number: u32) -> String {
    let value = hotp(secret, Algorithm::Sha1, u64::from(number), Digits::Six);
    format!("{value:0width$}", width = Digits::Six.count())
}

/// Whether `digits` are the code with this number; a card has none but 1 to [`CODES`].
#[must_use]
pub fn check(secret: &Secret, number: u32, digits: &str) -> bool {
    let Some(given) = parse_digits(digits, Digits::Six) else { return false };
    let is_one = (1..=CODES).contains(&number);
    let right = hotp(secret, Algorithm::Sha1, u64::from(number), Digits::Six).ct_eq(&given);
    is_one && bool::from(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4226 appendix D.
    const RFC: &[u8] = b"12345678901234567890";

    #[test]
    fn the_codes_are_those_of_rfc_4226() {
        let secret = Secret::from_bytes(RFC).unwrap();
        let codes = ["287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (number, expected) in (1..).zip(codes) {
            assert_eq!(code(&secret, number), expected);
            assert!(check(&secret, number, expected));
            assert!(!check(&secret, number + 1, expected), "a code has one number");
        }
    }

    #[test]
    fn a_card_begins_at_one_and_ends_at_sixty() {
        let secret = Secret::from_bytes(RFC).unwrap();
        for (number, is_one) in [(0, false), (1, true), (60, true), (61, false), (u32::MAX, false)] {
            assert_eq!(check(&secret, number, &code(&secret, number)), is_one, "{number}");
        }
    }

    #[test]
    fn only_six_digits_are_compared() {
        let secret = Secret::from_bytes(RFC).unwrap();
        for bad in ["", "28708", "2870820", " 287082", "287 082", "28708a", "２８７０８２"] {
            assert!(!check(&secret, 1, bad), "{bad:?}");
        }
    }

    #[test]
    fn oathtool_makes_the_same_card() {
        let secret = Secret::from_bytes(RFC).unwrap();
        let hex = data_encoding::HEXLOWER.encode(RFC);
        let Ok(output) = std::process::Command::new("oathtool").args(["--hotp", "-c", "1", "-w", "59", &hex]).output()
        else {
            println!("skipped: oathtool is not installed");
            return;
        };
        let printed = String::from_utf8(output.stdout).unwrap();
        let ours: Vec<String> = (1..=CODES).map(|number| code(&secret, number)).collect();
        assert_eq!(printed.lines().collect::<Vec<_>>(), ours);
    }
}
