//! All policies of a person folded into one, field by field, the strictest wins; each field remembers which policy
//! it comes from, so that `explain` can say so. Order means nothing.

use std::cmp::{Ordering, Reverse};

use jiff::tz::TimeZone;

use crate::id::PolicyId;
use crate::policy::demand::{Ask, AuthenticatorRule, LateEnrolment, Policy, Requirement, Stay};
use crate::time::{Lifetime, Timestamp, start_of_day};

/// A policy that selects the person, and the moment the person first came under it.
///
/// That moment is kept for good: leaving and re-entering, a reset or a new phone never moves it.
#[derive(Clone, Copy, Debug)]
pub struct Applied<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// When the person first came under it.
    pub came_under: Timestamp,
}

/// A value and the policy that it comes from; `None` where no policy says anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// What holds.
    pub value: T,
    /// The policy that demands it.
    pub policy: Option<PolicyId>,
}

/// From when a second factor is demanded of this person, and by which policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The person's own deadline: its first instant counts as reached.
    pub at: Timestamp,
    /// The policy whose date this is.
    pub policy: PolicyId,
    /// Whether days of grace moved it past the policy's own date.
    pub by_grace: bool,
}

/// What holds for one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EffectivePolicy {
    /// Whether a second factor is left out, offered or demanded.
    pub requirement: Sourced<Requirement>,
    /// The own deadline; present exactly where the requirement is mandatory.
    pub due: Option<Due>,
    /// How often the second factor is asked.
    pub ask: Sourced<Ask>,
    /// Inside a session the second factor is asked again when it is this old: the shortest period of all policies,
    /// also where another asks at every sign-in. `None` is once a session.
    pub ask_again: Sourced<Option<Lifetime>>,
    /// How long people stay signed in.
    pub stay: Sourced<Stay>,
    /// No session lasts longer: the shortest of all policies, also where another ends it with the browser.
    pub longest_session: Sourced<Lifetime>,
    /// A session ends after this long without a request.
    pub idle: Sourced<Option<Lifetime>>,
    /// Which authenticators do.
    pub authenticators: Sourced<AuthenticatorRule>,
    /// What enrolling after the deadline needs besides the password.
    pub late_enrolment: Sourced<LateEnrolment>,
}

impl EffectivePolicy {
    /// What holds for someone whom no policy selects: no second factor, signed in until the browser closes.
    pub const NONE: Self = Self {
        requirement: Sourced { value: Requirement::Off, policy: None },
        due: None,
        ask: Sourced { value: Ask::Every(Lifetime::days(30)), policy: None },
        ask_again: Sourced { value: Some(Lifetime::days(30)), policy: None },
        stay: Sourced { value: Stay::UntilBrowserCloses, policy: None },
        longest_session: Sourced { value: Stay::UntilBrowserCloses.at_most(), policy: None },
        idle: Sourced { value: None, policy: None },
        authenticators: Sourced { value: AuthenticatorRule::Any, policy: None },
        late_enrolment: Sourced { value: LateEnrolment::EmailedCode, policy: None },
    };
}

/// Folds the policies that select a person into one. Those that only watch are left out, here and nowhere else: whatever
/// decides reads what this returns.
///
/// The own deadline is the earliest, over the mandatory policies, of the later of the policy's deadline and the
/// moment the person came under it plus the fewest days of grace. Adding a policy adds a candidate and can only
/// lower the days, so it never moves the deadline out.
///
/// `ask_again` and `longest_session` are there for the same promise: "at every sign-in" beside "every 7 days", or
/// "until the browser closes" beside "for 1 hour", must give up neither.
pub fn fold(applied: &[Applied<'_>], zone: &TimeZone) -> EffectivePolicy {
    let none = EffectivePolicy::NONE;
    let applied = || applied.iter().filter(|a| !a.policy.demand.watches());
    let mandatory = || applied().filter(|a| a.policy.demand.requirement == Requirement::Mandatory);
    EffectivePolicy {
        requirement: strictest(applied(), |p| p.demand.requirement, |r| r).unwrap_or(none.requirement),
        due: due(mandatory(), zone),
        ask: strictest(applied(), |p| p.demand.ask, Ask::strictness).unwrap_or(none.ask),
        ask_again: strictest(applied(), |p| p.demand.ask.period(), shorter).unwrap_or(none.ask_again),
        stay: strictest(applied(), |p| p.demand.stay, Stay::strictness).unwrap_or(none.stay),
        longest_session: strictest(applied(), |p| p.demand.stay.at_most(), Reverse).unwrap_or(none.longest_session),
        idle: strictest(applied(), |p| p.demand.idle, shorter).unwrap_or(none.idle),
        authenticators: strictest(applied(), |p| p.demand.authenticators, |r| r).unwrap_or(none.authenticators),
        late_enrolment: strictest(mandatory(), |p| p.demand.late_enrolment, |r| r).unwrap_or(none.late_enrolment),
    }
}

fn due<'a>(mandatory: impl Iterator<Item = &'a Applied<'a>> + Clone, zone: &TimeZone) -> Option<Due> {
    let days = mandatory.clone().map(|a| a.policy.demand.grace_days).min()?;
    let grace = Lifetime::days(u32::from(days));
    mandatory
        .map(|a| {
            let date = a.policy.demand.deadline.map(|date| start_of_day(date, zone));
            let own = a.came_under.plus(grace);
            let by_grace = days > 0 && date.is_none_or(|date| own > date);
            let at = match date {
                Some(date) => date.max(own),
                None => own,
            };
            Due { at, policy: a.policy.id, by_grace }
        })
        .min_by_key(|due| (due.at, due.policy))
}

/// The strictest value of a field; among equals the policy with the smallest id, so that order means nothing.
fn strictest<'a, T: Copy, K: Ord>(
    mut applied: impl Iterator<Item = &'a Applied<'a>>,
    field: impl Fn(&Policy) -> T,
    strictness: impl Fn(T) -> K,
) -> Option<Sourced<T>> {
    let mut best = applied.next()?.policy;
    let mut most = strictness(field(best));
    for Applied { policy, .. } in applied {
        let is = strictness(field(policy));
        let wins = match is.cmp(&most) {
            Ordering::Less => false,
            Ordering::Equal => policy.id < best.id,
            Ordering::Greater => true,
        };
        if wins {
            (best, most) = (policy, is);
        }
    }
    Some(Sourced { value: field(best), policy: Some(best.id) })
}

/// No limit is the loosest, then the longest.
fn shorter(limit: Option<Lifetime>) -> Option<Reverse<Lifetime>> {
    limit.map(Reverse)
}
