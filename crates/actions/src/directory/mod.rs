//! Directories that people are fetched from by LDAP. [`port`] is what is asked of whoever speaks the protocol, [`sync`] lets people come,
//! change and go, [`worker`] does that when it is time, [`password`] hands a directory a password that was typed.

pub(crate) mod entries;
pub(crate) mod group;
pub mod password;
pub mod port;
pub mod report;
pub mod sync;
mod transaction;
pub mod worker;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use domain::directory::{Directory, Shape};
use domain::id::PeopleSourceId;
use domain::time::{Lifetime, Timestamp};
use secrecy::SecretString;
use tokio::sync::Semaphore;
use verifier::Place;

use crate::ctx::Ctx;
use crate::error::{Error, broken};
use port::{Directories, Door};

/// So many passwords are with directories at once.
const AT_ONCE: usize = 16;

/// A directory that did not answer is not asked for a password again for this long.
const AWAY: Lifetime = Lifetime::seconds(10);

/// What the program has of directories while it runs.
pub(crate) struct Reach {
    speaks: OnceLock<Arc<dyn Directories>>,
    passwords: Semaphore,
    away: Mutex<HashMap<PeopleSourceId, Timestamp>>,
}

impl Default for Reach {
    fn default() -> Self {
        Self { speaks: OnceLock::new(), passwords: Semaphore::new(AT_ONCE), away: Mutex::default() }
    }
}

impl Reach {
    fn is_away(&self, source: PeopleSourceId, now: Timestamp) -> bool {
        let away = self.away.lock().unwrap_or_else(PoisonError::into_inner);
        away.get(&source).is_some_and(|until| now < *until)
    }

    fn went_away(&self, source: PeopleSourceId, now: Timestamp) {
        let mut away = self.away.lock().unwrap_or_else(PoisonError::into_inner);
        away.retain(|_, until| now < *until);
        away.insert(source, now.plus(AWAY));
    }
}

impl Ctx {
    /// Lets the actions ask directories, from now on and once for all.
    pub fn ask_directories_through(&self, speaks: Arc<dyn Directories>) {
        if self.reach().speaks.set(speaks).is_err() {
            tracing::warn!("there is somebody already who speaks LDAP");
        }
    }

    /// Whoever speaks LDAP.
    pub(crate) fn directories(&self) -> Result<Arc<dyn Directories>, Error> {
        self.reach().speaks.get().cloned().ok_or_else(|| broken("nobody here speaks LDAP"))
    }
}

/// Where the password of a directory is sealed to.
pub(crate) fn password_place(id: &[u8]) -> Place<'_> {
    let (table, column) = store::directory::PLACE;
    Place { table, column, row: id }
}

/// What is asked of a directory, as it is kept.
pub(crate) fn settings_of(known: &store::directory::Directory) -> Result<Directory, Error> {
    serde_json::from_str(&known.settings).map_err(|error| Error::Broken(error.to_string()))
}

/// Where a directory is, and as whom it is asked.
pub(crate) fn door(ctx: &Ctx, known: &store::directory::Directory, settings: &Directory) -> Result<Door, Error> {
    let opened = ctx.verifier().open(password_place(&known.source.bytes()), &known.sealed_password)?;
    let password = std::str::from_utf8(&opened).map_err(|_| broken("the password of a directory is no text"))?;
    Ok(door_with(ctx, settings, SecretString::from(password)))
}

/// The same with a password at hand.
pub(crate) fn door_with(ctx: &Ctx, settings: &Directory, password: SecretString) -> Door {
    Door {
        urls: settings.urls.clone(),
        start_tls: settings.start_tls,
        ca: settings.ca.clone(),
        near: crate::hooks::near(ctx),
        // Where the base is that of a domain, Active Directory refers to places where no people are.
        one_domain: settings.shape() == Shape::ActiveDirectory,
        bind_dn: settings.bind_dn.clone(),
        password,
    }
}
