//! A website with passwords of its own in a real browser: from its sign-in through our pages and back, to set up an app and to prove
//! it, by the sample of the guide.

use anyhow::{Context as _, Result, ensure};
use journeys::look::{Look, Scheme, Scripts};
use journeys::walk::Walk;
use journeys::waterland::{house, member, rule};

use crate::browser::ready;
use crate::module_mode::samples::Website;

/// Types name and password on the website.
async fn sign_in(walk: &Walk<'_>, site: &str) -> Result<()> {
    walk.browser.driver().goto(site).await?;
    walk.browser.fill("Name", "sanne").await?;
    walk.browser.fill("Password", "correct horse battery").await?;
    walk.browser.press("Sign in").await
}

async fn goes_through(look: &Look) -> Result<()> {
    let house = house(rule()).await?;
    member(&house, "sanne", "Sanne de Wit", look.language).await?;
    let website = Website::of(&house, ("php", "module-mode.php")).await?;
    let mut walk = Walk::open(&house, "platform", look).await?;
    sign_in(&walk, &website.site).await?;
    walk.is_at("/sign-in/enrol").await?;
    walk.look("offer").await?;
    walk.press("offer-now").await?;
    let app = walk.read_app().await?;
    walk.confirm(&app).await?;
    walk.press("codes-stored").await?;
    walk.browser.wait_for_text("Hello Sanne de Wit").await?;
    ensure!(walk.browser.driver().current_url().await?.as_str().starts_with(&website.site), "not back");

    walk.browser.press("Sign out").await?;
    house.clock.advance(domain::time::Lifetime::minutes(1));
    sign_in(&walk, &website.site).await?;
    walk.is_at("/sign-in/second-factor").await?;
    walk.look("second-factor").await?;
    let code = walk.next_code(&app)?;
    walk.fill("code-label", &code).await?;
    walk.press("sign-in-button").await?;
    walk.browser.wait_for_text("Hello Sanne de Wit").await?;

    // Whoever gives up reads so, and goes back by the link.
    walk.browser.press("Sign out").await?;
    sign_in(&walk, &website.site).await?;
    walk.press("not-you").await?;
    walk.reads("back-cancelled").await?;
    walk.look("cancelled").await?;
    let link = walk.browser.attribute("a.btn.primary", "href").await?.context("no link")?;
    ensure!(link == format!("{}/back?tweestap=cancelled", website.site), "{link}");
    walk.browser.follow("a.btn.primary").await?;
    walk.browser.wait_for_text("You are not signed in.").await?;
    let complaints = walk.browser.noticed().await?.complaints.clone();
    // The website's own answers are no pages of ours; nothing of ours was refused by our own policy.
    ensure!(complaints.iter().all(|one| !one.contains("Content Security Policy")), "{complaints:?}");
    walk.browser.driver().clone().quit().await?;
    Ok(())
}

#[tokio::test]
async fn browser_a_website_with_its_own_passwords_leads_through_our_pages_and_back() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    goes_through(&Look::WIDE).await?;
    goes_through(&Look { language: "nl", scripts: Scripts::Blocked, scheme: Scheme::Dark, ..Look::PHONE }).await
}
