//! Photographs every page: wide in English, on a telephone in Dutch, a few dark too. scripts/screens calls it and puts
//! the pictures from target/shots/screens into docs/screens. With `desk`, `rules`, `rollout`, `campaigns`, `help`,
//! `settings`, `systems`, `keys`, `sources`, `devices` or `applications` as its argument, those pages alone.
//! Neighbour: `album` is the camera and its film.

mod acts;
mod album;
mod applications;
mod campaigns;
mod demo;
mod desk;
mod devices;
mod help;
mod import;
mod keys;
mod passkeys;
mod password_alone;
mod rollout;
mod rules;
mod set_up;
mod settings;
mod sources;
mod systems;
mod tokens;

use anyhow::{Context, Result, ensure};
use domain::time::Lifetime;
use journeys::look::Look;
use journeys::tools::oathtool;
use journeys::visitor::Visitor;
use journeys::walk::App;
use journeys::waterland::{PASSWORD, house_with, member, rule};
use server::mail::sink::Sink;
use server::testing::{House, HouseOptions};

use crate::album::Album;

#[tokio::main]
async fn main() -> Result<()> {
    let alone = std::env::args().nth(1);
    for look in [Look::WIDE, Look { language: "nl", ..Look::PHONE }] {
        match alone.as_deref() {
            Some("rules") => {
                rules::photograph(&look).await?;
                continue;
            }
            Some("campaigns") => {
                campaigns::photograph(&look).await?;
                continue;
            }
            Some("rollout") => {
                rollout::photograph(&look).await?;
                continue;
            }
            Some("help") => {
                help::photograph(&look).await?;
                continue;
            }
            Some("settings") => {
                settings::photograph(&look).await?;
                continue;
            }
            Some("applications") => {
                applications::photograph(&look).await?;
                continue;
            }
            Some("passkeys") => {
                passkeys::photograph(&look).await?;
                continue;
            }
            Some("tokens") => {
                tokens::photograph(&look).await?;
                continue;
            }
            Some("keys") => {
                keys::photograph(&look).await?;
                continue;
            }
            Some("devices") => {
                devices::photograph(&look).await?;
                continue;
            }
            Some("sources") => {
                sources::photograph(&look).await?;
                continue;
            }
            Some("systems") => {
                systems::photograph(&look).await?;
                continue;
            }
            _ => desk::photograph(&look).await?,
        }
        if alone.is_some() {
            continue;
        }
        let sink = Sink::start().await?;
        let house = house_with(rule(), HouseOptions { smtp: Some(sink.url()), ..HouseOptions::default() }).await?;
        member(&house, "sanne", "Sanne de Wit", look.language).await?;
        member(&house, "joris", "Joris van den Berg", look.language).await?;
        let mut album = Album::open(&house, &look).await?;
        let (app, code) = enrolling(&mut album).await?;
        second_factor(&mut album, &app, &code).await?;
        elsewhere(&house, &app).await?;
        profile(&mut album, &house, &app).await?;
        check_up(&mut album, &house).await?;
        late(&mut album, &house).await?;
        album.close().await?;
        password_alone::photograph(&look).await?;
        passkeys::photograph(&look).await?;
        tokens::photograph(&look).await?;
        set_up::photograph(&look).await?;
        rules::photograph(&look).await?;
        rollout::photograph(&look).await?;
        settings::photograph(&look).await?;
        systems::photograph(&look).await?;
        keys::photograph(&look).await?;
        sources::photograph(&look).await?;
        devices::photograph(&look).await?;
        applications::photograph(&look).await?;
        campaigns::photograph(&look).await?;
        help::photograph(&look).await?;
        demo::photograph(&look).await?;
    }
    Ok(())
}

/// The door, the offer and everything up to the first recovery codes; the app and one of the codes.
async fn enrolling(album: &mut Album<'_>) -> Result<(App, String)> {
    album.goto("/no-such-page").await?;
    album.take("problem").await?;
    album.goto("/").await?;
    album.take("sign-in").await?;
    album.walk.sign_in_with("sanne", "not the password").await?;
    album.take("sign-in-wrong").await?;
    album.walk.sign_in("sanne").await?;
    album.take_both("offer").await?;
    album.walk.press("offer-later").await?;
    album.take("home-later").await?;
    album.walk.sign_out().await?;
    album.walk.sign_in("sanne").await?;
    album.walk.press("offer-now").await?;
    album.take_both("set-up-app").await?;
    let app = album.walk.read_app().await?;
    let codes = album.walk.confirm(&app).await?;
    album.take("recovery-codes").await?;
    album.walk.press("codes-stored").await?;
    album.take("home-enrolled").await?;
    Ok((app, codes.first().context("no recovery codes")?.clone()))
}

