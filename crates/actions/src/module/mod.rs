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
use domain::id::ApiKeyId;
use domain::time::{Lifetime, Timestamp};

use crate::admin::api_keys::hash_of;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::{OnPlatform, Organisation, Visit};

/// Requests are counted over this span.
pub const WINDOW: Lifetime = Lifetime::minutes(1);

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
        Visit { organisation: organisation.clone(), source, browser, platform: Some(platform) }
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
}

/// The counts of all keys, of this process alone.
#[derive(Debug, Default)]
pub(crate) struct Counts(Mutex<HashMap<ApiKeyId, Count>>);

impl Counts {
    /// Counts a request; answers what is left, nothing where nothing is, and whether the use has to be noted.
    fn ask(&self, key: &ApiKey, now: Timestamp) -> (Quota, bool, bool) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(key.id).or_insert(Count { since: now, asked: 0, noted_at: key.last_used_at });
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
    }
}
