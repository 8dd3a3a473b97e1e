//! `[organisation]`: answers that `setup` proposes, and whether there is one organisation. What holds afterwards is kept
//! in the database.

use jiff::tz::TimeZone;
use url::Url;

use super::definition::{About, Form, Key, Preset};
use super::reader::{Faulted, Reader};
use super::value;

/// Defaults for the first organisation.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// Its name.
    pub name: Option<String>,
    /// IANA name of its time zone, known to exist.
    pub time_zone: String,
    /// Language where a person has none.
    pub language: Language,
    /// Telephone number of the helpdesk, as people read it.
    pub helpdesk_telephone: Option<String>,
    /// Page with help, `https`.
    pub support_url: Option<Url>,
    /// Whether there is one organisation, which answers under any host name.
    pub single: bool,
}

/// A language of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// Dutch.
    Nl,
}

impl Language {
    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Nl => "nl",
        }
    }
}

pub(super) static KEYS: &[&About] =
    &[&NAME.about, &TIME_ZONE.about, &LANGUAGE.about, &HELPDESK_TELEPHONE.about, &SUPPORT_URL.about, &SINGLE.about];

static NAME: Key<String> = Key {
    about: About {
        section: "organisation",
        name: "name",
        form: Form::Text,
        kind: "a name of at most 200 characters",
        preset: Preset::Derived("asked by `setup`"),
        meaning: "Name of the organisation.",
    },
    parse: value::line,
};

static TIME_ZONE: Key<String> = Key {
    about: About {
        section: "organisation",
        name: "time_zone",
        form: Form::Text,
        kind: "an IANA time zone, such as Europe/Amsterdam",
        preset: Preset::Value("Europe/Amsterdam"),
        meaning: "Time zone in which a deadline is a date.",
    },
    parse: time_zone,
};

static LANGUAGE: Key<Language> = Key {
    about: About {
        section: "organisation",
        name: "language",
        form: Form::Text,
        kind: "nl or en",
        preset: Preset::Value("nl"),
        meaning: "Language where neither the person nor the browser names one.",
    },
    parse: |text| match text {
        "en" => Ok(Language::En),
        "nl" => Ok(Language::Nl),
        _ => Err(String::new()),
    },
};

static HELPDESK_TELEPHONE: Key<String> = Key {
    about: About {
        section: "organisation",
        name: "helpdesk_telephone",
        form: Form::Text,
        kind: "a telephone number, such as 020 555 01 23 or +31 20 555 01 23",
        preset: Preset::Derived("none"),
        meaning: "Whom people call when they cannot sign in.",
    },
    parse: telephone,
};

static SUPPORT_URL: Key<Url> = Key {
    about: About {
        section: "organisation",
        name: "support_url",
        form: Form::Text,
        kind: "an address such as https://www.example.org/help",
        preset: Preset::Derived("none"),
        meaning: "The organisation's own page with help.",
    },
    parse: value::web_address,
};

static SINGLE: Key<bool> = Key {
    about: About {
        section: "organisation",
        name: "single",
        form: Form::Switch,
        kind: "true or false",
        preset: Preset::Value("true"),
        meaning: "There is one organisation, under whatever host name people type. `false`: the host name decides, and \
                  more can be made.",
    },
    parse: value::switch,
};

pub(super) fn read(reader: &mut Reader) -> Result<Organisation, Faulted> {
    let name = reader.optional(&NAME);
    let time_zone = reader.value(&TIME_ZONE);
    let language = reader.value(&LANGUAGE);
    let helpdesk_telephone = reader.optional(&HELPDESK_TELEPHONE);
    let support_url = reader.optional(&SUPPORT_URL);
    let single = reader.value(&SINGLE);
    Ok(Organisation {
        name: name?,
        time_zone: time_zone?,
        language: language?,
        helpdesk_telephone: helpdesk_telephone?,
        support_url: support_url?,
        single: single?,
    })
}

fn time_zone(text: &str) -> Result<String, String> {
    let zone = TimeZone::get(text).map_err(|_| "this machine knows no such zone".to_owned())?;
    Ok(zone.iana_name().unwrap_or(text).to_owned())
}

fn telephone(text: &str) -> Result<String, String> {
    let text = value::line(text)?;
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if text.chars().any(|c| !(c.is_ascii_digit() || " +-()./".contains(c))) || !(3..=20).contains(&digits) {
        return Err("digits, spaces and + - ( ) . / only".to_owned());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_zone_is_one_that_exists() {
        assert_eq!(time_zone("Europe/Amsterdam").as_deref(), Ok("Europe/Amsterdam"));
        assert!(time_zone("Europe/Amsterdm").is_err());
        assert!(time_zone("").is_err());
        assert!(time_zone("+01:00").is_err());
        assert!(time_zone("../../etc/passwd").is_err());
    }

    #[test]
    fn a_telephone_number_is_digits_with_the_usual_marks() {
        assert!(telephone("+31 (0)20 555 01 23").is_ok());
        assert!(telephone("call Anna").is_err());
        assert!(telephone("--").is_err());
    }
}
