//! What an organisation asks of new passwords: how long, and which words are too easy there. No rules of composition and
//! no forced change: NIST SP 800-63B-4 §3.1.1.2 forbids both. Neighbour: `verifier::password_policy` judges by it.

use serde::{Deserialize, Serialize};

/// Below this many characters nothing helps (NIST SP 800-63B-4: 8 beside a second factor, 15 alone).
pub const SHORTEST: u32 = 8;
/// More may not be demanded: beyond it people's password managers give up.
pub const LONGEST_DEMAND: u32 = 64;
/// A password of so many characters is accepted whatever they are (NIST: at least 64).
pub const ALWAYS_ACCEPTED: u32 = 128;
/// An organisation names at most this many words of its own.
pub const MOST_WORDS: usize = 100;
/// A word of its own has at least this many characters; a shorter one is in half of all sentences.
pub const SHORTEST_WORD: usize = 4;
/// And at most this many.
pub const LONGEST_WORD: usize = 60;

/// What is asked of new passwords; it counts at the next change of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordRule {
    /// Least number of characters of who signs in with a password alone.
    pub alone: u32,
    /// Least number of characters of who must have a second factor, and has one. Never more than `alone`.
    pub with_second_factor: u32,
    /// Words of the organisation's own that no password may lean on, beside its name and host: products, streets, teams.
    pub words: Vec<String>,
}

impl Default for PasswordRule {
    fn default() -> Self {
        Self { alone: 15, with_second_factor: 8, words: Vec::new() }
    }
}

/// Why a rule cannot be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleFault {
    /// `alone` is not from [`SHORTEST`] to [`LONGEST_DEMAND`].
    Alone,
    /// `with_second_factor` is not from [`SHORTEST`] to [`LONGEST_DEMAND`].
    WithSecondFactor,
    /// A password beside a second factor would have to be longer than one alone.
    Order,
    /// A word is shorter than [`SHORTEST_WORD`] or longer than [`LONGEST_WORD`], or holds what cannot be typed.
    Word(String),
    /// More than [`MOST_WORDS`] words.
    TooManyWords,
}

impl PasswordRule {
    /// The least number of characters for someone.
    pub const fn least(&self, beside: SecondFactor) -> u32 {
        match beside {
            SecondFactor::None => self.alone,
            SecondFactor::Mandatory => self.with_second_factor,
        }
    }

    /// Looks at everything, and answers with words trimmed, without blanks and doubles.
    pub fn checked(self) -> Result<Self, Vec<RuleFault>> {
        let mut faults = Vec::new();
        let range = SHORTEST..=LONGEST_DEMAND;
        if !range.contains(&self.alone) {
            faults.push(RuleFault::Alone);
        }
        if !range.contains(&self.with_second_factor) {
            faults.push(RuleFault::WithSecondFactor);
        }
        if faults.is_empty() && self.with_second_factor > self.alone {
            faults.push(RuleFault::Order);
        }
        let mut words: Vec<String> = Vec::new();
        for word in self.words {
            let word = word.trim();
            let length = word.chars().count();
            let known = words.iter().any(|known| known.to_lowercase() == word.to_lowercase());
            if word.is_empty() || known {
                continue;
            }
            if !(SHORTEST_WORD..=LONGEST_WORD).contains(&length) || word.chars().any(crate::user::is_unseen) {
                faults.push(RuleFault::Word(word.chars().take(LONGEST_WORD).collect()));
            }
            words.push(word.to_owned());
        }
        if words.len() > MOST_WORDS {
            faults.push(RuleFault::TooManyWords);
        }
        if faults.is_empty() { Ok(Self { words, ..self }) } else { Err(faults) }
    }
}

/// What stands beside a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactor {
    /// Nothing, or what the person may take away again.
    None,
    /// A second factor that is there and must be.
    Mandatory,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rule(alone: u32, with: u32, words: &[&str]) -> PasswordRule {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        PasswordRule { alone, with_second_factor: with, words }
    }

    #[test]
    fn the_presets_are_those_of_the_standard() {
        let preset = PasswordRule::default();
        assert_eq!((preset.least(SecondFactor::None), preset.least(SecondFactor::Mandatory)), (15, 8));
        assert_eq!(preset.clone().checked(), Ok(preset));
    }

    #[test]
    fn all_faults_are_told_together() {
        assert_eq!(
            rule(7, 65, &["abc"]).checked(),
            Err(vec![RuleFault::Alone, RuleFault::WithSecondFactor, RuleFault::Word("abc".to_owned())])
        );
        assert_eq!(rule(10, 11, &[]).checked(), Err(vec![RuleFault::Order]));
        let many: Vec<String> = (0..=MOST_WORDS).map(|n| format!("word{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(rule(15, 8, &many).checked(), Err(vec![RuleFault::TooManyWords]));
        assert_eq!(rule(15, 8, &["a\u{202e}bcd"]).checked().unwrap_err().len(), 1);
    }

    #[test]
    fn words_are_kept_once_and_without_blanks() {
        let words = rule(15, 8, &[" Molenwijk ", "", "molenwijk", "Zuiderpark"]).checked().unwrap().words;
        assert_eq!(words, ["Molenwijk", "Zuiderpark"]);
    }

    proptest! {
        #[test]
        fn what_was_checked_stands_when_checked_again(
            alone in 0_u32..80, with in 0_u32..80, words in proptest::collection::vec("\\PC{0,8}", 0..6),
        ) {
            let first = PasswordRule { alone, with_second_factor: with, words }.checked();
            if let Ok(rule) = first {
                prop_assert!((SHORTEST..=LONGEST_DEMAND).contains(&rule.with_second_factor));
                prop_assert!(rule.with_second_factor <= rule.alone && rule.alone <= LONGEST_DEMAND);
                prop_assert_eq!(rule.clone().checked(), Ok(rule));
            }
        }
    }
}
