//! HTTP in, pages and JSON out. A page cannot reach a table: this crate knows `actions` and `domain` only.

pub mod assets;
pub mod pages;
pub mod words;
