//! A directory: connected, tested, run dry, synced; and somebody of it who signs in with the password there and is offered the second step.

use anyhow::Result;
use journeys::look::{Look, Scripts};
use journeys::slapd::{BASE, PASSWORD, READER, READER_PASSWORD, Slapd, person};
use journeys::walk::Walk;
use journeys::waterland::{house, rule, superuser};

use crate::browser::ready;

async fn goes_through(look: &Look) -> Result<()> {
    let people = [person("lotte", "Lotte Smit"), person("joris", "Joris Bakker")];
    let Some(slapd) = Slapd::with(&people).await? else { return Ok(()) };
    let house = house(rule()).await?;
    superuser(&house, "sanne", "Sanne de Wit").await?;
    let mut walk = Walk::open(&house, "directory", look).await?;
    walk.browser.goto("/admin/settings").await?;
    walk.sign_in("sanne").await?;
    walk.enrol().await?;
    walk.browser.goto("/admin/settings/sources").await?;
    walk.look("sources").await?;
    walk.press("directory-new").await?;
    walk.is_at("/admin/settings/directories/new").await?;
    walk.look("directory-new").await?;
    walk.press("directory-fill-ad").await?;
    walk.look("directory-ad").await?;
    walk.press("directory-fill-general").await?;

    let authority = slapd.authority()?;
    let typed = |password: &'static str| {
        [
            ("name", "OpenLDAP".to_owned()),
            ("directory-urls", slapd.secure()),
            ("directory-ca", authority.clone()),
            ("directory-bind", READER.to_owned()),
            ("directory-password", password.to_owned()),
            ("directory-base", format!("ou=people,{BASE}")),
        ]
    };
    for (key, value) in typed("wrong") {
        walk.fill(key, &value).await?;
    }
    walk.press("directory-test").await?;
    walk.reads("directory-not-let-in").await?;
    walk.look("directory-refused").await?;
    walk.fill("directory-password", READER_PASSWORD).await?;
    walk.press("directory-test").await?;
    walk.reads("directory-test-read").await?;
    walk.reads_text("Lotte Smit").await?;
    walk.look("directory-tested").await?;
    walk.press("directory-connect").await?;
    walk.reads("directory-password-wrong").await?;
    walk.look("directory-faults").await?;
    walk.fill("directory-password", READER_PASSWORD).await?;
    walk.press("directory-connect").await?;
    walk.reads("directory-saved").await?;

    walk.press("directory-look").await?;
    walk.reads("directory-asked").await?;
    told(&walk, "directory-told-look").await?;
    walk.look("directory-looked").await?;
    walk.press("directory-sync").await?;
    told(&walk, "directory-told-sync").await?;
    walk.look("directory-synced").await?;
    walk.sign_out().await?;

    walk.browser.goto("/sign-in").await?;
    walk.sign_in_with("lotte", PASSWORD).await?;
    walk.reads("offer-now").await?;
    walk.look("offer").await?;
    walk.finish().await
}

/// Opens the page again until it says so.
async fn told(walk: &Walk<'_>, key: &str) -> Result<()> {
    let path = walk.browser.path().await?;
    let says = walk.say(key);
    let holds = async || {
        walk.browser.goto(&path).await?;
        Ok(walk.browser.text().await?.contains(&says))
    };
    walk.browser.wait_until(&says, holds).await
}

#[tokio::test]
async fn browser_a_directory_is_connected_and_its_people_sign_in() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    goes_through(&Look::WIDE).await?;
    goes_through(&Look { language: "nl", scripts: Scripts::Blocked, ..Look::PHONE }).await
}
