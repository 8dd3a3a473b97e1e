//! `[reports]`: the mailbox in which mail servers report what they could not deliver. Passwords go over TLS only.

use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::definition::{About, Form, Key, Preset, SecretKey};
use super::mail::is_this_machine;
use super::reader::{Faulted, Reader};
use super::value;

/// Where reports of delivery are read.
#[derive(Debug, Clone)]
pub struct Reports {
    /// The server that has the mailbox.
    pub imap: Imap,
    /// Password of the user in `imap`.
    pub password: SecretString,
    /// The folder in which reports arrive.
    pub folder: String,
    /// Where a report goes once it was handled; without, it is marked as seen and stays.
    pub done_folder: Option<String>,
    /// How often it is looked at.
    pub every: Duration,
    /// The longest that connecting, or any one answer of the server, may take.
    pub timeout: Duration,
}

/// Where the mailbox is, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imap {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Signed in with as whom; the password comes apart.
    pub user: String,
    /// How the way there is encrypted.
    pub way: Way,
}

/// How the way to the mailbox is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// TLS from the first byte (`imaps`).
    Tls,
    /// TLS after STARTTLS, and nothing without it (`imap`).
    StartTls,
    /// None: to this machine alone (`imap+plain`).
    Plain,
}

pub(super) static KEYS: &[&About] =
    &[&IMAP.about, &PASSWORD.about, &FOLDER.about, &DONE_FOLDER.about, &EVERY.about, &TIMEOUT.about];

static IMAP: Key<Imap> = Key {
    about: About {
        section: "reports",
        name: "imap",
        form: Form::Guarded,
        kind: "imaps://USER@HOST:993, imap://USER@HOST:143, or nothing",
        preset: Preset::Derived("none: no reports are read"),
        meaning: "The mailbox to which reports come: that of the sender of mails (`mail.from`), or where its mail is \
                  forwarded. Write `@` in the user name as `%40`. `imap://` demands STARTTLS; `imap+plain://` is for a \
                  server on this machine alone.",
    },
    parse: imap,
};

static PASSWORD: SecretKey = SecretKey {
    about: About {
        section: "reports",
        name: "password",
        form: Form::Secret,
        kind: "the password of the user in reports.imap",
        preset: Preset::Derived("none"),
        meaning: "Password of the user in `imap`.",
    },
};

static FOLDER: Key<String> = Key {
    about: About {
        section: "reports",
        name: "folder",
        form: Form::Text,
        kind: "the name of a folder",
        preset: Preset::Value("INBOX"),
        meaning: "The folder in which reports arrive. Other mail in it is left alone.",
    },
    parse: folder,
};

static DONE_FOLDER: Key<String> = Key {
    about: About {
        section: "reports",
        name: "done_folder",
        form: Form::Text,
        kind: "the name of a folder that is there, or nothing",
        preset: Preset::Derived("none: a report that was handled is marked as seen, and stays"),
        meaning: "Where a report is moved once it was handled.",
    },
    parse: folder,
};

static EVERY: Key<Duration> = Key {
    about: About {
        section: "reports",
        name: "every",
        form: Form::Text,
        kind: "a duration from 1s to 24h, such as 1m",
        preset: Preset::Value("1m"),
        meaning: "How often the mailbox is looked at. While it cannot be reached it is tried less and less often, every hour \
                  at the least.",
    },
    parse: |text| value::duration_between(text, (Duration::from_secs(1), Duration::from_hours(24))),
};

static TIMEOUT: Key<Duration> = Key {
    about: About {
        section: "reports",
        name: "timeout",
        form: Form::Text,
        kind: "a duration from 1s to 10m, such as 30s",
        preset: Preset::Value("30s"),
        meaning: "The longest that connecting, or one answer of the server, may take.",
    },
    parse: |text| value::duration_between(text, (Duration::from_secs(1), Duration::from_mins(10))),
};

pub(super) fn read(reader: &mut Reader) -> Result<Option<Reports>, Faulted> {
    let imap = reader.optional(&IMAP);
    let password = reader.secret(&PASSWORD);
    let folder = reader.value(&FOLDER);
    let done_folder = reader.optional(&DONE_FOLDER);
    let every = reader.value(&EVERY);
    let timeout = reader.value(&TIMEOUT);

    let Some(imap) = imap? else {
        let (..) = (password?, folder?, done_folder?, every?, timeout?);
        return Ok(None);
    };
    let Some(password) = password? else {
        return Err(reader.fault(&PASSWORD.about, "is missing: reports.imap names a user"));
    };
    let (folder, done_folder) = (folder?, done_folder?);
    if done_folder.as_ref() == Some(&folder) {
        return Err(reader.fault(&DONE_FOLDER.about, "must be another folder than reports.folder"));
    }
    Ok(Some(Reports { imap, password, folder, done_folder, every: every?, timeout: timeout? }))
}

/// IMAP carries a name between quotes; a line end in it would begin another command.
fn folder(text: &str) -> Result<String, String> {
    match text {
        "" => Err("a name is needed".to_owned()),
        text if text.chars().any(char::is_control) => Err("no control characters".to_owned()),
        text => Ok(text.to_owned()),
    }
}

/// Reasons never repeat the text: someone may have put the password in it.
fn imap(text: &str) -> Result<Imap, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    let (way, usual_port) = match url.scheme() {
        "imaps" => (Way::Tls, 993),
        "imap" => (Way::StartTls, 143),
        "imap+plain" => (Way::Plain, 143),
        _ => return Err("it must begin with imaps:// or imap://".to_owned()),
    };
    let (host, user) = value::server(&url, "reports.password")?;
    if user.is_empty() || user.chars().any(char::is_control) {
        return Err("the user name is missing".to_owned());
    }
    if way == Way::Plain && !is_this_machine(&host) {
        return Err("imap+plain:// is for a server on localhost, 127.0.0.1 or [::1] alone".to_owned());
    }
    Ok(Imap { host, port: url.port().unwrap_or(usual_port), user, way })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_is_a_url_with_the_usual_port() {
        for (text, host, port, way) in [
            ("imaps://post%40example.org@mail.example.org", "mail.example.org", 993, Way::Tls),
            ("imap://post%40example.org@mail.example.org", "mail.example.org", 143, Way::StartTls),
            ("imap+plain://post%40example.org@[::1]:1143", "::1", 1143, Way::Plain),
        ] {
            let found = imap(text).unwrap();
            assert_eq!((found.host.as_str(), found.port, found.way), (host, port, way));
            assert_eq!(found.user, "post@example.org");
        }
    }

    #[test]
    fn other_addresses_are_refused() {
        for bad in [
            "mail.example.org",
            "https://u@mail",
            "imaps://",
            "imaps://host",
            "imaps://u@host/INBOX",
            "imaps://u:p@host",
            "imaps://u%0D%0Ax@host",
            "imap+plain://u@mail.example.org",
        ] {
            assert!(imap(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_name_of_a_folder_is_one_line() {
        assert_eq!(folder("Reports/Delivery").unwrap(), "Reports/Delivery");
        for bad in ["", "a\r\nb", "a\0"] {
            assert!(folder(bad).is_err(), "{bad:?}");
        }
    }
}
