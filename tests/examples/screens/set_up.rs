//! A server on which there is no organisation yet.

use anyhow::Result;
use journeys::look::Look;
use server::testing::Unset;

use crate::album::Album;

/// Photographs what it says to everyone, and the form behind the link that it prints.
pub(crate) async fn photograph(look: &Look) -> Result<()> {
    let server = Unset::start().await.map_err(anyhow::Error::from_boxed)?;
    let album = Album::visit(&server.site, look).await?;
    album.goto("/sign-in").await?;
    album.take("nothing-yet").await?;
    album.goto(&server.link).await?;
    album.walk.fill("operator-name", "Vereniging Waterland").await?;
    album.walk.fill("operator-full-name", "Sanne de Wit").await?;
    album.walk.fill("operator-address", "sanne@waterland.example").await?;
    album.walk.fill("operator-user-name", "sanne").await?;
    album.take("set-up").await?;
    album.close().await
}
