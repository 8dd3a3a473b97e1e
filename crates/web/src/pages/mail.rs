//! The mails: one struct each, text and HTML from the same sentences. A mail tells what happened, when and where,
//! and what to do if it was somebody else. It never holds a link with a secret.

mod campaign;
mod desk;
mod exempt;
mod letter;
mod operator;
mod rules;

use crate::words::{Calendar, Sentence};

use letter::Letter;

pub use campaign::{CampaignMail, usual_text, word_of};
pub use desk::{AddressesChanged, PassGiven, PasswordSet, Reminder};
pub use exempt::{Exempted, ExemptionEnded, ExemptionEnds, ExemptionsStand};
pub use operator::{ModuleApproved, ModuleDeclined};
pub use rules::{BreakGlassMade, BreakGlassUsed, DeadlineMoved, MailTest};

/// A mail, ready to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// One line, without line breaks.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// To whom a mail goes, and from which organisation.
#[derive(Debug, Clone)]
pub struct Letterhead {
    /// Language and time zone of the reader, and the moment of writing.
    pub calendar: Calendar,
    /// The name of the organisation.
    pub organisation: String,
    /// The full name of the reader.
    pub name: String,
    /// The telephone number of the helpdesk.
    pub helpdesk: Option<String>,
    /// The public address of the product, such as `https://inloggen.waterland.example`, without a slash at the end.
    pub site: String,
}

/// When and where something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whence {
    /// In microseconds since 1970.
    pub at: i64,
    /// Browser and system in words; none when it came from no browser.
    pub browser: Option<String>,
    /// The network address.
    pub address: Option<String>,
}

/// The code that a late enrolment asks.
#[derive(Debug, Clone)]
pub struct EnrolmentCode {
    /// To whom.
    pub to: Letterhead,
    /// The code.
    pub code: String,
    /// Until when it counts, in microseconds since 1970.
    pub until: i64,
    /// Where it was asked.
    pub whence: Whence,
}

/// An authenticator was added.
#[derive(Debug, Clone)]
pub struct FactorAdded {
    /// To whom.
    pub to: Letterhead,
    /// The name of the authenticator.
    pub authenticator: String,
    /// Where.
    pub whence: Whence,
}

/// An authenticator was removed.
#[derive(Debug, Clone)]
pub struct FactorRemoved {
    /// To whom.
    pub to: Letterhead,
    /// The name of the authenticator.
    pub authenticator: String,
    /// Whether it was the last one, so that two-step sign-in is off now.
    pub last: bool,
    /// Where.
    pub whence: Whence,
}

/// Somebody signed in with a recovery code.
#[derive(Debug, Clone)]
pub struct RecoveryCodeUsed {
    /// To whom.
    pub to: Letterhead,
    /// Where.
    pub whence: Whence,
}

/// New recovery codes were made.
#[derive(Debug, Clone)]
pub struct CodesRenewed {
    /// To whom.
    pub to: Letterhead,
    /// Where.
    pub whence: Whence,
}

/// The password was changed.
#[derive(Debug, Clone)]
pub struct PasswordChanged {
    /// To whom.
    pub to: Letterhead,
    /// Where.
    pub whence: Whence,
}

/// Two-step sign-in was switched off by somebody else than the person.
#[derive(Debug, Clone)]
pub struct SwitchedOff {
    /// To whom.
    pub to: Letterhead,
    /// Who did it; none when no name is told.
    pub by: Option<String>,
    /// Whether the person must set it up again at the next sign-in.
    pub enrol_again: bool,
    /// When, in microseconds since 1970.
    pub at: i64,
}

/// A passkey signed with a count that did not go up.
#[derive(Debug, Clone)]
pub struct PasskeyCopied {
    /// To whom.
    pub to: Letterhead,
    /// Where.
    pub whence: Whence,
}

/// The helpdesk made a code card. What is on it stands in no mail.
#[derive(Debug, Clone)]
pub struct CardMade {
    /// To whom.
    pub to: Letterhead,
    /// Who made it.
    pub by: String,
    /// When, in microseconds since 1970.
    pub at: i64,
}

