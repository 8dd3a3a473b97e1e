//! The board of the roll-out and the people behind its figures, in the middle of one.

use anyhow::Result;
use journeys::look::Look;
use journeys::rollout::house;

use crate::album::Album;

/// Photographs them in a house of their own.
pub(crate) async fn photograph(look: &Look) -> Result<()> {
    let house = house(look.language).await?;
    let album = Album::open(&house, look).await?;
    album.goto("/admin/rollout").await?;
    album.walk.sign_in("sanne").await?;
    album.walk.enrol().await?;
    album.goto("/admin/rollout").await?;
    album.take_both("rollout").await?;
    album.walk.press("rollout-all").await?;
    album.take("rollout-people").await?;
    album.goto("/admin/rollout/rehearsal?at=2026-12-09").await?;
    album.take("rehearsal").await?;
    album.goto("/admin/rollout/rehearsal/people?at=2026-12-09&class=obliged").await?;
    album.take("rehearsal-people").await?;
    album.close().await
}
