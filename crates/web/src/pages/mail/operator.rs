//! Mails about what the operator of the platform answered: the module is on, or it was turned down.

use super::{Letter, Letterhead, Mail, Whence};

/// The operator switched the module on.
#[derive(Debug, Clone)]
pub struct ModuleApproved {
    /// To whom.
    pub to: Letterhead,
    /// What the operator says; may be empty.
    pub message: String,
    /// When, in microseconds since 1970.
    pub at: i64,
}

/// The operator turned the module down.
#[derive(Debug, Clone)]
pub struct ModuleDeclined {
    /// To whom.
    pub to: Letterhead,
    /// What the operator says.
    pub message: String,
    /// When, in microseconds since 1970.
    pub at: i64,
}

impl ModuleApproved {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-approved-subject", "mail-approved-heading");
        letter.says(self.to.with("mail-approved-what"));
        said(&mut letter, &self.to, &self.message);
        letter.says(self.to.with("mail-approved-then").arg("site", self.to.site.as_str()));
        letter.happened(&Whence { at: self.at, browser: None, address: None });
        letter.write()
    }
}

impl ModuleDeclined {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        let mut letter = Letter::new(&self.to, "mail-declined-subject", "mail-declined-heading");
        letter.says(self.to.with("mail-declined-what"));
        said(&mut letter, &self.to, &self.message);
        letter.says(self.to.with("mail-declined-then"));
        letter.happened(&Whence { at: self.at, browser: None, address: None });
        letter.write()
    }
}

fn said(letter: &mut Letter<'_>, to: &Letterhead, message: &str) {
    if !message.is_empty() {
        letter.says(to.with("mail-operator-says").arg("message", message));
    }
}
