//! Settings and organisations: a SuperUser rules passwords, switches the module on, and looks at the platform.

use anyhow::{Context, Result};
use journeys::look::Look;
use journeys::walk::Walk;
use journeys::waterland::{PASSWORD, platform};

use crate::ready;

async fn goes_through(look: &Look) -> Result<()> {
    let house = platform().await?;
    let mut walk = Walk::open(&house, "settings", look).await?;
    walk.browser.goto("/sign-in").await?;
    walk.look("sign-in").await?;
    walk.fill("username", "sanne").await?;
    walk.fill("password", PASSWORD).await?;
    walk.press("sign-in-button").await?;
    walk.is_at("/").await?;
    walk.browser.goto("/admin/settings").await?;
    walk.look("settings").await?;

    walk.browser.goto("/admin/settings/password").await?;
    walk.look("password-rule").await?;
    walk.fill("rule-password-alone", "7").await?;
    walk.press("save").await?;
    walk.reads("rule-password-range").await?;
    walk.look("password-rule-fault").await?;
    walk.fill("rule-password-alone", "18").await?;
    walk.press("save").await?;
    walk.reads("rule-password-saved").await?;
    walk.look("password-rule-saved").await?;

    walk.browser.goto("/profile/password").await?;
    walk.fill("password-new", "qwertyuiop qwertyuiop").await?;
    walk.press("password-try").await?;
    walk.reads("strength-weak").await?;
    walk.look("password-weak").await?;
    walk.fill("password-new", "de zee is vandaag weer groen").await?;
    walk.press("password-try").await?;
    walk.reads("password-would-do").await?;
    walk.look("password-fine").await?;

    walk.browser.goto("/admin/settings/two-step").await?;
    walk.look("module").await?;
    walk.press("module-activate").await?;
    walk.reads("module-knows-first").await?;
    walk.look("module-unseen").await?;
    walk.browser.tick(&walk.say("module-knows")).await?;
    walk.press("module-activate").await?;
    walk.reads("module-on-now").await?;
    walk.look("module-on").await?;

    walk.browser.goto("/operator/organisations").await?;
    walk.look("organisations").await?;
    walk.browser.goto("/operator/organisations/new").await?;
    walk.look("organisation-new").await?;
    let bond = house.ctx.organisation_named("bond.example").context("no second organisation")?;
    walk.browser.goto(&format!("/operator/organisations/{}", bond.id)).await?;
    walk.look("organisation").await?;
    walk.finish().await
}

#[tokio::test]
async fn browser_settings_are_changed_on_a_wide_screen_and_on_a_phone() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    goes_through(&Look::WIDE).await?;
    goes_through(&Look { language: "nl", ..Look::PHONE }).await
}
