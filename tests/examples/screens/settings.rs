//! The settings of an organisation and the pages of operators.

use anyhow::Result;
use journeys::look::Look;
use journeys::waterland::{PASSWORD, platform};

use crate::album::Album;

/// Photographs them in a house of their own.
pub(crate) async fn photograph(look: &Look) -> Result<()> {
    let house = platform().await?;
    let album = Album::open(&house, look).await?;
    album.goto("/sign-in").await?;
    album.walk.fill("username", "sanne").await?;
    album.walk.fill("password", PASSWORD).await?;
    album.walk.press("sign-in-button").await?;
    for (path, name) in [
        ("/admin/settings", "settings"),
        ("/admin/settings/password", "settings-password"),
        ("/admin/settings/two-step", "settings-two-step"),
        ("/operator/organisations", "organisations"),
        ("/operator/organisations/new", "organisation-new"),
    ] {
        album.goto(path).await?;
        album.take(name).await?;
    }
    let bond = house.ctx.organisation_named("bond.example")?;
    album.goto(&format!("/operator/organisations/{}", bond.id)).await?;
    album.take("organisation").await?;
    album.goto("/profile/password").await?;
    album.walk.fill("password-new", "vier grote molens in Edam").await?;
    album.walk.press("password-try").await?;
    album.take("password-strength").await?;

    album.goto("/admin/settings/two-step").await?;
    album.walk.browser.tick(&album.walk.say("module-knows")).await?;
    album.walk.press("module-activate").await?;
    album.take("settings-two-step-on").await?;
    album.walk.sign_out().await?;
    album.walk.sign_in("sanne").await?;
    album.walk.enrol().await?;
    album.goto("/admin/settings/contact").await?;
    album.take("settings-contact").await?;
    album.goto("/admin/settings/exemptions").await?;
    album.take("settings-exemptions").await?;
    album.goto("/operator/organisations/new").await?;
    for (field, typed) in [
        ("operator-name", "Stichting Veerhuis"),
        ("operator-host", "veerhuis.example"),
        ("operator-full-name", "Bea Prins"),
        ("operator-user-name", "bea"),
        ("operator-address", "bea@veerhuis.example"),
    ] {
        album.walk.fill(field, typed).await?;
    }
    album.walk.press("operator-make").await?;
    album.walk.reads("operator-made-once").await?;
    album.take("organisation-made").await?;
    album.close().await
}
