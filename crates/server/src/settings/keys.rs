//! `[keys]`: where the sealing key lies: a file, a systemd credential, or the environment. Its form is not known here.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::definition::{About, Form, Key, Preset, SecretKey};
use super::reader::{Faulted, Reader};
use super::server;

/// Where the sealing key comes from.
#[derive(Debug, Clone)]
pub enum Keys {
    /// A file; made at the first start when it does not exist.
    File(PathBuf),
    /// The text of the key, from a credential or the environment. Nothing is ever written for it.
    Text(SecretString),
}

pub(super) static KEYS: &[&About] = &[&FILE.about, &CREDENTIAL.about, &VALUE.about];

static FILE: Key<PathBuf> = Key {
    about: About {
        section: "keys",
        name: "file",
        form: Form::Text,
        kind: "a file",
        preset: Preset::Derived("the file `keys` in `server.data`"),
        meaning: "File with the key; made at the first start, readable by its owner alone.",
    },
    parse: server::path,
};

static CREDENTIAL: Key<String> = Key {
    about: About {
        section: "keys",
        name: "credential",
        form: Form::Text,
        kind: "the name of a systemd credential, such as tweestap-keys",
        preset: Preset::Derived("none"),
        meaning: "Name of the systemd credential (`LoadCredential=`) that holds the key.",
    },
    parse: credential_name,
};

static VALUE: SecretKey = SecretKey {
    about: About {
        section: "keys",
        name: "value",
        form: Form::SecretVariable,
        kind: "the key itself",
        preset: Preset::Derived("none"),
        meaning: "The key itself; in the environment only.",
    },
};

pub(super) fn read(reader: &mut Reader, data: Result<&Path, Faulted>) -> Result<Keys, Faulted> {
    let file = reader.optional(&FILE);
    let name = reader.optional(&CREDENTIAL);
    let value = reader.secret(&VALUE);
    let (file, name, value) = (file?, name?, value?);
    if let Some(value) = value {
        return Ok(Keys::Text(value));
    }
    if let Some(name) = name {
        return match reader.credential(&CREDENTIAL.about, &name)? {
            Some(value) => Ok(Keys::Text(value)),
            // Falling back to a file would seal with another key than the one that was meant.
            None => Err(reader
                .fault(&CREDENTIAL.about, "names a credential that systemd did not hand over; see LoadCredential=")),
        };
    }
    if reader.is_given(&VALUE.about) {
        return Err(reader.fault(&VALUE.about, "is empty, expected the key itself"));
    }
    match file {
        Some(file) => Ok(Keys::File(file)),
        None => Ok(Keys::File(data?.join("keys"))),
    }
}

fn credential_name(text: &str) -> Result<String, String> {
    let usual = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if text.chars().all(usual) && !text.starts_with('.') && text.len() <= 255 {
        Ok(text.to_owned())
    } else {
        Err("letters, digits, . _ and - only".to_owned())
    }
}
