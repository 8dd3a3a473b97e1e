//! `/admin/groups`: who belongs together.

use askama::Template;

use crate::pages::Frame;

/// `/admin/groups`
#[derive(Debug, Clone, Template)]
#[template(path = "admin/groups.html")]
pub struct Groups {
    /// The surroundings.
    pub frame: Frame,
    /// What happened just before.
    pub notice: Option<GroupsNotice>,
    /// All groups by name.
    pub groups: Vec<GroupLine>,
    /// Whether the reader may change them.
    pub may_edit: bool,
}

/// What happened just before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupsNotice {
    /// A group was saved.
    Saved(String),
    /// A group was removed.
    Removed(String),
}

/// A group in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupLine {
    /// In the address.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many people are in it.
    pub people: u64,
}

/// `/admin/groups/ID` and `/admin/groups/new`. POST to itself with `csrf`, `version`, `name`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/edit_group.html")]
pub struct EditGroup {
    /// The surroundings.
    pub frame: Frame,
    /// In the address; none for a new group.
    pub id: Option<String>,
    /// The name that it has; none for a new group.
    pub known_as: Option<String>,
    /// The version that was read; 0 for a new group.
    pub version: i64,
    /// How many people are in it.
    pub people: u64,
    /// As typed.
    pub name: String,
    /// What is wrong.
    pub fault: Option<GroupFault>,
    /// Whether the reader may change it; else it is only shown.
    pub may_edit: bool,
    /// A page of its people by name; none where the reader does not look through every view.
    pub members: Option<Vec<GroupMember>>,
    /// Where the page of them before is.
    pub previous: Option<String>,
    /// Where the next page of them is.
    pub next: Option<String>,
}

impl EditGroup {
    fn action(&self) -> String {
        match &self.id {
            Some(id) => format!("/admin/groups/{id}"),
            None => "/admin/groups/new".to_owned(),
        }
    }

    fn name_fault(&self) -> Option<&'static str> {
        match self.fault {
            Some(GroupFault::Name) => Some("view-name-wrong"),
            Some(GroupFault::Taken) => Some("group-name-taken"),
            Some(GroupFault::InUse(_) | GroupFault::Changed(_)) | None => None,
        }
    }
}

/// Someone of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupMember {
    /// In addresses.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Name to sign in with.
    pub user_name: String,
}

/// What is wrong with a change of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupFault {
    /// The name.
    Name,
    /// Another group has the name.
    Taken,
    /// These selections look at it.
    InUse(String),
    /// Somebody else changed it; this is its name now.
    Changed(String),
}
