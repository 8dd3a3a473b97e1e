//! One file per thing that a person can do. An action is a list read from top to bottom: gather, decide, record.
//! Pages, API and command line enter here and nowhere below.
//!
//! # Layout
//! - [`ctx`], [`visit`], [`error`]: what every action gets, and how it fails
//! - [`sign_in`]: password, second factor, recovery code, offer, late enrolment
//! - [`enrol_app`]: an authenticator app, at sign-in and from My profile
//! - [`check_session`], [`step_up`], [`sign_out`]: what a session may do
//! - [`check_access`]: who passes at the door of another application
//! - [`operator`]: what is done to whole organisations
//! - [`new_password`]: whether a new password will do; [`organisations`]: whose a request is
//! - [`profile`]: authenticators, recovery codes, devices, sessions, password
//! - [`admin`]: people, policies, set-up; for the command line now and for pages later
//! - [`module`]: what a platform asks that checks passwords itself
//! - [`oidc`]: what applications ask that leave the sign-in to us
//! - [`radius`]: what devices such as a VPN ask
//! - [`scim`]: what a system does that writes its people here
//! - [`directory`]: people who are fetched from a directory by LDAP, and the passwords that they have there
//! - [`feeds`], [`hooks`]: what connected systems read and are told
//! - [`send_mail`], [`undelivered`], [`upkeep`]: what runs by itself

pub mod admin;
pub mod announcements;
pub mod audit_chain;
pub mod audit_log;
mod by_generation;
pub mod check_access;
mod check_code;
pub mod check_session;
pub mod code_card;
mod csv;
pub mod ctx;
pub mod directory;
pub mod enrol_app;
pub mod error;
pub mod feeds;
pub mod hardware_token;
pub mod hooks;
mod known_browser;
pub mod letter;
mod look_again;
mod mail_bell;
pub mod module;
pub mod new_password;
pub mod oidc;
mod open_session;
pub mod operator;
pub mod organisations;
pub mod passkey;
mod password_check;
mod person;
pub mod profile;
pub mod radius;
mod record;
pub mod scim;
pub mod send_mail;
mod session_cache;
pub mod sign_in;
pub mod sign_out;
pub mod step_up;
pub mod undelivered;
pub mod upkeep;
pub mod verify;
pub mod visit;
mod watching;

pub use ctx::{Clock, Ctx, Rules};
pub use error::Error;
pub use open_session::{DeviceCookie, Remember, SignedIn};
pub use person::Standing;
pub use visit::{Organisation, Visit};
