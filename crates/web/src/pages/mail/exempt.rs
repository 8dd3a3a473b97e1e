//! Mails about exemptions: granted, ended, about to end, and the weekly list of those that stand.

use super::{Letter, Letterhead, Mail, Whence};

/// An exemption was granted.
#[derive(Debug, Clone)]
pub struct Exempted {
    /// To whom.
    pub to: Letterhead,
    /// Who did it; none for the command line of the server.
    pub by: Option<String>,
    /// The first moment at which it no longer holds, in microseconds since 1970.
    pub until: i64,
    /// When, in microseconds since 1970.
    pub at: i64,
}

/// An exemption was ended before its date.
#[derive(Debug, Clone)]
pub struct ExemptionEnded {
    /// To whom.
    pub to: Letterhead,
    /// Who did it; none for the command line of the server.
    pub by: Option<String>,
    /// When, in microseconds since 1970.
    pub at: i64,
}

/// An exemption ends within a week.
#[derive(Debug, Clone)]
pub struct ExemptionEnds {
    /// To whom.
    pub to: Letterhead,
    /// The first moment at which it no longer holds, in microseconds since 1970.
    pub until: i64,
}

/// Who is exempt, once a week.
#[derive(Debug, Clone)]
pub struct ExemptionsStand {
    /// To whom: every `SuperUser`.
    pub to: Letterhead,
    /// How many are.
    pub count: u64,
    /// The first to end, with the first moment at which each no longer holds, in microseconds since 1970.
    pub first: Vec<(String, i64)>,
}

impl Exempted {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-exempted-subject", "mail-exempted-heading");
        match &self.by {
            Some(by) => letter.says(self.to.with("mail-exempted-what").arg("by", by)),
            None => letter.says(self.to.with("mail-exempted-helpdesk")),
        }
        letter.says(self.to.with("mail-exempted-until").arg("day", self.to.calendar.eve(self.until)));
        letter.happened(&Whence { at: self.at, browser: None, address: None });
        letter.question = self.to.calendar.words.say("mail-off-unasked");
        letter.not_you(self.to.with("mail-off-not-you"));
        letter.write()
    }
}

impl ExemptionEnded {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-exemption-ended-subject", "mail-exemption-ended-heading");
        match &self.by {
            Some(by) => letter.says(self.to.with("mail-exemption-ended-what").arg("by", by)),
            None => letter.says(self.to.with("mail-exemption-ended-helpdesk")),
        }
        letter.says(self.to.with("mail-exemption-ended-then"));
        letter.happened(&Whence { at: self.at, browser: None, address: None });
        letter.write()
    }
}

impl ExemptionEnds {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-exemption-subject", "mail-exemption-heading");
        letter.says(self.to.with("mail-exemption-what").arg("day", self.to.calendar.eve(self.until)));
        letter.says(self.to.with("mail-exemption-then"));
        letter.write()
    }
}

impl ExemptionsStand {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-stand-subject", "mail-stand-heading");
        letter.says(self.to.with("mail-stand-what").arg("n", self.count));
        for (name, until) in &self.first {
            letter.facts.push((name.clone(), self.to.calendar.eve(*until)));
        }
        let more = self.count.saturating_sub(self.first.len() as u64);
        if more > 0 {
            letter.says(self.to.with("mail-stand-more").arg("n", more));
        }
        letter.says(self.to.with("mail-stand-then"));
        letter.write()
    }
}
