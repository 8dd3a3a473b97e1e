//! Relying parties that have yet to be told that a session is over. `session` writes them when it ends one, in the same transaction.

use domain::id::{OrganisationId, RelyingPartyId, SessionId, UserId};
use domain::time::Timestamp;

use crate::{Db, Error, Row, Statement, Tx};

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignOut {
    /// Of which organisation.
    pub organisation: OrganisationId,
    /// Who is told.
    pub party: RelyingPartyId,
    /// Which session is over.
    pub session: SessionId,
    /// Whose it was.
    pub user: UserId,
    /// How often it was tried.
    pub tries: u32,
}

const HEARS: Statement = Statement::new(
    "sign_out.hears",
    "SELECT relying_party_id FROM relying_parties
     WHERE organisation_id = $1 AND relying_party_id = $2 AND back_channel IS NOT NULL",
);
const WRITE: Statement = Statement::new(
    "sign_out.write",
    "INSERT INTO sign_outs (organisation_id, relying_party_id, session_id, user_id, tries, due_at)
     VALUES ($1, $2, $3, $4, 0, 0) ON CONFLICT DO NOTHING",
);

/// Has relying parties told of grants that ended: each row is relying party, session, person, and when its code was taken. Answers
/// how many grants there were.
pub(crate) async fn write_for(tx: &mut Tx, org: OrganisationId, ended: &[Row]) -> Result<u64, Error> {
    for row in ended {
        let party: [u8; 16] = row.array(0)?;
        // Of a code that nobody took the relying party knows nothing.
        let knows = row.opt_int(3)?.is_some();
        if knows && tx.one(&HEARS, &[org.bytes().into(), party.into()]).await?.is_some() {
            let [session, user] = [row.array::<16>(1)?, row.array(2)?];
            tx.execute(&WRITE, &[org.bytes().into(), party.into(), session.into(), user.into()]).await?;
        }
    }
    Ok(ended.len() as u64)
}

const DUE: Statement = Statement::new(
    "sign_out.due",
    "SELECT organisation_id, relying_party_id, session_id, user_id, tries FROM sign_outs
     WHERE organisation_id = $1 AND due_at <= $2 ORDER BY due_at, session_id LIMIT $3",
);

/// Those whose time has come, `most` of them.
pub async fn due(db: &Db, org: OrganisationId, now: Timestamp, most: i64) -> Result<Vec<SignOut>, Error> {
    let read = |row: &Row| {
        Ok(SignOut {
            organisation: OrganisationId::from_bytes(row.array(0)?),
            party: RelyingPartyId::from_bytes(row.array(1)?),
            session: SessionId::from_bytes(row.array(2)?),
            user: UserId::from_bytes(row.array(3)?),
            tries: u32::try_from(row.int(4)?).unwrap_or(u32::MAX),
        })
    };
    db.all(&DUE, &[org.bytes().into(), now.micros().into(), most.into()]).await?.iter().map(read).collect()
}

const TAKE: Statement = Statement::new(
    "sign_out.take",
    "UPDATE sign_outs SET tries = tries + 1, due_at = $5
     WHERE organisation_id = $1 AND relying_party_id = $2 AND session_id = $3 AND tries = $4",
);

/// Takes one to tell it now; it is due again at `again`. False where another node has it.
pub async fn take(tx: &mut Tx, one: &SignOut, again: Timestamp) -> Result<bool, Error> {
    let params = [
        one.organisation.bytes().into(),
        one.party.bytes().into(),
        one.session.bytes().into(),
        i64::from(one.tries).into(),
        again.micros().into(),
    ];
    Ok(tx.execute(&TAKE, &params).await? == 1)
}

const DONE: Statement = Statement::new(
    "sign_out.done",
    "DELETE FROM sign_outs WHERE organisation_id = $1 AND relying_party_id = $2 AND session_id = $3",
);

/// It was told, or is given up.
pub async fn done(tx: &mut Tx, one: &SignOut) -> Result<(), Error> {
    tx.execute(&DONE, &[one.organisation.bytes().into(), one.party.bytes().into(), one.session.bytes().into()]).await?;
    Ok(())
}
