//! The nine columns in which a demand is kept, in `policies` and in its history.

use domain::policy::{Ask, AuthenticatorRule, Demand, LateEnrolment, Mode, Requirement, Stay};
use domain::time::Lifetime;

use crate::{Error, Row, Value};

/// The values of requirement, deadline, `grace_days`, `ask_period`, `stay_period`, idle, authenticators,
/// `late_enrolment`, mode.
pub(crate) fn values(demand: &Demand) -> [Value; 9] {
    let stay = match demand.stay {
        Stay::UntilBrowserCloses => None,
        Stay::For(span) => Some(span.micros()),
    };
    [
        demand.requirement.word().into(),
        demand.deadline.map(|date| date.to_string()).into(),
        demand.grace_days.into(),
        demand.ask.period().map(Lifetime::micros).into(),
        stay.into(),
        demand.idle.map(Lifetime::micros).into(),
        demand.authenticators.word().into(),
        demand.late_enrolment.word().into(),
        demand.mode.word().into(),
    ]
}

/// A demand from these columns, of which the first is number `first`.
pub(crate) fn read(row: &Row, first: usize) -> Result<Demand, Error> {
    let span = |column: usize| Ok::<_, Error>(row.opt_int(first + column)?.map(Lifetime::from_micros));
    let deadline =
        row.opt_text(first + 1)?.map(|date| date.parse().map_err(|_| unknown("deadline", date))).transpose()?;
    let grace = row.int(first + 2)?;
    Ok(Demand {
        requirement: word(row.text(first)?, "requirement", Requirement::from_word)?,
        deadline,
        grace_days: u16::try_from(grace).map_err(|_| unknown("days of grace", &grace.to_string()))?,
        ask: span(3)?.map_or(Ask::Always, Ask::Every),
        stay: span(4)?.map_or(Stay::UntilBrowserCloses, Stay::For),
        idle: span(5)?,
        authenticators: word(row.text(first + 6)?, "authenticators", AuthenticatorRule::from_word)?,
        late_enrolment: word(row.text(first + 7)?, "late enrolment", LateEnrolment::from_word)?,
        mode: word(row.text(first + 8)?, "mode", Mode::from_word)?,
    })
}

fn word<T>(text: &str, what: &str, from_word: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
    from_word(text).ok_or_else(|| unknown(what, text))
}

fn unknown(what: &str, text: &str) -> Error {
    Error::Broken(format!("unknown {what} `{text}`"))
}