/// The code card is nearly used up, or is.
#[derive(Debug, Clone)]
pub struct CardRunsOut {
    /// To whom.
    pub to: Letterhead,
    /// How many codes are left.
    pub left: u32,
    /// Where the last one was used.
    pub whence: Whence,
}

/// The first wrong code after a right password, on a device that was never trusted.
#[derive(Debug, Clone)]
pub struct WrongFactor {
    /// To whom.
    pub to: Letterhead,
    /// Where.
    pub whence: Whence,
}

/// Too many wrong codes: a wait.
#[derive(Debug, Clone)]
pub struct Locked {
    /// To whom.
    pub to: Letterhead,
    /// Until when, in microseconds since 1970.
    pub until: i64,
    /// Where the last one came from.
    pub whence: Whence,
}

/// A hundred wrong codes: something is disabled.
#[derive(Debug, Clone)]
pub struct Disabled {
    /// To whom.
    pub to: Letterhead,
    /// What.
    pub what: DisabledWhat,
    /// Where the last one came from.
    pub whence: Whence,
}

/// What a hundred wrong codes disabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisabledWhat {
    /// The authenticator apps.
    App,
    /// The code card.
    CodeCard,
    /// Of hardware tokens.
    Token,
    /// The recovery codes.
    RecoveryCodes,
    /// Codes by e-mail, for late enrolment.
    EmailedCodes,
    /// The pass of the helpdesk, for late enrolment.
    Pass,
    /// Codes of apps on devices that were never trusted.
    AppOnUnknownDevices,
    /// Recovery codes on devices that were never trusted.
    RecoveryCodesOnUnknownDevices,
}

impl DisabledWhat {
    /// By the word of the kind of code.
    pub fn codes(factor: &str) -> Self {
        match factor {
            "code-card" => Self::CodeCard,
            "hardware-token" => Self::Token,
            "recovery-code" => Self::RecoveryCodes,
            "emailed-code" => Self::EmailedCodes,
            "helpdesk-pass" => Self::Pass,
            _ => Self::App,
        }
    }

    /// The same where it still works on devices that are known.
    pub fn on_unknown_devices(factor: &str) -> Self {
        if factor == "recovery-code" { Self::RecoveryCodesOnUnknownDevices } else { Self::AppOnUnknownDevices }
    }

    /// What happened, and what to do now.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::App => ("mail-disabled-app", "mail-disabled-app-then"),
            Self::CodeCard => ("mail-disabled-card", "mail-disabled-card-then"),
            Self::Token => ("mail-disabled-token", "mail-disabled-token-then"),
            Self::RecoveryCodes => ("mail-disabled-recovery", "mail-disabled-recovery-then"),
            Self::EmailedCodes => ("mail-disabled-emailed", "mail-disabled-emailed-then"),
            Self::Pass => ("mail-disabled-pass", "mail-disabled-pass-then"),
            Self::AppOnUnknownDevices => ("mail-closed-app", "mail-closed-app-then"),
            Self::RecoveryCodesOnUnknownDevices => ("mail-closed-recovery", "mail-closed-recovery-then"),
        }
    }
}

impl EnrolmentCode {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-code-subject", "mail-code-heading");
        letter.says(self.to.with("mail-code-why"));
        letter.code = Some(self.code.clone());
        letter.after(self.to.with("mail-code-until").arg("moment", self.to.calendar.moment(self.until)));
        letter.after(self.to.with("mail-code-never"));
        letter.happened(&self.whence);
        letter.not_you(self.to.with("mail-code-not-you"));
        letter.write()
    }
}

impl FactorAdded {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-added-subject", "mail-added-heading");
        letter.says(self.to.with("mail-added-what").arg("name", &self.authenticator));
        letter.happened(&self.whence);
        letter.password_is_known();
        letter.write()
    }
}

