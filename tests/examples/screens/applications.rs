//! The pages about applications, in a house with a wiki behind the sign-in and a Nextcloud that signs in here.

use anyhow::{Context, Result};
use journeys::cable::Cable;
use journeys::look::Look;
use journeys::proxy::free_port;
use journeys::relying_party::Cloud;
use journeys::waterland::{house_with, rule, superuser};
use server::testing::{House, HouseOptions};

use crate::album::Album;

const APPLICATIONS: &str = "/admin/applications";

/// Photographs them in a house of their own.
pub(crate) async fn photograph(look: &Look) -> Result<()> {
    let port = free_port()?;
    let settings = [("sign_in.domain", "waterland.localhost"), ("server.trusted_proxies", "127.0.0.1")]
        .map(|(name, text)| (name, text.to_owned()));
    let public_address = Some(format!("http://id.waterland.localhost:{port}"));
    let options = HouseOptions { public_address, settings: settings.to_vec(), ..HouseOptions::default() };
    let house = house_with(rule(), options).await?;
    let _cable = Cable::lay_between(port, house.address.port()).await?;
    superuser(&house, "sanne", "Sanne de Wit").await?;
    let album = Album::open(&house, look).await?;
    album.goto("/admin/settings").await?;
    album.walk.sign_in("sanne").await?;
    album.walk.enrol().await?;
    album.goto(&format!("{APPLICATIONS}/new")).await?;
    album.take("application-new").await?;
    album.walk.fill("name", "Wiki").await?;
    album.walk.fill("application-addresses", "http://wiki.waterland.localhost").await?;
    album.walk.press("save").await?;
    let all = store::application::list(house.ctx.db(), house.organisation.id).await?;
    let id = all.first().context("no application")?.id;
    for (path, name) in [
        (format!("{APPLICATIONS}/{id}"), "application"),
        (format!("{APPLICATIONS}/{id}/proxy"), "application-proxy"),
        (format!("{APPLICATIONS}/{id}/remove"), "application-remove"),
    ] {
        album.goto(&path).await?;
        album.take(name).await?;
    }
    sign_in_here(&house, &album).await?;
    album.goto(&format!("{APPLICATIONS}?address=http%3A%2F%2Fwiki.waterland.localhost%2F&person=sanne")).await?;
    album.take("applications").await?;
    album.close().await
}

/// Connects a Nextcloud, tries it, and looks at the keys that sign for it.
async fn sign_in_here(house: &House, album: &Album<'_>) -> Result<()> {
    album.goto(&format!("{APPLICATIONS}/sign-in/new")).await?;
    album.take("party-choose").await?;
    album.goto(&format!("{APPLICATIONS}/sign-in/new?template=nextcloud&address=cloud.waterland.example")).await?;
    album.take("party-new").await?;
    album.walk.press("parties-new").await?;
    album.walk.reads("party-shown-lead").await?;
    album.take("party-shown").await?;
    let all = store::relying_party::list(house.ctx.db(), house.organisation.id).await?;
    let id = all.first().context("no application")?.party.id;
    for (path, name) in [
        (format!("{APPLICATIONS}/sign-in/{id}?person=sanne"), "party"),
        (format!("{APPLICATIONS}/sign-in/{id}/remove"), "party-remove"),
        (format!("{APPLICATIONS}/signing-keys"), "signing-keys"),
        (format!("{APPLICATIONS}/signing-keys/leaked"), "signing-keys-leaked"),
    ] {
        album.goto(&path).await?;
        album.take(name).await?;
    }
    // What people meet at an application that is not the organisation's own.
    let mut edit = journeys::relying_party::edit("Rooster");
    edit.consent = true;
    let rota = Cloud::made(house, &edit).await?;
    album.goto(&rota.way(&[])).await?;
    album.take("consent").await?;
    album.goto(&format!("/oidc/end-session?client_id={}", rota.id)).await?;
    album.take("end-session").await
}
