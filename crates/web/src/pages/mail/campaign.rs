//! The mails of a campaign: the organisation's own text, or the product's.

use domain::campaign::{Placeholder, Text, TextKind, Tone};

use super::{Letter, Letterhead, Mail};
use crate::words::Words;

/// A message of a campaign.
#[derive(Debug, Clone)]
pub struct CampaignMail {
    /// To whom.
    pub to: Letterhead,
    /// Which text.
    pub kind: TextKind,
    /// How the product's own text addresses people.
    pub tone: Tone,
    /// The reader's own deadline, in microseconds since 1970.
    pub deadline: i64,
    /// Subject and body of the organisation's own text; none for the product's.
    pub own: Option<(String, String)>,
}

impl CampaignMail {
    /// The mail.
    pub fn mail(&self) -> Result<Mail, askama::Error> {
        self.letter().write()
    }

    /// Subject and paragraphs as the reader sees them, the greeting first.
    pub fn reading(&self) -> (String, Vec<String>) {
        let letter = self.letter();
        let mut paragraphs = vec![letter.dear()];
        paragraphs.extend(letter.paragraphs.iter().cloned());
        (letter.subject.clone(), paragraphs)
    }

    fn letter(&self) -> Letter<'_> {
        let words = self.to.calendar.words;
        let (subject, body) = self.own.clone().unwrap_or_else(|| usual_text(words, self.kind, self.tone));
        let filled = |text: &str| self.to.fill(text, Some(self.deadline));
        Letter::of_words(&self.to, &filled(&subject), &filled(&body))
    }
}

impl Letterhead {
    /// A text with its placeholders filled in for the reader; `deadline` is the reader's own, in microseconds since 1970.
    /// Without one nothing stands in its place.
    pub(crate) fn fill(&self, text: &str, deadline: Option<i64>) -> String {
        let calendar = &self.calendar;
        let days_left =
            |at| calendar.words.with("campaign-days-left").arg("days", calendar.days_until(at).max(0)).to_string();
        Text::lenient(text).fill(|placeholder| match placeholder {
            Placeholder::Name => self.name.clone(),
            Placeholder::Organisation => self.organisation.clone(),
            Placeholder::Deadline => deadline.map(|at| calendar.day(at)).unwrap_or_default(),
            Placeholder::DaysLeft => deadline.map(days_left).unwrap_or_default(),
            Placeholder::Address => self.site.clone(),
            Placeholder::Telephone => self.helpdesk.clone().unwrap_or_default(),
        })
    }
}

/// Subject and body of the product's own text, with placeholders in the words of the language.
pub fn usual_text(words: Words, kind: TextKind, tone: Tone) -> (String, String) {
    let (subject, paragraphs) = match (kind, tone) {
        (TextKind::Announcement, Tone::Informal) => {
            ("campaign-announce-subject", ["campaign-announce-1", "campaign-announce-2", "campaign-announce-3"])
        }
        (TextKind::Announcement, Tone::Formal) => (
            "campaign-announce-subject-formal",
            ["campaign-announce-1-formal", "campaign-announce-2-formal", "campaign-announce-3-formal"],
        ),
        (TextKind::Reminder, Tone::Informal) => {
            ("campaign-remind-subject", ["campaign-remind-1", "campaign-remind-2", "campaign-remind-3"])
        }
        (TextKind::Reminder, Tone::Formal) => (
            "campaign-remind-subject-formal",
            ["campaign-remind-1-formal", "campaign-remind-2-formal", "campaign-remind-3-formal"],
        ),
        (TextKind::Day, Tone::Informal) => {
            ("campaign-day-subject", ["campaign-day-1", "campaign-day-2", "campaign-day-3"])
        }
        (TextKind::Day, Tone::Formal) => {
            ("campaign-day-subject-formal", ["campaign-day-1-formal", "campaign-day-2-formal", "campaign-day-3-formal"])
        }
        (TextKind::After, Tone::Informal) => {
            ("campaign-after-subject", ["campaign-after-1", "campaign-after-2", "campaign-after-3"])
        }
        (TextKind::After, Tone::Formal) => (
            "campaign-after-subject-formal",
            ["campaign-after-1-formal", "campaign-after-2-formal", "campaign-after-3-formal"],
        ),
    };
    let said = |key| {
        words
            .with(key)
            .arg("organisation", word_of(words, Placeholder::Organisation))
            .arg("deadline", word_of(words, Placeholder::Deadline))
            .arg("days", word_of(words, Placeholder::DaysLeft))
            .arg("address", word_of(words, Placeholder::Address))
            .to_string()
    };
    (said(subject), paragraphs.map(said).join("\n\n"))
}

/// A placeholder as it is typed, in a language; in those that have no word for it, the English one.
pub fn word_of(words: Words, placeholder: Placeholder) -> String {
    let [english, dutch] = placeholder.words();
    format!("{{{}}}", if words.tag() == "nl" { dutch } else { english })
}
