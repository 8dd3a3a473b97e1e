//! The pages of the demonstration: accounts, mailbox, a telephone that acts as somebody's app, the clock, and a wiki.

use askama::Template;

use super::Frame;

/// `/demo`: who can sign in, and what to try.
#[derive(Debug, Clone, Template)]
#[template(path = "demo/start.html")]
pub struct DemoStart {
    /// The surroundings.
    pub frame: Frame,
    /// The accounts to try, one of each kind.
    pub accounts: Vec<DemoAccount>,
    /// The deadline of the sample policy, in microseconds since 1970.
    pub deadline: i64,
}

/// One account to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoAccount {
    /// The full name.
    pub name: String,
    /// What to sign in with.
    pub login: String,
    /// Its password.
    pub password: String,
    /// What there is to see with it, in the reader's language.
    pub shows: String,
    /// Whether it has an app, so that `/demo/phone?person=LOGIN` shows its codes.
    pub has_app: bool,
}

/// `/demo/mailbox`: all mail that was caught.
#[derive(Debug, Clone, Template)]
#[template(path = "demo/mailbox.html")]
pub struct DemoMailbox {
    /// The surroundings.
    pub frame: Frame,
    /// The newest first.
    pub mails: Vec<MailRow>,
}

/// One caught mail in the list. It opens at `/demo/mailbox/ID`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRow {
    /// In the address.
    pub id: String,
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// When, in microseconds since 1970.
    pub at: i64,
}

/// `/demo/mailbox/ID`: one mail, as text and as the source of its HTML.
#[derive(Debug, Clone, Template)]
#[template(path = "demo/mail.html")]
pub struct DemoMail {
    /// The surroundings.
    pub frame: Frame,
    /// To whom, the subject, and when.
    pub row: MailRow,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// `/demo/phone?person=LOGIN`: what the app of that person shows now. `/demo/phone?key=KEY`: the same of a key.
#[derive(Debug, Clone, Template)]
#[template(path = "demo/phone.html")]
pub struct DemoPhone {
    /// The surroundings.
    pub frame: Frame,
    /// The people that have an app: login and name.
    pub people: Vec<(String, String)>,
    /// Whose app is shown, if one was chosen that has any.
    pub person: Option<(String, String)>,
    /// What stands in that app.
    pub entries: Vec<PhoneEntry>,
    /// What stands in an app with the key that was typed, and the key; nothing stands there where it is none.
    pub key: Option<(Option<PhoneEntry>, String)>,
}

impl DemoPhone {
    fn is_chosen(&self, login: &str) -> bool {
        self.person.as_ref().is_some_and(|(chosen, _)| chosen == login)
    }
}

/// One line of the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneEntry {
    /// The name of the authenticator.
    pub name: String,
    /// The code of this moment, six digits.
    pub code: String,
    /// The code after it.
    pub next: String,
    /// How many seconds the code of this moment still has, of thirty.
    pub seconds_left: u32,
}

impl PhoneEntry {
    fn spaced(code: &str) -> String {
        code.split_at_checked(3).map_or_else(|| code.to_owned(), |(one, other)| format!("{one} {other}"))
    }

    fn now_spaced(&self) -> String {
        Self::spaced(&self.code)
    }

    fn next_spaced(&self) -> String {
        Self::spaced(&self.next)
    }
}

/// `/demo/wiki`: an application that signs in here, with what it was told. Signing out is POST `/demo/wiki/sign-out` with `csrf`.
#[derive(Debug, Clone, Template)]
#[template(path = "demo/wiki.html")]
pub struct DemoWiki {
    /// The surroundings.
    pub frame: Frame,
    /// Its name.
    pub application: String,
    /// Who is signed in there.
    pub guest: Option<WikiGuest>,
    /// What went wrong, in words.
    pub fault: Option<String>,
}

/// Somebody who is signed in at the wiki.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WikiGuest {
    /// The full name, as the wiki was told.
    pub name: String,
    /// Whether it was told that a second factor was proved.
    pub two_steps: bool,
    /// What it was told.
    pub claims: Vec<WikiClaim>,
}

/// One thing that the wiki was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WikiClaim {
    /// The name on the wire.
    pub name: &'static str,
    /// The value on the wire.
    pub value: String,
    /// What it says, in words.
    pub says: String,
}

/// `/demo/clock`: the clock of the server, to push forward. POST to itself with `csrf` and `step`: `hour`, `day`,
/// `deadline` (one second before), `past-deadline` or `real`.
#[derive(Debug, Clone, Template)]
#[template(path = "demo/clock.html")]
pub struct DemoClock {
    /// The surroundings; its `now` is the moved one.
    pub frame: Frame,
    /// By how many seconds the clock is ahead.
    pub ahead: i64,
    /// The deadline of the sample policy, in microseconds since 1970.
    pub deadline: i64,
}
