//! What every request brings along: which organisation, from where, with which browser.

use std::sync::Arc;

use domain::id::OrganisationId;
use domain::organisation::ModuleState;
use jiff::tz::TimeZone;

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
    /// Whom to call when nothing helps.
    pub helpdesk_telephone: Option<String>,
    /// Where help is found.
    pub support_url: Option<String>,
}

impl TryFrom<store::organisation::Organisation> for Organisation {
    type Error = Error;

    fn try_from(row: store::organisation::Organisation) -> Result<Self, Error> {
        let zone = TimeZone::get(&row.time_zone).map_err(|_| broken("the time zone of an organisation is unknown"))?;
        Ok(Self {
            id: row.id,
            name: row.name,
            host: row.host,
            zone,
            language: row.language,
            module: row.module,
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
}
