//! People: the role that each has, and how names that people type are made comparable. What a role may do is in
//! [`crate::permission`].

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::id::RoleId;

/// The role that a person has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Signs in, and manages oneself.
    Member,
    /// Helps people sign in again; never a SuperUser.
    Helpdesk,
    /// Reads everything, changes nothing.
    Auditor,
    /// Adds, changes and blocks people.
    PeopleManager,
    /// Everything.
    SuperUser,
    /// A role of the organisation's own, made of single rights.
    Own(RoleId),
}

impl Role {
    /// The roles that every organisation has.
    pub const BUILT_IN: [Self; 5] = [Self::Member, Self::Helpdesk, Self::Auditor, Self::PeopleManager, Self::SuperUser];

    /// The word that the store and the command line use; of a role of one's own, `role:` and its id.
    pub fn word(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Member => "member",
            Self::Helpdesk => "helpdesk",
            Self::Auditor => "auditor",
            Self::PeopleManager => "people-manager",
            Self::SuperUser => "superuser",
            Self::Own(id) => return Cow::Owned(format!("{OWN}{id}")),
        })
    }

    /// From that word; an unknown word is no role.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "member" => Some(Self::Member),
            "helpdesk" => Some(Self::Helpdesk),
            "auditor" => Some(Self::Auditor),
            "people-manager" => Some(Self::PeopleManager),
            "superuser" => Some(Self::SuperUser),
            own => own.strip_prefix(OWN)?.parse().ok().map(Self::Own),
        }
    }
}

const OWN: &str = "role:";

/// The comparable form of a user name or e-mail address: trimmed, lower-cased by Unicode's rules.
///
/// Two spellings with the same key are the same person, everywhere: in look-ups, in uniqueness and in what
/// throttles count (a name and its capitals share one budget).
pub fn name_key(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Control characters, and those that people do not see but that make one name look like another.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
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

    #[test]
    fn a_role_is_read_back_from_its_word() {
        let own = Role::Own(RoleId::from_bytes([7; 16]));
        for role in Role::BUILT_IN.into_iter().chain([own]) {
            assert_eq!(Role::from_word(&role.word()), Some(role));
        }
        for word in ["", "role:", "role:x", "root", "SuperUser"] {
            assert_eq!(Role::from_word(word), None, "{word}");
        }
    }
}
