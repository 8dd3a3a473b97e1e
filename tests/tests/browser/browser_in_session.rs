//! Inside a session that stays for weeks: the code asked again when its own period is over, and the deadline that comes
//! between two clicks.

use anyhow::{Context, Result};
use domain::policy::{Ask, Demand, Stay};
use domain::time::Lifetime;
use journeys::look::{Look, Scheme};
use journeys::walk::Walk;
use journeys::waterland::{house, member, rule};
use server::testing::House;

use crate::browser::ready;

/// Signed in for 30 days; every 7 days, at the next click, the second factor alone.
fn long_sessions() -> Demand {
    Demand { ask: Ask::Every(Lifetime::days(7)), stay: Stay::For(Lifetime::days(30)), ..rule() }
}

#[tokio::test]
async fn browser_after_its_period_the_code_alone_is_asked_at_the_next_click() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let house = house(long_sessions()).await?;
    member(&house, "sanne", "Sanne de Wit", "en").await?;
    let mut walk = Walk::open(&house, "again", &Look { scheme: Scheme::Dark, ..Look::PHONE }).await?;
    walk.browser.goto("/").await?;
    walk.sign_in("sanne").await?;
    let (app, _) = walk.enrol().await?;
    house.clock.advance(Lifetime::days(6));
    walk.browser.goto("/profile/sessions").await?;
    walk.is_at("/profile/sessions").await?;
    house.clock.advance(Lifetime::days(1));
    walk.browser.goto("/profile/sessions").await?;
    walk.reads("factor-title").await?;
    walk.look("again").await?;
    walk.fill("code-label", &walk.next_code(&app)?).await?;
    walk.press("continue").await?;
    walk.is_at("/profile/sessions").await?;
    walk.finish().await
}

#[tokio::test]
async fn browser_a_deadline_that_passes_in_a_session_asks_at_the_next_click() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let house = house(long_sessions()).await?;
    member(&house, "joris", "Joris van den Berg", "nl").await?;
    let mut walk = Walk::open(&house, "overtaken", &Look { language: "nl", ..Look::WIDE }).await?;
    walk.browser.goto("/").await?;
    walk.sign_in("joris").await?;
    walk.press("offer-later").await?;
    walk.is_at("/").await?;
    house.clock.advance(Lifetime::days(14));
    walk.browser.goto("/profile/sessions").await?;
    walk.reads("confirm-password-duty").await?;
    walk.look("password").await?;
    walk.fill_password_of("Joris van den Berg").await?;
    walk.press("confirm").await?;
    walk.is_at("/sign-in/enrol").await?;
    walk.reads("duty-title").await?;
    walk.look("duty").await?;
    walk.press("offer-now").await?;
    walk.is_at("/sign-in/enrol/proof").await?;
    walk.press("proof-send").await?;
    walk.browser.wait_until("the code was mailed", async || Ok(mailed_code(&house).is_some())).await?;
    walk.fill("proof-code-label", &mailed_code(&house).context("no code in the mail")?).await?;
    walk.press("confirm").await?;
    walk.set_up().await?;
    walk.press("codes-stored").await?;
    walk.is_at("/profile/sessions").await?;
    walk.finish().await
}

fn mailed_code(house: &House) -> Option<String> {
    let letters = house.mailbox.letters();
    let mut lines = letters.iter().flat_map(|letter| letter.text.lines()).map(str::trim);
    lines.find(|line| line.starts_with("E-")).map(str::to_owned)
}
