//! Whether the browser that asks was trusted before, by the cookie of a remembered device.

use domain::id::{ApiKeyId, OrganisationId, TrustedDeviceId, UserId};
use domain::throttle::Origin;
use store::trusted_device::{Presented, TrustedDevice};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::open_session::DeviceCookie;
use crate::visit::Visit;

/// What the cookie turned out to be, for one person.
#[derive(Clone, Debug)]
pub(crate) enum KnownBrowser {
    /// No cookie, or not this person's.
    Unknown,
    /// A browser in which this person passed a second factor; with the hash of its token.
    Known(TrustedDevice, [u8; 32]),
    /// A token that was used before: someone has a copy, so the row must go.
    Copied(TrustedDeviceId),
}

impl KnownBrowser {
    pub(crate) async fn find(
        ctx: &Ctx,
        visit: &Visit,
        user: UserId,
        cookie: Option<&DeviceCookie>,
    ) -> Result<Self, Error> {
        let Some(cookie) = cookie else { return Ok(Self::Unknown) };
        let Some(hash) = visit.hash(&cookie.token) else { return Ok(Self::Unknown) };
        Self::of_hash(ctx, visit.organisation.id, (user, visit.platform_key()), (cookie.id, hash)).await
    }

    /// The same by the hash of the token.
    pub(crate) async fn of_hash(
        ctx: &Ctx,
        org: OrganisationId,
        of: (UserId, Option<ApiKeyId>),
        (id, hash): (TrustedDeviceId, [u8; 32]),
    ) -> Result<Self, Error> {
        Ok(match store::trusted_device::find(ctx.db(), org, of, (id, hash)).await? {
            None => Self::Unknown,
            Some(Presented::Current(device)) => Self::Known(device, hash),
            Some(Presented::Spent(_)) => Self::Copied(id),
        })
    }

    pub(crate) fn origin(&self) -> Origin {
        match self {
            Self::Known(..) => Origin::KnownDevice,
            Self::Unknown | Self::Copied(_) => Origin::UnknownDevice,
        }
    }

    pub(crate) fn device(&self) -> Option<&TrustedDevice> {
        match self {
            Self::Known(device, _) => Some(device),
            Self::Unknown | Self::Copied(_) => None,
        }
    }
}
