//! My profile: a name, new recovery codes, a device forgotten, and the page of someone without an app. With
//! scripts and without.

use anyhow::{Result, ensure};
use domain::policy::{Demand, Requirement, Stay};
use domain::time::Lifetime;
use journeys::look::{Look, Scheme, Scripts};
use journeys::walk::Walk;
use journeys::waterland::{house, member, rule};

use crate::browser::ready;

#[tokio::test]
async fn browser_my_profile_renames_renews_and_forgets_on_a_dutch_phone() -> Result<()> {
    my_profile("profile-nl-phone", &Look { language: "nl", ..Look::PHONE }).await
}

#[tokio::test]
async fn browser_my_profile_renames_renews_and_forgets_on_an_english_laptop_without_scripts() -> Result<()> {
    my_profile("profile-en-plain", &Look { scripts: Scripts::Blocked, ..Look::WIDE }).await
}

async fn my_profile(name: &str, look: &Look) -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let house = house(rule()).await?;
    member(&house, "sanne", "Sanne de Wit", look.language).await?;
    let mut walk = Walk::open(&house, name, look).await?;
    walk.browser.goto("/").await?;
    walk.sign_in("sanne").await?;
    let (app, _) = walk.enrol().await?;
    walk.sign_out().await?;
    walk.sign_in("sanne").await?;
    walk.remember().await?;
    walk.prove(&app).await?;

    if look.width < Look::WIDE.width {
        walk.browser.tap(&walk.say("menu")).await?;
        walk.look("menu").await?;
    }
    walk.press("menu-two-factor").await?;
    walk.is_at("/profile/two-factor").await?;
    walk.look("two-factor").await?;
    house.clock.advance(Lifetime::minutes(6));
    walk.press_in("rename", &walk.words_of("phone-of", "Sanne")).await?;
    if walk.browser.path().await?.starts_with("/profile/confirm") {
        walk.prove_again(&app).await?;
    }
    walk.look("rename").await?;
    walk.fill("app-name", "Blauwe telefoon").await?;
    walk.press("rename").await?;
    walk.is_at("/profile/two-factor").await?;
    walk.reads_text(&walk.words_of("notice-renamed", "Blauwe telefoon")).await?;
    house.clock.advance(Lifetime::minutes(6));
    walk.press("codes-renew").await?;
    if walk.browser.path().await?.starts_with("/profile/confirm") {
        walk.prove_again(&app).await?;
    }
    walk.look("renew").await?;
    walk.press("codes-renew").await?;
    walk.reads("codes-title").await?;
    walk.look("new-codes").await?;
    walk.press("codes-stored").await?;
    walk.reads("notice-renewed").await?;
    walk.look("renewed").await?;
    walk.browser.goto("/profile/devices").await?;
    walk.look("devices").await?;
    walk.press("devices-forget-all").await?;
    walk.reads("devices-forgotten").await?;
    walk.look("no-devices").await?;
    walk.browser.goto("/profile/sessions").await?;
    walk.look("sessions").await?;
    walk.browser.goto("/profile/password").await?;
    walk.look("password").await?;
    walk.finish().await
}

#[tokio::test]
async fn browser_someone_without_an_app_adds_one_and_takes_it_away() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let may = Demand {
        requirement: Requirement::Optional,
        deadline: None,
        stay: Stay::UntilBrowserCloses,
        idle: Some(Lifetime::hours(1)),
        ..rule()
    };
    let house = house(may).await?;
    member(&house, "tom", "Tom Bakker", "en").await?;
    let mut walk = Walk::open(&house, "optional", &Look { scheme: Scheme::Dark, ..Look::WIDE }).await?;
    walk.browser.goto("/").await?;
    walk.sign_in("tom").await?;
    walk.is_at("/sign-in/enrol").await?;
    walk.look("offer").await?;
    walk.browser.choose(&walk.say("offer-when"), &walk.say("later-week")).await?;
    walk.press("offer-later").await?;
    walk.is_at("/").await?;
    walk.look("home").await?;
    walk.sign_out().await?;
    house.clock.advance(Lifetime::days(6));
    walk.sign_in("tom").await?;
    walk.is_at("/").await?;
    house.clock.advance(Lifetime::minutes(6));
    walk.browser.goto("/profile/two-factor").await?;
    walk.look("two-factor").await?;
    walk.press("app-title").await?;
    walk.look("password-again").await?;
    walk.fill_password_of("Tom Bakker").await?;
    walk.press("confirm").await?;
    walk.is_at("/profile/two-factor/add").await?;
    let picture = walk.look("add-app").await?;
    let app = walk.scan(&picture).await?;
    walk.fill("app-name", " ").await?;
    walk.fill("code-label", &walk.next_code(&app)?).await?;
    walk.press("confirm").await?;
    walk.reads("name-missing").await?;
    walk.look("no-name").await?;
    walk.fill("app-name", "Phone").await?;
    walk.fill("code-label", "123 456").await?;
    walk.press("confirm").await?;
    walk.reads("code-wrong").await?;
    walk.look("wrong-code").await?;
    walk.fill("code-label", &walk.next_code(&app)?).await?;
    walk.press("confirm").await?;
    walk.reads("codes-title").await?;
    walk.press("codes-stored").await?;
    walk.look("on").await?;
    walk.press_in("remove", "Phone").await?;
    walk.look("remove").await?;
    walk.press("remove").await?;
    walk.reads_text("Phone was removed").await?;
    ensure!(walk.browser.count(".pips").await? == 0, "recovery codes stay without an app");
    walk.look("off-again").await?;
    walk.finish().await
}
