//! Choices of people: everyone, or a saved selection. A dynamic selection is a filter in the language of SCIM, evaluated
//! live; a static one is a list. The answer in memory ([`Filter::matches`]) and the answer in SQL
//! (`store::selection_sql`) are always the same.

mod fault;
mod filter;
mod matches;
mod number;
mod order;
mod parse;
#[cfg(test)]
mod parse_tests;
mod print;
mod schema;
pub(crate) mod token;

use serde::{Deserialize, Serialize};

use crate::id::SelectionId;

pub use fault::{FilterFault, FilterReason, ValueKind};
pub use filter::{Condition, Field, Filter, Moment, Operand, Operator, Test, Text};
pub use matches::UserFacts;
pub use number::Number;
pub use order::order_key;
pub use schema::{Attribute, AttributeKey, AttributeKind, KeyFault, OwnValue, Schema, ValueFault, days};

/// Whom a policy holds for, or a view shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Selected {
    /// Every person of the organisation.
    Everyone,
    /// The people of a saved selection, at this moment.
    Selection(SelectionId),
}

impl Selected {
    /// The selection, where it is not everyone.
    pub const fn selection(self) -> Option<SelectionId> {
        match self {
            Self::Everyone => None,
            Self::Selection(id) => Some(id),
        }
    }
}

impl From<Option<SelectionId>> for Selected {
    fn from(id: Option<SelectionId>) -> Self {
        id.map_or(Self::Everyone, Self::Selection)
    }
}

/// How a saved selection knows its people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SelectionRule {
    /// Whoever the filter matches.
    Dynamic(Filter),
    /// Whoever was put on the list.
    Static,
}

impl SelectionRule {
    /// The word that the store and the command line use.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Dynamic(_) => "dynamic",
            Self::Static => "static",
        }
    }
}
