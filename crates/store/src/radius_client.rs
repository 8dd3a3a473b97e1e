//! Devices that ask by RADIUS who may in. Found in memory by their networks, so they are read as a whole.

use domain::id::{OrganisationId, RadiusClientId, SelectionId};
use domain::radius::{Fault, FaultKind, Groups, RadiusClient, Way, networks};
use domain::selection::Selected;
use domain::time::Timestamp;
use domain::user::name_key;

use crate::{Db, Error, Row, Statement, Tx, Value};

/// A client, and its sealed secrets: the present one and, for a while, the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// It.
    pub client: RadiusClient,
    /// Its secret, sealed to [`PLACE`] and the id.
    pub secret: Vec<u8>,
    /// The one before, sealed so as well; it counts until [`RadiusClient::former_until`].
    pub former: Option<Vec<u8>>,
}

/// Table and column that a secret is sealed to. It stays sealed so when another takes its place.
pub const PLACE: (&str, &str) = ("radius_clients", "sealed_secret");

const LIST: Statement = Statement::new(
    "radius_client.list",
    "SELECT radius_client_id, name, networks, selection_id, second_factor, way, groups_in, version, made_at, last_used_at,
     fault, fault_at, fault_from, former_until, sealed_secret, sealed_former FROM radius_clients
     WHERE organisation_id = $1 ORDER BY name_key",
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
    let broken = |what: &str| Error::Broken(format!("a device that asks by RADIUS has an impossible {what}"));
    Ok(Known {
        client: RadiusClient {
            id: RadiusClientId::from_bytes(row.array(0)?),
            name: row.text(1)?.to_owned(),
            networks: networks(row.text(2)?).map_err(|_| broken("network"))?,
            who: Selected::from(row.opt_array(3)?.map(SelectionId::from_bytes)),
            second_factor: row.bool(4)?,
            way: Way::from_word(row.text(5)?).ok_or_else(|| broken("way"))?,
            groups: Groups::from_word(row.text(6)?).ok_or_else(|| broken("attribute for groups"))?,
            version: row.int(7)?,
            made_at: Timestamp::from_micros(row.int(8)?),
            last_used_at: row.opt_int(9)?.map(Timestamp::from_micros),
            fault: read_fault(row)?,
            former_until: row.opt_int(13)?.map(Timestamp::from_micros),
        },
        secret: row.bytes(14)?.to_vec(),
        former: row.opt_bytes(15)?.map(<[u8]>::to_vec),
    })
}

fn read_fault(row: &Row) -> Result<Option<Fault>, Error> {
    let (Some(kind), Some(at), Some(from)) = (row.opt_text(10)?, row.opt_int(11)?, row.opt_text(12)?) else {
        return Ok(None);
    };
    let broken = || Error::Broken("a device that asks by RADIUS has an impossible fault".into());
    let kind = FaultKind::from_word(kind).ok_or_else(broken)?;
    let from = from.parse().map_err(|_| broken())?;
    Ok(Some(Fault { kind, at: Timestamp::from_micros(at), from }))
}

const INSERT: Statement = Statement::new(
    "radius_client.insert",
    "INSERT INTO radius_clients (organisation_id, radius_client_id, name, name_key, networks, selection_id, second_factor,
     way, groups_in, version, made_at, sealed_secret) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11)",
);

/// Keeps a new one. Whether its name is free is looked at before, under the lock of the organisation.
pub async fn insert(tx: &mut Tx, org: OrganisationId, new: &RadiusClient, secret: &[u8]) -> Result<(), Error> {
    let mut params = params(org, new);
    params.extend([new.made_at.micros().into(), secret.into()]);
    tx.execute(&INSERT, &params).await?;
    Ok(())
}

const SAVE: Statement = Statement::new(
    "radius_client.save",
    "UPDATE radius_clients SET name = $3, name_key = $4, networks = $5, selection_id = $6, second_factor = $7, way = $8,
     groups_in = $9, version = version + 1 WHERE organisation_id = $1 AND radius_client_id = $2 AND version = $10",
);

