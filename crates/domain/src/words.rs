//! Enums whose values have a word each, by which the store, forms and the wire call them; and sets of such values.

/// An enum with its words: `ALL`, `word` and `from_word`.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $one:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$of])* $one,)+
        }

        impl $name {
            /// All of them, in the order in which pages list them.
            pub const ALL: &[Self] = &[$(Self::$one),+];

            /// The word of it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$one => $word,)+ }
            }

            /// From that word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$one),)+ _ => None }
            }
        }
    };
}

/// A set of at most eight values of such an enum.
macro_rules! word_set {
    ($(#[$doc:meta])* $set:ident of $one:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $set(u8);

        // Each has a bit.
        const _: () = assert!($one::ALL.len() <= 8);

        impl $set {
            /// These.
            pub fn of(all: impl IntoIterator<Item = $one>) -> Self {
                Self(all.into_iter().fold(0, |all, one| all | Self::bit(one)))
            }

            const fn bit(one: $one) -> u8 {
                1 << one as u8
            }

            /// Whether one is among them.
            pub const fn has(self, one: $one) -> bool {
                self.0 & Self::bit(one) != 0
            }

            /// Those that are among them, in their order.
            pub fn iter(self) -> impl Iterator<Item = $one> {
                $one::ALL.iter().copied().filter(move |one| self.has(*one))
            }

            /// The words with a space between.
            pub fn words(self) -> String {
                self.iter().map($one::word).collect::<Vec<_>>().join(" ")
            }
        }
    };
}

pub(crate) use {word_set, words};
