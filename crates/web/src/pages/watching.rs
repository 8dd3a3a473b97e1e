//! The pages of a rule that only watches: what it would have done, and to whom.

use askama::Template;

use super::Frame;

/// `/admin/policies/ID/watching`
#[derive(Debug, Clone, Template)]
#[template(path = "admin/watching.html")]
pub struct Watched {
    /// The surroundings.
    pub frame: Frame,
    /// The rule, in addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Since when it watches as it stands.
    pub since: i64,
    /// What it would have done, over the columns of the days.
    pub heads: Vec<String>,
    /// All days together.
    pub totals: Vec<WatchedTotal>,
    /// The days, the last first.
    pub days: Vec<WatchedDay>,
    /// The form with the rule switched on; none for whoever may not change rules.
    pub switch_on: Option<String>,
}

/// How many would have met one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedTotal {
    /// What.
    pub name: String,
    /// How many people.
    pub people: u64,
    /// "in 34 sign-ins"
    pub said: String,
    /// The page that lists them.
    pub link: Option<String>,
}

/// One day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedDay {
    /// Which.
    pub said: String,
    /// In the order of the columns.
    pub cells: Vec<WatchedCell>,
}

/// How many sign-ins of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedCell {
    /// So many.
    pub sign_ins: u64,
    /// The page that lists whose.
    pub link: Option<String>,
}

/// `/admin/policies/ID/watching/people?…`
#[derive(Debug, Clone, Template)]
#[template(path = "admin/watching_people.html")]
pub struct WatchedPeople {
    /// The surroundings.
    pub frame: Frame,
    /// The rule, in addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What they would have met.
    pub title: String,
    /// On which day; none for all days.
    pub day: Option<String>,
    /// The people.
    pub rows: Vec<WatchedRow>,
    /// The next page.
    pub next: Option<String>,
}

/// A person in such a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedRow {
    /// In addresses.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Name to sign in with.
    pub user_name: String,
    /// In how many sign-ins.
    pub times: u64,
    /// The last of them.
    pub last: i64,
}
