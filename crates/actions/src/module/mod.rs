//! Module mode: a platform checks passwords itself and asks here what comes next. The same decision, register of codes, counts
//! and sessions as on our own pages; what is given to a platform is worth nothing anywhere else.
//!
//! [`enter`] looks at the key of every request, [`sign_in`] begins a sign-in and goes on with it, [`session`] says what a session
//! may do, [`repeat`] gives an answer again to whoever asks again.

pub mod repeat;
pub mod session;
pub mod sign_in;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::api_key::{ApiKey, Scope};
use domain::audit::AuditEvent;
use domain::id::ApiKeyId;
use domain::time::{Lifetime, Timestamp};

use crate::admin::api_keys::hash_of;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::{OnPlatform, Organisation, Visit};

/// Requests are counted over this span.
pub const WINDOW: Lifetime = Lifetime::minutes(1);

/// Wrong codes are counted over this span.
const WRONG_WINDOW: Lifetime = Lifetime::hours(1);

/// A use is noted no more often than this.
const NOTED_EVERY: Lifetime = Lifetime::minutes(1);

/// How many requests of a key are answered (draft-ietf-httpapi-ratelimit-headers).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// In a minute.
    pub limit: u32,
    /// Still, in this one.
    pub left: u32,
    /// When the next one begins.
    pub resets_at: Timestamp,
}

/// A platform whose key opens what it asks for.
#[derive(Clone, Debug)]
pub struct Platform {
    /// Its key.
    pub key: ApiKey,
    /// What it may still ask.
    pub quota: Quota,
}

impl Platform {
    /// A request of this platform for somebody at this address, in this browser.
    pub fn visit(&self, organisation: &Arc<Organisation>, (source, browser): (String, String)) -> Visit {
        let platform = OnPlatform { key: self.key.id, name: self.key.name.as_str().into() };
        Visit { organisation: organisation.clone(), source, browser, platform: Some(platform), device: None }
    }
}

/// What a key turned out to be.
#[derive(Debug)]
pub enum Entry {
    /// None, or a wrong one.
    WrongKey,
    /// It does not open this.
    OtherScope(Scope),
    /// It has asked too much in this minute.
    TooMany(Quota),
    /// It opens.
    Open(Box<Platform>),
}

/// The requests of a key in the present minute, and when its use was last noted.
#[derive(Clone, Copy, Debug)]
struct Count {
    since: Timestamp,
    asked: u32,
    noted_at: Option<Timestamp>,
    wrong_since: Timestamp,
    wrong: u32,
}

/// The counts of all keys, of this process alone.
#[derive(Debug, Default)]
pub(crate) struct Counts(Mutex<HashMap<ApiKeyId, Count>>);

impl Count {
    fn new(key: &ApiKey, now: Timestamp) -> Self {
        Self { since: now, asked: 0, noted_at: key.last_used_at, wrong_since: now, wrong: 0 }
    }

    /// The wrong codes of this hour, which begins anew where the last one is over.
    fn wrong_now(&mut self, now: Timestamp) -> u32 {
        if now < self.wrong_since || now.since(self.wrong_since) >= WRONG_WINDOW {
            (self.wrong_since, self.wrong) = (now, 0);
        }
        self.wrong
    }
}

impl Counts {
    /// When codes are looked at again, where too many were wrong in this hour.
    fn closed_until(&self, key: &ApiKey, now: Timestamp) -> Option<Timestamp> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.get_mut(&key.id)?;
        (count.wrong_now(now) >= key.wrong_an_hour()).then(|| count.wrong_since.plus(WRONG_WINDOW))
    }

    /// Counts a wrong code; true where it is the one that is too many.
    fn missed(&self, key: &ApiKey, now: Timestamp) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(key.id).or_insert(Count::new(key, now));
        count.wrong = count.wrong_now(now).saturating_add(1);
        count.wrong == key.wrong_an_hour()
    }

    /// Counts a request; answers what is left, nothing where nothing is, and whether the use has to be noted.
    fn ask(&self, key: &ApiKey, now: Timestamp) -> (Quota, bool, bool) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(key.id).or_insert(Count::new(key, now));
        if now < count.since || now.since(count.since) >= WINDOW {
            (count.since, count.asked) = (now, 0);
        }
        let limit = key.requests_a_minute;
        let open = count.asked < limit;
        count.asked = count.asked.saturating_add(1);
        let is_due = open && count.noted_at.is_none_or(|at| now >= at.plus(NOTED_EVERY));
        if is_due {
            count.noted_at = Some(now);
        }
        let left = limit.saturating_sub(count.asked);
        (Quota { limit, left, resets_at: count.since.plus(WINDOW) }, open, is_due)
    }
}

