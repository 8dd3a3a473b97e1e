//! The organisation that a request belongs to, and whether its two-step module is on.

use serde::{Deserialize, Serialize};

/// State of the two-step module of an organisation (mission S7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModuleState {
    /// Not asked for: no trace of two-step sign-in shows.
    Inactive,
    /// Asked for, not yet approved: as inactive to everyone but the operator.
    Requested,
    /// On: policies count.
    Active,
}

impl ModuleState {
    /// The word that the store keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::Requested => "requested",
            Self::Active => "active",
        }
    }

    /// From the word that the store keeps; an unknown word is no state.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "inactive" => Some(Self::Inactive),
            "requested" => Some(Self::Requested),
            "active" => Some(Self::Active),
            _ => None,
        }
    }
}
