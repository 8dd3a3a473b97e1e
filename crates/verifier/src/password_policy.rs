//! Which new passwords are good enough: long enough, not among the common ones, not made of the person's own words.
//! Neighbours: `password` hashes what passes here; the pages turn a weakness into words.

use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

use crate::password::MAX_PASSWORD_BYTES;

/// Shortest password where it is the only factor (NIST SP 800-63B-4), in code points.
pub const MIN_LENGTH_ALONE: usize = 15;
/// Shortest password where a second factor comes with it (NIST SP 800-63B-4, ASVS 6.2.1), in code points.
pub const MIN_LENGTH_WITH_SECOND_FACTOR: usize = 8;

/// Context words shorter than this are no hint to anyone.
const SHORTEST_CONTEXT_WORD: usize = 3;

/// How well a password that passed will stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// About 10^8 guesses.
    Fair,
    /// About 10^10 guesses.
    Good,
    /// More.
    Strong,
}

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer code points than asked.
    TooShort {
        /// The least number of code points.
        min: usize,
    },
    /// More than [`MAX_PASSWORD_BYTES`].
    TooLong,
    /// Among the first million that a guesser tries.
    Common,
    /// Made of the person's or the organisation's own words.
    ContainsContext,
}

/// Judges a new password. `min_length` counts code points (NIST SP 800-63B-4: each counts as one character);
/// `context_words` are the person's names, address and organisation, whole: they are split into words here.
/// No rules of composition (NIST forbids them): a long sentence in one script is fine.
pub fn assess(password: &str, min_length: usize, context_words: &[&str]) -> Result<Strength, Weakness> {
    if password.len() > MAX_PASSWORD_BYTES {
        return Err(Weakness::TooLong);
    }
    let composed: zeroize::Zeroizing<String> = zeroize::Zeroizing::new(password.nfc().collect());
    if composed.chars().count() < min_length {
        return Err(Weakness::TooShort { min: min_length });
    }
    let words = split(context_words);
    if little_is_left(&composed, &words) {
        return Err(Weakness::ContainsContext);
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match strength(zxcvbn(&composed, &words).score()) {
        Some(strength) => Ok(strength),
        // The same password from somebody else would have passed: the words are what spoils it.
        None if strength(zxcvbn(&composed, &[]).score()).is_some() => Err(Weakness::ContainsContext),
        None => Err(Weakness::Common),
    }
}

fn strength(score: Score) -> Option<Strength> {
    match score {
        Score::Two => Some(Strength::Fair),
        Score::Three => Some(Strength::Good),
        Score::Four => Some(Strength::Strong),
        // Including scores that a later version may add: every doubt refuses.
        _ => None,
    }
}

/// Lower-cased words of the context, longest first, with each whole text before its parts.
fn split(context: &[&str]) -> Vec<String> {
    let mut words: Vec<String> = context
        .iter()
        .flat_map(|text| {
            let lower: String = text.nfc().collect::<String>().to_lowercase();
            let parts: Vec<String> = lower.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
            parts.into_iter().chain([lower])
        })
        .filter(|word| word.chars().count() >= SHORTEST_CONTEXT_WORD)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words.dedup();
    words
}

/// Whether without the context words fewer than four characters remain, as in "Waterland2026" less "waterland" and digits.
fn little_is_left(password: &str, words: &[String]) -> bool {
    let lower = zeroize::Zeroizing::new(password.to_lowercase());
    let mut rest = lower.clone();
    for word in words {
        rest = zeroize::Zeroizing::new(rest.replace(word.as_str(), ""));
    }
    rest.len() < lower.len() && rest.chars().filter(|c| c.is_alphabetic()).count() < 4
}

#[cfg(test)]
mod tests {
    use super::*;

    const SANNE: &[&str] = &["Sanne de Wit", "s.dewit@waterland.example", "Vereniging Waterland"];

    #[test]
    fn length_counts_code_points_after_composing() {
        assert_eq!(assess("korte", 8, &[]), Err(Weakness::TooShort { min: 8 }));
        // Seven letters typed as fourteen code points are still seven.
        assert_eq!(
            assess("e\u{301}e\u{300}u\u{308}o\u{302}a\u{301}i\u{308}n\u{303}", 8, &[]),
            Err(Weakness::TooShort { min: 8 })
        );
        // Eight ideographs are eight, though 24 bytes.
        assert!(assess("猫犬鳥魚山川空海", 8, &[]).is_ok());
        assert_eq!(assess("猫犬鳥魚山川空海", 15, &[]), Err(Weakness::TooShort { min: 15 }));
    }

    #[test]
    fn long_sentences_are_welcome_up_to_the_limit_of_hashing() {
        let sentence = "vier paarden lopen langzaam naar de zee ".repeat(25);
        assert!(sentence.len() <= MAX_PASSWORD_BYTES && sentence.len() > 900);
        assert!(assess(&sentence, 15, SANNE).is_ok());
        assert_eq!(assess(&"x9".repeat(513), 15, &[]), Err(Weakness::TooLong));
    }

    #[test]
    fn what_everyone_tries_first_is_common() {
        for common in [
            "password",
            "Password1",
            "12345678",
            "qwertyuiop",
            "iloveyou",
            "welkom01",
            "aaaaaaaaaaaa",
            "abcdefgh",
            "trustno1",
            "p@ssw0rd",
            "19841984",
        ] {
            assert_eq!(assess(common, 8, &[]), Err(Weakness::Common), "{common}");
        }
    }

    #[test]
    fn ones_own_words_are_no_password() {
        for own in [
            "waterland",
            "Waterland2026",
            "Waterland2026!",
            "sannedewit",
            "SanneDeWit1",
            "s.dewit@waterland.example",
            "Vereniging Waterland",
        ] {
            assert_eq!(assess(own, 8, SANNE), Err(Weakness::ContainsContext), "{own}");
        }
        assert!(assess("waterland heeft vier oude molens", 15, SANNE).is_ok(), "a word in a sentence is fine");
        assert!(assess("gele-fietspomp-onderwater", 15, &["Jo", "x", ""]).is_ok());
    }

    #[test]
    fn strength_rises() {
        assert!(Strength::Fair < Strength::Good && Strength::Good < Strength::Strong);
        assert_eq!(assess("gele-fietspomp-onderwater-kraan-71", 15, &[]), Ok(Strength::Strong));
    }

    #[test]
    fn no_rule_of_composition() {
        assert!(assess("zevenslotenvolkikkers", 15, &[]).is_ok(), "lower case alone");
        assert!(assess("vierentwintig kikkers in de sloot", 15, &[]).is_ok(), "spaces");
        assert!(assess("🐸🦆🐄🚲🌷🧀⛵🌧", 8, &[]).is_ok(), "emoji");
    }
}
