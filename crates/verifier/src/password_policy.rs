//! Which new passwords are good enough: long enough, not among the common ones, not made of the person's own words.
//! Neighbours: `password` hashes what passes here; `domain::password` is what an organisation asks; pages find the words.

mod easy;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;
use zxcvbn::matching::patterns::MatchPattern;
use zxcvbn::{Entropy, Score, zxcvbn};

use crate::password::MAX_PASSWORD_BYTES;

/// Shortest password where it is the only factor (NIST SP 800-63B-4), in code points.
pub const MIN_LENGTH_ALONE: usize = 15;
/// Shortest password where a second factor comes with it (NIST SP 800-63B-4, ASVS 6.2.1), in code points.
pub const MIN_LENGTH_WITH_SECOND_FACTOR: usize = 8;

/// Context words shorter than this are no hint to anyone.
const SHORTEST_CONTEXT_WORD: usize = 3;

/// So many characters around one easy word make it no better: a year and two marks.
const MOST_AROUND: usize = 6;

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
    /// On the list of common passwords as it stands, letter for letter but for capitals.
    Common,
    /// Among the first million that a guesser tries.
    Guessable(Pattern),
    /// Made of the person's or the organisation's own words.
    ContainsContext,
}

/// What makes a password easy to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// A word or name with little around it.
    Word,
    /// Keys beside each other.
    Keys,
    /// The same again and again.
    Repeat,
    /// A row, as in `abcdef`.
    Row,
    /// A date or a year.
    Date,
}

/// Judges a new password. `min_length` counts code points (NIST SP 800-63B-4: each counts as one character);
/// `context_words` are the person's names, address and organisation, whole: they are split into words here.
/// No rules of composition (NIST forbids them): a long sentence in one script is fine.
pub fn assess(password: &str, min_length: usize, context_words: &[&str]) -> Result<Strength, Weakness> {
    if password.len() > MAX_PASSWORD_BYTES {
        return Err(Weakness::TooLong);
    }
    let composed: Zeroizing<String> = Zeroizing::new(password.nfc().collect());
    if composed.chars().count() < min_length {
        return Err(Weakness::TooShort { min: min_length });
    }
    let words = split(context_words);
    if little_is_left(&composed, &words) {
        return Err(Weakness::ContainsContext);
    }
    if is_one_easy_word(&composed) {
        return Err(Weakness::Guessable(Pattern::Word));
    }
    let easy = easy::WORDS.split_whitespace();
    let all: Vec<&str> = words.iter().map(String::as_str).chain(easy.clone()).collect();
    if let Some(strength) = strength(judged(&composed, &all).score()) {
        return Ok(strength);
    }
    let everyones: Vec<&str> = easy.collect();
    let anyone = judged(&composed, &everyones);
    match strength(anyone.score()) {
        // The same password from somebody else would have passed: the words are what spoils it.
        Some(_) => Err(Weakness::ContainsContext),
        None => Err(why(&anyone, &composed)),
    }
}

