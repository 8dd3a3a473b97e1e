//! People: roles, and how names that people type are made comparable.

use serde::{Deserialize, Serialize};

/// What a person may do besides signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Signs in, and manages oneself.
    Member,
    /// Helps people sign in again; never a SuperUser.
    Helpdesk,
    /// Everything.
    SuperUser,
}

impl Role {
    /// The word that the store and the command line use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Helpdesk => "helpdesk",
            Self::SuperUser => "superuser",
        }
    }

    /// From that word; an unknown word is no role.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "member" => Some(Self::Member),
            "helpdesk" => Some(Self::Helpdesk),
            "superuser" => Some(Self::SuperUser),
            _ => None,
        }
    }
}

/// The comparable form of a user name or e-mail address: trimmed, lower-cased by Unicode's rules.
///
/// Two spellings with the same key are the same person, everywhere: in look-ups, in uniqueness and in what
/// throttles count (a name and its capitals share one budget).
pub fn name_key(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Initials for the round badge beside a name: of the first and the last word.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_key() {
        assert_eq!(name_key("  S.deWit@Waterland.EXAMPLE "), "s.dewit@waterland.example");
        assert_eq!(name_key("ÉLISE"), name_key("élise"));
    }

    #[test]
    fn initials_come_from_the_first_and_last_word() {
        assert_eq!(initials("Joris van den Berg"), "JB");
        assert_eq!(initials("Sanne"), "S");
        assert_eq!(initials(""), "");
    }
}
