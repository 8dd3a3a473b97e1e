//! Why a person cannot sign in, and what to do now: what the helpdesk reads while somebody is on the telephone. Plain
//! values in, advice out; the most pressing first.

use domain::policy::{EffectivePolicy, LateEnrolment, NextStep};
use domain::throttle::{DISABLING_FAILURES, FactorThrottle, UNKNOWN_LIMIT};
use domain::time::{Lifetime, Timestamp};

/// One thing that keeps a person out, or that they should be told; each has words for what to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// An administrator blocked the person.
    Blocked,
    /// There is no password yet.
    NoPassword,
    /// The last tries failed at the password.
    WrongPassword {
        /// The last of them.
        at: Timestamp,
    },
    /// Too many wrong codes: no code is looked at before a moment.
    Wait {
        /// When codes are looked at again.
        until: Timestamp,
    },
    /// A hundred wrong codes in a row switched the app off.
    Disabled,
    /// Too many failures from unknown devices: only a device that is known lets the person in.
    UnknownDevices,
    /// The right password, then a wrong code: most often the clock of the telephone, or another account in the app.
    WrongCode {
        /// The last of them.
        at: Timestamp,
    },
    /// The telephone is gone, says nobody here: the person has an app, and recovery codes.
    HasApp {
        /// Recovery codes left.
        codes: i64,
    },
    /// The person must set up, with a code by mail.
    MustEnrolByMail,
    /// The person must set up, and has no address that a code could go to.
    MustEnrolNoAddress,
    /// The person must set up, with a pass of the helpdesk.
    MustEnrolByPass,
    /// Nothing keeps the person out.
    Nothing,
}

/// What the advice is made of.
#[derive(Debug)]
pub struct Look<'a> {
    /// What a sign-in in an unknown browser would lead to.
    pub step: &'a NextStep,
    /// What holds.
    pub policy: &'a EffectivePolicy,
    /// Whether there is a password.
    pub has_password: bool,
    /// Whether there is an address.
    pub has_address: bool,
    /// Wrong codes so far; none where there is no app.
    pub throttle: Option<FactorThrottle>,
    /// Recovery codes left.
    pub recovery_codes: i64,
    /// The last events about the person, newest first: when, and the word of each.
    pub events: &'a [(Timestamp, String)],
}

/// A try that is older than this is no reason to call.
const FRESH: Lifetime = Lifetime::days(1);

/// What keeps a person out, and what to do now.
pub fn advise(now: Timestamp, look: &Look<'_>) -> Vec<Advice> {
    if matches!(look.step, NextStep::Refuse(_)) {
        return vec![Advice::Blocked];
    }
    let mut advice = Vec::new();
    if !look.has_password {
        advice.push(Advice::NoPassword);
    }
    // Only what happened since the person last came in says why they do not.
    let since = look.events.iter().take_while(|(_, kind)| kind != "signed-in");
    let recent: Vec<&(Timestamp, String)> = since.filter(|(at, _)| now.since(*at) < FRESH).collect();
    let last = |kinds: &[&str]| recent.iter().find(|(_, kind)| kinds.contains(&kind.as_str())).map(|(at, _)| *at);
    let wrong_password = last(&["password-failed", "password-throttled"]);
    let wrong_code = last(&["factor-failed", "factor-replayed"]);
    if let Some(at) = wrong_password.filter(|at| last(&["password-accepted"]).is_none_or(|right| right < *at)) {
        advice.push(Advice::WrongPassword { at });
    }
    if let Some(throttle) = look.throttle {
        if throttle.failures >= DISABLING_FAILURES {
            advice.push(Advice::Disabled);
        } else if let Some(until) = throttle.wait_until.filter(|until| now < *until) {
            advice.push(Advice::Wait { until });
        } else if let Some(at) = wrong_code {
            advice.push(Advice::WrongCode { at });
        }
        if throttle.unknown_failures >= UNKNOWN_LIMIT {
            advice.push(Advice::UnknownDevices);
        }
    }
    match look.step {
        NextStep::Enrol(enrol) if !enrol.skippable => advice.push(match enrol.late {
            Some(LateEnrolment::HelpdeskPass) => Advice::MustEnrolByPass,
            Some(LateEnrolment::EmailedCode) if !look.has_address => Advice::MustEnrolNoAddress,
            Some(LateEnrolment::EmailedCode) => Advice::MustEnrolByMail,
            _ => Advice::Nothing,
        }),
        NextStep::Prove(_) => advice.push(Advice::HasApp { codes: look.recovery_codes }),
        _ => {}
    }
    if advice.is_empty() {
        advice.push(Advice::Nothing);
    }
    advice
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::policy::{Enrol, Prove, Refusal, fold};
    use jiff::tz::TimeZone;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn event(kind: &str, minutes_ago: u32) -> (Timestamp, String) {
        (NOW.minus(Lifetime::minutes(minutes_ago)), kind.to_owned())
    }

    fn advice(step: &NextStep, throttle: Option<FactorThrottle>, events: &[(Timestamp, String)]) -> Vec<Advice> {
        let policy = fold(&[], &TimeZone::UTC);
        let look =
            Look { step, policy: &policy, has_password: true, has_address: true, throttle, recovery_codes: 3, events };
        advise(NOW, &look)
    }

    fn prove() -> NextStep {
        let kinds = vec![domain::authenticator::AuthenticatorKind::App];
        NextStep::Prove(Prove { kinds, then_enrol: false, may_trust: false })
    }

    #[test]
    fn a_block_is_the_whole_answer() {
        let events = [event("password-failed", 1)];
        assert_eq!(advice(&NextStep::Refuse(Refusal::Blocked), None, &events), [Advice::Blocked]);
    }

    #[test]
    fn a_wait_is_told_before_the_wrong_codes_that_cost_it() {
        let until = NOW.plus(Lifetime::minutes(1));
        let throttle = FactorThrottle { failures: 6, wait_until: Some(until), ..FactorThrottle::default() };
        let events = [event("factor-failed", 1), event("password-accepted", 2)];
        let expected = [Advice::Wait { until }, Advice::HasApp { codes: 3 }];
        assert_eq!(advice(&prove(), Some(throttle), &events), expected);
    }

    #[test]
    fn what_failed_before_the_last_sign_in_says_nothing() {
        let events = [event("signed-in", 1), event("factor-failed", 2), event("password-failed", 3)];
        let expected = [Advice::HasApp { codes: 3 }];
        assert_eq!(advice(&prove(), Some(FactorThrottle::default()), &events), expected);
    }

    #[test]
    fn a_wrong_password_counts_until_the_right_one_came() {
        let wrong = [event("password-failed", 2)];
        let at = NOW.minus(Lifetime::minutes(2));
        let found = advice(&prove(), None, &wrong);
        assert_eq!(found, [Advice::WrongPassword { at }, Advice::HasApp { codes: 3 }]);
        let righted = [event("password-accepted", 1), event("password-failed", 2)];
        assert_eq!(advice(&prove(), None, &righted), [Advice::HasApp { codes: 3 }]);
    }

    #[test]
    fn a_duty_says_what_it_needs() {
        let late = |late| NextStep::Enrol(Enrol { skippable: false, deadline: None, may_choose_when: false, late });
        assert_eq!(advice(&late(Some(LateEnrolment::EmailedCode)), None, &[]), [Advice::MustEnrolByMail]);
        assert_eq!(advice(&late(Some(LateEnrolment::HelpdeskPass)), None, &[]), [Advice::MustEnrolByPass]);
        assert_eq!(advice(&late(None), None, &[]), [Advice::Nothing]);
    }
}
