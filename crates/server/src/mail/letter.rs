//! A letter and its correspondents. Names are cleaned and addresses checked when they are made, so that no later
//! line can be broken by them.

use std::fmt::{self, Display, Formatter};

use jiff::Timestamp;
use lettre::Address;
use lettre::message::Mailbox;

/// One mail to one address, ready to be sent.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Of the outbox row; becomes the Message-ID, the same at each try. 1 to 64 of `a-z A-Z 0-9 - _`.
    pub id: String,
    /// In whose name.
    pub from: Correspondent,
    /// To whom.
    pub to: Correspondent,
    /// Where an answer goes, when not to `from`.
    pub reply_to: Option<Correspondent>,
    /// One line; control characters in it become spaces.
    pub subject: String,
    /// The text, with `\n` between lines.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// BCP 47 tag of the language of both.
    pub language: String,
    /// When it was written: the Date of the message, the same at each retry.
    pub written: Timestamp,
}

/// A name and an address that can stand in a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correspondent {
    name: Option<String>,
    address: Address,
}

impl Correspondent {
    /// Cleans the name and checks the address. A domain in another script is written as DNS knows it.
    pub fn new(name: Option<&str>, address: &str) -> Result<Self, String> {
        let name = name.map(one_line).filter(|name| !name.is_empty());
        Ok(Self { name, address: checked(address)? })
    }

    /// Reads `Name <address>` or an address alone.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.trim().strip_suffix('>') {
            Some(rest) => {
                let (name, address) = rest.rsplit_once('<').ok_or("a < is missing")?;
                let name = name.trim();
                let name = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
                Self::new(Some(name), address)
            }
            None => Self::new(None, text.trim()),
        }
    }

    /// The name, cleaned.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The address.
    pub fn address(&self) -> &str {
        self.address.as_ref()
    }

    /// The host name after the `@`.
    pub fn domain(&self) -> &str {
        self.address.domain()
    }

    pub(super) fn mailbox(&self) -> Mailbox {
        Mailbox::new(self.name.clone(), self.address.clone())
    }
}

impl Display for Correspondent {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(out, "{name} <{}>", self.address),
            None => write!(out, "{}", self.address),
        }
    }
}

/// One line of readable text: controls, line separators and marks that turn the writing direction become spaces.
pub(crate) fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if breaks_a_line(c) { ' ' } else { c }).collect();
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn breaks_a_line(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

fn checked(text: &str) -> Result<Address, String> {
    const LONGEST: usize = 254; // RFC 5321 §4.5.3.1.3: a path has 256 octets, two of them the brackets
    let (local, domain) = text.rsplit_once('@').ok_or("an @ is missing")?;
    // Quoted local parts exist in the standard and in attacks.
    if local.chars().any(|c| breaks_a_line(c) || c.is_whitespace() || "\"<>()[],;:\\".contains(c)) {
        return Err("the part before the @ holds a character that is not allowed".to_owned());
    }
    if domain.starts_with('[') {
        return Err("a host name is needed after the @".to_owned());
    }
    let Ok(url::Host::Domain(domain)) = url::Host::parse(domain) else {
        return Err("a host name is needed after the @".to_owned());
    };
    let address = Address::new(local, domain).map_err(|_| "not a mail address".to_owned())?;
    let written: &str = address.as_ref();
    if written.len() > LONGEST { Err(format!("longer than {LONGEST} bytes")) } else { Ok(address) }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn sample() -> Letter {
        Letter {
            id: "01jd-0001".to_owned(),
            from: Correspondent::parse("Tweestap <no-reply@waterland.example>").unwrap(),
            to: Correspondent::new(Some("Joris van den Berg"), "j.vandenberg@waterland.example").unwrap(),
            reply_to: None,
            subject: "Je code is klaar: één minuut".to_owned(),
            text: "Hoi Joris,\n\nJe code is 123456.\n.\nGroet".to_owned(),
            html: "<p>Hoi Joris,</p><p>Je code is <b>123456</b>.</p>".to_owned(),
            language: "nl".to_owned(),
            written: "2026-11-24T08:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_correspondent_is_a_name_with_an_address_or_an_address() {
        let both = Correspondent::parse("\"Berg, Joris van den\" <j@waterland.example>").unwrap();
        assert_eq!((both.name(), both.address()), (Some("Berg, Joris van den"), "j@waterland.example"));
        assert_eq!(Correspondent::parse(" j@waterland.example ").unwrap().name(), None);
        assert_eq!(Correspondent::parse("x <j@Bücher.example>").unwrap().domain(), "xn--bcher-kva.example");
    }

    #[test]
    fn an_address_that_could_become_two_is_refused() {
        for bad in [
            "",
            "j",
            "@waterland.example",
            "j@",
            "j@127.0.0.1",
            "j@[127.0.0.1]",
            "a b@x.example",
            "\"a b\"@x.example",
            "a@x.example,b@x.example",
            "a@x.example\r\nBcc: b@x.example",
            "a\n@x.example",
            "a@x.example>",
            "<a@x.example",
            "a@x.example\0",
            "a@b@x.example",
        ] {
            assert!(Correspondent::new(None, bad).is_err(), "{bad:?}");
        }
        assert!(Correspondent::new(None, &format!("{}@x.example", "a".repeat(300))).is_err());
    }

    #[test]
    fn a_name_is_one_line() {
        let cleaned = Correspondent::new(Some("Joris\r\nBcc: x@y.example\u{202E}\u{85}\0"), "j@x.example").unwrap();
        assert_eq!(cleaned.name(), Some("Joris Bcc: x@y.example"));
        assert_eq!(Correspondent::new(Some(" \n"), "j@x.example").unwrap().name(), None);
    }
}
