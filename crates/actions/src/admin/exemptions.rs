//! The exemptions that hold, a page at a time. Granting and ending them is in `desk`.

use domain::id::ExemptionId;
use domain::time::Timestamp;
pub use store::exemption::Exemption;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// Rows of a page.
const PAGE: usize = 50;

/// A page of exemptions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The first to end on top.
    pub rows: Vec<Exemption>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
    /// How many hold in all.
    pub count: i64,
}

/// The exemptions that hold now, after the mark of an earlier page.
pub async fn page(ctx: &Ctx, organisation: &Organisation, after: Option<&str>) -> Result<Page, Error> {
    let now = ctx.now();
    let from = match after {
        None => (now, None),
        Some(mark) => read_mark(mark).ok_or(Error::NotFound)?,
    };
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = store::exemption::list(ctx.db(), organisation.id, (from.0.max(now), from.1), limit).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more).map(|last| format!("{}_{}", last.until.micros(), last.id));
    Ok(Page { rows, next, count: store::exemption::count(ctx.db(), organisation.id, now).await? })
}

fn read_mark(mark: &str) -> Option<(Timestamp, Option<ExemptionId>)> {
    let (until, id) = mark.split_once('_')?;
    Some((Timestamp::from_micros(until.parse().ok()?), Some(id.parse().ok()?)))
}
