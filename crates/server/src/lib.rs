//! Wiring of the program.

pub mod demo;
pub mod logging;
pub mod mail;
pub mod settings;
