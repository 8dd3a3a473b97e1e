//! Keys that sign what relying parties are told: made when the first one needs them, followed by others in time, shown before they
//! sign and a while after.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{OrganisationId, SigningKeyId};
use domain::permission::{Freshness, Right};
use domain::relying_party::{Algorithm, KEY_SHOWN_AFTER, KEY_SHOWN_BEFORE, KEY_SIGNS};
use domain::time::Timestamp;
use serde_json::{Map, Value, json};
use store::Tx;
use store::signing_key::SigningKey;
use verifier::Place;
use verifier::signing::{NewKey, Signer, new_key};

use crate::admin::desk::{Acted, Admin, may};
use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// The keys of an organisation, ready to sign.
pub struct Keys(Vec<(SigningKey, Signer)>);

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("count", &self.0.len()).finish()
    }
}

impl Keys {
    /// Reads and opens them.
    pub(crate) async fn load(ctx: &Ctx, org: OrganisationId) -> Result<Self, Error> {
        let all = store::signing_key::list(ctx.db(), org).await?;
        let opened = all.into_iter().map(|key| {
            let private = ctx.verifier().open(place(&key.id.bytes()), &key.sealed)?;
            let signer = Signer::new(key.id.to_string(), key.algorithm, &private).map_err(|_| unusable())?;
            Ok((key, signer))
        });
        Ok(Self(opened.collect::<Result<_, Error>>()?))
    }

    /// The set of public keys (RFC 7517 section 5).
    pub fn public(&self) -> Result<Value, Error> {
        let read = |(key, _): &(SigningKey, Signer)| {
            serde_json::from_str::<Value>(&key.public).map_err(|_| broken("a public key that is no JSON"))
        };
        let keys = self.0.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
        Ok(json!({ "keys": keys }))
    }

    /// The key that signs with an algorithm now: the newest whose time has come. Where clocks differ between nodes and none's has,
    /// the one that comes first.
    pub(crate) fn signer(&self, algorithm: Algorithm, now: Timestamp) -> Result<&Signer, Error> {
        let of = || self.0.iter().filter(|(key, _)| key.algorithm == algorithm);
        let found = of().rfind(|(key, _)| key.signs_from <= now).or_else(|| of().next());
        found.map(|(_, signer)| signer).ok_or_else(|| broken("there is no key that could sign"))
    }

    /// The claims of a token that was signed here as `kind`, by any key that is still shown.
    pub fn read(&self, kind: &str, token: &str) -> Option<Map<String, Value>> {
        let claims = self.0.iter().find_map(|(_, signer)| signer.read(kind, token))?;
        serde_json::from_slice(&claims).ok()
    }

    /// Those of an algorithm, the oldest first: identity, and from when on each signs.
    pub fn of(&self, algorithm: Algorithm) -> Vec<(SigningKeyId, Timestamp)> {
        let of = self.0.iter().filter(|(key, _)| key.algorithm == algorithm);
        of.map(|(key, _)| (key.id, key.signs_from)).collect()
    }
}

fn unusable() -> Error {
    broken("a signing key cannot be used")
}

fn place(id: &[u8]) -> Place<'_> {
    Place { table: "signing_keys", column: "sealed_key", row: id }
}

/// Makes a key that signs from then on; not kept yet.
async fn make(ctx: &Ctx, algorithm: Algorithm, (now, signs_from): (Timestamp, Timestamp)) -> Result<SigningKey, Error> {
    let made = tokio::task::spawn_blocking(move || new_key(algorithm)).await;
    let NewKey { private, public } = made.map_err(|_| unusable())?.map_err(|_| unusable())?;
    let id = SigningKeyId::from_bytes(ctx.new_id(now));
    let mut shown: Map<String, Value> =
        public.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    shown.insert("use".into(), "sig".into());
    shown.insert("alg".into(), algorithm.word().into());
    shown.insert("kid".into(), id.to_string().into());
    let sealed = ctx.verifier().seal(place(&id.bytes()), &private)?;
    Ok(SigningKey { id, algorithm, sealed, public: Value::Object(shown).to_string(), signs_from })
}

