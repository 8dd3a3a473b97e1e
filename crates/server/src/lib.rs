//! Wiring of the program.

pub mod logging;
pub mod mail;
pub mod settings;
