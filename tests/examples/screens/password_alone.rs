//! Where two steps are optional: someone without an app, whose password is asked again; and an app that is switched off
//! after a hundred wrong codes.

use actions::admin::import_authenticator;
use anyhow::Result;
use domain::policy::{Demand, Requirement};
use domain::time::Lifetime;
use journeys::look::Look;
use journeys::waterland::{all_but_one_failure, house_with, member, rule};
use server::testing::HouseOptions;

use crate::album::Album;

/// Photographs them in a house of their own.
pub(crate) async fn photograph(look: &Look) -> Result<()> {
    let optional = Demand { requirement: Requirement::Optional, deadline: None, ..rule() };
    let house = house_with(optional, HouseOptions::default()).await?;
    member(&house, "tom", "Tom Bakker", look.language).await?;
    let piet = member(&house, "piet", "Piet de Boer", look.language).await?;
    import_authenticator::import(&house.ctx, &house.organisation, piet, b"a secret of twenty b", "iPhone").await?;

    let album = Album::open(&house, look).await?;
    album.goto("/").await?;
    album.walk.sign_in("tom").await?;
    album.take("offer-optional").await?;
    album.walk.press("offer-later").await?;
    house.clock.advance(Lifetime::minutes(6));
    album.goto("/profile/two-factor").await?;
    album.take("two-factor-none").await?;
    album.walk.press("app-title").await?;
    album.take("confirm-password").await?;
    album.walk.fill_password_of("Tom Bakker").await?;
    album.walk.press("confirm").await?;
    album.walk.is_at("/profile/two-factor/add").await?;
    album.take("add-app").await?;

    album.walk.sign_out().await?;
    album.walk.sign_in("piet").await?;
    album.walk.fill("code-label", "000 000").await?;
    album.walk.press("sign-in-button").await?;
    all_but_one_failure(&house, piet).await?;
    house.clock.advance(Lifetime::hours(1));
    album.goto("/sign-in").await?;
    album.walk.sign_in("piet").await?;
    album.walk.fill("code-label", "000 000").await?;
    album.walk.press("sign-in-button").await?;
    album.walk.reads("code-disabled").await?;
    album.take("app-disabled").await?;
    album.close().await
}
