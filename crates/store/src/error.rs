//! What can go wrong below the words of the product. `web` answers [`Error::Unavailable`] with 503; the nouns turn a
//! named [`Error::Conflict`] into a refusal; the rest is broken and is logged. No message holds a stored value.

/// The name in [`Error::Conflict`] for a reference to a row that is not there (or is still referred to): SQLite does
/// not say which one, so neither engine does.
pub const FOREIGN_KEY: &str = "foreign key";

/// Why the database did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database is away, full, read-only, overloaded or too slow. Nothing is known to have changed; the same call
    /// may succeed later.
    #[error("the database cannot be used at the moment: {0}")]
    Unavailable(String),

    /// The change would break a rule of uniqueness or a reference. Holds the name of the unique index (the same name on
    /// both engines), or [`FOREIGN_KEY`].
    #[error("the change conflicts with `{0}`")]
    Conflict(String),

    /// The program or the data is wrong: bad SQL, a wrong type, a panic, a damaged file. Asking again will not help.
    #[error("the store is broken: {0}")]
    Broken(String),

    /// The database was written by a newer release. Nothing has been touched.
    #[error(
        "the database has schema {found} and this program knows up to {known}: run the newer release, or restore the \
         backup made before the upgrade"
    )]
    NewerSchema {
        /// The highest schema version that the database has.
        found: i64,
        /// The highest schema version that this program knows.
        known: i64,
    },

    /// The database of the settings cannot be opened as it stands. Says which and what to do; nothing has been touched.
    #[error("{what}: {advice}")]
    Unusable {
        /// The path or the server, and what is wrong with it. Never a password.
        what: String,
        /// What the administrator can do about it.
        advice: String,
    },
}

impl Error {
    pub(crate) fn panicked() -> Error {
        Error::Broken("a job panicked; what it did is undone".into())
    }

    /// Shorthand for [`Error::Unusable`].
    pub(crate) fn unusable(what: impl Into<String>, advice: impl Into<String>) -> Error {
        Error::Unusable { what: what.into(), advice: advice.into() }
    }
}
