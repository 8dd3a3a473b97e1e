//! What all pages share: the reader's language and clock, the organisation, who is signed in, the form token.

use askama::filters::Safe;
use jiff::tz::TimeZone;

use super::help::HelpLink;
use super::icon::Icon;
use crate::assets;
use crate::words::{Calendar, Language, Sentence, Text, Words, languages};

/// The surroundings of one page.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Language, time zone of the organisation, and the moment of this request.
    pub calendar: Calendar,
    /// The name of the organisation, which leads on every page.
    pub organisation: String,
    /// The address of this page with its query but without `lang`, so that another language shows the same page:
    /// `/sign-in?return_to=%2Fwiki`. It is answered to GET.
    pub address: String,
    /// The token that every form sends along as `csrf`.
    pub csrf: String,
    /// Who is signed in; none on the sign-in pages.
    pub person: Option<Person>,
    /// Which item of the menu this page belongs to.
    pub place: Place,
    /// The part of the menu for whoever administers; empty for everyone else.
    pub desk: Vec<MenuLine>,
    /// The telephone number of the helpdesk, as people write it: "0299 000 123".
    pub helpdesk: Option<String>,
    /// The web address where the organisation gives help; shown when it begins with `https://` or `http://`.
    pub support: Option<String>,
    /// Whether the organisation has two-step sign-in; if not, no page shows a trace of it (mission S7).
    pub two_factor: bool,
    /// Whether this is the demonstration, which shows its own strip of links.
    pub demo: bool,
}

/// A person, as pages show one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The full name.
    pub name: String,
    /// Two letters at most, for the round mark.
    pub initials: String,
}

impl Person {
    /// A person with this name; the initials are those of the first and the last word.
    pub fn named(name: impl Into<String>) -> Self {
        let name = name.into();
        let mut first_letters = name.split_whitespace().filter_map(|word| word.chars().next());
        let first = first_letters.next();
        let last = first_letters.next_back();
        let initials = [first, last].into_iter().flatten().flat_map(char::to_uppercase).collect();
        Self { name, initials }
    }
}

/// The places of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On no item of the menu.
    Elsewhere,
    /// `/`
    Home,
    /// `/profile/two-factor` and what hangs under it.
    TwoFactor,
    /// `/profile/devices`
    Devices,
    /// `/profile/sessions`
    Sessions,
    /// `/profile/password`
    Password,
    /// `/help` and what hangs under it.
    Help,
    /// `/admin/settings` and what hangs under it.
    Settings,
    /// `/operator/organisations` and what hangs under it.
    Operators,
    /// `/admin/selections` and what hangs under it.
    Selections,
    /// `/admin/policies` and what hangs under it.
    Policies,
    /// `/admin/messages` and what hangs under it.
    Messages,
    /// `/admin/rollout` and what hangs under it.
    Rollout,
    /// `/admin/people` and what hangs under it.
    People,
    /// `/admin/groups` and what hangs under it.
    Groups,
    /// `/admin/exemptions`
    Exemptions,
    /// `/admin/views` and what hangs under it.
    Views,
    /// `/admin/applications` and what hangs under it.
    Applications,
    /// `/admin/roles` and what hangs under it.
    Roles,
    /// `/admin/audit`
    Audit,
}

/// A line of the menu for whoever administers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MenuLine {
    /// The place that it stands for.
    pub place: Place,
    /// Where it leads.
    pub address: &'static str,
    /// The drawing.
    pub icon: &'static str,
    /// The key of its name.
    pub key: &'static str,
}

impl Frame {
    /// A frame for somebody of whom nothing is known yet: no person, no token, no helpdesk, two-step sign-in active.
    pub fn plain(words: Words, zone: TimeZone, now: i64, organisation: impl Into<String>) -> Self {
        Self {
            calendar: Calendar { words, zone, now },
            organisation: organisation.into(),
            address: "/".to_owned(),
            csrf: String::new(),
            person: None,
            place: Place::Elsewhere,
            desk: Vec::new(),
            helpdesk: None,
            support: None,
            two_factor: true,
            demo: false,
        }
    }