/// A key for an algorithm of which there is none yet; to be kept by [`keep`] with whatever needs it.
pub(crate) async fn first(
    ctx: &Ctx,
    organisation: &Organisation,
    algorithm: Algorithm,
) -> Result<Option<SigningKey>, Error> {
    let now = ctx.now();
    if !ctx.signing_keys(organisation.id).await?.of(algorithm).is_empty() {
        return Ok(None);
    }
    Ok(Some(make(ctx, algorithm, (now, now)).await?))
}

/// Keeps that key, unless somebody was faster.
pub(crate) async fn keep(tx: &mut Tx, org: OrganisationId, key: Option<&SigningKey>) -> Result<(), Error> {
    let Some(key) = key else { return Ok(()) };
    let there = store::signing_key::list_in(tx, org).await?;
    if there.iter().all(|one| one.algorithm != key.algorithm) {
        store::signing_key::insert(tx, org, key).await?;
    }
    Ok(())
}

/// How a key is followed by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// The next one is shown for a day before it signs: nobody notices.
    InTime,
    /// At once, and what the ones before signed counts no more: somebody may have copied one.
    AtOnce,
}

/// Has another key sign. False where this algorithm is not used.
pub async fn renew(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (algorithm, renewal): (Algorithm, Renewal),
) -> Result<Acted<bool>, Error> {
    let right = (Right::SettingsEdit, "renew-signing-key", Freshness::Proof);
    if let Some(not) = may(ctx, visit, admin, right).await? {
        return Ok(not);
    }
    Ok(Acted::Done(renew_as(ctx, admin.scribe(ctx, visit, ctx.now()), (algorithm, renewal)).await?))
}

/// The same at the command line of the server.
pub async fn renew_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    renewal: (Algorithm, Renewal),
) -> Result<bool, Error> {
    renew_as(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), renewal).await
}

async fn renew_as(ctx: &Ctx, scribe: Scribe, (algorithm, renewal): (Algorithm, Renewal)) -> Result<bool, Error> {
    let org = scribe.organisation.id;
    if ctx.signing_keys(org).await?.of(algorithm).is_empty() {
        return Ok(false);
    }
    let now = scribe.now;
    let signs_from = if renewal == Renewal::AtOnce { now } else { now.plus(KEY_SHOWN_BEFORE) };
    let key = make(ctx, algorithm, (now, signs_from)).await?;
    ctx.write_and_refresh(org, (scribe, key, renewal), |tx, (scribe, key, renewal)| {
        Box::pin(async move {
            let org = scribe.organisation.id;
            for old in store::signing_key::list_in(tx, org).await? {
                // One that was to come gives way to this one too.
                let goes = *renewal == Renewal::AtOnce || old.signs_from > scribe.now;
                if old.algorithm == key.algorithm && goes {
                    store::signing_key::remove(tx, org, old.id).await?;
                }
            }
            store::signing_key::insert(tx, org, key).await?;
            let event = AuditEvent::SigningKeyRenewed {
                algorithm: key.algorithm.word().to_owned(),
                at_once: *renewal == Renewal::AtOnce,
            };
            scribe.note(tx, None, event)
        })
    })
    .await?;
    Ok(true)
}

/// Makes the next key of whoever's signs for long enough, and takes away those that nobody needs to see any more. Call it
/// every hour or so.
pub async fn upkeep(ctx: &Ctx) -> Result<(), Error> {
    let now = ctx.now();
    for organisation in ctx.organisations().iter() {
        let keys = ctx.signing_keys(organisation.id).await?;
        for algorithm in Algorithm::ALL {
            let all = keys.of(*algorithm);
            let Some((_, newest)) = all.last() else { continue };
            if newest.plus(KEY_SIGNS) <= now {
                let scribe = Scribe::of_system(ctx, organisation, now);
                renew_as(ctx, scribe, (*algorithm, Renewal::InTime)).await?;
                continue;
            }
            // Each signed until the next one began to.
            let ended = all.windows(2).filter_map(|pair| match pair {
                [(id, _), (_, next)] if next.plus(KEY_SHOWN_AFTER) <= now => Some(*id),
                _ => None,
            });
            let ended: Vec<SigningKeyId> = ended.collect();
            if !ended.is_empty() {
                ctx.write_and_refresh(organisation.id, (organisation.id, ended), |tx, (org, ended)| {
                    Box::pin(async move {
                        for id in ended {
                            store::signing_key::remove(tx, *org, *id).await?;
                        }
                        Ok(())
                    })
                })
                .await?;
            }
        }
    }
    Ok(())
}
