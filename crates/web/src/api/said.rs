//! What the API has a platform say to the person: the words of our own pages, in both languages.

use actions::module::sign_in::{Next, Pending, WaitsFor};
use actions::sign_in::second_factor::Tries;
use domain::policy::{Enrol, Reason};
use domain::throttle::Closed;
use domain::time::Timestamp;

use super::shapes::{Said, Verdict};
use crate::extract::Reader;
use crate::words::{Calendar, Words};

/// Says something in both languages, by the calendar of the organisation.
pub(crate) fn in_both(reader: &Reader, say: impl Fn(&Calendar) -> String) -> Said {
    let of = |tag: &str| {
        let words = Words::find(tag).unwrap_or_default();
        say(&Calendar { words, zone: reader.organisation().zone.clone(), now: reader.now().micros() })
    };
    Said { nl: of("nl"), en: of("en") }
}

/// Where a sign-in stands.
pub(crate) fn next(reader: &Reader, next: &Next) -> Said {
    match next {
        Next::Refuse => in_both(reader, |calendar| calendar.words.say("api-refuse")),
        Next::Allow(allowed) => {
            let until = allowed.signed_in.expires_at.micros();
            in_both(reader, |calendar| {
                calendar.words.with("api-allow").arg("moment", calendar.moment(until)).to_string()
            })
        }
        Next::Pending(pending) => waits(reader, pending),
    }
}

fn waits(reader: &Reader, pending: &Pending) -> Said {
    match &pending.waits_for {
        WaitsFor::Proof(_) => in_both(reader, |calendar| calendar.words.say("api-prove")),
        WaitsFor::Enrolment(to, _) => in_both(reader, |calendar| enrol(calendar, to)),
    }
}

fn enrol(calendar: &Calendar, to: &Enrol) -> String {
    let Some(deadline) = to.deadline.map(Timestamp::micros) else { return calendar.words.say("api-offer") };
    if to.skippable {
        let days = calendar.days_until(deadline);
        let day = calendar.day(deadline);
        calendar.words.with("api-offer-until").arg("day", day).arg("n", days).to_string()
    } else {
        calendar.words.with("api-enrol").arg("day", calendar.day(deadline)).to_string()
    }
}

/// Nothing is open to a session before a second step is set up.
pub(crate) fn must_enrol(reader: &Reader, to: &Enrol) -> Said {
    in_both(reader, |calendar| enrol(calendar, to))
}

/// What became of a code that did not count.
pub(crate) fn verdict(reader: &Reader, verdict: Verdict, tries: Tries) -> Said {
    let wait = tries.wait_until.map(Timestamp::micros);
    in_both(reader, |calendar| {
        let words = calendar.words;
        if let Some(until) = wait {
            return words.with("api-wait").arg("clock", calendar.clock_with_seconds(until)).to_string();
        }
        match verdict {
            Verdict::Right => words.say("api-right"),
            Verdict::Wrong | Verdict::Wait => words.say("api-wrong"),
            Verdict::Replayed => words.say("api-replayed"),
            Verdict::Malformed => words.say("api-malformed"),
            Verdict::Closed => words.say("api-closed"),
        }
    })
}

/// A code that was not looked at.
pub(crate) fn closed(closed: Closed) -> (Verdict, Tries) {
    match closed {
        Closed::Wait(until) => (Verdict::Wait, Tries { left: None, wait_until: Some(until) }),
        Closed::Disabled | Closed::UnknownDevices => (Verdict::Closed, Tries::default()),
    }
}

/// The word of a reason. Who is refused is not told apart.
pub(crate) const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Blocked | Reason::OrganisationClosed => "refused",
        reason => reason.word(),
    }
}
