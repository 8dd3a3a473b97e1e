//! The pages about applications behind the sign-in, in a house with a wiki.

use anyhow::{Context, Result};
use journeys::cable::Cable;
use journeys::look::Look;
use journeys::proxy::free_port;
use journeys::waterland::{house_with, rule, superuser};
use server::testing::HouseOptions;

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
        (format!("{APPLICATIONS}?address=http%3A%2F%2Fwiki.waterland.localhost%2F&person=sanne"), "applications"),
        (format!("{APPLICATIONS}/{id}"), "application"),
        (format!("{APPLICATIONS}/{id}/proxy"), "application-proxy"),
        (format!("{APPLICATIONS}/{id}/remove"), "application-remove"),
    ] {
        album.goto(&path).await?;
        album.take(name).await?;
    }
    album.close().await
}
