//! Mails about rules: a deadline moved, the emergency code, and the test message.

use super::{Letter, Letterhead, Mail, Whence};

/// A deadline that was told moved to another day.
#[derive(Debug, Clone)]
pub struct DeadlineMoved {
    /// To whom.
    pub to: Letterhead,
    /// The day that was told, in microseconds since 1970.
    pub before: i64,
    /// The day that counts now, in microseconds since 1970; none where nothing is demanded any more.
    pub after: Option<i64>,
}

/// A test message, to see that mail goes out.
#[derive(Debug, Clone)]
pub struct MailTest {
    /// To whom: the person who asked for it.
    pub to: Letterhead,
    /// When and from where it was asked for.
    pub whence: Whence,
}

/// A new emergency code of the organisation was made. It stands in no mail.
#[derive(Debug, Clone)]
pub struct BreakGlassMade {
    /// To whom: every `SuperUser`.
    pub to: Letterhead,
    /// Who did it; none for the command line of the server.
    pub by: Option<String>,
    /// When and where.
    pub whence: Whence,
}

/// The emergency code of the organisation was used.
#[derive(Debug, Clone)]
pub struct BreakGlassUsed {
    /// To whom: every `SuperUser`.
    pub to: Letterhead,
    /// Who did it.
    pub by: String,
    /// When and where.
    pub whence: Whence,
}

impl BreakGlassMade {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-glass-made-subject", "mail-glass-made-heading");
        match &self.by {
            Some(by) => letter.says(self.to.with("mail-glass-made-what").arg("by", by)),
            None => letter.says(self.to.with("mail-glass-made-server")),
        }
        letter.says(self.to.with("mail-glass-made-then"));
        letter.happened(&self.whence);
        letter.write()
    }
}

impl BreakGlassUsed {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-glass-used-subject", "mail-glass-used-heading");
        letter.says(self.to.with("mail-glass-used-what").arg("by", &self.by));
        letter.says(self.to.with("mail-glass-used-then"));
        letter.happened(&self.whence);
        letter.write()
    }
}

impl DeadlineMoved {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let sooner = self.after.is_some_and(|after| after < self.before);
        let heading = if sooner { "mail-moved-sooner" } else { "mail-moved-heading" };
        let mut letter = Letter::new(&self.to, "mail-moved-subject", heading);
        let before = self.to.calendar.day(self.before);
        match self.after {
            Some(after) => {
                letter.says(
                    self.to.with("mail-moved-to").arg("before", before).arg("after", self.to.calendar.start(after)),
                );
            }
            None => letter.says(self.to.with("mail-moved-off").arg("before", before)),
        }
        letter.says(self.to.with("mail-remind-how").arg("site", self.to.site.as_str()));
        letter.write()
    }
}

impl MailTest {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-try-subject", "mail-try-heading");
        letter.says(self.to.with("mail-try-what"));
        letter.happened(&self.whence);
        letter.write()
    }
}
