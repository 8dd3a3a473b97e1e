//! One person, two browsers: a new password ends the other session and its trust; so does signing out everywhere. In both
//! languages, each browser on a phone and on a laptop.

use anyhow::{Result, ensure};
use domain::time::Lifetime;
use journeys::look::{Look, Scheme, Scripts};
use journeys::walk::{App, Walk};
use journeys::waterland::{PASSWORD, house, member, rule};
use server::testing::House;

use crate::browser::ready;

const NEW: &str = "roeiboot lantaarn 41 kaas";

/// Where the person is, and where else.
struct Places {
    name: &'static str,
    here: Look,
    there: Look,
}

impl Places {
    fn laptop_and_phone(name: &'static str, language: &'static str) -> Self {
        let there = Look { scheme: Scheme::Dark, language, ..Look::PHONE };
        Self { name, here: Look { language, ..Look::WIDE }, there }
    }

    fn phone_and_laptop(name: &'static str, language: &'static str) -> Self {
        let places = Self::laptop_and_phone(name, language);
        Self { name, here: places.there, there: places.here }
    }
}

/// Signed in at two places, both remembered.
async fn two_places<'h>(house: &'h House, places: &Places) -> Result<(Walk<'h>, Walk<'h>, App)> {
    member(house, "sanne", "Sanne de Wit", places.here.language).await?;
    let here = Walk::open(house, &format!("{}-here", places.name), &places.here).await?;
    here.browser.goto("/").await?;
    here.sign_in("sanne").await?;
    let (app, _) = here.enrol().await?;
    here.sign_out().await?;
    remember(&here, &app).await?;
    let there = Walk::open(house, &format!("{}-there", places.name), &places.there).await?;
    there.browser.goto("/").await?;
    remember(&there, &app).await?;
    Ok((here, there, app))
}

async fn remember(walk: &Walk<'_>, app: &App) -> Result<()> {
    walk.sign_in("sanne").await?;
    walk.remember().await?;
    walk.prove(app).await?;
    walk.is_at("/").await
}

#[tokio::test]
async fn browser_a_new_password_ends_other_sessions_and_their_trust_on_a_dutch_laptop() -> Result<()> {
    new_password(&Places::laptop_and_phone("password-nl", "nl")).await
}

#[tokio::test]
async fn browser_a_new_password_ends_other_sessions_and_their_trust_on_a_dutch_phone() -> Result<()> {
    new_password(&Places::phone_and_laptop("password-nl-phone", "nl")).await
}

#[tokio::test]
async fn browser_a_new_password_ends_other_sessions_and_their_trust_on_an_english_laptop() -> Result<()> {
    new_password(&Places::laptop_and_phone("password-en", "en")).await
}

#[tokio::test]
async fn browser_a_new_password_ends_other_sessions_and_their_trust_on_an_english_phone() -> Result<()> {
    new_password(&Places::phone_and_laptop("password-en-phone", "en")).await
}

#[tokio::test]
async fn browser_a_new_password_ends_other_sessions_and_their_trust_without_scripts() -> Result<()> {
    let mut places = Places::phone_and_laptop("password-nl-plain", "nl");
    places.here.scripts = Scripts::Blocked;
    new_password(&places).await
}

async fn new_password(places: &Places) -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let house = house(rule()).await?;
    let (mut here, mut there, app) = two_places(&house, places).await?;

    house.clock.advance(Lifetime::minutes(6));
    here.browser.goto("/profile/password").await?;
    here.look("step-up").await?;
    here.prove_again(&app).await?;
    here.is_at("/profile/password").await?;
    here.look("password").await?;
    change(&here, "not the password", NEW).await?;
    let wrong = here.say("password-current-advice");
    here.reads_text(wrong.split('<').next().unwrap_or_default().trim()).await?;
    here.look("wrong-password").await?;
    change(&here, PASSWORD, "kort").await?;
    here.reads("password-not-changed").await?;
    here.look("weak-password").await?;
    change(&here, PASSWORD, NEW).await?;
    here.reads("password-changed").await?;
    here.look("password-changed").await?;
    here.browser.goto("/").await?;
    here.is_at("/").await?;

    there.browser.goto("/").await?;
    there.is_at("/sign-in").await?;
    there.reads("sign-in-ended").await?;
    there.sign_in("sanne").await?;
    there.reads("sign-in-wrong").await?;
    there.look("old-password").await?;
    there.sign_in_with("sanne", NEW).await?;
    there.is_at("/sign-in/second-factor").await?;
    there.prove(&app).await?;
    there.is_at("/").await?;
    here.sign_out().await?;
    here.sign_in_with("sanne", NEW).await?;
    here.is_at("/sign-in/second-factor").await?;
    here.finish().await?;
    there.finish().await
}

async fn change(walk: &Walk<'_>, current: &str, new: &str) -> Result<()> {
    walk.fill("password-current", current).await?;
    walk.fill("password-new", new).await?;
    walk.press("password-button").await
}

#[tokio::test]
async fn browser_signing_out_everywhere_leaves_this_laptop_alone_in_dutch() -> Result<()> {
    everywhere(&Places::laptop_and_phone("everywhere-nl", "nl")).await
}

#[tokio::test]
async fn browser_signing_out_everywhere_leaves_this_phone_alone_in_english() -> Result<()> {
    everywhere(&Places::phone_and_laptop("everywhere-en-phone", "en")).await
}

async fn everywhere(places: &Places) -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let house = house(rule()).await?;
    let (mut here, there, _) = two_places(&house, places).await?;

    here.browser.goto("/profile/devices").await?;
    ensure!(here.browser.count(".list > li").await? == 2, "two devices are remembered");
    here.look("devices").await?;
    here.browser.goto("/profile/sessions").await?;
    ensure!(here.browser.count(".list > li").await? == 2, "signed in at two places");
    here.look("sessions").await?;
    here.press("sign-out-everywhere").await?;
    here.look("everywhere").await?;
    here.press("sign-out-everywhere").await?;
    here.reads("sessions-all-ended").await?;
    ensure!(here.browser.count(".list > li").await? == 1, "signed in here alone");
    here.look("alone").await?;
    there.browser.goto("/profile/two-factor").await?;
    let path = there.browser.path().await?;
    ensure!(path.starts_with("/sign-in?return_to="), "at {path}");
    there.reads("sign-in-ended").await?;
    there.sign_in("sanne").await?;
    there.is_at("/sign-in/second-factor").await?;
    here.finish().await?;
    there.finish().await
}
