//! The first step: name and password. Unknown, wrong and blocked cost the same time and get the same words.

use domain::audit::{Actor, AuditEvent};
use domain::id::{OrganisationId, UserId};
use domain::policy::NextStep;
use domain::throttle;
use domain::time::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use store::password_throttle;

use crate::ctx::{Ctx, Work};
use crate::error::Error;
use crate::known_browser::KnownBrowser;
use crate::open_session::DeviceCookie;
use crate::password_check::{Checked, Stored, check};
use crate::person::Standing;
use crate::record::Scribe;
use crate::sign_in::Step;
use crate::sign_in::arrival::Arrival;
use crate::sign_in::keys::Keys;
use crate::visit::Visit;

/// What was typed, and what the browser brought along.
#[derive(Debug)]
pub struct Credentials {
    /// User name or e-mail address.
    pub name: String,
    /// Password.
    pub password: SecretString,
    /// Where the person wanted to go; already checked against the addresses that are allowed.
    pub return_to: Option<String>,
    /// The cookie of a remembered browser.
    pub device: Option<DeviceCookie>,
}

/// What became of it.
#[derive(Debug)]
pub enum Outcome {
    /// Name and password do not belong together. Also said of whoever is blocked or unknown.
    Wrong,
    /// Too many tries: nothing is looked at before this moment.
    Wait(Timestamp),
    /// The directory that the password is in does not answer: nothing was looked at, and nothing counts.
    Away,
    /// The password is right, and has to be changed in the directory that it is in before it opens anything.
    Expired,
    /// The password was right.
    Right(Step),
}

/// Signs in with name and password, as far as that goes.
pub async fn sign_in(ctx: &Ctx, visit: &Visit, credentials: Credentials) -> Result<Outcome, Error> {
    let now = ctx.now();
    let org = visit.organisation.id;
    let scribe = Scribe::of_visit(ctx, visit, now, Actor::Anonymous);
    let account = store::user::find_account(ctx.db(), org, &credentials.name).await?;
    let user = account.as_ref().map(|account| account.id);
    let browser = match user {
        Some(user) => KnownBrowser::find(ctx, visit, user, credentials.device.as_ref()).await?,
        None => KnownBrowser::Unknown,
    };
    let keys = Keys::new(&credentials.name, user, visit, &browser);
    let charged = charge(ctx, &scribe, &keys).await?;
    let looked_at = match charged {
        Charged::Wait(until) => {
            tracing::info!(source = %visit.source, "a password was not looked at: too many failures before it");
            return Ok(Outcome::Wait(until));
        }
        Charged::Silently => None,
        Charged::Counted(_) => account,
    };
    let known = looked_at.as_ref();
    let at = (known.map(|known| known.id), known.and_then(|known| known.password_hash.as_deref()));
    let checked = match check(ctx, org, at, &credentials.password).await {
        Ok(checked) => checked,
        Err(error) => return unseen(ctx, org, keys, error).await,
    };
    let (account, stored) = match (checked, looked_at) {
        (Checked::Right(stored), Some(account)) => (account, stored),
        // No failure of whoever typed it.
        (Checked::Expired, _) => return refund(ctx, org, keys).await.map(|()| Outcome::Expired),
        (Checked::Away, _) if !matches!(charged, Charged::Silently) => {
            return refund(ctx, org, keys).await.map(|()| Outcome::Away);
        }
        // What is answered without a look is answered as wrong, whatever else is so.
        (Checked::Right(_), None) | (Checked::Wrong | Checked::Away, _) => {
            return wrong(ctx, &scribe, &keys, (user, &charged)).await;
        }
    };
    let Some(standing) = Standing::load_at(ctx, visit, account.id, now).await? else {
        return wrong(ctx, &scribe, &keys, (user, &charged)).await;
    };
    let (arrival, next) = Arrival::new((now, account.id), browser, &standing, credentials.return_to);
    if matches!(next, NextStep::Refuse(_)) {
        // Before another hash is computed: whoever is refused costs what a wrong password costs.
        return wrong(ctx, &scribe, &keys, (user, &charged)).await;
    }
    let rehashed = match hash_anew(ctx, stored, &credentials.password).await {
        Ok(rehashed) => rehashed,
        Err(error) => return unseen(ctx, org, keys, error).await,
    };
    let accepted = Accepted { user: account.id, keys, rehash: account.password_hash.zip(rehashed) };
    let arrival = arrival.watched(ctx, &visit.organisation, &standing).await?;
    match Box::pin(arrival.go_on(ctx, visit, next, (accepted, accept))).await? {
        Some(step) => Ok(Outcome::Right(step)),
        None => wrong(ctx, &scribe, &keys, (user, &charged)).await,
    }
}

