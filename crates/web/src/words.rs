//! What pages and mails say, in the language of the reader. The texts stand in `translations/LANGUAGE/*.ftl`:
//! a folder more is a language more. Dates and spans of time are put in words by `calendar`.

mod calendar;
#[cfg(test)]
mod check;
mod events;
mod texts;

use domain::sorted;
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr as _;
use std::sync::LazyLock;

use askama::filters::Safe;
use askama::{FastWritable, Values};
use fluent_bundle::FluentValue;
use unic_langid::LanguageIdentifier;

pub use calendar::Calendar;

/// Every language there is, sorted by tag.
static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| {
    let mut languages: Vec<Language> = texts::languages()
        .map(|id| Language { tag: id.to_string(), name: text(id, "language-name", None), id: id.clone() })
        .collect();
    sorted::by(&mut languages, |one, other| one.tag.cmp(&other.tag));
    languages
});

/// For a reader of whom nothing is known.
static DEFAULT: LazyLock<Language> = LazyLock::new(|| {
    let id = texts::default_language();
    Language { tag: id.to_string(), name: text(&id, "language-name", None), id }
});

/// A language that the product speaks.
#[derive(Debug, PartialEq, Eq)]
pub struct Language {
    /// As in `lang="nl"` and `?lang=nl`.
    pub tag: String,
    /// What its speakers call it: "Nederlands".
    pub name: String,
    id: LanguageIdentifier,
}

/// All languages, sorted by tag.
pub fn languages() -> &'static [Language] {
    &LANGUAGES
}

/// The words of one language. Free to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    language: &'static Language,
}

impl Words {
    /// The words of the language with this tag, such as `nl`; a region ("nl-BE") is fine. None for a language that there is not.
    pub fn find(tag: &str) -> Option<Self> {
        let wanted = LanguageIdentifier::from_str(tag.trim()).ok()?;
        LANGUAGES.iter().find(|language| language.id.language == wanted.language).map(|language| Self { language })
    }

    /// The best language for an `Accept-Language` header (RFC 9110 section 12.5.4); none when it names no language of ours.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut wishes: Vec<(f32, Self)> = header
            .split(',')
            .take(32)
            .filter_map(|wish| {
                let (tag, weight) = wish.split_once(";q=").unwrap_or((wish, "1"));
                let weight: f32 = weight.trim().parse().ok()?;
                (weight > 0.0).then_some((weight, Self::find(tag)?))
            })
            .collect();
        sorted::by(&mut wishes, |(one, _), (other, _)| other.total_cmp(one));
        wishes.first().map(|(_, words)| *words)
    }

    /// The tag of the language, for `lang`.
    pub fn tag(self) -> &'static str {
        &self.language.tag
    }

    /// The text with this key.
    pub fn say(self, key: &str) -> String {
        text(&self.language.id, key, None)
    }

    /// The text with this key, on its way into a page.
    pub const fn text(self, key: &str) -> Text<'_> {
        Text { words: self, key }
    }

    /// The text with this key, to be completed: `words.with("codes-left").arg("left", 8)`.
    pub fn with(self, key: &'static str) -> Sentence<'static> {
        Sentence { words: self, key, args: HashMap::new() }
    }

    /// The text with this key and these values.
    pub fn say_with(self, key: &str, args: &[(&'static str, FluentValue<'_>)]) -> String {
        let args = args.iter().cloned().collect();
        text(&self.language.id, key, Some(&args))
    }

    /// Browser and system of a request, as they were noted; they may not have been recognised.
    pub fn browser(self, noted: &str) -> String {
        if noted == "?" { self.say("unknown-browser") } else { noted.to_owned() }
    }

    /// A text of ours that holds markup, with no value in it.
    pub fn html(self, key: &str) -> Safe<String> {
        Safe(self.say(key))
    }
}

impl Default for Words {
    fn default() -> Self {
        Self { language: LANGUAGES.iter().find(|language| **language == *DEFAULT).unwrap_or(&DEFAULT) }
    }
}

/// A text that is being completed with values. Written out with `Display`.
#[derive(Debug, Clone)]
pub struct Sentence<'a> {
    words: Words,
    key: &'static str,
    args: HashMap<&'static str, FluentValue<'a>>,
}

impl<'a> Sentence<'a> {
    /// Fills in one value.
    #[must_use]
    pub fn arg<'b>(self, name: &'static str, value: impl Into<FluentValue<'b>>) -> Sentence<'b>
    where
        'a: 'b,
    {
        let mut args: HashMap<&'static str, FluentValue<'b>> = self.args;
        args.insert(name, value.into());
        Sentence { words: self.words, key: self.key, args }
    }

    /// For texts that hold markup of ours: the values are escaped, the text is not.
    pub fn html(self) -> Safe<String> {
        let args = self
            .args
            .into_iter()
            .map(|(name, value)| match value {
                FluentValue::String(value) => (name, FluentValue::String(escaped(&value).into())),
                other => (name, other),
            })
            .collect();
        Safe(text(&self.words.language.id, self.key, Some(&args)))
    }
}

impl fmt::Display for Sentence<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&text(&self.words.language.id, self.key, Some(&self.args)))
    }
}

/// A text without values, on its way into a page: nothing but its key until it is written.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    words: Words,
    key: &'a str,
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.words.say(self.key))
    }
}

impl FastWritable for Text<'_> {
    fn write_into(&self, out: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(out.write_str(&self.words.say(self.key))?)
    }
}

fn text(language: &LanguageIdentifier, key: &str, args: Option<&HashMap<&'static str, FluentValue<'_>>>) -> String {
    texts::find(language, key, args).unwrap_or_else(|| {
        // Cannot reach a reader: tests compare the keys and values of all languages with those in use.
        // Should it, the key says more than nothing.
        debug_assert!(false, "{key}");
        key.to_owned()
    })
}

fn escaped(value: &str) -> String {
    askama::filters::escape(value, askama::filters::Html).map_or_else(|never| match never {}, |safe| safe.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(header: &str) -> Option<&'static str> {
        Words::accepted(header).map(Words::tag)
    }

    #[test]
    fn the_language_of_the_browser_is_followed_in_its_order_of_preference() {
        assert_eq!(tag("nl"), Some("nl"));
        assert_eq!(tag("nl-BE,en;q=0.5"), Some("nl"));
        assert_eq!(tag("en;q=0.5, nl;q=0.9"), Some("nl"));
        assert_eq!(tag("xx-nonsense, en;q=0.1"), Some("en"));
        assert_eq!(tag("nl;q=0, en;q=0.1"), Some("en"));
    }

    #[test]
    fn a_header_without_a_language_of_ours_says_nothing() {
        for header in ["", "*", "fr", "nl;q=x", ";;;,,,", "\u{0}"] {
            assert_eq!(tag(header), None, "{header:?}");
        }
    }

    #[test]
    fn a_value_in_a_text_with_markup_is_escaped() {
        let words = Words::find("en").unwrap();
        let said = words.with("factor-open-app").arg("name", "<b>&").html().to_string();
        assert!(said.contains("<strong>&#60;b&#62;&#38;</strong>"), "{said}");
    }
}