impl FactorRemoved {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-removed-subject", "mail-removed-heading");
        letter.says(self.to.with("mail-removed-what").arg("name", &self.authenticator));
        letter.says(self.to.with(if self.last { "mail-removed-last" } else { "mail-removed-others" }));
        letter.happened(&self.whence);
        letter.password_is_known();
        letter.write()
    }
}

impl CardMade {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-card-subject", "mail-card-heading");
        letter.says(self.to.with("mail-card-what").arg("by", &self.by));
        letter.says(self.to.with("mail-card-then"));
        letter.happened(&Whence { at: self.at, browser: None, address: None });
        letter.question = self.to.calendar.words.say("mail-off-unasked");
        letter.not_you(self.to.with("mail-off-not-you"));
        letter.write()
    }
}

impl CardRunsOut {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let (subject, heading, then) = if self.left == 0 {
            ("mail-card-out-subject", "mail-card-out-heading", "mail-card-out-then")
        } else {
            ("mail-card-few-subject", "mail-card-few-heading", "mail-card-few-then")
        };
        let mut letter = Letter::new(&self.to, subject, heading);
        if self.left > 0 {
            letter.says(self.to.with("mail-card-few-what").arg("n", self.left));
        }
        letter.says(self.to.with(then).arg("site", self.to.site.as_str()));
        letter.happened(&self.whence);
        letter.password_is_known();
        letter.write()
    }
}

impl RecoveryCodeUsed {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-recovery-subject", "mail-recovery-heading");
        letter.says(self.to.with("mail-recovery-what"));
        letter.says(self.to.with("mail-recovery-then"));
        letter.happened(&self.whence);
        letter.password_is_known();
        letter.write()
    }
}

impl CodesRenewed {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-renewed-subject", "mail-renewed-heading");
        letter.says(self.to.with("mail-renewed-what"));
        letter.happened(&self.whence);
        letter.password_is_known();
        letter.write()
    }
}

impl PasswordChanged {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-password-subject", "mail-password-heading");
        letter.says(self.to.with("mail-password-what"));
        letter.happened(&self.whence);
        letter.not_you(self.to.with("mail-password-not-you"));
        letter.write()
    }
}

impl SwitchedOff {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-off-subject", "mail-off-heading");
        match &self.by {
            Some(by) => letter.says(self.to.with("mail-off-by").arg("by", by)),
            None => letter.says(self.to.with("mail-off-helpdesk")),
        }
        letter.says(self.to.with("mail-off-what"));
        letter.says(self.to.with(if self.enrol_again { "mail-off-again" } else { "mail-off-stays" }));
        letter.happened(&Whence { at: self.at, browser: None, address: None });
        letter.question = self.to.calendar.words.say("mail-off-unasked");
        letter.not_you(self.to.with("mail-off-not-you"));
        letter.write()
    }
}

impl PasskeyCopied {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-copied-subject", "mail-copied-heading");
        letter.says(self.to.with("mail-copied-what"));
        letter.says(self.to.with("mail-copied-then"));
        letter.happened(&self.whence);
        letter.write()
    }
}

impl WrongFactor {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-wrong-subject", "mail-wrong-heading");
        letter.says(self.to.with("mail-wrong-what"));
        letter.says(self.to.with("mail-wrong-you"));
        letter.happened(&self.whence);
        letter.password_is_known();
        letter.write()
    }
}

impl Locked {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-locked-subject", "mail-locked-heading");
        letter.says(self.to.with("mail-locked-what").arg("moment", self.to.calendar.moment(self.until)));
        letter.says(self.to.with("mail-wrong-you"));
        letter.happened(&self.whence);
        letter.password_is_known();
        letter.write()
    }
}

impl Disabled {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-locked-subject", "mail-locked-heading");
        let (what, then) = self.what.words();
        letter.says(self.to.with(what));
        letter.says(self.to.with(then));
        letter.happened(&self.whence);
        letter.password_is_known();
        letter.write()
    }
}

impl Letterhead {
    fn with(&self, key: &'static str) -> Sentence<'static> {
        self.calendar.words.with(key)
    }
}
