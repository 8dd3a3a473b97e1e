//! The main journey: the offer, later; the offer, enrolling by camera; two steps with a remembered device, no code
//! within its period, a code after it. In both languages, on a phone and a laptop, light and dark, without scripts too.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use domain::time::Lifetime;
use journeys::look::{Look, Scheme, Scripts};
use journeys::walk::Walk;
use journeys::waterland::{house, member, rule};

use crate::browser::ready;

const DUTCH: Look = Look { language: "nl", ..Look::WIDE };

#[tokio::test]
async fn browser_dutch_on_a_light_phone() -> Result<()> {
    main_journey("main-nl-phone", &Look { language: "nl", ..Look::PHONE }).await
}

#[tokio::test]
async fn browser_dutch_on_a_dark_laptop() -> Result<()> {
    main_journey("main-nl-dark", &Look { scheme: Scheme::Dark, ..DUTCH }).await
}

#[tokio::test]
async fn browser_english_on_a_light_laptop() -> Result<()> {
    main_journey("main-en", &Look::WIDE).await
}

#[tokio::test]
async fn browser_english_on_a_dark_phone() -> Result<()> {
    main_journey("main-en-phone-dark", &Look { scheme: Scheme::Dark, ..Look::PHONE }).await
}

#[tokio::test]
async fn browser_dutch_on_a_laptop_without_scripts() -> Result<()> {
    main_journey("main-nl-plain", &Look { scripts: Scripts::Blocked, ..DUTCH }).await
}

#[tokio::test]
async fn browser_english_on_a_phone_without_scripts() -> Result<()> {
    main_journey("main-en-phone-plain", &Look { scripts: Scripts::Blocked, ..Look::PHONE }).await
}

async fn main_journey(name: &str, look: &Look) -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let house = house(rule()).await?;
    member(&house, "sanne", "Sanne de Wit", look.language).await?;
    let mut walk = Walk::open(&house, name, look).await?;

    walk.browser.goto("/").await?;
    walk.is_at("/sign-in").await?;
    walk.reads("step-one").await?;
    walk.look("sign-in").await?;
    later(&mut walk).await?;
    switch_language(&mut walk, look.language).await?;
    walk.press("offer-now").await?;
    walk.is_at("/sign-in/enrol/app").await?;
    link_to_the_app(&walk, look).await?;
    let (app, codes) = walk.set_up().await?;
    walk.look("recovery-codes").await?;
    ensure!(codes.len() == 10 && codes.iter().all(|code| code.len() > 20), "{codes:?}");
    keep_codes(&walk, look.scripts, &codes).await?;
    let paper = walk.browser.text_on_paper().await?;
    ensure!(codes.iter().all(|code| paper.contains(code)), "not all codes are printed:\n{paper}");
    ensure!(paper.contains("sanne") && !paper.contains(&walk.say("codes-stored")), "printed as it looks:\n{paper}");
    walk.browser.prefer(look.scheme).await?;
    walk.press("codes-stored").await?;
    walk.is_at("/").await?;
    walk.reads("home-enrolled").await?;
    walk.reads("home-device-next").await?;
    walk.look("home-enrolled").await?;

    walk.sign_out().await?;
    walk.look("signed-out").await?;
    walk.sign_in("sanne").await?;
    walk.is_at("/sign-in/second-factor").await?;
    walk.reads("step-two").await?;
    walk.look("second-factor").await?;
    walk.fill("code-label", &walk.next_code(&app)?).await?;
    walk.remember().await?;
    walk.press("sign-in-button").await?;
    walk.is_at("/").await?;
    walk.reads_text(if look.language == "nl" { "24 december 2026" } else { "24 December 2026" }).await?;
    walk.look("home-remembered").await?;

    walk.sign_out().await?;
    walk.sign_in("sanne").await?;
    walk.is_at("/").await?;
    house.clock.advance(Lifetime::days(29));
    walk.browser.goto("/").await?;
    walk.is_at("/sign-in").await?;
    walk.reads("sign-in-ended").await?;
    walk.look("session-ended").await?;
    walk.sign_in("sanne").await?;
    walk.is_at("/").await?;
    walk.sign_out().await?;
    house.clock.advance(Lifetime::days(1));
    walk.sign_in("sanne").await?;
    walk.is_at("/sign-in/second-factor").await?;
    walk.prove(&app).await?;
    walk.is_at("/").await?;
    walk.finish().await
}

