//! What every request brings along: which organisation, from where, with which browser.

use std::sync::Arc;

use domain::id::{ApiKeyId, OrganisationId};
use domain::organisation::ModuleState;
use domain::password::PasswordRule;
use domain::radius::RadiusClient;
use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

use crate::error::{Error, broken};

/// An organisation, ready for use.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// Identity.
    pub id: OrganisationId,
    /// The name that leads every page.
    pub name: String,
    /// Host name that its requests arrive under.
    pub host: String,
    /// Where its deadlines fall.
    pub zone: TimeZone,
    /// Language of whoever states none.
    pub language: String,
    /// State of its two-step module.
    pub module: ModuleState,
    /// Closed: nobody signs in.
    pub closed: bool,
    /// What it asks of new passwords.
    pub password: PasswordRule,
    /// The version of that, for whoever changes it; 0 while the settings say it.
    pub password_version: i64,
    /// An exemption lasts at most so many days.
    pub exemption_days: u32,
    /// The version of that, for whoever changes it; 0 while nobody said it.
    pub exemption_version: i64,
    /// Whom to call when nothing helps.
    pub helpdesk_telephone: Option<String>,
    /// Where help is found.
    pub support_url: Option<String>,
}

impl Organisation {
    pub(crate) fn new(
        row: store::organisation::Organisation,
        (password, password_version): (PasswordRule, i64),
        (exemption_days, exemption_version): (u32, i64),
    ) -> Result<Self, Error> {
        let zone = TimeZone::get(&row.time_zone).map_err(|_| broken("the time zone of an organisation is unknown"))?;
        Ok(Self {
            id: row.id,
            name: row.name,
            host: row.host,
            zone,
            language: row.language,
            module: row.module,
            closed: row.closed,
            password,
            password_version,
            exemption_days,
            exemption_version,
            helpdesk_telephone: row.helpdesk_telephone,
            support_url: row.support_url,
        })
    }
}

/// A request.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The organisation that it belongs to.
    pub organisation: Arc<Organisation>,
    /// The address that it came from, as the trusted proxies tell it.
    pub source: String,
    /// Browser and system in words, such as `Firefox, Windows`.
    pub browser: String,
    /// The key of the platform that asks for somebody; none where a browser asks for itself. Every token is worth something
    /// only where it was given: a session of a platform is none on our own pages, nor on another platform.
    pub platform: Option<OnPlatform>,
    /// The device, such as a VPN, that asks by RADIUS for somebody; it keeps its own session, and has no pages.
    pub device: Option<OnDevice>,
}

/// A device that asks for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnDevice {
    /// It.
    pub client: Arc<RadiusClient>,
    /// Where it says that the person is (Calling-Station-Id); nothing where it does not say.
    pub station: Option<String>,
}

/// A platform that asks for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnPlatform {
    /// Its key.
    pub key: ApiKeyId,
    /// Its name, for the audit log.
    pub name: Arc<str>,
}

impl Visit {
    /// The key of the platform that asks, where one does.
    pub(crate) fn platform_key(&self) -> Option<ApiKeyId> {
        self.platform.as_ref().map(|platform| platform.key)
    }

    /// Where the request came from, for the audit log and for mails: what a platform says of a browser stands as its word.
    pub(crate) fn told_source(&self) -> String {
        match (&self.platform, &self.device) {
            (None, None) => self.source.clone(),
            (Some(platform), _) => format!("{} ({})", self.source, platform.name),
            (None, Some(device)) => format!("{} ({})", self.source, device.client.name),
        }
    }

    /// The hash under which a token that is given to this request is kept.
    pub(crate) fn bound(&self, hash: [u8; 32]) -> [u8; 32] {
        let bound = |kind: &[u8], id: [u8; 16]| {
            Sha256::new().chain_update(kind).chain_update(id).chain_update(hash).finalize().into()
        };
        match (self.platform_key(), &self.device) {
            (None, None) => hash,
            (Some(key), _) => bound(b"platform", key.bytes()),
            (None, Some(device)) => bound(b"radius", device.client.id.bytes()),
        }
    }

    /// The hash under which a token that this request shows is kept; nothing for what cannot be one.
    pub(crate) fn hash(&self, token: &str) -> Option<[u8; 32]> {
        verifier::token::hash(token).map(|hash| self.bound(hash))
    }
}