/// Looks at the key of a request: `text` is what stands behind `Bearer`. A key is 256 random bits and found by its hash, so that
/// nobody guesses one and no try needs to be counted.
pub async fn enter(
    ctx: &Ctx,
    organisation: &Organisation,
    text: Option<&str>,
    scope: Option<Scope>,
) -> Result<Entry, Error> {
    let Some(hash) = text.and_then(hash_of) else { return Ok(Entry::WrongKey) };
    let now = ctx.now();
    let all = ctx.api_keys(organisation.id).await?;
    let former = |known: &store::api_key::Known| {
        known.former == Some(hash) && known.key.former_until.is_some_and(|until| now < until)
    };
    let Some(known) = all.iter().find(|known| known.hash == hash || former(known)) else { return Ok(Entry::WrongKey) };
    let (quota, open, is_due) = ctx.api_counts().ask(&known.key, now);
    if !open {
        return Ok(Entry::TooMany(quota));
    }
    if is_due {
        note(ctx, organisation, known.key.id, now).await?;
    }
    if let Some(scope) = scope.filter(|scope| !known.key.scopes.has(*scope)) {
        return Ok(Entry::OtherScope(scope));
    }
    Ok(Entry::Open(Box::new(Platform { key: known.key.clone(), quota })))
}

/// When codes of a platform are looked at again, where too many were wrong in this hour.
pub fn closed_until(ctx: &Ctx, platform: &Platform) -> Option<Timestamp> {
    ctx.api_counts().closed_until(&platform.key, ctx.now())
}

/// Counts a wrong code of a platform; what closes it for the rest of the hour is in the log.
pub async fn missed(ctx: &Ctx, organisation: &Arc<Organisation>, platform: &Platform) -> Result<(), Error> {
    let now = ctx.now();
    if !ctx.api_counts().missed(&platform.key, now) {
        return Ok(());
    }
    tracing::warn!(platform = %platform.key.name, "too many wrong codes: none is looked at for the rest of the hour");
    let scribe = Scribe::of_system(ctx, organisation, now);
    ctx.write((scribe, platform.key.name.clone()), |tx, (scribe, name)| {
        Box::pin(async move { scribe.note(tx, None, AuditEvent::PlatformSlowed { api_key: name.clone() }) })
    })
    .await
}

/// The names of the platforms that sessions stand on.
pub(crate) struct Names(Arc<Vec<store::api_key::Known>>);

impl Names {
    /// All of an organisation.
    pub(crate) async fn load(ctx: &Ctx, organisation: &Organisation) -> Result<Self, Error> {
        ctx.api_keys(organisation.id).await.map(Self)
    }

    /// That of the platform of a session or a remembered browser; none on our own pages.
    pub(crate) fn of(&self, platform: Option<ApiKeyId>) -> Option<&str> {
        self.0.iter().find(|known| Some(known.key.id) == platform).map(|known| known.key.name.as_str())
    }
}

async fn note(ctx: &Ctx, organisation: &Organisation, key: ApiKeyId, now: Timestamp) -> Result<(), Error> {
    ctx.write_soon((organisation.id, key, now), |tx, (org, key, now)| {
        Box::pin(async move { Ok(store::api_key::used(tx, *org, *key, *now).await?) })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::api_key::Scopes;

    #[test]
    fn a_key_asks_so_often_in_a_minute_and_then_again() {
        let now = Timestamp::from_seconds(1_000_000);
        let key = ApiKey {
            id: ApiKeyId::from_bytes([1; 16]),
            name: "CRM".into(),
            scopes: Scopes::of([Scope::Verify]),
            return_addresses: Vec::new(),
            requests_a_minute: 2,
            version: 1,
            made_at: now,
            made_by: None,
            last_used_at: None,
            former_until: None,
        };
        let counts = Counts::default();
        let ask = |seconds| {
            let (quota, open, is_due) = counts.ask(&key, now.plus(Lifetime::seconds(seconds)));
            (quota.left, open, is_due)
        };
        assert_eq!(ask(0), (1, true, true));
        assert_eq!(ask(1), (0, true, false));
        assert_eq!(ask(59), (0, false, false));
        assert_eq!(ask(60), (1, true, true));
        let at = |minutes| now.plus(Lifetime::minutes(minutes));
        assert_eq!((counts.missed(&key, at(2)), counts.closed_until(&key, at(2))), (false, None));
        assert_eq!((counts.missed(&key, at(3)), counts.closed_until(&key, at(3))), (true, Some(at(60))));
        assert_eq!((counts.missed(&key, at(59)), counts.closed_until(&key, at(59))), (false, Some(at(60))));
        assert_eq!(counts.closed_until(&key, at(60)), None);
    }
}
