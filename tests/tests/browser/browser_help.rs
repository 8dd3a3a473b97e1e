//! Help: every page of it judged by axe and at both widths; from an error to its page and back; on paper with everything
//! unfolded.

use anyhow::{Result, ensure};
use journeys::look::{Look, Scheme, Scripts};
use journeys::walk::Walk;
use journeys::waterland::{house, member, rule};

use crate::browser::ready;

#[tokio::test]
async fn browser_help_is_fit_to_read_on_a_dutch_phone() -> Result<()> {
    read_all("help-nl-phone", &Look { language: "nl", ..Look::PHONE }).await
}

#[tokio::test]
async fn browser_help_is_fit_to_read_on_a_dark_english_laptop() -> Result<()> {
    read_all("help-en-dark", &Look { scheme: Scheme::Dark, ..Look::WIDE }).await
}

#[tokio::test]
async fn browser_help_is_fit_to_read_without_scripts() -> Result<()> {
    read_all("help-nl-plain", &Look { language: "nl", scripts: Scripts::Blocked, ..Look::WIDE }).await
}

async fn read_all(name: &str, look: &Look) -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let house = house(rule()).await?;
    member(&house, "sanne", "Sanne de Wit", look.language).await?;
    let mut walk = Walk::open(&house, name, look).await?;

    // Something goes wrong, and help about it is one step away.
    walk.browser.goto("/sign-in").await?;
    walk.sign_in_with("sanne", "not the password").await?;
    walk.browser.follow(".helplink a").await?;
    walk.is_at("/help/password").await?;
    walk.reads("help-password-title").await?;

    for address in web::pages::help_addresses() {
        walk.browser.goto(&address).await?;
        let page = address.trim_start_matches('/').replace('/', "-");
        walk.look(&page).await?;
    }
    walk.browser.goto("/help/apps/google").await?;
    ensure!(walk.browser.count(".help-steps svg").await? == 4, "each step has its drawing");
    let printed = walk.browser.text_on_paper().await?;
    let folded = walk.say("help-faq-new-phone");
    ensure!(printed.contains(&folded), "{folded} is not on paper");

    // The same with a menu, for whoever is signed in; from there to where an app is set up.
    walk.browser.goto("/sign-in").await?;
    walk.sign_in("sanne").await?;
    walk.press("offer-later").await?;
    ensure!(walk.browser.count("nav.side a[href='/help']").await? == 1, "the menu leads to help");
    walk.browser.goto("/help").await?;
    walk.is_at("/help").await?;
    walk.look("inside").await?;
    walk.browser.goto("/help/apps/microsoft").await?;
    walk.look("inside-app").await?;
    walk.press("help-ready-button").await?;
    walk.is_at("/profile/two-factor").await?;
    walk.finish().await
}
