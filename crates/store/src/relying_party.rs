//! Applications that sign in by OpenID Connect. Found in memory, so they are read as a whole.

use domain::id::{OrganisationId, RelyingPartyId, SelectionId};
use domain::relying_party::{Algorithm, ClaimRule, ClaimSource, ClientKind, Refresh, RelyingParty, Template};
use domain::selection::Selected;
use domain::time::{Lifetime, Timestamp};
use domain::user::name_key;

use crate::{Db, Error, Row, Statement, Tx, Value};

/// A relying party, and the hashes of its secrets: the present one and, for a while, the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// It.
    pub party: RelyingParty,
    /// Hash of its secret; none where it cannot keep one.
    pub secret: Option<[u8; 32]>,
    /// Hash of the one before; it opens until [`RelyingParty::former_until`].
    pub former: Option<[u8; 32]>,
}

const LIST: Statement = Statement::new(
    "relying_party.list",
    "SELECT relying_party_id, name, template, kind, redirect_addresses, logout_addresses, back_channel, selection_id,
     second_factor, max_age, consent, refresh_days, algorithm, claims, version, made_at, last_used_at, former_until,
     secret_hash, former_hash, without_pkce FROM relying_parties WHERE organisation_id = $1 ORDER BY name_key",
);

/// All of them by name.
pub async fn list(db: &Db, org: OrganisationId) -> Result<Vec<Known>, Error> {
    db.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

/// The same inside a transaction.
pub async fn list_in(tx: &mut Tx, org: OrganisationId) -> Result<Vec<Known>, Error> {
    tx.all(&LIST, &[org.bytes().into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Known, Error> {
    let broken = |what: &str| Error::Broken(format!("a relying party has an impossible {what}"));
    let days = row.opt_int(11)?.map(u32::try_from).transpose().map_err(|_| broken("number of days"))?;
    Ok(Known {
        party: RelyingParty {
            id: RelyingPartyId::from_bytes(row.array(0)?),
            name: row.text(1)?.to_owned(),
            template: Template::from_word(row.text(2)?).ok_or_else(|| broken("template"))?,
            kind: ClientKind::from_word(row.text(3)?).ok_or_else(|| broken("kind"))?,
            redirect_addresses: addresses(row.text(4)?),
            logout_addresses: addresses(row.text(5)?),
            back_channel: row.opt_text(6)?.map(str::to_owned),
            who: Selected::from(row.opt_array(7)?.map(SelectionId::from_bytes)),
            second_factor: row.bool(8)?,
            max_age: row.opt_int(9)?.map(Lifetime::from_micros),
            consent: row.bool(10)?,
            refresh: Refresh::from_days(days),
            without_pkce: row.bool(20)?,
            algorithm: Algorithm::from_word(row.text(12)?).ok_or_else(|| broken("algorithm"))?,
            claims: row.text(13)?.lines().map(claim).collect::<Option<_>>().ok_or_else(|| broken("claim"))?,
            version: row.int(14)?,
            made_at: Timestamp::from_micros(row.int(15)?),
            last_used_at: row.opt_int(16)?.map(Timestamp::from_micros),
            former_until: row.opt_int(17)?.map(Timestamp::from_micros),
        },
        secret: row.opt_array(18)?,
        former: row.opt_array(19)?,
    })
}

fn addresses(text: &str) -> Vec<String> {
    text.split(' ').filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

fn claim(line: &str) -> Option<ClaimRule> {
    let (name, from) = line.split_once(' ')?;
    Some(ClaimRule { name: name.to_owned(), from: ClaimSource::from_word(from)? })
}

const INSERT: Statement = Statement::new(
    "relying_party.insert",
    "INSERT INTO relying_parties (organisation_id, relying_party_id, name, name_key, template, kind, redirect_addresses,
     logout_addresses, back_channel, selection_id, second_factor, max_age, consent, refresh_days, algorithm, claims,
     without_pkce, version, made_at, secret_hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 1, $18, $19)",
);

/// Keeps a new one. Whether its name is free is looked at before, under the lock of the organisation.
pub async fn insert(
    tx: &mut Tx,
    org: OrganisationId,
    new: &RelyingParty,
    secret: Option<[u8; 32]>,
) -> Result<(), Error> {
    let mut params = params(org, new);
    params.extend([new.made_at.micros().into(), secret.into()]);
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

const SAVE: Statement = Statement::new(
    "relying_party.save",
    "UPDATE relying_parties SET name = $3, name_key = $4, template = $5, kind = $6, redirect_addresses = $7,
     logout_addresses = $8, back_channel = $9, selection_id = $10, second_factor = $11, max_age = $12, consent = $13,
     refresh_days = $14, algorithm = $15, claims = $16, without_pkce = $17, version = version + 1
     WHERE organisation_id = $1 AND relying_party_id = $2 AND version = $18",
);

/// Saves everything but the secret over the version that was read; false where it has changed since.
pub async fn save(tx: &mut Tx, org: OrganisationId, party: &RelyingParty) -> Result<bool, Error> {
    let mut params = params(org, party);
    params.push(party.version.into());
    Ok(tx.execute(&SAVE, &params).await? == 1)
}

fn params(org: OrganisationId, party: &RelyingParty) -> Vec<Value> {
    let claims = party.claims.iter().map(|claim| format!("{} {}", claim.name, claim.from.word()));
    vec![
        org.bytes().into(),
        party.id.bytes().into(),
        (&*party.name).into(),
        name_key(&party.name).into(),
        party.template.word().into(),
        party.kind.word().into(),
        party.redirect_addresses.join(" ").into(),
        party.logout_addresses.join(" ").into(),
        party.back_channel.as_deref().into(),
        party.who.selection().map(SelectionId::bytes).into(),
        party.second_factor.into(),
        party.max_age.map(Lifetime::micros).into(),
        party.consent.into(),
        party.refresh.days().map(i64::from).into(),
        party.algorithm.word().into(),
        claims.collect::<Vec<_>>().join("\n").into(),
        party.without_pkce.into(),
    ]
}

const RENEW: Statement = Statement::new(
    "relying_party.renew",
    "UPDATE relying_parties SET former_hash = secret_hash, former_until = $4, secret_hash = $3
     WHERE organisation_id = $1 AND relying_party_id = $2",
);

/// Gives it another secret; the one before opens until `former_until`. False where it is gone.
pub async fn renew(
    tx: &mut Tx,
    org: OrganisationId,
    id: RelyingPartyId,
    (secret, former_until): ([u8; 32], Timestamp),
) -> Result<bool, Error> {
    let params = [org.bytes().into(), id.bytes().into(), secret.into(), former_until.micros().into()];
    Ok(tx.execute(&RENEW, &params).await? == 1)
}

const FORGET_SECRETS: Statement = Statement::new(
    "relying_party.forget_secrets",
    "UPDATE relying_parties SET secret_hash = NULL, former_hash = NULL, former_until = NULL
     WHERE organisation_id = $1 AND relying_party_id = $2",
);

/// Forgets its secrets: it cannot keep one any more.
pub async fn forget_secrets(tx: &mut Tx, org: OrganisationId, id: RelyingPartyId) -> Result<(), Error> {
    tx.execute(&FORGET_SECRETS, &[org.bytes().into(), id.bytes().into()]).await?;
    Ok(())
}

const END_FORMER: Statement = Statement::new(
    "relying_party.end_former",
    "UPDATE relying_parties SET former_hash = NULL, former_until = NULL
     WHERE organisation_id = $1 AND relying_party_id = $2 AND former_hash IS NOT NULL",
);

/// The secret before the present one opens nothing from now on; false where there was none.
pub async fn end_former(tx: &mut Tx, org: OrganisationId, id: RelyingPartyId) -> Result<bool, Error> {
    Ok(tx.execute(&END_FORMER, &[org.bytes().into(), id.bytes().into()]).await? == 1)
}

const USED: Statement = Statement::new(
    "relying_party.used",
    "UPDATE relying_parties SET last_used_at = $3
     WHERE organisation_id = $1 AND relying_party_id = $2 AND COALESCE(last_used_at, 0) <= $4",
);

/// Notes that somebody went on to it, unless that was noted after `before`.
pub async fn used(
    tx: &mut Tx,
    org: OrganisationId,
    id: RelyingPartyId,
    (now, before): (Timestamp, Timestamp),
) -> Result<(), Error> {
    tx.execute(&USED, &[org.bytes().into(), id.bytes().into(), now.micros().into(), before.micros().into()]).await?;
    Ok(())
}

const REMOVE: Statement = Statement::new(
    "relying_party.remove",
    "DELETE FROM relying_parties WHERE organisation_id = $1 AND relying_party_id = $2 AND version = $3",
);

/// Takes one away, with everything that people let it have; false where it has changed since it was read.
pub async fn remove(tx: &mut Tx, org: OrganisationId, (id, version): (RelyingPartyId, i64)) -> Result<bool, Error> {
    Ok(tx.execute(&REMOVE, &[org.bytes().into(), id.bytes().into(), version.into()]).await? == 1)
}
