//! A SuperUser makes a selection by clicking, tries a rule on it, puts in order what the guards ask, and saves it; then
//! looks at who changed what, and what it means for one person.

use actions::admin::import_authenticator;
use actions::admin::people::{self, Membership};
use actions::admin::policies;
use anyhow::{Context, Result, ensure};
use domain::policy::{Demand, Requirement};
use domain::time::Lifetime;
use journeys::look::{Look, Scripts};
use journeys::walk::Walk;
use journeys::waterland::{house_with, member, rule, superuser};
use server::mail::sink::Sink;
use server::testing::HouseOptions;

use crate::browser::ready;

const GROUP: &str = "Backend";

async fn goes_through(look: &Look) -> Result<()> {
    let sink = Sink::start().await?;
    let optional = Demand { requirement: Requirement::Optional, deadline: None, ..rule() };
    let house = house_with(optional, HouseOptions { smtp: Some(sink.url()), ..HouseOptions::default() }).await?;
    let (ctx, organisation) = (&house.ctx, &house.organisation);
    superuser(&house, "sanne", "Sanne de Wit").await?;
    let other = superuser(&house, "anna", "Anna Visser").await?;
    import_authenticator::import(ctx, organisation, other, b"a secret of twenty b", "Phone").await?;
    let joris = member(&house, "joris", "Joris van den Berg", "nl").await?;
    let jan = member(&house, "jan", "Jan <b>de Vries</b>", "nl").await?;
    for person in [joris, jan] {
        policies::group(ctx, organisation, GROUP).await?;
        people::set_membership(ctx, organisation, person, GROUP, Membership::In).await?;
    }
    let mut walk = Walk::open(&house, "rules", look).await?;
    walk.browser.goto("/admin/selections").await?;
    walk.sign_in("sanne").await?;
    let (app, _) = walk.enrol().await?;

    choose_people(&mut walk, look.scripts).await?;

    walk.browser.goto("/admin/policies").await?;
    walk.look("rules").await?;
    walk.press("rules-new").await?;
    walk.look("rule-new").await?;
    walk.fill("rule-name", "Backend-gebruikers").await?;
    walk.browser.choose(&walk.say("rule-selection"), "Backend-gebruikers").await?;
    walk.browser.tick(&walk.say("rule-r-mandatory")).await?;
    // The same day in whichever order the browser asks for it.
    walk.browser.fill(&walk.say("rule-deadline"), "12122026").await?;
    if look.scripts == Scripts::Allowed {
        // The panel follows while one types.
        walk.browser.wait_for_text("12 december 2026").await?;
    } else {
        walk.press("rule-preview").await?;
    }
    walk.reads_text("Backend-gebruikers").await?;
    walk.look("rule-plain-words").await?;
    house.clock.advance(Lifetime::minutes(6));
    walk.press("rule-save").await?;
    walk.reads("rule-confirm").await?;
    walk.look("rule-confirm").await?;
    walk.browser.goto("/profile/confirm?return_to=%2Fadmin%2Fsettings%2Fmail").await?;
    walk.prove_again(&app).await?;
    walk.is_at("/admin/settings/mail").await?;
    walk.look("mail-test").await?;
    walk.press("mail-test-send").await?;
    walk.look("mail-test-written").await?;
    sink.wait_for(1).await;
    walk.browser.goto("/admin/policies/new").await?;
    walk.fill("rule-name", "Backend-gebruikers").await?;
    walk.browser.choose(&walk.say("rule-selection"), "Backend-gebruikers").await?;
    walk.browser.tick(&walk.say("rule-r-mandatory")).await?;
    walk.browser.fill(&walk.say("rule-deadline"), "12122026").await?;
    walk.press("rule-save").await?;
    walk.reads("rule-guards").await?;
    walk.reads("guard-run").await?;
    walk.look("rule-guards").await?;
    walk.press("class-ahead").await?;
    walk.reads_text("Joris van den Berg").await?;
    walk.reads_text("Jan <b>de Vries</b>").await?;
    walk.look("dry-run-list").await?;
    walk.press("run-back").await?;
    walk.press("rule-run-do").await?;
    walk.look("rule-dry-run").await?;
    walk.press("rule-save").await?;
    walk.is_at("/admin/policies").await?;
    walk.look("rules-saved").await?;

    walk.browser.press("Backend-gebruikers").await?;
    walk.look("rule").await?;
    walk.press("rules-history").await?;
    walk.reads_text("Sanne de Wit").await?;
    walk.look("rule-history").await?;
    walk.browser.goto(&format!("/admin/people/{joris}/what-if?at=2026-12-12&time=00:00")).await?;
    walk.look("what-if").await?;
    let saved = policies::list(ctx, organisation).await?;
    let saved = saved.iter().find(|(policy, _)| policy.name == "Backend-gebruikers").context("not saved")?;
    ensure!(saved.0.demand.deadline == Some(jiff::civil::date(2026, 12, 12)), "{:?}", saved.0);
    walk.finish().await
}

/// Makes the selection: by clicking, wrongly by typing, and by clicking again.
async fn choose_people(walk: &mut Walk<'_>, scripts: Scripts) -> Result<()> {
    walk.browser.goto("/admin/selections").await?;
    walk.look("selections-none").await?;
    walk.press("selections-new").await?;
    walk.look("selection-new").await?;
    walk.fill("selection-name", "Backend-gebruikers").await?;
    let value = walk.words_with("selection-value", 1);
    walk.browser.fill(&value, GROUP).await?;
    if scripts == Scripts::Allowed {
        // The filter and its people follow while one clicks.
        walk.browser.wait_for_text(&format!("groups eq \"{GROUP}\"")).await?;
    } else {
        walk.press("selection-preview").await?;
    }
    walk.reads_text(&walk.words_with("selections-people", 2)).await?;
    walk.look("selection-built").await?;
    walk.press("selection-type").await?;
    walk.fill("selection-filter", "groups eq 3").await?;
    walk.press("selection-save").await?;
    walk.reads("selection-not-saved").await?;
    walk.look("selection-fault").await?;
    walk.fill("selection-filter", "groups eq \"Backend\"").await?;
    walk.press("selection-rows-use").await?;
    // Return in a field saves what was clicked.
    walk.browser.fill(&value, "Niemand").await?;
    walk.browser.fill(&value, GROUP).await?;
    walk.browser.type_keys("\u{E007}").await?;
    walk.is_at("/admin/selections").await?;
    walk.reads_text("Backend-gebruikers").await?;
    walk.reads_text(&walk.words_with("selections-people", 2)).await?;
    walk.look("selections").await?;
    Ok(())
}

#[tokio::test]
async fn browser_a_rule_is_made_with_scripts_on_a_wide_screen() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    goes_through(&Look { language: "nl", ..Look::WIDE }).await
}

#[tokio::test]
async fn browser_a_rule_is_made_without_scripts_on_a_phone() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    goes_through(&Look { language: "nl", scripts: Scripts::Blocked, ..Look::PHONE }).await
}
