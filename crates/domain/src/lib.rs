//! Words and rules of two-step sign-in. Pure: no IO, clock, chance or async; everything a rule needs is passed in.
//!
//! # Layout
//! - [`id`], [`time`]: newtypes for identifiers, moments and spans
//! - [`organisation`], [`user`], [`selection`]: who there is, and whom a policy selects
//! - [`permission`], [`view`]: what a role may do to whom, and through which window
//! - [`authenticator`], [`assurance`]: what a person enrolled, what a proof is worth
//! - [`policy`]: what is demanded, folded from all policies; [`policy::decide()`] and [`policy::explain()`]
//! - [`access`], [`application`]: what a request for a page of another application must be to pass
//! - [`api_key`]: what a key of the API opens
//! - [`relying_party`]: applications that leave the sign-in to us by OpenID Connect, and what a request of one needs
//! - [`people_source`], [`scim`]: systems from which people come in, and the language in which some of them ask
//! - [`directory`]: what is asked of a directory from which people are fetched
//! - [`radius`]: devices that ask by RADIUS who may in, and their packets
//! - [`check_up`]: when to ask whether a second factor still works
//! - [`campaign`]: who is told what ahead of a deadline, and when
//! - [`hook`]: where events may be sent to, and when one that was not taken is sent again
//! - [`rollout`]: how far a policy is with its people, day by day, and why whoever is left is left
//! - [`password`]: what an organisation asks of new passwords
//! - [`session`], [`trusted_device`]: how long people stay signed in, and what a browser remembers
//! - [`throttle`]: failures in, wait out
//! - [`audit`], [`audit_groups`]: one variant per fact worth keeping, and the kinds in groups to choose from

pub mod access;
pub mod announcement;
pub mod api_key;
pub mod application;
pub mod assurance;
pub mod audit;
pub mod audit_groups;
mod audit_kinds;
pub mod audit_row;
pub mod authenticator;
pub mod campaign;
pub mod check_up;
pub mod directory;
pub mod hook;
pub mod id;
pub mod organisation;
pub mod password;
pub mod people_source;
pub mod permission;
pub mod policy;
pub mod radius;
pub mod relying_party;
pub mod rollout;
pub mod scim;
pub mod selection;
pub mod session;
pub mod sorted;
pub mod throttle;
pub mod time;
pub mod trusted_device;
pub mod user;
pub mod view;
mod words;
