//! A half sign-in as each page of the second step needs it: loaded afresh, decided afresh.

use domain::id::OrganisationId;
use domain::policy::{Evidence, Grant, NextStep};
use domain::time::Timestamp;
use store::half_sign_in::HalfSignIn;

use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::known_browser::KnownBrowser;
use crate::open_session::{DeviceCookie, From, Opening, SignedIn};
use crate::person::Standing;
use crate::visit::Visit;

/// A half sign-in that counts now.
pub struct Half {
    pub(crate) org: OrganisationId,
    pub(crate) hash: [u8; 32],
    pub(crate) row: HalfSignIn,
    pub(crate) browser: KnownBrowser,
    pub(crate) evidence: Evidence,
    /// The person and what holds for them.
    pub standing: Standing,
    /// What must happen next.
    pub next: NextStep,
}

impl Half {
    /// Where the person goes afterwards.
    pub fn return_to(&self) -> Option<&str> {
        self.row.return_to.as_deref()
    }
}

/// Loads the half sign-in of a cookie. `None` where there is none, it is over, or the person may no longer sign in.
pub async fn load(ctx: &Ctx, visit: &Visit, token: &str, device: Option<&DeviceCookie>) -> Result<Option<Half>, Error> {
    load_at(ctx, visit, token, device, ctx.now()).await
}

/// Where somebody wanted to go whose half sign-in may be over: the way there begins anew. None where a platform waits.
pub async fn wanted(ctx: &Ctx, visit: &Visit, token: &str) -> Result<Option<String>, Error> {
    let Some(hash) = visit.hash(token) else { return Ok(None) };
    let row = store::half_sign_in::find(ctx.db(), visit.organisation.id, hash).await?;
    Ok(row.filter(|row| row.platform.is_none()).and_then(|row| row.return_to))
}

pub(crate) async fn load_at(
    ctx: &Ctx,
    visit: &Visit,
    token: &str,
    device: Option<&DeviceCookie>,
    now: Timestamp,
) -> Result<Option<Half>, Error> {
    let Some(hash) = visit.hash(token) else { return Ok(None) };
    if visit.platform.is_none() {
        return load_hash(ctx, visit, hash, device, now).await;
    }
    // A platform has the handle, which stays while the token changes.
    match store::half_sign_in::find_by_handle(ctx.db(), visit.organisation.id, hash).await? {
        Some((hash, row)) => of_row(ctx, visit, (hash, row), device, now).await,
        None => Ok(None),
    }
}

/// The same by the hash of the cookie.
pub(crate) async fn load_hash(
    ctx: &Ctx,
    visit: &Visit,
    hash: [u8; 32],
    device: Option<&DeviceCookie>,
    now: Timestamp,
) -> Result<Option<Half>, Error> {
    match store::half_sign_in::find(ctx.db(), visit.organisation.id, hash).await? {
        Some(row) => of_row(ctx, visit, (hash, row), device, now).await,
        None => Ok(None),
    }
}

async fn of_row(
    ctx: &Ctx,
    visit: &Visit,
    (hash, row): ([u8; 32], HalfSignIn),
    device: Option<&DeviceCookie>,
    now: Timestamp,
) -> Result<Option<Half>, Error> {
    let org = visit.organisation.id;
    if now >= row.expires_at {
        return Ok(None);
    }
    let Some(standing) = Standing::load_at(ctx, visit, row.user, now).await? else { return Ok(None) };
    let browser = match &row.platform {
        // Trust was given on the platform, and counts there whatever browser goes on with the sign-in here.
        Some(platform) => match platform.device {
            Some(device) => KnownBrowser::of_hash(ctx, org, (row.user, Some(platform.key)), device).await?,
            None => KnownBrowser::Unknown,
        },
        None => KnownBrowser::find(ctx, visit, row.user, device).await?,
    };
    let evidence = Evidence {
        proof: row.proof,
        device_passed_at: browser.device().map(|device| device.passed_at),
        put_off_now: row.platform.as_ref().is_some_and(|platform| platform.put_off),
        put_off_until: standing.facts.put_off_until,
    };
    let next = standing.decide(now, &evidence);
    if matches!(next, NextStep::Refuse(_)) {
        return Ok(None);
    }
    Ok(Some(Half { org, hash, row, browser, evidence, standing, next }))
}

impl Half {
    /// Who signs in.
    pub fn user(&self) -> domain::id::UserId {
        self.row.user
    }

    /// From when this half is worth nothing.
    pub fn expires_at(&self) -> Timestamp {
        self.row.expires_at
    }

    /// How the session that this half becomes is opened: where it began, and nowhere else.
    pub(crate) fn opening(
        &self,
        ctx: &Ctx,
        visit: &Visit,
        now: Timestamp,
        (grant, remember_until): (Grant, Option<Timestamp>),
    ) -> Result<(Opening, SignedIn), Error> {
        if self.row.platform.as_ref().map(|platform| platform.key) != visit.platform_key() {
            return Err(broken("a sign-in that began elsewhere cannot end here"));
        }
        let from = From {
            user: self.row.user,
            grant,
            password_at: self.row.started_at,
            half: Some(self.hash),
            return_to: self.row.return_to.clone(),
            browser: &self.browser,
            remember_until,
        };
        Ok(Opening::new(ctx, visit, now, from))
    }
}
