//! `/admin/roles`: who may do what, and the editor of a role of the organisation's own.

use askama::Template;

use super::person::{Difference, Tick};
use crate::pages::Frame;

/// `/admin/roles`
#[derive(Debug, Clone, Template)]
#[template(path = "admin/roles.html")]
pub struct Roles {
    /// The surroundings.
    pub frame: Frame,
    /// What happened just before.
    pub notice: Option<RolesNotice>,
    /// Those that every organisation has, then those of one's own.
    pub roles: Vec<RoleLine>,
    /// Whether the reader may change them.
    pub may_edit: bool,
}

/// What happened just before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RolesNotice {
    /// A role was saved.
    Saved(String),
    /// A role was removed.
    Removed(String),
}

/// A role in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleLine {
    /// In the address; none for a role that every organisation has.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// What it may do, in words.
    pub rights: Vec<String>,
    /// How many people have it; none where that is everyone else.
    pub people: Option<i64>,
}

/// `/admin/roles/ID` and `/admin/roles/new`. POST to itself with `csrf`, `version`, `name`, `right`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/edit_role.html")]
pub struct EditRole {
    /// The surroundings.
    pub frame: Frame,
    /// In the address; none for a new role.
    pub id: Option<String>,
    /// The name that it has; none for a new role.
    pub known_as: Option<String>,
    /// The version that was read.
    pub version: i64,
    /// As typed.
    pub name: String,
    /// All rights; those that the reader has not cannot be given.
    pub rights: Vec<Tick>,
    /// What is wrong.
    pub fault: Option<RoleFault>,
    /// Somebody saved the same at the same time: what is so now beside what was typed.
    pub conflict: Vec<Difference>,
    /// Whether the reader may change it; else it is only shown.
    pub may_edit: bool,
}

impl EditRole {
    fn action(&self) -> String {
        match &self.id {
            Some(id) => format!("/admin/roles/{id}"),
            None => "/admin/roles/new".to_owned(),
        }
    }
}

/// What is wrong with a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleFault {
    /// The name.
    Name,
    /// Another role has the name.
    Taken,
    /// No right.
    NoRight,
}
