//! What a view shows and is ordered by: what every organisation has, and attributes of its own. Both are kept as words.

use std::borrow::Cow;

use crate::selection::AttributeKey;

/// A column of a view.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// Full name, which leads to the person.
    Name,
    /// Name to sign in with.
    UserName,
    /// Main e-mail address.
    Email,
    /// Groups.
    Groups,
    /// How two-step sign-in stands.
    SecondFactor,
    /// When last signed in.
    LastSignIn,
    /// Language.
    Language,
    /// Role.
    Role,
    /// When the password was last changed.
    PasswordChanged,
    /// An attribute of the organisation's own.
    Own(AttributeKey),
}

/// What a view is ordered by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// By full name.
    Name,
    /// By full name, backwards.
    NameDown,
    /// By the name to sign in with.
    UserName,
    /// Who signed in last comes first; who never did comes last.
    LastSignInDown,
    /// Who never signed in comes first.
    LastSignIn,
    /// By an attribute of the organisation's own; who has no value comes last.
    Own(AttributeKey),
    /// By that attribute, backwards; who has no value comes last here too.
    OwnDown(AttributeKey),
}

/// Before the key of an attribute, in the word of a column or an order.
const OWN: &str = "own:";
const OWN_DOWN: &str = "own-down:";

impl Column {
    /// Those that every organisation has, in the order in which pages list them.
    pub const BUILT_IN: &[Self] = &[
        Self::Name,
        Self::UserName,
        Self::Email,
        Self::Groups,
        Self::SecondFactor,
        Self::LastSignIn,
        Self::Language,
        Self::Role,
        Self::PasswordChanged,
    ];

    /// The word that the store and forms use; it holds no space.
    pub fn word(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Name => "name",
            Self::UserName => "user-name",
            Self::Email => "email",
            Self::Groups => "groups",
            Self::SecondFactor => "second-factor",
            Self::LastSignIn => "last-sign-in",
            Self::Language => "language",
            Self::Role => "role",
            Self::PasswordChanged => "password-changed",
            Self::Own(key) => return Cow::Owned(format!("{OWN}{key}")),
        })
    }

    /// From that word. Whether there is such an attribute is for the store to say.
    pub fn from_word(word: &str) -> Option<Self> {
        let own = word.strip_prefix(OWN).and_then(key).map(Self::Own);
        own.or_else(|| Self::BUILT_IN.iter().find(|column| column.word() == word).cloned())
    }

    /// Whether it means something only where there is two-step sign-in: elsewhere no page names it (mission S7).
    pub const fn needs_module(&self) -> bool {
        matches!(self, Self::SecondFactor)
    }
}

impl Order {
    /// Those that every organisation has, in the order in which pages list them.
    pub const BUILT_IN: &[Self] = &[Self::Name, Self::NameDown, Self::UserName, Self::LastSignInDown, Self::LastSignIn];

    /// The word that the store and forms use; it holds no space.
    pub fn word(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Name => "name",
            Self::NameDown => "name-down",
            Self::UserName => "user-name",
            Self::LastSignInDown => "last-sign-in-down",
            Self::LastSignIn => "last-sign-in",
            Self::Own(key) => return Cow::Owned(format!("{OWN}{key}")),
            Self::OwnDown(key) => return Cow::Owned(format!("{OWN_DOWN}{key}")),
        })
    }

    /// From that word. Whether there is such an attribute is for the store to say.
    pub fn from_word(word: &str) -> Option<Self> {
        let up = word.strip_prefix(OWN).and_then(key).map(Self::Own);
        let own = up.or_else(|| word.strip_prefix(OWN_DOWN).and_then(key).map(Self::OwnDown));
        own.or_else(|| Self::BUILT_IN.iter().find(|order| order.word() == word).cloned())
    }

    /// The column that shows what a list is ordered by.
    pub fn column(&self) -> Column {
        match self {
            Self::Name | Self::NameDown => Column::Name,
            Self::UserName => Column::UserName,
            Self::LastSignIn | Self::LastSignInDown => Column::LastSignIn,
            Self::Own(key) | Self::OwnDown(key) => Column::Own(key.clone()),
        }
    }
}

/// A key as a word may hold it. One that came to mean something else since is still read: the view that says it is kept.
fn key(text: &str) -> Option<AttributeKey> {
    AttributeKey::is_written_so(text).then(|| AttributeKey::kept(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        let own = AttributeKey::kept("afdeling");
        for column in Column::BUILT_IN.iter().chain([&Column::Own(own.clone())]) {
            assert_eq!(Column::from_word(&column.word()).as_ref(), Some(column));
        }
        for order in Order::BUILT_IN.iter().chain([&Order::Own(own.clone()), &Order::OwnDown(own)]) {
            assert_eq!(Order::from_word(&order.word()).as_ref(), Some(order));
        }
        for bad in ["own:", "own:a b", "own:Afdeling", "own: afdeling", "own-down:2x", "ow:afdeling", ""] {
            assert_eq!((Column::from_word(bad), Order::from_word(bad)), (None, None), "{bad}");
        }
    }
}
