//! HTTP in, pages and JSON out. A page cannot reach a table: this crate knows `actions` and `domain` only.
//!
//! # Layout
//! - [`Site`]: all that is answered, by `routes`, every address
//! - `app`, `extract`, `answer`, `cookies`, `headers`: a request read, an answer made
//! - `portal`, `profile`, `admin`: handlers; each calls one action and maps values; `set_up`: while nobody is there
//! - [`pages`], [`words`], [`assets`]: templates, texts, files
//! - [`api`]: what platforms ask that check passwords themselves; `scim`: what systems ask that write people here
//! - `feeds`: what connected systems read; `forward_auth`, `applications`: what stands behind the sign-in
//! - [`radius`]: what devices such as a VPN are answered
//! - [`explain`]: why, in a sentence; [`mail`]: letters in words; [`demo`]: the demonstration's own pages

mod admin;
mod announcements;
mod answer;
pub mod api;
mod app;
mod applications;
pub mod assets;
mod card_paper;
mod cookies;
pub mod demo;
mod download;
pub mod explain;
mod extract;
mod feeds;
mod forward_auth;
mod headers;
mod health;
mod help;
pub mod letters;
pub mod mail;
mod messages;
mod oidc;
mod operator;
mod packed;
pub mod pages;
mod paper;
mod passkeys;
mod portal;
mod profile;
pub mod radius;

mod rounds;
mod routes;
mod routing;
mod rules;
mod scim;
mod set_up;
mod settings;
mod site;
pub mod words;

pub use answer::{Answer, Failure, Reply};
pub use app::{App, AppOptions};
pub use extract::{Admin, Fields, Reader};
pub use site::Site;
