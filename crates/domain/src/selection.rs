//! A saved choice of people that a policy holds for. The answer in memory ([`Selection::matches`]) and the
//! answer in SQL (`store::selection_sql`) are always the same.

use serde::{Deserialize, Serialize};

use crate::id::GroupId;

/// Whom a policy selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Selection {
    /// Every person of the organisation.
    Everyone,
    /// The members of one group, evaluated live.
    Group(GroupId),
}

impl Selection {
    /// Whether someone who is in these groups is selected.
    pub fn matches(&self, groups: &[GroupId]) -> bool {
        match self {
            Self::Everyone => true,
            Self::Group(group) => groups.contains(group),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_selects_its_members_and_nobody_else() {
        let (a, b) = (GroupId::from_bytes([1; 16]), GroupId::from_bytes([2; 16]));
        assert!(Selection::Group(a).matches(&[b, a]));
        assert!(!Selection::Group(a).matches(&[b]));
        assert!(!Selection::Group(a).matches(&[]));
        assert!(Selection::Everyone.matches(&[]));
    }
}