/// Saves everything but the secret over the version that was read; false where it has changed since.
pub async fn save(tx: &mut Tx, org: OrganisationId, client: &RadiusClient) -> Result<bool, Error> {
    let mut params = params(org, client);
    params.push(client.version.into());
    Ok(tx.execute(&SAVE, &params).await? == 1)
}

fn params(org: OrganisationId, client: &RadiusClient) -> Vec<Value> {
    let networks: Vec<String> = client.networks.iter().map(ToString::to_string).collect();
    vec![
        org.bytes().into(),
        client.id.bytes().into(),
        (&*client.name).into(),
        name_key(&client.name).into(),
        networks.join(" ").into(),
        client.who.selection().map(SelectionId::bytes).into(),
        client.second_factor.into(),
        client.way.word().into(),
        client.groups.word().into(),
    ]
}

const RENEW: Statement = Statement::new(
    "radius_client.renew",
    "UPDATE radius_clients SET sealed_former = sealed_secret, former_until = $4, sealed_secret = $3
     WHERE organisation_id = $1 AND radius_client_id = $2",
);

/// Gives it another secret; the one before counts until `former_until`. False where it is gone.
pub async fn renew(
    tx: &mut Tx,
    org: OrganisationId,
    id: RadiusClientId,
    (secret, former_until): (&[u8], Timestamp),
) -> Result<bool, Error> {
    let params = [org.bytes().into(), id.bytes().into(), secret.into(), former_until.micros().into()];
    Ok(tx.execute(&RENEW, &params).await? == 1)
}

const END_FORMER: Statement = Statement::new(
    "radius_client.end_former",
    "UPDATE radius_clients SET sealed_former = NULL, former_until = NULL
     WHERE organisation_id = $1 AND radius_client_id = $2 AND sealed_former IS NOT NULL",
);

/// The secret before the present one counts no more; false where there was none.
pub async fn end_former(tx: &mut Tx, org: OrganisationId, id: RadiusClientId) -> Result<bool, Error> {
    Ok(tx.execute(&END_FORMER, &[org.bytes().into(), id.bytes().into()]).await? == 1)
}

const USED: Statement = Statement::new(
    "radius_client.used",
    "UPDATE radius_clients SET last_used_at = $3 WHERE organisation_id = $1 AND radius_client_id = $2",
);

/// Notes that it asked for somebody.
pub async fn used(tx: &mut Tx, org: OrganisationId, id: RadiusClientId, now: Timestamp) -> Result<(), Error> {
    tx.execute(&USED, &[org.bytes().into(), id.bytes().into(), now.micros().into()]).await?;
    Ok(())
}

const FAILED: Statement = Statement::new(
    "radius_client.failed",
    "UPDATE radius_clients SET fault = $3, fault_at = $4, fault_from = $5
     WHERE organisation_id = $1 AND radius_client_id = $2",
);

/// Notes what went wrong with a packet from an address of it.
pub async fn failed(tx: &mut Tx, org: OrganisationId, id: RadiusClientId, fault: &Fault) -> Result<(), Error> {
    let params = [
        org.bytes().into(),
        id.bytes().into(),
        fault.kind.word().into(),
        fault.at.micros().into(),
        fault.from.to_string().into(),
    ];
    tx.execute(&FAILED, &params).await?;
    Ok(())
}

const REMOVE: Statement = Statement::new(
    "radius_client.remove",
    "DELETE FROM radius_clients WHERE organisation_id = $1 AND radius_client_id = $2 AND version = $3",
);

/// Takes one away; false where it has changed since it was read.
pub async fn remove(tx: &mut Tx, org: OrganisationId, (id, version): (RadiusClientId, i64)) -> Result<bool, Error> {
    Ok(tx.execute(&REMOVE, &[org.bytes().into(), id.bytes().into(), version.into()]).await? == 1)
}
