//! `/admin/people`: the people of a view.

use askama::Template;

use crate::pages::Frame;

/// `/admin/people?view=ID&q=…&group=ID&state=…&sort=…&after=…` or `&before=…`
#[derive(Debug, Clone, Template)]
#[template(path = "admin/people.html")]
pub struct People {
    /// The surroundings.
    pub frame: Frame,
    /// What happened just before.
    pub notice: Option<PeopleNotice>,
    /// The views to look through, by name; none where there are none yet.
    pub views: Vec<ViewTab>,
    /// In the addresses of the view that is looked through.
    pub view: String,
    /// Its columns.
    pub columns: Vec<ColumnHead>,
    /// The people of this page.
    pub rows: Vec<PersonLine>,
    /// What the list can be narrowed by, and is.
    pub choices: PeopleChoices,
    /// How many there are in all.
    pub count: i64,
    /// The address of the page before.
    pub previous: Option<String>,
    /// The address of the next page.
    pub next: Option<String>,
    /// The address of the first page, on a later one.
    pub first: Option<String>,
    /// Whether the reader may add people.
    pub may_add: bool,
    /// Whether the reader may import people.
    pub may_import: bool,
    /// Whether the reader may change views.
    pub may_edit_views: bool,
}

impl People {
    /// What stands in a row, under the heads of its columns.
    fn pairs<'p>(&'p self, row: &'p PersonLine) -> impl Iterator<Item = (&'p ColumnHead, &'p Cell)> {
        self.columns.iter().zip(&row.cells)
    }

    fn view_name(&self) -> &str {
        self.views.iter().find(|view| view.current).map_or("", |view| view.name.as_str())
    }
}

/// What a list can be narrowed by, and is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleChoices {
    /// What was searched.
    pub search: String,
    /// The groups to choose from: what stands in addresses, and the name.
    pub groups: Vec<(String, String)>,
    /// The one that was chosen.
    pub group: String,
    /// How two-step sign-in may stand: what stands in addresses, and the key of the name.
    pub standings: Vec<(&'static str, &'static str)>,
    /// The one that was chosen.
    pub standing: &'static str,
    /// The orders to choose from: what stands in addresses, and the name.
    pub orders: Vec<(String, String)>,
    /// The one that the list is in.
    pub sort: String,
    /// The address of the same list without any of it, where something was chosen.
    pub clear: Option<String>,
}

/// What happened just before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeopleNotice {
    /// A person was added.
    Added(String),
}

/// A view to look through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewTab {
    /// In addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is the one on the page.
    pub current: bool,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnHead {
    /// Its name.
    pub name: String,
    /// Whether it drops out on a narrow page.
    pub optional: bool,
    /// Whether the list is in its order: `ascending` or `descending`.
    pub sorted: Option<&'static str>,
    /// The address of the list in the order of this column, or in the other direction.
    pub link: Option<String>,
}

/// A person in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonLine {
    /// In addresses.
    pub id: String,
    /// Full name.
    pub name: String,
    /// What stands in each column.
    pub cells: Vec<Cell>,
}

/// What stands in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// The name, which leads to the person, with what stands under it.
    Name {
        /// The user name.
        sub: String,
    },
    /// A text.
    Text(String),
    /// A moment in microseconds since 1970; none when it never was.
    Moment(Option<i64>),
    /// How two-step sign-in stands.
    Factor(FactorChip),
}

/// How two-step sign-in stands, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorChip {
    /// On, with so many ways.
    On(i64),
    /// Not yet.
    NotYet,
    /// Exempt until this moment, in microseconds since 1970.
    Exempt(i64),
    /// No code is looked at before this moment, in microseconds since 1970.
    Locked(i64),
    /// Blocked by an administrator.
    Blocked,
}