    /// The tag of the language, for `lang`.
    pub fn lang(&self) -> &'static str {
        self.calendar.words.tag()
    }

    /// The text with this key.
    pub fn say(&self, key: &str) -> String {
        self.calendar.words.say(key)
    }

    /// The same for a template: looked up while the page is written, so that nothing is kept and dropped on the way.
    pub fn text<'a>(&self, key: &'a str) -> Text<'a> {
        self.calendar.words.text(key)
    }

    /// The text with this key, to be completed with values.
    pub fn with(&self, key: &'static str) -> Sentence<'static> {
        self.calendar.words.with(key)
    }

    /// A text of ours that holds markup, without values.
    pub fn html(&self, key: &str) -> Safe<String> {
        self.calendar.words.html(key)
    }

    /// The languages to choose from.
    pub fn languages(&self) -> &'static [Language] {
        languages()
    }

    /// The address of this page in another language.
    pub fn in_language(&self, tag: &str) -> String {
        let mark = if self.address.contains('?') { '&' } else { '?' };
        format!("{}{mark}lang={tag}", self.address)
    }

    /// The `href` that calls the helpdesk: digits and a leading plus, nothing else (RFC 3966).
    pub fn call(&self) -> String {
        let number = self.helpdesk.as_deref().unwrap_or_default();
        let digits: String = number
            .trim()
            .char_indices()
            .filter(|(at, letter)| letter.is_ascii_digit() || (*at == 0 && *letter == '+'))
            .map(|(_, letter)| letter)
            .collect();
        format!("tel:{digits}")
    }

    /// The address of the help, if it is one that a page may lead to.
    pub fn help(&self) -> Option<&str> {
        self.support.as_deref().filter(|address| address.starts_with("https://") || address.starts_with("http://"))
    }

    /// The way from what went wrong to the page of help about it; nothing where the organisation has no two-step sign-in.
    pub const fn help_about(&self, topic: &'static str) -> HelpLink<'_> {
        HelpLink::new(self, topic)
    }

    /// The drawing with this name.
    pub fn icon(&self, name: &str) -> Icon {
        Icon::new("i", name)
    }

    /// The same in the size of small text.
    pub fn small_icon(&self, name: &str) -> Icon {
        Icon::new("i i-s", name)
    }

    /// The mark of what can be unfolded.
    pub fn chevron(&self) -> Icon {
        Icon::new("i chev", "chevron")
    }

    /// The stylesheet.
    pub fn css(&self) -> &'static str {
        assets::css_path()
    }

    /// The script.
    pub fn js(&self) -> &'static str {
        assets::js_path()
    }

    /// The icon.
    pub fn favicon(&self) -> &'static str {
        assets::icon_path()
    }

    /// A moment inside `<time>`, in these words.
    pub fn time(&self, at: i64, said: &str) -> Safe<String> {
        Safe(format!(
            r#"<time datetime="{}">{}</time>"#,
            self.calendar.machine(at),
            askama::filters::escape(said, askama::filters::Html)
                .map_or_else(|never| match never {}, |safe| safe.to_string()),
        ))
    }

    /// "vandaag om 14:05", inside `<time>`.
    pub fn soon(&self, at: i64) -> Safe<String> {
        self.time(at, &self.calendar.soon(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        for (name, initials) in
            [("Sanne de Wit", "SW"), ("Madonna", "M"), ("  élise   ", "É"), ("", ""), ("Joris van den Berg", "JB")]
        {
            assert_eq!(Person::named(name).initials, initials, "{name:?}");
        }
    }

    #[test]
    fn another_language_keeps_the_page_and_its_query() {
        let words = Words::default();
        let mut frame = Frame::plain(words, TimeZone::UTC, 0, "Waterland");
        frame.address = "/sign-in".to_owned();
        assert_eq!(frame.in_language("nl"), "/sign-in?lang=nl");
        frame.address = "/sign-in?return_to=%2Fwiki".to_owned();
        assert_eq!(frame.in_language("nl"), "/sign-in?return_to=%2Fwiki&lang=nl");
    }

    #[test]
    fn help_leads_to_web_addresses_only() {
        let mut frame = Frame::plain(Words::default(), TimeZone::UTC, 0, "Waterland");
        for (address, shown) in [("https://hulp.example", true), ("javascript:alert(1)", false), ("", false)] {
            frame.support = Some(address.to_owned());
            assert_eq!(frame.help().is_some(), shown, "{address}");
        }
    }

    #[test]
    fn a_telephone_link_holds_digits_only() {
        let mut frame = Frame::plain(Words::default(), TimeZone::UTC, 0, "Waterland");
        frame.helpdesk = Some("+31 (0)299-000 123".to_owned());
        assert_eq!(frame.call(), "tel:+310299000123");
        frame.helpdesk = Some("0299 000 123".to_owned());
        assert_eq!(frame.call(), "tel:0299000123");
    }
}
