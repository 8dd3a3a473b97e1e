//! No telephone at hand: a recovery code lets in once, a fresh one takes its place, and My profile puts things right. In
//! both languages, on a phone and a laptop.

use anyhow::{Context, Result, ensure};
use journeys::look::{Look, Scheme, Scripts};
use journeys::walk::Walk;
use journeys::waterland::{house, member, rule};

use crate::browser::ready;

#[tokio::test]
async fn browser_a_recovery_code_lets_in_once_and_the_telephone_is_replaced_on_a_dutch_phone() -> Result<()> {
    recovery("recovery-nl-phone", &Look { language: "nl", ..Look::PHONE }).await
}

#[tokio::test]
async fn browser_a_recovery_code_lets_in_once_and_the_telephone_is_replaced_on_a_dark_english_laptop() -> Result<()> {
    recovery("recovery-en-dark", &Look { scheme: Scheme::Dark, ..Look::WIDE }).await
}

#[tokio::test]
async fn browser_a_recovery_code_lets_in_once_and_the_telephone_is_replaced_on_a_dutch_laptop() -> Result<()> {
    recovery("recovery-nl", &Look { language: "nl", ..Look::WIDE }).await
}

#[tokio::test]
async fn browser_a_recovery_code_lets_in_once_and_the_telephone_is_replaced_on_an_english_phone() -> Result<()> {
    recovery("recovery-en-phone", &Look::PHONE).await
}

#[tokio::test]
async fn browser_a_recovery_code_lets_in_once_and_the_telephone_is_replaced_without_scripts() -> Result<()> {
    recovery("recovery-en-plain", &Look { scripts: Scripts::Blocked, ..Look::PHONE }).await
}

async fn recovery(name: &str, look: &Look) -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let house = house(rule()).await?;
    member(&house, "emma", "Emma Jansen", look.language).await?;
    let mut walk = Walk::open(&house, name, look).await?;
    walk.browser.goto("/").await?;
    walk.sign_in("emma").await?;
    let (_, codes) = walk.enrol().await?;
    let code = codes.first().context("no recovery codes")?;
    walk.sign_out().await?;

    walk.sign_in("emma").await?;
    to_recovery(&walk).await?;
    walk.look("recovery-code").await?;
    walk.fill("recovery-code", "too short").await?;
    walk.press("sign-in-button").await?;
    walk.reads("recovery-shape").await?;
    walk.look("no-code").await?;
    walk.fill("recovery-code", "0000-0000-0000-0000-0000").await?;
    walk.press("sign-in-button").await?;
    walk.reads("recovery-wrong").await?;
    walk.look("wrong-code").await?;
    walk.fill("recovery-code", &code.to_lowercase().replace('-', " ")).await?;
    walk.press("sign-in-button").await?;
    walk.reads("new-code-title").await?;
    ensure!(walk.browser.count(".lang").await? == 0, "the other language would lose the code");
    walk.look("new-code").await?;
    let fresh = walk.browser.text_of("#fresh").await?;
    ensure!(!codes.contains(&fresh), "{fresh} is an old code");
    walk.press("new-code-button").await?;
    walk.is_at("/profile/two-factor").await?;
    walk.reads("notice-recovery").await?;
    walk.look("two-factor").await?;

    let app = new_telephone(&mut walk).await?;
    walk.sign_out().await?;
    walk.sign_in("emma").await?;
    to_recovery(&walk).await?;
    walk.fill("recovery-code", code).await?;
    walk.press("sign-in-button").await?;
    walk.reads("recovery-wrong").await?;
    walk.press("recovery-back").await?;
    walk.prove(&app).await?;
    walk.is_at("/").await?;
    walk.finish().await
}

async fn to_recovery(walk: &Walk<'_>) -> Result<()> {
    walk.is_at("/sign-in/second-factor").await?;
    walk.browser.follow(".ways a").await?;
    walk.is_at("/sign-in/recovery-code").await
}

/// The new telephone is added, then the lost one goes.
async fn new_telephone(walk: &mut Walk<'_>) -> Result<journeys::walk::App> {
    ensure!(walk.browser.count("a[href$='/remove']").await? == 0, "the last app can be removed");
    walk.press("ways-add").await?;
    walk.is_at("/profile/two-factor/add").await?;
    let picture = walk.look("add-app").await?;
    let app = walk.scan(&picture).await?;
    walk.fill("app-name", "New phone").await?;
    walk.fill("code-label", &walk.next_code(&app)?).await?;
    walk.press("confirm").await?;
    walk.is_at("/profile/two-factor").await?;
    walk.reads_text(&walk.words_of("notice-added", "New phone")).await?;
    walk.look("added").await?;
    let lost = walk.words_of("phone-of", "Emma");
    walk.press_in("remove", &lost).await?;
    walk.look("remove").await?;
    walk.press("remove").await?;
    walk.reads_text(&walk.words_of("notice-removed", &lost)).await?;
    walk.look("removed").await?;
    Ok(app)
}
