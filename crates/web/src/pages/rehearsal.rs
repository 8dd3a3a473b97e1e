//! The pages of a rehearsal: as if it were another day.

use askama::Template;

use super::{BarPart, Frame};

/// `/admin/rollout/rehearsal`: GET with `at`, a date, and `part`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/rehearsal.html")]
pub struct Rehearsal {
    /// The surroundings.
    pub frame: Frame,
    /// The date as it was typed.
    pub date: String,
    /// What is wrong with it; then there are no figures.
    pub wrong: Option<String>,
    /// Days to choose at once.
    pub days: Vec<RehearsalDay>,
    /// Parts of the people to choose from: word, name, whether it is this one.
    pub parts: Vec<(String, String, bool)>,
    /// Name of the part that is shown; none for everyone.
    pub part: Option<String>,
    /// The day in words.
    pub said: String,
    /// How many people were looked at.
    pub people: u64,
    /// Parts of the bar.
    pub bar: Vec<BarPart>,
    /// The figures.
    pub classes: Vec<RehearsalClass>,
}

/// A day to choose at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RehearsalDay {
    /// Where it is.
    pub link: String,
    /// "uiterste datum: 8 december 2026"
    pub said: String,
}

/// How many would meet one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RehearsalClass {
    /// Class of the colour.
    pub colour: &'static str,
    /// What they meet.
    pub name: String,
    /// How many.
    pub people: u64,
    /// "12 meer dan vandaag"; none where it is as many.
    pub change: Option<String>,
    /// The page that lists them; none where nobody is in it, or the reader may not see whom it is about.
    pub link: Option<String>,
}

/// `/admin/rollout/rehearsal/people?…`: the people behind a figure.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/rehearsal_people.html")]
pub struct RehearsalPeople {
    /// The surroundings.
    pub frame: Frame,
    /// Back to the figures.
    pub back: String,
    /// The day in words.
    pub said: String,
    /// What they meet.
    pub title: String,
    /// Name of the part that is shown; none for everyone.
    pub part: Option<String>,
    /// The lists to choose from: address, name, whether it is this one.
    pub lists: Vec<(String, String, bool)>,
    /// The people.
    pub rows: Vec<RehearsalRow>,
    /// The next page.
    pub next: Option<String>,
    /// For writing it out.
    pub export: RehearsalExportFields,
}

/// A person of a rehearsal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RehearsalRow {
    /// "What if" of that day.
    pub link: String,
    /// Full name.
    pub name: String,
    /// Name to sign in with.
    pub user_name: String,
    /// Why they meet it, in sentences.
    pub why: String,
    /// When last signed in.
    pub signed_in: Option<i64>,
    /// Whether there is an address.
    pub has_address: bool,
}

/// What the form sends that writes a list out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RehearsalExportFields {
    /// The date.
    pub at: String,
    /// The part of the people; empty for all.
    pub part: String,
    /// The word of the class.
    pub class: &'static str,
}
