//! The pages about systems from which people come in, in a house where one has sent a few.

use anyhow::{Context, Result};
use journeys::look::Look;
use journeys::provisioner::Provisioner;
use journeys::slapd::far_directory;
use journeys::waterland::{house_with, rule, superuser};
use server::testing::{House, HouseOptions};

use crate::album::Album;

const SOURCES: &str = "/admin/settings/sources";

/// Photographs them in a house of their own.
pub(crate) async fn photograph(look: &Look) -> Result<()> {
    let house = house_with(rule(), HouseOptions::default()).await?;
    superuser(&house, "sanne", "Sanne de Wit").await?;
    let id = spoken(&house).await?;
    let directory = far_directory(&house.ctx, &house.organisation, "Active Directory").await?;
    let album = Album::open(&house, look).await?;
    album.goto("/admin/settings").await?;
    album.walk.sign_in("sanne").await?;
    album.walk.enrol().await?;
    album.goto(&format!("{SOURCES}/new")).await?;
    album.take("source-new").await?;
    album.walk.fill("name", "Okta").await?;
    album.walk.press("sources-new").await?;
    album.walk.reads("source-use-safe").await?;
    album.take("source-shown").await?;
    for (path, name) in [
        (SOURCES.to_owned(), "sources"),
        (format!("{SOURCES}/{id}"), "source"),
        (format!("{SOURCES}/{id}/remove"), "source-remove"),
        ("/admin/settings/directories/new?shape=active-directory".to_owned(), "directory-new"),
        (format!("/admin/settings/directories/{directory}"), "directory"),
    ] {
        album.goto(&path).await?;
        album.take(name).await?;
    }
    album.close().await
}

/// A system that has sent three people.
async fn spoken(house: &House) -> Result<String> {
    let system = Provisioner::of(house).await?;
    for name in ["joris", "fatima", "lotte"] {
        system.add(name).await?;
    }
    let kept = store::people_source::list(house.ctx.db(), house.organisation.id).await?;
    kept.iter().find(|known| known.hash.is_some()).map(|known| known.source.id.to_string()).context("no source")
}
