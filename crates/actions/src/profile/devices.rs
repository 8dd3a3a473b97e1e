//! Remembered browsers: listed, forgotten, and made where a second factor is passed inside a session.

use domain::audit::{Actor, AuditEvent};
use domain::id::TrustedDeviceId;
use domain::time::Timestamp;
use store::Tx;
use store::trusted_device::TrustedDevice;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::known_browser::KnownBrowser;
use crate::module::Names;
use crate::open_session::DeviceCookie;
use crate::profile::{Changed, open};
use crate::record::Scribe;
use crate::visit::Visit;

/// A remembered browser and until when no code is asked in it; `None` where the policy of now asks at once.
#[derive(Debug)]
pub struct Listed {
    /// The browser.
    pub device: TrustedDevice,
    /// Until when.
    pub trusted_until: Option<Timestamp>,
    /// The name of the platform that remembers it; none on our own pages.
    pub platform: Option<String>,
}

/// The remembered browsers of the person of this session.
pub async fn list(ctx: &Ctx, visit: &Visit, token: &str) -> Result<Option<Vec<Listed>>, Error> {
    let now = ctx.now();
    let Some(person) = open(ctx, visit, token, now).await? else { return Ok(None) };
    let rows = store::trusted_device::of_user(ctx.db(), visit.organisation.id, person.session.user).await?;
    let names = Names::load(ctx, &visit.organisation).await?;
    let listed = rows.into_iter().map(|device| {
        let until = domain::trusted_device::trusted_until(device.passed_at, &person.standing.policy);
        let platform = names.of(device.platform).map(str::to_owned);
        Listed { device, trusted_until: until.filter(|until| now < *until), platform }
    });
    Ok(Some(listed.collect()))
}

/// Forgets one browser, or all of them with `None`. Taking trust away needs no fresh proof.
pub async fn forget(ctx: &Ctx, visit: &Visit, token: &str, id: Option<TrustedDeviceId>) -> Result<Changed<u64>, Error> {
    let now = ctx.now();
    let Some(person) = open(ctx, visit, token, now).await? else { return Ok(Changed::NotOpen) };
    let user = person.session.user;
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::User(user));
    let count = ctx
        .write((scribe, user, id), |tx, (scribe, user, id)| {
            Box::pin(async move {
                let org = scribe.organisation.id;
                let count = match id {
                    Some(id) => u64::from(store::trusted_device::forget(tx, org, *user, *id).await?),
                    None => store::trusted_device::forget_of_user(tx, org, *user).await?,
                };
                if count > 0 {
                    scribe.note(tx, Some(*user), AuditEvent::DevicesForgotten { count })?;
                }
                Ok(count)
            })
        })
        .await?;
    Ok(if count == 0 && id.is_some() { Changed::NotFound } else { Changed::Done(count) })
}

/// A browser that is about to be remembered.
#[derive(Clone)]
pub(crate) struct NewDevice {
    device: TrustedDevice,
    user: domain::id::UserId,
    token: [u8; 32],
    replaces: Option<TrustedDeviceId>,
    pub(crate) cookie: DeviceCookie,
    pub(crate) until: Timestamp,
}

pub(crate) fn new_device(
    ctx: &Ctx,
    visit: &Visit,
    user: domain::id::UserId,
    browser: &KnownBrowser,
    (now, until): (Timestamp, Timestamp),
) -> NewDevice {
    let token = ctx.verifier().new_token();
    let id = TrustedDeviceId::from_bytes(ctx.new_id(now));
    NewDevice {
        device: TrustedDevice {
            id,
            passed_at: now,
            last_used_at: now,
            browser: visit.browser.clone(),
            source: visit.source.clone(),
            platform: visit.platform_key(),
        },
        user,
        token: visit.bound(token.hash()),
        replaces: browser.device().map(|device| device.id),
        cookie: DeviceCookie { id, token: token.text().to_string() },
        until,
    }
}

impl NewDevice {
    pub(crate) async fn write(&self, tx: &mut Tx, scribe: &Scribe) -> Result<(), Error> {
        let org = scribe.organisation.id;
        if let Some(old) = self.replaces {
            store::trusted_device::forget(tx, org, self.user, old).await?;
        }
        store::trusted_device::insert(tx, org, self.user, self.token, &self.device).await?;
        scribe.note(tx, Some(self.user), AuditEvent::DeviceTrusted)
    }
}
