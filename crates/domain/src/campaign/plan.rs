//! What an administrator sets: the days of the messages, the hours in which they leave, and how many a day.

use std::num::NonZeroU32;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The most days before or after a deadline that a message may stand.
pub const FURTHEST: u16 = 180;
/// The most reminders on either side of the deadline.
pub const MOST_REMINDERS: usize = 10;

/// One message of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// That a second factor is coming, and from when.
    Announcement,
    /// So many days before the own deadline.
    Before(u16),
    /// On the day of the own deadline.
    Day,
    /// So many days after it.
    After(u16),
}

impl Step {
    /// The word that the store and addresses use, such as `before-14`.
    pub fn word(self) -> String {
        match self {
            Self::Announcement => "announcement".to_owned(),
            Self::Before(days) => format!("before-{days}"),
            Self::Day => "day".to_owned(),
            Self::After(days) => format!("after-{days}"),
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        let days = |text: &str| text.parse().ok().filter(|days| (1..=FURTHEST).contains(days));
        let step = match word {
            "announcement" => Self::Announcement,
            "day" => Self::Day,
            _ => match word.split_once('-')? {
                ("before", text) => Self::Before(days(text)?),
                ("after", text) => Self::After(days(text)?),
                _ => return None,
            },
        };
        (step.word() == word).then_some(step)
    }

    /// Which text it has.
    pub const fn kind(self) -> TextKind {
        match self {
            Self::Announcement => TextKind::Announcement,
            Self::Before(_) => TextKind::Reminder,
            Self::Day => TextKind::Day,
            Self::After(_) => TextKind::After,
        }
    }
}

/// The texts of a campaign: all reminders share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextKind {
    /// Of the announcement.
    Announcement,
    /// Of the reminders before the deadline.
    Reminder,
    /// Of the day itself.
    Day,
    /// Of the reminders after it.
    After,
}

impl TextKind {
    /// Every kind, in the order in which they are sent.
    pub const ALL: [Self; 4] = [Self::Announcement, Self::Reminder, Self::Day, Self::After];

    /// The word that the store and addresses use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Announcement => "announcement",
            Self::Reminder => "reminder",
            Self::Day => "day",
            Self::After => "after",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// How the product's own texts address people, in languages that know two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// As friends do: `je` in Dutch.
    Informal,
    /// As strangers do: `u` in Dutch.
    Formal,
}

impl Tone {
    /// The word that the store and forms use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Informal => "informal",
            Self::Formal => "formal",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Informal, Self::Formal].into_iter().find(|tone| tone.word() == word)
    }
}

/// The local hours in which messages leave; the others are quiet. From the first second of `from` until the last before
/// `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// The first hour, 0 to 23.
    pub from: u8,
    /// The first hour that is quiet again, 1 to 24.
    pub until: u8,
}

impl Hours {
    /// Whether it is a span of a day.
    pub const fn is_sensible(self) -> bool {
        self.from < self.until && self.until <= 24
    }
}

/// By which ways a campaign reaches people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Channels {
    /// By e-mail.
    pub mail: bool,
    /// On the first page after signing in, from the hour of each message until it is put away or the next one comes.
    pub home: bool,
}

/// What a campaign does when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The local day of the announcement.
    pub announce_on: Date,
    /// Reminders, in days before the own deadline.
    pub before: Vec<u16>,
    /// Whether there is a message on the day of the own deadline.
    pub on_the_day: bool,
    /// Reminders, in days after it.
    pub after: Vec<u16>,
    /// The hours in which messages leave.
    pub hours: Hours,
    /// The most messages of a local day; none is no limit.
    pub a_day: Option<NonZeroU32>,
    /// How the product's own texts address people.
    pub tone: Tone,
    /// By which ways.
    pub channels: Channels,
}

impl Plan {
    /// What a new campaign begins with: 14, 7 and 1 days before, the day, and a week after it, by day.
    pub fn usual(announce_on: Date) -> Self {
        Self {
            announce_on,
            before: vec![14, 7, 1],
            on_the_day: true,
            after: vec![7],
            hours: Hours { from: 9, until: 17 },
            a_day: None,
            tone: Tone::Informal,
            channels: Channels { mail: true, home: true },
        }
    }

    /// Its messages in the order in which one person gets them.
    pub fn steps(&self) -> Vec<Step> {
        let mut before = self.before.clone();
        before.sort_unstable_by(|a, b| b.cmp(a));
        let mut after = self.after.clone();
        after.sort_unstable();
        let day = self.on_the_day.then_some(Step::Day);
        std::iter::once(Step::Announcement)
            .chain(before.into_iter().map(Step::Before))
            .chain(day)
            .chain(after.into_iter().map(Step::After))
            .collect()
    }

    /// Whether it ever sends a text of this kind.
    pub fn sends(&self, kind: TextKind) -> bool {
        self.steps().iter().any(|step| step.kind() == kind)
    }
}

