//! A board in words: figures with the lists behind them, and what they mean.

use actions::admin::rollout::{Board, PartLine, Person};
use domain::policy::{Policy, Requirement};
use domain::rollout::{Forecast, Mail, Of, Pace, Part, Why, percent};
use domain::time::Timestamp;
use jiff::civil::Date;

use super::rollout::Subject;
use super::rollout_chart::{charts, is_daily, numbers};
use crate::pages::{ExportFields, Figure, Frame, LeftPeople, LeftRow, PartView, RolloutBoard, Stat};

/// So many parts are shown at once.
const PARTS: usize = 8;
/// So many of those who are left.
const PEOPLE: usize = 5;
/// What was counted longer ago says when, in microseconds.
const FRESH: i64 = 60 * 1_000_000;

/// "verplicht vanaf 8 december 2026"
pub(super) fn demand(frame: &Frame, policy: &Policy) -> String {
    match (policy.demand.requirement, policy.demand.deadline) {
        (Requirement::Mandatory, Some(day)) => {
            frame.with("rollout-mandatory-from").arg("day", frame.calendar.date(day)).to_string()
        }
        (Requirement::Mandatory, None) => frame.say("rollout-mandatory"),
        _ => frame.say("rollout-offered"),
    }
}

/// The board. Without `may_list` no figure leads to people.
pub(super) fn board(frame: &Frame, subject: &Subject, board: Board, may_list: bool) -> RolloutBoard {
    let figures = board.figures;
    let link = |part, of| may_list.then(|| subject.people(part, of));
    let figure = |said: String, of| Figure { said, link: link(board.part, of) };
    let today = board.points.last().map(|point| point.day);
    let deadline =
        subject.policy.demand.deadline.filter(|_| subject.policy.demand.requirement == Requirement::Mandatory);
    let beside = [("rollout-exempt", figures.exempt, Of::Exempt), ("rollout-blocked", figures.blocked, Of::Blocked)];
    let beside = beside.into_iter().filter(|(_, number, _)| *number > 0);
    let reasons = [
        ("rollout-n-never", figures.never, Of::Never),
        ("rollout-n-later", figures.later, Of::Later),
        ("rollout-n-not-yet", figures.not_yet, Of::NotYet),
        ("rollout-n-cannot", figures.cannot, Of::Cannot),
        ("rollout-n-unreached", figures.unreached, Of::Unreached),
    ];
    let reasons = reasons.into_iter().filter(|(_, number, _)| *number > 0);
    let counted = |(key, number, of): (&'static str, u64, Of)| figure(frame.with(key).arg("n", number).to_string(), of);
    let part = |line: PartLine| PartView {
        share: percent(line.figures.have, line.figures.people),
        of: Figure { said: of(frame, line.figures.have, line.figures.people), link: link(line.part, Of::People) },
        link: subject.board(line.part),
        name: line.name,
    };
    let mut parts: Vec<PartView> = match board.part {
        Part::Whole => board.parts.into_iter().map(part).collect(),
        Part::Selection(_) | Part::Group(_) => Vec::new(),
    };
    let more_parts = parts.split_off(parts.len().min(PARTS));
    let left = figures.left();
    let rows: Vec<LeftRow> = board.first.into_iter().take(PEOPLE).map(|person| row(frame, person)).collect();
    let shown = rows.len();
    let people = (may_list && shown > 0).then(|| LeftPeople {
        rows,
        of: frame.with("rollout-some-of").arg("some", shown).arg("n", left).to_string(),
        all: subject.people(board.part, Of::Left),
        export: export_fields(subject, Of::Left, frame.with("rollout-export").arg("n", left).to_string()),
    });
    RolloutBoard {
        as_of: Some(board.as_of.micros()).filter(|at| frame.calendar.now - at > FRESH),
        share: figure(format!("{}%", percent(figures.have, figures.people)), Of::Have),
        of: figure(of(frame, figures.have, figures.people), Of::People),
        gained: board.a_week_ago.map(|before| gained(frame, before, figures.have)),
        deadline: deadline_stat(frame, subject.policy.demand.requirement, deadline.zip(today)),
        left: figure(left.to_string(), Of::Left),
        beside: beside.map(counted).collect(),
        forecast: forecast(frame, board.forecast, board.pace, deadline),
        charts: charts(&board.points, board.pace, deadline, frame),
        daily: is_daily(&board.points),
        worked_out: board.worked_out_until.map(|day| frame.calendar.date(day)),
        numbers: numbers(&board.points, frame),
        parts,
        more_parts,
        reasons: reasons.map(counted).collect(),
        people,
    }
}

fn of(frame: &Frame, have: u64, people: u64) -> String {
    frame.with("rollout-of").arg("have", have).arg("n", people).to_string()
}

fn gained(frame: &Frame, before: u64, now: u64) -> String {
    match (now.checked_sub(before), before.checked_sub(now)) {
        (Some(1..), _) => frame.with("rollout-more").arg("n", now - before).to_string(),
        (_, Some(1..)) => frame.with("rollout-fewer").arg("n", before - now).to_string(),
        _ => frame.say("rollout-same"),
    }
}

fn deadline_stat(frame: &Frame, requirement: Requirement, deadline: Option<(Date, Date)>) -> Stat {
    let Some((deadline, today)) = deadline else {
        let mandatory = requirement == Requirement::Mandatory;
        let key = if mandatory { "rollout-at-once" } else { "rollout-no-deadline" };
        let means = if mandatory { "rollout-at-once-means" } else { "rollout-offered-means" };
        return Stat { name: frame.say("rule-deadline"), said: frame.say(key), means: vec![frame.say(means)] };
    };
    let days = today.until(deadline).map_or(0, |span| i64::from(span.get_days()));
    let key = if days < 0 { "rollout-days-since" } else { "rollout-days" };
    Stat { name: frame.say(key), said: days.abs().to_string(), means: vec![frame.calendar.long_date(deadline)] }
}

/// When everyone is there, in words.
pub(crate) fn forecast(frame: &Frame, forecast: Forecast, pace: Option<Pace>, deadline: Option<Date>) -> Stat {
    let name = frame.say("rollout-there");
    let needed = pace.map(|pace| frame.with("rollout-needed").arg("n", pace.per_week).to_string());
    let (said, mut means) = match forecast {
        Forecast::Done => (frame.say("rollout-done"), vec![frame.say("rollout-done-means")]),
        Forecast::Stalled => (frame.say("rollout-unknown"), vec![frame.say("rollout-stalled")]),
        Forecast::TooEarly => (frame.say("rollout-unknown"), vec![frame.say("rollout-too-early")]),
        Forecast::On { day, per_week } => {
            let late = deadline.is_some_and(|deadline| day > deadline);
            let pace = match per_week {
                0 => frame.say("rollout-pace-slow"),
                _ => frame.with("rollout-pace").arg("n", per_week).to_string(),
            };
            let mut means = vec![pace];
            means.extend(late.then(|| frame.say("rollout-late")));
            (frame.calendar.near_date(day), means)
        }
    };
    means.extend(needed);
    Stat { name, said, means }
}

/// A person in a list.
pub(super) fn row(frame: &Frame, person: Person) -> LeftRow {
    let (chip, stands, why) = match person.why {
        Why::Has => (("ok", "shield"), frame.say("chip-on"), None),
        Why::Exempt(until) => {
            let until = until.map(|until| frame.calendar.eve(until.micros()));
            let until = until.map(|day| frame.with("chip-exempt-until").arg("day", day).to_string());
            (("", "calendar"), frame.say("chip-exempt"), until)
        }
        Why::Cannot => (("danger", "alert"), frame.say("rollout-chip-cannot"), None),
        Why::NeverSignedIn => (("warn", "clock"), frame.say("rollout-chip-never"), None),
        Why::ChoseLater(times) => {
            (("info", "clock"), frame.with("rollout-chip-later").arg("n", times).to_string(), None)
        }
        Why::NotYet => (("warn", "clock"), frame.say("chip-not-yet"), None),
        Why::Blocked => (("danger", "lock"), frame.say("chip-blocked"), None),
    };
    let unreached = match person.mail {
        Mail::NoAddress => Some("run-no-address"),
        Mail::Bounces => Some("rollout-bounces"),
        Mail::Arrives => None,
    };
    let why = why.or(unreached.filter(|_| person.why.is_left()).map(|key| frame.say(key)));
    LeftRow {
        id: person.id.to_string(),
        name: person.name,
        user_name: person.user_name,
        chip,
        stands,
        why,
        reminded: person.reminded,
        signed_in: person.last_sign_in_at.map(Timestamp::micros),
    }
}

/// What a form sends that writes this list out.
pub(super) fn export_fields(subject: &Subject, of: Of, said: String) -> ExportFields {
    ExportFields {
        policy: subject.policy.id.to_string(),
        part: subject.part.word().unwrap_or_default(),
        of: of.word().to_owned(),
        said,
    }
}

/// What a list is called.
pub(super) fn list_name(frame: &Frame, of: Of) -> String {
    frame.say(match of {
        Of::People => "rollout-list-people",
        Of::Have => "rollout-list-have",
        Of::Left => "rollout-list-left",
        Of::Cannot => "rollout-list-cannot",
        Of::Never => "rollout-list-never",
        Of::Later => "rollout-list-later",
        Of::NotYet => "rollout-list-not-yet",
        Of::Unreached => "rollout-list-unreached",
        Of::Exempt => "rollout-list-exempt",
        Of::Blocked => "rollout-list-blocked",
    })
}

/// What it means, where its name does not say so.
pub(super) fn list_meaning(frame: &Frame, of: Of) -> Option<String> {
    let key = match of {
        Of::Cannot => "class-out-of-reach-why",
        Of::Later => "rollout-list-later-why",
        Of::NotYet => "rollout-list-not-yet-why",
        Of::Unreached => "rollout-list-unreached-why",
        Of::Blocked => "rollout-list-blocked-why",
        Of::People | Of::Have | Of::Left | Of::Never | Of::Exempt => return None,
    };
    Some(frame.say(key))
}
