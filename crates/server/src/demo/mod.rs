//! The demo: a believable organisation, for looking around. Nothing in here exists under `serve`.

pub mod names;
pub mod people;
