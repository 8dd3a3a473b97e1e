//! The pages about keys of the API, in a house with two platforms, one of which changes its key.

use anyhow::{Context, Result};
use domain::api_key::{ApiKey, FORMER_LIVES, Scope, Scopes};
use domain::id::ApiKeyId;
use domain::time::Lifetime;
use journeys::look::Look;
use journeys::waterland::{house_with, rule, superuser};
use server::testing::{House, HouseOptions};

use crate::album::Album;

const KEYS: &str = "/admin/settings/keys";

/// Photographs them in a house of their own.
pub(crate) async fn photograph(look: &Look) -> Result<()> {
    let house = house_with(rule(), HouseOptions::default()).await?;
    superuser(&house, "sanne", "Sanne de Wit").await?;
    let website = used(&house).await?;
    let album = Album::open(&house, look).await?;
    album.goto("/admin/settings").await?;
    album.walk.sign_in("sanne").await?;
    album.walk.enrol().await?;
    album.goto(&format!("{KEYS}/new")).await?;
    album.take("key-new").await?;
    album.walk.fill("name", "CRM").await?;
    album.walk.press("keys-new").await?;
    album.walk.reads("api-key-no-scope").await?;
    album.take("key-wrong").await?;
    album.walk.browser.tick(&album.walk.say("api-key-scope-sign-in")).await?;
    album.walk.press("keys-new").await?;
    album.walk.reads("api-key-use-safe").await?;
    album.take("key-shown").await?;
    for (path, name) in [
        (KEYS.to_owned(), "keys"),
        (format!("{KEYS}/{website}"), "key"),
        (format!("{KEYS}/{website}/remove"), "key-remove"),
    ] {
        album.goto(&path).await?;
        album.take(name).await?;
    }
    album.close().await
}

/// The key of a website that asks much, made anew an hour ago.
async fn used(house: &House) -> Result<ApiKeyId> {
    let now = house.ctx.now();
    let made_at = now.minus(Lifetime::days(40));
    let key = ApiKey {
        id: ApiKeyId::from_bytes([7; 16]),
        name: "Website".to_owned(),
        scopes: Scopes::of([Scope::SignIn, Scope::Enrol]),
        return_addresses: vec!["https://www.waterland.example/signed-in".to_owned()],
        requests_a_minute: 12_000,
        version: 0,
        made_at,
        made_by: None,
        last_used_at: None,
        former_until: None,
    };
    let id = key.id;
    let until = now.minus(Lifetime::hours(1)).plus(FORMER_LIVES);
    let db = house.ctx.db();
    db.write_with::<_, _, store::Error, _>((house.organisation.id, key), move |tx, (org, key)| {
        Box::pin(async move {
            store::api_key::insert(tx, *org, key, [1; 32]).await?;
            store::api_key::renew(tx, *org, key.id, ([2; 32], until)).await?;
            store::api_key::used(tx, *org, key.id, now.minus(Lifetime::minutes(2))).await
        })
    })
    .await?;
    let kept = store::api_key::list(db, house.organisation.id).await?;
    kept.first().map(|known| known.key.id).filter(|kept| *kept == id).context("no key")
}
