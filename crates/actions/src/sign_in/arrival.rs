//! Somebody whose first factor was right arrives: granted at once, or a half sign-in begins. The same for a password that was
//! checked here and for one that a platform checked.

use domain::assurance::{NO_PASSWORD, Proof};
use domain::audit::{Actor, AuditEvent};
use domain::id::{ApiKeyId, TrustedDeviceId, UserId};
use domain::policy::{Evidence, Grant, NextStep};
use domain::radius::CHALLENGE_LIVES;
use domain::session::HALF_SIGN_IN;
use domain::time::Timestamp;
use domain::trusted_device::{LONGEST_TRUST, is_trusted};
use store::half_sign_in::{HalfSignIn, OfPlatform};
use store::trusted_device;
use store::trusted_device::TrustedDevice;
use store::watched::Compared;

use crate::ctx::{Ctx, Work};
use crate::error::Error;
use crate::known_browser::KnownBrowser;
use crate::open_session::{From, Opening};
use crate::person::Standing;
use crate::record::Scribe;
use crate::sign_in::Step;
use crate::visit::{Organisation, Visit};
use crate::watching;

/// A right first factor of someone who may sign in.
pub(crate) struct Arrival {
    now: Timestamp,
    user: UserId,
    browser: KnownBrowser,
    evidence: Evidence,
    /// The remembered browser, where its time is over.
    outlived: Option<TrustedDeviceId>,
    /// What policies that only watch would have made of it.
    compared: Option<Compared>,
    return_to: Option<String>,
    /// The remembered browser that a platform showed, and the ticket for a browser that goes on here.
    shown: Option<(TrustedDeviceId, [u8; 32])>,
    ticket: Option<[u8; 32]>,
}

/// What every arrival writes.
#[derive(Clone)]
struct Arrived {
    scribe: Scribe,
    user: UserId,
    platform: Option<ApiKeyId>,
    copied: Option<TrustedDeviceId>,
    outlived: Option<TrustedDeviceId>,
    compared: Option<Compared>,
}

impl Arrived {
    async fn write(&self, tx: &mut store::Tx) -> Result<(), Error> {
        let org = self.scribe.organisation.id;
        if let Some(copied) = self.copied {
            // Someone has a copy of this browser's trust: it goes, and whoever is signed in goes with it. What a platform says
            // ends nothing beside what is its own.
            trusted_device::forget(tx, org, self.user, copied).await?;
            let count = match self.platform {
                None => store::session::end_of_user(tx, org, self.user).await?,
                Some(key) => store::session::end_on_platform(tx, org, self.user, key).await?,
            };
            store::organisation::bump_generation(tx, org).await?;
            self.scribe.note(tx, Some(self.user), AuditEvent::SessionsEnded { count })?;
            self.scribe.note(tx, Some(self.user), AuditEvent::DevicesForgotten { count: 1 })?;
        }
        if let Some(device) = self.outlived {
            let long_ago = self.scribe.now.minus(LONGEST_TRUST);
            if trusted_device::distrust(tx, org, self.user, device, long_ago).await? {
                self.scribe.note(tx, Some(self.user), AuditEvent::DevicesForgotten { count: 1 })?;
            }
        }
        match &self.compared {
            Some(compared) => Ok(store::watched::record(tx, org, compared).await?),
            None => Ok(()),
        }
    }
}

impl Arrival {
    /// Decides about somebody who shows this browser. What the policy of now no longer trusts does not come back when a laxer
    /// one holds again.
    pub(crate) fn new(
        (now, user): (Timestamp, UserId),
        browser: KnownBrowser,
        standing: &Standing,
        return_to: Option<String>,
    ) -> (Self, NextStep) {
        let evidence = Evidence {
            device_passed_at: browser.device().map(|device| device.passed_at),
            put_off_until: standing.facts.put_off_until,
            ..Evidence::default()
        };
        let trusts = |device: &TrustedDevice| is_trusted(now, device.passed_at, &standing.policy);
        let outlived = browser.device().filter(|device| !trusts(device)).map(|device| device.id);
        let next = standing.decide(now, &evidence);
        let (shown, ticket) = (None, None);
        (Self { now, user, browser, evidence, outlived, compared: None, return_to, shown, ticket }, next)
    }

    /// On a platform: the browser that it showed, and the ticket for one that goes on here.
    pub(crate) fn on_platform(self, shown: Option<(TrustedDeviceId, [u8; 32])>, ticket: Option<[u8; 32]>) -> Self {
        Self { shown, ticket, ..self }
    }

    /// Of somebody who needed no password: what proved it decides too.
    pub(crate) fn by_passkey(self, standing: &Standing, proof: Proof) -> (Self, NextStep) {
        let evidence = Evidence { proof: Some(proof), ..self.evidence };
        let next = standing.decide(self.now, &evidence);
        (Self { evidence, ..self }, next)
    }

    /// When the password was right; never, where none was asked.
    fn password_at(&self) -> Timestamp {
        if self.evidence.proof.is_some() { NO_PASSWORD } else { self.now }
    }