/// A phone cannot photograph its own screen, so there, and nowhere else, a link opens the app with the same key.
async fn link_to_the_app(walk: &Walk<'_>, look: &Look) -> Result<()> {
    let href = walk.browser.attribute(".onthis a", "href").await?.context("no link for the app")?;
    ensure!(href.starts_with("otpauth://totp/"), "{href}");
    let shows = walk.browser.text().await?.contains(&walk.say("app-open"));
    ensure!(shows == (look.width == Look::PHONE.width), "at {} pixels the link shows: {shows}", look.width);
    Ok(())
}

/// The first sign-in: the offer names the day, and "later" lets in; the next one offers again.
async fn later(walk: &mut Walk<'_>) -> Result<()> {
    walk.sign_in("sanne").await?;
    walk.is_at("/sign-in/enrol").await?;
    walk.reads_text("8 ").await?;
    walk.look("offer").await?;
    walk.browser.tap(&walk.say("rules-that-hold")).await?;
    walk.reads_text("Iedereen").await?;
    walk.look("offer-rules").await?;
    walk.press("offer-later").await?;
    walk.is_at("/").await?;
    walk.browser.tap(&walk.say("rules-that-hold")).await?;
    walk.look("home-later").await?;
    walk.sign_out().await?;
    walk.sign_in("sanne").await?;
    walk.is_at("/sign-in/enrol").await
}

/// The other language and back, on the page where the reader is.
async fn switch_language(walk: &mut Walk<'_>, own: &str) -> Result<()> {
    let (other, there, back) =
        if own == "nl" { ("en", "English", "Nederlands") } else { ("nl", "Nederlands", "English") };
    walk.browser.press(there).await?;
    walk.expect_language(other)?;
    walk.reads("offer-title").await?;
    walk.look("offer-in-other-language").await?;
    walk.browser.press(back).await?;
    walk.expect_language(own)?;
    walk.reads("offer-title").await
}

/// Copied, downloaded and printed; without scripts only the download is there.
async fn keep_codes(walk: &Walk<'_>, scripts: Scripts, codes: &[String]) -> Result<()> {
    let folder = tempfile::tempdir()?;
    walk.browser.download_to(folder.path()).await?;
    walk.browser.tap(&walk.say("download")).await?;
    let file = folder.path().join(format!("{}.txt", walk.say("codes-file-name")));
    // It is there before it is whole.
    walk.browser.wait_until("the file holds all codes", async || holds_all(&file, codes).map(|()| true)).await?;
    if scripts == Scripts::Blocked {
        for button in ["copy", "print"] {
            let css = format!("button[data-act={button}]:not([hidden])");
            ensure!(walk.browser.count(&css).await? == 0, "{button} does nothing without scripts, and shows");
        }
        return Ok(());
    }
    let driver = walk.browser.driver();
    walk.browser.allow_clipboard().await?;
    walk.browser.tap(&walk.say("copy")).await?;
    walk.browser.wait_for_text(&walk.say("copied")).await?;
    let read = "const done = arguments[0]; navigator.clipboard.readText().then(done, why => done(String(why)))";
    let copied = driver.execute_async(read, Vec::new()).await?;
    ensure!(copied.json().as_str() == Some(codes.join("\n").as_str()), "copied: {copied:?}");
    driver.execute("window.print = () => { document.body.dataset.printed = 'yes' }", Vec::new()).await?;
    walk.browser.tap(&walk.say("print")).await?;
    ensure!(walk.browser.attribute("body", "data-printed").await?.as_deref() == Some("yes"), "nothing was printed");
    Ok(())
}

fn holds_all(file: &Path, codes: &[String]) -> Result<()> {
    let text = std::fs::read_to_string(file)?;
    for code in codes {
        text.lines()
            .find(|line| line.contains(code.as_str()))
            .with_context(|| format!("{code} is missing:\n{text}"))?;
    }
    Ok(())
}
