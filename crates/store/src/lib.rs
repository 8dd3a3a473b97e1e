//! Keeps facts: the only SQL, on SQLite and PostgreSQL behind one [`Db`]. Uses `domain`; knows no secrets and no web.
//!
//! # Layout
//!
//! - `db.rs` and `db/`: the one place that knows two engines; `migrate.rs`: the schema's history
//! - `value.rs`: statements, values, rows; `error.rs`: what can go wrong
//! - `testing.rs` (feature `testing`): a fresh database on each engine
//! - one file for each noun: its statements, each right above the function that runs it
//!
//! # Rules for the one SQL text
//!
//! - Types: BYTEA, TEXT, BIGINT, INTEGER, SMALLINT, BOOLEAN. Ids and times are made by the caller; no `now()`, no SERIAL.
//! - Parameters `$1` to the last, each used; CAST one that stands alone (`COALESCE(CAST($2 AS TEXT), note)`), and CAST sums
//!   to BIGINT, so that PostgreSQL knows the type.
//! - No arrays, JSON operators, FOR UPDATE, `= ANY`, or CAST to BYTEA. Fold case in the caller and compare a `*_fold` column.
//! - Uniqueness that a person can run into is a `CREATE UNIQUE INDEX` with a name: that name is in [`Error::Conflict`].
//!   No CONSTRAINT names, which SQLite does not tell; no deferred constraints, which would fail a whole group of jobs.
//! - Order by text only where the order is not shown, or by a key made for it: PostgreSQL sorts by its database's locale.

mod composed;
mod db;
mod error;
mod migrate;
#[cfg(feature = "testing")]
pub mod testing;
mod value;

pub use db::{DatabaseUrl, Db, Engine, Options, SOON, Tx};
pub use error::{Error, FOREIGN_KEY};
pub use value::{Row, Statement, Value};

pub mod activation;
pub mod announcement;
pub mod api_answer;
pub mod api_key;
pub mod application;
pub mod attribute;
pub mod audit;
pub mod audit_chain;
pub mod authenticator;
pub mod break_glass;
pub mod campaign;
pub mod campaign_letter;
pub mod campaign_message;
pub mod campaign_text;
pub mod consent;
pub mod deadline_move;
mod demand;
pub mod directory;
mod duty;
pub mod enrolment_code;
pub mod exemption;
pub mod exemption_rule;
pub mod factor;
pub mod facts;
pub mod grant;
pub mod group;
pub mod half_sign_in;
pub mod hardware_token;
pub mod hook;
pub mod hook_log;
pub mod import;
pub mod mail_test;
pub mod organisation;
pub mod outbox;
pub mod outlook;
pub mod passkey;
pub mod password_rule;
pub mod password_throttle;
pub mod people_bulk;
pub mod people_query;
pub mod people_source;
pub mod person_row;
pub mod policy;
pub mod policy_version;
pub mod purge;
pub mod radius_client;
pub mod recovery_code;
pub mod relying_party;
pub mod role;
pub mod rollout;
pub mod rollout_people;
pub mod rules;
pub mod selection;
pub mod selection_sql;
pub mod session;
mod session_end;
pub mod sign_out;
pub mod signing_key;
pub mod sourced;
pub mod system;
pub mod trusted_device;
pub mod undelivered;
pub mod user;
pub mod view;
pub mod waiting_card;
pub mod watched;
