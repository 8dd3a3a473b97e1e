//! Letters on paper of a campaign.

use askama::Template;

use super::Frame;

/// `/admin/messages/ID/letters`. GET it with the fields of [`LetterForm`] for what there will be; POST the same with `csrf`,
/// `part` and `posted` for a file.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/campaign_letters.html")]
pub struct CampaignLetters {
    /// The surroundings.
    pub frame: Frame,
    /// Identity of the campaign.
    pub id: String,
    /// Name of the campaign.
    pub name: String,
    /// The messages whose text letters can have: word and name.
    pub kinds: Vec<(&'static str, String)>,
    /// The attributes that can hold a line of an address: key and name.
    pub attributes: Vec<(String, String)>,
    /// Whether the campaign tells people anything now.
    pub runs: bool,
    /// Letters in a file at most.
    pub most: i64,
    /// What is filled in.
    pub form: LetterForm,
    /// What there will be, once it was asked.
    pub result: Option<LetterResult>,
}

/// Which letters, as the form holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterForm {
    /// `text`: word of the message.
    pub text: String,
    /// `dated`: the day on the letters, as `2026-11-10`.
    pub dated: String,
    /// `to`: `all` for everyone whom no mail reaches, else whoever has not had the message.
    pub everyone: bool,
    /// `line11` and so on: keys of attributes, line by line; empty for none.
    pub lines: Vec<Vec<String>>,
    /// What is wrong, by field.
    pub errors: Vec<(&'static str, String)>,
}

impl LetterForm {
    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(of, _)| *of == field).map(|(_, said)| said.as_str())
    }

    /// The choices of attributes, line by line: the numbers of the line and of the part of it, and the key that is chosen.
    fn choices(&self) -> Vec<Vec<(i64, i64, String)>> {
        let line = |(line, keys): (i64, &Vec<String>)| {
            (1..).zip(keys.clone()).map(move |(part, key)| (line, part, key)).collect()
        };
        (1..).zip(&self.lines).map(line).collect()
    }
}

/// What letters there will be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterResult {
    /// How many.
    pub letters: u64,
    /// How many have no address below the name.
    pub no_address: u64,
    /// Those whom the message has reached on another way.
    pub had: u64,
    /// Those of whom the text would not be true.
    pub untrue: u64,
    /// Those whose letter cannot be made.
    pub cannot: u64,
    /// The first of those: identity, name, user name and why.
    pub named: Vec<(String, String, String, String)>,
    /// The files: value of the field and what it holds.
    pub parts: Vec<(String, String)>,
}
