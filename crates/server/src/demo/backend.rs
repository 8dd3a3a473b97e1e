//! What the demo knows and the product does not: the telephones of its people, the mail that it caught, the clock.

use std::sync::Arc;

use actions::Clock as _;
use domain::time::{Lifetime, Timestamp};
use verifier::totp::{Period, Secret, code_at};
use web::demo::{Account, AccountKind, CaughtMail, ClockStep, DemoBackend};
use web::pages::{MailRow, PhoneEntry};

use super::seed::{PASSWORD, Planted};
use crate::clock::{MovableClock, SystemClock};
use crate::mail::{Letter, Mailbox};

/// Who is shown on the first page, and why.
pub(super) const TO_TRY: [(&str, AccountKind); 9] = [
    ("s.dewit", AccountKind::App),
    ("j.vandenberg", AccountKind::Duty),
    ("m.jansen", AccountKind::Offer),
    ("t.brown", AccountKind::English),
    ("k.mulder", AccountKind::Exempt),
    ("a.visser", AccountKind::SuperUser),
    ("f.elamrani", AccountKind::Helpdesk),
    ("w.degraaf", AccountKind::PeopleManager),
    ("r.vermeer", AccountKind::Auditor),
];

pub(super) struct Backend {
    planted: Planted,
    mailbox: Arc<Mailbox>,
    clock: MovableClock,
}

impl Backend {
    pub(super) fn new(planted: Planted, mailbox: Arc<Mailbox>, clock: MovableClock) -> Self {
        Self { planted, mailbox, clock }
    }

    fn entry(&self, key: &Secret) -> PhoneEntry {
        let now = self.clock.now().seconds();
        let period = Period::Seconds30.seconds();
        let left = period - now.rem_euclid(period);
        PhoneEntry {
            name: super::people::ORGANISATION.to_owned(),
            code: code_at(key, now),
            next: code_at(key, now + period),
            seconds_left: u32::try_from(left).unwrap_or(0),
        }
    }
}

impl DemoBackend for Backend {
    fn accounts(&self) -> Vec<Account> {
        let all = &self.planted.people;
        let to_try = TO_TRY.iter().filter_map(|(login, kind)| {
            let person = all.iter().find(|person| person.user_name == *login)?;
            Some(Account {
                name: person.name.full(),
                login: (*login).to_owned(),
                password: PASSWORD.to_owned(),
                kind: *kind,
                has_app: self.planted.keys.contains_key(*login),
            })
        });
        to_try.collect()
    }

    fn mails(&self) -> Vec<MailRow> {
        self.mailbox.letters().iter().map(|letter| row(letter)).collect()
    }

    fn mail(&self, id: &str) -> Option<CaughtMail> {
        let letter = self.mailbox.find(id)?;
        Some(CaughtMail { row: row(&letter), text: letter.text.clone(), html: letter.html.clone() })
    }

    fn people_with_app(&self) -> Vec<(String, String)> {
        let people = self.planted.people.iter().filter(|person| self.planted.keys.contains_key(&person.user_name));
        people.map(|person| (person.user_name.clone(), person.name.full())).collect()
    }

    fn codes(&self, login: &str) -> Vec<PhoneEntry> {
        let Some(key) = self.planted.keys.get(login) else { return Vec::new() };
        vec![self.entry(key)]
    }

    fn codes_of_key(&self, key: &str) -> Option<PhoneEntry> {
        Some(self.entry(&Secret::from_base32(key)?))
    }

    fn ahead(&self) -> i64 {
        self.clock.ahead() / 1_000_000
    }

    fn move_clock(&self, step: ClockStep) {
        let deadline = Timestamp::from_micros(self.planted.deadline_at);
        match step {
            ClockStep::Hour => self.clock.advance(Lifetime::hours(1)),
            ClockStep::Day => self.clock.advance(Lifetime::days(1)),
            // So that there is a moment to look around before it passes.
            ClockStep::ToDeadline => self.clock.set(deadline.minus(Lifetime::minutes(2))),
            ClockStep::PastDeadline => self.clock.set(deadline.plus(Lifetime::minutes(1))),
            ClockStep::Real => self.clock.set(SystemClock.now()),
        }
    }

    fn deadline(&self) -> i64 {
        self.planted.deadline_at
    }
}

fn row(letter: &Letter) -> MailRow {
    MailRow {
        id: letter.id.clone(),
        to: letter.to.to_string(),
        subject: letter.subject.clone(),
        at: letter.written.as_microsecond(),
    }
}
