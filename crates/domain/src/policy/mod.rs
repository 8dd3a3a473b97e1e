//! What is demanded of whom, and what follows from it at a sign-in and inside a session.
//!
//! [`demand`] is what an administrator writes, [`effective`] folds all policies of a person into one, [`exemption`]
//! lifts the duty to enrol until a date, [`decide()`] says what happens next, [`decide_at_door()`] where there are no pages, and
//! [`explain()`] why. [`change`] compares
//! two demands, [`outlook()`] is what a dry run counts, [`watched()`] what a policy that only watches would have done.

pub mod at_door;
pub mod change;
pub mod decide;
#[cfg(test)]
mod decide_model;
#[cfg(test)]
mod decide_properties;
#[cfg(test)]
mod decide_table;
pub mod demand;
pub mod effective;
#[cfg(test)]
mod effective_table;
pub mod exemption;
pub mod explain;
pub mod in_session;
#[cfg(test)]
mod in_session_table;
pub mod outlook;
#[cfg(test)]
mod random_case;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod strictness;
pub mod watched;
#[cfg(test)]
mod watched_properties;

pub use at_door::{Door, decide_at_door};
pub use change::{Aal2, Change, Direction, Step, aal2, changes, direction};
pub use decide::{Enrol, Evidence, Grant, NextStep, Person, Prove, Refusal, decide};
pub use demand::{Ask, AuthenticatorRule, Demand, LateEnrolment, Mode, Policy, Requirement, Stay};
pub use effective::{Applied, Due, EffectivePolicy, Sourced, fold};
pub use exemption::Exemption;
pub use explain::{Explanation, Reason, explain};
pub use in_session::{EndReason, SessionFacts, SessionStep, decide_in_session};
pub use outlook::{Outlook, Reach, outlook};
pub use watched::{Effect, fold_with, watched};
