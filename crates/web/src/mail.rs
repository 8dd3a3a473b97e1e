//! A letter in words: subject, text and HTML in the reader's language. The words are in `pages::mail`; what happened is in
//! `actions::letter`.

use actions::Organisation;
use actions::letter::{Content, Letter};

use crate::pages::{
    CodesRenewed, Disabled, DisabledWhat, EnrolmentCode, FactorAdded, FactorRemoved, Letterhead, Locked, Mail,
    PasswordChanged, RecoveryCodeUsed, SwitchedOff, Whence, WrongFactor,
};
use crate::words::{Calendar, Words};

const MINUTE: i64 = 60 * 1_000_000;

/// Puts a letter into words. `site` is the public address, without a final slash.
pub fn render(letter: &Letter, organisation: &Organisation, site: &str) -> Result<Mail, askama::Error> {
    let at = letter.at.micros();
    let to = Letterhead {
        // Moments are said as seen when it happened: a mail may wait, and is read later anyway.
        calendar: Calendar { words: words(letter, organisation), zone: organisation.zone.clone(), now: at },
        organisation: organisation.name.clone(),
        name: letter.name.clone(),
        helpdesk: organisation.helpdesk_telephone.clone(),
        site: site.to_owned(),
    };
    let whence = Whence { at, browser: letter.browser.clone(), address: letter.source.clone() };
    match &letter.content {
        Content::EnrolmentCode { code, minutes } => {
            let until = at.saturating_add(i64::from(*minutes) * MINUTE);
            EnrolmentCode { to, code: code.clone(), until, whence }.mail()
        }
        Content::AuthenticatorAdded { label } => FactorAdded { to, authenticator: label.clone(), whence }.mail(),
        Content::AuthenticatorRemoved { label } => {
            FactorRemoved { to, authenticator: label.clone(), last: None, whence }.mail()
        }
        Content::RecoveryCodesMade => CodesRenewed { to, whence }.mail(),
        Content::RecoveryCodeUsed => RecoveryCodeUsed { to, whence }.mail(),
        Content::PasswordChanged => PasswordChanged { to, whence }.mail(),
        Content::SwitchedOff => SwitchedOff { to, by: None, enrol_again: false, at }.mail(),
        Content::WrongFactor => WrongFactor { to, whence }.mail(),
        Content::Locked { until } => Locked { to, until: until.micros(), whence }.mail(),
        Content::Disabled => Disabled { to, what: DisabledWhat::App(None), whence }.mail(),
    }
}

/// The tag of the language that a letter is written in.
pub fn language(letter: &Letter, organisation: &Organisation) -> &'static str {
    words(letter, organisation).tag()
}

/// The reader's language, else the organisation's, else the usual one.
fn words(letter: &Letter, organisation: &Organisation) -> Words {
    Words::find(&letter.language).or_else(|| Words::find(&organisation.language)).unwrap_or_default()
}
