//! Passkeys and security keys in a real browser, with devices that Chromium plays: a phone that checks who uses it, and a key that
//! only feels a finger. Adding one, the second step, the whole sign-in by a button and from the name field, and when it fails.

use anyhow::{Context, Result, ensure};
use domain::policy::{AuthenticatorRule, Demand};
use domain::time::Lifetime;
use journeys::device::Device;
use journeys::look::{Look, Scheme, Scripts};
use journeys::walk::Walk;
use journeys::waterland::{house, member, rule};

use crate::browser::ready;

const DUTCH: Look = Look { language: "nl", ..Look::PHONE };

#[tokio::test]
async fn browser_a_phone_with_a_passkey_in_dutch() -> Result<()> {
    passkey_journey("passkey-nl", &DUTCH).await
}

#[tokio::test]
async fn browser_a_laptop_with_a_passkey_in_the_dark() -> Result<()> {
    passkey_journey("passkey-en-dark", &Look { scheme: Scheme::Dark, ..Look::WIDE }).await
}

async fn passkey_journey(name: &str, look: &Look) -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let house = house(rule()).await?;
    member(&house, "sanne", "Sanne de Wit", look.language).await?;
    let mut walk = Walk::open(&house, name, look).await?;
    let phone = walk.browser.plug_in(&Device::PHONE).await?;
    walk.browser.goto("/").await?;
    walk.sign_in("sanne").await?;
    walk.look("offer").await?;
    walk.press("offer-passkey").await?;
    walk.is_at("/sign-in/enrol/passkey").await?;
    walk.look("add-passkey").await?;
    walk.press("passkey-make").await?;
    walk.reads("codes-title").await?;
    walk.press("codes-stored").await?;
    walk.is_at("/").await?;
    walk.browser.goto("/profile/two-factor").await?;
    walk.reads("ways-title").await?;
    walk.look("two-factor").await?;
    ensure!(walk.browser.credentials(&phone).await? == 1, "it is on the phone");

    // As the second step.
    walk.browser.attend(&phone, false).await?;
    walk.sign_out().await?;
    walk.sign_in("sanne").await?;
    walk.browser.attend(&phone, true).await?;
    walk.is_at("/sign-in/second-factor").await?;
    walk.reads("factor-title-passkey").await?;
    walk.look("second-factor").await?;
    walk.press("passkey-use").await?;
    walk.browser.wait_until("signed in", async || Ok(walk.browser.path().await? == "/")).await?;

    // In place of everything, by the button.
    walk.browser.attend(&phone, false).await?;
    walk.sign_out().await?;
    walk.browser.attend(&phone, true).await?;
    walk.press("passkey-sign-in").await?;
    walk.browser.wait_until("signed in", async || Ok(walk.browser.path().await? == "/")).await?;

    // The same device again is told apart.
    walk.browser.goto("/profile/two-factor/add-passkey").await?;
    walk.browser.fill(&walk.say("passkey-name"), "Once more").await?;
    walk.browser.tap(&walk.say("passkey-make")).await?;
    walk.reads("passkey-known").await?;
    walk.look("known").await?;

    // A fresh proof before something sensitive.
    house.clock.advance(Lifetime::minutes(11));
    walk.browser.goto("/profile/two-factor/recovery-codes").await?;
    walk.reads("factor-step-up-title").await?;
    walk.look("confirm").await?;
    walk.press("passkey-use").await?;
    walk.reads("renew-title").await?;

    // It does not know the finger: words, and the other ways stay.
    walk.browser.attend(&phone, false).await?;
    walk.sign_out().await?;
    walk.browser.recognise(&phone, false).await?;
    walk.browser.attend(&phone, true).await?;
    walk.browser.tap(&walk.say("passkey-sign-in")).await?;
    walk.reads("passkey-stopped").await?;
    walk.look("stopped").await?;
    walk.finish().await
}

#[tokio::test]
async fn browser_the_name_field_offers_the_passkey() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let house = house(rule()).await?;
    member(&house, "sanne", "Sanne de Wit", "en").await?;
    let walk = Walk::open(&house, "passkey-autofill", &Look::WIDE).await?;
    let phone = walk.browser.plug_in(&Device::PHONE).await?;
    walk.browser.goto("/").await?;
    walk.sign_in("sanne").await?;
    walk.press("offer-passkey").await?;
    walk.press("passkey-make").await?;
    walk.press("codes-stored").await?;
    // A page that stood open for an hour, and is looked at again, asks anew.
    walk.browser.attend(&phone, false).await?;
    walk.sign_out().await?;
    let asked = walk.browser.attribute("form[data-passkey]", "data-options").await?;
    house.clock.advance(Lifetime::hours(1));
    walk.browser.driver().execute("document.dispatchEvent(new Event('visibilitychange'))", vec![]).await?;
    let anew = async || Ok(walk.browser.attribute("form[data-passkey]", "data-options").await? != asked);
    walk.browser.wait_until("asked anew", anew).await?;
    walk.browser.attend(&phone, true).await?;
    walk.press("passkey-sign-in").await?;
    walk.browser.wait_until("signed in", async || Ok(walk.browser.path().await? == "/")).await?;
    // Chromium's device takes up what the name field offers by itself: nobody presses anything.
    walk.press("sign-out").await?;
    walk.browser
        .wait_until("signed in by itself", async || {
            let text = walk.browser.text().await?;
            Ok(walk.browser.path().await? == "/" && text.contains("Sanne"))
        })
        .await?;
    walk.finish().await
}

#[tokio::test]
async fn browser_an_old_security_key_is_a_second_step() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let house = house(rule()).await?;
    member(&house, "joris", "Joris van den Berg", "en").await?;
    let mut walk = Walk::open(&house, "passkey-u2f", &Look { scheme: Scheme::Dark, ..Look::PHONE }).await?;
    let key = walk.browser.plug_in(&Device::OLD_KEY).await?;
    walk.browser.goto("/").await?;
    walk.sign_in("joris").await?;
    walk.press("offer-passkey").await?;
    walk.press("passkey-make").await?;
    walk.press("codes-stored").await?;
    walk.sign_out().await?;
    walk.sign_in("joris").await?;
    walk.press("passkey-use").await?;
    walk.browser.wait_until("signed in", async || Ok(walk.browser.path().await? == "/")).await?;
    // A copy of the key, whose count is behind.
    walk.sign_out().await?;
    walk.browser.set_count(&key, 0).await?;
    walk.sign_in("joris").await?;
    walk.press("passkey-use").await?;
    walk.reads("passkey-copied").await?;
    walk.look("copied").await?;
    walk.finish().await
}

#[tokio::test]
async fn browser_where_only_a_key_does_and_without_scripts() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let demand = Demand { authenticators: AuthenticatorRule::PhishingResistant, ..rule() };
    let house = house(demand).await?;
    member(&house, "sanne", "Sanne de Wit", "nl").await?;
    let mut walk = Walk::open(&house, "passkey-plain", &Look { scripts: Scripts::Blocked, ..DUTCH }).await?;
    walk.browser.goto("/").await?;
    walk.sign_in("sanne").await?;
    walk.reads("offer-lead-passkey").await?;
    walk.look("offer").await?;
    walk.press("offer-passkey-only").await?;
    walk.reads("passkey-script").await?;
    walk.look("no-script").await?;
    walk.press("passkey-make").await?;
    walk.reads("passkey-no-answer").await?;
    walk.look("no-answer").await.context("the page after")?;
    walk.finish().await
}
