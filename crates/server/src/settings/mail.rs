//! `[mail]`: the server that takes our mail, how it is spoken to, and in whose name. Passwords go over TLS only.

use std::time::Duration;

use secrecy::SecretString;
use url::{Host, Url};

use super::definition::{About, Form, Key, Preset, SecretKey};
use super::reader::{Faulted, Reader};
use super::server::PublicAddress;
use super::value;
use crate::mail::Correspondent;

/// How mail leaves.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The server that takes the mail.
    pub smtp: Smtp,
    /// Name and password to sign in with, when the server wants them.
    pub account: Option<Account>,
    /// In whose name mail goes out.
    pub from: Correspondent,
    /// Whether the way there must be encrypted.
    pub tls: Tls,
    /// The longest that connecting, or any one answer of the server, may take.
    pub timeout: Duration,
}

/// Where the mail server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smtp {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Signed in with as whom; the password comes apart.
    user: Option<String>,
    /// TLS from the first byte (`smtps`), instead of after STARTTLS.
    pub implicit_tls: bool,
}

/// Name and password at the mail server.
#[derive(Debug, Clone)]
pub struct Account {
    /// The user name.
    pub user: String,
    /// The password.
    pub password: SecretString,
}

/// What to do when the mail server offers no TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Never ask for it; to this machine alone.
    None,
    /// Ask for it, and do without when it is not offered. Stops no attacker on the way.
    Opportunistic,
    /// Send nothing without it.
    Required,
}

pub(super) static KEYS: &[&About] = &[&SMTP.about, &PASSWORD.about, &FROM.about, &TLS.about, &TIMEOUT.about];

static SMTP: Key<Smtp> = Key {
    about: About {
        section: "mail",
        name: "smtp",
        form: Form::Guarded,
        kind: "smtp://USER@HOST:587, smtps://USER@HOST:465, or nothing",
        preset: Preset::Derived("none: no mail is sent"),
        meaning: "The mail server. The user name is optional; write `@` in it as `%40`. The password is a key of its own.",
    },
    parse: smtp,
};

static PASSWORD: SecretKey = SecretKey {
    about: About {
        section: "mail",
        name: "password",
        form: Form::Secret,
        kind: "the password of the user in mail.smtp",
        preset: Preset::Derived("none"),
        meaning: "Password of the user in `smtp`.",
    },
};

static FROM: Key<Correspondent> = Key {
    about: About {
        section: "mail",
        name: "from",
        form: Form::Text,
        kind: "Name <address@example.org>",
        preset: Preset::Derived("`Tweestap <no-reply@HOST>` with the host of `server.public_address`"),
        meaning: "Sender of every mail.",
    },
    parse: Correspondent::parse,
};

static TLS: Key<Tls> = Key {
    about: About {
        section: "mail",
        name: "tls",
        form: Form::Text,
        kind: "required, opportunistic or none",
        preset: Preset::Value("required"),
        meaning: "Whether mail may leave without encryption. `none` is for a server on this machine alone; \
                  `opportunistic` sends no password to another machine.",
    },
    parse: |text| match text {
        "required" => Ok(Tls::Required),
        "opportunistic" => Ok(Tls::Opportunistic),
        "none" => Ok(Tls::None),
        _ => Err(String::new()),
    },
};

static TIMEOUT: Key<Duration> = Key {
    about: About {
        section: "mail",
        name: "timeout",
        form: Form::Text,
        kind: "a duration from 1s to 10m, such as 30s",
        preset: Preset::Value("30s"),
        meaning: "The longest that connecting, or one answer of the mail server, may take.",
    },
    parse: |text| value::duration_between(text, (Duration::from_secs(1), Duration::from_mins(10))),
};

