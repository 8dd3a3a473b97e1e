//! Settings and organisations: a SuperUser rules passwords, switches the module on, and looks at the platform.

use actions::admin::selections;
use anyhow::{Context, Result};
use journeys::look::Look;
use journeys::walk::Walk;
use journeys::waterland::{PASSWORD, platform};
use server::testing::House;

use crate::browser::ready;

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
    makes_an_attribute_and_a_list(&house, &mut walk).await?;

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

async fn makes_an_attribute_and_a_list(house: &House, walk: &mut Walk<'_>) -> Result<()> {
    walk.browser.goto("/admin/settings/attributes/new").await?;
    walk.look("attribute-new").await?;
    walk.fill("name", "Team").await?;
    walk.fill("attribute-key", "2nd").await?;
    walk.press("save").await?;
    walk.reads("attribute-key-wrong").await?;
    walk.look("attribute-fault").await?;
    walk.fill("attribute-key", "team").await?;
    walk.press("save").await?;
    walk.is_at("/admin/settings/attributes").await?;
    walk.look("attributes").await?;
    walk.browser.goto("/admin/settings/attributes/team").await?;
    walk.look("attribute").await?;
    walk.browser.goto("/admin/settings/attributes/team/remove").await?;
    walk.look("attribute-remove").await?;
    walk.browser.goto("/admin/people/new").await?;
    walk.look("person-new-attribute").await?;

    walk.browser.goto("/admin/selections/new?kind=list").await?;
    walk.fill("selection-name", "Team").await?;
    walk.fill("selection-search", "sanne").await?;
    walk.press("selection-find").await?;
    walk.look("list-found").await?;
    walk.browser.tick("Sanne de Wit").await?;
    walk.press("selection-preview").await?;
    walk.look("list-preview").await?;
    walk.press("selection-save").await?;
    walk.is_at("/admin/selections").await?;
    let team = selections::by_name(&house.ctx, &house.organisation, "Team").await?;
    walk.browser.goto(&format!("/admin/selections/{}", team.id)).await?;
    walk.press("selection-everyone").await?;
    walk.look("list-people").await?;
    Ok(())
}

#[tokio::test]
async fn browser_settings_are_changed_on_a_wide_screen_and_on_a_phone() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    goes_through(&Look::WIDE).await?;
    goes_through(&Look { language: "nl", ..Look::PHONE }).await
}
