//! What all mails are made of; the two templates show the same.

use askama::Template;

use super::{Letterhead, Mail, Whence};
use crate::words::Sentence;

/// A mail that is being written.
pub(super) struct Letter<'a> {
    pub(super) to: &'a Letterhead,
    pub(super) subject: String,
    pub(super) heading: String,
    pub(super) paragraphs: Vec<String>,
    pub(super) code: Option<String>,
    pub(super) after: Vec<String>,
    pub(super) facts: Vec<(String, String)>,
    pub(super) question: String,
    pub(super) not_you: Vec<String>,
    pub(super) footer: &'static str,
}

impl<'a> Letter<'a> {
    pub(super) fn new(to: &'a Letterhead, subject: &'static str, heading: &'static str) -> Self {
        let subject = to.with(subject).arg("organisation", to.organisation.as_str()).to_string();
        Self::named(to, &subject, to.with(heading).to_string())
    }

    /// A letter whose words are the organisation's own.
    pub(super) fn of_words(to: &'a Letterhead, subject: &str, body: &str) -> Self {
        let paragraphs = body.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
        let paragraphs = paragraphs.map(str::to_owned).collect();
        Self { paragraphs, footer: "mail-campaign-footer", ..Self::named(to, subject, subject.to_owned()) }
    }

    fn named(to: &'a Letterhead, subject: &str, heading: String) -> Self {
        Self {
            to,
            // A subject is one line, whatever the organisation calls itself.
            subject: subject.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect(),
            heading,
            paragraphs: Vec::new(),
            code: None,
            after: Vec::new(),
            facts: Vec::new(),
            question: to.calendar.words.say("mail-not-you"),
            not_you: Vec::new(),
            footer: "mail-footer",
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "a sentence is made for one place")]
    pub(super) fn says(&mut self, sentence: Sentence<'_>) {
        self.paragraphs.push(sentence.to_string());
    }

    #[expect(clippy::needless_pass_by_value, reason = "a sentence is made for one place")]
    pub(super) fn after(&mut self, sentence: Sentence<'_>) {
        self.after.push(sentence.to_string());
    }

    #[expect(clippy::needless_pass_by_value, reason = "a sentence is made for one place")]
    pub(super) fn not_you(&mut self, sentence: Sentence<'_>) {
        self.not_you.push(sentence.to_string());
    }

    pub(super) fn happened(&mut self, whence: &Whence) {
        let words = self.to.calendar.words;
        let moment = words
            .with("mail-moment")
            .arg("day", self.to.calendar.long_day(whence.at))
            .arg("time", self.to.calendar.clock(whence.at))
            .to_string();
        self.facts.push((words.say("mail-when"), moment));
        if let Some(browser) = &whence.browser {
            self.facts.push((words.say("mail-browser"), words.browser(browser)));
        }
        if let Some(address) = &whence.address {
            self.facts.push((words.say("mail-address"), address.clone()));
        }
    }

    /// Somebody who did this had the password.
    pub(super) fn password_is_known(&mut self) {
        self.not_you(self.to.with("mail-change-password").arg("site", self.to.site.as_str()));
    }

    pub(super) fn write(&self) -> Result<Mail, askama::Error> {
        let text = LetterText { letter: self }.render()?;
        let html = LetterHtml { letter: self }.render()?;
        Ok(Mail { subject: self.subject.clone(), text, html })
    }

    pub(super) fn dear(&self) -> String {
        self.to.with("mail-dear").arg("name", self.to.name.as_str()).to_string()
    }

    fn call(&self) -> Option<String> {
        let phone = self.to.helpdesk.as_deref()?;
        Some(self.to.with("mail-call").arg("phone", phone).to_string())
    }

    fn footer(&self) -> String {
        self.to.with(self.footer).arg("organisation", self.to.organisation.as_str()).to_string()
    }
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct LetterText<'a> {
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct LetterHtml<'a> {
    letter: &'a Letter<'a>,
}
