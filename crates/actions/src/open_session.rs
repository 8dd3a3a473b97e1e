//! How a sign-in becomes a session: the only place that makes one. Everything is fixed before the transaction and
//! written in it, together with the end of the half sign-in, so that one half becomes one session.

use domain::audit::{Actor, AuditEvent};
use domain::id::{SessionId, TrustedDeviceId, UserId};
use domain::policy::{Grant, SessionFacts};
use domain::time::Timestamp;
use store::Tx;
use store::session::Session;
use store::trusted_device::{Rotation, TrustedDevice};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::known_browser::KnownBrowser;
use crate::record::Scribe;
use crate::visit::Visit;

/// The cookie of a remembered browser: the row's identity and the token of now.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceCookie {
    /// The row.
    pub id: TrustedDeviceId,
    /// The token, as text.
    pub token: String,
}

impl std::fmt::Debug for DeviceCookie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeviceCookie").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A sign-in that succeeded: what the browser gets.
#[derive(Debug)]
pub struct SignedIn {
    /// The session's token; nothing keeps it but the browser.
    pub token: String,
    /// When the session ends at the latest.
    pub expires_at: Timestamp,
    /// Whether the cookie outlives the browser.
    pub persistent: bool,
    /// The cookie of a remembered browser, new or changed, and when trust ends.
    pub device: Option<(DeviceCookie, Timestamp)>,
    /// Where the person wanted to go.
    pub return_to: Option<String>,
}

/// What happens to the remembered browser.
#[derive(Clone)]
enum DeviceChange {
    Keep,
    Rotate(Rotation),
    Remember { replaces: Option<TrustedDeviceId>, device: TrustedDevice, token: [u8; 32] },
}

/// A session about to be written.
#[derive(Clone)]
pub(crate) struct Opening {
    scribe: Scribe,
    half: Option<[u8; 32]>,
    token: [u8; 32],
    session: Session,
    device: DeviceChange,
    /// The name of the device that asks by RADIUS; none where a session is opened.
    entered: Option<String>,
}

/// Whether the person wants this browser remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remember {
    /// Yes, where the policy has an ask period.
    Yes,
    /// No.
    No,
}

/// What a session is opened from.
pub(crate) struct From<'a> {
    pub(crate) user: UserId,
    pub(crate) grant: Grant,
    pub(crate) password_at: Timestamp,
    pub(crate) half: Option<[u8; 32]>,
    pub(crate) return_to: Option<String>,
    pub(crate) browser: &'a KnownBrowser,
    /// Until when this browser will be trusted, where it will be.
    pub(crate) remember_until: Option<Timestamp>,
}

impl Opening {
    /// Fixes everything about a session that is granted now.
    pub(crate) fn new(ctx: &Ctx, visit: &Visit, now: Timestamp, from: From<'_>) -> (Self, SignedIn) {
        let token = ctx.verifier().new_token();
        let grant = from.grant;
        let session = Session {
            id: SessionId::from_bytes(ctx.new_id(now)),
            user: from.user,
            facts: SessionFacts {
                started_at: now,
                terms: grant.terms,
                last_seen_at: now,
                proof: grant.proof,
                factor_at: grant.factor_at,
            },
            password_at: from.password_at,
            browser: visit.browser.clone(),
            source: visit.source.clone(),
            platform: visit.platform_key(),
        };
        let (device, cookie) = Self::device(ctx, visit, now, &from);
        let signed_in = SignedIn {
            token: token.text().to_string(),
            expires_at: grant.terms.expires_at,
            persistent: grant.terms.persistent,
            device: cookie,
            return_to: from.return_to,
        };
        let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(from.user));
        let entered = visit.device.as_ref().map(|device| device.client.name.clone());
        (Self { scribe, half: from.half, token: visit.bound(token.hash()), session, device, entered }, signed_in)
    }

    fn device(
        ctx: &Ctx,
        visit: &Visit,
        now: Timestamp,
        from: &From<'_>,
    ) -> (DeviceChange, Option<(DeviceCookie, Timestamp)>) {
        let token = ctx.verifier().new_token();
        let cookie = |id| DeviceCookie { id, token: token.text().to_string() };
        if let Some(until) = from.remember_until.filter(|_| from.grant.proof.is_some()) {
            let id = TrustedDeviceId::from_bytes(ctx.new_id(now));
            let device = TrustedDevice {
                id,
                passed_at: now,
                last_used_at: now,
                browser: visit.browser.clone(),
                source: visit.source.clone(),
                platform: visit.platform_key(),
            };
            let replaces = from.browser.device().map(|device| device.id);
            return (
                DeviceChange::Remember { replaces, device, token: visit.bound(token.hash()) },
                Some((cookie(id), until)),
            );
        }
        match (from.browser, from.grant.proof, from.grant.factor_at) {
            (KnownBrowser::Known(device, old), None, Some(_)) => {
                let rotation = Rotation { id: device.id, old: *old, new: visit.bound(token.hash()) };
                let until = device.passed_at.plus(domain::trusted_device::LONGEST_TRUST);
                (DeviceChange::Rotate(rotation), Some((cookie(device.id), until)))
            }
            _ => (DeviceChange::Keep, None),
        }
    }

    /// The half sign-in that it ends.
    pub(crate) fn half_hash(&self) -> Option<[u8; 32]> {
        self.half
    }

    /// Writes the session and ends the half sign-in. `Conflict` where the half is gone, or the remembered browser was
    /// used elsewhere at the same moment.
    pub(crate) async fn write(&self, tx: &mut Tx) -> Result<(), Error> {
        let (org, user, now) = (self.scribe.organisation.id, self.session.user, self.scribe.now);
        if let Some(half) = self.half
            && !store::half_sign_in::spend(tx, org, half, user).await?
        {
            return Err(Error::Conflict);
        }
        store::user::signed_in(tx, org, user, now).await?;
        if let Some(device) = &self.entered {
            // The device keeps a session of its own: nobody could show one of ours.
            let factor = self.session.facts.proof.map(|proof| proof.kind.word().to_owned());
            let event = AuditEvent::RadiusAccepted { device: device.clone(), factor };
            return self.scribe.note(tx, Some(user), event);
        }
        store::session::insert(tx, org, self.token, &self.session).await?;
        let mut by_trusted_device = false;
        match &self.device {
            DeviceChange::Keep => {}
            DeviceChange::Rotate(rotation) => {
                by_trusted_device = true;
                if !store::trusted_device::rotate(tx, org, user, *rotation, now).await? {
                    return Err(Error::Conflict);
                }
            }
            DeviceChange::Remember { replaces, device, token } => {
                if let Some(old) = replaces {
                    store::trusted_device::forget(tx, org, user, *old).await?;
                }
                store::trusted_device::insert(tx, org, user, *token, device).await?;
                self.scribe.note(tx, Some(user), AuditEvent::DeviceTrusted)?;
            }
        }
        self.scribe.note(tx, Some(user), AuditEvent::SignedIn { by_trusted_device })
    }
}
