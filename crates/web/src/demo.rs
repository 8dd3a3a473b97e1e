//! The pages of the demonstration: accounts to try, the mailbox, a telephone that acts as somebody's app, the clock, and a wiki.
//! What they show comes from a [`DemoBackend`]; only the demonstration mounts them.

mod wiki;

use std::sync::Arc;

use crate::routing::{And as _, get, post};
use axum::extract::Path;
use axum::{Extension, Router};

use crate::answer::{Answer, Failure};
use crate::app::App;
use crate::extract::{Fields, Reader};
use crate::pages::{
    DemoAccount, DemoClock, DemoMail, DemoMailbox, DemoPhone, DemoStart, Frame, MailRow, PhoneEntry, Place,
};

pub use self::wiki::{BACK, NAME, PAGE};

/// What the demonstration knows and the product does not: passwords, keys of apps, mail that was caught, and a clock
/// that moves.
pub trait DemoBackend: Send + Sync + 'static {
    /// The accounts to try, one of each kind.
    fn accounts(&self) -> Vec<Account>;
    /// All mail that was caught, the newest first.
    fn mails(&self) -> Vec<MailRow>;
    /// One mail.
    fn mail(&self, id: &str) -> Option<CaughtMail>;
    /// Login and name of everyone whose app the telephone can show.
    fn people_with_app(&self) -> Vec<(String, String)>;
    /// What stands in the app of this login now; empty for somebody without one.
    fn codes(&self, login: &str) -> Vec<PhoneEntry>;
    /// What stands in an app that was given this key, as the set-up page shows it; none where it is no key.
    fn codes_of_key(&self, key: &str) -> Option<PhoneEntry>;
    /// By how many seconds the clock is ahead of the real time.
    fn ahead(&self) -> i64;
    /// Moves the clock.
    fn move_clock(&self, step: ClockStep);
    /// The deadline of the sample policy, in microseconds since 1970.
    fn deadline(&self) -> i64;
}

/// An account to try.
#[derive(Clone, Debug)]
pub struct Account {
    /// The full name.
    pub name: String,
    /// What to sign in with.
    pub login: String,
    /// Its password.
    pub password: String,
    /// What there is to see with it.
    pub kind: AccountKind,
    /// Whether the telephone shows its codes.
    pub has_app: bool,
}

/// What there is to see with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountKind {
    /// Has an app: password, then code.
    App,
    /// Must have one from the deadline on.
    Duty,
    /// May have one.
    Offer,
    /// May have one, and reads English.
    English,
    /// Exempt.
    Exempt,
    /// Has an app, and every right.
    SuperUser,
    /// Has an app, and helps others.
    Helpdesk,
    /// Has an app, and keeps the directory.
    PeopleManager,
    /// Has an app, and reads all.
    Auditor,
}

/// A mail that was caught.
#[derive(Clone, Debug)]
pub struct CaughtMail {
    /// To whom, the subject, and when.
    pub row: MailRow,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// A move of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockStep {
    /// An hour ahead.
    Hour,
    /// A day ahead.
    Day,
    /// To the second before the deadline.
    ToDeadline,
    /// A minute past the deadline.
    PastDeadline,
    /// Back to the real time.
    Real,
}

impl ClockStep {
    /// From the value of the form.
    fn from_word(word: &str) -> Option<Self> {
        match word {
            "hour" => Some(Self::Hour),
            "day" => Some(Self::Day),
            "deadline" => Some(Self::ToDeadline),
            "past-deadline" => Some(Self::PastDeadline),
            "real" => Some(Self::Real),
            _ => None,
        }
    }
}

type Backend = Extension<Arc<dyn DemoBackend>>;

/// The addresses of the demonstration.
pub fn routes(backend: Arc<dyn DemoBackend>) -> Router<App> {
    Router::new()
        .route("/demo", get(start))
        .route("/demo/mailbox", get(mailbox))
        .route("/demo/mailbox/{id}", get(mail))
        .route("/demo/phone", get(phone))
        .route("/demo/clock", get(clock).and_post(move_clock))
        .route("/demo/wiki", get(wiki::show))
        .route("/demo/wiki/sign-in", get(wiki::sign_in))
        .route("/demo/wiki/back", get(wiki::back))
        .route("/demo/wiki/sign-out", post(wiki::sign_out))
        .layer(Extension(Arc::new(wiki::Wiki::default())))
        .layer(Extension(backend))
}

fn frame(reader: &Reader) -> Frame {
    Frame { place: Place::Elsewhere, ..reader.frame() }
}

async fn start(reader: Reader, Extension(backend): Backend) -> Answer {
    let frame = frame(&reader);
    let deadline = backend.deadline();
    let accounts = backend.accounts().into_iter().map(|account| shown(&frame, account, deadline)).collect();
    reader.page(frame, |frame| DemoStart { frame, accounts, deadline })
}

fn shown(frame: &Frame, account: Account, deadline: i64) -> DemoAccount {
    let shows = match account.kind {
        AccountKind::App => frame.say("demo-shows-app"),
        AccountKind::Duty => frame.with("demo-shows-duty").arg("day", frame.calendar.start(deadline)).to_string(),
        AccountKind::Offer => frame.say("demo-shows-offer"),
        AccountKind::English => frame.say("demo-shows-english"),
        AccountKind::Exempt => frame.say("demo-shows-exempt"),
        AccountKind::SuperUser => frame.say("demo-shows-superuser"),
        AccountKind::Helpdesk => frame.say("demo-shows-helpdesk"),
        AccountKind::PeopleManager => frame.say("demo-shows-people-manager"),
        AccountKind::Auditor => frame.say("demo-shows-auditor"),
    };
    DemoAccount {
        name: account.name,
        login: account.login,
        password: account.password,
        shows,
        has_app: account.has_app,
    }
}

async fn mailbox(reader: Reader, Extension(backend): Backend) -> Answer {
    let mails = backend.mails();
    reader.page(frame(&reader), |frame| DemoMailbox { frame, mails })
}

async fn mail(reader: Reader, Extension(backend): Backend, Path(id): Path<String>) -> Answer {
    let CaughtMail { row, text, html } = backend.mail(&id).ok_or(Failure::NotFound)?;
    reader.page(frame(&reader), |frame| DemoMail { frame, row, text, html })
}

async fn phone(reader: Reader, Extension(backend): Backend) -> Answer {
    let people = backend.people_with_app();
    let asked = reader.query("person");
    let person = asked.and_then(|login| people.iter().find(|(one, _)| *one == login).cloned());
    let entries = person.as_ref().map(|(login, _)| backend.codes(login)).unwrap_or_default();
    let key = reader.query("key").map(|key| (backend.codes_of_key(&key), key));
    reader.page(frame(&reader), |frame| DemoPhone { frame, people, person, entries, key })
}

async fn clock(reader: Reader, Extension(backend): Backend) -> Answer {
    let (ahead, deadline) = (backend.ahead(), backend.deadline());
    reader.page(frame(&reader), |frame| DemoClock { frame, ahead, deadline })
}

async fn move_clock(reader: Reader, Extension(backend): Backend, fields: Fields) -> Answer {
    let step = ClockStep::from_word(&fields.get("step")).ok_or(Failure::Form)?;
    backend.move_clock(step);
    reader.to("/demo/clock")
}
