//! Those whom a campaign is to tell and cannot: no address, or none that the mail server takes. Read a page at a time, for
//! the page, the file and the letters on paper.

use std::ops::ControlFlow;
use std::sync::Arc;

use domain::id::{PolicyId, UserId};
use domain::time::Timestamp;

use super::Shown;
use crate::admin::policy::{PAGE, World};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// Someone whom no mail reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreached {
    /// Who.
    pub user: UserId,
    /// Full name.
    pub name: String,
    /// Name to sign in with.
    pub user_name: String,
    /// From when a second factor is demanded of them.
    pub deadline: Timestamp,
    /// When they first came under the policy.
    pub came_under: Timestamp,
    /// Whether there is an address, which the mail server refused.
    pub refused: bool,
}

/// Everyone whom a campaign is to tell and cannot, at most `limit` of them.
pub async fn unreached(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    shown: &Shown,
    limit: usize,
) -> Result<Vec<Unreached>, Error> {
    let reading = Reading::begin(ctx, organisation, shown).await?;
    let (mut all, mut after) = (Vec::new(), None);
    while all.len() < limit
        && let Some((some, (_, last))) = reading.page(ctx, after).await?
    {
        all.extend(some);
        after = Some(last);
    }
    all.truncate(limit);
    Ok(all)
}

/// People being read, at one moment.
#[derive(Debug)]
pub(super) struct Reading {
    world: World,
    policy: PolicyId,
    now: Timestamp,
}

impl Reading {
    pub(super) async fn begin(ctx: &Ctx, organisation: &Arc<Organisation>, shown: &Shown) -> Result<Self, Error> {
        let (now, policy) = (ctx.now(), shown.campaign.policy);
        Ok(Self { world: World::as_it_stands(ctx, organisation, policy, now).await?, policy, now })
    }

    /// Those of the next people after `after` whom no mail reaches, with the range that was looked at; nothing at the end.
    pub(super) async fn page(
        &self,
        ctx: &Ctx,
        after: Option<UserId>,
    ) -> Result<Option<(Vec<Unreached>, (Option<UserId>, UserId))>, Error> {
        let Some(page) = self.world.page(ctx, (after, PAGE), &[]).await? else { return Ok(None) };
        let mut some = Vec::new();
        let _all = self.world.look_at(&page, |seen| {
            if let Some(due) = seen.policy.due.filter(|_| seen.is_left() && !seen.row.mail.arrives()) {
                some.push(Unreached {
                    user: seen.row.id,
                    name: seen.row.display_name.clone(),
                    user_name: seen.row.user_name.clone(),
                    deadline: due.at,
                    came_under: seen.came_under(self.policy).unwrap_or(self.now),
                    refused: seen.row.mail.has_address(),
                });
            }
            ControlFlow::Continue(())
        });
        Ok(Some((some, page.range)))
    }
}
