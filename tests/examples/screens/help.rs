//! The pages of help, as whoever is not signed in reads them.

use anyhow::Result;
use journeys::look::Look;
use journeys::waterland::{house, rule};

use crate::album::Album;

/// Photographs one of each kind in a house of their own.
pub(crate) async fn photograph(look: &Look) -> Result<()> {
    let house = house(rule()).await?;
    let album = Album::open(&house, look).await?;
    for (path, name) in [("/help", "help"), ("/help/code-refused", "help-topic")] {
        album.goto(path).await?;
        album.take(name).await?;
    }
    album.goto("/help/apps/google").await?;
    album.take_both("help-app").await?;
    album.close().await
}
