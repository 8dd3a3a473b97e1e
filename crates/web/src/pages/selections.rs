//! The pages about selections: list, editor with filter and builder, list of people, removal.

use askama::Template;

use super::Frame;

/// `/admin/selections`
#[derive(Debug, Clone, Template)]
#[template(path = "admin/selections.html")]
pub struct Selections {
    /// The surroundings.
    pub frame: Frame,
    /// What happened just before.
    pub notice: Option<SelectionNotice>,
    /// Whether the reader may change selections.
    pub may_change: bool,
    /// The selections, by name.
    pub selections: Vec<SelectionRow>,
}

/// What happened just before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SelectionNotice {
    /// The selection of this name was saved.
    Saved(String),
    /// The selection of this name was removed.
    Removed(String),
}

/// A selection in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectionRow {
    /// In addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The filter; none for a list.
    pub filter: Option<String>,
    /// How many people.
    pub people: u64,
}

/// `/admin/selections/new` and `/admin/selections/ID`. POST to itself with `csrf`, the fields and `act`: `save`, `preview`,
/// `find`, `return`, `add-row`, `remove-row-N`, `use-rows` or `type`. Where `mode` is `rows` the rows are what counts, else the filter.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/selection.html")]
pub struct SelectionEditor {
    /// The surroundings.
    pub frame: Frame,
    /// Where the form goes.
    pub address: String,
    /// The fields.
    pub form: SelectionForm,
    /// Whether the reader may change selections.
    pub may_change: bool,
    /// What a condition may ask of.
    pub fields: Vec<FieldChoice>,
    /// The operators: word and what it is called.
    pub operators: Vec<(String, String)>,
    /// Whom it chooses; none before anybody asked, or where the filter cannot be read.
    pub preview: Option<SelectionPreview>,
    /// Whether the reader may search everyone for people to put on a list.
    pub may_pick: bool,
    /// Who was found, for ticking; none where nobody was searched for.
    pub found: Option<Vec<PickLine>>,
    /// What stands in the way.
    pub trouble: SelectionTrouble,
    /// What points at it.
    pub used_by: Vec<String>,
}

/// What stands in the way of saving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SelectionTrouble {
    /// Nothing.
    None,
    /// Fields say so themselves.
    Fields,
    /// A fresh proof comes first.
    Confirm,
    /// A second factor is asked of whoever has none.
    NoSecondFactor,
    /// Somebody changed it meanwhile; what it says now, in lines.
    Changed(Vec<String>),
    /// Somebody took it away meanwhile.
    Gone,
}

/// Rows that a form may hold; a filter of more conditions is typed.
pub(crate) const MOST_ROWS: usize = 20;

/// The fields as they were typed, with what is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SelectionForm {
    /// In the address; none for a new one.
    pub id: Option<String>,
    /// The version that was read.
    pub version: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Whether it is a list.
    pub is_list: bool,
    /// The filter.
    pub filter: String,
    /// `and` or `or`, between the rows of the builder.
    pub joined: String,
    /// The rows of the builder.
    pub rows: Vec<BuilderRow>,
    /// Whether the filter is typed; else it is what the rows say.
    pub typed: bool,
    /// Whether the typed filter is one that rows cannot say.
    pub intricate: bool,
    /// Pasted lines.
    pub lines: String,
    /// add, remove, replace
    pub change: String,
    /// Who is searched for, to be ticked.
    pub search: String,
    /// What is wrong with a field.
    pub errors: Vec<(&'static str, String)>,
    /// Where the filter is wrong: what stands before, the character, what stands after.
    pub at: Option<(String, String, String)>,
}

impl SelectionForm {
    /// Whether another row may be added.
    pub fn has_room(&self) -> bool {
        self.rows.len() < MOST_ROWS
    }

    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(of, _)| *of == field).map(|(_, said)| said.as_str())
    }
}

/// A row of the builder: an attribute, an operator, a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuilderRow {
    /// Name of the attribute.
    pub field: String,
    /// Word of the operator.
    pub operator: String,
    /// The value.
    pub value: String,
}

/// An attribute to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChoice {
    /// In filters.
    pub name: String,
    /// What it is called.
    pub label: String,
}

/// Somebody to tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickLine {
    /// In addresses.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Name to sign in with.
    pub user_name: String,
}

/// `/admin/selections/ID/people`. POST to the selection with `csrf`, `version`, `name`, `description`, `kind`, `change`,
/// `act`, and `pick` for each that is ticked.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/selection_people.html")]
pub struct SelectionPeople {
    /// The surroundings.
    pub frame: Frame,
    /// Where the selection is.
    pub address: String,
    /// The version that was read.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// How many people are in it.
    pub count: i64,
    /// A page of them, by name.
    pub people: Vec<PickLine>,
    /// Whether the reader may take people off: it is a list, and they may change selections.
    pub may_take: bool,
    /// Where the page before is.
    pub previous: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

/// Whom a selection chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectionPreview {
    /// How many.
    pub count: u64,
    /// Some of them: identity, full name, user name.
    pub sample: Vec<(String, String, String)>,
    /// Who would enter: how many, and some names.
    pub entering: (u64, Vec<String>),
    /// Who would leave: how many, and some names.
    pub leaving: (u64, Vec<String>),
    /// What may be a slip.
    pub warnings: Vec<String>,
    /// What was pasted: lines that are people, lines that are nobody.
    pub lines: Option<(u64, u64)>,
    /// The first lines that are nobody: number and text.
    pub missing: Vec<(u64, String)>,
}

/// `/admin/selections/ID/remove`: asks first. POST to itself with `csrf` and `version`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/remove_selection.html")]
pub struct RemoveSelection {
    /// The surroundings.
    pub frame: Frame,
    /// In addresses.
    pub id: String,
    /// The version that was read.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// What points at it: while there is anything, it stays.
    pub used_by: Vec<String>,
    /// Whether somebody changed it meanwhile.
    pub changed: bool,
}
