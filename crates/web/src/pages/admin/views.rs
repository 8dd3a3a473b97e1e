//! `/admin/views`: which windows on the directory there are, and the editor of one.

use askama::Template;

use super::person::{Difference, Tick};
use crate::pages::Frame;

/// `/admin/views`
#[derive(Debug, Clone, Template)]
#[template(path = "admin/views.html")]
pub struct Views {
    /// The surroundings.
    pub frame: Frame,
    /// What happened just before.
    pub notice: Option<ViewsNotice>,
    /// By name.
    pub views: Vec<ViewLine>,
    /// Whether the reader may change them.
    pub may_edit: bool,
}

/// What happened just before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ViewsNotice {
    /// A view was saved.
    Saved(String),
    /// A view was removed.
    Removed(String),
}

/// A view in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewLine {
    /// In addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whose people: the name of a selection; none for everyone.
    pub selection: Option<String>,
    /// How many people.
    pub people: i64,
    /// How many actions.
    pub actions: u32,
    /// Whether two-step sign-in can be switched off there.
    pub switches_off: bool,
}

/// `/admin/views/ID` and `/admin/views/new`. POST to itself; `move` rearranges and saves nothing.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/edit_view.html")]
pub struct EditView {
    /// The surroundings.
    pub frame: Frame,
    /// In the address; none for a new view.
    pub id: Option<String>,
    /// The name that it has; none for a new view.
    pub known_as: Option<String>,
    /// The version that was read.
    pub version: i64,
    /// As typed.
    pub name: String,
    /// Everyone, and all selections.
    pub selections: Vec<Tick>,
    /// Orders of the rows.
    pub orders: Vec<Tick>,
    /// All columns: those shown first, in their order.
    pub columns: Vec<ColumnLine>,
    /// All actions.
    pub actions: Vec<Tick>,
    /// All roles.
    pub roles: Vec<Tick>,
    /// What is wrong.
    pub faults: Vec<ViewFault>,
    /// Somebody saved the same at the same time: what is so now beside what was typed.
    pub conflict: Vec<Difference>,
    /// Whether the reader may change it; else it is only shown.
    pub may_edit: bool,
}

impl EditView {
    fn action(&self) -> String {
        match &self.id {
            Some(id) => format!("/admin/views/{id}"),
            None => "/admin/views/new".to_owned(),
        }
    }

    fn is_at_fault(&self, fault: ViewFault) -> bool {
        self.faults.contains(&fault)
    }

    fn name_is_at_fault(&self) -> bool {
        self.is_at_fault(ViewFault::Name) || self.is_at_fault(ViewFault::Taken)
    }

    fn selection_is_at_fault(&self) -> bool {
        self.is_at_fault(ViewFault::NoSelection) || self.is_at_fault(ViewFault::Gone)
    }
}

/// A column in the editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnLine {
    /// The value that is sent.
    pub value: String,
    /// What it is called.
    pub name: String,
    /// Whether it is shown.
    pub on: bool,
    /// Whether it is the first.
    pub first: bool,
    /// Whether it is the last.
    pub last: bool,
}

/// What is wrong with a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewFault {
    /// The name.
    Name,
    /// Another view has the name.
    Taken,
    /// No column.
    NoColumn,
    /// No role.
    NoRole,
    /// Whose people was not chosen.
    NoSelection,
    /// The selection or a role is gone.
    Gone,
}