/// The estimate for the password, or for its letters and digits where that is lower: a space between the same word twice
/// hides from the estimator what hides from nobody else.
fn judged(password: &str, words: &[&str]) -> Entropy {
    let whole = zxcvbn(password, words);
    let squeezed: Zeroizing<String> = Zeroizing::new(password.chars().filter(|c| c.is_alphanumeric()).collect());
    if squeezed.is_empty() || *squeezed == password {
        return whole;
    }
    let bare = zxcvbn(&squeezed, words);
    if strength(bare.score()) < strength(whole.score()) { bare } else { whole }
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

/// Named after the longest part that a guesser would recognise.
fn why(judged: &Entropy, password: &str) -> Weakness {
    let parts = judged.sequence();
    if let [only] = parts
        && let MatchPattern::Dictionary(word) = &only.pattern
        && !word.l33t
        && !word.reversed
        && only.token.chars().count() == password.chars().count()
    {
        return Weakness::Common;
    }
    let known = parts.iter().filter(|part| part.pattern != MatchPattern::BruteForce);
    let longest = known.max_by_key(|part| part.token.chars().count());
    Weakness::Guessable(match longest.map(|part| &part.pattern) {
        Some(MatchPattern::Spatial(_)) => Pattern::Keys,
        Some(MatchPattern::Repeat(_)) => Pattern::Repeat,
        Some(MatchPattern::Sequence(_)) => Pattern::Row,
        Some(MatchPattern::Regex(_) | MatchPattern::Date(_)) => Pattern::Date,
        Some(MatchPattern::Dictionary(_) | MatchPattern::BruteForce) | None => Pattern::Word,
    })
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
    let lower = Zeroizing::new(password.to_lowercase());
    let mut rest = lower.clone();
    for word in words {
        rest = Zeroizing::new(rest.replace(word.as_str(), ""));
    }
    rest.len() < lower.len() && rest.chars().filter(|c| c.is_alphabetic()).count() < 4
}

/// One word that people here choose first, with a year, a mark or two letters around it.
fn is_one_easy_word(password: &str) -> bool {
    let lower = Zeroizing::new(password.to_lowercase());
    easy::WORDS.split_whitespace().filter(|word| lower.contains(word)).any(|word| {
        let rest = Zeroizing::new(lower.replacen(word, "", 1));
        rest.chars().count() <= MOST_AROUND && rest.chars().filter(|c| c.is_alphabetic()).count() < 3
    })
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
    fn what_everyone_tries_first_is_on_the_list_or_easily_guessed() {
        for common in ["12345678", "qwertyuiop", "iloveyou", "trustno1"] {
            let found = assess(common, 6, &[]);
            assert!(matches!(found, Err(Weakness::Common)), "{common}: {found:?}");
        }
        for (easy, pattern) in [
            ("Welkom", Pattern::Word),
            ("welkom01", Pattern::Word),
            ("wachtwoord", Pattern::Word),
            ("password", Pattern::Word),
            ("Welkom2026!", Pattern::Word),
            ("Summer2026!!", Pattern::Word),
            ("Amsterdam2026", Pattern::Word),
            ("p@ssw0rd", Pattern::Word),
            ("aaaaaaaaaaaa", Pattern::Repeat),
            ("hahahahahahahahaha", Pattern::Repeat),
            ("qwertyuiop qwertyuiop", Pattern::Repeat),
            ("zomer-zomer-zomer-zomer", Pattern::Repeat),
            ("abcdefgh", Pattern::Row),
            ("19841984", Pattern::Repeat),
            ("dfghjkl;'", Pattern::Keys),
        ] {
            let found = assess(easy, 6, &[]);
            let told = found == Err(Weakness::Guessable(pattern)) || found == Err(Weakness::Common);
            assert!(told, "{easy}: {found:?}");
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

    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn nothing_shorter_than_asked_passes(password in "\\PC{0,20}", least in 8_usize..30) {
            let composed = password.nfc().count();
            match assess(&password, least, &[]) {
                Ok(_) => prop_assert!(composed >= least),
                Err(Weakness::TooShort { min }) => prop_assert!(min == least && composed < least),
                Err(_) => prop_assert!(composed >= least),
            }
        }

        #[test]
        fn more_words_of_ones_own_never_help(password in "[a-z ]{8,24}", word in "[a-z]{3,8}") {
            let (without, with) = (assess(&password, 8, &[]), assess(&password, 8, &[&word]));
            match (without, with) {
                (Err(_), found) => prop_assert!(found.is_err()),
                (Ok(without), Ok(with)) => prop_assert!(with <= without),
                (Ok(_), Err(found)) => prop_assert_eq!(found, Weakness::ContainsContext),
            }
        }

        #[test]
        fn the_same_letters_composed_or_not_are_judged_alike(password in "[a-zéèüñõ ]{8,24}") {
            let taken_apart: String = password.nfd().collect();
            prop_assert_eq!(assess(&password, 12, &[]), assess(&taken_apart, 12, &[]));
        }

        #[test]
        fn a_lower_demand_never_refuses_more(password in "\\PC{8,24}") {
            if let Ok(strength) = assess(&password, 15, SANNE) {
                prop_assert_eq!(assess(&password, 8, SANNE), Ok(strength));
            }
        }
    }

    proptest! {
        // Long ones cost the estimator a second each without optimisation.
        #![proptest_config(ProptestConfig::with_cases(6))]

        #[test]
        fn what_can_be_typed_in_128_characters_is_never_too_long(password in "\\PC{128}") {
            prop_assert_ne!(assess(&password, 8, &[]), Err(Weakness::TooLong));
        }
    }
}
