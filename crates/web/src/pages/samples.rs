//! Every page in every state that matters, filled with believable values: for the tests, for `examples/samples.rs`
//! and for whoever wants to see what a page is given.

mod admin;
mod announcements;
mod applications;
mod attributes;
mod audit;
mod code_card;
mod demo;
mod directories;
mod groups;
mod help;
mod imports;
mod keys;
mod lists;
mod messages;
mod passkeys;
mod passwords;
mod people_sources;
mod portal;
mod profile;
mod radius;
mod rehearsal;
mod relying_parties;
mod roles;
mod rollout;
mod rules;
mod settings;
mod systems;
mod tokens;
mod views;
mod watching;

use askama::Template;
use jiff::tz::TimeZone;

use super::{
    AddressesChanged, BreakGlassMade, BreakGlassUsed, CodesRenewed, DeadlineMoved, Disabled, DisabledWhat,
    EnrolmentCode, Exempted, ExemptionEnded, ExemptionEnds, ExemptionsStand, FactorAdded, FactorRemoved, Frame,
    Letterhead, Locked, Mail, MailTest, ModuleApproved, ModuleDeclined, PassGiven, PasskeyCopied, PasswordChanged,
    PasswordSet, Person, Place, RecoveryCodeUsed, Reminder, SwitchedOff, Whence, WrongFactor,
};
use crate::words::{Calendar, Words};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400;
/// 24 November 2026, 09:12 in Amsterdam.
const NOW: i64 = 1_795_507_920 * SECOND;
/// 8 December 2026, 00:00 in Amsterdam.
const DEADLINE: i64 = 1_796_684_400 * SECOND;
const QR: &str = include_str!("sample_qr.svg");

/// One page, rendered.
#[derive(Debug)]
pub struct Sample {
    /// For the name of a file.
    pub name: &'static str,
    /// The page, or why it could not be rendered.
    pub html: Result<String, askama::Error>,
}

/// One mail, rendered.
#[derive(Debug)]
pub struct MailSample {
    /// For the name of a file.
    pub name: &'static str,
    /// The mail, or why it could not be rendered.
    pub mail: Result<Mail, askama::Error>,
}

/// All pages in this language.
pub fn pages(words: Words) -> Vec<Sample> {
    let mut all = Collection { words, samples: Vec::new() };
    all.set_up();
    all.sign_in();
    all.second_factor();
    all.recovery();
    all.offers();
    all.proofs();
    all.apps();
    all.applications_ask();
    all.home();
    all.help();
    all.two_factor();
    all.devices_and_sessions();
    all.password();
    all.confirmations();
    all.rules();
    all.rule_editor();
    all.rule_lists();
    all.messages();
    all.announcements();
    all.rollout();
    all.rehearsal();
    all.watching();
    all.selections();
    all.settings();
    all.attributes();
    all.systems();
    all.keys();
    all.people_sources();
    all.directories();
    all.radius();
    all.tokens();
    all.applications();
    all.relying_parties();
    all.operators();
    all.problems();
    all.people();
    all.imports();
    all.person();
    all.acts();
    all.made_passwords();
    all.refusals();
    all.edits();
    all.views();
    all.roles();
    all.groups();
    all.audit();
    all.demo();
    all.samples
}

