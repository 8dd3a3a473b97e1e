//! Settings: text from file, environment and flags becomes typed [`Settings`], with all faults reported together.
//! One file per section holds its keys and its rules; `definition` says what a key is, `raw` gathers, `reader` reads.

mod database;
mod definition;
mod fault;
mod keys;
mod log;
mod mail;
mod operator;
mod organisation;
mod password;
mod radius;
mod raw;
mod reader;
mod reference;
mod reports;
mod server;
mod sign_in;
#[cfg(test)]
mod tests;
mod value;

use std::path::{Path, PathBuf};

pub use database::Database;
pub use fault::{Fault, Faults};
pub use keys::Keys;
pub use log::{Format, Level, Log};
pub use mail::{Account, Mail, Smtp, Tls};
pub use operator::Operator;
pub use organisation::{Language, Organisation};
pub use password::Password;
pub use radius::Radius;
pub use raw::Overrides;
pub use reference::reference;
pub use reports::{Imap, Reports, Way};
pub use server::{PublicAddress, Server};
pub use sign_in::{ReturnTo, SignIn};
pub use value::duration;

use reader::{Faulted, Reader};

/// Everything that is decided before the start. What an administrator changes while it runs lives in the database.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How the server is reached and stops.
    pub server: Server,
    /// Where the facts are kept.
    pub database: Database,
    /// How mail leaves; `None` when no mail server is set.
    pub mail: Option<Mail>,
    /// Where reports of delivery are read; `None` when no mailbox is set.
    pub reports: Option<Reports>,
    /// Defaults for the first organisation.
    pub organisation: Organisation,
    /// Who runs a platform with several organisations.
    pub operator: Operator,
    /// Limits of signing in.
    pub sign_in: SignIn,
    /// Where devices may ask by RADIUS.
    pub radius: Radius,
    /// Shortest passwords.
    pub password: Password,
    /// Where the sealing key comes from.
    pub keys: Keys,
    /// What goes to standard error.
    pub log: Log,
}

impl Settings {
    /// Reads the settings. Flags win over the environment, which wins over the file.
    ///
    /// `environment` is the whole environment (see [`environment`]); of it only `TWEESTAP_…` and
    /// `CREDENTIALS_DIRECTORY` are looked at.
    pub fn load(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
        overrides: Overrides,
    ) -> Result<Self, Faults> {
        let mut credentials = None;
        let mut filter = None;
        let mut ours = Vec::new();
        for (name, value) in environment {
            match name.as_str() {
                "CREDENTIALS_DIRECTORY" if !value.is_empty() => credentials = Some(PathBuf::from(value)),
                log::FILTER_VARIABLE if !value.is_empty() => filter = Some(value),
                _ => ours.push((name, value)),
            }
        }
        let mut faults = Vec::new();
        let raw = raw::gather(file, ours.into_iter(), overrides, &mut faults);
        let mut reader = Reader::new(raw, credentials, faults);
        let settings = Self::read(&mut reader, filter);
        let faults = reader.into_faults();
        match settings {
            Ok(settings) if faults.is_empty() => Ok(settings),
            _ => Err(Faults(faults)),
        }
    }

    /// Reads every section before giving up on any, so that all faults are told at once.
    fn read(reader: &mut Reader, filter: Option<String>) -> Result<Self, Faulted> {
        let server = server::read(reader);
        let (data, address) = match &server {
            Ok(server) => (Ok(server.data.as_path()), Ok(server.configured_address.as_ref())),
            Err(faulted) => (Err(*faulted), Err(*faulted)),
        };
        let database = database::read(reader, data);
        let mail = mail::read(reader, address);
        let reports = reports::read(reader);
        let organisation = organisation::read(reader);
        let operator = operator::read(reader);
        let sign_in = sign_in::read(reader, address);
        let radius = radius::read(reader);
        let password = password::read(reader);
        let keys = keys::read(reader, data);
        let log = log::read(reader, filter);
        Ok(Self {
            server: server?,
            database: database?,
            mail: mail?,
            reports: reports?,
            organisation: organisation?,
            operator: operator?,
            sign_in: sign_in?,
            radius: radius?,
            password: password?,
            keys: keys?,
            log: log?,
        })
    }
}

/// The environment of this process. What is not UTF-8 holds U+FFFD, which [`Settings::load`] refuses.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
}
