//! A campaign tells people ahead of a deadline that they need a second factor: an announcement, reminders, the day itself
//! and after it. Each message is for whoever still has none at that hour, reckoned from the person's own deadline.
//!
//! [`plan`] is what an administrator sets, [`schedule`] says who is due which message when, [`text`] what a message says.

pub mod plan;
pub mod schedule;
#[cfg(test)]
mod schedule_properties;
pub mod text;

pub use plan::{Channels, Hours, Plan, PlanFault, Step, TextKind, Tone, faults};
pub use schedule::{Addressee, due_step, latest_step, letter_step, next_moment};
pub use text::{Placeholder, Text, TextFault};

use serde::{Deserialize, Serialize};

/// Where a campaign is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CampaignState {
    /// Being written: nobody is told anything.
    Draft,
    /// Whoever is due a message gets it.
    Running,
    /// Nobody is told anything until it goes on.
    Paused,
    /// Over for good.
    Stopped,
}

impl CampaignState {
    /// The word that the store keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Stopped => "stopped",
        }
    }

    /// From the word that the store keeps; an unknown word is no state.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Draft, Self::Running, Self::Paused, Self::Stopped].into_iter().find(|state| state.word() == word)
    }

    /// Whether it can go from here to `next`.
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Draft | Self::Paused, Self::Running)
                | (Self::Running, Self::Paused)
                | (Self::Running | Self::Paused, Self::Stopped)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CampaignState::{Draft, Paused, Running, Stopped};

    #[test]
    fn what_was_stopped_stays_so_and_nothing_goes_back_to_a_draft() {
        let all = [Draft, Running, Paused, Stopped];
        let allowed = [(Draft, Running), (Running, Paused), (Paused, Running), (Running, Stopped), (Paused, Stopped)];
        for from in all {
            assert_eq!(CampaignState::from_word(from.word()), Some(from));
            for to in all {
                assert_eq!(from.may_become(to), allowed.contains(&(from, to)), "{from:?} to {to:?}");
            }
        }
    }
}