/// All mails in this language.
pub fn mails(words: Words) -> Vec<MailSample> {
    let to = Letterhead {
        calendar: Calendar { words, zone: zone(), now: NOW },
        organisation: "Vereniging Waterland".to_owned(),
        name: "Sanne de Wit".to_owned(),
        helpdesk: Some("0299 000 123".to_owned()),
        site: "https://inloggen.waterland.example".to_owned(),
    };
    let unreachable = Letterhead { helpdesk: None, ..to.clone() };
    let whence =
        Whence { at: NOW, browser: Some("Firefox, Windows".to_owned()), address: Some("192.0.2.14".to_owned()) };
    let phone = "Telefoon van Sanne".to_owned();
    let code = EnrolmentCode {
        to: to.clone(),
        code: "E-4289-1630".to_owned(),
        until: NOW + 1800 * SECOND,
        whence: whence.clone(),
    };
    let added = FactorAdded { to: to.clone(), authenticator: phone.clone(), whence: whence.clone() };
    let removed = FactorRemoved { to: to.clone(), authenticator: phone, last: true, whence: whence.clone() };
    let one_removed = FactorRemoved { last: false, to: unreachable, ..removed.clone() };
    let used = RecoveryCodeUsed { to: to.clone(), whence: whence.clone() };
    let renewed = CodesRenewed { to: to.clone(), whence: whence.clone() };
    let changed = PasswordChanged { to: to.clone(), whence: whence.clone() };
    let off = SwitchedOff { to: to.clone(), by: Some("Joris van den Berg".to_owned()), enrol_again: true, at: NOW };
    let off_by_helpdesk = SwitchedOff { by: None, enrol_again: false, ..off.clone() };
    let copied = PasskeyCopied { to: to.clone(), whence: whence.clone() };
    let wrong = WrongFactor { to: to.clone(), whence: whence.clone() };
    let locked = Locked { to: to.clone(), until: NOW + 1800 * SECOND, whence: whence.clone() };
    let pass =
        PassGiven { to: to.clone(), by: Some("Fatima El Amrani".to_owned()), until: NOW + 900 * SECOND, at: NOW };
    let password_set = PasswordSet { to: to.clone(), by: "Fatima El Amrani".to_owned(), at: NOW };
    let addresses = AddressesChanged { to: to.clone(), at: NOW };
    let remind = Reminder { to: to.clone(), deadline: Some(DEADLINE) };
    let remind_late = Reminder { deadline: Some(NOW - DAY * SECOND), ..remind.clone() };
    let remind_free = Reminder { deadline: None, ..remind.clone() };
    let approved =
        ModuleApproved { to: to.clone(), message: "Welkom, en veel succes met de uitrol.".to_owned(), at: NOW };
    let declined = ModuleDeclined { to: to.clone(), message: "Bel ons even voor de factuur.".to_owned(), at: NOW };
    let moved = DeadlineMoved { to: to.clone(), before: DEADLINE, after: Some(DEADLINE + 30 * DAY * SECOND) };
    let no_more = DeadlineMoved { after: None, ..moved.clone() };
    let glass = BreakGlassMade { to: to.clone(), by: Some("Joris van den Berg".to_owned()), whence: whence.clone() };
    let glass_by_server = BreakGlassMade { by: None, ..glass.clone() };
    let glass_used = BreakGlassUsed { to: to.clone(), by: "Joris van den Berg".to_owned(), whence: whence.clone() };
    let test = MailTest { to: to.clone(), whence: whence.clone() };
    let exemptions = exemption_mails(&to);
    let campaigns = messages::campaign_mails(&to);
    let sooner = DeadlineMoved { after: Some(NOW + DAY * SECOND), ..moved.clone() };
    let cards = code_card::mails(&to, &whence);
    let disabled = Disabled { to, what: DisabledWhat::App, whence };
    let of = |what| Disabled { what, ..disabled.clone() };
    let no_recovery = of(DisabledWhat::RecoveryCodes);
    let no_emailed = of(DisabledWhat::EmailedCodes);
    let no_pass = of(DisabledWhat::Pass);
    let closed = of(DisabledWhat::AppOnUnknownDevices);
    let closed_recovery = of(DisabledWhat::RecoveryCodesOnUnknownDevices);
    [
        ("mail-enrolment-code", code.mail()),
        ("mail-factor-added", added.mail()),
        ("mail-factor-removed", removed.mail()),
        ("mail-factor-removed-others", one_removed.mail()),
        ("mail-recovery-code-used", used.mail()),
        ("mail-codes-renewed", renewed.mail()),
        ("mail-password-changed", changed.mail()),
        ("mail-switched-off", off.mail()),
        ("mail-switched-off-helpdesk", off_by_helpdesk.mail()),
        ("mail-pass-given", pass.mail()),
        ("mail-password-set", password_set.mail()),
        ("mail-addresses-changed", addresses.mail()),
        ("mail-reminder", remind.mail()),
        ("mail-reminder-late", remind_late.mail()),
        ("mail-reminder-free", remind_free.mail()),
        ("mail-module-approved", approved.mail()),
        ("mail-module-declined", declined.mail()),
        ("mail-passkey-copied", copied.mail()),
        ("mail-wrong-factor", wrong.mail()),
        ("mail-locked", locked.mail()),
        ("mail-disabled-app", disabled.mail()),
        ("mail-disabled-recovery", no_recovery.mail()),
        ("mail-disabled-emailed", no_emailed.mail()),
        ("mail-disabled-pass", no_pass.mail()),
        ("mail-closed-app", closed.mail()),
        ("mail-closed-recovery", closed_recovery.mail()),
        ("mail-deadline-moved", moved.mail()),
        ("mail-deadline-sooner", sooner.mail()),
        ("mail-deadline-off", no_more.mail()),
        ("mail-break-glass-made", glass.mail()),
        ("mail-break-glass-made-server", glass_by_server.mail()),
        ("mail-break-glass-used", glass_used.mail()),
        ("mail-test-message", test.mail()),
    ]
    .into_iter()
    .chain(exemptions)
    .chain(cards)
    .chain(campaigns.into_iter().map(|(name, mail)| (name, mail.mail())))
    .map(|(name, mail)| MailSample { name, mail })
    .collect()
}

