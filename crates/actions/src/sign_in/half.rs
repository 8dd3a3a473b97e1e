//! A half sign-in as each page of the second step needs it: loaded afresh, decided afresh.

use domain::id::OrganisationId;
use domain::policy::{Evidence, Grant, NextStep};
use domain::time::Timestamp;
use store::half_sign_in::HalfSignIn;

use crate::ctx::Ctx;
use crate::error::Error;
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

/// Loads the half sign-in of a cookie. `None` where there is none, it is over, or the person may no longer sign in.
pub async fn load(ctx: &Ctx, visit: &Visit, token: &str, device: Option<&DeviceCookie>) -> Result<Option<Half>, Error> {
    load_at(ctx, visit, token, device, ctx.now()).await
}

pub(crate) async fn load_at(
    ctx: &Ctx,
    visit: &Visit,
    token: &str,
    device: Option<&DeviceCookie>,
    now: Timestamp,
) -> Result<Option<Half>, Error> {
    match verifier::token::hash(token) {
        Some(hash) => load_hash(ctx, visit, hash, device, now).await,
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
    let org = visit.organisation.id;
    let Some(row) = store::half_sign_in::find(ctx.db(), org, hash).await? else { return Ok(None) };
    if now >= row.expires_at {
        return Ok(None);
    }
    let Some(standing) = Standing::load(ctx, &visit.organisation, row.user, now).await? else { return Ok(None) };
    let browser = KnownBrowser::find(ctx, org, row.user, device).await?;
    let evidence = Evidence {
        proof: row.proof,
        device_passed_at: browser.device().map(|device| device.passed_at),
        put_off_now: false,
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

    /// How the session that this half becomes is opened.
    pub(crate) fn opening(
        &self,
        ctx: &Ctx,
        visit: &Visit,
        now: Timestamp,
        (grant, remember_until): (Grant, Option<Timestamp>),
    ) -> (Opening, SignedIn) {
        let from = From {
            user: self.row.user,
            grant,
            password_at: self.row.started_at,
            half: Some(self.hash),
            return_to: self.row.return_to.clone(),
            browser: &self.browser,
            remember_until,
        };
        Opening::new(ctx, visit, now, from)
    }
}