/// Whether a try is looked at.
enum Charged {
    /// Charged, and looked at: the failures in a row that it makes, should it be one.
    Counted(u32),
    /// Not looked at, and answered as wrong: other names of the same account failed too often.
    Silently,
    /// Not looked at before this moment.
    Wait(Timestamp),
}

/// Charges one failure before the password is looked at.
async fn charge(ctx: &Ctx, scribe: &Scribe, keys: &Keys) -> Result<Charged, Error> {
    // Nobody hears anything of it before a later commit, which is durable and takes this one to the disk as well.
    ctx.write_soon((scribe.clone(), *keys), |tx, (scribe, keys)| {
        Box::pin(async move {
            let (org, now) = (scribe.organisation.id, scribe.now);
            let wait_after = throttle::password_wait_after;
            if !keys.known {
                let source = password_throttle::find_in(tx, org, keys.source).await?;
                if let Some(until) = source.wait_until.filter(|until| now < *until) {
                    return Ok(Charged::Wait(until));
                }
            }
            let told = password_throttle::charge_unless_waiting(tx, org, keys.told, now, wait_after).await?;
            let failures = match (told, keys.account) {
                (Err(until), _) => return Ok(Charged::Wait(until)),
                (Ok(failures), None) => Ok(failures),
                (Ok(_), Some(account)) => {
                    password_throttle::charge_unless_waiting(tx, org, account, now, wait_after).await?
                }
            };
            Ok(failures.map_or(Charged::Silently, Charged::Counted))
        })
    })
    .await
}

/// Takes the charge back of a try that was never looked at, or was right: no failure.
async fn unseen(ctx: &Ctx, org: OrganisationId, keys: Keys, error: Error) -> Result<Outcome, Error> {
    refund(ctx, org, keys).await?;
    Err(error)
}

async fn refund(ctx: &Ctx, org: OrganisationId, keys: Keys) -> Result<(), Error> {
    ctx.write((org, keys), |tx, (org, keys)| {
        Box::pin(async move {
            for key in keys.charged() {
                password_throttle::refund(tx, *org, key).await?;
            }
            Ok(())
        })
    })
    .await
}

/// The new stored form of a right password, where the present one is out of date.
async fn hash_anew(ctx: &Ctx, stored: Stored, password: &SecretString) -> Result<Option<String>, Error> {
    match stored {
        Stored::AsNow => Ok(None),
        Stored::Dated => Ok(Some(ctx.verifier().hash_password(password.expose_secret()).await?)),
    }
}

async fn wrong(
    ctx: &Ctx,
    scribe: &Scribe,
    keys: &Keys,
    (user, charged): (Option<UserId>, &Charged),
) -> Result<Outcome, Error> {
    // Kept once for each row of failures, not for every try that is turned away: those are anybody's to send.
    let wait_begins = matches!(charged, Charged::Counted(throttle::FREE_PASSWORD_FAILURES));
    ctx.write((scribe.clone(), *keys, user, wait_begins), |tx, (scribe, keys, user, wait_begins)| {
        Box::pin(async move {
            let (org, now) = (scribe.organisation.id, scribe.now);
            password_throttle::charge_source(tx, org, keys.source, now).await?;
            if *wait_begins {
                scribe.note(tx, *user, AuditEvent::PasswordThrottled)?;
            }
            scribe.note(tx, *user, AuditEvent::PasswordFailed)
        })
    })
    .await?;
    Ok(Outcome::Wrong)
}

/// What a right password writes beside what every sign-in does.
#[derive(Clone)]
struct Accepted {
    user: UserId,
    keys: Keys,
    rehash: Option<(String, String)>,
}

fn accept<'t>(tx: &'t mut store::Tx, accepted: &'t Accepted, scribe: &'t Scribe) -> Work<'t, ()> {
    Box::pin(async move {
        let org: OrganisationId = scribe.organisation.id;
        for key in accepted.keys.charged() {
            password_throttle::forget(tx, org, key).await?;
        }
        if let Some((old, new)) = &accepted.rehash {
            store::user::rehash(tx, org, accepted.user, old, new).await?;
        }
        scribe.note(tx, Some(accepted.user), AuditEvent::PasswordAccepted)
    })
}