    /// What decided.
    pub(crate) fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// With what policies that only watch would have made of it.
    pub(crate) async fn watched(
        self,
        ctx: &Ctx,
        organisation: &Organisation,
        standing: &Standing,
    ) -> Result<Self, Error> {
        let compared = watching::compare(ctx, organisation, standing, (self.now, &self.evidence)).await?;
        Ok(Self { compared, ..self })
    }

    /// Signs in, or begins a half sign-in, as was decided; nothing for whoever is refused. `write` is done in the same
    /// transaction.
    pub(crate) async fn go_on<R, F>(
        self,
        ctx: &Ctx,
        visit: &Visit,
        next: NextStep,
        also: (R, F),
    ) -> Result<Option<Step>, Error>
    where
        R: Clone + Send + Sync + 'static,
        F: for<'t> Fn(&'t mut store::Tx, &'t R, &'t Scribe) -> Work<'t, ()> + Send + Sync + 'static,
    {
        let step = match next {
            NextStep::Refuse(_) => return Ok(None),
            NextStep::Grant(grant) => self.grant(ctx, visit, grant, also).await?,
            NextStep::Prove(_) => self.begin_half(ctx, visit, Step::Prove, also).await?,
            NextStep::Enrol(_) => self.begin_half(ctx, visit, Step::Enrol, also).await?,
        };
        Ok(Some(step))
    }

    fn arrived(&self, ctx: &Ctx, visit: &Visit) -> Arrived {
        Arrived {
            scribe: Scribe::of_visit(ctx, visit, self.now, Actor::User(self.user)),
            user: self.user,
            platform: visit.platform_key(),
            copied: match &self.browser {
                KnownBrowser::Copied(id) => Some(*id),
                KnownBrowser::Unknown | KnownBrowser::Known(..) => None,
            },
            outlived: self.outlived,
            compared: self.compared.clone(),
        }
    }

    async fn grant<R, F>(self, ctx: &Ctx, visit: &Visit, grant: Grant, also: (R, F)) -> Result<Step, Error>
    where
        R: Clone + Send + Sync + 'static,
        F: for<'t> Fn(&'t mut store::Tx, &'t R, &'t Scribe) -> Work<'t, ()> + Send + Sync + 'static,
    {
        let arrived = self.arrived(ctx, visit);
        let from = From {
            user: self.user,
            grant,
            password_at: self.password_at(),
            half: None,
            return_to: self.return_to,
            browser: &self.browser,
            remember_until: None,
        };
        let (opening, signed_in) = Opening::new(ctx, visit, self.now, from);
        let copied = arrived.copied.is_some();
        ctx.write((arrived, opening, also), |tx, (arrived, opening, (what, write))| {
            Box::pin(async move {
                arrived.write(tx).await?;
                write(tx, what, &arrived.scribe).await?;
                opening.write(tx).await
            })
        })
        .await?;
        if copied {
            ctx.reload().await?;
        }
        Ok(Step::SignedIn(signed_in))
    }

    async fn begin_half<R, F>(
        self,
        ctx: &Ctx,
        visit: &Visit,
        step: fn(String) -> Step,
        also: (R, F),
    ) -> Result<Step, Error>
    where
        R: Clone + Send + Sync + 'static,
        F: for<'t> Fn(&'t mut store::Tx, &'t R, &'t Scribe) -> Work<'t, ()> + Send + Sync + 'static,
    {
        let arrived = self.arrived(ctx, visit);
        let token = ctx.verifier().new_token();
        let hash = visit.bound(token.hash());
        let platform = visit.platform_key().map(|key| {
            Box::new(OfPlatform {
                key,
                handle: hash,
                ticket: self.ticket,
                result: None,
                device: self.shown,
                browser: visit.browser.clone(),
                source: visit.source.clone(),
                put_off: false,
                remember: false,
            })
        });
        let half = HalfSignIn {
            user: self.user,
            started_at: self.password_at(),
            expires_at: self.now.plus(if visit.device.is_some() { CHALLENGE_LIVES } else { HALF_SIGN_IN }),
            return_to: self.return_to,
            proof: None,
            late_proved_at: None,
            platform,
        };
        let copied = arrived.copied.is_some();
        let also = (also.0, also.1, self.evidence.proof);
        ctx.write((arrived, hash, half, also), |tx, (arrived, hash, half, (what, write, proof))| {
            Box::pin(async move {
                arrived.write(tx).await?;
                write(tx, what, &arrived.scribe).await?;
                let org = arrived.scribe.organisation.id;
                store::half_sign_in::insert(tx, org, *hash, half).await?;
                if let Some(proof) = proof {
                    store::half_sign_in::set_proof(tx, org, *hash, *hash, *proof).await?;
                }
                Ok(())
            })
        })
        .await?;
        if copied {
            ctx.reload().await?;
        }
        Ok(step(token.text().to_string()))
    }
}
