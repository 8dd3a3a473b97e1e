//! Wiring of the program.

pub mod mail;
pub mod settings;
