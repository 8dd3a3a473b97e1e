//! What campaigns are called and what is wrong with them, in words.

use actions::admin::campaign::{CampaignFault, Hindrance, LONGEST_NAME};
use domain::campaign::plan::{FURTHEST, MOST_REMINDERS};
use domain::campaign::{CampaignState, Placeholder, PlanFault, Step, TextFault, TextKind};

use crate::pages::{StateView, word_of};
use crate::words::Words;

pub(super) fn state(state: CampaignState) -> StateView {
    match state {
        CampaignState::Draft => StateView::Draft,
        CampaignState::Running => StateView::Running,
        CampaignState::Paused => StateView::Paused,
        CampaignState::Stopped => StateView::Stopped,
    }
}

/// What a message is called; none is the correction.
pub(super) fn step(words: Words, step: Option<Step>) -> String {
    match step {
        None => words.say("campaign-s-moved"),
        Some(Step::Announcement) => words.say("campaign-s-announcement"),
        Some(Step::Before(days)) => words.with("campaign-s-before").arg("days", i64::from(days)).to_string(),
        Some(Step::Day) => words.say("campaign-s-day"),
        Some(Step::After(days)) => words.with("campaign-s-after").arg("days", i64::from(days)).to_string(),
    }
}

/// What a text is called.
pub(super) fn kind(words: Words, kind: TextKind) -> String {
    words.say(match kind {
        TextKind::Announcement => "campaign-s-announcement",
        TextKind::Reminder => "campaign-k-reminder",
        TextKind::Day => "campaign-s-day",
        TextKind::After => "campaign-k-after",
    })
}

/// The field that a fault belongs to, and what is said there.
pub(super) fn fault(words: Words, fault: CampaignFault) -> (&'static str, String) {
    match fault {
        CampaignFault::Name => {
            ("name", words.with("campaign-e-name").arg("most", i64::try_from(LONGEST_NAME).unwrap_or(0)).to_string())
        }
        CampaignFault::NoDeadline => ("rule", words.say("campaign-e-rule")),
        CampaignFault::OnlyWatches => ("rule", words.say("campaign-e-watches")),
        CampaignFault::Plan(fault) => plan(words, fault),
    }
}

/// The same of a plan.
pub(super) fn plan(words: Words, fault: PlanFault) -> (&'static str, String) {
    let days = |key| {
        let most = i64::try_from(MOST_REMINDERS).unwrap_or(0);
        words.with(key).arg("furthest", i64::from(FURTHEST)).arg("most", most).to_string()
    };
    match fault {
        PlanFault::AnnouncedTooLate => ("announce_on", words.say("campaign-e-late")),
        PlanFault::AnnouncedInThePast => ("announce_on", words.say("campaign-e-past")),
        PlanFault::Before => ("before", days("campaign-e-days")),
        PlanFault::After => ("after", days("campaign-e-days")),
        PlanFault::BeforeAnnouncement(days) => {
            ("before", words.with("campaign-e-early").arg("days", i64::from(days)).to_string())
        }
        PlanFault::Hours => ("until", words.say("campaign-e-hours")),
        PlanFault::NoChannel => ("by_mail", words.say("campaign-e-channel")),
    }
}

/// Why a campaign cannot start.
pub(super) fn hindrance(words: Words, hindrance: &Hindrance) -> String {
    match hindrance {
        Hindrance::NoDeadline => words.say("campaign-e-rule"),
        Hindrance::OnlyWatches => words.say("campaign-e-watches"),
        Hindrance::Plan(faults) => faults.iter().map(|fault| plan(words, *fault).1).collect::<Vec<_>>().join(" "),
        Hindrance::Nobody => words.say("campaign-e-nobody"),
        Hindrance::Another(name) => words.with("campaign-e-another").arg("name", name.as_str()).to_string(),
    }
}

/// What is wrong with a text.
pub(crate) fn text_fault(words: Words, fault: &TextFault) -> String {
    match fault {
        TextFault::Empty => words.say("campaign-t-empty"),
        TextFault::TooLong(most) => {
            words.with("campaign-t-long").arg("most", i64::try_from(*most).unwrap_or(0)).to_string()
        }
        TextFault::Unknown { word, at } => {
            let at = i64::try_from(*at).unwrap_or(0);
            words.with("campaign-t-unknown").arg("word", word.as_str()).arg("at", at).to_string()
        }
        TextFault::Brace { at } => {
            words.with("campaign-t-brace").arg("at", i64::try_from(*at).unwrap_or(0)).to_string()
        }
        TextFault::OutOfPlace(one) => words.with("campaign-t-place").arg("word", word_of(words, *one)).to_string(),
        TextFault::NoTelephone => {
            words.with("campaign-t-telephone").arg("word", word_of(words, Placeholder::Telephone)).to_string()
        }
        TextFault::LineBreak => words.say("campaign-t-line"),
    }
}

/// What a placeholder is filled with.
pub(crate) fn placeholder(words: Words, placeholder: Placeholder) -> String {
    words.say(match placeholder {
        Placeholder::Name => "campaign-p-name",
        Placeholder::Organisation => "campaign-p-organisation",
        Placeholder::Deadline => "campaign-p-deadline",
        Placeholder::DaysLeft => "campaign-p-days",
        Placeholder::Address => "campaign-p-address",
        Placeholder::Telephone => "campaign-p-telephone",
    })
}

/// What became of a message, and its colour.
pub(super) fn outcome(words: Words, state: &str) -> (String, &'static str) {
    match state {
        "waiting" | "sending" => (words.say("campaign-o-waiting"), "info"),
        "sent" => (words.say("campaign-o-sent"), "ok"),
        "letter" => (words.say("campaign-o-letter"), "ok"),
        "failed" => (words.say("campaign-o-failed"), "danger"),
        "again" => (words.say("campaign-o-again"), "info"),
        _ => (words.say("campaign-o-unknown"), "warn"),
    }
}
