//! Takes away what has expired. Nothing depends on it being done in time: every reader looks at the clock itself.

use domain::id::OrganisationId;
use domain::time::{Lifetime, Timestamp};

use crate::{Error, Statement, Tx};

const HALF_SIGN_INS: Statement =
    Statement::new("purge.half_sign_ins", "DELETE FROM half_sign_ins WHERE organisation_id = $1 AND expires_at <= $2");
const PENDING: Statement = Statement::new(
    "purge.pending",
    "DELETE FROM pending_authenticators WHERE organisation_id = $1 AND expires_at <= $2",
);
const CHALLENGES: Statement =
    Statement::new("purge.challenges", "DELETE FROM spent_challenges WHERE organisation_id = $1 AND ends_at <= $2");
const CARDS: Statement =
    Statement::new("purge.waiting_cards", "DELETE FROM waiting_cards WHERE organisation_id = $1 AND expires_at <= $2");
const CODES: Statement = Statement::new(
    "purge.enrolment_codes",
    "DELETE FROM enrolment_codes WHERE organisation_id = $1 AND expires_at <= $2",
);
const THROTTLES: Statement = Statement::new(
    "purge.password_throttles",
    "DELETE FROM password_throttles WHERE organisation_id = $1 AND changed_at <= $2",
);
const DEVICES: Statement = Statement::new(
    "purge.trusted_devices",
    "DELETE FROM trusted_devices WHERE organisation_id = $1 AND passed_at <= $2",
);

const IMPORTS: Statement = Statement::new(
    "purge.imports",
    "DELETE FROM imports WHERE organisation_id = $1 AND changed_at <= $2 AND state <> 'adding' AND state <> 'done'",
);
const OLD_IMPORTS: Statement =
    Statement::new("purge.old_imports", "DELETE FROM imports WHERE organisation_id = $1 AND changed_at <= $2");
const DELIVERIES: Statement = Statement::new(
    "purge.hook_deliveries",
    "DELETE FROM hook_deliveries WHERE organisation_id = $1 AND written_at <= $2 AND state <> 'waiting'",
);

const ANSWERS: Statement =
    Statement::new("purge.api_answers", "DELETE FROM api_answers WHERE organisation_id = $1 AND expires_at <= $2");

const WATCHED: Statement = Statement::new(
    "purge.watched_sign_ins",
    "DELETE FROM watched_sign_ins WHERE organisation_id = $1 AND last_at <= $2",
);

/// Deletes everything that expired by `now`; password failures after a day, trusted devices after the longest trust.
pub async fn expired(tx: &mut Tx, org: OrganisationId, now: Timestamp) -> Result<u64, Error> {
    let trust = domain::trusted_device::LONGEST_TRUST;
    let limits = [
        (&HALF_SIGN_INS, now),
        (&ANSWERS, now),
        (&PENDING, now),
        (&CHALLENGES, now),
        (&CARDS, now),
        // A code that has expired still counts against asking for another; an hour later it does not.
        (&CODES, now.minus(Lifetime::hours(1))),
        (&THROTTLES, now.minus(Lifetime::days(1))),
        (&DEVICES, now.minus(trust)),
        // Files that nobody went on with hold people's names and addresses; what was done is told for a month.
        (&IMPORTS, now.minus(Lifetime::days(1))),
        (&OLD_IMPORTS, now.minus(Lifetime::days(30))),
        (&WATCHED, now.minus(crate::watched::KEPT)),
        (&DELIVERIES, now.minus(Lifetime::days(30))),
    ];
    let mut gone = crate::session_end::end_expired(tx, org, now).await?;
    for (statement, limit) in limits {
        gone += tx.execute(statement, &[org.bytes().into(), limit.micros().into()]).await?;
    }
    Ok(gone)
}
