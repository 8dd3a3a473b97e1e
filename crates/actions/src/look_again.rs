//! A try that was charged before it was looked at, turned out right, and met another charge before it was spent. It is
//! looked at once more, so that a right code is never called wrong. Neighbour: `check_code` charges and takes back.

use domain::throttle::{Closed, FREE_FAILURES, FactorThrottle};

use crate::check_code::{self, Charged, Try};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;

/// How often one try is looked at when others are charged at the same moment. Each look that comes too late has met the
/// charge of another, and after so many failures nobody's try is looked at: more looks than that are never needed, but for
/// one who spent something else in between.
pub(crate) const LOOKS: usize = FREE_FAILURES as usize + 3;

/// The failures that a success would now take back; this try is among them. Where others closed the row meanwhile the try
/// is not looked at again, and stays what it was charged as.
///
/// Nothing is gained by it: the result is that of the same tries one after the other, the others first.
pub(crate) async fn against(
    ctx: &Ctx,
    scribe: &Scribe,
    attempt: Try,
    charged: &Charged,
) -> Result<Result<FactorThrottle, Closed>, Error> {
    let (org, user) = (scribe.organisation.id, attempt.user);
    let stands = store::factor::throttle(ctx.db(), org, user, attempt.factor).await?;
    // Untouched: its own charge may have begun a wait, which this look came before.
    let count = |row: &FactorThrottle| (row.failures, row.unknown_failures);
    if count(&stands) == count(&charged.throttle) {
        return Ok(Ok(stands));
    }
    match stands.check(scribe.now, attempt.origin) {
        Ok(()) => Ok(Ok(stands)),
        Err(closed) => {
            check_code::tell_failure(ctx, scribe, attempt, charged).await?;
            Ok(Err(closed))
        }
    }
}