type NamedMail = (&'static str, Result<Mail, askama::Error>);

fn exemption_mails(to: &Letterhead) -> Vec<NamedMail> {
    let ends = ExemptionEnds { to: to.clone(), until: DEADLINE };
    let exempted = Exempted { to: to.clone(), by: Some("Fatima El Amrani".to_owned()), until: DEADLINE, at: NOW };
    let exempted_by_server = Exempted { by: None, ..exempted.clone() };
    let ended = ExemptionEnded { to: to.clone(), by: Some("Fatima El Amrani".to_owned()), at: NOW };
    let ended_by_server = ExemptionEnded { by: None, ..ended.clone() };
    let first = vec![("Riet Schouten".to_owned(), DEADLINE), ("Jan de Boer".to_owned(), DEADLINE + DAY * SECOND)];
    let stand = ExemptionsStand { to: to.clone(), count: 2, first };
    let many_stand = ExemptionsStand { count: 31, ..stand.clone() };
    vec![
        ("mail-exemption-ends", ends.mail()),
        ("mail-exempted", exempted.mail()),
        ("mail-exempted-server", exempted_by_server.mail()),
        ("mail-exemption-ended", ended.mail()),
        ("mail-exemption-ended-server", ended_by_server.mail()),
        ("mail-exemptions-stand", stand.mail()),
        ("mail-exemptions-stand-many", many_stand.mail()),
    ]
}

struct Collection {
    words: Words,
    samples: Vec<Sample>,
}

impl Collection {
    fn add(&mut self, name: &'static str, page: &impl Template) {
        self.samples.push(Sample { name, html: page.render() });
    }

    /// Before signing in.
    fn outside(&self, address: &str) -> Frame {
        Frame {
            address: address.to_owned(),
            csrf: "q0ZbE3mJ".to_owned(),
            helpdesk: Some("0299 000 123".to_owned()),
            support: Some("https://hulp.waterland.example".to_owned()),
            ..Frame::plain(self.words, zone(), NOW, "Vereniging Waterland")
        }
    }

    /// Signed in.
    fn inside(&self, address: &str, place: Place) -> Frame {
        Frame { person: Some(sanne()), place, ..self.outside(address) }
    }

    fn explained(&self) -> Vec<String> {
        let sentences = if self.words.tag() == "nl" {
            [
                "Je hebt een tweede stap nodig vanaf 8 december 2026, door de regel ‘Backend-gebruikers’.",
                "Op elk apparaat vragen we eens per 30 dagen om een code.",
            ]
        } else {
            [
                "You need a second step from 8 December 2026, by the rule ‘Backend users’.",
                "On each device we ask for a code once every 30 days.",
            ]
        };
        sentences.map(str::to_owned).to_vec()
    }
}

fn sanne() -> Person {
    Person::named("Sanne de Wit")
}

fn zone() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC)
}
