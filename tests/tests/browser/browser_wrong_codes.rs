//! Wrong codes: what is no code is told apart, five in a row begin a wait, a hundred switch the app off. In both
//! languages, on a phone and a laptop.

use anyhow::{Result, ensure};
use domain::time::Lifetime;
use journeys::look::{Look, Scheme, Scripts};
use journeys::walk::Walk;
use journeys::waterland::{all_but_one_failure, house, member, rule};

use crate::browser::ready;

#[tokio::test]
async fn browser_wrong_codes_lead_to_a_wait_and_a_hundred_to_a_lock_on_a_dutch_laptop() -> Result<()> {
    wrong_codes("wrong-codes-nl", &Look { language: "nl", ..Look::WIDE }).await
}

#[tokio::test]
async fn browser_wrong_codes_lead_to_a_wait_and_a_hundred_to_a_lock_on_an_english_phone() -> Result<()> {
    wrong_codes("wrong-codes-en-phone", &Look::PHONE).await
}

#[tokio::test]
async fn browser_wrong_codes_lead_to_a_wait_and_a_hundred_to_a_lock_on_a_dark_dutch_phone() -> Result<()> {
    wrong_codes("wrong-codes-nl-phone-dark", &Look { language: "nl", scheme: Scheme::Dark, ..Look::PHONE }).await
}

#[tokio::test]
async fn browser_wrong_codes_lead_to_a_wait_and_a_hundred_to_a_lock_on_an_english_laptop() -> Result<()> {
    wrong_codes("wrong-codes-en", &Look::WIDE).await
}

#[tokio::test]
async fn browser_wrong_codes_lead_to_a_wait_and_a_hundred_to_a_lock_without_scripts() -> Result<()> {
    wrong_codes("wrong-codes-en-plain", &Look { scripts: Scripts::Blocked, ..Look::WIDE }).await
}

async fn wrong_codes(name: &str, look: &Look) -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let house = house(rule()).await?;
    let user = member(&house, "piet", "Piet de Boer", look.language).await?;
    let mut walk = Walk::open(&house, name, look).await?;
    walk.browser.goto("/").await?;
    walk.sign_in("piet").await?;
    let (app, _) = walk.enrol().await?;
    walk.sign_out().await?;
    walk.sign_in("piet").await?;

    for (typed, said) in [("12345", "code-short"), ("1234567", "code-long"), ("geen code", "code-digits")] {
        answer(&walk, typed).await?;
        walk.reads(said).await?;
        walk.look(said).await?;
    }
    answer(&walk, &wrong(&walk, &app)?).await?;
    walk.reads("code-wrong").await?;
    walk.reads_text(&walk.words_with("tries-left", 1)).await?;
    walk.look("code-wrong").await?;
    answer(&walk, &wrong(&walk, &app)?).await?;
    let wait = if look.language == "nl" { "Over 30 seconden kun" } else { "You can try again in 30 seconds" };
    walk.reads_text(wait).await?;
    walk.look("wait").await?;
    walk.browser.goto("/sign-in/second-factor").await?;
    let code = journeys::tools::oathtool(&app.key, house.ctx.now().seconds())?;
    answer(&walk, &code).await?;
    walk.reads("too-many-tries").await?;
    house.clock.advance(Lifetime::seconds(30));
    walk.browser.goto("/sign-in/second-factor").await?;
    walk.prove(&app).await?;
    walk.is_at("/").await?;

    walk.sign_out().await?;
    all_but_one_failure(&house, user).await?;
    walk.sign_in("piet").await?;
    answer(&walk, &wrong(&walk, &app)?).await?;
    walk.reads("code-disabled").await?;
    walk.reads("factor-title-other").await?;
    ensure!(walk.browser.count("#code").await? == 0, "a code is asked that nothing can answer");
    walk.look("disabled").await?;
    walk.finish().await
}

async fn answer(walk: &Walk<'_>, typed: &str) -> Result<()> {
    walk.fill("code-label", typed).await?;
    walk.press("sign-in-button").await
}

/// Six digits that the app does not show.
fn wrong(walk: &Walk<'_>, app: &journeys::walk::App) -> Result<String> {
    let right = walk.next_code(app)?;
    Ok(right.chars().map(|digit| if digit == '9' { '0' } else { '9' }).collect())
}
