//! The pages of the roll-out: the board of a rule, and the people behind its figures.

use askama::Template;

use super::Frame;

/// `/admin/rollout`
#[derive(Debug, Clone, Template)]
#[template(path = "admin/rollout.html")]
pub struct Rollout {
    /// The surroundings.
    pub frame: Frame,
    /// The rules that have a board.
    pub rules: Vec<RolloutRule>,
    /// What is shown of the one that was chosen; none where there is no rule.
    pub shown: Option<Box<RolloutShown>>,
}

/// A rule to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolloutRule {
    /// Where its board is.
    pub link: String,
    /// Its name.
    pub name: String,
    /// Whether it is the one that is shown.
    pub current: bool,
}

/// What is shown of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolloutShown {
    /// The rule, in addresses.
    pub rule: String,
    /// Its name.
    pub name: String,
    /// "verplicht vanaf 8 december 2026"
    pub demand: String,
    /// The part of its people that is shown: its name and the way back to everyone.
    pub part: Option<(String, String)>,
    /// What is said of its campaign; none where nothing is to be said.
    pub campaign: Option<Figure>,
    /// The figures; none where nobody counted yet.
    pub board: Option<RolloutBoard>,
}

/// The figures of a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolloutBoard {
    /// When they were counted, where that was not just now.
    pub as_of: Option<i64>,
    /// Who has a second step, in percent.
    pub share: Figure,
    /// "212 van 247"
    pub of: Figure,
    /// "15 meer dan een week geleden"
    pub gained: Option<String>,
    /// The deadline.
    pub deadline: Stat,
    /// How many are left.
    pub left: Figure,
    /// Who is not among them: exempt, blocked.
    pub beside: Vec<Figure>,
    /// When everyone is there.
    pub forecast: Stat,
    /// The chart, wide and narrow.
    pub charts: [Chart; 2],
    /// Whether the chart shows every day; else every Monday.
    pub daily: bool,
    /// The last day that was worked out afterwards.
    pub worked_out: Option<String>,
    /// The chart in numbers: day, how many have it, of how many, in percent.
    pub numbers: Vec<(String, u64, u64, u64)>,
    /// The parts of the people, those that are shown at once.
    pub parts: Vec<PartView>,
    /// The others.
    pub more_parts: Vec<PartView>,
    /// Why they are left, and how many.
    pub reasons: Vec<Figure>,
    /// The first few; none where the reader may not see whom it is about.
    pub people: Option<LeftPeople>,
}

/// A number in words, and the list behind it where the reader may see that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The number, in words where it needs them.
    pub said: String,
    /// The list.
    pub link: Option<String>,
}

/// A figure that has no list: its name, the number, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stat {
    /// What it is called.
    pub name: String,
    /// The number.
    pub said: String,
    /// What it means, in sentences.
    pub means: Vec<String>,
}

/// A part of the people of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartView {
    /// Name of the selection or the group.
    pub name: String,
    /// Its own board.
    pub link: String,
    /// Who has a second step, in percent.
    pub share: u64,
    /// "17 van 18"
    pub of: Figure,
}

/// The first few who are left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftPeople {
    /// They.
    pub rows: Vec<LeftRow>,
    /// "5 van 31 mensen"
    pub of: String,
    /// The whole list.
    pub all: String,
    /// The words of the rule, the part and the list, for writing it out.
    pub export: ExportFields,
}

/// What the form sends that writes a list out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFields {
    /// The rule.
    pub policy: String,
    /// The part of its people; empty for all.
    pub part: String,
    /// The word of the list.
    pub of: String,
    /// What the button says.
    pub said: String,
}

/// A person in such a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftRow {
    /// In addresses.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Name to sign in with.
    pub user_name: String,
    /// Class and drawing of the chip.
    pub chip: (&'static str, &'static str),
    /// How things stand.
    pub stands: String,
    /// What comes with that.
    pub why: Option<String>,
    /// How often they were reminded.
    pub reminded: u64,
    /// When last signed in.
    pub signed_in: Option<i64>,
}

/// `/admin/rollout/people?…`: the people behind a figure.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/rollout_people.html")]
pub struct RolloutPeople {
    /// The surroundings.
    pub frame: Frame,
    /// The board: its address, and the name of the rule or of the part.
    pub back: (String, String),
    /// What the list is called.
    pub title: String,
    /// What it means.
    pub meaning: Option<String>,
    /// The lists to choose from: address, name, whether it is this one.
    pub lists: Vec<(String, String, bool)>,
    /// The people.
    pub rows: Vec<LeftRow>,
    /// The next page.
    pub next: Option<String>,
    /// For writing it out.
    pub export: ExportFields,
}

/// A chart, drawn: every place is in tenths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Its class: `wide` or `narrow`.
    pub class: &'static str,
    /// Its size.
    pub size: (u32, u32),
    /// Left, right and bottom of the field.
    pub field: (u32, u32, u32),
    /// The lines of the grid: height, and what they stand for.
    pub grid: Vec<(String, u64)>,
    /// The outline of the area.
    pub area: String,
    /// The line.
    pub line: String,
    /// The pace that is needed.
    pub pace: Option<String>,
    /// The deadline.
    pub deadline: Option<DeadlineMark>,
    /// The last point.
    pub point: (String, String),
    /// How many have it, and where that stands.
    pub count: (String, String, u64),
    /// The days below: place, anchor, words.
    pub days: Vec<(String, &'static str, String)>,
}

/// The deadline in a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadlineMark {
    /// Where.
    pub x: String,
    /// Lines of words: place, height, anchor, class, words.
    pub words: Vec<(String, u32, &'static str, &'static str, String)>,
}
