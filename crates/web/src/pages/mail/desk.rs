//! Mails about what the desk did: a pass was given, a password made, addresses changed, an exemption ends soon, a reminder.

use super::{Letter, Letterhead, Mail, Whence};

/// The helpdesk gave a pass. It is read out, and stands in no mail.
#[derive(Debug, Clone)]
pub struct PassGiven {
    /// To whom.
    pub to: Letterhead,
    /// Who gave it; none when no name is told.
    pub by: Option<String>,
    /// Until when it works, in microseconds since 1970.
    pub until: i64,
    /// When it was given, in microseconds since 1970.
    pub at: i64,
}

/// Another password was made by an administrator. It stands in no mail.
#[derive(Debug, Clone)]
pub struct PasswordSet {
    /// To whom.
    pub to: Letterhead,
    /// Who made it.
    pub by: String,
    /// When, in microseconds since 1970.
    pub at: i64,
}

/// The e-mail addresses were changed by an administrator.
#[derive(Debug, Clone)]
pub struct AddressesChanged {
    /// To whom, at the old addresses and the new.
    pub to: Letterhead,
    /// When, in microseconds since 1970.
    pub at: i64,
}

/// A reminder to set up the second step.
#[derive(Debug, Clone)]
pub struct Reminder {
    /// To whom.
    pub to: Letterhead,
    /// From when it must be there, in microseconds since 1970.
    pub deadline: Option<i64>,
}

impl PassGiven {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-pass-subject", "mail-pass-heading");
        match &self.by {
            Some(by) => letter.says(self.to.with("mail-pass-what").arg("by", by)),
            None => letter.says(self.to.with("mail-pass-helpdesk")),
        }
        letter.says(self.to.with("mail-pass-until").arg("moment", self.to.calendar.moment(self.until)));
        letter.happened(&Whence { at: self.at, browser: None, address: None });
        letter.question = self.to.calendar.words.say("mail-off-unasked");
        letter.not_you(self.to.with("mail-off-not-you"));
        letter.write()
    }
}

impl PasswordSet {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-password-set-subject", "mail-password-set-heading");
        letter.says(self.to.with("mail-password-set-what").arg("by", &self.by));
        letter.says(self.to.with("mail-password-set-then").arg("site", self.to.site.as_str()));
        letter.happened(&Whence { at: self.at, browser: None, address: None });
        letter.question = self.to.calendar.words.say("mail-off-unasked");
        letter.not_you(self.to.with("mail-password-not-you"));
        letter.write()
    }
}

impl AddressesChanged {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-addresses-subject", "mail-addresses-heading");
        letter.says(self.to.with("mail-addresses-what"));
        letter.happened(&Whence { at: self.at, browser: None, address: None });
        letter.question = self.to.calendar.words.say("mail-off-unasked");
        letter.not_you(self.to.with("mail-off-not-you"));
        letter.write()
    }
}

impl Reminder {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-remind-subject", "mail-remind-heading");
        match self.deadline {
            Some(deadline) if deadline > self.to.calendar.now => {
                letter.says(self.to.with("mail-remind-by").arg("day", self.to.calendar.day(deadline)));
            }
            Some(_) => letter.says(self.to.with("mail-remind-due")),
            None => letter.says(self.to.with("mail-remind-may")),
        }
        letter.says(self.to.with("mail-remind-how").arg("site", self.to.site.as_str()));
        letter.write()
    }
}
