//! The program as a library: settings, wiring, command line, mail, jobs and the demo. `main.rs` only starts it, so that
//! tests reach everything.
//!
//! # Layout
//! - [`settings`], [`logging`], [`clock`]: what is read before anything starts
//! - [`wire`]: settings become a context that actions run in
//! - [`serving`], [`jobs`], [`mail`], [`reports`], [`hooks`], [`sources`], [`anchor`]: what runs
//! - [`cli`]: the commands; [`demo`]: a made-up organisation
//! - `testing` (feature `testing`): a whole server inside a test

pub mod anchor;
pub mod cli;
pub mod clock;
pub mod demo;
mod dial;
pub mod hooks;
pub mod jobs;
pub mod logging;
pub mod mail;
pub mod radius;
pub mod reports;
mod scratch;
pub mod serving;
pub mod settings;
pub mod sources;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod wire;
