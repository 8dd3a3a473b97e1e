//! Passkeys: adding one, and being asked for it; the sign-in page and the offer stand beside them.

use anyhow::Result;
use journeys::device::Device;
use journeys::look::Look;
use journeys::waterland::{house, member, rule};

use crate::album::Album;

/// Photographs them in a house of their own.
pub(crate) async fn photograph(look: &Look) -> Result<()> {
    let house = house(rule()).await?;
    member(&house, "sanne", "Sanne de Wit", look.language).await?;
    let album = Album::open(&house, look).await?;
    let device = album.walk.browser.plug_in(&Device::PHONE).await?;
    album.goto("/").await?;
    album.take("sign-in").await?;
    album.walk.sign_in("sanne").await?;
    album.take_both("offer").await?;
    album.walk.press("offer-passkey").await?;
    album.take_both("add-passkey").await?;
    album.walk.press("passkey-make").await?;
    album.walk.press("codes-stored").await?;
    album.goto("/profile/two-factor").await?;
    album.take("two-factor-passkey").await?;
    album.walk.browser.attend(&device, false).await?;
    album.walk.sign_out().await?;
    album.walk.sign_in("sanne").await?;
    album.take_both("second-factor-passkey").await?;
    album.close().await
}
