//! People from a file: its columns, what would change, how far it is, and what came of it.

use anyhow::{Context, Result, ensure};
use domain::id::ImportId;
use domain::time::{Lifetime, Timestamp};
use server::testing::House;
use store::import::Import;
use thirtyfour::By;

use crate::album::Album;

const LEDEN: &str = "Gebruikersnaam;Naam;E-mail;Groep:Redactie\r\n\
    l.chen;Lin Chen-de Vries;l.chen@waterland.example;ja\r\n\
    p.kok;Pieter Kok;p.kok@waterland.example;ja\r\n\
    a.smit;Anouk Smit;a.smit@waterland.example;ja\r\n\
    b.devries;Bram de Vries;b.devries@waterland.example;nee\r\n\
    c.yilmaz;Cem Yılmaz;geen adres;nee\r\n\
    d.hoekstra;Doutzen Hoekstra;d.hoekstra@waterland.example;nee\r\n";
const MEMBERS: &str = "User name;Name;E-mail;Group:Editors\r\n\
    l.chen;Lin Chen-de Vries;l.chen@waterland.example;yes\r\n\
    p.kok;Pieter Kok;p.kok@waterland.example;yes\r\n\
    a.smit;Anouk Smit;a.smit@waterland.example;yes\r\n\
    b.devries;Bram de Vries;b.devries@waterland.example;no\r\n\
    c.yilmaz;Cem Yılmaz;no address;no\r\n\
    d.hoekstra;Doutzen Hoekstra;d.hoekstra@waterland.example;no\r\n";

/// Photographs them, with a camera that is signed in as a `SuperUser`.
pub(crate) async fn photograph(album: &Album<'_>, house: &House) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join(album.word("members.csv", "leden.csv"));
    std::fs::write(&file, album.word(MEMBERS, LEDEN))?;
    album.goto("/admin/people/import").await?;
    album.take("import").await?;
    let field = album.walk.browser.driver().find(By::Id("file")).await?;
    field.send_keys(file.display().to_string()).await?;
    album.walk.press("import-send").await?;
    album.take("import-columns").await?;
    album.walk.press("import-look").await?;
    let address = album.walk.browser.path().await?;
    settled(album, &address, "import-nothing-yet").await?;
    album.take("import-looked").await?;

    // It is done sooner than anybody can look, so it is held half-way for the picture.
    let id: ImportId = address.rsplit('/').next().unwrap_or_default().parse()?;
    let looked = store::import::find(house.ctx.db(), house.organisation.id, id).await?.context("no import")?;
    let held_until = house.ctx.now().plus(Lifetime::hours(1));
    let half = Import { state: "adding".to_owned(), line: 4, held_until, ..looked.clone() };
    advance(house, (looked.clone(), half.clone())).await?;
    album.goto(&address).await?;
    album.take("import-progress").await?;
    advance(house, (half, Import { held_until: Timestamp::from_micros(0), ..looked })).await?;

    album.goto(&address).await?;
    album.walk.browser.tick(&album.walk.say("import-skip")).await?;
    album.walk.press("import-go").await?;
    settled(album, &address, "import-to-people").await?;
    album.take("import-done").await
}

/// Opens the page until the job has done its part.
async fn settled(album: &Album<'_>, address: &str, says: &str) -> Result<()> {
    let browser = &album.walk.browser;
    let text = album.walk.say(says);
    browser
        .wait_until("the import has settled", async || {
            browser.goto(address).await?;
            Ok(browser.text().await?.contains(&text))
        })
        .await
}

async fn advance(house: &House, way: (Import, Import)) -> Result<()> {
    let (org, now) = (house.organisation.id, house.ctx.now());
    let moved = house.ctx.db().write_with(way, move |tx, (before, after)| {
        Box::pin(async move { store::import::advance(tx, org, (before, after), now).await })
    });
    let moved: Result<bool, store::Error> = moved.await;
    ensure!(moved?, "the import is somewhere else");
    Ok(())
}