/// `address` is the public address as configured, when there is one.
pub(super) fn read(
    reader: &mut Reader,
    address: Result<Option<&PublicAddress>, Faulted>,
) -> Result<Option<Mail>, Faulted> {
    let smtp = reader.optional(&SMTP);
    let password = reader.secret(&PASSWORD);
    let from = reader.optional(&FROM);
    let tls = reader.value(&TLS);
    let timeout = reader.value(&TIMEOUT);

    let Some(smtp) = smtp? else {
        let (..) = (password?, from?, tls?, timeout?);
        return Ok(None);
    };
    let tls = tls?;
    if let Some(problem) = unsafe_way(&smtp, tls) {
        return Err(reader.fault(&TLS.about, problem));
    }
    let account = match (smtp.user.clone(), password?) {
        (Some(user), Some(password)) => Some(Account { user, password }),
        (None, None) => None,
        (Some(_), None) => return Err(reader.fault(&PASSWORD.about, "is missing: mail.smtp names a user")),
        (None, Some(_)) => return Err(reader.fault(&SMTP.about, "names no user, yet mail.password is given")),
    };
    let from = match from? {
        Some(from) => from,
        None => sender_at(address?).ok_or_else(|| {
            reader.fault(&FROM.about, "is missing, and server.public_address has no host name to make it from")
        })?,
    };
    Ok(Some(Mail { smtp, account, from, tls, timeout: timeout? }))
}

/// Why `tls` does not suit the server, when it does not.
fn unsafe_way(smtp: &Smtp, tls: Tls) -> Option<&'static str> {
    match tls {
        Tls::Required => None,
        _ if smtp.implicit_tls => Some("must be required with smtps://"),
        Tls::None if !smtp.is_on_this_machine() => {
            Some("none is for a mail server on localhost, 127.0.0.1 or [::1] alone")
        }
        Tls::Opportunistic if smtp.user.is_some() && !smtp.is_on_this_machine() => {
            Some("must be required where mail.smtp names a user: the password would travel readable")
        }
        Tls::None | Tls::Opportunistic => None,
    }
}

fn sender_at(address: Option<&PublicAddress>) -> Option<Correspondent> {
    match address?.url().host() {
        Some(Host::Domain(name)) if name != "localhost" => {
            Correspondent::parse(&format!("Tweestap <no-reply@{name}>")).ok()
        }
        _ => None,
    }
}

/// Reasons never repeat the text: someone may have put the password in it.
fn smtp(text: &str) -> Result<Smtp, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    let (implicit_tls, usual_port) = match url.scheme() {
        "smtp" => (false, 587),
        "smtps" => (true, 465),
        _ => return Err("it must begin with smtp:// or smtps://".to_owned()),
    };
    let (host, user) = value::server(&url, "mail.password")?;
    Ok(Smtp { host, port: url.port().unwrap_or(usual_port), user: (!user.is_empty()).then_some(user), implicit_tls })
}

impl Smtp {
    /// Whether the server is this machine: `localhost`, `127.0.0.1` or `::1`.
    pub fn is_on_this_machine(&self) -> bool {
        is_this_machine(&self.host)
    }
}

pub(super) fn is_this_machine(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "::1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_server_is_a_url_with_the_usual_port() {
        let found = smtp("smtp://anna%40example.org@mail.example.org").unwrap();
        assert_eq!((found.host.as_str(), found.port, found.implicit_tls), ("mail.example.org", 587, false));
        assert_eq!(found.user.as_deref(), Some("anna@example.org"));
        let found = smtp("smtps://[::1]:4650").unwrap();
        assert_eq!((found.host.as_str(), found.port, found.implicit_tls), ("::1", 4650, true));
        assert!(found.is_on_this_machine());
    }

    #[test]
    fn other_addresses_are_refused() {
        for bad in ["mail.example.org", "http://mail", "smtp://", "smtp://host/x", "smtp://host?x", "smtp://u:p@host"] {
            assert!(smtp(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_password_never_travels_readable_to_another_machine() {
        let at = |text: &str| smtp(text).unwrap();
        assert!(unsafe_way(&at("smtp://u@mail.example.org"), Tls::Opportunistic).is_some());
        assert!(unsafe_way(&at("smtp://mail.example.org"), Tls::Opportunistic).is_none());
        assert!(unsafe_way(&at("smtp://mail.example.org"), Tls::None).is_some());
        assert!(unsafe_way(&at("smtp://localhost:25"), Tls::None).is_none());
        assert!(unsafe_way(&at("smtps://localhost"), Tls::None).is_some());
        assert!(unsafe_way(&at("smtp://u@mail.example.org"), Tls::Required).is_none());
    }
}
