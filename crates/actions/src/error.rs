//! How an action fails. What a person did wrong is a value that the action answers; an error means: nothing was done.

use store::Error as StoreError;
use verifier::HashError;

/// Why an action did nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What is asked for is not there, or not this person's.
    #[error("not found")]
    NotFound,
    /// The state has changed meanwhile: look again.
    #[error("changed meanwhile")]
    Conflict,
    /// Refused, with words for whoever asked (command line and API; pages answer values).
    #[error("{0}")]
    Refused(String),
    /// The work cannot be taken on now; try again in a moment.
    #[error("busy: {0}")]
    Busy(String),
    /// The database is away; nothing was granted, and it recovers by itself.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// A fault of the program or its data. Logged with an id; no detail is shown.
    #[error("broken: {0}")]
    Broken(String),
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::Unavailable(error.to_string()),
            _ => Self::Broken(error.to_string()),
        }
    }
}

impl From<HashError> for Error {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::Busy(error.to_string()),
            _ => Self::Broken(error.to_string()),
        }
    }
}

impl From<verifier::SealError> for Error {
    fn from(error: verifier::SealError) -> Self {
        Self::Broken(error.to_string())
    }
}

/// A broken invariant.
pub(crate) fn broken(what: &str) -> Error {
    Error::Broken(what.to_owned())
}