/// What is wrong with a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanFault {
    /// The announcement is on the day of the deadline or later.
    AnnouncedTooLate,
    /// The announcement is before today, and nothing was sent yet.
    AnnouncedInThePast,
    /// A number of days before the deadline is not from 1 to [`FURTHEST`], stands twice, or there are too many.
    Before,
    /// The same of the days after it.
    After,
    /// A reminder before the deadline comes before the announcement: nobody would get it.
    BeforeAnnouncement(u16),
    /// The hours are no span of a day.
    Hours,
    /// It reaches nobody: neither by mail nor in the product.
    NoChannel,
}

/// What is wrong with a plan for a policy with this deadline; `today` where nothing was sent yet.
pub fn faults(plan: &Plan, deadline: Date, today: Option<Date>) -> Vec<PlanFault> {
    let mut faults = Vec::new();
    if plan.announce_on >= deadline {
        faults.push(PlanFault::AnnouncedTooLate);
    } else if today.is_some_and(|today| plan.announce_on < today) {
        faults.push(PlanFault::AnnouncedInThePast);
    }
    if !are_days(&plan.before) {
        faults.push(PlanFault::Before);
    } else if let Some(early) = plan.before.iter().max().filter(|days| {
        let on = deadline.checked_sub(jiff::Span::new().days(i64::from(**days)));
        plan.announce_on < deadline && on.is_ok_and(|on| on < plan.announce_on)
    }) {
        faults.push(PlanFault::BeforeAnnouncement(*early));
    }
    if !are_days(&plan.after) {
        faults.push(PlanFault::After);
    }
    if !plan.hours.is_sensible() {
        faults.push(PlanFault::Hours);
    }
    if !plan.channels.mail && !plan.channels.home {
        faults.push(PlanFault::NoChannel);
    }
    faults
}

fn are_days(days: &[u16]) -> bool {
    let mut sorted = days.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    sorted.len() == days.len() && days.len() <= MOST_REMINDERS && days.iter().all(|days| (1..=FURTHEST).contains(days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn steps_come_in_the_order_of_their_days_however_they_were_typed() {
        let plan = Plan { before: vec![1, 14, 7], after: vec![7, 2], ..Plan::usual(date(2026, 11, 10)) };
        let words: Vec<String> = plan.steps().into_iter().map(Step::word).collect();
        assert_eq!(words, ["announcement", "before-14", "before-7", "before-1", "day", "after-2", "after-7"]);
        for step in plan.steps() {
            assert_eq!(Step::from_word(&step.word()), Some(step));
        }
        for wrong in ["before-0", "before-181", "before-014", "before", "after--1", "Day", ""] {
            assert_eq!(Step::from_word(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_plan_that_cannot_be_kept_is_told() {
        let (deadline, today) = (date(2026, 12, 8), Some(date(2026, 11, 1)));
        let usual = Plan::usual(date(2026, 11, 10));
        let of = |plan: &Plan| faults(plan, deadline, today);
        assert_eq!(of(&usual), []);
        let with = |change: fn(&mut Plan)| {
            let mut plan = usual.clone();
            change(&mut plan);
            of(&plan)
        };
        assert_eq!(with(|plan| plan.announce_on = date(2026, 12, 8)), [PlanFault::AnnouncedTooLate]);
        assert_eq!(with(|plan| plan.announce_on = date(2026, 10, 31)), [PlanFault::AnnouncedInThePast]);
        assert_eq!(faults(&Plan { announce_on: date(2026, 10, 31), ..usual.clone() }, deadline, None), []);
        assert_eq!(with(|plan| plan.before = vec![7, 7]), [PlanFault::Before]);
        assert_eq!(with(|plan| plan.before = vec![0]), [PlanFault::Before]);
        assert_eq!(with(|plan| plan.after = vec![181]), [PlanFault::After]);
        assert_eq!(with(|plan| plan.after = (1..=11).collect()), [PlanFault::After]);
        assert_eq!(with(|plan| plan.before = vec![40]), [PlanFault::BeforeAnnouncement(40)]);
        assert_eq!(with(|plan| plan.before = vec![28]), [], "on the day of the announcement, which comes later");
        assert_eq!(with(|plan| plan.hours = Hours { from: 9, until: 9 }), [PlanFault::Hours]);
        assert_eq!(with(|plan| plan.hours = Hours { from: 0, until: 24 }), []);
        assert_eq!(with(|plan| plan.channels.mail = false), []);
        assert_eq!(with(|plan| plan.channels = Channels { mail: false, home: false }), [PlanFault::NoChannel]);
        let nothing = with(|plan| {
            plan.before.clear();
            plan.after.clear();
            plan.on_the_day = false;
        });
        assert_eq!(nothing, [], "an announcement alone");
    }
}
