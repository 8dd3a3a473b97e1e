//! Keeps facts: the only SQL, on SQLite and PostgreSQL behind one [`Db`]. Uses `domain`; knows no secrets and no web.
//!
//! # Layout
//!
//! - `db.rs` and `db/`: the one place that knows two engines; `migrate.rs`: the schema's history
//! - `value.rs`: statements, values, rows; `error.rs`: what can go wrong
//! - `testing.rs` (feature `testing`): a fresh database on each engine
//! - one file for each noun: its statements, each right above the function that runs it

mod db;
mod error;
mod migrate;
#[cfg(feature = "testing")]
pub mod testing;
mod value;

pub use db::{DatabaseUrl, Db, Engine, Options, Tx};
pub use error::{Error, FOREIGN_KEY};
pub use value::{Row, Statement, Value};

pub mod audit;
pub mod authenticator;
pub mod enrolment_code;
pub mod facts;
pub mod factor;
pub mod group;
pub mod half_sign_in;
pub mod organisation;
pub mod outbox;
pub mod password_throttle;
pub mod policy;
pub mod purge;
pub mod recovery_code;
pub mod session;
pub mod trusted_device;
pub mod user;
