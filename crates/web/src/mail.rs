//! A letter in words: subject, text and HTML in the reader's language. The words are in `pages::mail`; what happened is in
//! `actions::letter`.

use actions::letter::{Content, Letter};
use actions::organisations::Hosts;
use actions::{Ctx, Organisation};
use domain::time::Timestamp;
use url::Url;

use crate::pages::{
    AddressesChanged, BreakGlassMade, BreakGlassUsed, CampaignMail, CardMade, CardRunsOut, CodesRenewed, DeadlineMoved,
    Disabled, DisabledWhat, EnrolmentCode, Exempted, ExemptionEnded, ExemptionEnds, ExemptionsStand, FactorAdded,
    FactorRemoved, Letterhead, Locked, Mail, MailTest, ModuleApproved, ModuleDeclined, PassGiven, PasskeyCopied,
    PasswordChanged, PasswordSet, RecoveryCodeUsed, Reminder, SwitchedOff, Whence, WrongFactor,
};
use crate::words::{Calendar, Words};

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
        Content::EnrolmentCode { code, until } => {
            EnrolmentCode { to, code: code.clone(), until: until.micros(), whence }.mail()
        }
        Content::AuthenticatorAdded { label } => FactorAdded { to, authenticator: label.clone(), whence }.mail(),
        Content::AuthenticatorRemoved { label, last } => {
            FactorRemoved { to, authenticator: label.clone(), last: *last, whence }.mail()
        }
        Content::RecoveryCodesMade => CodesRenewed { to, whence }.mail(),
        Content::RecoveryCodeUsed => RecoveryCodeUsed { to, whence }.mail(),
        Content::PasswordChanged => PasswordChanged { to, whence }.mail(),
        Content::PasswordSet { by } => PasswordSet { to, by: by.clone(), at }.mail(),
        Content::SwitchedOff { by, enrol_again } => {
            SwitchedOff { to, by: by.clone(), enrol_again: *enrol_again, at }.mail()
        }
        Content::AddressesChanged => AddressesChanged { to, at }.mail(),
        Content::PassGiven { by, until } => PassGiven { to, by: by.clone(), until: until.micros(), at }.mail(),
        Content::BreakGlassMade { by } => BreakGlassMade { to, by: by.clone(), whence }.mail(),
        Content::BreakGlassUsed { by } => BreakGlassUsed { to, by: by.clone(), whence }.mail(),
        Content::Exempted { by, until } => Exempted { to, by: by.clone(), until: until.micros(), at }.mail(),
        Content::ExemptionEnded { by } => ExemptionEnded { to, by: by.clone(), at }.mail(),
        Content::ExemptionsStand { count, first } => {
            let first = first.iter().map(|(name, until)| (name.clone(), until.micros())).collect();
            ExemptionsStand { to, count: *count, first }.mail()
        }
        Content::ExemptionEnds { until } => ExemptionEnds { to, until: until.micros() }.mail(),
        Content::Reminder { deadline } => Reminder { to, deadline: deadline.map(Timestamp::micros) }.mail(),
        Content::ModuleApproved { message } => ModuleApproved { to, message: message.clone(), at }.mail(),
        Content::ModuleDeclined { message } => ModuleDeclined { to, message: message.clone(), at }.mail(),
        Content::DeadlineMoved { before, after } => {
            DeadlineMoved { to, before: before.micros(), after: after.map(Timestamp::micros) }.mail()
        }
        Content::Campaign(message) => {
            let own = message.own.as_ref().map(|own| (own.subject.clone(), own.body.clone()));
            let deadline = message.deadline.micros();
            CampaignMail { to, kind: message.kind, tone: message.tone, deadline, own }.mail()
        }
        Content::CardMade { by } => CardMade { to, by: by.clone(), at }.mail(),
        Content::CardRunsOut { left } => CardRunsOut { to, left: *left, whence }.mail(),
        Content::MailTest => MailTest { to, whence }.mail(),
        Content::PasskeyCopied => PasskeyCopied { to, whence }.mail(),
        Content::WrongFactor => WrongFactor { to, whence }.mail(),
        Content::Locked { until } => Locked { to, until: until.micros(), whence }.mail(),
        Content::Disabled { factor } => Disabled { to, what: DisabledWhat::codes(factor), whence }.mail(),
        Content::UnknownDevicesClosed { factor } => {
            Disabled { to, what: DisabledWhat::on_unknown_devices(factor), whence }.mail()
        }
    }
}

/// The address that mails name: the public one, without a final slash, under the organisation's own host where the host
/// decides.
pub fn site_of(ctx: &Ctx, public: &Url, organisation: &Organisation) -> String {
    let one = ctx.rules().hosts == Hosts::Any && ctx.organisations().len() < 2;
    let mut site = public.clone();
    if !one && site.set_host(Some(&organisation.host)).is_err() {
        site = public.clone();
    }
    site.origin().ascii_serialization()
}

/// The tag of the language that a letter is written in.
pub fn language(letter: &Letter, organisation: &Organisation) -> &'static str {
    words(letter, organisation).tag()
}