async fn second_factor(album: &mut Album<'_>, app: &App, code: &str) -> Result<()> {
    album.walk.sign_out().await?;
    album.take("signed-out").await?;
    album.walk.sign_in("sanne").await?;
    album.take_both("second-factor").await?;
    album.goto("/sign-in/pass").await?;
    album.take("pass-instead").await?;
    album.goto("/sign-in/second-factor").await?;
    album.walk.fill("code-label", "000 000").await?;
    album.walk.press("sign-in-button").await?;
    album.take("second-factor-wrong").await?;
    for _ in 0..4 {
        album.walk.fill("code-label", "000 000").await?;
        album.walk.press("sign-in-button").await?;
    }
    album.take("second-factor-wait").await?;
    album.goto("/sign-in/recovery-code").await?;
    album.take("recovery-code").await?;
    album.walk.fill("recovery-code", code).await?;
    album.walk.press("sign-in-button").await?;
    album.take("new-recovery-code").await?;
    album.walk.press("new-code-button").await?;
    album.take("two-factor-after-recovery").await?;
    album.walk.sign_out().await?;
    album.walk.sign_in("sanne").await?;
    album.walk.remember().await?;
    // The wait of the five wrong ones is over with the next codes.
    album.walk.next_code(app)?;
    album.walk.prove(app).await?;
    album.walk.is_at("/").await?;
    album.take_both("home").await
}

/// Signed in with another browser too, so that the lists have more than one line.
async fn elsewhere(house: &House, app: &App) -> Result<()> {
    house.clock.advance(Lifetime::minutes(7));
    let mut visitor = Visitor::new(&house.site)?;
    let telephone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
        Version/18.5 Mobile/15E148 Safari/604.1";
    visitor.header("user-agent", telephone)?;
    let page = visitor.sign_in("sanne", PASSWORD).await?;
    let code = oathtool(&app.key, house.ctx.now().seconds())?;
    let page = visitor.submit(&page, "/sign-in/second-factor", &[("code", &code), ("remember", "1")]).await?;
    ensure!(page.location() == "/", "the other browser is not signed in: {}", page.text());
    Ok(())
}

async fn profile(album: &mut Album<'_>, house: &House, app: &App) -> Result<()> {
    album.goto("/profile/password").await?;
    album.take("confirm").await?;
    album.goto("/profile/confirm/recovery-code?return_to=%2Fprofile%2Fpassword").await?;
    album.take("confirm-recovery-code").await?;
    album.goto("/profile/password").await?;
    album.walk.prove_again(app).await?;
    album.take("password").await?;
    album.goto("/profile/two-factor").await?;
    album.walk.press("ways-add").await?;
    let tablet = album.walk.read_app().await?;
    album.walk.fill("app-name", "Tablet").await?;
    album.walk.fill("code-label", &album.walk.next_code(&tablet)?).await?;
    album.walk.press("confirm").await?;
    house.clock.advance(Lifetime::seconds(30));
    album.goto("/profile/two-factor").await?;
    album.take_both("two-factor").await?;
    album.walk.press_in("rename", "Tablet").await?;
    album.take("rename").await?;
    album.goto("/profile/two-factor").await?;
    album.walk.press_in("remove", "Tablet").await?;
    album.take("remove").await?;
    album.goto("/profile/two-factor/recovery-codes").await?;
    album.take("renew-codes").await?;
    // Another app ended the trust of the other browser: both sign in again.
    album.walk.sign_out().await?;
    album.walk.sign_in("sanne").await?;
    album.walk.remember().await?;
    album.walk.prove(app).await?;
    elsewhere(house, app).await?;
    album.goto("/profile/devices").await?;
    album.take("devices").await?;
    album.goto("/profile/sessions").await?;
    album.take("sessions").await?;
    album.walk.press("sign-out-everywhere").await?;
    album.take("sign-out-everywhere").await?;
    album.walk.sign_out().await
}

/// Four weeks later, in a browser that is remembered.
async fn check_up(album: &mut Album<'_>, house: &House) -> Result<()> {
    house.clock.advance(Lifetime::days(28));
    album.goto("/sign-in").await?;
    album.walk.sign_in("sanne").await?;
    album.walk.is_at("/").await?;
    album.take_both("home-check-up").await?;
    album.walk.press("check-up-try-it").await?;
    album.take("check-up").await?;
    album.walk.sign_out().await
}

/// The duty after the deadline, and the proof that it asks.
async fn late(album: &mut Album<'_>, house: &House) -> Result<()> {
    house.clock.advance(Lifetime::days(20));
    album.goto("/sign-in").await?;
    album.walk.sign_in("joris").await?;
    album.take("duty").await?;
    album.walk.press("offer-now").await?;
    album.take("proof").await?;
    album.walk.press("proof-send").await?;
    album.take("proof-sent").await
}
