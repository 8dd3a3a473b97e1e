//! `/admin/settings/systems/ID/events`: what of the audit log a connected system is told.

use askama::Template;

use super::{Frame, Tick};

/// `/admin/settings/systems/ID/events`. POST to itself with `csrf`, `version` and `kind` for each that is ticked; with
/// `tick` or `untick` and the word of a group nothing is saved, and its boxes are shown so.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/system_events.html")]
pub struct SystemEvents {
    /// The surroundings.
    pub frame: Frame,
    /// In the address.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where they are sent; none where it has no address.
    pub address: Option<String>,
    /// The version that was read.
    pub version: i64,
    /// Whether somebody changed the system since it was read.
    pub changed: bool,
    /// Whether boxes were ticked that are not saved yet.
    pub unsaved: bool,
    /// The kinds, group by group.
    pub groups: Vec<SystemEventGroup>,
}

/// A group of kinds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemEventGroup {
    /// Its word.
    pub word: &'static str,
    /// What it is called.
    pub name: String,
    /// What it holds.
    pub about: String,
    /// Its kinds.
    pub kinds: Vec<Tick>,
    /// How many of them are ticked.
    pub on: usize,
    /// Whether it stands open.
    pub open: bool,
}
