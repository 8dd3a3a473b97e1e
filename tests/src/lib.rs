//! Support for journeys: what a test needs to use the product as people and machines outside do.
//!
//! # Layout
//! - [`browser`]: a real Chromium with its own profile, driven by what a person sees (labels, buttons, text);
//!   [`look`]: its screen and settings.
//! - [`chromedriver`]: the process that drives it; [`console`]: what the browser noticed; [`axe`]: accessibility.
//! - [`walk`]: a person who goes through [`waterland`], the house of the journeys, and judges every page.
//! - [`api`]: a platform in module mode.
//! - [`relying_party`]: an application that signs in by OpenID Connect; [`apache`]: one with Apache before it; [`script`]: one
//!   in a language that has a library for it; [`tab`]: a browser between one and us.
//! - [`radclient`]: a VPN that asks by RADIUS.
//! - [`visitor`]: someone who speaks HTTP: cookies, forms, redirects.
//! - [`crowd`]: people put straight into the store, many at a time; [`seat`]: a browser that sends any form at once.
//! - [`process`]: the real program, to be killed and started again.
//! - [`scene`]: a house with people in it, on either engine; [`routes`]: every address of the product.
//! - [`rollout`]: a house in the middle of a roll-out.
//! - [`platform`]: two organisations in one house, one of them the operators'.
//! - [`cable`]: a database server that goes away and comes back; [`dovecot`]: a mailbox; [`slapd`]: a
//!   directory;
//!   [`proxy`]: proxies before an application.
//! - [`tools`]: `oathtool` and `zbarimg`, the independent apps and cameras of the tests; [`paper`]: readers of PDF.
//!
//! A fresh database for each test, on each engine, comes from `store::testing`.

pub mod apache;
pub mod api;
pub mod axe;
pub mod browser;
pub mod cable;
pub mod chromedriver;
pub mod console;
pub mod crowd;
pub mod device;
pub mod dovecot;
pub mod hardware;
pub mod look;
pub mod paper;
pub mod platform;
pub mod process;
pub mod provisioner;
pub mod proxy;
pub mod radclient;
pub mod relying_party;
pub mod rollout;
pub mod routes;
pub mod scene;
pub mod script;
pub mod seat;
pub mod slapd;
pub mod soft_key;
pub mod tab;
pub mod tools;
pub mod visitor;
pub mod walk;
pub mod waterland;

#[cfg(test)]
mod browser_tests;