/// The reader's language, else the organisation's, else the usual one.
fn words(letter: &Letter, organisation: &Organisation) -> Words {
    Words::find(&letter.language).or_else(|| Words::find(&organisation.language)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use domain::id::OrganisationId;
    use domain::organisation::ModuleState;
    use jiff::tz::TimeZone;

    use super::*;

    fn organisation() -> Organisation {
        Organisation {
            id: OrganisationId::from_bytes([1; 16]),
            name: "Vereniging Waterland".to_owned(),
            host: "localhost".to_owned(),
            zone: TimeZone::get("Europe/Amsterdam").unwrap(),
            language: "nl".to_owned(),
            module: ModuleState::Active,
            closed: false,
            password: domain::password::PasswordRule::default(),
            password_version: 0,
            exemption_days: 90,
            exemption_version: 0,
            helpdesk_telephone: Some("0299 000 123".to_owned()),
            support_url: None,
        }
    }

    fn letter(language: &str, content: Content) -> Letter {
        Letter {
            language: language.to_owned(),
            name: "Sanne de Wit".to_owned(),
            at: Timestamp::from_seconds(1_796_684_400),
            browser: Some("Firefox, Windows".to_owned()),
            source: Some("192.0.2.14".to_owned()),
            content,
        }
    }

    #[test]
    fn everything_that_can_be_told_has_words_in_every_language() {
        let label = || "Telefoon".to_owned();
        let all = [
            Content::EnrolmentCode { code: "E-ABCD-EFGH".to_owned(), until: Timestamp::from_seconds(1_796_686_200) },
            Content::AuthenticatorAdded { label: label() },
            Content::AuthenticatorRemoved { label: label(), last: true },
            Content::RecoveryCodesMade,
            Content::RecoveryCodeUsed,
            Content::PasswordChanged,
            Content::SwitchedOff { by: Some("Anna".to_owned()), enrol_again: true },
            Content::PasswordSet { by: "Anna".to_owned() },
            Content::AddressesChanged,
            Content::BreakGlassMade { by: None },
            Content::BreakGlassUsed { by: "Anna".to_owned() },
            Content::PassGiven { by: Some("Anna".to_owned()), until: Timestamp::from_seconds(1_796_684_430) },
            Content::Exempted { by: Some("Anna".to_owned()), until: Timestamp::from_seconds(1_796_684_430) },
            Content::ExemptionEnded { by: None },
            Content::ExemptionsStand { count: 1, first: vec![("Anna".to_owned(), Timestamp::from_seconds(9))] },
            Content::ExemptionEnds { until: Timestamp::from_seconds(1_796_684_430) },
            Content::Reminder { deadline: None },
            Content::ModuleApproved { message: String::new() },
            Content::ModuleDeclined { message: "Bel ons even.".to_owned() },
            Content::DeadlineMoved { before: Timestamp::from_seconds(1_796_684_400), after: None },
            Content::CardMade { by: "Anna".to_owned() },
            Content::CardRunsOut { left: 10 },
            Content::CardRunsOut { left: 0 },
            Content::MailTest,
            Content::PasskeyCopied,
            Content::WrongFactor,
            Content::Locked { until: Timestamp::from_seconds(1_796_684_430) },
            Content::Disabled { factor: "app".to_owned() },
            Content::UnknownDevicesClosed { factor: "app".to_owned() },
        ];
        for language in ["nl", "en"] {
            let mut subjects = Vec::new();
            for content in &all {
                let mail = render(&letter(language, content.clone()), &organisation(), "https://id.example").unwrap();
                assert!(mail.text.contains("Sanne de Wit") && mail.html.contains(&format!("lang=\"{language}\"")));
                assert!(mail.subject.contains("Vereniging Waterland") && !mail.subject.contains('\n'));
                subjects.push(mail.subject);
            }
            // A wait and the two kinds of a lock are told under one subject.
            subjects.dedup();
            assert_eq!(subjects.len(), all.len() - 2, "{subjects:?}");
        }
    }

    #[test]
    fn each_kind_of_code_that_was_disabled_is_called_by_its_name() {
        for (factor, words) in [
            ("app", "we turned your authenticator app off"),
            ("code-card", "we turned your code card off"),
            ("hardware-token", "we turned your hardware token off"),
            ("recovery-code", "your recovery codes no longer work"),
            ("emailed-code", "codes by e-mail no longer work for you"),
            ("helpdesk-pass", "the pass of the helpdesk no longer works"),
        ] {
            let disabled = Content::Disabled { factor: factor.to_owned() };
            let mail = render(&letter("en", disabled), &organisation(), "https://id.example").unwrap();
            assert!(mail.text.contains(words), "{factor}: {}", mail.text);
        }
    }

    #[test]
    fn a_code_is_in_the_mail_with_its_end_in_local_time() {
        let content =
            Content::EnrolmentCode { code: "E-ABCD-EFGH".to_owned(), until: Timestamp::from_seconds(1_796_686_200) };
        let mail = render(&letter("en", content), &organisation(), "https://id.example").unwrap();
        assert!(mail.text.contains("E-ABCD-EFGH") && mail.text.contains("00:30"), "{}", mail.text);
        assert!(!mail.text.contains("https://id.example/"), "no link into a sign-in");
    }

    #[test]
    fn an_unknown_language_is_the_organisations() {
        let letter = letter("xx", Content::RecoveryCodesMade);
        assert_eq!(language(&letter, &organisation()), "nl");
    }
}
